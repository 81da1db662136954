//! The interface's words, by language and key.
//!
//! `i18n/<language>.toml` of each layer; the upper layer's word counts. Tables join their keys by dots;
//! a table with `other` is one message with a form for each plural category:
//!
//! ```toml
//! home = "Home"
//!
//! [count.note]
//! one = "{count} note"
//! other = "{count} notes"
//! ```
//!
//! `{count}`, `{name}` and `{value}` stand for the arguments of `t`. What a language lacks is taken
//! from its primary language (`es` for `es-VE`), then from English. The categories are CLDR's for
//! whole numbers, for the languages named in [`category`]; all others tell one from other.
//!
//! It deliberately speaks no dates; they come in words with the views.

use std::collections::BTreeMap;

use super::layer::Layer;
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Location};

/// The keys of the words that are said outside templates, where titles are made and bodies painted.
#[cfg(test)]
pub(super) const MADE: [&str; 12] = [
    "articles",
    "back_to_text",
    "claims",
    "corrections",
    "note_number",
    "not_found",
    "people_organisations",
    "task_done",
    "task_open",
    "withheld.draft",
    "withheld.embargo",
    "withheld.private",
];

/// One message: its forms by plural category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Message(BTreeMap<String, (String, String)>);

/// All messages of a language, by key.
pub(super) type Words = BTreeMap<String, Message>;

/// Puts together the words of a language out of all layers.
pub(super) fn words(layers: &[Layer], language: &str, diagnostics: &mut Vec<Diagnostic>) -> Words {
    let mut words = Words::new();
    let language = language.to_ascii_lowercase();
    let primary = language.split('-').next().unwrap_or_default();
    for tongue in ["en", primary, language.as_str()] {
        for layer in layers.iter().rev() {
            if let Some((name, text)) = layer.words.iter().find(|(name, _)| name.eq_ignore_ascii_case(tongue)) {
                words.append(&mut read(name, text, diagnostics));
            }
        }
    }
    words
}

