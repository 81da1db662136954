//! Whom each body names, and who points at whom.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::compile::notes::Notes;
use crate::compile::parse::{Parsed, find};
use crate::compile::settle::Settled;
use crate::compile::units::{Texts, Unit};
use crate::compile::{Memos, Search};
use crate::content::annotation::Note;
use crate::content::article::{Rights, TextKind};
use crate::content::entity::Entity;
use crate::content::page::Page;
use crate::diagnostic::{Diagnostic, Location};
use crate::path::{Slug, SourcePath, Target};
use crate::resolve::backlink::{Incoming, Place, Places, Pointing, invert, places};
use crate::resolve::ids::{Kind, id_of};
use crate::resolve::mention::{Context, Found, Identity, Matcher, Names, find as find_mentions};
use crate::resolve::profile::{Pointed, Profile, profile};
use crate::resolve::publish_set::Standing;
use crate::table::Table;
use crate::text::Spans;

/// Whom each body names, and who points at whom.
#[derive(Debug)]
pub(super) struct Prose {
    pub(super) matcher: Arc<Matcher>,
    /// By body, in the order of the units.
    pub(super) found: Vec<Arc<Found>>,
    /// The sources in their definite order.
    pub(super) incoming: FxHashMap<Target, Vec<Incoming>>,
    /// What the places that name each entity come to.
    pub(super) profiles: BTreeMap<Slug, Arc<Profile>>,
    /// The articles that are shown, by date.
    pub(super) articles: Vec<Slug>,
}

/// The id of the home page as a source of backlinks; no file can have it.
pub(super) const HOME: &str = "index";

/// Finds mentions and inverts what points where.
pub(super) fn prose(
    parsed: &Parsed,
    settled: &Settled,
    texts: &Texts,
    notes: &Notes,
    memos: &mut Memos,
    diagnostics: &mut Vec<Diagnostic>,
) -> Prose {
    let shown = |path: &SourcePath| settled.standings.get(path).is_some_and(Standing::is_shown);
    let names: Vec<Names> = parsed
        .entities
        .iter()
        .filter(|e| shown(&e.0))
        .map(|(path, source)| names(&id_of(path), &source.meta))
        .collect();
    let matcher = memos.matcher.run(Matcher::new, vec![((), Arc::new(names))]).remove(0);
    let found = search(texts, notes, &matcher, memos);
    for (unit, found) in texts.units.values().zip(&found) {
        undecided(unit, found, parsed, diagnostics);
    }
    let articles = by_date(parsed, texts);
    let gathered = gather(parsed, settled, texts, notes, &found, memos);
    let mut order: Vec<&Slug> = articles.iter().collect();
    let rank = |kind: Option<Kind>| {
        [Some(Kind::Entity), Some(Kind::Claim), Some(Kind::Page), None].iter().position(|k| *k == kind)
    };
    let mut others: Vec<(Option<usize>, &Slug)> = texts
        .units
        .values()
        .filter(|u| !u.note && u.kind != Some(Kind::Article))
        .map(|u| (rank(u.kind), &u.owner))
        .collect();
    others.sort();
    order.extend(others.into_iter().map(|o| o.1));
    let empty = Places::new();
    let incoming = invert(order.into_iter().map(|id| (id, gathered.get(id).map_or(&empty, |p| &**p))));
    let keys: Vec<Slug> = matcher.names().iter().map(|n| n.id.clone()).collect();
    let pointed = |id: &Slug| {
        let incoming = incoming.get(id.as_str()).cloned().unwrap_or_default();
        (id.clone(), Pointed { entity: id.clone(), incoming })
    };
    let inputs = keys.iter().map(pointed).collect();
    let profiles = keys.iter().cloned().zip(memos.profiles.run(profile, inputs)).collect();
    Prose { matcher, found, incoming, profiles, articles }
}

