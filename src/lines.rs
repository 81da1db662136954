//! The lines that a sorted map is written as, kept in pieces, so that a change of one entry costs its piece.
//!
//! It tells also which bytes a change of entries alters where the text stands: those of lines that keep their length. It
//! deliberately knows neither what a line is nor where it is written.
//!
//! * **Invariant:** the pieces one after the other are the lines of all entries, in order.
//! * **Invariant:** patches put into the text as it was, in any order, give the text as it is; after some of them each
//!   line is the old or the new one.

use std::collections::BTreeSet;
use std::io;
use std::ops::Bound;

use rayon::prelude::*;

use crate::memo::map::{DiffItem, OrdMap};

/// How many entries a piece is made of; it may grow to twice as many.
const PIECE: usize = 64;

/// How a map is written.
#[derive(Debug)]
pub struct Form<K, V> {
    /// What stands before the lines.
    pub head: &'static str,
    /// Writes an entry down at the end of some bytes, a line or several.
    pub entry: fn(&K, &V, &mut Vec<u8>),
    /// How many bytes at the beginning of an entry part it from the one before; the first goes without them.
    pub parting: usize,
    /// What stands behind the lines.
    pub tail: &'static str,
}

/// The lines that a sorted map is written as.
#[derive(Clone, Debug)]
pub struct Lines<K: Ord + 'static, V: 'static> {
    form: &'static Form<K, V>,
    of: OrdMap<K, V>,
    pieces: Vec<Piece<K>>,
}

#[derive(Clone, Debug)]
struct Piece<K> {
    first: K,
    bytes: Vec<u8>,
}

/// What becomes of the text when the map is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// These bytes take the place of as many others.
    Patches(Vec<Patch>),
    /// Lines come, go or have another length.
    All,
}

/// Bytes of one line that take the place of as many others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// Where the first of them stands, in bytes from the beginning of the text.
    pub at: usize,
    /// What is to stand there.
    pub bytes: Vec<u8>,
}

impl<K: Ord + Clone + Send + Sync, V: PartialEq + Clone + Sync> Lines<K, V> {
    /// Makes the lines of an empty map.
    pub fn new(form: &'static Form<K, V>) -> Self {
        Self { form, of: OrdMap::new(), pieces: Vec::new() }
    }

    /// Makes them the lines of another map, and tells what that changes.
    pub fn update(&mut self, new: &OrdMap<K, V>) -> Change {
        let old = std::mem::replace(&mut self.of, new.clone());
        if self.pieces.is_empty() {
            self.pieces = pieces(&new.iter().collect::<Vec<_>>(), self.form);
            return if self.pieces.is_empty() { Change::None } else { Change::All };
        }
        let (mut dirty, mut patches) = (BTreeSet::new(), Some(Vec::new()));
        for item in old.diff(new) {
            let (DiffItem::Add(key, _) | DiffItem::Remove(key, _) | DiffItem::Update { new: (key, _), .. }) = item;
            patches = patches.filter(|_| matches!(item, DiffItem::Update { .. }));
            dirty.insert(self.piece_of(key));
        }
        if dirty.is_empty() {
            return Change::None;
        }
        // From behind, so that those before stay where they are.
        for &at in dirty.iter().rev() {
            let from = if at == 0 { Bound::Unbounded } else { Bound::Included(&self.pieces[at].first) };
            let to = self.pieces.get(at + 1).map_or(Bound::Unbounded, |next| Bound::Excluded(&next.first));
            let entries: Vec<(&K, &V)> = new.range::<_, K>((from, to)).collect();
            let fresh = if entries.len() > 2 * PIECE {
                pieces(&entries, self.form)
            } else {
                entries.chunks(2 * PIECE).map(|entries| Piece::of(entries, self.form)).collect()
            };
            patches = patches.and_then(|mut patches| {
                patches.extend(differing(self.start_of(at), &self.pieces[at].bytes, &fresh.first()?.bytes)?);
                Some(patches)
            });
            self.pieces.splice(at..=at, fresh);
        }
        patches.map_or(Change::All, Change::Patches)
    }

    /// Writes the text.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_to(&self, out: &mut impl io::Write) -> io::Result<()> {
        self.parts().try_for_each(|part| out.write_all(part))
    }

    /// Whether the text is these bytes.
    pub fn is(&self, bytes: &[u8]) -> bool {
        self.parts().try_fold(bytes, |rest, part| rest.strip_prefix(part)).is_some_and(<[u8]>::is_empty)
    }

    /// Returns the text, many lines in a part.
    fn parts(&self) -> impl Iterator<Item = &[u8]> {
        let Form { head, parting, tail, .. } = self.form;
        let pieces = self.pieces.iter().enumerate();
        let pieces = pieces.map(|(at, piece)| &piece.bytes[if at == 0 { *parting } else { 0 }..]);
        std::iter::once(head.as_bytes()).chain(pieces).chain(std::iter::once(tail.as_bytes()))
    }

    /// Returns where the lines of an entry stand or would stand.
    fn piece_of(&self, key: &K) -> usize {
        self.pieces.partition_point(|piece| piece.first <= *key).saturating_sub(1)
    }

    /// Returns where a piece begins in the text; of the first one, where it would with what parts it from nothing.
    fn start_of(&self, at: usize) -> usize {
        let before: usize = self.pieces[..at].iter().map(|piece| piece.bytes.len()).sum();
        self.form.head.len() + before - self.form.parting
    }
}

