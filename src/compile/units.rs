//! The bodies that are shown: their links resolved, their titles filled in, their text extracted.
//!
//! A unit is one body: an article's, a note's, a biography, a claim, a page. Each file is read by itself, and only one
//! that has links depends on what others are called. What an article's rights withhold is taken out here, so that
//! nothing later can publish it: [`Unit::body`] is the published text, and only anchoring sees [`FileUnits::whole`].

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compile::links::{self, BodyLinks, Links};
use crate::compile::parse::Parsed;
use crate::compile::settle::Settled;
use crate::compile::shown::{self, Shown};
use crate::content::Source;
use crate::content::article::Article;
use crate::content::file::ContentFile;
use crate::diagnostic::Diagnostic;
use crate::memo::map::Map;
use crate::memo::{Groups, Pick, Stage, sources};
use crate::path::{OutputPath, Slug, SourcePath};
use crate::resolve::body::{Body, Draft, body};
use crate::resolve::href::Href;
use crate::resolve::ids::{Kind, NoteIds};
use crate::resolve::reference::Reference;
use crate::source::Snapshot;

/// Which body of a file: 0 is the file's own, n is its n-th note's.
pub(crate) type BodyKey = (SourcePath, usize);

/// One body that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) key: BodyKey,
    /// What it is part of: `None` is the home introduction.
    pub(crate) kind: Option<Kind>,
    /// Whether it is a note.
    pub(crate) note: bool,
    /// The id whose page it is shown on.
    pub(crate) owner: Slug,
    pub(crate) body: Arc<Body>,
    pub(crate) hrefs: Arc<Vec<Href>>,
    pub(crate) images: Arc<Vec<Href>>,
    /// By link, the id or `article#note` it points at.
    pub(crate) targets: Arc<Vec<Option<String>>>,
    pub(crate) language: Arc<str>,
}

/// The bodies of one file that are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileUnits {
    pub(crate) path: SourcePath,
    pub(crate) kind: Option<Kind>,
    /// Whether it is an annotation file.
    pub(crate) notes: bool,
    /// The id whose page its bodies are shown on.
    pub(crate) owner: Slug,
    /// In order of their numbers.
    pub(crate) units: Vec<Unit>,
    /// The whole text of an article, for anchoring alone.
    pub(crate) whole: Option<Arc<Body>>,
}

/// The bodies on a page, by file, in order of paths.
pub(crate) type Bodies = Vec<(SourcePath, Arc<FileUnits>)>;

/// The files that a page is made from, in order of paths.
pub(crate) type PageFiles = Vec<(SourcePath, Arc<Shown>)>;

/// All bodies that are shown.
#[derive(Debug)]
pub(crate) struct Texts {
    pub(crate) files: Map<SourcePath, FileUnits>,
    /// The same files as they are written.
    pub(crate) shown: Map<SourcePath, Shown>,
    /// Those of them that are neither articles nor their notes.
    pub(crate) others: Map<SourcePath, Shown>,
    /// By id, the files whose bodies are shown on its page: its own, and those with notes.
    pub(crate) of: Map<Slug, Bodies>,
    /// By id, the same files as they are written; also those without a body.
    pub(crate) written: Map<Slug, PageFiles>,
    /// How each id is pointed at.
    pub(crate) names: Map<Slug, Reference>,
    /// How the notes of each article are pointed at.
    pub(crate) note_ids: Map<Slug, NoteIds>,
    /// Files that are copied because a body shows them.
    pub(crate) assets: BTreeMap<OutputPath, Arc<[u8]>>,
    /// The pictures of entities, by the entity's file.
    pub(crate) pictures: BTreeMap<SourcePath, crate::render::view::Image>,
}

/// What is remembered of bodies.
#[derive(Debug)]
pub(crate) struct Memory {
    shown: shown::Memory,
    pub(crate) links: links::Memory,
    pub(crate) bodies: Stage<SourcePath, Linkeds, Linked, FileUnits>,
    of: Groups<Slug, SourcePath, FileUnits>,
    written: Groups<Slug, SourcePath, Shown>,
    others: Pick<SourcePath, Map<SourcePath, Shown>, Arc<Shown>>,
}

impl Memory {
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            shown: Pick::new(keep),
            links: links::Memory::new(keep),
            bodies: Stage::new(keep),
            of: Groups::default(),
            written: Groups::default(),
            others: Pick::new(keep),
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        let grouped = self.of.entries() + self.written.entries() + self.others.entries();
        self.shown.entries() + self.links.entries() + self.bodies.entries() + grouped
    }
}

impl Texts {
    /// Returns all bodies, in order of their keys.
    pub(crate) fn units(&self) -> impl Iterator<Item = &Unit> {
        self.files.values().flat_map(|file| &file.units)
    }

    /// Finds a body: 0 is the file's own, n is its n-th note's.
    pub(crate) fn unit(&self, path: &SourcePath, number: usize) -> Option<&Unit> {
        self.files.get(path)?.unit(number)
    }

    /// Returns the files that have a page and are no articles, each as it is written.
    pub(crate) fn other_files(&self) -> impl Iterator<Item = (&Arc<FileUnits>, &ContentFile)> {
        self.others.iter().filter_map(|(path, shown)| Some((self.files.get(path)?, &*shown.content)))
    }

