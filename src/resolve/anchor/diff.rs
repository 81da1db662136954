//! Which word of an old text is which word of the new one.
//!
//! Long runs of words that occur once in both texts are the same, wherever they stand, so that what has moved is
//! followed. What lies between two of them is compared in order: by shorter runs, then word by word where it is short.
//! Then what stayed alone on both sides is looked at once more for runs that have moved. A border between what was kept and what was removed is slid
//! to the end of a sentence where it could stand at either, because people remove sentences, not the second half of
//! one and the first half of the next; and a few words that two rewritten stretches happen to share are not
//! taken for the same words.
//!
//! It deliberately takes no deadline: what is found must not depend on how fast the machine is. The work is bounded
//! by sizes.
//!
//! **Invariant:** no two words of the old text are the same word of the new text, and words that are taken for the
//! same are equal after folding.

use std::ops::Range;

use rustc_hash::FxHashMap;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::tokens::Tokens;

/// How many words fixed points have, the surest first.
const RUNS: [usize; 3] = [8, 4, 2];

/// How many words a run has at least that is taken for the same wherever it stands.
const SURE: usize = 8;

/// The same, for what is left in the end.
const MOVED: usize = 5;

/// How many words of a block a run has at least that goes on in the next one.
const HELD: usize = 2;

/// What the product of the lengths may be of two stretches that are compared word by word.
const AREA: usize = 1 << 22;

/// The words of an old and a new text, and which is which.
pub(super) struct Diff {
    pub(super) old: Tokens,
    /// By word of the old text, the word of the new text.
    pub(super) to: Vec<Option<usize>>,
    /// By word of the new text, the word of the old text.
    pub(super) from: Vec<Option<usize>>,
}

impl Diff {
    /// Compares two texts.
    pub(super) fn new(old: Tokens, new: &Tokens) -> Self {
        let mut diff = Self { to: vec![None; old.len()], from: vec![None; new.len()], old };
        diff.follow(new, SURE);
        diff.fill(new);
        diff.tidy(new);
        diff.follow(new, MOVED);
        diff
    }

    /// Compares what lies between two runs that are the same, in order, word by word.
    fn fill(&mut self, new: &Tokens) {
        let mut at = 0;
        while at < self.old.len() {
            if self.to[at].is_some() {
                at += 1;
                continue;
            }
            let end = (at..self.old.len()).find(|a| self.to[*a].is_some()).unwrap_or(self.old.len());
            let after = match at.checked_sub(1) {
                None => Some(0),
                Some(before) => self.to[before].map(|b| b + 1),
            };
            let before = if end == self.old.len() { Some(new.len()) } else { self.to[end] };
            let free_after = after.map(|b| b..(b..new.len()).find(|b| self.from[*b].is_some()).unwrap_or(new.len()));
            let free_before = before.map(|b| (0..b).rev().find(|b| self.from[*b].is_some()).map_or(0, |b| b + 1)..b);
            // Where the two sides have come apart, each is looked at by itself.
            for stretch in [free_after, free_before].into_iter().flatten() {
                let mut pairs = Vec::new();
                compare(&self.old.ids, &new.ids, at..end, stretch, 0, &mut pairs);
                for (a, b, length) in pairs {
                    let free = (0..length).all(|i| self.to[a + i].is_none() && self.from[b + i].is_none());
                    for i in (0..length).filter(|_| free) {
                        (self.to[a + i], self.from[b + i]) = (Some(b + i), Some(a + i));
                    }
                }
            }
            at = end;
        }
    }

    fn invert(&mut self) {
        self.from.fill(None);
        for (a, b) in self.to.iter().enumerate() {
            if let Some(b) = *b {
                self.from[b] = Some(a);
            }
        }
    }

    /// Slides borders to where sentences end, and drops what two rewritten stretches share by chance.
    fn tidy(&mut self, new: &Tokens) {
        let mut runs = self.runs();
        slide(&mut runs, &self.old, new);
        drop_chance(&mut runs, self.old.len(), new.len());
        self.to.fill(None);
        for run in runs {
            for i in 0..run.length {
                self.to[run.old + i] = Some(run.new + i);
            }
        }
        self.invert();
    }

    fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (a, b) in self.to.iter().enumerate() {
            let Some(b) = *b else { continue };
            match runs.last_mut() {
                Some(run) if run.old + run.length == a && run.new + run.length == b => run.length += 1,
                _ => runs.push(Run { old: a, new: b, length: 1 }),
            }
        }
        runs
    }

    /// Takes runs that occur once in what is left on both sides for the same, wherever they stand.
    fn follow(&mut self, new: &Tokens, length: usize) {
        let alone = |map: &[Option<usize>], ids: &[u64]| {
            let mut seen: FxHashMap<u64, Option<usize>> = FxHashMap::default();
            for at in 0..(ids.len() + 1).saturating_sub(length) {
                if map[at..at + length].iter().all(Option::is_none) {
                    seen.entry(hash(&ids[at..at + length])).and_modify(|place| *place = None).or_insert(Some(at));
                }
            }
            seen
        };
        let places = alone(&self.from, &new.ids);
        let known = alone(&self.to, &self.old.ids);
        let mut at = 0;
        while at + length <= self.old.len() {
            let run = &self.old.ids[at..at + length];
            let place = self.to[at..at + length].iter().all(Option::is_none).then(|| hash(run));
            let place = place.filter(|key| known.get(key) == Some(&Some(at))).and_then(|key| places.get(&key).copied());
            let sure =
                |b: usize| new.ids[b..b + length] == *run && self.from[b..b + length].iter().all(Option::is_none);
            let Some(mut b) = place.flatten().filter(|b| sure(*b)) else {
                at += 1;
                continue;
            };
            // A block that has moved beside another may seem to follow its last word.
            let crossed = |tokens: &Tokens, from: usize| {
                (1..length).any(|i| tokens.breaks[from + i] == 3 && i.min(length - i) < HELD)
            };
            if crossed(&self.old, at) || crossed(new, b) {
                at += 1;
                continue;
            }
            let mut a = at;
            let free = |diff: &Self, a: usize, b: usize| {
                diff.to[a].is_none() && diff.from[b].is_none() && diff.old.ids[a] == new.ids[b]
            };
            // What stands beside a block that has moved is not its own.
            let block = |tokens: &Tokens, at: usize| tokens.breaks[at] == 3;
            while a > 0 && b > 0 && !block(&self.old, a) && !block(new, b) && free(self, a - 1, b - 1) {
                (a, b) = (a - 1, b - 1);
            }
            let begin = a;
            while a < self.old.len()
                && b < new.len()
                && (a < at + length || a == begin || !(block(&self.old, a) || block(new, b)))
                && free(self, a, b)
            {
                self.to[a] = Some(b);
                self.from[b] = Some(a);
                (a, b) = (a + 1, b + 1);
            }
            at = a.max(at + 1);
        }
    }
}

/// Words that stand in the same order on both sides.
#[derive(Clone, Copy, Debug)]
struct Run {
    old: usize,
    new: usize,
    length: usize,
}

/// Slides the border between two runs, where only one side has something between them, to the strongest break.
fn slide(runs: &mut [Run], old: &Tokens, new: &Tokens) {
    for i in 1..runs.len() {
        let (left, right) = (runs[i - 1], runs[i]);
        let gap_old = left.old + left.length..right.old;
        let gap_new = left.new + left.length..right.new;
        if gap_new.end < gap_new.start {
            // One of them has moved.
            continue;
        }
        let (tokens, gap) = match (gap_old.is_empty(), gap_new.is_empty()) {
            (false, true) => (old, gap_old),
            (true, false) => (new, gap_new),
            _ => continue,
        };
        let equal = |a: usize, b: usize| tokens.ids[a] == tokens.ids[b];
        let mut up = 0;
        while up + 1 < left.length && equal(gap.start - up - 1, gap.end - up - 1) {
            up += 1;
        }
        let mut down = 0;
        while down + 1 < right.length && gap.end + down < tokens.len() && equal(gap.start + down, gap.end + down) {
            down += 1;
        }
        // From the place furthest left to the one furthest right; of equally strong breaks the last is taken.
        let strength = |start: usize| {
            let end = start + gap.len();
            (tokens.breaks.get(end).copied().unwrap_or(3)).min(tokens.breaks[start])
        };
        let best = (gap.start - up..=gap.start + down).max_by_key(|start| (strength(*start), *start == gap.start));
        let Some(best) = best else { continue };
        if best < gap.start {
            let by = gap.start - best;
            runs[i - 1].length -= by;
            runs[i] = Run { old: right.old - by, new: right.new - by, length: right.length + by };
        } else {
            let by = best - gap.start;
            runs[i - 1].length += by;
            runs[i] = Run { old: right.old + by, new: right.new + by, length: right.length - by };
        }
    }
}

