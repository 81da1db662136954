//! The page models, and from them the output.
//!
//! What all pages need to know of each other is gathered into one [`kit`]; then each article, entity and claim makes its
//! pages from that, its own texts and what points at it, so that an edit makes only those pages anew that it changes.

mod annotated;
mod articles;
mod aside;
mod entities;
mod filed;
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
use crate::content::Extra;
use crate::content::config::Config;
use crate::diagnostic::Diagnostic;
use crate::memo::derived::Derived;
use crate::memo::index::{Inversion, Outgoing};
use crate::memo::map::Map;
use crate::memo::{Memo, Pick, Same, Stage};
use crate::output::Output;
use crate::path::{OutputPath, Slug, SourcePath, Target};
use crate::render::model::Prose as Body;
use crate::render::model::{Content, PageModel, Shared, StatementModel};
use crate::render::prose::day;
use crate::render::theme::{Theme, Vocabulary};
use crate::render::view::{self, Setting};
use crate::resolve::backlink::Place;
use crate::resolve::ids::Kind;
use crate::resolve::publish_set::Audience;
use crate::resolve::publish_set::Standing;
use crate::resolve::reference::Reference;

use self::annotated::{Annotated, Annotating, Annotatings, Said, annotate, annotating};
use self::kit::Kit;
use self::language::{direction, painted_words};
use super::lists;

/// What wrote the site.
const GENERATOR: &str = concat!("dossier ", env!("CARGO_PKG_VERSION"));

/// What pages are made from.
pub(crate) struct Inputs<'a> {
    pub(crate) parsed: &'a Parsed,
    pub(crate) settled: &'a Arc<Settled>,
    pub(crate) texts: &'a Texts,
    pub(crate) notes: &'a Notes,
    pub(crate) prose: &'a Prose,
    /// Who points at what.
    pub(crate) incoming: &'a Inversion<Target, Place>,
    pub(crate) audience: Audience,
}

/// What is remembered of the pages of the last compile.
#[derive(Debug)]
pub(crate) struct Memory {
    kit: kit::Memory,
    annotated: Stage<Slug, Annotatings, Annotating, Annotated>,
    says: Pick<Slug, Map<Slug, Annotated>, Arc<Outgoing<Said, StatementModel>>>,
    said: Inversion<Said, StatementModel>,
    articles: articles::Memory,
    columns: Memo<(), Arc<Vec<Slug>>, entities::Columns>,
    entities: Memo<Slug, entities::Portraying, entities::EntityPages>,
    claims: Memo<Slug, subjects::Claiming, subjects::ClaimPages>,
    previews: previews::Memory,
    shared: Memo<(), Sharing, Shared>,
    filed: filed::Memory,
}

impl Memory {
    /// Makes an empty memory; one that does not `keep` is for a single compile.
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            kit: kit::Memory::new(keep),
            annotated: Stage::new(keep),
            says: Pick::new(keep),
            said: Inversion::default(),
            articles: articles::Memory::new(keep),
            columns: Memo::new(keep),
            entities: Memo::new(keep),
            claims: Memo::new(keep),
            previews: previews::Memory::new(keep),
            shared: Memo::new(keep),
            filed: filed::Memory::new(keep),
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        self.kit.entries()
            + self.annotated.entries()
            + self.says.entries()
            + self.articles.entries()
            + self.columns.entries()
            + self.entities.entries()
            + self.claims.entries()
            + self.previews.entries()
            + self.shared.entries()
            + self.filed.entries()
    }

    /// Returns of how many articles, entities and claims the pages were made in the last compile.
    pub(crate) fn runs(&self) -> usize {
        self.articles.pages.runs().len() + self.entities.runs().len() + self.claims.runs().len()
    }

    /// Returns how many files were new or changed in the last compile.
    pub(crate) fn changed(&self) -> usize {
        self.filed.changed()
    }
}

/// The pages as they come together.
struct Assembly<'a> {
    inputs: &'a Inputs<'a>,
    kit: Arc<Kit>,
    memory: &'a mut Memory,
    annotated: Map<Slug, Annotated>,
    columns: Arc<entities::Columns>,
}

/// Pages as they come together.
type Pages = Vec<(OutputPath, Arc<PageModel>)>;

/// Makes the output.
pub(crate) fn assemble(
    inputs: &Inputs<'_>,
    theme: Theme,
    memory: &mut Memory,
    diagnostics: &mut Vec<Diagnostic>,
) -> Output {
    let kit = memory.kit.kit(inputs, theme.vocabulary());
    let columns = memory.columns.one(entities::columns, Arc::clone(&inputs.prose.articles));
    let mut assembly = Assembly { inputs, kit, memory, annotated: Map::new(), columns };
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
    let made = entities.iter().flat_map(|entity| &entity.pages);
    let made = made.chain(claims.iter().flat_map(|claim| &claim.pages)).chain(index.iter().flat_map(|page| &**page));
    let taken = articles.values().flat_map(|article| &article.pages).chain(made.clone()).chain(&others);
    let mut redirects = Pages::new();
    assembly.redirects(taken.map(|page| &page.0), &mut redirects, diagnostics);
    let pages = made.chain(&others).chain(&redirects).cloned().collect();
    let previews = assembly.previews();

    let sharing = Sharing {
        settled: Same::new(inputs.settled),
        free: assembly.free_pages(),
        config: inputs.parsed.config.clone(),
        options: theme.options().to_vec(),
        words: theme.vocabulary(),
        corrections,
        editor: inputs.audience == Audience::Editor,
    };
    let shared = assembly.memory.shared.one(shared, sharing);
    let urls = if theme.names_ids() { assembly.urls() } else { BTreeMap::new() };
    let (theme, problems) = theme.with_urls(&Arc::new(urls));
    diagnostics.extend(problems);
    Output { files: assembly.filed(&articles, pages, previews, &theme, &shared) }
}

