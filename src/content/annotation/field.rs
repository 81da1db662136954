//! Field lines: what a note says of itself, directly under its heading.
//!
//! ```text
//! field   = key ":" (" " words)? NL                       ; not YAML: all of it is words
//! by via  = id "?"? | quote words quote
//! claim   = id ("=" words)? ("(" scope ")")?              ; may repeat
//! about   = (id "?"?) ("," id "?"?)* | "none"
//! see re  = target ("," target)*      target = id | id "#" id
//! nth     = a number from 1
//! said happened date updated = EDTF
//! ```
//!
//! The first line that is not of the shape `key:` ends the fields and begins the note's words. Which
//! ids exist is not asked here.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::id;
use super::note::{About, Note, Speaker, Statement, Status};
use super::reader::{Reader, trim};
use crate::content::check;
use crate::content::edtf::Edtf;
use crate::content::{EntityRef, KeySpans};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::path::Slug;

/// Every field, as it is written.
const KEYS: [&str; 16] = [
    "by", "via", "said", "happened", "claim", "about", "see", "re", "tags", "nth", "status", "reason", "authors",
    "date", "updated", "language",
];

/// Reads the field lines at the start of a note; returns where they end.
pub(super) fn read(reader: &mut Reader<'_>, area: Range<usize>, note: &mut Note, spans: &mut KeySpans) -> usize {
    let mut at = area.start;
    while at < area.end {
        let (end, next) = reader.line(at, area.end);
        let Some((key, value)) = shape(reader.source, at..end) else { break };
        let name = &reader.source[key.clone()];
        if KEYS.contains(&name) {
            field(reader, key, value, note, spans);
        } else {
            unknown(reader, key);
        }
        at = next;
    }
    at
}

/// Says so where field lines stand behind a blank line and so are words of the note.
pub(super) fn warn_if_late(reader: &mut Reader<'_>, start: usize, body: Range<usize>) {
    let text = &reader.source[body.clone()];
    let from = body.start + (text.len() - text.trim_start_matches(['\n', '\r']).len());
    let (end, _) = reader.line(from, body.end);
    let Some((key, _)) = shape(reader.source, from..end) else { return };
    if from == start || body.start != start || !KEYS.contains(&&reader.source[key.clone()]) {
        return;
    }
    let message = format!("`{}:` stands behind a blank line and is taken as text", &reader.source[key.clone()]);
    let diagnostic = Diagnostic::warning(Code::FieldAfterBlankLine, reader.at(key), message)
        .hint("remove the blank line under the heading, or write the sentence otherwise");
    reader.diagnostics.push(diagnostic);
}

/// Splits a line of the shape `key: words`; the words are trimmed.
fn shape(source: &str, line: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let text = &source[line.clone()];
    let indent = text.bytes().take_while(|&byte| byte == b' ').count();
    let length = text[indent..].find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))?;
    let colon = indent + length;
    let key = &text[indent..colon];
    let rest = text[colon..].strip_prefix(':')?;
    let known = KEYS.contains(&key);
    let spaced = rest.is_empty() || rest.starts_with([' ', '\t']);
    if indent > 3 || !key.starts_with(char::is_alphabetic) || !(known || spaced) {
        return None;
    }
    let value = trim(source, line.start + colon + 1..line.end);
    Some((line.start + indent..line.start + colon, value))
}

fn unknown(reader: &mut Reader<'_>, key: Range<usize>) {
    let name = &reader.source[key.clone()];
    let text = "if the line is meant as text, leave a blank line above it";
    let hint = did_you_mean(name, KEYS).map_or_else(
        || format!("fields are {}; {text}", KEYS.map(|key| format!("`{key}`")).join(", ")),
        |known| format!("write `{known}:`; {text}"),
    );
    reader.error(Code::UnknownField, key, format!("`{name}` is not a field of a note"), hint);
}

