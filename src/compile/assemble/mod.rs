//! The page models, and from them the output.
//!
//! What all pages need to know of each other is gathered into one [`kit`]; then each article, entity and claim makes its
//! pages from that, its own texts and what points at it, so that an edit makes only those pages anew that it changes.

mod annotated;
mod articles;
mod aside;
mod entities;
mod home;
mod kit;
mod language;
mod list;
mod previews;
mod subjects;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compile::notes::Notes;
use crate::compile::parse::Parsed;
use crate::compile::prose::Prose;
use crate::compile::settle::Settled;
use crate::compile::units::{Texts, Unit};
use crate::compile::{Audience, File, Output};
use crate::content::Extra;
use crate::derived::Derived;
use crate::diagnostic::Diagnostic;
use crate::memo::Memo;
use crate::path::{OutputPath, Slug, SourcePath, Target};
use crate::render::annotations::Collection;
use crate::render::model::Prose as Body;
use crate::render::model::{Content, PageModel, Shared, StatementModel};
use crate::render::page::{PageFile, template};
use crate::render::theme::Theme;
use crate::render::view;
use crate::resolve::backlink::Place;
use crate::resolve::ids::Kind;
use crate::resolve::inversion::Inversion;
use crate::resolve::publish_set::Standing;
use crate::table::Table;

use self::annotated::{Annotated, Annotating, Said, annotate};
use self::kit::{Kit, Kitting, kit};
use self::language::{direction, painted_words};
use self::previews::{Previewed, previewed};
use super::lists;

/// What wrote the site.
const GENERATOR: &str = concat!("dossier ", env!("CARGO_PKG_VERSION"));

/// What pages are made from.
pub(super) struct Inputs<'a> {
    pub(super) parsed: &'a Parsed,
    pub(super) settled: &'a Arc<Settled>,
    pub(super) texts: &'a Texts,
    pub(super) notes: &'a Notes,
    pub(super) prose: &'a Prose,
    /// Who points at what.
    pub(super) incoming: &'a Inversion<Target, Place>,
    pub(super) audience: Audience,
}

/// What is remembered of the pages of the last compile.
#[derive(Debug)]
pub(super) struct Memory {
    kit: Memo<(), Kitting, Kit>,
    annotated: Memo<Slug, Annotating, Annotated>,
    said: Inversion<Said, StatementModel>,
    values: BTreeMap<Slug, Arc<articles::Values>>,
    articles: Memo<Slug, articles::Articling, articles::ArticlePages>,
    index: Memo<usize, articles::Indexing, Vec<Previewed>>,
    columns: Memo<(), Arc<Vec<Slug>>, entities::Columns>,
    entities: Memo<Slug, entities::Portraying, entities::EntityPages>,
    claims: Memo<Slug, subjects::Claiming, subjects::ClaimPages>,
    citing: Memo<OutputPath, previews::Citing, PageModel>,
    shared: Option<Arc<Shared>>,
}

impl Memory {
    /// Makes an empty memory; one that does not `keep` is for a single compile.
    pub(super) fn new(keep: bool) -> Self {
        Self {
            kit: Memo::new(keep),
            annotated: Memo::new(keep),
            said: Inversion::default(),
            values: BTreeMap::new(),
            articles: Memo::new(keep),
            index: Memo::new(keep),
            columns: Memo::new(keep),
            entities: Memo::new(keep),
            claims: Memo::new(keep),
            citing: Memo::new(keep),
            shared: None,
        }
    }

    /// Returns how many results are remembered.
    pub(super) fn entries(&self) -> usize {
        self.kit.entries()
            + self.annotated.entries()
            + self.articles.entries()
            + self.index.entries()
            + self.columns.entries()
            + self.entities.entries()
            + self.claims.entries()
            + self.citing.entries()
    }

    /// Returns of how many articles, entities and claims the pages were made in the last compile.
    pub(super) fn runs(&self) -> usize {
        self.articles.runs().len() + self.entities.runs().len() + self.claims.runs().len()
    }
}

/// The pages as they come together.
struct Assembly<'a> {
    inputs: &'a Inputs<'a>,
    kit: Arc<Kit>,
    memory: &'a mut Memory,
    annotated: Table<Slug, Arc<Annotated>>,
}

/// Pages as they come together.
type Pages = Vec<(OutputPath, PageModel)>;

