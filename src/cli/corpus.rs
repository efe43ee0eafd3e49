//! The articles that a command goes through: read on all cores, given back in their order.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use clap::{Args, ValueEnum};

use crate::diagnostic::{Language, Message};
use crate::engine::Metadata;
use crate::text::{Form, ReadOptions, Text};

use super::command::{Context, Outcome};
use super::failure::{Failure, read_message};
use super::input::{self, Input, Inputs, Problem, iso_date};
use super::pipeline;
use super::terminal::complain;

/// Arguments of every command that reads articles.
#[derive(Debug, Args)]
pub struct CorpusArguments {
    #[arg(value_name = "FILES")]
    corpus: Vec<PathBuf>,
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

/// An article as a worker gets it.
#[derive(Debug)]
pub struct Article<'a> {
    /// Its place in the corpus, from 0.
    pub number: u64,
    /// Its id.
    pub id: &'a str,
    /// Where it was read from: a path, or a path and a line.
    pub source: &'a str,
    /// Its text.
    pub text: &'a Text,
    /// What is known of it besides.
    pub metadata: &'a Metadata,
}

impl CorpusArguments {
    /// The documents that are meant, not read yet.
    ///
    /// # Errors
    /// Standard input that cannot be read.
    pub fn inputs(&self) -> Result<Inputs, Failure> {
        input::list(&self.corpus, self.limit()).map_err(|error| Failure::io("-", &error))
    }

    fn limit(&self) -> usize {
        self.size_limit as usize * (1 << 20)
    }

