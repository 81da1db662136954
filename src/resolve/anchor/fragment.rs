//! Carries a passage across without a snapshot: what the lock has of the old text, the words and what stood around
//! them, is aligned with the place of the new text that it fits best.
//!
//! Other sentences weigh more than the passage's own: a lookalike shares the words around a passage, but not the
//! sentences around those. So where a passage was removed, the place that it was removed from is found, not
//! its lookalike, and the passage is said to be gone.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::carry::{Carried, carry};
use super::diff::Diff;
use super::tokens::Tokens;

/// How many words a seed has: an alignment is tried only around one.
const SEED: usize = 3;
/// Seeds that stand in more places say nothing.
const COMMON: usize = 64;
/// How many words around a seed are looked at.
const WINDOW: usize = 80;
/// What one letter of a word weighs, and how much more in another sentence.
const UNIT: i32 = 4;
const OUTER: i32 = 4;
/// What a word costs that is on one side only.
const GAP: i32 = 4;
/// What share of the fragment must be found, of 1000.
const LEAST: i32 = 350;
/// What share of the other sentences must be found, of 1000.
const AROUND: i32 = 400;
/// What other sentences must weigh to say anything; where they do not, what share of its own must be found, of 1000.
const TELLING: i32 = 20 * UNIT * OUTER;
const OWN: i32 = 970;
/// How many words may have come between two sentences.
const SLACK: usize = 8;
/// How much better than the next the place must be, of 1000.
const MARGIN: i32 = 1300;

/// Where runs of words stand in a text.
pub(super) type Seeds = FxHashMap<[u64; SEED], Vec<usize>>;

/// Lists the runs of a text.
pub(super) fn seeds(new: &Tokens) -> Seeds {
    let mut seeds = Seeds::default();
    for (at, run) in new.ids.windows(SEED).enumerate() {
        seeds.entry([run[0], run[1], run[2]]).or_default().push(at);
    }
    seeds
}

/// Carries a passage across; where no place fits clearly best it is gone. `None` where there is nothing to go by.
pub(super) fn carry_fragment(
    [prefix, exact, suffix]: [&str; 3],
    new_text: &str,
    new: &Tokens,
    seeds: &Seeds,
) -> Option<Carried> {
    let text = [prefix, exact, suffix].concat();
    let span = prefix.len()..prefix.len() + exact.len();
    let fragment = Tokens::new(&text);
    let words = fragment.within(&span);
    if words.is_empty() || words.len() == fragment.len() {
        return None;
    }
    let Weights { each: weights, outer } = weights(&fragment, &words);
    let total: i32 = weights.iter().sum();
    let mut places: Vec<Place> = Vec::new();
    for window in windows(&fragment, new, seeds) {
        places.extend(best_in(&fragment, &weights, new, window));
    }
    places.sort_by_key(|place| (-place.score, place.new.start));
    let Some(top) = places.first().map(|place| place.new.clone()) else { return Some(Carried::Gone) };
    let score = places[0].score;
    let next = places.iter().find(|p| p.new.end <= top.start || top.end <= p.new.start).map_or(0, |p| p.score);
    if score * 1000 < total * LEAST || score * 1000 < next * MARGIN {
        return Some(Carried::Gone);
    }
    // The words at the place, by themselves.
    let place = Tokens {
        ids: new.ids[top.clone()].to_vec(),
        spans: new.spans[top.clone()].to_vec(),
        breaks: new.breaks[top.clone()].to_vec(),
    };
    let to = trace(&fragment, &weights, &place);
    let mut from = vec![None; place.len()];
    for (a, b) in to.iter().enumerate() {
        if let Some(b) = *b {
            from[b] = Some(a);
        }
    }
    // A lookalike shares the sentence of a passage and nothing else.
    let known: i32 = weights.iter().zip(&outer).filter(|(_, outer)| **outer).map(|(weight, _)| weight).sum();
    let found = weights.iter().zip(&outer).zip(&to).filter(|((_, outer), to)| **outer && to.is_some());
    if found.map(|((weight, _), _)| weight).sum::<i32>() * 1000 < known * AROUND {
        return Some(Carried::Gone);
    }
    if !adjacent(&outer, &weights, &words, &to) {
        return Some(Carried::Gone);
    }
    let diff = Diff { old: fragment, to, from };
    Some(carry(&diff, &text, new_text, &place, &span))
}

