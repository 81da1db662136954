//! The bodies that are shown: their links resolved, their titles filled in, their text extracted.
//!
//! A unit is one body: an article's, a note's, a biography, a claim, a page. Each file is read by itself, and only one
//! that has links depends on what others are called. What an article's rights withhold is taken out here, so that
//! nothing later can publish it: [`Unit::body`] is the published text, and only anchoring sees [`FileUnits::whole`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::compile::parse::{Parse, Parsed};
use crate::compile::prose::HOME;
use crate::compile::settle::{Settled, has_words, is_shown};
use crate::compile::{Audience, BodyKey, Memos};
use crate::content::Source;
use crate::content::annotation::AnnotationSource;
use crate::content::article::{Article, Rights};
use crate::content::claim::Claim;
use crate::content::entity::Entity;
use crate::content::page::Page;
use crate::diagnostic::{Diagnostic, Location};
use crate::load::{Blob, Snapshot};
use crate::path::{OutputPath, Slug, SourcePath};
use crate::render::paint::Href;
use crate::resolve::body::{Body, Draft, body};
use crate::resolve::ids::{Kind, id_of};
use crate::resolve::link::{self, join, percent_decode};
use crate::resolve::publish_set::Standing;
use crate::text::{Document, Inline, InlineKind, Leaf, LeafKind, Spans};

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

    /// Finds the bodies of a file.
    pub(super) fn file(&self, path: &SourcePath) -> Option<&Arc<FileUnits>> {
        self.files.binary_search_by(|file| file.path.cmp(path)).ok().map(|at| &self.files[at])
    }

    /// Finds a body: 0 is the file's own, n is its n-th note's.
    pub(super) fn unit(&self, path: &SourcePath, number: usize) -> Option<&Unit> {
        self.file(path)?.unit(number)
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

/// A file that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    path: SourcePath,
    owner: Slug,
    written: Written,
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
struct Raw<'a> {
    number: usize,
    headline: String,
    document: Arc<Document>,
    spans: &'a Spans,
    language: Option<&'a str>,
}

/// What links are resolved against.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ground {
    settled: Arc<Settled>,
    base_url: Option<String>,
    /// Whether there is an index of articles, of entities, of claims.
    indexes: [bool; 3],
    anchors: Arc<Anchors>,
}

/// What decides which anchors pages have besides their notes: the body of each page, and whether a claim's finding
/// stands before it; whether it was cut off.
pub(super) type Anchoring = Vec<(Slug, Arc<Document>, bool, bool)>;

/// The anchors of each page besides its notes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Anchors(BTreeMap<Slug, OfPage>);

/// How many blocks a page has, and its headings' own ids; `None` may have any, as it was cut off.
type OfPage = Option<(usize, BTreeSet<String>)>;

/// A file with links or images, and what they are resolved against.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Linking {
    shown: Shown,
    ground: Arc<Ground>,
    /// By image.
    blobs: Vec<Option<(SourcePath, Arc<Blob>)>>,
}

/// The links of a file's bodies.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    bodies: Vec<BodyLinks>,
    assets: Vec<(OutputPath, Arc<[u8]>)>,
    diagnostics: Vec<Diagnostic>,
}

