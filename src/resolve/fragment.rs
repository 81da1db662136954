//! Links to the words in the original: text fragments (`#:~:text=`).
//!
//! ```text
//! fragment = ":~:text=" [prefix "-,"] start ["," end] ["," "-" suffix]
//! ```
//!
//! Source: WICG Scroll-to-Text-Fragment. The directive takes the fewest words of context that make the
//! passage unique in the canonical text; a passage over several blocks, or a long one, is named by its first and last
//! words. It deliberately never looks at the page itself, which it cannot know.

use std::ops::Range;

use crate::text::canonical::Canonical;
use crate::text::fold::{Folded, Level};

/// How many bytes of a passage are written out before its ends are enough.
const LONG: usize = 200;
/// How many words of context are tried to each side.
const CONTEXT: usize = 8;

/// Adds to a URL the directive that leads to a passage (bytes of the canonical text).
///
/// Returns `None` where no context makes the passage unique.
pub fn with_text(url: &str, canonical: &Canonical, span: &Range<usize>) -> Option<String> {
    let directive = directive(canonical, span)?;
    let separator = if url.contains('#') { "" } else { "#" };
    Some(format!("{url}{separator}:~:text={directive}"))
}

fn directive(canonical: &Canonical, span: &Range<usize>) -> Option<String> {
    let text = &canonical.text;
    let first = canonical.blocks[canonical.block_at(span.start)].clone();
    let last = canonical.blocks[canonical.block_at(span.end.checked_sub(1)?)].clone();
    let whole = &text[span.clone()];
    let (start, end) = if first == last && whole.len() <= LONG {
        (whole.to_owned(), None)
    } else {
        let begin = &text[span.start..first.end.min(span.end)];
        let rest = &text[last.start.max(span.start)..span.end];
        (words(begin, 4, false), Some(words(rest, 4, true)))
    };
    let before = &text[first.start..span.start];
    let after = &text[span.end..last.end];
    let folded = Folded::new(text, Level::Letters).text;
    let needle = |t: &str| Folded::new(t, Level::Letters).text;
    for context in 0..=CONTEXT {
        for (prefix, suffix) in [(context, 0), (context, context)] {
            let prefix = words(before, prefix, true);
            let suffix = words(after, suffix, false);
            // With an end of its own the passage is found by its start; the context stands around both.
            let unique = match &end {
                None => {
                    let joined = join(before, &prefix, &start, &suffix, after);
                    occurrences(&folded, &needle(&joined)) == 1
                }
                Some(end) => {
                    let head = join(before, &prefix, &start, "", "");
                    let tail = join("", "", end, &suffix, after);
                    occurrences(&folded, &needle(&head)) == 1 && occurrences(&folded, &needle(&tail)) == 1
                }
            };
            if unique {
                let mut directive = String::new();
                if !prefix.is_empty() {
                    encode(&prefix, &mut directive);
                    directive.push_str("-,");
                }
                encode(&start, &mut directive);
                if let Some(end) = &end {
                    directive.push(',');
                    encode(end, &mut directive);
                }
                if !suffix.is_empty() {
                    directive.push_str(",-");
                    encode(&suffix, &mut directive);
                }
                return Some(directive);
            }
        }
    }
    None
}

/// Writes context and words as they stand in the text, with the space that is between them.
fn join(before: &str, prefix: &str, words: &str, suffix: &str, after: &str) -> String {
    let gap = |is: bool, space: bool| if is && space { " " } else { "" };
    let left = gap(!prefix.is_empty(), before.ends_with(char::is_whitespace));
    let right = gap(!suffix.is_empty(), after.starts_with(char::is_whitespace));
    format!("{prefix}{left}{words}{right}{suffix}")
}

/// Returns the first or last `n` words of a text, with what stands between them.
fn words(text: &str, n: usize, last: bool) -> String {
    let text = text.trim();
    if n == 0 {
        return String::new();
    }
    let spaces: Vec<usize> = text.match_indices(char::is_whitespace).map(|m| m.0).collect();
    if last {
        let from = spaces.len().checked_sub(n).map_or(0, |i| spaces[i]);
        text[from..].trim().to_owned()
    } else {
        let to = spaces.get(n - 1).copied().unwrap_or(text.len());
        text[..to].trim().to_owned()
    }
}

/// Counts where a text stands as whole words, overlapping places too.
fn occurrences(text: &str, needle: &str) -> usize {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let first = needle.chars().next();
    let mut count = 0;
    let mut from = 0;
    while let (Some(first), Some(at)) = (first, text[from..].find(needle)) {
        let at = from + at;
        from = at + first.len_utf8();
        let cuts_start = word(Some(first)) && word(text[..at].chars().next_back());
        let cuts_end = word(needle.chars().next_back()) && word(text[at + needle.len()..].chars().next());
        count += usize::from(!cuts_start && !cuts_end);
    }
    count
}

/// Encodes a term: all but unreserved characters, and the hyphen, which the syntax uses.
fn encode(term: &str, out: &mut String) {
    let mut encoded = String::new();
    crate::path::percent_encode(term, &mut encoded);
    out.push_str(&encoded.replace('-', "%2D"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

    fn check(text: &str, words: &str, nth: usize, expected: &str) {
        let mut canonical = Canonical::new("", &Document::default());
        canonical.text = text.to_owned();
        let mut at = 0;
        canonical.blocks = text
            .split('\n')
            .map(|line| {
                let block = at..at + line.len();
                at = block.end + 1;
                block
            })
            .collect();
        let start = text.match_indices(words).nth(nth).expect("a test names words of the text").0;
        let url = with_text("https://example.org/a", &canonical, &(start..start + words.len()));
        assert_eq!(url.as_deref().map_or("-", |u| u.trim_start_matches("https://example.org/a#:~:text=")), expected);
    }

    #[test]
    fn the_fewest_words_that_are_unique() {
        check("One ship left. Two ships stayed.", "ship", 0, "ship");
        check("a ship and a ship", "ship", 1, "and%20a-,ship");
        check("the ship sank; the ship, afloat, sailed", "ship", 0, "the-,ship,-sank%3B");
        check("half-built, 5 & 6", "half-built, 5 & 6", 0, "half%2Dbuilt%2C%205%20%26%206");
        check("a a a a", "a", 1, "a-,a,-a%20a");
        check("first block\nsecond block here", "block\nsecond block", 0, "first-,block,second%20block");
    }

    #[test]
    fn a_fragment_of_the_url_stays() {
        let canonical = Canonical::new("Words", &Document::default());
        assert_eq!(
            with_text("https://example.org/#part", &canonical, &(0..5)).as_deref(),
            Some("https://example.org/#part:~:text=Words")
        );
    }
}
