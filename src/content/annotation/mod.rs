//! Annotation files: hand-written notes on one article.
//!
//! ```text
//! file    = front-matter? blank* note*
//! note    = "##" title braces? NL field* blank* passage? body
//! braces  = "{" "#id"? ".kind"? "}"     ; in any order, nothing else
//! field   = key ":" words NL            ; see [`field`]
//! passage = (">" line NL)+ (blank|end)  ; only as the first block, see [`passage`]
//! body    = Markdown                    ; `###` and deeper belong to it
//! ```
//!
//! A `##` counts where CommonMark makes it a heading of the file's outermost level: not inside fenced
//! code, block quotes or lists. Nothing here looks at another file: whether the article, an entity or
//! a claim exists, whether the passage occurs and whether ids clash across files is asked later.
//!
//! **Invariant:** parsing never fails and never panics; spans lie on character borders of the file.
//! **Invariant:** every note of a file has an id, and derived ids are unique in it.

mod field;
mod heading;
mod id;
mod note;
mod outline;
pub mod passage;
mod reader;
mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use super::{Common, KeySpans, common};
use crate::diagnostic::{self, Code, Diagnostic, Severity};
use crate::path::Slug;
use crate::source::{Contents, SourceFile};
use crate::text::{Dialect, markdown};
use reader::{Reader, trim};

pub use note::{About, Note, NoteKind, NoteSpans, Passage, Piece, Speaker, Statement, Status};

/// An annotation file as it was understood, and where things stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationSource {
    /// What it says.
    pub file: Arc<AnnotationFile>,
    /// Where the parts of each note stand, by note.
    pub notes: Vec<NoteSpans>,
    /// Where the keys of the front matter stand.
    pub keys: KeySpans,
    /// What is wrong with the file by itself, sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// An annotation file as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AnnotationFile {
    /// What every file may say.
    pub common: Common,
    /// The article it speaks about: `article:`, or the file's own name.
    pub article: Slug,
    /// Its notes, in file order.
    pub notes: Vec<Arc<Note>>,
}

impl AnnotationSource {
    /// Reports whether something in the passage or the `nth:` of a note is wrong by itself, so that not finding it says
    /// nothing.
    pub fn is_misread(&self, note: usize) -> bool {
        let spans = &self.notes[note];
        let parts = [spans.passage.as_ref(), spans.fields.0.get("nth")];
        self.diagnostics.iter().filter(|d| d.severity == Severity::Error).any(|d| {
            let place = d.primary.span.as_ref();
            parts.iter().flatten().zip(place).any(|(part, place)| part.start <= place.start && place.start <= part.end)
        })
    }
}

/// Parses an annotation file.
pub fn parse(file: &SourceFile) -> AnnotationSource {
    let (common, article, keys, start, diagnostics) = common::annotation_front(file);
    let mut reader = Reader { path: &file.path, source: file.text(), diagnostics };
    let areas = outline::read(&mut reader, start, matches!(file.contents, Contents::Text(_)));
    let (mut notes, mut spans): (Vec<Note>, Vec<NoteSpans>) =
        areas.into_iter().map(|area| note(&mut reader, area)).unzip();
    id::settle(&mut reader, &mut notes, &spans);
    let mut diagnostics = reader.diagnostics;
    diagnostic::sort(&mut diagnostics);
    let article = article.unwrap_or_else(|| Slug::from_name(file.path.stem()));
    spans.shrink_to_fit();
    // Not collected in place: a list of pointers would keep the room of the notes themselves.
    let mut shared = Vec::with_capacity(notes.len());
    shared.extend(notes.into_iter().map(Arc::new));
    AnnotationSource {
        file: Arc::new(AnnotationFile { common, article, notes: shared }),
        notes: spans,
        keys,
        diagnostics,
    }
}