/// What all pages share is made from.
#[derive(Debug, PartialEq, Eq)]
struct Sharing {
    settled: Same<Settled>,
    /// The free pages that are shown.
    free: Vec<Arc<Reference>>,
    config: Config,
    options: Vec<Setting>,
    words: Vocabulary,
    /// Whether there is a page of corrections.
    corrections: bool,
    editor: bool,
}

/// Puts a page with the others.
fn insert(pages: &mut Pages, path: OutputPath, page: view::Page, content: Content) {
    pages.push((path, Arc::new(PageModel { page, content })));
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
        let inputs = self.inputs;
        let annotatings = Annotatings {
            kit: Same::new(&self.kit),
            notes: inputs.notes.clone(),
            written: inputs.texts.written.clone(),
            bodies: inputs.texts.of.clone(),
            named: inputs.prose.named.clone(),
        };
        self.annotated = self.memory.annotated.run(annotatings, annotating, annotate);
        let says = self.memory.says.run(self.annotated.clone(), |annotated, article| {
            annotated.get(article).map(|annotated| Arc::clone(&annotated.says))
        });
        self.memory.said.update(Arc::clone(&inputs.prose.articles), says);
    }

    /// Returns how the free pages are pointed at that are shown.
    fn free_pages(&self) -> Vec<Arc<Reference>> {
        let entries = self.inputs.settled.ids.entries.iter();
        let free = entries.filter(|(_, e)| e.kind == Kind::Page && e.standing.is_shown());
        free.filter_map(|(id, _)| self.inputs.texts.names.get(id).cloned()).collect()
    }

    /// Where each id that a template may name is.
    fn urls(&self) -> BTreeMap<String, String> {
        let ids = &self.inputs.settled.ids;
        let mut urls: BTreeMap<String, String> = ids
            .entries
            .iter()
            .filter(|(_, e)| !matches!(e.standing, Standing::Hidden(_)))
            .filter_map(|(id, e)| Some((id.to_string(), e.href.as_deref()?.to_owned())))
            .collect();
        for (article, notes) in &self.inputs.texts.note_ids {
            let Some(page) = urls.get(article.as_str()).cloned() else { continue };
            for (note, entry) in &notes.shown {
                urls.insert(format!("{article}#{note}"), format!("{page}#{}", entry.anchor));
            }
        }
        urls
    }
}

/// Gathers what all pages share.
fn shared(input: &Sharing) -> Shared {
    let Sharing { config, settled, .. } = input;
    let ids = &settled.ids;
    let mut pages: Vec<Reference> = input.free.iter().map(|name| Reference::clone(name)).collect();
    let order = lists::Order::new(&config.language);
    pages.sort_by(|a, b| order.compare(&a.title, &b.title).then_with(|| a.id.cmp(&b.id)));
    let has = |kind: Kind| ids.entries.values().any(|e| e.kind == kind && e.standing.is_shown() && e.output.is_some());
    let site = view::Site {
        context: 1,
        title: config.title.clone(),
        description: config.description.clone(),
        language: config.language.clone(),
        dir: direction(&config.language).to_owned(),
        authors: config.authors.clone(),
        version: config.edition.version.clone(),
        date: config.edition.date.as_ref().map(|date| day(date, &config.language)),
        covers: config.edition.covers.as_ref().map(|d| d.human(&config.language)),
        contact: config.edition.contact.clone(),
        generator: GENERATOR.to_owned(),
        editor: input.editor,
        pages,
        has_articles: has(Kind::Article),
        has_entities: has(Kind::Entity),
        has_claims: has(Kind::Claim),
        has_corrections: input.corrections,
        options: input.options.clone(),
        extra: free_table(&config.extra),
    };
    let absolute_root = match config.base_url.as_deref().and_then(|b| b.split_once("://")) {
        Some((_, rest)) => rest.find('/').map_or("/", |i| &rest[i..]).to_owned(),
        None => "/".to_owned(),
    };
    let shown = ids.entries.iter().filter(|(_, e)| e.kind == Kind::Entity && e.standing.is_shown());
    Shared {
        site,
        entity_hrefs: shown.filter_map(|(id, e)| Some((id.clone(), e.href.as_deref()?.to_owned()))).collect(),
        mention_links: config.mention_links,
        words: painted_words(&input.words),
        absolute_root,
        handed: Derived::default(),
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