    /// Reads every article once, gives it to a worker (each thread makes its own) and the
    /// results to `sink` in the order of the corpus. What cannot be read, or what a worker
    /// refuses, is complained of and makes the outcome flawed.
    ///
    /// # Errors
    /// The first failure of `sink`; standard input that cannot be read.
    pub fn each<R: Send, W>(
        &self,
        context: &Context,
        worker: impl Fn() -> W + Sync,
        sink: impl FnMut(R) -> Result<(), Failure>,
    ) -> Result<Outcome, Failure>
    where
        W: FnMut(&Article<'_>) -> Result<R, Message>,
    {
        self.each_of(self.inputs()?, context, worker, sink)
    }

    /// Whether all documents can be read a second time.
    pub fn can_be_read_again(&self) -> bool {
        let is_stream = |path: &PathBuf| {
            path.as_os_str() == "-" || path.exists() && !path.is_file() && !path.is_dir()
        };
        !self.corpus.is_empty() && !self.corpus.iter().any(is_stream)
    }

    /// As [`CorpusArguments::each`] for the second time: what cannot be read was complained of.
    ///
    /// # Errors
    /// The first failure of `sink`.
    pub fn each_again<R: Send, W>(
        &self,
        worker: impl Fn() -> W + Sync,
        mut sink: impl FnMut(R) -> Result<(), Failure>,
    ) -> Result<(), Failure>
    where
        W: FnMut(&Article<'_>) -> Result<R, Message>,
    {
        self.each_result(worker, |result| match result {
            Ok(result) => sink(result),
            Err(_) => Ok(()),
        })
    }

    /// As [`CorpusArguments::each`], but what is wrong with an article is given to `sink`, too.
    ///
    /// # Errors
    /// The first failure of `sink`.
    pub fn each_result<R: Send, W>(
        &self,
        worker: impl Fn() -> W + Sync,
        mut sink: impl FnMut(Result<R, Message>) -> Result<(), Failure>,
    ) -> Result<(), Failure>
    where
        W: FnMut(&Article<'_>) -> Result<R, Message>,
    {
        self.run(self.inputs()?, worker, |result| {
            sink(result.map_err(|problem| problem_said(&problem)))
        })
    }

    /// The files, folders and globs that were given.
    pub fn paths(&self) -> &[PathBuf] {
        &self.corpus
    }

    /// Likewise with the inputs at hand.
    ///
    /// # Errors
    /// The first failure of `sink`.
    pub fn each_of<R: Send, W>(
        &self,
        inputs: Inputs,
        context: &Context,
        worker: impl Fn() -> W + Sync,
        mut sink: impl FnMut(R) -> Result<(), Failure>,
    ) -> Result<Outcome, Failure>
    where
        W: FnMut(&Article<'_>) -> Result<R, Message>,
    {
        let passed_over = inputs.passed_over.clone();
        let (mut done, mut bad) = (0_u64, 0_u64);
        self.run(inputs, worker, |result| match result {
            Ok(result) => {
                done += 1;
                sink(result)
            }
            Err(problem) => {
                bad += 1;
                complain(&problem_said(&problem), context.language);
                Ok(())
            }
        })?;
        report(
            done,
            bad,
            passed_over.load(Ordering::Relaxed),
            context.language,
        );
        Ok(if bad == 0 {
            Outcome::Fine
        } else {
            Outcome::Flawed
        })
    }

    /// Reads every article and gives what becomes of each to `sink`, in order.
    fn run<R: Send, W>(
        &self,
        inputs: Inputs,
        worker: impl Fn() -> W + Sync,
        sink: impl FnMut(Result<R, Problem>) -> Result<(), Failure>,
    ) -> Result<(), Failure>
    where
        W: FnMut(&Article<'_>) -> Result<R, Message>,
    {
        let options = ReadOptions {
            encoding: self.encoding.clone(),
            form: self.form.map(Form::from),
            size_limit: Some(self.limit()),
        };
        let worker = || {
            let mut reader = Reader {
                options: &options,
                date: self.date.as_deref(),
                text: Text::default(),
            };
            let mut work = worker();
            move |(number, input): &(u64, Result<Input, Problem>)| {
                let input = input.as_ref().map_err(Problem::clone)?;
                reader
                    .read(*number, input, &mut work)
                    .map_err(|message| problem(input, message))
            }
        };
        let rescue = |(_, input): &(u64, Result<Input, Problem>)| match input {
            Ok(input) => Err(problem(
                input,
                Message::new("程序内部出错，这一篇没有结果", "internal error, no result"),
            )),
            Err(problem) => Err(problem.clone()),
        };
        let threads = self.threads.map_or_else(all_cores, NonZero::get);
        let numbered = (0..).zip(inputs);
        pipeline::in_order(threads, numbered, worker, rescue, sink)
    }
}

fn all_cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

fn problem(input: &Input, message: Message) -> Problem {
    Problem {
        source: input.source.clone(),
        message,
    }
}

fn problem_said(problem: &Problem) -> Message {
    Message::new(
        format!("{}：{}", problem.source, problem.message.zh),
        format!("{}: {}", problem.source, problem.message.en),
    )
}

fn report(done: u64, bad: u64, passed_over: u64, language: Language) {
    if passed_over > 0 {
        let said = Message::new(
            format!("另有 {passed_over} 个文件的扩展名不认识，未读"),
            format!("{passed_over} more files have no known extension and were not read"),
        );
        complain(&said, language);
    }
    if bad > 0 && done + bad > 1 {
        let said = Message::new(
            format!("{} 篇中有 {bad} 篇未能处理", done + bad),
            format!("{bad} of {} documents were not done", done + bad),
        );
        complain(&said, language);
    }
}

/// What a thread needs to read articles, one after the other.
struct Reader<'a> {
    options: &'a ReadOptions,
    date: Option<&'a str>,
    text: Text,
}

impl Reader<'_> {
    fn read<R>(
        &mut self,
        number: u64,
        input: &Input,
        work: &mut impl FnMut(&Article<'_>) -> Result<R, Message>,
    ) -> Result<R, Message> {
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
        work(&Article {
            number,
            id: &opened.id,
            source: &input.source,
            text: &self.text,
            metadata: &metadata,
        })
    }
}
