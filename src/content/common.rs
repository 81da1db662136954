//! What all content files share: the way they are read, and the keys any of them may have.
//!
//! What keeps a file out of the public site fails closed: where `draft`, `embargo` and the like hold
//! something bad, the file reads as a draft or private, besides the error.

use std::ops::Range;
use std::sync::Arc;

use super::edtf::{Edtf, Exact};
use super::front_matter::{self, Fields, Front, KeySpans, Refusal};
use super::{Common, Correction, Embargo, Source, Visibility, Withdrawn, check};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::Slug;
use crate::source::{Contents, MAX_BYTES, SourceFile};
use crate::text::{Dialect, markdown};

/// The dialect of what we write ourselves.
pub(super) const OURS: Dialect = Dialect { wikilinks: true, heading_ids: true };

/// What a file must have; the examples are lines of YAML.
#[derive(Clone, Copy, Debug)]
pub(super) enum Need {
    /// Front matter.
    Keys(&'static str),
    /// Front matter or a body.
    Words(&'static str),
    /// Nothing.
    Nothing,
}

/// Reads a content file: its keys by `read`, its body in the dialect that these ask for.
pub(super) fn parse<T>(
    file: &SourceFile,
    need: Need,
    read: impl FnOnce(&mut Fields<'_>) -> T,
    dialect: impl FnOnce(&T) -> Dialect,
) -> Source<T> {
    let (front, mut diagnostics) = front(file, need);
    let (meta, more) = front_matter::read_fields(&file.path, &front, read);
    diagnostics.extend(more);
    let text = file.text();
    let body: Range<usize> = front.body..text.len();
    let (body, spans, more) = markdown::parse(&file.path, text, body, dialect(&meta));
    diagnostics.extend(more);
    Source { meta: Arc::new(meta), body: Arc::new(body), spans: Arc::new(spans), keys: front.key_spans(), diagnostics }
}

/// Reads the front matter of an annotation file, which may have none: what every file may say, the
/// `article`, the places of its keys, and the byte at which its body begins.
pub fn annotation_front(file: &SourceFile) -> (Common, Option<Slug>, KeySpans, usize, Vec<Diagnostic>) {
    let (front, mut diagnostics) = front(file, Need::Nothing);
    let read = |fields: &mut Fields<'_>| (common(fields), fields.slug("article"));
    let ((common, article), more) = front_matter::read_fields(&file.path, &front, read);
    diagnostics.extend(more);
    (common, article, front.key_spans(), front.body, diagnostics)
}

/// Returns the name that a file goes by where it does not say one: its own, or its folder's for `index.md`.
pub(super) fn name(file: &SourceFile) -> &str {
    let mut names = file.path.as_str().rsplit('/');
    match (names.next(), names.next()) {
        (Some("index.md"), Some(folder)) => folder,
        _ => file.path.stem(),
    }
}

/// Returns the text of a file, or why there is none.
pub(super) fn text(file: &SourceFile) -> Result<&str, Box<Diagnostic>> {
    Err(Box::new(match &file.contents {
        Contents::Text(text) => return Ok(text),
        Contents::NotUtf8(text) => {
            let end = text.len();
            Diagnostic::error(Code::NotUtf8, Location::at(&file.path, end..end), "the text is not UTF-8 from here on")
                .hint("save the file as UTF-8, or let `dossier import` convert it")
        }
        Contents::TooLarge(bytes) => Diagnostic::error(
            Code::FileTooLarge,
            Location::file(&file.path),
            format!("the file has {bytes} bytes; the most that is read is {MAX_BYTES}"),
        )
        .hint("cut it into several files"),
        Contents::Unreadable(why) => {
            Diagnostic::error(Code::UnreadableFile, Location::file(&file.path), format!("cannot read the file: {why}"))
                .hint("check its permissions")
        }
    }))
}

/// Reads what every content file may say.
pub(super) fn common(fields: &mut Fields<'_>) -> Common {
    Common {
        authors: fields.list_of_text("authors"),
        date: fields.date("date"),
        updated: fields.date("updated"),
        language: fields.checked("language", Code::BadValue, check::language),
        old_urls: fields.checked_list("old_urls", check::old_url),
        corrections: fields.tables("corrections", correction).into_iter().flatten().collect(),
        extra: fields.extra("extra"),
        visibility: visibility(fields),
    }
}

fn correction(fields: &mut Fields<'_>) -> Option<Correction> {
    let date = fields.required_date("date");
    let text = fields.required_text("text", "What was wrong, and what is right");
    Some(Correction { date: date?, text: text? })
}

fn visibility(fields: &mut Fields<'_>) -> Visibility {
    let (draft, private) = (fields.flag("draft", false, true), fields.flag("private", false, true));
    let embargo = fields.checked("embargo", Code::BadDate, embargo);
    let withdrawn = fields.table("withdrawn", withdrawn).flatten();
    let bad = (fields.has("embargo") && embargo.is_none()) || (fields.has("withdrawn") && withdrawn.is_none());
    Visibility { draft, private: private || bad, embargo, withdrawn }
}

fn embargo(words: &str) -> Result<Embargo, Refusal> {
    let hint = "write a date, or a date and a time, as in `2019-02-01T06:00` or `2019-02-01T06:00-04:00`";
    let date = Edtf::parse(words).map_err(|why| Refusal::new(format!("`{words}` is not a date: {why}"), hint))?;
    match date.exact() {
        Some(Exact::Day(day)) => Ok(Embargo::Local(day.at(0, 0, 0, 0))),
        Some(Exact::Local(time)) => Ok(Embargo::Local(time)),
        Some(Exact::Instant(instant)) => Ok(Embargo::Instant(instant)),
        None => Err(Refusal::new(format!("`{words}` is not one exact day or moment"), hint)),
    }
}

fn withdrawn(fields: &mut Fields<'_>) -> Option<Withdrawn> {
    let date = fields.required_date("date");
    let reason = fields.required_text("reason", "Why it is no longer shown");
    Some(Withdrawn { date: date?, reason: reason? })
}

/// Splits off the front matter, and says what is missing where all of it is.
fn front(file: &SourceFile, need: Need) -> (Front, Vec<Diagnostic>) {
    let text = match text(file) {
        Ok(text) => text,
        Err(diagnostic) => return (Front::none(file.text().len(), true), vec![*diagnostic]),
    };
    let (mut front, mut diagnostics) = front_matter::read(&file.path, text);
    let example = match need {
        Need::Keys(example) => example,
        Need::Words(example) if text.trim().is_empty() => example,
        Need::Words(_) | Need::Nothing => return (front, diagnostics),
    };
    if front.block.is_none() && !front.partial {
        front.partial = true;
        diagnostics.push(missing(file, text, example));
    }
    (front, diagnostics)
}

fn missing(file: &SourceFile, text: &str, example: &str) -> Diagnostic {
    let blanks = text.len() - text.trim_start().len();
    let first = text[blanks..].lines().next().unwrap_or_default().trim_end();
    let at = Location::at(&file.path, blanks..blanks + first.len());
    if text.trim().is_empty() {
        return Diagnostic::error(Code::MissingFrontMatter, Location::at(&file.path, 0..0), "the file is empty")
            .hint(format!("write\n---\n{example}\n---"));
    }
    if first == "---" || first == "+++" {
        return Diagnostic::error(Code::MissingFrontMatter, at, "the front matter does not stand at the very start")
            .hint("take away the lines above it");
    }
    Diagnostic::error(Code::MissingFrontMatter, at, "the file has no front matter")
        .hint(format!("begin the file with\n---\n{example}\n---"))
}
