//! Carries a passage from an old text across to the new one.
//!
//! A passage survives when most of its words map closely together and its neighbours map beside it. Where its words
//! do not map, the place between the neighbours that do is looked at: the same words standing there alone are the
//! passage, similar words are what it was changed into, and anything else means that it is gone.

use std::ops::Range;

use super::diff::Diff;
use super::haystack::on_grapheme_border;
use super::tokens::Tokens;
use crate::text::fold::{Folded, Level};

/// What has become of a passage. Ranges are bytes of the new text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// It, or what it was changed into, stands here.
    At(Range<usize>),
    /// It stands nowhere that the diff knows of.
    Gone,
    /// The diff can say nothing of it: it has no words.
    Unknown,
}

/// Below this many code points nothing is found approximately.
pub(super) const SHORT: usize = 12;
/// How many words on each side are neighbours.
const NEIGHBOURS: usize = 8;
/// How far the neighbours may be that enclose a gap, in words.
const REACH: usize = 40;
/// How many words may have been put between two words of a passage.
const INSERTED: usize = 10;
/// How many words at its ends may have been added to a passage that is whole sentences.
const ADDED: usize = 3;
/// How similar words are, of 1000, that a passage may have been changed into, and a short one: two short words have much
/// in common by chance.
const SIMILAR: u32 = 500;
const SIMILAR_SHORT: u32 = 600;
/// Up to how many words a passage may stand in many blocks.
const FEW: usize = 2;
/// From how many words on a passage that stands somewhere word for word was not changed.
const VERBATIM: usize = 5;

/// Carries a range of bytes of the old text across.
pub(super) fn carry(diff: &Diff, old_text: &str, new_text: &str, new: &Tokens, span: &Range<usize>) -> Carried {
    let words = diff.old.within(span);
    if words.is_empty() {
        return Carried::Unknown;
    }
    let fit = |found: Range<usize>| Carried::At(fit(diff, old_text, new_text, new, span, &words, found));
    let cluster = cluster(diff, &words);
    if let Some(cluster) = &cluster
        && cluster.hits * 10 >= words.len() * 6
        && neighbours(diff, new, &words, cluster)
    {
        return fit(widen(diff, new, &words, cluster));
    }
    let Some(gap) = gap(diff, new, &words) else { return Carried::Gone };
    let wanted = &diff.old.ids[words.clone()];
    let stands = |ids: &[u64], range: &Range<usize>| -> Vec<usize> {
        if range.len() < wanted.len() {
            return Vec::new();
        }
        (range.start..=range.end - wanted.len()).filter(|&at| ids[at..at + wanted.len()] == *wanted).collect()
    };
    let ours = |range: Range<usize>| diff.from[range].iter().all(|from| from.is_none_or(|a| words.contains(&a)));
    // A block whose every word is new may be any block; its neighbours must be those that it had, with as many between.
    if !touches(diff, new, &words, &gap) {
        return Carried::Gone;
    }
    if let ([at], [_]) = (stands(&new.ids, &gap.new).as_slice(), stands(&diff.old.ids, &gap.old).as_slice())
        && ours(*at..at + wanted.len())
    {
        return fit(*at..at + wanted.len());
    }
    let before = fold(&old_text[span.clone()]);
    let least = if before.chars().count() < SHORT { SIMILAR_SHORT } else { SIMILAR };
    let elsewhere = words.len() >= VERBATIM && !stands(&new.ids, &(0..new.len())).is_empty();
    let similar = |found: &Range<usize>| {
        let bytes = new.spans[found.start].start..new.spans[found.end - 1].end;
        similarity(&before, &fold(&new_text[bytes]))
    };
    if elsewhere {
        return Carried::Gone;
    }
    if let Some(cluster) = cluster {
        let found = widen(diff, new, &words, &cluster);
        if gap.new.start <= found.start && found.end <= gap.new.end && similar(&found) >= least {
            return fit(found);
        }
    }
    // Words that still stand there, though not clearly alone, were not changed into others.
    if !stands(&new.ids, &gap.new).is_empty() {
        return Carried::Gone;
    }
    // What stands where the passage stood, if the words around it are as many as before; else whatever is most alike.
    let before_it = words.start - gap.old.start;
    let lengths = if gap.old == words {
        vec![gap.new.clone()]
    } else if gap.old.len() == gap.new.len() {
        let start = gap.new.start + before_it;
        std::iter::once(start..start + words.len()).collect()
    } else {
        let most = words.len() + 1;
        let windows =
            |length: usize| (gap.new.start..).map(move |at| at..at + length).take_while(|w| w.end <= gap.new.end);
        (words.len().saturating_sub(1).max(1)..=most).flat_map(windows).collect()
    };
    let mut scored: Vec<(u32, Range<usize>)> = lengths
        .into_iter()
        .filter(|found| !found.is_empty() && ours(found.clone()))
        .map(|found| (similar(&found), found))
        .filter(|(score, _)| *score >= least)
        .collect();
    scored.sort_by_key(|(score, found)| (std::cmp::Reverse(*score), found.start));
    match scored.into_iter().next() {
        Some((_, found)) => fit(found),
        None => Carried::Gone,
    }
}

