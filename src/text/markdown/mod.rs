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
//! **Invariant:** a text is never empty, and is NFC; but for code and hard breaks, white space is never doubled,
//! and never begins or ends a leaf.

mod definition;
mod footnote;
mod html;
mod inline;
mod leaf;
mod limit;
mod reader;
#[cfg(test)]
mod tests;
mod url;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Options, Parser};

use self::limit::{MAX_FOOTNOTE_MARKS, MAX_MARKS};
use self::reader::{BLANK, Reader};
use super::{Dialect, Document, Spans};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::SourcePath;

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
    let escaped = |at: &usize| text.as_bytes()[..*at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1;
    let marks = memchr::memmem::find_iter(text.as_bytes(), b"[^").filter(|at| !escaped(at));
    let marks = marks.map(|at| body.start + at).nth(MAX_FOOTNOTE_MARKS);
    match marks {
        None => options |= Options::ENABLE_FOOTNOTES,
        Some(at) => reader.report(
            Diagnostic::error(
                Code::TooManyFootnotes,
                Location::at(path, at..at + 2),
                format!("more than {MAX_FOOTNOTE_MARKS} footnote marks in one file"),
            )
            .hint("split the file, or escape `[^` as `\\[^` where no footnote is meant"),
        ),
    }
    let shallow = shallow(text);
    for (event, range) in Parser::new_ext(&shallow, options).into_offset_iter() {
        let range = reader.clamp(range.start + body.start..range.end + body.start);
        reader.event(event, range);
    }
    reader.finish()
}

/// Puts a control character over container marks beyond [`MAX_MARKS`] in a line; the reader takes
/// text of the same length from the source again, so that nothing is lost.
fn shallow(text: &str) -> Cow<'_, str> {
    let mut bytes = Cow::Borrowed(text.as_bytes());
    let mut line = 0;
    while line < text.len() {
        let mut marks = 0;
        for (at, &b) in text.as_bytes().iter().enumerate().skip(line) {
            let parted = matches!(text.as_bytes().get(at + 1), None | Some(b' ' | b'\t' | b'\r' | b'\n'));
            match b {
                b' ' | b'\t' | b'0'..=b'9' => continue,
                b'>' => {}
                b'*' | b'+' | b'-' | b'.' | b')' if parted => {}
                _ => break,
            }
            marks += 1;
            if marks > MAX_MARKS {
                bytes.to_mut()[at] = BLANK;
            }
        }
        line = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[line..]).map_or(text.len(), |end| line + end + 1);
    }
    match bytes {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(bytes) => String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned),
    }
}
