//! “Did you mean …”.

/// The candidate that is nearest to a word, if one is near enough to have been meant.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    // One character of three may be wrong; of two characters one.
    let allowed = if length == 2 { 1 } else { length / 3 };
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|&(distance, candidate)| {
            distance <= allowed && distance > 0 && candidate.chars().count() > distance
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many characters are to be put in, taken out, changed or swapped with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().flat_map(char::to_lowercase).collect();
    let right: Vec<char> = right.chars().flat_map(char::to_lowercase).collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, &a) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, &b) in right.iter().enumerate() {
            let mut least = (last[column] + usize::from(a != b))
                .min(last[column + 1] + 1)
                .min(current[column] + 1);
            if row > 0 && column > 0 && a == right[column - 1] && left[row - 1] == b {
                least = least.min(before_last[column - 1] + 1);
            }
            current.push(least);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_proposed_and_nothing_that_is_far() {
        let known = ["职务词典", "机构", "Person", "Participant"];
        assert_eq!(closest("Persno", known), Some("Person"));
        assert_eq!(closest("职务词点", known), Some("职务词典"));
        assert_eq!(closest("机够", known), Some("机构"));
        assert_eq!(closest("Speech", known), None);
        assert_eq!(closest("人", known), None);
    }

    #[test]
    fn the_distance_counts_edits() {
        assert_eq!(distance("", "ab"), 2);
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
