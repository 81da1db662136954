//! What a reader sees of a link's target before following it: a title and a line, put on the page once.
//!
//! Only what a page links to stands on it, so that a page depends on no other; the theme's script shows it, and
//! without the script nothing is lost. Every list on a page ends after a hundred entries, and so do its previews.
//!
//! * **Invariant:** a page has no preview of what it does not link to, and one of each entity and claim that it does
//!   link to and that has a line to show.
//!
//! It deliberately previews entities, claims and notes alone, as an article's link says its headline, and not the
//! places of a backlink list: each of them stands there with its note's title and its own sentence.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::annotated::Annotated;
use super::kit::Kit;
use super::{Assembly, Pages};
use crate::content::annotation::Status;
use crate::path::{OutputPath, Slug};
use crate::render::model::{Content, Link, NoteModel, PageModel, Prose, StatementModel};
use crate::render::view;
use crate::resolve::href::Href;

/// The most characters of a line.
const LONGEST: usize = 160;

/// A page with the previews of the entities and claims that it links to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Previewed {
    pub(crate) path: OutputPath,
    pub(crate) model: Arc<PageModel>,
    /// The notes that it links to.
    pub(crate) notes: Vec<NoteLink>,
}

/// A link to a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoteLink {
    href: String,
    pub(crate) article: Slug,
    anchor: String,
}

/// A page, and the articles with the notes that it links to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Citing {
    model: Arc<PageModel>,
    notes: Vec<(NoteLink, Arc<Annotated>)>,
}

/// Puts on each page the previews of the entities and claims that it links to.
pub(crate) fn previewed(kit: &Kit, pages: Pages) -> Vec<Previewed> {
    let page = |(path, mut model): (OutputPath, PageModel)| {
        let mut links = Links { kit, found: BTreeSet::new() };
        links.content(&model.content);
        let (mut previews, mut notes) = (Vec::new(), Vec::new());
        // On its own page everything stands anyway.
        for href in links.found.iter().filter(|href| href.split('#').next() != Some(path.as_str())) {
            match href.split_once('#') {
                None => previews.extend(kit.known.get(&**href).map(Arc::clone)),
                Some((page, anchor)) => notes.extend(kit.addresses.get(page).map(|article| NoteLink {
                    href: href.to_string(),
                    article: article.clone(),
                    anchor: anchor.to_owned(),
                })),
            }
        }
        model.page.previews = previews;
        Previewed { path, model: Arc::new(model), notes }
    };
    pages.into_iter().map(page).collect()
}

impl Assembly<'_> {
    /// Puts on each page the previews of the notes that it links to.
    pub(crate) fn cited<'p>(&mut self, made: impl Iterator<Item = &'p Previewed>) -> Vec<(OutputPath, Arc<PageModel>)> {
        let (mut pages, mut asked) = (Vec::new(), Vec::new());
        let mut places = Vec::new();
        for page in made {
            if !page.notes.is_empty() {
                let notes = page.notes.iter();
                let notes = notes.filter_map(|note| Some((note.clone(), self.annotated.get(&note.article).cloned()?)));
                asked.push((page.path.clone(), Citing { model: Arc::clone(&page.model), notes: notes.collect() }));
                places.push(pages.len());
            }
            pages.push((page.path.clone(), Arc::clone(&page.model)));
        }
        let made = self.memory.citing.run(|input| cite(&input.model, input.notes.iter().cloned()), asked);
        for (at, model) in places.into_iter().zip(made) {
            pages[at].1 = model;
        }
        pages
    }
}

/// Adds the previews of notes to a page.
pub(crate) fn cite(page: &PageModel, notes: impl Iterator<Item = (NoteLink, Arc<Annotated>)>) -> PageModel {
    let mut model = PageModel::clone(page);
    let found = notes.filter_map(|(link, annotated)| {
        let note = annotated.notes.iter().find(|note| note.anchor == link.anchor)?;
        let shown = note.note.status != Status::Retracted;
        preview(&link.href, &note.note.title, &note.prose.body.canonical.text).filter(|_| shown)
    });
    model.page.previews.extend(found);
    model.page.previews.sort_by(|a, b| a.href.cmp(&b.href));
    model
}

/// Makes a preview, if there is a line to show.
pub(crate) fn preview(href: &str, title: &str, text: &str) -> Option<Arc<view::Preview>> {
    let text = first_line(text);
    let preview = || view::Preview { href: href.to_owned(), title: title.to_owned(), text: text.clone() };
    (!text.is_empty()).then(|| Arc::new(preview()))
}

struct Links<'a> {
    kit: &'a Kit,
    found: BTreeSet<Cow<'a, str>>,
}

