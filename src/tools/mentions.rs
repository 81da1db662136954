//! What a dossier's texts name, for the editor at a terminal: every mention with its line, and near-misses.
//!
//! The same passes as [`compile`](crate::compile::compile) without pages: a study never finds what a build does not. It
//! deliberately reports none of the problems that a build reports.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::compile::anchors;
use crate::compile::locate::locate;
use crate::compile::notes::{self, Notes};
use crate::compile::parse::{self, Parsed};
use crate::compile::prose;
use crate::compile::settle::{self, Settled};
use crate::compile::units::{self, Texts, Unit};
use crate::compile::{Audience, Memos};
use crate::content::annotation::NoteKind;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::{OutputPath, Slug, SourcePath};
use crate::resolve::body::Body;
use crate::resolve::ids::Kind;
use crate::resolve::mention::near::{Near, NearMiss};
use crate::resolve::mention::{Found, Matcher, Rule};
use crate::source::Snapshot;

/// What all shown texts name.
#[derive(Debug)]
pub struct Study {
    /// The names that were searched for.
    pub matcher: Arc<Matcher>,
    /// The texts: articles by date each followed by its notes, then all others by path.
    pub texts: Vec<StudiedText>,
    /// The notes, in order of their articles' ids and of their place.
    pub notes: Vec<StudiedNote>,
    /// The files of each page.
    pub pages: BTreeMap<OutputPath, PageSources>,
}

/// A note with where it stands.
#[derive(Debug)]
pub struct StudiedNote {
    /// The article it is on.
    pub article: Slug,
    /// Its id.
    pub id: Slug,
    /// Its title.
    pub title: String,
    /// Where it is written.
    pub place: Location,
    /// The words it speaks about.
    pub words: Option<String>,
    /// The block where they begin.
    pub block: Option<usize>,
    /// Its number.
    pub number: Option<usize>,
    /// Whether its passage was not found.
    pub lost: bool,
}

/// One text with whom it names.
#[derive(Debug)]
pub struct StudiedText {
    /// The file it stands in.
    pub path: SourcePath,
    /// The id of the page it is shown on.
    pub owner: Slug,
    /// The note it is, if it is one.
    pub note: Option<Slug>,
    /// The kind of file; `None` is the home introduction.
    pub kind: Option<Kind>,
    /// Its language.
    pub language: String,
    /// The text.
    pub body: Arc<Body>,
    /// Whom it names.
    pub found: Arc<Found>,
    /// By mention, the place in its file.
    pub places: Vec<Location>,
    /// By mention, the note that settles it.
    pub settled_by: Vec<Option<Slug>>,
    /// By undecided name, the place in its file.
    pub undecided: Vec<Location>,
    /// What is nearly a name, with its place.
    pub near: Vec<(NearMiss, Location)>,
}

/// Which files a page is made from.
#[derive(Debug, Default)]
pub struct PageSources {
    /// The id of the page.
    pub id: Option<Slug>,
    /// The file it stands for.
    pub own: Option<SourcePath>,
    /// The files with notes on it.
    pub annotations: Vec<SourcePath>,
}

/// Studies a dossier as an audience sees it.
pub fn study(snapshot: &Snapshot, audience: Audience, memos: &mut Memos) -> Study {
    let mut ignored = Vec::new();
    let parsed = parse::parse(snapshot, &mut memos.parse, &mut ignored);
    let settled = settle::settle(&parsed, audience, snapshot.now, &mut memos.settle, &mut ignored);
    let names = settle::names(&parsed, &settled, &mut memos.settle);
    let note_ids = settle::note_ids(&parsed, &settled, &mut memos.settle, &mut ignored);
    let texts = units::texts(snapshot, &parsed, &settled, note_ids, names, &mut memos.texts, &mut ignored);
    let placements = anchors::place(snapshot, &parsed, &settled, &texts, &mut memos.anchors);
    let notes = notes::notes(snapshot, &parsed, &settled, &texts, &placements, &mut memos.notes, &mut ignored);
    let prose = prose::prose(&parsed, &settled, &texts, &notes, &mut memos.prose, &mut ignored);
    let near = Near::new(&prose.matcher);
    let order: BTreeMap<&Slug, usize> = prose.articles.iter().enumerate().map(|(n, id)| (id, n)).collect();
    let rank = |u: &Unit| match u.kind {
        Some(Kind::Article) => (0, order.get(&u.owner).copied().unwrap_or(usize::MAX), u.note),
        _ => (1, 0, false),
    };
    let mut units: Vec<(&Unit, &Arc<Found>)> = texts.units().map(|unit| (unit, prose.found(unit))).collect();
    units.sort_by_key(|(u, _)| (rank(u), u.key.clone()));
    let study = |(unit, found): &(&Unit, &Arc<Found>)| studied(unit, found, &near, snapshot, &parsed, &notes);
    Study {
        matcher: Arc::clone(&prose.matcher),
        texts: units.iter().map(study).collect(),
        notes: studied_notes(&parsed, &texts, &notes),
        pages: pages(&parsed, &settled, &texts),
    }
}

