//! The page models, and from them the output.

mod articles;
mod aside;
mod entities;
mod home;
mod language;
mod list;
mod previews;
mod subjects;

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::compile::notes::Notes;
use crate::compile::parse::Parsed;
use crate::compile::prose::Prose;
use crate::compile::settle::Settled;
use crate::compile::units::Texts;
use crate::compile::{Audience, BodyKey, File, Output};
use crate::content::{Common, Extra};
use crate::diagnostic::Diagnostic;
use crate::path::{OutputPath, Slug, SourcePath};
use crate::render::annotations::{AnnotationPage, Collection, exported};
use crate::render::model::Prose as Body;
use crate::render::model::{
    ArticleHead, ArticleModel, Content, ContinuedModel, Handed, Link, NoteModel, PageModel, Shared, SourceHead,
    StatementModel, numbered,
};
use crate::render::page::{PageFile, template};
use crate::render::prose::day;
use crate::render::theme::Theme;
use crate::render::view;
use crate::resolve::backlink::Incoming;
use crate::resolve::ids::{Kind, href};
use crate::resolve::publish_set::Standing;
use crate::table::Table;

use self::aside::correction;
use self::language::{direction, painted_words, withheld_words};
use super::lists;

/// What pages are made from.
pub(super) struct Inputs<'a> {
    pub(super) parsed: &'a Parsed,
    pub(super) settled: &'a Settled,
    pub(super) texts: &'a Texts,
    pub(super) notes: &'a Notes,
    pub(super) prose: &'a Prose,
    pub(super) audience: Audience,
}

/// What pages are put together from, kept so that what is the same stays the same value.
#[derive(Debug, Default)]
pub(super) struct Parts {
    heads: Table<Slug, Arc<ArticleHead>>,
    sources: Table<Slug, Arc<SourceHead>>,
    /// The notes of each article, in order.
    notes: Table<Slug, Vec<Arc<NoteModel>>>,
    /// The entities that have a page.
    lines: FxHashMap<Slug, Named>,
}

/// The pages as they come together.
struct Assembly<'a> {
    theme: &'a Theme,
    inputs: &'a Inputs<'a>,
    language: &'a str,
    order: lists::Order,
    /// Those of the last compile.
    old: Parts,
    parts: Parts,
}

/// An entity as the lists of articles name it.
#[derive(Debug)]
struct Named {
    line: Arc<view::EntityLine>,
    /// Where its name stands among all names.
    rank: usize,
}

/// Pages as they come together.
type Pages = Vec<(OutputPath, PageModel)>;

/// Makes the output.
pub(super) fn assemble(
    inputs: &Inputs<'_>,
    theme: Theme,
    parts: &mut Parts,
    diagnostics: &mut Vec<Diagnostic>,
) -> Output {
    let config = &inputs.parsed.config;
    let mut assembly = Assembly {
        theme: &theme,
        inputs,
        language: &config.language,
        order: lists::Order::new(&config.language),
        old: std::mem::take(parts),
        parts: Parts::default(),
    };
    assembly.heads();
    assembly.note_models();
    assembly.lines();
    let (mut pages, (listed, subjects)) = rayon::join(
        || assembly.articles(),
        || {
            let mut pages = Pages::new();
            (assembly.subjects(&mut pages), pages)
        },
    );
    pages.extend(subjects);
    assembly.home(&listed, &mut pages, diagnostics);
    let corrections = assembly.corrections(&mut pages);
    assembly.withdrawn(&mut pages);
    assembly.redirects(&mut pages, diagnostics);
    assembly.previews(&mut pages);
    let shared = Arc::new(assembly.shared(&theme, corrections));
    let urls = if theme.names_ids() { assembly.urls() } else { BTreeMap::new() };
    let (theme, problems) = theme.with_urls(&Arc::new(urls));
    diagnostics.extend(problems);
    let mut files = assembly.annotations(&pages, &shared);
    files.extend(pages.into_iter().map(|(path, model)| {
        let theme = theme.of(template(&model.content));
        let page = PageFile { theme, shared: Arc::clone(&shared), model: Arc::new(model) };
        (path, File::Page(Box::new(page)))
    }));
    let headers = crate::render::headers::headers(&shared.absolute_root);
    files.push((OutputPath::new("_headers"), File::Bytes(headers.into_bytes().into())));
    *parts = assembly.parts;
    let old = assembly.old;
    rayon::spawn(move || drop(old));
    let own = theme.assets().iter().map(|(path, bytes)| (path, bytes));
    let copied = own.chain(&inputs.texts.assets).map(|(path, bytes)| (path.clone(), File::Bytes(Arc::clone(bytes))));
    files.extend(copied);
    Output { files: files.into_iter().collect() }
}