/// Tells how alike two folded texts are, of 1000.
pub(super) fn similarity(a: &str, b: &str) -> u32 {
    // A comparison costs the product of the lengths; the ends of long passages say enough.
    const LONG: usize = 1200;
    let cut = |text: &str| -> Vec<char> {
        let chars: Vec<char> = text.chars().collect();
        if chars.len() <= LONG {
            return chars;
        }
        [&chars[..LONG / 2], &chars[chars.len() - LONG / 2..]].concat()
    };
    let (a, b) = (cut(a), cut(b));
    let longest = a.len().max(b.len()).max(1);
    let distance = strsim::generic_levenshtein(&a, &b);
    u32::try_from((longest - distance.min(longest)) * 1000 / longest).unwrap_or(0)
}

pub(super) fn fold(text: &str) -> String {
    Folded::new(text, Level::Letters).text
}

/// Words of the passage that stand closely together in the new text.
struct Cluster {
    /// The first and the last that map, in words of the old text.
    old: (usize, usize),
    new: (usize, usize),
    hits: usize,
}

fn cluster(diff: &Diff, words: &Range<usize>) -> Option<Cluster> {
    let mut best: Option<Cluster> = None;
    let mut open: Option<Cluster> = None;
    for a in words.clone() {
        let Some(b) = diff.to[a] else { continue };
        match &mut open {
            Some(cluster) if b > cluster.new.1 && b - cluster.new.1 <= a - cluster.old.1 + INSERTED => {
                (cluster.old.1, cluster.new.1) = (a, b);
                cluster.hits += 1;
            }
            _ => open = Some(Cluster { old: (a, a), new: (b, b), hits: 1 }),
        }
        if let Some(open) = &open
            && best.as_ref().is_none_or(|best| open.hits > best.hits)
        {
            best = Some(Cluster { ..*open });
        }
    }
    best
}

