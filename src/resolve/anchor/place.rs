//! Places all notes of an article: what the lock remembers, else the diff, else the search, else nothing.
//!
//! What a note comes to is a function of the text, the quotation, and the note's entry in the lock with the text
//! that it counts in; it deliberately does not depend on the other notes.
//!
//! **Invariant:** placing again with the entries that came out changes nothing.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::carry::{Carried, carry, fold};
use super::diff::Diff;
use super::fragment::{Seeds, carry_fragment, seeds};
use super::haystack::Tier;
use super::pattern::Pattern;
use super::search::{Context, LONG, Wanted, search};
use super::surroundings::Surroundings;
use super::tokens::Tokens;
use super::{Anchoring, Haystack, State, anchor};
use crate::content::annotation::{Note, Passage};
use crate::lock::{CONTEXT, Digest, Entry, FORM};
use crate::path::Slug;
use crate::text::canonical::{Canonical, Offsets};

/// The notes of an article, and what is remembered of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceInput {
    /// The article.
    pub article: Slug,
    /// The whole text of the article, published or not.
    pub canonical: Arc<Canonical>,
    /// Its digest.
    pub digest: Digest,
    /// The notes, in file order.
    pub notes: Vec<Arc<Note>>,
    /// Their entries in the lock.
    pub entries: Vec<Option<Arc<Entry>>>,
    /// The other texts that the entries count in, as far as they are known.
    pub texts: BTreeMap<Digest, Arc<str>>,
    /// Whether the lock may hold what stands around passages.
    pub context: bool,
}

/// What one note came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Where it stands; `None` is a note on the whole article.
    pub anchoring: Option<Anchoring>,
    /// Its entry in the new lock: the old one, where the note is in no fine state.
    pub entry: Option<Arc<Entry>>,
    /// The entry that accepting a change would write, but for the day.
    pub proposal: Option<Arc<Entry>>,
}

/// Places all notes of an article.
pub fn place(input: &PlaceInput) -> Vec<Placement> {
    let ground = Ground::new(input);
    input.notes.iter().zip(&input.entries).map(|(note, entry)| ground.place(note, entry.as_ref())).collect()
}

/// Digests a quotation as it is written.
pub fn quote(passage: &Passage, nth: Option<usize>) -> Digest {
    let mut bytes = Vec::new();
    for piece in &passage.pieces {
        bytes.push(if piece.target { 1 } else { 2 });
        bytes.extend_from_slice(piece.text.as_bytes());
    }
    bytes.push(0);
    bytes.extend_from_slice(nth.map(|nth| nth.to_string()).unwrap_or_default().as_bytes());
    Digest::of(&bytes)
}

/// The text with what is worked out once for all notes.
struct Ground<'a> {
    input: &'a PlaceInput,
    haystack: OnceCell<Haystack>,
    offsets: OnceCell<Offsets>,
    tokens: OnceCell<Tokens>,
    seeds: OnceCell<Seeds>,
    pasts: BTreeMap<Digest, OnceCell<(Diff, Offsets)>>,
}

impl<'a> Ground<'a> {
    fn new(input: &'a PlaceInput) -> Self {
        Self {
            input,
            haystack: OnceCell::new(),
            offsets: OnceCell::new(),
            tokens: OnceCell::new(),
            seeds: OnceCell::new(),
            pasts: input.texts.keys().map(|digest| (*digest, OnceCell::new())).collect(),
        }
    }

    fn text(&self) -> &str {
        &self.input.canonical.text
    }

    fn haystack(&self) -> &Haystack {
        self.haystack.get_or_init(|| Haystack::new(&self.input.canonical))
    }

    fn offsets(&self) -> &Offsets {
        self.offsets.get_or_init(|| Offsets::new(self.text()))
    }

    fn tokens(&self) -> &Tokens {
        self.tokens.get_or_init(|| Tokens::new(self.text()))
    }

    fn place(&self, note: &Note, entry: Option<&Arc<Entry>>) -> Placement {
        let Some(passage) = &note.passage else {
            return Placement { anchoring: None, entry: None, proposal: None };
        };
        let quote = quote(passage, note.nth);
        // An entry for another quotation says nothing about this one.
        let known = entry.filter(|entry| entry.quote == quote);
        let Some(known) = known else {
            let anchoring = anchor(self.haystack(), passage, note.nth);
            let found = match &anchoring {
                Anchoring::Found { span, state } => Some(self.entry(note, quote, span, *state, None)),
                _ => entry.cloned(),
            };
            return Placement { anchoring: Some(anchoring), entry: found, proposal: None };
        };
        if let Some(span) = self.unchanged(known) {
            let anchoring = Anchoring::Found { span, state: known.state };
            let kept = self.contextual(known);
            return Placement { anchoring: Some(anchoring), entry: Some(kept), proposal: None };
        }
        let anchoring = self.find(note, passage, known);
        match &anchoring {
            Anchoring::Found { span, state } => {
                // Words that were accepted stay accepted as long as they stay.
                let same = fold(&self.text()[span.clone()]) == fold(&known.exact);
                let accepted = known.accepted.clone().filter(|_| same && *state == State::Changed);
                let fresh = self.entry(note, quote, span, *state, accepted.clone());
                if *state == State::Changed && accepted.is_none() {
                    Placement { anchoring: Some(anchoring), entry: entry.cloned(), proposal: Some(fresh) }
                } else {
                    Placement { anchoring: Some(anchoring), entry: Some(fresh), proposal: None }
                }
            }
            _ => Placement { anchoring: Some(anchoring), entry: entry.cloned(), proposal: None },
        }
    }

