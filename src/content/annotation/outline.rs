//! Where the notes of a file begin and end.
//!
//! Headings are found by CommonMark's block structure with the extensions that bodies may use, so
//! that a `##` inside fenced code, a block quote or a list begins no note.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag};

use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic, Location};

/// With how many `[^` footnotes are looked for.
const FOOTNOTE_MARKS: usize = 5_000;

/// Where a note stands.
pub(super) struct Area {
    /// Its heading line, without the line break.
    pub(super) heading: Range<usize>,
    /// What follows, to the next note or the end of the file.
    pub(super) content: Range<usize>,
}

/// Finds the notes of a file, and what stands where none is. `readable` says that the file's text is
/// all there, so that having no note is worth a word.
pub(super) fn read(reader: &mut Reader<'_>, start: usize, readable: bool) -> Vec<Area> {
    let source = reader.source;
    let mut areas: Vec<Area> = Vec::new();
    let (headings, paragraphs) = blocks(reader, start);
    for heading in headings {
        let text = source[heading.span.clone()].trim_end();
        let span = heading.span.start..heading.span.start + text.len();
        if text.contains(['\n', '\r']) {
            if !areas.is_empty() {
                setext(reader, span);
            }
        } else if heading.level == HeadingLevel::H2 {
            let (_, next) = reader.line(span.end, source.len());
            if let Some(last) = areas.last_mut() {
                last.content.end = heading.line;
            }
            areas.push(Area { heading: span, content: next..source.len() });
        } else if heading.level == HeadingLevel::H1 && !areas.is_empty() {
            let hint = "write `##` to begin a note, or `###` for a heading inside this one".into();
            reader.error(Code::Level1Heading, span, "a `#` heading stands in an annotation file".into(), hint);
        }
    }
    if let Some(first) = areas.first() {
        let behind = paragraphs.into_iter().filter(|paragraph| paragraph.start >= first.heading.end);
        behind.for_each(|paragraph| warn_if_unspaced(reader, paragraph));
    }
    let head = start..areas.first().map_or(source.len(), |area| area.heading.start);
    let text = &source[head.clone()];
    let from = head.start + (text.len() - text.trim_start().len());
    if !text.trim().is_empty() {
        let (end, _) = reader.line(from, source.len());
        let hint = if source[from..end].starts_with('#') {
            "a note begins with `##`, a blank and its title"
        } else {
            "move the text under a `##` heading, or into the article's front matter"
        };
        reader.error(Code::TextBeforeFirstNote, from..end, "text stands before the first note".into(), hint.into());
    } else if areas.is_empty() && readable {
        let diagnostic = Diagnostic::warning(Code::NoNotes, Location::file(reader.path), "the file holds no note")
            .hint("begin one with `## TITLE {#id}`, or remove the file");
        reader.diagnostics.push(diagnostic);
    }
    areas
}

struct Heading {
    level: HeadingLevel,
    span: Range<usize>,
    /// Where its line begins.
    line: usize,
}

/// Finds the headings and the paragraphs of the outermost level.
fn blocks(reader: &mut Reader<'_>, start: usize) -> (Vec<Heading>, Vec<Range<usize>>) {
    let source = reader.source;
    let mut options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_DEFINITION_LIST | Options::ENABLE_GFM;
    // Beyond that pulldown-cmark may need more than linear time for them.
    let marks = memchr::memmem::find_iter(&source.as_bytes()[start..], b"[^").take(FOOTNOTE_MARKS + 1).count();
    options.set(Options::ENABLE_FOOTNOTES, marks <= FOOTNOTE_MARKS);
    let (mut found, mut paragraphs) = (Vec::new(), Vec::new());
    let mut depth = 0_usize;
    for (event, span) in Parser::new_ext(&source[start..], options).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                let span = start + span.start..start + span.end;
                match tag {
                    Tag::Heading { level, .. } if depth == 0 => {
                        let line = start + source[start..span.start].rfind(['\n', '\r']).map_or(0, |i| i + 1);
                        found.push(Heading { level, span, line });
                    }
                    Tag::CodeBlock(CodeBlockKind::Fenced(_)) | Tag::HtmlBlock if depth == 0 => unclosed(reader, span),
                    Tag::Paragraph if depth == 0 => paragraphs.push(span),
                    _ => {}
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    (found, paragraphs)
}

/// Says so where `##` stands at the start of a line without a blank behind it, and so begins no note.
fn warn_if_unspaced(reader: &mut Reader<'_>, paragraph: Range<usize>) {
    let mut at = paragraph.start;
    while at < paragraph.end {
        let (end, next) = reader.line(at, paragraph.end);
        let line = reader.source[at..end].trim_end();
        if let Some(title) =
            line.strip_prefix("##").filter(|rest| rest.starts_with(|c: char| c != '#' && !c.is_whitespace()))
        {
            let message = format!(
                "`##{}` begins no note: a blank is missing",
                title.split_whitespace().next().unwrap_or_default()
            );
            let diagnostic = Diagnostic::warning(Code::HeadingWithoutBlank, reader.at(at..at + line.len()), message)
                .hint(format!("write `## {title}`, or `\\##` if the words are meant"));
            reader.diagnostics.push(diagnostic);
        }
        at = next;
    }
}

/// Says so where fenced code or a comment is not closed and takes in notes.
fn unclosed(reader: &mut Reader<'_>, block: Range<usize>) {
    let text = &reader.source[block.clone()];
    let (first, rest) = text.split_at(text.find(['\n', '\r']).unwrap_or(text.len()));
    let (open, close) = if first.starts_with("<!--") {
        ("<!--", "-->")
    } else if first.starts_with("~~~") {
        ("~~~", "~~~")
    } else if first.starts_with("```") {
        ("```", "```")
    } else {
        return;
    };
    let at_end = reader.source[block.end..].trim().is_empty();
    let closed = if open == "<!--" {
        text.contains(close)
    } else {
        rest.lines().last().is_some_and(|line| line.trim_start().starts_with(close))
    };
    if at_end && !closed && rest.lines().any(|line| line.starts_with("## ")) {
        let span = block.start..block.start + first.len();
        let message = format!("`{open}` is not closed and takes in the notes below");
        reader.error(Code::UnclosedBlock, span, message, format!("write `{close}` where it ends"));
    }
}

fn setext(reader: &mut Reader<'_>, heading: Range<usize>) {
    let text = &reader.source[heading.clone()];
    let line = heading.start + text.rfind(['\n', '\r']).map_or(0, |i| i + 1);
    let text = &reader.source[line..heading.end];
    let span = line + (text.len() - text.trim_start().len())..heading.end;
    let message =
        format!("`{}` under a paragraph makes a heading of it", text.trim().chars().take(3).collect::<String>());
    let hint = "leave a blank line above it if a rule was meant, or write `### TITLE`".into();
    reader.error(Code::SetextHeading, span, message, hint);
}
