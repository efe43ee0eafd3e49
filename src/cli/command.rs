//! What a command declares, and the help that is made of it.

use clap::{Arg, ArgAction, ArgMatches, FromArgMatches};

use crate::diagnostic::Language;

use super::failure::Failure;
use super::language::{NAMES, Words, words};

/// A command of the command line. A file of this folder declares one, [`super::COMMANDS`]
/// lists it; nothing else has to be done.
pub struct Command {
    /// Its name.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: Words,
    /// What stands below its help: examples.
    pub more: Words,
    /// Adds its arguments: `Arguments::augment_args`.
    pub arguments: fn(clap::Command) -> clap::Command,
    /// A text for each argument, by its id (the field's name).
    pub help: &'static [(&'static str, Words)],
    /// Runs it.
    pub run: fn(&ArgMatches, &Context) -> Result<Outcome, Failure>,
}

/// What a command knows besides its arguments.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The language of messages.
    pub language: Language,
}

/// How a command that ran to its end ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well: exit status 0.
    Fine,
    /// It was done, but something was found wrong and reported: exit status 1.
    Flawed,
    /// What was examined is broken, and all of it was reported: exit status 2.
    Broken,
}

/// The arguments of a command, from what clap has parsed.
///
/// # Errors
/// None that clap has let pass.
pub fn parsed<A: FromArgMatches>(matches: &ArgMatches) -> Result<A, Failure> {
    A::from_arg_matches(matches)
        .map_err(|error| Failure::said(error.to_string(), error.to_string()))
}

const TEMPLATE: Words = words(
    "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}\n",
    "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}\n",
);
const ABOUT: Words = words(
    "提要：用声明式规则从中文时政新闻中提取结构化事实",
    "Tiyao: declarative rules that turn Chinese official news into structured records",
);
const AFTER: Words = words(
    "试一试：\n  tiyao extract 新闻.txt                  提取一篇，输出 JSON\n  tiyao extract 文件夹 --format html -o 网页/   每篇一页，事实高亮\n  tiyao help extract                      某个命令的详细说明",
    "Try:\n  tiyao extract news.txt                   one article, as JSON\n  tiyao extract folder --format html -o pages/   a page for each, facts highlighted\n  tiyao help extract                       all about one command",
);
const OPTIONS_USAGE: Words = words("[选项]", "[OPTIONS]");
const COMMANDS_HEADING: Words = words("命令", "Commands");
const ARGUMENTS_HEADING: Words = words("参数", "Arguments");
const OPTIONS_HEADING: Words = words("选项", "Options");

/// Texts of arguments that every command has, or that several share.
const COMMON_HELP: &[(&str, Words)] = &[
    ("help", words("显示帮助", "Print help")),
    ("version", words("显示版本", "Print version")),
    (
        "lang",
        words(
            "消息和帮助的语言：zh 或 en（默认依 LC_ALL、LANG）",
            "Language of messages and help: zh or en (default from LC_ALL, LANG)",
        ),
    ),
    (
        "corpus",
        words(
            "文章：文件、文件夹（含其下各层）、带引号的通配符，- 或不写为标准输入；\
             .jsonl 每行一条 {\"text\", \"id\"?, \"date\"?}，.gz 自动解压",
            "Articles: files, folders (all below them), quoted globs; - or nothing is standard \
             input; .jsonl holds {\"text\", \"id\"?, \"date\"?} a line, .gz is unpacked",
        ),
    ),
    (
        "date",
        words(
            "文章的发布日期，给没有年份的日期补年（文章自带的优先）",
            "Publication date, the year of dates without one (a record's own comes first)",
        ),
    ),
    (
        "encoding",
        words(
            "文章的编码，如 gb18030、big5（默认自动判断）",
            "Encoding of articles, such as gb18030, big5 (found out by default)",
        ),
    ),
    (
        "form",
        words(
            "文章的形式：plain、markdown、html（默认依扩展名和内容）",
            "Form of articles: plain, markdown, html (default by extension and content)",
        ),
    ),
    (
        "size_limit",
        words(
            "单篇大小上限，单位 MiB（默认 64）",
            "Largest article, in MiB (default 64)",
        ),
    ),
    (
        "threads",
        words(
            "线程数（默认用满所有核；输出顺序不变）",
            "Threads (default all cores; the order of output does not change)",
        ),
    ),
    (
        "rules",
        words(
            "规则包的文件夹，或随程序附带的规则包的名字（默认 govnews）",
            "Folder of a rule pack, or the name of a shipped one (default govnews)",
        ),
    ),
    (
        "samples",
        words(
            "每条规则多出、少了、改变的各举几例，0 为全部（默认 5）",
            "Samples of what each rule gains, loses and changes, 0 for all (default 5)",
        ),
    ),
    (
        "pack",
        words(
            "规则包的文件夹，或随程序附带的规则包的名字（默认为所有附带的）",
            "Folder of a rule pack, or the name of a shipped one (default all shipped ones)",
        ),
    ),
    (
        "plain_format",
        words(
            "输出格式：text（默认）、json",
            "Output: text (default), json",
        ),
    ),
    (
        "report_format",
        words(
            "输出格式：text（默认）、json、html",
            "Output: text (default), json, html",
        ),
    ),
    ("report_output", words("写到这个文件", "Write to this file")),
    (
        "overlay",
        words(
            "叠加在规则包之上的文件夹或附带的叠加包的名字，可重复，依次叠加",
            "Folder or shipped name of an overlay on the pack; repeatable, applied in order",
        ),
    ),
];

