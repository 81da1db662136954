//! Where in an article the passage of a note stands.
//!
//! The whole quotation, context and target, must occur in one piece. It is looked for as printed,
//! then with quotes, dashes, spaces and the like folded, then with case and diacritics folded; the
//! first of these that finds it decides. Only where none does, `…` stands for words left out.
//! It deliberately never guesses: nothing is found approximately, two places are refused as
//! ambiguous, and what the lock remembers is not known here.
//!
//! **Invariant:** what is found holds the words of the target, lies on character borders, neither
//! begins nor ends with white space, and cuts no word.

mod carry;
mod context;
mod diff;
mod fragment;
mod haystack;
mod nearest;
mod pattern;
pub mod place;
mod search;
mod surroundings;
mod tokens;

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::content::annotation::Passage;
pub use crate::lock::State;
pub use context::{escape, passages, shortest_context};
pub use haystack::Haystack;
use haystack::Tier;
use pattern::Pattern;

/// What became of a passage. Ranges are bytes of the canonical text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchoring {
    /// It stands in one place.
    Found {
        /// The target.
        span: Range<usize>,
        /// How closely the words agree.
        state: State,
    },
    /// It stands in several places, or in fewer than `nth` says: the targets, in order.
    Ambiguous {
        /// Where the target may be.
        candidates: Vec<Range<usize>>,
    },
    /// It stands nowhere.
    Orphaned {
        /// Up to three places that share most words with the target, the nearest first.
        nearest: Vec<Range<usize>>,
    },
}

/// Finds the passage of a note; `nth` counts the occurrences of the whole quotation from 1.
pub fn anchor(haystack: &Haystack, passage: &Passage, nth: Option<usize>) -> Anchoring {
    for pattern in [Some(Pattern::printed(passage)), Pattern::gapped(passage)].into_iter().flatten() {
        for tier in Tier::ALL {
            let mut targets = pattern.find(haystack, tier);
            if targets.is_empty() {
                continue;
            }
            let chosen = nth.map_or((targets.len() == 1).then_some(0), |nth| nth.checked_sub(1));
            return match chosen.filter(|&i| i < targets.len()) {
                Some(i) => {
                    let state = if tier == Tier::Exact { State::Exact } else { State::Normalized };
                    Anchoring::Found { span: targets.swap_remove(i), state }
                }
                None => Anchoring::Ambiguous { candidates: targets },
            };
        }
    }
    let mut places = nearest::find(haystack, &passage.target());
    if places.is_empty() {
        places = nearest::find(haystack, &passage.text());
    }
    Anchoring::Orphaned { nearest: places }
}