/// The links of one body.
#[derive(Debug, Default, PartialEq, Eq)]
struct BodyLinks {
    titles: Vec<Option<String>>,
    hrefs: Arc<Vec<Href>>,
    targets: Arc<Vec<Option<String>>>,
    images: Arc<Vec<Href>>,
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
    let linking: Vec<(usize, usize)> = shown
        .iter()
        .map(Shown::links)
        .enumerate()
        .filter(|(_, (links, images))| links + images > 0)
        .map(|(at, (_, images))| (at, images))
        .collect();
    let mut links: Vec<Option<Arc<Links>>> = vec![None; shown.len()];
    let ground = (!linking.is_empty()).then(|| ground(parsed, settled, &shown, memos));
    let inputs = linking.iter().zip(ground.iter().cycle()).map(|((at, images), ground)| {
        let file = &shown[*at];
        let blobs = if *images > 0 { file.blobs(snapshot) } else { Vec::new() };
        (file.path.clone(), Linking { shown: file.clone(), ground: Arc::clone(ground), blobs })
    });
    let resolved = memos.links.run(resolve, inputs.collect());
    let mut assets = BTreeMap::new();
    for ((at, _), resolved) in linking.into_iter().zip(resolved) {
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

/// Lists the files that are shown, in order of paths.
fn shown(parsed: &Parsed, settled: &Settled) -> Vec<Shown> {
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
    fn kind(&self) -> Option<Kind> {
        match &self.written {
            Written::Article(_) | Written::Notes(_) => Some(Kind::Article),
            Written::Entity(_) => Some(Kind::Entity),
            Written::Claim(_) => Some(Kind::Claim),
            Written::Page(_) => Some(Kind::Page),
            Written::Home(_) => None,
        }
    }

    fn is_notes(&self) -> bool {
        matches!(self.written, Written::Notes(_))
    }

    /// Whether the body is not published.
    fn is_withheld(&self) -> bool {
        matches!(&self.written, Written::Article(source) if source.meta.rights != Rights::Full)
    }

    /// Returns its bodies, in order of their numbers.
    fn raws(&self) -> Vec<Raw<'_>> {
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

    /// Counts the links and images of its bodies.
    fn links(&self) -> (usize, usize) {
        let of = |document: &Document| (document.links.len(), document.images.len());
        match &self.written {
            Written::Article(s) => of(&s.body),
            Written::Entity(s) => of(&s.body),
            Written::Claim(s) => of(&s.body),
            Written::Page(s) | Written::Home(s) => of(&s.body),
            Written::Notes(source) => {
                source.file.notes.iter().map(|note| of(&note.body)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
            }
        }
    }

    /// Finds the file of each image.
    fn blobs(&self, snapshot: &Snapshot) -> Vec<Option<(SourcePath, Arc<Blob>)>> {
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

/// Gathers what links are resolved against.
fn ground(parsed: &Parsed, settled: &Arc<Settled>, shown: &[Shown], memos: &mut Memos) -> Arc<Ground> {
    let input = shown.iter().filter_map(|file| {
        let (body, finding, whole) = match &file.written {
            Written::Article(s) => (&s.body, false, s.is_whole()),
            Written::Entity(s) => (&s.body, false, true),
            Written::Claim(s) => {
                (&s.body, s.meta.finding.as_deref().is_some_and(|finding| !finding.trim().is_empty()), true)
            }
            Written::Page(s) => (&s.body, false, true),
            Written::Home(_) | Written::Notes(_) => return None,
        };
        Some((file.owner.clone(), Arc::clone(body), finding, whole))
    });
    let anchors = memos.page_anchors.run(anchors_of, vec![((), input.collect())]).remove(0);
    Arc::new(Ground {
        settled: Arc::clone(settled),
        base_url: parsed.config.base_url.clone(),
        indexes: [!parsed.articles.is_empty(), !parsed.entities.is_empty(), !parsed.claims.is_empty()],
        anchors,
    })
}

fn anchors_of(pages: &Anchoring) -> Anchors {
    let page = |(owner, document, finding, whole): &(Slug, Arc<Document>, bool, bool)| {
        let own = document.leaves.iter().filter_map(|leaf| match &leaf.kind {
            LeafKind::Heading { id, .. } => id.clone(),
            _ => None,
        });
        let blocks = document.leaves.len() + usize::from(*finding);
        (owner.clone(), whole.then(|| (blocks, own.collect())))
    };
    Anchors(pages.iter().map(page).collect())
}

/// Resolves the links and images of a file.
fn resolve(input: &Linking) -> Links {
    let shown = &input.shown;
    let mut out = Links::default();
    let mut blobs = input.blobs.iter();
    for raw in shown.raws() {
        let mut body = links(&raw, shown, &input.ground, &mut out.diagnostics);
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

fn links(raw: &Raw<'_>, shown: &Shown, ground: &Ground, diagnostics: &mut Vec<Diagnostic>) -> BodyLinks {
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
        base_url: ground.base_url.as_deref(),
        others: &|path| match path {
            "index.html" | "404.html" => true,
            "articles/index.html" => articles,
            "entities/index.html" => entities,
            "claims/index.html" => claims,
            _ => false,
        },
        anchors: &|id, anchor| match ground.anchors.0.get(id) {
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
                    "external-image",
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
                let output = asset_path(path, &blob.digest);
                assets.push((output.clone(), Arc::clone(&blob.bytes)));
                let words = |what: &str| format!("the image `{}` has no {what}", image.url);
                let mut lacks = |code, what: &str, hint: &str| {
                    diagnostics.push(Diagnostic::error(code, place.clone(), words(what)).hint(hint));
                };
                if image.alt.trim().is_empty() {
                    lacks("image-without-alt", "description", "say what is to be seen on it: `![description](file)`");
                }
                if image.title.is_empty() {
                    lacks("image-without-credit", "credit", "say whose it is: `![…](file \"Photo: name, licence\")`");
                }
                let path = crate::resolve::ids::href(&output);
                hrefs.push(Href::Picture { path, size: super::pictures::size(&blob.bytes) });
            }
            None => {
                diagnostics.push(
                    Diagnostic::error("missing-image", place, format!("there is no image `{}`", image.url))
                        .hint("write the path from this file's folder, and keep the image under content/"),
                );
                hrefs.push(Href::Nowhere);
            }
        }
    }
    hrefs
}

/// Returns where a file beside the content is copied to: its name and the start of its digest.
pub(super) fn asset_path(path: &SourcePath, digest: &[u8; 32]) -> OutputPath {
    let hex: String = digest[..4].iter().map(|b| format!("{b:02x}")).collect();
    let (stem, extension) = match path.file_name().rsplit_once('.') {
        Some((stem, extension)) => (stem, format!(".{}", extension.to_lowercase())),
        None => (path.file_name(), String::new()),
    };
    OutputPath::new(format!("assets/{stem}.{hex}{extension}"))
}
