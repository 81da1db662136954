//! Lists that begin on a page and go on on pages of their own.
//!
//! A list is cut after a hundred entries, whatever they are; the second page of the list `x` of `a/b.html` is
//! `a/b/x/2.html`. The list that a whole page is paginated by is numbered with the page: `a/b/2.html`.

use super::kit::Kit;
use super::{Pages, insert};
use crate::compile::lists;
use crate::path::OutputPath;
use crate::render::model::{Content, ContinuedModel, Link, ListModel, StatementModel};
use crate::render::view;
use crate::resolve::address::{PAGE, numbered};
use crate::resolve::ids::href;

/// Where a list stands and where it goes on.
pub(crate) struct Place<'a> {
    /// The page it begins on.
    pub(crate) output: &'a OutputPath,
    /// What that page says about itself.
    pub(crate) page: &'a view::Page,
    /// The folder of the further pages, in that of the page.
    pub(crate) folder: &'a str,
    /// The id under which the list begins.
    pub(crate) anchor: &'a str,
}

impl Kit {
    /// Writes the further pages of a list, each made by `content`, and returns its beginning.
    pub(crate) fn list<T>(
        &self,
        pages: &mut Pages,
        at: &Place<'_>,
        all: Vec<T>,
        content: impl Fn(Vec<T>) -> ContinuedModel,
    ) -> ListModel<T> {
        let total = all.len();
        let count = total.div_ceil(PAGE).max(1);
        let mut rest = all.into_iter();
        let entries = rest.by_ref().take(PAGE).collect();
        let base = OutputPath::new(format!("{}/{}.html", stem(at.output), at.folder));
        let begin = format!("{}#{}", href(at.output), at.anchor);
        for n in 2..=count {
            let pagination = lists::pagination_from(&begin, &base, n, count);
            let content = content(rest.by_ref().take(PAGE).collect());
            let content = Content::Continued(Box::new(content));
            self.further_at(pages, numbered(&base, n), at.page, pagination, content);
        }
        let next = (count > 1).then(|| href(&numbered(&base, 2)));
        ListModel { entries, rest: view::Rest { total, next } }
    }

    /// Writes the further pages of a long list and returns its first page.
    pub(crate) fn continued(
        &self,
        pages: &mut Pages,
        first: &OutputPath,
        page: &mut view::Page,
        of: view::Reference,
        what: &'static str,
        links: Vec<Link>,
    ) -> Vec<Link> {
        let mut parts = lists::link_pages(&links).into_iter();
        let head = parts.next().unwrap_or_default();
        let rest: Vec<Vec<Link>> = parts.collect();
        let total = rest.len() + 1;
        page.pagination = lists::pagination(first, 1, total);
        for (n, links) in rest.into_iter().enumerate() {
            let also = self.sharing(&links);
            let content = ContinuedModel { of: of.clone(), what, links, also, ..Default::default() };
            self.further(pages, first, page, (n + 2, total), Content::Continued(Box::new(content)));
        }
        head
    }

    fn further(
        &self,
        pages: &mut Pages,
        first: &OutputPath,
        page: &view::Page,
        (number, total): (usize, usize),
        content: Content,
    ) {
        let pagination = lists::pagination(first, number, total);
        self.further_at(pages, numbered(first, number), page, pagination, content);
    }

    pub(crate) fn further_at(
        &self,
        pages: &mut Pages,
        path: OutputPath,
        page: &view::Page,
        pagination: Option<view::Pagination>,
        content: Content,
    ) {
        let page = view::Page {
            path: path.to_string(),
            kind: "continued".to_owned(),
            canonical: self.config.base_url.as_ref().map(|base| format!("{base}{}", href(&path))),
            pagination,
            corrections: Vec::new(),
            ..page.clone()
        };
        insert(pages, path, page, content);
    }

    /// Cuts a page's two lists into pages that are counted together, and returns its own part of each:
    /// the further pages hold first what is left of the statements, then of the backlinks.
    pub(crate) fn two_lists(
        &self,
        pages: &mut Pages,
        first: &OutputPath,
        page: &mut view::Page,
        of: &view::Reference,
        statements: &[StatementModel],
        links: &[Link],
    ) -> (Vec<StatementModel>, Vec<Link>) {
        let (mut rows, mut backlinks) = (lists::pages(statements).into_iter(), lists::link_pages(links).into_iter());
        let own = (rows.next().unwrap_or_default(), backlinks.next().unwrap_or_default());
        let more =
            |what, links, statements| ContinuedModel { of: of.clone(), what, links, statements, ..Default::default() };
        let rows = rows.map(|rows| more("statements", Vec::new(), rows));
        let rest: Vec<_> = rows.chain(backlinks.map(|links| more("backlinks", links, Vec::new()))).collect();
        let total = rest.len() + 1;
        page.pagination = lists::pagination(first, 1, total);
        for (n, model) in rest.into_iter().enumerate() {
            self.further(pages, first, page, (n + 2, total), Content::Continued(Box::new(model)));
        }
        own
    }
}

fn stem(output: &OutputPath) -> &str {
    output.as_str().strip_suffix(".html").unwrap_or(output.as_str())
}
