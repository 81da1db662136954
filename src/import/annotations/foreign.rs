//! An annotation as another tool wrote it, before it is settled what it means in the dossier.
//!
//! It deliberately keeps what it was told: IRIs, dates and languages stand as they were written.

use std::ops::Range;

use crate::content::annotation::NoteKind;
use crate::path::Slug;

/// An annotation, as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Foreign {
    /// Where it stands in the file.
    pub(super) span: Range<usize>,
    /// Its IRI, or the id that others name it by.
    pub(super) iri: String,
    /// The id of the note that it was exported from.
    pub(super) own: Option<Slug>,
    pub(super) title: Option<String>,
    pub(super) kind: NoteKind,
    /// What it says, one or more times.
    pub(super) bodies: Vec<Words>,
    pub(super) tags: Vec<String>,
    /// The language of its tags.
    pub(super) language: Option<String>,
    pub(super) creators: Vec<String>,
    pub(super) created: Option<String>,
    pub(super) updated: Option<String>,
    /// What it identifies, whom it quotes and what it bears on.
    pub(super) identifying: Vec<Pointed>,
    pub(super) linking: Vec<Pointed>,
    pub(super) classifying: Vec<Pointed>,
    /// Who said the words, described; on whose word they are.
    pub(super) by: Option<String>,
    pub(super) via: Option<Origin>,
    /// When the words were said, and when what they tell happened.
    pub(super) said: Option<String>,
    pub(super) happened: Option<String>,
    /// IRIs of what it refers to.
    pub(super) see: Vec<String>,
    /// Resources that it says something with.
    pub(super) links: Vec<String>,
    /// IRIs of what it answers, or of what else it speaks about.
    pub(super) answers: Vec<String>,
    pub(super) quotes: Vec<Quote>,
    /// Selectors that quote no words, as they stand in the file.
    pub(super) places: Vec<String>,
    /// The document that it speaks about.
    pub(super) source: Option<String>,
    /// Whether it was not meant for everybody.
    pub(super) private: bool,
    /// What could not be understood.
    pub(super) remarks: Vec<String>,
}

/// What a body of an annotation points at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pointed {
    pub(super) iri: String,
    /// Whether it is held likely.
    pub(super) probable: bool,
    /// The value that a claim has there, and what it holds for.
    pub(super) value: Option<String>,
    pub(super) scope: Option<String>,
}

/// On whose word something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Described(String),
    Entity(Pointed),
}

/// A text that an annotation says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) value: String,
    pub(super) format: Format,
    pub(super) language: Option<String>,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    Markdown,
    Html,
    #[default]
    Plain,
}

/// The words that an annotation speaks about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Quote {
    pub(super) exact: String,
    pub(super) prefix: String,
    pub(super) suffix: String,
    /// In code points of some text.
    pub(super) place: Option<(usize, usize)>,
}
