//! The files that are shown, and their bodies as they are written.
//!
//! It deliberately resolves no link and extracts no text.

use std::sync::Arc;

use crate::compile::parse::{Files, Parsed};
use crate::compile::settle::{Settled, is_shown};
use crate::compile::{Audience, Memos};
use crate::content::Source;
use crate::content::annotation::{AnnotationSource, Note};
use crate::content::article::{Article, Rights};
use crate::content::claim::Claim;
use crate::content::entity::Entity;
use crate::content::page::Page;
use crate::memo::map::Map;
use crate::memo::{Pick, Same, sources};
use crate::path::{Slug, SourcePath};
use crate::resolve::address::{HOME, has_words};
use crate::resolve::ids::{Kind, id_of};
use crate::resolve::link::{join, percent_decode};
use crate::resolve::publish_set::Standing;
use crate::source::Blob;
use crate::text::{Document, Inline, InlineKind, Leaf, LeafKind, Spans, Target};

/// A file that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) path: SourcePath,
    pub(crate) owner: Slug,
    pub(crate) written: Written,
    audience: Audience,
}

/// A file as it was parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    Article(Arc<Source<Article>>),
    Entity(Arc<Source<Entity>>),
    Claim(Arc<Source<Claim>>),
    Page(Arc<Source<Page>>),
    Home(Arc<Source<Page>>),
    Notes(Arc<AnnotationSource>),
}

/// A body as it is written.
pub(crate) struct Raw<'a> {
    pub(crate) number: usize,
    pub(crate) headline: String,
    pub(crate) document: Arc<Document>,
    pub(crate) spans: &'a Spans,
    pub(crate) language: Option<&'a str>,
}

/// What decides which files are shown.
#[derive(Debug)]
pub(crate) struct Showing {
    settled: Same<Settled>,
    articles: Files<Article>,
    entities: Files<Entity>,
    claims: Files<Claim>,
    pages: Files<Page>,
    home: Files<Page>,
    annotations: Map<SourcePath, AnnotationSource>,
}

sources!(Showing by SourcePath: [settled] [articles, entities, claims, pages, home, annotations]);

/// What remembers the files that are shown.
pub(crate) type Memory = Pick<SourcePath, Showing, Arc<Shown>>;

/// Finds the files that are shown.
pub(crate) fn shown(parsed: &Parsed, settled: &Arc<Settled>, memos: &mut Memos) -> Map<SourcePath, Shown> {
    let showing = Showing {
        settled: Same::new(settled),
        articles: parsed.articles.clone(),
        entities: parsed.entities.clone(),
        claims: parsed.claims.clone(),
        pages: parsed.pages.clone(),
        home: parsed.home.clone(),
        annotations: parsed.annotations.clone(),
    };
    memos.shown.run(showing, |showing, path| showing.file(path).map(Arc::new))
}

impl Showing {
    fn file(&self, path: &SourcePath) -> Option<Shown> {
        let written = self.written(path)?;
        let owner = match &written {
            Written::Notes(_) => {
                self.settled.annotated.get(path).filter(|article| article.as_str() != HOME).cloned()?
            }
            Written::Home(_) => {
                self.settled.standings.get(path).filter(|standing| standing.is_shown())?;
                id_of(path)
            }
            Written::Entity(source) if !source.meta.page => return None,
            _ => self.own(path)?,
        };
        Some(Shown { path: path.clone(), owner, written, audience: self.settled.audience })
    }

    fn written(&self, path: &SourcePath) -> Option<Written> {
        let article = || self.articles.get(path).cloned().map(Written::Article);
        let notes = || self.annotations.get(path).cloned().map(Written::Notes);
        let entity = || self.entities.get(path).cloned().map(Written::Entity);
        let claim = || self.claims.get(path).cloned().map(Written::Claim);
        let page = || self.pages.get(path).cloned().map(Written::Page);
        let home = || self.home.get(path).cloned().map(Written::Home);
        article().or_else(notes).or_else(entity).or_else(claim).or_else(page).or_else(home)
    }

    /// Returns the id of a file with a page of its own.
    ///
    /// One whose id belongs to another file, or to the home page, has none.
    fn own(&self, path: &SourcePath) -> Option<Slug> {
        let ids = &self.settled.ids.entries;
        let (id, entry) = ids.get_key_value(&id_of(path)).filter(|(id, _)| id.as_str() != HOME)?;
        let shown = self.settled.standings.get(path).is_some_and(Standing::is_shown);
        (entry.path == *path && shown).then(|| id.clone())
    }
}

impl Shown {
    pub(crate) fn kind(&self) -> Option<Kind> {
        match &self.written {
            Written::Article(_) | Written::Notes(_) => Some(Kind::Article),
            Written::Entity(_) => Some(Kind::Entity),
            Written::Claim(_) => Some(Kind::Claim),
            Written::Page(_) => Some(Kind::Page),
            Written::Home(_) => None,
        }
    }

    pub(crate) fn is_notes(&self) -> bool {
        matches!(self.written, Written::Notes(_))
    }

    /// Returns the article, if it is one.
    pub(crate) fn article(&self) -> Option<&Arc<Source<Article>>> {
        match &self.written {
            Written::Article(source) => Some(source),
            _ => None,
        }
    }

    /// Returns the entity, if it is one.
    pub(crate) fn entity(&self) -> Option<&Arc<Source<Entity>>> {
        match &self.written {
            Written::Entity(source) => Some(source),
            _ => None,
        }
    }

    /// Whether the body is not published.
    pub(crate) fn is_withheld(&self) -> bool {
        matches!(&self.written, Written::Article(source) if source.meta.rights != Rights::Full)
    }

    /// Returns its bodies, in order of their numbers.
    pub(crate) fn raws(&self) -> Vec<Raw<'_>> {
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
    pub(crate) fn has_links(&self) -> bool {
        self.documents().any(|document| !document.links.is_empty() || !document.images.is_empty())
    }

    /// Whether its links lead to parts of pages.
    pub(crate) fn points_into_pages(&self) -> bool {
        let mut links = self.documents().flat_map(|document| &document.links);
        links.any(|link| matches!(&link.target, Target::Wiki(text) | Target::Url(text) if text.contains('#')))
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
    pub(crate) fn blobs(&self, blobs: &Map<SourcePath, Blob>) -> Vec<Option<(SourcePath, Arc<Blob>)>> {
        if self.documents().all(|document| document.images.is_empty()) {
            return Vec::new();
        }
        let folder = self.path.as_str().rsplit_once('/').map_or("", |f| f.0);
        let raws = self.raws();
        let images = raws.iter().flat_map(|raw| &raw.document.images);
        let found = images.map(|image| {
            let path = join(folder, &percent_decode(&image.url)).map(SourcePath::new)?;
            let (path, blob) = blobs.get_key_value(&path)?;
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
