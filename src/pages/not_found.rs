//! The page for addresses that do not exist.

use super::edition::Edition;
use super::page::{Pages, content, insert};
use crate::path::OutputPath;
use crate::render::prose::Canvas;

/// The page, which shows nothing of its own.
#[derive(Debug, PartialEq, Eq)]
pub struct Model;

content!(Model, "not_found", "404.html");

impl Model {
    fn view(&self, _: &Canvas<'_>) -> bool {
        true
    }
}

/// Makes `404.html`.
pub fn pages(edition: &Edition) -> Pages {
    let path = OutputPath::new("404.html");
    let mut page = edition.page(&path, "not_found", &edition.word("not_found"), None);
    page.canonical = None;
    let mut pages = Pages::new();
    insert(&mut pages, path, page, Model);
    pages
}
