//! What templates see: the template context, version 1.
//!
//! Every page gets `site` ([`Site`]), `page` ([`Page`]), `root` (the prefix of every `href`, such as
//! `../`), and one value named after its template: `home`, `article`, `entity`, `entities`, `claim`,
//! `claims`, `articles`, `document`, `continued`, `corrections`, `withdrawn`, `redirect`. Sequences keep their order; there are no
//! maps. Every field is always there: what has no value is `none` (or an empty sequence or string),
//! so that a misspelt name is an error. Fields ending in `html` are finished HTML; `href` fields are paths from the
//! output folder with a fragment where there is one, to be written `{{ root }}{{ x.href }}`.
//!
//! It deliberately holds no counts of the whole dossier in [`Site`], or every page would change with each note.

mod article;
mod subject;

use std::sync::Arc;

use serde::Serialize;

pub use crate::resolve::reference::Reference;
pub use article::*;
pub use subject::*;

/// What all pages share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
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
    /// Whether there are articles (then `articles/index.html` exists).
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

/// A theme option.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Setting {
    /// Its name.
    pub key: String,
    /// Its value in words.
    pub value: String,
}

/// A free key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct KeyValue {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: Free,
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

/// What every page says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
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

/// Where a page stands in a paginated list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
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

/// A page of a paginated list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PageLink {
    /// Its number, from 1.
    pub number: usize,
    /// Where it is.
    pub href: String,
}

/// A date in words and for `<time datetime>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Day {
    /// In words, in the site's language.
    pub text: String,
    /// For machines, where HTML can say it.
    pub iso: Option<String>,
}

/// A correction with the page it belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Correction {
    /// When.
    pub date: Day,
    /// What was wrong and what is right.
    pub text: String,
    /// The page that was corrected.
    pub source: Reference,
}

/// `home`
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Home {
    /// The introduction.
    pub html: String,
    /// What the editor leads with.
    pub lead: Vec<Lead>,
    /// The articles in order of publication.
    pub articles: Vec<Arc<ArticleLine>>,
    /// Whether there are more articles than are listed here.
    pub more_articles: bool,
    /// The people most often mentioned.
    pub people: Vec<EntityLine>,
    /// The claims in order of their questions.
    pub claims: Vec<ClaimLine>,
    /// How many articles there are.
    pub article_count: usize,
    /// How many notes.
    pub note_count: usize,
    /// How many entities with a page.
    pub entity_count: usize,
    /// How many claims.
    pub claim_count: usize,
}

/// Something the home page leads with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Lead {
    /// What it is.
    pub reference: Reference,
    /// The finding of a claim, the summary of an article, the role of an entity.
    pub text: Option<String>,
}

/// An article in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ArticleLine {
    /// The article.
    pub reference: Reference,
    /// Who published it.
    pub outlet: Option<Reference>,
    /// When.
    pub published: Option<Day>,
    /// A short summary.
    pub summary: Option<String>,
    /// `source` or `digest`.
    pub text: String,
    /// `full` or `reference`.
    pub rights: String,
    /// How many notes it has.
    pub notes: usize,
}

/// An entity in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct EntityLine {
    /// The entity.
    pub reference: Reference,
    /// `person`, `organization`, `place`, `event`, `work`, or `other`.
    pub kind: String,
    /// Its role.
    pub role: Option<String>,
    /// How often it is mentioned.
    pub mentions: usize,
    /// In how many articles.
    pub articles: usize,
}

/// A claim in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ClaimLine {
    /// The claim; its title is the question.
    pub reference: Reference,
    /// Our sentence.
    pub finding: Option<String>,
    /// `agree`, `differ`, `not-comparable`, `one-origin`, or `none`.
    pub reports: Option<String>,
    /// How many statements.
    pub statements: usize,
}

/// `claims`: the index of claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Claims {
    /// By question.
    pub entries: Vec<ClaimLine>,
}

/// `articles`: the index of articles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Articles {
    /// In order of publication.
    pub entries: Vec<Arc<ArticleLine>>,
}

/// `document`: a free page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// Its title, painted; it stands in an element with `id="p0"`.
    pub headline_html: String,
    /// Its text.
    pub html: String,
    /// What points at it.
    pub backlinks: Vec<BacklinkGroup>,
}

/// `corrections`: all corrections, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Corrections {
    /// The corrections.
    pub entries: Vec<Correction>,
}

/// `withdrawn`: what stands where something was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Withdrawn {
    /// Its id.
    pub id: String,
    /// Since when.
    pub date: Day,
    /// Why.
    pub reason: String,
}

/// `continued`: a further page of a long list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Continued {
    /// What the list belongs to.
    pub of: Reference,
    /// What it lists: `mentions`, `backlinks`, `statements`, `relations`, `claims`, `together` or `spelling`.
    pub what: String,
    /// Of a spelling: the name as it is printed.
    pub printed: Option<String>,
    /// Places that point at it.
    pub groups: Vec<BacklinkGroup>,
    /// Statements.
    pub statements: Vec<Statement>,
    /// Relations.
    pub relations: Vec<Relation>,
    /// Claims.
    pub claims: Vec<ClaimLine>,
    /// Entities that it appears with, or who prints a name.
    pub counted: Vec<Counted>,
}

/// `redirect`: an old URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Redirect {
    /// Where it leads.
    pub href: String,
}
