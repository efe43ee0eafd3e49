//! `tiyao explain`: why a record is there, and why a rule found nothing.

use clap::{ArgMatches, Args};

use crate::diagnostic::Message;
use crate::explain::answer::{Answer, Question, answer, html, render};

use super::command::{Command, Context, Outcome, parsed};
use super::corpus::{Article, CorpusArguments};
use super::failure::Failure;
use super::language::words;
use super::pack::PackArguments;
use super::report::ReportArguments;

/// `tiyao explain`.
pub const COMMAND: Command = Command {
    name: "explain",
    about: words(
        "这条记录为什么有，那条规则为什么没有",
        "Why a record is there, and why a rule found nothing",
    ),
    more: words(
        "什么都不问，就列出这篇的记录，每条有编号。\n\n例：\n  tiyao explain 新闻.txt                             记录一览\n  tiyao explain 新闻.txt --record 12                 第 12 条从何而来\n  tiyao explain 新闻.txt --record speech-3           输出里 id 为 speech-3 的那条\n  tiyao explain 新闻.txt --at 李宏                    这里有什么记录，哪些规则差一点\n  tiyao explain 新闻.txt --at '李宏#2' --rule speeches  第二处“李宏”，这条规则为什么没有\n  tiyao explain 新闻.txt --rule speeches             这条规则在全篇：有什么，差在哪\n  tiyao explain 新闻.txt --record 12 --format html --output 为什么.html\n\n退出码：0 已答；1 文章未能处理；2 用法有误、规则包有错，或没有所问的记录、位置、规则。",
        "Without a question it lists the records of the article, numbered.\n\nExamples:\n  tiyao explain news.txt                             the records\n  tiyao explain news.txt --record 12                 where number 12 comes from\n  tiyao explain news.txt --record speech-3           the one with this id in the output\n  tiyao explain news.txt --at 李宏                    what is there, which rules came near\n  tiyao explain news.txt --at '李宏#2' --rule speeches  the second 李宏: why not this rule\n  tiyao explain news.txt --rule speeches             this rule over the whole article\n  tiyao explain news.txt --record 12 --format html --output why.html\n\nExit status: 0 answered; 1 the document was bad; 2 wrong use, a broken pack, or no such\nrecord, place or rule.",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "record",
            words(
                "这条记录为什么有：一览里的编号、输出里的 id，或类型名（该类型的各条）",
                "Why this record is there: its number in the list, its id in the output, or a \
                 type for all of it",
            ),
        ),
        (
            "at",
            words(
                "文中的位置：一段文字（第二处写作 '文字#2'），或原文的第几个字（从 0 数，同输出里的 span）",
                "A place: a text ('TEXT#2' for its second occurrence), or an offset in characters \
                 of the original, from 0, like `span` in the output",
            ),
        ),
        ("rule", words("只问这条规则", "Ask about this rule only")),
        (
            "document",
            words(
                "输入有多篇时，取这个 id 的一篇",
                "Of several documents, the one with this id",
            ),
        ),
    ],
    run,
};

#[derive(Args)]
struct Arguments {
    #[command(flatten)]
    corpus: CorpusArguments,
    #[arg(long, value_name = "RECORD")]
    record: Option<String>,
    #[arg(long, value_name = "TEXT|OFFSET", allow_hyphen_values = true)]
    at: Option<String>,
    #[arg(long, value_name = "NAME")]
    rule: Option<String>,
    #[arg(long, value_name = "ID")]
    document: Option<String>,
    #[command(flatten)]
    report: ReportArguments,
    #[command(flatten)]
    pack: PackArguments,
}

/// What came of one document of the input.
enum Reply {
    /// It is not the one that is meant.
    Another(String),
    Answered(Box<Answer>),
    Unanswerable(Message),
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let (pack, _) = arguments.pack.load()?;
    let engine = arguments.pack.engine(&pack)?;
    let inputs = arguments.corpus.inputs()?;
    let question = Question {
        record: arguments.record.clone(),
        at: arguments.at.clone(),
        rule: arguments.rule.clone(),
    };
    let wanted = arguments.document.as_deref();
    // A single document is the one that is meant; so is the first of several, but the user is
    // told that there are more.
    let worker = || {
        |article: &Article<'_>| -> Result<Reply, Message> {
            let meant = match wanted {
                Some(wanted) => article.id == wanted,
                None => article.number == 0,
            };
            if !meant {
                return Ok(Reply::Another(article.id.to_owned()));
            }
            let told = answer(
                &engine,
                article.id,
                article.text,
                article.metadata,
                &question,
            );
            Ok(match told {
                Ok(answer) => Reply::Answered(Box::new(answer)),
                Err(error) => Reply::Unanswerable(error.message()),
            })
        }
    };
    let mut told = None;
    let mut others: Vec<String> = Vec::new();
    let outcome = arguments.corpus.each_of(inputs, context, worker, |reply| {
        match reply {
            Reply::Another(id) => others.push(id),
            reply => told = Some(reply),
        }
        Ok(())
    })?;
    if wanted.is_none() && !others.is_empty() {
        return Err(several(&others));
    }
    match told {
        Some(Reply::Answered(answer)) => {
            arguments
                .report
                .show(&*answer, render, html, context.language)?;
        }
        Some(Reply::Unanswerable(message)) => return Err(Failure::Said(message)),
        Some(Reply::Another(_)) | None => {
            if let (Some(wanted), Outcome::Fine) = (wanted, outcome) {
                return Err(missing(wanted, &others));
            }
        }
    }
    Ok(outcome)
}

/// So many ids are named.
const NAMED: usize = 5;

fn several(others: &[String]) -> Failure {
    let named = others.iter().take(NAMED).cloned().collect::<Vec<_>>();
    let count = others.len() + 1;
    Failure::said(
        format!(
            "输入有 {count} 篇，explain 一次只答一篇：用 --document 指定，如 {}",
            named.join("、")
        ),
        format!(
            "the input has {count} documents, explain takes one: name it with --document, such as {}",
            named.join(", ")
        ),
    )
}

fn missing(wanted: &str, others: &[String]) -> Failure {
    let near = crate::diagnostic::closest(wanted, others.iter().map(String::as_str));
    let (zh, en) = match near {
        Some(near) => (
            format!("，是否指 {near}？"),
            format!("; did you mean {near}?"),
        ),
        None => Default::default(),
    };
    Failure::said(
        format!("输入里没有 id 为 {wanted} 的文章{zh}"),
        format!("no document of the input has the id {wanted}{en}"),
    )
}
