//! Finds the entities named in a text.
//!
//! Names and text are folded (case, diacritics, quotes, dashes, spaces) and searched with overlapping
//! Aho-Corasick matches; what does not begin and end on a word border is dropped, and of what overlaps the
//! leftmost longest stays. A name also ends before an apostrophe and s. Where several
//! entities own a name, the text's own use of a full name decides: the last before the place, else the only one
//! after it. `.identity` notes overrule.
//!
//! * **Invariant:** mentions never overlap and never cross a block.
//!
//! It deliberately knows nothing of pages or links.

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
    /// Whether the name is printed in one of the known wrong spellings.
    pub misspelt: bool,
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
}

/// A passage that an `.identity` note settles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Bytes of the canonical text.
    pub span: Range<usize>,
    /// Whom it names; `None` is nobody.
    pub entity: Option<(Slug, bool)>,
}

/// What a text names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Found {
    /// The mentions in reading order.
    pub mentions: Vec<Mention>,
    /// Names of several entities that nothing decides, with the owners.
    pub undecided: Vec<(Range<usize>, Vec<Slug>)>,
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
        Self { names: Arc::clone(names), patterns: by_pattern.into_values().collect(), automaton }
    }
}

/// Finds the mentions in a text; `document` says where code and links stand.
pub fn find(matcher: &Matcher, canonical: &Canonical, document: &Document, identities: &[Identity]) -> Found {
    let text = &canonical.text;
    let mut hits = Vec::new();
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
        let full: BTreeSet<usize> = hits
            .iter()
            .flat_map(|hit| hit.owners.iter().map(|&at| &matcher.patterns[hit.pattern][at]))
            .filter(|o| o.form == Form::Full)
            .map(|o| o.entity)
            .collect();
        for hit in &mut hits {
            let owners = &matcher.patterns[hit.pattern];
            hit.owners.retain(|&at| owners[at].form != Form::Weak || full.contains(&owners[at].entity));
        }
        hits.retain(|hit| !hit.owners.is_empty());
    }
    settle(matcher, hits, identities)
}

struct Hit {
    span: Range<usize>,
    pattern: usize,
    owners: Vec<usize>,
}

