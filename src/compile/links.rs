//! The links and images of the files that are shown.
//!
//! A file without links is not looked at. What a link means depends on how everything is called and on the anchors that
//! pages have: that is one value, the [`Ground`], which writing in a paragraph does not change.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::compile::parse::Parsed;
use crate::compile::settle::Settled;
use crate::compile::shown::{Raw, Shown};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::memo::map::{Map, OrdMap};
use crate::memo::{Join, Joined, Pick, Same, Stage, sources};
use crate::path::{OutputPath, Slug, SourcePath};
use crate::resolve::href::Href;
use crate::resolve::ids::{Kind, NoteIds};
use crate::resolve::reference::Reference;
use crate::resolve::{address, link};
use crate::source::{Blob, Snapshot};
use crate::text::{Document, LeafKind};

/// What links are resolved against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ground {
    settled: Same<Settled>,
    base_url: Option<Arc<str>>,
    /// Whether there is an index of articles, of entities, of claims.
    indexes: [bool; 3],
    /// The anchors of each page besides its notes, by file.
    anchors: Map<SourcePath, Anchors>,
}

/// What decides which anchors a page has besides its notes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Anchoring {
    body: Arc<Document>,
    /// Whether a claim's finding stands before it.
    finding: bool,
    /// Whether it was not cut off.
    whole: bool,
}

/// How many blocks a page has, and its headings' own ids; `None` may have any, as it was cut off.
pub(crate) type Anchors = Option<(usize, BTreeSet<String>)>;

/// A file with links or images, and what they are resolved against.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Linking {
    shown: Arc<Shown>,
    ground: Ground,
    /// The notes that its links may lead to: all, or none if they do not.
    notes: Map<Slug, NoteIds>,
    /// By image.
    blobs: Vec<Option<(SourcePath, Arc<Blob>)>>,
    /// What is called by name alone.
    names: Option<Arc<Joined<Slug, Reference>>>,
}

/// All files that are shown, and what their links and images are resolved against.
#[derive(Debug)]
pub(crate) struct Linkings {
    ground: Ground,
    blobs: Map<SourcePath, Blob>,
    shown: Map<SourcePath, Shown>,
    /// The notes, by file whose links lead into pages.
    notes: OrdMap<SourcePath, Map<Slug, NoteIds>>,
    names: Map<SourcePath, Joined<Slug, Reference>>,
}

sources!(Linkings by SourcePath: [ground, blobs] [shown, notes, names]);

/// What is remembered of links.
#[derive(Debug)]
pub(crate) struct Memory {
    /// The anchors of pages.
    anchors: Stage<SourcePath, Map<SourcePath, Shown>, Anchoring, Anchors>,
    /// Which files have links that lead into pages.
    pointed: Pick<SourcePath, Map<SourcePath, Shown>, ()>,
    names: Join<SourcePath, Shown, Slug, Reference>,
    /// The links of files.
    pub(crate) links: Stage<SourcePath, Linkings, Linking, Links>,
}

impl Memory {
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            anchors: Stage::new(keep),
            pointed: Pick::new(keep),
            names: Join::new(keep),
            links: Stage::noting(keep, Links::is_notable),
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        self.anchors.entries() + self.pointed.entries() + self.names.entries() + self.links.entries()
    }
}

/// The links of a file's bodies.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Links {
    pub(crate) bodies: Vec<BodyLinks>,
    pub(crate) assets: Vec<(OutputPath, Arc<[u8]>)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// The links of one body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct BodyLinks {
    pub(crate) titles: Vec<Option<String>>,
    pub(crate) hrefs: Arc<Vec<Href>>,
    pub(crate) targets: Arc<Vec<Option<String>>>,
    pub(crate) images: Arc<Vec<Href>>,
}

