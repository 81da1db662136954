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
mod dossier;
mod foreign;
mod hypothesis;
mod json;
mod passage;
mod reference;
mod settle;
mod w3c;
mod write;

use crate::diagnostic::Diagnostic;

pub use dossier::Dossier;

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
