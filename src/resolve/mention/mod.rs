//! Finds the entities named in a text.
//!
//! Names and text are folded (case, diacritics, quotes, dashes, spaces) and searched with overlapping
//! Aho-Corasick matches; what does not begin and end on a word border is dropped, and of what overlaps the
//! leftmost longest stays. A name also ends before an apostrophe and s. Where several
//! entities own a name, the text's own use of a full name decides: the last before the place, else the only one
//! after it; a note or biography whose own words do not decide follows the text it belongs to. `.identity`
//! notes overrule, and a link to an entity names it.
//!
//! * **Invariant:** mentions never overlap and never cross a block.
//! * **Invariant:** a mention's span is what the source printed, without the apostrophe and s after it.
//!
//! It deliberately knows nothing of pages or links.

pub mod grams;
pub mod near;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use unicode_segmentation::UnicodeSegmentation;

use crate::path::Slug;
use crate::text::canonical::Canonical;
use crate::text::fold::{Folded, Level};
use crate::text::{Document, Element, LeafKind};

/// One place where a text names an entity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mention {
    /// Whom it names.
    pub entity: Slug,
    /// Bytes of the canonical text.
    pub span: Range<usize>,
    /// Which mention of the entity in this text it is, from 1.
    pub k: usize,
    /// Whether the identification is held only likely.
    pub probable: bool,
    /// What is meant where the name is printed in one of the known wrong spellings.
    pub meant: Option<String>,
    /// Why it is one.
    pub rule: Rule,
}

/// Why a place is a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// It is the full name.
    Name,
    /// It is one of `aliases`.
    Alias,
    /// It is one of `weak_aliases`, and the text gives the full name.
    WeakAlias,
    /// It is one of `misspellings`.
    Misspelling,
    /// Several entities have the name, and a full name in the text decides.
    Introduction,
    /// An `.identity` note says so.
    Identity,
    /// The words are a link to the entity.
    Link,
}

impl Rule {
    /// Says why, in words that follow the printed name.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Name => "the full name",
            Self::Alias => "an alias",
            Self::WeakAlias => "a weak alias; the full name stands in the same text",
            Self::Misspelling => "a known misspelling",
            Self::Introduction => "a name of several entities; the full name in the text decides",
            Self::Identity => "a note of kind `.identity`",
            Self::Link => "a link to the entity",
        }
    }
}

/// What one entity is called: the only thing about it that matching may depend on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Names {
    /// The entity.
    pub id: Slug,
    /// Its full name.
    pub name: String,
    /// Names that always count.
    pub aliases: Vec<String>,
    /// Names that count where the full name stands in the same text.
    pub weak_aliases: Vec<String>,
    /// Known wrong spellings.
    pub misspellings: Vec<String>,
    /// Phrases in which a name is not this entity.
    pub not: Vec<String>,
    /// Whether case does not matter.
    pub any_case: bool,
}

/// All names, ready to be searched for.
#[derive(Clone, Debug)]
pub struct Matcher {
    names: Arc<Vec<Names>>,
    patterns: Vec<Vec<Owner>>,
    automaton: Option<AhoCorasick>,
    ids: BTreeMap<Slug, usize>,
}

/// A passage that an `.identity` note settles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Bytes of the canonical text.
    pub span: Range<usize>,
    /// Whom it names; `None` is nobody.
    pub entity: Option<(Slug, bool)>,
}

/// What a text says of names besides its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Context {
    /// What notes settle.
    pub identities: Vec<Identity>,
    /// By link of the document, the id it points at.
    pub links: Vec<Option<String>>,
    /// The entities whose full name stands in the text that this one belongs to, sorted.
    pub introduced: Arc<Vec<Slug>>,
}