    /// Returns the place that the lock has, if it is of this very text and says what stands there.
    fn unchanged(&self, entry: &Entry) -> Option<Range<usize>> {
        if entry.text != self.input.digest {
            return None;
        }
        let span = self.offsets().byte(self.text(), entry.start)?..self.offsets().byte(self.text(), entry.end)?;
        (self.text().get(span.clone())? == entry.exact).then_some(span)
    }

    /// Takes out of an entry what must no longer be in the lock, and puts in what may be.
    fn contextual(&self, entry: &Arc<Entry>) -> Arc<Entry> {
        let bare = entry.prefix.is_empty() && entry.suffix.is_empty();
        match (self.input.context, bare) {
            (false, false) => Arc::new(Entry { prefix: String::new(), suffix: String::new(), ..Entry::clone(entry) }),
            (true, true) => {
                let Some(span) = self.unchanged(entry) else { return Arc::clone(entry) };
                let (prefix, suffix) = around(self.text(), &span);
                if prefix.is_empty() && suffix.is_empty() {
                    return Arc::clone(entry);
                }
                Arc::new(Entry { prefix, suffix, ..Entry::clone(entry) })
            }
            _ => Arc::clone(entry),
        }
    }

    fn entry(
        &self,
        note: &Note,
        quote: Digest,
        span: &Range<usize>,
        state: State,
        accepted: Option<String>,
    ) -> Arc<Entry> {
        let (prefix, suffix) =
            if self.input.context { around(self.text(), span) } else { (String::new(), String::new()) };
        Arc::new(Entry {
            article: self.input.article.clone(),
            note: note.id.clone(),
            form: FORM,
            text: self.input.digest,
            quote,
            start: self.offsets().code_point(self.text(), span.start),
            end: self.offsets().code_point(self.text(), span.end),
            exact: self.text()[span.clone()].to_owned(),
            prefix,
            suffix,
            state,
            accepted,
        })
    }

    /// Finds a passage that the lock knows, in a text that is not the lock's.
    fn find(&self, note: &Note, passage: &Passage, known: &Entry) -> Anchoring {
        let past = self.input.texts.get(&known.text).and_then(|text| {
            let (diff, offsets) = self
                .pasts
                .get(&known.text)?
                .get_or_init(|| (Diff::new(Tokens::new(text), self.tokens()), Offsets::new(text)));
            let span = offsets.byte(text, known.start)?..offsets.byte(text, known.end)?;
            (text.get(span.clone())? == known.exact).then_some((diff, &**text, span))
        });
        if let Some((diff, text, span)) = &past
            && let Carried::At(found) = carry(diff, text, self.text(), self.tokens(), span)
            && !found.is_empty()
        {
            let state = self.state(passage, known, &found);
            return Anchoring::Found { span: found, state };
        }
        let words = past.as_ref().map(|(diff, _, span)| diff.old.within(span));
        let refused = |found: &Range<usize>| {
            let (Some((diff, ..)), Some(words)) = (&past, &words) else { return false };
            let found = self.tokens().within(found);
            let other = diff.from[found.clone()].iter().flatten().filter(|from| !words.contains(from)).count();
            other > 0 && other * 2 >= found.len()
        };
        let context = match &past {
            Some((_, text, span)) => {
                let (prefix, suffix) = around(text, span);
                Context::new(&prefix, &suffix)
            }
            None => Context::new(&known.prefix, &known.suffix),
        };
        let nearby = || {
            if past.is_some() {
                // The diff knows better than a few words that stand elsewhere, too.
                return (known.exact.chars().count() < LONG).then_some(Carried::Gone);
            }
            let seeds = self.seeds.get_or_init(|| seeds(self.tokens()));
            carry_fragment([&known.prefix, &known.exact, &known.suffix], self.text(), self.tokens(), seeds)
        };
        let around = [&*known.prefix, &*known.exact, &*known.suffix];
        let short = known.exact.chars().count() < LONG && context.is_some();
        let surroundings = (past.is_none() && short).then(|| Surroundings::new(around));
        let wanted = Wanted {
            passage,
            nth: note.nth,
            exact: &known.exact,
            context,
            surroundings,
            nearby: &nearby,
            refused: &refused,
        };
        match search(self.haystack(), self.tokens(), &wanted) {
            // Two ways to one place say the same about it.
            Anchoring::Found { span, .. } => Anchoring::Found { state: self.state(passage, known, &span), span },
            lost => lost,
        }
    }

