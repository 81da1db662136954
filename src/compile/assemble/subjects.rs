//! Claims and free pages, and the index of claims.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::annotated::Said;
use super::entities::{Statements, all};
use super::kit::{Kit, prose};
use super::{Assembly, Pages, insert};
use crate::compile::lists;
use crate::compile::prose::Named;
use crate::compile::units::{FileUnits, Unit, own};
use crate::content::claim::Claim;
use crate::content::file::ContentFile;
use crate::memo::Same;
use crate::path::{OutputPath, SourcePath};
use crate::render::model::{ClaimModel, Content, DocumentModel, StatementModel};
use crate::render::view;
use crate::resolve::address::{HOME, PAGE, numbered};
use crate::resolve::backlink::Incoming;

/// What the home page lists.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    pub(crate) entities: Vec<view::EntityLine>,
    pub(crate) claims: Vec<view::ClaimLine>,
}

/// What a claim's pages are made from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Claiming {
    kit: Same<Kit>,
    path: SourcePath,
    output: OutputPath,
    meta: Arc<Claim>,
    text: Arc<FileUnits>,
    named: Arc<Named>,
    statements: Statements,
    incoming: Option<Arc<Vec<Incoming>>>,
}

/// A claim's pages.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ClaimPages {
    pub(crate) pages: Pages,
    pub(crate) line: view::ClaimLine,
}

/// Makes the pages of a claim.
fn claim(input: &Claiming) -> ClaimPages {
    let Claiming { kit, path, output, meta, .. } = input;
    let unit = &input.text.units[0];
    let reference = view::Reference::clone(&kit.sources[&unit.owner].reference);
    let all = all(&input.statements);
    let mut page = kit.page(output, "claim", &meta.question, Some((path, &meta.common)));
    page.description = meta.finding.clone();
    let links = kit.links(input.incoming.as_ref().map_or(&[][..], |list| list.as_slice()));
    let mut pages = Pages::new();
    let (statements, backlinks) = kit.two_lists(&mut pages, output, &mut page, &reference, &all, &links);
    let model = ClaimModel {
        meta: Arc::clone(meta),
        id: unit.owner.clone(),
        prose: prose(unit, input.named.found(&unit.key).expect("every unit was searched")),
        statements,
        origins: origins(&all),
        backlinks,
    };
    insert(&mut pages, output.clone(), page, Content::Claim(Box::new(model)));
    let line = view::ClaimLine {
        reference,
        finding: meta.finding.clone(),
        reports: meta.reports.map(|r| r.as_str().to_owned()),
        statements: all.len(),
    };
    ClaimPages { pages, line }
}

impl Assembly<'_> {
    /// Makes the pages of claims.
    pub(crate) fn claims(&mut self) -> Vec<Arc<ClaimPages>> {
        let inputs = self.inputs;
        let asked = inputs.texts.other_files().filter_map(|(file, written)| {
            let source = written.claim()?;
            let id = &file.owner;
            let input = Claiming {
                kit: Same::new(&self.kit),
                path: file.path.clone(),
                output: inputs.settled.ids.entries.get(id)?.output.clone()?,
                meta: Arc::clone(&source.meta),
                text: Arc::clone(file),
                named: Arc::clone(inputs.prose.named.get(id)?),
                statements: self.memory.said.get(&Said::Claim(id.clone())).map(Arc::clone),
                incoming: inputs.incoming.get(id.as_str()).map(Arc::clone),
            };
            Some((id.clone(), input))
        });
        let asked = asked.collect();
        self.memory.claims.run(claim, asked)
    }

    /// Makes the index of claims, and returns a line for each.
    pub(crate) fn claim_index(&self, claims: &[Arc<ClaimPages>], pages: &mut Pages) -> Vec<view::ClaimLine> {
        let mut lines: Vec<view::ClaimLine> = claims.iter().map(|claim| claim.line.clone()).collect();
        let rank = |line: &view::ClaimLine| self.kit.claims.get(line.reference.id.as_str()).map(|claim| claim.1);
        lines.sort_by_key(rank);
        let first = OutputPath::new("claims/index.html");
        let total = lines.len().div_ceil(PAGE);
        for (n, entries) in lines.chunks(PAGE).enumerate() {
            let path = numbered(&first, n + 1);
            let mut page = self.kit.page(&path, "claims", &self.kit.words.word("claims", None), None);
            page.pagination = lists::pagination(&first, n + 1, total);
            insert(pages, path, page, Content::Claims(view::Claims { entries: entries.to_vec() }));
        }
        lines
    }

    /// Makes the free pages.
    pub(crate) fn documents(&self, pages: &mut Pages) {
        let inputs = self.inputs;
        for (file, written) in inputs.texts.other_files() {
            let ContentFile::Page(source) = written else { continue };
            let meta = &source.meta;
            let output = inputs.settled.ids.entries.get(&file.owner).and_then(|entry| entry.output.clone());
            let (Some(prose), Some(output)) = (file.unit(0).map(|unit| self.prose(unit)), output) else { continue };
            let reference = view::Reference::clone(&self.kit.sources[&file.owner].reference);
            let mut page = self.kit.page(&output, "document", &reference.title, Some((&file.path, &meta.common)));
            page.description = meta.summary.clone();
            let links = self.kit.links(inputs.incoming.get(file.owner.as_str()).map_or(&[][..], |list| list));
            let backlinks = self.kit.continued(pages, &output, &mut page, reference, "backlinks", links);
            let id = file.owner.clone();
            insert(pages, output, page, Content::Document(Box::new(DocumentModel { id, prose, backlinks })));
        }
    }

    /// Says how many articles and notes there are, for the home page.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let notes = self.annotated.values().map(|annotated| annotated.numbered).sum();
        (self.inputs.prose.articles.len(), notes)
    }

    /// Returns the text of the home page, if there is one.
    pub(crate) fn home_unit(&self) -> Option<&Unit> {
        let home = self.inputs.texts.of.get(HOME).and_then(|bodies| own(bodies));
        home.filter(|home| home.kind.is_none()).and_then(|home| home.unit(0))
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