/// Resolves the links and images of the files that have any.
pub(crate) fn links(
    snapshot: &Snapshot,
    parsed: &Parsed,
    settled: &Arc<Settled>,
    note_ids: &Map<Slug, NoteIds>,
    names: &Map<Slug, Reference>,
    shown: &Map<SourcePath, Shown>,
    memory: &mut Memory,
) -> Map<SourcePath, Links> {
    let ground = Ground {
        settled: Same::new(settled),
        base_url: parsed.config.base_url.as_deref().map(Arc::from),
        indexes: ["articles", "entities", "claims"].map(|folder| parsed.has(folder)),
        anchors: memory.anchors.run(shown.clone(), anchoring, anchors),
    };
    let pointed = memory.pointed.run(shown.clone(), |shown, path| shown.get(path)?.points_into_pages().then_some(()));
    let notes = pointed.keys().map(|path| (path.clone(), note_ids.clone())).collect();
    let names = memory.names.run(shown, names, |_, shown| shown.named());
    let linkings = Linkings { ground, blobs: snapshot.blobs.clone(), shown: shown.clone(), notes, names };
    memory.links.run(linkings, linking, resolve)
}

fn anchoring(shown: &Map<SourcePath, Shown>, path: &SourcePath) -> Option<Anchoring> {
    let content = &shown.get(path)?.content;
    let kind = content.kind()?;
    let (_, body, _) = *content.bodies().first()?;
    let finding = kind == Kind::Claim && content.line().is_some_and(|finding| !finding.trim().is_empty());
    let whole = content.article().is_none_or(|source| source.is_whole());
    Some(Anchoring { body: Arc::clone(body), finding, whole })
}

fn anchors(page: &Anchoring) -> Anchors {
    let own = page.body.leaves.iter().filter_map(|leaf| match &leaf.kind {
        LeafKind::Heading { id, .. } => id.clone(),
        _ => None,
    });
    let blocks = page.body.leaves.len() + usize::from(page.finding);
    page.whole.then(|| (blocks, own.collect()))
}

fn linking(linkings: &Linkings, path: &SourcePath) -> Option<Linking> {
    let shown = linkings.shown.get(path).filter(|shown| shown.has_links())?;
    let blobs = shown.blobs(&linkings.blobs);
    let notes = linkings.notes.get(path).cloned().unwrap_or_default();
    let names = linkings.names.get(path).cloned();
    Some(Linking { shown: Arc::clone(shown), ground: linkings.ground.clone(), notes, blobs, names })
}

impl Links {
    /// Whether they bring something with them that has to be collected.
    pub(crate) fn is_notable(&self) -> bool {
        !self.assets.is_empty() || !self.diagnostics.is_empty()
    }
}

/// Resolves the links and images of a file.
pub(crate) fn resolve(input: &Linking) -> Links {
    let shown = &input.shown;
    let mut out = Links::default();
    let mut blobs = input.blobs.iter();
    for raw in shown.raws() {
        let mut body = of_body(&raw, input, &mut out.diagnostics);
        let withheld = shown.is_withheld();
        let blobs: Vec<_> = blobs.by_ref().take(raw.document.images.len()).map(Option::as_ref).collect();
        if withheld {
            (body.hrefs, body.targets) = Default::default();
        } else {
            body.images = Arc::new(images(&raw, shown, &blobs, &mut out.assets, &mut out.diagnostics));
        }
        out.bodies.push(body);
    }
    out
}