/// Reports whether what stood beside a passage stands beside it now.
fn neighbours(diff: &Diff, new: &Tokens, words: &Range<usize>, cluster: &Cluster) -> bool {
    let (first, last) = cluster.new;
    let near_before = |a: &usize| diff.to[*a].is_some_and(|b| b < first && first - b <= 2 * NEIGHBOURS);
    let near_after = |a: &usize| diff.to[*a].is_some_and(|b| b > last && b - last <= 2 * NEIGHBOURS);
    let block = |tokens: &Tokens, at: usize| tokens.breaks.get(at).is_none_or(|strength| *strength == 3);
    // Blocks move by themselves: what stands in another says nothing of one or two words.
    let alone = words.len() <= FEW;
    let own = |at: usize, end: usize| !alone || !(at + 1..=end).any(|at| block(&diff.old, at));
    let start = (words.start.saturating_sub(NEIGHBOURS)..words.start).find(|a| own(*a, words.start));
    let start = start.unwrap_or(words.start);
    let end = (words.end..diff.old.len().min(words.end + NEIGHBOURS)).take_while(|a| own(words.end - 1, *a));
    let end = end.last().map_or(words.end, |a| a + 1);
    let before = (start..words.start).filter(near_before).count();
    let after = (words.end..end).filter(near_after).count();
    let begins = block(&diff.old, words.start) && block(new, first);
    let ends = block(&diff.old, words.end) && block(new, last + 1);
    let close = |range: Range<usize>, near: &dyn Fn(&usize) -> bool| range.filter(|a| near(a)).count() >= 3;
    let left = before > 0 || begins;
    let right = after > 0 || ends;
    (left && right)
        || (words.len() >= 5 && (left || right))
        || (words.len() >= 8 && cluster.hits * 10 >= words.len() * 9)
        || close(start.max(words.start.saturating_sub(4))..words.start, &near_before)
        || close(words.end..end.min(words.end + 4), &near_after)
}

/// Takes in the words at the ends of a passage that were changed in place.
fn widen(diff: &Diff, new: &Tokens, words: &Range<usize>, cluster: &Cluster) -> Range<usize> {
    let (mut first, mut last) = cluster.new;
    let free = |range: Range<usize>| diff.from[range].iter().all(Option::is_none);
    let inside = cluster.old.0 - words.start;
    let before = (0..words.start).next_back().filter(|_| inside > 0);
    let before = before.map_or(Some(0), |a| (0..=a).rev().take(REACH).find(|a| diff.to[*a].is_some()).map(|a| a + 1));
    if inside > 0
        && let Some(from) = before
    {
        let begin = from.checked_sub(1).and_then(|a| diff.to[a]).map_or(0, |b| b + 1);
        if begin < first && free(begin..first) {
            let (outside, found) = (words.start - from, first - begin);
            if outside == 0 && found <= 2 * inside + 3 {
                first = begin;
            } else if found == outside + inside {
                first -= inside;
            }
        }
    }
    let inside = words.end - 1 - cluster.old.1;
    let after = (words.end..diff.old.len()).take(REACH).find(|a| diff.to[*a].is_some());
    let after = after.or((diff.old.len() - words.end < REACH).then_some(diff.old.len()));
    if inside > 0
        && let Some(to) = after
    {
        let end = diff.to.get(to).copied().flatten().unwrap_or(diff.from.len());
        if last + 1 < end && free(last + 1..end) {
            let (outside, found) = (to - words.end, end - last - 1);
            if outside == 0 && found <= 2 * inside + 3 {
                last = end - 1;
            } else if found == outside + inside {
                last += inside;
            }
        }
    }
    // A passage that began or ended with a sentence still does, with the words that were added there.
    let strong = |tokens: &Tokens, at: usize| tokens.breaks.get(at).is_none_or(|strength| *strength >= 2);
    let added = |at: usize| diff.from.get(at).is_some_and(Option::is_none);
    if strong(&diff.old, words.start) {
        let begin = (0..=first).rev().take(ADDED + 1).take_while(|at| *at == first || added(*at));
        first = begin.into_iter().find(|at| strong(new, *at)).unwrap_or(first);
    }
    if strong(&diff.old, words.end) {
        let end = (last..new.len()).take(ADDED + 1).take_while(|at| *at == last || added(*at));
        last = end.into_iter().find(|at| strong(new, at + 1)).unwrap_or(last);
    }
    first..last + 1
}

/// The stretch between two neighbours that survive, in words.
struct Gap {
    old: Range<usize>,
    new: Range<usize>,
}

