//! What is wrong with a dossier, where, and what to do about it.
//!
//! A diagnostic is a value; `cli/` draws it. It never holds the text of a file, only places in it.

mod code;
mod declare;

use std::ops::Range;

pub use code::Code;

use crate::path::SourcePath;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The site is not published.
    Error,
    /// The site is published; with `--strict` it is not.
    Warning,
    /// Advice that only `check` shows.
    Hint,
}

/// A place in a file: a byte range, or the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// The file.
    pub path: SourcePath,
    /// Bytes from the start of the file, on character borders; `None` is the whole file.
    pub span: Option<Range<usize>>,
}

/// A second place, with what it has to do with the first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The place.
    pub location: Location,
    /// What stands there.
    pub text: String,
}

/// One problem. Messages are lower case without a full stop, the user's words in backticks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// Its stable name.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
    /// Where.
    pub primary: Location,
    /// Words drawn at the primary place; may be empty.
    pub note: String,
    /// Further places, in this or another file.
    pub labels: Vec<Label>,
    /// What to do: an action.
    pub hint: Option<String>,
}

impl Location {
    /// Points at a byte range of a file.
    pub fn at(path: &SourcePath, span: Range<usize>) -> Self {
        Self { path: path.clone(), span: Some(span) }
    }

    /// Points at a whole file.
    pub fn file(path: &SourcePath) -> Self {
        Self { path: path.clone(), span: None }
    }

    /// Reports whether two places have something in common.
    fn touches(&self, other: &Self) -> bool {
        let spans = self.span.as_ref().zip(other.span.as_ref());
        self.path == other.path && spans.is_none_or(|(a, b)| a.start <= b.end && b.start <= a.end)
    }
}

impl Diagnostic {
    /// Makes an error.
    pub fn error(code: Code, primary: Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, primary, message)
    }

    /// Makes a warning.
    pub fn warning(code: Code, primary: Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, primary, message)
    }

    /// Makes a hint.
    pub fn advice(code: Code, primary: Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Hint, code, primary, message)
    }

    fn new(severity: Severity, code: Code, primary: Location, message: impl Into<String>) -> Self {
        Self { severity, code, message: message.into(), primary, note: String::new(), labels: Vec::new(), hint: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds words at the primary place.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn label(mut self, location: Location, text: impl Into<String>) -> Self {
        self.labels.push(Label { location, text: text.into() });
        self
    }
}

/// Sorts by path, place, severity, code and message, and drops what is said twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    let key = |d: &Diagnostic| {
        let start = d.primary.span.as_ref().map_or((0, 0), |s| (s.start + 1, s.end));
        (d.primary.path.clone(), start, d.severity, d.code, d.message.clone())
    };
    diagnostics.sort_by_cached_key(key);
    diagnostics.dedup();
}

/// Adds what is not told yet: a diagnostic of the same code and words at a place that touches is the same slip.
pub fn extend(diagnostics: &mut Vec<Diagnostic>, more: Vec<Diagnostic>) {
    let told = diagnostics.len();
    for one in more {
        let same = |d: &Diagnostic| d.code == one.code && d.message == one.message && d.primary.touches(&one.primary);
        if !diagnostics[..told].iter().any(same) {
            diagnostics.push(one);
        }
    }
}

/// Proposes the candidate nearest to `word`, if one is near enough to be a slip.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(&word.to_lowercase(), &c.to_lowercase()), c))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_once() {
        let at = |path: &str, span| Location::at(&path.into(), span);
        let one = |place, words: &str| Diagnostic::error(Code::DeadLink, place, words);
        let mut told = vec![one(at("a.html", 4..9), "no `x`").hint("did you mean `y`?")];
        let before = told.clone();
        extend(&mut told, vec![one(at("a.html", 0..10), "no `x`"), one(Location::file(&"a.html".into()), "no `x`")]);
        assert_eq!(told, before);
        let others = vec![
            one(at("a.html", 10..12), "no `x`"),
            one(at("a.html", 4..9), "no `z`"),
            one(at("b.html", 4..9), "no `x`"),
        ];
        extend(&mut told, others.clone());
        assert_eq!(told[1..], others);
    }
}
