//! The files that are shown, and their bodies as they are written.
//!
//! It deliberately resolves no link and extracts no text.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::compile::parse::Parsed;
use crate::compile::settle::{Settled, is_shown};
use crate::content::Source;
use crate::content::annotation::Note;
use crate::content::article::{Article, Rights};
use crate::content::entity::Entity;
use crate::content::file::ContentFile;
use crate::memo::map::Map;
use crate::memo::{Pick, Same, sources};
use crate::path::{Slug, SourcePath};
use crate::resolve::address::{HOME, has_words};
use crate::resolve::ids::{Kind, id_of};
use crate::resolve::link::{join, percent_decode};
use crate::resolve::publish_set::Audience;
use crate::source::Blob;
use crate::text::{Document, Inline, InlineKind, Leaf, LeafKind, Spans, Target};

/// A file that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) path: SourcePath,
    pub(crate) owner: Slug,
    pub(crate) content: Arc<ContentFile>,
    audience: Audience,
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
    files: Map<SourcePath, ContentFile>,
}

sources!(Showing by SourcePath: [settled] [files]);

/// What remembers the files that are shown.
pub(crate) type Memory = Pick<SourcePath, Showing, Arc<Shown>>;

/// Finds the files that are shown.
pub(crate) fn shown(parsed: &Parsed, settled: &Arc<Settled>, memory: &mut Memory) -> Map<SourcePath, Shown> {
    let showing = Showing { settled: Same::new(settled), files: parsed.files.clone() };
    memory.run(showing, |showing, path| showing.file(path).map(Arc::new))
}

impl Showing {
    fn file(&self, path: &SourcePath) -> Option<Shown> {
        let content = self.files.get(path)?;
        let owner = match &**content {
            ContentFile::Notes(_) => {
                self.settled.annotated.get(path).filter(|article| article.as_str() != HOME).cloned()?
            }
            ContentFile::Home(_) => {
                self.settled.standings.get(path).filter(|standing| standing.is_shown())?;
                id_of(path)
            }
            _ if !content.has_page() => return None,
            _ => self.own(path)?,
        };
        Some(Shown { path: path.clone(), owner, content: Arc::clone(content), audience: self.settled.audience })
    }

    /// Returns the id of a file with a page of its own.
    ///
    /// One whose id belongs to another file, or to the home page, has none.
    fn own(&self, path: &SourcePath) -> Option<Slug> {
        let ids = &self.settled.ids.entries;
        let (id, entry) = ids.get_key_value(&id_of(path)).filter(|(id, _)| id.as_str() != HOME)?;
        let shown = self.settled.shows(path);
        (entry.path == *path && shown).then(|| id.clone())
    }
}

impl Shown {
    /// Returns what the page is that it is shown on; `None` is the home page.
    pub(crate) fn kind(&self) -> Option<Kind> {
        if self.is_notes() { Some(Kind::Article) } else { self.content.kind() }
    }

    pub(crate) fn is_notes(&self) -> bool {
        self.content.notes().is_some()
    }

    /// Returns the article, if it is one.
    pub(crate) fn article(&self) -> Option<&Arc<Source<Article>>> {
        self.content.article()
    }

    /// Returns the entity, if it is one.
    pub(crate) fn entity(&self) -> Option<&Arc<Source<Entity>>> {
        self.content.entity()
    }

    /// Whether the body is not published.
    pub(crate) fn is_withheld(&self) -> bool {
        self.article().is_some_and(|source| source.meta.rights != Rights::Full)
    }

    /// Returns its bodies, in order of their numbers.
    pub(crate) fn raws(&self) -> Vec<Raw<'_>> {
        let language = self.content.common().language.as_deref();
        let ContentFile::Notes(source) = &*self.content else {
            let bodies = self.content.bodies().into_iter();
            let own = bodies.map(|(number, body, spans)| {
                let document = match self.content.claim() {
                    Some(claim) => with_finding(body, claim.meta.finding.as_deref()),
                    None => Arc::clone(body),
                };
                // A biography stands under its name, the introduction under the dossier's title.
                let headline = match &*self.content {
                    ContentFile::Entity(_) => String::new(),
                    content => content.title(&self.path),
                };
                Raw { number, headline, document, spans, language }
            });
            return own.collect();
        };
        let shown = |note: &Note| is_shown(note, self.audience) && has_words(note);
        let notes = source.file.notes.iter().zip(&source.notes).enumerate().filter(|(_, (note, _))| shown(note));
        let raw = notes.map(|(n, (note, spans))| Raw {
            number: n + 1,
            headline: String::new(),
            document: Arc::clone(&note.body),
            spans: &spans.body,
            language: note.language.as_deref().or(language),
        });
        raw.collect()
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

    /// Lists what its links may be called by: whatever stands between double brackets or in the name of a file.
    pub(crate) fn named(&self) -> BTreeSet<Slug> {
        let links = self.documents().flat_map(|document| &document.links);
        let ids = links.filter_map(|link| match &link.target {
            Target::Wiki(text) => text.split('#').next().map(|id| Slug::from_name(id.trim())),
            Target::Url(url) => {
                let path = url.split(['#', '?']).next().unwrap_or_default();
                Some(id_of(&SourcePath::new(format!("content/pages/{}", percent_decode(path)))))
            }
        });
        ids.collect()
    }

    /// Returns what is written in it, also what is not shown.
    fn documents(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.content.bodies().into_iter().map(|body| body.1)
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