    /// Tells how closely a place agrees with a quotation.
    fn state(&self, passage: &Passage, known: &Entry, span: &Range<usize>) -> State {
        let text = &self.text()[span.clone()];
        for pattern in [Some(Pattern::printed(passage)), Pattern::gapped(passage)].into_iter().flatten() {
            for tier in Tier::ALL {
                if pattern.find(self.haystack(), tier).contains(span) {
                    return if tier == Tier::Exact { State::Exact } else { State::Normalized };
                }
            }
        }
        let text = fold(text);
        // An ellipsis in the target stands for words that only the lock has.
        let same = text.trim() == fold(&passage.target()).trim()
            || (known.state != State::Changed && text == fold(&known.exact));
        if same { State::Moved } else { State::Changed }
    }
}

/// Returns what stands around a range, in code points as many as the lock holds.
fn around(text: &str, span: &Range<usize>) -> (String, String) {
    let before = text[..span.start].char_indices().rev().take(CONTEXT).last().map_or(span.start, |(at, _)| at);
    let after = text[span.end..].chars().take(CONTEXT).map(char::len_utf8).sum::<usize>();
    (text[before..span.start].to_owned(), text[span.end..span.end + after].to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;
    use crate::path::SourcePath;
    use crate::source::{Contents, SourceFile};

    fn input(text: &str, passage: &str) -> PlaceInput {
        let source = format!("## A {{#a}}\n\n> {passage}\n\nNote.\n");
        let path = SourcePath::new("content/annotations/a.md");
        let file = crate::content::annotation::parse(&SourceFile { path, contents: Contents::Text(source.into()) });
        let blocks = std::iter::once(0..text.len()).collect();
        let notes: Vec<_> = file.file.notes.iter().take(1).cloned().collect();
        PlaceInput {
            article: Slug::new("a"),
            canonical: Arc::new(Canonical { text: text.to_owned(), blocks }),
            digest: Digest::of(text.as_bytes()),
            entries: vec![None; notes.len()],
            notes,
            texts: BTreeMap::new(),
            context: true,
        }
    }

    fn words() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "Ana",
            "ana",
            "Lind",
            "the",
            "quay",
            "quays",
            "é",
            "e\u{301}",
            "हिन्दी",
            "👩\u{200d}👧",
            "“no”",
            "4,300",
            "x\u{ad}y",
            "他们",
        ]);
        let space = prop::sample::select(vec![" ", " ", " ", ". ", "\n", "\u{a0}", ", "]);
        prop::collection::vec((word, space), 1..25)
            .prop_map(|words| words.into_iter().flat_map(|(word, space)| [word, space]).collect())
    }

    proptest! {
        #[test]
        fn placing_never_panics_and_settles(old in words(), new in words(), passage in words(), keep: bool, cut in any::<(prop::sample::Index, prop::sample::Index)>()) {
            // Half of the new texts are the old one with another stretch in it.
            let new = if keep {
                let at = |index: prop::sample::Index| old.char_indices().nth(index.index(old.chars().count())).map_or(0, |c| c.0);
                let (a, b) = (at(cut.0), at(cut.1));
                format!("{}{new}{}", &old[..a.min(b)], &old[a.max(b)..])
            } else {
                new
            };
            let quoted: String = passage.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
            let first = place(&input(&old, &quoted));
            prop_assume!(!first.is_empty());
            for known in [true, false] {
                let mut next = input(&new, &quoted);
                next.entries = vec![first[0].entry.clone()];
                if known {
                    next.texts = [(Digest::of(old.as_bytes()), Arc::from(old.as_str()))].into();
                }
                let placed = place(&next);
                if let Some(Anchoring::Found { span, .. }) = &placed[0].anchoring {
                    prop_assert!(new.is_char_boundary(span.start) && new.is_char_boundary(span.end) && !span.is_empty());
                    let borders: Vec<usize> = new.grapheme_indices(true).map(|g| g.0).chain([new.len()]).collect();
                    prop_assert!(borders.contains(&span.start) && borders.contains(&span.end), "{:?}", &new[span.clone()]);
                }
                let mut again = next.clone();
                again.entries = vec![placed[0].entry.clone()];
                prop_assert_eq!(place(&again), placed);
            }
        }
    }
}
