//! Runs the cases of `tests/cases/text`; see the README there.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tiyao::record::Span;
use tiyao::text::{Form, MarkKind, ReadOptions, Text, Unit, fold};

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/text");
    let mut faults = Vec::new();
    let mut count = 0;
    for case in folders(&folder) {
        count += 1;
        let shown = show(&read(&case));
        let expected = case.join("expected.txt");
        if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
            fs::write(&expected, &shown).unwrap();
        }
        let wanted = fs::read_to_string(&expected).unwrap_or_default();
        if shown != wanted {
            let diff = similar::TextDiff::from_lines(&wanted, &shown);
            let name = case.file_name().unwrap().to_string_lossy().into_owned();
            faults.push(format!(
                "{name}:\n{}",
                diff.unified_diff().header("expected", "found")
            ));
        }
    }
    assert!(count > 0, "no cases in {}", folder.display());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Reads the input of a case, whatever its ending, in the encoding that a file `encoding` names.
fn read(case: &Path) -> Text {
    let input = ["input.txt", "input.md", "input.html", "input.bin"].map(|name| case.join(name));
    let input = input
        .iter()
        .find(|path| path.exists())
        .unwrap_or_else(|| panic!("no input in {}", case.display()));
    let encoding = fs::read_to_string(case.join("encoding")).ok();
    let options = ReadOptions {
        encoding: encoding.map(|label| label.trim().to_owned()),
        ..ReadOptions::default()
    };
    Text::read(&fs::read(input).unwrap(), &options).unwrap()
}

/// The normalised text and its units, each with what it is in the original.
fn show(text: &Text) -> String {
    let mut shown = format!("{:?}\n\n{}\n", text.form(), text.normalised());
    let original: Vec<char> = text.original().chars().collect();
    let units = [
        (Unit::Headline, "headline"),
        (Unit::Subhead, "subhead"),
        (Unit::Paragraph, "paragraph"),
        (Unit::Sentence, "sentence"),
        (Unit::Clause, "clause"),
        (Unit::Quote, "quote"),
        (Unit::Parenthesis, "parenthesis"),
    ];
    for (unit, name) in units {
        if !text.units(unit).is_empty() {
            writeln!(shown, "\n{name}").unwrap();
        }
        for span in text.units(unit) {
            let range = text.original_range(*span);
            let slice = text.slice(*span).replace('\n', "⏎");
            write!(shown, "{}..{} {slice}", span.start, span.end).unwrap();
            let source: String = original[range.start as usize..range.end as usize]
                .iter()
                .collect();
            if source != text.slice(*span) {
                write!(shown, " ← {}", visible(&source)).unwrap();
            }
            shown.push('\n');
        }
    }
    let inside = |position: &u32| {
        let at = *position as usize;
        at > 0
            && at < text.chars().len()
            && !text.chars()[at - 1].is_whitespace()
            && !text.chars()[at].is_whitespace()
    };
    let blanks: Vec<u32> = (0..text.chars().len() as u32)
        .filter(inside)
        .filter(|at| text.blank_before(*at))
        .collect();
    if !blanks.is_empty() {
        let shown_blanks = blanks.iter().map(|at| {
            let around = Span::new(
                at.saturating_sub(2),
                (at + 2).min(text.chars().len() as u32),
            );
            let (before, after) = (Span::new(around.start, *at), Span::new(*at, around.end));
            format!("{}␣{}", text.slice(before), text.slice(after)).replace('\n', "⏎")
        });
        writeln!(
            shown,
            "\nblank\n{}",
            shown_blanks.collect::<Vec<_>>().join("\n")
        )
        .unwrap();
    }
    shown
}

/// `source` with what cannot be seen written out.
fn visible(source: &str) -> String {
    let mut shown = String::new();
    for c in source.chars() {
        match c {
            '\n' => shown.push('⏎'),
            '\u{3000}' => shown.push('□'),
            ' ' => shown.push('␣'),
            c if c.is_control() || c.is_whitespace() || ('\u{200B}'..='\u{206F}').contains(&c) => {
                write!(shown, "\\u{{{:X}}}", c as u32).unwrap();
            }
            c => shown.push(c),
        }
    }
    shown
}

/// Characters whose simplified form hangs on their neighbours.
const BY_WORD: &str = "乾著於昇甯邨龢甦藉瞭夥徵畫鍊覆俱彷";

