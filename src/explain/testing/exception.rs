//! An exception must drop something in its own example.

use super::{Kind, Outcome, Verdict};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::engine::{Engine, Metadata, Scratch};
use crate::explain::derivation::witness::{Fall, Witness};
use crate::pack::Exception;
use crate::record::RuleId;
use crate::source::Place;
use crate::text::Text;

/// An exception's example.
pub(super) struct Tried<'a> {
    pub rule: RuleId,
    /// The exception's index in its rule.
    pub number: usize,
    pub text: &'a str,
    pub place: Place,
}

/// Runs the example of an exception.
pub(super) fn run(
    engine: &Engine,
    scratch: &mut Scratch,
    exception: &Exception,
    tried: &Tried<'_>,
) -> Outcome {
    let pack = &engine.program().pack;
    let rule = pack.rule(tried.rule);
    let text = Text::from_plain(tried.text);
    let mut witness = Witness::default();
    let done = engine.extract_observed(&text, &Metadata::default(), scratch, &mut witness);
    let dropped = witness.falls.iter().any(|fall| {
        matches!(fall, Fall::Exception { rule, number, .. }
            if (*rule, *number) == (tried.rule, tried.number))
    });
    let diagnostic = match done {
        Err(limit) => Some(super::example::too_costly(tried.place, &limit)),
        Ok(_) if dropped => None,
        Ok(_) => Some(without_effect(exception, tried, &witness, &rule.name)),
    };
    Outcome {
        verdict: match &diagnostic {
            None => Verdict::Passed,
            Some(fault) if fault.code == codes::EXAMPLE_TOO_COSTLY => Verdict::TooCostly,
            Some(_) => Verdict::ExceptionWithoutEffect,
        },
        kind: Kind::Exception,
        rule: rule.name.clone(),
        name: exception.id.as_deref().unwrap_or(tried.text).to_owned(),
        place: Some(tried.place),
        findings: Vec::new(),
        diagnostic,
    }
}

fn without_effect(
    exception: &Exception,
    tried: &Tried<'_>,
    witness: &Witness,
    rule: &str,
) -> Diagnostic {
    let other = witness.falls.iter().find_map(|fall| match fall {
        Fall::Exception { rule, number, .. } if *rule == tried.rule => Some(*number + 1),
        _ => None,
    });
    let made = witness.made.values().any(|made| made.rule == tried.rule);
    let help = match (other, made) {
        (Some(number), _) => Message::new(
            format!("这个例子里起作用的是这条规则的第 {number} 个例外"),
            format!("exception {number} of this rule takes effect here instead"),
        ),
        (None, true) => Message::new(
            "规则在例子里有记录，但都不在例外的匹配之内；看模式是否太窄，on: 是否指对了捕获",
            "the rule gives records here, but none lies inside a match of the exception; is the pattern too narrow, does `on:` name the right capture?",
        ),
        (None, false) => Message::new(
            format!("没有例外，规则“{rule}”在这里也没有记录：换一个它会误报的句子"),
            format!(
                "even without it rule `{rule}` gives no record here: take a sentence that it gets wrong"
            ),
        ),
    };
    Diagnostic::error(
        codes::EXCEPTION_WITHOUT_EFFECT,
        tried.place,
        Message::new(
            format!("例外在自己的例子里没有去掉任何记录（规则 {rule}）"),
            format!("the exception drops nothing in its own example (rule {rule})"),
        ),
    )
    .related(
        exception.pattern.place,
        Message::new("这个例外", "this exception"),
    )
    .help(help)
}
