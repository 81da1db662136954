//! What is remembered between compiles.
//!
//! A [`Memo`] maps a key to the last input of one stage and what the stage made of it. The stage is
//! a `fn` pointer over its whole input, so that it can see nothing else and does not know that it
//! is remembered. Inputs are compared with `==`. An equal result keeps its old `Arc`, so that what
//! did not change downstream is not done again. Keys that the last run did not ask for are dropped.
//!
//! Where there are as many keys as articles, looking at every input takes longer than the work itself. A [`Stage`]
//! is therefore given the maps that its inputs are made from, and looks only at the keys under which these differ from
//! the last ones; so does a [`Pick`], which only takes values from maps, and a [`Groups`], which puts together what
//! belongs together; a [`Join`] tells what a key refers to under other keys. What makes an input sees all [`Sources`], but looks up in their maps nothing but its own key.
//!
//! **Invariant:** the values returned never depend on what is remembered, only the work does.

pub mod derived;
mod groups;
pub mod index;
mod join;
pub mod map;
mod stage;
pub mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Weak};

use rayon::prelude::*;

pub use groups::Groups;
pub use join::{Join, Joined};
pub(crate) use stage::sources;
pub use stage::{Keys, Pick, Sources, Stage};

/// A value that the inputs of many keys share: two are equal if they are one and the same.
///
/// To look into it once a key would take the square of its size. As a stage keeps the old value where the new one
/// equals it, nothing is done again for that.
pub struct Same<T>(Arc<T>);

impl<T> Same<T> {
    /// Shares a value.
    pub fn new(value: &Arc<T>) -> Self {
        Self(Arc::clone(value))
    }

    /// Returns the value.
    pub fn shared(&self) -> Arc<T> {
        Arc::clone(&self.0)
    }
}

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for Same<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Same<T> {}

impl<T: fmt::Debug> fmt::Debug for Same<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A value that its owner keeps beside the inputs made with it: two are equal if they are one and the same.
///
/// An input that stays as it is while the value becomes another does not keep the old one.
pub struct Lent<T>(Weak<T>);

impl<T> Lent<T> {
    /// Lends a value.
    pub fn new(value: &Arc<T>) -> Self {
        Self(Arc::downgrade(value))
    }

    /// Returns the value, which its owner still has while a stage runs.
    pub fn get(&self) -> Arc<T> {
        self.0.upgrade().expect("the sources of a stage keep what they lend")
    }
}

impl<T> PartialEq for Lent<T> {
    fn eq(&self, other: &Self) -> bool {
        Weak::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Lent<T> {}

impl<T> fmt::Debug for Lent<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lent")
    }
}

/// Remembers one stage, one entry a key.
#[derive(Debug)]
pub struct Memo<K, I, O> {
    /// In the order in which they were last asked for.
    entries: Vec<Option<Entry<K, I, O>>>,
    keep: bool,
    runs: Vec<K>,
}

#[derive(Debug)]
struct Entry<K, I, O> {
    key: K,
    input: I,
    result: Arc<O>,
}

/// A key with its input, and what is remembered of it.
type Asked<K, I, O> = (K, I, Option<Entry<K, I, O>>);

impl<K, I, O> Memo<K, I, O>
where
    K: Ord + Clone + Send + Sync,
    I: Eq + Send + Sync,
    O: Eq + Send + Sync,
{
    /// Makes an empty memo; one that does not `keep` is for a single compile.
    pub fn new(keep: bool) -> Self {
        Self { entries: Vec::new(), keep, runs: Vec::new() }
    }

    /// Runs the stage over every input, in the order of the keys given.
    ///
    /// Only inputs that differ from the remembered ones are computed, in parallel.
    pub fn run(&mut self, stage: fn(&I) -> O, inputs: Vec<(K, I)>) -> Vec<Arc<O>> {
        let mut remembered = Remembered::new(std::mem::take(&mut self.entries));
        let asked: Vec<Asked<K, I, O>> = inputs
            .into_iter()
            .map(|(key, input)| {
                let entry = remembered.take(&key);
                (key, input, entry)
            })
            .collect();
        // Many inputs are small ones; a few may be large, and differ.
        let least = (asked.len() / 1024).clamp(1, 16);
        let done: Vec<(Entry<K, I, O>, bool)> = asked
            .into_par_iter()
            .with_min_len(least)
            .map(|(key, input, entry)| match entry {
                Some(old) if old.input == input => (Entry { key, ..old }, false),
                Some(old) => {
                    let fresh = stage(&input);
                    let result = if *old.result == fresh { old.result } else { Arc::new(fresh) };
                    (Entry { key, input, result }, true)
                }
                None => {
                    let result = Arc::new(stage(&input));
                    (Entry { key, input, result }, true)
                }
            })
            .collect();
        self.runs.clear();
        let mut results = Vec::with_capacity(done.len());
        if !self.keep {
            results.extend(done.into_iter().map(|(entry, _)| entry.result));
            return results;
        }
        self.entries.reserve(done.len());
        for (entry, ran) in done {
            if ran {
                self.runs.push(entry.key.clone());
            }
            results.push(Arc::clone(&entry.result));
            self.entries.push(Some(entry));
        }
        results
    }

    /// Runs the stage over every input, and returns each result with its key.
    pub fn keyed(&mut self, stage: fn(&I) -> O, inputs: Vec<(K, I)>) -> impl Iterator<Item = (K, Arc<O>)> {
        let keys: Vec<K> = inputs.iter().map(|(key, _)| key.clone()).collect();
        keys.into_iter().zip(self.run(stage, inputs))
    }

    /// Returns how many results are remembered.
    pub fn entries(&self) -> usize {
        self.entries.len()
    }

    /// Returns the keys whose stage ran in the last call, in the order given.
    pub fn runs(&self) -> &[K] {
        &self.runs
    }
}

