//! What the pages of articles are made from, and their index.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::annotated::{Annotated, Said};
use super::heads::Heads;
use super::inputs::{Inputs, prose, withheld};
use crate::compile::prose::Named as Mentioned;
use crate::compile::settle::Settled;
use crate::compile::units::{Bodies, PageFiles, own, own_file};
use crate::exports::annotations::{AnnotationPage, exported};
use crate::memo::index::{self, Inversion};
use crate::memo::map::{Map, OrdMap, differing};
use crate::memo::{Join, Joined, Memo, Pick, Same, Stage, sources};
use crate::pages::article::{Aimed, Input, Neighbours, OTHERS, Values, pages};
use crate::pages::articles::{Listed, Part};
use crate::pages::edition::Edition;
use crate::pages::entities::Called;
use crate::pages::{LISTS, Pages, backlinks};
use crate::path::{OutputPath, Slug};
use crate::render::model::{Head, StatementModel};
use crate::render::view::OtherValue;
use crate::resolve::address::PAGE;
use crate::resolve::ids::{Kind, href};
use crate::resolve::reference::Reference;

/// What the pages of all articles are made from.
#[derive(Debug)]
pub(crate) struct Articlings {
    edition: Same<Edition>,
    settled: Same<Settled>,
    heads: Map<Slug, Head>,
    bodies: Map<Slug, Bodies>,
    written: Map<Slug, PageFiles>,
    mentioned: Map<Slug, Mentioned>,
    annotated: Map<Slug, Annotated>,
    aims: Map<Slug, Aimed>,
    /// By article, the heads of the pages that point at it.
    sources: Map<Slug, Joined<Slug, Head>>,
    /// By article, the entities that it names.
    called: Map<Slug, Joined<Slug, Called>>,
    values: OrdMap<Slug, Vec<Arc<Values>>>,
    neighbours: OrdMap<Slug, Neighbours>,
}

sources!(Articlings by Slug: [edition, settled] [heads, bodies, written, mentioned, annotated, aims, sources, called, values, neighbours]);

/// An article's pages, and its notes as data.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ArticlePages {
    pub(crate) pages: Pages,
    /// Its notes as data.
    pub(crate) export: Arc<AnnotationPage>,
    /// Where they are written.
    pub(crate) exported: OutputPath,
    /// How the collection lists them: the id, the address, how many.
    pub(crate) listed: (String, String, usize),
}

/// What lists of all articles are made from.
#[derive(Debug)]
struct Listings {
    heads: Map<Slug, Head>,
    written: Map<Slug, PageFiles>,
    annotated: Map<Slug, Annotated>,
}

sources!(Listings by Slug: [] [heads, written, annotated]);

/// What the lists of all articles show.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    edition: Same<Edition>,
    order: Same<Vec<Slug>>,
    listed: Map<Slug, Listed>,
}

/// What is remembered of the pages of articles.
#[derive(Debug)]
pub(crate) struct Memory {
    /// The notes as they were when what follows was gathered.
    annotated: Map<Slug, Annotated>,
    aims: Map<Slug, Aimed>,
    /// By claim.
    values: BTreeMap<Slug, Arc<Values>>,
    /// By article, those of the claims of its notes.
    valued: OrdMap<Slug, Vec<Arc<Values>>>,
    sources: Join<Slug, Aimed, Slug, Head>,
    called: Join<Slug, Mentioned, Slug, Called>,
    /// The articles in order of publication, how they are called, and what stands beside each.
    order: Arc<Vec<Slug>>,
    names: Map<Slug, Reference>,
    neighbours: OrdMap<Slug, Neighbours>,
    pub(crate) pages: Stage<Slug, Articlings, Input, ArticlePages>,
    listed: Pick<Slug, Listings, Arc<Listed>>,
    /// By list and number of the page.
    lists: Memo<(usize, usize), (usize, Part), Pages>,
    /// The pages of lists, and what they show.
    shown: Option<(Shown, Vec<Arc<Pages>>)>,
}

