//! What pages are made of, compared by value, before anything is painted: bodies, notes, statements, backlinks.
//!
//! A model shares what others depend on too (`Arc`), so that building all of them again after an edit
//! is cheap and equal models are recognised at once. Templates never see models, only the
//! [`view`]s made from them.
//!
//! It deliberately knows no kind of page.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::content::annotation::Note;
use crate::content::config::MentionLinks;
use crate::memo::derived::Derived;
use crate::path::Slug;
use crate::render::paint::{Href, Words};
use crate::render::view;
use crate::resolve::backlink::Incoming;
use crate::resolve::body::Body;
use crate::resolve::mention::Found;

/// What all pages share besides the theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// What templates see of the dossier.
    pub site: view::Site,
    /// The page of each entity that has one.
    pub entity_hrefs: BTreeMap<Slug, String>,
    /// Which mentions are links.
    pub mention_links: MentionLinks,
    /// What painting says in the interface's language.
    pub words: Words,
    /// The path of the root as `404.html` has to write it.
    pub absolute_root: String,
    /// `site` as templates take it.
    pub handed: Derived<tera::Value>,
}

/// A body with what is found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prose {
    /// The text.
    pub body: Arc<Body>,
    /// Whom it names.
    pub found: Arc<Found>,
    /// By link.
    pub links: Arc<Vec<Href>>,
    /// By image.
    pub images: Arc<Vec<Href>>,
}

/// What is said of a page wherever it is pointed at, or points at something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// How it is pointed at.
    pub reference: Arc<view::Reference>,
    /// Its date: of an article, when it was published.
    pub date: Option<view::Day>,
    /// Who published it, where it is an article.
    pub outlet: Option<view::Reference>,
    /// Whether the text is our digest.
    pub digest: bool,
}

/// A note, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteModel {
    /// As it is written.
    pub note: Arc<Note>,
    /// The article it is on.
    pub article: Arc<Head>,
    /// The article's id.
    pub article_id: Slug,
    /// Where it is found on the article's page (`note-x`, `at-x`).
    pub anchor: String,
    /// Its number; `None` for an evidence mark.
    pub number: Option<usize>,
    /// Bytes of the article's canonical text; `None` for the whole article.
    pub span: Option<Range<usize>>,
    /// The words there.
    pub words: Option<String>,
    /// Whether its passage was not found or not decided.
    pub lost: bool,
    /// What it says.
    pub prose: Prose,
    /// `by:`
    pub by: Option<view::Voice>,
    /// `via:`
    pub via: Option<view::Voice>,
    /// By `claim:` field; `None` did not resolve.
    pub claims: Vec<Option<view::NoteClaim>>,
    /// `about:`
    pub about: Vec<view::Reference>,
    /// `see:`
    pub see: Vec<view::Reference>,
    /// `re:`
    pub re: Vec<view::Reference>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its date: its own or its file's.
    pub date: Option<view::Day>,
    /// When it was changed.
    pub updated: Option<view::Day>,
    /// Its language, where it is not the article's.
    pub language: Option<String>,
    /// Its direction, where it is not the article's.
    pub dir: Option<&'static str>,
}

/// Places that point here, with the source they are from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The source.
    pub source: Arc<Head>,
    /// The places.
    pub incoming: Incoming,
    /// Which of the places stand on this page of a long list.
    pub range: Range<usize>,
}

/// The beginning of what points at a note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteLinks {
    /// The places of the first page.
    pub links: Vec<Link>,
    /// How many there are.
    pub total: usize,
    /// The second page.
    pub next: Option<String>,
}

/// A statement: a note with the value it gives, if it is listed on a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementModel {
    /// The note.
    pub note: Arc<NoteModel>,
    /// Which of its `claim:` fields; `None` on an entity.
    pub claim: Option<usize>,
    /// Whether the identification is only probable.
    pub probable: bool,
}

/// The beginning of a list that goes on on pages of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListModel<T> {
    /// Those of the first page.
    pub entries: Vec<T>,
    /// How many there are, and where the others stand.
    pub rest: view::Rest,
}
