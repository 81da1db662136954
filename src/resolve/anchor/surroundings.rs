//! Tells the places of a short passage apart by what stood around it, where only the lock knows what that was.
//!
//! The passage's own sentence and the sentences around it are weighed by themselves: a lookalike shares nearly all of the
//! first and nothing of the others, and a passage whose sentence was rewritten the reverse. So a place counts if it
//! has all of the passage's own sentence, and no other place has; or if it has the other sentences around it, clearly
//! more than any other place.

use std::ops::Range;

use super::tokens::Tokens;
use crate::lock::CONTEXT;

/// What share of the other sentences a place needs around it, of 1000, and how much more than the next.
const OTHERS: u32 = 450;
const MARGIN: u32 = 200;
/// What share it needs on each side, if enough is known of it.
const EACH: u32 = 250;
/// What share of its own sentence, and how many letters that must be.
const OWN: u32 = 950;
const TELLING: u32 = 20;

/// What stood around a passage.
pub(super) struct Surroundings {
    before: Side,
    after: Side,
    /// Whether the whole sentence is known, and not only what the lock has of a long one.
    whole: bool,
    /// Whether its words stood around it once more, so that a place with its surroundings may be the other one.
    twice: bool,
}

/// What stood on one side, in the order of the text.
#[derive(Default)]
struct Side {
    own: Vec<(u64, u32)>,
    others: Vec<(u64, u32)>,
    /// Whether they stood in another block, which may have moved away.
    apart: bool,
}

impl Surroundings {
    /// Takes what the lock has.
    pub(super) fn new([prefix, exact, suffix]: [&str; 3]) -> Self {
        let text = [prefix, exact, suffix].concat();
        let all = Tokens::new(&text);
        let words = all.within(&(prefix.len()..prefix.len() + exact.len()));
        // What the lock cut off may be half a word.
        let cut = |text: &str| usize::from(text.chars().count() >= CONTEXT);
        let (first, last) = (cut(prefix).min(words.start), all.len() - cut(suffix).min(all.len() - words.end));
        let ends = |at: &usize| all.breaks[*at] >= 2;
        let begins = (1..=words.start).rev().filter(|at| *at < all.len()).find(ends);
        let stops = (words.end..all.len()).find(ends);
        let whole = (begins.is_some() || first == 0) && (stops.is_some() || last == all.len());
        let (begin, end) = (begins.unwrap_or(0).max(first), stops.unwrap_or(all.len()).min(last));
        let weighed = |range: Range<usize>| -> Vec<(u64, u32)> {
            range.map(|at| (all.ids[at], u32::try_from(all.spans[at].len().clamp(1, 8)).unwrap_or(8))).collect()
        };
        let side = |own: Range<usize>, others: Range<usize>, border: usize| Side {
            own: weighed(own),
            others: weighed(others),
            apart: all.breaks.get(border).is_none_or(|strength| *strength == 3),
        };
        let wanted = &all.ids[words.clone()];
        let stands = |ids: &[u64]| !wanted.is_empty() && ids.windows(wanted.len()).any(|run| run == wanted);
        Self {
            before: side(begin..words.start, first..begin, begin),
            after: side(words.end..end.max(words.end), end.max(words.end)..last.max(end), end),
            whole,
            twice: stands(&all.ids[..words.start]) || stands(&all.ids[words.end..]),
        }
    }

    /// Returns the place that it was, if one of them surely is.
    pub(super) fn settle(&self, places: &[Range<usize>], new: &Tokens) -> Option<Range<usize>> {
        let scored: Vec<(u32, u32)> = places.iter().map(|place| self.score(new, &new.within(place))).collect();
        let own: Vec<usize> = (0..places.len()).filter(|at| self.whole && scored[*at].0 >= OWN).collect();
        if let [only] = *own {
            return Some(places[only].clone());
        }
        let mut by_others: Vec<usize> = (0..places.len()).collect();
        by_others.sort_by_key(|at| std::cmp::Reverse(scored[*at].1));
        let top = *by_others.first().filter(|_| !self.twice)?;
        let next = by_others.get(1).map_or(0, |next| scored[*next].1 + MARGIN);
        (scored[top].1 >= OTHERS.max(next)).then(|| places[top].clone())
    }

