//! The index of articles, in order of publication.

use std::sync::Arc;

use super::edition::Edition;
use super::list::pagination;
use super::page::{Content, Pages, content, insert};
use crate::content::article::Article;
use crate::memo::Same;
use crate::path::OutputPath;
use crate::render::model::Head;
use crate::render::prose::Canvas;
use crate::render::view::{ArticleLine, View, view};
use crate::resolve::address::numbered;

view! {
    /// `articles`: the index of articles.
    pub struct Articles {
        /// In order of publication.
        pub entries: Vec<ArticleLine>,
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

/// An article as lists of all articles know it.
#[derive(Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its front matter.
    pub meta: Arc<Article>,
    /// How it is pointed at.
    pub head: Arc<Head>,
    /// How many notes with a number it has.
    pub notes: usize,
}

impl Listed {
    /// Returns its line in a list.
    pub fn line(&self) -> ArticleLine {
        ArticleLine {
            reference: Arc::clone(&self.head.reference),
            outlet: self.head.outlet.clone(),
            published: self.head.date.clone(),
            summary: self.meta.summary.clone(),
            text: self.meta.text.as_str().to_owned(),
            rights: self.meta.rights.shown().to_owned(),
            notes: self.notes,
        }
    }
}

/// What a page of a list of all articles is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What pages are made with.
    pub edition: Same<Edition>,
    /// Which page it is, from 1.
    pub number: usize,
    /// How many there are.
    pub total: usize,
    /// Those that it lists, in order of publication.
    pub articles: Vec<Arc<Listed>>,
}

impl Part {
    /// Makes the page of a list whose first page is `first`; its title is the interface's word for `name`.
    pub fn pages(&self, first: &str, name: &str, content: impl Content) -> Pages {
        let first = OutputPath::new(first);
        let path = numbered(&first, self.number);
        let mut page = self.edition.page(&path, name, &self.edition.word(name), None);
        page.pagination = pagination(&first, self.number, self.total);
        let mut pages = Pages::new();
        insert(&mut pages, path, page, content);
        pages
    }
}

/// Makes a page of the index.
pub fn pages(part: &Part) -> Pages {
    let entries = part.articles.iter().map(|article| article.line()).collect();
    part.pages("articles/index.html", "articles", Articles { entries })
}
