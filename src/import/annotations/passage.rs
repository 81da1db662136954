//! Finds the words of an annotation in an article, and quotes them so that a build finds them there again.
//!
//! A place in code points counts only where those very words stand there. Else what stands before and after the words
//! is to the anchoring what an entry of the lock is: the search is the one that notes have. A quotation that ends
//! inside a word is widened to it, since no note can end there.
//!
//! **Invariant:** a passage that is returned is anchored at the place that was found.

use std::ops::Range;
use std::sync::Arc;

use super::foreign::Quote;
use crate::content::annotation::{self, Note};
use crate::lock::{CONTEXT, Digest, Entry, FORM};
use crate::path::{Slug, SourcePath};
use crate::resolve::anchor::place::{PlaceInput, place, quote as digest};
use crate::resolve::anchor::{Anchoring, Haystack, State, anchor, escape, passages};
use crate::source::{Contents, SourceFile};
use crate::text::canonical::{Canonical, Offsets};

/// How many code points make words that may be taken where they stand once, whatever stands around them.
const TELLING: usize = 12;

/// A passage as it is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    /// The words of the block quote, in one line of Markdown.
    pub(super) words: String,
    /// Which occurrence of them it is.
    pub(super) nth: Option<usize>,
    /// The words that the note speaks about, as they stand in the article.
    pub(super) target: String,
}

/// An article, ready to be searched for many notes.
pub(super) struct Ground<'a> {
    canonical: Arc<Canonical>,
    haystack: Haystack,
    offsets: Offsets,
    digest: Digest,
    article: &'a Slug,
}

impl<'a> Ground<'a> {
    pub(super) fn new(article: &'a Slug, canonical: &Canonical) -> Self {
        Self {
            haystack: Haystack::new(canonical),
            offsets: Offsets::new(&canonical.text),
            digest: Digest::of(canonical.text.as_bytes()),
            canonical: Arc::new(canonical.clone()),
            article,
        }
    }

    /// Finds the words, and writes them as a passage.
    ///
    /// # Errors
    /// Why they have no place, in words.
    pub(super) fn passage(&self, quote: &Quote) -> Result<Passage, String> {
        let span = self.find(quote)?;
        let (words, nth) =
            self.write(&span).ok_or_else(|| "no quotation of moderate length finds its place again".to_owned())?;
        Ok(Passage { words, nth, target: self.canonical.text[span].replace('\n', " ") })
    }

    fn find(&self, quote: &Quote) -> Result<Range<usize>, String> {
        let text = &self.canonical.text;
        let spaced = |words: &str| words.replace('\n', " ");
        if let Some((start, end)) = quote.place
            && let Some(span) = self.offsets.byte(text, start).zip(self.offsets.byte(text, end)).map(|(s, e)| s..e)
            && text.get(span.clone()).is_some_and(|words| spaced(words) == spaced(&quote.exact))
            && !span.is_empty()
        {
            return Ok(span);
        }
        let stands = |words: &str| {
            let found = note(&written(words)).and_then(|n| Some(anchor(&self.haystack, n.passage.as_ref()?, None)));
            found.is_some_and(|found| !matches!(found, Anchoring::Orphaned { .. }))
        };
        // What stands before the words may touch them only because a page puts nothing between its blocks.
        let quote = &if stands(quote.exact.trim()) { quote.clone() } else { whole(quote) };
        let Some(note) = note(&written(&quote.exact)) else { return Err("it quotes no words".to_owned()) };
        let Some(passage) = &note.passage else { return Err("it quotes no words".to_owned()) };
        let alone = anchor(&self.haystack, passage, None);
        let bare = quote.prefix.is_empty() && quote.suffix.is_empty();
        if !bare && let Some(span) = self.strict(quote) {
            return Ok(span);
        }
        let found = if bare { alone.clone() } else { self.search(&note, quote) };
        match (found, alone) {
            (Anchoring::Found { span, state }, _) if state != State::Changed => Ok(span),
            (_, Anchoring::Found { span, .. }) if quote.exact.chars().count() >= TELLING => Ok(span),
            (Anchoring::Found { span, .. }, _) => {
                Err(format!("other words stand in its place: `{}`", spaced(&text[span])))
            }
            (_, Anchoring::Ambiguous { candidates }) => Err(format!(
                "its words stand {} times in the article, and what stood around them settles none",
                candidates.len()
            )),
            (_, Anchoring::Found { span, .. }) => {
                Err(format!("its words stand in `{}`, but what stood around them does not", self.around(&span)))
            }
            (_, Anchoring::Orphaned { nearest }) => Err(match nearest.first() {
                Some(span) => {
                    format!("its words do not occur in the article; the nearest are `{}`", spaced(&text[span.clone()]))
                }
                None => "its words do not occur in the article".to_owned(),
            }),
        }
    }

    /// Finds the words between those that stood around them, if all of these stand there in one place.
    fn strict(&self, quote: &Quote) -> Option<Range<usize>> {
        // The outermost words may be cut.
        let prefix = quote.prefix.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
        let suffix = quote.suffix.rsplit_once(char::is_whitespace).map_or("", |(rest, _)| rest);
        // A page may put nothing between its blocks.
        let gaps = [("", ""), (" ", ""), ("", " "), (" ", " ")];
        gaps.into_iter().find_map(|(left, right)| {
            let around = Quote {
                exact: quote.exact.clone(),
                prefix: format!("{prefix}{left}"),
                suffix: format!("{right}{suffix}"),
                place: None,
            };
            match anchor(&self.haystack, note(&framed(&around)?)?.passage.as_ref()?, None) {
                Anchoring::Found { span, .. } => Some(span),
                _ => None,
            }
        })
    }