/// Drops short runs between two larger stretches that were rewritten.
fn drop_chance(runs: &mut Vec<Run>, old: usize, new: usize) {
    // Dropping one makes the stretches around it larger.
    loop {
        let before = runs.len();
        let mut kept: Vec<Run> = Vec::with_capacity(before);
        for (i, run) in runs.iter().enumerate() {
            let (a, b) = kept.last().map_or((0, 0), |last| (last.old + last.length, last.new + last.length));
            let next = runs.get(i + 1).map_or((old, new), |next| (next.old, next.new));
            // Both sides of both stretches: words were replaced, not only removed or added.
            let here = |old: usize, new: Option<usize>| new.map_or(old, |new| old.min(new));
            let left = here(run.old - a, run.new.checked_sub(b));
            let right = here(next.0 - run.old - run.length, next.1.checked_sub(run.new + run.length));
            if run.length >= MOVED || left < 2 * run.length || right < 2 * run.length {
                kept.push(*run);
            }
        }
        *runs = kept;
        if runs.len() == before {
            return;
        }
    }
}

/// Finds what two stretches have in common, as runs of places and lengths.
fn compare(
    old: &[u64],
    new: &[u64],
    mut a: Range<usize>,
    mut b: Range<usize>,
    depth: usize,
    out: &mut Vec<(usize, usize, usize)>,
) {
    let head = old[a.clone()].iter().zip(&new[b.clone()]).take_while(|(x, y)| x == y).count();
    if head > 0 {
        out.push((a.start, b.start, head));
        (a.start, b.start) = (a.start + head, b.start + head);
    }
    let tail = old[a.clone()].iter().rev().zip(new[b.clone()].iter().rev()).take_while(|(x, y)| x == y).count();
    if tail > 0 {
        (a.end, b.end) = (a.end - tail, b.end - tail);
        out.push((a.end, b.end, tail));
    }
    if a.is_empty() || b.is_empty() {
        return;
    }
    let Some(&run) = RUNS.get(depth) else {
        if a.len().saturating_mul(b.len()) <= AREA {
            for op in capture_diff_slices(Algorithm::Myers, &old[a.clone()], &new[b.clone()]) {
                if let DiffOp::Equal { old_index, new_index, len } = op {
                    out.push((a.start + old_index, b.start + new_index, len));
                }
            }
        }
        return;
    };
    let (mut at, mut to) = (a.start, b.start);
    for (x, y) in fixed_points(old, new, &a, &b, run) {
        if x < at || y < to {
            continue;
        }
        compare(old, new, at..x, to..y, depth + 1, out);
        let length = old[x..a.end].iter().zip(&new[y..b.end]).take_while(|(p, q)| p == q).count();
        out.push((x, y, length));
        (at, to) = (x + length, y + length);
    }
    compare(old, new, at..a.end, to..b.end, depth + 1, out);
}

/// Finds the longest chain of runs that occur once on both sides.
fn fixed_points(old: &[u64], new: &[u64], a: &Range<usize>, b: &Range<usize>, run: usize) -> Vec<(usize, usize)> {
    if a.len() < run || b.len() < run {
        return Vec::new();
    }
    let once = |ids: &[u64], range: &Range<usize>| {
        let mut seen: FxHashMap<u64, Option<usize>> = FxHashMap::default();
        for at in range.start..=range.end - run {
            seen.entry(hash(&ids[at..at + run])).and_modify(|place| *place = None).or_insert(Some(at));
        }
        seen
    };
    let there = once(new, b);
    let here = once(old, a);
    let pairs: Vec<(usize, usize)> = (a.start..=a.end - run)
        .filter_map(|x| {
            let key = hash(&old[x..x + run]);
            let y = here.get(&key)?.filter(|only| *only == x).and(*there.get(&key)?)?;
            (old[x..x + run] == new[y..y + run]).then_some((x, y))
        })
        .collect();
    rising(&pairs)
}