/// Says a message.
pub(super) fn say(message: &Message, count: Option<u64>, name: Option<&str>, value: Option<&str>) -> String {
    let form = |category: &str| message.0.get(category);
    let language = form("other").map_or("", |(language, _)| language);
    let found = count.and_then(|count| form(category(language, count))).or_else(|| form("other"));
    let text = found.map_or("", |(_, text)| text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find('}').map_or(rest.len(), |end| end + 1);
        match (&rest[..end], count, name, value) {
            ("{count}", Some(count), _, _) => out.push_str(&count.to_string()),
            ("{name}", _, Some(name), _) => out.push_str(name),
            ("{value}", _, _, Some(value)) => out.push_str(value),
            (other, ..) => out.push_str(other),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Returns the plural category of a whole number (CLDR 47).
pub(super) fn category(language: &str, n: u64) -> &'static str {
    let (ten, hundred) = (n % 10, n % 100);
    let millions = n != 0 && n.is_multiple_of(1_000_000);
    match language.split('-').next().unwrap_or_default() {
        "ja" | "zh" | "ko" | "vi" | "th" | "id" | "ms" => "other",
        "fr" if n < 2 => "one",
        "pt" if n < 2 => "one",
        "es" | "it" | "ca" | "fr" | "pt" if millions => "many",
        "fa" | "hi" | "bn" if n < 2 => "one",
        "ru" | "uk" | "be" => match (ten, hundred) {
            (1, h) if h != 11 => "one",
            (2..=4, h) if !(12..=14).contains(&h) => "few",
            _ => "many",
        },
        "sr" | "hr" | "bs" => match (ten, hundred) {
            (1, h) if h != 11 => "one",
            (2..=4, h) if !(12..=14).contains(&h) => "few",
            _ => "other",
        },
        "pl" => match (n, ten, hundred) {
            (1, ..) => "one",
            (_, 2..=4, h) if !(12..=14).contains(&h) => "few",
            _ => "many",
        },
        "cs" | "sk" => match n {
            1 => "one",
            2..=4 => "few",
            _ => "other",
        },
        "ar" => match (n, hundred) {
            (0, _) => "zero",
            (1, _) => "one",
            (2, _) => "two",
            (_, 3..=10) => "few",
            (_, 11..) => "many",
            _ => "other",
        },
        "he" => match n {
            1 => "one",
            2 => "two",
            _ => "other",
        },
        _ if n == 1 => "one",
        _ => "other",
    }
}

/// Appends what tells one set of words from another.
pub(super) fn digest(words: &Words, mut part: impl FnMut(&[u8])) {
    for (key, message) in words {
        part(key.as_bytes());
        for (category, (language, text)) in &message.0 {
            part(category.as_bytes());
            part(language.as_bytes());
            part(text.as_bytes());
        }
    }
}

fn read(language: &str, text: &Text, diagnostics: &mut Vec<Diagnostic>) -> Words {
    let mut words = Words::new();
    match toml::from_str::<toml::Table>(&text.text) {
        Ok(table) => collect("", &table, language, &mut words, &mut |key| {
            let message = format!("`{key}` is neither words nor a table of them");
            diagnostics.push(
                Diagnostic::error(Code::BadWords, Location::file(&text.path), message).hint("write `key = \"words\"`"),
            );
        }),
        Err(error) => {
            let at = Location::at(&text.path, error.span().unwrap_or(0..0));
            diagnostics
                .push(Diagnostic::error(Code::BadToml, at, error.message().to_lowercase()).hint("mend the file"));
        }
    }
    words
}

fn collect(prefix: &str, table: &toml::Table, language: &str, words: &mut Words, bad: &mut impl FnMut(&str)) {
    let of = |text: &str| (language.to_ascii_lowercase(), text.to_owned());
    if let (false, Some(toml::Value::String(_))) = (prefix.is_empty(), table.get("other")) {
        let forms = table.iter().filter_map(|(category, text)| Some((category.clone(), of(text.as_str()?))));
        words.insert(prefix.to_owned(), Message(forms.collect()));
        return;
    }
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::String(text) => {
                words.insert(key, Message(BTreeMap::from([("other".to_owned(), of(text))])));
            }
            toml::Value::Table(inner) => collect(&key, inner, language, words, bad),
            _ => bad(&key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(language: &str, text: &str) -> Words {
        let mut words = Words::new();
        let table = toml::from_str(text).expect("sound TOML");
        collect("", &table, language, &mut words, &mut |key| panic!("{key}"));
        words
    }

    #[test]
    fn plurals_follow_the_language() {
        let rows = [
            ("en", "0 other, 1 one, 2 other, 1000000 other"),
            ("es", "0 other, 1 one, 2 other, 1000000 many"),
            ("fr", "0 one, 1 one, 2 other"),
            ("ru", "1 one, 2 few, 5 many, 11 many, 21 one, 22 few, 112 many"),
            ("pl", "1 one, 2 few, 5 many, 12 many, 21 many, 22 few"),
            ("ar", "0 zero, 1 one, 2 two, 3 few, 11 many, 100 other, 103 few"),
            ("ja", "1 other"),
        ];
        for (language, wanted) in rows {
            for row in wanted.split(", ") {
                let (n, wanted) = row.split_once(' ').expect("a number and a category");
                assert_eq!(category(language, n.parse().expect("a number")), wanted, "{language} {n}");
            }
        }
    }

    #[test]
    fn messages_are_said_with_their_arguments() {
        let words = of("en", "home = \"Home\"\n[a.b]\none = \"{count} note on {name}\"\nother = \"{count} notes {x}\"");
        assert_eq!(say(&words["home"], None, None, None), "Home");
        assert_eq!(say(&words["a.b"], Some(1), Some("{count}"), None), "1 note on {count}");
        assert_eq!(say(&words["a.b"], Some(2), None, None), "2 notes {x}");
    }

    #[test]
    fn spanish_has_every_key_of_english() {
        let keys = |language: &str| {
            let (_, text) =
                super::super::embedded::I18N.iter().find(|(name, _)| *name == language).expect("a language");
            of(language, text).into_keys().collect::<Vec<_>>()
        };
        assert!(keys("en").len() > 50);
        assert_eq!(keys("en"), keys("es"));
    }

    #[test]
    fn every_word_is_used_and_has_all_its_forms() {
        let mut used: std::collections::BTreeSet<String> = MADE.iter().map(|key| (*key).to_owned()).collect();
        for (_, text) in super::super::embedded::TEMPLATES.iter() {
            let calls = super::super::scan::scan(text).calls;
            used.extend(calls.into_iter().filter(|call| call.function == "t").filter_map(|call| call.value));
        }
        for (_, bytes) in super::super::embedded::STATIC.iter().filter(|(name, _)| name.ends_with(".js")) {
            let text = std::str::from_utf8(bytes).expect("a script is text");
            used.extend(super::super::script::calls(text).map(|(_, key)| key.to_owned()));
        }
        for (language, text) in super::super::embedded::I18N.iter() {
            let words = of(language, text);
            let unused: Vec<_> = words.keys().filter(|key| !used.contains(*key)).collect();
            assert!(unused.is_empty(), "{language}: {unused:?}");
            for (key, message) in words.iter().filter(|(key, _)| key.starts_with("count.")) {
                for n in [0, 1, 2, 5, 1_000_000] {
                    assert!(message.0.contains_key(category(language, n)), "{language}: {key} for {n}");
                }
            }
        }
    }

    #[test]
    fn templates_write_no_word_of_their_own() {
        let ledger = [include_str!("../../../themes/ledger/templates/base.html")];
        for text in super::super::embedded::TEMPLATES.iter().map(|(_, text)| *text).chain(ledger) {
            // What is left without tags, calls, the keys of the keyboard, and the class that Ledger adds.
            let none = ["<kbd>j</kbd>", "<kbd>k</kbd>", "&nbsp;", "{% block classes %} ledger{% endblock classes %}"];
            let mut rest = none.iter().fold(text.to_owned(), |text, part| text.replace(part, ""));
            for attribute in ["aria-label", "alt", "title", "placeholder"] {
                for (at, found) in rest.match_indices(&format!(" {attribute}=\"")) {
                    assert!(rest[at + found.len()..].starts_with('{'), "{}", &rest[at..at + 60]);
                }
            }
            for (open, close) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}"), ("<", ">")] {
                while let Some(start) = rest.find(open) {
                    let end = rest[start..].find(close).map_or(rest.len(), |end| start + end + close.len());
                    rest.replace_range(start..end, "");
                }
            }
            assert!(!rest.contains(char::is_alphabetic), "{}", rest.trim());
        }
    }
}
