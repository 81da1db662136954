//! The passage of a note: a block quote, copied from the article.
//!
//! ```text
//! passage  = quoted+ (blank | end)
//! quoted   = " "{0,3} ">" " "? line NL      ; a blank line separates paragraphs
//! line     = inline Markdown                ; `**bold**` is the target
//! ellipsis = "…" | "..." | "[…]" | "[...]"
//! ```
//!
//! It is read line by line, not as Markdown blocks: markers of lists and headings, rules and fences
//! are words, because the article may print them. Where the words occur is not asked here.
//!
//! **Invariant:** a passage holds at least one target piece, and all target pieces are adjacent.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::note::{Passage, Piece};
use super::reader::Reader;
use super::words;
use crate::diagnostic::{Code, Diagnostic};

/// A block quote at the beginning of a note.
pub(super) struct Found {
    /// What it says; `None` where it has no words.
    pub(super) passage: Option<Passage>,
    /// From the first `>` to the end of the last line.
    pub(super) span: Range<usize>,
    /// Where the note's words begin.
    pub(super) end: usize,
}

/// Finds the ellipses of a text, in bytes: `…`, `...` (or more dots), `[…]`, `[...]`.
pub fn ellipses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(i) = text[at..].find(['…', '.']) {
        let start = at + i;
        let run = text[start..].len() - text[start..].trim_start_matches(['…', '.']).len();
        let end = start + run;
        at = end;
        let run = &text[start..end];
        if !run.contains('…') && !run.contains("...") {
            continue;
        }
        let bracketed = text[..start].ends_with('[') && text[end..].starts_with(']');
        let around = usize::from(bracketed);
        found.push(start - around..end + around);
        at = end + around;
    }
    found
}

/// Reads the passage of a note, if the first block in `area` is a block quote.
pub(super) fn read(reader: &mut Reader<'_>, area: Range<usize>) -> Option<Found> {
    let source = reader.source;
    let mut at = area.start;
    let mut lines = Vec::new();
    let mut span: Option<Range<usize>> = None;
    while at < area.end {
        let (end, next) = reader.line(at, area.end);
        let line = &source[at..end];
        if let Some(mark) = quote_mark(line) {
            span = Some(span.map_or(at + mark..end, |span| span.start..end));
            let rest = &line[mark + 1..];
            let space = usize::from(rest.starts_with([' ', '\t']));
            lines.push(at + mark + 1 + space..end);
        } else if span.is_none() && line.trim().is_empty() {
            // Blank lines between the fields and the passage.
        } else {
            break;
        }
        at = next;
    }
    let span = span?;
    let (end, _) = reader.line(at, area.end);
    if !source[at..end].trim().is_empty() {
        let text = &source[at..end];
        let from = at + (text.len() - text.trim_start().len());
        let hint = "leave a blank line before the note's words, or begin the line with `>`".into();
        let message = "a line without `>` stands directly under the passage".into();
        reader.error(Code::MissingQuoteMark, from..at + text.trim_end().len(), message, hint);
    }
    let bits = bits(reader, &lines);
    let passage = target(reader, &bits);
    if passage.is_none() {
        let hint = "copy the words from the article, or remove the `>`".into();
        reader.error(Code::EmptyPassage, span.clone(), "the passage has no words".into(), hint);
    }
    Some(Found { passage, span, end: at })
}

/// Returns where the `>` of a quoted line stands.
fn quote_mark(line: &str) -> Option<usize> {
    let indent = line.bytes().take_while(|&byte| byte == b' ').count();
    (indent <= 3 && line[indent..].starts_with('>')).then_some(indent)
}

/// A stretch of the passage, with its place in the file.
struct Bit {
    text: String,
    bold: bool,
    span: Range<usize>,
}

/// Reads the words of all paragraphs; between two of them stands a bit `\n`.
fn bits(reader: &mut Reader<'_>, lines: &[Range<usize>]) -> Vec<Bit> {
    let source = reader.source;
    let mut bits: Vec<Bit> = Vec::new();
    let is_blank = |line: &Range<usize>| source[line.clone()].trim().is_empty();
    for lines in lines.split(is_blank).filter(|lines| !lines.is_empty()) {
        if let Some(last) = bits.last() {
            let at = last.span.end;
            bits.push(Bit { text: "\n".into(), bold: false, span: at..at });
        }
        paragraph(reader, lines, &mut bits);
    }
    bits
}

