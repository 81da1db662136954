//! Where words like those of a lost passage stand, for the message that says it is lost.
//!
//! It deliberately proposes nothing that would be taken without being asked.

use std::collections::VecDeque;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::haystack::{Haystack, Tier};

/// How many places are named.
const PLACES: usize = 3;
/// How many words of the target are looked for.
const WORDS: usize = 60;

/// Finds the places that share the most words, at least half, with a target.
pub(super) fn find(haystack: &Haystack, target: &str) -> Vec<Range<usize>> {
    let (target, _) = Tier::Letters.fold(target, [0, 0]);
    let mut wanted: FxHashMap<&str, usize> = FxHashMap::default();
    let mut total = 0;
    for (_, word) in words(&target).take(WORDS) {
        *wanted.entry(word).or_default() += 1;
        total += 1;
    }
    let window = total + total / 3 + 1;
    let text = haystack.text(Tier::Letters);
    // The wanted words inside the window: number and place of each.
    let mut inside: VecDeque<(usize, Range<usize>)> = VecDeque::new();
    let mut score = 0;
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    let mut places: Vec<(usize, Range<usize>)> = Vec::new();
    for (number, (at, word)) in words(text).enumerate() {
        let Some(&many) = wanted.get(word) else { continue };
        while let Some((old, range)) = inside.front()
            && old + window <= number
        {
            let word = &text[range.clone()];
            let count = seen.entry(word).or_default();
            score -= usize::from(*count <= wanted[word]);
            *count -= 1;
            inside.pop_front();
        }
        inside.push_back((number, at..at + word.len()));
        let count = seen.entry(word).or_default();
        *count += 1;
        score += usize::from(*count <= many);
        // A word at the front that the window has often enough only makes the place longer.
        while let Some((_, range)) = inside.front()
            && seen[&text[range.clone()]] > wanted[&text[range.clone()]]
        {
            *seen.entry(&text[range.clone()]).or_default() -= 1;
            inside.pop_front();
        }
        if score * 2 >= total
            && let Some((_, front)) = inside.front()
        {
            places.push((score, front.start..at + word.len()));
        }
    }
    places.sort_by_key(|(score, place)| (std::cmp::Reverse(*score), place.len(), place.start));
    let mut best: Vec<Range<usize>> = Vec::new();
    for (_, place) in places {
        if best.iter().all(|other| place.end <= other.start || other.end <= place.start) {
            best.push(place);
            if best.len() == PLACES {
                break;
            }
        }
    }
    best.into_iter().filter_map(|place| haystack.original(Tier::Letters, place)).collect()
}

/// Yields the words of a text with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
}
