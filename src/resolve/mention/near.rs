//! Words that are nearly a name: proposed to the editor, never linked.
//!
//! A near-miss is a capitalised word of five letters or more that differs from a word of a name by one letter
//! that is wrong, missing or extra, or by two neighbours swapped, and is not the name plus -n, -an, -ian or -s.
//! Of a name of several words the others must stand beside it as they are. Names are found by the words that one
//! letter less leaves of them, so that the work grows with the text and not with text × names.
//!
//! It deliberately does not look at sounds, transliteration or the words of `misspellings`.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::path::Slug;
use crate::resolve::mention::{Found, Matcher, code_ranges};
use crate::text::Document;
use crate::text::canonical::Canonical;
use crate::text::fold::{Folded, Level};

/// How many letters a word must have to be a near-miss.
const SHORTEST: usize = 5;

/// A place that is nearly a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Bytes of the canonical text.
    pub span: Range<usize>,
    /// Whose name it nearly is.
    pub entity: Slug,
    /// The name, as its file writes it.
    pub name: String,
}

/// The words of all names, ready to be compared with.
#[derive(Debug, Default)]
pub struct Near {
    names: Vec<Name>,
    /// By a word with at most one letter less, which word of which name.
    shortened: HashMap<String, Vec<(usize, usize)>>,
    /// All words of all names, which are nobody's near-misses.
    exact: HashMap<String, ()>,
    /// What an entity's `not` and `misspellings` settle already, by entity.
    settled: Vec<(Slug, String)>,
}

#[derive(Debug)]
struct Name {
    entity: Slug,
    printed: String,
    words: Vec<String>,
}

struct Word {
    span: Range<usize>,
    folded: String,
}

impl Near {
    /// Prepares the names.
    pub fn new(matcher: &Matcher) -> Self {
        let mut near = Self::default();
        for names in matcher.names() {
            let right = std::iter::once(&names.name).chain(&names.aliases).chain(&names.weak_aliases);
            for printed in right {
                let words: Vec<String> = words(printed, 0).into_iter().map(|w| w.folded).collect();
                let at = near.names.len();
                for (n, word) in words.iter().enumerate() {
                    near.exact.insert(word.clone(), ());
                    for shorter in shortenings(word) {
                        near.shortened.entry(shorter).or_default().push((at, n));
                    }
                }
                near.names.push(Name { entity: names.id.clone(), printed: printed.trim().to_owned(), words });
            }
            let known = names.not.iter().chain(&names.misspellings);
            near.settled.extend(known.map(|phrase| (names.id.clone(), fold(phrase.trim()))));
        }
        near
    }

    /// Finds the near-misses of a text, in reading order; what is a mention is none.
    pub fn find(&self, canonical: &Canonical, document: &Document, found: &Found) -> Vec<NearMiss> {
        let code = code_ranges(canonical, document);
        let taken = |span: &Range<usize>| {
            let mentions = found.mentions.iter().map(|m| &m.span).chain(found.undecided.iter().map(|u| &u.0));
            mentions.chain(&code).any(|other| other.start < span.end && span.start < other.end)
        };
        let mut misses = Vec::new();
        for block in &canonical.blocks {
            let words = words(&canonical.text[block.clone()], block.start);
            for (at, word) in words.iter().enumerate() {
                let capital = canonical.text[word.span.clone()].starts_with(char::is_uppercase);
                if capital && letters(&word.folded) >= SHORTEST && !self.exact.contains_key(&word.folded) {
                    misses.extend(self.miss(&words, at, canonical).filter(|miss| !taken(&miss.span)));
                }
            }
        }
        misses
    }

    /// The shortest name that a word nearly is, or nearly is part of.
    fn miss(&self, words: &[Word], at: usize, canonical: &Canonical) -> Option<NearMiss> {
        let word = &words[at];
        let candidates = shortenings(&word.folded).into_iter().filter_map(|s| self.shortened.get(&s)).flatten();
        let fits = candidates.filter_map(|&(name, n)| {
            let name = &self.names[name];
            let first = at.checked_sub(n)?;
            let window = words.get(first..first + name.words.len())?;
            let others = window.iter().zip(&name.words).enumerate().all(|(i, (w, other))| i == n || w.folded == *other);
            let near = one_slip(&name.words[n], &word.folded) && !is_derived(&name.words[n], &word.folded);
            let span = window.first()?.span.start..window.last()?.span.end;
            // A line about the word settles every name that it is part of.
            let settled =
                [&word.span, &span].iter().any(|s| self.is_settled(&name.entity, &canonical.text[(*s).clone()]));
            (others && near && !settled).then_some((name, span))
        });
        let (name, span) = fits.min_by_key(|(name, _)| (name.words.len(), name.entity.clone()))?;
        Some(NearMiss { span, entity: name.entity.clone(), name: name.printed.clone() })
    }

    fn is_settled(&self, entity: &Slug, printed: &str) -> bool {
        let folded = fold(printed);
        self.settled.iter().any(|(of, phrase)| of == entity && *phrase == folded)
    }
}

/// Cuts a text into words of letters and digits, at apostrophes and hyphens too.
fn words(text: &str, offset: usize) -> Vec<Word> {
    let inside = |c: char| c.is_alphanumeric() || is_combining_mark(c) || c == '\u{ad}';
    let mut words = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(inside).map(|i| from + i) {
        let end = text[start..].find(|c| !inside(c)).map_or(text.len(), |i| start + i);
        words.push(Word { span: offset + start..offset + end, folded: fold(&text[start..end]) });
        from = end;
    }
    words
}

fn fold(text: &str) -> String {
    Folded::new(text, Level::Letters).text
}

fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphabetic()).count()
}

/// The word, and the word without each of its letters.
fn shortenings(word: &str) -> Vec<String> {
    let mut all = vec![word.to_owned()];
    for (i, c) in word.char_indices() {
        let shorter = format!("{}{}", &word[..i], &word[i + c.len_utf8()..]);
        if all.last() != Some(&shorter) {
            all.push(shorter);
        }
    }
    all
}

/// Whether one letter is wrong, missing or extra, or two neighbours are swapped.
fn one_slip(name: &str, word: &str) -> bool {
    name != word && strsim::osa_distance(name, word) == 1
}

/// Whether the word is the name plus an ending that makes another word of it.
fn is_derived(name: &str, word: &str) -> bool {
    word.strip_prefix(name).is_some_and(|ending| ["n", "an", "ian", "s"].contains(&ending))
}