/// Returns the old value if the new one equals it.
fn same<T: PartialEq>(old: Option<&Arc<T>>, new: T) -> Arc<T> {
    old.filter(|old| ***old == new).map_or_else(|| Arc::new(new), Arc::clone)
}

/// Puts a page with the others.
fn insert(pages: &mut Pages, path: OutputPath, page: view::Page, content: Content) {
    pages.push((path, PageModel { page, content }));
}

impl<'a> Assembly<'a> {
    fn shown(&self, path: &SourcePath) -> bool {
        self.inputs.settled.standings.get(path).is_some_and(Standing::is_shown)
    }

    /// Whether a file is shown under its own id.
    fn has_page(&self, path: &SourcePath, id: &Slug) -> bool {
        self.shown(path) && self.inputs.settled.ids.entries.get(id).is_some_and(|e| e.path == *path)
    }

    fn reference(&self, id: &Slug) -> Option<Arc<view::Reference>> {
        self.inputs
            .settled
            .ids
            .entries
            .get(id)
            .filter(|e| !matches!(e.standing, Standing::Hidden(_)))
            .map(|e| Arc::clone(&e.reference))
    }

    fn body(&self, key: &BodyKey) -> Option<Body> {
        let unit = self.inputs.texts.unit(&key.0, key.1)?;
        Some(Body {
            body: Arc::clone(&unit.body),
            found: Arc::clone(self.inputs.prose.found(unit)),
            links: Arc::clone(&unit.hrefs),
            images: Arc::clone(&unit.images),
        })
    }

    fn day(&self, date: &Option<crate::content::edtf::Edtf>) -> Option<view::Day> {
        date.as_ref().map(|d| day(d, self.language))
    }

