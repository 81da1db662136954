//! Writes notes as an annotation file.
//!
//! ```text
//! file = front-matter? note*
//! note = "## " title "{#id .kind}" NL field* NL (passage NL)? body
//! ```
//!
//! Authors that all notes share stand in the front matter. A note whose Markdown takes in what stands after it, such as
//! code that does not end, stands last.
//!
//! **Invariant:** what is written is read as the same notes.

use super::body;
use super::dossier::Dossier;
use super::settle::Note;
use crate::content::annotation::NoteKind;
use crate::diagnostic::{Code, Diagnostic};
use crate::import::front::quoted;

/// Writes an annotation file; also tells what could not be said as it was meant.
pub(super) fn write(notes: &[Note], dossier: &Dossier<'_>) -> (String, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let shared = shared(notes, dossier);
    let default = if shared.is_empty() { dossier.authors } else { shared };
    let mut text = String::new();
    let mut front = String::new();
    if dossier.stem != dossier.article.as_str() {
        front.push_str(&format!("article: {}\n", quoted(dossier.article.as_str())));
    }
    if !shared.is_empty() {
        let names: Vec<String> = shared.iter().map(|name| quoted(name)).collect();
        front.push_str(&format!("authors: [{}]\n", names.join(", ")));
    }
    if !front.is_empty() {
        text.push_str(&format!("---\n{front}---\n\n"));
    }
    let ends = |note: &&Note| body::is_contained(&note.body, note.passage.is_some());
    let (whole, mut open): (Vec<&Note>, Vec<&Note>) = notes.iter().partition(ends);
    let last = open.pop();
    let closed = open.into_iter().map(|note| {
        let message = format!("the Markdown of `{}` does not end; it stands in a block of code", note.id);
        told.extend(note.place.clone().map(|place| Diagnostic::warning(Code::ChangedAnnotation, place, message)));
        Note { body: body::fenced(&note.body), ..note.clone() }
    });
    let closed: Vec<Note> = closed.collect();
    for (n, note) in whole.into_iter().chain(&closed).chain(last).enumerate() {
        if n > 0 {
            text.push('\n');
        }
        one(note, default, &mut text, &mut told);
    }
    (text, told)
}

/// Returns the authors that stand in the front matter: those of every note, else those that no field line can hold.
fn shared<'a>(notes: &'a [Note], dossier: &Dossier<'_>) -> &'a [String] {
    let Some(first) = notes.first() else { return &[] };
    let all = |authors: &[String]| notes.iter().all(|note| note.authors == authors);
    if all(&first.authors) {
        return if first.authors == dossier.authors { &[] } else { &first.authors };
    }
    let odd = notes.iter().find(|note| !is_list(&note.authors)).filter(|_| notes.iter().all(|n| !n.authors.is_empty()));
    odd.map_or(&[], |note| &note.authors)
}

/// Reports whether a comma list reads as these entries.
fn is_list(entries: &[String]) -> bool {
    let joined = entries.join(", ");
    let bracketed = joined.starts_with('[') && joined.ends_with(']');
    !bracketed && entries.iter().all(|entry| !entry.contains(','))
}

fn one(note: &Note, default: &[String], text: &mut String, told: &mut Vec<Diagnostic>) {
    let kind = if note.kind == NoteKind::Note { String::new() } else { format!(" .{}", note.kind.as_str()) };
    let title = heading(&note.title);
    let space = if title.is_empty() { "" } else { " " };
    text.push_str(&format!("## {title}{space}{{#{}{kind}}}\n", note.id));
    let mut tell = |message: String| {
        let place = note.place.clone();
        told.extend(place.map(|place| Diagnostic::warning(Code::ChangedAnnotation, place, message)));
    };
    let mut fields: Vec<(&str, String)> = Vec::new();
    for (key, words) in [("by", &note.by), ("via", &note.via), ("said", &note.said), ("happened", &note.happened)] {
        fields.extend(words.iter().map(|words| (key, words.clone())));
    }
    fields.extend(note.claims.iter().map(|words| ("claim", words.clone())));
    if !note.about.is_empty() {
        fields.push(("about", note.about.join(", ")));
    } else if note.kind == NoteKind::Identity {
        fields.push(("about", "none".to_owned()));
    }
    if !note.see.is_empty() {
        fields.push(("see", note.see.join(", ")));
    }
    if !note.re.is_empty() {
        fields.push(("re", note.re.join(", ")));
    }
    if let Some(nth) = note.passage.as_ref().and_then(|passage| passage.nth) {
        fields.push(("nth", nth.to_string()));
    }
    fields.extend(line("tags", &note.tags, &mut tell));
    if note.authors.is_empty() && !default.is_empty() {
        tell(format!("`{}` names no author; `{}` will stand there", note.id, default.join(", ")));
    } else if note.authors != default {
        fields.extend(line("authors", &note.authors, &mut tell));
    }
    fields.extend(note.date.iter().map(|date| ("date", date.clone())));
    fields.extend(note.updated.iter().map(|date| ("updated", date.clone())));
    fields.extend(note.language.iter().map(|language| ("language", language.clone())));
    if note.draft {
        fields.push(("status", "draft".to_owned()));
    } else if fields.is_empty() && note.passage.is_none() {
        // Without any field the first line of the words may look like one.
        fields.extend(looks_like_field(&note.body).then(|| ("status", "published".to_owned())));
    }
    for (key, words) in fields {
        text.push_str(&format!("{key}: {words}\n"));
    }
    if let Some(passage) = &note.passage {
        text.push_str(&format!("\n> {}\n", passage.words));
    }
    if !note.body.is_empty() {
        text.push_str(&format!("\n{}\n", note.body));
    }
}

/// Writes a comma list; what would be read otherwise loses its commas or brackets.
fn line(key: &'static str, entries: &[String], tell: &mut impl FnMut(String)) -> Option<(&'static str, String)> {
    if entries.is_empty() {
        return None;
    }
    if is_list(entries) {
        return Some((key, entries.join(", ")));
    }
    tell(format!("commas and brackets at the ends of `{key}:` were left out"));
    let plain = entries.iter().map(|entry| entry.replace([',', '[', ']'], " "));
    let plain: Vec<String> = plain.map(|entry| entry.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    Some((key, plain.join(", "))).filter(|(_, words)| !words.is_empty())
}

fn looks_like_field(body: &str) -> bool {
    let first = body.lines().next().unwrap_or_default();
    first.split_once(':').is_some_and(|(key, _)| key.trim().chars().all(|c| c.is_alphanumeric() || "-_".contains(c)))
}

/// Writes the words of a heading so that they are read as they are.
fn heading(title: &str) -> String {
    let mut out = String::with_capacity(title.len() + 8);
    for c in title.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' | '{' | '}' | '&' | '#' | '!' => out.extend(['\\', c]),
            '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
