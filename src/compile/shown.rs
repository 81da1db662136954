//! The files that are shown, and their bodies as they are written.
//!
//! It deliberately resolves no link and extracts no text.

use std::sync::Arc;

use crate::compile::Audience;
use crate::compile::parse::{Parse, Parsed};
use crate::compile::prose::HOME;
use crate::compile::settle::{Settled, has_words, is_shown};
use crate::content::Source;
use crate::content::annotation::{AnnotationSource, Note};
use crate::content::article::{Article, Rights};
use crate::content::claim::Claim;
use crate::content::entity::Entity;
use crate::content::page::Page;
use crate::load::{Blob, Snapshot};
use crate::path::{Slug, SourcePath};
use crate::resolve::ids::{Kind, id_of};
use crate::resolve::link::{join, percent_decode};
use crate::resolve::publish_set::Standing;
use crate::text::{Document, Inline, InlineKind, Leaf, LeafKind, Spans};

/// A file that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) path: SourcePath,
    pub(super) owner: Slug,
    pub(super) written: Written,
    audience: Audience,
}

/// A file as it was parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Article(Arc<Source<Article>>),
    Entity(Arc<Source<Entity>>),
    Claim(Arc<Source<Claim>>),
    Page(Arc<Source<Page>>),
    Home(Arc<Source<Page>>),
    Notes(Arc<AnnotationSource>),
}

/// A body as it is written.
pub(super) struct Raw<'a> {
    pub(super) number: usize,
    pub(super) headline: String,
    pub(super) document: Arc<Document>,
    pub(super) spans: &'a Spans,
    pub(super) language: Option<&'a str>,
}

/// Lists the files that are shown, in order of paths.
pub(super) fn shown(parsed: &Parsed, settled: &Settled) -> Vec<Shown> {
    // A file whose id belongs to another file, or to the home page, has no page of its own.
    let own = |path: &SourcePath| {
        let (id, entry) = settled.ids.entries.get_key_value(&id_of(path)).filter(|(id, _)| id.as_str() != HOME)?;
        (entry.path == *path && settled.standings.get(path).is_some_and(Standing::is_shown)).then(|| id.clone())
    };
    let file =
        |path: &SourcePath, owner, written| Shown { path: path.clone(), owner, written, audience: settled.audience };
    let mut shown = Vec::with_capacity(parsed.articles.len() + parsed.annotations.len() + parsed.entities.len());
    for (path, source) in &parsed.annotations {
        let Some(article) = settled.annotated.get(path).filter(|article| article.as_str() != HOME) else { continue };
        shown.push(file(path, article.clone(), Written::Notes(Arc::clone(source))));
    }
    fn add<T>(
        files: &[Parse<T>],
        shown: &mut Vec<Shown>,
        own: impl Fn(&SourcePath) -> Option<Slug>,
        file: impl Fn(&SourcePath, Slug, &Arc<Source<T>>) -> Option<Shown>,
    ) {
        shown.extend(files.iter().filter_map(|(path, source)| file(path, own(path)?, source)));
    }
    add(&parsed.articles, &mut shown, own, |path, id, s| Some(file(path, id, Written::Article(Arc::clone(s)))));
    add(&parsed.claims, &mut shown, own, |path, id, s| Some(file(path, id, Written::Claim(Arc::clone(s)))));
    let paged = |path: &SourcePath, id, s: &Arc<Source<Entity>>| {
        s.meta.page.then(|| file(path, id, Written::Entity(Arc::clone(s))))
    };
    add(&parsed.entities, &mut shown, own, paged);
    if let Some((path, source)) = &parsed.home
        && settled.standings.get(path).is_some_and(Standing::is_shown)
    {
        shown.push(file(path, id_of(path), Written::Home(Arc::clone(source))));
    }
    add(&parsed.pages, &mut shown, own, |path, id, s| Some(file(path, id, Written::Page(Arc::clone(s)))));
    shown
}

impl Shown {
    pub(super) fn kind(&self) -> Option<Kind> {
        match &self.written {
            Written::Article(_) | Written::Notes(_) => Some(Kind::Article),
            Written::Entity(_) => Some(Kind::Entity),
            Written::Claim(_) => Some(Kind::Claim),
            Written::Page(_) => Some(Kind::Page),
            Written::Home(_) => None,
        }
    }

