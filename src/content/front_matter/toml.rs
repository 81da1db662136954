//! TOML to a tree of values, as far as it can be read.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::border::{clamp, line_at};
use super::value::{Key, Kind, Sort, Table, Value};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::SourcePath;

/// Reads the part `inner` of a file. The flag says that keys may be lost.
pub(super) fn parse(path: &SourcePath, text: &str, inner: Range<usize>) -> (Table, bool, Vec<Diagnostic>) {
    let source = &text[inner.clone()];
    let (root, errors) = DeTable::parse_recoverable(source);
    let tree = Tree { text, base: inner.start };
    let table = tree.table(root.get_ref());
    let breaks: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut lines = BTreeSet::new();
    let mut keys = BTreeMap::new();
    if !errors.is_empty() {
        gather(&table, &mut keys);
    }
    let mut diagnostics = Vec::new();
    for error in &errors {
        let span = tree.span(error.span().unwrap_or(source.len()..source.len()));
        // A second error on a line mostly comes of the first.
        if lines.insert(breaks.partition_point(|&at| at < span.start)) {
            diagnostics.push(match error.message() {
                "duplicate key" => duplicate(path, text, &keys, span),
                message => syntax(path, text, span, message),
            });
        }
    }
    (table, !diagnostics.is_empty(), diagnostics)
}

struct Tree<'a> {
    text: &'a str,
    base: usize,
}

impl Tree<'_> {
    fn span(&self, span: Range<usize>) -> Range<usize> {
        clamp(self.text, span.start + self.base..span.end + self.base)
    }

    fn table(&self, table: &DeTable<'_>) -> Table {
        let mut entries: Table = table
            .iter()
            .map(|(key, value)| {
                let key = Key { name: key.get_ref().to_string(), span: self.span(key.span()) };
                (key, self.value(value))
            })
            .collect();
        entries.sort_by_key(|(key, _)| key.span.start);
        entries
    }

    fn value(&self, value: &Spanned<DeValue<'_>>) -> Value {
        let span = self.span(value.span());
        let written = || self.text[span.clone()].to_owned();
        let kind = match value.get_ref() {
            DeValue::String(words) => Kind::Scalar(words.to_string(), Sort::Text),
            DeValue::Integer(n) => {
                let sort = i64::from_str_radix(n.as_str(), n.radix()).map_or(Sort::Float, Sort::Integer);
                Kind::Scalar(written(), sort)
            }
            DeValue::Float(_) => Kind::Scalar(written(), Sort::Float),
            DeValue::Boolean(b) => Kind::Scalar(b.to_string(), Sort::Boolean(*b)),
            DeValue::Datetime(_) => Kind::Scalar(written(), Sort::Date),
            DeValue::Array(items) => Kind::List(items.iter().map(|item| self.value(item)).collect()),
            DeValue::Table(table) => Kind::Table(self.table(table)),
        };
        Value { span, kind }
    }
}

/// The keys of all tables by where they stand.
type Keys<'a> = BTreeMap<usize, (&'a str, Range<usize>)>;

fn duplicate(path: &SourcePath, text: &str, keys: &Keys<'_>, span: Range<usize>) -> Diagnostic {
    let name = text[span.clone()].trim_matches(['"', '\'']);
    let first = keys.range(..span.start).rev().find(|(_, (key, _))| *key == name);
    let diagnostic = Diagnostic::error(
        Code::DuplicateKey,
        Location::at(path, span),
        format!("the key `{name}` stands here a second time"),
    )
    .hint("keep one of the two");
    match first {
        Some((_, (_, first))) => diagnostic.label(Location::at(path, first.clone()), "first here"),
        None => diagnostic,
    }
}

fn gather<'a>(table: &'a Table, keys: &mut Keys<'a>) {
    for (key, value) in table {
        keys.insert(key.span.start, (&key.name, key.span.clone()));
        gather_value(value, keys);
    }
}

fn gather_value<'a>(value: &'a Value, keys: &mut Keys<'a>) {
    match &value.kind {
        Kind::Table(table) => gather(table, keys),
        Kind::List(items) => items.iter().for_each(|item| gather_value(item, keys)),
        Kind::Null | Kind::Scalar(..) | Kind::Broken => {}
    }
}

fn syntax(path: &SourcePath, text: &str, mut span: Range<usize>, message: &str) -> Diagnostic {
    let line = line_at(text, span.start);
    if span.is_empty() && span.start >= line.end && span.start > line.start {
        span = clamp(text, line.end.saturating_sub(1)..line.end);
    }
    let unquoted = message.starts_with("string values must be quoted");
    let message = if unquoted { "words stand here without quotation marks" } else { message };
    let diagnostic =
        Diagnostic::error(Code::TomlSyntax, Location::at(path, span), format!("cannot read this: {message}"));
    let words = &text[line];
    if unquoted {
        diagnostic.hint("put the value in quotation marks")
    } else if message.contains("expected `=`") && words.contains(':') {
        diagnostic.hint("TOML wants `key = \"value\"`; between `---` lines YAML wants `key: value`")
    } else if message.contains("expected `=`") {
        diagnostic.hint("write `key = \"value\"`")
    } else if message.starts_with("unclosed") || message.starts_with("invalid basic string") {
        diagnostic.hint("close it")
    } else {
        diagnostic.hint("write `key = \"value\"`, one a line")
    }
}
