//! Long lists cut into pages of 100, and names in their order.

use std::cmp::Ordering;

use icu_collator::options::{AlternateHandling, CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;

use crate::path::OutputPath;
use crate::render::model::{Link, numbered};
use crate::render::view;
use crate::resolve::ids::href;

/// How many entries a list has on one page.
pub(super) const PAGE: usize = 100;

/// Cuts a list into pages; there is always a first.
pub(super) fn pages<T: Clone>(list: &[T]) -> Vec<Vec<T>> {
    if list.is_empty() { vec![Vec::new()] } else { list.chunks(PAGE).map(<[T]>::to_vec).collect() }
}

/// Cuts backlinks into pages of 100 places, dividing a source where need be.
pub(super) fn link_pages(links: &[Link]) -> Vec<Vec<Link>> {
    let mut pages = vec![Vec::new()];
    let mut free = PAGE;
    for link in links {
        let mut from = link.range.start;
        while from < link.range.end {
            if free == 0 {
                pages.push(Vec::new());
                free = PAGE;
            }
            let to = link.range.end.min(from + free);
            free -= to - from;
            let part = Link { range: from..to, ..link.clone() };
            pages.last_mut().expect("there is always a page").push(part);
            from = to;
        }
    }
    pages
}

/// Says where a page stands among those of its list.
pub(super) fn pagination(first: &OutputPath, number: usize, total: usize) -> Option<view::Pagination> {
    if total < 2 {
        return None;
    }
    let at = |n: usize| href(&numbered(first, n));
    Some(view::Pagination {
        number,
        total,
        // The ends and the neighbours: a list of all pages on all pages would grow with their square.
        pages: (1..=total)
            .filter(|n| *n == 1 || *n == total || n.abs_diff(number) <= 2)
            .map(|n| view::PageLink { number: n, href: at(n) })
            .collect(),
        previous: (number > 1).then(|| at(number - 1)),
        next: (number < total).then(|| at(number + 1)),
    })
}

/// Orders words as a language's readers expect, with the code points deciding what that leaves open.
pub(super) struct Order(Option<CollatorBorrowed<'static>>);

impl Order {
    /// Makes the order of a language (BCP 47); an unknown one takes the root order.
    pub(super) fn new(language: &str) -> Self {
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Tertiary);
        options.alternate_handling = Some(AlternateHandling::NonIgnorable);
        let locale = language.parse::<Locale>().unwrap_or(Locale::UNKNOWN);
        Self(Collator::try_new((&locale).into(), options).ok())
    }

    /// Compares two names.
    pub(super) fn compare(&self, a: &str, b: &str) -> Ordering {
        let collated = self.0.as_ref().map_or(Ordering::Equal, |c| c.compare(a, b));
        collated.then_with(|| a.cmp(b))
    }
}
