//! What the pages are made from: what the passes before came to, and what is looked up in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::compile::notes::Notes;
use crate::compile::parse::Parsed;
use crate::compile::prose::Prose;
use crate::compile::settle::Settled;
use crate::compile::units::{Texts, Unit};
use crate::memo::Joined;
use crate::memo::index::Inversion;
use crate::memo::map::Map;
use crate::pages::backlinks;
use crate::path::{Slug, SourcePath, Target};
use crate::render::model::{Head, Prose as Body};
use crate::resolve::backlink::{Incoming, Place};
use crate::resolve::mention::Found;
use crate::resolve::publish_set::{Audience, Standing};

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

/// A body as pages show it.
pub(crate) fn prose(unit: &Unit, found: &Arc<Found>) -> Body {
    Body {
        body: Arc::clone(&unit.body),
        found: Arc::clone(found),
        links: Arc::clone(&unit.hrefs),
        images: Arc::clone(&unit.images),
    }
}

/// Says why editors alone see a file.
pub(crate) fn withheld(settled: &Settled, path: &SourcePath) -> Vec<String> {
    match settled.standings.get(path) {
        Some(Standing::Shown { withheld }) => withheld.clone(),
        _ => Vec::new(),
    }
}

/// Takes the heads of the pages that point somewhere.
pub(crate) fn joined<'a>(
    incoming: impl IntoIterator<Item = &'a Incoming>,
    heads: &Map<Slug, Head>,
) -> backlinks::Heads {
    let sources: BTreeSet<Slug> = backlinks::sources(incoming);
    let heads = sources.into_iter().filter_map(|id| Some((id.clone(), heads.get(&id).cloned()?)));
    let heads: Joined<Slug, Head> = heads.collect();
    (!heads.is_empty()).then(|| Arc::new(heads))
}
