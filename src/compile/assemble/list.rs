//! Lists that begin in the middle of a page and go on on pages of their own.
//!
//! A list is cut after a hundred entries, whatever they are; the second page of the list `x` of `a/b.html` is
//! `a/b/x/2.html`. It deliberately knows no list that a whole page is paginated by: that one is numbered
//! with the page.

use super::{Assembly, Pages};
use crate::compile::lists;
use crate::path::OutputPath;
use crate::render::model::{Content, ContinuedModel, ListModel, numbered};
use crate::render::view;
use crate::resolve::ids::href;

/// Where a list stands and where it goes on.
pub(super) struct Place<'a> {
    /// The page it begins on.
    pub(super) output: &'a OutputPath,
    /// What that page says about itself.
    pub(super) page: &'a view::Page,
    /// The folder of the further pages, in that of the page.
    pub(super) folder: &'a str,
    /// The id under which the list begins.
    pub(super) anchor: &'a str,
}

impl Assembly<'_> {
    /// Writes the further pages of a list, each made by `content`, and returns its beginning.
    pub(super) fn list<T>(
        &self,
        pages: &mut Pages,
        at: &Place<'_>,
        all: Vec<T>,
        content: impl Fn(Vec<T>) -> ContinuedModel,
    ) -> ListModel<T> {
        let total = all.len();
        let count = total.div_ceil(lists::PAGE).max(1);
        let mut rest = all.into_iter();
        let entries = rest.by_ref().take(lists::PAGE).collect();
        let base = OutputPath::new(format!("{}/{}.html", stem(at.output), at.folder));
        let begin = format!("{}#{}", href(at.output), at.anchor);
        for n in 2..=count {
            let pagination = lists::pagination_from(&begin, &base, n, count);
            let content = content(rest.by_ref().take(lists::PAGE).collect());
            let content = Content::Continued(Box::new(content));
            self.further_at(pages, numbered(&base, n), at.page, pagination, content);
        }
        let next = (count > 1).then(|| href(&numbered(&base, 2)));
        ListModel { entries, rest: view::Rest { total, next } }
    }
}

fn stem(output: &OutputPath) -> &str {
    output.as_str().strip_suffix(".html").unwrap_or(output.as_str())
}
