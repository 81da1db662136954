//! Articles: the sources.

use super::edtf::Edtf;
use super::{Common, EntityRef};

/// The front matter of an article.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Article {
    /// What every file may say.
    pub common: Common,
    /// The headline.
    pub title: String,
    /// How much of the text may be published.
    pub rights: Rights,
    /// Whether the body is the source's text or our account of it.
    pub text: TextKind,
    /// Who published it.
    pub outlet: Option<EntityRef>,
    /// When it was published.
    pub published: Option<Edtf>,
    /// When the outlet last changed it (the common `updated` of an article).
    pub updated: Option<Edtf>,
    /// When we retrieved it.
    pub retrieved: Option<Edtf>,
    /// Where it was written.
    pub dateline: Option<String>,
    /// The URL of the original.
    pub source: Option<String>,
    /// Archived copies.
    pub archived: Vec<Archived>,
    /// What kind of text it is.
    pub kind: Option<ArticleKind>,
    /// A short summary.
    pub summary: Option<String>,
    /// What is inferred and why.
    pub provenance: Option<String>,
    /// The SHA-256 of the original file, 64 lower-case hexadecimal digits.
    pub sha256: Option<String>,
}

/// How much of an article's text may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rights {
    /// All of it.
    Full,
    /// Only what a passage touches; for now treated as [`Rights::Reference`].
    Excerpt,
    /// Nothing but what the notes quote.
    Reference,
}

/// Whose words the body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum TextKind {
    /// The source's.
    #[default]
    Source,
    /// Ours, about the source.
    Digest,
}

/// What kind of text an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArticleKind {
    /// News report.
    Report,
    /// Opinion piece.
    Opinion,
    /// Interview.
    Interview,
    /// Statement.
    Statement,
    /// Document.
    Document,
    /// Post.
    Post,
}

/// An archived copy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Archived {
    /// Where.
    pub url: String,
    /// When it was taken.
    pub date: Option<Edtf>,
}
