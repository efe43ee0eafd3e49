//! `tiyao extract`: documents in, records out.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, ValueEnum};

use crate::diagnostic::Message;
use crate::engine::{Engine, Scratch};
use crate::view::Layout;
use crate::write::{Csv, Document, Format, Writer};

use super::command::{Command, Context, Outcome, parsed};
use super::corpus::{Article, CorpusArguments};
use super::failure::Failure;
use super::language::words;
use super::pack::{PackArguments, view_named};
use super::sink::{Sink, Target};
use super::terminal::complain;

/// `tiyao extract`.
pub const COMMAND: Command = Command {
    name: "extract",
    about: words("从文章中提取记录", "Extract records from articles"),
    more: words(
        "例：\n  tiyao extract 新闻.txt\n  tiyao extract 文件夹 --output 结果/ --format json\n  tiyao extract '2020/**/*.html' --format csv --output 表/\n  tiyao extract 文件夹 --format label-studio --output 任务.json\n  zcat 新闻.jsonl.gz | tiyao extract --date 2020-02-07 > 结果.jsonl\n\n退出码：0 全部完成；1 有文章未能处理（已逐一报告）；2 用法有误或规则包有错。",
        "Examples:\n  tiyao extract news.txt\n  tiyao extract folder --output out/ --format json\n  tiyao extract '2020/**/*.html' --format csv --output tables/\n  tiyao extract folder --format label-studio --output tasks.json\n  zcat news.jsonl.gz | tiyao extract --date 2020-02-07 > out.jsonl\n\nExit status: 0 all done; 1 some documents were bad, each reported; 2 wrong use or a broken pack.",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "format",
            words(
                "输出格式：json、jsonl、csv、markdown、html（默认一篇为 json，多篇为 jsonl）；\
                 label-studio、doccano、doccano-relations、brat 供标注工具导入",
                "Output: json, jsonl, csv, markdown, html (default json for one document, jsonl for many); \
                 label-studio, doccano, doccano-relations, brat for annotation tools",
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
    ],
    run,
};

#[derive(Args)]
struct Arguments {
    #[arg(short, long, value_name = "FORMAT")]
    format: Option<FormatName>,
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    #[arg(long, value_name = "NAME")]
    table: Option<String>,
    #[command(flatten)]
    pack: PackArguments,
    #[command(flatten)]
    corpus: CorpusArguments,
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
    LabelStudio,
    Doccano,
    DoccanoRelations,
    Brat,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Json => Format::Json,
            FormatName::Jsonl => Format::Jsonl,
            FormatName::Csv => Format::Csv,
            FormatName::Markdown => Format::Markdown,
            FormatName::Html => Format::Html,
            FormatName::LabelStudio => Format::LabelStudio,
            FormatName::Doccano => Format::Doccano,
            FormatName::DoccanoRelations => Format::DoccanoRelations,
            FormatName::Brat => Format::Brat,
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
    let inputs = arguments.corpus.inputs()?;
    let plan = Plan::new(&arguments, &layout, inputs.single)?;
    let writer = &*plan.writer;
    let worker = || {
        let mut scratch = Scratch::default();
        let (engine, layout) = (&engine, &layout);
        move |article: &Article<'_>| write(article, engine, &mut scratch, layout, writer)
    };
    let mut sink = Sink::open(&plan.target, writer)?;
    let outcome = arguments
        .corpus
        .each_of(inputs, context, worker, |(id, streams)| {
            sink.document(&id, &streams)
        })?;
    sink.finish()?;
    Ok(outcome)
}

/// A document's id and the bytes for each stream.
type Written = (String, Vec<Vec<u8>>);

fn write(
    article: &Article<'_>,
    engine: &Engine,
    scratch: &mut Scratch,
    layout: &Layout<'_>,
    writer: &dyn Writer,
) -> Result<Written, Message> {
    let extraction = engine
        .extract(article.text, article.metadata, scratch)
        .map_err(|error| error.message())?;
    let document = Document {
        id: article.id,
        source: article.source,
        records: &layout.arrange(article.text, &extraction),
    };
    let mut streams = vec![Vec::new(); writer.streams().len()];
    writer
        .document(&document, &mut streams)
        .map_err(|error| Message::new(error.to_string(), error.to_string()))?;
    Ok((article.id.to_owned(), streams))
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
        let in_pairs = format.extensions().len() > 1;
        let target = match output {
            None if in_pairs => {
                return Err(Failure::said(
                    "brat 每篇有两个文件，要写到文件夹：加上 --output 文件夹/",
                    "brat takes two files for each document: add --output FOLDER/",
                ));
            }
            None => Target::StandardOutput,
            // One name for many documents is a file where that makes sense, else a folder.
            Some(path)
                if !in_pairs
                    && !is_folder(path)
                    && (single || format.is_lines() || has_extension(path, format)) =>
            {
                Target::File(path.to_owned())
            }
            Some(path) => Target::FilePerDocument(path.to_owned(), format.extensions()),
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
                target: Target::FilePerStream(path.to_owned(), CSV_EXTENSION),
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
            Some(path) if is_folder(path) => Target::FilePerStream(path.to_owned(), CSV_EXTENSION),
            Some(path) => Target::File(path.to_owned()),
        };
        Ok(Self {
            target,
            writer: Box::new(writer),
        })
    }
}

/// The extension of tables.
const CSV_EXTENSION: &str = "csv";

/// Whether a path is a folder, or is written like one.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

fn has_extension(path: &Path, format: Format) -> bool {
    path.extension()
        .is_some_and(|it| format.extensions().iter().any(|known| it == *known))
}