/// Makes the hints on what is nearly a name: one a file and word, with the line that would settle it.
pub fn hints(study: &Study) -> Vec<Diagnostic> {
    let mut by_word: BTreeMap<(&SourcePath, &Slug, &str), Vec<&Location>> = BTreeMap::new();
    let mut names: BTreeMap<(&Slug, &str), &str> = BTreeMap::new();
    for text in &study.texts {
        for (miss, place) in &text.near {
            let words = &text.body.canonical.text[miss.span.clone()];
            by_word.entry((&text.path, &miss.entity, words)).or_default().push(place);
            names.insert((&miss.entity, words), &miss.name);
        }
    }
    by_word
        .into_iter()
        .map(|((_, entity, words), places)| {
            let message = format!("`{words}` is nearly `{}`, but not linked", names[&(entity, words)]);
            let mut hint = Diagnostic::advice(Code::NearName, places[0].clone(), message).hint(format!(
                "in content/entities/{entity}.md write `misspellings: [{words}]` if it is meant, `not: [{words}]` if not"
            ));
            for place in &places[1..] {
                hint = hint.label(Location::clone(place), "here too");
            }
            hint
        })
        .collect()
}

fn studied(
    unit: &Unit,
    found: &Arc<Found>,
    near: &Near,
    snapshot: &Snapshot,
    parsed: &Parsed,
    notes: &Notes,
) -> StudiedText {
    let canonical = &unit.body.canonical;
    let file = snapshot.files.get(unit.key.0.as_str()).map_or("", |f| f.text());
    let place = |span: &Range<usize>| {
        let mut place = locate(unit, parsed, span);
        if let Some(block) = place.span.clone().and_then(|s| Some((s.start, file.get(s)?))) {
            let own = &canonical.blocks[canonical.block_at(span.start)];
            let words = &canonical.text[span.clone()];
            let before = canonical.text[own.start..span.start].matches(words).count();
            let exact = block.1.match_indices(words).nth(before).map(|m| block.0 + m.0);
            place.span = exact.map(|at| at..at + words.len()).or(place.span);
        }
        place
    };
    let placed = notes.get(&unit.owner).into_iter().flat_map(|notes| &notes.placed);
    let identities: Vec<(&Range<usize>, &Slug)> = placed
        .filter(|n| n.note.kind == NoteKind::Identity)
        .filter_map(|n| Some((n.span.as_ref()?, &n.note.id)))
        .collect();
    let note = (unit.key.1 > 0)
        .then(|| parsed.files.get(&unit.key.0)?.notes())
        .flatten()
        .and_then(|source| source.file.notes.get(unit.key.1 - 1))
        .map(|n| n.id.clone());
    StudiedText {
        path: unit.key.0.clone(),
        owner: unit.owner.clone(),
        note,
        kind: unit.kind,
        language: unit.language.to_string(),
        places: found.mentions.iter().map(|m| place(&m.span)).collect(),
        settled_by: found
            .mentions
            .iter()
            .map(|m| identities.iter().find(|i| m.rule == Rule::Identity && *i.0 == m.span).map(|i| i.1.clone()))
            .collect(),
        undecided: found.undecided.iter().map(|u| place(&u.0)).collect(),
        near: near
            .find(canonical, &unit.body.document, found)
            .into_iter()
            .map(|miss| {
                let place = place(&miss.span);
                (miss, place)
            })
            .collect(),
        body: Arc::clone(&unit.body),
        found: Arc::clone(found),
    }
}

fn studied_notes(parsed: &Parsed, texts: &Texts, notes: &Notes) -> Vec<StudiedNote> {
    let mut all = Vec::new();
    for (article, notes) in notes {
        let whole = texts.article(article).and_then(|article| article.0.whole.as_ref());
        let Some(whole) = whole.map(|body| &body.canonical) else { continue };
        for note in &notes.placed {
            let source = parsed.files.get(&note.path).and_then(|file| file.notes());
            let heading = source.and_then(|source| source.notes.get(note.index)).map(|s| s.heading.clone());
            all.push(StudiedNote {
                article: article.clone(),
                id: note.note.id.clone(),
                title: note.note.title.clone(),
                place: Location { path: note.path.clone(), span: heading },
                words: note.words.clone(),
                block: note.span.as_ref().map(|s| whole.block_at(s.start)),
                number: note.number,
                lost: note.lost,
            });
        }
    }
    all
}

fn pages(parsed: &Parsed, settled: &Settled, texts: &Texts) -> BTreeMap<OutputPath, PageSources> {
    let mut pages = BTreeMap::new();
    for (id, entry) in &settled.ids.entries {
        let Some(output) = &entry.output else { continue };
        let on = settled.annotated.iter().filter(|a| a.1 == id).map(|a| a.0.clone());
        let sources = PageSources { id: Some(id.clone()), own: Some(entry.path.clone()), annotations: on.collect() };
        pages.insert(output.clone(), sources);
    }
    let home = parsed.home().map(|home| home.0).filter(|home| texts.unit(home, 0).is_some()).cloned();
    pages.insert(OutputPath::new("index.html"), PageSources { own: home, ..PageSources::default() });
    pages
}
