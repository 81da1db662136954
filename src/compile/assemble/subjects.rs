//! Entities, claims and free pages, and their indexes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Assembly;
use crate::compile::lists;
use crate::compile::parse::find;
use crate::compile::prose::HOME;
use crate::content::annotation::{About, Speaker, Status};
use crate::content::entity::EntityKind;
use crate::path::{OutputPath, Slug};
use crate::render::model::{ClaimModel, Content, DocumentModel, EntityModel, StatementModel, numbered};
use crate::render::view;
use crate::resolve::ids::{Kind, id_of};

/// What the home page lists.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub(super) entities: Vec<view::EntityLine>,
    pub(super) claims: Vec<view::ClaimLine>,
}

/// The notes that name each claim and entity, in order of article and place.
#[derive(Default)]
struct Statements {
    claims: BTreeMap<Slug, Vec<StatementModel>>,
    said: BTreeMap<Slug, Vec<StatementModel>>,
    about: BTreeMap<Slug, Vec<StatementModel>>,
}

impl Assembly<'_> {
    /// Makes the pages of entities, claims and free pages, and the indexes.
    pub(super) fn subjects(&mut self) -> Listed {
        let statements = self.gather_statements();
        let mut listed = Listed { entities: self.entities(&statements), claims: self.claims(statements) };
        self.documents();
        listed.entities.sort_by(|a, b| {
            b.mentions.cmp(&a.mentions).then_with(|| self.order.compare(&a.reference.title, &b.reference.title))
        });
        listed
    }

    fn gather_statements(&self) -> Statements {
        let mut out = Statements::default();
        for id in &self.inputs.prose.articles {
            for note in self.notes.get(id).into_iter().flatten() {
                if note.note.status == Status::Retracted || note.lost {
                    continue;
                }
                let row =
                    |claim: Option<usize>, probable: bool| StatementModel { note: Arc::clone(note), claim, probable };
                for (n, statement) in note.note.claims.iter().enumerate() {
                    if note.claims.get(n).is_some_and(Option::is_some) {
                        out.claims.entry(statement.claim.clone()).or_default().push(row(Some(n), false));
                    }
                }
                if let Some(Speaker::Entity(e)) = &note.note.by {
                    out.said.entry(e.id.clone()).or_default().push(row(None, e.probable));
                }
                for about in &note.note.about {
                    if let About::Entity(e) = about {
                        out.about.entry(e.id.clone()).or_default().push(row(None, e.probable));
                    }
                }
            }
        }
        out
    }

    fn entities(&mut self, statements: &Statements) -> Vec<view::EntityLine> {
        let inputs = self.inputs;
        let relations = self.relations();
        let mut lines: Vec<(EntityKind2, String, view::EntityLine)> = Vec::new();
        for (path, source) in &inputs.parsed.entities {
            let id = id_of(path);
            if !self.has_page(path, &id) {
                continue;
            }
            let meta = &source.meta;
            let links = self.links(id.as_str());
            let in_articles = |l: &&crate::render::model::Link| l.incoming.places.iter().any(|p| p.kind == "mention");
            let article_count = links.iter().filter(in_articles).count();
            let mention_count =
                links.iter().flat_map(|l| l.incoming.places.iter()).filter(|p| p.kind == "mention").count();
            let reference = view::Reference::clone(&inputs.settled.ids.entries[&id].reference);
            let kind = meta.kind.map_or("other", |k| k.as_str()).to_owned();
            if let (Some(prose), Some(output)) =
                (self.body(&(path.clone(), 0)), inputs.settled.ids.entries[&id].output.clone())
            {
                let mut page = self.page(&output, "entity", &meta.name, Some((path, &meta.common)));
                page.description = meta.role.clone();
                let mentions = self.continued(&output, &mut page, reference.clone(), "mentions", links);
                let model = EntityModel {
                    meta: Arc::clone(meta),
                    id: id.clone(),
                    image: inputs.texts.pictures.get(path).cloned(),
                    prose,
                    relations: relations.get(&id).cloned().unwrap_or_default(),
                    said: statements.said.get(&id).cloned().unwrap_or_default(),
                    about: statements.about.get(&id).cloned().unwrap_or_default(),
                    mention_count,
                    article_count,
                    mentions,
                };
                self.insert(output, page, Content::Entity(Box::new(model)));
                let line = view::EntityLine {
                    reference,
                    kind,
                    role: meta.role.clone(),
                    mentions: mention_count,
                    articles: article_count,
                };
                let sort = meta.sort_name.clone().unwrap_or_else(|| meta.name.clone());
                lines.push((EntityKind2(meta.kind), sort, line));
            }
        }
        lines.sort_by(|a, b| {
            a.0.cmp(&b.0)
                .then_with(|| self.order.compare(&a.1, &b.1))
                .then_with(|| a.2.reference.id.cmp(&b.2.reference.id))
        });
        let lines: Vec<view::EntityLine> = lines.into_iter().map(|l| l.2).collect();
        self.entity_index(&lines);
        lines
    }

    fn entity_index(&mut self, lines: &[view::EntityLine]) {
        if lines.is_empty() {
            return;
        }
        let first = OutputPath::new("entities/index.html");
        let pages = lists::pages(lines);
        let total = pages.len();
        for (n, entries) in pages.into_iter().enumerate() {
            let mut groups: Vec<view::EntityGroup> = Vec::new();
            for entry in entries {
                match groups.last_mut().filter(|g| g.kind == entry.kind) {
                    Some(group) => group.entries.push(entry),
                    None => groups.push(view::EntityGroup { kind: entry.kind.clone(), entries: vec![entry] }),
                }
            }
            let path = numbered(&first, n + 1);
            let mut page = self.page(&path, "entities", "People, organisations, places, events", None);
            page.pagination = lists::pagination(&first, n + 1, total);
            self.insert(path, page, Content::Entities(view::Entities { groups }));
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
            for relation in &source.meta.relations {
                let Ok(other) = ids.find(relation.to.as_str(), &[Kind::Entity]) else { continue };
                let note = relation.note.as_ref().and_then(|n| ids.find_note(n, None).ok()).map(|n| n.2);
                let row = |to: &Arc<view::Reference>, inverse: bool| view::Relation {
                    to: view::Reference::clone(to),
                    r#as: relation.r#as.clone(),
                    inverse,
                    start: self.day(&relation.start),
                    end: self.day(&relation.end),
                    note: note.clone(),
                };
                relations.entry(id.clone()).or_default().push(row(&other.reference, false));
                relations.entry(relation.to.clone()).or_default().push(row(&own, true));
            }
        }
        relations
    }

    fn claims(&mut self, mut statements: Statements) -> Vec<view::ClaimLine> {
        let inputs = self.inputs;
        let mut lines = Vec::new();
        for (path, source) in &inputs.parsed.claims {
            let id = id_of(path);
            if !self.has_page(path, &id) {
                continue;
            }
            let meta = &source.meta;
            let Some(output) = inputs.settled.ids.entries[&id].output.clone() else { continue };
            let Some(prose) = self.body(&(path.clone(), 0)) else { continue };
            let reference = view::Reference::clone(&inputs.settled.ids.entries[&id].reference);
            let all = statements.claims.remove(&id).unwrap_or_default();
            let count = all.len();
            let mut page = self.page(&output, "claim", &meta.question, Some((path, &meta.common)));
            page.description = meta.finding.clone();
            let origins = origins(&all);
            let links = self.links(id.as_str());
            let (rows, backlinks) = self.two_lists(&output, &mut page, &reference, &all, &links);
            let model = ClaimModel { meta: Arc::clone(meta), id, prose, statements: rows, origins, backlinks };
            self.insert(output, page, Content::Claim(Box::new(model)));
            lines.push(view::ClaimLine {
                reference,
                finding: meta.finding.clone(),
                reports: meta.reports.map(|r| r.as_str().to_owned()),
                statements: count,
            });
        }
        lines.sort_by(|a, b| self.order.compare(&a.reference.title, &b.reference.title));
        if !lines.is_empty() {
            let first = OutputPath::new("claims/index.html");
            let pages = lists::pages(&lines);
            let total = pages.len();
            for (n, entries) in pages.into_iter().enumerate() {
                let path = numbered(&first, n + 1);
                let mut page = self.page(&path, "claims", "Claims", None);
                page.pagination = lists::pagination(&first, n + 1, total);
                self.insert(path, page, Content::Claims(view::Claims { entries }));
            }
        }
        lines
    }

    fn documents(&mut self) {
        let inputs = self.inputs;
        for (path, source) in &inputs.parsed.pages {
            let id = id_of(path);
            if !self.has_page(path, &id) {
                continue;
            }
            let meta = &source.meta;
            let entry = &inputs.settled.ids.entries[&id];
            let Some(prose) = self.body(&(path.clone(), 0)) else { continue };
            let Some(output) = entry.output.clone() else { continue };
            let reference = view::Reference::clone(&entry.reference);
            let mut page = self.page(&output, "document", &reference.title, Some((path, &meta.common)));
            page.description = meta.summary.clone();
            let links = self.links(id.as_str());
            let backlinks = self.continued(&output, &mut page, reference, "backlinks", links);
            self.insert(output, page, Content::Document(Box::new(DocumentModel { id, prose, backlinks })));
        }
    }

    /// Says how many articles and notes there are, for the home page.
    pub(super) fn counts(&self) -> (usize, usize) {
        let notes = self.notes.values().flatten().filter(|n| n.number.is_some()).count();
        (self.inputs.prose.articles.len(), notes)
    }

    /// Returns the source of the home page, if there is one.
    pub(super) fn home_key(&self) -> Option<crate::compile::BodyKey> {
        let unit = self.inputs.texts.units.values().find(|u| u.owner.as_str() == HOME && u.kind.is_none());
        unit.map(|u| u.key.clone())
    }

    /// Finds the meta of a claim or article or entity for the home page's lead.
    pub(super) fn lead_text(&self, id: &Slug) -> Option<String> {
        let entry = self.inputs.settled.ids.entries.get(id)?;
        let parsed = self.inputs.parsed;
        match entry.kind {
            Kind::Claim => find(&parsed.claims, &entry.path)?.meta.finding.clone(),
            Kind::Article => find(&parsed.articles, &entry.path)?.meta.summary.clone(),
            Kind::Entity => find(&parsed.entities, &entry.path)?.meta.role.clone(),
            Kind::Page => find(&parsed.pages, &entry.path)?.meta.summary.clone(),
        }
    }
}

/// The kinds of entities in the order of the index; those of no kind last.
#[derive(Clone, Copy, PartialEq, Eq)]
struct EntityKind2(Option<EntityKind>);

impl Ord for EntityKind2 {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0.is_none(), self.0).cmp(&(other.0.is_none(), other.0))
    }
}

impl PartialOrd for EntityKind2 {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Counts the origins of statements: on whose word, else who says it, else the outlet, else the article.
fn origins(statements: &[StatementModel]) -> usize {
    let voice = |v: &view::Voice| match (&v.entity, &v.description) {
        (Some(entity), _) => format!("entity {}", entity.id),
        (None, description) => format!("words {}", description.clone().unwrap_or_default().to_lowercase()),
    };
    let origins: BTreeSet<String> = statements
        .iter()
        .map(|s| {
            let note = &s.note;
            let told = note.via.as_ref().or(note.by.as_ref()).map(voice);
            told.or_else(|| note.article.outlet.as_ref().map(|o| format!("entity {}", o.id)))
                .unwrap_or_else(|| format!("article {}", note.article_id))
        })
        .collect();
    origins.len()
}
