//! What each key refers to in another map, so that a change there is looked at only where somebody refers to it.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::map::{Map, differing};

/// The values of another map that a key refers to, as far as they are there, in order of their keys.
#[derive(Debug, PartialEq, Eq)]
pub struct Joined<G, T>(Vec<(G, Arc<T>)>);

impl<G, T> Default for Joined<G, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<G: Ord, T> Joined<G, T> {
    /// Returns a value, if the key refers to it and it is there.
    pub fn get<Q: Ord + ?Sized>(&self, name: &Q) -> Option<&Arc<T>>
    where
        G: Borrow<Q>,
    {
        self.0.binary_search_by(|entry| entry.0.borrow().cmp(name)).ok().map(|at| &self.0[at].1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns all of them.
    pub fn iter(&self) -> impl Iterator<Item = &(G, Arc<T>)> {
        self.0.iter()
    }
}

impl<G: Ord, T> FromIterator<(G, Arc<T>)> for Joined<G, T> {
    fn from_iter<I: IntoIterator<Item = (G, Arc<T>)>>(values: I) -> Self {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_by(|a, b| a.0.cmp(&b.0));
        Self(values)
    }
}

/// Gives each key of a map the values of another that it refers to; only what differs is looked up anew.
pub struct Join<K, V, G, T> {
    keep: bool,
    from: Map<K, V>,
    to: Map<G, T>,
    refers: BTreeMap<K, BTreeSet<G>>,
    referred: BTreeMap<G, BTreeSet<K>>,
    joined: Map<K, Joined<G, T>>,
}

impl<K, V, G, T> fmt::Debug for Join<K, V, G, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Join of {}", self.joined.len())
    }
}

impl<K: Ord + Clone, V: PartialEq, G: Ord + Clone, T: Eq> Join<K, V, G, T> {
    /// Makes an empty join; one that does not `keep` is for a single compile.
    pub fn new(keep: bool) -> Self {
        Self {
            keep,
            from: Map::new(),
            to: Map::new(),
            refers: BTreeMap::new(),
            referred: BTreeMap::new(),
            joined: Map::new(),
        }
    }

    /// Returns what each key refers to, where that is anything; `refers` always says the same of the same.
    pub fn run(&mut self, from: &Map<K, V>, to: &Map<G, T>, refers: fn(&K, &V) -> BTreeSet<G>) -> Map<K, Joined<G, T>> {
        let join = |names: &BTreeSet<G>| {
            Joined(names.iter().filter_map(|name| Some((name.clone(), to.get(name).cloned()?))).collect())
        };
        if !self.keep {
            let joined = from.iter().map(|(key, value)| (key.clone(), join(&refers(key, value))));
            return joined
                .filter(|(_, joined)| !joined.0.is_empty())
                .map(|(key, joined)| (key, Arc::new(joined)))
                .collect();
        }
        let mut keys: BTreeSet<K> = BTreeSet::new();
        for key in differing(Some(&self.from), from) {
            for name in self.refers.remove(key).into_iter().flatten() {
                if let Some(of) = self.referred.get_mut(&name) {
                    of.remove(key);
                    if of.is_empty() {
                        self.referred.remove(&name);
                    }
                }
            }
            let names = from.get(key).map(|value| refers(key, value)).unwrap_or_default();
            for name in &names {
                self.referred.entry(name.clone()).or_default().insert(key.clone());
            }
            if !names.is_empty() {
                self.refers.insert(key.clone(), names);
            }
            keys.insert(key.clone());
        }
        for name in differing(Some(&self.to), to) {
            keys.extend(self.referred.get(name).into_iter().flatten().cloned());
        }
        for key in keys {
            let joined = self.refers.get(&key).map(join).filter(|joined| !joined.0.is_empty());
            match joined {
                None => drop(self.joined.remove(&key)),
                Some(joined) if self.joined.get(&key).is_some_and(|old| **old == joined) => {}
                Some(joined) => drop(self.joined.insert(key, Arc::new(joined))),
            }
        }
        (self.from, self.to) = (from.clone(), to.clone());
        self.joined.clone()
    }

    /// Returns how many keys are remembered.
    pub fn entries(&self) -> usize {
        self.from.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_remembered_never_shows(
            rounds in prop::collection::vec((prop::collection::btree_map(0..5u8, prop::collection::btree_set(0..5u8, 0..3), 0..5),
                prop::collection::btree_map(0..5u8, 0..3u8, 0..5)), 1..6)
        ) {
            let mut kept = Join::new(true);
            for (from, to) in rounds {
                let from: Map<u8, BTreeSet<u8>> = from.into_iter().map(|(key, names)| (key, Arc::new(names))).collect();
                let to: Map<u8, u8> = to.into_iter().map(|(name, value)| (name, Arc::new(value))).collect();
                let refers = |_: &u8, names: &BTreeSet<u8>| names.clone();
                let joined = kept.run(&from, &to, refers);
                prop_assert_eq!(&joined, &Join::new(false).run(&from, &to, refers));
                for (key, names) in &from {
                    let of_key = joined.get(key);
                    for name in 0..5u8 {
                        let plain = names.contains(&name).then(|| to.get(&name)).flatten();
                        prop_assert_eq!(of_key.and_then(|joined| joined.get(&name)), plain);
                    }
                }
                prop_assert!(joined.iter().all(|(key, joined)| from.contains_key(key) && joined.iter().next().is_some()));
            }
        }
    }
}
