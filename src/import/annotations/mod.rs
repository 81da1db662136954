//! Makes an annotation file of annotations as other tools and our own export write them.
//!
//! ```text
//! file ──json──► values with places ──w3c | hypothesis──► [`Foreign`] ──settle──► [`Note`] ──write──► annotation file
//! ```
//!
//! * `json` finds the annotations in a W3C Annotation, AnnotationPage or AnnotationCollection, in a list of them, in a
//!   Hypothesis export (`annotations`) and in an answer of its API (`rows`).
//! * `passage` finds the place that the words were taken from with the real anchoring, and quotes it so that the note is
//!   anchored there when the dossier is built.
//! * `reference` finds out what IRIs mean in the dossier, and writes them as fields.
//! * `body` makes Markdown that begins no other note; `write` writes what the parser reads as the same.
//!
//! An annotation whose words do not stand in the article is kept as a draft with the words it quoted: the public site
//! is built without it, and `dossier notes` and `--drafts` report it. It touches no disk, and deliberately follows no
//! link: what a collection only points to is another file.
//!
//! **Invariant:** what is made reads without errors, as the notes that were meant.
//! **Invariant:** a note that is no draft is anchored at the place that its annotation names.

mod body;
mod hypothesis;
mod json;
mod passage;
mod reference;
mod settle;
mod w3c;
mod write;

use std::ops::Range;

use crate::content::annotation::NoteKind;
use crate::diagnostic::Diagnostic;
use crate::path::{Slug, SourcePath};
use crate::text::canonical::Canonical;

/// What an import of annotations is told besides the text of the file.
pub struct Dossier<'a> {
    /// The file, as diagnostics name it.
    pub file: &'a SourcePath,
    /// The article that the notes shall be on.
    pub article: &'a Slug,
    /// The name of the annotation file, without `.md`.
    pub stem: &'a str,
    /// The whole text of the article, published or not.
    pub canonical: &'a Canonical,
    /// `base_url`, with its trailing slash.
    pub base_url: Option<&'a str>,
    /// The language of the dossier (BCP 47): what a note has that names none.
    pub language: &'a str,
    /// The language of annotations that state none, where it is not the dossier's.
    pub unstated: Option<&'a str>,
    /// Who is responsible where neither note nor file names authors.
    pub authors: &'a [String],
    /// The entities, with what they are the same as.
    pub entities: &'a [(Slug, Vec<String>)],
    /// The claims.
    pub claims: &'a [Slug],
    /// The free pages.
    pub pages: &'a [Slug],
    /// The articles, with the URL of their source.
    pub articles: &'a [(Slug, Option<String>)],
    /// The notes that the dossier has: article, note, and the file it stands in.
    pub notes: &'a [(Slug, Slug, SourcePath)],
}

/// What was made of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The annotation file.
    pub text: String,
    /// How many notes are anchored, or speak about the whole article.
    pub sound: usize,
    /// How many are drafts.
    pub drafts: usize,
    /// What the editor should know, in the order of the file: warnings with their place in it.
    pub remarks: Vec<Diagnostic>,
}

/// An annotation, as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Foreign {
    /// Where it stands in the file.
    span: Range<usize>,
    /// Its IRI, or the id that others name it by.
    iri: String,
    /// The id of the note that it was exported from.
    own: Option<Slug>,
    title: Option<String>,
    kind: NoteKind,
    /// What it says, one or more times.
    bodies: Vec<Words>,
    tags: Vec<String>,
    /// The language of its tags.
    language: Option<String>,
    creators: Vec<String>,
    created: Option<String>,
    updated: Option<String>,
    /// What it identifies, whom it quotes and what it bears on.
    identifying: Vec<Pointed>,
    linking: Vec<Pointed>,
    classifying: Vec<Pointed>,
    /// Who said the words, described; on whose word they are.
    by: Option<String>,
    via: Option<Origin>,
    /// When the words were said, and when what they tell happened.
    said: Option<String>,
    happened: Option<String>,
    /// IRIs of what it refers to.
    see: Vec<String>,
    /// Resources that it says something with.
    links: Vec<String>,
    /// IRIs of what it answers, or of what else it speaks about.
    answers: Vec<String>,
    quotes: Vec<Quote>,
    /// Selectors that quote no words, as they stand in the file.
    places: Vec<String>,
    /// The document that it speaks about.
    source: Option<String>,
    /// Whether it was not meant for everybody.
    private: bool,
    /// What could not be understood.
    remarks: Vec<String>,
}

/// What a body of an annotation points at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Pointed {
    iri: String,
    /// Whether it is held likely.
    probable: bool,
    /// The value that a claim has there, and what it holds for.
    value: Option<String>,
    scope: Option<String>,
}

/// On whose word something is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin {
    Described(String),
    Entity(Pointed),
}

/// A text that an annotation says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Words {
    value: String,
    format: Format,
    language: Option<String>,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Format {
    Markdown,
    Html,
    #[default]
    Plain,
}

/// The words that an annotation speaks about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Quote {
    exact: String,
    prefix: String,
    suffix: String,
    /// In code points of some text.
    place: Option<(usize, usize)>,
}

/// Makes an annotation file of the text of a JSON file.
///
/// # Errors
/// Where it is not JSON, holds no annotations, or holds notes that the dossier has: with the places in the file.
pub fn import(text: &str, dossier: &Dossier<'_>) -> Result<Made, Vec<Diagnostic>> {
    let foreign = json::read(text, dossier.file)?;
    let (notes, remarks) = settle::settle(foreign, dossier)?;
    let (text, more) = write::write(&notes, dossier);
    let drafts = notes.iter().filter(|note| note.draft).count();
    let mut remarks: Vec<Diagnostic> = remarks.into_iter().chain(more).collect();
    remarks.sort_by_key(|remark| remark.primary.span.as_ref().map_or(0, |span| span.start));
    Ok(Made { text, sound: notes.len() - drafts, drafts, remarks })
}
