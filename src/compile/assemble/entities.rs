//! Pages of entities, and their index.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::annotated::Said;
use super::kit::{Kit, prose};
use super::list::Place;
use super::{Assembly, Pages, insert};
use crate::compile::lists;
use crate::compile::prose::Named;
use crate::compile::units::FileUnits;
use crate::content::entity::{Entity, EntityKind};
use crate::memo::Same;
use crate::memo::index::Incoming;
use crate::path::{OutputPath, Slug, SourcePath};
use crate::render::bar::bar;
use crate::render::model::{Content, ContinuedModel, CountedModel, EntityModel, SpellingModel, StatementModel};
use crate::render::view;
use crate::resolve::address::{PAGE, RELATIONS, numbered};
use crate::resolve::ids::href;
use crate::resolve::profile::Profile;

/// Notes that say something of one entity or claim, by article in order of publication.
pub(crate) type Statements = Option<Arc<Vec<Incoming<StatementModel>>>>;

/// The articles in order of publication, and where each stands in it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) order: Arc<Vec<Slug>>,
    pub(crate) at: FxHashMap<Slug, usize>,
}

/// What an entity's pages are made from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Portraying {
    kit: Same<Kit>,
    columns: Same<Columns>,
    path: SourcePath,
    output: OutputPath,
    meta: Arc<Entity>,
    text: Arc<FileUnits>,
    named: Arc<Named>,
    image: Option<view::Image>,
    profile: Arc<Profile>,
    said: Statements,
    relayed: Statements,
    about: Statements,
    events: Statements,
    bears: Statements,
}

/// An entity's pages.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct EntityPages {
    pub(crate) pages: Pages,
    pub(crate) listed: Listed,
}

/// An entity as the index lists it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    kind: Option<EntityKind>,
    /// Where it stands among all by what it is sorted by.
    place: usize,
    /// Where its name stands among all names.
    pub(crate) rank: usize,
    letter: String,
    pub(crate) line: view::EntityLine,
    bar: String,
}

/// Says where each article stands in the order of publication.
pub(crate) fn columns(order: &Arc<Vec<Slug>>) -> Columns {
    let at = order.iter().enumerate().map(|(at, id)| (id.clone(), at));
    Columns { at: at.collect(), order: Arc::clone(order) }
}

/// Puts the statements of all articles into one list.
pub(crate) fn all(statements: &Statements) -> Vec<StatementModel> {
    statements.iter().flat_map(|list| list.iter()).flat_map(|said| said.places.iter().cloned()).collect()
}

impl Assembly<'_> {
    /// Makes the pages of entities.
    pub(crate) fn entities(&mut self) -> Vec<Arc<EntityPages>> {
        let inputs = self.inputs;
        let said = &self.memory.said;
        let asked = inputs.texts.other_files().filter_map(|(file, written)| {
            let source = written.entity()?;
            let id = &file.owner;
            let statements = |of: fn(Slug) -> Said| said.get(&of(id.clone())).map(Arc::clone);
            let input = Portraying {
                kit: Same::new(&self.kit),
                columns: Same::new(&self.columns),
                path: file.path.clone(),
                output: inputs.settled.ids.entries.get(id)?.output.clone()?,
                meta: Arc::clone(&source.meta),
                text: Arc::clone(file),
                named: Arc::clone(inputs.prose.named.get(id)?),
                image: inputs.texts.pictures.get(&file.path).cloned(),
                profile: Arc::clone(inputs.prose.profiles.get(id)?),
                said: statements(Said::By),
                relayed: statements(Said::Via),
                about: statements(Said::About),
                events: statements(Said::Event),
                bears: statements(Said::Bears),
            };
            Some((id.clone(), input))
        });
        let asked = asked.collect();
        self.memory.entities.run(entity, asked)
    }

    /// Makes the index of entities.
    pub(crate) fn entity_index(&self, entities: &[Arc<EntityPages>], pages: &mut Pages) {
        let mut entries: Vec<&Listed> = entities.iter().map(|entity| &entity.listed).collect();
        // Those of no kind stand last.
        entries.sort_by_key(|listed| (listed.kind.is_none(), listed.kind, listed.place));
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
                let page = numbered(&first, n / PAGE + 1);
                let at = format!("{}#{}", href(&page), letter_id(&entry.line.kind, &entry.letter));
                letters.push(view::Letter { text: entry.letter.clone(), href: at });
            }
        }
        let total_pages = entries.len().div_ceil(PAGE);
        for (n, chunk) in entries.chunks(PAGE).enumerate() {
            let mut groups: Vec<view::EntityGroup> = Vec::new();
            for (i, entry) in chunk.iter().enumerate() {
                let kind = &entry.line.kind;
                if groups.last().is_none_or(|g| g.kind != *kind) {
                    let (total, letters) = kinds[kind.as_str()].clone();
                    groups.push(view::EntityGroup { kind: kind.clone(), total, letters, sections: Vec::new() });
                }
                let before = (n * PAGE + i).checked_sub(1).map(|at| &entries[at]);
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
            let mut page = self.kit.page(&path, "entities", &self.kit.words.word("people_organisations", None), None);
            page.pagination = lists::pagination(&first, n + 1, total_pages);
            insert(pages, path, page, Content::Entities(view::Entities { groups, total: entries.len() }));
        }
    }
}

