//! What templates see of the dossier and of every page.

use serde::Serialize;

use crate::resolve::reference::Reference;
use crate::resolve::view::view;

/// What wrote the site.
pub const GENERATOR: &str = concat!("dossier ", env!("CARGO_PKG_VERSION"));

view! {
    /// What all pages share.
    pub struct Site {
        /// The version of this context.
        pub context: u32,
        /// The dossier's title.
        pub title: String,
        /// What it is and covers, in one line.
        pub description: Option<String>,
        /// Its language (BCP 47).
        pub language: String,
        /// `ltr` or `rtl`.
        pub dir: String,
        /// Who is responsible.
        pub authors: Vec<String>,
        /// Version of the edition.
        pub version: Option<String>,
        /// Date of the edition.
        pub date: Option<Day>,
        /// What it covers, in words.
        pub covers: Option<String>,
        /// Whom to write to.
        pub contact: Option<String>,
        /// `dossier` and its version.
        pub generator: String,
        /// Whether this is the editor's preview, with what is not published.
        pub editor: bool,
        /// The free pages, in order of title.
        pub pages: Vec<Reference>,
        /// Whether there are articles (then `articles/index.html` and `sources.html` exist).
        pub has_articles: bool,
        /// Whether there are entities (then `entities/index.html` exists).
        pub has_entities: bool,
        /// Whether there are claims (then `claims/index.html` exists).
        pub has_claims: bool,
        /// Whether there are corrections (then `corrections.html` exists).
        pub has_corrections: bool,
        /// The theme's options with their values, in the theme's order.
        pub options: Vec<Setting>,
        /// `[extra]` of `dossier.toml`.
        pub extra: Vec<KeyValue>,
    }
}

view! {
    /// A theme option.
    pub struct Setting {
        /// Its name.
        pub key: String,
        /// Its value in words.
        pub value: String,
    }
}

view! {
    /// What every page says about itself.
    pub struct Page {
        /// Its path in the output.
        pub path: String,
        /// Which template it is: `home`, `article`, `entity` …
        pub kind: String,
        /// Its title, for `<title>` and headings.
        pub title: String,
        /// One line for search engines, or `none`.
        pub description: Option<String>,
        /// Its language.
        pub language: String,
        /// `ltr` or `rtl`.
        pub dir: String,
        /// Its absolute URL, where `base_url` is set.
        pub canonical: Option<String>,
        /// Why it is not public (`draft`, `private`, `embargoed until …`); only in the preview.
        pub withheld: Vec<String>,
        /// Who wrote it.
        pub authors: Vec<String>,
        /// Its date.
        pub date: Option<Day>,
        /// When it was changed.
        pub updated: Option<Day>,
        /// What was corrected.
        pub corrections: Vec<Correction>,
        /// `extra:` of the file.
        pub extra: Vec<KeyValue>,
        /// Which page of a paginated list this is.
        pub pagination: Option<Pagination>,
    }
}

view! {
    /// Where a page stands in a paginated list.
    pub struct Pagination {
        /// This page, from 1.
        pub number: usize,
        /// How many there are.
        pub total: usize,
        /// The first, the last and the neighbours, in order.
        pub pages: Vec<PageLink>,
        /// The one before.
        pub previous: Option<String>,
        /// The one after.
        pub next: Option<String>,
    }
}

view! {
    /// A page of a paginated list.
    pub struct PageLink {
        /// Its number, from 1.
        pub number: usize,
        /// Where it is.
        pub href: String,
    }
}

view! {
    /// A date in words and for `<time datetime>`.
    pub struct Day {
        /// In words, in the site's language.
        pub text: String,
        /// For machines, where HTML can say it.
        pub iso: Option<String>,
    }
}

view! {
    /// A correction with the page it belongs to.
    pub struct Correction {
        /// When.
        pub date: Day,
        /// What was wrong and what is right.
        pub text: String,
        /// The page that was corrected.
        pub source: Reference,
    }
}

view! {
    /// A free key.
    pub struct KeyValue {
        /// Its name.
        pub key: String,
        /// Its value.
        pub value: Free,
    }
}

/// A free value: words, a sequence, or a sequence of `{key, value}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Free {
    /// Words.
    Text(String),
    /// A sequence.
    List(Vec<Free>),
    /// A mapping as a sequence.
    Table(Vec<KeyValue>),
}

impl Default for Free {
    fn default() -> Self {
        Self::Text(String::new())
    }
}