/// Finds the mentions in all bodies; those of notes follow the names that their article introduces.
fn search(texts: &Texts, notes: &Notes, matcher: &Arc<Matcher>, memos: &mut Memos) -> Vec<Arc<Found>> {
    let stage = |s: &Search| find_mentions(&s.matcher, &s.body.canonical, &s.body.document, &s.context);
    let search = |unit: &Unit, identities: Vec<Identity>, introduced: Arc<Vec<Slug>>| {
        let context = Context { identities, links: unit.targets.clone(), introduced };
        (unit.key.clone(), Search { matcher: Arc::clone(matcher), body: Arc::clone(&unit.body), context })
    };
    let (in_notes, others): (Vec<&Unit>, Vec<&Unit>) = texts.units.values().partition(|u| u.note);
    let nobody = Arc::new(Vec::new());
    let none = || Arc::clone(&nobody);
    let inputs = others.iter().map(|unit| match unit.kind {
        Some(Kind::Article) => search(unit, notes.identities.get(&unit.owner).cloned().unwrap_or_default(), none()),
        // A biography stands under the full name.
        Some(Kind::Entity) => search(unit, Vec::new(), Arc::new(vec![unit.owner.clone()])),
        _ => search(unit, Vec::new(), none()),
    });
    let results = memos.found.run(stage, inputs.collect());
    let articles: FxHashMap<&Slug, &Arc<Vec<Slug>>> = others
        .iter()
        .zip(&results)
        .filter(|(u, _)| u.kind == Some(Kind::Article))
        .map(|(u, found)| (&u.owner, &found.introduced))
        .collect();
    let introduced = |unit: &Unit| articles.get(&unit.owner).map_or_else(none, |introduced| Arc::clone(introduced));
    let inputs = in_notes.iter().map(|u| search(u, Vec::new(), introduced(u))).collect();
    let in_notes = memos.found_in_notes.run(stage, inputs);
    let (mut others, mut in_notes) = (results.into_iter(), in_notes.into_iter());
    let next = |unit: &Unit| if unit.note { in_notes.next() } else { others.next() };
    texts.units.values().map(next).map(|found| found.expect("every unit was searched")).collect()
}

fn names(id: &Slug, entity: &Entity) -> Names {
    Names {
        id: id.clone(),
        name: entity.name.clone(),
        aliases: entity.aliases.clone(),
        weak_aliases: entity.weak_aliases.clone(),
        misspellings: entity.misspellings.clone(),
        not: entity.not.clone(),
        any_case: entity.any_case,
    }
}

/// The shown articles in order of publication, those without a date last.
fn by_date(parsed: &Parsed, texts: &Texts) -> Vec<Slug> {
    let mut articles: Vec<_> = texts
        .units
        .values()
        .filter(|u| u.kind == Some(Kind::Article) && !u.note)
        .map(|u| {
            let published = find(&parsed.articles, &u.key.0).and_then(|a| a.meta.published.clone());
            (published.is_none(), published, u.owner.clone())
        })
        .collect();
    articles.sort();
    articles.into_iter().map(|a| a.2).collect()
}

