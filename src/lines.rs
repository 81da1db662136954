//! The lines that a sorted map is written as, kept in pieces, so that a change of one entry costs its piece.
//!
//! It deliberately knows neither what a line is nor where it is written.
//!
//! **Invariant:** the pieces one after the other are the lines of all entries, in order.

use std::collections::BTreeSet;
use std::ops::Bound;

use rayon::prelude::*;

use crate::memo::map::{OrdMap, differing};

/// How many entries a piece is made of; it may grow to twice as many.
const PIECE: usize = 64;

/// The lines that a sorted map is written as.
#[derive(Clone, Debug)]
pub struct Lines<K: Ord, V> {
    of: OrdMap<K, V>,
    pieces: Vec<Piece<K>>,
}

#[derive(Clone, Debug)]
struct Piece<K> {
    first: K,
    bytes: Vec<u8>,
}

/// Writes an entry down at the end of a piece.
pub type Write<K, V> = fn(&K, &V, &mut Vec<u8>);

impl<K: Ord, V> Default for Lines<K, V> {
    fn default() -> Self {
        Self { of: OrdMap::new(), pieces: Vec::new() }
    }
}

impl<K: Ord + Clone + Send + Sync, V: PartialEq + Clone + Sync> Lines<K, V> {
    /// Makes them the lines of another map, and tells whether that has other entries; `write` is always the same.
    pub fn update(&mut self, new: &OrdMap<K, V>, write: Write<K, V>) -> bool {
        if self.pieces.is_empty() {
            self.pieces = pieces(&new.iter().collect::<Vec<_>>(), write);
            self.of = new.clone();
            return !self.pieces.is_empty();
        }
        let dirty: BTreeSet<usize> = differing(Some(&self.of), new).map(|key| self.piece_of(key)).collect();
        // From behind, so that those before stay where they are.
        for &at in dirty.iter().rev() {
            let from = if at == 0 { Bound::Unbounded } else { Bound::Included(&self.pieces[at].first) };
            let to = self.pieces.get(at + 1).map_or(Bound::Unbounded, |next| Bound::Excluded(&next.first));
            let entries: Vec<(&K, &V)> = new.range::<_, K>((from, to)).collect();
            let fresh = if entries.len() > 2 * PIECE {
                pieces(&entries, write)
            } else {
                entries.chunks(2 * PIECE).map(|entries| Piece::of(entries, write)).collect()
            };
            self.pieces.splice(at..=at, fresh);
        }
        self.of = new.clone();
        !dirty.is_empty()
    }

    /// Returns them, many in a piece.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        self.pieces.iter().map(|piece| piece.bytes.as_slice())
    }

    /// Returns where the lines of an entry stand or would stand.
    fn piece_of(&self, key: &K) -> usize {
        self.pieces.partition_point(|piece| piece.first <= *key).saturating_sub(1)
    }
}

impl<K: Clone> Piece<K> {
    fn of<V>(entries: &[(&K, &V)], write: Write<K, V>) -> Self {
        let mut bytes = Vec::new();
        entries.iter().for_each(|(key, value)| write(key, value, &mut bytes));
        bytes.shrink_to_fit();
        Self { first: entries[0].0.clone(), bytes }
    }
}

fn pieces<K: Clone + Send + Sync, V: Sync>(entries: &[(&K, &V)], write: Write<K, V>) -> Vec<Piece<K>> {
    entries.par_chunks(PIECE).map(|entries| Piece::of(entries, write)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn write(key: &u16, value: &u8, out: &mut Vec<u8>) {
        out.extend(format!("{key} {value}\n").into_bytes());
    }

    fn whole(lines: &Lines<u16, u8>) -> Vec<u8> {
        lines.pieces().collect::<Vec<_>>().concat()
    }

    proptest! {
        /// Law: lines that were updated are those that were made at once.
        #[test]
        fn updated_is_made_anew(
            changes in prop::collection::vec(prop::collection::vec((0..400u16, any::<Option<u8>>()), 0..300), 1..6)
        ) {
            let (mut map, mut lines) = (OrdMap::new(), Lines::default());
            for change in changes {
                let old: OrdMap<u16, u8> = map.clone();
                for (key, value) in change {
                    match value {
                        Some(value) => drop(map.insert(key, value)),
                        None => drop(map.remove(&key)),
                    }
                }
                prop_assert_eq!(lines.update(&map, write), old != map);
                let mut anew = Lines::default();
                anew.update(&map, write);
                prop_assert_eq!(whole(&lines), whole(&anew));
                prop_assert!(lines.pieces().all(|piece| !piece.is_empty()));
            }
        }
    }

    #[test]
    fn a_change_costs_its_piece() {
        let mut map: OrdMap<u16, u8> = (0..1000u16).map(|key| (key, 0)).collect();
        let mut lines = Lines::default();
        lines.update(&map, write);
        let before: Vec<*const u8> = lines.pieces().map(<[u8]>::as_ptr).collect();
        map.insert(500, 1);
        assert!(lines.update(&map, write));
        let kept = lines.pieces().zip(before).filter(|(piece, before)| piece.as_ptr() == *before).count();
        assert_eq!(kept + 1, lines.pieces().count());
    }
}