impl<I: Eq + Send + Sync, O: Eq + Send + Sync> Memo<(), I, O> {
    /// Runs a stage that has one input.
    pub fn one(&mut self, stage: fn(&I) -> O, input: I) -> Arc<O> {
        self.run(stage, vec![((), input)]).pop().expect("an input has a result")
    }
}

/// The entries of the last run, looked through in its order: the next one asks for nearly the same keys.
struct Remembered<K, I, O> {
    entries: Vec<Option<Entry<K, I, O>>>,
    next: usize,
    /// Where each key is; made when the order is first left.
    places: Option<BTreeMap<K, usize>>,
}

impl<K: Ord + Clone, I, O> Remembered<K, I, O> {
    fn new(entries: Vec<Option<Entry<K, I, O>>>) -> Self {
        Self { entries, next: 0, places: None }
    }

    fn take(&mut self, key: &K) -> Option<Entry<K, I, O>> {
        if let Some(slot) = self.entries.get_mut(self.next)
            && slot.as_ref().is_some_and(|entry| entry.key == *key)
        {
            self.next += 1;
            return slot.take();
        }
        if self.entries.is_empty() {
            return None;
        }
        let entries = &self.entries;
        let places = self.places.get_or_insert_with(|| {
            let keys = entries.iter().enumerate();
            keys.filter_map(|(at, entry)| Some((entry.as_ref()?.key.clone(), at))).collect()
        });
        let at = *places.get(key)?;
        self.next = at + 1;
        self.entries[at].take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::ptr_arg, reason = "a stage takes its whole input")]
    fn length(text: &String) -> usize {
        text.len()
    }

    #[test]
    fn runs_only_what_differs_and_backdates() {
        let mut memo = Memo::new(true);
        let first = memo.run(length, vec![(1, "ab".into()), (2, "c".into())]);
        assert_eq!(memo.runs(), [1, 2]);
        let second = memo.run(length, vec![(1, "xy".into()), (2, "c".into())]);
        assert_eq!(memo.runs(), [1], "only the changed input ran");
        assert!(Arc::ptr_eq(&first[0], &second[0]), "an equal result keeps its Arc");
        let turned = memo.run(length, vec![(2, "c".into()), (1, "xy".into())]);
        assert!(memo.runs().is_empty() && Arc::ptr_eq(&turned[0], &second[1]), "another order is no other input");
        memo.run(length, vec![(1, "xy".into())]);
        memo.run(length, vec![(1, "xy".into()), (2, "c".into())]);
        assert_eq!(memo.runs(), [2], "keys that were not asked for are dropped");
    }

    #[test]
    fn what_is_shared_equals_itself_alone() {
        fn words(input: &(Same<Vec<String>>, usize)) -> String {
            input.0[input.1].clone()
        }
        let mut memo = Memo::new(true);
        let mut ask = |all: &Arc<Vec<String>>| {
            memo.run(words, (0..2).map(|n| (n, (Same::new(all), n))).collect());
            memo.runs().len()
        };
        let first = Arc::new(vec!["a".to_owned(), "b".to_owned()]);
        let runs = [ask(&first), ask(&Arc::clone(&first)), ask(&Arc::new(first.to_vec()))];
        assert_eq!(runs, [2, 0, 2], "nobody looks whether another value holds the same");
    }
}
