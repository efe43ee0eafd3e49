//! JSON of others, read with the place at hand for what is wrong.

use serde_json::Value;

use crate::diagnostic::json_message;

use super::{ExportError, Fault};

/// A value and the way to it.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pub file: &'a str,
    pub line: Option<usize>,
    pub path: String,
    pub value: &'a Value,
}

impl<'a> Node<'a> {
    /// The fault of this place.
    pub fn fault(&self, fault: Fault) -> ExportError {
        fault.at(self.file, self.line, self.path.clone())
    }

    fn at(&self, step: &str, value: &'a Value) -> Node<'a> {
        let path = match step.strip_prefix('[') {
            Some(_) => format!("{}{step}", self.path),
            None if self.path.is_empty() => step.to_owned(),
            None => format!("{}.{step}", self.path),
        };
        Node {
            file: self.file,
            line: self.line,
            path,
            value,
        }
    }

    /// The value of a key, if it is there and not null.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.value.get(key)?;
        (!value.is_null()).then(|| self.at(key, value))
    }

    /// The value of the first of these keys that is there.
    pub fn first_of(&self, keys: &[&str]) -> Option<Node<'a>> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// The value of a key that must be there.
    pub fn need(&self, key: &str) -> Result<Node<'a>, ExportError> {
        if !self.value.is_object() {
            return Err(self.wanted("一个对象", "an object"));
        }
        let missing = Fault::Missing {
            key: key.to_owned(),
        };
        self.get(key).ok_or_else(|| self.fault(missing))
    }

    /// The items of a list.
    pub fn items(&self) -> Result<Vec<Node<'a>>, ExportError> {
        let Value::Array(items) = self.value else {
            return Err(self.wanted("一个列表", "a list"));
        };
        let numbered = items.iter().enumerate();
        Ok(numbered
            .map(|(index, item)| self.at(&format!("[{index}]"), item))
            .collect())
    }

    /// A text.
    pub fn text(&self) -> Result<&'a str, ExportError> {
        let text = self.value.as_str();
        text.ok_or_else(|| self.wanted("文本", "a text"))
    }

    /// A number of places, from 0.
    pub fn place(&self) -> Result<u64, ExportError> {
        let number = self.value.as_u64();
        number.ok_or_else(|| self.wanted("非负整数", "a whole number from 0 on"))
    }

    /// An id: a text or a number.
    pub fn id(&self) -> Result<String, ExportError> {
        match self.value {
            Value::String(id) => Ok(id.clone()),
            Value::Number(id) => Ok(id.to_string()),
            _ => Err(self.wanted("文本或数", "a text or a number")),
        }
    }

    pub fn wanted(&self, zh: &'static str, en: &'static str) -> ExportError {
        self.fault(Fault::Wanted { what: (zh, en) })
    }
}

/// Parses a file or a line of JSON.
pub(super) fn parse(file: &str, line: Option<usize>, text: &str) -> Result<Value, ExportError> {
    serde_json::from_str(text).map_err(|error| {
        // A line of its own needs no second line number.
        let said = json_message(&error, line.is_some());
        Fault::Json(said).at(file, line, "")
    })
}
