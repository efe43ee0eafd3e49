//! Which blocks of a page are its article: menus, lists of links and footers go.

use super::super::layout::LineKind;
use super::{Outline, What};

/// A paragraph of running text has at least this many bytes.
const RUNNING: usize = 60;
/// The share of the running text that one container must hold to be looked into.
const MOST: f64 = 0.7;
/// A line between title and text (date, source) is at most this long, in bytes.
const LINE: usize = 400;
/// A title has at least this many bytes.
const TITLE: usize = 12;

/// Keeps the title and the article of the page, all of it where there is no article.
pub(super) fn choose(page: &str, outline: &mut Outline) {
    let texts: Vec<String> = (0..outline.blocks.len())
        .map(|block| text(page, outline, block))
        .collect();
    let sizes: Vec<usize> = texts.iter().map(String::len).collect();
    let links: Vec<f64> = outline
        .blocks
        .iter()
        .zip(&sizes)
        .map(|(block, size)| block.linked as f64 / (*size).max(1) as f64)
        .collect();
    let running: Vec<bool> = (0..texts.len())
        .map(|block| {
            sizes[block] >= RUNNING
                && links[block] < 0.3
                && outline.blocks[block].kind == LineKind::Paragraph
                && texts[block].contains(['。', '，', ',', '；', '.', '！'])
        })
        .collect();
    let article = article(outline, &sizes, &running);
    let inside: Vec<bool> = {
        let mut inside = vec![false; outline.containers.len()];
        for container in 0..outline.containers.len() {
            inside[container] =
                container == article || (container > 0 && inside[outline.containers[container]]);
        }
        outline
            .blocks
            .iter()
            .map(|block| inside[block.container])
            .collect()
    };
    let Some(first) = (0..texts.len()).find(|block| running[*block] && inside[*block]) else {
        titles(outline, &texts, texts.len());
        return;
    };
    let title = titles(outline, &texts, first);
    let keep: Vec<bool> = (0..texts.len())
        .map(|block| {
            let links = links[block];
            let between = title.is_some_and(|title| block > title) && block < first;
            Some(block) == title
                || (inside[block] && links < 0.6)
                || (between
                    && links < 0.3
                    && sizes[block] <= LINE
                    && outline.blocks[block].kind != LineKind::Title)
        })
        .collect();
    for ((block, keep), size) in outline.blocks.iter_mut().zip(keep).zip(&sizes) {
        block.kept = keep;
        if block.kind == LineKind::Paragraph && *size > 0 && block.bold * 10 >= size * 9 {
            block.kind = LineKind::Heading;
        }
    }
}

/// The text of a block, blanks left out.
fn text(page: &str, outline: &Outline, block: usize) -> String {
    let mut text = String::new();
    for piece in outline.pieces(block) {
        match piece.what {
            What::Verbatim => text.extend(
                page[piece.bytes.clone()]
                    .chars()
                    .filter(|c| !c.is_whitespace()),
            ),
            What::Char(c) if !c.is_whitespace() => text.push(c),
            What::Char(_) | What::Gloss => {}
        }
    }
    text
}

/// The innermost container that holds most of the running text.
fn article(outline: &Outline, sizes: &[usize], running: &[bool]) -> usize {
    let mut held = vec![0; outline.containers.len()];
    for (block, _) in running.iter().enumerate().filter(|(_, running)| **running) {
        held[outline.blocks[block].container] += sizes[block];
    }
    // A container stands behind the one that holds it.
    for container in (1..held.len()).rev() {
        held[outline.containers[container]] += held[container];
    }
    let mut article = 0;
    for container in 1..held.len() {
        if outline.containers[container] == article
            && held[container] as f64 > MOST * held[article] as f64
        {
            article = container;
        }
    }
    article
}

/// Finds the title before the block `before`, marks it alone as the title, and gives its block.
///
/// It is the last block that the page's `<title>` begins with, else the last `<h1>`, else
/// the `<title>` itself.
fn titles(outline: &mut Outline, texts: &[String], before: usize) -> Option<usize> {
    let is_title =
        |block: &usize| outline.blocks[*block].kind == LineKind::Title && !texts[*block].is_empty();
    let head = (0..before).find(is_title);
    let repeats = |block: &usize| {
        head.is_some_and(|head| {
            *block > head
                && texts[*block].len() >= TITLE
                && texts[head].starts_with(texts[*block].as_str())
        })
    };
    let title = (0..before)
        .rev()
        .find(repeats)
        .or_else(|| (0..before).rev().find(is_title));
    for (index, block) in outline.blocks.iter_mut().enumerate() {
        if Some(index) == title {
            block.kind = LineKind::Title;
        } else if block.kind == LineKind::Title {
            block.kind = if index < before {
                LineKind::Paragraph
            } else {
                LineKind::Heading
            };
        }
    }
    title
}
