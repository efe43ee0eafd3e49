//! Overlays on a small pack: what each verb does.

use std::path::Path;

use tiyao::pack::{Pack, PackSource, Step};

fn source(name: &str) -> PackSource {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/overlay")
        .join(name);
    PackSource::read(&folder).expect("the case can be read")
}

#[test]
fn the_base_is_sound_and_its_rules_run_in_the_order_of_what_they_read() {
    let (pack, warnings) =
        Pack::load(source("base"), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(warnings, []);
    let order: Vec<String> = pack
        .order
        .iter()
        .map(|step| match *step {
            Step::Run(rule) => format!("run {}", pack.rule(rule).name),
            Step::Settle(kind) => format!("settle {}", pack.type_of(kind).name),
            Step::SettleUnion(kind) => format!("settle union {}", pack.type_of(kind).name),
            Step::Ignore => "ignore".to_owned(),
        })
        .collect();
    assert_eq!(
        order.join("\n"),
        "run directives\nsettle Directive\nrun titled_people\nsettle TitledPerson\nrun listed_people\nsettle ListedPerson\nsettle union Person\nrun said\nsettle Attribution\nrun enumeration\nsettle Enumeration\nsettle Item\nrun people\nsettle People"
    );
}