fn gap(diff: &Diff, new: &Tokens, words: &Range<usize>) -> Option<Gap> {
    let before = (0..words.start).rev().take(REACH).find(|a| diff.to[*a].is_some());
    let after = (words.end..diff.old.len()).take(REACH).find(|a| diff.to[*a].is_some());
    let (old_start, new_start) = match before.and_then(|a| Some((a, diff.to[a]?))) {
        Some((a, b)) => (a + 1, b + 1),
        None if words.start < REACH => (0, 0),
        None => return None,
    };
    let (old_end, new_end) = match after.and_then(|a| Some((a, diff.to[a]?))) {
        Some(pair) => pair,
        None if diff.old.len() - words.end < REACH => (diff.old.len(), new.len()),
        None => return None,
    };
    let most = 3 * (old_end - old_start) + 12;
    (new_start < new_end && new_end - new_start <= most)
        .then_some(Gap { old: old_start..old_end, new: new_start..new_end })
}

/// Reports whether a word of the passage's own block stands beside the gap, or as many blocks lie in it as before.
fn touches(diff: &Diff, new: &Tokens, words: &Range<usize>, gap: &Gap) -> bool {
    let breaks = |tokens: &Tokens, range: Range<usize>| {
        range.filter(|at| tokens.breaks.get(*at).is_none_or(|b| *b == 3)).count()
    };
    let whole = |gap: &Range<usize>| gap.start..gap.end + 1;
    let before = gap.old.start > 0 && breaks(&diff.old, gap.old.start..words.start + 1) == 0;
    let after = gap.old.end < diff.old.len() && breaks(&diff.old, words.end..gap.old.end + 1) == 0;
    let telling = words.len() > FEW || gap.old == *words;
    before || after || (telling && breaks(&diff.old, whole(&gap.old)) == breaks(new, whole(&gap.new)))
}

