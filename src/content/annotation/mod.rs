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
mod outline;
pub mod passage;
mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use super::edtf::Edtf;
use super::{Common, EntityRef, KeySpans, common};
use crate::diagnostic::{self, Code, Diagnostic, Location, Severity};
use crate::path::{Slug, SourcePath};
use crate::source::{Contents, SourceFile};
use crate::text::{Dialect, Document, Spans, markdown};

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

/// Where the parts of a note stand, in bytes from the start of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteSpans {
    /// The words of the heading, or the whole heading where it has none.
    pub heading: Range<usize>,
    /// The id, without the `#`; the heading where none is written.
    pub id: Range<usize>,
    /// The values of the fields by name; `claim[1]`, `about[0]`, `see[0]`, `re[0]`, `tags[0]` are single
    /// entries.
    pub fields: KeySpans,
    /// The passage, from its first `>` to the end of its last line.
    pub passage: Option<Range<usize>>,
    /// The parts of the body.
    pub body: Spans,
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

/// A note as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Note {
    /// The words of its heading, without the braces.
    pub title: String,
    /// Its permalink; derived from the passage where none is written.
    pub id: Slug,
    /// Its kind.
    pub kind: NoteKind,
    /// `by:`
    pub by: Option<Speaker>,
    /// `via:`
    pub via: Option<Speaker>,
    /// `said:`
    pub said: Option<Edtf>,
    /// `happened:`
    pub happened: Option<Edtf>,
    /// `claim:`, in order.
    pub claims: Vec<Statement>,
    /// `about:`; `none` is [`About::Nobody`].
    pub about: Vec<About>,
    /// `see:`, as written: ids, or `article#note`.
    pub see: Vec<String>,
    /// `re:`, as written: note ids of this file, or `article#note`.
    pub re: Vec<String>,
    /// `tags:`
    pub tags: Vec<String>,
    /// `nth:`, from 1.
    pub nth: Option<usize>,
    /// `status:`
    pub status: Status,
    /// `reason:` of a retracted note.
    pub reason: Option<String>,
    /// `authors:`; empty takes the file's.
    pub authors: Vec<String>,
    /// `date:`
    pub date: Option<Edtf>,
    /// `updated:`
    pub updated: Option<Edtf>,
    /// `language:`
    pub language: Option<String>,
    /// What it speaks about; `None` is the whole article.
    pub passage: Option<Passage>,
    /// What it says; a document without leaves makes it an evidence mark.
    pub body: Arc<Document>,
    /// The same as it is written, in Markdown.
    pub markdown: String,
}

/// What a note is, and the W3C motivation it becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoteKind {
    /// `.note`, commenting.
    #[default]
    Note,
    /// `.context`, describing.
    Context,
    /// `.question`, questioning.
    Question,
    /// `.check`, assessing.
    Check,
    /// `.error`, editing.
    Error,
    /// `.reply`, replying.
    Reply,
    /// `.identity`, identifying.
    Identity,
    /// `.link`, linking.
    Link,
    /// `.highlight`, highlighting.
    Highlight,
}

/// Who said something, or on whose word.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Speaker {
    /// An entity.
    Entity(EntityRef),
    /// Someone without a name, as described (without the quotation marks).
    Described(String),
}

/// What a note is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// An entity.
    Entity(EntityRef),
    /// `none`: a mention of nobody.
    Nobody,
}

/// `claim: ID = VALUE (SCOPE)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Statement {
    /// The claim.
    pub claim: Slug,
    /// The value as written (`>4300`, `the military`); `None` where there is no `=`.
    pub value: Option<String>,
    /// What the value holds for.
    pub scope: Option<String>,
}

/// Whether a note is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// Only to editors.
    Draft,
    /// To all.
    #[default]
    Published,
    /// Its passage is no longer marked; its permalink stays.
    Retracted,
}

/// The passage a note speaks about, as quoted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Passage {
    /// The words in order, bold and not; paragraphs are joined by `\n` inside the text.
    pub pieces: Vec<Piece>,
}

/// A stretch of a passage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Piece {
    /// The words, NFC, entities decoded, soft breaks as one space, paragraph breaks as `\n`.
    pub text: String,
    /// Whether they are the target; where nothing is bold, all of it is.
    pub target: bool,
}

impl NoteKind {
    /// Every kind, by the word it is written as.
    pub const ALL: [(&str, Self); 9] = [
        ("note", Self::Note),
        ("context", Self::Context),
        ("question", Self::Question),
        ("check", Self::Check),
        ("error", Self::Error),
        ("reply", Self::Reply),
        ("identity", Self::Identity),
        ("link", Self::Link),
        ("highlight", Self::Highlight),
    ];

    /// Returns the word it is written as.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("note", |(word, _)| word)
    }
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

impl Note {
    /// Reports whether it is a quiet underline: a note without words.
    pub fn is_evidence_mark(&self) -> bool {
        self.body.leaves.is_empty() && self.body.images.is_empty()
    }
}

impl Passage {
    /// Returns the whole quotation.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| &*piece.text).collect()
    }

    /// Returns the target: from the first bold word to the last, ellipses between them included.
    pub fn target(&self) -> String {
        self.pieces.iter().filter(|piece| piece.target).map(|piece| &*piece.text).collect()
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

/// A file while it is read, and what was found wrong with it.
struct Reader<'a> {
    path: &'a SourcePath,
    source: &'a str,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn at(&self, span: Range<usize>) -> Location {
        Location::at(self.path, span)
    }

    fn error(&mut self, code: Code, span: Range<usize>, message: String, hint: String) {
        let diagnostic = Diagnostic::error(code, self.at(span), message).hint(hint);
        self.diagnostics.push(diagnostic);
    }

    /// Returns the line that begins at `from`: its end, and where the next one begins.
    fn line(&self, from: usize, end: usize) -> (usize, usize) {
        let bytes = &self.source.as_bytes()[from..end];
        match memchr::memchr2(b'\n', b'\r', bytes) {
            None => (end, end),
            Some(i) if bytes[i..].starts_with(b"\r\n") => (from + i, from + i + 2),
            Some(i) => (from + i, from + i + 1),
        }
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

/// Leaves white space at the ends of a range out.
fn trim(source: &str, range: Range<usize>) -> Range<usize> {
    let text = &source[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    start..start.max(range.start + text.trim_end().len())
}

impl Note {
    fn new(title: String, id: Option<Slug>, kind: NoteKind) -> Self {
        Self {
            title,
            id: id.unwrap_or_else(|| Slug::new("")),
            kind,
            by: None,
            via: None,
            said: None,
            happened: None,
            claims: Vec::new(),
            about: Vec::new(),
            see: Vec::new(),
            re: Vec::new(),
            tags: Vec::new(),
            nth: None,
            status: Status::default(),
            reason: None,
            authors: Vec::new(),
            date: None,
            updated: None,
            language: None,
            passage: None,
            body: Arc::default(),
            markdown: String::new(),
        }
    }
}
