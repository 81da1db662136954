//! How everything is called and pointed at, wherever a page names it.
//!
//! What pages are made with besides their own texts is gathered here into one value that all of them share, so that
//! an edit that changes nobody's name, date or place in an order makes no other page anew. It deliberately holds
//! nothing of a text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::aside::correction;
use super::language::{direction, withheld_words};
use super::{Inputs, free_table};
use crate::compile::lists::Order;
use crate::compile::settle::Settled;
use crate::compile::shown::Shown;
use crate::compile::units::Unit;
use crate::content::Common;
use crate::content::article::{Article, TextKind};
use crate::content::claim::Claim;
use crate::content::config::Config;
use crate::content::edtf::Edtf;
use crate::content::entity::Entity;
use crate::content::file::ContentFile;
use crate::memo::map::{Map, OrdMap};
use crate::memo::table::Table;
use crate::memo::{Memo, Pick, Same};
use crate::path::{OutputPath, Slug, SourcePath};
use crate::render::model::{ArticleHead, Link, Prose, SourceHead};
use crate::render::prose::day;
use crate::render::theme::Vocabulary;
use crate::render::view;
use crate::resolve::address::{HOME, relation_anchor};
use crate::resolve::backlink::Incoming;
use crate::resolve::ids::{Entry, Kind, NoteIds, article_of, href, id_of};
use crate::resolve::mention::Found;
use crate::resolve::publish_set::Standing;
use crate::resolve::reference::Reference;

/// How everything is called and pointed at.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kit {
    pub(crate) config: Config,
    pub(crate) words: Vocabulary,
    /// How each id that is not hidden is pointed at.
    references: Table<Slug, Arc<view::Reference>>,
    /// Why editors alone see a file, in words.
    withheld: BTreeMap<SourcePath, Vec<String>>,
    pub(crate) heads: Table<Slug, Arc<ArticleHead>>,
    pub(crate) sources: Table<Slug, Arc<SourceHead>>,
    /// The entities that have a page.
    pub(crate) entities: FxHashMap<Slug, Named>,
    /// The claims, each with its place among them by its question.
    pub(crate) claims: BTreeMap<Slug, (Arc<Claim>, usize)>,
    /// By entity, how it stands to others and others to it.
    pub(crate) relations: BTreeMap<Slug, Vec<view::Relation>>,
}

/// An entity as lists name it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) line: Arc<view::EntityLine>,
    /// Where its name stands among all names.
    pub(crate) rank: usize,
    /// Where it stands among all by what it is sorted by.
    pub(crate) place: usize,
    /// The letter under which it stands.
    pub(crate) letter: String,
}

/// The front matter of a file that has a page.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Front {
    Article(Arc<Article>),
    Entity(Arc<Entity>),
    Claim(Arc<Claim>),
    Page(Option<Edtf>),
    Home,
}

/// What names and dates are taken from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kitting {
    config: Config,
    words: Vocabulary,
    settled: Same<Settled>,
    /// How each id is pointed at.
    names: Map<Slug, Reference>,
    /// What is shown, with its owner.
    fronts: Fronts,
    /// All entities, also those that are not shown.
    entities: Map<SourcePath, Entity>,
    /// The notes of the articles that relations refer to.
    notes: Map<Slug, NoteIds>,
}

/// The front matter of the files that have a page, each with its owner.
type Fronts = OrdMap<SourcePath, (Slug, Front)>;

/// What is remembered of how everything is called.
#[derive(Debug)]
pub(crate) struct Memory {
    fronts: Pick<SourcePath, Map<SourcePath, Shown>, (Slug, Front)>,
    entities: Pick<SourcePath, Map<SourcePath, ContentFile>, Arc<Entity>>,
    kit: Memo<(), Kitting, Kit>,
}

impl Memory {
    /// Makes an empty memory; one that does not `keep` is for a single compile.
    pub(crate) fn new(keep: bool) -> Self {
        Self { fronts: Pick::new(keep), entities: Pick::new(keep), kit: Memo::new(keep) }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        self.fronts.entries() + self.entities.entries() + self.kit.entries()
    }