    pub(super) fn is_notes(&self) -> bool {
        matches!(self.written, Written::Notes(_))
    }

    /// Whether the body is not published.
    pub(super) fn is_withheld(&self) -> bool {
        matches!(&self.written, Written::Article(source) if source.meta.rights != Rights::Full)
    }

    /// Returns its bodies, in order of their numbers.
    pub(super) fn raws(&self) -> Vec<Raw<'_>> {
        let own = |headline: String, document: &Arc<Document>, spans, language| {
            vec![Raw { number: 0, headline, document: Arc::clone(document), spans, language }]
        };
        match &self.written {
            Written::Article(s) => own(s.meta.title.clone(), &s.body, &s.spans, s.meta.common.language.as_deref()),
            Written::Entity(s) => own(String::new(), &s.body, &s.spans, s.meta.common.language.as_deref()),
            Written::Claim(s) => {
                let document = with_finding(&s.body, s.meta.finding.as_deref());
                own(s.meta.question.clone(), &document, &s.spans, s.meta.common.language.as_deref())
            }
            Written::Page(s) => {
                let title = s.meta.title.clone().unwrap_or_else(|| self.path.stem().to_owned());
                own(title, &s.body, &s.spans, s.meta.common.language.as_deref())
            }
            Written::Home(s) => own(String::new(), &s.body, &s.spans, s.meta.common.language.as_deref()),
            Written::Notes(source) => {
                let notes = source.file.notes.iter().enumerate();
                let shown = notes.filter(|(_, note)| is_shown(note, self.audience) && has_words(note));
                let raw = shown.map(|(n, note)| Raw {
                    number: n + 1,
                    headline: String::new(),
                    document: Arc::clone(&note.body),
                    spans: &source.notes[n].body,
                    language: note.language.as_deref().or(source.file.common.language.as_deref()),
                });
                raw.collect()
            }
        }
    }

    /// Whether its bodies have links or images.
    pub(super) fn has_links(&self) -> bool {
        self.documents().any(|document| !document.links.is_empty() || !document.images.is_empty())
    }

    /// Returns what is written in it, also what is not shown.
    fn documents(&self) -> impl Iterator<Item = &Arc<Document>> {
        let (own, notes): (Option<_>, &[Arc<Note>]) = match &self.written {
            Written::Article(s) => (Some(&s.body), &[]),
            Written::Entity(s) => (Some(&s.body), &[]),
            Written::Claim(s) => (Some(&s.body), &[]),
            Written::Page(s) | Written::Home(s) => (Some(&s.body), &[]),
            Written::Notes(source) => (None, &source.file.notes),
        };
        own.into_iter().chain(notes.iter().map(|note| &note.body))
    }

    /// Finds the file of each image.
    pub(super) fn blobs(&self, snapshot: &Snapshot) -> Vec<Option<(SourcePath, Arc<Blob>)>> {
        if self.documents().all(|document| document.images.is_empty()) {
            return Vec::new();
        }
        let folder = self.path.as_str().rsplit_once('/').map_or("", |f| f.0);
        let raws = self.raws();
        let images = raws.iter().flat_map(|raw| &raw.document.images);
        let found = images.map(|image| {
            let path = join(folder, &percent_decode(&image.url)).map(SourcePath::new)?;
            let (path, blob) = snapshot.blobs.get_key_value(&path)?;
            Some((path.clone(), Arc::clone(blob)))
        });
        found.collect()
    }
}

/// Puts a claim's finding before its body, as a paragraph of its own.
fn with_finding(body: &Arc<Document>, finding: Option<&str>) -> Arc<Document> {
    let Some(finding) = finding.filter(|f| !f.trim().is_empty()) else { return Arc::clone(body) };
    let mut document = Document::clone(body);
    for node in &mut document.nodes {
        if let crate::text::Node::Leaf(index) = node {
            *index += 1;
        }
    }
    document.nodes.insert(0, crate::text::Node::Leaf(0));
    let text = InlineKind::Text(finding.split_whitespace().collect::<Vec<_>>().join(" "));
    document.leaves.insert(
        0,
        Leaf {
            kind: LeafKind::Paragraph { tight: false },
            inlines: vec![Inline { kind: text, within: Vec::new() }],
            elements: Vec::new(),
        },
    );
    Arc::new(document)
}
