//! Long lists cut into pages of 100, and names in their order.

use std::cmp::Ordering;

use icu_collator::options::{AlternateHandling, CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use unicode_normalization::UnicodeNormalization;

use crate::path::OutputPath;
use crate::render::model::Link;
use crate::render::view;
use crate::resolve::address::{PAGE, numbered};
use crate::resolve::ids::href;

/// Cuts a list into pages; there is always a first.
pub(crate) fn pages<T: Clone>(list: &[T]) -> Vec<Vec<T>> {
    if list.is_empty() { vec![Vec::new()] } else { list.chunks(PAGE).map(<[T]>::to_vec).collect() }
}

/// Cuts backlinks into pages of 100 places, dividing a source where need be.
///
/// The places that share a sentence stand together and are counted one by one.
pub(crate) fn link_pages(links: &[Link]) -> Vec<Vec<Link>> {
    let mut pages = vec![Vec::new()];
    let mut free = PAGE;
    for link in links {
        let size = |at: usize| 1 + link.incoming.places[at].also.len();
        let mut from = link.range.start;
        while from < link.range.end {
            if free < size(from).min(PAGE) {
                pages.push(Vec::new());
                free = PAGE;
            }
            let mut to = from;
            while to < link.range.end && (to == from || size(to) <= free) {
                free = free.saturating_sub(size(to));
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
pub(crate) fn pagination(first: &OutputPath, number: usize, total: usize) -> Option<view::Pagination> {
    pagination_from(&href(first), first, number, total)
}

/// The same of a list that begins in the middle of a page; the further pages are numbered from `base`.
pub(crate) fn pagination_from(begin: &str, base: &OutputPath, number: usize, total: usize) -> Option<view::Pagination> {
    if total < 2 {
        return None;
    }
    let at = |n: usize| if n == 1 { begin.to_owned() } else { href(&numbered(base, n)) };
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
pub(crate) struct Order {
    names: Option<CollatorBorrowed<'static>>,
    letters: Option<CollatorBorrowed<'static>>,
}

impl Order {
    /// Makes the order of a language (BCP 47); an unknown one takes the root order.
    pub(crate) fn new(language: &str) -> Self {
        let locale = language.parse::<Locale>().unwrap_or(Locale::UNKNOWN);
        let collator = |strength| {
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            options.alternate_handling = Some(AlternateHandling::NonIgnorable);
            Collator::try_new((&locale).into(), options).ok()
        };
        Self { names: collator(Strength::Tertiary), letters: collator(Strength::Primary) }
    }

    /// Returns the letter under which a name stands: without its marks, where the language sorts it so; `#` for digits.
    pub(crate) fn letter(&self, name: &str) -> String {
        let Some(first) = name.chars().find(|c| c.is_alphanumeric()) else { return "#".to_owned() };
        if first.is_numeric() {
            return "#".to_owned();
        }
        let upper: String = first.to_uppercase().take(1).collect();
        let base: String = upper.nfd().take(1).collect();
        let same = self.letters.as_ref().is_none_or(|c| c.compare(&base, &upper) == Ordering::Equal);
        if same { base } else { upper }
    }

    /// Compares two names.
    pub(crate) fn compare(&self, a: &str, b: &str) -> Ordering {
        let collated = self.names.as_ref().map_or(Ordering::Equal, |c| c.compare(a, b));
        collated.then_with(|| a.cmp(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_readers_expect() {
        let sorted = |language: &str, names: &[&str]| {
            let order = Order::new(language);
            let mut names = names.to_vec();
            names.sort_by(|a, b| order.compare(a, b));
            names.join(" ")
        };
        let names = ["Núñez", "Nuñez", "Nunez", "Ñandú", "Oca", "Zorro", "Ávila", "Avila", "álvarez", "Chacón", "Cruz"];
        insta::assert_snapshot!(sorted("es", &names), @"álvarez Avila Ávila Chacón Cruz Nunez Nuñez Núñez Ñandú Oca Zorro");
        insta::assert_snapshot!(sorted("en", &names), @"álvarez Avila Ávila Chacón Cruz Ñandú Nunez Nuñez Núñez Oca Zorro");
    }

    #[test]
    fn letters_are_those_of_the_language() {
        let rows = [
            ("es", "Ñandú", "Ñ"),
            ("en", "Ñandú", "N"),
            ("es", "Ávila", "A"),
            ("en", "“Émile”", "E"),
            ("sv", "Åsa", "Å"),
            ("en", "5 de Julio", "#"),
            ("en", "委内瑞拉", "委"),
            ("en", "", "#"),
            ("pl", "Łódź", "Ł"),
        ];
        for (language, name, letter) in rows {
            assert_eq!(Order::new(language).letter(name), letter, "{language} {name}");
        }
    }
}
