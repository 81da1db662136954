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
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Assembly, Pages};
use crate::compile::parse::find;
use crate::content::annotation::Status;
use crate::path::Slug;
use crate::render::model::{Content, Link, NoteModel, Prose, StatementModel};
use crate::render::paint::Href;
use crate::render::view;
use crate::resolve::ids::Kind;

/// The most characters of a line.
const LONGEST: usize = 160;

impl Assembly<'_> {
    /// Puts on each page the previews of what it links to.
    pub(super) fn previews(&self, pages: &mut Pages) {
        let known = self.known();
        let annotated = self.parts.heads.iter().filter(|(id, _)| self.parts.notes.contains_key(*id));
        let annotated: BTreeMap<&str, &Slug> =
            annotated.filter_map(|(id, head)| Some((head.reference.href.as_deref()?, id))).collect();
        let entries = self.inputs.settled.ids.entries.iter().filter(|(_, e)| e.kind == Kind::Entity);
        let hrefs: BTreeMap<&str, &str> =
            entries.filter_map(|(id, e)| Some((id.as_str(), e.reference.href.as_deref()?))).collect();
        pages.par_iter_mut().for_each(|(path, model)| {
            let mut links = Links { hrefs: &hrefs, found: BTreeSet::new() };
            links.content(&model.content);
            // On its own page everything stands anyway.
            let elsewhere = links.found.iter().filter(|href| href.split('#').next() != Some(path.as_str()));
            let preview = |href: &Cow<'_, str>| {
                let Some((page, anchor)) = href.split_once('#') else { return known.get(&**href).map(Arc::clone) };
                self.note_preview(href, annotated.get(page)?, anchor)
            };
            let previews = elsewhere.filter_map(preview).collect();
            model.page.previews = previews;
        });
    }

    /// The previews of entities and claims by their address.
    fn known(&self) -> BTreeMap<&str, Arc<view::Preview>> {
        let inputs = self.inputs;
        let mut known = BTreeMap::new();
        for entry in inputs.settled.ids.entries.values().filter(|e| e.standing.is_shown()) {
            let Some(href) = entry.reference.href.as_deref() else { continue };
            let text = match entry.kind {
                Kind::Entity => {
                    let role = find(&inputs.parsed.entities, &entry.path).and_then(|e| e.meta.role.clone());
                    let unit = inputs.texts.unit(&entry.path, 0);
                    role.unwrap_or_else(|| unit.map_or("", |u| &u.body.canonical.text).to_owned())
                }
                Kind::Claim => {
                    find(&inputs.parsed.claims, &entry.path).and_then(|c| c.meta.finding.clone()).unwrap_or_default()
                }
                Kind::Article | Kind::Page => continue,
            };
            known.extend(preview(href, &entry.reference.title, &text).map(|preview| (href, preview)));
        }
        known
    }

    fn note_preview(&self, href: &str, article: &Slug, anchor: &str) -> Option<Arc<view::Preview>> {
        let note = self.parts.notes.get(article)?.iter().find(|note| note.anchor == anchor)?;
        let shown = note.note.status != Status::Retracted;
        preview(href, &note.note.title, &note.prose.body.canonical.text).filter(|_| shown)
    }
}

/// Makes a preview, if there is a line to show.
fn preview(href: &str, title: &str, text: &str) -> Option<Arc<view::Preview>> {
    let text = first_line(text);
    let preview = || view::Preview { href: href.to_owned(), title: title.to_owned(), text: text.clone() };
    (!text.is_empty()).then(|| Arc::new(preview()))
}

struct Links<'a> {
    hrefs: &'a BTreeMap<&'a str, &'a str>,
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
            self.found.extend(self.hrefs.get(mention.entity.as_str()).map(|href| Cow::Borrowed(*href)));
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
