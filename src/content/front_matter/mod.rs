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

mod fields;
mod toml;
mod yaml;

use std::collections::BTreeMap;
use std::ops::Range;

pub use super::KeySpans;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::SourcePath;
pub(in crate::content) use fields::read as read_fields;
pub use fields::{Fields, Refusal};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
}

/// The front matter of a file, and where its body begins.
#[derive(Clone, Debug)]
pub struct Front {
    /// How it is written.
    pub syntax: Syntax,
    /// The front matter with its fences, in bytes of the file; `None` where there is none.
    pub block: Option<Range<usize>>,
    /// Its keys in file order.
    pub table: Table,
    /// Whether keys may be lost, so that it makes no sense to call others missing.
    pub partial: bool,
    /// The first byte of the body.
    pub body: usize,
}

/// The keys and values of a mapping, in file order, no key twice.
pub type Table = Vec<(Key, Value)>;

/// A key of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Its place in the file, in bytes.
    pub span: Range<usize>,
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its place in the file, in bytes; a block of YAML has its first line, an absent value its key.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// A word, a number, a date or words: the words as written, and what the syntax takes them for.
    Scalar(String, Sort),
    /// A sequence.
    List(Vec<Value>),
    /// A mapping.
    Table(Table),
    /// Something that could not be read; it has been reported.
    Broken,
}

/// What a syntax takes a scalar for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Words.
    Text,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, or one too large (TOML only).
    Float,
    /// A date or time (TOML only).
    Date,
}

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

impl Front {
    /// Makes the front matter of a file that has none.
    pub(in crate::content) fn none(body: usize, partial: bool) -> Self {
        Self { syntax: Syntax::Yaml, block: None, table: Table::new(), partial, body }
    }

    /// Returns where every value stands, by key path.
    pub fn key_spans(&self) -> KeySpans {
        let mut spans = BTreeMap::new();
        collect(&self.table, "", &mut spans);
        KeySpans(spans)
    }
}

fn collect(table: &Table, prefix: &str, spans: &mut BTreeMap<String, Range<usize>>) {
    for (key, value) in table {
        let path = if prefix.is_empty() { key.name.clone() } else { format!("{prefix}.{}", key.name) };
        collect_value(value, path, spans);
    }
}

fn collect_value(value: &Value, path: String, spans: &mut BTreeMap<String, Range<usize>>) {
    match &value.kind {
        Kind::List(items) => {
            for (i, item) in items.iter().enumerate() {
                collect_value(item, format!("{path}[{i}]"), spans);
            }
        }
        Kind::Table(table) => collect(table, &path, spans),
        Kind::Null | Kind::Scalar(..) | Kind::Broken => {}
    }
    spans.insert(path, value.span.clone());
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

/// Moves a span to character borders inside the text.
fn clamp(text: &str, span: Range<usize>) -> Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// Returns the bytes of the line that holds an offset, without its end.
fn line_at(text: &str, offset: usize) -> Range<usize> {
    let offset = clamp(text, offset..offset).start;
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    start..start + text[start..end].trim_end().len()
}

#[cfg(test)]
mod tests;