/// What a text names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Found {
    /// The mentions in reading order.
    pub mentions: Vec<Mention>,
    /// Names of several entities that nothing decides, with the owners.
    pub undecided: Vec<(Range<usize>, Vec<Slug>)>,
    /// The entities whose full name stands in the text, sorted.
    pub introduced: Arc<Vec<Slug>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Owner {
    /// Index into the names.
    entity: usize,
    form: Form,
    /// The name as it is written in the entity's file, whose case matters.
    printed: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Full,
    Alias,
    Weak,
    Misspelling,
    Not,
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl Eq for Matcher {}

impl Matcher {
    /// Prepares the names.
    pub fn new(names: &Arc<Vec<Names>>) -> Self {
        let mut by_pattern: BTreeMap<String, Vec<Owner>> = BTreeMap::new();
        for (entity, n) in names.iter().enumerate() {
            let forms = std::iter::once((&n.name, Form::Full))
                .chain(n.aliases.iter().map(|a| (a, Form::Alias)))
                .chain(n.weak_aliases.iter().map(|a| (a, Form::Weak)))
                .chain(n.misspellings.iter().map(|a| (a, Form::Misspelling)))
                .chain(n.not.iter().map(|a| (a, Form::Not)));
            for (printed, form) in forms {
                let pattern = Folded::new(printed.trim(), Level::Letters).text;
                if pattern.is_empty() {
                    continue;
                }
                let owners = by_pattern.entry(pattern).or_default();
                if !owners.iter().any(|o| o.entity == entity && (o.form == Form::Not) == (form == Form::Not)) {
                    owners.push(Owner { entity, form, printed: printed.trim().to_owned() });
                }
            }
        }
        let automaton = if by_pattern.is_empty() {
            None
        } else {
            AhoCorasick::builder().match_kind(MatchKind::Standard).build(by_pattern.keys()).ok()
        };
        let ids = names.iter().enumerate().map(|(entity, n)| (n.id.clone(), entity)).collect();
        Self { names: Arc::clone(names), patterns: by_pattern.into_values().collect(), automaton, ids }
    }

    /// Returns the names that are searched for.
    pub fn names(&self) -> &[Names] {
        &self.names
    }

    /// Returns the name, as its file writes it, that a printed one is of an entity.
    pub fn name_of(&self, entity: &Slug, printed: &str) -> Option<&str> {
        let names = self.names.get(*self.ids.get(entity)?)?;
        let printed = Folded::new(printed.trim(), Level::Letters).text;
        let all = std::iter::once(&names.name).chain(&names.aliases).chain(&names.weak_aliases);
        all.chain(&names.misspellings).map(|n| n.trim()).find(|n| Folded::new(n, Level::Letters).text == printed)
    }
}

/// Finds the mentions in a text; `document` says where code and links stand.
pub fn find(matcher: &Matcher, canonical: &Canonical, document: &Document, context: &Context) -> Found {
    let text = &canonical.text;
    let mut hits = Vec::new();
    let mut full = BTreeSet::new();
    if let Some(automaton) = &matcher.automaton {
        let folded = Folded::new(text, Level::Letters);
        let code = code_ranges(canonical, document);
        let mut exceptions: Vec<(usize, Range<usize>)> = Vec::new();
        for found in automaton.find_overlapping_iter(&folded.text) {
            let span = folded.original(found.start()..found.end());
            let span = trim(text, span);
            if span.is_empty() || canonical.block_at(span.start) != canonical.block_at(span.end - 1) {
                continue;
            }
            let Some(border) = borders(text, &span) else { continue };
            if !border || code.iter().any(|c| c.start < span.end && span.start < c.end) {
                continue;
            }
            let owners = &matcher.patterns[found.pattern().as_usize()];
            let mut kept = Vec::new();
            for (at, owner) in owners.iter().enumerate() {
                let names = &matcher.names[owner.entity];
                if owner.form == Form::Not {
                    exceptions.push((owner.entity, span.clone()));
                } else if names.any_case || case_fits(&owner.printed, &text[span.clone()]) {
                    kept.push(at);
                }
            }
            if !kept.is_empty() {
                hits.push(Hit { span, pattern: found.pattern().as_usize(), owners: kept });
            }
        }
        for hit in &mut hits {
            let owners = &matcher.patterns[hit.pattern];
            hit.owners.retain(|&at| {
                !exceptions.iter().any(|(entity, range)| {
                    *entity == owners[at].entity && range.start <= hit.span.start && hit.span.end <= range.end
                })
            });
        }
        full = hits
            .iter()
            .flat_map(|hit| hit.owners.iter().map(|&at| &matcher.patterns[hit.pattern][at]))
            .filter(|o| o.form == Form::Full)
            .map(|o| o.entity)
            .collect();
        let introduced = |entity: usize| {
            full.contains(&entity) || context.introduced.binary_search(&matcher.names[entity].id).is_ok()
        };
        for hit in &mut hits {
            let owners = &matcher.patterns[hit.pattern];
            hit.owners.retain(|&at| owners[at].form != Form::Weak || introduced(owners[at].entity));
        }
        hits.retain(|hit| !hit.owners.is_empty());
    }
    let mut given = context
        .identities
        .iter()
        .map(|i| Given { span: i.span.clone(), entity: i.entity.clone(), rule: Rule::Identity })
        .collect();
    linked(matcher, canonical, document, context, &hits, &mut given);
    let mut found = settle(matcher, text, hits, &given, &context.introduced);
    let mut introduced: Vec<Slug> = full.into_iter().map(|entity| matcher.names[entity].id.clone()).collect();
    introduced.sort();
    found.introduced = Arc::new(introduced);
    found.mentions.shrink_to_fit();
    found
}

/// A place that is settled without looking at names.
struct Given {
    span: Range<usize>,
    entity: Option<(Slug, bool)>,
    rule: Rule,
}

/// Adds the links to entities whose words do not name the entity by themselves.
fn linked(
    matcher: &Matcher,
    canonical: &Canonical,
    document: &Document,
    context: &Context,
    hits: &[Hit],
    given: &mut Vec<Given>,
) {
    let entities: Vec<Option<usize>> =
        context.links.iter().map(|id| id.as_ref().and_then(|id| matcher.ids.get(id.as_str()).copied())).collect();
    if entities.iter().all(Option::is_none) {
        return;
    }
    for (link, span) in link_spans(canonical, document) {
        let Some(entity) = entities.get(link).copied().flatten() else { continue };
        let span = trim(&canonical.text, span);
        let named = hits.iter().any(|hit| {
            let owns = hit.owners.iter().any(|&at| matcher.patterns[hit.pattern][at].entity == entity);
            owns && hit.span.start < span.end && span.start < hit.span.end
        });
        if !span.is_empty() && !named {
            given.push(Given { span, entity: Some((matcher.names[entity].id.clone(), false)), rule: Rule::Link });
        }
    }
}

/// Returns the bytes of the canonical text that each link stands on, in reading order.
pub fn link_spans(canonical: &Canonical, document: &Document) -> Vec<(usize, Range<usize>)> {
    let mut spans = Vec::new();
    for (index, leaf) in document.leaves.iter().enumerate() {
        let mut at = canonical.blocks[index + 1].start;
        let first = spans.len();
        for inline in &leaf.inlines {
            let end = at + inline.text_len();
            for &element in &inline.within {
                if let Element::Link(link) = leaf.elements[usize::from(element)] {
                    match spans[first..].iter_mut().find(|l: &&mut (usize, Range<usize>)| l.0 == link) {
                        Some(l) => l.1.end = end,
                        None => spans.push((link, at..end)),
                    }
                }
            }
            at = end;
        }
    }
    spans
}

struct Hit {
    span: Range<usize>,
    pattern: usize,
    owners: Vec<usize>,
}

/// Chooses among overlapping hits and shared names, and counts.
fn settle(matcher: &Matcher, text: &str, mut hits: Vec<Hit>, given: &[Given], introduced: &[Slug]) -> Found {
    hits.sort_by_key(|hit| (hit.span.start, usize::MAX - hit.span.end));
    let mut end = 0;
    hits.retain(|hit| {
        let free = hit.span.start >= end;
        if free {
            end = hit.span.end;
        }
        free
    });
    let overruled = |span: &Range<usize>| given.iter().any(|i| i.span.start < span.end && span.start < i.span.end);
    hits.retain(|hit| !overruled(&hit.span));
    let owner = |hit: &Hit, at: usize| &matcher.patterns[hit.pattern][at];
    let introductions: Vec<(usize, usize)> = hits
        .iter()
        .filter_map(|hit| match hit.owners.as_slice() {
            [at] => {
                let o = owner(hit, *at);
                let full =
                    o.form == Form::Full || o.form == Form::Alias && o.printed.split_whitespace().nth(1).is_some();
                full.then_some((hit.span.start, o.entity))
            }
            _ => None,
        })
        .collect();
    let mut found = Found::default();
    let inherited = |hit: &Hit| {
        let mut known =
            hit.owners.iter().filter(|&&at| introduced.binary_search(&matcher.names[owner(hit, at).entity].id).is_ok());
        known.next().filter(|_| known.next().is_none()).copied()
    };
    let mut mentions: Vec<Mention> = Vec::new();
    for hit in &hits {
        let chosen = match hit.owners.as_slice() {
            [at] => Some(*at),
            several => decide(&hit.span, several.iter().map(|&at| (at, owner(hit, at).entity)), &introductions)
                .or_else(|| inherited(hit)),
        };
        match chosen {
            Some(at) => {
                let o = owner(hit, at);
                let names = &matcher.names[o.entity];
                let rule = match o.form {
                    _ if hit.owners.len() > 1 => Rule::Introduction,
                    Form::Full => Rule::Name,
                    Form::Weak => Rule::WeakAlias,
                    Form::Misspelling => Rule::Misspelling,
                    Form::Alias | Form::Not => Rule::Alias,
                };
                let meant = (o.form == Form::Misspelling).then(|| meant(names, &text[hit.span.clone()]));
                let (entity, span) = (names.id.clone(), hit.span.clone());
                mentions.push(Mention { entity, span, k: 0, probable: false, meant, rule });
            }
            None => {
                let owners = hit.owners.iter().map(|&at| matcher.names[owner(hit, at).entity].id.clone()).collect();
                found.undecided.push((hit.span.clone(), owners));
            }
        }
    }
    let mut taken: Vec<Range<usize>> = Vec::new();
    for place in given {
        if !taken.iter().any(|t| t.start < place.span.end && place.span.start < t.end) {
            taken.push(place.span.clone());
            if let Some((entity, probable)) = &place.entity {
                let (entity, span) = (entity.clone(), place.span.clone());
                mentions.push(Mention { entity, span, k: 0, probable: *probable, meant: None, rule: place.rule });
            }
        }
    }
    mentions.sort_by_key(|m| m.span.start);
    let mut counts: BTreeMap<Slug, usize> = BTreeMap::new();
    for mention in &mut mentions {
        let k = counts.entry(mention.entity.clone()).or_default();
        *k += 1;
        mention.k = *k;
    }
    found.mentions = mentions;
    found
}

/// Returns the right name that a misspelling stands for: of those with as many words the nearest.
fn meant(names: &Names, printed: &str) -> String {
    let words = |s: &str| s.split_whitespace().count();
    let right = std::iter::once(&names.name).chain(&names.aliases).chain(&names.weak_aliases);
    right
        .min_by_key(|name| (words(name).abs_diff(words(printed)), strsim::damerau_levenshtein(name, printed)))
        .cloned()
        .unwrap_or_default()
}

/// Decides a shared name by the full names in the text.
fn decide(
    span: &Range<usize>,
    owners: impl Iterator<Item = (usize, usize)> + Clone,
    introductions: &[(usize, usize)],
) -> Option<usize> {
    let of = |entity: usize| owners.clone().find(|o| o.1 == entity).map(|o| o.0);
    let before = introductions.iter().rev().filter(|i| i.0 < span.start).find_map(|i| of(i.1));
    if before.is_some() {
        return before;
    }
    let after: BTreeSet<usize> = introductions.iter().filter(|i| i.0 >= span.end).filter_map(|i| of(i.1)).collect();
    if after.len() == 1 { after.into_iter().next() } else { None }
}

/// Whether the words of a text have the case that a name asks for.
///
/// A word that the name begins with a capital begins with one in the text too; one that is all
/// capitals (two letters or more) is all capitals.
fn case_fits(name: &str, text: &str) -> bool {
    let words = |s: &str| -> Vec<Vec<char>> {
        s.split(|c: char| !c.is_alphanumeric())
            .map(|w| w.chars().filter(|c| c.is_alphabetic()).collect::<Vec<_>>())
            .filter(|w| !w.is_empty())
            .collect()
    };
    let text = words(text);
    words(name).iter().zip(&text).all(|(n, t)| {
        let capitals = |w: &[char]| w.iter().all(|c| !c.is_lowercase());
        if n.len() > 1 && n.iter().any(|c| c.is_uppercase()) && capitals(n) {
            capitals(t)
        } else if n[0].is_uppercase() {
            !t[0].is_lowercase()
        } else {
            true
        }
    })
}

fn trim(text: &str, span: Range<usize>) -> Range<usize> {
    let slice = &text[span.clone()];
    let start = span.start + (slice.len() - slice.trim_start().len());
    let end = span.end - (slice.len() - slice.trim_end().len());
    start..end.max(start)
}

/// Whether a span begins and ends on word borders (UAX #29), or ends before an apostrophe and s.
fn borders(text: &str, span: &Range<usize>) -> Option<bool> {
    let bytes = text.as_bytes();
    let plain = |i: usize| bytes.get(i).is_none_or(|b| b" ,;:!?()[]\"\n-".contains(b));
    // Most names stand between spaces or plain punctuation and need no segmentation.
    let start_plain = span.start == 0 || plain(span.start - 1) && bytes[span.start - 1] != b':';
    let end_plain = span.end == text.len() || plain(span.end) && bytes[span.end] != b':';
    if start_plain && end_plain {
        return Some(true);
    }
    let from = text[..span.start].rfind([' ', '\n']).map_or(0, |i| i + 1);
    let to = text[span.end..].find([' ', '\n']).map_or(text.len(), |i| span.end + i);
    let window = text.get(from..to)?;
    let mut start = start_plain;
    let mut end = end_plain || span.end == to;
    for (i, word) in window.split_word_bound_indices() {
        start |= from + i == span.start;
        end |= from + i + word.len() == span.end;
    }
    if !end {
        let mut rest = text[span.end..to].chars();
        if matches!(rest.next(), Some('\'' | '’' | '‘' | 'ʼ' | '′' | '`' | '´' | '＇'))
            && matches!(rest.next(), Some('s' | 'S'))
        {
            end = rest.next().is_none_or(|c| !c.is_alphanumeric());
        }
    }
    Some(start && end)
}

/// The byte ranges of code in the canonical text.
fn code_ranges(canonical: &Canonical, document: &Document) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (index, leaf) in document.leaves.iter().enumerate() {
        let block = canonical.blocks[index + 1].clone();
        if matches!(leaf.kind, LeafKind::Code { .. }) {
            ranges.push(block);
            continue;
        }
        if !leaf.elements.contains(&Element::Code) {
            continue;
        }
        let mut at = block.start;
        for inline in &leaf.inlines {
            let len = inline.text_len();
            if inline.within.iter().any(|&e| leaf.elements[usize::from(e)] == Element::Code) {
                ranges.push(at..at + len);
            }
            at += len;
        }
    }
    ranges
}

#[cfg(test)]
mod tests;
