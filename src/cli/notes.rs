//! `dossier notes`.

use serde::Serialize;

use super::options::Options;
use super::report::Format;
use super::setting::Setting;
use super::{Exit, Failure, ids, terminal};
use crate::compile::anchors::ArticleNotes;
use crate::content::annotation::Note;
use crate::resolve::anchor::place::Placement;
use crate::resolve::anchor::{Anchoring, State};
use crate::text::canonical::Offsets;

/// One note, as it is listed.
#[derive(Debug, Serialize)]
struct Line<'a> {
    article: &'a str,
    id: &'a str,
    kind: &'a str,
    /// `exact`, `normalized`, `moved`, `changed`, `ambiguous`, `orphaned`, or `article` for a note on the whole of it.
    state: &'a str,
    /// In code points of the canonical text.
    start: Option<usize>,
    end: Option<usize>,
    words: Option<&'a str>,
    reason: String,
    /// The file that the note stands in.
    path: &'a str,
}

/// Lists every note with its state and place. Writes nothing.
pub fn notes(options: &Options, article: Option<&str>) -> Result<Exit, Failure> {
    let mut setting = Setting::new(options)?;
    let snapshot = setting.load()?;
    let only =
        article.map(|name| ids::find_article(&snapshot, &setting.prefix, name)).transpose()?.map(|found| found.0);
    let compiled = setting.compile(&snapshot, options);
    let mut out = String::new();
    for article in compiled.placements.iter().filter(|a| only.as_ref().is_none_or(|only| *only == a.article)) {
        let offsets = Offsets::new(&article.canonical.text);
        for (path, _, _, note, placement) in article.notes() {
            let line = line(article, &offsets, path.as_str(), note, placement);
            out += &if setting.format == Format::Json {
                serde_json::to_string(&line).unwrap_or_default() + "\n"
            } else {
                shown(&line)
            };
        }
    }
    terminal::say(&out);
    Ok(Exit::Fine)
}

fn line<'a>(
    article: &'a ArticleNotes,
    offsets: &Offsets,
    path: &'a str,
    note: &'a Note,
    placement: &Placement,
) -> Line<'a> {
    let text = &article.canonical.text;
    let span = match &placement.anchoring {
        Some(Anchoring::Found { span, .. }) => Some(span.clone()),
        _ => None,
    };
    let place = |byte| offsets.code_point(text, byte);
    Line {
        article: article.article.as_str(),
        id: note.id.as_str(),
        kind: note.kind.as_str(),
        state: state(placement),
        start: span.as_ref().map(|s| place(s.start)),
        end: span.as_ref().map(|s| place(s.end)),
        words: span.map(|s| &text[s]),
        reason: reason(placement),
        path,
    }
}

fn state(placement: &Placement) -> &'static str {
    match &placement.anchoring {
        None => "article",
        Some(Anchoring::Found { state, .. }) => state.as_str(),
        Some(Anchoring::Ambiguous { .. }) => "ambiguous",
        Some(Anchoring::Orphaned { .. }) => "orphaned",
    }
}

/// Says in words why a note is in the state it is in.
fn reason(placement: &Placement) -> String {
    let accepted = || placement.entry.as_ref().and_then(|entry| entry.accepted.as_deref());
    match &placement.anchoring {
        None => "it speaks about the whole article".into(),
        Some(Anchoring::Found { state, .. }) => match (state, accepted()) {
            (State::Exact, _) => "the quotation stands there, character by character".into(),
            (State::Normalized, _) => {
                "the quotation stands there, but for quotation marks, dashes, spaces, case or accents".into()
            }
            (State::Moved, _) => "its words stand there; what the quotation has around them does not".into(),
            (State::Changed, Some(day)) => format!("other words stand there, which were accepted on {day}"),
            (State::Changed, None) => {
                let was = placement.entry.as_ref().map_or("", |entry| &entry.exact);
                format!("other words stand where `{}` stood", was.replace('\n', " "))
            }
        },
        Some(Anchoring::Ambiguous { candidates }) => format!("it may be any of {} places", candidates.len()),
        Some(Anchoring::Orphaned { .. }) if placement.entry.is_some() => {
            "its passage is gone, and no other place is surely it".into()
        }
        Some(Anchoring::Orphaned { .. }) => "its passage does not occur in the article".into(),
    }
}

fn shown(line: &Line<'_>) -> String {
    let place = line.start.zip(line.end).map_or("-".to_owned(), |(start, end)| format!("{start}..{end}"));
    let words = line.words.map_or_else(|| format!("({})", line.reason), |words| words.replace('\n', " "));
    format!("{:<10} {:<12} {}#{} .{} {words}\n", line.state, place, line.article, line.id, line.kind)
}
