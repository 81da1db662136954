//! What a file refers to by id outside of its bodies: declared once a kind, for whoever checks, renames or follows.
//!
//! ```text
//! article      outlet                          an entity
//! entity       relations[n].to                 an entity
//!              relations[n].note               a note
//! notes        article                         an article
//!   each note  by, via, about[n]               an entity
//!              claim[n]                        a claim
//!              see[n]                          anything, or a note
//!              re[n]                           a note
//! dossier.toml lead[n]                         anything
//! ```
//!
//! It deliberately resolves nothing. Links in bodies are in their documents.

use std::ops::Range;

use super::KeySpans;
use super::annotation::{About, AnnotationSource, Note, Speaker};
use super::config::Config;
use super::file::ContentFile;
use super::kind::Kind;

/// What a reference may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expects {
    /// A file of this kind.
    File(Kind),
    /// A note.
    Note,
    /// A file of any kind, or a note.
    Anything,
}

/// A reference by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer<'a> {
    /// The key or field, as its place is known by (`outlet`, `relations[0].note`).
    pub field: String,
    /// The note whose field it is, from 0; `None` for front matter.
    pub note: Option<usize>,
    /// What is written: an id, or `article#note`.
    pub target: &'a str,
    /// What it may lead to.
    pub expects: Expects,
}

impl Pointer<'_> {
    /// Whether what is written names a note.
    pub fn leads_to_note(&self) -> bool {
        self.expects == Expects::Note || self.expects == Expects::Anything && self.target.contains('#')
    }
}

impl ContentFile {
    /// Lists what the file refers to, in order of the keys and fields above.
    pub fn pointers(&self) -> Vec<Pointer<'_>> {
        let front = |field: String, target, expects| Pointer { field, note: None, target, expects };
        match self {
            Self::Article(source) => {
                let outlet = source.meta.outlet.iter();
                outlet.map(|o| front("outlet".into(), o.id.as_str(), Expects::File(Kind::Entity))).collect()
            }
            Self::Entity(source) => {
                let relations = &source.meta.relations;
                let mut pointers = Vec::new();
                for (n, relation) in relations.iter().enumerate() {
                    let item = source.keys.item("relations", n, relations.len());
                    pointers.push(front(format!("{item}.to"), relation.to.as_str(), Expects::File(Kind::Entity)));
                    let note = relation.note.as_deref();
                    pointers.extend(note.map(|note| front(format!("{item}.note"), note, Expects::Note)));
                }
                pointers
            }
            Self::Notes(source) => {
                let article = front("article".into(), source.file.article.as_str(), Expects::File(Kind::Article));
                let notes = source.file.notes.iter().enumerate().flat_map(|(n, note)| of_note(n, note));
                std::iter::once(article).chain(notes).collect()
            }
            Self::Claim(_) | Self::Page(_) | Self::Home(_) => Vec::new(),
        }
    }

    /// Returns where a pointer is written.
    pub fn place(&self, pointer: &Pointer<'_>) -> Option<Range<usize>> {
        let keys = match (pointer.note, self.notes()) {
            (Some(n), Some(source)) => &source.notes.get(n)?.fields,
            _ => self.keys(),
        };
        place(keys, pointer)
    }
}

/// Lists what `dossier.toml` refers to.
pub fn of_config<'a>(config: &'a Config, keys: &KeySpans) -> Vec<Pointer<'a>> {
    let lead = config.lead.iter().enumerate();
    lead.map(|(n, id)| Pointer {
        field: keys.item("lead", n, config.lead.len()),
        note: None,
        target: id.as_str(),
        expects: Expects::Anything,
    })
    .collect()
}

/// Returns where a pointer is written among these keys.
pub fn place(keys: &KeySpans, pointer: &Pointer<'_>) -> Option<Range<usize>> {
    keys.0.get(&pointer.field).cloned()
}

/// Lists what the notes of a file refer to.
pub fn of_notes(source: &AnnotationSource) -> impl Iterator<Item = Pointer<'_>> {
    source.file.notes.iter().enumerate().flat_map(|(n, note)| of_note(n, note))
}

fn of_note(n: usize, note: &Note) -> Vec<Pointer<'_>> {
    let field = |field: String, target, expects| Pointer { field, note: Some(n), target, expects };
    let mut pointers = Vec::new();
    for (name, speaker) in [("by", &note.by), ("via", &note.via)] {
        if let Some(Speaker::Entity(entity)) = speaker {
            pointers.push(field(name.into(), entity.id.as_str(), Expects::File(Kind::Entity)));
        }
    }
    for (n, about) in note.about.iter().enumerate() {
        if let About::Entity(entity) = about {
            pointers.push(field(format!("about[{n}]"), entity.id.as_str(), Expects::File(Kind::Entity)));
        }
    }
    let claims = note.claims.iter().enumerate();
    pointers.extend(claims.map(|(n, s)| field(format!("claim[{n}]"), s.claim.as_str(), Expects::File(Kind::Claim))));
    let see = note.see.iter().enumerate();
    pointers.extend(see.map(|(n, text)| field(format!("see[{n}]"), text.as_str(), Expects::Anything)));
    let re = note.re.iter().enumerate();
    pointers.extend(re.map(|(n, text)| field(format!("re[{n}]"), text.as_str(), Expects::Note)));
    pointers
}
