//! `measures.yaml` in a folder of gold: how that gold is held against a pack's output, where the
//! pack itself does not say, or says otherwise.

use std::sync::Arc;

use super::PackFaults;
use super::measure::Measure;
use super::read::{self, Context, Keys};
use super::yaml::{self, Content};
use crate::diagnostic::Severity;
use crate::source::{Place, Sources};

/// What such a file says.
#[derive(Debug, Clone, Default)]
pub struct GoldSetting {
    /// Measures; they stand in for those of the pack of the same name.
    pub measures: Vec<Measure>,
    /// The labels of an annotation tool and what they mean here: `(PER, people)`.
    pub labels: Vec<(String, String)>,
    /// The file, to show faults in.
    pub sources: Sources,
}

impl GoldSetting {
    /// Reads the file of this name and content.
    ///
    /// # Errors
    /// All faults at once.
    pub fn read(name: &str, text: &str) -> Result<Self, Box<PackFaults>> {
        let mut sources = Sources::default();
        let text: Arc<str> = text.into();
        let source = sources.add(name, Arc::clone(&text));
        let mut context = Context::default();
        let root = yaml::parse(source, &text, &mut context.faults);
        let mut setting = Self::default();
        if let Some(root) = root {
            let start = Place {
                source,
                start: 0,
                end: 0,
            };
            setting.fill(&root, start, &mut context);
        }
        let faults = context.faults;
        if faults.iter().any(|fault| fault.severity == Severity::Error) {
            return Err(Box::new(PackFaults { faults, sources }));
        }
        setting.sources = sources;
        Ok(setting)
    }

    fn fill(&mut self, root: &yaml::Yaml, start: Place, context: &mut Context) {
        let Some(mut keys) = Keys::of(root, start, context) else {
            return;
        };
        if let Some(measures) = keys.take("measures") {
            match &measures.content {
                Content::Map(pairs) => self.measures = read::read_measures(pairs, context),
                _ => context.wrong_form(measures, "“名字: 定义”", "`name: definition`"),
            }
        }
        if let Some(labels) = keys.take("labels") {
            match &labels.content {
                Content::Map(pairs) => {
                    for pair in pairs {
                        if let Some(means) = context.text(&pair.value) {
                            let label = pair.key.as_str().to_owned();
                            let means = means.as_str().trim().to_owned();
                            self.labels.push((label, means));
                        }
                    }
                }
                _ => context.wrong_form(labels, "“标签: 所指”", "`label: meaning`"),
            }
        }
        keys.finish(context);
    }
}
