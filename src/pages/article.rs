//! The page of an article: its text with its notes beside it.

use std::ops::Range;
use std::sync::Arc;

use super::backlinks::{Heads, links};
use super::continued;
use super::edition::{Edition, Origin};
use super::entities::Called;
use super::list::{Place, continued, link_pages};
use super::page::{Pages, content, insert};
use crate::content::article::{Archived as Copy, Article as Meta, Rights, TextKind};
use crate::memo::{Joined, Same};
use crate::path::{OutputPath, Slug};
use crate::render::model::{Head, Link, NoteLinks, NoteModel, Prose};
use crate::render::paint::Frame;
use crate::render::prose::{Canvas, day, groups, note, painted, passage};
use crate::render::view::{self, BacklinkGroup, Day, Note, Reference, View, view};
use crate::resolve::backlink::Incoming;
use crate::resolve::fragment::with_text;
use crate::resolve::ids::href;
use crate::text::canonical::Canonical;
use crate::text::{Document, Leaf, LeafKind};

/// How many values of other articles a note shows; the claim's page has them all.
pub const OTHERS: usize = 4;

/// Words read in a minute.
const PACE: usize = 220;

view! {
    /// `article`
    pub struct Article {
        /// Its id.
        pub id: String,
        /// The headline, painted; it stands in an element with `id="p0"`.
        pub headline_html: String,
        /// Notes on the headline or the whole article; they stand right after the headline.
        pub headline_notes: Vec<Note>,
        /// The body: pieces of HTML, each with the notes that follow it. Written one after the other
        /// they are balanced; bands (`<div class="band">`) are part of them. Empty where nothing is published.
        pub body: Vec<Part>,
        /// Notes of an article whose text is not published, with the words they quote.
        pub unplaced: Vec<Note>,
        /// Notes whose passage was not found; only in the preview.
        pub orphans: Vec<Note>,
        /// Who published it.
        pub outlet: Option<Reference>,
        /// When.
        pub published: Option<Day>,
        /// When the outlet changed it.
        pub updated: Option<Day>,
        /// When we retrieved it.
        pub retrieved: Option<Day>,
        /// Where it was written.
        pub dateline: Option<String>,
        /// The URL of the original.
        pub source: Option<String>,
        /// Archived copies.
        pub archived: Vec<Archived>,
        /// `report`, `opinion` …, or `none`.
        pub kind: Option<String>,
        /// A short summary.
        pub summary: Option<String>,
        /// What is inferred and why.
        pub provenance: Option<String>,
        /// `source` or `digest`.
        pub text: String,
        /// `full` or `reference`.
        pub rights: String,
        /// The kinds of its numbered notes, each once, in the order of the notes.
        pub kinds: Vec<String>,
        /// Its headings, from three on; else empty.
        pub outline: Vec<Heading>,
        /// How long reading takes, from three minutes on.
        pub minutes: Option<usize>,
        /// The URLs of links that leave the site, in the order of the page; for print.
        pub externals: Vec<String>,
        /// The entities in it, by how often.
        pub entities: Vec<NamedEntity>,
        /// The article published before it.
        pub previous: Option<Reference>,
        /// The article published after it.
        pub next: Option<Reference>,
        /// What points at it.
        pub backlinks: Vec<BacklinkGroup>,
    }
}

view! {
    /// An entity that an article names.
    pub struct NamedEntity {
        /// The entity.
        pub reference: Arc<Reference>,
        /// `person`, `organization`, `place`, `event`, `work`, or `other`.
        pub kind: String,
        /// How often the article names it.
        pub mentions: usize,
    }
}

view! {
    /// A heading in an article.
    pub struct Heading {
        /// Its words.
        pub title: String,
        /// Its id (`p7`).
        pub anchor: String,
        /// From 2.
        pub level: usize,
    }
}

view! {
    /// An archived copy.
    pub struct Archived {
        /// Where.
        pub url: String,
        /// When it was taken.
        pub date: Option<Day>,
    }
}

view! {
    /// A piece of a body with the notes that follow it.
    pub struct Part {
        /// Finished HTML, not balanced by itself.
        pub html: String,
        /// The notes that follow.
        pub notes: Vec<Note>,
    }
}

