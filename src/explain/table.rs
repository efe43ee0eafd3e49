//! Columns of text that stand straight under Chinese characters: widths are cells of a
//! terminal, where such a character takes two.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The cells that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// A text filled up with blanks on its right.
pub fn left(text: &str, cells: usize) -> String {
    format!("{text}{}", blanks(text, cells))
}

/// A text filled up with blanks on its left.
pub fn right(text: &str, cells: usize) -> String {
    format!("{}{text}", blanks(text, cells))
}

fn blanks(text: &str, cells: usize) -> String {
    " ".repeat(cells.saturating_sub(width(text)))
}

/// The begin of a text that fits, with `…` where it was cut.
pub fn cut(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut taken = 1;
    for character in text.chars() {
        taken += character.width().unwrap_or(0);
        if taken > cells {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

/// How the cells of a column are laid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Texts: against the left rim.
    Left,
    /// Numbers: against the right rim.
    Right,
}

/// Rows as lines, two blanks between columns, none at the end of a line. `sides` tells how
/// each column is laid; the first row may be a heading.
pub fn rows(sides: &[Side], rows: &[Vec<String>]) -> String {
    let cells: Vec<usize> = (0..sides.len())
        .map(|column| {
            let texts = rows.iter().filter_map(|row| row.get(column));
            texts.map(|text| width(text)).max().unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for row in rows {
        let laid = row.iter().zip(sides).zip(&cells);
        let laid: Vec<String> = laid
            .map(|((text, side), &cells)| match side {
                Side::Left => left(text, cells),
                Side::Right => right(text, cells),
            })
            .collect();
        out.push_str(laid.join("  ").trim_end());
        out.push('\n');
    }
    out
}

/// A number with its thousands set apart.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share as whole percents; what is not nothing is never shown as 0, nor what is not all
/// as 100.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let share = part as f64 * 100.0 / whole as f64;
    match share.round() as u64 {
        0 if part > 0 => "<1%".to_owned(),
        100 if part < whole => ">99%".to_owned(),
        rounded => format!("{rounded}%"),
    }
}

/// A part of a text for one line: breaks of lines become `/`.
pub fn one_line(text: &str) -> String {
    text.replace('\n', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_straight_under_chinese() {
        let table = [
            vec!["词".to_owned(), "次".to_owned()],
            vec!["市委书记".to_owned(), "7".to_owned()],
            vec!["a".to_owned(), "12".to_owned()],
        ];
        let shown = rows(&[Side::Left, Side::Right], &table);
        assert_eq!(shown, "词        次\n市委书记   7\na         12\n");
    }

    #[test]
    fn what_is_too_long_is_cut_within_its_cells() {
        assert_eq!(cut("市委书记", 8), "市委书记");
        assert_eq!(cut("市委书记", 7), "市委书…");
        assert_eq!(cut("市委书记", 6), "市委…");
    }

    #[test]
    fn numbers_and_shares() {
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(number(123), "123");
        assert_eq!(percent(1, 1000), "<1%");
        assert_eq!(percent(999, 1000), ">99%");
        assert_eq!(percent(0, 0), "–");
        assert_eq!(percent(1, 3), "33%");
    }
}
