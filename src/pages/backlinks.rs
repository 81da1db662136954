//! What points at a page, with the head of each source.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::memo::Joined;
use crate::path::Slug;
use crate::render::model::{Head, Link};
use crate::resolve::backlink::Incoming;

/// The heads of the pages that a page refers to.
pub type Heads = Option<Arc<Joined<Slug, Head>>>;

/// Finds the head of a page.
pub fn head<'a>(heads: &'a Heads, id: &Slug) -> Option<&'a Arc<Head>> {
    heads.as_ref()?.get(id)
}

/// Returns what points somewhere, with the head of each source.
pub fn links(incoming: &[Incoming], heads: &Heads) -> Vec<Link> {
    incoming.iter().filter_map(|i| link(i, heads)).collect()
}

/// Returns one source with its head.
pub fn link(incoming: &Incoming, heads: &Heads) -> Option<Link> {
    let source = Arc::clone(head(heads, &incoming.source)?);
    Some(Link { source, range: 0..incoming.places.len(), incoming: incoming.clone() })
}

/// Lists the pages whose heads are needed to show what points somewhere.
pub fn sources<'a>(incoming: impl IntoIterator<Item = &'a Incoming>) -> BTreeSet<Slug> {
    let mut sources = BTreeSet::new();
    for of in incoming {
        sources.insert(of.source.clone());
        sources.extend(of.places.iter().flat_map(|place| &place.also).map(|also| also.0.clone()));
    }
    sources
}

/// Returns the heads of the sources that share a sentence with one of these places.
pub fn sharing(links: &[Link], heads: &Heads) -> BTreeMap<Slug, Arc<Head>> {
    let places = links.iter().flat_map(|l| &l.incoming.places[l.range.clone()]);
    let ids: BTreeSet<&Slug> = places.flat_map(|p| &p.also).map(|also| &also.0).collect();
    ids.into_iter().filter_map(|id| Some((id.clone(), Arc::clone(head(heads, id)?)))).collect()
}
