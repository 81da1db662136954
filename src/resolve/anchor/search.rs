//! Looks for a passage that the lock knows, in a text that has changed.
//!
//! The tiers of [`super::anchor`] come first. Several places, or the passage without the context that its
//! quotation gives it, are told apart by the words that stood around it, and only with a margin over the runner-up. What is only similar
//! is taken for long passages alone, where what stands around it agrees too.

use std::ops::Range;

use super::carry::{Carried, SHORT, fold, similarity};
use super::haystack::Tier;
use super::pattern::Pattern;
use super::surroundings::{Surroundings, common};
use super::tokens::Tokens;
use super::{Anchoring, Haystack, State, nearest};
use crate::content::annotation::{Passage, Piece};

/// How many candidates are weighed.
const CANDIDATES: usize = 2000;
/// Scores are of 1000. What one candidate needs that has the whole quotation.
const WHOLE: u32 = 250;
/// From this many code points on, the words alone say enough.
pub(super) const LONG: usize = 40;
/// What one candidate needs that has the target alone.
const TARGET: u32 = 350;
/// What the best of several needs, and by how much it must be better than the next.
const BEST: u32 = 400;
const MARGIN: u32 = 200;
/// How similar words must be that are found approximately, and what they need around them.
const SIMILAR: u32 = 600;
const AROUND: u32 = 350;

/// What stood around a passage.
pub(super) struct Context {
    before: Vec<(u64, u32)>,
    after: Vec<(u64, u32)>,
}

impl Context {
    /// Takes the words before and after; `None` where there are none.
    pub(super) fn new(prefix: &str, suffix: &str) -> Option<Self> {
        let words = |text: &str| -> Vec<(u64, u32)> {
            let tokens = Tokens::new(text);
            tokens.ids.iter().zip(&tokens.spans).map(|(id, span)| (*id, weight(span))).collect()
        };
        let (before, after) = (words(prefix), words(suffix));
        (!before.is_empty() || !after.is_empty()).then_some(Self { before, after })
    }

    /// Tells how much of it stands around a range of words, of 1000.
    fn score(&self, new: &Tokens, words: &Range<usize>) -> u32 {
        let around = |range: Range<usize>| -> Vec<u64> { new.ids[range].to_vec() };
        let reach = |known: usize| known + known / 2 + 3;
        let before = around(words.start.saturating_sub(reach(self.before.len()))..words.start);
        let after = around(words.end..new.len().min(words.end + reach(self.after.len())));
        let total: u32 = self.before.iter().chain(&self.after).map(|w| w.1).sum();
        (common(&self.before, &before) + common(&self.after, &after)) * 1000 / total.max(1)
    }
}

/// Long words say more than short ones.
fn weight(span: &Range<usize>) -> u32 {
    u32::try_from(span.len().clamp(1, 8)).unwrap_or(8)
}

/// What is looked for.
pub(super) struct Wanted<'a> {
    pub(super) passage: &'a Passage,
    pub(super) nth: Option<usize>,
    /// The words that the lock has.
    pub(super) exact: &'a str,
    pub(super) context: Option<Context>,
    /// What stood around a short passage, where no snapshot says what became of it.
    pub(super) surroundings: Option<Surroundings>,
    /// What the words around the passage say of its place, where no snapshot says it.
    pub(super) nearby: &'a dyn Fn() -> Option<Carried>,
    /// Whether the words that a range holds were another passage before.
    pub(super) refused: &'a dyn Fn(&Range<usize>) -> bool,
}

