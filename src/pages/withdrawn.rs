//! What stands where something was withdrawn.

use super::edition::Edition;
use super::page::{Pages, content, insert};
use crate::content;
use crate::path::OutputPath;
use crate::render::prose::{Canvas, day};
use crate::render::view::{Day, Reference, View, view};

view! {
    /// `withdrawn`: what stands where something was.
    pub struct Withdrawn {
        /// Its id.
        pub id: String,
        /// Since when.
        pub date: Day,
        /// Why.
        pub reason: String,
    }
}

/// What its template sees.
pub const VIEWS: &[View] = &[Withdrawn::VIEW];

content!(Withdrawn, "withdrawn");

impl Withdrawn {
    fn view(&self, _: &Canvas<'_>) -> &Self {
        self
    }
}

/// Makes the page that stands where something was.
pub fn pages(edition: &Edition, of: &Reference, path: &OutputPath, withdrawn: &content::Withdrawn) -> Pages {
    let date = day(&withdrawn.date, &edition.config.language);
    let view = Withdrawn { id: of.id.clone(), date, reason: withdrawn.reason.clone() };
    let mut pages = Pages::new();
    insert(&mut pages, path.clone(), edition.page(path, "withdrawn", &of.title, None), view);
    pages
}