/// Reports whether other sentences stand beside the passage's own as they did: where it was removed, its lookalike may
/// stand not far away. Where no other sentence is known, all that is known must stand there.
fn adjacent(outer: &[bool], weights: &[i32], words: &Range<usize>, to: &[Option<usize>]) -> bool {
    let own: Vec<usize> = (0..outer.len()).filter(|at| !outer[*at]).collect();
    let (Some(&begin), Some(&end)) = (own.first(), own.last()) else { return true };
    let known: i32 = (0..outer.len()).filter(|at| outer[*at]).map(|at| weights[at]).sum();
    if known < TELLING {
        let context = || (begin..=end).filter(|at| !words.contains(at));
        let all: i32 = context().map(|at| weights[at]).sum();
        let found: i32 = context().filter(|at| to[*at].is_some()).map(|at| weights[at]).sum();
        return found * 1000 >= all * OWN;
    }
    let mapped = |mut range: Box<dyn Iterator<Item = usize>>| range.find_map(|at| Some((at, to[at]?)));
    let first = mapped(Box::new(begin..=end));
    let last = mapped(Box::new((begin..=end).rev()));
    let before = mapped(Box::new((0..begin).rev()));
    let after = mapped(Box::new(end + 1..outer.len()));
    let close = |left: Option<(usize, usize)>, right: Option<(usize, usize)>| {
        let Some(((a, b), (c, d))) = left.zip(right) else { return false };
        d - b <= c - a + SLACK
    };
    close(before, first) || close(last, after)
}

/// What the words of a fragment weigh.
struct Weights {
    each: Vec<i32>,
    /// Whether a word stands in another sentence than the passage.
    outer: Vec<bool>,
}

/// Weighs the words of a fragment: long ones more than short ones, other sentences more than the passage's own, and
/// the passage itself, however long, less than what stands around it.
fn weights(fragment: &Tokens, words: &Range<usize>) -> Weights {
    let ends = |at: &usize| fragment.breaks[*at] >= 2;
    // The first word of a fragment begins nothing: it was cut out.
    let before = (1..=words.start).rev().find(ends).unwrap_or(0);
    let after = (words.end..fragment.len()).find(ends).unwrap_or(fragment.len());
    let outer: Vec<bool> = (0..fragment.len()).map(|at| at < before || at >= after).collect();
    let mut each: Vec<i32> = (0..fragment.len())
        .map(|at| {
            let length = i32::try_from(fragment.spans[at].len().clamp(1, 8)).unwrap_or(8);
            UNIT * if outer[at] { OUTER * length } else { length }
        })
        .collect();
    let context: i32 = (0..each.len()).filter(|at| !words.contains(at)).map(|at| each[at]).sum();
    let own = (context / 4 / i32::try_from(words.len()).unwrap_or(i32::MAX)).max(1);
    for at in words.clone() {
        each[at] = each[at].min(own);
    }
    Weights { each, outer }
}

/// Returns the stretches of the new text that share a seed with the fragment, in order and apart.
fn windows(fragment: &Tokens, new: &Tokens, seeds: &Seeds) -> Vec<Range<usize>> {
    let runs = fragment.ids.windows(SEED).filter_map(|run| seeds.get(&[run[0], run[1], run[2]]));
    let mut found: Vec<usize> = runs.filter(|places| places.len() <= COMMON).flatten().copied().collect();
    found.sort_unstable();
    let mut windows: Vec<Range<usize>> = Vec::new();
    for at in found {
        let window = at.saturating_sub(WINDOW)..new.len().min(at + WINDOW);
        match windows.last_mut() {
            Some(last) if last.end >= window.start => last.end = window.end,
            _ => windows.push(window),
        }
    }
    windows
}

/// A place that a fragment fits.
struct Place {
    score: i32,
    new: Range<usize>,
}

