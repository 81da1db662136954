//! Why the value of a key is refused.
//!
//! It says neither where the value stands nor which code its diagnostic has: who reads the key knows both.

/// Why a value is refused, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong with it.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Refusal {
    /// Makes a refusal with a hint.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: Some(hint.into()) }
    }
}

impl From<String> for Refusal {
    fn from(message: String) -> Self {
        Self { message, hint: None }
    }
}
