//! Articles, and their index.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::annotated::{Annotated, Said};
use super::entities::Columns;
use super::kit::{Kit, prose};
use super::{Assembly, Inputs, Pages, insert};
use crate::compile::lists;
use crate::compile::prose::Named;
use crate::compile::settle::Settled;
use crate::compile::units::{Bodies, FileUnits, PageFiles, own, own_file};
use crate::content::article::{Article, Rights};
use crate::memo::index::{self, Inversion};
use crate::memo::map::{Map, OrdMap, differing};
use crate::memo::{Memo, Pick, Same, Stage, sources};
use crate::path::{OutputPath, Slug, SourcePath};
use crate::render::annotations::{self, AnnotationPage};
use crate::render::model::Prose as Body;
use crate::render::model::{ArticleModel, Content, ContinuedModel, Link, NoteLinks, NoteModel, StatementModel};
use crate::render::view;
use crate::resolve::address::{PAGE, numbered};
use crate::resolve::backlink::Incoming;
use crate::resolve::ids::{Kind, href};

/// How many values of other articles a note shows; the claim's page has them all.
const OTHERS: usize = 4;

/// The first values that articles give for a claim, each with its article, in order of publication: as many as the
/// neediest article shows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Values {
    claim: Slug,
    values: Vec<(Slug, view::OtherValue)>,
}

/// What points at an article and its notes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Aimed {
    own: Option<Arc<Vec<Incoming>>>,
    /// By note.
    notes: Vec<(usize, Arc<Vec<Incoming>>)>,
}

/// What an article's pages are made from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Articling {
    kit: Same<Kit>,
    path: SourcePath,
    output: OutputPath,
    meta: Arc<Article>,
    text: Arc<FileUnits>,
    named: Arc<Named>,
    annotated: Option<Arc<Annotated>>,
    aimed: Arc<Aimed>,
    /// What articles say on the claims of its notes.
    values: Vec<Arc<Values>>,
    previous: Option<Arc<view::Reference>>,
    next: Option<Arc<view::Reference>>,
}

/// What the pages of all articles are made from.
#[derive(Debug)]
pub(crate) struct Articlings {
    kit: Same<Kit>,
    settled: Same<Settled>,
    columns: Same<Columns>,
    bodies: Map<Slug, Bodies>,
    written: Map<Slug, PageFiles>,
    named: Map<Slug, Named>,
    annotated: Map<Slug, Annotated>,
    aims: Map<Slug, Aimed>,
    values: OrdMap<Slug, Vec<Arc<Values>>>,
}

sources!(Articlings by Slug: [kit, settled, columns] [bodies, written, named, annotated, aims, values]);

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
    pub(crate) pages: Stage<Slug, Articlings, Articling, ArticlePages>,
    lines: Pick<Slug, Map<Slug, ArticlePages>, Arc<view::ArticleLine>>,
    index: Memo<usize, Indexing, Pages>,
    /// The index, and what it was made from.
    indexed: Option<(Indexed, Vec<Arc<Pages>>)>,
}

/// What the index of articles is made from.
#[derive(Debug, PartialEq, Eq)]
struct Indexed {
    kit: Same<Kit>,
    order: Same<Vec<Slug>>,
    lines: Map<Slug, view::ArticleLine>,
}

impl Memory {
    /// Makes an empty memory; one that does not `keep` is for a single compile.
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            annotated: Map::new(),
            aims: Map::new(),
            values: BTreeMap::new(),
            valued: OrdMap::new(),
            pages: Stage::new(keep),
            lines: Pick::new(keep),
            index: Memo::new(keep),
            indexed: None,
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        let gathered = self.aims.len() + self.values.len() + self.valued.len();
        gathered + self.pages.entries() + self.lines.entries() + self.index.entries()
    }

    /// Gathers what points at each article.
    fn aims(&mut self, inputs: &Inputs<'_>, annotated: &Map<Slug, Annotated>) {
        let articles: Vec<Slug> = match inputs.incoming.changed() {
            None => inputs.prose.articles.iter().chain(self.aims.keys()).cloned().collect(),
            Some(targets) => {
                let pages = targets.iter().filter_map(|target| target.as_str().split('#').next().map(Slug::from_name));
                pages.chain(differing(Some(&self.annotated), annotated).cloned()).collect()
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
}

/// An article's pages.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ArticlePages {
    pub(crate) pages: Pages,
    /// How lists name it.
    pub(crate) line: Arc<view::ArticleLine>,
    /// Its notes as data.
    pub(crate) export: Arc<AnnotationPage>,
    /// Where they are written.
    pub(crate) exported: OutputPath,
    /// How the collection lists them: the id, the address, how many.
    pub(crate) listed: (String, String, usize),
}

/// What a page of the index of articles is made from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Indexing {
    kit: Same<Kit>,
    number: usize,
    total: usize,
    lines: Vec<Arc<view::ArticleLine>>,
}

