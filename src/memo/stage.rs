//! Stages over maps: only the keys are looked at under which the sources of the inputs differ from the last ones.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::memo::map::{Map, OrdMap, differing};

/// The keys that are to be looked at.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Keys<K> {
    /// Whether they are all that there are, so that what is remembered under others is gone.
    pub all: bool,
    /// The keys, in no definite order, some perhaps twice.
    pub keys: Vec<K>,
}

/// What inputs are made from: values that all keys share, and maps by key.
pub trait Sources<K> {
    /// Tells which inputs may differ from those that the last sources gave.
    fn differing(&self, last: Option<&Self>) -> Keys<K>;
}

impl<K: Ord + Clone, V: PartialEq> Sources<K> for Map<K, V> {
    fn differing(&self, last: Option<&Self>) -> Keys<K> {
        Keys { all: last.is_none(), keys: differing(last, self).cloned().collect() }
    }
}

/// Says which fields of a struct all keys share, and which are maps by key.
macro_rules! sources {
    ($name:ident by $key:ty: [$($shared:ident),*] [$($map:ident),+]) => {
        impl $crate::memo::Sources<$key> for $name {
            fn differing(&self, last: Option<&Self>) -> $crate::memo::Keys<$key> {
                let last = last.filter(|_last| true $(&& _last.$shared == self.$shared)*);
                let mut keys = Vec::new();
                $(keys.extend($crate::memo::map::differing(last.map(|last| &last.$map), &self.$map).cloned());)+
                $crate::memo::Keys { all: last.is_none(), keys }
            }
        }
    };
}
pub(crate) use sources;

/// Remembers one stage, one entry a key.
pub struct Stage<K, S, I, O> {
    keep: bool,
    /// Whether a result is to be gone through after every run.
    notable: fn(&O) -> bool,
    last: Option<S>,
    inputs: FxHashMap<K, I>,
    results: Map<K, O>,
    noted: BTreeMap<K, Arc<O>>,
    runs: Vec<K>,
}

impl<K, S, I, O> fmt::Debug for Stage<K, S, I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stage of {}", self.results.len())
    }
}

/// What came of one key.
enum Outcome<I, O> {
    Gone,
    Same,
    Ran(I, Arc<O>),
}

impl<K, S, I, O> Stage<K, S, I, O>
where
    K: Ord + Hash + Clone + Send + Sync,
    S: Sources<K> + Sync,
    I: Eq + Send + Sync,
    O: Eq + Send + Sync,
{
    /// Remembers a stage; one that does not `keep` is for a single compile.
    pub fn new(keep: bool) -> Self {
        Self::noting(keep, |_| false)
    }

    /// Does the same, and gathers the results that are `notable`.
    pub fn noting(keep: bool, notable: fn(&O) -> bool) -> Self {
        Self {
            keep,
            notable,
            last: None,
            inputs: FxHashMap::default(),
            results: Map::new(),
            noted: BTreeMap::new(),
            runs: Vec::new(),
        }
    }

    /// Runs the stage, in parallel, over every `input` that these sources give and that differs from the remembered.
    pub fn run(&mut self, sources: S, input: fn(&S, &K) -> Option<I>, stage: fn(&I) -> O) -> Map<K, O> {
        let Keys { all, mut keys } = sources.differing(self.last.as_ref());
        if all {
            keys.extend(self.results.keys().cloned());
        }
        keys.sort_unstable();
        keys.dedup();
        // Many inputs are small ones; a few may be large, and differ.
        let least = (keys.len() / 1024).clamp(1, 16);
        let look = |key: K| {
            let outcome = match input(&sources, &key) {
                None => Outcome::Gone,
                Some(input) if self.inputs.get(&key) == Some(&input) => Outcome::Same,
                Some(input) => {
                    let result = stage(&input);
                    Outcome::Ran(input, Arc::new(result))
                }
            };
            (key, outcome)
        };
        let done: Vec<(K, Outcome<I, O>)> = keys.into_par_iter().with_min_len(least).map(look).collect();
        self.runs.clear();
        for (key, outcome) in done {
            match outcome {
                Outcome::Same => {}
                Outcome::Gone => {
                    self.inputs.remove(&key);
                    self.results.remove(&key);
                    self.noted.remove(&key);
                }
                Outcome::Ran(input, result) => self.enter(key, input, result),
            }
        }
        if !self.keep {
            return std::mem::take(&mut self.results);
        }
        self.last = Some(sources);
        self.results.clone()
    }

    fn enter(&mut self, key: K, input: I, result: Arc<O>) {
        if self.keep {
            self.inputs.insert(key.clone(), input);
            self.runs.push(key.clone());
        }
        if self.results.get(&key).is_some_and(|old| **old == *result) {
            return;
        }
        if (self.notable)(&result) {
            self.noted.insert(key.clone(), Arc::clone(&result));
        } else {
            self.noted.remove(&key);
        }
        self.results.insert(key, result);
    }

    /// Returns the notable results of the last run, in order of their keys.
    pub fn noted(&self) -> impl Iterator<Item = (&K, &Arc<O>)> {
        self.noted.iter()
    }

    /// Returns how many results are remembered.
    pub fn entries(&self) -> usize {
        self.results.len()
    }

    /// Returns the keys whose stage ran in the last call, in order.
    pub fn runs(&self) -> &[K] {
        &self.runs
    }
}

