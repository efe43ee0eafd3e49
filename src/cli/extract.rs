//! `tiyao extract`: documents in, records out.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::{ArgMatches, Args, ValueEnum};

use crate::diagnostic::Message;
use crate::engine::{Engine, Metadata, Scratch};
use crate::text::{Form, ReadOptions, Text};
use crate::view::Layout;
use crate::write::{Csv, Document, Format, Writer};

use super::command::{Command, Context, Outcome, parsed};
use super::failure::{Failure, read_message};
use super::input::{self, Input, Problem, iso_date};
use super::language::words;
use super::pack::{PackArguments, view_named};
use super::pipeline;
use super::sink::{Sink, Target};
use super::terminal::complain;

/// `tiyao extract`.
pub const COMMAND: Command = Command {
    name: "extract",
    about: words("从文章中提取记录", "Extract records from articles"),
    more: words(
        "例：\n  tiyao extract 新闻.txt\n  tiyao extract 文件夹 --output 结果/ --format json\n  tiyao extract '2020/**/*.html' --format csv --output 表/\n  zcat 新闻.jsonl.gz | tiyao extract --date 2020-02-07 > 结果.jsonl\n\n退出码：0 全部完成；1 有文章未能处理（已逐一报告）；2 用法有误或规则包有错。",
        "Examples:\n  tiyao extract news.txt\n  tiyao extract folder --output out/ --format json\n  tiyao extract '2020/**/*.html' --format csv --output tables/\n  zcat news.jsonl.gz | tiyao extract --date 2020-02-07 > out.jsonl\n\nExit status: 0 all done; 1 some documents were bad, each reported; 2 wrong use or a broken pack.",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "files",
            words(
                "文件、文件夹（含其下各层）、带引号的通配符，- 或不写为标准输入；\
                 .jsonl 每行一条 {\"text\", \"id\"?, \"date\"?}，.gz 自动解压",
                "Files, folders (all below them), quoted globs; - or nothing is standard input; \
                 .jsonl holds {\"text\", \"id\"?, \"date\"?} a line, .gz is unpacked",
            ),
        ),
        (
            "format",
            words(
                "输出格式：json、jsonl、csv、markdown、html（默认一篇为 json，多篇为 jsonl）",
                "Output: json, jsonl, csv, markdown, html (default json for one document, jsonl for many)",
            ),
        ),
        (
            "output",
            words(
                "写到文件或文件夹（每篇一个文件；csv 每表一个），全部写成才落盘",
                "Write to a file or a folder (a file for each document; csv: for each table), \
                 whole or not at all",
            ),
        ),
        (
            "view",
            words(
                "用规则包的哪个视图（默认第一个）",
                "View of the pack (default the first)",
            ),
        ),
        ("table", words("csv 只要这一张表", "csv: only this table")),
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
                "Encoding of documents, such as gb18030, big5 (found out by default)",
            ),
        ),
        (
            "form",
            words(
                "文章的形式：plain、markdown、html（默认依扩展名和内容）",
                "Form of documents: plain, markdown, html (default by extension and content)",
            ),
        ),
        (
            "size_limit",
            words(
                "单篇大小上限，单位 MiB（默认 64）",
                "Largest document, in MiB (default 64)",
            ),
        ),
        (
            "threads",
            words(
                "线程数（默认用满所有核；输出顺序不变）",
                "Threads (default all cores; the order of output does not change)",
            ),
        ),
    ],
    run,
};

#[derive(Args)]
struct Arguments {
    #[arg(value_name = "FILES")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    pack: PackArguments,
    #[arg(short, long, value_name = "FORMAT")]
    format: Option<FormatName>,
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    #[arg(long, value_name = "NAME")]
    table: Option<String>,
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = iso_date)]
    date: Option<String>,
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    #[arg(long, value_name = "FORM")]
    form: Option<FormName>,
    #[arg(long, value_name = "MIB", default_value = "64", value_parser = clap::value_parser!(u32).range(1..))]
    size_limit: u32,
    #[arg(short = 'j', long, value_name = "N")]
    threads: Option<NonZero<usize>>,
}

/// The names of [`Format`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    Json,
    Jsonl,
    Csv,
    #[value(alias = "md")]
    Markdown,
    Html,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Json => Format::Json,
            FormatName::Jsonl => Format::Jsonl,
            FormatName::Csv => Format::Csv,
            FormatName::Markdown => Format::Markdown,
            FormatName::Html => Format::Html,
        }
    }
}

