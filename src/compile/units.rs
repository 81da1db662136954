//! The bodies that are shown: their links resolved, their titles filled in, their text extracted.
//!
//! A unit is one body: an article's, a note's, a biography, a claim, a page. What an article's rights withhold is
//! taken out here, so that nothing later can publish it: [`Unit::body`] is the published text, and only anchoring
//! sees [`Texts::whole`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::compile::parse::{Parsed, find};
use crate::compile::settle::{Settled, has_words, is_shown};
use crate::compile::{BodyKey, Memos};
use crate::content::article::Rights;
use crate::diagnostic::{Diagnostic, Location};
use crate::load::Snapshot;
use crate::path::{OutputPath, Slug, SourcePath};
use crate::render::paint::Href;
use crate::resolve::body::{Body, Draft, body};
use crate::resolve::ids::{Ids, Kind, id_of};
use crate::resolve::link::{self, join, percent_decode};
use crate::table::Table;
use crate::text::{Document, Inline, InlineKind, Leaf, LeafKind, Spans};

/// One body that is shown.
#[derive(Clone, Debug)]
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
    pub(super) targets: Vec<Option<String>>,
    pub(super) language: Arc<str>,
}

/// All bodies that are shown.
#[derive(Debug)]
pub(super) struct Texts {
    /// By key.
    pub(super) units: Table<BodyKey, Unit>,
    /// The whole text of each shown article, for anchoring alone.
    pub(super) whole: Table<Slug, Arc<Body>>,
    /// Files that are copied because a body shows them.
    pub(super) assets: BTreeMap<OutputPath, Arc<[u8]>>,
    /// The pictures of entities, by the entity's file.
    pub(super) pictures: BTreeMap<SourcePath, crate::render::view::Image>,
}

struct Raw<'a> {
    key: BodyKey,
    kind: Option<Kind>,
    note: bool,
    owner: Slug,
    headline: String,
    document: Arc<Document>,
    spans: &'a Spans,
    language: Arc<str>,
}

/// Resolves links and extracts texts.
pub(super) fn texts(
    snapshot: &Snapshot,
    parsed: &Parsed,
    settled: &Settled,
    memos: &mut Memos,
    diagnostics: &mut Vec<Diagnostic>,
) -> Texts {
    let raws = raws(parsed, settled);
    let anchors = anchors_of(&raws);
    let mut drafts = Vec::with_capacity(raws.len());
    let mut units = Vec::with_capacity(raws.len());
    let mut assets = BTreeMap::new();
    for raw in &raws {
        let withheld = raw.kind == Some(Kind::Article)
            && !raw.note
            && find(&parsed.articles, &raw.key.0).is_some_and(|a| a.meta.rights != Rights::Full);
        let (titles, hrefs, targets) = links(raw, parsed, settled, &anchors, withheld, diagnostics);
        let images = images(raw, snapshot, withheld, &mut assets, diagnostics);
        drafts.push((
            raw.key.clone(),
            Draft { headline: raw.headline.clone(), document: Arc::clone(&raw.document), titles },
        ));
        units.push((withheld, hrefs, targets, images));
    }
    let pictures = super::pictures::pictures(snapshot, parsed, settled, &mut assets);
    let bodies = memos.bodies.run(body, drafts);
    let mut texts = Texts { units: Table::default(), whole: Table::default(), assets, pictures };
    texts.units.reserve(bodies.len());
    let empty = Arc::new(Document::default());
    for ((raw, whole), (withheld, hrefs, targets, images)) in raws.into_iter().zip(bodies).zip(units) {
        let shown = if withheld {
            Arc::new(body(&Draft { headline: raw.headline, document: Arc::clone(&empty), titles: Vec::new() }))
        } else {
            Arc::clone(&whole)
        };
        if raw.kind == Some(Kind::Article) && !raw.note {
            texts.whole.insert(raw.owner.clone(), whole);
        }
        let unit = Unit {
            key: raw.key.clone(),
            kind: raw.kind,
            note: raw.note,
            owner: raw.owner,
            body: shown,
            hrefs: Arc::new(if withheld { Vec::new() } else { hrefs }),
            images: Arc::new(if withheld { Vec::new() } else { images }),
            targets: if withheld { Vec::new() } else { targets },
            language: raw.language,
        };
        texts.units.insert(raw.key, unit);
    }
    texts
}