/// Makes bytes of words: the punctuation that the passage had at its ends belongs to it still.
fn fit(
    diff: &Diff,
    old_text: &str,
    new_text: &str,
    new: &Tokens,
    span: &Range<usize>,
    words: &Range<usize>,
    found: Range<usize>,
) -> Range<usize> {
    let mut start = new.spans[found.start].start;
    let mut end = new.spans[found.end - 1].end;
    let alike = |a: char, b: char| a == b || fold(a.encode_utf8(&mut [0; 4])) == fold(b.encode_utf8(&mut [0; 4]));
    let head = old_text.get(span.start..diff.old.spans[words.start].start).unwrap_or_default();
    for (a, b) in head.chars().rev().zip(new_text[..start].chars().rev()) {
        if !alike(a, b) {
            break;
        }
        start -= b.len_utf8();
    }
    let tail = old_text.get(diff.old.spans[words.end - 1].end..span.end).unwrap_or_default();
    for (a, b) in tail.chars().zip(new_text[end..].chars()) {
        if !alike(a, b) {
            break;
        }
        end += b.len_utf8();
    }
    let text = &new_text[start..end];
    let trimmed = text.trim_start();
    start += text.len() - trimmed.len();
    let mut end = start + trimmed.trim_end().len();
    let before = |at: usize| new_text[..at].chars().next_back().map_or(0, char::len_utf8);
    let after = |at: usize| new_text[at..].chars().next().map_or(0, char::len_utf8);
    while !on_grapheme_border(new_text, start) {
        start -= before(start);
    }
    while !on_grapheme_border(new_text, end) {
        end += after(end);
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(old: &str, passage: &str, new: &str) -> String {
        let at = old.find(passage).expect("the passage is in the old text");
        let tokens = Tokens::new(new);
        let diff = Diff::new(Tokens::new(old), &tokens);
        match carry(&diff, old, new, &tokens, &(at..at + passage.len())) {
            Carried::At(span) => new[span].to_owned(),
            Carried::Gone => "gone".into(),
            Carried::Unknown => "unknown".into(),
        }
    }

    #[test]
    fn passages_are_carried_across() {
        let old = "The harbour was closed. Ana Lind said “no” to the plan on Friday. Nobody came.\nThen Ana Lind left.";
        let rows = [
            ("Ana Lind", old, "Ana Lind"),
            (
                "Ana Lind",
                "New words first. The harbour was closed. Ana Lind said “no” to the plan. Nobody came.",
                "Ana Lind",
            ),
            ("“no”", "The harbour was closed. Ana Lind said \"no\" to the plan on Friday. Nobody came.", "\"no\""),
            (
                "Ana Lind",
                "The harbour was closed. Anna Lind said “no” to the plan on Friday. Nobody came.",
                "Anna Lind",
            ),
            ("closed", "The harbour was opened. Ana Lind said “no” to the plan on Friday. Nobody came.", "gone"),
            (
                "plan on Friday",
                "The harbour was closed. Ana Lind said “no” to the plan on a Friday. Nobody came.",
                "plan on a Friday",
            ),
            ("Ana Lind", "The harbour was closed. Nobody came.\nThen Ana Lind left.", "gone"),
            (
                "to the plan on Friday.",
                "The harbour was closed. Ana Lind said “no” to the plan on Monday. Nobody came.",
                "to the plan on Monday.",
            ),
        ];
        for (passage, new, expected) in rows {
            assert_eq!(carried(old, passage, new), expected, "`{passage}` in `{new}`");
        }
        assert_eq!(carried("a – b", "–", "a – b"), "unknown");
    }

    #[test]
    fn a_lookalike_is_not_the_passage() {
        let first = "Team Alpha shipped the release on Friday.";
        let old = format!("News.\n{first} Team Beta shipped the release on Friday. The end.");
        let rows = [
            "News.\nThe other group gave up in spring. Team Beta shipped the release on Friday. The end.",
            "News.\nTeam Beta shipped the release on Friday. The end.",
        ];
        for new in rows {
            let got = carried(&old, first, new);
            assert!(!got.contains("Beta"), "{got}");
        }
    }

    /// A short heading goes elsewhere, and another one that begins alike comes to stand where it stood.
    #[test]
    fn what_stands_in_another_block_says_nothing_of_a_word_or_two() {
        let (ship, crew) = (
            "The ship left the quay on Wednesday with all of its crew on board.",
            "“We met the crew in secret,” she wrote to the harbour board in May.",
        );
        let (board, rain) =
            ("Nobody on the board had known of any such meeting.", "It rained all week, and the ferries stayed in.");
        let old = format!("News\n{ship}\nWhat did Mara Lind say?\n{crew}\n{board}\nWhat else has happened?\n{rain}");
        let rows = [
            (
                "What",
                format!("News\nWhat did Mara Lind say?\n{rain}\n{board}\n{ship}\nWhat else has happened?\n{crew}"),
            ),
            (
                "What",
                format!("News\n{rain}\n{ship}\nWhat else has happened?\n{crew}\nWhat did Mara Lind say?\n{board}"),
            ),
            (
                "Mara Lind",
                format!(
                    "News\n{rain} What vel tor Mara Lind say?\n{crew}\n{board}\nWhat did Mara Lind say?\n{ship}\nWhat else has happened?"
                ),
            ),
        ];
        for (passage, new) in rows {
            let heading = "What did Mara Lind say?";
            let at = old.find(heading).expect("it is there") + heading.find(passage).expect("it is in it");
            let tokens = Tokens::new(&new);
            let diff = Diff::new(Tokens::new(&old), &tokens);
            let truth = new.find(heading).expect("it is there") + heading.find(passage).expect("it is in it");
            match carry(&diff, &old, &new, &tokens, &(at..at + passage.len())) {
                Carried::At(span) => assert_eq!(span, truth..truth + passage.len(), "{new}"),
                other => assert_eq!(other, Carried::Gone, "{new}"),
            }
        }
    }
}