impl Assembly<'_> {
    /// Makes the pages of articles.
    pub(crate) fn articles(&mut self) -> Map<Slug, ArticlePages> {
        let inputs = self.inputs;
        let memory = &mut self.memory.articles;
        memory.aims(inputs, &self.annotated);
        memory.values(inputs, &self.memory.said, &self.annotated);
        memory.annotated = self.annotated.clone();
        let articlings = Articlings {
            kit: Same::new(&self.kit),
            settled: Same::new(inputs.settled),
            columns: Same::new(&self.columns),
            bodies: inputs.texts.of.clone(),
            written: inputs.texts.written.clone(),
            named: inputs.prose.named.clone(),
            annotated: self.annotated.clone(),
            aims: memory.aims.clone(),
            values: memory.valued.clone(),
        };
        memory.pages.run(articlings, articling, article)
    }

    /// Makes the index of articles.
    pub(crate) fn article_index(&mut self, articles: &Map<Slug, ArticlePages>) -> Vec<Arc<Pages>> {
        let memory = &mut self.memory.articles;
        let lines = memory.lines.run(articles.clone(), |articles, id| articles.get(id).map(|a| Arc::clone(&a.line)));
        let order = &self.inputs.prose.articles;
        let indexed = Indexed { kit: Same::new(&self.kit), order: Same::new(order), lines };
        if let Some((last, index)) = &memory.indexed
            && *last == indexed
        {
            return index.clone();
        }
        let all: Vec<_> = order.iter().filter_map(|id| indexed.lines.get(id).cloned()).collect();
        let total = all.len().div_ceil(PAGE);
        let asked = all
            .chunks(PAGE)
            .enumerate()
            .map(|(n, part)| (n, Indexing { kit: Same::new(&self.kit), number: n + 1, total, lines: part.to_vec() }));
        let index = memory.index.run(index, asked.collect());
        memory.indexed = Some((indexed, index.clone()));
        index
    }
}

fn articling(articlings: &Articlings, id: &Slug) -> Option<Articling> {
    let Articlings { kit, columns, .. } = articlings;
    let entry = articlings.settled.ids.entries.get(id)?;
    let source = own_file(articlings.written.get(id)?)?.article()?;
    let at = *columns.at.get(id)?;
    let reference = |at: usize| columns.order.get(at).and_then(|id| kit.reference(id)).cloned();
    Some(Articling {
        kit: kit.clone(),
        path: entry.path.clone(),
        output: entry.output.clone()?,
        meta: Arc::clone(&source.meta),
        text: own(articlings.bodies.get(id)?).cloned()?,
        named: articlings.named.get(id).cloned()?,
        annotated: articlings.annotated.get(id).cloned(),
        aimed: articlings.aims.get(id).cloned()?,
        values: articlings.values.get(id).cloned().unwrap_or_default(),
        previous: at.checked_sub(1).and_then(reference),
        next: reference(at + 1),
    })
}

fn index(input: &Indexing) -> Pages {
    let kit = &*input.kit;
    let first = OutputPath::new("articles/index.html");
    let path = numbered(&first, input.number);
    let mut page = kit.page(&path, "articles", &kit.words.word("articles", None), None);
    page.pagination = lists::pagination(&first, input.number, input.total);
    let mut pages = Pages::new();
    insert(&mut pages, path, page, Content::Articles(view::Articles { entries: input.lines.clone() }));
    pages
}

