//! `tiyao watch`: runs again whenever the rules or an article is saved.

mod changes;
mod session;

use std::sync::mpsc;

use clap::{ArgMatches, Args};

use super::command::{Command, Context, Outcome, parsed};
use super::corpus::CorpusArguments;
use super::failure::Failure;
use super::language::words;
use super::pack::PackArguments;
use super::terminal;
use changes::{Change, Changes, Watched};
use session::Session;

/// `tiyao watch FILES`.
pub const COMMAND: Command = Command {
    name: "watch",
    about: words(
        "每次保存规则或文章就重跑，说出变化",
        "Run again on each save of rules or articles, and tell what changed",
    ),
    more: words(
        "先跑一遍；此后规则包、叠加包或文章一保存就再跑，列出比上一遍多出、少了、改变的记录。\n规则包有错时列出错处，等它改好。Ctrl-C 结束。\n\n例：\n  tiyao watch 新闻.txt --rules 我的规则/\n  tiyao watch 样文/ --overlay 济宁/",
        "Runs once, then again whenever the pack, an overlay or an article is saved, and shows the\nrecords gained, lost and changed since the last run. Where the pack is broken its faults are\nshown until it is mended. Ctrl-C ends it.\n\nExamples:\n  tiyao watch news.txt --rules my-rules/\n  tiyao watch articles/ --overlay jining/",
    ),
    arguments: Arguments::augment_args,
    help: &[],
    run,
};

#[derive(Args)]
struct Arguments {
    #[command(flatten)]
    corpus: CorpusArguments,
    #[command(flatten)]
    pack: PackArguments,
    #[arg(long, value_name = "N", default_value = "5")]
    samples: u64,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    if !arguments.corpus.can_be_read_again() {
        return Err(Failure::said(
            "watch 要反复读文章：请给文件或文件夹，不能是标准输入",
            "watch reads articles again and again: give files or folders, not standard input",
        ));
    }
    let watched = Watched {
        packs: arguments.pack.folders(),
        articles: arguments.corpus.paths().to_vec(),
    };
    // What is saved while the first run is under way counts too.
    let (sender, receiver) = mpsc::channel();
    let end = sender.clone();
    ctrlc::set_handler(move || drop(end.send(Change::End)))
        .map_err(|error| Failure::said(error.to_string(), error.to_string()))?;
    let changes = Changes::new(watched, sender, receiver)?;
    let mut session = Session::new(
        arguments.pack,
        arguments.corpus,
        Some(arguments.samples).filter(|&limit| limit > 0),
        context.language,
    );
    terminal::print(&session.first()?)?;
    terminal::print(
        words(
            "等待保存，Ctrl-C 结束。\n",
            "Waiting for a save; Ctrl-C ends.\n",
        )
        .pick(context.language),
    )?;
    each_turn(changes, &mut session, terminal::print)?;
    Ok(Outcome::Fine)
}

/// Runs once for each batch of changes, until there are no more.
fn each_turn(
    changes: impl Iterator<Item = ()>,
    session: &mut Session,
    mut say: impl FnMut(&str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for () in changes {
        say(&session.again()?)?;
    }
    Ok(())
}

/// Runs the cases of `tests/cases/watch`: see the README there.
#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use clap::FromArgMatches;

    use super::*;
    use crate::diagnostic::Language;

    /// Puts the files of a step into the folder, and takes away those that it lists.
    fn take_step(step: &Path, folder: &Path) {
        for entry in walkdir::WalkDir::new(step).into_iter().flatten() {
            let name = entry.path().strip_prefix(step).unwrap();
            let target = folder.join(name);
            if entry.file_type().is_dir() {
                fs::create_dir_all(target).unwrap();
            } else if name == Path::new("removed") {
                for line in fs::read_to_string(entry.path()).unwrap().lines() {
                    let gone = folder.join(line);
                    if gone.is_dir() {
                        fs::remove_dir_all(gone).unwrap();
                    } else {
                        fs::remove_file(gone).unwrap();
                    }
                }
            } else {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }

    /// All that is said over the steps of a case.
    fn said(case: &Path, language: Language) -> String {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let steps: Vec<_> = (0..)
            .map(|step| case.join(step.to_string()))
            .take_while(|step| step.is_dir())
            .collect();
        take_step(&steps[0], folder);
        let line = fs::read_to_string(case.join("cmd")).unwrap();
        let words = line.split_whitespace().skip(1).map(|word| {
            let path = folder.join(word);
            let is_path = path.exists();
            if is_path {
                path.into_os_string()
            } else {
                word.into()
            }
        });
        let matches = Arguments::augment_args(clap::Command::new("watch")).get_matches_from(words);
        let arguments = Arguments::from_arg_matches(&matches).unwrap();
        let mut session = Session::new(
            arguments.pack,
            arguments.corpus,
            Some(arguments.samples),
            language,
        );
        let mut told = vec![format!("=== 0\n{}", session.first().unwrap())];
        let mut counted = 0;
        let changes = steps[1..].iter().map(|step| take_step(step, folder));
        // Each step is a batch; what is said comes behind the step's number.
        for (step, change) in (1..).zip(changes) {
            counted += 1;
            told.push(format!("=== {step}\n"));
            each_turn(std::iter::once(change), &mut session, |text| {
                told.push(text.to_owned());
                Ok(())
            })
            .unwrap();
        }
        assert!(counted > 0, "a case has two steps at least");
        let told = anstream::adapter::strip_str(&told.concat()).to_string();
        told.replace(&format!("{}/", folder.display()), "")
    }

    #[test]
    fn every_case_says_what_it_should() {
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/watch");
        let update = std::env::var_os("UPDATE").is_some();
        let mut seen = 0;
        for case in fs::read_dir(cases).unwrap() {
            let case = case.unwrap().path();
            if !case.join("cmd").exists() {
                continue;
            }
            seen += 1;
            for (name, language) in [("zh.txt", Language::Zh), ("en.txt", Language::En)] {
                let said = said(&case, language);
                if update {
                    fs::write(case.join(name), &said).unwrap();
                }
                let wanted = fs::read_to_string(case.join(name)).unwrap_or_default();
                assert_eq!(said, wanted, "{} {name}", case.display());
            }
        }
        assert!(seen >= 5, "{seen} cases");
    }
}