/// What its template sees.
pub const VIEWS: &[View] = &[Article::VIEW, NamedEntity::VIEW, Heading::VIEW, Archived::VIEW, Part::VIEW];

impl Archived {
    /// Lists the archived copies of an article.
    pub fn all(meta: &Meta, language: &str) -> Vec<Self> {
        let date = |copy: &Copy| copy.date.as_ref().map(|date| day(date, language));
        meta.archived.iter().map(|copy| Self { url: copy.url.clone(), date: date(copy) }).collect()
    }
}

/// What points at an article and its notes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aimed {
    /// At the article.
    pub own: Option<Arc<Vec<Incoming>>>,
    /// By note.
    pub notes: Vec<(usize, Arc<Vec<Incoming>>)>,
}

/// The first values that articles give for a claim, each with its article, in order of publication: as many as the
/// neediest article shows.
#[derive(Debug, PartialEq, Eq)]
pub struct Values {
    /// The claim.
    pub claim: Slug,
    /// The values, each with its article.
    pub values: Vec<(Slug, view::OtherValue)>,
}

/// The articles before and after another in order of publication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The article before it.
    pub previous: Option<Arc<Reference>>,
    /// The article after it.
    pub next: Option<Arc<Reference>>,
}

/// What an article's pages are made from.
#[derive(Debug, PartialEq, Eq)]
pub struct Input {
    /// What pages are made with.
    pub edition: Same<Edition>,
    /// Its id.
    pub id: Slug,
    /// Where its page is.
    pub output: OutputPath,
    /// Why editors alone see it.
    pub withheld: Vec<String>,
    /// Its front matter.
    pub meta: Arc<Meta>,
    /// What it is called elsewhere.
    pub head: Arc<Head>,
    /// Its published text.
    pub prose: Prose,
    /// Its notes in order.
    pub notes: Arc<Vec<Arc<NoteModel>>>,
    /// What points at it and its notes.
    pub aimed: Arc<Aimed>,
    /// The heads of the pages that do.
    pub heads: Heads,
    /// The entities that it names.
    pub entities: Option<Arc<Joined<Slug, Called>>>,
    /// What articles say on the claims of its notes.
    pub values: Vec<Arc<Values>>,
    /// The articles before and after it.
    pub neighbours: Neighbours,
}

/// An article before it is painted.
#[derive(Debug, PartialEq, Eq)]
pub struct Model {
    meta: Arc<Meta>,
    id: Slug,
    head: Arc<Head>,
    prose: Prose,
    /// Its notes in order.
    pub notes: Arc<Vec<Arc<NoteModel>>>,
    /// What points at each note.
    note_backlinks: Vec<(usize, NoteLinks)>,
    /// What articles say on the claims of its notes.
    values: Vec<Arc<Values>>,
    /// The entities in it with how often it names them, the most often named first.
    entities: Vec<(Arc<Called>, usize)>,
    neighbours: Neighbours,
    backlinks: Vec<Link>,
}

content!(Model, "article");

/// Makes the pages of an article.
pub fn pages(input: &Input) -> Pages {
    let Input { edition, output, meta, head, heads, .. } = input;
    let mut pages = Pages::new();
    let origin = Origin { common: &meta.common, withheld: &input.withheld };
    let mut page = edition.page(output, "article", &meta.title, Some(origin));
    page.description = meta.summary.clone();
    let own = links(input.aimed.own.as_ref().map_or(&[][..], |list| list.as_slice()), heads);
    let backlinks = continued(edition, &mut pages, output, &mut page, (&head.reference, "backlinks"), (own, heads));
    let place = Place { edition, output, page: &page };
    let note_backlinks = input.aimed.notes.iter().filter_map(|(n, incoming)| {
        let links = links(incoming, heads);
        (!links.is_empty()).then(|| (*n, note_links(&place, &mut pages, &input.notes[*n], links)))
    });
    let note_backlinks = note_backlinks.collect();
    let model = Model {
        meta: Arc::clone(meta),
        id: input.id.clone(),
        head: Arc::clone(head),
        prose: input.prose.clone(),
        notes: Arc::clone(&input.notes),
        note_backlinks,
        values: input.values.clone(),
        entities: entities_in(input),
        neighbours: input.neighbours.clone(),
        backlinks,
    };
    insert(&mut pages, output.clone(), page, model);
    pages
}

