//! Every note where it belongs: anchored, ordered, numbered, its fields resolved.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::compile::parse::{Parsed, find};
use crate::compile::settle::{Settled, has_words, is_shown};
use crate::compile::units::Texts;
use crate::compile::{AnchorInput, Memos};
use crate::content::annotation::{About, AnnotationSource, Note, NoteKind, Speaker, Status};
use crate::content::article::Rights;
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::load::Snapshot;
use crate::path::{Slug, SourcePath};
use crate::render::view;
use crate::resolve::anchor::{Anchoring, Haystack, anchor, shortest_context};
use crate::resolve::ids::{Kind, Unresolved};
use crate::resolve::mention::Identity;
use crate::text::canonical::Canonical;

/// A note with where it stands and what its fields point at.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) path: SourcePath,
    /// Which note of its file it is, from 0.
    pub(super) index: usize,
    pub(super) note: Arc<Note>,
    /// Bytes of the whole canonical text.
    pub(super) span: Option<Range<usize>>,
    pub(super) words: Option<String>,
    pub(super) number: Option<usize>,
    pub(super) lost: bool,
    pub(super) by: Option<view::Voice>,
    pub(super) via: Option<view::Voice>,
    /// By `claim:` field; `None` did not resolve.
    pub(super) claims: Vec<Option<view::NoteClaim>>,
    pub(super) about: Vec<view::Reference>,
    pub(super) see: Vec<(String, view::Reference)>,
    pub(super) re: Vec<(String, view::Reference)>,
}

/// The notes of all shown articles, in order.
#[derive(Debug)]
pub(super) struct Notes {
    pub(super) by_article: BTreeMap<Slug, Vec<Placed>>,
    /// What `.identity` notes settle in each article's published text.
    pub(super) identities: BTreeMap<Slug, Vec<Identity>>,
}

/// Anchors, orders and resolves the notes.
pub(super) fn notes(
    snapshot: &Snapshot,
    parsed: &Parsed,
    settled: &Settled,
    texts: &Texts,
    memos: &mut Memos,
    diagnostics: &mut Vec<Diagnostic>,
) -> Notes {
    let mut files: BTreeMap<Slug, Vec<(&SourcePath, &Arc<AnnotationSource>)>> = BTreeMap::new();
    for (path, source) in &parsed.annotations {
        if let Some(article) = settled.annotated.get(path)
            && texts.whole.contains_key(article)
        {
            files.entry(article.clone()).or_default().push((path, source));
        }
    }
    let inputs = files
        .iter()
        .map(|(article, files)| {
            let notes = files.iter().flat_map(|f| f.1.file.notes.iter().map(Arc::clone)).collect();
            (article.clone(), AnchorInput { canonical: Arc::clone(&texts.whole[article].canonical), notes })
        })
        .collect();
    let anchored = memos.anchors.run(anchors, inputs);
    let mut result = Notes { by_article: BTreeMap::new(), identities: BTreeMap::new() };
    for ((article, files), anchored) in files.iter().zip(anchored) {
        let whole = &texts.whole[article];
        let entry = &settled.ids.entries[article];
        let parsed = find(&parsed.articles, &entry.path);
        let published = parsed.is_some_and(|a| a.meta.rights == Rights::Full);
        let is_readable = parsed.is_some_and(|a| a.is_whole());
        let line = |block: usize| {
            let span = match block.checked_sub(1) {
                None => parsed?.keys.get("title"),
                Some(leaf) => parsed?.spans.leaves.get(leaf)?.clone(),
            };
            let above = snapshot.files.get(&entry.path)?.text().get(..span.start)?;
            Some(above.matches('\n').count() + 1)
        };
        let all = files.iter().flat_map(|(path, source)| {
            source.file.notes.iter().enumerate().map(move |(n, note)| (*path, *source, n, note))
        });
        let mut placed = Vec::new();
        for ((path, source, index, note), anchoring) in all.zip(anchored.iter()) {
            if !is_shown(note, settled.audience) {
                continue;
            }
            let span = match anchoring {
                None => None,
                Some(Anchoring::Found { span, .. }) => Some(span.clone()),
                Some(lost) if note.status != Status::Retracted => {
                    if is_readable && !is_misread(source, index) {
                        diagnostics.push(lost_note(path, source, index, article, &whole.canonical, &line, lost));
                    }
                    None
                }
                Some(_) => None,
            };
            let lost = span.is_none() && anchoring.is_some() && note.status != Status::Retracted;
            let words = match (&span, &note.passage) {
                (Some(span), _) => Some(whole.canonical.text[span.clone()].replace('\n', " ")),
                // The editor sees what a lost note quoted.
                (None, Some(passage)) if lost => Some(passage.target().replace('\n', " ")),
                (None, _) => None,
            };
            let mut note = Placed {
                path: path.clone(),
                index,
                note: Arc::clone(note),
                words,
                lost,
                span,
                number: None,
                by: None,
                via: None,
                claims: Vec::new(),
                about: Vec::new(),
                see: Vec::new(),
                re: Vec::new(),
            };
            fields(&mut note, source, article, settled, diagnostics);
            placed.push(note);
        }
        placed.sort_by_key(|n| (n.lost, n.span.as_ref().map_or((0, 0), |s| (s.start, usize::MAX - s.end))));
        answers_follow(&mut placed);
        let mut number = 0;
        for note in &mut placed {
            let card = has_words(&note.note) || note.note.status == Status::Retracted;
            if card && !note.lost {
                number += 1;
                note.number = Some(number);
            }
        }
        let end = if published { whole.canonical.text.len() } else { whole.canonical.blocks[0].end };
        let identities =
            placed.iter().filter(|n| n.note.kind == NoteKind::Identity && n.note.status == Status::Published);
        let identities: Vec<Identity> = identities
            .filter_map(|n| {
                let span = n.span.clone().filter(|s| {
                    s.end <= end && whole.canonical.block_at(s.start) == whole.canonical.block_at(s.end - 1)
                })?;
                let entity = match n.note.about.first()? {
                    About::Entity(e) => Some((e.id.clone(), e.probable)),
                    About::Nobody => None,
                };
                Some(Identity { span, entity })
            })
            .collect();
        if !identities.is_empty() {
            result.identities.insert(article.clone(), identities);
        }
        result.by_article.insert(article.clone(), placed);
    }
    result
}