    /// What every page says about itself.
    fn page(&self, path: &OutputPath, kind: &str, title: &str, source: Option<(&SourcePath, &Common)>) -> view::Page {
        let config = &self.inputs.parsed.config;
        let language = source.and_then(|s| s.1.language.clone()).unwrap_or_else(|| config.language.clone());
        let withheld = match source.and_then(|s| self.inputs.settled.standings.get(s.0)) {
            Some(Standing::Shown { withheld }) => {
                withheld.iter().map(|reason| withheld_words(reason, self.theme)).collect()
            }
            _ => Vec::new(),
        };
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
            withheld,
            authors: common.map(|c| c.authors.clone()).unwrap_or_default(),
            date: common.and_then(|c| self.day(&c.date)),
            updated: common.and_then(|c| self.day(&c.updated)),
            corrections: common
                .map(|c| c.corrections.iter().map(|c| correction(c, &own, self.language)).collect())
                .unwrap_or_default(),
            extra: common.map(|c| free_table(&c.extra)).unwrap_or_default(),
            pagination: None,
            previews: Vec::new(),
        }
    }

    /// What points at an id or note, with the head of each source.
    fn links(&self, target: &str) -> Vec<Link> {
        let incoming = self.inputs.prose.incoming.get(target).map_or(&[][..], |list| list.as_slice());
        incoming.iter().filter_map(|i| self.link(i)).collect()
    }

    fn link(&self, incoming: &Incoming) -> Option<Link> {
        let source = Arc::clone(self.parts.sources.get(&incoming.source)?);
        Some(Link { source, range: 0..incoming.places.len(), incoming: incoming.clone() })
    }

    /// The heads of the sources that share a sentence with one of these places.
    fn sharing(&self, links: &[Link]) -> BTreeMap<Slug, Arc<SourceHead>> {
        let places = links.iter().flat_map(|l| &l.incoming.places[l.range.clone()]);
        let ids = places.flat_map(|p| &p.also).map(|also| &also.0);
        ids.filter_map(|id| Some((id.clone(), Arc::clone(self.parts.sources.get(id)?)))).collect()
    }

    /// Writes the further pages of a long list and returns its first page.
    fn continued(
        &self,
        pages: &mut Pages,
        first: &OutputPath,
        page: &mut view::Page,
        of: view::Reference,
        what: &'static str,
        links: Vec<Link>,
    ) -> Vec<Link> {
        let mut parts = lists::link_pages(&links).into_iter();
        let head = parts.next().unwrap_or_default();
        let rest: Vec<Vec<Link>> = parts.collect();
        let total = rest.len() + 1;
        page.pagination = lists::pagination(first, 1, total);
        for (n, links) in rest.into_iter().enumerate() {
            let also = self.sharing(&links);
            let content = ContinuedModel { of: of.clone(), what, links, also, ..Default::default() };
            self.further(pages, first, page, (n + 2, total), Content::Continued(Box::new(content)));
        }
        head
    }

    fn further(
        &self,
        pages: &mut Pages,
        first: &OutputPath,
        page: &view::Page,
        (number, total): (usize, usize),
        content: Content,
    ) {
        let pagination = lists::pagination(first, number, total);
        self.further_at(pages, numbered(first, number), page, pagination, content);
    }

    fn further_at(
        &self,
        pages: &mut Pages,
        path: OutputPath,
        page: &view::Page,
        pagination: Option<view::Pagination>,
        content: Content,
    ) {
        let page = view::Page {
            path: path.to_string(),
            kind: "continued".to_owned(),
            canonical: self.inputs.parsed.config.base_url.as_ref().map(|base| format!("{base}{}", href(&path))),
            pagination,
            corrections: Vec::new(),
            ..page.clone()
        };
        insert(pages, path, page, content);
    }

    /// Cuts a page's two lists into pages that are counted together, and returns its own part of each:
    /// the further pages hold first what is left of the statements, then of the backlinks.
    fn two_lists(
        &self,
        pages: &mut Pages,
        first: &OutputPath,
        page: &mut view::Page,
        of: &view::Reference,
        statements: &[StatementModel],
        links: &[Link],
    ) -> (Vec<StatementModel>, Vec<Link>) {
        let (mut rows, mut backlinks) = (lists::pages(statements).into_iter(), lists::link_pages(links).into_iter());
        let own = (rows.next().unwrap_or_default(), backlinks.next().unwrap_or_default());
        let more =
            |what, links, statements| ContinuedModel { of: of.clone(), what, links, statements, ..Default::default() };
        let rows = rows.map(|rows| more("statements", Vec::new(), rows));
        let rest: Vec<_> = rows.chain(backlinks.map(|links| more("backlinks", links, Vec::new()))).collect();
        let total = rest.len() + 1;
        page.pagination = lists::pagination(first, 1, total);
        for (n, model) in rest.into_iter().enumerate() {
            self.further(pages, first, page, (n + 2, total), Content::Continued(Box::new(model)));
        }
        own
    }

    fn shared(&self, theme: &Theme, has_corrections: bool) -> Shared {
        let config = &self.inputs.parsed.config;
        let ids = &self.inputs.settled.ids;
        let mut pages: Vec<view::Reference> = self
            .inputs
            .parsed
            .pages
            .iter()
            .filter_map(|(path, _)| ids.entries.get(&crate::resolve::ids::id_of(path)).filter(|e| e.path == *path))
            .filter(|e| e.standing.is_shown())
            .map(|e| view::Reference::clone(&e.reference))
            .collect();
        pages.sort_by(|a, b| self.order.compare(&a.title, &b.title));
        let has =
            |kind: Kind| ids.entries.values().any(|e| e.kind == kind && e.standing.is_shown() && e.output.is_some());
        let site = view::Site {
            context: 1,
            title: config.title.clone(),
            description: config.description.clone(),
            language: config.language.clone(),
            dir: direction(&config.language).to_owned(),
            authors: config.authors.clone(),
            version: config.edition.version.clone(),
            date: self.day(&config.edition.date),
            covers: config.edition.covers.as_ref().map(|d| d.human(&config.language)),
            contact: config.edition.contact.clone(),
            generator: concat!("dossier ", env!("CARGO_PKG_VERSION")).to_owned(),
            editor: self.inputs.audience == Audience::Editor,
            pages,
            has_articles: has(Kind::Article),
            has_entities: has(Kind::Entity),
            has_claims: has(Kind::Claim),
            has_corrections,
            options: theme.options().to_vec(),
            extra: free_table(&config.extra),
        };
        let absolute_root = match config.base_url.as_deref().and_then(|b| b.split_once("://")) {
            Some((_, rest)) => rest.find('/').map_or("/", |i| &rest[i..]).to_owned(),
            None => "/".to_owned(),
        };
        let shown = ids.entries.iter().filter(|(_, e)| e.kind == Kind::Entity && e.standing.is_shown());
        Shared {
            site,
            entity_hrefs: shown.filter_map(|(id, e)| Some((id.clone(), e.reference.href.clone()?))).collect(),
            mention_links: config.mention_links,
            words: painted_words(theme),
            absolute_root,
            handed: Handed::default(),
        }
    }

    /// Where each id that a template may name is.
    fn urls(&self) -> BTreeMap<String, String> {
        let ids = &self.inputs.settled.ids;
        let mut urls: BTreeMap<String, String> = ids
            .entries
            .iter()
            .filter(|(_, e)| !matches!(e.standing, Standing::Hidden(_)))
            .filter_map(|(id, e)| Some((id.to_string(), e.reference.href.clone()?)))
            .collect();
        for (article, notes) in &ids.notes {
            let Some(page) = urls.get(article.as_str()).cloned() else { continue };
            for (note, entry) in notes {
                urls.insert(format!("{article}#{note}"), format!("{page}#{}", entry.anchor));
            }
        }
        urls
    }

    /// Exports the notes: one file an article, and the collection that points to them.
    fn annotations(&self, pages: &Pages, shared: &Arc<Shared>) -> Vec<(OutputPath, File)> {
        let config = &self.inputs.parsed.config;
        let mut articles: BTreeMap<&Slug, &Arc<ArticleModel>> = BTreeMap::new();
        for (_, model) in pages {
            if let Content::Article(article) = &model.content {
                articles.insert(&article.id, article);
            }
        }
        let mut files = Vec::with_capacity(articles.len() + 1);
        let order = &self.inputs.prose.articles;
        let mut collection =
            Collection { label: config.title.clone(), base_url: config.base_url.clone(), pages: Vec::new() };
        for (at, id) in order.iter().enumerate() {
            let Some(&article) = articles.get(id) else { continue };
            let path = OutputPath::new(format!("articles/{id}.jsonld"));
            let total = article.notes.iter().filter(|note| exported(note)).count();
            collection.pages.push((id.to_string(), href(&path), total));
            let page = AnnotationPage {
                article: Arc::clone(article),
                previous: at.checked_sub(1).map(|i| order[i].to_string()),
                next: order.get(at + 1).map(Slug::to_string),
                base_url: config.base_url.clone(),
                language: article.meta.common.language.clone().unwrap_or_else(|| config.language.clone()),
                generator: shared.site.generator.clone(),
            };
            files.push((path, File::Annotations(Box::new(page), Arc::clone(shared))));
        }
        files.push((OutputPath::new("annotations.jsonld"), File::Collection(Box::new(collection))));
        files
    }
}

fn free_table(extra: &[(String, Extra)]) -> Vec<view::KeyValue> {
    fn free(value: &Extra) -> view::Free {
        match value {
            Extra::Text(text) => view::Free::Text(text.clone()),
            Extra::List(list) => view::Free::List(list.iter().map(free).collect()),
            Extra::Table(table) => view::Free::Table(free_table(table)),
        }
    }
    extra.iter().map(|(key, value)| view::KeyValue { key: key.clone(), value: free(value) }).collect()
}
