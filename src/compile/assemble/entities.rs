//! The pages of entities, and their index.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::list::Place;
use super::subjects::{Statements, Subject};
use super::{Assembly, Named, Pages, insert, same};
use crate::compile::lists;
use crate::compile::parse::find;
use crate::compile::prose::{RELATIONS, relation_anchor};
use crate::content::entity::{Entity, EntityKind};
use crate::path::{OutputPath, Slug, SourcePath};
use crate::render::bar::bar;
use crate::render::model::{
    Content, ContinuedModel, CountedModel, EntityModel, SpellingModel, StatementModel, numbered,
};
use crate::render::view;
use crate::resolve::ids::{Kind, href, id_of};
use crate::resolve::profile::Profile;

/// An entity as the index orders it.
struct Listed {
    kind: Option<EntityKind>,
    sort: String,
    letter: String,
    line: view::EntityLine,
    bar: String,
}

impl Assembly<'_> {
    /// Makes the pages of entities and their index; returns a line for each.
    pub(super) fn entities(&self, statements: &Statements, pages: &mut Pages) -> Vec<view::EntityLine> {
        let inputs = self.inputs;
        let mut relations = self.relations();
        let columns: BTreeMap<&Slug, usize> = inputs.prose.articles.iter().enumerate().map(|(n, id)| (id, n)).collect();
        let (mut entries, mut subjects): (Vec<Listed>, Vec<_>) = (Vec::new(), Vec::new());
        for (path, source) in &inputs.parsed.entities {
            let id = id_of(path);
            if !self.has_page(path, &id) {
                continue;
            }
            let meta = &source.meta;
            let Some(profile) = inputs.prose.profiles.get(&id).cloned() else { continue };
            let subject = statements.of.get(&id).cloned().unwrap_or_default();
            let relations = relations.remove(&id).unwrap_or_default();
            let Some(Named { line, .. }) = self.parts.lines.get(&id) else { continue };
            if inputs.texts.unit(path, 0).is_none() {
                continue;
            }
            subjects.push((path, meta, id.clone(), Arc::clone(&profile), subject, relations));
            let counts: Vec<(usize, usize)> =
                profile.articles.iter().filter_map(|(id, n)| Some((*columns.get(id)?, *n))).collect();
            let sort = meta.sort_name.clone().unwrap_or_else(|| meta.name.clone());
            entries.push(Listed {
                kind: meta.kind,
                letter: self.order.letter(&sort),
                sort,
                line: view::EntityLine {
                    mentions: profile.mentions,
                    articles: profile.articles.len(),
                    ..view::EntityLine::clone(line)
                },
                bar: bar(&counts, columns.len(), &|at| self.column_title(at)),
            });
        }
        let made = subjects.into_par_iter().flat_map_iter(|(path, meta, id, profile, subject, relations)| {
            let mut pages = Pages::new();
            self.entity(path, meta, &id, &profile, subject, relations, &mut pages);
            pages
        });
        pages.par_extend(made);
        // Those of no kind stand last.
        let rank = |e: &Listed| (e.kind.is_none(), e.kind);
        entries.sort_by(|a, b| {
            rank(a)
                .cmp(&rank(b))
                .then_with(|| self.order.compare(&a.sort, &b.sort))
                .then_with(|| a.line.reference.id.cmp(&b.line.reference.id))
        });
        self.entity_index(&entries, pages);
        entries.into_iter().map(|e| e.line).collect()
    }

    /// Says how articles name each entity that has a page.
    pub(super) fn lines(&mut self) {
        let inputs = self.inputs;
        let mut lines: Vec<(Slug, Arc<view::EntityLine>)> = Vec::new();
        for (path, source) in &inputs.parsed.entities {
            let id = id_of(path);
            let Some(entry) = inputs.settled.ids.entries.get(&id).filter(|e| e.path == *path) else { continue };
            if entry.output.is_none() {
                continue;
            }
            let line = view::EntityLine {
                reference: view::Reference::clone(&entry.reference),
                kind: source.meta.kind.map_or("other", |k| k.as_str()).to_owned(),
                role: source.meta.role.clone(),
                mentions: 0,
                articles: 1,
            };
            let old = self.old.lines.get(&id).map(|named| &named.line);
            let line = same(old, line);
            lines.push((id, line));
        }
        lines
            .sort_by(|a, b| self.order.compare(&a.1.reference.title, &b.1.reference.title).then_with(|| a.0.cmp(&b.0)));
        self.parts.lines = lines.into_iter().enumerate().map(|(rank, (id, line))| (id, Named { line, rank })).collect();
    }

    /// Makes the page of an entity, if it has one.
    #[expect(clippy::too_many_arguments, reason = "what one page is made from")]
    fn entity(
        &self,
        path: &SourcePath,
        meta: &Arc<Entity>,
        id: &Slug,
        profile: &Arc<Profile>,
        subject: Subject,
        relations: Vec<view::Relation>,
        pages: &mut Pages,
    ) {
        let entry = &self.inputs.settled.ids.entries[id];
        let (Some(prose), Some(output)) = (self.body(&(path.clone(), 0)), entry.output.clone()) else { return };
        let reference = view::Reference::clone(&entry.reference);
        let mut page = self.page(&output, "entity", &meta.name, Some((path, &meta.common)));
        page.description = meta.role.clone();
        let links = profile.incoming.iter().filter_map(|i| self.link(i)).collect();
        let mentions = self.continued(pages, &output, &mut page, reference.clone(), "mentions", links);
        let page_of = (&output, &page);
        let of = |what| ContinuedModel { of: reference.clone(), what, ..Default::default() };
        let relations = self.list(pages, &place(page_of, RELATIONS, "relations-heading"), relations, |relations| {
            ContinuedModel { relations, ..of("relations") }
        });
        let rows = |pages: &mut Pages, folder, anchor, rows: Vec<StatementModel>| {
            self.list(pages, &place(page_of, folder, anchor), rows, |statements| ContinuedModel {
                statements,
                ..of("statements")
            })
        };
        let claims = self.claim_lines(&subject.claims);
        let claims = self.list(pages, &place(page_of, "claims", "claims-heading"), claims, |claims| ContinuedModel {
            claims,
            ..of("claims")
        });
        let together = self.together(profile);
        let together = self.list(pages, &place(page_of, "together", "together-heading"), together, |counted| {
            ContinuedModel { counted, ..of("together") }
        });
        let model = EntityModel {
            meta: Arc::clone(meta),
            id: id.clone(),
            image: self.inputs.texts.pictures.get(path).cloned(),
            prose,
            relations,
            said: rows(pages, "said", "said-heading", subject.said),
            relayed: rows(pages, "relayed", "relayed-heading", subject.relayed),
            about: rows(pages, "about", "about-heading", subject.about),
            events: rows(pages, "events", "events-heading", subject.events),
            claims,
            ends: profile.ends.as_ref().and_then(|(first, last)| Some((self.link(first)?, self.link(last)?))),
            spellings: self.spellings(pages, page_of, &of("spelling"), profile),
            together,
            also: self.sharing(&mentions),
            profile: Arc::clone(profile),
            mentions,
        };
        insert(pages, output, page, Content::Entity(Box::new(model)));
    }

    /// Says by whom each spelling is printed: the outlet where it is known, else the article.
    fn spellings(
        &self,
        pages: &mut Pages,
        page: (&OutputPath, &view::Page),
        of: &ContinuedModel,
        profile: &Profile,
    ) -> Vec<SpellingModel> {
        let spelling = |(n, spelling): (usize, &crate::resolve::profile::Spelling)| {
            let mut by: Vec<CountedModel> = Vec::new();
            let mut known: FxHashMap<(&str, bool), usize> = FxHashMap::default();
            for (article, count) in &spelling.articles {
                let Some(head) = self.parts.sources.get(article) else { continue };
                let reference = head.outlet.as_ref().unwrap_or(&head.reference);
                match known.entry((reference.id.as_str(), reference.probable)) {
                    Entry::Occupied(at) => by[*at.get()].count += count,
                    Entry::Vacant(free) => {
                        free.insert(by.len());
                        let shared = || Arc::clone(&head.reference);
                        let reference = head.outlet.as_ref().map_or_else(shared, |outlet| Arc::new(outlet.clone()));
                        by.push(CountedModel { reference, count: *count });
                    }
                }
            }
            let count = by.iter().map(|b| b.count).sum();
            let folder = format!("spelling-{}", n + 1);
            let by = self.list(pages, &place(page, &folder, "spellings-heading"), by, |counted| ContinuedModel {
                printed: Some(spelling.printed.clone()),
                counted,
                ..of.clone()
            });
            SpellingModel { text: spelling.printed.clone(), count, by }
        };
        profile.spellings.iter().enumerate().map(spelling).collect()
    }

    fn together(&self, profile: &Profile) -> Vec<CountedModel> {
        let counted =
            |(id, count): &(Slug, usize)| Some(CountedModel { reference: self.reference(id)?, count: *count });
        profile.together.iter().filter_map(counted).collect()
    }

    fn claim_lines(&self, claims: &BTreeMap<Slug, usize>) -> Vec<view::ClaimLine> {
        let line = |(id, notes): (&Slug, &usize)| {
            let entry = self.inputs.settled.ids.entries.get(id)?;
            let meta = &find(&self.inputs.parsed.claims, &entry.path)?.meta;
            Some(view::ClaimLine {
                reference: view::Reference::clone(&entry.reference),
                finding: meta.finding.clone(),
                reports: meta.reports.map(|r| r.as_str().to_owned()),
                statements: *notes,
            })
        };
        let mut lines: Vec<view::ClaimLine> = claims.iter().filter_map(line).collect();
        lines.sort_by(|a, b| self.order.compare(&a.reference.title, &b.reference.title));
        lines
    }

    /// Names the article of a column of the index's bars.
    fn column_title(&self, at: usize) -> String {
        let head = self.inputs.prose.articles.get(at).and_then(|id| self.parts.heads.get(id));
        let Some(head) = head else { return String::new() };
        let outlet = head.outlet.as_ref().map_or(&head.reference.title, |o| &o.title);
        match &head.published {
            Some(day) => format!("{outlet}, {}", day.text),
            None => outlet.clone(),
        }
    }

    fn entity_index(&self, entries: &[Listed], pages: &mut Pages) {
        if entries.is_empty() {
            return;
        }
        let first = OutputPath::new("entities/index.html");
        // By kind: how many, and on which page each letter begins.
        let mut kinds: BTreeMap<&str, (usize, Vec<view::Letter>)> = BTreeMap::new();
        for (n, entry) in entries.iter().enumerate() {
            let (total, letters) = kinds.entry(&entry.line.kind).or_default();
            *total += 1;
            if letters.last().is_none_or(|l| l.text != entry.letter) {
                let page = numbered(&first, n / lists::PAGE + 1);
                let at = format!("{}#{}", href(&page), letter_id(&entry.line.kind, &entry.letter));
                letters.push(view::Letter { text: entry.letter.clone(), href: at });
            }
        }
        let total_pages = entries.len().div_ceil(lists::PAGE);
        for (n, chunk) in entries.chunks(lists::PAGE).enumerate() {
            let mut groups: Vec<view::EntityGroup> = Vec::new();
            for (i, entry) in chunk.iter().enumerate() {
                let kind = &entry.line.kind;
                if groups.last().is_none_or(|g| g.kind != *kind) {
                    let (total, letters) = kinds[kind.as_str()].clone();
                    groups.push(view::EntityGroup { kind: kind.clone(), total, letters, sections: Vec::new() });
                }
                let before = (n * lists::PAGE + i).checked_sub(1).map(|at| &entries[at]);
                let begins = before.is_none_or(|b| b.line.kind != *kind || b.letter != entry.letter);
                let group = groups.last_mut().expect("a group was pushed");
                if begins || group.sections.is_empty() {
                    let anchor = begins.then(|| letter_id(kind, &entry.letter));
                    let letter = entry.letter.clone();
                    group.sections.push(view::EntitySection { letter, anchor, entries: Vec::new() });
                }
                group.sections.last_mut().expect("a section was pushed").entries.push(view::EntityEntry {
                    reference: entry.line.reference.clone(),
                    role: entry.line.role.clone(),
                    mentions: entry.line.mentions,
                    articles: entry.line.articles,
                    bar_html: entry.bar.clone(),
                });
            }
            let path = numbered(&first, n + 1);
            let mut page = self.page(&path, "entities", &self.theme.word("people_organisations", None), None);
            page.pagination = lists::pagination(&first, n + 1, total_pages);
            insert(pages, path, page, Content::Entities(view::Entities { groups, total: entries.len() }));
        }
    }

    /// Collects relations both ways; one that its own note does not show is left to the diagnostics.
    fn relations(&self) -> BTreeMap<Slug, Vec<view::Relation>> {
        let inputs = self.inputs;
        let ids = &inputs.settled.ids;
        let mut relations: BTreeMap<Slug, Vec<view::Relation>> = BTreeMap::new();
        for (path, source) in inputs.parsed.entities.iter().filter(|e| self.shown(&e.0)) {
            let id = id_of(path);
            let Some(own) = self.reference(&id) else { continue };
            for (n, relation) in source.meta.relations.iter().enumerate() {
                let Ok(other) = ids.find(relation.to.as_str(), &[Kind::Entity]) else { continue };
                let note = relation.note.as_ref().and_then(|n| ids.find_note(n, None).ok()).map(|n| n.2);
                let row = |to: &Arc<view::Reference>, inverse: bool| view::Relation {
                    to: view::Reference::clone(to),
                    r#as: relation.r#as.clone(),
                    anchor: (!inverse).then(|| relation_anchor(n)),
                    inverse,
                    start: self.day(&relation.start),
                    end: self.day(&relation.end),
                    note: note.clone(),
                };
                relations.entry(id.clone()).or_default().push(row(&other.reference, false));
                relations.entry(relation.to.clone()).or_default().push(row(&own, true));
            }
        }
        relations.values_mut().for_each(|rows| rows.sort_by_key(|r| r.inverse));
        relations
    }
}

fn place<'a>(page: (&'a OutputPath, &'a view::Page), folder: &'a str, anchor: &'a str) -> Place<'a> {
    Place { output: page.0, page: page.1, folder, anchor }
}

/// Returns the id of a letter in the list of a kind.
fn letter_id(kind: &str, letter: &str) -> String {
    let mut id = format!("{kind}-");
    for c in letter.chars().flat_map(char::to_lowercase) {
        match c {
            '#' => id.push('0'),
            c if c.is_ascii_alphanumeric() => id.push(c),
            c => id.push_str(&format!("u{:x}", u32::from(c))),
        }
    }
    id
}
