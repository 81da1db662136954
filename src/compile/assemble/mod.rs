//! The site put together: what each kind of page is made from, the pages, and from them the output.
//!
//! How everything is called is gathered first ([`heads`]); then each article, entity and claim makes its pages from its
//! own texts, what points at it and the names of what it shows, so that an edit makes only those pages anew that it
//! changes.

mod annotated;
mod articles;
mod claims;
mod entities;
mod filed;
mod heads;
mod inputs;
mod others;
mod previews;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::config::Config;
use crate::diagnostic::Diagnostic;
use crate::memo::index::{Inversion, Outgoing};
use crate::memo::map::Map;
use crate::memo::{Memo, Pick, Same, Stage};
use crate::output::Output;
use crate::pages::edition::Edition;
use crate::pages::{self, Pages, not_found, shared};
use crate::path::Slug;
use crate::render::model::{Head, Shared, StatementModel};
use crate::render::theme::{Theme, Vocabulary};
use crate::resolve::collation::Order;
use crate::resolve::ids::Kind;
use crate::resolve::publish_set::Audience;
use crate::resolve::publish_set::Standing;

pub(crate) use self::inputs::Inputs;

use self::annotated::{Annotated, Annotating, Annotatings, Said, annotate, annotating};

/// What is remembered of the pages of the last compile.
#[derive(Debug)]
pub(crate) struct Memory {
    edition: Memo<(), (Config, Vocabulary), Edition>,
    heads: heads::Memory,
    annotated: Stage<Slug, Annotatings, Annotating, Annotated>,
    says: Pick<Slug, Map<Slug, Annotated>, Arc<Outgoing<Said, StatementModel>>>,
    said: Inversion<Said, StatementModel>,
    articles: articles::Memory,
    entities: entities::Memory,
    claims: claims::Memory,
    previews: previews::Memory,
    shared: Memo<(), shared::Input, Shared>,
    filed: filed::Memory,
}

impl Memory {
    /// Makes an empty memory; one that does not `keep` is for a single compile.
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            edition: Memo::new(keep),
            heads: heads::Memory::new(keep),
            annotated: Stage::new(keep),
            says: Pick::new(keep),
            said: Inversion::default(),
            articles: articles::Memory::new(keep),
            entities: entities::Memory::new(keep),
            claims: Memo::new(keep),
            previews: previews::Memory::new(keep),
            shared: Memo::new(keep),
            filed: filed::Memory::new(keep),
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        self.edition.entries()
            + self.heads.entries()
            + self.annotated.entries()
            + self.says.entries()
            + self.articles.entries()
            + self.entities.entries()
            + self.claims.entries()
            + self.previews.entries()
            + self.shared.entries()
            + self.filed.entries()
    }

    /// Returns of how many articles, entities and claims the pages were made in the last compile.
    pub(crate) fn runs(&self) -> usize {
        self.articles.pages.runs().len() + self.entities.pages.runs().len() + self.claims.runs().len()
    }

    /// Returns how many files were new or changed in the last compile.
    pub(crate) fn changed(&self) -> usize {
        self.filed.changed()
    }

    /// Makes the notes of all articles, and turns round what they say.
    fn annotate(
        &mut self,
        inputs: &Inputs<'_>,
        edition: &Arc<Edition>,
        heads: &Map<Slug, Head>,
    ) -> Map<Slug, Annotated> {
        let annotatings = Annotatings {
            edition: Same::new(edition),
            heads: heads.clone(),
            notes: inputs.notes.clone(),
            written: inputs.texts.written.clone(),
            bodies: inputs.texts.of.clone(),
            named: inputs.prose.named.clone(),
        };
        let annotated = self.annotated.run(annotatings, annotating, annotate);
        let says = self.says.run(annotated.clone(), |annotated, article| {
            annotated.get(article).map(|annotated| Arc::clone(&annotated.says))
        });
        self.said.update(Arc::clone(&inputs.prose.articles), says);
        annotated
    }
}

