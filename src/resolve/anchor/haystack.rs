//! The text of an article, ready to be searched at three degrees of strictness.
//!
//! Foldings are made when first asked for: most passages are found as printed.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem::Finder;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::GraphemeCursor;

use crate::text::canonical::Canonical;
use crate::text::fold::{Folded, Level};

/// How many bytes are compared at most for the occurrences of one pattern, so that a text that
/// repeats itself costs no square of its length.
const EFFORT: usize = 1 << 28;

/// A canonical text with its foldings, made once an article.
pub struct Haystack {
    /// The text as printed; what joins blocks is a space, so that passages may cross them.
    exact: String,
    typography: OnceLock<Folded>,
    letters: OnceLock<Folded>,
}

/// How strictly characters are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tier {
    Exact,
    Typography,
    Letters,
}

impl Haystack {
    /// Prepares a canonical text for searching.
    pub fn new(canonical: &Canonical) -> Self {
        Self { exact: canonical.text.replace('\n', " "), typography: OnceLock::new(), letters: OnceLock::new() }
    }

    /// Returns the canonical text with a space for each line feed; offsets are the same.
    pub(super) fn exact(&self) -> &str {
        &self.exact
    }

    /// Returns the text as a tier compares it.
    pub(super) fn text(&self, tier: Tier) -> &str {
        self.folded(tier).map_or(&self.exact, |folded| &folded.text)
    }

    /// Maps a range of a tier's text to the canonical text, without white space at its ends; `None`
    /// where nothing is left.
    pub(super) fn original(&self, tier: Tier, range: Range<usize>) -> Option<Range<usize>> {
        let range = self.folded(tier).map_or_else(|| range.clone(), |folded| folded.original(range.clone()));
        let text = self.exact.get(range.clone())?;
        let start = range.start + (text.len() - text.trim_start().len());
        let end = range.start + text.trim_end().len();
        (start < end).then_some(start..end)
    }

    fn folded(&self, tier: Tier) -> Option<&Folded> {
        match tier {
            Tier::Exact => None,
            Tier::Typography => Some(self.typography.get_or_init(|| Folded::new(&self.exact, Level::Typography))),
            Tier::Letters => Some(self.letters.get_or_init(|| Folded::new(&self.exact, Level::Letters))),
        }
    }
}

impl Tier {
    /// From strict to lenient.
    pub(super) const ALL: [Self; 3] = [Self::Exact, Self::Typography, Self::Letters];

    /// Folds a pattern as the tier folds the text, with two places in it.
    pub(super) fn fold(self, text: &str, places: [usize; 2]) -> (String, [usize; 2]) {
        let level = match self {
            Self::Exact => return (text.replace('\n', " "), places),
            Self::Typography => Level::Typography,
            Self::Letters => Level::Letters,
        };
        let folded = Folded::new(&text.replace('\n', " "), level);
        let places = places.map(|place| folded.folded_offset(place));
        (folded.text, places)
    }
}

/// Finds every place where a pattern stands and cuts no word, also where two overlap.
pub(super) fn occurrences(text: &str, pattern: &str) -> Vec<usize> {
    let Some(first) = pattern.chars().next() else { return Vec::new() };
    let finder = Finder::new(pattern);
    let mut found = Vec::new();
    let mut from = 0;
    let mut effort = 0;
    while let Some(i) = finder.find(&text.as_bytes()[from..]) {
        let at = from + i;
        if !cuts_word(text, at) && !cuts_word(text, at + pattern.len()) {
            found.push(at);
        }
        from = at + first.len_utf8();
        effort += pattern.len();
        if effort > EFFORT {
            // One place found so far may not be the only one; it must not be taken for it.
            if found.len() < 2 {
                found.clear();
            }
            break;
        }
    }
    found
}

/// Reports whether a place lies inside a word or a number.
pub(super) fn cuts_word(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    let mut after = text[at..].chars();
    let (Some(left), Some(right)) = (before.next(), after.next()) else { return false };
    if is_combining_mark(right) || !on_grapheme_border(text, at) {
        return true;
    }
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let separator = |c: char| matches!(c, ',' | '.');
    if separator(left) && right.is_ascii_digit() {
        return digit(before.next());
    }
    if left.is_ascii_digit() && separator(right) {
        return digit(after.next());
    }
    left.is_alphanumeric() && right.is_alphanumeric() && !unspaced(left) && !unspaced(right)
}

/// Reports whether a place lies between what a reader takes for two characters.
pub(super) fn on_grapheme_border(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let plain = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii() && *b != b'\n');
    if at == 0 || at >= bytes.len() || (plain(at - 1) && plain(at)) {
        return true;
    }
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// Reports whether a letter is of a script that puts no spaces between words.
pub(super) fn unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
