//! Why a file cannot be imported.
//!
//! It has no place in the file: a file that is refused is not read any further.

use crate::diagnostic::Code;

/// Why a file cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable name of the problem.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Refusal {
    /// Refuses a file.
    pub(super) fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into() }
    }
}
