//! The index of claims, by question.

use std::sync::Arc;

use super::edition::Edition;
use super::list::pagination;
use super::page::{Pages, content, insert};
use crate::path::{OutputPath, Slug};
use crate::render::prose::Canvas;
use crate::render::view::{ClaimLine, Reference, View, view};
use crate::resolve::address::{PAGE, numbered};
use crate::resolve::collation::Key;

view! {
    /// `claims`: the index of claims.
    pub struct Claims {
        /// By question.
        pub entries: Vec<ClaimLine>,
    }
}

/// What its template sees.
pub const VIEWS: &[View] = &[Claims::VIEW];

content!(Claims, "claims");

impl Claims {
    fn view(&self, _: &Canvas<'_>) -> &Self {
        self
    }
}

/// A claim as lists name it.
#[derive(Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its id.
    pub id: Slug,
    /// How it is pointed at.
    pub reference: Arc<Reference>,
    /// Our sentence.
    pub finding: Option<String>,
    /// How the reports stand to each other.
    pub reports: Option<&'static str>,
    /// Where its question stands among all; `None` of one that was withdrawn.
    pub key: Option<Key>,
}

impl Asked {
    /// Returns what sorts like the question, those that were withdrawn last.
    pub fn order(&self) -> (bool, Option<&Key>, &Slug) {
        (self.key.is_none(), self.key.as_ref(), &self.id)
    }

    /// Returns its line in a list.
    pub fn line(&self, statements: usize) -> ClaimLine {
        ClaimLine {
            reference: Arc::clone(&self.reference),
            finding: self.finding.clone(),
            reports: self.reports.map(str::to_owned),
            statements,
        }
    }
}

/// Makes the index of claims from their lines in order.
pub fn pages(edition: &Edition, lines: &[ClaimLine]) -> Pages {
    let mut pages = Pages::new();
    let first = OutputPath::new("claims/index.html");
    let total = lines.len().div_ceil(PAGE);
    for (n, entries) in lines.chunks(PAGE).enumerate() {
        let path = numbered(&first, n + 1);
        let mut page = edition.page(&path, "claims", &edition.word("claims"), None);
        page.pagination = pagination(&first, n + 1, total);
        insert(&mut pages, path, page, Claims { entries: entries.to_vec() });
    }
    pages
}
