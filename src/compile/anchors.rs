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
use crate::content::annotation::{AnnotationSource, Note};
use crate::content::article::Rights;
use crate::load::Snapshot;
use crate::lock::{Digest, Lock};
use crate::path::{Slug, SourcePath};
use crate::resolve::anchor::place::{PlaceInput, Placement, place as stage};
use crate::resolve::ids::Kind;
use crate::snapshots::Kept;
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
    pub placements: Arc<Vec<Placement>>,
}

impl ArticleNotes {
    /// Returns the notes with their file, their number in it from 0, and what they came to.
    pub fn notes(&self) -> impl Iterator<Item = (&SourcePath, &Arc<AnnotationSource>, usize, &Arc<Note>, &Placement)> {
        let notes = self.files.iter().flat_map(|(path, source)| {
            source.file.notes.iter().enumerate().map(move |(n, note)| (path, source, n, note))
        });
        notes.zip(self.placements.iter()).map(|((path, source, n, note), placement)| (path, source, n, note, placement))
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
    let mut files: BTreeMap<&Slug, Vec<(SourcePath, Arc<AnnotationSource>)>> = BTreeMap::new();
    for (path, source) in &parsed.annotations {
        if settled.ids.entries.get(&source.file.article).is_some_and(|entry| entry.kind == Kind::Article) {
            files.entry(&source.file.article).or_default().push((path.clone(), Arc::clone(source)));
        }
    }
    let mut articles = Vec::with_capacity(files.len());
    for (article, files) in files {
        let Some(source) = find(&parsed.articles, &settled.ids.entries[article].path) else { continue };
        let canonical = texts.whole.get(article).map_or_else(
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
        let notes: Vec<Arc<Note>> = files.iter().flat_map(|f| f.1.file.notes.iter().map(Arc::clone)).collect();
        let key = |note: &Arc<Note>| ((*article).clone(), note.id.clone());
        let entries: Vec<_> = notes.iter().map(|note| snapshot.lock.entries.get(&key(note)).cloned()).collect();
        let mut texts = BTreeMap::new();
        for entry in entries.iter().flatten().filter(|entry| entry.text != **digest) {
            if let Some(text) = snapshot.snapshots.get(entry.text) {
                texts.entry(entry.text).or_insert_with(|| Arc::from(text));
            }
        }
        let input = PlaceInput {
            article: (*article).clone(),
            canonical: Arc::clone(canonical),
            digest: **digest,
            notes,
            entries,
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
        .map(|(((article, canonical, files, _), digest), placements)| ArticleNotes {
            article: article.clone(),
            canonical,
            digest: *digest,
            files,
            placements,
        })
        .collect()
}

/// Gathers what the next compile starts from.
pub(super) fn remember(snapshot: &Snapshot, articles: &[ArticleNotes]) -> (Arc<Lock>, Kept) {
    let mut entries = Vec::with_capacity(snapshot.lock.entries.len());
    let mut kept = Kept::new();
    for article in articles {
        for entry in article.placements.iter().filter_map(|placement| placement.entry.as_ref()) {
            let text = (entry.text == article.digest).then_some(&article.canonical);
            let known = kept.entry(entry.text).or_insert(None);
            if known.is_none() {
                *known = text.cloned();
            }
            entries.push(((entry.article.clone(), entry.note.clone()), Arc::clone(entry)));
        }
    }
    // An old text that nobody has is not waited for.
    kept.retain(|digest, text| text.is_some() || snapshot.snapshots.has(*digest));
    let entries: BTreeMap<_, _> = entries.into_iter().collect();
    let lock = if entries == snapshot.lock.entries && !snapshot.lock.stale {
        Arc::clone(&snapshot.lock)
    } else {
        Arc::new(Lock { entries, stale: false })
    };
    (lock, kept)
}
