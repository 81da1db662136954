//! A quotation as it is searched: one run of words, or several with words left out between them.

use std::ops::Range;

use super::haystack::{Haystack, Tier, occurrences};
use crate::content::annotation::Passage;
use crate::content::annotation::passage::ellipses;

/// How many words an ellipsis stands for at most.
const GAP: usize = 200;

/// A quotation, and where in it the target begins and ends.
pub(super) struct Pattern {
    parts: Vec<String>,
    start: Edge,
    end: Edge,
}

/// A border of the target.
#[derive(Clone, Copy)]
enum Edge {
    /// At a byte of a part.
    In(usize, usize),
    /// In the gap before a part.
    Gap(usize),
}

impl Pattern {
    /// Makes a pattern in which every character stands for itself.
    pub(super) fn printed(passage: &Passage) -> Self {
        let (text, target) = quotation(passage);
        Self { start: Edge::In(0, target.start), end: Edge::In(0, target.end), parts: vec![text] }
    }

    /// Makes a pattern in which ellipses stand for words left out; `None` where there are none, or
    /// nothing else.
    pub(super) fn gapped(passage: &Passage) -> Option<Self> {
        let (text, target) = quotation(passage);
        let gaps = ellipses(&text);
        if gaps.is_empty() {
            return None;
        }
        let starts = gaps.iter().map(|gap| gap.end);
        let ends = gaps.iter().map(|gap| gap.start);
        let runs: Vec<Range<usize>> = std::iter::once(0)
            .chain(starts)
            .zip(ends.chain(std::iter::once(text.len())))
            .map(|(start, end)| trim(&text, start..end))
            .filter(|run| !run.is_empty())
            .collect();
        if runs.is_empty() {
            return None;
        }
        let after = |at: usize| runs.partition_point(|run| run.end <= at);
        let part = after(target.start);
        let start = match runs.get(part) {
            Some(run) if run.start <= target.start => Edge::In(part, target.start - run.start),
            _ => Edge::Gap(part),
        };
        let part = runs.partition_point(|run| run.end < target.end);
        let end = match runs.get(part) {
            Some(run) if run.start < target.end => Edge::In(part, target.end - run.start),
            _ => Edge::Gap(part),
        };
        Some(Self { parts: runs.into_iter().map(|run| text[run].to_owned()).collect(), start, end })
    }

    /// Finds the targets of all places where the quotation stands, in order, each once.
    pub(super) fn find(&self, haystack: &Haystack, tier: Tier) -> Vec<Range<usize>> {
        let text = haystack.text(tier);
        let parts: Vec<(String, [usize; 2])> = self
            .parts
            .iter()
            .enumerate()
            .map(|(i, part)| {
                let inside = |edge: Edge| match edge {
                    Edge::In(part, at) if part == i => at,
                    _ => 0,
                };
                tier.fold(part, [inside(self.start), inside(self.end)])
            })
            .collect();
        let mut places: Vec<Vec<usize>> = Vec::new();
        for (part, _) in &parts {
            let found = occurrences(text, part);
            if found.is_empty() {
                return Vec::new();
            }
            places.push(found);
        }
        let length = |part: usize| parts[part].0.len();
        let mut targets: Vec<Range<usize>> = chains(text, &places, length)
            .into_iter()
            .filter_map(|chain| {
                let start = match self.start {
                    Edge::In(part, _) => chain[part] + parts[part].1[0],
                    Edge::Gap(0) => chain[0],
                    Edge::Gap(part) => chain[part - 1] + length(part - 1),
                };
                let end = match self.end {
                    Edge::In(part, _) => chain[part] + parts[part].1[1],
                    Edge::Gap(part) => {
                        chain.get(part).copied().unwrap_or_else(|| chain[chain.len() - 1] + length(chain.len() - 1))
                    }
                };
                haystack.original(tier, start..end.max(start))
            })
            .collect();
        targets.sort_by_key(|target| (target.start, target.end));
        targets.dedup();
        targets
    }
}

/// Joins places of the parts into places of the whole: from each place of the first part the shortest
/// run that holds all parts in order, with at most [`GAP`] words between two.
fn chains(text: &str, places: &[Vec<usize>], length: impl Fn(usize) -> usize) -> Vec<Vec<usize>> {
    // From the last part back: the places from which the rest can be reached, with that rest. The
    // nearest next place is always the best, as what a farther one reaches it reaches sooner.
    let begins = if places.len() > 1 { word_starts(text) } else { Vec::new() };
    let words = |gap: Range<usize>| {
        let count = |at: usize| begins.partition_point(|begin| *begin < at);
        // A gap may begin with the rest of a word.
        let rest =
            text[gap.clone()].starts_with(|c: char| !c.is_whitespace()) && begins.binary_search(&gap.start).is_err();
        count(gap.end) - count(gap.start) + usize::from(rest)
    };
    let mut reach: Vec<Vec<(usize, usize)>> = vec![Vec::new(); places.len()];
    for part in (0..places.len()).rev() {
        let mut found = Vec::with_capacity(places[part].len());
        for &place in &places[part] {
            let Some(next) = reach.get(part + 1) else {
                found.push((place, 0));
                continue;
            };
            let end = place + length(part);
            let i = next.partition_point(|(start, _)| *start < end);
            if let Some((start, _)) = next.get(i)
                && words(end..*start) <= GAP
            {
                found.push((place, i));
            }
        }
        reach[part] = found;
    }
    let follow = |first: usize| {
        let mut at = first;
        reach
            .iter()
            .map(|places| {
                let (place, next) = places[at];
                at = next;
                place
            })
            .collect()
    };
    (0..reach.first().map_or(0, Vec::len)).map(follow).collect()
}

/// Returns where words begin, as white space separates them.
fn word_starts(text: &str) -> Vec<usize> {
    text.split_whitespace().map(|word| word.as_ptr().addr() - text.as_ptr().addr()).collect()
}

/// Returns the whole quotation without white space at its ends, and where its target stands.
fn quotation(passage: &Passage) -> (String, Range<usize>) {
    let mut text = String::new();
    let mut target: Option<Range<usize>> = None;
    for piece in &passage.pieces {
        let start = text.len();
        text.push_str(&piece.text);
        if piece.target {
            target = Some(target.map_or(start, |target| target.start)..text.len());
        }
    }
    let target = trim(&text, target.unwrap_or(0..text.len()));
    let whole = trim(&text, 0..text.len());
    if target.is_empty() {
        return (String::new(), 0..0);
    }
    (text[whole.clone()].to_owned(), target.start - whole.start..target.end - whole.start)
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..start.max(range.start + part.trim_end().len())
}