/// Chooses among overlapping hits and shared names, and counts.
fn settle(matcher: &Matcher, mut hits: Vec<Hit>, identities: &[Identity]) -> Found {
    hits.sort_by_key(|hit| (hit.span.start, usize::MAX - hit.span.end));
    let mut end = 0;
    hits.retain(|hit| {
        let free = hit.span.start >= end;
        if free {
            end = hit.span.end;
        }
        free
    });
    let overruled = |span: &Range<usize>| identities.iter().any(|i| i.span.start < span.end && span.start < i.span.end);
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
    let mut places: Vec<(Range<usize>, Slug, bool, bool)> = Vec::new();
    for hit in &hits {
        let chosen = match hit.owners.as_slice() {
            [at] => Some(*at),
            several => decide(&hit.span, several.iter().map(|&at| (at, owner(hit, at).entity)), &introductions),
        };
        match chosen {
            Some(at) => {
                let o = owner(hit, at);
                let id = matcher.names[o.entity].id.clone();
                places.push((hit.span.clone(), id, false, o.form == Form::Misspelling));
            }
            None => {
                let owners = hit.owners.iter().map(|&at| matcher.names[owner(hit, at).entity].id.clone()).collect();
                found.undecided.push((hit.span.clone(), owners));
            }
        }
    }
    let mut taken: Vec<Range<usize>> = Vec::new();
    for identity in identities {
        if let Some((entity, probable)) = &identity.entity
            && !taken.iter().any(|t| t.start < identity.span.end && identity.span.start < t.end)
        {
            taken.push(identity.span.clone());
            places.push((identity.span.clone(), entity.clone(), *probable, false));
        }
    }
    places.sort_by_key(|p| p.0.start);
    let mut counts: BTreeMap<Slug, usize> = BTreeMap::new();
    found.mentions = places
        .into_iter()
        .map(|(span, entity, probable, misspelt)| {
            let k = counts.entry(entity.clone()).or_default();
            *k += 1;
            Mention { entity, span, k: *k, probable, misspelt }
        })
        .collect();
    found
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
mod tests {
    use super::*;
    use crate::text::{Inline, InlineKind, Leaf};

    fn names(spec: &str) -> Arc<Vec<Names>> {
        let list = |s: Option<&str>| -> Vec<String> {
            s.unwrap_or_default().split(',').map(|x| x.trim().to_owned()).filter(|x| !x.is_empty()).collect()
        };
        Arc::new(
            spec.lines()
                .filter(|l| !l.trim().is_empty())
                .map(|line| {
                    let mut parts = line.split('|').map(str::trim);
                    let id = parts.next().expect("a row has an id");
                    let name = parts.next().expect("a row has a name");
                    Names {
                        id: Slug::new(id),
                        name: name.to_owned(),
                        aliases: list(parts.next()),
                        weak_aliases: list(parts.next()),
                        misspellings: list(parts.next()),
                        not: list(parts.next()),
                        any_case: parts.next().is_some(),
                    }
                })
                .collect(),
        )
    }

    fn check(spec: &str, text: &str, expected: &str) {
        let matcher = Matcher::new(&names(spec));
        let document = Document {
            leaves: text
                .split('\n')
                .map(|line| Leaf {
                    kind: LeafKind::Paragraph { tight: false },
                    inlines: vec![Inline { kind: InlineKind::Text(line.to_owned()), within: Vec::new() }],
                    elements: Vec::new(),
                })
                .collect(),
            ..Document::default()
        };
        let canonical = Canonical::new("", &document);
        let found = find(&matcher, &canonical, &document, &[]);
        let mut shown: Vec<String> =
            found.mentions.iter().map(|m| format!("{}={}", m.entity, &canonical.text[m.span.clone()])).collect();
        shown.extend(found.undecided.iter().map(|(s, _)| format!("?={}", &canonical.text[s.clone()])));
        assert_eq!(shown.join("; "), expected, "in {text:?}");
    }

    #[test]
    fn names_are_whole_words() {
        let spec = "ann | Ann\nsmith | Ann Smith\nson | Smithson";
        check(spec, "met Ann Smithson", "ann=Ann; son=Smithson");
        check(spec, "met Ann Smith, son", "smith=Ann Smith");
        check(spec, "Anna and Annex", "");
        check(spec, "Ann-led, (Ann) “Ann” Ann’s ANN'S O’Ann", "ann=Ann; ann=Ann; ann=Ann; ann=Ann; ann=ANN");
        check("m | Maduro", "Maduro’s, Maduro's; Maduros; Maduro´s", "m=Maduro; m=Maduro; m=Maduro");
    }

    #[test]
    fn diacritics_spaces_and_capitals_fold() {
        let spec = "jg | Juan Guaidó | Guaidó";
        check(spec, "Guaido, GUAIDÓ’S, juan\u{a0}guaidó", "jg=Guaido; jg=GUAIDÓ");
        check(spec, "Juan\u{a0}Guai\u{ad}do\u{301} spoke", "jg=Juan\u{a0}Guai\u{ad}do\u{301}");
        check(
            "b | Manuela Bolívar | | Bolívar",
            "Manuela Bolivar; Bolívar; bolívar; Bolivarian",
            "b=Manuela Bolivar; b=Bolívar",
        );
        check("b | Manuela Bolívar | | Bolívar", "Bolívar alone", "");
        check("us | United States | US", "US, us, Us", "us=US");
        check("l | Łódź\ns | Straße", "Lodz, STRASSE", "l=Lodz; s=STRASSE");
        check("t | Dialog\ng | Οδυσσεύς\nc | 北京", "DİALOG; ΟΔΥΣΣΕΎΣ; 在北京举行", "t=DİALOG; g=ΟΔΥΣΣΕΎΣ; c=北京");
    }

    #[test]
    fn names_do_not_cross_blocks() {
        check("jg | Juan Guaidó", "Juan\nGuaidó", "");
    }

    #[test]
    fn the_text_decides_a_shared_name() {
        let spec = "a | Ana Silva | Silva\nb | José Silva | Silva";
        check(
            spec,
            "Ana Silva came. Silva left. José Silva came. Silva left.",
            "a=Ana Silva; a=Silva; b=José Silva; b=Silva",
        );
        check(spec, "Silva left. José Silva came.", "b=Silva; b=José Silva");
        check(spec, "Silva left.", "?=Silva");
        check(spec, "Silva left. Ana Silva. José Silva.", "a=Ana Silva; b=José Silva; ?=Silva");
    }

    #[test]
    fn exceptions_and_misspellings() {
        check("c | Colombia | | | | University of Colombia", "Colombia; the University of Colombia", "c=Colombia");
        check("jg | Juan Guaidó | | | Guiado", "Guiado spoke", "jg=Guiado");
    }
}