    /// Tells how much of the passage's own sentence and of the others stands around a range of words, of 1000.
    fn score(&self, new: &Tokens, words: &Range<usize>) -> (u32, u32) {
        let reach = |known: usize| known + known / 2 + 3;
        let back = |known: usize| new.ids[words.start.saturating_sub(reach(known))..words.start].to_vec();
        let on = |known: usize| new.ids[words.end..new.len().min(words.end + reach(known))].to_vec();
        let total =
            |parts: [&[(u64, u32)]; 2]| parts.iter().flat_map(|part| part.iter()).map(|word| word.1).sum::<u32>();
        let (before, after) = (&self.before, &self.after);
        let known = total([&before.own, &after.own]);
        let own = common(&before.own, &back(before.own.len())) + common(&after.own, &on(after.own.len()));
        let own = if known < TELLING { 0 } else { own * 1000 / known };
        let sides = [
            (before, common(&before.others, &back(before.own.len() + before.others.len()))),
            (after, common(&after.others, &on(after.own.len() + after.others.len()))),
        ]
        .map(|(side, found)| (side.apart, total([&side.others, &[]]), found));
        let (known, found) = (sides[0].1 + sides[1].1, sides[0].2 + sides[1].2);
        // What stands beside the place that a passage was removed from has one side of it.
        let lame = sides.iter().any(|(apart, known, found)| !apart && *known >= TELLING && found * 1000 < known * EACH);
        let others = if known < TELLING || lame { 0 } else { found * 1000 / known };
        (own, others)
    }
}

/// Weighs the longest common subsequence.
pub(super) fn common(known: &[(u64, u32)], found: &[u64]) -> u32 {
    let mut row = vec![0u32; found.len() + 1];
    for (id, weight) in known {
        let mut diagonal = 0;
        for (j, other) in found.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if id == other { diagonal + weight } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(fragment: [&str; 3], new: &str) -> Option<usize> {
        let places: Vec<Range<usize>> = new.match_indices(fragment[1]).map(|(at, w)| at..at + w.len()).collect();
        let found = Surroundings::new(fragment).settle(&places, &Tokens::new(new))?;
        places.iter().position(|place| *place == found)
    }

    #[test]
    fn a_lookalike_is_told_from_the_passage() {
        let fragment = [
            "The old harbour was closed. Then the crew of ",
            "Lind",
            " left the quay by night. Nobody saw it again that summer.",
        ];
        let own = "Then the crew of Lind left the quay by night.";
        let alike = "Then the staff of Lind left the bridge by night.";
        let (before, after) = ("The old harbour was closed.", "Nobody saw it again that summer.");
        let rows = [
            (format!("{before} {own} {after} {alike}"), Some(0)),
            (format!("{alike} {before} {own} {after}"), Some(1)),
            // Its sentence was rewritten.
            (format!("{alike} {before} So men under Lind fled at dawn. {after}"), Some(1)),
            // It was moved away from the others.
            (format!("{before} {after} {alike} More came. {own}"), Some(1)),
            // It was removed.
            (format!("{before} {after} More came. {alike}"), None),
            (format!("{own} More came. {own}"), None),
        ];
        for (new, expected) in rows {
            assert_eq!(settled(fragment, &new), expected, "{new}");
        }
    }

    #[test]
    fn words_that_stood_there_twice_are_no_sign_of_the_passage() {
        let fragment = ["Lind was there at noon, people said. Then ", "Lind", " left by boat. Nobody saw it again."];
        assert_eq!(settled(fragment, "Lind was there at noon, people said. Nobody saw it again."), None);
    }
}
