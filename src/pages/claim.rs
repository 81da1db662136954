//! The page of a claim: a question, our finding, and who says what.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::backlinks::{Heads, links};
use super::edition::{Edition, Origin};
use super::entity::{Statements, all};
use super::list::two_lists;
use super::page::{Pages, content, insert};
use crate::content::claim::Claim as Meta;
use crate::memo::Same;
use crate::path::{OutputPath, Slug};
use crate::render::model::{Link, Prose, StatementModel};
use crate::render::paint::Frame;
use crate::render::prose::{Canvas, Shown, groups, painted, statements};
use crate::render::view::{BacklinkGroup, Reference, Statement, View, Voice, view};
use crate::resolve::backlink::Incoming;

view! {
    /// `claim`
    pub struct Claim {
        /// Its id.
        pub id: String,
        /// The question.
        pub question: String,
        /// The question, painted; it stands in an element with `id="p0"`.
        pub question_html: String,
        /// What its numbers count.
        pub unit: Option<String>,
        /// Our sentence, as a finished block; empty where there is none.
        pub finding_html: String,
        /// `agree`, `differ`, `not-comparable`, `one-origin`, or `none`.
        pub reports: Option<String>,
        /// What more there is to say.
        pub html: String,
        /// Who says what, in order of publication.
        pub statements: Vec<Statement>,
        /// How many different origins the statements have.
        pub origins: usize,
        /// What points at it.
        pub backlinks: Vec<BacklinkGroup>,
    }
}

/// What its template sees.
pub const VIEWS: &[View] = &[Claim::VIEW];

/// What a claim's pages are made from.
#[derive(Debug, PartialEq, Eq)]
pub struct Input {
    /// What pages are made with.
    pub edition: Same<Edition>,
    /// Its id.
    pub id: Slug,
    /// Where its page is.
    pub output: OutputPath,
    /// Why editors alone see it.
    pub withheld: Vec<String>,
    /// Its front matter.
    pub meta: Arc<Meta>,
    /// How it is pointed at.
    pub reference: Arc<Reference>,
    /// The question as headline, the finding as first block, then the body.
    pub prose: Prose,
    /// Who says what.
    pub statements: Statements,
    /// What points at it.
    pub incoming: Option<Arc<Vec<Incoming>>>,
    /// The heads of the pages that do.
    pub heads: Heads,
}

/// A claim before it is painted.
#[derive(Debug, PartialEq, Eq)]
pub struct Model {
    meta: Arc<Meta>,
    id: Slug,
    prose: Prose,
    statements: Vec<StatementModel>,
    origins: usize,
    backlinks: Vec<Link>,
}

content!(Model, "claim");

/// A claim's pages.
#[derive(Debug, PartialEq, Eq)]
pub struct Made {
    /// The pages.
    pub pages: Pages,
    /// How many statements there are.
    pub statements: usize,
}

/// Makes the pages of a claim.
pub fn pages(input: &Input) -> Made {
    let Input { edition, output, meta, reference, heads, .. } = input;
    let all = all(&input.statements);
    let origin = Origin { common: &meta.common, withheld: &input.withheld };
    let mut page = edition.page(output, "claim", &meta.question, Some(origin));
    page.description = meta.finding.clone();
    let links = links(input.incoming.as_ref().map_or(&[][..], |list| list.as_slice()), heads);
    let mut pages = Pages::new();
    let (statements, backlinks) = two_lists(edition, &mut pages, output, &mut page, reference, (&all, links));
    let model = Model {
        meta: Arc::clone(meta),
        id: input.id.clone(),
        prose: input.prose.clone(),
        statements,
        origins: origins(&all),
        backlinks,
    };
    insert(&mut pages, output.clone(), page, model);
    Made { pages, statements: all.len() }
}

/// Counts the origins of statements: on whose word, else who says it, else the outlet, else the article.
fn origins(statements: &[StatementModel]) -> usize {
    let voice = |v: &Voice| match (&v.entity, &v.description) {
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

impl Model {
    fn view(&self, canvas: &Canvas<'_>) -> Claim {
        let painted = painted(&self.prose, &[], canvas, Frame::Page);
        let text: String = painted.parts.into_iter().map(|p| p.0).collect();
        // The finding is the first block, a plain paragraph: it ends with the first end tag of one.
        let cut = match &self.meta.finding {
            Some(_) => text.find("</p>\n").map_or(0, |i| i + "</p>\n".len()),
            None => 0,
        };
        Claim {
            id: self.id.to_string(),
            question: self.meta.question.clone(),
            question_html: painted.headline,
            unit: self.meta.unit.clone(),
            finding_html: text[..cut].to_owned(),
            reports: self.meta.reports.map(|r| r.as_str().to_owned()),
            html: text[cut..].to_owned(),
            statements: statements(&self.statements, &mut Shown::new(), canvas),
            origins: self.origins,
            backlinks: groups(&self.backlinks),
        }
    }
}
