//! Annotation files: hand-written notes on one article.
//!
//! ```text
//! file    = front-matter? note*
//! note    = "## " title ("{" "#id"? ".kind"? "}")? NL field* blank passage? body
//! field   = key ":" " " words NL
//! passage = (">" line NL)+          ; only as the first block
//! body    = Markdown
//! ```

use super::edtf::Edtf;
use super::{Common, EntityRef};
use crate::path::Slug;
use crate::text::Document;

/// An annotation file as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AnnotationFile {
    /// What every file may say.
    pub common: Common,
    /// The article it speaks about: `article:`, or the file's own name.
    pub article: Slug,
    /// Its notes, in file order.
    pub notes: Vec<Note>,
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
    pub body: Document,
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
