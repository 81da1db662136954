//! Every note placed, and what is remembered of it for the next compile.
//!
//! All notes are placed, for every audience: also those that are drafts, private or under embargo. So the lock is
//! the same whoever compiles and whenever, and a public build drops no entry of a note that it does not show.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compile::Memos;
use crate::compile::parse::{Parsed, find};
use crate::compile::settle::Settled;
use crate::compile::units::Texts;
use crate::content::annotation::{AnnotationFile, AnnotationSource, Note};
use crate::content::article::Rights;
use crate::load::Snapshot;
use crate::lock::{self, Digest, Lock};
use crate::map::Map;
use crate::path::{Slug, SourcePath};
use crate::resolve::anchor::place::{self, PlaceInput, Placement};
use crate::resolve::ids::Kind;
use crate::snapshots::Kept;
use crate::table::Table;
use crate::text::canonical::Canonical;

/// What the notes on one article came to.
#[derive(Clone, Debug)]
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

/// The notes of an article, and what the lock has of them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Placing {
    article: Slug,
    canonical: Arc<Canonical>,
    digest: Digest,
    files: Vec<Arc<AnnotationFile>>,
    locked: Option<Arc<lock::Notes>>,
    texts: BTreeMap<Digest, Arc<str>>,
    context: bool,
}

/// What the notes of an article came to.
#[derive(Debug, PartialEq, Eq)]
pub struct Placed {
    /// By note.
    pub notes: Vec<Placement>,
    /// What the lock is to have of them.
    locked: Arc<lock::Notes>,
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
pub(super) fn place(
    snapshot: &Snapshot,
    parsed: &Parsed,
    settled: &Settled,
    texts: &Texts,
    memos: &mut Memos,
) -> Vec<ArticleNotes> {
    let mut files: Table<&Slug, Vec<(SourcePath, Arc<AnnotationSource>)>> = Table::default();
    for (path, source) in &parsed.annotations {
        files.entry(&source.file.article).or_default().push((path.clone(), Arc::clone(source)));
    }
    // They are nearly in order.
    files.sort_keys();
    let mut articles = Vec::with_capacity(files.len());
    for (article, files) in files {
        let shown = texts.article(article);
        let source = shown.map(|shown| shown.1).or_else(|| {
            let entry = settled.ids.entries.get(article).filter(|entry| entry.kind == Kind::Article)?;
            find(&parsed.articles, &entry.path)
        });
        let Some(source) = source else { continue };
        let canonical = shown.and_then(|shown| shown.0.whole.as_ref()).map_or_else(
            || Arc::new(Canonical::new(&source.meta.title, &source.body)),
            |body| Arc::clone(&body.canonical),
        );
        let hidden = &source.meta.common.visibility;
        let context = source.meta.rights == Rights::Full && !hidden.private && hidden.withdrawn.is_none();
        articles.push((article, canonical, files, context));
    }
    let prints = articles.iter().map(|(article, canonical, ..)| ((*article).clone(), Arc::clone(canonical))).collect();
    let prints = memos.prints.run(|canonical| Digest::of(canonical.text.as_bytes()), prints);
    let inputs = articles.iter().zip(&prints).map(|((article, canonical, files, context), digest)| {
        let locked = snapshot.lock.articles.get(*article).map(Arc::clone);
        let mut texts = BTreeMap::new();
        let other = locked.iter().filter(|notes| notes.text() != Some(**digest));
        for entry in other.flat_map(|notes| notes.values()).filter(|entry| entry.text != **digest) {
            if let Some(text) = snapshot.snapshots.get(entry.text) {
                texts.entry(entry.text).or_insert_with(|| Arc::from(text));
            }
        }
        let input = Placing {
            article: (*article).clone(),
            canonical: Arc::clone(canonical),
            digest: **digest,
            files: files.iter().map(|file| Arc::clone(&file.1.file)).collect(),
            locked,
            texts,
            context: *context,
        };
        ((*article).clone(), input)
    });
    let placed = memos.anchors.run(stage, inputs.collect());
    articles
        .into_iter()
        .zip(prints)
        .zip(placed)
        .map(|(((article, canonical, files, _), digest), placed)| ArticleNotes {
            article: article.clone(),
            canonical,
            digest: *digest,
            files,
            placed,
        })
        .collect()
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
        texts: input.texts.clone(),
        context: input.context,
    });
    let entries = notes.iter().filter_map(|placement| placement.entry.as_ref());
    let locked: lock::Notes = entries.map(|entry| (entry.note.clone(), Arc::clone(entry))).collect();
    // What stays as it is stays the same value.
    let same = input.locked.as_ref().filter(|old| ***old == locked).map(Arc::clone);
    Placed { notes, locked: same.unwrap_or_else(|| Arc::new(locked)) }
}

/// Gathers what the next compile starts from.
pub(super) fn remember(snapshot: &Snapshot, articles: &[ArticleNotes]) -> (Arc<Lock>, Kept) {
    let mut kept = Vec::with_capacity(articles.len());
    let mut locked = Map::new();
    for article in articles.iter().filter(|article| !article.placed.locked.is_empty()) {
        let known = |text: Digest| (text == article.digest).then(|| Arc::clone(&article.canonical));
        let locked_in = &article.placed.locked;
        match locked_in.text() {
            Some(text) => kept.push((text, known(text))),
            None => kept.extend(locked_in.values().map(|entry| (entry.text, known(entry.text)))),
        }
        locked.insert(article.article.clone(), Arc::clone(&article.placed.locked));
    }
    // A text that is known comes last, and so stays.
    kept.sort_by_key(|(digest, text)| (*digest, text.is_some()));
    // An old text that nobody has is not waited for.
    kept.retain(|(digest, text)| text.is_some() || snapshot.snapshots.has(*digest));
    let lock = if locked == snapshot.lock.articles && !snapshot.lock.stale {
        Arc::clone(&snapshot.lock)
    } else {
        Arc::new(Lock { articles: locked, stale: false })
    };
    (lock, kept.into_iter().collect())
}
