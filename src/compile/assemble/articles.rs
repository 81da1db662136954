//! Articles, and their index.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::annotated::{Annotated, Said};
use super::kit::{Kit, prose};
use super::previews::{Previewed, previewed};
use super::{Assembly, Pages, insert, same};
use crate::compile::lists;
use crate::compile::prose::Named;
use crate::compile::units::FileUnits;
use crate::content::article::{Article, Rights};
use crate::memo::Same;
use crate::path::{OutputPath, Slug, SourcePath};
use crate::render::annotations::{self, AnnotationPage};
use crate::render::model::Prose as Body;
use crate::render::model::{
    ArticleModel, Content, ContinuedModel, Link, NoteLinks, NoteModel, StatementModel, numbered,
};
use crate::render::view;
use crate::resolve::backlink::Incoming;
use crate::resolve::ids::{href, id_of};
use crate::resolve::inversion;

/// How many values of other articles a note shows; the claim's page has them all.
const OTHERS: usize = 4;

/// The first values that articles give for a claim, each with its article, in order of publication: as many as the
/// neediest article shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Values {
    claim: Slug,
    values: Vec<(Slug, view::OtherValue)>,
}

/// What an article's pages are made from.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Articling {
    kit: Same<Kit>,
    path: SourcePath,
    output: OutputPath,
    meta: Arc<Article>,
    text: Arc<FileUnits>,
    named: Arc<Named>,
    annotated: Option<Arc<Annotated>>,
    /// What points at it.
    incoming: Option<Arc<Vec<Incoming>>>,
    /// What points at its notes, by note.
    to_notes: Vec<(usize, Arc<Vec<Incoming>>)>,
    /// What articles say on the claims of its notes.
    values: Vec<Arc<Values>>,
    previous: Option<Arc<view::Reference>>,
    next: Option<Arc<view::Reference>>,
}

/// An article's pages.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ArticlePages {
    pub(super) pages: Vec<Previewed>,
    /// How lists name it.
    pub(super) line: Arc<view::ArticleLine>,
    /// Its notes as data.
    pub(super) export: Arc<AnnotationPage>,
    /// Where they are written.
    pub(super) exported: OutputPath,
    /// How the collection lists them: the id, the address, how many.
    pub(super) listed: (String, String, usize),
}

/// What a page of the index of articles is made from.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Indexing {
    kit: Same<Kit>,
    number: usize,
    total: usize,
    lines: Vec<Arc<view::ArticleLine>>,
}

impl Assembly<'_> {
    /// Makes the pages of articles, in order of publication.
    pub(super) fn articles(&mut self) -> Vec<(Slug, Arc<ArticlePages>)> {
        let (inputs, kit) = (self.inputs, &self.kit);
        let mut values = BTreeMap::new();
        for (path, _) in &inputs.parsed.claims {
            let claim = id_of(path);
            let said = self.memory.said.get(&Said::Claim(claim.clone()));
            let fresh = values_of(&claim, said.map_or(&[][..], |list| list.as_slice()));
            let kept = same(self.memory.values.get(&claim), fresh);
            values.insert(claim, kept);
        }
        let order = &inputs.prose.articles;
        let references: Vec<_> = order.iter().map(|id| kit.reference(id).map(Arc::clone)).collect();
        let asked = order.iter().enumerate().filter_map(|(at, id)| {
            let entry = inputs.settled.ids.entries.get(id)?;
            let (text, source) = inputs.texts.article(id)?;
            let annotated = self.annotated.get(id).map(Arc::clone);
            let targets = annotated.iter().flat_map(|annotated| annotated.targets.iter().enumerate());
            let to_notes = targets.filter_map(|(n, target)| Some((n, Arc::clone(inputs.incoming.get(target)?))));
            let claims = annotated.iter().flat_map(|annotated| &annotated.claims);
            let input = Articling {
                kit: Same::new(kit),
                path: entry.path.clone(),
                output: entry.output.clone()?,
                meta: Arc::clone(&source.meta),
                text: Arc::clone(text),
                named: Arc::clone(inputs.prose.named.get(id)?),
                incoming: inputs.incoming.get(id.as_str()).map(Arc::clone),
                to_notes: to_notes.collect(),
                values: claims.filter_map(|claim| values.get(claim)).map(Arc::clone).collect(),
                previous: at.checked_sub(1).and_then(|at| references[at].clone()),
                next: references.get(at + 1).cloned().flatten(),
                annotated,
            };
            Some((id.clone(), input))
        });
        let made = self.memory.articles.keyed(article, asked.collect()).collect();
        self.memory.values = values;
        made
    }

    /// Makes the index of articles.
    pub(super) fn article_index(&mut self, articles: &[(Slug, Arc<ArticlePages>)]) -> Vec<Arc<Vec<Previewed>>> {
        let total = articles.len().div_ceil(lists::PAGE);
        let asked = articles.chunks(lists::PAGE).enumerate().map(|(n, part)| {
            let lines = part.iter().map(|(_, article)| Arc::clone(&article.line)).collect();
            (n, Indexing { kit: Same::new(&self.kit), number: n + 1, total, lines })
        });
        self.memory.index.run(index, asked.collect())
    }
}

fn index(input: &Indexing) -> Vec<Previewed> {
    let kit = &*input.kit;
    let first = OutputPath::new("articles/index.html");
    let path = numbered(&first, input.number);
    let mut page = kit.page(&path, "articles", &kit.words.word("articles", None), None);
    page.pagination = lists::pagination(&first, input.number, input.total);
    let mut pages = Pages::new();
    insert(&mut pages, path, page, Content::Articles(view::Articles { entries: input.lines.clone() }));
    previewed(kit, pages)
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
    let backlinks = kit.links(input.incoming.as_ref().map_or(&[][..], |list| list.as_slice()));
    let of = view::Reference::clone(&reference);
    let backlinks = kit.continued(&mut pages, output, &mut page, of, "backlinks", backlinks);
    let notes = input.annotated.as_ref().map_or(&[][..], |annotated| &annotated.notes);
    let mut note_backlinks = vec![NoteLinks::default(); notes.len()];
    for (n, incoming) in &input.to_notes {
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
        generator: super::GENERATOR.to_owned(),
    };
    let exported = OutputPath::new(format!("articles/{id}.jsonld"));
    let count = model.notes.iter().filter(|note| annotations::exported(note)).count();
    let listed = (id.to_string(), href(&exported), count);
    insert(&mut pages, output.clone(), page, Content::Article(model));
    ArticlePages { pages: previewed(kit, pages), line: Arc::new(line), export: Arc::new(export), exported, listed }
}

/// Gathers the first values of a claim.
fn values_of(claim: &Slug, said: &[inversion::Incoming<StatementModel>]) -> Values {
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
