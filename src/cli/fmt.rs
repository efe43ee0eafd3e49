//! `tiyao fmt`: the patterns of rule files in their best form.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args};
use similar::TextDiff;

use crate::diagnostic::{Diagnostic, Message, Severity};
use crate::pack::{Formatted, format_file};

use super::command::{Command, Context, Outcome, parsed};
use super::failure::{Failure, io_message};
use super::language::words;
use super::sink::write_whole;
use super::terminal;

/// `tiyao fmt [PATHS…]`.
pub const COMMAND: Command = Command {
    name: "fmt",
    about: words("整理规则文件里的模式", "Format the patterns of rule files"),
    more: words(
        "只动模式：全角的运算符改成半角，记号之间空一格，行末不留空格。换行、缩进、对齐和注释照旧，\n模式以外的部分一个字节也不变。有错的文件不动，错处照报。\n\n例：\n  tiyao fmt                    当前文件夹下所有的 .yaml\n  tiyao fmt 我的规则/ 济宁/      这些文件夹、文件\n  tiyao fmt --check 我的规则/   不改写，只列出会改什么\n  tiyao fmt - < 规则.yaml       从标准输入读，写到标准输出\n\n退出码：0 都好；1 有文件有错，或 --check 时有要改的；2 用法有误。",
        "Touches patterns only: full-width operators become ASCII, one blank stands between items,\nnone at the end of a line. Line breaks, indentation, alignment and comments stay, and all\nthat is no pattern stays byte for byte. A file with a fault is left alone, and the fault told.\n\nExamples:\n  tiyao fmt                    all .yaml below this folder\n  tiyao fmt my-rules/ mine/    these folders and files\n  tiyao fmt --check my-rules/  change nothing, show what would change\n  tiyao fmt - < rules.yaml     from standard input to standard output\n\nExit status: 0 all is well; 1 faulty files, or with --check files that would change; 2 wrong use.",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "paths",
            words(
                "规则文件和文件夹（含其下各层，tests 除外），- 为标准输入（默认当前文件夹）",
                "Rule files and folders (all below them but tests); - is standard input (default this folder)",
            ),
        ),
        (
            "check",
            words(
                "不改写，列出会改什么；有要改的则退出码为 1",
                "Change nothing, show what would change; exit status 1 if anything would",
            ),
        ),
    ],
    run,
};

#[derive(Args)]
struct Arguments {
    #[arg(value_name = "PATHS", default_value = ".")]
    paths: Vec<PathBuf>,
    #[arg(long)]
    check: bool,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let mut outcome = Outcome::Fine;
    let mut seen = 0_usize;
    for path in &arguments.paths {
        for file in rule_files(path) {
            seen += 1;
            let done = file.and_then(|file| format(&file, arguments.check, context));
            match done {
                Ok(true) => {}
                Ok(false) => outcome = Outcome::Flawed,
                Err(Failure::BrokenPipe) => return Err(Failure::BrokenPipe),
                Err(failure) => {
                    terminal::complain_of(&failure, context.language);
                    outcome = Outcome::Flawed;
                }
            }
        }
    }
    if seen == 0 {
        return Err(Failure::said(
            "这里没有 .yaml 文件",
            "there is no .yaml file here",
        ));
    }
    Ok(outcome)
}

/// Formats a file. Gives false where it was only checked and would change.
fn format(path: &Path, check: bool, context: &Context) -> Result<bool, Failure> {
    let from_stdin = path == Path::new("-");
    let name = if from_stdin {
        words("标准输入", "standard input")
            .pick(context.language)
            .to_owned()
    } else {
        path.display().to_string()
    };
    let bytes = if from_stdin {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.map_err(|error| Failure::io(&name, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to();
        Failure::said(
            format!("{name}：不是 UTF-8（第 {byte} 字节）"),
            format!("{name}: not UTF-8 (byte {byte})"),
        )
    })?;
    let Formatted {
        text: formatted,
        left,
    } = format_file(&name, &text).map_err(|found| Failure::Pack {
        diagnostics: errors(found.faults),
        sources: found.sources,
    })?;
    for (line, column) in left {
        terminal::complain(
            &Message::new(
                format!(
                    "{name}:{line}:{column}：没有整理：改写后 YAML 会读成别的；写成 `|` 块就能整理"
                ),
                format!(
                    "{name}:{line}:{column}: not formatted: YAML would take it for something else; write a `|` block"
                ),
            ),
            context.language,
        );
    }
    let changes = formatted != text;
    if check {
        if changes {
            terminal::print(&difference(&name, &text, &formatted))?;
        }
        return Ok(!changes);
    }
    if from_stdin {
        terminal::print(&formatted)?;
    } else if changes {
        write_whole(path, &formatted)?;
        let said = words("已整理", "formatted").pick(context.language);
        terminal::print(&format!("{said} {name}\n"))?;
    }
    Ok(true)
}

/// Warnings are for `check` to tell.
fn errors(mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    faults.retain(|fault| fault.severity == Severity::Error);
    faults
}

/// What would change, as a unified diff.
fn difference(name: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(1)
        .header(name, name)
        .to_string()
}

/// The file, or the rule files below a folder by name.
fn rule_files(path: &Path) -> Vec<Result<PathBuf, Failure>> {
    if !path.is_dir() {
        return vec![Ok(path.to_owned())];
    }
    let is_read = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !name.starts_with('.') && name != "tests"
    };
    walkdir::WalkDir::new(path)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(is_read)
        .filter_map(|entry| match entry {
            Ok(entry) => {
                let wanted = !entry.file_type().is_dir()
                    && entry.path().extension().is_some_and(|end| end == "yaml");
                wanted.then(|| Ok(entry.into_path()))
            }
            Err(error) => {
                let at = error.path().unwrap_or(path).display().to_string();
                let error = error
                    .into_io_error()
                    .unwrap_or_else(|| io::ErrorKind::Other.into());
                let message = io_message(&error);
                Some(Err(Failure::said(
                    format!("{at}：{}", message.zh),
                    format!("{at}: {}", message.en),
                )))
            }
        })
        .collect()
}