fn field(reader: &mut Reader<'_>, key: Range<usize>, value: Range<usize>, note: &mut Note, spans: &mut KeySpans) {
    let source = reader.source;
    let name = &source[key.clone()];
    if let (Some(first), true) = (spans.0.get(name), name != "claim") {
        let diagnostic = Diagnostic::error(Code::SecondField, reader.at(key), format!("`{name}:` is given twice"))
            .label(reader.at(first.clone()), "the first one")
            .hint("keep one of the two lines");
        reader.diagnostics.push(diagnostic);
        return;
    }
    if value.is_empty() {
        spans.0.entry(name.to_owned()).or_insert(key.clone());
        let hint = format!("write something behind `{name}:`, or leave the line out");
        reader.error(Code::EmptyValue, key, format!("`{name}:` has no words"), hint);
        return;
    }
    spans.0.entry(name.to_owned()).or_insert(value.clone());
    let words = &source[value.clone()];
    match name {
        "by" => note.by = speaker(reader, value),
        "via" => note.via = speaker(reader, value),
        "said" => note.said = date(reader, value),
        "happened" => note.happened = date(reader, value),
        "date" => note.date = date(reader, value),
        "updated" => note.updated = date(reader, value),
        "claim" => {
            let number = spans.0.keys().filter(|key| key.starts_with("claim[")).count();
            if let Some(statement) = statement(reader, value.clone()) {
                spans.0.insert(format!("claim[{number}]"), value);
                note.claims.push(statement);
            }
        }
        "about" => {
            for item in list(reader, name, value) {
                let about = if &source[item.clone()] == "none" {
                    Some(About::Nobody)
                } else {
                    entity(reader, item.clone()).map(About::Entity)
                };
                if let Some(about) = about {
                    spans.0.insert(format!("about[{}]", note.about.len()), item);
                    note.about.push(about);
                }
            }
        }
        "see" | "re" => {
            let targets = if name == "see" { &mut note.see } else { &mut note.re };
            for item in list(reader, name, value) {
                if let Some(target) = target(reader, name, item.clone()) {
                    spans.0.insert(format!("{name}[{}]", targets.len()), item);
                    targets.push(target);
                }
            }
        }
        "tags" => {
            for item in list(reader, name, value) {
                spans.0.insert(format!("tags[{}]", note.tags.len()), item.clone());
                note.tags.push(nfc(&source[item]));
            }
        }
        "authors" => note.authors = list(reader, name, value).into_iter().map(|item| nfc(&source[item])).collect(),
        "nth" => match words.parse() {
            Ok(number @ 1..) if words.bytes().all(|byte| byte.is_ascii_digit()) => note.nth = Some(number),
            _ => {
                let hint = "write a number from 1, such as `nth: 2`".into();
                reader.error(Code::BadNumber, value, format!("`{words}` is not a number from 1"), hint);
            }
        },
        "status" => note.status = status(reader, value),
        "reason" => note.reason = Some(nfc(words)),
        "language" => match check::language(words) {
            Ok(language) => note.language = Some(language),
            Err(refusal) => {
                let hint = refusal.hint.unwrap_or_else(|| "write a tag such as `es` or `en-GB`".into());
                reader.error(Code::BadValue, value, refusal.message, hint);
            }
        },
        _ => {}
    }
}

fn speaker(reader: &mut Reader<'_>, value: Range<usize>) -> Option<Speaker> {
    const OPENING: [char; 7] = ['"', '“', '”', '„', '«', '»', '\u{201f}'];
    let words = &reader.source[value.clone()];
    let Some(inner) = words.strip_prefix(OPENING) else { return entity(reader, value).map(Speaker::Entity) };
    let Some(inner) = inner.strip_suffix(OPENING) else {
        let hint = "end the words with a quotation mark".into();
        reader.error(Code::BadId, value, "the quotation mark is not closed".into(), hint);
        return None;
    };
    let inner = inner.trim();
    if inner.is_empty() {
        let hint = "describe the speaker between the quotation marks, or leave the line out".into();
        reader.error(Code::EmptyValue, value, "nothing stands between the quotation marks".into(), hint);
        return None;
    }
    Some(Speaker::Described(nfc(inner)))
}

fn entity(reader: &mut Reader<'_>, value: Range<usize>) -> Option<EntityRef> {
    let words = &reader.source[value.clone()];
    let (name, probable) = words.strip_suffix('?').map_or((words, false), |name| (name.trim_end(), true));
    let id = check::id(name).ok();
    if id.is_none() {
        let hint = propose(name, "someone without an id stands in quotation marks in `by:` and `via:`");
        reader.error(Code::BadId, value, format!("`{name}` is not an id"), hint);
    }
    id.map(|id| EntityRef { id, probable })
}

fn target(reader: &mut Reader<'_>, name: &str, item: Range<usize>) -> Option<String> {
    let words = &reader.source[item.clone()];
    // `re: #a` means the same note as `re: a`.
    let own = if name == "re" { words.strip_prefix('#').unwrap_or(words) } else { words };
    let parts: Option<Vec<Slug>> = own.splitn(2, '#').map(|part| check::id(part).ok()).collect();
    if let Some(parts) = parts {
        return Some(parts.iter().map(Slug::as_str).collect::<Vec<_>>().join("#"));
    }
    let hint = "write an id, or a note as `article#note`".into();
    reader.error(Code::BadId, item, format!("`{words}` is not an id"), hint);
    None
}

