//! Reads a body of Markdown into a [`Document`].
//!
//! The syntax is CommonMark 0.31 as pulldown-cmark reads it, with tables, footnotes, `~~strike~~`,
//! task lists, definition lists and alerts (`> [!NOTE]`):
//!
//! ```text
//! heading   := "#"{1,6} words [ "{" "#" id "}" ]            only where the dialect has heading ids
//! wikilink  := "[[" target "]]" | "[[" target "|" words "]]"  only where the dialect has wikilinks;
//!              in tables "\|" stands for "|"
//! reference := "[^" label "]"      definition := "[^" label "]:" blocks
//! link      := any link of CommonMark whose URL is http, https, mailto, tel or relative
//! ```
//!
//! Nothing of the source becomes markup of its own: raw HTML loses its tags and keeps its text,
//! unsafe links keep their words, classes and keys of headings are dropped, each with a warning.
//! It deliberately resolves no link, checks no id for being unique, and knows no front matter,
//! smart punctuation or math.
//!
//! **Invariant:** nodes are balanced, and every leaf stands in them once, in ascending order.
//! **Invariant:** spans lie inside the body, on character borders.
//! **Invariant:** a text is never empty, and is NFC; outside code, white space is never doubled,
//! and never begins or ends a leaf.

mod footnote;
mod html;
mod inline;
mod leaf;
mod reader;
#[cfg(test)]
mod tests;
mod url;

use std::ops::Range;

use pulldown_cmark::{Options, Parser};

use self::reader::Reader;
use super::{Dialect, Document, Spans};
use crate::diagnostic::{Diagnostic, Location};
use crate::path::SourcePath;

/// How many `[^` a body may have: pulldown-cmark can need more than linear time for them.
const MAX_FOOTNOTE_MARKS: usize = 5_000;

/// Parses `source[body]`; spans and diagnostics count bytes of `source`.
///
/// A `body` that is no range of characters of `source` is read as empty.
pub fn parse(
    path: &SourcePath,
    source: &str,
    body: Range<usize>,
    dialect: Dialect,
) -> (Document, Spans, Vec<Diagnostic>) {
    let (text, body) = source.get(body.clone()).map_or(("", 0..0), |text| (text, body));
    let mut reader = Reader::new(path, source, body.clone());
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    options.set(Options::ENABLE_HEADING_ATTRIBUTES, dialect.heading_ids);
    options.set(Options::ENABLE_WIKILINKS, dialect.wikilinks);
    let marks = memchr::memmem::find_iter(text.as_bytes(), b"[^").map(|i| body.start + i).nth(MAX_FOOTNOTE_MARKS);
    match marks {
        None => options |= Options::ENABLE_FOOTNOTES,
        Some(at) => reader.report(
            Diagnostic::error(
                "too-many-footnotes",
                Location::at(path, at..at + 2),
                format!("more than {MAX_FOOTNOTE_MARKS} footnote marks in one file"),
            )
            .hint("split the file, or escape `[^` as `\\[^` where no footnote is meant"),
        ),
    }
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let range = reader.clamp(range.start + body.start..range.end + body.start);
        reader.event(event, range);
    }
    reader.finish()
}