/// Writes the further pages of what points at a note, and returns its beginning.
fn note_links(place: &Place<'_>, pages: &mut Pages, note: &NoteModel, all: Vec<Link>) -> NoteLinks {
    let total = all.iter().map(|link| link.range.len()).sum();
    let of = || Reference {
        id: note.note.id.to_string(),
        kind: "note".to_owned(),
        title: note.note.title.clone(),
        href: Some(format!("{}#{}", href(place.output), note.anchor)),
        probable: false,
    };
    let content = |links| continued::Model { of: of(), what: "backlinks", links, ..Default::default() };
    let (links, next) = place.parts(pages, (&note.anchor, &note.anchor), link_pages(all), content);
    NoteLinks { links, total, next }
}

/// Returns the entities that a text names, the most often named first.
fn entities_in(input: &Input) -> Vec<(Arc<Called>, usize)> {
    let Some(named) = &input.entities else { return Vec::new() };
    let mut ids: Vec<&Slug> = input.prose.found.mentions.iter().map(|mention| &mention.entity).collect();
    ids.sort_unstable();
    let counted = ids.chunk_by(|a, b| a == b).filter_map(|same| Some((named.get(same[0])?, same.len(), same[0])));
    let mut lines: Vec<_> = counted.collect();
    lines.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| (&a.0.name, a.2).cmp(&(&b.0.name, b.2))));
    lines.into_iter().map(|(called, count, _)| (Arc::clone(called), count)).collect()
}

impl Model {
    fn published(&self) -> bool {
        self.meta.rights == Rights::Full
    }

    fn view(&self, canvas: &Canvas<'_>) -> Article {
        let headline = self.prose.body.canonical.blocks[0].end;
        let placed = |i: &usize| {
            let n = &self.notes[*i];
            // Of a text that is not published, an evidence mark is listed as a card even where it is on the headline.
            let on_headline = |s: &Range<usize>| s.end <= headline && n.number.is_some();
            !n.lost && (self.published() || n.span.as_ref().is_none_or(on_headline))
        };
        let (here, elsewhere): (Vec<usize>, Vec<usize>) = (0..self.notes.len()).partition(placed);
        let passages: Vec<_> = here.iter().map(|&i| passage(&self.notes[i])).collect();
        let frame = Frame::Article { quotes: self.meta.text == TextKind::Digest };
        let painted = painted(&self.prose, &passages, canvas, frame);
        let cards = |indices: Vec<usize>| indices.into_iter().map(|i| self.card(here[i], true, canvas)).collect();
        let meta = &self.meta;
        let date = |d: &Option<_>| d.as_ref().map(|d| day(d, canvas.language()));
        let mut kinds: Vec<String> = Vec::new();
        for note in self.notes.iter().filter(|n| n.number.is_some() && !n.lost) {
            if !kinds.iter().any(|kind| kind == note.note.kind.as_str()) {
                kinds.push(note.note.kind.as_str().to_owned());
            }
        }
        let lost = |i: &&usize| self.notes[**i].lost;
        let mut view = Article {
            id: self.id.to_string(),
            headline_html: painted.headline,
            headline_notes: cards(painted.headline_notes),
            body: painted.parts.into_iter().map(|(html, notes)| Part { html, notes: cards(notes) }).collect(),
            unplaced: elsewhere.iter().filter(|i| !lost(i)).map(|&i| self.card(i, false, canvas)).collect(),
            orphans: elsewhere
                .iter()
                .filter(lost)
                .map(|&i| orphan(&self.notes[i], self.card(i, false, canvas)))
                .collect(),
            outlet: self.head.outlet.clone(),
            published: date(&meta.published),
            updated: date(&meta.updated),
            retrieved: date(&meta.retrieved),
            dateline: meta.dateline.clone(),
            source: meta.source.clone(),
            archived: Archived::all(meta, canvas.language()),
            kind: meta.kind.map(|k| k.as_str().to_owned()),
            summary: meta.summary.clone(),
            provenance: meta.provenance.clone(),
            text: meta.text.as_str().to_owned(),
            rights: meta.rights.shown().to_owned(),
            kinds,
            outline: self.outline(),
            minutes: self.minutes(),
            externals: Vec::new(),
            entities: self
                .entities
                .iter()
                .map(|(called, n)| NamedEntity {
                    reference: Arc::clone(&called.reference),
                    kind: called.kind.to_owned(),
                    mentions: *n,
                })
                .collect(),
            previous: self.neighbours.previous.as_deref().cloned(),
            next: self.neighbours.next.as_deref().cloned(),
            backlinks: groups(&self.backlinks),
        };
        view.externals = externals(&view);
        view
    }

