//! YAML 1.2 to a tree of values, as far as it can be read.
//!
//! It reads the parser's events, since they carry exact bytes and the words as written; a deserialiser would
//! have lost both. Where the whole cannot be read, each top-level key is read by itself, so that all
//! errors are found at once. Stricter than YAML in what would silently lose words: a tag (`title: !Basta`)
//! and a label nobody refers to (`title: &c.`) are errors. The words `yes` and `no` are words.

mod build;
mod explain;

use std::collections::BTreeMap;
use std::ops::Range;

use super::border::line_at;
use super::value::{Key, Kind, Table, Value};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::SourcePath;

/// Reads the part `inner` of a file. The flag says that keys may be lost.
pub(super) fn parse(path: &SourcePath, text: &str, inner: Range<usize>) -> (Table, bool, Vec<Diagnostic>) {
    let whole = build::build(path, text, inner.clone(), true);
    if whole.complete {
        let mut diagnostics = whole.diagnostics;
        return match whole.root.map(|root| (root.span, root.kind)) {
            None | Some((_, Kind::Null)) => (Table::new(), false, diagnostics),
            Some((_, Kind::Table(table))) => (table, false, diagnostics),
            Some((_, Kind::Broken)) => (Table::new(), true, diagnostics),
            Some((span, Kind::Scalar(..) | Kind::List(_))) => {
                let line = line_at(text, span.start);
                diagnostics.push(
                    Diagnostic::error(
                        Code::NotATable,
                        Location::at(path, span.start..span.end.min(line.end).max(span.start)),
                        "the front matter has no keys",
                    )
                    .hint("write each line as `key: value`"),
                );
                (Table::new(), true, diagnostics)
            }
        };
    }
    piecewise(path, text, inner, whole.diagnostics)
}

/// Reads each top-level key by itself.
fn piecewise(
    path: &SourcePath,
    text: &str,
    inner: Range<usize>,
    whole: Vec<Diagnostic>,
) -> (Table, bool, Vec<Diagnostic>) {
    let (mut table, mut partial, mut diagnostics) = (Table::new(), false, Vec::new());
    let mut seen: BTreeMap<String, Key> = BTreeMap::new();
    for chunk in chunks(text, inner) {
        let name = leading_key(&text[chunk.clone()]);
        let piece = build::build(path, text, chunk.clone(), false);
        let entries = match piece.root.map(|root| root.kind) {
            Some(Kind::Table(entries)) if piece.complete => entries,
            None | Some(Kind::Null) if piece.complete => Table::new(),
            root => {
                if piece.complete && !matches!(root, Some(Kind::Broken)) {
                    diagnostics.push(explain::no_key(path, text, chunk.start));
                }
                partial |= name.is_none();
                let broken = |name: &str| {
                    let span = chunk.start..chunk.start + name.len();
                    (Key { name: name.to_owned(), span: span.clone() }, Value { span, kind: Kind::Broken })
                };
                name.into_iter().map(broken).collect()
            }
        };
        diagnostics.extend(piece.diagnostics);
        for (key, value) in entries {
            if let Some(first) = seen.get(&key.name) {
                diagnostics.push(build::duplicate(path, &key, first));
                continue;
            }
            seen.insert(key.name.clone(), key.clone());
            table.push((key, value));
        }
    }
    if diagnostics.is_empty() {
        return (table, true, whole);
    }
    (table, partial, diagnostics)
}

/// Cuts before each line that begins with a key.
fn chunks(text: &str, inner: Range<usize>) -> Vec<Range<usize>> {
    let mut starts = vec![inner.start];
    let mut at = inner.start;
    for line in text[inner.clone()].split_inclusive('\n') {
        if at > inner.start && leading_key(line).is_some() {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts[1..].iter().copied().chain([inner.end]).collect::<Vec<_>>();
    starts.into_iter().zip(ends).map(|(start, end)| start..end).filter(|c| !text[c.clone()].trim().is_empty()).collect()
}

/// Returns the plain key that a text begins with.
fn leading_key(text: &str) -> Option<&str> {
    let line = text.lines().next()?;
    let end = line.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))?;
    let (key, rest) = line.split_at(end);
    let after = rest.trim_start().strip_prefix(':')?;
    (!key.is_empty() && !key.starts_with('-') && (after.is_empty() || after.starts_with([' ', '\t']))).then_some(key)
}
