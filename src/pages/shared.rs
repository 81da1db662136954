//! What all pages share when they are painted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::edition::{Edition, direction, free_table, painted_words};
use crate::memo::Same;
use crate::memo::derived::Derived;
use crate::path::Slug;
use crate::render::model::Shared;
use crate::render::prose::day;
use crate::render::view;
use crate::resolve::reference::Reference;

/// What all pages share is made from.
#[derive(Debug, PartialEq, Eq)]
pub struct Input {
    /// What pages are made with.
    pub edition: Same<Edition>,
    /// The theme's options with their values.
    pub options: Vec<view::Setting>,
    /// The free pages that are shown.
    pub free: Vec<Arc<Reference>>,
    /// The page of each entity that has one.
    pub entity_hrefs: BTreeMap<Slug, String>,
    /// Whether there are articles.
    pub articles: bool,
    /// Whether there are claims.
    pub claims: bool,
    /// Whether there is a page of corrections.
    pub corrections: bool,
    /// Whether editors see it.
    pub editor: bool,
}

/// Gathers what all pages share.
pub fn shared(input: &Input) -> Shared {
    let config = &input.edition.config;
    let mut pages: Vec<Reference> = input.free.iter().map(|name| Reference::clone(name)).collect();
    pages.sort_by_cached_key(|page| (input.edition.order.key(&page.title), page.id.clone()));
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
        generator: view::GENERATOR.to_owned(),
        editor: input.editor,
        pages,
        has_articles: input.articles,
        has_entities: !input.entity_hrefs.is_empty(),
        has_claims: input.claims,
        has_corrections: input.corrections,
        options: input.options.clone(),
        extra: free_table(&config.extra),
    };
    let absolute_root = match config.base_url.as_deref().and_then(|b| b.split_once("://")) {
        Some((_, rest)) => rest.find('/').map_or("/", |i| &rest[i..]).to_owned(),
        None => "/".to_owned(),
    };
    Shared {
        site,
        entity_hrefs: input.entity_hrefs.clone(),
        mention_links: config.mention_links,
        words: painted_words(&input.edition.words),
        absolute_root,
        handed: Derived::default(),
    }
}
