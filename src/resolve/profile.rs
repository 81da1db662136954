//! What the places that name an entity say together: how often, where first and last, how spelled, beside whom.
//!
//! A profile is made from the places of one entity alone, so that an edit makes only those anew that it touches, and
//! the work grows with the mentions, never with pages × pages. A sentence that several articles share word for word
//! is kept once, in the first of them, with the others as its further places; where very many share it, once for
//! every hundred, so that no place grows with the dossier.
//!
//! * **Invariant:** every mention is either one of the places or a further place of one.
//!
//! It deliberately counts articles alone: notes, pages and biographies are our own words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::path::Slug;
use crate::resolve::backlink::{Incoming, Place};
use crate::text::fold::{Folded, Level};

/// How many further places one place has at most.
const FURTHER: usize = 99;

/// What the mentions of an entity come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// How often articles name it.
    pub mentions: usize,
    /// How often it is probably meant.
    pub probable: usize,
    /// How often each article names it, in the order of the articles; those that do not are left out.
    pub articles: Vec<(Slug, usize)>,
    /// The first and the last place.
    pub ends: Option<(Incoming, Incoming)>,
    /// The spellings that sources print, the most frequent first.
    pub spellings: Vec<Spelling>,
    /// The entities in the same blocks, with the number of blocks, the most frequent first.
    pub together: Vec<(Slug, usize)>,
    /// All places that point at it, each sentence once.
    pub incoming: Vec<Incoming>,
}

/// A name as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// The name.
    pub printed: String,
    /// How often each article prints it.
    pub articles: Vec<(Slug, usize)>,
}

/// The places that point at an entity, in the order of their sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointed {
    /// The entity.
    pub entity: Slug,
    /// The places.
    pub incoming: Arc<Vec<Incoming>>,
}

/// Makes the profile of an entity.
pub fn profile(pointed: &Pointed) -> Profile {
    let Pointed { entity, incoming } = pointed;
    let mut profile = Profile::default();
    let mut spellings: BTreeMap<String, (usize, Spelling)> = BTreeMap::new();
    let mut folded: FxHashMap<&str, String> = FxHashMap::default();
    let mut together: FxHashMap<&Slug, usize> = FxHashMap::default();
    let mut first = None;
    let mut last = None;
    for source in incoming.iter() {
        let mut count = 0;
        let mut blocks = BTreeSet::new();
        for (at, place) in source.places.iter().enumerate().filter(|(_, p)| p.kind == "mention") {
            if blocks.insert(place.block) {
                let others = place.with.iter().filter(|other| *other != entity);
                others.for_each(|other| *together.entry(other).or_default() += 1);
            }
            if place.probable {
                profile.probable += 1;
                continue;
            }
            count += 1;
            first = first.or(Some((source, at)));
            last = Some((source, at));
            if let Some(hit) = place.hit.clone().filter(|_| place.printed) {
                let words = &place.text[hit];
                let printed = folded.entry(words).or_insert_with(|| Folded::new(words, Level::Typography).text);
                if !spellings.contains_key(printed.as_str()) {
                    let new = Spelling { printed: printed.clone(), articles: Vec::new() };
                    spellings.insert(printed.clone(), (0, new));
                }
                let Some((total, spelling)) = spellings.get_mut(printed.as_str()) else { continue };
                *total += 1;
                match spelling.articles.last_mut().filter(|a| a.0 == source.source) {
                    Some(article) => article.1 += 1,
                    None => spelling.articles.push((source.source.clone(), 1)),
                }
            }
        }
        if count > 0 {
            profile.mentions += count;
            profile.articles.push((source.source.clone(), count));
        }
    }
    let one = |(source, at): (&Incoming, usize)| Incoming {
        source: source.source.clone(),
        places: Arc::new(vec![source.places[at].clone()]),
    };
    profile.ends = first.zip(last).map(|(first, last)| (one(first), one(last)));
    let mut spellings: Vec<(usize, Spelling)> = spellings.into_values().collect();
    spellings.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.printed.cmp(&b.1.printed)));
    profile.spellings = spellings.into_iter().map(|s| s.1).collect();
    #[expect(clippy::iter_over_hash_type, reason = "it is sorted")]
    for (other, count) in together {
        profile.together.push((other.clone(), count));
    }
    profile.together.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    profile.incoming = each_sentence_once(incoming);
    profile
}