    /// Gathers how everything is called.
    pub(crate) fn kit(&mut self, inputs: &Inputs<'_>, words: Vocabulary) -> Arc<Kit> {
        let kitting = Kitting {
            config: inputs.parsed.config.clone(),
            words,
            settled: Same::new(inputs.settled),
            fronts: self.fronts.run(inputs.texts.shown.clone(), front),
            notes: pointed_notes(inputs),
            names: inputs.texts.names.clone(),
            entities: self.entities.run(inputs.parsed.files.clone(), |files, path| {
                files.get(path).and_then(|file| file.entity()).map(|source| Arc::clone(&source.meta))
            }),
        };
        self.kit.one(kit, kitting)
    }
}

/// Takes the notes of the articles that relations refer to.
fn pointed_notes(inputs: &Inputs<'_>) -> Map<Slug, NoteIds> {
    let articles = inputs.parsed.entities().flat_map(|(_, source)| &source.meta.relations);
    let articles = articles.filter_map(|relation| article_of(relation.note.as_ref()?, None));
    articles.filter_map(|article| Some((article.clone(), inputs.texts.note_ids.get(&article).cloned()?))).collect()
}

fn front(shown: &Map<SourcePath, Shown>, path: &SourcePath) -> Option<(Slug, Front)> {
    let shown = shown.get(path)?;
    let front = match &*shown.content {
        ContentFile::Home(_) => Front::Home,
        ContentFile::Article(source) => Front::Article(Arc::clone(&source.meta)),
        ContentFile::Entity(source) => Front::Entity(Arc::clone(&source.meta)),
        ContentFile::Claim(source) => Front::Claim(Arc::clone(&source.meta)),
        ContentFile::Page(source) => Front::Page(source.meta.common.date.clone()),
        ContentFile::Notes(_) => return None,
    };
    Some((shown.owner.clone(), front))
}

impl Kitting {
    /// All entities that are shown, also those without a page.
    fn entities(&self) -> impl Iterator<Item = (&SourcePath, &Arc<Entity>)> {
        let shown = |path: &SourcePath| self.settled.standings.get(path).is_some_and(Standing::is_shown);
        self.entities.iter().filter(move |(path, _)| shown(path))
    }

    fn entry(&self, id: &Slug, path: &SourcePath) -> Option<&Entry> {
        self.settled.ids.entries.get(id).filter(|entry| entry.path == *path)
    }

    fn day(&self, date: &Option<Edtf>) -> Option<view::Day> {
        date.as_ref().map(|date| day(date, &self.config.language))
    }
}

/// Gathers how everything is called.
fn kit(input: &Kitting) -> Kit {
    let order = Order::new(&input.config.language);
    let ids = &input.settled.ids.entries;
    let shown = ids.iter().filter(|(_, entry)| !matches!(entry.standing, Standing::Hidden(_)));
    let withheld = input.settled.standings.iter().filter_map(|(path, standing)| match standing {
        Standing::Shown { withheld } if !withheld.is_empty() => {
            Some((path.clone(), withheld.iter().map(|reason| withheld_words(reason, &input.words)).collect()))
        }
        _ => None,
    });
    let mut kit = Kit {
        config: input.config.clone(),
        words: input.words.clone(),
        references: shown.filter_map(|(id, _)| Some((id.clone(), input.names.get(id).cloned()?))).collect(),
        withheld: withheld.collect(),
        heads: Table::default(),
        sources: Table::default(),
        entities: entities(input, &order),
        claims: BTreeMap::new(),
        relations: relations(input),
    };
    let mut claims: Vec<(&Slug, &Arc<Claim>)> = Vec::new();
    for (id, front) in input.fronts.values() {
        let (date, outlet) = match front {
            Front::Home => (None, None),
            Front::Article(meta) => (input.day(&meta.published), outlet(input, meta)),
            Front::Entity(meta) => (input.day(&meta.common.date), None),
            Front::Claim(meta) => (input.day(&meta.common.date), None),
            Front::Page(date) => (input.day(date), None),
        };
        let reference = match front {
            Front::Home => Some(Arc::new(home(&input.config))),
            _ => input.names.get(id).cloned(),
        };
        let Some(reference) = reference else { continue };
        let head = SourceHead { reference, date, outlet };
        match front {
            Front::Article(meta) => {
                let article = ArticleHead {
                    reference: Arc::clone(&head.reference),
                    outlet: head.outlet.clone(),
                    published: head.date.clone(),
                    digest: meta.text == TextKind::Digest,
                };
                kit.heads.insert(id.clone(), Arc::new(article));
            }
            Front::Claim(meta) => claims.push((id, meta)),
            _ => {}
        }
        kit.sources.insert(id.clone(), Arc::new(head));
    }
    claims.sort_by(|a, b| order.compare(&a.1.question, &b.1.question).then_with(|| a.0.cmp(b.0)));
    let claims = claims.into_iter().enumerate();
    kit.claims = claims.map(|(rank, (id, meta))| (id.clone(), (Arc::clone(meta), rank))).collect();
    kit
}

