//! The heading of a note: its title, and in braces at its end its id and kind.
//!
//! ```text
//! heading = "##" words ("{" mark* "}")? "#"*
//! mark    = "#" [a-z0-9][a-z0-9-]* | "." kind    ; at most one of each
//! ```
//!
//! A brace that belongs to the words is written `\{`.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::note::NoteKind;
use super::reader::{Reader, trim};
use super::{id, words};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::path::Slug;

/// A heading as it was understood.
pub(super) struct Heading {
    pub(super) title: String,
    pub(super) id: Option<Slug>,
    pub(super) kind: NoteKind,
    /// The words, or the whole heading where there are none.
    pub(super) title_span: Range<usize>,
    /// The id, or the same as `title_span`.
    pub(super) id_span: Range<usize>,
    /// The kind with its dot, or the same as `title_span`.
    pub(super) kind_span: Range<usize>,
}

/// Reads a heading line that begins with `##`.
pub(super) fn read(reader: &mut Reader<'_>, line: Range<usize>) -> Heading {
    let source = reader.source;
    let inner = trim(source, line.start + source[line.clone()].find("##").map_or(0, |i| i + 2)..line.end);
    let inner = trim(source, without_closing(source, inner));
    let braces = braces(source, inner.clone());
    let words_span = trim(source, inner.start..braces.as_ref().map_or(inner.end, |b| b.start));
    let title_span = if words_span.is_empty() { line } else { words_span.clone() };
    let words = words::read(&source[words_span.clone()]);
    let mut heading = Heading {
        title: words.text().trim().nfc().collect(),
        id: None,
        kind: NoteKind::default(),
        id_span: title_span.clone(),
        kind_span: title_span.clone(),
        title_span,
    };
    if let Some(braces) = braces {
        marks(reader, braces, &mut heading);
    }
    let left: Option<usize> = source[words_span.clone()].char_indices().find_map(|(i, c)| {
        let code = words.code.iter().any(|range| range.contains(&i));
        (matches!(c, '{' | '}') && !code && !words::escaped(&source[words_span.clone()], i)).then_some(i)
    });
    if let Some(i) = left {
        let at = words_span.start + i;
        let hint = "write `{#id .kind}` once, at the end of the heading; a brace that is text is `\\{` or `\\}`";
        reader.error(Code::BracesInHeading, at..at + 1, "a brace is left over in the heading".into(), hint.into());
    }
    heading
}

/// Finds the braces at the end of a heading.
fn braces(source: &str, inner: Range<usize>) -> Option<Range<usize>> {
    let text = &source[inner.clone()];
    let open = text.rfind('{')?;
    let whole = text.ends_with('}') && !words::escaped(text, text.len() - 1) && !words::escaped(text, open);
    (whole && !text[open..text.len() - 1].contains('}')).then(|| inner.start + open..inner.end)
}

/// Reads what stands in the braces.
fn marks(reader: &mut Reader<'_>, braces: Range<usize>, heading: &mut Heading) {
    let source = reader.source;
    let mut first: [Option<Range<usize>>; 2] = [None, None];
    let found = tokens(source, braces.start + 1..braces.end - 1);
    if found.is_empty() {
        let hint = "write `{#id}`, or leave the braces out".into();
        reader.error(Code::BracesInHeading, braces, "the braces of the heading are empty".into(), hint);
        return;
    }
    for span in found {
        let token = &source[span.clone()];
        let Some(sort) = ["#", "."].iter().position(|sigil| token.starts_with(sigil)) else {
            let message = format!("`{token}` stands in the braces of the heading");
            let hint = "only `#id` and one `.kind` may stand there".into();
            reader.error(Code::BracesInHeading, span, message, hint);
            continue;
        };
        if let Some(first) = &first[sort] {
            let (code, name) = [(Code::SecondId, "id"), (Code::SecondKind, "kind")][sort];
            let diagnostic = Diagnostic::error(code, reader.at(span), format!("the note has a second {name}"))
                .label(reader.at(first.clone()), "the first one")
                .hint(format!("keep one {name}"));
            reader.diagnostics.push(diagnostic);
            continue;
        }
        first[sort] = Some(span.clone());
        if sort == 0 {
            heading.id_span = span.start + 1..span.end;
            heading.id = own_id(reader, heading.id_span.clone());
            if heading.id.is_none() {
                heading.id_span = span;
            }
        } else {
            heading.kind_span = span.clone();
            heading.kind = kind(reader, span);
        }
    }
}

fn own_id(reader: &mut Reader<'_>, span: Range<usize>) -> Option<Slug> {
    let text = &reader.source[span.clone()];
    if id::is_id(text) {
        return Some(Slug::new(text));
    }
    let proposal = id::slug(text);
    let hint = if proposal.is_empty() {
        "an id is made of the letters a to z, digits and hyphens".to_owned()
    } else {
        format!("write `#{proposal}`: an id is made of the letters a to z, digits and hyphens")
    };
    reader.error(Code::BadId, span.start - 1..span.end, format!("`{text}` is not an id"), hint);
    None
}

fn kind(reader: &mut Reader<'_>, span: Range<usize>) -> NoteKind {
    let word = &reader.source[span.start + 1..span.end];
    if let Some((_, kind)) = NoteKind::ALL.iter().find(|(known, _)| *known == word) {
        return *kind;
    }
    let hint = did_you_mean(word, NoteKind::ALL.map(|(known, _)| known)).map_or_else(
        || format!("kinds are {}", NoteKind::ALL.map(|(known, _)| format!("`.{known}`")).join(", ")),
        |known| format!("write `.{known}`"),
    );
    reader.error(Code::UnknownKind, span, format!("`{word}` is not a kind of note"), hint);
    NoteKind::default()
}

/// Splits at white space, and before each `#` and `.`.
fn tokens(source: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = range.start;
    for (i, c) in source[range.clone()].char_indices() {
        let at = range.start + i;
        if c.is_whitespace() || matches!(c, '#' | '.') {
            found.push(start..at);
            start = if c.is_whitespace() { at + c.len_utf8() } else { at };
        }
    }
    found.push(start..range.end);
    found.retain(|span| !span.is_empty());
    found
}

/// Drops a closing sequence of `#`.
fn without_closing(source: &str, range: Range<usize>) -> Range<usize> {
    let text = &source[range.clone()];
    let kept = text.trim_end_matches('#');
    if kept.is_empty() || kept.ends_with([' ', '\t']) { range.start..range.start + kept.len() } else { range }
}