/// Keeps a sentence that several articles share in the first of them, with the others as its further places.
fn each_sentence_once(incoming: &[Incoming]) -> Vec<Incoming> {
    // By the sentence and what is marked in it: where it is kept, and in which source it stood last.
    let mut kept: FxHashMap<(&str, usize), (usize, usize)> = FxHashMap::default();
    let mut further: BTreeMap<(usize, usize), Vec<(Slug, String)>> = BTreeMap::new();
    let mut dropped: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (source, from) in incoming.iter().enumerate() {
        for (at, place) in from.places.iter().enumerate().filter(|(_, p)| p.kind == "mention") {
            let key = (place.text.as_str(), place.hit.as_ref().map_or(0, |h| h.start));
            match kept.get(&key) {
                Some(first) if first.0 == source => {}
                Some(&first) if further.get(&first).is_none_or(|places| places.len() < FURTHER) => {
                    further.entry(first).or_default().push((from.source.clone(), place.anchor.clone()));
                    dropped.insert((source, at));
                }
                _ => {
                    kept.insert(key, (source, at));
                }
            }
        }
    }
    if further.is_empty() {
        return incoming.to_vec();
    }
    let remade = |(source, from): (usize, &Incoming)| {
        let touched = |at: usize| dropped.contains(&(source, at)) || further.contains_key(&(source, at));
        if !(0..from.places.len()).any(touched) {
            return from.clone();
        }
        let places = from.places.iter().enumerate().filter(|(at, _)| !dropped.contains(&(source, *at)));
        let also = |at: usize| further.get(&(source, at)).cloned().unwrap_or_default();
        let places = places.map(|(at, place)| Place { also: also(at), ..place.clone() }).collect();
        Incoming { source: from.source.clone(), places: Arc::new(places) }
    };
    incoming.iter().enumerate().map(remade).filter(|i| !i.places.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads sources, one a line: `a: Mora left. | with b c; Mora came.`; the name is marked, `?` is probable.
    fn pointed(rows: &str) -> Pointed {
        let source = |line: &str| {
            let (id, rest) = line.trim().split_once(": ").expect("a row has a source");
            let place = |(block, text): (usize, &str)| {
                let (text, with) = text.trim().split_once(" | ").unwrap_or((text.trim(), ""));
                let probable = text.ends_with('?');
                let name = ["Mora", "MORA"].into_iter().find_map(|n| Some(text.find(n)?..text.find(n)? + n.len()));
                Place {
                    kind: "mention",
                    anchor: format!("m-x-{}", block + 1),
                    text: text.to_owned(),
                    hit: name,
                    printed: true,
                    probable,
                    block,
                    with: with.split_whitespace().map(Slug::new).collect(),
                    ..Place::default()
                }
            };
            Incoming { source: Slug::new(id), places: Arc::new(rest.split(';').enumerate().map(place).collect()) }
        };
        Pointed { entity: Slug::new("x"), incoming: Arc::new(rows.lines().map(source).collect()) }
    }

    #[test]
    fn counts_are_those_of_certain_mentions() {
        let profile = profile(&pointed("a: Mora left. | b c x; MORA? | b x; Mora came.\nb: Mora slept. | c x"));
        assert_eq!((profile.mentions, profile.probable), (3, 1));
        let counts =
            |list: &[(Slug, usize)]| list.iter().map(|(id, n)| format!("{id} {n}")).collect::<Vec<_>>().join(", ");
        assert_eq!(counts(&profile.articles), "a 2, b 1");
        assert_eq!(counts(&profile.together), "b 2, c 2");
        let spellings: Vec<_> = profile.spellings.iter().map(|s| (s.printed.as_str(), counts(&s.articles))).collect();
        assert_eq!(spellings, [("Mora", "a 2, b 1".to_owned())]);
        let (first, last) = profile.ends.expect("there are mentions");
        assert_eq!((first.places[0].text.as_str(), last.places[0].text.as_str()), ("Mora left.", "Mora slept."));
    }

    #[test]
    fn a_shared_sentence_stands_once_with_all_its_sources() {
        let sources = pointed("a: Mora left.; Mora slept.; Mora left.\nb: Mora left.\nc: Mora woke.; Mora left.");
        let kept = profile(&sources).incoming;
        let rows = kept.iter().flat_map(|i| {
            i.places.iter().map(|p| {
                let also: Vec<String> = p.also.iter().map(|(source, anchor)| format!("{source}#{anchor}")).collect();
                format!("{} {} [{}]", i.source, p.text, also.join(" "))
            })
        });
        let rows: Vec<String> = rows.collect();
        assert_eq!(rows, ["a Mora left. [b#m-x-1 c#m-x-2]", "a Mora slept. []", "a Mora left. []", "c Mora woke. []"]);
        let all: usize = kept.iter().flat_map(|i| i.places.iter()).map(|p| 1 + p.also.len()).sum();
        assert_eq!(all, profile(&sources).mentions, "no mention is lost");
        let many: Vec<String> = (0..230).map(|n| format!("a{n}: Mora left.")).collect();
        let kept = profile(&pointed(&many.join("\n"))).incoming;
        let sizes: Vec<usize> = kept.iter().flat_map(|i| i.places.iter()).map(|p| 1 + p.also.len()).collect();
        assert_eq!(sizes, [100, 100, 30], "no place has more than a page holds");
        let first = Pointed { incoming: Arc::new(sources.incoming[..1].to_vec()), ..sources.clone() };
        assert!(Arc::ptr_eq(&profile(&first).incoming[0].places, &sources.incoming[0].places));
    }
}
