//! Claims: questions on which the sources can agree or differ.

use super::common::{self, Need};
use super::front_matter::Fields;
use super::{Common, Source};
use crate::source::SourceFile;

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

/// Reads a claim.
pub fn parse(file: &SourceFile) -> Source<Claim> {
    let need = Need::Keys("question: How many were there?");
    common::parse(file, need, |fields| claim(fields, common::name(file)), |_| common::OURS)
}

fn claim(fields: &mut Fields<'_>, name: &str) -> Claim {
    Claim {
        common: common::common(fields),
        question: fields.required_text("question", "How many were there?").unwrap_or_else(|| name.to_owned()),
        unit: fields.text("unit"),
        finding: fields.text("finding"),
        reports: fields.choice("reports", &Reports::ALL, Reports::as_str),
    }
}

impl Reports {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Agree, Self::Differ, Self::NotComparable, Self::OneOrigin];

    /// Returns the word in front matter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Differ => "differ",
            Self::NotComparable => "not-comparable",
            Self::OneOrigin => "one-origin",
        }
    }
}