impl Memory {
    /// Makes an empty memory; one that does not `keep` is for a single compile.
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            annotated: Map::new(),
            aims: Map::new(),
            values: BTreeMap::new(),
            valued: OrdMap::new(),
            sources: Join::new(keep),
            called: Join::new(keep),
            order: Arc::default(),
            names: Map::new(),
            neighbours: OrdMap::new(),
            pages: Stage::new(keep),
            listed: Pick::new(keep),
            lists: Memo::new(keep),
            shown: None,
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        let gathered = self.aims.len() + self.values.len() + self.valued.len() + self.neighbours.len();
        let joined = self.sources.entries() + self.called.entries();
        gathered + joined + self.pages.entries() + self.listed.entries() + self.lists.entries()
    }

    /// Makes the pages of articles.
    pub(crate) fn pages(
        &mut self,
        inputs: &Inputs<'_>,
        edition: &Arc<Edition>,
        heads: &Heads,
        annotated: &Map<Slug, Annotated>,
        said: &Inversion<Said, StatementModel>,
    ) -> Map<Slug, ArticlePages> {
        self.aims(inputs, annotated);
        self.values(inputs, said, annotated);
        self.neighbours(inputs);
        self.annotated = annotated.clone();
        let articlings = Articlings {
            edition: Same::new(edition),
            settled: Same::new(inputs.settled),
            heads: heads.heads.clone(),
            bodies: inputs.texts.of.clone(),
            written: inputs.texts.written.clone(),
            mentioned: inputs.prose.named.clone(),
            annotated: annotated.clone(),
            aims: self.aims.clone(),
            sources: self.sources.run(&self.aims, &heads.heads, |_, aimed| {
                let notes = aimed.notes.iter().map(|note| &note.1);
                backlinks::sources(aimed.own.iter().chain(notes).flat_map(|list| list.iter()))
            }),
            called: self.called.run(&inputs.prose.named, &heads.called, |_, mentioned| mentioned.entities()),
            values: self.valued.clone(),
            neighbours: self.neighbours.clone(),
        };
        self.pages.run(articlings, articling, article)
    }

    /// Gathers what points at each article.
    fn aims(&mut self, inputs: &Inputs<'_>, annotated: &Map<Slug, Annotated>) {
        let articles: Vec<Slug> = match inputs.incoming.changed() {
            None => inputs.prose.articles.iter().chain(self.aims.keys()).cloned().collect(),
            Some(targets) => {
                let pages = targets.iter().filter_map(|target| target.as_str().split('#').next().map(Slug::from_name));
                pages.chain(differing(Some(&self.annotated), annotated).cloned()).chain(self.moved(inputs)).collect()
            }
        };
        for id in articles {
            if inputs.texts.article(&id).is_none() {
                self.aims.remove(&id);
                continue;
            }
            let targets = annotated.get(&id).into_iter().flat_map(|annotated| annotated.targets.iter().enumerate());
            let notes = targets.filter_map(|(n, target)| Some((n, Arc::clone(inputs.incoming.get(target)?))));
            let aimed = Aimed { own: inputs.incoming.get(id.as_str()).cloned(), notes: notes.collect() };
            if self.aims.get(&id).is_none_or(|old| **old != aimed) {
                self.aims.insert(id, Arc::new(aimed));
            }
        }
    }

    /// Lists the articles that are new among those shown, or no longer there.
    fn moved(&self, inputs: &Inputs<'_>) -> Vec<Slug> {
        if Arc::ptr_eq(&self.order, &inputs.prose.articles) {
            return Vec::new();
        }
        let new = inputs.prose.articles.iter().filter(|id| !self.aims.contains_key(*id));
        let gone = self.aims.keys().filter(|id| inputs.texts.article(id).is_none());
        new.chain(gone).cloned().collect()
    }

    /// Gathers what stands beside each article in order of publication.
    fn neighbours(&mut self, inputs: &Inputs<'_>) {
        let (order, names) = (&inputs.prose.articles, &inputs.texts.names);
        let beside = |at: usize| {
            let name = |at: usize| order.get(at).and_then(|id| names.get(id)).cloned();
            Neighbours { previous: at.checked_sub(1).and_then(name), next: name(at + 1) }
        };
        let one = Arc::ptr_eq(&self.order, order);
        if one && differing(Some(&self.names), names).next().is_none() {
            return;
        }
        for (at, id) in order.iter().enumerate() {
            let fresh = beside(at);
            if self.neighbours.get(id) != Some(&fresh) {
                self.neighbours.insert(id.clone(), fresh);
            }
        }
        if !one {
            let shown: BTreeSet<&Slug> = order.iter().collect();
            let gone: Vec<Slug> = self.neighbours.keys().filter(|id| !shown.contains(id)).cloned().collect();
            gone.iter().for_each(|id| drop(self.neighbours.remove(id)));
        }
        (self.order, self.names) = (Arc::clone(order), names.clone());
    }

    /// Gathers what articles say on the claims of each article's notes.
    fn values(
        &mut self,
        inputs: &Inputs<'_>,
        said: &Inversion<Said, StatementModel>,
        annotated: &Map<Slug, Annotated>,
    ) {
        let claims: Vec<Slug> = match said.changed() {
            None => {
                let entries = inputs.settled.ids.entries.iter().filter(|(_, entry)| entry.kind == Kind::Claim);
                entries.map(|(id, _)| id).chain(self.values.keys()).cloned().collect()
            }
            Some(of) => of.iter().filter_map(Said::claim).cloned().collect(),
        };
        let mut changed = BTreeSet::new();
        for claim in claims {
            let fresh = said.get(&Said::Claim(claim.clone())).map(|said| values_of(&claim, said));
            if self.values.get(&claim).map(|old| &**old) != fresh.as_ref() {
                match fresh {
                    Some(fresh) => drop(self.values.insert(claim.clone(), Arc::new(fresh))),
                    None => drop(self.values.remove(&claim)),
                }
                changed.insert(claim);
            }
        }
        let bears = |annotated: &Annotated| annotated.claims.iter().any(|claim| changed.contains(claim));
        let mut articles: Vec<&Slug> = differing(Some(&self.annotated), annotated).collect();
        if !changed.is_empty() {
            articles.extend(annotated.iter().filter(|(_, annotated)| bears(annotated)).map(|(id, _)| id));
        }
        for id in articles {
            let claims = annotated.get(id).into_iter().flat_map(|annotated| &annotated.claims);
            let values: Vec<_> = claims.filter_map(|claim| self.values.get(claim)).cloned().collect();
            if values.is_empty() {
                self.valued.remove(id);
            } else if self.valued.get(id) != Some(&values) {
                self.valued.insert(id.clone(), values);
            }
        }
    }

    /// Says how lists of all articles know each.
    pub(crate) fn listed(
        &mut self,
        inputs: &Inputs<'_>,
        heads: &Heads,
        annotated: &Map<Slug, Annotated>,
    ) -> Map<Slug, Listed> {
        let listings = Listings {
            heads: heads.heads.clone(),
            written: inputs.texts.written.clone(),
            annotated: annotated.clone(),
        };
        self.listed.run(listings, |listings, id| {
            let source = own_file(listings.written.get(id)?)?.article()?;
            let notes = listings.annotated.get(id).map_or(0, |annotated| annotated.numbered);
            let (meta, head) = (Arc::clone(&source.meta), listings.heads.get(id).cloned()?);
            Some(Arc::new(Listed { meta, head, notes }))
        })
    }

    /// Makes the lists of all articles.
    pub(crate) fn lists(
        &mut self,
        edition: &Arc<Edition>,
        order: &Arc<Vec<Slug>>,
        listed: &Map<Slug, Listed>,
    ) -> Vec<Arc<Pages>> {
        let shown = Shown { edition: Same::new(edition), order: Same::new(order), listed: listed.clone() };
        if let Some((last, pages)) = &self.shown
            && *last == shown
        {
            return pages.clone();
        }
        let all: Vec<_> = order.iter().filter_map(|id| listed.get(id).cloned()).collect();
        let total = all.len().div_ceil(PAGE);
        let parts = all.chunks(PAGE).enumerate().map(|(n, part)| Part {
            edition: Same::new(edition),
            number: n + 1,
            total,
            articles: part.to_vec(),
        });
        let parts: Vec<Part> = parts.collect();
        let of = |list: usize| parts.iter().map(move |part| ((list, part.number), (list, part.clone())));
        let asked = (0..LISTS.len()).flat_map(of).collect();
        let pages = self.lists.run(|(list, part)| LISTS[*list](part), asked);
        self.shown = Some((shown, pages.clone()));
        pages
    }
}