/// Finds the local alignments (Smith and Waterman 1981) that end somewhere in a window, by the word they end at.
fn best_in(fragment: &Tokens, weights: &[i32], new: &Tokens, window: Range<usize>) -> Vec<Place> {
    let mut row: Vec<(i32, usize)> = vec![(0, window.start); fragment.len() + 1];
    let mut places = Vec::new();
    for j in window {
        let mut diagonal = row[0];
        row[0] = (0, j + 1);
        let mut best: Option<(i32, usize)> = None;
        for i in 0..fragment.len() {
            let above = row[i + 1];
            let equal = fragment.ids[i] == new.ids[j];
            let start = if diagonal.0 > 0 { diagonal.1 } else { j };
            let matched = if equal { (diagonal.0 + weights[i], start) } else { (0, j + 1) };
            let cell = [(above.0 - GAP, above.1), (row[i].0 - GAP, row[i].1), matched]
                .into_iter()
                .max_by_key(|cell| (cell.0, cell.1))
                .filter(|cell| cell.0 > 0)
                .unwrap_or((0, j + 1));
            diagonal = above;
            row[i + 1] = cell;
            if equal && cell == matched && best.is_none_or(|best| cell.0 > best.0) {
                best = Some(cell);
            }
        }
        places.extend(best.map(|(score, start)| Place { score, new: start..j + 1 }));
    }
    places
}

/// Tells which word of a fragment is which word of a place.
fn trace(fragment: &Tokens, weights: &[i32], place: &Tokens) -> Vec<Option<usize>> {
    let (rows, columns) = (fragment.len() + 1, place.len() + 1);
    let mut score = vec![0i32; rows * columns];
    for i in 1..rows {
        for j in 1..columns {
            let skipped = score[(i - 1) * columns + j].max(score[i * columns + j - 1]) - GAP;
            let matched =
                (fragment.ids[i - 1] == place.ids[j - 1]).then(|| score[(i - 1) * columns + j - 1] + weights[i - 1]);
            score[i * columns + j] = skipped.max(matched.unwrap_or(0)).max(0);
        }
    }
    let mut to = vec![None; fragment.len()];
    let best = (0..score.len()).max_by_key(|at| (score[*at], std::cmp::Reverse(*at))).unwrap_or(0);
    let (mut i, mut j) = (best / columns, best % columns);
    while i > 0 && j > 0 && score[i * columns + j] > 0 {
        let here = score[i * columns + j];
        if fragment.ids[i - 1] == place.ids[j - 1] && here == score[(i - 1) * columns + j - 1] + weights[i - 1] {
            to[i - 1] = Some(j - 1);
            (i, j) = (i - 1, j - 1);
        } else if here == score[(i - 1) * columns + j] - GAP {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(fragment: [&str; 3], new: &str) -> String {
        let tokens = Tokens::new(new);
        match carry_fragment(fragment, new, &tokens, &seeds(&tokens)) {
            Some(Carried::At(span)) => new[span].to_owned(),
            _ => "gone".into(),
        }
    }

    #[test]
    fn a_passage_is_found_by_what_stood_around_it() {
        let fragment = [
            "The old harbour was closed in May. Then the crew of ",
            "Ana Lind",
            " left the quay. Nobody saw them again that year.",
        ];
        let start = "The old harbour was closed in May. Then the crew of";
        let end = "left the quay. Nobody saw them again that year.";
        let other = "Much later the crew of Ana Lind left the quay. It rained.";
        let rows = [
            (format!("{other} {start} Ana Lind {end}"), "Ana Lind"),
            (format!("{other} {start} Anna Lind {end}"), "Anna Lind"),
            (format!("The old harbour was closed in May. Nobody saw them again that year. {other}"), "gone"),
            (format!("{start} the union {end} {other}"), "gone"),
            ("Nothing of it is left here now.".into(), "gone"),
            (format!("{start} Ana Lind {end} {start} Ana Lind {end}"), "gone"),
        ];
        for (new, expected) in rows {
            assert_eq!(carried(fragment, &new), expected, "{new}");
        }
    }
}
