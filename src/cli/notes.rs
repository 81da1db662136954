//! `dossier notes`.
//!
//! It lists what there is, whatever is wrong with it: a note whose article is not there is orphaned, and one that could
//! not be read says so.
//!
//! **Invariant:** every note of every annotation file has a line, and nothing is written.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use serde::Serialize;

use super::options::Options;
use super::report::Format;
use super::setting::Setting;
use super::{Exit, Failure, ids, terminal};
use crate::compile::Compiled;
use crate::compile::anchors::ArticleNotes;
use crate::content::annotation::{self, AnnotationSource, Note};
use crate::content::article;
use crate::path::{Slug, SourcePath};
use crate::resolve::anchor::place::Placement;
use crate::resolve::anchor::{Anchoring, State};
use crate::source::{Snapshot, SourceFile};
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
    let articles: BTreeMap<Slug, &SourceFile> =
        snapshot.files.iter().filter_map(|(path, file)| own(path, file)).collect();
    let is_asked = |article: &Slug| only.as_ref().is_none_or(|only| only == article);
    let mut shown: Vec<(&Slug, String)> = Vec::new();
    let mut list = |article, line: &Line<'_>| {
        let json = || serde_json::to_string(line).unwrap_or_default() + "\n";
        shown.push((article, if setting.format == Format::Json { json() } else { self::shown(line) }));
    };
    for article in compiled.placements.values().filter(|article| is_asked(&article.article)) {
        let offsets = Offsets::new(&article.canonical.text);
        let whole = LazyCell::new(|| articles.get(&article.article).is_none_or(|file| article::parse(file).is_whole()));
        for (path, source, index, note, placement) in article.notes() {
            let unread = unread(&whole, source, index, placement.anchoring.as_ref());
            list(&article.article, &line(article, &offsets, path.as_str(), note, placement, unread));
        }
    }
    let homeless = homeless(&snapshot, &compiled);
    for (path, source) in homeless.iter().filter(|(_, source)| is_asked(&source.file.article)) {
        let article = &source.file.article;
        for note in &source.file.notes {
            let reason = if articles.contains_key(article) {
                format!("`{article}` is the id of another file, too")
            } else {
                format!("there is no article `{article}`")
            };
            let line = Line::lost(article, note, path.as_str(), reason);
            list(article, &line);
        }
    }
    shown.sort_by_key(|(article, _)| *article);
    terminal::say(&shown.into_iter().map(|(_, line)| line).collect::<String>());
    Ok(Exit::Fine)
}

/// Finds the annotation files whose notes were placed nowhere, as they name no article.
fn homeless<'a>(snapshot: &'a Snapshot, compiled: &Compiled) -> Vec<(&'a SourcePath, AnnotationSource)> {
    let placed: BTreeSet<&SourcePath> =
        compiled.placements.values().flat_map(|article| article.files.iter().map(|(path, _)| path)).collect();
    let is_left = |path: &SourcePath| {
        path.as_str().starts_with("content/annotations/") && path.as_str().ends_with(".md") && !placed.contains(path)
    };
    let left = snapshot.files.iter().filter(|(path, _)| is_left(path));
    left.map(|(path, file)| (path, annotation::parse(file))).collect()
}

fn own<'a>(path: &SourcePath, file: &'a Arc<SourceFile>) -> Option<(Slug, &'a SourceFile)> {
    ids::id(path).filter(|(folder, _)| *folder == "articles").map(|(_, id)| (id, &**file))
}

/// Why not finding a note says nothing about its passage.
fn unread(
    whole: &impl Deref<Target = bool>,
    source: &AnnotationSource,
    index: usize,
    anchoring: Option<&Anchoring>,
) -> Option<&'static str> {
    let quotes = source.notes[index].passage.is_some();
    match anchoring {
        Some(Anchoring::Found { .. }) => None,
        None if !quotes => None,
        Some(_) if !**whole => Some("its article cannot be read to its end; `dossier check` says why"),
        _ if source.is_misread(index) => Some("its passage cannot be read as it is written; `dossier check` says why"),
        _ => None,
    }
}

fn line<'a>(
    article: &'a ArticleNotes,
    offsets: &Offsets,
    path: &'a str,
    note: &'a Note,
    placement: &Placement,
    unread: Option<&str>,
) -> Line<'a> {
    let text = &article.canonical.text;
    if let Some(reason) = unread {
        return Line::lost(&article.article, note, path, reason.to_owned());
    }
    let lost = Line::lost(&article.article, note, path, reason(note, placement));
    match &placement.anchoring {
        None => Line { state: "article", ..lost },
        Some(Anchoring::Found { span, state }) => Line {
            state: state.as_str(),
            start: Some(offsets.code_point(text, span.start)),
            end: Some(offsets.code_point(text, span.end)),
            words: Some(&text[span.clone()]),
            ..lost
        },
        Some(Anchoring::Ambiguous { .. }) => Line { state: "ambiguous", ..lost },
        Some(Anchoring::Orphaned { .. }) => lost,
    }
}

impl<'a> Line<'a> {
    /// A note that has no place.
    fn lost(article: &'a Slug, note: &'a Note, path: &'a str, reason: String) -> Self {
        Line {
            article: article.as_str(),
            id: note.id.as_str(),
            kind: note.kind.as_str(),
            state: "orphaned",
            start: None,
            end: None,
            words: None,
            reason,
            path,
        }
    }
}

/// Says in words why a note is in the state it is in.
fn reason(note: &Note, placement: &Placement) -> String {
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
        Some(Anchoring::Ambiguous { candidates }) => match (candidates.len(), note.nth) {
            (places, Some(nth)) if places < nth => {
                let times = if places == 1 { "once".to_owned() } else { format!("{places} times") };
                format!("its words stand there {times}, and `nth:` asks for number {nth}")
            }
            (places, _) => format!("it may be any of {places} places"),
        },
        Some(Anchoring::Orphaned { .. }) if placement.entry.is_some() => {
            "its passage is gone, and no other place is surely it".into()
        }
        Some(Anchoring::Orphaned { .. }) => "its passage does not occur in the article".into(),
    }
}

fn shown(line: &Line<'_>) -> String {
    let place = line.start.zip(line.end).map_or("-".to_owned(), |(start, end)| format!("{start}..{end}"));
    let reason = match line.words {
        // The state alone says it.
        Some(words) if line.state == "exact" => words.replace('\n', " "),
        Some(words) => format!("{} ({})", words.replace('\n', " "), line.reason),
        None => format!("({})", line.reason),
    };
    format!("{:<10} {:<12} {}#{} .{} {reason}\n", line.state, place, line.article, line.id, line.kind)
}
