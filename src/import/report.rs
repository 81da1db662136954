//! What an import found, left out and removed.
//!
//! A value; the command line writes it. Line numbers are those of the original file, from 1; in HTML
//! they are missing where the words could not be found again.
//!
//! **Invariant:** whatever of the original's text is not in the article stands in [`Report::removed`].

use super::line::Line;

/// What an import found, left out and removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What was read, in the order of the front matter.
    pub stated: Vec<Found>,
    /// The keys of which the text says nothing.
    pub missing: Vec<&'static str>,
    /// What is not in the article, in the order of the original.
    pub removed: Vec<Removed>,
    /// What else the user should know.
    pub notes: Vec<Note>,
}

/// Something that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The key of the front matter, or `headline`.
    pub key: &'static str,
    /// Its value.
    pub value: String,
    /// Where it stands.
    pub line: Option<usize>,
}

/// Words that are not in the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Where they stood.
    pub line: Option<usize>,
    /// The words, white space squeezed.
    pub text: String,
    /// What they were taken for.
    pub what: &'static str,
    /// Whether they were the whole line; else its end.
    pub whole: bool,
}

/// Something that the user should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub line: Option<usize>,
    /// What, in one line.
    pub message: String,
}

impl Removed {
    /// Lists a whole line.
    pub(super) fn line(line: &Line, what: &'static str) -> Self {
        Self { line: Some(line.number), text: line.text.clone(), what, whole: true }
    }
}
