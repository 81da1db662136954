//! The index of entities: by kind, then by letter.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::edition::Edition;
use super::list::pagination;
use super::page::{Pages, content, insert};
use crate::content::entity::EntityKind;
use crate::path::OutputPath;
use crate::render::prose::Canvas;
use crate::render::view::{EntityLine, Reference, View, view};
use crate::resolve::address::{PAGE, numbered};
use crate::resolve::collation::Key;
use crate::resolve::ids::href;

view! {
    /// `entities`: the index of entities.
    pub struct Entities {
        /// By kind; one that goes on from the page before begins again.
        pub groups: Vec<EntityGroup>,
        /// How many entities there are on all pages.
        pub total: usize,
    }
}

view! {
    /// The entities of one kind.
    pub struct EntityGroup {
        /// The kind.
        pub kind: String,
        /// How many there are on all pages.
        pub total: usize,
        /// The letters that names of this kind begin with, on all pages.
        pub letters: Vec<Letter>,
        /// By letter.
        pub sections: Vec<EntitySection>,
    }
}

view! {
    /// A letter to jump to.
    pub struct Letter {
        /// The letter.
        pub text: String,
        /// Where its names begin.
        pub href: String,
    }
}

view! {
    /// The entities of one kind under one letter.
    pub struct EntitySection {
        /// The letter.
        pub letter: String,
        /// Its id; `none` where the letter goes on from the page before.
        pub anchor: Option<String>,
        /// By collated name.
        pub entries: Vec<EntityEntry>,
    }
}

view! {
    /// An entity in the index.
    pub struct EntityEntry {
        /// The entity.
        pub reference: Arc<Reference>,
        /// Its role.
        pub role: Option<String>,
        /// How often it is mentioned.
        pub mentions: usize,
        /// In how many articles.
        pub articles: usize,
        /// In which: an SVG drawing of one column an article in order of publication, or of several where there are many.
        pub bar_html: String,
    }
}

/// What its template sees.
pub const VIEWS: &[View] = &[Entities::VIEW, EntityGroup::VIEW, Letter::VIEW, EntitySection::VIEW, EntityEntry::VIEW];

content!(Entities, "entities");

impl Entities {
    fn view(&self, _: &Canvas<'_>) -> &Self {
        self
    }
}

/// An entity that has a page, as the articles that name it list it: what else is said of it touches none of them.
#[derive(Debug, PartialEq, Eq)]
pub struct Called {
    /// Its name and where it is.
    pub reference: Arc<Reference>,
    /// Its kind, or `other`.
    pub kind: &'static str,
    /// Where its name stands among all names.
    pub name: Key,
}

/// An entity that has a page, as lists name it.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// How articles name it.
    pub called: Arc<Called>,
    /// Its role.
    pub role: Option<String>,
    /// Where what it is sorted by stands.
    pub sort: Key,
    /// The letter under which it stands.
    pub letter: String,
}

/// An entity as the index lists it.
#[derive(Debug)]
pub struct Listed {
    /// Its kind.
    pub kind: Option<EntityKind>,
    /// What it is called.
    pub named: Arc<Named>,
    /// How often it is mentioned.
    pub mentions: usize,
    /// In how many articles.
    pub articles: usize,
    /// In which of them, drawn.
    pub bar: Arc<String>,
}

impl Listed {
    /// Returns the line of lists that are not the index.
    pub fn line(&self) -> EntityLine {
        let Named { called, role, .. } = &*self.named;
        EntityLine {
            reference: Arc::clone(&called.reference),
            kind: called.kind.to_owned(),
            role: role.clone(),
            mentions: self.mentions,
            articles: self.articles,
        }
    }
}

/// Makes the index of entities.
pub fn pages(edition: &Edition, listed: &[Listed]) -> Pages {
    let mut pages = Pages::new();
    let mut entries: Vec<&Listed> = listed.iter().collect();
    // Those of no kind stand last.
    entries.sort_by(|a, b| {
        let key = |entry: &Listed| (entry.kind.is_none(), entry.kind);
        let named = (&a.named, &b.named);
        let id = || named.0.called.reference.id.cmp(&named.1.called.reference.id);
        key(a).cmp(&key(b)).then_with(|| named.0.sort.cmp(&named.1.sort)).then_with(id)
    });
    let first = OutputPath::new("entities/index.html");
    // By kind: how many, and on which page each letter begins.
    let mut kinds: BTreeMap<&str, (usize, Vec<Letter>)> = BTreeMap::new();
    for (n, entry) in entries.iter().enumerate() {
        let (kind, letter) = (entry.named.called.kind, &entry.named.letter);
        let (total, letters) = kinds.entry(kind).or_default();
        *total += 1;
        if letters.last().is_none_or(|l| l.text != *letter) {
            let page = numbered(&first, n / PAGE + 1);
            letters.push(Letter { text: letter.clone(), href: format!("{}#{}", href(&page), letter_id(kind, letter)) });
        }
    }
    let total_pages = entries.len().div_ceil(PAGE);
    for (n, chunk) in entries.chunks(PAGE).enumerate() {
        let mut groups: Vec<EntityGroup> = Vec::new();
        for (i, entry) in chunk.iter().enumerate() {
            let (kind, letter) = (entry.named.called.kind, &entry.named.letter);
            if groups.last().is_none_or(|g| g.kind != kind) {
                let (total, letters) = kinds[kind].clone();
                groups.push(EntityGroup { kind: kind.to_owned(), total, letters, sections: Vec::new() });
            }
            let before = (n * PAGE + i).checked_sub(1).map(|at| &entries[at].named);
            let begins = before.is_none_or(|b| b.called.kind != kind || b.letter != *letter);
            let group = groups.last_mut().expect("a group was pushed");
            if begins || group.sections.is_empty() {
                let anchor = begins.then(|| letter_id(kind, letter));
                group.sections.push(EntitySection { letter: letter.clone(), anchor, entries: Vec::new() });
            }
            group.sections.last_mut().expect("a section was pushed").entries.push(EntityEntry {
                reference: Arc::clone(&entry.named.called.reference),
                role: entry.named.role.clone(),
                mentions: entry.mentions,
                articles: entry.articles,
                bar_html: String::clone(&entry.bar),
            });
        }
        let path = numbered(&first, n + 1);
        let mut page = edition.page(&path, "entities", &edition.word("people_organisations"), None);
        page.pagination = pagination(&first, n + 1, total_pages);
        insert(&mut pages, path, page, Entities { groups, total: entries.len() });
    }
    pages
}

/// Returns the id of a letter in the list of a kind.
fn letter_id(kind: &str, letter: &str) -> String {
    let mut id = format!("{kind}-");
    for c in letter.chars().flat_map(char::to_lowercase) {
        match c {
            '#' => id.push('0'),
            c if c.is_ascii_alphanumeric() => id.push(c),
            c => id.push_str(&format!("u{:x}", u32::from(c))),
        }
    }
    id
}