/// Makes the output.
pub(super) fn assemble(
    inputs: &Inputs<'_>,
    theme: Theme,
    memory: &mut Memory,
    diagnostics: &mut Vec<Diagnostic>,
) -> Output {
    let kit = memory.kit.one(kit, Kitting::new(inputs, theme.vocabulary()));
    let mut assembly = Assembly { inputs, kit, memory, annotated: Table::default() };
    assembly.annotate();
    let articles = assembly.articles();
    let entities = assembly.entities();
    let claims = assembly.claims();
    let index = assembly.article_index(&articles);

    let mut others = Pages::new();
    assembly.entity_index(&entities, &mut others);
    let mut listed: Vec<_> = entities.iter().map(|entity| &entity.listed).collect();
    listed.sort_by(|a, b| b.line.mentions.cmp(&a.line.mentions).then_with(|| a.rank.cmp(&b.rank)));
    let listed = subjects::Listed {
        entities: listed.into_iter().map(|listed| listed.line.clone()).collect(),
        claims: assembly.claim_index(&claims, &mut others),
    };
    assembly.documents(&mut others);
    assembly.home(&articles, &listed, &mut others, diagnostics);
    let corrections = assembly.corrections(&mut others);
    assembly.withdrawn(&mut others);
    let others = previewed(&assembly.kit, others);
    let made = articles.iter().flat_map(|(_, article)| &article.pages);
    let made = made.chain(entities.iter().flat_map(|entity| &entity.pages));
    let made = made.chain(claims.iter().flat_map(|claim| &claim.pages)).chain(index.iter().flat_map(|page| &**page));
    let taken = made.clone().chain(&others).map(|page| &page.path);
    let mut redirects = Pages::new();
    assembly.redirects(taken, &mut redirects, diagnostics);
    let redirects = previewed(&assembly.kit, redirects);
    let (mut pages, mut cited) = (Vec::new(), Vec::new());
    for page in made.chain(&others).chain(&redirects) {
        if !page.notes.is_empty() {
            cited.push((pages.len(), page.notes.clone()));
        }
        pages.push((page.path.clone(), Arc::clone(&page.model)));
    }
    assembly.note_previews(&mut pages, cited);

    let shared = same(assembly.memory.shared.as_ref(), assembly.shared(&theme, corrections));
    assembly.memory.shared = Some(Arc::clone(&shared));
    let urls = if theme.names_ids() { assembly.urls() } else { BTreeMap::new() };
    let (theme, problems) = theme.with_urls(&Arc::new(urls));
    diagnostics.extend(problems);
    let mut files = assembly.exports(&articles, &shared);
    let mut themes: BTreeMap<&'static str, Theme> = BTreeMap::new();
    files.extend(pages.into_iter().map(|(path, model)| {
        let template = template(&model.content);
        let theme = themes.entry(template).or_insert_with(|| theme.of(template)).clone();
        (path, File::Page(Arc::new(PageFile { theme, shared: Arc::clone(&shared), model })))
    }));
    let headers = crate::render::headers::headers(&shared.absolute_root);
    files.push((OutputPath::new("_headers"), File::Bytes(headers.into_bytes().into())));
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

impl Assembly<'_> {
    fn shown(&self, path: &SourcePath) -> bool {
        self.inputs.settled.standings.get(path).is_some_and(Standing::is_shown)
    }

    /// A body as pages show it.
    fn prose(&self, unit: &Unit) -> Body {
        kit::prose(unit, self.inputs.prose.found(unit))
    }

    /// Makes the notes of all articles, and turns round what they say.
    fn annotate(&mut self) {
        let (inputs, kit) = (self.inputs, &self.kit);
        let asked = inputs.notes.iter().filter_map(|(article, notes)| {
            let (_, source) = inputs.texts.article(article)?;
            let input = Annotating {
                article: article.clone(),
                language: kit.config.language.clone(),
                authors: kit.config.authors.clone(),
                head: Arc::clone(kit.heads.get(article)?),
                meta: Arc::clone(&source.meta),
                notes: Arc::clone(notes),
                texts: Arc::clone(inputs.prose.texts.get(article)?),
                named: Arc::clone(inputs.prose.named.get(article)?),
            };
            Some((article.clone(), input))
        });
        self.annotated = self.memory.annotated.keyed(annotate, asked.collect()).collect();
        let order = inputs.prose.articles.iter();
        let says = order.filter_map(|id| Some((id.clone(), Arc::clone(&self.annotated.get(id)?.says))));
        self.memory.said.update(says.collect());
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
        let order = lists::Order::new(&config.language);
        pages.sort_by(|a, b| order.compare(&a.title, &b.title));
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
            date: self.kit.day(&config.edition.date),
            covers: config.edition.covers.as_ref().map(|d| d.human(&config.language)),
            contact: config.edition.contact.clone(),
            generator: GENERATOR.to_owned(),
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
            words: painted_words(&theme.vocabulary()),
            absolute_root,
            handed: Derived::default(),
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
    fn exports(
        &self,
        articles: &[(Slug, Arc<articles::ArticlePages>)],
        shared: &Arc<Shared>,
    ) -> Vec<(OutputPath, File)> {
        let config = &self.inputs.parsed.config;
        let mut files = Vec::with_capacity(articles.len() * 2);
        let mut collection =
            Collection { label: config.title.clone(), base_url: config.base_url.clone(), pages: Vec::new() };
        for (_, article) in articles {
            collection.pages.push(article.listed.clone());
            files.push((article.exported.clone(), File::Annotations(Arc::clone(&article.export), Arc::clone(shared))));
        }
        files.push((OutputPath::new("annotations.jsonld"), File::Collection(Arc::new(collection))));
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