/// What values are called in Chinese, by their English names; others go by the same name.
const VALUE_NAMES: [(&str, &str); 23] = [
    ("CAPTURE", "捕获"),
    ("COMMAND", "命令"),
    ("FILE", "文件"),
    ("FILES", "文件"),
    ("FOLDER", "文件夹"),
    ("FORM", "形式"),
    ("FORMAT", "格式"),
    ("ID", "编号"),
    ("KIND", "哪种"),
    ("LABEL", "编码"),
    ("LANG", "语言"),
    ("NAME", "名字"),
    ("NUMBER", "数"),
    ("ORDER", "次序"),
    ("PACK", "规则包"),
    ("PATH", "路径"),
    ("PATHS", "路径"),
    ("PATTERN", "模式"),
    ("RECORD", "记录"),
    ("SCOPE", "范围"),
    ("TEXT", "文字"),
    ("TEXT|OFFSET", "文字|位置"),
    ("TOPIC", "命令或错误码"),
];

/// The name of a value in one language.
fn value_name(name: &str, language: Language) -> String {
    let known = VALUE_NAMES.iter().find(|(english, _)| *english == name);
    match (language, known) {
        (Language::Zh, Some((_, chinese))) => (*chinese).to_owned(),
        _ => name.to_owned(),
    }
}

/// Says `[OPTIONS]` in the lines of usage, which clap writes itself, in another language.
fn usage(mut root: clap::Command, language: Language) -> clap::Command {
    // Only a line that is built knows how each of its commands is used.
    let mut built = root.clone();
    built.build();
    let translated = |command: &mut clap::Command| {
        let said = command.render_usage().to_string();
        let said = said.trim_start_matches("Usage: ");
        said.replace(OPTIONS_USAGE.en, OPTIONS_USAGE.pick(language))
    };
    let whole = translated(&mut built);
    for command in built.get_subcommands_mut() {
        let said = translated(command);
        root = root.mut_subcommand(command.get_name(), |it| it.override_usage(said));
    }
    root.override_usage(whole)
}

/// The whole command line in one language.
pub fn command_line(commands: &[&'static Command], language: Language) -> clap::Command {
    let lang = Arg::new("lang")
        .long("lang")
        .value_name("LANG")
        .global(true)
        .value_parser(clap::builder::PossibleValuesParser::new(NAMES));
    let root = clap::Command::new("tiyao")
        .version(env!("CARGO_PKG_VERSION"))
        .about(ABOUT.pick(language))
        .after_help(AFTER.pick(language))
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .arg_required_else_help(true)
        .subcommand_required(true)
        .subcommand_value_name(words("命令", "COMMAND").pick(language))
        .subcommand_help_heading(COMMANDS_HEADING.pick(language))
        .arg(lang)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version),
        );
    let root = commands.iter().fold(root, |root, command| {
        let arguments = (command.arguments)(clap::Command::new(command.name));
        let described = arguments
            .about(command.about.pick(language))
            .after_help(command.more.pick(language));
        root.subcommand(finish(described, command.help, language))
    });
    let root = finish(root, &[], language);
    match language {
        Language::Zh => usage(root, language),
        Language::En => root,
    }
}

/// Puts texts and headings into a command, the ones it was declared with first.
fn finish(
    command: clap::Command,
    help: &[(&'static str, Words)],
    language: Language,
) -> clap::Command {
    let help_flag = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help);
    command
        .disable_help_flag(true)
        .arg(help_flag)
        .help_template(TEMPLATE.pick(language))
        .mut_args(|argument| {
            let heading = if argument.is_positional() {
                ARGUMENTS_HEADING
            } else {
                OPTIONS_HEADING
            };
            let text = text_for(argument.get_id().as_str(), help);
            let argument = argument.help_heading(heading.pick(language));
            // These would be in English; the texts name what matters.
            let argument = if argument.get_action().takes_values() {
                let names = argument.get_value_names().unwrap_or_default();
                let names: Vec<String> = names
                    .iter()
                    .map(|name| value_name(name, language))
                    .collect();
                let argument = match names.is_empty() {
                    true => argument,
                    false => argument.value_names(names),
                };
                argument.hide_default_value(true).hide_possible_values(true)
            } else {
                argument
            };
            match text {
                Some(text) => argument.help(text.pick(language)),
                None => argument,
            }
        })
}

fn text_for(argument: &str, help: &[(&'static str, Words)]) -> Option<Words> {
    help.iter()
        .chain(COMMON_HELP)
        .find(|(id, _)| *id == argument)
        .map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_argument_has_a_text() {
        for language in [Language::Zh, Language::En] {
            let line = command_line(super::super::COMMANDS, language);
            line.clone().debug_assert();
            for command in std::iter::once(&line).chain(line.get_subcommands()) {
                assert!(command.get_about().is_some(), "{}", command.get_name());
                for argument in command.get_arguments() {
                    let name = (command.get_name(), argument.get_id());
                    assert!(argument.get_help().is_some(), "{name:?} has no text");
                }
            }
        }
    }

    #[test]
    fn every_text_has_an_argument() {
        for command in super::super::COMMANDS {
            let made = (command.arguments)(clap::Command::new(command.name));
            for (id, _) in command.help {
                let known = made.get_arguments().any(|argument| argument.get_id() == id);
                assert!(known, "{} has no argument {id}", command.name);
            }
        }
    }
}
