//! The options of a theme as `theme.toml` declares them, each with a type and a default of that type.
//!
//! It deliberately knows no value that `dossier.toml` gives them; see `setting`.

use toml::de::{DeTable, DeValue};

use super::failure::proposal;
use crate::content::config::OptionValue;
use crate::diagnostic::{Code, Diagnostic, Location, did_you_mean};
use crate::path::SourcePath;

/// An option as a theme declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declared {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// In words.
    pub(super) default: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Boolean,
    Choice(Vec<String>),
    Color,
}

const KEYS: [&str; 4] = ["type", "default", "values", "help"];
const KINDS: [&str; 5] = ["string", "integer", "boolean", "choice", "color"];

/// Reads `[options.<name>]` of a `theme.toml`.
pub(super) fn declared(path: &SourcePath, table: &DeTable<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Declared> {
    let mut options: Vec<_> = table.iter().collect();
    options.sort_by_key(|(key, _)| key.span().start);
    let one = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        let name: &std::borrow::Cow<'_, str> = key.get_ref();
        let at = Location::at(path, key.span());
        let Some(table) = value.get_ref().as_table() else {
            let message = format!("the option `{name}` is not a table");
            diagnostics.push(Diagnostic::error(Code::BadOption, at, message).hint(format!("write `[options.{name}]`")));
            return None;
        };
        option(path, name, at, table, diagnostics)
    };
    options.into_iter().filter_map(one).collect()
}

fn option(
    path: &SourcePath,
    name: &str,
    at: Location,
    table: &DeTable<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Declared> {
    for key in table.keys().filter(|key| !KEYS.contains(&key.get_ref().as_ref())) {
        let meant = did_you_mean(key.get_ref(), KEYS);
        let message = format!("an option has no key `{}`", key.get_ref());
        let hint = meant.map_or_else(|| "remove it".to_owned(), proposal);
        diagnostics.push(Diagnostic::error(Code::UnknownKey, Location::at(path, key.span()), message).hint(hint));
    }
    let values = table.get("values").and_then(|value| value.get_ref().as_array());
    let values =
        || values.into_iter().flatten().filter_map(|value| value.get_ref().as_str()).map(str::to_owned).collect();
    let kind = match table.get("type").map(|value| (value.get_ref().as_str().unwrap_or_default(), value.span())) {
        Some(("string", _)) => Kind::Text,
        Some(("integer", _)) => Kind::Integer,
        Some(("boolean", _)) => Kind::Boolean,
        Some(("choice", _)) => Kind::Choice(values()),
        Some(("color", _)) => Kind::Color,
        Some((word, span)) => {
            let hint = did_you_mean(word, KINDS).map_or_else(|| format!("use one of {}", list(&KINDS)), proposal);
            let message = format!("`{word}` is not a type of option");
            diagnostics.push(Diagnostic::error(Code::BadOption, Location::at(path, span), message).hint(hint));
            return None;
        }
        None => {
            let message = format!("the option `{name}` has no type");
            let hint = format!("add `type`: one of {}", list(&KINDS));
            diagnostics.push(Diagnostic::error(Code::BadOption, at, message).hint(hint));
            return None;
        }
    };
    let Some(default) = table.get("default") else {
        let message = format!("the option `{name}` has no default");
        diagnostics.push(Diagnostic::error(Code::BadOption, at, message).hint("add `default`"));
        return None;
    };
    let Some(given) = plain(default.get_ref()) else {
        let message = format!("the default of `{name}` is neither a string, an integer nor a boolean");
        diagnostics.push(Diagnostic::error(Code::BadOption, Location::at(path, default.span()), message));
        return None;
    };
    match kind.read(&given) {
        Ok(default) => Some(Declared { name: name.to_owned(), kind, default }),
        Err(wanted) => {
            diagnostics.push(bad(Location::at(path, default.span()), name, &given, &kind, &wanted));
            None
        }
    }
}

impl Kind {
    /// Returns a value in words, or what would be right.
    pub(super) fn read(&self, value: &OptionValue) -> Result<String, String> {
        match (self, value) {
            (Self::Text, OptionValue::Text(text)) => Ok(text.clone()),
            (Self::Integer, OptionValue::Integer(number)) => Ok(number.to_string()),
            (Self::Boolean, OptionValue::Boolean(truth)) => Ok(truth.to_string()),
            (Self::Choice(values), OptionValue::Text(text)) if values.contains(text) => Ok(text.clone()),
            (Self::Color, OptionValue::Text(text)) if is_color(text) => Ok(text.to_ascii_lowercase()),
            (Self::Text, _) => Err("a string".to_owned()),
            (Self::Integer, _) => Err("an integer".to_owned()),
            (Self::Boolean, _) => Err("`true` or `false`".to_owned()),
            (Self::Choice(values), _) => Err(format!("one of {}", list(values))),
            (Self::Color, _) => Err("a colour such as `\"#a01c1c\"`".to_owned()),
        }
    }
}

/// Says that an option cannot have a value.
pub(super) fn bad(at: Location, name: &str, given: &OptionValue, kind: &Kind, wanted: &str) -> Diagnostic {
    let meant = match (kind, given) {
        (Kind::Choice(values), OptionValue::Text(text)) => did_you_mean(text, values.iter().map(String::as_str)),
        _ => None,
    };
    let given = match given {
        OptionValue::Text(text) => text.clone(),
        OptionValue::Integer(number) => number.to_string(),
        OptionValue::Boolean(truth) => truth.to_string(),
    };
    Diagnostic::error(Code::BadOption, at, format!("the option `{name}` cannot be `{given}`"))
        .hint(meant.map_or_else(|| format!("write {wanted}"), proposal))
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn plain(value: &DeValue<'_>) -> Option<OptionValue> {
    match value {
        DeValue::String(text) => Some(OptionValue::Text(text.to_string())),
        DeValue::Boolean(truth) => Some(OptionValue::Boolean(*truth)),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            i64::from_str_radix(&digits, number.radix()).ok().map(OptionValue::Integer)
        }
        _ => None,
    }
}

fn list<T: AsRef<str>>(words: &[T]) -> String {
    words.iter().map(|word| format!("`{}`", word.as_ref())).collect::<Vec<_>>().join(", ")
}
