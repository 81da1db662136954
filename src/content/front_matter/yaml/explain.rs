//! What is wrong with YAML, in the words of someone who only wanted to write a title.

use std::ops::Range;

use serde_saphyr::granit_parser::ErrorKind;

use super::super::border::{clamp, line_at};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::SourcePath;

/// Explains what the parser stumbled over at a byte of the file.
pub(super) fn syntax(
    path: &SourcePath,
    text: &str,
    piece: &Range<usize>,
    offset: usize,
    kind: &ErrorKind,
) -> Diagnostic {
    let slip = slip(text, piece, offset.clamp(piece.start, piece.end), kind);
    let hint = slip.hint.unwrap_or_else(|| "put words that hold more than letters in quotation marks".to_owned());
    Diagnostic::error(Code::YamlSyntax, Location::at(path, slip.span), slip.message).hint(hint)
}

/// A line at the left margin that has no key.
pub(super) fn no_key(path: &SourcePath, text: &str, offset: usize) -> Diagnostic {
    error(path, line_at(text, offset), "this line has no key").hint("write it as `key: value`")
}

/// A `---` inside the front matter.
pub(super) fn second_document(path: &SourcePath, text: &str, span: Range<usize>) -> Diagnostic {
    error(path, line_at(text, span.start), "`---` begins a second document")
        .hint("write `---` on a line of its own to close the front matter")
}

/// A tag.
pub(super) fn tag(path: &SourcePath, text: &str, span: Range<usize>) -> Diagnostic {
    let message = format!("`{}` would be read as a tag and be lost", &text[span.clone()]);
    error(path, span.clone(), message).hint(quote_hint(text, span.start))
}

/// An anchor that no alias refers to.
pub(super) fn unused_anchor(path: &SourcePath, text: &str, span: Range<usize>) -> Diagnostic {
    let message = format!("`{}` would be read as a label and be lost", &text[span.clone()]);
    error(path, span.clone(), message).hint(quote_hint(text, span.start))
}

/// An alias without its anchor.
pub(super) fn unknown_alias(path: &SourcePath, text: &str, span: Range<usize>) -> Diagnostic {
    let message = format!("`{}` refers to a label that is nowhere", &text[span.clone()]);
    error(path, span.clone(), message).hint(quote_hint(text, span.start))
}

/// An alias inside what it refers to.
pub(super) fn endless_alias(path: &SourcePath, text: &str, span: Range<usize>) -> Diagnostic {
    let message = format!("`{}` refers to what it is part of", &text[span.clone()]);
    error(path, span, message).hint("write the value out")
}

/// Aliases of aliases of aliases.
pub(super) fn too_many_aliases(path: &SourcePath, span: Range<usize>) -> Diagnostic {
    error(path, span, "the aliases of this file unfold to too many values").hint("write the values out")
}

/// A key that is no word.
pub(super) fn odd_key(path: &SourcePath, text: &str, span: Range<usize>) -> Diagnostic {
    let span = if span.is_empty() { first_char(text, &line_at(text, span.start)) } else { span };
    error(path, span, "a key is a word").hint("write it as `key: value`")
}

fn error(path: &SourcePath, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::YamlSyntax, Location::at(path, span), message)
}

struct Slip {
    span: Range<usize>,
    message: String,
    hint: Option<String>,
}