fn of_body(raw: &Raw<'_>, input: &Linking, diagnostics: &mut Vec<Diagnostic>) -> BodyLinks {
    let Linking { shown, ground, .. } = input;
    let mut out = BodyLinks::default();
    if raw.document.links.is_empty() {
        return out;
    }
    let ids = &ground.settled.ids;
    let page = match shown.kind() {
        Some(kind) => kind.output(&shown.owner),
        None => OutputPath::new("index.html"),
    };
    let [articles, entities, claims] = ground.indexes;
    let from = link::From {
        path: &shown.path,
        page: &page,
        article: (shown.kind() == Some(Kind::Article)).then_some(&shown.owner),
        notes: &input.notes,
        title: &|id| Some(input.names.as_ref()?.get(id)?.title.clone()),
        base_url: ground.base_url.as_deref(),
        others: &|path| match path {
            "index.html" | "404.html" => true,
            "articles/index.html" => articles,
            "entities/index.html" => entities,
            "claims/index.html" => claims,
            _ => false,
        },
        anchors: &|id, anchor| match ids.entries.get(id).and_then(|entry| ground.anchors.get(&entry.path)).map(|a| &**a)
        {
            None => false,
            // What was cut off may have had it.
            Some(None) => true,
            Some(Some((blocks, own))) => {
                own.contains(anchor)
                    || anchor
                        .strip_prefix('p')
                        .and_then(|n| n.parse::<usize>().ok())
                        .is_some_and(|n| n <= *blocks && format!("p{n}") == anchor)
            }
        },
    };
    let (mut hrefs, mut targets) = (Vec::new(), Vec::new());
    for (n, target) in raw.document.links.iter().enumerate() {
        match link::resolve(&target.target, ids, from) {
            Ok(resolved) => {
                out.titles.push(resolved.title);
                hrefs.push(resolved.href);
                targets.push(resolved.to);
            }
            Err(problem) => {
                let span = raw.spans.links.get(n).cloned().unwrap_or(0..0);
                if !shown.is_withheld() {
                    let mut diagnostic =
                        Diagnostic::error(problem.code, Location::at(&shown.path, span), problem.message);
                    diagnostic.hint = problem.hint;
                    diagnostics.push(diagnostic);
                }
                out.titles.push(None);
                hrefs.push(Href::Nowhere);
                targets.push(None);
            }
        }
    }
    (out.hrefs, out.targets) = (Arc::new(hrefs), Arc::new(targets));
    out
}

fn images(
    raw: &Raw<'_>,
    shown: &Shown,
    blobs: &[Option<&(SourcePath, Arc<Blob>)>],
    assets: &mut Vec<(OutputPath, Arc<[u8]>)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Href> {
    let mut hrefs = Vec::new();
    for (n, image) in raw.document.images.iter().enumerate() {
        let place = Location::at(&shown.path, raw.spans.images.get(n).cloned().unwrap_or(0..0));
        if image.url.contains(':') {
            diagnostics.push(
                Diagnostic::warning(
                    Code::ExternalImage,
                    place,
                    format!("the image `{}` lies on another host and is left out", image.url),
                )
                .hint("save it beside the file and name it by its relative path"),
            );
            hrefs.push(Href::Nowhere);
            continue;
        }
        match blobs.get(n).copied().flatten() {
            Some((path, blob)) => {
                let output = address::asset(path, &blob.digest);
                assets.push((output.clone(), Arc::clone(&blob.bytes)));
                let words = |what: &str| format!("the image `{}` has no {what}", image.url);
                let mut lacks = |code, what: &str, hint: &str| {
                    diagnostics.push(Diagnostic::error(code, place.clone(), words(what)).hint(hint));
                };
                if image.alt.trim().is_empty() {
                    lacks(Code::ImageWithoutAlt, "description", "say what is to be seen on it: `![description](file)`");
                }
                if image.title.is_empty() {
                    lacks(Code::ImageWithoutCredit, "credit", "say whose it is: `![…](file \"Photo: name, licence\")`");
                }
                let path = crate::resolve::ids::href(&output);
                hrefs.push(Href::Picture { path, size: super::pictures::size(&blob.bytes) });
            }
            None => {
                diagnostics.push(
                    Diagnostic::error(Code::MissingImage, place, format!("there is no image `{}`", image.url))
                        .hint("write the path from this file's folder, and keep the image under content/"),
                );
                hrefs.push(Href::Nowhere);
            }
        }
    }
    hrefs
}
