//! The front matter of a file as it was read, and where its values stand.
//!
//! It deliberately knows no key by name; [`Fields`](super::Fields) asks for them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::value::{Kind, Table, Value};
use crate::content::KeySpans;

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
