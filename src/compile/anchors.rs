//! Every note placed, and what is remembered of it for the next compile.
//!
//! All notes are placed, for every audience: also those that are drafts, private or under embargo. So the lock is
//! the same whoever compiles and whenever, and a public build drops no entry of a note that it does not show.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::compile::parse::{Annotations, Files, Parsed};
use crate::compile::settle::Settled;
use crate::compile::units::{Bodies, Texts, own};
use crate::content::annotation::{AnnotationFile, AnnotationSource, Note};
use crate::content::article::Rights;
use crate::lock::{self, Digest, Lock};
use crate::memo::map::Map;
use crate::memo::{Groups, Pick, Same, Stage, sources};
use crate::path::{Slug, SourcePath};
use crate::resolve::anchor::place::{self, PlaceInput, Placement};
use crate::resolve::ids::Kind;
use crate::snapshots::Kept;
use crate::source::Snapshot;
use crate::text::canonical::Canonical;

/// What the notes on one article came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleNotes {
    /// The article.
    pub article: Slug,
    /// Its whole text, published or not.
    pub canonical: Arc<Canonical>,
    /// The digest of that text.
    pub digest: Digest,
    /// Its annotation files with their notes.
    pub files: Vec<(SourcePath, Arc<AnnotationSource>)>,
    /// What each note came to: file by file, in file order.
    pub placed: Arc<Placed>,
}

/// The text of an article that has notes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Text {
    canonical: Arc<Canonical>,
    /// Whether the lock may hold what stands around passages.
    context: bool,
}

/// The same with its digest.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Print {
    canonical: Arc<Canonical>,
    digest: Digest,
    context: bool,
}

/// Where the texts of articles are taken from.
#[derive(Debug)]
pub(crate) struct Printing {
    settled: Same<Settled>,
    annotations: Map<Slug, Annotations>,
    files: Map<Slug, Files>,
    bodies: Map<Slug, Bodies>,
}

sources!(Printing by Slug: [settled] [annotations, files, bodies]);

/// The notes of an article, and what the lock has of them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Placing {
    article: Slug,
    canonical: Arc<Canonical>,
    digest: Digest,
    files: Vec<Arc<AnnotationFile>>,
    locked: Option<Arc<lock::Notes>>,
    texts: Arc<Old>,
    context: bool,
}

/// Earlier texts by their digest.
type Old = BTreeMap<Digest, Arc<str>>;

/// Where the earlier texts that an article's notes count in are taken from.
#[derive(Debug)]
pub(crate) struct Remembering {
    prints: Map<Slug, Print>,
    locked: Map<Slug, lock::Notes>,
}

sources!(Remembering by Slug: [] [prints, locked]);

/// Where the notes of articles are taken from.
#[derive(Debug)]
pub(crate) struct Placings {
    prints: Map<Slug, Print>,
    annotations: Map<Slug, Annotations>,
    locked: Map<Slug, lock::Notes>,
    texts: Map<Slug, Old>,
}

sources!(Placings by Slug: [] [prints, annotations, locked, texts]);

/// What came of placing, and of what.
#[derive(Debug)]
pub(crate) struct Gathering {
    prints: Map<Slug, Print>,
    annotations: Map<Slug, Annotations>,
    placed: Map<Slug, Placed>,
}

sources!(Gathering by Slug: [] [prints, annotations, placed]);

/// What the notes of an article came to.
#[derive(Debug, PartialEq, Eq)]
pub struct Placed {
    /// By note.
    pub notes: Vec<Placement>,
    /// What the lock is to have of them.
    locked: Arc<lock::Notes>,
}

/// Articles by their text.
type Current = Map<Digest, Vec<(Slug, Arc<ArticleNotes>)>>;

