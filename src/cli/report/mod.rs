//! Draws diagnostics: for people with the lines they speak about, for machines one a line.
//!
//! It returns text and deliberately prints nothing; colours are in it, and the terminal takes them
//! out again where they are not wanted.
//!
//! **Invariant:** no span and no text make drawing panic, and every diagnostic is drawn.

mod human;
mod lines;
mod machine;
mod texts;

use clap::ValueEnum;

use crate::diagnostic::{Diagnostic, Severity};
use crate::path::SourcePath;

pub use texts::Texts;

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the lines they speak about, on stderr
    #[default]
    Human,
    /// One a line, `path:line:column: error[code]: message`, on stdout
    Short,
    /// One JSON object a line, on stdout
    Json,
    /// As workflow commands of GitHub Actions, on stdout
    Github,
}

/// Draws diagnostics in the order given; each ends with a line feed.
pub fn draw(diagnostics: &[Diagnostic], texts: Texts<'_>, format: Format) -> String {
    let one = match format {
        Format::Human => human::draw,
        Format::Short => machine::short,
        Format::Json => machine::json,
        Format::Github => machine::github,
    };
    diagnostics.iter().map(|diagnostic| one(diagnostic, texts)).collect()
}

/// Returns the places that a diagnostic is drawn with: as they are shown, the file, line and column from 1.
pub fn places(diagnostic: &Diagnostic, texts: Texts<'_>) -> Vec<(String, SourcePath, usize, usize)> {
    let locations = std::iter::once(&diagnostic.primary).chain(diagnostic.labels.iter().map(|label| &label.location));
    let mut places = Vec::new();
    for location in locations {
        let shown = texts.shown(&location.path);
        if let (Some(span), Some(text)) = (&location.span, texts.text(&location.path)) {
            let at = lines::position(text, lines::clamp(text, span).start);
            places.push((format!("{shown}:{}:{}", at.line, at.column), location.path.clone(), at.line, at.column));
        }
        places.push((shown, location.path.clone(), 1, 1));
    }
    places
}

/// Draws a failure that has no place in a file; it ends with a line feed.
pub fn failure(message: &str, hint: Option<&str>) -> String {
    human::failure(message, hint)
}

/// Counts diagnostics in words (`2 errors, 1 warning`); empty where there are none.
pub fn tally(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    [Severity::Error, Severity::Warning, Severity::Hint]
        .into_iter()
        .filter_map(|severity| match (count(severity), severity.as_str()) {
            (0, _) => None,
            (1, name) => Some(format!("1 {name}")),
            (n, name) => Some(format!("{n} {name}s")),
        })
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests;