    /// Searches as the build does for a note that the lock knows from another text.
    fn search(&self, note: &Note, quote: &Quote) -> Anchoring {
        let last: String = {
            let from = quote.prefix.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
            quote.prefix[from..].to_owned()
        };
        let entry = Entry {
            article: self.article.clone(),
            note: note.id.clone(),
            form: FORM,
            // Not this text, so that the place counts for nothing.
            text: Digest([0; 32]),
            quote: note.passage.as_ref().map_or(Digest([0; 32]), |passage| digest(passage, note.nth)),
            start: 0,
            end: quote.exact.chars().count(),
            exact: quote.exact.clone(),
            prefix: last,
            suffix: quote.suffix.chars().take(CONTEXT).collect(),
            state: State::Exact,
            accepted: None,
        };
        let input = PlaceInput {
            article: self.article.clone(),
            canonical: Arc::clone(&self.canonical),
            digest: self.digest,
            notes: vec![Arc::new(note.clone())],
            entries: vec![Some(Arc::new(entry))],
            texts: Default::default(),
            context: true,
        };
        let placed = place(&input).pop().and_then(|placement| placement.anchoring);
        placed.unwrap_or(Anchoring::Orphaned { nearest: Vec::new() })
    }

    /// Writes the shortest quotation that is anchored in a place and nowhere else.
    fn write(&self, span: &Range<usize>) -> Option<(String, Option<usize>)> {
        let stands = |words: &str, nth: Option<usize>| {
            let note = note(words)?;
            match anchor(&self.haystack, note.passage.as_ref()?, nth) {
                Anchoring::Found { span: found, .. } => (found == *span).then_some(None),
                Anchoring::Ambiguous { candidates } if nth.is_none() => {
                    candidates.iter().position(|found| found == span).map(|n| Some(n + 1))
                }
                _ => None,
            }
        };
        let plain = escape(&self.canonical.text[span.clone()].replace('\n', " "));
        let first = stands(&plain, None);
        if first == Some(None) {
            return Some((plain, None));
        }
        let block = self.canonical.blocks_of(span);
        let found = passages(&self.haystack, span.clone(), block).find(|words| stands(words, None) == Some(None));
        if let Some(words) = found {
            return Some((words, None));
        }
        let nth = first.flatten().filter(|nth| stands(&plain, Some(*nth)) == Some(None))?;
        Some((plain, Some(nth)))
    }

    fn around(&self, span: &Range<usize>) -> String {
        const AROUND: usize = 20;
        let text = &self.canonical.text;
        let before = text[..span.start].char_indices().rev().take(AROUND).last().map_or(span.start, |(at, _)| at);
        let after = text[span.end..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| span.end + at);
        text[before..after].replace('\n', " ")
    }
}

/// Writes words that are not found as a passage all the same, with what stood around them.
pub(super) fn lost(quote: &Quote) -> Option<String> {
    let sound = |words: &String| note(words).is_some_and(|note| note.passage.is_some());
    framed(quote).into_iter().chain([written(&quote.exact)]).find(sound)
}

/// Writes words in bold between those that stood around them; `None` where there are none.
fn framed(quote: &Quote) -> Option<String> {
    let spaced = |a: &str, b: &str| a.ends_with(char::is_whitespace) || b.starts_with(char::is_whitespace);
    let gap = |is: bool| if is { " " } else { "" };
    let (prefix, exact, suffix) = (written(&quote.prefix), written(&quote.exact), written(&quote.suffix));
    let left = gap(!prefix.is_empty() && spaced(&quote.prefix, &quote.exact));
    let right = gap(!suffix.is_empty() && spaced(&quote.exact, &quote.suffix));
    (!prefix.is_empty() || !suffix.is_empty()).then(|| format!("{prefix}{left}**{exact}**{right}{suffix}"))
}

fn written(words: &str) -> String {
    escape(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Takes in the rest of the words that a quotation begins or ends inside of, and drops white space at its ends.
fn whole(quote: &Quote) -> Quote {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let exact = quote.exact.trim();
    let lead = &quote.exact[..quote.exact.len() - quote.exact.trim_start().len()];
    let trail = &quote.exact[quote.exact.trim_end().len()..];
    let (mut prefix, mut suffix) = (format!("{}{lead}", quote.prefix), format!("{trail}{}", quote.suffix));
    let mut words = exact.to_owned();
    if letter(prefix.chars().next_back()) && letter(exact.chars().next()) {
        let cut = prefix.trim_end_matches(char::is_alphanumeric).len();
        words.insert_str(0, &prefix.split_off(cut));
    }
    if letter(exact.chars().next_back()) && letter(suffix.chars().next()) {
        let rest = suffix.trim_start_matches(char::is_alphanumeric).to_owned();
        words.push_str(&suffix[..suffix.len() - rest.len()]);
        suffix = rest;
    }
    Quote { exact: words, prefix, suffix, place: None }
}

/// Reads a passage as the dossier does.
fn note(words: &str) -> Option<Arc<Note>> {
    let text = format!("## A {{#a}}\n\n> {words}\n\nWords\n");
    let path = SourcePath::new("import.md");
    let source = annotation::parse(&SourceFile { path, contents: Contents::Text(text.into()) });
    let sound = source.diagnostics.is_empty() && source.file.notes.len() == 1;
    source.file.notes.first().filter(|_| sound).cloned()
}