/// How the home page is pointed at.
pub(crate) fn home(config: &Config) -> view::Reference {
    view::Reference {
        id: HOME.into(),
        kind: "page".into(),
        title: config.title.clone(),
        href: Some("index.html".into()),
        probable: false,
    }
}

fn outlet(input: &Kitting, meta: &Article) -> Option<view::Reference> {
    let outlet = meta.outlet.as_ref()?;
    input.settled.ids.find(outlet.id.as_str(), &[Kind::Entity]).ok()?;
    Some(view::Reference { probable: outlet.probable, ..view::Reference::clone(input.names.get(&outlet.id)?) })
}

/// Says how lists name each entity that has a page.
fn entities(input: &Kitting, order: &Order) -> FxHashMap<Slug, Named> {
    let mut found: Vec<(Slug, Named, &str)> = Vec::new();
    for (path, meta) in input.entities() {
        let id = id_of(path);
        if input.entry(&id, path).is_none_or(|entry| entry.output.is_none()) {
            continue;
        }
        let Some(name) = input.names.get(&id) else { continue };
        let line = view::EntityLine {
            reference: view::Reference::clone(name),
            kind: meta.kind.map_or("other", |k| k.as_str()).to_owned(),
            role: meta.role.clone(),
            mentions: 0,
            articles: 1,
        };
        let sort = meta.sort_name.as_deref().unwrap_or(&meta.name);
        found.push((id, Named { line: Arc::new(line), rank: 0, place: 0, letter: order.letter(sort) }, sort));
    }
    let compare = |a: &Named, b: &Named| order.compare(&a.line.reference.title, &b.line.reference.title);
    found.sort_by(|a, b| compare(&a.1, &b.1).then_with(|| a.0.cmp(&b.0)));
    found.iter_mut().enumerate().for_each(|(rank, named)| named.1.rank = rank);
    found.sort_by(|a, b| order.compare(a.2, b.2).then_with(|| a.0.cmp(&b.0)));
    found.iter_mut().enumerate().for_each(|(place, named)| named.1.place = place);
    found.into_iter().map(|(id, named, _)| (id, named)).collect()
}

