//! Values of one map gathered under what they belong to.

use std::fmt;
use std::sync::Arc;

use crate::memo::map::{DiffItem, Map};

/// The values of a group with their keys, in order of these.
type Group<K, V> = Vec<(K, Arc<V>)>;

/// Gathers the values of a map by what each belongs to; only groups that differ are made anew.
pub struct Groups<G, K, V> {
    last: Map<K, V>,
    groups: Map<G, Group<K, V>>,
}

impl<G, K, V> Default for Groups<G, K, V> {
    fn default() -> Self {
        Self { last: Map::new(), groups: Map::new() }
    }
}

impl<G, K, V> fmt::Debug for Groups<G, K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Groups of {}", self.last.len())
    }
}

impl<G: Ord + Clone, K: Ord + Clone, V: PartialEq> Groups<G, K, V> {
    /// Gathers the values of a map; `of` always says the same of the same.
    pub fn run(&mut self, map: &Map<K, V>, of: fn(&K, &V) -> Option<G>) -> Map<G, Group<K, V>> {
        for item in self.last.diff(map) {
            let (old, new) = match item {
                DiffItem::Add(key, value) => (None, Some((key, value))),
                DiffItem::Remove(key, value) => (Some((key, value)), None),
                DiffItem::Update { old, new } => (Some(old), Some(new)),
            };
            if let Some((key, value)) = old
                && let Some(name) = of(key, value)
            {
                let group = self.groups.get_mut(&name).map(Arc::make_mut);
                let left = group.map(|group| {
                    group.retain(|member| member.0 != *key);
                    group.len()
                });
                if left == Some(0) {
                    self.groups.remove(&name);
                }
            }
            if let Some((key, value)) = new
                && let Some(name) = of(key, value)
            {
                let group = Arc::make_mut(self.groups.entry(name).or_default());
                let at = group.partition_point(|member| member.0 < *key);
                group.insert(at, (key.clone(), Arc::clone(value)));
            }
        }
        self.last = map.clone();
        self.groups.clone()
    }

    /// Returns how many values are remembered.
    pub fn entries(&self) -> usize {
        self.last.len()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_remembered_never_shows(rounds in prop::collection::vec(prop::collection::btree_map(0..8u8, 0..4u8, 0..8), 1..6)) {
            let of = |_: &u8, value: &u8| (*value > 0).then_some(*value);
            let mut kept = Groups::default();
            for round in rounds {
                let map: Map<u8, u8> = round.iter().map(|(key, value)| (*key, Arc::new(*value))).collect();
                let groups = kept.run(&map, of);
                let mut plain: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
                round.iter().filter(|row| *row.1 > 0).for_each(|(key, value)| plain.entry(*value).or_default().push(*key));
                let groups: Vec<_> = groups.iter().map(|(group, of)| (*group, of.iter().map(|m| m.0).collect())).collect();
                prop_assert_eq!(groups, plain.into_iter().collect::<Vec<_>>());
            }
        }
    }
}