/// Looks for a passage.
pub(super) fn search(haystack: &Haystack, new: &Tokens, wanted: &Wanted<'_>) -> Anchoring {
    let score = |span: &Range<usize>| wanted.context.as_ref().map(|context| context.score(new, &new.within(span)));
    let admitted = |mut targets: Vec<Range<usize>>| {
        targets.retain(|span| !(wanted.refused)(span));
        targets
    };
    let mut several = Vec::new();
    if let Some(surroundings) = &wanted.surroundings {
        return blind(haystack, new, wanted, surroundings);
    }
    // The whole quotation.
    for pattern in [Some(Pattern::printed(wanted.passage)), Pattern::gapped(wanted.passage)].into_iter().flatten() {
        for tier in Tier::ALL {
            let found = pattern.find(haystack, tier);
            let counted = wanted.nth.and_then(|nth| found.get(nth.checked_sub(1)?).cloned());
            let found = admitted(found);
            if found.is_empty() {
                continue;
            }
            let state = if tier == Tier::Exact { State::Exact } else { State::Normalized };
            let long = wanted.passage.text().chars().count() >= LONG;
            let chosen = match &*found {
                [only] if score(only).is_none_or(|s| s >= WHOLE || long) => Some(only.clone()),
                [_] => None,
                _ if wanted.context.is_none() => counted.filter(|span| found.contains(span)),
                _ => best(&found, &score, BEST),
            };
            match chosen {
                Some(span) => return Anchoring::Found { span, state },
                None if several.is_empty() => several = found,
                None => {}
            }
        }
    }
    // The place that the words around it point at.
    match (wanted.nearby)() {
        Some(Carried::At(span)) => return Anchoring::Found { span, state: State::Changed },
        Some(_) => return lost(haystack, wanted, several),
        None => {}
    }
    // Its target, or the words that stood there last.
    let target = wanted.passage.target();
    let own = Passage { pieces: vec![Piece { text: target.clone(), target: true }] };
    let last = Passage { pieces: vec![Piece { text: wanted.exact.to_owned(), target: true }] };
    for (pattern, same) in
        [(Pattern::printed(&last), fold(wanted.exact) == fold(&target)), (Pattern::printed(&own), true)]
    {
        for tier in Tier::ALL {
            let found = admitted(pattern.find(haystack, tier));
            let chosen = match &*found {
                [] => continue,
                [only] => score(only).filter(|s| *s >= TARGET).map(|_| only.clone()),
                _ => best(&found, &score, BEST),
            };
            if let Some(span) = chosen {
                return Anchoring::Found { span, state: if same { State::Moved } else { State::Changed } };
            }
            if several.is_empty() && found.len() > 1 {
                several = found;
            }
        }
    }
    let places = |words: &str| admitted(nearest::find(haystack, words));
    let near = places(wanted.exact);
    if wanted.exact.chars().count() >= SHORT {
        let before = fold(wanted.exact);
        let alike = |span: &Range<usize>| similarity(&before, &fold(&haystack.exact()[span.clone()]));
        let good: Vec<Range<usize>> = near.iter().filter(|span| alike(span) >= SIMILAR).cloned().collect();
        let weighed = |span: &Range<usize>| score(span).filter(|s| *s >= AROUND).map(|s| s / 2 + alike(span) / 2);
        if let Some(span) = best(&good, &weighed, (SIMILAR + AROUND) / 2) {
            return Anchoring::Found { span, state: State::Changed };
        }
    }
    lost(haystack, wanted, several)
}

/// Looks for a short passage of which only the lock knows: a lookalike may have its whole quotation, too.
fn blind(haystack: &Haystack, new: &Tokens, wanted: &Wanted<'_>, surroundings: &Surroundings) -> Anchoring {
    let mut several = Vec::new();
    for pattern in [Some(Pattern::printed(wanted.passage)), Pattern::gapped(wanted.passage)].into_iter().flatten() {
        for tier in Tier::ALL {
            let found = pattern.find(haystack, tier);
            if found.is_empty() || found.len() > CANDIDATES {
                continue;
            }
            if let Some(span) = surroundings.settle(&found, new) {
                return Anchoring::Found { span, state: State::Exact };
            }
            if several.is_empty() {
                several = found;
            }
        }
    }
    match (wanted.nearby)() {
        Some(Carried::At(span)) => Anchoring::Found { span, state: State::Changed },
        _ => lost(haystack, wanted, several),
    }
}

/// Lists the candidates of a passage that is in no place for sure.
fn lost(haystack: &Haystack, wanted: &Wanted<'_>, several: Vec<Range<usize>>) -> Anchoring {
    if several.len() > 1 {
        return Anchoring::Ambiguous { candidates: several };
    }
    let mut near = several;
    for words in [wanted.exact, &wanted.passage.text()] {
        if near.is_empty() {
            near = nearest::find(haystack, words);
        }
    }
    Anchoring::Orphaned { nearest: near }
}

/// Returns the candidate that scores enough and clearly better than every other.
fn best(found: &[Range<usize>], score: &dyn Fn(&Range<usize>) -> Option<u32>, least: u32) -> Option<Range<usize>> {
    if found.len() > CANDIDATES {
        return None;
    }
    let mut scored: Vec<(u32, &Range<usize>)> = found.iter().filter_map(|span| Some((score(span)?, span))).collect();
    scored.sort_by_key(|(score, span)| (std::cmp::Reverse(*score), span.start));
    let (top, span) = *scored.first()?;
    let next = scored.get(1).map_or(0, |next| next.0);
    (top >= least && top >= next + MARGIN).then(|| span.clone())
}