/// Returns the longest subsequence in which the second numbers rise, too.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; pairs.len()];
    for (i, pair) in pairs.iter().enumerate() {
        let at = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before[i] = at.checked_sub(1).map(|at| ends[at]);
        match ends.get_mut(at) {
            Some(end) => *end = i,
            None => ends.push(i),
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(i) = at {
        chain.push(pairs[i]);
        at = before[i];
    }
    chain.reverse();
    chain
}

fn hash(ids: &[u64]) -> u64 {
    ids.iter().fold(ids.len() as u64, |hash, id| (hash.rotate_left(5) ^ id).wrapping_mul(0x517c_c1b7_2722_0a95))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Shows the old text with what is gone in brackets and what has moved in braces.
    fn shown(old: &str, new: &str) -> String {
        let tokens = Tokens::new(new);
        let diff = Diff::new(Tokens::new(old), &tokens);
        let mut highest = 0;
        let words: Vec<String> = (0..diff.to.len())
            .map(|i| {
                let word = &old[diff.old.spans[i].clone()];
                match diff.to[i] {
                    None => format!("[{word}]"),
                    Some(j) if j < highest => format!("{{{word}}}"),
                    Some(j) => {
                        highest = j;
                        word.to_owned()
                    }
                }
            })
            .collect();
        words.join(" ")
    }

    #[test]
    fn words_are_followed() {
        let rows = [
            ("one two three", "one two three", "one two three"),
            ("One “two” three.", "one two - THREE", "One two three"),
            ("one two three", "zero one two x three", "one two three"),
            ("one two three four", "one three four", "one [two] three four"),
            ("one two", "", "[one] [two]"),
            // Whole sentences go, though the words would allow another border.
            (
                "He left. Ana said no. Ana said yes. So.",
                "He left. Ana said yes. So.",
                "He left [Ana] [said] [no] Ana said yes So",
            ),
            (
                "a b c d e f. g h i j k l. The end of it all",
                "g h i j k l. a b c d e f. The end of it all",
                "[a] [b] [c] [d] [e] [f] g h i j k l The end of it all",
            ),
        ];
        for (old, new, expected) in rows {
            if new.starts_with("g h") {
                // One of the two has moved, and is followed.
                assert!(!shown(old, new).contains('['), "{}", shown(old, new));
                assert!(shown(old, new).contains('{'), "{}", shown(old, new));
            } else {
                assert_eq!(shown(old, new), expected, "{old} -> {new}");
            }
        }
    }

    #[test]
    fn large_texts_are_compared_in_time() {
        let word = |i: usize| format!("w{} ", ((i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) % 5003);
        let old: String = (0..300_000).map(word).collect();
        let new: String = (0..300_000).map(|i| if i % 50 == 7 { "x ".into() } else { word(i) }).collect();
        let new_tokens = Tokens::new(&new);
        let diff = Diff::new(Tokens::new(&old), &new_tokens);
        assert!(diff.to.iter().flatten().count() > 250_000);
        let same = "a ".repeat(200_000);
        let diff = Diff::new(Tokens::new(&same), &Tokens::new(&format!("b {same} c")));
        assert!(diff.from.len() == 200_002);
    }

    proptest! {
        #[test]
        fn each_word_is_one_word(old in "([a-d]{1,2}[ .\n]{1,2}){0,40}", new in "([a-d]{1,2}[ .\n]{1,2}){0,40}") {
            let tokens = Tokens::new(&new);
            let diff = Diff::new(Tokens::new(&old), &tokens);
            for (a, b) in diff.to.iter().enumerate() {
                if let Some(b) = *b {
                    prop_assert_eq!(diff.old.ids[a], tokens.ids[b]);
                    prop_assert_eq!(diff.from[b], Some(a));
                }
            }
            prop_assert_eq!(diff.to.iter().flatten().count(), diff.from.iter().flatten().count());
            let same = Diff::new(Tokens::new(&old), &Tokens::new(&old));
            prop_assert!(same.to.iter().enumerate().all(|(a, b)| *b == Some(a)));
        }
    }
}
