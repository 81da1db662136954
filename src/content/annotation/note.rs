//! A note as it is written, and where its parts stand.
//!
//! It deliberately reads nothing: the parts of a note are read one file a part.

use std::ops::Range;
use std::sync::Arc;

use crate::content::edtf::Edtf;
use crate::content::{EntityRef, KeySpans};
use crate::path::Slug;
use crate::text::{Document, Spans};

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

impl Note {
    /// Begins a note that says nothing yet.
    pub(super) fn new(title: String, id: Option<Slug>, kind: NoteKind) -> Self {
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
