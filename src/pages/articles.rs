//! The index of articles, in order of publication.

use std::sync::Arc;

use super::edition::Edition;
use super::list::pagination;
use super::page::{Pages, content, insert};
use crate::memo::Same;
use crate::path::OutputPath;
use crate::render::prose::Canvas;
use crate::render::view::{ArticleLine, View, view};
use crate::resolve::address::numbered;

view! {
    /// `articles`: the index of articles.
    pub struct Articles {
        /// In order of publication.
        pub entries: Vec<Arc<ArticleLine>>,
    }
}

/// What its template sees.
pub const VIEWS: &[View] = &[Articles::VIEW];

content!(Articles, "articles");

impl Articles {
    fn view(&self, _: &Canvas<'_>) -> &Self {
        self
    }
}

/// What a page of the index is made from.
#[derive(Debug, PartialEq, Eq)]
pub struct Input {
    /// What pages are made with.
    pub edition: Same<Edition>,
    /// Which page it is, from 1.
    pub number: usize,
    /// How many there are.
    pub total: usize,
    /// What it lists.
    pub lines: Vec<Arc<ArticleLine>>,
}

/// Makes a page of the index.
pub fn pages(input: &Input) -> Pages {
    let Input { edition, number, total, lines } = input;
    let first = OutputPath::new("articles/index.html");
    let path = numbered(&first, *number);
    let mut page = edition.page(&path, "articles", &edition.word("articles"), None);
    page.pagination = pagination(&first, *number, *total);
    let mut pages = Pages::new();
    insert(&mut pages, path, page, Articles { entries: lines.clone() });
    pages
}