/// Anchors all notes of an article.
fn anchors(input: &AnchorInput) -> Vec<Option<Anchoring>> {
    let haystack = Haystack::new(&input.canonical);
    let place = |note: &Arc<Note>| note.passage.as_ref().map(|passage| anchor(&haystack, passage, note.nth));
    input.notes.iter().map(place).collect()
}

/// Puts each reply directly under the note of the same article that it answers.
fn answers_follow(notes: &mut Vec<Placed>) {
    let replies: Vec<Placed> = {
        let (replies, others) = std::mem::take(notes)
            .into_iter()
            .partition(|n| n.note.kind == NoteKind::Reply && n.re.first().is_some_and(|r| !r.0.is_empty()));
        *notes = others;
        replies
    };
    for reply in replies {
        let article_and_note = reply.re[0].1.id.clone();
        let answered = notes.iter().position(|n| article_and_note.ends_with(&format!("#{}", n.note.id)));
        let at = answered.map_or(notes.len(), |at| {
            let id = format!("#{}", notes[at].note.id);
            let further = notes[at + 1..]
                .iter()
                .take_while(|n| n.note.kind == NoteKind::Reply && n.re.first().is_some_and(|r| r.1.id.ends_with(&id)));
            at + 1 + further.count()
        });
        notes.insert(at, reply);
    }
}

/// Whether something in the passage or the `nth:` of a note is wrong by itself, so that not finding it says nothing.
fn is_misread(source: &AnnotationSource, index: usize) -> bool {
    let spans = &source.notes[index];
    let parts = [spans.passage.as_ref(), spans.fields.0.get("nth")];
    source.diagnostics.iter().filter(|d| d.severity == Severity::Error).any(|d| {
        let place = d.primary.span.as_ref();
        parts.iter().flatten().zip(place).any(|(part, place)| part.start <= place.start && place.start <= part.end)
    })
}

fn lost_note(
    path: &SourcePath,
    source: &AnnotationSource,
    index: usize,
    article: &Slug,
    canonical: &Canonical,
    line: &dyn Fn(usize) -> Option<usize>,
    lost: &Anchoring,
) -> Diagnostic {
    let note = &source.file.notes[index];
    let place = Location::at(path, source.notes[index].passage.clone().unwrap_or(source.notes[index].heading.clone()));
    let haystack = Haystack::new(canonical);
    let list = |spans: &[Range<usize>]| {
        let mut lines: Vec<String> = spans.iter().take(5).map(|s| candidate(canonical, line, s)).collect();
        if spans.len() > 5 {
            lines.push(format!("… and {} more", spans.len() - 5));
        }
        lines.join("\n")
    };
    match lost {
        Anchoring::Ambiguous { candidates } => {
            let first = candidates.first().cloned().unwrap_or(0..0);
            let of = |at: usize| canonical.blocks.get(canonical.block_at(at)).cloned().unwrap_or(0..0);
            let block = of(first.start).start..of(first.end.saturating_sub(1).max(first.start)).end;
            let context = shortest_context(&haystack, first, block).map_or_else(String::new, |c| {
                format!(
                    "give it context and set the words it speaks about in bold, as in:\n> {}\nor ",
                    c.replace('\n', "\n>\n> ")
                )
            });
            let times = format!("the passage of `{}` stands {} times in `{article}`", note.id, candidates.len());
            let message = match note.nth {
                None => times,
                Some(nth) => format!("{times}, and `nth:` asks for number {nth}"),
            };
            Diagnostic::error("ambiguous-note", place, message)
                .hint(format!("it stands in:\n{}\n{context}write `nth: 1` for the first", list(candidates),))
        }
        Anchoring::Orphaned { nearest } => {
            let hint = if nearest.is_empty() {
                "copy the passage from the article, word for word".to_owned()
            } else {
                format!("copy the passage from the article, word for word; the nearest places are:\n{}", list(nearest))
            };
            Diagnostic::error(
                "orphaned-note",
                place,
                format!("the passage of `{}` does not occur in `{article}`", note.id),
            )
            .hint(hint)
        }
        Anchoring::Found { .. } => unreachable!("a found passage is not lost"),
    }
}