fn slip(text: &str, piece: &Range<usize>, offset: usize, kind: &ErrorKind) -> Slip {
    let line = line_at(text, offset);
    let here = char_at(text, offset, &line);
    let make = |span: Range<usize>, message: &str, hint: &str| Slip {
        span,
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
    };
    let quote = quote_hint(text, offset);
    if let Some(tab) = tab_indent(text, &line).or_else(|| tab_before(text, piece, &line)) {
        return make(tab, "a tab cannot indent a line", "indent with spaces");
    }
    // Brackets and quotation marks are found open at the end of the text; the value began earlier.
    let opened = opening(text, piece, offset, kind);
    match kind {
        ErrorKind::MappingValueNotAllowed if value_start(text, &line).is_some_and(|start| start < offset) => {
            make(here, "a colon and a space inside a value begin another key", &quote)
        }
        ErrorKind::MappingValueNotAllowed if text[line.clone()].starts_with(' ') => make(
            here,
            "this key is indented under a value",
            "begin the line at the left margin, or leave the line above without a value",
        ),
        ErrorKind::UnexpectedCharacter { character: '`' } => make(here, "a value cannot begin with a backtick", &quote),
        ErrorKind::UnexpectedCharacter { character } => {
            make(here, &format!("a value cannot begin with `{character}`"), &quote)
        }
        ErrorKind::DirectiveDisallowed | ErrorKind::MissingDirectiveName => {
            make(here, "a line cannot begin with `%`", "write it as `key: value`")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar => make(
            here,
            "the quotation ended before this",
            "put the value in double quotation marks, or write the apostrophe twice (`''`)",
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => make(
            here,
            "the quotation ended before this",
            "write `\\\"` for a quotation mark inside quotation marks, or put them round the whole value",
        ),
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => make(
            here,
            "unknown escape after a backslash",
            "put the value in single quotation marks, or write the backslash twice",
        ),
        ErrorKind::BlockSequenceEntryNotAllowed => {
            make(here, "a list item cannot stand beside its key", "begin the list on a line of its own")
        }
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => {
            make(here, "the words after `|` or `>` stand on lines of their own", &quote)
        }
        ErrorKind::RecursionLimitExceeded => make(here, "the values are nested too deeply", "nest them less deeply"),
        _ if opened.is_some() => unended(text, opened.unwrap_or((offset, '"'))),
        ErrorKind::SimpleKeyExpected | ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidSimpleKey => {
            let span = if text[line.clone()].trim().is_empty() { here } else { line };
            make(span, "this line has no key", "write it as `key: value`, with a space after the colon")
        }
        _ => Slip { span: here, message: format!("cannot read this: {}", plain(kind)), hint: None },
    }
}

/// Explains a bracket or quotation mark whose end is missing or not the end of the value.
fn unended(text: &str, (at, close): (usize, char)) -> Slip {
    let (span, line) = (at..at + 1, line_at(text, at));
    let opener = &text[span.clone()];
    let ends = text[at + 1..line.end.max(at + 1)].contains(close);
    let (message, hint) = match opener {
        "[" if ends => ("`[` begins a list, and words stand after its end", quote_hint(text, at)),
        "{" if ends => ("`{` begins keys and values, and words stand after their end", quote_hint(text, at)),
        "[" => ("`[` begins a list that does not end", format!("close it with `{close}`")),
        "{" => ("`{` begins keys and values that do not end", format!("close them with `{close}`")),
        _ => ("this quotation mark is not closed", format!("close it with `{close}`")),
    };
    Slip { span, message: message.to_owned(), hint: Some(hint) }
}

/// Returns the parser's own words, without its markup.
fn plain(kind: &ErrorKind) -> String {
    kind.to_string().trim_end_matches('.').to_owned()
}

/// Returns a tab in the indentation of a line.
fn tab_indent(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let words = &text[line.clone()];
    let indent = words.len() - words.trim_start().len();
    let tab = words[..indent].find('\t')?;
    Some(line.start + tab..line.start + tab + 1)
}

/// Looks at the line above too, since the parser may notice a tab late.
fn tab_before(text: &str, piece: &Range<usize>, line: &Range<usize>) -> Option<Range<usize>> {
    if line.start <= piece.start {
        return None;
    }
    let above = line_at(text, line.start - 1);
    if above.start < piece.start { None } else { tab_indent(text, &above) }
}

/// Returns the opening bracket or quotation mark of the value that an offset lies in, and what closes it.
fn opening(text: &str, piece: &Range<usize>, offset: usize, kind: &ErrorKind) -> Option<(usize, char)> {
    let close_of = |at: usize| match text.as_bytes().get(at) {
        Some(b'[') => Some((at, ']')),
        Some(b'{') => Some((at, '}')),
        Some(b'"') => Some((at, '"')),
        Some(b'\'') => Some((at, '\'')),
        _ => None,
    };
    let quoted = matches!(
        kind,
        ErrorKind::UnclosedQuotedScalar
            | ErrorKind::InvalidQuotedScalarIndent
            | ErrorKind::DocumentIndicatorInQuotedScalar
            | ErrorKind::UnexpectedEof
    );
    let bracket = kind.to_string().contains("flow") || kind.to_string().contains("bracket");
    let mut at = line_at(text, offset).start;
    loop {
        let line = line_at(text, at);
        let start = value_start(text, &line).or_else(|| {
            let words = &text[line.clone()];
            let rest = words.trim_start().trim_start_matches("- ").trim_start();
            (!rest.is_empty()).then(|| line.end - rest.len())
        });
        if let Some(found) = start.and_then(close_of) {
            return Some(found);
        }
        if line.start <= piece.start || !(quoted || bracket) {
            return None;
        }
        at = line_at(text, line.start - 1).start;
    }
}

/// Returns where the value of a line's key begins.
fn value_start(text: &str, line: &Range<usize>) -> Option<usize> {
    let words = &text[line.clone()];
    let colon = words.find(": ")?;
    let value = words[colon + 2..].trim_start();
    (!value.is_empty()).then(|| line.end - value.len())
}

/// Says to quote the value of the line, showing it if it is short.
fn quote_hint(text: &str, offset: usize) -> String {
    // Not the whole line, which may be all of the file.
    let near = clamp(text, offset.saturating_sub(200)..offset.saturating_add(200));
    let line = line_at(&text[near.clone()], offset - near.start);
    let line = line.start + near.start..line.end + near.start;
    let Some(start) = value_start(text, &line) else { return "put the value in quotation marks".into() };
    let (key, value) = (text[line.start..start].trim(), &text[start..line.end]);
    let quote = match (value.contains(['"', '\\']), value.contains('\'')) {
        (false, _) => '"',
        (true, false) => '\'',
        (true, true) => return "put the value in quotation marks".into(),
    };
    if key.chars().count() + value.chars().count() > 60 {
        return "put the value in quotation marks".into();
    }
    format!("put the value in quotation marks: `{key} {quote}{value}{quote}`")
}

/// Returns the character at an offset, or the last of its line.
fn char_at(text: &str, offset: usize, line: &Range<usize>) -> Range<usize> {
    if offset < line.end {
        return clamp(text, offset..offset + 1);
    }
    if line.is_empty() { line.clone() } else { clamp(text, line.end - 1..line.end) }
}

fn first_char(text: &str, line: &Range<usize>) -> Range<usize> {
    char_at(text, line.start, line)
}