fn note(reader: &mut Reader<'_>, area: outline::Area) -> (Note, NoteSpans) {
    let heading = heading::read(reader, area.heading.clone());
    let mut note = Note::new(heading.title, heading.id.clone(), heading.kind);
    let mut spans = NoteSpans { heading: heading.title_span, id: heading.id_span, ..NoteSpans::default() };
    let after_fields = field::read(reader, area.content.clone(), &mut note, &mut spans.fields);
    let mut body = after_fields..area.content.end;
    if let Some(found) = passage::read(reader, body.clone()) {
        spans.passage = Some(found.span);
        note.passage = found.passage;
        body.start = found.end;
    } else {
        field::warn_if_late(reader, area.content.start, body.clone());
    }
    let dialect = Dialect { wikilinks: true, heading_ids: true };
    let body = written(reader.source, body);
    note.markdown = reader.source[body.clone()].to_owned();
    let (document, places, diagnostics) = markdown::parse(reader.path, reader.source, body, dialect);
    reader.diagnostics.extend(diagnostics);
    note.body = Arc::new(document);
    spans.body = places;
    demand(reader, &note, &spans, heading.kind_span);
    (note, spans)
}

/// Checks what the parts of a note demand of each other.
fn demand(reader: &mut Reader<'_>, note: &Note, spans: &NoteSpans, kind: Range<usize>) {
    let has = |key: &str| spans.fields.0.contains_key(key);
    if note.kind == NoteKind::Reply && !has("re") {
        let hint = "write `re: NOTE-ID` under the heading".into();
        reader.error(Code::MissingField, kind.clone(), "a `.reply` does not say what it answers".into(), hint);
    }
    if note.kind == NoteKind::Identity && !has("about") {
        let hint = "write `about: ENTITY-ID` under the heading, or `about: none`".into();
        reader.error(Code::MissingField, kind.clone(), "an `.identity` does not say whom it means".into(), hint);
    }
    if note.kind == NoteKind::Identity && spans.passage.is_none() {
        let hint = "quote the words it identifies after `>` under the fields".into();
        reader.error(Code::MissingPassage, kind, "an `.identity` has no passage to identify".into(), hint);
    }
    if note.about.contains(&About::Nobody) {
        let span = spans.fields.get("about");
        if note.kind != NoteKind::Identity {
            let hint = "mark the note as `.identity`, or leave the line out".into();
            reader.error(Code::BadValue, span, "`about: none` has a meaning only for `.identity`".into(), hint);
        } else if note.about.len() > 1 {
            let hint = "write `about: none` alone, or only the ids".into();
            reader.error(Code::BadValue, span, "`none` stands beside other ids".into(), hint);
        }
    }
    if note.status == Status::Retracted && !has("reason") {
        let hint = "write `reason: WHY` under the heading; readers are told it".into();
        reader.error(Code::MissingField, spans.fields.get("status"), "a retracted note has no reason".into(), hint);
    }
    // A status that could not be read may have been meant as retracted.
    let unread = has("status") && note.status == Status::Published && !is_published(reader, spans);
    if note.reason.is_some() && note.status != Status::Retracted && !unread {
        let hint = "write `status: retracted` too, or leave the reason out".into();
        reader.error(Code::UnusedField, spans.fields.get("reason"), "only a retracted note has a reason".into(), hint);
    }
    if has("nth") && spans.passage.is_none() {
        let hint = "quote the passage after `>` under the fields, or leave the line out".into();
        reader.error(
            Code::UnusedField,
            spans.fields.get("nth"),
            "`nth:` counts a passage that is not there".into(),
            hint,
        );
    }
    let points = ["claim", "about", "see", "re"].into_iter().any(has);
    if spans.passage.is_none() && note.is_evidence_mark() && !points {
        let diagnostic =
            Diagnostic::warning(Code::EmptyNote, reader.at(spans.heading.clone()), "the note says nothing")
                .hint("quote a passage after `>`, write its words, or remove the heading");
        reader.diagnostics.push(diagnostic);
    }
}

fn is_published(reader: &Reader<'_>, spans: &NoteSpans) -> bool {
    &reader.source[spans.fields.get("status")] == "published"
}

/// Leaves blank lines at the ends of a range out; what its first line begins with may make it code.
fn written(source: &str, range: Range<usize>) -> Range<usize> {
    let end = range.start + source[range.clone()].trim_end().len();
    let words = trim(source, range.start..end);
    let line = source[range.start..words.start].rfind(['\n', '\r']).map_or(range.start, |i| range.start + i + 1);
    line..end.max(line)
}
