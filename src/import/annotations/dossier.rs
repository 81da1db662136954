//! What an import of annotations is told besides the text of the file.

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