/// The names of [`Form`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormName {
    Plain,
    Markdown,
    Html,
}

impl From<FormName> for Form {
    fn from(name: FormName) -> Self {
        match name {
            FormName::Plain => Form::Plain,
            FormName::Markdown => Form::Markdown,
            FormName::Html => Form::Html,
        }
    }
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let (pack, warnings) = arguments.pack.load()?;
    if !arguments.pack.is_shipped() && !warnings.is_empty() {
        let said = Message::new(
            format!("规则包有 {} 处警告，见 tiyao check", warnings.len()),
            format!("the pack has {} warnings, see tiyao check", warnings.len()),
        );
        complain(&said, context.language);
    }
    let engine = arguments.pack.engine(&pack)?;
    let view = view_named(&pack, arguments.view.as_deref())?;
    let layout = Layout::new(&pack, view);
    let limit = arguments.size_limit as usize * (1 << 20);
    let inputs = input::list(&arguments.files, limit).map_err(|error| Failure::io("-", &error))?;
    let plan = Plan::new(&arguments, &layout, inputs.single)?;
    let options = ReadOptions {
        encoding: arguments.encoding.clone(),
        form: arguments.form.map(Form::from),
        size_limit: Some(limit),
    };
    let worker = || {
        let mut worker = Worker {
            engine: &engine,
            layout: &layout,
            writer: &*plan.writer,
            options: &options,
            date: arguments.date.as_deref(),
            text: Text::default(),
            scratch: Scratch::default(),
        };
        move |input: &Result<Input, Problem>| worker.work(input)
    };
    let rescue = |input: &Result<Input, Problem>| match input {
        Ok(input) => Err(problem(
            &input.source,
            Message::new("程序内部出错，这一篇没有结果", "internal error, no result"),
        )),
        Err(problem) => Err(problem.clone()),
    };
    let threads = arguments.threads.map_or_else(default_threads, NonZero::get);
    let passed_over = inputs.passed_over.clone();
    let mut sink = Sink::open(&plan.target, &*plan.writer)?;
    let (mut done, mut bad) = (0_u64, 0_u64);
    pipeline::in_order(threads, inputs, worker, rescue, |result| match result {
        Ok((id, streams)) => {
            done += 1;
            sink.document(&id, &streams)
        }
        Err(problem) => {
            bad += 1;
            let said = Message::new(
                format!("{}：{}", problem.source, problem.message.zh),
                format!("{}: {}", problem.source, problem.message.en),
            );
            complain(&said, context.language);
            Ok(())
        }
    })?;
    sink.finish()?;
    let passed_over = passed_over.load(Ordering::Relaxed);
    if passed_over > 0 {
        let said = Message::new(
            format!("另有 {passed_over} 个文件的扩展名不认识，未读"),
            format!("{passed_over} more files have no known extension and were not read"),
        );
        complain(&said, context.language);
    }
    if bad == 0 {
        return Ok(Outcome::Fine);
    }
    if done + bad > 1 {
        let said = Message::new(
            format!("{} 篇中有 {bad} 篇未能处理", done + bad),
            format!("{bad} of {} documents were not done", done + bad),
        );
        complain(&said, context.language);
    }
    Ok(Outcome::Flawed)
}

fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// In which form output goes where.
struct Plan<'a> {
    target: Target,
    writer: Box<dyn Writer + 'a>,
}

impl<'a> Plan<'a> {
    fn new(arguments: &Arguments, layout: &'a Layout<'a>, single: bool) -> Result<Self, Failure> {
        let format = match arguments.format {
            Some(name) => name.into(),
            None if single => Format::Json,
            None => Format::Jsonl,
        };
        let output = arguments.output.as_deref();
        match (format, &arguments.table) {
            (Format::Csv, _) => Self::tables(layout, arguments.table.as_deref(), output),
            (_, Some(_)) => Err(Failure::said(
                "--table 只用于 --format csv",
                "--table goes with --format csv only",
            )),
            (_, None) => Self::documents(layout, format, output, single),
        }
    }