    /// Finds an article that is shown.
    pub(crate) fn article(&self, id: &Slug) -> Option<(&Arc<FileUnits>, &Arc<Source<Article>>)> {
        Some((own(self.of.get(id)?)?, own_file(self.written.get(id)?)?.article()?))
    }
}

impl FileUnits {
    /// Finds a body: 0 is the file's own, n is its n-th note's.
    pub(crate) fn unit(&self, number: usize) -> Option<&Unit> {
        self.units.binary_search_by_key(&number, |unit| unit.key.1).ok().map(|at| &self.units[at])
    }
}

/// Finds a body among those of a page: 0 is a file's own, n is its n-th note's.
pub(crate) fn unit<'a>(files: &'a Bodies, path: &SourcePath, number: usize) -> Option<&'a Unit> {
    let at = files.binary_search_by(|file| file.0.cmp(path)).ok()?;
    files[at].1.unit(number)
}

/// Finds the page's own text among those on it.
pub(crate) fn own(files: &Bodies) -> Option<&Arc<FileUnits>> {
    files.iter().map(|file| &file.1).find(|file| !file.notes)
}

/// Finds the page's own file among those that it is made from.
pub(crate) fn own_file(files: &PageFiles) -> Option<&Arc<Shown>> {
    files.iter().map(|file| &file.1).find(|file| !file.is_notes())
}

/// A file with its links resolved.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Linked {
    shown: Arc<Shown>,
    links: Option<Arc<Links>>,
    /// The language of the dossier.
    language: Arc<str>,
}

/// All files with their links.
#[derive(Debug)]
pub(crate) struct Linkeds {
    language: Arc<str>,
    shown: Map<SourcePath, Shown>,
    links: Map<SourcePath, Links>,
}

sources!(Linkeds by SourcePath: [language] [shown, links]);

/// Resolves links and extracts texts.
pub(crate) fn texts(
    snapshot: &Snapshot,
    parsed: &Parsed,
    settled: &Arc<Settled>,
    note_ids: Map<Slug, NoteIds>,
    names: Map<Slug, Reference>,
    memory: &mut Memory,
    diagnostics: &mut Vec<Diagnostic>,
) -> Texts {
    let shown = shown::shown(parsed, settled, &mut memory.shown);
    let links = links::links(snapshot, parsed, settled, &note_ids, &names, &shown, &mut memory.links);
    let mut assets = BTreeMap::new();
    for (_, links) in memory.links.links.noted() {
        diagnostics.extend(links.diagnostics.iter().cloned());
        assets.extend(links.assets.iter().cloned());
    }
    let language = Arc::from(parsed.config.language.as_str());
    let linkeds = Linkeds { language, shown: shown.clone(), links };
    let files = memory.bodies.run(linkeds, linked, extract);
    let pictures = super::pictures::pictures(snapshot, parsed, settled, &mut assets);
    Texts {
        of: memory.of.run(&files, |_, file| Some(file.owner.clone())),
        written: memory.written.run(&shown, |_, file| Some(file.owner.clone())),
        others: memory.others.run(shown.clone(), |shown, path| {
            shown.get(path).filter(|shown| shown.kind() != Some(Kind::Article)).cloned()
        }),
        files,
        shown,
        names,
        note_ids,
        assets,
        pictures,
    }
}

fn linked(linkeds: &Linkeds, path: &SourcePath) -> Option<Linked> {
    let shown = Arc::clone(linkeds.shown.get(path)?);
    Some(Linked { shown, links: linkeds.links.get(path).cloned(), language: Arc::clone(&linkeds.language) })
}

/// Extracts the texts of a file.
fn extract(input: &Linked) -> FileUnits {
    let shown = &input.shown;
    let mut file = FileUnits {
        path: shown.path.clone(),
        kind: shown.kind(),
        notes: shown.is_notes(),
        owner: shown.owner.clone(),
        units: Vec::new(),
        whole: None,
    };
    let none = BodyLinks::default();
    let links = input.links.as_ref().map(|links| &links.bodies);
    for (at, raw) in shown.raws().into_iter().enumerate() {
        let links = links.and_then(|links| links.get(at)).unwrap_or(&none);
        let titles = links.titles.clone();
        let headline = raw.headline.clone();
        let whole = Arc::new(body(&Draft { headline: raw.headline, document: raw.document, titles }));
        let published = if shown.is_withheld() {
            Arc::new(body(&Draft { headline, document: Arc::default(), titles: Vec::new() }))
        } else {
            Arc::clone(&whole)
        };
        if shown.article().is_some() {
            file.whole = Some(whole);
        }
        file.units.push(Unit {
            key: (shown.path.clone(), raw.number),
            kind: file.kind,
            note: file.notes,
            owner: file.owner.clone(),
            body: published,
            hrefs: Arc::clone(&links.hrefs),
            images: Arc::clone(&links.images),
            targets: Arc::clone(&links.targets),
            language: raw.language.map_or_else(|| Arc::clone(&input.language), Arc::from),
        });
    }
    file
}
