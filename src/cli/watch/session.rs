//! Run after run of one pack over the same articles, each compared with the one before.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cli::corpus::{Article, CorpusArguments};
use crate::cli::failure::Failure;
use crate::cli::pack::PackArguments;
use crate::diagnostic::{
    Diagnostic, Language, Message, RenderOptions, render as render_fault, words,
};
use crate::engine::Scratch;
use crate::explain::diff::{Collector, Document, Fact, changes, facts, moved, render};
use crate::explain::table::number;
use crate::source::Sources;
use crate::text::Text;

/// What an article gave in the last run.
struct Known {
    text: Text,
    facts: Vec<Fact>,
}

/// What an article gives in this one.
struct Found {
    id: String,
    text: Text,
    facts: Vec<Fact>,
}

/// What the articles gave and what is wrong with some; or the faults of the pack.
type Run = Result<(Vec<Found>, String), String>;

/// The runs so far.
pub struct Session {
    pack: PackArguments,
    corpus: CorpusArguments,
    samples: Option<u64>,
    language: Language,
    known: BTreeMap<String, Known>,
    /// The faults of the pack, where it is broken.
    faults: Option<String>,
    /// What is wrong with articles. Nothing is said twice.
    problems: String,
}

impl Session {
    /// Before the first run.
    pub fn new(
        pack: PackArguments,
        corpus: CorpusArguments,
        samples: Option<u64>,
        language: Language,
    ) -> Self {
        Self {
            pack,
            corpus,
            samples,
            language,
            known: BTreeMap::new(),
            faults: None,
            problems: String::new(),
        }
    }

    /// Runs for the first time and tells how much there is.
    ///
    /// # Errors
    /// What no save can mend: no such pack.
    pub fn first(&mut self) -> Result<String, Failure> {
        let (found, problems) = match self.found()? {
            Ok(found) => found,
            Err(faults) => {
                self.faults = Some(faults.clone());
                return Ok(faults);
            }
        };
        self.problems = problems;
        let mut told = self.problems.clone();
        let documents = number(found.len() as u64);
        let records = found.iter().map(|found| found.facts.len() as u64).sum();
        let records = number(records);
        told.push_str(&match self.language {
            Language::Zh => format!("{documents} 篇，{records} 条记录。\n"),
            Language::En => format!("{documents} documents, {records} records.\n"),
        });
        self.keep(found);
        Ok(told)
    }

    /// Runs again and tells what changed.
    ///
    /// # Errors
    /// What no save can mend.
    pub fn again(&mut self) -> Result<String, Failure> {
        let run = match self.found() {
            // A pack that is gone may come back.
            Err(Failure::Said(message)) => Err(said(&message, self.language)),
            Err(failure) => return Err(failure),
            Ok(run) => run,
        };
        let told = match run {
            Err(faults) if self.faults.as_ref() == Some(&faults) => String::new(),
            Err(faults) => {
                self.faults = Some(faults.clone());
                faults
            }
            Ok((found, problems)) => {
                let was_broken = self.faults.take().is_some();
                let mut told = self.difference(&found);
                if self.problems != problems {
                    told.insert_str(0, &problems);
                    self.problems = problems;
                }
                self.keep(found);
                if told.is_empty() && was_broken {
                    let whole = words(
                        "改好了，记录没有变化。\n",
                        "Mended; the records are the same.\n",
                    );
                    told.push_str(whole.pick(self.language));
                }
                told
            }
        };
        Ok(if told.is_empty() {
            let same = words("没有变化。\n", "Nothing has changed.\n");
            same.pick(self.language).to_owned()
        } else {
            told
        })
    }

    /// What the articles give, and what is wrong with some; or the faults of the pack.
    fn found(&self) -> Result<Run, Failure> {
        let engine = self
            .pack
            .load()
            .and_then(|(pack, _)| self.pack.engine(&pack));
        let engine = match engine {
            Ok(engine) => engine,
            Err(Failure::Pack {
                diagnostics,
                sources,
            }) => return Ok(Err(self.shown(&diagnostics, &sources))),
            Err(failure) => return Err(failure),
        };
        let pack = Arc::clone(&engine.program().pack);
        let worker = || {
            let mut scratch = Scratch::default();
            let (engine, pack) = (&engine, &pack);
            move |article: &Article<'_>| -> Result<Found, Message> {
                let extraction = engine
                    .extract(article.text, article.metadata, &mut scratch)
                    .map_err(|error| error.message())?;
                Ok(Found {
                    id: article.id.to_owned(),
                    text: article.text.clone(),
                    facts: facts(pack, article.text, &extraction),
                })
            }
        };
        let mut found = Vec::new();
        let mut problems = String::new();
        self.corpus.each_result(worker, |result| {
            match result {
                Ok(one) => found.push(one),
                Err(message) => {
                    problems.push_str(&said(&message, self.language));
                }
            }
            Ok(())
        })?;
        Ok(Ok((found, problems)))
    }

    fn shown(&self, faults: &[Diagnostic], sources: &Sources) -> String {
        let options = RenderOptions {
            language: self.language,
            colour: true,
        };
        let blocks = faults.iter();
        blocks
            .map(|fault| format!("{}\n\n", render_fault(fault, sources, options)))
            .collect()
    }

    /// The difference to the last run, empty where there is none.
    fn difference(&self, found: &[Found]) -> String {
        let mut collector = Collector::new("", "", self.samples);
        for one in found {
            let before = match self.known.get(&one.id) {
                Some(known) => moved(&known.facts, known.text.chars(), one.text.chars()),
                None => Vec::new(),
            };
            let changes = changes(&before, &one.facts, &one.text);
            collector.add(Document::new(&one.id, &before, &one.facts, changes));
        }
        let diff = collector.finish();
        if diff.all.differ() {
            render(&diff, self.language)
        } else {
            String::new()
        }
    }

    /// An article that cannot be read now is kept as it was.
    fn keep(&mut self, found: Vec<Found>) {
        for Found { id, text, facts } in found {
            self.known.insert(id, Known { text, facts });
        }
    }
}

fn said(message: &Message, language: Language) -> String {
    format!("tiyao: {}\n", message.in_language(language))
}