/// Makes the pages of an entity.
fn entity(input: &Portraying) -> EntityPages {
    let Portraying { kit, path, output, meta, profile, .. } = input;
    let mut made = Pages::new();
    let pages = &mut made;
    let unit = &input.text.units[0];
    let id = &unit.owner;
    let named = &kit.entities[id];
    let reference = named.line.reference.clone();
    let mut page = kit.page(output, "entity", &meta.name, Some((path, &meta.common)));
    page.description = meta.role.clone();
    let links = kit.links(&profile.incoming);
    let mentions = kit.continued(pages, output, &mut page, reference.clone(), "mentions", links);
    let page_of = (output, &page);
    let of = |what| ContinuedModel { of: reference.clone(), what, ..Default::default() };
    let relations = kit.list(
        pages,
        &place(page_of, RELATIONS, "relations-heading"),
        kit.relations.get(id).cloned().unwrap_or_default(),
        |relations| ContinuedModel { relations, ..of("relations") },
    );
    let rows = |pages: &mut Pages, folder, anchor, rows: Vec<StatementModel>| {
        kit.list(pages, &place(page_of, folder, anchor), rows, |statements| ContinuedModel {
            statements,
            ..of("statements")
        })
    };
    let claims = kit.claim_lines(&input.bears);
    let claims = kit.list(pages, &place(page_of, "claims", "claims-heading"), claims, |claims| ContinuedModel {
        claims,
        ..of("claims")
    });
    let together = kit.together(profile);
    let together = kit.list(pages, &place(page_of, "together", "together-heading"), together, |counted| {
        ContinuedModel { counted, ..of("together") }
    });
    let mut events = all(&input.events);
    events.sort_by(|a, b| a.note.note.happened.cmp(&b.note.note.happened));
    let model = EntityModel {
        meta: Arc::clone(meta),
        id: id.clone(),
        image: input.image.clone(),
        prose: prose(unit, input.named.found(&unit.key).expect("every unit was searched")),
        relations,
        said: rows(pages, "said", "said-heading", all(&input.said)),
        relayed: rows(pages, "relayed", "relayed-heading", all(&input.relayed)),
        about: rows(pages, "about", "about-heading", all(&input.about)),
        events: rows(pages, "events", "events-heading", events),
        claims,
        ends: profile.ends.as_ref().and_then(|(first, last)| Some((kit.link(first)?, kit.link(last)?))),
        spellings: kit.spellings(pages, page_of, &of("spelling"), profile),
        together,
        also: kit.sharing(&mentions),
        profile: Arc::clone(profile),
        mentions,
    };
    insert(pages, output.clone(), page, Content::Entity(Box::new(model)));
    let counts: Vec<(usize, usize)> =
        profile.articles.iter().filter_map(|(id, n)| Some((*input.columns.at.get(id)?, *n))).collect();
    let listed = Listed {
        kind: meta.kind,
        place: named.place,
        rank: named.rank,
        letter: named.letter.clone(),
        line: view::EntityLine {
            mentions: profile.mentions,
            articles: profile.articles.len(),
            ..view::EntityLine::clone(&named.line)
        },
        bar: bar(&counts, input.columns.order.len(), &|at| kit.column_title(&input.columns.order[at])),
    };
    EntityPages { pages: made, listed }
}

impl Kit {
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
                let Some(head) = self.sources.get(article) else { continue };
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
        let counted = |(id, count): &(Slug, usize)| {
            Some(CountedModel { reference: Arc::clone(self.reference(id)?), count: *count })
        };
        profile.together.iter().filter_map(counted).collect()
    }

    /// The claims that notes bear on, each with how many do.
    fn claim_lines(&self, bears: &Statements) -> Vec<view::ClaimLine> {
        let mut counts: BTreeMap<&Slug, usize> = BTreeMap::new();
        for statement in bears.iter().flat_map(|list| list.iter()).flat_map(|said| said.places.iter()) {
            let claim = statement.claim.and_then(|n| statement.note.note.claims.get(n));
            claim.into_iter().for_each(|claim| *counts.entry(&claim.claim).or_default() += 1);
        }
        let line = |(id, notes): (&Slug, usize)| {
            // One that was withdrawn says so itself.
            let known = self.claims.get(id);
            let line = view::ClaimLine {
                reference: view::Reference::clone(self.reference(id)?),
                finding: known.and_then(|(meta, _)| meta.finding.clone()),
                reports: known.and_then(|(meta, _)| meta.reports).map(|r| r.as_str().to_owned()),
                statements: notes,
            };
            Some((known.map_or(usize::MAX, |known| known.1), line))
        };
        let mut lines: Vec<(usize, view::ClaimLine)> = counts.into_iter().filter_map(line).collect();
        lines.sort_by_key(|line| line.0);
        lines.into_iter().map(|line| line.1).collect()
    }

    /// Names the article of a column of the index's bars.
    fn column_title(&self, id: &Slug) -> String {
        let Some(head) = self.heads.get(id) else { return String::new() };
        let outlet = head.outlet.as_ref().map_or(&head.reference.title, |o| &o.title);
        match &head.published {
            Some(day) => format!("{outlet}, {}", day.text),
            None => outlet.clone(),
        }
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