/// What is remembered of placing notes.
#[derive(Debug)]
pub(crate) struct Memory {
    pub(crate) prints: Stage<Slug, Printing, Text, Print>,
    /// The earlier texts that are asked for.
    old: Stage<Slug, Remembering, BTreeSet<Digest>, BTreeSet<Digest>>,
    pub(crate) placed: Stage<Slug, Placings, Placing, Placed>,
    gathered: Pick<Slug, Gathering, Arc<ArticleNotes>>,
    locked: Pick<Slug, Map<Slug, ArticleNotes>, Arc<lock::Notes>>,
    /// The articles all of whose notes were found in the text as it is now, by that text.
    current: Groups<Digest, Slug, ArticleNotes>,
    kept: Pick<Digest, Current, Option<Arc<Canonical>>>,
    /// The other articles with notes that were found.
    others: Pick<Slug, Map<Slug, ArticleNotes>, Arc<ArticleNotes>>,
}

impl Memory {
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            prints: Stage::new(keep),
            old: Stage::noting(keep, |_| true),
            placed: Stage::new(keep),
            gathered: Pick::new(keep),
            locked: Pick::new(keep),
            current: Groups::default(),
            kept: Pick::new(keep),
            others: Pick::new(keep),
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        let stages = self.prints.entries() + self.old.entries() + self.placed.entries();
        let kept = self.current.entries() + self.kept.entries() + self.others.entries();
        stages + kept + self.gathered.entries() + self.locked.entries()
    }
}

impl ArticleNotes {
    /// Returns the notes with their file, their number in it from 0, and what they came to.
    pub fn notes(&self) -> impl Iterator<Item = (&SourcePath, &Arc<AnnotationSource>, usize, &Arc<Note>, &Placement)> {
        let notes = self.files.iter().flat_map(|(path, source)| {
            source.file.notes.iter().enumerate().map(move |(n, note)| (path, source, n, note))
        });
        notes.zip(&self.placed.notes).map(|((path, source, n, note), placement)| (path, source, n, note, placement))
    }
}

/// Places the notes of all articles.
pub(crate) fn place(
    snapshot: &Snapshot,
    parsed: &Parsed,
    settled: &Arc<Settled>,
    texts: &Texts,
    memory: &mut Memory,
) -> Map<Slug, ArticleNotes> {
    let annotations = parsed.annotations_of.clone();
    let printing = Printing {
        settled: Same::new(settled),
        annotations: annotations.clone(),
        files: parsed.files_of.clone(),
        bodies: texts.of.clone(),
    };
    let prints = memory.prints.run(printing, text, print);
    let locked = snapshot.lock.articles.clone();
    memory.old.run(Remembering { prints: prints.clone(), locked: locked.clone() }, earlier, BTreeSet::clone);
    let old = memory.old.noted().map(|(article, digests)| {
        let known = digests.iter().filter_map(|digest| Some((*digest, Arc::from(snapshot.snapshots.get(*digest)?))));
        (article.clone(), Arc::new(known.collect()))
    });
    let placings = Placings {
        prints: prints.clone(),
        annotations: annotations.clone(),
        locked,
        texts: old.collect::<Map<Slug, Old>>(),
    };
    let placed = memory.placed.run(placings, placing, stage);
    memory.gathered.run(Gathering { prints, annotations, placed }, gather)
}

/// Takes the text of an article that has notes.
fn text(printing: &Printing, article: &Slug) -> Option<Text> {
    printing.annotations.get(article)?;
    let entry = printing.settled.ids.entries.get(article).filter(|entry| entry.kind == Kind::Article)?;
    let source = printing.files.get(article)?.iter().find(|file| file.0 == entry.path)?.1.article()?;
    let whole = printing.bodies.get(article).and_then(|bodies| own(bodies)).and_then(|own| own.whole.as_ref());
    let canonical = whole
        .map_or_else(|| Arc::new(Canonical::new(&source.meta.title, &source.body)), |body| Arc::clone(&body.canonical));
    let hidden = &source.meta.common.visibility;
    let context = source.meta.rights == Rights::Full && !hidden.private && hidden.withdrawn.is_none();
    Some(Text { canonical, context })
}

fn print(text: &Text) -> Print {
    let digest = Digest::of(text.canonical.text.as_bytes());
    Print { canonical: Arc::clone(&text.canonical), digest, context: text.context }
}

