//! Which record of the old pack is which of the new one.

use std::collections::BTreeMap;

use crate::record::Span;
use crate::text::Text;

use super::{Change, Fact, Kind};

/// The differences between the records of two packs in one document, by place. Records of one
/// type are the same where they stand at the same place (merged ones: where they have the
/// same name), else where they overlap most.
pub fn changes(old: &[Fact], new: &[Fact], text: &Text) -> Vec<Change> {
    let mut found = Vec::new();
    let mut kinds: BTreeMap<&str, (Vec<&Fact>, Vec<&Fact>)> = BTreeMap::new();
    for fact in old {
        kinds.entry(&fact.kind).or_default().0.push(fact);
    }
    for fact in new {
        kinds.entry(&fact.kind).or_default().1.push(fact);
    }
    for (mut old, mut new) in kinds.into_values() {
        let mut pairs = Vec::new();
        take_pairs(&mut old, &mut new, &mut pairs, |old, new| old == new);
        take_pairs(&mut old, &mut new, &mut pairs, same_place);
        take_overlapping(&mut old, &mut new, &mut pairs);
        let changed = pairs
            .iter()
            .filter_map(|(old, new)| Change::between(old, new, text));
        found.extend(changed);
        let alone = |kind| move |fact: &&Fact| Change::alone(kind, fact, text);
        found.extend(old.iter().map(alone(Kind::Lost)));
        found.extend(new.iter().map(alone(Kind::Gained)));
    }
    found.sort_by(|a, b| {
        let place = |change: &Change| (change.start, std::cmp::Reverse(change.end), change.change);
        place(a).cmp(&place(b)).then_with(|| a.of.cmp(&b.of))
    });
    found
}

fn same_place(old: &Fact, new: &Fact) -> bool {
    match (&old.name, &new.name) {
        (Some(old), Some(new)) => old == new,
        _ => old.span == new.span,
    }
}

/// Takes pairs for which `same` holds out of both lists, in order.
fn take_pairs<'f>(
    old: &mut Vec<&'f Fact>,
    new: &mut Vec<&'f Fact>,
    pairs: &mut Vec<(&'f Fact, &'f Fact)>,
    same: impl Fn(&Fact, &Fact) -> bool,
) {
    old.retain(|before| {
        let found = new.iter().position(|now| same(before, now));
        if let Some(index) = found {
            pairs.push((before, new.remove(index)));
        }
        found.is_none()
    });
}

/// Takes pairs that overlap out of both lists, those that overlap most first.
fn take_overlapping<'f>(
    old: &mut Vec<&'f Fact>,
    new: &mut Vec<&'f Fact>,
    pairs: &mut Vec<(&'f Fact, &'f Fact)>,
) {
    let mut overlaps: Vec<(u32, usize, usize)> = Vec::new();
    for (before, old) in old.iter().enumerate() {
        for (now, new) in new.iter().enumerate() {
            let common = common(old.span, new.span);
            if common > 0 {
                overlaps.push((common, before, now));
            }
        }
    }
    overlaps.sort_by_key(|&(common, before, now)| (std::cmp::Reverse(common), before, now));
    let (mut old_taken, mut new_taken) = (vec![false; old.len()], vec![false; new.len()]);
    for (_, before, now) in overlaps {
        if !old_taken[before] && !new_taken[now] {
            old_taken[before] = true;
            new_taken[now] = true;
            pairs.push((old[before], new[now]));
        }
    }
    for (facts, taken) in [(old, old_taken), (new, new_taken)] {
        let mut taken = taken.into_iter();
        facts.retain(|_| taken.next() != Some(true));
    }
}

fn common(one: Span, other: Span) -> u32 {
    let end = one.end.min(other.end);
    end.saturating_sub(one.start.max(other.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(kind: &str, start: u32, end: u32, value: &str) -> Fact {
        Fact {
            kind: kind.to_owned(),
            rule: "r".to_owned(),
            span: Span::new(start, end),
            name: None,
            fields: vec![("f".to_owned(), value.to_owned())],
        }
    }

    fn told(old: &[Fact], new: &[Fact]) -> Vec<(Kind, u32, usize)> {
        let text = Text::from_plain("零一二三四五六七八九");
        let changes = changes(old, new, &text);
        let told = |change: &Change| (change.change, change.start, change.fields.len());
        changes.iter().map(told).collect()
    }

    #[test]
    fn equal_records_are_no_change_whatever_their_order() {
        let (one, two) = (fact("A", 0, 2, "x"), fact("A", 0, 2, "y"));
        assert_eq!(told(&[one.clone(), two.clone()], &[two, one]), []);
    }

    #[test]
    fn a_place_makes_a_record_the_same_before_an_overlap_does() {
        let old = [fact("A", 0, 4, "x")];
        let new = [fact("A", 1, 5, "x"), fact("A", 0, 4, "y")];
        assert_eq!(
            told(&old, &new),
            [(Kind::Changed, 0, 1), (Kind::Gained, 1, 1)]
        );
    }

    #[test]
    fn what_overlaps_most_is_the_same() {
        let old = [fact("A", 0, 6, "x")];
        let new = [fact("A", 0, 2, "x"), fact("A", 2, 6, "x")];
        assert_eq!(
            told(&old, &new),
            [(Kind::Gained, 0, 1), (Kind::Changed, 2, 1)]
        );
    }

    #[test]
    fn another_type_is_another_record() {
        let told = told(&[fact("A", 0, 2, "x")], &[fact("B", 0, 2, "x")]);
        assert_eq!(told, [(Kind::Gained, 0, 1), (Kind::Lost, 0, 1)]);
    }
}