fn raws<'a>(parsed: &'a Parsed, settled: &Settled) -> Vec<Raw<'a>> {
    let of_site: Arc<str> = Arc::from(parsed.config.language.as_str());
    let language = |own: &Option<String>| own.as_deref().map_or_else(|| Arc::clone(&of_site), Arc::from);
    // A file whose id belongs to another file has no page of its own.
    let shown = |path: &SourcePath| {
        settled.standings.get(path).is_some_and(crate::resolve::publish_set::Standing::is_shown)
            && settled.ids.entries.get(&id_of(path)).is_some_and(|e| e.path == *path)
    };
    let mut raws = Vec::new();
    let mut push = |path: &SourcePath, kind, headline: String, document: Arc<Document>, spans: &'a Spans, language| {
        let key = (path.clone(), 0);
        raws.push(Raw { key, kind, note: false, owner: id_of(path), headline, document, spans, language });
    };
    for (path, source) in parsed.articles.iter().filter(|f| shown(&f.0)) {
        let meta = &source.meta;
        push(
            path,
            Some(Kind::Article),
            meta.title.clone(),
            Arc::clone(&source.body),
            &source.spans,
            language(&meta.common.language),
        );
    }
    for (path, source) in parsed.entities.iter().filter(|f| shown(&f.0) && f.1.meta.page) {
        let language = language(&source.meta.common.language);
        push(path, Some(Kind::Entity), String::new(), Arc::clone(&source.body), &source.spans, language);
    }
    for (path, source) in parsed.claims.iter().filter(|f| shown(&f.0)) {
        let meta = &source.meta;
        let document = with_finding(&source.body, meta.finding.as_deref());
        push(path, Some(Kind::Claim), meta.question.clone(), document, &source.spans, language(&meta.common.language));
    }
    for (path, source) in parsed.pages.iter().filter(|f| shown(&f.0)) {
        let title = settled.ids.entries.get(&id_of(path)).map(|e| e.reference.title.clone()).unwrap_or_default();
        let language = language(&source.meta.common.language);
        push(path, Some(Kind::Page), title, Arc::clone(&source.body), &source.spans, language);
    }
    if let Some((path, source)) = &parsed.home
        && settled.standings.get(path).is_some_and(crate::resolve::publish_set::Standing::is_shown)
    {
        push(
            path,
            None,
            String::new(),
            Arc::clone(&source.body),
            &source.spans,
            language(&source.meta.common.language),
        );
    }
    for (path, source) in &parsed.annotations {
        let Some(article) = settled.annotated.get(path) else { continue };
        for (n, note) in source.file.notes.iter().enumerate() {
            if !is_shown(note, settled.audience) || !has_words(note) {
                continue;
            }
            raws.push(Raw {
                key: (path.clone(), n + 1),
                kind: Some(Kind::Article),
                note: true,
                owner: article.clone(),
                headline: String::new(),
                document: Arc::clone(&note.body),
                spans: &source.notes[n].body,
                language: language(&note.language.clone().or_else(|| source.file.common.language.clone())),
            });
        }
    }
    raws.sort_by(|a, b| a.key.cmp(&b.key));
    raws
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

/// The anchors of each page besides its notes: how many blocks, and the headings' own ids.
fn anchors_of(raws: &[Raw<'_>]) -> BTreeMap<Slug, (usize, BTreeSet<String>)> {
    raws.iter()
        .filter(|raw| !raw.note && raw.kind.is_some())
        .map(|raw| {
            let own = raw.document.leaves.iter().filter_map(|leaf| match &leaf.kind {
                LeafKind::Heading { id, .. } => id.clone(),
                _ => None,
            });
            (raw.owner.clone(), (raw.document.leaves.len(), own.collect()))
        })
        .collect()
}

type Links = (Vec<Option<String>>, Vec<Href>, Vec<Option<String>>);

fn links(
    raw: &Raw<'_>,
    parsed: &Parsed,
    settled: &Settled,
    anchors: &BTreeMap<Slug, (usize, BTreeSet<String>)>,
    withheld: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Links {
    let mut out: Links = (Vec::new(), Vec::new(), Vec::new());
    if raw.document.links.is_empty() {
        return out;
    }
    let ids: &Ids = &settled.ids;
    let page = match raw.kind {
        Some(kind) => kind.output(&raw.owner),
        None => OutputPath::new("index.html"),
    };
    let from = link::From {
        path: &raw.key.0,
        page: &page,
        article: (raw.kind == Some(Kind::Article)).then_some(&raw.owner),
        base_url: parsed.config.base_url.as_deref(),
        others: &|path| match path {
            "index.html" | "404.html" => true,
            "articles/index.html" => !parsed.articles.is_empty(),
            "entities/index.html" => !parsed.entities.is_empty(),
            "claims/index.html" => !parsed.claims.is_empty(),
            _ => false,
        },
        anchors: &|id, anchor| {
            // What was cut off may have had it.
            let path = ids.entries.get(id).map(|entry| &entry.path);
            if path.and_then(|path| find(&parsed.articles, path)).is_some_and(|article| !article.is_whole()) {
                return true;
            }
            anchors.get(id).is_some_and(|(blocks, own)| {
                own.contains(anchor)
                    || anchor
                        .strip_prefix('p')
                        .and_then(|n| n.parse::<usize>().ok())
                        .is_some_and(|n| n <= *blocks && format!("p{n}") == anchor)
            })
        },
    };
    for (n, target) in raw.document.links.iter().enumerate() {
        match link::resolve(&target.target, ids, from) {
            Ok(resolved) => {
                out.0.push(resolved.title);
                out.1.push(resolved.href);
                out.2.push(resolved.to);
            }
            Err(problem) => {
                let span = raw.spans.links.get(n).cloned().unwrap_or(0..0);
                if !withheld {
                    let mut diagnostic =
                        Diagnostic::error(problem.code, Location::at(&raw.key.0, span), problem.message);
                    diagnostic.hint = problem.hint;
                    diagnostics.push(diagnostic);
                }
                out.0.push(None);
                out.1.push(Href::Nowhere);
                out.2.push(None);
            }
        }
    }
    out
}

fn images(
    raw: &Raw<'_>,
    snapshot: &Snapshot,
    withheld: bool,
    assets: &mut BTreeMap<OutputPath, Arc<[u8]>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Href> {
    if withheld {
        return Vec::new();
    }
    let mut hrefs = Vec::new();
    for (n, image) in raw.document.images.iter().enumerate() {
        let place = Location::at(&raw.key.0, raw.spans.images.get(n).cloned().unwrap_or(0..0));
        let folder = raw.key.0.as_str().rsplit_once('/').map_or("", |f| f.0);
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
        let path = join(folder, &percent_decode(&image.url)).map(SourcePath::new);
        match path.as_ref().and_then(|path| snapshot.blobs.get_key_value(path)) {
            Some((path, blob)) => {
                let output = asset_path(path, &blob.digest);
                assets.insert(output.clone(), Arc::clone(&blob.bytes));
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
