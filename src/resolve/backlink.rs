//! What points where: the places of each body that point at something, and their inversion.
//!
//! Each source is read once into [`Places`]; the inversion goes over all sources in their definite order
//! and never compares page with page. A place carries the sentence it stands in.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::path::Slug;
use crate::resolve::body::Body;
use crate::resolve::mention::{Found, Mention, link_spans};
use crate::text::sentence;

/// One place that points at something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// `mention`, `note`, `page`, `claim`, `entity` or `article`.
    pub kind: &'static str,
    /// The anchor on the source's page.
    pub anchor: String,
    /// The sentence.
    pub text: String,
    /// What in the sentence points: a byte range, or all of it.
    pub hit: Option<Range<usize>>,
    /// The title of the note it stands in.
    pub label: Option<String>,
}

/// The places of one body by what they point at: an id, or `article#note`.
pub type Spots = BTreeMap<String, Vec<Place>>;

/// All places of one source by what they point at.
pub type Places = BTreeMap<String, Arc<Vec<Place>>>;

/// One source that points here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// Whose page it is.
    pub source: Slug,
    /// The places in reading order.
    pub places: Arc<Vec<Place>>,
}

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
    /// Where the body's ids are not its own: the anchor of all its places, and the note's title.
    pub note: Option<(String, String)>,
    /// The language of the text.
    pub language: String,
    /// What it does not point at: itself.
    pub own: String,
}

/// Collects the places of one body.
pub fn places(input: &Pointing) -> Spots {
    let canonical = &input.body.canonical;
    let mut found: Vec<(usize, String, Range<usize>, Option<usize>)> =
        input.found.mentions.iter().map(|m| (m.span.start, m.entity.to_string(), m.span.clone(), Some(m.k))).collect();
    for (link, span) in link_spans(canonical, &input.body.document) {
        let Some(target) = input.links.get(link).cloned().flatten() else { continue };
        let named = |m: &Mention| m.entity.as_str() == target && m.span.start < span.end && span.start < m.span.end;
        if !input.found.mentions.iter().any(named) {
            found.push((span.start, target, span, None));
        }
    }
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let mut places = Spots::new();
    for (_, target, span, k) in found {
        if target == input.own {
            continue;
        }
        let block = canonical.block_at(span.start);
        let range = canonical.blocks[block].clone();
        let text = &canonical.text[range.clone()];
        let hit = span.start - range.start..(span.end - range.start).min(text.len());
        let context = sentence::around(text, hit.clone(), &input.language);
        let anchor = match (&input.note, k) {
            (Some((anchor, _)), _) => anchor.clone(),
            (None, Some(k)) => format!("m-{target}-{k}"),
            (None, None) => format!("p{block}"),
        };
        places.entry(target).or_default().push(Place {
            kind: if k.is_some() { input.mention_kind } else { input.kind },
            anchor,
            text: text[context.clone()].to_owned(),
            hit: Some(hit.start - context.start..hit.end - context.start),
            label: input.note.as_ref().map(|n| n.1.clone()),
        });
    }
    places
}

/// Inverts the places of all sources, in the order given.
pub fn invert<'a>(sources: impl IntoIterator<Item = (&'a Slug, &'a Places)>) -> BTreeMap<String, Vec<Incoming>> {
    let mut index: BTreeMap<String, Vec<Incoming>> = BTreeMap::new();
    for (source, places) in sources {
        for (target, places) in places {
            let incoming = Incoming { source: source.clone(), places: Arc::clone(places) };
            match index.get_mut(target) {
                Some(list) => list.push(incoming),
                None => {
                    index.insert(target.clone(), vec![incoming]);
                }
            }
        }
    }
    index
}