    fn documents(
        layout: &'a Layout<'a>,
        format: Format,
        output: Option<&Path>,
        single: bool,
    ) -> Result<Self, Failure> {
        let target = match output {
            None => Target::StandardOutput,
            Some(path) if is_folder(path) => {
                Target::FilePerDocument(path.to_owned(), format.extension())
            }
            // One name for many documents is a file where that makes sense, else a folder.
            Some(path) if single || format == Format::Jsonl || has_extension(path, format) => {
                Target::File(path.to_owned())
            }
            Some(path) => Target::FilePerDocument(path.to_owned(), format.extension()),
        };
        let several = !single && !matches!(target, Target::FilePerDocument(..));
        if several && format == Format::Html {
            return Err(Failure::said(
                "多篇文章的网页要写到文件夹：加上 --output 文件夹/",
                "pages of several documents go to a folder: add --output FOLDER/",
            ));
        }
        Ok(Self {
            target,
            writer: format.writer(layout, several),
        })
    }

    fn tables(
        layout: &'a Layout<'a>,
        table: Option<&str>,
        output: Option<&Path>,
    ) -> Result<Self, Failure> {
        let all = Csv::new(layout);
        let names = all.streams();
        let only = match (table, &names[..]) {
            (Some(name), _) => Some(name),
            (None, [name]) => Some(*name),
            (None, _) => None,
        };
        let Some(only) = only else {
            let Some(path) = output else {
                return Err(Failure::said(
                    format!(
                        "csv 有多张表：用 --output 文件夹 全要，或用 --table 取一张（{}）",
                        names.join("、")
                    ),
                    format!(
                        "csv has several tables: take all with --output FOLDER, or one with --table ({})",
                        names.join(", ")
                    ),
                ));
            };
            return Ok(Self {
                target: Target::FilePerStream(path.to_owned(), Format::Csv.extension()),
                writer: Box::new(all),
            });
        };
        let Some(writer) = Csv::only(layout, only) else {
            return Err(Failure::said(
                format!("没有表 {only}，有的是：{}", names.join("、")),
                format!("there is no table {only}, but: {}", names.join(", ")),
            ));
        };
        let target = match output {
            None => Target::StandardOutput,
            Some(path) if is_folder(path) => {
                Target::FilePerStream(path.to_owned(), Format::Csv.extension())
            }
            Some(path) => Target::File(path.to_owned()),
        };
        Ok(Self {
            target,
            writer: Box::new(writer),
        })
    }
}

/// Whether a path is a folder, or is written like one.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

fn has_extension(path: &Path, format: Format) -> bool {
    path.extension().is_some_and(|it| it == format.extension())
}

fn problem(source: &str, message: Message) -> Problem {
    Problem {
        source: source.to_owned(),
        message,
    }
}

/// What a thread needs to turn inputs into bytes, document after document.
struct Worker<'a> {
    engine: &'a Engine,
    layout: &'a Layout<'a>,
    writer: &'a dyn Writer,
    options: &'a ReadOptions,
    date: Option<&'a str>,
    text: Text,
    scratch: Scratch,
}

/// A document's id and the bytes for each stream.
type Written = (String, Vec<Vec<u8>>);

impl Worker<'_> {
    fn work(&mut self, input: &Result<Input, Problem>) -> Result<Written, Problem> {
        let input = input.as_ref().map_err(Problem::clone)?;
        self.write(input)
            .map_err(|message| problem(&input.source, message))
    }

    fn write(&mut self, input: &Input) -> Result<Written, Message> {
        let opened = input.open()?;
        let mut options = self.options.clone();
        options.form = options.form.or(input.form);
        if opened.utf8 {
            options.encoding = Some("utf-8".to_owned());
        }
        self.text
            .read_into(&opened.bytes, &options)
            .map_err(|error| read_message(&error))?;
        let metadata = Metadata {
            date: opened.date.or_else(|| self.date.map(str::to_owned)),
        };
        let extraction = self
            .engine
            .extract(&self.text, &metadata, &mut self.scratch)
            .map_err(|error| error.message())?;
        let document = Document {
            id: &opened.id,
            source: &input.source,
            records: &self.layout.arrange(&self.text, &extraction),
        };
        let mut streams = vec![Vec::new(); self.writer.streams().len()];
        self.writer
            .document(&document, &mut streams)
            .map_err(|error| Message::new(error.to_string(), error.to_string()))?;
        Ok((opened.id.into_owned(), streams))
    }
}
