//! What is said in the interface's language outside templates, and which way a language is written.
//!
//! It deliberately knows no words itself: they are the theme's.

use crate::render::paint::Words;
use crate::render::theme::Vocabulary;

/// Says why something is not public.
pub(crate) fn withheld_words(reason: &str, words: &Vocabulary) -> String {
    match reason.strip_prefix("embargoed until ") {
        Some(until) => words.word("withheld.embargo", Some(until)),
        None => words.word(&format!("withheld.{reason}"), None),
    }
}

/// Returns the words that painting says.
pub(crate) fn painted_words(words: &Vocabulary) -> Words {
    let cut = |key: &str, at: &str| {
        let text = words.word(key, None);
        text.split_once(at).map_or((text.clone(), String::new()), |(a, b)| (a.to_owned(), b.to_owned()))
    };
    Words {
        note: cut("note_number", "{count}"),
        back: words.word("back_to_text", None),
        done: words.word("task_done", None),
        to_do: words.word("task_open", None),
    }
}

/// Returns the direction a language is written in.
pub(crate) fn direction(language: &str) -> &'static str {
    let mut parts = language.split('-');
    let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
    let script = parts.find(|p| p.len() == 4).map(str::to_ascii_lowercase);
    match script.as_deref() {
        Some("arab" | "hebr" | "thaa" | "syrc" | "nkoo" | "adlm" | "rohg") => "rtl",
        Some(_) => "ltr",
        None if matches!(
            primary.as_str(),
            "ar" | "fa" | "he" | "ur" | "yi" | "dv" | "ps" | "sd" | "ug" | "ckb" | "syr" | "nqo"
        ) =>
        {
            "rtl"
        }
        None => "ltr",
    }
}

#[cfg(test)]
mod tests {
    use super::direction;

    #[test]
    fn the_script_decides_the_direction_before_the_language() {
        let rows =
            [("ar", "rtl"), ("he-IL", "rtl"), ("es-VE", "ltr"), ("az-Arab", "rtl"), ("ar-Latn", "ltr"), ("", "ltr")];
        for (language, wanted) in rows {
            assert_eq!(direction(language), wanted, "{language}");
        }
    }
}