impl<K: Clone> Piece<K> {
    fn of<V>(entries: &[(&K, &V)], form: &Form<K, V>) -> Self {
        let mut bytes = Vec::new();
        entries.iter().for_each(|(key, value)| (form.entry)(key, value, &mut bytes));
        bytes.shrink_to_fit();
        Self { first: entries[0].0.clone(), bytes }
    }
}

fn pieces<K: Clone + Send + Sync, V: Sync>(entries: &[(&K, &V)], form: &Form<K, V>) -> Vec<Piece<K>> {
    entries.par_chunks(PIECE).map(|entries| Piece::of(entries, form)).collect()
}

/// Finds what differs in each line; `None` where there are other lines, or lines of another length.
fn differing(start: usize, old: &[u8], new: &[u8]) -> Option<Vec<Patch>> {
    let lines = |bytes| <[u8]>::split_inclusive(bytes, |byte| *byte == b'\n');
    let (mut at, mut patches) = (start, Vec::new());
    for (old, new) in lines(old).zip(lines(new)) {
        if old.len() != new.len() {
            return None;
        }
        let differs = |at: &usize| old[*at] != new[*at];
        if let (Some(first), Some(last)) = ((0..old.len()).find(differs), (0..old.len()).rfind(differs)) {
            patches.push(Patch { at: at + first, bytes: new[first..=last].to_vec() });
        }
        at += old.len();
    }
    (old.len() == new.len()).then_some(patches)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    static FORM: Form<u16, Vec<u8>> = Form {
        head: "[",
        entry: |key, values, out| {
            values.iter().for_each(|value| out.extend(format!(",\n{key} {value}").into_bytes()));
            out.extend(b",\n.");
        },
        parting: 1,
        tail: "\n]\n",
    };

    fn whole(lines: &Lines<u16, Vec<u8>>) -> Vec<u8> {
        let mut bytes = Vec::new();
        lines.write_to(&mut bytes).expect("a list of bytes takes all");
        assert!(lines.is(&bytes) && !lines.is(&bytes[1..]) && !lines.is(&bytes[..bytes.len() - 1]));
        bytes
    }

    /// Changes of a map, each of some keys; most values keep their length.
    fn changes() -> impl Strategy<Value = Vec<Vec<(u16, Option<Vec<u8>>)>>> {
        let value = prop_oneof![
            4 => prop::collection::vec(10..99u8, 1).prop_map(Some),
            1 => prop::collection::vec(any::<u8>(), 0..3).prop_map(Some),
            1 => Just(None),
        ];
        let wide = prop::collection::vec((0..400u16, value), 0..300);
        let narrow = prop::collection::vec((0..400u16, prop::collection::vec(10..99u8, 1).prop_map(Some)), 0..4);
        prop::collection::vec(prop_oneof![wide, narrow], 1..6)
    }

    proptest! {
        /// Law: lines that were updated are those that were made at once, and the old text with the patches is the new.
        #[test]
        fn updated_is_made_anew(changes in changes()) {
            let (mut map, mut lines) = (OrdMap::new(), Lines::new(&FORM));
            for change in changes {
                let (old, before): (OrdMap<u16, Vec<u8>>, _) = (map.clone(), whole(&lines));
                for (key, value) in change {
                    match value {
                        Some(value) => drop(map.insert(key, value)),
                        None => drop(map.remove(&key)),
                    }
                }
                let change = lines.update(&map);
                let mut anew = Lines::new(&FORM);
                anew.update(&map);
                prop_assert_eq!(whole(&lines), whole(&anew));
                prop_assert!(lines.pieces.iter().all(|piece| !piece.bytes.is_empty()));
                prop_assert_eq!(change == Change::None, old == map);
                if let Change::Patches(patches) = change {
                    let mut text = before;
                    for Patch { at, bytes } in patches {
                        prop_assert!(!bytes.contains(&b'\n'), "no patch is wider than a line");
                        text[at..at + bytes.len()].copy_from_slice(&bytes);
                    }
                    prop_assert_eq!(text, whole(&anew));
                }
            }
        }
    }

    #[test]
    fn a_change_costs_its_piece_and_its_bytes() {
        let mut map: OrdMap<u16, Vec<u8>> = (0..1000u16).map(|key| (key, vec![10])).collect();
        let mut lines = Lines::new(&FORM);
        lines.update(&map);
        let before: Vec<*const u8> = lines.pieces.iter().map(|piece| piece.bytes.as_ptr()).collect();
        let at = memchr::memmem::find(&whole(&lines), b"\n500 10").expect("it is there") + 6;
        map.insert(500, vec![17]);
        assert_eq!(lines.update(&map), Change::Patches(vec![Patch { at, bytes: b"7".to_vec() }]));
        let kept = lines.pieces.iter().zip(before).filter(|(piece, before)| piece.bytes.as_ptr() == *before).count();
        assert_eq!(kept + 1, lines.pieces.len());
        map.insert(500, vec![7]);
        assert_eq!(lines.update(&map), Change::All, "a line of another length");
        map.insert(500, vec![7, 8]);
        assert_eq!(lines.update(&map), Change::All, "a line more");
        map.remove(&500);
        map.insert(501, vec![11]);
        assert_eq!(lines.update(&map), Change::All, "an entry less");
        assert_eq!(lines.update(&map), Change::None);
    }
}
