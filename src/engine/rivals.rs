//! Which of the records stay that claim the same characters.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::record::Span;

use super::lattice::bits;

/// A record in the contest.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rival<'a> {
    /// What it claims: sorted, disjoint.
    pub claims: &'a [Span],
    /// Where it stands.
    pub span: Span,
    /// Its match: records of one match are never rivals.
    pub origin: u32,
    /// Whether it takes part; where its rule keeps all, it neither falls nor fells.
    pub contests: bool,
    /// The place of its type in the `is` of the union; 0 in a contest of one leaf.
    pub order: u32,
    /// The layer of its rule.
    pub layer: u32,
    /// The name of its rule.
    pub rule: &'a str,
}

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It stays.
    Stays,
    /// It is equal in every field to one that stays (its index).
    Doubled(usize),
    /// It fell to one that stays (its index), for the sake of a character.
    Lost {
        /// The winner.
        to: usize,
        /// The first character that both claim.
        at: u32,
    },
}

/// Settles the contest: in order of size, then start, then ties, a record stays unless a
/// rival already stays. `equal` says whether two records with the same span are one.
pub(crate) fn settle(rivals: &[Rival<'_>], equal: impl Fn(usize, usize) -> bool) -> Vec<Verdict> {
    let mut verdicts = vec![Verdict::Stays; rivals.len()];
    let mut taken = Taken::new(rivals);
    let mut staying: HashMap<Span, Vec<usize>> = HashMap::new();
    for index in precedence(rivals) {
        let rival = &rivals[index];
        let same_span = staying.entry(rival.span).or_default();
        if let Some(&of) = same_span.iter().find(|&&other| equal(index, other)) {
            verdicts[index] = Verdict::Doubled(of);
            continue;
        }
        if rival.contests {
            if let Some((to, at)) = taken.rival(rivals, index) {
                verdicts[index] = Verdict::Lost { to, at };
                continue;
            }
            taken.take(rivals, index);
        }
        same_span.push(index);
    }
    verdicts
}

/// The characters that those who stay claim.
struct Taken {
    /// A bit for each character from `first` on.
    characters: Vec<u64>,
    first: u32,
    owners: Vec<usize>,
}

impl Taken {
    fn new(rivals: &[Rival<'_>]) -> Self {
        let claims = || rivals.iter().flat_map(|rival| rival.claims);
        let first = claims().map(|claim| claim.start).min().unwrap_or(0);
        let end = claims().map(|claim| claim.end).max().unwrap_or(0);
        Self {
            characters: vec![0; bits::words((end - first) as usize)],
            first,
            owners: Vec::new(),
        }
    }

    /// The first character of a rival that one of another match has, and who has it.
    fn rival(&self, rivals: &[Rival<'_>], index: usize) -> Option<(usize, u32)> {
        let Rival { claims, origin, .. } = rivals[index];
        for claim in claims.iter().filter(|claim| !claim.is_empty()) {
            let mut next = bits::next(&self.characters, claim.start - self.first);
            while let Some(at) = next.map(|at| at + self.first).filter(|&at| at < claim.end) {
                let Some((to, end)) = self.owner(rivals, at) else {
                    break;
                };
                // All who stay at a character are of one match, or they would be rivals.
                if rivals[to].origin != origin {
                    return Some((to, at));
                }
                next = bits::next(&self.characters, end - self.first);
            }
        }
        None
    }

    /// Who has a character, and where the claim ends; the last who came, since those of one
    /// match come one after the other.
    fn owner(&self, rivals: &[Rival<'_>], at: u32) -> Option<(usize, u32)> {
        self.owners.iter().rev().find_map(|&owner| {
            let mut claims = rivals[owner].claims.iter();
            let around = claims.find(|claim| claim.start <= at && at < claim.end)?;
            Some((owner, around.end))
        })
    }

    fn take(&mut self, rivals: &[Rival<'_>], index: usize) {
        for claim in rivals[index]
            .claims
            .iter()
            .filter(|claim| !claim.is_empty())
        {
            bits::fill(
                &mut self.characters,
                claim.start - self.first,
                claim.end - 1 - self.first,
            );
        }
        self.owners.push(index);
    }
}

/// The order in which the records are looked at.
fn precedence(rivals: &[Rival<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rivals.len()).collect();
    order.sort_by_key(|&index| {
        let rival = &rivals[index];
        let size: u32 = rival.claims.iter().map(|claim| claim.len()).sum();
        (
            Reverse(size),
            rival.claims.first().map_or(rival.span.start, |c| c.start),
            rival.order,
            Reverse(rival.layer),
            rival.rule,
            index,
        )
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A record of the property test: claims, span, origin, contests, order, layer, rule, content.
    type Sketch = (Vec<Span>, Span, u32, bool, u32, u32, &'static str, u8);

    fn sketches() -> impl Strategy<Value = Vec<Sketch>> {
        let span = (0_u32..12, 1_u32..4).prop_map(|(start, len)| Span::new(start, start + len));
        let claims = prop::collection::vec((0_u32..3, 1_u32..3), 0..3).prop_map(|steps| {
            let mut at = 0;
            let mut claims = Vec::new();
            for (skip, len) in steps {
                let start = at + skip + 1;
                claims.push(Span::new(start, start + len));
                at = start + len;
            }
            claims
        });
        let one = (
            claims,
            span,
            0_u32..5,
            prop::bool::weighted(0.8),
            0_u32..2,
            0_u32..2,
            prop::sample::select(vec!["a", "b"]),
            0_u8..2,
        );
        prop::collection::vec(one, 0..10)
    }

    /// The sentence of the language's description, word by word.
    fn reference(rivals: &[Rival<'_>], equal: impl Fn(usize, usize) -> bool) -> Vec<bool> {
        let size = |rival: &Rival<'_>| rival.claims.iter().map(|c| c.len()).sum::<u32>();
        let start = |rival: &Rival<'_>| rival.claims.first().map_or(rival.span.start, |c| c.start);
        let precedes = |a: usize, b: usize| {
            let (x, y) = (&rivals[a], &rivals[b]);
            size(y)
                .cmp(&size(x))
                .then(start(x).cmp(&start(y)))
                .then(x.order.cmp(&y.order))
                .then(y.layer.cmp(&x.layer))
                .then(x.rule.cmp(y.rule))
                .then(a.cmp(&b))
                .is_lt()
        };
        let compete = |a: usize, b: usize| {
            let (x, y) = (&rivals[a], &rivals[b]);
            let common = x
                .claims
                .iter()
                .any(|c| y.claims.iter().any(|d| c.overlaps(*d)));
            x.origin != y.origin && x.contests && y.contests && common
        };
        let mut stays = vec![false; rivals.len()];
        for _ in 0..rivals.len() {
            for index in 0..rivals.len() {
                stays[index] = (0..rivals.len()).all(|other| {
                    let same = rivals[index].span == rivals[other].span && equal(index, other);
                    !(precedes(other, index) && stays[other] && (same || compete(index, other)))
                });
            }
        }
        stays
    }

    proptest! {
        #[test]
        fn the_same_as_the_sentence_word_by_word(sketches in sketches()) {
            let rivals: Vec<Rival<'_>> = sketches
                .iter()
                .map(|(claims, span, origin, contests, order, layer, rule, _)| Rival {
                    claims,
                    span: *span,
                    origin: *origin,
                    contests: *contests,
                    order: *order,
                    layer: *layer,
                    rule,
                })
                .collect();
            let equal = |a: usize, b: usize| sketches[a].7 == sketches[b].7;
            let verdicts = settle(&rivals, equal);
            let stays: Vec<bool> = verdicts.iter().map(|v| *v == Verdict::Stays).collect();
            prop_assert_eq!(stays, reference(&rivals, equal));
            for (index, verdict) in verdicts.iter().enumerate() {
                match *verdict {
                    Verdict::Stays => {}
                    Verdict::Doubled(of) => {
                        prop_assert_eq!(verdicts[of], Verdict::Stays);
                        prop_assert_eq!(rivals[of].span, rivals[index].span);
                        prop_assert!(equal(index, of));
                    }
                    Verdict::Lost { to, at } => {
                        prop_assert_eq!(verdicts[to], Verdict::Stays);
                        for rival in [index, to] {
                            let claims = rivals[rival].claims.iter().any(|c| c.range().contains(&(at as usize)));
                            prop_assert!(claims);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_longer_claim_stays() {
        // 总书记关于 and 习近平总书记 in 习近平总书记关于 compete for 总书记.
        let (first, second) = ([Span::new(0, 6)], [Span::new(3, 8)]);
        let rival = |claims, span, origin| Rival {
            claims,
            span,
            origin,
            contests: true,
            order: 0,
            layer: 0,
            rule: "人",
        };
        let rivals = [
            rival(&second, Span::new(6, 8), 1),
            rival(&first, Span::new(0, 3), 0),
        ];
        let verdicts = settle(&rivals, |_, _| false);
        assert_eq!(verdicts[0], Verdict::Lost { to: 1, at: 3 });
        assert_eq!(verdicts[1], Verdict::Stays);
    }
}
