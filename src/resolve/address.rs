//! Where everything on the site is: files that content leads to, parts of pages, and further pages of lists.
//!
//! It deliberately knows no content: what is published at an address is settled elsewhere.

use crate::content::annotation::{Note, Status};
use crate::path::{OutputPath, SourcePath};

/// The id of the home page as a source of backlinks; no file can have it.
pub const HOME: &str = "index";

/// The folder of the further pages of an entity's relations.
pub const RELATIONS: &str = "relations";

/// How many entries a list has on one page.
pub const PAGE: usize = 100;

/// Returns the id of an entity's n-th relation (from 0) on its page.
pub fn relation_anchor(n: usize) -> String {
    format!("relation-{}", n + 1)
}

/// Whether a note says something of its own; one that does not is an evidence mark.
pub fn has_words(note: &Note) -> bool {
    !note.body.leaves.is_empty()
}

/// Returns the anchor under which a note is found on its article's page.
///
/// A card is `note-x`; an evidence mark has no card and is found where its passage begins, or, without a passage,
/// at the headline. Where the article's text is not published every note is listed as a card.
pub fn note_anchor(note: &Note, published: bool) -> String {
    if has_words(note) || note.status == Status::Retracted || (!published && note.passage.is_some()) {
        format!("note-{}", note.id)
    } else if note.passage.is_some() {
        format!("at-{}", note.id)
    } else {
        "p0".to_owned()
    }
}

/// Returns where a file beside the content is copied to: its name and the start of its digest.
pub fn asset(path: &SourcePath, digest: &[u8; 32]) -> OutputPath {
    let hex: String = digest[..4].iter().map(|b| format!("{b:02x}")).collect();
    let (stem, extension) = match path.file_name().rsplit_once('.') {
        Some((stem, extension)) => (stem, format!(".{}", extension.to_lowercase())),
        None => (path.file_name(), String::new()),
    };
    OutputPath::new(format!("assets/{stem}.{hex}{extension}"))
}

/// Returns the path of the n-th page (from 1) of a list that begins on `first`.
pub fn numbered(first: &OutputPath, number: usize) -> OutputPath {
    if number <= 1 {
        return first.clone();
    }
    let stem = first.as_str().strip_suffix(".html").unwrap_or(first.as_str());
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    OutputPath::new(format!("{stem}/{number}.html"))
}
