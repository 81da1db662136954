//! What all pages are made with besides their own texts, and what every page says about itself.
//!
//! It deliberately holds nothing of a text and nobody's name, so that an edit of one page makes no other anew.

use crate::content::config::Config;
use crate::content::edtf::Edtf;
use crate::content::{Common, Correction, Extra};
use crate::path::OutputPath;
use crate::render::paint::Words;
use crate::render::prose::day;
use crate::render::theme::Vocabulary;
use crate::render::view;
use crate::resolve::address::HOME;
use crate::resolve::collation::Order;
use crate::resolve::ids::href;
use crate::resolve::reference::Reference;

/// What all pages are made with.
#[derive(Debug, PartialEq, Eq)]
pub struct Edition {
    /// `dossier.toml`.
    pub config: Config,
    /// The interface's words.
    pub words: Vocabulary,
    /// The order of names in the dossier's language.
    pub order: Order,
}

/// The file that a page is made from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// Its front matter, as far as all files have it.
    pub common: &'a Common,
    /// Why editors alone see it.
    pub withheld: &'a [String],
}

impl Edition {
    /// Returns a word of the interface.
    pub fn word(&self, key: &str) -> String {
        self.words.word(key, None)
    }

    /// Makes a date in words.
    pub fn day(&self, date: &Option<Edtf>) -> Option<view::Day> {
        date.as_ref().map(|d| day(d, &self.config.language))
    }

    /// Returns how the home page is pointed at.
    pub fn home(&self) -> Reference {
        Reference {
            id: HOME.into(),
            kind: "page".into(),
            title: self.config.title.clone(),
            href: Some("index.html".into()),
            probable: false,
        }
    }

    /// Shows a correction with the page it belongs to.
    pub fn correction(&self, correction: &Correction, source: &Reference) -> view::Correction {
        view::Correction {
            date: day(&correction.date, &self.config.language),
            text: correction.text.clone(),
            source: source.clone(),
        }
    }

    /// Returns the absolute address of a page, where it is known.
    pub fn canonical(&self, path: &OutputPath) -> Option<String> {
        self.config.base_url.as_ref().map(|base| {
            let path = href(path);
            format!("{base}{}", path.strip_suffix("index.html").unwrap_or(&path))
        })
    }

    /// Makes what every page says about itself.
    pub fn page(&self, path: &OutputPath, kind: &str, title: &str, origin: Option<Origin<'_>>) -> view::Page {
        let common = origin.map(|origin| origin.common);
        let language = common.and_then(|c| c.language.clone()).unwrap_or_else(|| self.config.language.clone());
        let own = || Reference { title: title.to_owned(), href: Some(href(path)), ..Reference::default() };
        let withheld = origin.map_or(&[][..], |origin| origin.withheld);
        view::Page {
            path: path.to_string(),
            kind: kind.to_owned(),
            title: title.to_owned(),
            description: None,
            dir: direction(&language).to_owned(),
            language,
            canonical: self.canonical(path),
            withheld: withheld.iter().map(|reason| self.withheld(reason)).collect(),
            authors: common.map(|c| c.authors.clone()).unwrap_or_default(),
            date: common.and_then(|c| self.day(&c.date)),
            updated: common.and_then(|c| self.day(&c.updated)),
            corrections: common
                .map(|c| c.corrections.iter().map(|c| self.correction(c, &own())).collect())
                .unwrap_or_default(),
            extra: common.map(|c| free_table(&c.extra)).unwrap_or_default(),
            pagination: None,
        }
    }

    /// Says why something is not public.
    fn withheld(&self, reason: &str) -> String {
        match reason.strip_prefix("embargoed until ") {
            Some(until) => self.words.word("withheld.embargo", Some(until)),
            None => self.words.word(&format!("withheld.{reason}"), None),
        }
    }
}

/// Returns the words that painting says.
pub fn painted_words(words: &Vocabulary) -> Words {
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
pub fn direction(language: &str) -> &'static str {
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

/// Makes of free keys what templates see.
pub fn free_table(extra: &[(String, Extra)]) -> Vec<view::KeyValue> {
    fn free(value: &Extra) -> view::Free {
        match value {
            Extra::Text(text) => view::Free::Text(text.clone()),
            Extra::List(list) => view::Free::List(list.iter().map(free).collect()),
            Extra::Table(table) => view::Free::Table(free_table(table)),
        }
    }
    extra.iter().map(|(key, value)| view::KeyValue { key: key.clone(), value: free(value) }).collect()
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