impl<'a> Links<'a> {
    fn content(&mut self, content: &'a Content) {
        match content {
            Content::Home(home) => {
                home.intro.iter().for_each(|p| self.prose(p));
                let lines = home.view.people.iter().map(|l| &l.reference);
                let lines = lines.chain(home.view.claims.iter().map(|l| &l.reference));
                lines.chain(home.view.lead.iter().map(|l| &l.reference)).for_each(|r| self.reference(r));
                home.view.articles.iter().flat_map(|l| &l.outlet).for_each(|r| self.reference(r));
            }
            Content::Article(article) => {
                self.prose(&article.prose);
                article.notes.iter().for_each(|n| self.note(n));
                article.head.outlet.iter().for_each(|o| self.reference(o));
                article.note_backlinks.iter().for_each(|note| self.backlinks(&note.links));
                self.backlinks(&article.backlinks);
            }
            Content::Entity(entity) => {
                self.prose(&entity.prose);
                self.relations(&entity.relations.entries);
                let rows = [&entity.said, &entity.relayed, &entity.about, &entity.events];
                rows.iter().flat_map(|r| &r.entries).for_each(|s| self.statement(s));
                // Their notes stand there by their titles alone.
                entity.events.entries.iter().for_each(|event| self.note_of(event));
                entity.claims.entries.iter().for_each(|c| self.reference(&c.reference));
                entity.together.entries.iter().for_each(|t| self.reference(&t.reference));
                entity.spellings.iter().flat_map(|s| &s.by.entries).for_each(|by| self.reference(&by.reference));
                self.backlinks(&entity.mentions);
            }
            Content::Claim(claim) => {
                self.prose(&claim.prose);
                claim.statements.iter().for_each(|s| self.statement(s));
                self.backlinks(&claim.backlinks);
            }
            Content::Document(document) => {
                self.prose(&document.prose);
                self.backlinks(&document.backlinks);
            }
            Content::Continued(list) => {
                self.reference(&list.of);
                self.backlinks(&list.links);
                list.statements.iter().for_each(|s| self.statement(s));
                self.relations(&list.relations);
                list.claims.iter().for_each(|c| self.reference(&c.reference));
                list.counted.iter().for_each(|c| self.reference(&c.reference));
            }
            Content::Entities(index) => {
                let sections = index.groups.iter().flat_map(|g| &g.sections);
                sections.flat_map(|s| &s.entries).for_each(|e| self.reference(&e.reference));
            }
            Content::Claims(index) => index.entries.iter().for_each(|c| self.reference(&c.reference)),
            Content::Articles(index) => {
                index.entries.iter().flat_map(|a| &a.outlet).for_each(|outlet| self.reference(outlet));
            }
            Content::Corrections(list) => list.entries.iter().for_each(|c| self.reference(&c.source)),
            Content::Withdrawn(_) | Content::Redirect(_) | Content::NotFound => {}
        }
    }

    fn note_of(&mut self, statement: &'a StatementModel) {
        let (note, page) = (&statement.note, statement.note.article.reference.href.as_deref());
        self.found.extend(page.map(|page| Cow::Owned(format!("{page}#{}", note.anchor))));
    }

    /// The heads of a backlink list.
    fn backlinks(&mut self, links: &'a [Link]) {
        let heads = links.iter().map(|link| &link.source);
        heads.flat_map(|head| head.outlet.iter().chain([&*head.reference])).for_each(|r| self.reference(r));
    }

    fn relations(&mut self, relations: &'a [view::Relation]) {
        relations.iter().flat_map(|r| r.note.iter().chain([&r.to])).for_each(|r| self.reference(r));
    }

    fn prose(&mut self, prose: &'a Prose) {
        for mention in &prose.found.mentions {
            let named = self.kit.entities.get(&mention.entity);
            self.found.extend(named.and_then(|n| n.line.reference.href.as_deref()).map(Cow::Borrowed));
        }
        for link in prose.links.iter() {
            if let Href::Site(href) = link {
                self.found.insert(Cow::Borrowed(href));
            }
        }
    }

    fn reference(&mut self, reference: &'a view::Reference) {
        self.found.extend(reference.href.as_deref().map(Cow::Borrowed));
    }

    fn note(&mut self, note: &'a NoteModel) {
        self.prose(&note.prose);
        let voices = note.by.iter().chain(&note.via).filter_map(|v| v.entity.as_ref());
        let claims = note.claims.iter().flatten().map(|c| &c.reference);
        let others = note.claims.iter().flatten().flat_map(|c| &c.others).map(|other| &other.reference);
        voices
            .chain(claims)
            .chain(others)
            .chain(&note.about)
            .chain(&note.see)
            .chain(&note.re)
            .for_each(|r| self.reference(r));
    }

    fn statement(&mut self, statement: &'a StatementModel) {
        let note = &statement.note;
        self.prose(&note.prose);
        let voices = note.by.iter().chain(&note.via).filter_map(|v| v.entity.as_ref());
        voices.chain(&note.article.outlet).for_each(|r| self.reference(r));
    }
}

/// Cuts the beginning of a text to one line, at a space.
fn first_line(text: &str) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let more = word.chars().count() + usize::from(length > 0);
        if length + more > LONGEST {
            if length == 0 {
                line.extend(word.chars().take(LONGEST));
            }
            line.push('…');
            break;
        }
        if length > 0 {
            line.push(' ');
        }
        line.push_str(word);
        length += more;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_a_space() {
        assert_eq!(first_line("  one\ntwo  "), "one two");
        assert_eq!(first_line(""), "");
        let long = first_line(&"word ".repeat(100));
        assert!(long.ends_with("word…") && long.chars().count() <= LONGEST + 1, "{long}");
        assert_eq!(first_line(&"é".repeat(500)).chars().count(), LONGEST + 1);
    }
}
