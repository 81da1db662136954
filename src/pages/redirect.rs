//! What stands at an old address.

use super::edition::Edition;
use super::page::{Pages, content, insert};
use crate::path::OutputPath;
use crate::render::prose::Canvas;
use crate::render::view::{View, view};

view! {
    /// `redirect`: an old URL.
    pub struct Redirect {
        /// Where it leads.
        pub href: String,
    }
}

/// What its template sees.
pub const VIEWS: &[View] = &[Redirect::VIEW];

content!(Redirect, "redirect");

impl Redirect {
    fn view(&self, _: &Canvas<'_>) -> &Self {
        self
    }
}

/// Makes the page that leads from an old address to where what has this title is now.
pub fn pages(edition: &Edition, path: OutputPath, title: &str, href: String) -> Pages {
    let mut pages = Pages::new();
    let page = edition.page(&path, "redirect", title, None);
    insert(&mut pages, path, page, Redirect { href });
    pages
}