/// Collects the places of each source: an article with its notes, or any other page.
fn gather(
    parsed: &Parsed,
    settled: &Settled,
    texts: &Texts,
    notes: &Notes,
    found: &[Arc<Found>],
    memos: &mut Memos,
) -> FxHashMap<Slug, Arc<Places>> {
    let mut note_of: FxHashMap<(&SourcePath, usize), &Arc<Note>> = FxHashMap::default();
    for placed in notes.by_article.values().flatten() {
        note_of.insert((&placed.path, placed.index + 1), &placed.note);
    }
    let pointing = texts
        .units
        .values()
        .zip(found)
        .map(|(unit, found)| {
            let kind = match unit.kind {
                _ if unit.note => "note",
                Some(kind) => kind.as_str(),
                None => Kind::Page.as_str(),
            };
            let article = unit.kind == Some(Kind::Article) && !unit.note;
            let input = Pointing {
                kind,
                mention_kind: if article { "mention" } else { kind },
                body: Arc::clone(&unit.body),
                found: Arc::clone(found),
                links: unit.targets.clone(),
                note: unit
                    .note
                    .then(|| note_of.get(&(&unit.key.0, unit.key.1)).map(|&note| Arc::clone(note)))
                    .flatten(),
                language: unit.language.clone(),
                digest: article && find(&parsed.articles, &unit.key.0).is_some_and(|a| a.meta.text == TextKind::Digest),
                own: unit.owner.clone(),
            };
            (unit.key.clone(), input)
        })
        .collect();
    let collected = memos.places.run(places, pointing);
    let mut by_owner: Table<Slug, Vec<Arc<Places>>> = Table::default();
    // An article's own body first, then what its front matter names, then its notes in their order.
    for (unit, places) in texts.units.values().zip(&collected).filter(|(u, _)| !u.note) {
        let list = by_owner.entry(unit.owner.clone()).or_default();
        list.push(Arc::clone(places));
        let named = match unit.kind {
            Some(Kind::Article) => outlet(unit, parsed, settled),
            Some(Kind::Entity) => relations(unit, parsed, settled),
            _ => Places::new(),
        };
        if !named.is_empty() {
            list.push(Arc::new(named));
        }
    }
    for (article, placed) in &notes.by_article {
        let path = settled.ids.entries.get(article).map(|entry| &entry.path);
        let published =
            path.and_then(|path| find(&parsed.articles, path)).is_some_and(|a| a.meta.rights == Rights::Full);
        let list = by_owner.entry(article.clone()).or_default();
        for note in placed {
            let unit = texts.units.get_index_of(&(note.path.clone(), note.index + 1));
            list.extend(unit.map(|at| Arc::clone(&collected[at])));
            let mut fields: BTreeMap<Target, Vec<Place>> = BTreeMap::new();
            let anchor = crate::compile::settle::anchor(&note.note, published);
            for (target, _) in note.see.iter().chain(&note.re) {
                fields.entry(Target::new(target.as_str())).or_default().push(Place {
                    kind: "note",
                    anchor: anchor.clone(),
                    text: note.note.title.clone(),
                    label: Some(note.note.title.clone()),
                    ..Place::default()
                });
            }
            if !fields.is_empty() {
                list.push(Arc::new(shared(fields)));
            }
        }
    }
    let keys: Vec<Slug> = by_owner.keys().cloned().collect();
    keys.into_iter().zip(memos.gathered.run(merge, by_owner.into_iter().collect())).collect()
}

/// The outlet of an article, which its front matter names.
fn outlet(unit: &Unit, parsed: &Parsed, settled: &Settled) -> Places {
    let mut places = BTreeMap::new();
    let outlet = find(&parsed.articles, &unit.key.0).and_then(|a| a.meta.outlet.clone());
    if let Some(outlet) = outlet
        && settled.ids.find(outlet.id.as_str(), &[Kind::Entity]).is_ok()
    {
        let text = unit.body.canonical.text[unit.body.canonical.blocks[0].clone()].to_owned();
        let (anchor, probable) = ("p0".to_owned(), outlet.probable);
        let place = Place { kind: "article", anchor, text, probable, ..Place::default() };
        places.insert(Target::from(&outlet.id), Arc::new(vec![place]));
    }
    places
}

