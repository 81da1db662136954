//! What each key refers to in another map, so that a change there is looked at only where somebody refers to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::memo::map::{Map, OrdMap, differing};

/// Gives each key of a map the values of another that it refers to; only what differs is looked up anew.
pub struct Reach<K, V, G, T> {
    from: Map<K, V>,
    to: Map<G, T>,
    refers: BTreeMap<K, BTreeSet<G>>,
    referred: BTreeMap<G, BTreeSet<K>>,
    reached: OrdMap<K, Map<G, T>>,
}

impl<K, V, G, T> Default for Reach<K, V, G, T> {
    fn default() -> Self {
        Self {
            from: Map::new(),
            to: Map::new(),
            refers: BTreeMap::new(),
            referred: BTreeMap::new(),
            reached: OrdMap::new(),
        }
    }
}

impl<K, V, G, T> fmt::Debug for Reach<K, V, G, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reach of {}", self.reached.len())
    }
}

impl<K: Ord + Clone, V: PartialEq, G: Ord + Clone, T: PartialEq> Reach<K, V, G, T> {
    /// Returns what each key refers to, as far as it is there; `refers` always says the same of the same.
    pub fn run(&mut self, from: &Map<K, V>, to: &Map<G, T>, refers: fn(&K, &V) -> BTreeSet<G>) -> OrdMap<K, Map<G, T>> {
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
            let names = self.refers.get(&key).into_iter().flatten();
            let reached: Map<G, T> = names.filter_map(|name| Some((name.clone(), to.get(name).cloned()?))).collect();
            if reached.is_empty() {
                self.reached.remove(&key);
            } else if self.reached.get(&key) != Some(&reached) {
                self.reached.insert(key, reached);
            }
        }
        (self.from, self.to) = (from.clone(), to.clone());
        self.reached.clone()
    }

    /// Returns how many keys are remembered.
    pub fn entries(&self) -> usize {
        self.from.len()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_remembered_never_shows(
            rounds in prop::collection::vec((prop::collection::btree_map(0..5u8, prop::collection::btree_set(0..5u8, 0..3), 0..5),
                prop::collection::btree_map(0..5u8, 0..3u8, 0..5)), 1..6)
        ) {
            let mut kept = Reach::default();
            for (from, to) in rounds {
                let from: Map<u8, BTreeSet<u8>> = from.into_iter().map(|(key, names)| (key, Arc::new(names))).collect();
                let to: Map<u8, u8> = to.into_iter().map(|(name, value)| (name, Arc::new(value))).collect();
                let refers = |_: &u8, names: &BTreeSet<u8>| names.clone();
                let reached = kept.run(&from, &to, refers);
                for (key, names) in &from {
                    let plain: Vec<_> = names.iter().filter_map(|name| Some((name, to.get(name)?))).collect();
                    prop_assert!(reached.get(key).into_iter().flatten().eq(plain), "{}", key);
                }
                prop_assert!(reached.iter().all(|(key, reached)| from.contains_key(key) && !reached.is_empty()));
            }
        }
    }
}
