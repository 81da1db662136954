//! A text as words: what two versions of it are compared by.
//!
//! A token is a run of letters and digits, folded; in scripts that put no spaces between words it is one letter.
//! Punctuation is no token, and so never carries a passage anywhere by itself.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::FxHasher;

use super::haystack::unspaced;
use crate::text::fold::{Folded, Level};

/// The words of a text, with places in it.
pub(super) struct Tokens {
    /// What each word is.
    pub(super) ids: Vec<u64>,
    /// Where it stands, in bytes of the text.
    pub(super) spans: Vec<Range<usize>>,
    /// How strongly the text breaks before it: 3 a block, 2 a sentence, 1 a clause, 0 not at all.
    pub(super) breaks: Vec<u8>,
}

impl Tokens {
    /// Reads a text.
    pub(super) fn new(text: &str) -> Self {
        Self::of(text, &Folded::new(text, Level::Letters))
    }

    /// Reads a text that is folded already; a line feed must still stand in `text`.
    pub(super) fn of(text: &str, folded: &Folded) -> Self {
        let mut tokens = Self { ids: Vec::new(), spans: Vec::new(), breaks: Vec::new() };
        let mut last = 0;
        for word in words(&folded.text) {
            let span = folded.original(word.clone());
            if span.is_empty() {
                continue;
            }
            let between = &text[last.min(span.start)..span.start];
            tokens.breaks.push(match between {
                _ if last == 0 || between.contains('\n') => 3,
                _ if between.contains(['.', '!', '?', '…', '。']) => 2,
                _ if between.contains([',', ';', ':', '–', '—', '“', '”', '"', '(', ')']) => 1,
                _ => 0,
            });
            let mut hasher = FxHasher::default();
            folded.text[word].hash(&mut hasher);
            tokens.ids.push(hasher.finish());
            last = span.end;
            tokens.spans.push(span);
        }
        tokens
    }

    /// Returns the tokens that lie in a range of bytes, at least partly.
    pub(super) fn within(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.spans.partition_point(|span| span.end <= bytes.start);
        let end = self.spans.partition_point(|span| span.start < bytes.end);
        start..end.max(start)
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }
}

/// Yields the runs of letters and digits of a folded text.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = chars.find(|(_, c)| c.is_alphanumeric())?;
        let mut end = start + first.len_utf8();
        while !unspaced(first)
            && let Some((at, c)) = chars.next_if(|(_, c)| c.is_alphanumeric() && !unspaced(*c))
        {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_breaks_are_weighed() {
        let text = "Él said: “No.” Then\nhe left, 4,300 他们";
        let tokens = Tokens::new(text);
        let words: Vec<(&str, u8)> =
            tokens.spans.iter().map(|s| &text[s.clone()]).zip(tokens.breaks.iter().copied()).collect();
        let expected = [
            ("Él", 3),
            ("said", 0),
            ("No", 1),
            ("Then", 2),
            ("he", 3),
            ("left", 0),
            ("4", 1),
            ("300", 1),
            ("他", 0),
            ("们", 0),
        ];
        assert_eq!(words, expected);
        assert_eq!(tokens.ids[0], Tokens::new("EL").ids[0]);
        assert_eq!(tokens.within(&(4..12)), 1..2);
    }
}