fn paragraph(reader: &mut Reader<'_>, lines: &[Range<usize>], bits: &mut Vec<Bit>) {
    let source = reader.source;
    let mut joined = String::new();
    // Where each line begins in the joined text and in the file.
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let raw = &source[line.clone()];
        let mut text = raw.trim_matches([' ', '\t']);
        if i + 1 < lines.len() && words::escaped(text, text.len()) {
            // A hard break, which is one space.
            text = &text[..text.len() - 1];
        }
        if i > 0 {
            joined.push(' ');
        }
        starts.push((joined.len(), line.start + (raw.len() - raw.trim_start_matches([' ', '\t']).len())));
        joined.push_str(text);
    }
    let place = |at: usize| {
        let (joined_at, file_at) = starts[starts.partition_point(|(start, _)| *start <= at).saturating_sub(1)];
        file_at + (at - joined_at)
    };
    let words = words::read(&joined);
    if let Some((first, others)) = words.stars.split_first() {
        let span = |star: usize| place(star)..place(star) + 2;
        let mut diagnostic =
            Diagnostic::error(Code::BoldDidNotParse, reader.at(span(*first)), "`**` did not become bold").hint(
                "put no space inside the `**`, take a quotation mark at the border into the bold or out of it together \
                 with what touches it, or write `\\*\\*` for stars that the article prints",
            );
        for star in others {
            diagnostic = diagnostic.label(reader.at(span(*star)), "nor did this");
        }
        reader.diagnostics.push(diagnostic);
    }
    for run in words.runs {
        // Stars that failed are not looked for in the article: one error is enough.
        let text = if words.stars.is_empty() { run.text } else { run.text.replace("**", "") };
        // A run ends inside the file's text; its last byte is mapped, as the next may be on another line.
        let end = if run.span.is_empty() { place(run.span.start) } else { place(run.span.end - 1) + 1 };
        bits.push(Bit { text, bold: run.bold, span: place(run.span.start)..end });
    }
}

/// Settles which words are the target.
fn target(reader: &mut Reader<'_>, bits: &[Bit]) -> Option<Passage> {
    // Neighbours of one kind become one piece; a bold blank is no target by itself.
    let mut pieces: Vec<Bit> = Vec::new();
    for bit in bits {
        match pieces.last_mut() {
            Some(last) if last.bold == bit.bold => {
                last.text.push_str(&bit.text);
                last.span.end = bit.span.end;
            }
            _ => pieces.push(Bit { text: bit.text.clone(), bold: bit.bold, span: bit.span.clone() }),
        }
    }
    if pieces.iter().all(|piece| piece.text.trim().is_empty()) {
        return None;
    }
    let bold: Vec<usize> = (0..pieces.len()).filter(|&i| pieces[i].bold && !pieces[i].text.trim().is_empty()).collect();
    let (first, last) = match (bold.first(), bold.last()) {
        (Some(&first), Some(&last)) => (first, last),
        _ => (0, pieces.len() - 1),
    };
    for pair in bold.windows(2) {
        if !is_gap(&pieces[pair[0] + 1..pair[1]]) {
            let diagnostic = Diagnostic::error(
                Code::SeveralTargets,
                reader.at(pieces[pair[1]].span.clone()),
                "the passage has a second bold part",
            )
            .label(reader.at(pieces[pair[0]].span.clone()), "the part before")
            .hint("mark one part, put `…` between the two, or make two notes of it");
            reader.diagnostics.push(diagnostic);
        }
    }
    let mut passage = Passage { pieces: Vec::new() };
    for (range, is_target) in [(0..first, false), (first..last + 1, true), (last + 1..pieces.len(), false)] {
        let text: String = pieces[range].iter().flat_map(|piece| piece.text.chars()).nfc().collect();
        if !text.is_empty() {
            passage.pieces.push(Piece { text, target: is_target });
        }
    }
    Some(passage)
}

/// Reports whether only ellipses and white space stand between two bold parts.
fn is_gap(between: &[Bit]) -> bool {
    let text: String = between.iter().map(|piece| &*piece.text).collect();
    let mut at = 0;
    for ellipsis in ellipses(&text) {
        if !text[at..ellipsis.start].trim().is_empty() {
            return false;
        }
        at = ellipsis.end;
    }
    text[at..].trim().is_empty()
}