/// Collects relations both ways; one that its own note does not show is left to the diagnostics.
fn relations(input: &Kitting) -> BTreeMap<Slug, Vec<view::Relation>> {
    let ids = &input.settled.ids;
    let mut relations: BTreeMap<Slug, Vec<view::Relation>> = BTreeMap::new();
    for (path, meta) in input.entities() {
        let id = id_of(path);
        let own = ids.entries.get(&id).filter(|entry| !matches!(entry.standing, Standing::Hidden(_)));
        let Some(own) = own.and_then(|_| input.names.get(&id)) else { continue };
        for (n, relation) in meta.relations.iter().enumerate() {
            let known = ids.find(relation.to.as_str(), &[Kind::Entity]).is_ok();
            let Some(other) = input.names.get(&relation.to).filter(|_| known) else { continue };
            let notes = |id: &Slug| input.notes.get(id).map(|notes| &**notes);
            let note = relation.note.as_ref().and_then(|n| ids.find_note(notes, n, None).ok()).map(|n| n.1);
            let row = |to: &Arc<view::Reference>, inverse: bool| view::Relation {
                to: view::Reference::clone(to),
                r#as: relation.r#as.clone(),
                anchor: (!inverse).then(|| relation_anchor(n)),
                inverse,
                start: input.day(&relation.start),
                end: input.day(&relation.end),
                note: note.clone(),
            };
            relations.entry(id.clone()).or_default().push(row(other, false));
            relations.entry(relation.to.clone()).or_default().push(row(own, true));
        }
    }
    relations.values_mut().for_each(|rows| rows.sort_by_key(|r| r.inverse));
    relations
}

impl Kit {
    /// How an id that is not hidden is pointed at.
    pub(crate) fn reference(&self, id: &Slug) -> Option<&Arc<view::Reference>> {
        self.references.get(id)
    }

    pub(crate) fn day(&self, date: &Option<Edtf>) -> Option<view::Day> {
        date.as_ref().map(|d| day(d, &self.config.language))
    }

    /// What every page says about itself.
    pub(crate) fn page(
        &self,
        path: &OutputPath,
        kind: &str,
        title: &str,
        source: Option<(&SourcePath, &Common)>,
    ) -> view::Page {
        let config = &self.config;
        let language = source.and_then(|s| s.1.language.clone()).unwrap_or_else(|| config.language.clone());
        let common = source.map(|s| s.1);
        let own = view::Reference { title: title.to_owned(), href: Some(href(path)), ..view::Reference::default() };
        view::Page {
            path: path.to_string(),
            kind: kind.to_owned(),
            title: title.to_owned(),
            description: None,
            dir: direction(&language).to_owned(),
            language,
            canonical: config.base_url.as_ref().map(|base| {
                let path = href(path);
                format!("{base}{}", path.strip_suffix("index.html").unwrap_or(&path))
            }),
            withheld: source.and_then(|s| self.withheld.get(s.0)).cloned().unwrap_or_default(),
            authors: common.map(|c| c.authors.clone()).unwrap_or_default(),
            date: common.and_then(|c| self.day(&c.date)),
            updated: common.and_then(|c| self.day(&c.updated)),
            corrections: common
                .map(|c| c.corrections.iter().map(|c| correction(c, &own, &config.language)).collect())
                .unwrap_or_default(),
            extra: common.map(|c| free_table(&c.extra)).unwrap_or_default(),
            pagination: None,
        }
    }

    /// What points somewhere, with the head of each source.
    pub(crate) fn links(&self, incoming: &[Incoming]) -> Vec<Link> {
        incoming.iter().filter_map(|i| self.link(i)).collect()
    }

    pub(crate) fn link(&self, incoming: &Incoming) -> Option<Link> {
        let source = Arc::clone(self.sources.get(&incoming.source)?);
        Some(Link { source, range: 0..incoming.places.len(), incoming: incoming.clone() })
    }

    /// The heads of the sources that share a sentence with one of these places.
    pub(crate) fn sharing(&self, links: &[Link]) -> BTreeMap<Slug, Arc<SourceHead>> {
        let places = links.iter().flat_map(|l| &l.incoming.places[l.range.clone()]);
        let ids: BTreeSet<&Slug> = places.flat_map(|p| &p.also).map(|also| &also.0).collect();
        ids.into_iter().filter_map(|id| Some((id.clone(), Arc::clone(self.sources.get(id)?)))).collect()
    }
}

/// A body as pages show it.
pub(crate) fn prose(unit: &Unit, found: &Arc<Found>) -> Prose {
    Prose {
        body: Arc::clone(&unit.body),
        found: Arc::clone(found),
        links: Arc::clone(&unit.hrefs),
        images: Arc::clone(&unit.images),
    }
}