    /// Makes the card of a note; `anchored` says whether its passage is marked on the page.
    fn card(&self, i: usize, anchored: bool, canvas: &Canvas<'_>) -> Note {
        let model = &self.notes[i];
        let none = NoteLinks::default();
        let at = self.note_backlinks.binary_search_by_key(&i, |links| links.0);
        let links = at.map_or(&none, |at| &self.note_backlinks[at].1);
        let mut card = note(model, links, canvas, anchored);
        card.original = self.original(model);
        for claim in &mut card.claims {
            let all = self.values.iter().filter(|v| v.claim.as_str() == claim.reference.id).flat_map(|v| &v.values);
            let others = all.filter(|(article, _)| *article != self.id).map(|(_, other)| other.clone());
            claim.others = others.take(OTHERS).collect();
        }
        card
    }

    /// Returns the link to a passage in the original: with context where the text is published, else by its words alone.
    fn original(&self, note: &NoteModel) -> Option<String> {
        let url = self.meta.source.as_ref().filter(|_| self.meta.text == TextKind::Source)?;
        let (span, words) = (note.span.as_ref()?, note.words.as_ref()?);
        if self.published() {
            return with_text(url, &self.prose.body.canonical, span);
        }
        let alone = Canonical::new(words, &Document::default());
        with_text(url, &alone, &(0..words.len()))
    }

    /// Returns the headings of a body, if there are three or more.
    fn outline(&self) -> Vec<Heading> {
        let body = &self.prose.body;
        let heading = |(i, leaf): (usize, &Leaf)| match leaf.kind {
            LeafKind::Heading { level, .. } => Some(Heading {
                title: body.canonical.text[body.canonical.blocks[i + 1].clone()].to_owned(),
                anchor: format!("p{}", i + 1),
                level: usize::from(level).max(2),
            }),
            _ => None,
        };
        let headings: Vec<_> = body.document.leaves.iter().enumerate().filter_map(heading).collect();
        if self.published() && headings.len() >= 3 { headings } else { Vec::new() }
    }

    /// Returns how many minutes a body takes to read, from three on.
    fn minutes(&self) -> Option<usize> {
        let text = &self.prose.body.canonical.text;
        let minutes = text.split_whitespace().count().div_ceil(PACE);
        (self.published() && minutes >= 3).then_some(minutes)
    }
}

/// Puts into the card of a lost evidence mark the anchor that links to it lead to: it is marked nowhere.
fn orphan(model: &NoteModel, mut card: Note) -> Note {
    if model.anchor.starts_with("at-") {
        card.html = format!("<span class=\"annotation-start\" id=\"{}\"></span>{}", model.anchor, card.html);
    }
    card
}

/// Returns the URLs of links that leave the site, unescaped, in order.
fn externals(view: &Article) -> Vec<String> {
    let mut urls = Vec::new();
    let mut add = |html: &str| {
        for (at, _) in html.match_indices("\" class=\"external\"") {
            let start = html[..at].rfind("<a href=\"").map_or(at, |start| start + "<a href=\"".len());
            urls.push(html_escape::decode_html_entities(&html[start..at]).into_owned());
        }
    };
    view.headline_notes.iter().chain(&view.unplaced).for_each(|note| add(&note.html));
    for part in &view.body {
        add(&part.html);
        part.notes.iter().for_each(|note| add(&note.html));
    }
    urls
}
