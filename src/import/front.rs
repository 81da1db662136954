//! Writes the front matter of an imported article.
//!
//! It deliberately writes only what was stated, and nothing that is the same for every article.
//!
//! **Invariant:** what is written reads as the same values.

use super::options::Options;
use super::report::Found;

/// What an original states about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meta {
    /// The name of the outlet, as stated.
    pub(super) outlet: Option<String>,
    /// The authors, as stated.
    pub(super) authors: Vec<String>,
    /// EDTF.
    pub(super) published: Option<String>,
    /// EDTF.
    pub(super) updated: Option<String>,
    /// The URL of the original.
    pub(super) source: Option<String>,
    /// BCP 47.
    pub(super) language: Option<String>,
    /// Where each stands.
    lines: Vec<(&'static str, Option<usize>)>,
}

/// The keys that every article of the press could state.
const EXPECTED: [&str; 4] = ["outlet", "authors", "published", "updated"];

impl Meta {
    /// Sets a key that has no value yet, else returns the value it has.
    pub(super) fn set(&mut self, key: &'static str, value: String, line: Option<usize>) -> Option<String> {
        let slot = match key {
            "outlet" => &mut self.outlet,
            "published" => &mut self.published,
            "updated" => &mut self.updated,
            "source" => &mut self.source,
            _ => &mut self.language,
        };
        if slot.is_some() {
            return slot.clone();
        }
        *slot = Some(value);
        self.lines.push((key, line));
        None
    }

    /// Sets the authors if there are none yet, else returns those there are.
    pub(super) fn set_authors(&mut self, names: Vec<String>, line: Option<usize>) -> Option<String> {
        if !self.authors.is_empty() {
            return Some(self.authors.join(", "));
        }
        self.authors = names;
        self.lines.push(("authors", line));
        None
    }

    /// Lists what was stated.
    pub(super) fn found(&self) -> Vec<Found> {
        let line = |key| self.lines.iter().find(|(k, _)| *k == key).and_then(|(_, line)| *line);
        let all = self.all().into_iter();
        all.filter_map(|(key, value)| Some(Found { key, value: value?, line: line(key) })).collect()
    }

    /// Lists what was not.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let all = self.all().into_iter();
        all.filter(|(key, value)| value.is_none() && EXPECTED.contains(key)).map(|(key, _)| key).collect()
    }

    fn all(&self) -> [(&'static str, Option<String>); 6] {
        [
            ("outlet", self.outlet.clone()),
            ("authors", Some(self.authors.join(", ")).filter(|all| !all.is_empty())),
            ("published", self.published.clone()),
            ("updated", self.updated.clone()),
            ("source", self.source.clone()),
            ("language", self.language.clone()),
        ]
    }
}

/// Writes front matter with its fences; `outlet` is the id of the outlet's entity.
pub(super) fn write(title: &str, meta: &Meta, outlet: Option<&str>, options: &Options<'_>, sha256: &str) -> String {
    let mut front = format!("---\ntitle: {}\nrights: {}\n", quoted(title), options.rights.as_str());
    let mut line = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            front.push_str(&format!("{key}: {value}\n"));
        }
    };
    line("outlet", outlet);
    let authors: Vec<String> = meta.authors.iter().map(|name| quoted(name)).collect();
    line("authors", Some(format!("[{}]", authors.join(", "))).filter(|_| !authors.is_empty()).as_deref());
    line("published", meta.published.as_deref());
    line("updated", meta.updated.as_deref());
    line("source", meta.source.as_deref().map(quoted).as_deref());
    line("language", options.language.or(meta.language.as_deref()));
    line("sha256", Some(&quoted(sha256)));
    front.push_str("---\n");
    front
}

/// Writes a string as YAML in double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            // What a YAML reader may take for the end of a line or refuse.
            '\u{feff}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}' => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
