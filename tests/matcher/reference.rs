//! What a match is, in as few lines as can be: at every choice the first branch with which
//! the rest still succeeds. Exponential, and that is no matter for a few characters.

use tiyao::pattern::tree::{Edge, Node, NodeKind};
use tiyao::record::Span;

use super::world::{LEXICONS, Told};

pub struct Reference<'a> {
    pub chars: &'a [char],
    pub records: &'a [Span],
    /// Innermost quotations: (place of the opening mark, of the closing one).
    pub marks: &'a [(u32, u32)],
}

/// The walk so far: captures as they open (name, start, end once closed), claimed characters.
#[derive(Clone, Default)]
struct Walk {
    captures: Vec<(String, u32, u32)>,
    claims: Vec<u32>,
}

type Next<'n> = &'n dyn Fn(u32, &Walk) -> Option<(u32, Walk)>;

impl Reference<'_> {
    /// The match that starts at `start`.
    pub fn match_at(&self, pattern: &Node, start: u32) -> Option<Told> {
        let (end, walk) = self.walk(pattern, start, &Walk::default(), &|end, walk| {
            Some((end, walk.clone()))
        })?;
        let captures = walk
            .captures
            .into_iter()
            .filter(|(_, start, end)| start < end);
        let mut claims: Vec<Span> = Vec::new();
        for position in walk.claims {
            match claims.last_mut() {
                Some(last) if last.end == position => last.end += 1,
                _ => claims.push(Span::new(position, position + 1)),
            }
        }
        let captures = captures
            .map(|(name, start, end)| (name, Span::new(start, end)))
            .collect();
        Some((Span::new(start, end), captures, claims))
    }

    fn length(&self) -> u32 {
        self.chars.len() as u32
    }

    /// The other ends of an element that is an edge, the longer first.
    fn edges(&self, node: &Node, at: u32) -> Vec<u32> {
        let rest = &self.chars[at as usize..];
        let text = |text: &str| {
            rest.starts_with(&text.chars().collect::<Vec<_>>())
                .then(|| at + text.chars().count() as u32)
        };
        let mut ends: Vec<u32> = match &node.kind {
            NodeKind::Literal(literal) => text(literal).into_iter().collect(),
            NodeKind::Class(class) => rest
                .first()
                .filter(|&&first| class.contains(first))
                .map(|_| at + 1)
                .into_iter()
                .collect(),
            NodeKind::Lexicon { name, .. } => {
                let (_, entries) = LEXICONS
                    .iter()
                    .find(|(known, _)| known == name)
                    .expect("a known lexicon");
                entries.iter().filter_map(|entry| text(entry)).collect()
            }
            NodeKind::Record { .. } => self
                .records
                .iter()
                .filter(|span| span.start == at)
                .map(|span| span.end)
                .collect(),
            _ => Vec::new(),
        };
        ends.sort_unstable_by(|left, right| right.cmp(left));
        ends.dedup();
        ends
    }

    fn holds(&self, node: &Node, at: u32) -> bool {
        self.walk(node, at, &Walk::default(), &|end, walk| {
            Some((end, walk.clone()))
        })
        .is_some()
    }

    fn reach(&self, at: u32, maximum: Option<u32>, barrier: Option<&Node>, quoted: bool) -> u32 {
        let mut limit = maximum.map_or(self.length(), |most| (at + most).min(self.length()));
        if quoted
            && let Some(&(_, close)) = self
                .marks
                .iter()
                .rev()
                .find(|(open, close)| *open < at && at <= *close)
        {
            limit = limit.min(close);
        }
        (at..limit)
            .find(|&place| barrier.is_some_and(|barrier| self.holds(barrier, place)))
            .unwrap_or(limit)
    }

    fn walk(&self, node: &Node, at: u32, walk: &Walk, next: Next<'_>) -> Option<(u32, Walk)> {
        match &node.kind {
            NodeKind::Sequence(items) => match items.split_first() {
                None => next(at, walk),
                Some((first, rest)) => {
                    let rest = Node {
                        kind: NodeKind::Sequence(rest.to_vec()),
                        place: node.place,
                    };
                    self.walk(first, at, walk, &|at, walk| {
                        self.walk(&rest, at, walk, next)
                    })
                }
            },
            NodeKind::Choice(branches) => branches
                .iter()
                .find_map(|branch| self.walk(branch, at, walk, next)),
            NodeKind::Group(item) => self.walk(item, at, walk, next),
            NodeKind::Capture { name, item } => {
                let mut opened = walk.clone();
                let index = opened.captures.len();
                opened.captures.push((name.clone(), at, at));
                self.walk(item, at, &opened, &|at, walk| {
                    let mut closed = walk.clone();
                    closed.captures[index].2 = at;
                    next(at, &closed)
                })
            }
            NodeKind::Repeat {
                item,
                minimum,
                maximum,
                lazy,
            } => {
                let repeat = Repeat {
                    item,
                    minimum: *minimum,
                    maximum: *maximum,
                    lazy: *lazy,
                };
                self.repeat(repeat, at, walk, next)
            }
            NodeKind::Gap {
                minimum,
                maximum,
                barrier,
            } => {
                let limit = self.reach(at, *maximum, barrier.as_deref(), true);
                (at + minimum..=limit).find_map(|end| next(end, walk))
            }
            NodeKind::Rest { barrier } => {
                next(self.reach(at, None, barrier.as_deref(), false), walk)
            }
            NodeKind::Look {
                ahead,
                negative,
                item,
            } => {
                let holds = if *ahead {
                    self.holds(item, at)
                } else {
                    (0..=at).any(|start| {
                        let ends_here = |end, walk: &Walk| (end == at).then(|| (end, walk.clone()));
                        self.walk(item, start, &Walk::default(), &ends_here)
                            .is_some()
                    })
                };
                if holds != *negative {
                    next(at, walk)
                } else {
                    None
                }
            }
            NodeKind::Edge(Edge::ScopeStart) => {
                if at == 0 {
                    next(at, walk)
                } else {
                    None
                }
            }
            NodeKind::Edge(Edge::ScopeEnd) => {
                if at == self.length() {
                    next(at, walk)
                } else {
                    None
                }
            }
            kind => self.edges(node, at).into_iter().find_map(|end| {
                let mut consumed = walk.clone();
                if !matches!(kind, NodeKind::Record { .. }) {
                    consumed.claims.extend(at..end);
                }
                next(end, &consumed)
            }),
        }
    }

    /// As in the `regex` crate: counted iterations are written out; of an open end the first
    /// iteration ends the repeat where it consumes nothing, a later one must consume.
    fn repeat(
        &self,
        repeat: Repeat<'_>,
        at: u32,
        walk: &Walk,
        next: Next<'_>,
    ) -> Option<(u32, Walk)> {
        let Repeat {
            item,
            minimum,
            maximum,
            lazy,
        } = repeat;
        let fewer = Repeat {
            minimum: minimum.saturating_sub(1),
            maximum: maximum.map(|most| most.saturating_sub(1)),
            ..repeat
        };
        let stop = || next(at, walk);
        let go_on = || match maximum {
            Some(0) => None,
            Some(_) => self.walk(item, at, walk, &|end, walk| {
                self.repeat(fewer, end, walk, next)
            }),
            None if minimum > 1 => self.walk(item, at, walk, &|end, walk| {
                self.repeat(fewer, end, walk, next)
            }),
            None => self.walk(item, at, walk, &|end, walk| {
                if end == at {
                    next(end, walk)
                } else {
                    self.more(item, lazy, end, walk, next)
                }
            }),
        };
        match (minimum > 0, lazy) {
            (true, _) => go_on(),
            (false, true) => stop().or_else(go_on),
            (false, false) => go_on().or_else(stop),
        }
    }

    fn more(
        &self,
        item: &Node,
        lazy: bool,
        at: u32,
        walk: &Walk,
        next: Next<'_>,
    ) -> Option<(u32, Walk)> {
        let stop = || next(at, walk);
        let go_on = || {
            self.walk(item, at, walk, &|end, walk| {
                if end == at {
                    None
                } else {
                    self.more(item, lazy, end, walk, next)
                }
            })
        };
        if lazy {
            stop().or_else(go_on)
        } else {
            go_on().or_else(stop)
        }
    }
}

#[derive(Clone, Copy)]
struct Repeat<'n> {
    item: &'n Node,
    minimum: u32,
    maximum: Option<u32>,
    lazy: bool,
}
