//! Claims: questions on which the sources can agree or differ.

use super::Common;

/// The front matter of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Claim {
    /// What every file may say.
    pub common: Common,
    /// The question: one quantity or one fact.
    pub question: String,
    /// What its numbers count.
    pub unit: Option<String>,
    /// Our sentence.
    pub finding: Option<String>,
    /// How the reports stand to each other.
    pub reports: Option<Reports>,
}

/// How the reports on a claim stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reports {
    /// They agree.
    Agree,
    /// They differ.
    Differ,
    /// They do not count the same thing.
    NotComparable,
    /// They all go back to one origin.
    OneOrigin,
}
