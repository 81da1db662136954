//! The bodies that are shown: their links resolved, their titles filled in, their text extracted.
//!
//! A unit is one body: an article's, a note's, a biography, a claim, a page. Each file is read by itself, and only one
//! that has links depends on what others are called. What an article's rights withhold is taken out here, so that
//! nothing later can publish it: [`Unit::body`] is the published text, and only anchoring sees [`FileUnits::whole`].

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::compile::links::{BodyLinks, Linking, Links, ground, resolve};
use crate::compile::parse::Parsed;
use crate::compile::settle::Settled;
use crate::compile::shown::{Shown, Written, shown};
use crate::compile::{BodyKey, Memos};
use crate::content::Source;
use crate::content::article::Article;
use crate::diagnostic::Diagnostic;
use crate::load::Snapshot;
use crate::path::{OutputPath, Slug, SourcePath};
use crate::render::paint::Href;
use crate::resolve::body::{Body, Draft, body};
use crate::resolve::ids::Kind;

/// One body that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) key: BodyKey,
    /// What it is part of: `None` is the home introduction.
    pub(super) kind: Option<Kind>,
    /// Whether it is a note.
    pub(super) note: bool,
    /// The id whose page it is shown on.
    pub(super) owner: Slug,
    pub(super) body: Arc<Body>,
    pub(super) hrefs: Arc<Vec<Href>>,
    pub(super) images: Arc<Vec<Href>>,
    /// By link, the id or `article#note` it points at.
    pub(super) targets: Arc<Vec<Option<String>>>,
    pub(super) language: Arc<str>,
}

/// The bodies of one file that are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileUnits {
    pub(super) path: SourcePath,
    pub(super) kind: Option<Kind>,
    /// Whether it is an annotation file.
    pub(super) notes: bool,
    /// The id whose page its bodies are shown on.
    pub(super) owner: Slug,
    /// In order of their numbers.
    pub(super) units: Vec<Unit>,
    /// The whole text of an article, for anchoring alone.
    pub(super) whole: Option<Arc<Body>>,
}

/// All bodies that are shown.
#[derive(Debug)]
pub(super) struct Texts {
    /// In order of paths.
    pub(super) files: Vec<Arc<FileUnits>>,
    /// By file, as it is written.
    written: Vec<Written>,
    /// By id, which file is its own.
    own: FxHashMap<Slug, usize>,
    /// Files that are copied because a body shows them.
    pub(super) assets: BTreeMap<OutputPath, Arc<[u8]>>,
    /// The pictures of entities, by the entity's file.
    pub(super) pictures: BTreeMap<SourcePath, crate::render::view::Image>,
}

impl Texts {
    /// Returns all bodies, in order of their keys.
    pub(super) fn units(&self) -> impl Iterator<Item = &Unit> {
        self.files.iter().flat_map(|file| &file.units)
    }

    /// Finds a body: 0 is the file's own, n is its n-th note's.
    pub(super) fn unit(&self, path: &SourcePath, number: usize) -> Option<&Unit> {
        unit(&self.files, path, number)
    }

    /// Returns the files that have a page, each as it is written.
    pub(super) fn own_files(&self) -> impl Iterator<Item = (&Arc<FileUnits>, &Written)> {
        self.files.iter().zip(&self.written).filter(|(file, _)| !file.notes)
    }

    /// Finds an article that is shown.
    pub(super) fn article(&self, id: &Slug) -> Option<(&Arc<FileUnits>, &Arc<Source<Article>>)> {
        let at = *self.own.get(id)?;
        match &self.written[at] {
            Written::Article(source) => Some((&self.files[at], source)),
            _ => None,
        }
    }
}

impl FileUnits {
    /// Finds a body: 0 is the file's own, n is its n-th note's.
    pub(super) fn unit(&self, number: usize) -> Option<&Unit> {
        self.units.binary_search_by_key(&number, |unit| unit.key.1).ok().map(|at| &self.units[at])
    }
}

/// Finds a body in files that are in order of paths: 0 is a file's own, n is its n-th note's.
pub(super) fn unit<'a>(files: &'a [Arc<FileUnits>], path: &SourcePath, number: usize) -> Option<&'a Unit> {
    let at = files.binary_search_by(|file| file.path.cmp(path)).ok()?;
    files[at].unit(number)
}

/// A file with its links resolved.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Linked {
    shown: Shown,
    links: Option<Arc<Links>>,
    /// The language of the dossier.
    language: Arc<str>,
}

/// Resolves links and extracts texts.
pub(super) fn texts(
    snapshot: &Snapshot,
    parsed: &Parsed,
    settled: &Arc<Settled>,
    memos: &mut Memos,
    diagnostics: &mut Vec<Diagnostic>,
) -> Texts {
    let shown = shown(parsed, settled);
    let ground = ground(parsed, settled, &shown, memos);
    let linking: Vec<usize> = (0..shown.len()).filter(|at| shown[*at].has_links()).collect();
    let inputs = linking.iter().map(|at| {
        let file = &shown[*at];
        (file.path.clone(), Linking { shown: file.clone(), ground: ground.clone(), blobs: file.blobs(snapshot) })
    });
    let resolved = memos.links.run(resolve, inputs.collect());
    let mut links: Vec<Option<Arc<Links>>> = vec![None; shown.len()];
    let mut assets = BTreeMap::new();
    for (at, resolved) in linking.into_iter().zip(resolved) {
        diagnostics.extend(resolved.diagnostics.iter().cloned());
        assets.extend(resolved.assets.iter().cloned());
        links[at] = Some(resolved);
    }
    let written: Vec<Written> = shown.iter().map(|shown| shown.written.clone()).collect();
    let language: Arc<str> = Arc::from(parsed.config.language.as_str());
    let inputs = shown
        .into_iter()
        .zip(links)
        .map(|(shown, links)| (shown.path.clone(), Linked { shown, links, language: Arc::clone(&language) }));
    let files = memos.bodies.run(extract, inputs.collect());
    let pictures = super::pictures::pictures(snapshot, parsed, settled, &mut assets);
    let own = files.iter().enumerate().filter(|(_, file)| !file.notes).map(|(at, file)| (file.owner.clone(), at));
    Texts { own: own.collect(), files, written, assets, pictures }
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
        if let Written::Article(_) = shown.written {
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
