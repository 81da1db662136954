//! How a run ends, and why a command could not do its work.
//!
//! It deliberately says nothing: `report` words a failure and `terminal` shows it.

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Fine = 0,
    /// There are errors in the content.
    Content = 1,
    /// The command was used wrongly.
    Usage = 2,
    /// The outside world failed.
    World = 3,
}

/// Why a command could not do its work at all.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// How the run ends.
    pub exit: Exit,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Failure {
    /// Makes a failure by wrong use.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), hint: None }
    }

    /// Makes a failure of the outside world.
    pub fn world(message: impl Into<String>) -> Self {
        Self { exit: Exit::World, message: message.into(), hint: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
