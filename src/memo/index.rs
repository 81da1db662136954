//! Who points at what: what each source says, turned round, so that each target has all that is said of it.
//!
//! An [`Inversion`] is kept between compiles. Only the lists of the targets are made anew of which a source says
//! something else, or which a source speaks of that stands elsewhere in the order; the others stay the same value. It
//! looks only at the sources that say something else or stand elsewhere, and never compares what two of them say.
//!
//! **Invariant:** what is kept never shows: after any updates it equals a fresh inversion of the last sources.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
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
        let moves = match Arc::ptr_eq(&self.order, &order) {
            true => Moves::default(),
            false => moves(&self.order, &self.ranks, &order),
        };
        if moves.gone.len() + moves.come.len() > order.len() / 4 {
            self.make(order, &sources);
        } else {
            self.patch(order, &sources, &moves);
        }
        self.sources = sources;
    }

    /// Makes all lists.
    fn make(&mut self, order: Arc<Vec<Slug>>, sources: &Map<Slug, Outgoing<K, P>>) {
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
        self.ranks = ranks(&order);
        self.order = order;
        self.changed = None;
    }

    /// Changes the lists that a source is in which says something else than before, or stands elsewhere.
    fn patch(&mut self, order: Arc<Vec<Slug>>, sources: &Map<Slug, Outgoing<K, P>>, moves: &Moves) {
        let nothing = Arc::new(Outgoing::new());
        let mut changed = Vec::new();
        for source in &moves.gone {
            for target in self.sources.get(source).unwrap_or(&nothing).keys() {
                enter(&mut self.index, &self.ranks, target, source, None);
                changed.push(target.clone());
            }
        }
        if !Arc::ptr_eq(&self.order, &order) {
            self.ranks = ranks(&order);
            self.order = order;
        }
        for source in differing(Some(&self.sources), sources) {
            if !self.ranks.contains_key(source) || moves.come.contains(source) {
                continue;
            }
            let old = self.sources.get(source).unwrap_or(&nothing);
            let new = sources.get(source).unwrap_or(&nothing);
            let gone = old.keys().filter(|target| !new.contains_key(*target)).map(|target| (target, None));
            let said = new.iter().filter(|(target, places)| old.get(*target) != Some(*places));
            for (target, places) in gone.chain(said.map(|(target, places)| (target, Some(places)))) {
                enter(&mut self.index, &self.ranks, target, source, places);
                changed.push(target.clone());
            }
        }
        for source in &moves.come {
            for (target, places) in sources.get(source).unwrap_or(&nothing).iter() {
                enter(&mut self.index, &self.ranks, target, source, Some(places));
                changed.push(target.clone());
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

/// The sources that leave their place in an order, and those that come to one.
#[derive(Debug, Default, PartialEq, Eq)]
struct Moves {
    gone: BTreeSet<Slug>,
    come: BTreeSet<Slug>,
}

fn ranks(order: &[Slug]) -> FxHashMap<Slug, usize> {
    order.iter().enumerate().map(|(rank, source)| (source.clone(), rank)).collect()
}

/// Finds the fewest sources that have to be taken out and put in to make one order of another.
fn moves(old: &[Slug], ranks: &FxHashMap<Slug, usize>, new: &[Slug]) -> Moves {
    // Those that stay are a longest run of ranks that rises, found by the smallest ends of runs of each length.
    let known: Vec<usize> = new.iter().filter_map(|source| ranks.get(source).copied()).collect();
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(known.len());
    for (at, rank) in known.iter().enumerate() {
        let length = ends.partition_point(|end| known[*end] < *rank);
        before.push(length.checked_sub(1).map(|last| ends[last]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut stays = vec![false; old.len()];
    let mut at = ends.last().copied();
    while let Some(here) = at {
        stays[known[here]] = true;
        at = before[here];
    }
    let gone = old.iter().zip(&stays).filter(|(_, stays)| !**stays).map(|(source, _)| source.clone());
    let come = new.iter().filter(|source| !ranks.get(*source).is_some_and(|rank| stays[*rank]));
    Moves { gone: gone.collect(), come: come.cloned().collect() }
}

/// Puts into the list of a target what a source says of it, or takes the source out.
fn enter<K: Hash + Eq + Clone, P>(
    index: &mut FxHashMap<K, Arc<Vec<Incoming<P>>>>,
    ranks: &FxHashMap<Slug, usize>,
    target: &K,
    source: &Slug,
    places: Option<&Arc<Vec<P>>>,
) {
    let rank = ranks[source];
    let list = Arc::make_mut(index.entry(target.clone()).or_default());
    let at = list.binary_search_by_key(&rank, |incoming| ranks[&incoming.source]);
    let incoming = places.map(|places| Incoming { source: source.clone(), places: Arc::clone(places) });
    match (at, incoming) {
        (Ok(at), Some(incoming)) => list[at] = incoming,
        (Ok(at), None) => drop(list.remove(at)),
        (Err(at), Some(incoming)) => list.insert(at, incoming),
        (Err(_), None) => {}
    }
    if list.is_empty() {
        index.remove(target);
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

    /// The sources backwards, turned by some places; the same value as the last where it is the same.
    fn order(said: &Said, turn: usize, last: &Arc<Vec<Slug>>) -> Arc<Vec<Slug>> {
        let mut order: Vec<Slug> = said.iter().rev().map(|source| Slug::new(source.0.as_str())).collect();
        let by = turn % order.len().max(1);
        order.rotate_left(by);
        if order == **last { Arc::clone(last) } else { Arc::new(order) }
    }

    proptest! {
        #[test]
        fn what_is_kept_never_shows(rounds in prop::collection::vec(
            (prop::collection::btree_map("[a-l]", prop::collection::vec(("[x-z]", 0..3u8), 0..4), 0..12), 0..3usize), 1..6)
        ) {
            let mut kept = Inversion::default();
            let mut last = Arc::default();
            for (round, turn) in rounds {
                let said: Said = round.into_iter().collect();
                last = order(&said, turn, &last);
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
        let all = order(&said(1), 0, &Arc::default());
        kept.update(Arc::clone(&all), sources(&said(1)));
        let before = ["x", "y"].map(|target| kept.get(target).map(Arc::clone));
        kept.update(all, sources(&said(2)));
        let same = ["x", "y"].map(|target| kept.get(target).map(Arc::as_ptr));
        assert_eq!(before[0].as_ref().map(Arc::as_ptr), same[0]);
        assert_ne!(before[1].as_ref().map(Arc::as_ptr), same[1]);
    }

    #[test]
    fn the_fewest_sources_move() {
        let rows = [
            ("abcdef", "abcdef", "", ""),
            ("abcdef", "bcdefa", "a", "a"),
            ("abcdef", "fabcde", "f", "f"),
            ("abcdef", "abXdef", "c", "X"),
            ("abcdef", "acebdf", "bd", "bd"),
            ("", "ab", "", "ab"),
            ("ab", "", "ab", ""),
        ];
        let slugs = |text: &str| text.chars().map(|c| Slug::new(c.to_string())).collect::<Vec<_>>();
        for (old, new, gone, come) in rows {
            let (old, new) = (slugs(old), slugs(new));
            let found = moves(&old, &ranks(&old), &new);
            assert_eq!((found.gone.len(), found.come.len()), (gone.len(), come.len()), "{old:?} {new:?}");
            let wanted = Moves { gone: slugs(gone).into_iter().collect(), come: slugs(come).into_iter().collect() };
            assert!(found == wanted || gone.len() > 1, "{found:?}");
        }
    }
}