/// What holds of every text.
fn check(text: &Text) {
    let length = text.chars().len() as u32;
    let original: Vec<char> = text.original().chars().collect();
    assert_eq!(text.normalised().chars().collect::<Vec<_>>(), text.chars());
    let whole = Span::new(0, length);
    assert_eq!(text.slice(whole), text.normalised());
    let mut last = 0..0;
    for position in 0..length {
        let one = Span::new(position, position + 1);
        assert_eq!(
            text.slice(one).chars().next(),
            Some(text.chars()[position as usize])
        );
        let range = text.original_range(one);
        assert!(
            range.start >= last.start && range.end >= last.end,
            "{position}: {range:?} after {last:?}"
        );
        assert!(range.start <= range.end && range.end as usize <= original.len());
        assert_eq!(
            text.original_range(Span::new(0, position + 1)).end,
            range.end
        );
        // A Han character comes from itself or from what folds to it; some fold by their word.
        let (c, source) = (
            text.chars()[position as usize],
            original.get(range.start as usize),
        );
        if let ('一'..='鿿', Some(source)) = (c, source)
            && *source != c
            && source.is_alphabetic()
            && !BY_WORD.contains(*source)
        {
            assert_eq!(fold(&source.to_string()), c.to_string());
        }
        last = range;
    }
    let every = [
        Unit::Document,
        Unit::Headline,
        Unit::Body,
        Unit::Subhead,
        Unit::Prose,
        Unit::Paragraph,
        Unit::Sentence,
        Unit::Clause,
        Unit::Quote,
        Unit::Parenthesis,
    ];
    for unit in every {
        let units = text.units(unit);
        assert!(
            units.windows(2).all(|pair| pair[0] < pair[1]),
            "{unit:?} unsorted: {units:?}"
        );
        assert!(
            units
                .iter()
                .all(|span| span.start <= span.end && span.end <= length)
        );
        let mut within = Vec::new();
        text.units_within(unit, Span::new(length / 3, length / 3 * 2), &mut within);
        assert!(
            within
                .iter()
                .all(|span| span.start >= length / 3 && span.end <= length / 3 * 2)
        );
        if let (Unit::Sentence | Unit::Clause | Unit::Paragraph, Some(body)) =
            (unit, text.units(Unit::Body).first())
        {
            within.clear();
            text.units_within(unit, *body, &mut within);
            assert_eq!(within, units, "{unit:?} of the body");
        }
    }
    let marks = text.marks();
    for (index, pair) in marks.iter().enumerate() {
        assert!(pair.open < pair.close && pair.close <= length);
        assert_eq!(
            text.mark_around(pair.open + 1)
                .map(|at| marks[at as usize].open),
            Some(pair.open)
        );
        if let Some(parent) = pair.parent {
            let parent = &marks[parent as usize];
            assert!(parent.open < pair.open && pair.close <= parent.close);
        }
        assert!(index == 0 || marks[index - 1].open < pair.open);
    }
}

#[test]
fn marks_know_what_is_around_them() {
    let text = Text::from_plain("他说：“要‘快’（越快越好）。”好。");
    let kinds: Vec<_> = text
        .marks()
        .iter()
        .map(|pair| (text.slice(pair.inside()), pair.kind, pair.parent))
        .collect();
    let expected = [
        ("要‘快’（越快越好）。", MarkKind::Quote, None),
        ("快", MarkKind::Quote, Some(0)),
        ("越快越好", MarkKind::Parenthesis, Some(0)),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(text.mark_around(3), None);
    assert_eq!(text.mark_around(4), Some(0));
    assert_eq!(text.mark_around(6), Some(1));
    assert_eq!(text.mark_around(8), Some(0));
}

#[test]
fn words_fold_as_the_text_does() {
    for (words, folded) in [
        ("渠務署", "渠务署"),
        ("沿著道路", "沿著道路"),
        ("著名學者", "著名学者"),
        ("(記者", "（记者"),
        ("1,500", "1,500"),
        (",", "，"),
        ("AI 产业", "AI产业"),
        ("「一國兩制」", "“一国两制”"),
    ] {
        assert_eq!(fold(words), folded);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for form in [None, Some(Form::Plain), Some(Form::Markdown), Some(Form::Html)] {
            check(&Text::read(&bytes, &ReadOptions { form, ..ReadOptions::default() }).unwrap());
        }
    }

    #[test]
    fn any_text_is_read(text in "([a(（)）\"'“”‘’.,:;!?。！？，；： \u{3000}\n\r\t中國們發一○0著乾é\u{301}ǐ<>/&;#*_`\\[\\]-]|\\(jì\\)|PAR|<p>|</p>|&nbsp;|\u{200B}|\u{E0100}|𠀀){0,80}") {
        for form in [None, Some(Form::Plain), Some(Form::Markdown), Some(Form::Html)] {
            check(&Text::read(text.as_bytes(), &ReadOptions { form, ..ReadOptions::default() }).unwrap());
        }
        let once = Text::from_plain(&text);
        let twice = Text::from_plain(once.normalised());
        prop_assert_eq!(once.chars().len(), once.normalised().chars().count());
        check(&twice);
    }
}
