//! Lists that begin on a page and go on on pages of their own.
//!
//! A list is cut after a hundred entries, whatever they are; the second page of the list `x` of `a/b.html` is
//! `a/b/x/2.html`. The list that a whole page is paginated by is numbered with the page: `a/b/2.html`.

use super::backlinks::{Heads, sharing};
use super::continued::Model;
use super::edition::Edition;
use super::page::{Pages, insert};
use crate::path::OutputPath;
use crate::render::model::{Link, ListModel, StatementModel};
use crate::render::view::{Page, PageLink, Pagination, Reference, Rest};
use crate::resolve::address::{PAGE, numbered};
use crate::resolve::ids::href;

/// Where a list stands and where it goes on.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// What pages are made with.
    pub edition: &'a Edition,
    /// The page it begins on.
    pub output: &'a OutputPath,
    /// What that page says about itself.
    pub page: &'a Page,
}

impl Place<'_> {
    /// Writes the further pages of a list, each made by `content`, and returns its beginning.
    ///
    /// They lie in a `folder` beside the page; the list begins under the id `anchor`.
    pub fn list<T>(
        &self,
        pages: &mut Pages,
        (folder, anchor): (&str, &str),
        all: Vec<T>,
        content: impl Fn(Vec<T>) -> Model,
    ) -> ListModel<T> {
        let total = all.len();
        let mut all = all.into_iter();
        let part = |_| all.by_ref().take(PAGE).collect();
        let parts = (0..total.div_ceil(PAGE)).map(part).collect();
        let (entries, next) = self.parts(pages, (folder, anchor), parts, content);
        ListModel { entries, rest: Rest { total, next } }
    }

    /// Does the same of a list that is cut already; returns its first part, and where the second is.
    pub fn parts<T>(
        &self,
        pages: &mut Pages,
        (folder, anchor): (&str, &str),
        parts: Vec<Vec<T>>,
        content: impl Fn(Vec<T>) -> Model,
    ) -> (Vec<T>, Option<String>) {
        let (first, rest) = first_and_rest(parts, content);
        if rest.is_empty() {
            return (first, None);
        }
        let base = OutputPath::new(format!("{}/{folder}.html", stem(self.output)));
        let begin = format!("{}#{anchor}", href(self.output));
        let count = rest.len() + 1;
        for (n, model) in (2..).zip(rest) {
            self.further(pages, numbered(&base, n), pagination_from(&begin, &base, n, count), model);
        }
        (first, Some(href(&numbered(&base, 2))))
    }

    /// Makes a further page.
    fn further(&self, pages: &mut Pages, path: OutputPath, pagination: Option<Pagination>, content: Model) {
        let page = Page {
            path: path.to_string(),
            kind: "continued".to_owned(),
            canonical: self.edition.canonical(&path),
            pagination,
            corrections: Vec::new(),
            ..self.page.clone()
        };
        insert(pages, path, page, content);
    }
}

/// Writes the further pages of a long list of backlinks and returns its first page.
pub fn continued(
    edition: &Edition,
    pages: &mut Pages,
    output: &OutputPath,
    page: &mut Page,
    (of, what): (&Reference, &'static str),
    (links, heads): (Vec<Link>, &Heads),
) -> Vec<Link> {
    let rest =
        |links: Vec<Link>| Model { also: sharing(&links, heads), of: of.clone(), what, links, ..Model::default() };
    let (first, rest) = first_and_rest(link_pages(links), rest);
    numbered_with(edition, pages, output, page, rest);
    first
}

/// Cuts a page's two lists into pages that are counted together, and returns its own part of each:
/// the further pages hold first what is left of the statements, then of the backlinks.
pub fn two_lists(
    edition: &Edition,
    pages: &mut Pages,
    output: &OutputPath,
    page: &mut Page,
    of: &Reference,
    (statements, links): (&[StatementModel], Vec<Link>),
) -> (Vec<StatementModel>, Vec<Link>) {
    let model = |what| Model { of: of.clone(), what, ..Model::default() };
    let (own, mut rest) = first_and_rest(cut(statements), |statements| Model { statements, ..model("statements") });
    let (backlinks, more) = first_and_rest(link_pages(links), |links| Model { links, ..model("backlinks") });
    rest.extend(more);
    numbered_with(edition, pages, output, page, rest);
    (own, backlinks)
}

fn first_and_rest<T>(parts: Vec<Vec<T>>, model: impl Fn(Vec<T>) -> Model) -> (Vec<T>, Vec<Model>) {
    let mut parts = parts.into_iter();
    (parts.next().unwrap_or_default(), parts.map(model).collect())
}

/// Makes the further pages that are counted with the page itself.
fn numbered_with(edition: &Edition, pages: &mut Pages, output: &OutputPath, page: &mut Page, rest: Vec<Model>) {
    let total = rest.len() + 1;
    page.pagination = pagination(output, 1, total);
    let place = Place { edition, output, page };
    for (n, model) in rest.into_iter().enumerate() {
        place.further(pages, numbered(output, n + 2), pagination(output, n + 2, total), model);
    }
}

/// Cuts a list into pages; there is always a first.
pub fn cut<T: Clone>(list: &[T]) -> Vec<Vec<T>> {
    if list.is_empty() { vec![Vec::new()] } else { list.chunks(PAGE).map(<[T]>::to_vec).collect() }
}

/// Cuts backlinks into pages of 100 places, dividing a source where need be.
///
/// The places that share a sentence stand together and are counted one by one.
pub fn link_pages(links: Vec<Link>) -> Vec<Vec<Link>> {
    let size = |link: &Link, at: usize| 1 + link.incoming.places[at].also.len();
    let all = |link: &Link| link.range.clone().map(|at| size(link, at)).sum::<usize>();
    if links.iter().map(all).sum::<usize>() <= PAGE {
        return vec![links];
    }
    let mut pages = vec![Vec::new()];
    let mut free = PAGE;
    for link in &links {
        let mut from = link.range.start;
        while from < link.range.end {
            if free < size(link, from).min(PAGE) {
                pages.push(Vec::new());
                free = PAGE;
            }
            let mut to = from;
            while to < link.range.end && (to == from || size(link, to) <= free) {
                free = free.saturating_sub(size(link, to));
                to += 1;
            }
            let part = Link { range: from..to, ..link.clone() };
            pages.last_mut().expect("there is always a page").push(part);
            from = to;
        }
    }
    pages
}

/// Says where a page stands among those of its list.
pub fn pagination(first: &OutputPath, number: usize, total: usize) -> Option<Pagination> {
    pagination_from(&href(first), first, number, total)
}

/// The same of a list that begins in the middle of a page; the further pages are numbered from `base`.
fn pagination_from(begin: &str, base: &OutputPath, number: usize, total: usize) -> Option<Pagination> {
    if total < 2 {
        return None;
    }
    let at = |n: usize| if n == 1 { begin.to_owned() } else { href(&numbered(base, n)) };
    Some(Pagination {
        number,
        total,
        // The ends and the neighbours: a list of all pages on all pages would grow with their square.
        pages: (1..=total)
            .filter(|n| *n == 1 || *n == total || n.abs_diff(number) <= 2)
            .map(|n| PageLink { number: n, href: at(n) })
            .collect(),
        previous: (number > 1).then(|| at(number - 1)),
        next: (number < total).then(|| at(number + 1)),
    })
}

/// Returns a path without its `.html`.
fn stem(output: &OutputPath) -> &str {
    output.as_str().strip_suffix(".html").unwrap_or(output.as_str())
}
