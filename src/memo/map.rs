//! Maps that one compile hands on to the next: a copy shares all that was not changed, and two are compared by what
//! they do not share.
//!
//! So a list of ten thousand files of which one is new costs what the new one costs. The order is that of the keys.

use std::sync::Arc;

pub use imbl::OrdMap;
pub use imbl::ordmap::DiffItem;

/// A map to shared values.
pub type Map<K, V> = OrdMap<K, Arc<V>>;

/// Lists the keys under which two maps have something else, in order; without an old one, all keys.
pub fn differing<'a, K: Ord, V: PartialEq>(
    old: Option<&'a OrdMap<K, V>>,
    new: &'a OrdMap<K, V>,
) -> impl Iterator<Item = &'a K> {
    let all = old.is_none().then(|| new.keys()).into_iter().flatten();
    let changed = old.into_iter().flat_map(|old| old.diff(new)).map(|item| match item {
        DiffItem::Add(key, _) | DiffItem::Remove(key, _) | DiffItem::Update { new: (key, _), .. } => key,
    });
    all.chain(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_listed() {
        let old: OrdMap<i32, &str> = [(1, "a"), (2, "b"), (3, "c")].into_iter().collect();
        let new: OrdMap<i32, &str> = [(1, "a"), (2, "B"), (4, "d")].into_iter().collect();
        assert_eq!(differing(Some(&old), &new).collect::<Vec<_>>(), [&2, &3, &4]);
        assert_eq!(differing(None, &new).collect::<Vec<_>>(), [&1, &2, &4]);
        assert_eq!(differing(Some(&new), &new.clone()).count(), 0);
    }
}