fn articling(articlings: &Articlings, id: &Slug) -> Option<Input> {
    let entry = articlings.settled.ids.entries.get(id)?;
    let source = own_file(articlings.written.get(id)?)?.article()?;
    let annotated = articlings.annotated.get(id);
    let unit = own(articlings.bodies.get(id)?)?.units.first()?;
    Some(Input {
        edition: articlings.edition.clone(),
        id: id.clone(),
        output: entry.output.clone()?,
        withheld: withheld(&articlings.settled, &entry.path),
        meta: Arc::clone(&source.meta),
        head: articlings.heads.get(id).cloned()?,
        prose: prose(unit, articlings.mentioned.get(id)?.found(&unit.key)?),
        notes: annotated.map(|annotated| Arc::clone(&annotated.notes)).unwrap_or_default(),
        aimed: articlings.aims.get(id).cloned()?,
        heads: articlings.sources.get(id).cloned(),
        entities: articlings.called.get(id).cloned(),
        values: articlings.values.get(id).cloned().unwrap_or_default(),
        neighbours: articlings.neighbours.get(id).cloned()?,
    })
}

/// Makes the pages of an article, and its notes as data.
fn article(input: &Input) -> ArticlePages {
    let id_of = |reference: &Arc<Reference>| reference.id.clone();
    let config = &input.edition.config;
    let export = AnnotationPage {
        article: input.id.clone(),
        meta: Arc::clone(&input.meta),
        body: Arc::clone(&input.prose.body),
        notes: Arc::clone(&input.notes),
        previous: input.neighbours.previous.as_ref().map(id_of),
        next: input.neighbours.next.as_ref().map(id_of),
        base_url: config.base_url.clone(),
        language: input.meta.common.language.clone().unwrap_or_else(|| config.language.clone()),
    };
    let at = OutputPath::new(format!("articles/{}.jsonld", input.id));
    let count = input.notes.iter().filter(|note| exported(note)).count();
    let listed = (input.id.to_string(), href(&at), count);
    ArticlePages { pages: pages(input), export: Arc::new(export), exported: at, listed }
}

/// Gathers the first values of a claim.
fn values_of(claim: &Slug, said: &[index::Incoming<StatementModel>]) -> Values {
    let mut values = Vec::new();
    let mut most = 0;
    for said in said {
        let before = values.len();
        for statement in said.places.iter() {
            let note = &statement.note;
            let given = statement.claim.and_then(|n| note.claims.get(n)).and_then(Option::as_ref);
            let Some((given, value)) = given.and_then(|given| Some((given, given.value.clone()?))) else { continue };
            let page = note.article.reference.href.as_deref().unwrap_or_default();
            let named = note.article.outlet.as_ref().unwrap_or(&note.article.reference);
            let reference = Reference {
                id: note.note.id.to_string(),
                kind: "note".to_owned(),
                title: named.title.clone(),
                href: Some(format!("{page}#{}", note.anchor)),
                probable: named.probable,
            };
            let other = OtherValue { value, scope: given.scope.clone(), reference };
            values.push((said.source.clone(), other));
        }
        most = most.max(values.len() - before);
        if values.len() - most >= OTHERS {
            break;
        }
    }
    Values { claim: claim.clone(), values }
}
