//! "Did you mean": the nearest of the names that are known.

/// The candidate nearest to a misspelt word, if one is near enough: at most a third of
/// its letters differ, at least one may.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().collect();
    let allowed = (word.len() / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let letters: Vec<char> = candidate.to_lowercase().chars().collect();
            // A word of one letter is near to every other one.
            if word.len().min(letters.len()) < 2 {
                return None;
            }
            let distance = distance(&word, &letters);
            (distance <= allowed).then_some((distance, candidate))
        })
        .min_by(|left, right| left.cmp(right))
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, substitutions and swaps of neighbours that lead from one to
/// the other (optimal string alignment).
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for row in 1..=left.len() {
        let mut current = vec![row];
        for column in 1..=right.len() {
            let substitute = usize::from(left[row - 1] != right[column - 1]);
            let mut best = (last[column - 1] + substitute)
                .min(last[column] + 1)
                .min(current[column - 1] + 1);
            let swapped = row > 1
                && column > 1
                && left[row - 1] == right[column - 2]
                && left[row - 2] == right[column - 1];
            if swapped {
                best = best.min(before[column - 2] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut last, current);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        assert_eq!(nearest("wihtin", ["where", "within"]), Some("within"));
        assert_eq!(nearest("文化宫", ["机构", "文化局"]), Some("文化局"));
        assert_eq!(nearest("Persn", ["Person", "Place"]), Some("Person"));
        assert_eq!(nearest("meeting", ["Person", "Place"]), None);
        assert_eq!(nearest("a", ["b"]), None);
    }
}