/// Makes the output.
pub(crate) fn assemble(
    inputs: &Inputs<'_>,
    theme: Theme,
    memory: &mut Memory,
    diagnostics: &mut Vec<Diagnostic>,
) -> Output {
    let edition = memory.edition.one(edition, (inputs.parsed.config.clone(), theme.vocabulary()));
    let heads = memory.heads.heads(inputs, &edition);
    let annotated = memory.annotate(inputs, &edition, &heads.heads);
    let articles = memory.articles.pages(inputs, &edition, &heads, &annotated, &memory.said);
    let (entities, listed) = memory.entities.pages(inputs, &edition, &heads, &memory.said);
    let (claims, claim_lines) = claims::claims(inputs, &edition, &heads, &memory.said, &mut memory.claims);
    let of_articles = memory.articles.listed(inputs, &heads, &annotated);
    let lists = memory.articles.lists(&edition, &inputs.prose.articles, &of_articles);

    let corrections = others::corrected(inputs, &edition);
    let corrected = !corrections.is_empty();
    let few = [
        pages::entities::pages(&edition, &listed),
        pages::claims::pages(&edition, &claim_lines),
        others::documents(inputs, &edition, &heads),
        others::home(inputs, &edition, &of_articles, &annotated, (&listed, &claim_lines), diagnostics),
        not_found::pages(&edition),
        corrections,
        others::gone(inputs, &edition),
    ];
    let many = entities.iter().chain(&lists).map(|pages| &**pages).chain(claims.iter().map(|claim| &claim.pages));
    let mut made: Pages = many.flatten().cloned().chain(few.into_iter().flatten()).collect();
    let taken = articles.values().flat_map(|article| &article.pages).chain(&made);
    let redirects = others::redirects(inputs, &edition, taken.map(|page| &page.0), diagnostics);
    made.extend(redirects);
    let previews = memory.previews.files(inputs, &annotated);

    let shared = memory.shared.one(shared::shared, sharing(inputs, &edition, &theme, corrected));
    let urls = if theme.names_ids() { urls(inputs) } else { BTreeMap::new() };
    let (theme, problems) = theme.with_urls(&Arc::new(urls));
    diagnostics.extend(problems);
    Output { files: memory.filed.filed(inputs, &articles, made, previews, &theme, &shared) }
}

fn edition((config, words): &(Config, Vocabulary)) -> Edition {
    Edition { order: Order::new(&config.language), config: config.clone(), words: words.clone() }
}

/// Gathers what all pages share.
fn sharing(inputs: &Inputs<'_>, edition: &Arc<Edition>, theme: &Theme, corrections: bool) -> shared::Input {
    let entries = || inputs.settled.ids.entries.iter().filter(|(_, entry)| entry.standing.is_shown());
    let of = |kind: Kind| entries().filter(move |(_, entry)| entry.kind == kind);
    let has = |kind: Kind| of(kind).any(|(_, entry)| entry.output.is_some());
    shared::Input {
        edition: Same::new(edition),
        options: theme.options().to_vec(),
        free: of(Kind::Page).filter_map(|(id, _)| inputs.texts.names.get(id).cloned()).collect(),
        entity_hrefs: of(Kind::Entity)
            .filter_map(|(id, e)| Some((id.clone(), e.href.as_deref()?.to_owned())))
            .collect(),
        articles: has(Kind::Article),
        claims: has(Kind::Claim),
        corrections,
        editor: inputs.audience == Audience::Editor,
    }
}

/// Says where each id is that a template may name.
fn urls(inputs: &Inputs<'_>) -> BTreeMap<String, String> {
    let entries = inputs.settled.ids.entries.iter();
    let mut urls: BTreeMap<String, String> = entries
        .filter(|(_, e)| !matches!(e.standing, Standing::Hidden(_)))
        .filter_map(|(id, e)| Some((id.to_string(), e.href.as_deref()?.to_owned())))
        .collect();
    for (article, notes) in &inputs.texts.note_ids {
        let Some(page) = urls.get(article.as_str()).cloned() else { continue };
        for (note, entry) in &notes.shown {
            urls.insert(format!("{article}#{note}"), format!("{page}#{}", entry.anchor));
        }
    }
    urls
}