fn propose(name: &str, otherwise: &str) -> String {
    let slug = id::slug(name);
    if slug.is_empty() { otherwise.to_owned() } else { format!("write an id such as `{slug}`; {otherwise}") }
}

fn statement(reader: &mut Reader<'_>, value: Range<usize>) -> Option<Statement> {
    let words = &reader.source[value.clone()];
    let (head, scope) = scope(words);
    let (name, said) = head.split_once('=').map_or((head, None), |(name, said)| (name, Some(said.trim())));
    let name = name.trim();
    let Ok(claim) = check::id(name) else {
        let hint = "write `claim: CLAIM-ID = VALUE (SCOPE)`; value and scope may be left out".into();
        let message =
            if name.is_empty() { "no claim is named".into() } else { format!("`{name}` is not an id of a claim") };
        reader.error(Code::BadId, value, message, hint);
        return None;
    };
    let mut empty = |sign: &str, what: &str| {
        let hint = format!("write the {what}, or leave the `{sign}` out too");
        reader.error(Code::EmptyValue, value.clone(), format!("`{sign}` stands without a {what}"), hint);
    };
    if said == Some("") {
        empty("=", "value");
    }
    if scope == Some("") {
        empty("()", "scope");
    }
    let kept = |words: Option<&str>| words.filter(|words| !words.is_empty()).map(nfc);
    Some(Statement { claim, value: kept(said), scope: kept(scope) })
}

/// Splits the last parenthesised group off the end.
fn scope(words: &str) -> (&str, Option<&str>) {
    let mut depth = 0_usize;
    if words.ends_with(')') {
        for (i, byte) in words.bytes().enumerate().rev() {
            match byte {
                b')' => depth += 1,
                b'(' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return (words[..i].trim_end(), Some(words[i + 1..words.len() - 1].trim()));
            }
        }
    }
    (words, None)
}

fn date(reader: &mut Reader<'_>, value: Range<usize>) -> Option<Edtf> {
    let words = &reader.source[value.clone()];
    match Edtf::parse(words) {
        Ok(date) => Some(date),
        Err(reason) => {
            let hint = "write a date such as `2019-01-31`, `2019-01`, `2019?` or `2019-01-30/2019-02-01`".into();
            reader.error(Code::BadDate, value, format!("`{words}` is not a date: {reason}"), hint);
            None
        }
    }
}

fn status(reader: &mut Reader<'_>, value: Range<usize>) -> Status {
    const ALL: [(&str, Status); 3] =
        [("draft", Status::Draft), ("published", Status::Published), ("retracted", Status::Retracted)];
    let words = &reader.source[value.clone()];
    if let Some((_, status)) = ALL.iter().find(|(known, _)| *known == words) {
        return *status;
    }
    let hint = did_you_mean(words, ALL.map(|(known, _)| known)).map_or_else(
        || "write `draft`, `published` or `retracted`".to_owned(),
        |known| format!("write `status: {known}`"),
    );
    reader.error(Code::BadValue, value, format!("`{words}` is not a status"), hint);
    Status::default()
}

/// Splits a comma list; empty entries are left out.
fn list(reader: &mut Reader<'_>, name: &str, value: Range<usize>) -> Vec<Range<usize>> {
    let source = reader.source;
    let words = &source[value.clone()];
    if let Some(inner) = words.strip_prefix('[').and_then(|words| words.strip_suffix(']'))
        && !words.starts_with("[[")
    {
        let hint = format!("write `{name}: {}`", inner.trim());
        reader.error(Code::BadValue, value, format!("`{name}:` is a list in brackets, as in YAML"), hint);
        return Vec::new();
    }
    let mut start = value.start;
    let mut items = Vec::new();
    for item in words.split(',') {
        let span = trim(source, start..start + item.len());
        start += item.len() + 1;
        if !span.is_empty() {
            items.push(span);
        }
    }
    if items.is_empty() {
        let hint = format!("write something behind `{name}:`, or leave the line out");
        reader.error(Code::EmptyValue, value, format!("`{name}:` lists nothing"), hint);
    }
    items
}

fn nfc(words: &str) -> String {
    words.nfc().collect()
}
