//! What holds of every rule file that is formatted: its pack stays the same, nothing but
//! patterns changes, and what was formatted stays as it is.

use proptest::prelude::*;

use tiyao::pack::{Pack, PackSource, format_file};
use tiyao::shipped;

/// The model of a pack without the places where it is written; the base of an overlay below.
fn model(source: PackSource) -> String {
    let (pack, _) = match source.extends() {
        Some(base) => Pack::load(shipped::pack(&base).expect("a shipped base"), &[source]),
        None => Pack::load(source, &[]),
    }
    .unwrap_or_else(|faults| panic!("{faults}"));
    let places = r"Place \{[^}]*\}|runs: \[[^\]]*\]";
    let places = regex::Regex::new(places).expect("a sound expression");
    let parts = format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        pack.types, pack.lexicons, pack.patterns, pack.rules, pack.views, pack.order
    );
    places.replace_all(&parts, "").into_owned()
}

fn formatted(name: &str, text: &str) -> String {
    let formatted = format_file(name, text).unwrap_or_else(|faults| panic!("{faults}"));
    assert!(formatted.left.is_empty(), "{name}: {:?}", formatted.left);
    formatted.text
}

#[test]
fn shipped_packs_stay_the_same() {
    for name in shipped::names() {
        let before = shipped::pack(name).expect("a shipped pack");
        let mut after = before.clone();
        for (file, text) in &mut after.files {
            let once = formatted(file, text);
            assert_eq!(formatted(file, &once), once, "{file} is not settled");
            *text = once;
        }
        let (before, after) = (model(before), model(after));
        let first = before
            .split(", ")
            .zip(after.split(", "))
            .find(|(before, after)| before != after);
        assert_eq!(first, None, "{name} has another model");
        assert_eq!(before.len(), after.len(), "{name}");
    }
}

/// Patterns without names, as untidily as authors write them; none holds a line break.
fn untidy() -> impl Strategy<Value = String> {
    let bits = vec![
        "\"甲乙\"",
        "「丙」",
        "[，。]",
        "\\p{Han}",
        "（\"甲\"｜\"乙\"）",
        "( \"丁\"|[a b] )",
        "句首",
        "\"戊\" ?",
        "\"己\"｛1，2｝",
        "gap{0,9}",
        "间隔｛ 非 [。] ｝",
        "名：\"庚\"",
        "next_is_not( \"辛\" )",
        "{ pos = v }",
    ];
    let blanks = prop::sample::select(vec![" ", "  ", "　", " \u{a0}"]);
    let piece = (prop::sample::select(bits), blanks);
    prop::collection::vec(piece, 1..6).prop_map(|pieces| {
        let all: String = pieces
            .iter()
            .flat_map(|(bit, blank)| [*bit, *blank])
            .collect();
        // A gap at a rim holds nothing together, and a name may stand once only.
        format!("\"始\" {}", all.replace("名", "各")) + "\"终\""
    })
}

/// How a pattern may stand in YAML: what is before each of its lines, and what is behind it.
const STYLES: [(&str, &str, &str); 6] = [
    ("p: |\n    ", "\n    ", "\n"),
    ("p: |-\n      ", "\n      ", "\n\n"),
    ("p: |1\n   ", "\n   ", "\n"),
    ("p: >\n    ", "\n    ", "\n"),
    ("p: ", "\n    ", "\n"),
    ("p:\n    ", "\n     ", "\n"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn nothing_but_patterns_changes(
        lines in prop::collection::vec(untidy(), 1..4),
        style in prop::sample::select(STYLES.to_vec()),
        windows in any::<bool>(),
    ) {
        let (head, between, tail) = style;
        let before = "# 注释  \nlexicons:\n  词: [ 甲,乙 ]   # ｛全角｝\npatterns:\n  ";
        let after = "rules: {  }   # 完 \n";
        let body = lines.join(between);
        let mut file = format!("{before}{head}{body}{tail}{after}");
        if windows {
            file = file.replace('\n', "\r\n");
        }
        // Bits may make a fault together; then the file is refused, which is no matter here.
        let Ok(once) = format_file("rules.yaml", &file) else {
            return Ok(());
        };
        let end = if windows { "\r\n" } else { "\n" };
        let before = format!("{before}{head}").replace('\n', end);
        prop_assert!(once.text.starts_with(&before), "{}", once.text);
        prop_assert!(once.text.ends_with(&after.replace('\n', end)), "{}", once.text);
        prop_assert_eq!(file.matches('\n').count(), once.text.matches('\n').count());
        let twice = format_file("rules.yaml", &once.text);
        let twice = twice.map_err(|faults| TestCaseError::fail(format!("{}\n{faults}", once.text)))?;
        prop_assert_eq!(&twice.text, &once.text);
    }
}