/// The notes that show an entity's relations.
fn relations(unit: &Unit, parsed: &Parsed, settled: &Settled) -> Places {
    let mut places: BTreeMap<Target, Vec<Place>> = BTreeMap::new();
    let Some(entity) = find(&parsed.entities, &unit.key.0) else { return Places::new() };
    for (n, relation) in entity.meta.relations.iter().enumerate() {
        let note = relation.note.as_ref().and_then(|note| settled.ids.find_note(note, None).ok());
        let other = settled.ids.find(relation.to.as_str(), &[Kind::Entity]);
        let (Some((article, note, _)), Ok(other)) = (note, other) else { continue };
        places.entry(Target::new(format!("{article}#{note}"))).or_default().push(Place {
            kind: "entity",
            anchor: relation_anchor(n),
            text: format!("{} {}", relation.r#as, other.reference.title),
            ..Place::default()
        });
    }
    shared(places)
}

fn shared(places: BTreeMap<Target, Vec<Place>>) -> Places {
    places.into_iter().map(|(target, places)| (target, Arc::new(places))).collect()
}

/// Returns the id of an entity's n-th relation (from 0) on its page.
pub(super) fn relation_anchor(n: usize) -> String {
    format!("relation-{}", n + 1)
}

#[expect(clippy::ptr_arg, reason = "a stage takes its whole input")]
fn merge(parts: &Vec<Arc<Places>>) -> Places {
    let mut merged = Places::new();
    for (target, places) in parts.iter().flat_map(|p| p.iter()) {
        match merged.get_mut(target) {
            Some(known) => Arc::make_mut(known).extend(places.iter().cloned()),
            None => drop(merged.insert(target.clone(), Arc::clone(places))),
        }
    }
    merged
}

/// Warns of names that belong to several entities and that nothing decides: one warning a file and pair.
fn undecided(unit: &Unit, found: &Found, parsed: &Parsed, diagnostics: &mut Vec<Diagnostic>) {
    let mut by_owners: BTreeMap<&Vec<Slug>, Vec<(Location, &str)>> = BTreeMap::new();
    for (span, owners) in &found.undecided {
        let place = locate(unit, parsed, span);
        by_owners.entry(owners).or_default().push((place, &unit.body.canonical.text[span.clone()]));
    }
    for (owners, mut places) in by_owners {
        // A place is a whole block; it is shown once, however many names stand in it.
        places.dedup_by(|a, b| a.0 == b.0);
        let list: Vec<String> = owners.iter().map(|o| format!("`{o}`")).collect();
        let (place, words) = places[0].clone();
        let mut diagnostic = Diagnostic::warning(
            "ambiguous-name",
            place,
            format!("`{words}` can be {}; it is not linked", list.join(" or ")),
        )
        .hint("give one of them the full name in this text, or say who it is in a note of kind `.identity`");
        for (place, words) in places.into_iter().skip(1) {
            diagnostic = diagnostic.label(place, format!("`{words}` here too"));
        }
        diagnostics.push(diagnostic);
    }
}

/// Finds the block of a body in its file.
pub(super) fn locate(unit: &Unit, parsed: &Parsed, span: &Range<usize>) -> Location {
    let path = &unit.key.0;
    let block = unit.body.canonical.block_at(span.start);
    let at = |spans: &Spans, skipped: usize| block.checked_sub(1 + skipped).and_then(|b| spans.leaves.get(b).cloned());
    let found = if unit.note {
        let source = parsed.annotations.binary_search_by(|a| a.0.cmp(path)).ok().map(|i| &parsed.annotations[i].1);
        source.and_then(|s| at(&s.notes[unit.key.1 - 1].body, 0))
    } else {
        match unit.kind {
            Some(Kind::Article) => {
                find(&parsed.articles, path).map(|s| at(&s.spans, 0).unwrap_or_else(|| s.keys.get("title")))
            }
            Some(Kind::Entity) => find(&parsed.entities, path).and_then(|s| at(&s.spans, 0)),
            Some(Kind::Claim) => find(&parsed.claims, path).map(|s| {
                let finding = usize::from(unit.body.document.leaves.len() > s.body.leaves.len());
                let key = if block == 0 { "question" } else { "finding" };
                at(&s.spans, finding).unwrap_or_else(|| s.keys.get(key))
            }),
            Some(Kind::Page) => find(&parsed.pages, path).and_then(|s| at(&s.spans, 0)),
            None => parsed
                .home
                .as_ref()
                .and_then(|(_, s): &(SourcePath, Arc<crate::content::Source<Page>>)| at(&s.spans, 0)),
        }
    };
    Location { path: path.clone(), span: found }
}
