//! Articles, their notes, and the index of articles.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::language::direction;
use super::{Assembly, Pages, insert, same};
use crate::compile::lists;
use crate::compile::parse::find;
use crate::compile::prose::HOME;
use crate::compile::settle;
use crate::content::annotation::Status;
use crate::content::article::{Rights, TextKind};
use crate::path::{OutputPath, Slug};
use crate::render::model::{
    ArticleHead, ArticleModel, Content, ContinuedModel, Link, NoteLinks, NoteModel, Prose as Body, SourceHead, numbered,
};
use crate::render::view;
use crate::resolve::ids::{Kind, href};

/// How many values of other articles a note shows; the claim's page has them all.
const OTHERS: usize = 4;

/// By claim: the values that articles give, each with its article, in order of publication.
type Values = BTreeMap<String, Vec<(Slug, view::OtherValue)>>;

impl Assembly<'_> {
    /// Says how every page is pointed at.
    pub(super) fn heads(&mut self) {
        let inputs = self.inputs;
        let ids = &inputs.settled.ids;
        for unit in inputs.texts.units().filter(|u| !u.note) {
            let (reference, date, outlet) = match unit.kind {
                None => {
                    let title = inputs.parsed.config.title.clone();
                    let home = view::Reference {
                        id: HOME.into(),
                        kind: "page".into(),
                        title,
                        href: Some("index.html".into()),
                        probable: false,
                    };
                    (Arc::new(home), None, None)
                }
                Some(kind) => {
                    let Some(entry) = ids.entries.get(&unit.owner) else { continue };
                    let path = &unit.key.0;
                    let (date, outlet) = match kind {
                        Kind::Article => {
                            let Some(source) = find(&inputs.parsed.articles, path) else { continue };
                            let meta = &source.meta;
                            let outlet = meta.outlet.as_ref().and_then(|o| {
                                let entry = ids.find(o.id.as_str(), &[Kind::Entity]).ok()?;
                                Some(view::Reference {
                                    probable: o.probable,
                                    ..view::Reference::clone(&entry.reference)
                                })
                            });
                            let head = ArticleHead {
                                reference: Arc::clone(&entry.reference),
                                outlet: outlet.clone(),
                                published: self.day(&meta.published),
                                digest: meta.text == TextKind::Digest,
                            };
                            let head = same(self.old.heads.get(&unit.owner), head);
                            self.parts.heads.insert(unit.owner.clone(), head);
                            (self.day(&meta.published), outlet)
                        }
                        Kind::Entity => {
                            (find(&inputs.parsed.entities, path).and_then(|s| self.day(&s.meta.common.date)), None)
                        }
                        Kind::Claim => {
                            (find(&inputs.parsed.claims, path).and_then(|s| self.day(&s.meta.common.date)), None)
                        }
                        Kind::Page => {
                            (find(&inputs.parsed.pages, path).and_then(|s| self.day(&s.meta.common.date)), None)
                        }
                    };
                    (Arc::clone(&entry.reference), date, outlet)
                }
            };
            let head = same(self.old.sources.get(&unit.owner), SourceHead { reference, date, outlet });
            self.parts.sources.insert(unit.owner.clone(), head);
        }
    }

    /// Makes the notes of all articles.
    pub(super) fn note_models(&mut self) {
        let inputs = self.inputs;
        let models = inputs.notes.iter().collect::<Vec<_>>().into_par_iter().filter_map(|(article, notes)| {
            let placed = &notes.placed;
            let head = self.parts.heads.get(article)?;
            let article_file = find(&inputs.parsed.articles, &inputs.settled.ids.entries[article].path);
            let published = article_file.is_some_and(|a| a.meta.rights == Rights::Full);
            let language_of =
                |language: &Option<String>| language.clone().unwrap_or_else(|| inputs.parsed.config.language.clone());
            let page_language = article_file.map(|a| language_of(&a.meta.common.language)).unwrap_or_default();
            let mut models = Vec::with_capacity(placed.len());
            for p in placed {
                let source = inputs.parsed.annotations.binary_search_by(|a| a.0.cmp(&p.path)).ok();
                let Some(file) = source.map(|i| &inputs.parsed.annotations[i].1.file.common) else { continue };
                let authors =
                    [&p.note.authors, &file.authors, &inputs.parsed.config.authors].into_iter().find(|a| !a.is_empty());
                let language = language_of(&p.note.language.clone().or_else(|| file.language.clone()));
                let model = NoteModel {
                    note: Arc::clone(&p.note),
                    article: Arc::clone(head),
                    article_id: article.clone(),
                    anchor: settle::anchor(&p.note, published),
                    number: p.number,
                    span: p.span.clone(),
                    words: p.words.clone(),
                    lost: p.lost,
                    prose: self.body(&(p.path.clone(), p.index + 1)).unwrap_or_else(nothing),
                    by: p.by.clone(),
                    via: p.via.clone(),
                    claims: p.claims.clone(),
                    about: p.about.clone(),
                    see: p.see.iter().map(|s| s.1.clone()).collect(),
                    re: p.re.iter().map(|s| s.1.clone()).collect(),
                    authors: authors.cloned().unwrap_or_default(),
                    date: self.day(&p.note.date.clone().or_else(|| file.date.clone())),
                    updated: self.day(&p.note.updated.clone().or_else(|| file.updated.clone())),
                    dir: Some(direction(&language)).filter(|dir| *dir != direction(&page_language)),
                    language: (language != page_language).then_some(language),
                };
                let old = self.old.notes.get(article).and_then(|notes| notes.get(models.len()));
                models.push(same(old, model));
            }
            Some((article.clone(), models))
        });
        let models: Vec<_> = models.collect();
        self.parts.notes = models.into_iter().collect();
    }

    /// Makes the pages of articles, and their index.
    pub(super) fn articles(&self) -> Pages {
        let order = &self.inputs.prose.articles;
        let values = self.values(order);
        let made = order.par_iter().enumerate().flat_map_iter(|(at, id)| {
            let mut pages = Pages::new();
            let previous = at.checked_sub(1).map(|i| &order[i]);
            self.article(id, previous, order.get(at + 1), &values, &mut pages);
            pages
        });
        let mut pages: Pages = made.collect();
        if order.is_empty() {
            return pages;
        }
        let lines: Vec<view::ArticleLine> = order.iter().filter_map(|id| self.article_line(id)).collect();
        let first = OutputPath::new("articles/index.html");
        let parts = lists::pages(&lines);
        let total = parts.len();
        for (n, entries) in parts.into_iter().enumerate() {
            let path = numbered(&first, n + 1);
            let mut page = self.page(&path, "articles", &self.theme.word("articles", None), None);
            page.pagination = lists::pagination(&first, n + 1, total);
            insert(&mut pages, path, page, Content::Articles(view::Articles { entries }));
        }
        pages
    }

    fn article(&self, id: &Slug, previous: Option<&Slug>, next: Option<&Slug>, values: &Values, pages: &mut Pages) {
        let inputs = self.inputs;
        let Some(entry) = inputs.settled.ids.entries.get(id) else { return };
        let (Some(source), Some(path)) = (find(&inputs.parsed.articles, &entry.path), &entry.output) else { return };
        let Some(prose) = self.body(&(entry.path.clone(), 0)) else { return };
        let meta = &source.meta;
        let mut page = self.page(path, "article", &meta.title, Some((&entry.path, &meta.common)));
        page.description = meta.summary.clone();
        let of = view::Reference::clone(&entry.reference);
        let backlinks = self.links(id.as_str());
        let backlinks = self.continued(pages, path, &mut page, of, "backlinks", backlinks);
        let notes = self.parts.notes.get(id).cloned().unwrap_or_default();
        let note_backlinks = notes.iter().map(|note| self.note_links(pages, path, &page, note)).collect();
        let notes: Vec<_> = notes.into_iter().map(|note| with_others(note, values)).collect();
        let model = ArticleModel {
            meta: Arc::clone(meta),
            id: id.clone(),
            head: Arc::clone(&self.parts.heads[id]),
            published: meta.rights == Rights::Full,
            note_backlinks,
            notes,
            entities: self.entities_in(&prose),
            prose,
            previous: previous.and_then(|id| self.reference(id)),
            next: next.and_then(|id| self.reference(id)),
            backlinks,
        };
        insert(pages, path.clone(), page, Content::Article(Arc::new(model)));
    }

    /// Writes the further pages of what points at a note, and returns its beginning.
    fn note_links(&self, pages: &mut Pages, path: &OutputPath, page: &view::Page, note: &NoteModel) -> NoteLinks {
        let all = self.links(&format!("{}#{}", note.article_id, note.note.id));
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
            let also = BTreeMap::new();
            let content = ContinuedModel { of: of.clone(), what: "backlinks", links, also, ..Default::default() };
            let pagination = lists::pagination_from(&begin, &base, n + 2, count);
            self.further_at(pages, numbered(&base, n + 2), page, pagination, Content::Continued(Box::new(content)));
        }
        NoteLinks { links, total, next }
    }

    /// Gathers the values of all claims.
    fn values(&self, order: &[Slug]) -> Values {
        let mut values = Values::new();
        for note in order.iter().filter_map(|id| self.parts.notes.get(id)).flatten() {
            if note.lost || note.note.status == Status::Retracted {
                continue;
            }
            let page = note.article.reference.href.as_deref().unwrap_or_default();
            for claim in note.claims.iter().flatten() {
                let Some(value) = &claim.value else { continue };
                let named = note.article.outlet.as_ref().unwrap_or(&note.article.reference);
                let reference = view::Reference {
                    id: note.note.id.to_string(),
                    kind: "note".to_owned(),
                    title: named.title.clone(),
                    href: Some(format!("{page}#{}", note.anchor)),
                    probable: named.probable,
                };
                let other = view::OtherValue { value: value.clone(), scope: claim.scope.clone(), reference };
                values.entry(claim.reference.id.clone()).or_default().push((note.article_id.clone(), other));
            }
        }
        values
    }

    /// Returns the entities that a text names, the most often named first.
    fn entities_in(&self, prose: &Body) -> Vec<(Arc<view::EntityLine>, usize)> {
        let mut ids: Vec<&Slug> = prose.found.mentions.iter().map(|mention| &mention.entity).collect();
        ids.sort_unstable();
        let counted = ids.chunk_by(|a, b| a == b).filter_map(|same| Some((self.parts.lines.get(same[0])?, same.len())));
        let mut lines: Vec<_> = counted.collect();
        lines.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.rank.cmp(&b.0.rank)));
        lines.into_iter().map(|(named, count)| (Arc::clone(&named.line), count)).collect()
    }

    /// Makes the line of an article in a list.
    pub(super) fn article_line(&self, id: &Slug) -> Option<view::ArticleLine> {
        let inputs = self.inputs;
        let entry = inputs.settled.ids.entries.get(id)?;
        let meta = &find(&inputs.parsed.articles, &entry.path)?.meta;
        let head = self.parts.heads.get(id)?;
        let notes = self.parts.notes.get(id).map_or(0, |notes| notes.iter().filter(|n| n.number.is_some()).count());
        Some(view::ArticleLine {
            reference: view::Reference::clone(&entry.reference),
            outlet: head.outlet.clone(),
            published: head.published.clone(),
            summary: meta.summary.clone(),
            text: meta.text.as_str().to_owned(),
            rights: if meta.rights == Rights::Full { "full" } else { "reference" }.to_owned(),
            notes,
        })
    }
}

/// Adds to a note what other articles say on its claims.
fn with_others(note: Arc<NoteModel>, values: &Values) -> Arc<NoteModel> {
    let others = |claim: &view::NoteClaim| {
        let all = values.get(&claim.reference.id).into_iter().flatten();
        let others = all.filter(|(article, _)| *article != note.article_id);
        others.map(|(_, other)| other.clone()).take(OTHERS).collect::<Vec<_>>()
    };
    let found: Vec<Vec<view::OtherValue>> =
        note.claims.iter().map(|claim| claim.as_ref().map(others).unwrap_or_default()).collect();
    if found.iter().all(Vec::is_empty) {
        return note;
    }
    let mut model = NoteModel::clone(&note);
    for (claim, others) in model.claims.iter_mut().zip(found) {
        if let Some(claim) = claim {
            claim.others = others;
        }
    }
    Arc::new(model)
}

/// The prose of an evidence mark.
fn nothing() -> Body {
    use crate::resolve::body::{Draft, body};
    let empty = body(&Draft { headline: String::new(), document: Arc::default(), titles: Vec::new() });
    Body { body: Arc::new(empty), found: Arc::default(), links: Arc::default(), images: Arc::default() }
}
