//! Articles: the sources.
//!
//! What is missing or bad reads as the most closed: without `rights` an article is a mere reference.

use super::common::{self, Need};
use super::edtf::Edtf;
use super::front_matter::Fields;
use super::{Common, EntityRef, Source, check};
use crate::diagnostic::Code;
use crate::source::SourceFile;
use crate::text::Dialect;

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

impl Rights {
    /// Returns what pages say: `full` or `reference`.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Excerpt | Self::Reference => "reference",
        }
    }
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

/// Reads an article.
pub fn parse(file: &SourceFile) -> Source<Article> {
    let need = Need::Keys("title: The headline\nrights: reference");
    let read = |fields: &mut Fields<'_>| article(fields, common::name(file));
    common::parse(file, need, read, |article| match article.text {
        TextKind::Source => Dialect { wikilinks: false, heading_ids: false },
        TextKind::Digest => Dialect { wikilinks: true, heading_ids: true },
    })
}

fn article(fields: &mut Fields<'_>, name: &str) -> Article {
    let common = common::common(fields);
    let updated = common.updated.clone();
    Article {
        title: fields.required_text("title", "The headline").unwrap_or_else(|| name.to_owned()),
        rights: fields.required_choice("rights", &Rights::ALL, Rights::as_str).unwrap_or(Rights::Reference),
        text: fields.choice("text", &TextKind::ALL, TextKind::as_str).unwrap_or_default(),
        outlet: fields.entity_ref("outlet"),
        published: fields.date("published"),
        updated,
        retrieved: fields.date("retrieved"),
        dateline: fields.text("dateline"),
        source: fields.url("source"),
        archived: fields.tables("archived", archived).into_iter().flatten().collect(),
        kind: fields.choice("kind", &ArticleKind::ALL, ArticleKind::as_str),
        summary: fields.text("summary"),
        provenance: fields.text("provenance"),
        sha256: fields.checked("sha256", Code::BadValue, check::sha256),
        common,
    }
}

fn archived(fields: &mut Fields<'_>) -> Option<Archived> {
    fields.require("url", "https://example.org/copy");
    let (url, date) = (fields.url("url"), fields.date("date"));
    Some(Archived { url: url?, date })
}

impl Rights {
    /// All of them, as they are listed to the user.
    pub const ALL: [Self; 3] = [Self::Reference, Self::Full, Self::Excerpt];

    /// Returns the word in front matter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Excerpt => "excerpt",
            Self::Reference => "reference",
        }
    }

    /// Returns whether the body may be published; excerpts come later and publish as references.
    pub fn publishes_body(self) -> bool {
        self == Self::Full
    }
}

impl TextKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Source, Self::Digest];

    /// Returns the word in front matter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Digest => "digest",
        }
    }
}

impl ArticleKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Report, Self::Opinion, Self::Interview, Self::Statement, Self::Document, Self::Post];

    /// Returns the word in front matter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Opinion => "opinion",
            Self::Interview => "interview",
            Self::Statement => "statement",
            Self::Document => "document",
            Self::Post => "post",
        }
    }
}
