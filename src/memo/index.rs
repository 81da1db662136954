//! Who points at what: what each source says, turned round, so that each target has all that is said of it.
//!
//! An [`Inversion`] is kept between compiles. Where the sources are the same and in the same order, only the lists of
//! the targets are made anew of which a source says something else; the others stay the same value. It looks only at
//! the sources that say something else, and never compares source with source.
//!
//! **Invariant:** what is kept never shows: after any updates it equals a fresh inversion of the last sources.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::memo::map::{Map, differing};
use crate::path::Slug;

/// One source that points here.
#[derive(Debug, PartialEq, Eq)]
pub struct Incoming<P> {
    /// Whose page it is.
    pub source: Slug,
    /// The places in reading order.
    pub places: Arc<Vec<P>>,
}

impl<P> Clone for Incoming<P> {
    fn clone(&self) -> Self {
        Self { source: self.source.clone(), places: Arc::clone(&self.places) }
    }
}

/// What a source says, by what it speaks of.
pub type Outgoing<K, P> = BTreeMap<K, Arc<Vec<P>>>;

/// What sources say, by what they speak of; the sources are in the order in which they were given.
///
/// The index is looked up, never read through.
#[derive(Debug)]
pub struct Inversion<K, P> {
    order: Arc<Vec<Slug>>,
    /// Where each source stands in the order.
    ranks: FxHashMap<Slug, usize>,
    sources: Map<Slug, Outgoing<K, P>>,
    index: FxHashMap<K, Arc<Vec<Incoming<P>>>>,
    /// Of which targets something else is said since the last update; `None` may be all.
    changed: Option<Vec<K>>,
}

impl<K, P> Default for Inversion<K, P> {
    fn default() -> Self {
        Self {
            order: Arc::default(),
            ranks: FxHashMap::default(),
            sources: Map::new(),
            index: FxHashMap::default(),
            changed: None,
        }
    }
}

impl<K: Ord + Hash + Clone, P: Eq> Inversion<K, P> {
    /// Inverts what the sources in this order say, with what is kept of the last time.
    pub fn update(&mut self, order: Arc<Vec<Slug>>, sources: Map<Slug, Outgoing<K, P>>) {
        if Arc::ptr_eq(&self.order, &order) {
            self.patch(&sources);
        } else {
            self.index.clear();
            for source in order.iter() {
                for (target, places) in sources.get(source).into_iter().flat_map(|said| said.iter()) {
                    let incoming = Incoming { source: source.clone(), places: Arc::clone(places) };
                    match self.index.get_mut(target).and_then(Arc::get_mut) {
                        Some(list) => list.push(incoming),
                        None => drop(self.index.insert(target.clone(), Arc::new(vec![incoming]))),
                    }
                }
            }
            self.ranks = order.iter().enumerate().map(|(rank, source)| (source.clone(), rank)).collect();
            self.order = order;
            self.changed = None;
        }
        self.sources = sources;
    }

    /// Changes the lists that a source is in with something else than before.
    fn patch(&mut self, sources: &Map<Slug, Outgoing<K, P>>) {
        let nothing = Arc::new(Outgoing::new());
        let mut changed = Vec::new();
        for source in differing(Some(&self.sources), sources) {
            let Some(&rank) = self.ranks.get(source) else { continue };
            let old = self.sources.get(source).unwrap_or(&nothing);
            let new = sources.get(source).unwrap_or(&nothing);
            let gone = old.keys().filter(|target| !new.contains_key(*target)).map(|target| (target, None));
            let said = new.iter().filter(|(target, places)| old.get(*target) != Some(*places));
            for (target, places) in gone.chain(said.map(|(target, places)| (target, Some(places)))) {
                changed.push(target.clone());
                let list = Arc::make_mut(self.index.entry(target.clone()).or_default());
                let at = list.binary_search_by_key(&rank, |incoming| self.ranks[&incoming.source]);
                let incoming = places.map(|places| Incoming { source: source.clone(), places: Arc::clone(places) });
                match (at, incoming) {
                    (Ok(at), Some(incoming)) => list[at] = incoming,
                    (Ok(at), None) => drop(list.remove(at)),
                    (Err(at), Some(incoming)) => list.insert(at, incoming),
                    (Err(_), None) => {}
                }
                if list.is_empty() {
                    self.index.remove(target);
                }
            }
        }
        self.changed = Some(changed);
    }

    /// Returns the targets of which the last update let something else be said; `None` may be all.
    pub fn changed(&self) -> Option<&[K]> {
        self.changed.as_deref()
    }

    /// Returns what is said of a target.
    pub fn get<Q>(&self, target: &Q) -> Option<&Arc<Vec<Incoming<P>>>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.index.get(target)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Said = Vec<(String, Vec<(String, u8)>)>;

    fn sources(said: &Said) -> Map<Slug, Outgoing<String, u8>> {
        let outgoing = |targets: &[(String, u8)]| {
            let mut map = Outgoing::new();
            targets.iter().for_each(|(target, place)| drop(map.insert(target.clone(), Arc::new(vec![*place]))));
            Arc::new(map)
        };
        said.iter().map(|(source, targets)| (Slug::new(source.as_str()), outgoing(targets))).collect()
    }

    /// The sources backwards; the same value as the last where it is the same.
    fn order(said: &Said, last: &Arc<Vec<Slug>>) -> Arc<Vec<Slug>> {
        let order: Vec<Slug> = said.iter().rev().map(|source| Slug::new(source.0.as_str())).collect();
        if order == **last { Arc::clone(last) } else { Arc::new(order) }
    }

    proptest! {
        #[test]
        fn what_is_kept_never_shows(rounds in prop::collection::vec(
            prop::collection::btree_map("[a-d]", prop::collection::vec(("[x-z]", 0..3u8), 0..4), 0..4), 1..6)
        ) {
            let mut kept = Inversion::default();
            let mut last = Arc::default();
            for round in rounds {
                let said: Said = round.into_iter().collect();
                last = order(&said, &last);
                kept.update(Arc::clone(&last), sources(&said));
                let mut fresh = Inversion::default();
                fresh.update(Arc::clone(&last), sources(&said));
                prop_assert_eq!(&kept.index, &fresh.index);
            }
        }
    }

    #[test]
    fn what_nobody_touched_stays_the_same_value() {
        let said =
            |b: u8| vec![("a".into(), vec![("x".into(), 1)]), ("b".into(), vec![("x".into(), 1), ("y".into(), b)])];
        let mut kept = Inversion::default();
        let all = order(&said(1), &Arc::default());
        kept.update(Arc::clone(&all), sources(&said(1)));
        let before = ["x", "y"].map(|target| kept.get(target).map(Arc::clone));
        kept.update(all, sources(&said(2)));
        let same = ["x", "y"].map(|target| kept.get(target).map(Arc::as_ptr));
        assert_eq!(before[0].as_ref().map(Arc::as_ptr), same[0]);
        assert_ne!(before[1].as_ref().map(Arc::as_ptr), same[1]);
    }
}