/// Shows a place in the canonical text: its line in the file, its block, and 40 code points around it.
fn candidate(canonical: &Canonical, line: &dyn Fn(usize) -> Option<usize>, span: &Range<usize>) -> String {
    let block = canonical.block_at(span.start);
    let line = line(block).map_or_else(String::new, |line| format!("line {line}, "));
    let text = &canonical.text;
    let before: String = text[..span.start].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[span.end..].chars().take(40).collect();
    format!("{line}p{block}: …{before}**{}**{after}…", &text[span.clone()]).replace('\n', " ¶ ")
}

fn fields(
    placed: &mut Placed,
    source: &AnnotationSource,
    article: &Slug,
    settled: &Settled,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let ids = &settled.ids;
    let note = Arc::clone(&placed.note);
    let spans = &source.notes[placed.index];
    let path = placed.path.clone();
    let mut report = |field: &str, problem: Unresolved| {
        let span = spans.fields.0.get(field).cloned().unwrap_or_else(|| spans.heading.clone());
        let mut diagnostic = Diagnostic::error(problem.code, Location::at(&path, span), problem.message);
        diagnostic.hint = problem.hint;
        diagnostics.push(diagnostic);
    };
    let mut entity = |field: &str, id: &Slug, probable: bool| match ids.find(id.as_str(), &[Kind::Entity]) {
        Ok(entry) => Some(view::Reference { probable, ..view::Reference::clone(&entry.reference) }),
        Err(problem) => {
            report(field, problem);
            None
        }
    };
    let mut voice = |field: &str, speaker: &Option<Speaker>| match speaker {
        None => None,
        Some(Speaker::Described(words)) => Some(view::Voice { entity: None, description: Some(words.clone()) }),
        Some(Speaker::Entity(e)) => {
            entity(field, &e.id, e.probable).map(|e| view::Voice { entity: Some(e), description: None })
        }
    };
    placed.by = voice("by", &note.by);
    placed.via = voice("via", &note.via);
    for (n, about) in note.about.iter().enumerate() {
        if let About::Entity(e) = about {
            placed.about.extend(entity(&format!("about[{n}]"), &e.id, e.probable));
        }
    }
    for (n, statement) in note.claims.iter().enumerate() {
        let claim = match ids.find(statement.claim.as_str(), &[Kind::Claim]) {
            Ok(entry) => Some(view::NoteClaim {
                reference: view::Reference::clone(&entry.reference),
                value: statement.value.clone(),
                scope: statement.scope.clone(),
            }),
            Err(problem) => {
                report(&format!("claim[{n}]"), problem);
                None
            }
        };
        placed.claims.push(claim);
    }
    for (n, text) in note.see.iter().enumerate() {
        let found = if text.contains('#') {
            ids.find_note(text, Some(article)).map(|(a, n, r)| (format!("{a}#{n}"), r))
        } else {
            ids.find(text, &[]).map(|e| (e.reference.id.clone(), view::Reference::clone(&e.reference)))
        };
        match found {
            Ok(found) => placed.see.push(found),
            Err(problem) => report(&format!("see[{n}]"), problem),
        }
    }
    for (i, text) in note.re.iter().enumerate() {
        match ids.find_note(text, Some(article)) {
            Ok((a, n, _)) if a == *article && n == note.id => {
                let hint = Some("name the note that it answers".to_owned());
                report(
                    &format!("re[{i}]"),
                    Unresolved { code: "bad-value", message: "the note answers itself".to_owned(), hint },
                );
            }
            Ok((a, n, reference)) => placed.re.push((format!("{a}#{n}"), reference)),
            Err(problem) => report(&format!("re[{i}]"), problem),
        }
    }
}