/// Tells which other texts an article's notes were last found in.
fn earlier(remembering: &Remembering, article: &Slug) -> Option<BTreeSet<Digest>> {
    let (print, locked) = (remembering.prints.get(article)?, remembering.locked.get(article)?);
    if locked.text() == Some(print.digest) {
        return None;
    }
    let earlier: BTreeSet<_> = locked.values().map(|entry| entry.text).filter(|text| *text != print.digest).collect();
    (!earlier.is_empty()).then_some(earlier)
}

fn placing(placings: &Placings, article: &Slug) -> Option<Placing> {
    let print = placings.prints.get(article)?;
    let files = placings.annotations.get(article)?;
    Some(Placing {
        article: article.clone(),
        canonical: Arc::clone(&print.canonical),
        digest: print.digest,
        files: files.iter().filter_map(|file| Some(Arc::clone(&file.1.notes()?.file))).collect(),
        locked: placings.locked.get(article).cloned(),
        texts: placings.texts.get(article).cloned().unwrap_or_default(),
        context: print.context,
    })
}

fn gather(gathering: &Gathering, article: &Slug) -> Option<Arc<ArticleNotes>> {
    let print = gathering.prints.get(article)?;
    let files = gathering.annotations.get(article)?.iter();
    Some(Arc::new(ArticleNotes {
        article: article.clone(),
        canonical: Arc::clone(&print.canonical),
        digest: print.digest,
        files: files.filter_map(|(path, file)| Some((path.clone(), Arc::clone(file.notes()?)))).collect(),
        placed: Arc::clone(gathering.placed.get(article)?),
    }))
}

fn stage(input: &Placing) -> Placed {
    let entry = |note: &Arc<Note>| input.locked.as_ref()?.get(&note.id).cloned();
    let notes: Vec<Arc<Note>> = input.files.iter().flat_map(|file| file.notes.iter().map(Arc::clone)).collect();
    let entries = notes.iter().map(entry).collect();
    let notes = place::place(&PlaceInput {
        article: input.article.clone(),
        canonical: Arc::clone(&input.canonical),
        digest: input.digest,
        notes,
        entries,
        texts: BTreeMap::clone(&input.texts),
        context: input.context,
    });
    let entries = notes.iter().filter_map(|placement| placement.entry.as_ref());
    let locked: lock::Notes = entries.map(|entry| (entry.note.clone(), Arc::clone(entry))).collect();
    // What stays as it is stays the same value.
    let same = input.locked.as_ref().filter(|old| ***old == locked).map(Arc::clone);
    Placed { notes, locked: same.unwrap_or_else(|| Arc::new(locked)) }
}

/// Gathers what the next compile starts from.
pub(crate) fn remember(
    snapshot: &Snapshot,
    articles: &Map<Slug, ArticleNotes>,
    memory: &mut Memory,
) -> (Arc<Lock>, Kept) {
    let locked = memory.locked.run(articles.clone(), |articles, article| {
        articles.get(article).map(|notes| Arc::clone(&notes.placed.locked)).filter(|locked| !locked.is_empty())
    });
    let current = memory.current.run(articles, |_, notes| notes.is_current().then_some(notes.digest));
    let mut kept = memory.kept.run(current, |current, digest| {
        let (_, notes) = current.get(digest)?.first()?;
        Some(Some(Arc::clone(&notes.canonical)))
    });
    let others = memory.others.run(articles.clone(), |articles, article| {
        articles.get(article).filter(|notes| !notes.placed.locked.is_empty() && !notes.is_current()).cloned()
    });
    for notes in others.values() {
        for text in notes.placed.locked.values().map(|entry| entry.text) {
            let known = (text == notes.digest).then(|| Arc::clone(&notes.canonical));
            // An old text that nobody has is not waited for.
            if known.is_some() || (!kept.contains_key(&text) && snapshot.snapshots.has(text)) {
                kept.insert(text, known);
            }
        }
    }
    let lock = if locked == snapshot.lock.articles && !snapshot.lock.stale {
        Arc::clone(&snapshot.lock)
    } else {
        Arc::new(Lock { articles: locked, stale: false })
    };
    (lock, kept)
}

impl ArticleNotes {
    /// Whether all its notes were found in the text as it is now.
    fn is_current(&self) -> bool {
        !self.placed.locked.is_empty() && self.placed.locked.text() == Some(self.digest)
    }
}
