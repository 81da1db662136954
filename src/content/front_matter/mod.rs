//! Front matter: YAML between `---` lines or TOML between `+++` lines at the start of a file.
//!
//! ```text
//! file  = fence NL table fence NL body | body
//! fence = "---" table:YAML ("---" | "...") | "+++" table:TOML "+++"    ; blanks may follow a fence
//! ```
//!
//! Both syntaxes become one tree of [`Value`]s, each with its bytes in the file; scalars keep the words
//! of the source, so that a title `1984` or `no` is what was typed. [`Fields`] reads the tree, collects
//! every error and reports the keys nobody asked for. It deliberately knows no key by name.
//!
//! **Invariant:** every span lies inside the file on character borders, whatever the text.

mod border;
mod fields;
mod front;
mod refusal;
mod toml;
mod value;
mod yaml;

use std::ops::Range;

pub use super::KeySpans;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::SourcePath;
pub use fields::Fields;
pub(in crate::content) use fields::read as read_fields;
pub use front::{Front, Syntax};
pub use refusal::Refusal;
pub use value::{Key, Kind, Sort, Table, Value};

/// Splits the front matter off a text and reads it.
pub fn read(path: &SourcePath, text: &str) -> (Front, Vec<Diagnostic>) {
    let fences = match fences(path, text) {
        Ok(Some(fences)) => fences,
        Ok(None) => return (Front::none(0, false), Vec::new()),
        Err(diagnostic) => return (Front::none(text.len(), true), vec![*diagnostic]),
    };
    let (table, partial, diagnostics) = match fences.syntax {
        Syntax::Yaml => yaml::parse(path, text, fences.inner.clone()),
        Syntax::Toml => toml::parse(path, text, fences.inner.clone()),
    };
    let front = Front { syntax: fences.syntax, block: Some(fences.block), table, partial, body: fences.body };
    (front, diagnostics)
}

/// Reads a whole file of TOML.
pub fn read_toml(path: &SourcePath, text: &str) -> (Front, Vec<Diagnostic>) {
    let (table, partial, diagnostics) = toml::parse(path, text, 0..text.len());
    let front = Front { syntax: Syntax::Toml, block: Some(0..0), table, partial, body: text.len() };
    (front, diagnostics)
}

struct Fences {
    syntax: Syntax,
    block: Range<usize>,
    inner: Range<usize>,
    body: usize,
}

/// Finds the fences, or says that the closing one is missing.
fn fences(path: &SourcePath, text: &str) -> Result<Option<Fences>, Box<Diagnostic>> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let (syntax, close): (_, &[&str]) = match first.trim_end() {
        "---" => (Syntax::Yaml, &["---", "..."]),
        "+++" => (Syntax::Toml, &["+++"]),
        _ => return Ok(None),
    };
    let mut start = first.len();
    let mut near = None;
    for line in lines {
        let bare = line.trim_end();
        if close.contains(&bare) {
            let end = start + bare.len();
            return Ok(Some(Fences { syntax, block: 0..end, inner: first.len()..start, body: start + line.len() }));
        }
        let dashes = bare.trim_start();
        if near.is_none() && dashes.len() >= 2 && dashes.bytes().all(|b| b == b'-' || b == b'+') {
            near = Some(start + bare.len() - dashes.len()..start + bare.len());
        }
        start += line.len();
    }
    let opening = 0..first.trim_end().len();
    let mut diagnostic =
        Diagnostic::error(Code::UnclosedFrontMatter, Location::at(path, opening), "the front matter is not closed")
            .hint(format!("write a line `{}` after its last key", close[0]));
    if let Some(near) = near {
        diagnostic =
            diagnostic.label(Location::at(path, near), format!("a line of exactly `{}` would close it", close[0]));
    }
    Err(Box::new(diagnostic))
}

#[cfg(test)]
mod tests;
