//! What notes say of claims and entities; claims and free pages, and their index.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Assembly, Pages, insert};
use crate::compile::lists;
use crate::compile::parse::find;
use crate::compile::prose::HOME;
use crate::content::annotation::{About, Speaker, Status};
use crate::path::{OutputPath, Slug};
use crate::render::model::{ClaimModel, Content, DocumentModel, StatementModel, numbered};
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
pub(super) struct Statements {
    claims: BTreeMap<Slug, Vec<StatementModel>>,
    pub(super) of: BTreeMap<Slug, Subject>,
}

/// The notes that name one entity.
#[derive(Clone, Debug, Default)]
pub(super) struct Subject {
    pub(super) said: Vec<StatementModel>,
    pub(super) relayed: Vec<StatementModel>,
    pub(super) about: Vec<StatementModel>,
    pub(super) events: Vec<StatementModel>,
    /// The claims they bear on, with the number of notes.
    pub(super) claims: BTreeMap<Slug, usize>,
}

impl Assembly<'_> {
    /// Makes the pages of entities, claims and free pages, and the indexes.
    pub(super) fn subjects(&self, pages: &mut Pages) -> Listed {
        let statements = self.gather_statements();
        let mut listed = Listed { entities: self.entities(&statements, pages), claims: self.claims(statements, pages) };
        self.documents(pages);
        listed.entities.sort_by(|a, b| {
            b.mentions.cmp(&a.mentions).then_with(|| self.order.compare(&a.reference.title, &b.reference.title))
        });
        listed
    }

    fn gather_statements(&self) -> Statements {
        let mut out = Statements::default();
        for id in self.inputs.prose.articles.iter() {
            for note in self.parts.notes.get(id).into_iter().flatten() {
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
                let mut named: BTreeMap<&Slug, bool> = BTreeMap::new();
                if let Some(Speaker::Entity(e)) = &note.note.by {
                    out.of.entry(e.id.clone()).or_default().said.push(row(None, e.probable));
                    named.insert(&e.id, e.probable);
                }
                if let Some(Speaker::Entity(e)) = &note.note.via {
                    out.of.entry(e.id.clone()).or_default().relayed.push(row(None, e.probable));
                    named.entry(&e.id).or_insert(e.probable);
                }
                for about in &note.note.about {
                    if let About::Entity(e) = about {
                        out.of.entry(e.id.clone()).or_default().about.push(row(None, e.probable));
                        named.entry(&e.id).or_insert(e.probable);
                    }
                }
                for (id, probable) in named {
                    let subject = out.of.entry(id.clone()).or_default();
                    if note.note.happened.is_some() {
                        subject.events.push(row(None, probable));
                    }
                    let claims = note.note.claims.iter().zip(&note.claims).filter(|c| c.1.is_some());
                    let claims: BTreeSet<&Slug> = claims.map(|c| &c.0.claim).collect();
                    claims.into_iter().for_each(|claim| *subject.claims.entry(claim.clone()).or_default() += 1);
                }
            }
        }
        for subject in out.of.values_mut() {
            subject.events.sort_by(|a, b| a.note.note.happened.cmp(&b.note.note.happened));
        }
        out
    }

    fn claims(&self, mut statements: Statements, pages: &mut Pages) -> Vec<view::ClaimLine> {
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
            let (rows, backlinks) = self.two_lists(pages, &output, &mut page, &reference, &all, &links);
            let model = ClaimModel { meta: Arc::clone(meta), id, prose, statements: rows, origins, backlinks };
            insert(pages, output, page, Content::Claim(Box::new(model)));
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
            let parts = lists::pages(&lines);
            let total = parts.len();
            for (n, entries) in parts.into_iter().enumerate() {
                let path = numbered(&first, n + 1);
                let mut page = self.page(&path, "claims", &self.theme.word("claims", None), None);
                page.pagination = lists::pagination(&first, n + 1, total);
                insert(pages, path, page, Content::Claims(view::Claims { entries }));
            }
        }
        lines
    }

    fn documents(&self, pages: &mut Pages) {
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
            let backlinks = self.continued(pages, &output, &mut page, reference, "backlinks", links);
            insert(pages, output, page, Content::Document(Box::new(DocumentModel { id, prose, backlinks })));
        }
    }

    /// Says how many articles and notes there are, for the home page.
    pub(super) fn counts(&self) -> (usize, usize) {
        let notes = self.parts.notes.values().flatten().filter(|n| n.number.is_some()).count();
        (self.inputs.prose.articles.len(), notes)
    }

    /// Returns the source of the home page, if there is one.
    pub(super) fn home_key(&self) -> Option<crate::compile::BodyKey> {
        let unit = self.inputs.texts.units().find(|u| u.owner.as_str() == HOME && u.kind.is_none());
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
