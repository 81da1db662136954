//! All corrections, newest first.

use super::edition::Edition;
use super::list::{cut, pagination};
use super::page::{Pages, content, insert};
use crate::content;
use crate::path::OutputPath;
use crate::render::prose::Canvas;
use crate::render::view::{Correction, Reference, View, view};
use crate::resolve::address::numbered;

view! {
    /// `corrections`: all corrections, newest first.
    pub struct Corrections {
        /// The corrections.
        pub entries: Vec<Correction>,
    }
}

/// What its template sees.
pub const VIEWS: &[View] = &[Corrections::VIEW];

content!(Corrections, "corrections");

impl Corrections {
    fn view(&self, _: &Canvas<'_>) -> &Self {
        self
    }
}

/// Makes the pages of all corrections, each of which comes with the page it belongs to; none where there are none.
pub fn pages(edition: &Edition, mut all: Vec<(&content::Correction, Reference)>) -> Pages {
    let mut pages = Pages::new();
    if all.is_empty() {
        return pages;
    }
    all.sort_by(|a, b| b.0.date.cmp(&a.0.date).then_with(|| a.1.id.cmp(&b.1.id)));
    let all: Vec<Correction> = all.iter().map(|(correction, of)| edition.correction(correction, of)).collect();
    let first = OutputPath::new("corrections.html");
    let parts = cut(&all);
    let total = parts.len();
    for (n, entries) in parts.into_iter().enumerate() {
        let path = numbered(&first, n + 1);
        let mut page = edition.page(&path, "corrections", &edition.word("corrections"), None);
        page.pagination = pagination(&first, n + 1, total);
        insert(&mut pages, path, page, Corrections { entries });
    }
    pages
}
