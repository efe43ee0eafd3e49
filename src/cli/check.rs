//! `tiyao check`: everything that is wrong with a pack, and what is probably not meant.

use clap::{ArgMatches, Args, ValueEnum};

use crate::diagnostic::{
    Diagnostic, Language, RenderOptions, Severity, json, render, render_github, render_line, sarif,
};
use crate::engine::Scratch;
use crate::explain::testing::check_examples;
use crate::source::Sources;

use super::command::{Command, Context, Outcome, parsed};
use super::failure::Failure;
use super::language::words;
use super::pack::ChosenPacks;
use super::{pack, terminal};

/// `tiyao check [PACK]`.
pub const COMMAND: Command = Command {
    name: "check",
    about: words("检查规则包的错误和可疑之处", "Check a rule pack"),
    more: words(
        "一次说出所有错误和警告，各有编号；tiyao help E0106 解释一个编号。\n\n例：\n  tiyao check                            随程序附带的所有规则包\n  tiyao check 我的规则/                   一个文件夹\n  tiyao check govnews --overlay 济宁/     在叠加包之下\n  tiyao check 我的规则/ --format github   供 CI 显示在改动的行旁\n\n退出码：0 没有错误；1 用 --strict 时有警告；2 有错误。",
        "Tells all errors and warnings at once, each with a code; tiyao help E0106 explains one.\n\nExamples:\n  tiyao check                            all shipped packs\n  tiyao check my-rules/                  a folder\n  tiyao check govnews --overlay mine/    under an overlay\n  tiyao check my-rules/ --format github  for CI, beside the lines of a change\n\nExit status: 0 no errors; 1 warnings, with --strict; 2 errors.",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "format",
            words(
                "格式：text（默认）、json、line（每行一条，编辑器可读）、github、sarif",
                "Form: text (default), json, line (one a line, for editors), github, sarif",
            ),
        ),
        (
            "strict",
            words(
                "有警告时退出码为 1",
                "Exit status 1 where there are warnings",
            ),
        ),
    ],
    run,
};

#[derive(Args)]
struct Arguments {
    #[command(flatten)]
    packs: ChosenPacks,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Line,
    Github,
    Sarif,
}

/// What was found in one pack.
type Found = (Vec<Diagnostic>, Sources);

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let names = arguments.packs.names();
    let found = names
        .into_iter()
        .map(|name| check(name, &arguments.packs.overlay))
        .collect::<Result<Vec<Found>, Failure>>()?;
    let faults = || found.iter().flat_map(|(faults, _)| faults);
    let errors = faults().filter(|fault| fault.severity == Severity::Error);
    let errors = errors.count();
    let warnings = faults().count() - errors;
    terminal::print(&told(&found, arguments.format, context.language)?)?;
    if arguments.format == Format::Text {
        terminal::print(&match context.language {
            Language::Zh => format!("{errors} 个错误，{warnings} 个警告\n"),
            Language::En => {
                let (errors, warnings) = (counted(errors, "error"), counted(warnings, "warning"));
                format!("{errors}, {warnings}\n")
            }
        })?;
    }
    Ok(match (errors, warnings) {
        (0, 0) => Outcome::Fine,
        (0, _) if !arguments.strict => Outcome::Fine,
        (0, _) => Outcome::Flawed,
        _ => Outcome::Broken,
    })
}

/// All that is wrong with a pack under its overlays; where it can run at all, also what its
/// examples show.
fn check(name: &str, overlays: &[String]) -> Result<Found, Failure> {
    let broken = |failure: Failure| match failure {
        Failure::Pack {
            diagnostics,
            sources,
        } => Ok((diagnostics, sources)),
        other => Err(other),
    };
    let (pack, mut faults) = match pack::load(name, overlays) {
        Ok(loaded) => loaded,
        Err(failure) => return broken(failure),
    };
    let engine = match pack::engine(&pack) {
        Ok(engine) => engine,
        Err(failure) => {
            let (errors, sources) = broken(failure)?;
            faults.extend(errors);
            return Ok((faults, sources));
        }
    };
    faults.extend(check_examples(&engine, &mut Scratch::default()));
    faults.sort_by_key(|fault| fault.place.map(|place| (place.source, place.start)));
    Ok((faults, pack.sources.clone()))
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn told(found: &[Found], format: Format, language: Language) -> Result<String, Failure> {
    let faults = || {
        let packs = found.iter();
        packs.flat_map(|(faults, sources)| faults.iter().map(move |fault| (fault, sources)))
    };
    let lines = |line: &dyn Fn(&Diagnostic, &Sources) -> String| {
        faults()
            .map(|(fault, sources)| line(fault, sources) + "\n")
            .collect::<String>()
    };
    let pretty = |value: serde_json::Result<String>| match value {
        Ok(text) => Ok(text + "\n"),
        Err(error) => Err(Failure::io("json", &error.into())),
    };
    match format {
        Format::Text => {
            let options = RenderOptions {
                language,
                colour: true,
            };
            Ok(lines(&|fault, sources| {
                render(fault, sources, options) + "\n"
            }))
        }
        Format::Line => Ok(lines(&|fault, sources| {
            render_line(fault, sources, language)
        })),
        Format::Github => Ok(lines(&|fault, sources| {
            render_github(fault, sources, language)
        })),
        Format::Json => {
            let all: Vec<_> = faults()
                .map(|(fault, sources)| json(fault, sources))
                .collect();
            pretty(serde_json::to_string_pretty(&all))
        }
        Format::Sarif => pretty(serde_json::to_string_pretty(&sarif(faults(), language))),
    }
}
