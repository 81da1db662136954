//! What points where: the places of each body that point at something.
//!
//! Each source is read once into [`Places`]; [`crate::memo::index`] turns them round. A place carries the sentence it
//! stands in.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::content::annotation::Note;
use crate::path::{Slug, Target};
use crate::resolve::body::Body;
use crate::resolve::mention::{Found, Mention, link_spans};
use crate::resolve::quotation::quotations;
use crate::text::sentence;

/// One place that points at something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// `mention`, `note`, `page`, `claim`, `entity` or `article`.
    pub kind: &'static str,
    /// The anchor on the source's page; on a further page of one of its lists, `list/2.html#anchor`.
    pub anchor: String,
    /// The sentence.
    pub text: String,
    /// What in the sentence points: a byte range, or all of it.
    pub hit: Option<Range<usize>>,
    /// The title of the note it stands in.
    pub label: Option<String>,
    /// What is meant, where the name is printed in a known wrong spelling.
    pub meant: Option<String>,
    /// Whether it is held only likely.
    pub probable: bool,
    /// Whether the words that point are the source's, not ours.
    pub printed: bool,
    /// The block it stands in.
    pub block: usize,
    /// Of a mention in an article: the entities in its block, itself among them, sorted.
    pub with: Arc<[Slug]>,
    /// Where else the same sentence stands: the source and its anchor.
    pub also: Vec<(Slug, String)>,
}

impl Place {
    /// Returns the way to it, where its source is at `page`.
    pub fn href(&self, page: &str) -> String {
        match self.anchor.contains('#') {
            true => format!("{}/{}", page.strip_suffix(".html").unwrap_or(page), self.anchor),
            false => format!("{page}#{}", self.anchor),
        }
    }
}

/// The places of a body, or of all bodies of a source, by what they point at.
pub type Places = crate::memo::index::Outgoing<Target, Place>;

/// One source that points here.
pub type Incoming = crate::memo::index::Incoming<Place>;

/// What a body's places are made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointing {
    /// What kind of backlink a link is (`page`, `note` …).
    pub kind: &'static str,
    /// What kind a mention is: `mention` in an article, else as a link.
    pub mention_kind: &'static str,
    /// The body.
    pub body: Arc<Body>,
    /// Whom it names.
    pub found: Arc<Found>,
    /// By link, what it points at.
    pub links: Vec<Option<String>>,
    /// The note that the body belongs to, where it is one: its places have its anchor and its title.
    pub note: Option<Arc<Note>>,
    /// The language of the text.
    pub language: Arc<str>,
    /// Whether all that stands outside quotation marks is ours: a digest.
    pub digest: bool,
    /// What it does not point at: itself.
    pub own: Slug,
}

/// Collects the places of one body.
pub fn places(input: &Pointing) -> Places {
    let canonical = &input.body.canonical;
    let mentions = input.found.mentions.iter();
    let mut found: Vec<(usize, Target, Range<usize>, Option<&Mention>)> =
        mentions.map(|m| (m.span.start, Target::from(&m.entity), m.span.clone(), Some(m))).collect();
    for (link, span) in link_spans(canonical, &input.body.document) {
        let Some(target) = input.links.get(link).cloned().flatten() else { continue };
        let named = |m: &Mention| m.entity.as_str() == target && m.span.start < span.end && span.start < m.span.end;
        if !input.found.mentions.iter().any(named) {
            found.push((span.start, Target::new(target), span, None));
        }
    }
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let label = input.note.as_ref().map(|note| (format!("note-{}", note.id), &note.title));
    let mut places: BTreeMap<Target, Vec<Place>> = BTreeMap::new();
    let mut named = Named { input, block: usize::MAX, entities: Arc::default(), quoted: Vec::new() };
    for (_, target, span, mention) in found {
        if target.as_str() == input.own.as_str() {
            continue;
        }
        let block = canonical.block_at(span.start);
        let range = canonical.blocks[block].clone();
        let text = &canonical.text[range.clone()];
        let hit = span.start - range.start..(span.end - range.start).min(text.len());
        let context = sentence::around(text, hit.clone(), &input.language);
        let anchor = match (&label, mention) {
            (Some((anchor, _)), _) => anchor.clone(),
            (None, Some(mention)) => format!("m-{target}-{}", mention.k),
            (None, None) => format!("p{block}"),
        };
        let article = mention.is_some() && input.mention_kind == "mention";
        if article {
            named.enter(block);
        }
        let place = Place {
            kind: if mention.is_some() { input.mention_kind } else { input.kind },
            meant: mention.and_then(|m| m.meant.clone()),
            probable: mention.is_some_and(|m| m.probable),
            printed: article && named.is_printed(block, &hit),
            block,
            with: if article { Arc::clone(&named.entities) } else { Arc::default() },
            also: Vec::new(),
            anchor,
            text: text[context.clone()].to_owned(),
            hit: Some(hit.start - context.start..hit.end - context.start),
            label: label.as_ref().map(|label| label.1.clone()),
        };
        places.entry(target).or_default().push(place);
    }
    // Most targets are named once: what the lists have grown beyond that is given back.
    let exact = |mut places: Vec<Place>| {
        places.shrink_to_fit();
        Arc::new(places)
    };
    places.into_iter().map(|(target, places)| (target, exact(places))).collect()
}

/// What is known of the block that is being read.
struct Named<'a> {
    input: &'a Pointing,
    block: usize,
    entities: Arc<[Slug]>,
    quoted: Vec<Range<usize>>,
}

impl Named<'_> {
    fn enter(&mut self, block: usize) {
        if self.block == block {
            return;
        }
        self.block = block;
        let canonical = &self.input.body.canonical;
        let range = &canonical.blocks[block];
        let mentions = self.input.found.mentions.iter();
        let here = mentions.filter(|m| range.start <= m.span.start && m.span.start < range.end);
        let mut entities: Vec<Slug> = here.map(|m| m.entity.clone()).collect();
        entities.sort();
        entities.dedup();
        self.entities = entities.into();
        if self.input.digest {
            self.quoted = quotations(&canonical.text[range.clone()]);
        }
    }

    /// Whether words of the block are the source's: of a digest those in quotation marks, and the headline, unless
    /// it stands in square brackets.
    fn is_printed(&self, block: usize, hit: &Range<usize>) -> bool {
        let headline = || block == 0 && !self.input.body.canonical.text.starts_with('[');
        !self.input.digest && block > 0
            || headline()
            || self.quoted.iter().any(|q| q.start <= hit.start && hit.end <= q.end)
    }
}