/// Makes the pages of an article.
fn article(input: &Articling) -> ArticlePages {
    let Articling { kit, path, output, meta, .. } = input;
    let mut pages = Pages::new();
    let unit = &input.text.units[0];
    let id = &unit.owner;
    let reference = Arc::clone(&kit.sources[id].reference);
    let body = prose(unit, input.named.found(&unit.key).expect("every unit was searched"));
    let mut page = kit.page(output, "article", &meta.title, Some((path, &meta.common)));
    page.description = meta.summary.clone();
    let backlinks = kit.links(input.aimed.own.as_ref().map_or(&[][..], |list| list.as_slice()));
    let of = view::Reference::clone(&reference);
    let backlinks = kit.continued(&mut pages, output, &mut page, of, "backlinks", backlinks);
    let notes = input.annotated.as_ref().map_or(&[][..], |annotated| &annotated.notes);
    let mut note_backlinks = vec![NoteLinks::default(); notes.len()];
    for (n, incoming) in &input.aimed.notes {
        note_backlinks[*n] = kit.note_links(&mut pages, output, &page, &notes[*n], incoming);
    }
    let head = Arc::clone(&kit.heads[id]);
    let line = view::ArticleLine {
        reference: view::Reference::clone(&reference),
        outlet: head.outlet.clone(),
        published: head.published.clone(),
        summary: meta.summary.clone(),
        text: meta.text.as_str().to_owned(),
        rights: if meta.rights == Rights::Full { "full" } else { "reference" }.to_owned(),
        notes: input.annotated.as_ref().map_or(0, |annotated| annotated.numbered),
    };
    let model = Arc::new(ArticleModel {
        meta: Arc::clone(meta),
        id: id.clone(),
        head,
        published: meta.rights == Rights::Full,
        note_backlinks,
        notes: notes.iter().map(|note| with_others(note, &input.values)).collect(),
        entities: kit.entities_in(&body),
        prose: body,
        previous: input.previous.clone(),
        next: input.next.clone(),
        backlinks,
    });
    let export = AnnotationPage {
        article: Arc::clone(&model),
        previous: input.previous.as_ref().map(|reference| reference.id.clone()),
        next: input.next.as_ref().map(|reference| reference.id.clone()),
        base_url: kit.config.base_url.clone(),
        language: meta.common.language.clone().unwrap_or_else(|| kit.config.language.clone()),
    };
    let exported = OutputPath::new(format!("articles/{id}.jsonld"));
    let count = model.notes.iter().filter(|note| annotations::exported(note)).count();
    let listed = (id.to_string(), href(&exported), count);
    insert(&mut pages, output.clone(), page, Content::Article(model));
    ArticlePages { pages, line: Arc::new(line), export: Arc::new(export), exported, listed }
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
            let reference = view::Reference {
                id: note.note.id.to_string(),
                kind: "note".to_owned(),
                title: named.title.clone(),
                href: Some(format!("{page}#{}", note.anchor)),
                probable: named.probable,
            };
            let other = view::OtherValue { value, scope: given.scope.clone(), reference };
            values.push((said.source.clone(), other));
        }
        most = most.max(values.len() - before);
        if values.len() - most >= OTHERS {
            break;
        }
    }
    Values { claim: claim.clone(), values }
}

/// Adds to a note what other articles say on its claims.
fn with_others(note: &Arc<NoteModel>, values: &[Arc<Values>]) -> Arc<NoteModel> {
    let others = |claim: &view::NoteClaim| {
        let all = values.iter().filter(|v| v.claim.as_str() == claim.reference.id).flat_map(|v| &v.values);
        let others = all.filter(|(article, _)| *article != note.article_id);
        others.map(|(_, other)| other.clone()).take(OTHERS).collect::<Vec<_>>()
    };
    let found: Vec<Vec<view::OtherValue>> =
        note.claims.iter().map(|claim| claim.as_ref().map(others).unwrap_or_default()).collect();
    if found.iter().all(Vec::is_empty) {
        return Arc::clone(note);
    }
    let mut model = NoteModel::clone(note);
    for (claim, others) in model.claims.iter_mut().zip(found) {
        if let Some(claim) = claim {
            claim.others = others;
        }
    }
    Arc::new(model)
}

impl Kit {
    /// Writes the further pages of what points at a note, and returns its beginning.
    fn note_links(
        &self,
        pages: &mut Pages,
        path: &OutputPath,
        page: &view::Page,
        note: &NoteModel,
        incoming: &[Incoming],
    ) -> NoteLinks {
        let all = self.links(incoming);
        if all.is_empty() {
            return NoteLinks::default();
        }
        let total = all.iter().map(|link| link.range.len()).sum();
        let mut parts = lists::link_pages(&all).into_iter();
        let links = parts.next().unwrap_or_default();
        let rest: Vec<Vec<Link>> = parts.collect();
        let stem = path.as_str().strip_suffix(".html").unwrap_or_default();
        let base = OutputPath::new(format!("{stem}/{}.html", note.anchor));
        let begin = format!("{}#{}", href(path), note.anchor);
        let next = (!rest.is_empty()).then(|| href(&numbered(&base, 2)));
        let count = rest.len() + 1;
        let of = view::Reference {
            id: note.note.id.to_string(),
            kind: "note".to_owned(),
            title: note.note.title.clone(),
            href: Some(begin.clone()),
            probable: false,
        };
        for (n, links) in rest.into_iter().enumerate() {
            let content = ContinuedModel { of: of.clone(), what: "backlinks", links, ..Default::default() };
            let pagination = lists::pagination_from(&begin, &base, n + 2, count);
            self.further_at(pages, numbered(&base, n + 2), page, pagination, Content::Continued(Box::new(content)));
        }
        NoteLinks { links, total, next }
    }

    /// Returns the entities that a text names, the most often named first.
    fn entities_in(&self, prose: &Body) -> Vec<(Arc<view::EntityLine>, usize)> {
        let mut ids: Vec<&Slug> = prose.found.mentions.iter().map(|mention| &mention.entity).collect();
        ids.sort_unstable();
        let counted = ids.chunk_by(|a, b| a == b).filter_map(|same| Some((self.entities.get(same[0])?, same.len())));
        let mut lines: Vec<_> = counted.collect();
        lines.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.rank.cmp(&b.0.rank)));
        lines.into_iter().map(|(named, count)| (Arc::clone(&named.line), count)).collect()
    }
}
