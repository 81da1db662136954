//! What a reader sees of a link's target before following it: a title and a line, put on the page once.
//!
//! Only what a page links to stands on it, so that a page depends on no other; the theme's script shows it, and
//! without the script nothing is lost. It deliberately previews entities, claims and notes alone: an article's link
//! says its headline.

use std::collections::{BTreeMap, BTreeSet};

use super::Assembly;
use crate::compile::parse::find;
use crate::content::annotation::Status;
use crate::render::model::{Content, NoteModel, Prose, StatementModel};
use crate::render::paint::Href;
use crate::render::view;
use crate::resolve::ids::Kind;

/// The most characters of a line.
const LONGEST: usize = 160;

impl Assembly<'_> {
    /// Puts on each page the previews of what it links to.
    pub(super) fn previews(&mut self) {
        let known = self.known();
        let hrefs: BTreeMap<&str, &str> = self
            .inputs
            .settled
            .ids
            .entries
            .iter()
            .filter_map(|(id, e)| Some((id.as_str(), e.reference.href.as_deref()?)))
            .collect();
        let mut found = Vec::new();
        for (path, model) in &self.models {
            let mut links = Links { hrefs: &hrefs, found: BTreeSet::new() };
            match &model.content {
                Content::Home(home) => {
                    home.intro.iter().for_each(|p| links.prose(p));
                    let lines = home.view.people.iter().map(|l| &l.reference);
                    let lines = lines.chain(home.view.claims.iter().map(|l| &l.reference));
                    lines.chain(home.view.lead.iter().map(|l| &l.reference)).for_each(|r| links.reference(r));
                }
                Content::Article(article) => {
                    links.prose(&article.prose);
                    article.notes.iter().for_each(|n| links.note(n));
                    article.head.outlet.iter().for_each(|o| links.reference(o));
                }
                Content::Entity(entity) => {
                    links.prose(&entity.prose);
                    entity.relations.iter().for_each(|r| {
                        links.reference(&r.to);
                        r.note.iter().for_each(|n| links.reference(n));
                    });
                    let rows = [&entity.said, &entity.relayed, &entity.about, &entity.events];
                    rows.iter().flat_map(|r| &r.statements).for_each(|s| links.statement(s));
                    entity.claims.iter().for_each(|c| links.reference(&c.reference));
                    entity.together.iter().for_each(|t| links.reference(&t.reference));
                }
                Content::Claim(claim) => {
                    links.prose(&claim.prose);
                    claim.statements.iter().for_each(|s| links.statement(s));
                }
                Content::Document(document) => links.prose(&document.prose),
                _ => continue,
            }
            // On its own page everything stands anyway.
            let elsewhere = |href: &&str| href.split('#').next() != Some(path.as_str());
            let previews: Vec<view::Preview> =
                links.found.into_iter().filter(elsewhere).filter_map(|href| known.get(href).cloned()).collect();
            if !previews.is_empty() {
                found.push((path.clone(), previews));
            }
        }
        for (path, previews) in found {
            if let Some(model) = self.models.get_mut(&path) {
                model.page.previews = previews;
            }
        }
    }

    /// All previews by the address they are of.
    fn known(&self) -> BTreeMap<String, view::Preview> {
        let inputs = self.inputs;
        let mut known = BTreeMap::new();
        let mut add = |href: &str, title: &str, text: &str| {
            let text = first_line(text);
            if !text.is_empty() {
                let preview = view::Preview { href: href.to_owned(), title: title.to_owned(), text };
                known.insert(href.to_owned(), preview);
            }
        };
        for entry in inputs.settled.ids.entries.values().filter(|e| e.standing.is_shown()) {
            let Some(href) = &entry.reference.href else { continue };
            match entry.kind {
                Kind::Entity => {
                    let role = find(&inputs.parsed.entities, &entry.path).and_then(|e| e.meta.role.clone());
                    let unit = inputs.texts.units.get(&(entry.path.clone(), 0));
                    let text = role.unwrap_or_else(|| unit.map_or("", |u| &u.body.canonical.text).to_owned());
                    add(href, &entry.reference.title, &text);
                }
                Kind::Claim => {
                    let finding = find(&inputs.parsed.claims, &entry.path).and_then(|c| c.meta.finding.clone());
                    add(href, &entry.reference.title, &finding.unwrap_or_default());
                }
                Kind::Article | Kind::Page => {}
            }
        }
        for note in self.notes.values().flatten().filter(|n| n.note.status != Status::Retracted) {
            let page = note.article.reference.href.as_deref().unwrap_or_default();
            add(&format!("{page}#{}", note.anchor), &note.note.title, &note.prose.body.canonical.text);
        }
        known
    }
}

struct Links<'a> {
    hrefs: &'a BTreeMap<&'a str, &'a str>,
    found: BTreeSet<&'a str>,
}

impl<'a> Links<'a> {
    fn prose(&mut self, prose: &'a Prose) {
        for mention in &prose.found.mentions {
            self.found.extend(self.hrefs.get(mention.entity.as_str()));
        }
        for link in prose.links.iter() {
            if let Href::Site(href) = link {
                self.found.insert(href);
            }
        }
    }

    fn reference(&mut self, reference: &'a view::Reference) {
        self.found.extend(reference.href.as_deref());
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
