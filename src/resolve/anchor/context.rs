//! What an author may write so that a passage is found in one place only.

use std::ops::Range;

use super::haystack::{Haystack, occurrences};

/// How many words of context are tried on each side.
const WORDS: usize = 40;

/// Returns the shortest passage, as Markdown, with a candidate in bold and enough words around it to
/// stand in one place only; `None` where no context of moderate length does, so that only `nth:` helps.
///
/// The words are taken from `block`, the range of the candidate's own blocks, if these have enough.
pub fn shortest_context(haystack: &Haystack, candidate: Range<usize>, block: Range<usize>) -> Option<String> {
    let text = haystack.exact();
    [block, 0..text.len()].into_iter().find_map(|bounds| within(text, &candidate, &bounds))
}

/// Yields passages, as Markdown, with a candidate in bold: the shortest context first, then ever more words around it.
///
/// They are for those who try out which of them is found again.
pub fn passages(haystack: &Haystack, candidate: Range<usize>, block: Range<usize>) -> impl Iterator<Item = String> {
    let wider = [1, 2, 4, 8, 16, WORDS].into_iter().filter_map({
        let candidate = candidate.clone();
        move |words| {
            let text = haystack.exact();
            text.get(candidate.clone())?;
            let mut range = widen(text, candidate.clone());
            for _ in 0..words {
                grow_left(text, 0, &mut range, &mut Vec::new());
                grow_right(text, &mut range, &mut Vec::new());
            }
            Some(marked(text, &range, &candidate))
        }
    });
    shortest_context(haystack, candidate, block).into_iter().chain(wider)
}

fn within(text: &str, candidate: &Range<usize>, bounds: &Range<usize>) -> Option<String> {
    text.get(candidate.clone()).and(text.get(bounds.clone()))?;
    let unique = |range: &Range<usize>| occurrences(text, &text[range.clone()]).len() == 1;
    let mut range = widen(text, candidate.clone());
    if range.start < bounds.start || range.end > bounds.end {
        return None;
    }
    let (mut before, mut after) = (vec![range.start], vec![range.end]);
    while !unique(&range) {
        let sides = before.len() + after.len();
        if before.len() <= after.len() || range.end == bounds.end {
            grow_left(text, bounds.start, &mut range, &mut before);
        } else {
            grow_right(&text[..bounds.end], &mut range, &mut after);
        }
        if before.len() + after.len() == sides {
            // This side is at its end; the other may have words left.
            grow_left(text, bounds.start, &mut range, &mut before);
            grow_right(&text[..bounds.end], &mut range, &mut after);
        }
        if before.len() + after.len() == sides || sides > 2 * WORDS {
            return None;
        }
    }
    // One side may have been enough.
    while let [.., shorter, _] = *after
        && unique(&(range.start..shorter))
    {
        after.pop();
        range.end = shorter;
    }
    while let [.., shorter, _] = *before
        && unique(&(shorter..range.end))
    {
        before.pop();
        range.start = shorter;
    }
    Some(marked(text, &range, candidate))
}

/// Writes a range with a candidate in bold.
///
/// Between a letter and a quotation mark two stars mark nothing; an empty comment, which is no words, parts them there.
fn marked(text: &str, range: &Range<usize>, candidate: &Range<usize>) -> String {
    let [before, words, after] =
        [range.start..candidate.start, candidate.clone(), candidate.end..range.end].map(|part| &text[part]);
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let part = |outside: Option<char>, inside: Option<char>| {
        if letter(outside) && !letter(inside) { "<!-- -->" } else { "" }
    };
    let open = part(before.chars().next_back(), words.chars().next());
    let close = part(after.chars().next(), words.chars().next_back());
    format!("{}{open}**{}**{close}{}", escape(before), escape(words), escape(after))
}

/// Takes in what touches a candidate without a space between.
fn widen(text: &str, candidate: Range<usize>) -> Range<usize> {
    let start = text[..candidate.start].trim_end_matches(|c: char| !c.is_whitespace()).len();
    let tail = &text[candidate.end..];
    start..candidate.end + tail.find(char::is_whitespace).unwrap_or(tail.len())
}

fn grow_left(text: &str, from: usize, range: &mut Range<usize>, steps: &mut Vec<usize>) {
    let rest = text[from..range.start].trim_end();
    if !rest.is_empty() {
        range.start = from + rest.trim_end_matches(|c: char| !c.is_whitespace()).len();
        steps.push(range.start);
    }
}

fn grow_right(text: &str, range: &mut Range<usize>, steps: &mut Vec<usize>) {
    let rest = text[range.end..].trim_start();
    if !rest.is_empty() {
        let start = text.len() - rest.len();
        range.end = start + rest.find(char::is_whitespace).unwrap_or(rest.len());
        steps.push(range.end);
    }
}

/// Writes words so that a passage reads them as they are.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '<' | '&' | '[' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
