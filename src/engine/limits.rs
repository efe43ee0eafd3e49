//! What one document may cost, in counted steps: the same answer on every machine.

use thiserror::Error;

use crate::diagnostic::Message;

/// Caps on the work for one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Steps that every document may take, however short.
    pub steps: u64,
    /// Steps that it may take besides for each of its characters.
    pub steps_per_character: u64,
    /// Records that may be made, those that fall included.
    pub records: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 20_000_000,
            steps_per_character: 20_000,
            records: 1_000_000,
        }
    }
}

/// A document cost more than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LimitError {
    /// The engine took more steps than allowed.
    #[error("the document takes more than {0} steps")]
    Steps(u64),
    /// More records were made than allowed.
    #[error("the document gives more than {0} records")]
    Records(u32),
}

impl LimitError {
    /// The same in both languages.
    pub fn message(&self) -> Message {
        let zh = match self {
            LimitError::Steps(limit) => format!("处理这篇文章超过 {limit} 步的上限"),
            LimitError::Records(limit) => format!("这篇文章产生的记录超过 {limit} 条的上限"),
        };
        Message::new(zh, self.to_string())
    }
}

/// The steps that a document has left; the matcher and the cascade draw on the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    allowed: u64,
    spent: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(&Limits::default(), 0)
    }
}

impl Budget {
    /// The budget of a document of so many code points.
    pub fn new(limits: &Limits, characters: usize) -> Self {
        let grown = limits.steps_per_character.saturating_mul(characters as u64);
        Self {
            allowed: limits.steps.saturating_add(grown),
            spent: 0,
        }
    }

    /// Takes so many steps.
    #[inline]
    pub fn spend(&mut self, steps: u64) -> Result<(), LimitError> {
        self.spent = self.spent.saturating_add(steps);
        if self.spent > self.allowed {
            return Err(LimitError::Steps(self.allowed));
        }
        Ok(())
    }

    /// Steps taken so far.
    pub fn spent(&self) -> u64 {
        self.spent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_grows_with_the_document_and_ends() {
        let limits = Limits {
            steps: 10,
            steps_per_character: 2,
            records: 1,
        };
        let mut budget = Budget::new(&limits, 5);
        assert_eq!(budget.spend(20), Ok(()));
        assert_eq!(budget.spent(), 20);
        assert_eq!(budget.spend(1), Err(LimitError::Steps(20)));
    }
}