/// Remembers values that are taken from maps without any work.
pub struct Pick<K, S, V> {
    keep: bool,
    last: Option<S>,
    picked: OrdMap<K, V>,
}

impl<K, S, V> fmt::Debug for Pick<K, S, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pick of {}", self.picked.len())
    }
}

impl<K, S, V> Pick<K, S, V>
where
    K: Ord + Clone,
    S: Sources<K>,
    V: Eq + Clone,
{
    /// Remembers what is picked; one that does not `keep` is for a single compile.
    pub fn new(keep: bool) -> Self {
        Self { keep, last: None, picked: OrdMap::new() }
    }

    /// Picks under every key what these sources give.
    pub fn run(&mut self, sources: S, pick: fn(&S, &K) -> Option<V>) -> OrdMap<K, V> {
        let Keys { all, mut keys } = sources.differing(self.last.as_ref());
        if all {
            keys.extend(self.picked.keys().cloned());
        }
        for key in keys {
            match pick(&sources, &key) {
                None => drop(self.picked.remove(&key)),
                Some(value) if self.picked.get(&key) == Some(&value) => {}
                Some(value) => drop(self.picked.insert(key, value)),
            }
        }
        if !self.keep {
            return std::mem::take(&mut self.picked);
        }
        self.last = Some(sources);
        self.picked.clone()
    }

    /// Returns how many values are remembered.
    pub fn entries(&self) -> usize {
        self.picked.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone)]
    struct Words {
        prefix: String,
        first: Map<u8, String>,
        second: Map<u8, String>,
    }

    sources!(Words by u8: [prefix] [first, second]);

    fn input(words: &Words, key: &u8) -> Option<String> {
        let second = words.second.get(key).map_or("", |word| word.as_str());
        Some(format!("{}{}{second}", words.prefix, words.first.get(key)?))
    }

    #[expect(clippy::ptr_arg, reason = "a stage takes its whole input")]
    fn length(text: &String) -> usize {
        text.len()
    }

    fn words(prefix: &str, first: &[(u8, &str)], second: &[(u8, &str)]) -> Words {
        let map = |rows: &[(u8, &str)]| rows.iter().map(|(key, word)| (*key, Arc::new((*word).to_owned()))).collect();
        Words { prefix: prefix.to_owned(), first: map(first), second: map(second) }
    }

    #[test]
    fn only_what_differs_is_looked_at() {
        let mut stage = Stage::noting(true, |length| *length > 2);
        let first = stage.run(words("", &[(1, "ab"), (2, "c")], &[]), input, length);
        assert_eq!((stage.runs(), stage.noted().count()), (&[1, 2][..], 0));
        let second = stage.run(words("", &[(1, "xy"), (2, "c")], &[]), input, length);
        assert_eq!(stage.runs(), [1], "only the changed input ran");
        assert!(Arc::ptr_eq(&first[&1], &second[&1]), "an equal result keeps its Arc");
        stage.run(words("", &[(1, "xy"), (2, "c")], &[(2, "def")]), input, length);
        assert_eq!((stage.runs(), stage.noted().map(|noted| *noted.0).collect::<Vec<_>>()), (&[2][..], vec![2]));
        let all = stage.run(words("-", &[(2, "c")], &[(2, "def")]), input, length);
        assert_eq!((all.len(), stage.entries(), stage.runs()), (1, 1, &[2][..]), "what all share is another");
    }

    type Rows = Vec<(u8, String)>;

    proptest! {
        #[test]
        fn what_is_remembered_never_shows(
            rounds in prop::collection::vec(("[ab]?", prop::collection::vec((0..6u8, "[a-c]{0,3}"), 0..5),
                prop::collection::vec((0..6u8, "[a-c]{0,3}"), 0..5)), 1..6)
        ) {
            let notable = |length: &usize| *length > 3;
            let (mut stage, mut pick) = (Stage::noting(true, notable), Pick::new(true));
            let rows = |rows: &Rows| rows.iter().map(|(key, word)| (*key, Arc::new(word.clone()))).collect();
            for (prefix, first, second) in rounds {
                let words = Words { prefix, first: rows(&first), second: rows(&second) };
                let mut fresh = Stage::noting(false, notable);
                prop_assert_eq!(stage.run(words.clone(), input, length), fresh.run(words.clone(), input, length));
                prop_assert!(stage.noted().eq(fresh.noted()));
                prop_assert_eq!(pick.run(words.clone(), input), Pick::new(false).run(words, input));
            }
        }
    }
}
