//! What is remembered between compiles.
//!
//! A [`Memo`] maps a key to the last input of one stage and what the stage made of it. The stage is
//! a `fn` pointer over its whole input, so that it can see nothing else and does not know that it
//! is remembered. Inputs are compared with `==`. An equal result keeps its old `Arc`, so that what
//! did not change downstream is not done again. Keys that the last run did not ask for are dropped.
//!
//! **Invariant:** the values returned never depend on what is remembered, only the work does.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

/// Remembers one stage, one entry a key.
#[derive(Debug)]
pub struct Memo<K, I, O> {
    entries: BTreeMap<K, (I, Arc<O>)>,
    keep: bool,
    runs: Vec<K>,
}

impl<K, I, O> Memo<K, I, O>
where
    K: Ord + Clone + Send + Sync,
    I: Eq + Send + Sync,
    O: Eq + Send + Sync,
{
    /// Makes an empty memo; one that does not `keep` is for a single compile.
    pub fn new(keep: bool) -> Self {
        Self { entries: BTreeMap::new(), keep, runs: Vec::new() }
    }

    /// Runs the stage over every input, in the order of the keys given.
    ///
    /// Only inputs that differ from the remembered ones are computed, in parallel.
    pub fn run(&mut self, stage: fn(&I) -> O, inputs: Vec<(K, I)>) -> Vec<Arc<O>> {
        let mut old = std::mem::take(&mut self.entries);
        let done: Vec<(K, I, Arc<O>, bool)> = inputs
            .into_iter()
            .map(|(key, input)| {
                let entry = old.remove(&key);
                (key, input, entry)
            })
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|(key, input, entry)| match entry {
                Some((before, result)) if before == input => (key, input, result, false),
                Some((_, result)) => {
                    let fresh = stage(&input);
                    let result = if *result == fresh { result } else { Arc::new(fresh) };
                    (key, input, result, true)
                }
                None => {
                    let result = Arc::new(stage(&input));
                    (key, input, result, true)
                }
            })
            .collect();
        self.runs.clear();
        let mut results = Vec::with_capacity(done.len());
        for (key, input, result, ran) in done {
            if ran && self.keep {
                self.runs.push(key.clone());
            }
            results.push(Arc::clone(&result));
            if self.keep {
                self.entries.insert(key, (input, result));
            }
        }
        results
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
        memo.run(length, vec![(1, "xy".into())]);
        memo.run(length, vec![(1, "xy".into()), (2, "c".into())]);
        assert_eq!(memo.runs(), [2], "keys that were not asked for are dropped");
    }
}
