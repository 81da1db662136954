//! Reading the keys of a table: every value is checked, every error collected.
//!
//! A method names a key and says what it wants; it returns `None` where the key is absent or its value
//! bad, which is then reported. At the end the keys nobody asked for are reported too.

use std::collections::BTreeSet;
use std::ops::Range;

use super::front::{Front, Syntax};
use super::refusal::Refusal;
use super::value::{Key, Kind, Sort, Table, Value};
use crate::content::edtf::Edtf;
use crate::content::{EntityRef, Extra, check};
use crate::diagnostic::{Code, Diagnostic, Location, did_you_mean};
use crate::path::{Slug, SourcePath};
use unicode_normalization::UnicodeNormalization;

/// A table that is being read.
pub struct Fields<'a> {
    path: &'a SourcePath,
    syntax: Syntax,
    table: &'a Table,
    /// What the table is the value of; empty for the front matter itself.
    owner: String,
    /// Where a missing key is reported.
    place: Range<usize>,
    partial: bool,
    asked: Vec<&'static str>,
    missing: Vec<(&'static str, Diagnostic)>,
    diagnostics: Vec<Diagnostic>,
}

/// Reads the front matter of a file.
pub(in crate::content) fn read<T>(
    path: &SourcePath,
    front: &Front,
    read: impl FnOnce(&mut Fields<'_>) -> T,
) -> (T, Vec<Diagnostic>) {
    let mut fields = Fields {
        path,
        syntax: front.syntax,
        table: &front.table,
        owner: String::new(),
        place: front.block.clone().unwrap_or(0..0),
        partial: front.partial,
        asked: Vec::new(),
        missing: Vec::new(),
        diagnostics: Vec::new(),
    };
    let value = read(&mut fields);
    (value, fields.finish())
}

impl<'a> Fields<'a> {
    /// Reads words.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.get(key)?;
        self.words(key, value)
    }

    /// Reads words that must be there; the example is shown where they are not.
    pub fn required_text(&mut self, key: &'static str, example: &str) -> Option<String> {
        self.require(key, example);
        self.text(key)
    }

    /// Reads a date; see [`Edtf`].
    pub fn date(&mut self, key: &'static str) -> Option<Edtf> {
        self.checked(key, Code::BadDate, |words| {
            Edtf::parse(words).map_err(|why| Refusal::new(format!("`{words}` is not a date: {why}"), DATE_HINT))
        })
    }

    /// Reads a date that must be there.
    pub fn required_date(&mut self, key: &'static str) -> Option<Edtf> {
        self.require(key, "2019-01-31");
        self.date(key)
    }

    /// Reads `true` or `false`, with what to take where the key is absent and where it holds something else.
    pub fn flag(&mut self, key: &'static str, absent: bool, bad: bool) -> bool {
        let Some(value) = self.get(key) else { return absent };
        let hint = match &value.kind {
            Kind::Scalar(_, Sort::Boolean(flag)) => return *flag,
            Kind::Broken => return bad,
            Kind::Scalar(words, _) => match words.to_lowercase().as_str() {
                "yes" | "on" | "y" | "1" | "true" => "write `true`, without quotation marks",
                "no" | "off" | "n" | "0" | "false" => "write `false`, without quotation marks",
                _ => "write `true` or `false`",
            },
            Kind::Null | Kind::List(_) | Kind::Table(_) => "write `true` or `false`",
        };
        let diagnostic = match &value.kind {
            Kind::Null => self.empty(key, value),
            kind => self.error(Code::WrongType, value, format!("`{key}` is true or false, not {}", describe(kind))),
        };
        self.diagnostics.push(diagnostic.hint(hint));
        bad
    }

    /// Reads a list of words; a single one is a list of one.
    pub fn list_of_text(&mut self, key: &'static str) -> Vec<String> {
        self.items(key).into_iter().filter_map(|item| self.words(key, item)).collect()
    }

    /// Reads a list of words that a check turns into something; a single one is a list of one.
    pub fn checked_list<T>(&mut self, key: &'static str, check: impl Fn(&str) -> Result<T, Refusal>) -> Vec<T> {
        let mut read = Vec::new();
        for item in self.items(key) {
            let Some(words) = self.words(key, item) else { continue };
            read.extend(self.settle(item, Code::BadValue, check(&words)));
        }
        read
    }

    /// Reads words that a check turns into something; a refused value has the code given.
    pub fn checked<T, R: Into<Refusal>>(
        &mut self,
        key: &'static str,
        code: Code,
        check: impl FnOnce(&str) -> Result<T, R>,
    ) -> Option<T> {
        let value = self.get(key)?;
        let words = self.words(key, value)?;
        self.settle(value, code, check(&words).map_err(Into::into))
    }

    /// Reads one word out of several.
    pub fn choice<T: Copy>(&mut self, key: &'static str, all: &[T], word: fn(T) -> &'static str) -> Option<T> {
        self.checked(key, Code::BadValue, |words| match all.iter().find(|&&one| word(one) == words) {
            Some(&one) => Ok(one),
            None => {
                let hint = match did_you_mean(words, all.iter().map(|&one| word(one))) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        let all: Vec<String> = all.iter().map(|&one| format!("`{}`", word(one))).collect();
                        format!("write {}", or(&all))
                    }
                };
                Err(Refusal { message: format!("`{words}` is not a value of `{key}`"), hint: Some(hint) })
            }
        })
    }

    /// Reads one word out of several that must be there.
    pub fn required_choice<T: Copy>(&mut self, key: &'static str, all: &[T], word: fn(T) -> &'static str) -> Option<T> {
        self.require(key, all.first().map_or("", |&one| word(one)));
        self.choice(key, all, word)
    }

    /// Reads an `http` or `https` URL.
    pub fn url(&mut self, key: &'static str) -> Option<String> {
        self.checked(key, Code::BadValue, check::url)
    }

    /// Reads an id.
    pub fn slug(&mut self, key: &'static str) -> Option<Slug> {
        self.checked(key, Code::BadValue, check::id)
    }

    /// Reads the id of an entity; a `?` after it says that it is held likely.
    pub fn entity_ref(&mut self, key: &'static str) -> Option<EntityRef> {
        self.checked(key, Code::BadValue, |words| {
            let (id, probable) = words.strip_suffix('?').map_or((words, false), |id| (id.trim_end(), true));
            check::id(id).map(|id| EntityRef { id, probable })
        })
    }

    /// Reads a table.
    pub fn table<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Fields<'_>) -> T) -> Option<T> {
        let value = self.get(key)?;
        self.nested(key, value, read)
    }

    /// Reads a list of tables; a single one is a list of one.
    pub fn tables<T>(&mut self, key: &'static str, mut read: impl FnMut(&mut Fields<'_>) -> T) -> Vec<T> {
        self.items(key).into_iter().filter_map(|item| self.nested(key, item, &mut read)).collect()
    }

    /// Reads a table of any keys and values.
    pub fn extra(&mut self, key: &'static str) -> Vec<(String, Extra)> {
        free_table(self.raw_table(key))
    }

    /// Returns the keys and values of a table as they stand, to be checked by the caller.
    pub fn raw_table(&mut self, key: &'static str) -> &'a [(Key, Value)] {
        let value = self.get(key);
        value.and_then(|value| self.as_table(key, value)).map_or(&[], Vec::as_slice)
    }

    /// Returns whether a key is there, without reading it.
    pub fn has(&self, key: &str) -> bool {
        self.table.iter().any(|(k, _)| k.name == key)
    }

    /// Says that a key must be there; the example value is shown where it is not.
    pub fn require(&mut self, key: &'static str, example: &str) {
        if self.has(key) {
            return;
        }
        let message = match self.owner.as_str() {
            "" => format!("`{key}` is missing"),
            owner => format!("`{owner}` needs `{key}`"),
        };
        let line = match self.syntax {
            Syntax::Yaml => format!("{key}: {example}"),
            Syntax::Toml => format!("{key} = \"{example}\""),
        };
        let diagnostic = Diagnostic::error(Code::MissingKey, Location::at(self.path, self.place.clone()), message)
            .hint(format!("add `{line}`"));
        self.missing.push((key, diagnostic));
    }

    /// Reports what a caller found wrong with a value.
    pub fn refuse(&mut self, value: &Value, code: Code, message: impl Into<String>, hint: Option<&str>) {
        let mut diagnostic = self.error(code, value, message.into());
        diagnostic.hint = hint.map(str::to_owned);
        self.diagnostics.push(diagnostic);
    }

    fn get(&mut self, key: &'static str) -> Option<&'a Value> {
        self.asked.push(key);
        self.table.iter().find(|(k, _)| k.name == key).map(|(_, value)| value)
    }

    fn items(&mut self, key: &'static str) -> Vec<&'a Value> {
        match self.get(key) {
            None => Vec::new(),
            Some(Value { kind: Kind::List(items), .. }) => items.iter().collect(),
            Some(value) => vec![value],
        }
    }

    fn words(&mut self, key: &str, value: &Value) -> Option<String> {
        let diagnostic = match &value.kind {
            Kind::Broken => return None,
            Kind::Null => self.empty(key, value),
            Kind::Scalar(words, _) => {
                let words = one_line(words);
                if words.is_empty() {
                    self.empty(key, value)
                } else if words.chars().any(char::is_control) {
                    self.error(Code::BadValue, value, format!("`{key}` holds a control character"))
                        .hint("type the words anew")
                } else {
                    return Some(words);
                }
            }
            Kind::List(items) if matches!(items[..], [Value { kind: Kind::List(_), .. }]) => self
                .error(Code::WrongType, value, format!("`{key}` takes no brackets"))
                .hint("write the id without brackets"),
            kind => self
                .error(Code::WrongType, value, format!("`{key}` wants words, not {}", describe(kind)))
                .hint("write words; where they hold brackets or braces, put them in quotation marks"),
        };
        self.diagnostics.push(diagnostic);
        None
    }

    fn nested<T>(&mut self, key: &'static str, value: &'a Value, read: impl FnOnce(&mut Fields<'_>) -> T) -> Option<T> {
        let table = self.as_table(key, value)?;
        let mut fields = Fields {
            path: self.path,
            syntax: self.syntax,
            table,
            owner: key.to_owned(),
            place: value.span.clone(),
            partial: self.partial && self.syntax == Syntax::Toml,
            asked: Vec::new(),
            missing: Vec::new(),
            diagnostics: Vec::new(),
        };
        let read = read(&mut fields);
        self.diagnostics.extend(fields.finish());
        Some(read)
    }

    fn as_table(&mut self, key: &str, value: &'a Value) -> Option<&'a Table> {
        let diagnostic = match &value.kind {
            Kind::Table(table) => return Some(table),
            Kind::Broken => return None,
            Kind::Null => self.empty(key, value),
            kind => {
                let message = format!("`{key}` wants keys and values, not {}", describe(kind));
                self.error(Code::WrongType, value, message).hint(match self.syntax {
                    Syntax::Yaml => "write its keys indented on the lines below".to_owned(),
                    Syntax::Toml => format!("write `[{key}]` and its keys on the lines below"),
                })
            }
        };
        self.diagnostics.push(diagnostic);
        None
    }

    fn settle<T>(&mut self, value: &Value, code: Code, checked: Result<T, Refusal>) -> Option<T> {
        match checked {
            Ok(read) => Some(read),
            Err(refusal) => {
                let mut diagnostic = self.error(code, value, refusal.message);
                diagnostic.hint = refusal.hint;
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    fn empty(&self, key: &str, value: &Value) -> Diagnostic {
        self.error(Code::EmptyValue, value, format!("`{key}` is empty")).hint("write a value, or take the line out")
    }

    fn error(&self, code: Code, value: &Value, message: String) -> Diagnostic {
        Diagnostic::error(code, Location::at(self.path, value.span.clone()), message)
    }

    /// Reports the keys nobody asked for, and the missing ones that none of them was meant to be.
    fn finish(mut self) -> Vec<Diagnostic> {
        let absent: Vec<&str> = self.asked.iter().copied().filter(|known| !self.has(known)).collect();
        let mut meant = BTreeSet::new();
        for (key, _) in self.table {
            if self.asked.contains(&key.name.as_str()) {
                continue;
            }
            let near = did_you_mean(&key.name, absent.iter().copied())
                .or_else(|| did_you_mean(&key.name, self.asked.iter().copied()));
            // Where a line of TOML could not be read, the keys below it may have moved into another table.
            if near.is_none() && self.partial && self.syntax == Syntax::Toml {
                continue;
            }
            let message = match self.owner.as_str() {
                "" => format!("unknown key `{}`", key.name),
                owner => format!("unknown key `{}` in `{owner}`", key.name),
            };
            let diagnostic = Diagnostic::error(Code::UnknownKey, Location::at(self.path, key.span.clone()), message);
            self.diagnostics.push(match near {
                Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                None if self.owner.is_empty() && self.asked.contains(&"extra") => {
                    diagnostic.hint("keys of your own stand under `extra`")
                }
                None => {
                    let known: Vec<String> = self.asked.iter().map(|known| format!("`{known}`")).collect();
                    diagnostic.hint(format!("write {}", or(&known)))
                }
            });
            meant.extend(near);
        }
        if !self.partial {
            let missing = self.missing.into_iter().filter(|(key, _)| !meant.contains(key));
            self.diagnostics.extend(missing.map(|(_, diagnostic)| diagnostic));
        }
        self.diagnostics
    }
}

const DATE_HINT: &str = "write a date such as `2019-01-31`, `2019-01`, `2019?` or `2019-01-31T09:46`";

/// NFC, without line breaks or blanks at the ends.
fn one_line(words: &str) -> String {
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" ").nfc().collect()
}

fn describe(kind: &Kind) -> &'static str {
    match kind {
        Kind::Null | Kind::Broken => "nothing",
        Kind::Scalar(_, Sort::Text) => "words",
        Kind::Scalar(_, Sort::Boolean(_)) => "true or false",
        Kind::Scalar(_, Sort::Integer(_) | Sort::Float) => "a number",
        Kind::Scalar(_, Sort::Date) => "a date",
        Kind::List(_) => "a list",
        Kind::Table(_) => "keys and values",
    }
}

fn or(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}

fn free_table(table: &[(Key, Value)]) -> Vec<(String, Extra)> {
    table.iter().map(|(key, value)| (key.name.clone(), free(value))).collect()
}

fn free(value: &Value) -> Extra {
    match &value.kind {
        Kind::Null | Kind::Broken => Extra::Text(String::new()),
        Kind::Scalar(words, _) => Extra::Text(words.clone()),
        Kind::List(items) => Extra::List(items.iter().map(free).collect()),
        Kind::Table(table) => Extra::Table(free_table(table)),
    }
}
