//! The notes as W3C Web Annotations: one AnnotationPage an article, and a collection that points to them.
//!
//! Source: Web Annotation Data Model, W3C Recommendation 23 February 2017. Positions are Unicode code points of
//! the canonical text. The target is the original page where the article's text is the source's and its URL is known;
//! for a digest, or without a URL, it is our page. Prefix, suffix and positions are computed from published text alone.
//!
//! What the model has no key for, and [`crate::import::annotations`] needs to make the same note of an annotation again,
//! has the name of a vocabulary that the model's own context declares, as its Vocabulary (§4) recommends:
//!
//! ```text
//! annotation   dcterms:identifier  the note's id          dcterms:title     its heading
//!              rdfs:seeAlso        see:
//! its target   schema:author       by: "words"            dcterms:source    via:
//!              dcterms:date        said: (EDTF)           dcterms:temporal  happened: (EDTF)
//! its bodies   skos:note           `probably`: an id with a `?`
//!              schema:value        a claim's value        skos:scopeNote    what the value holds for
//! ```
//!
//! Nothing is said twice. A page's context is its items', too, and the collection's generator its pages'; a `canonical` that is the `id` is left out
//! (3.3.7: it tells copies from what they are of); the HTML of a note stands beside its Markdown only where it says more,
//! which is where a link leads.
//!
//! It deliberately has nothing that the note's card does not show.
//!
//! **Invariant:** nothing in an export says how a passage was found.
//! **Invariant:** what is exported, imported and exported again is the same (`tests/it/import/notes.rs`).

mod lines;
mod shape;

use std::sync::Arc;

use uuid::Uuid;

use crate::content::annotation::{NoteKind, Status};
use crate::content::article::{Article, Rights, TextKind};
use crate::content::edtf::Edtf;
use crate::path::Slug;
use crate::render::model::{NoteModel, Shared};
use crate::render::paint::Frame;
use crate::render::prose::{Canvas, html};
use crate::render::view;
use crate::resolve::body;
use crate::resolve::ids::{Kind, href};
use crate::text::canonical::Canonical;
use lines::write;
use shape::{
    Agent, Annotation, Body, CollectionJson, Node, Origin, Page, PageEntry, Selector, Software, Specific, State, Target,
};

/// The namespace of the UUIDs of dossiers without a `base_url`.
const NAMESPACE: Uuid = Uuid::from_u128(0x8a1e_2f57_3c64_5b0d_9b7e_6f0c_52d1_a933);
/// How many code points of context a selector carries to each side at most; a word that is cut is left out.
const CONTEXT: usize = 32;

const ANNO: &str = "http://www.w3.org/ns/anno.jsonld";

/// What is said of an identification that is held likely.
pub const LIKELY: &str = "probably";

/// What an article's export is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationPage {
    /// The article.
    pub article: Slug,
    /// Its front matter.
    pub meta: Arc<Article>,
    /// Its published text.
    pub body: Arc<body::Body>,
    /// Its notes in order.
    pub notes: Arc<Vec<Arc<NoteModel>>>,
    /// The article of the page before this one.
    pub previous: Option<String>,
    /// The article of the page after this one.
    pub next: Option<String>,
    /// `base_url`, with its trailing slash.
    pub base_url: Option<String>,
    /// The article's language.
    pub language: String,
}

/// What the collection is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// The dossier's title.
    pub label: String,
    /// `base_url`, with its trailing slash.
    pub base_url: Option<String>,
    /// By article: its id, its file from the output folder, how many annotations.
    pub pages: Vec<(String, String, usize)>,
}

/// Writes the annotations of an article.
pub fn page(page: &AnnotationPage, shared: &Shared) -> Vec<u8> {
    let article = page.article.as_str();
    let items = page.notes.iter().filter(|n| exported(n)).map(|n| annotation(page, n, shared)).collect();
    let other = |article: &str| {
        iri(page.base_url.as_deref(), &format!("articles/{article}.jsonld"), &format!("{article}\npage"))
    };
    write(&Page {
        context: ANNO,
        id: other(article),
        r#type: "AnnotationPage",
        part_of: iri(page.base_url.as_deref(), "annotations.jsonld", ""),
        prev: page.previous.as_deref().map(other),
        next: page.next.as_deref().map(other),
        items,
    })
}

/// Writes the collection.
pub fn collection(collection: &Collection) -> Vec<u8> {
    let base = collection.base_url.as_deref();
    let pages: Vec<PageEntry> = collection
        .pages
        .iter()
        .map(|(article, file, _)| PageEntry {
            id: iri(base, file, &format!("{article}\npage")),
            r#type: "AnnotationPage",
            file: file.clone(),
        })
        .collect();
    write(&CollectionJson {
        context: ANNO,
        id: iri(base, "annotations.jsonld", ""),
        r#type: "AnnotationCollection",
        label: &collection.label,
        generator: Software { r#type: "Software", name: view::GENERATOR },
        total: collection.pages.iter().map(|p| p.2).sum(),
        first: pages.first().map(|p| p.id.clone()),
        last: pages.last().map(|p| p.id.clone()),
        pages,
    })
}

/// Whether a note is exported: a retracted one, or one whose passage was not found, is not.
pub fn exported(note: &NoteModel) -> bool {
    note.note.status == Status::Published && !note.lost
}

fn annotation<'a>(page: &'a AnnotationPage, model: &'a NoteModel, shared: &Shared) -> Annotation<'a> {
    let base = page.base_url.as_deref();
    let note = &model.note;
    let article = page.article.as_str();
    let id = note_iri(base, article, note.id.as_str());
    let language = model.language.as_deref().unwrap_or(&page.language);
    let mut body = Vec::new();
    if !note.markdown.is_empty() {
        let text = |value: String, format| Body::Text { r#type: "TextualBody", value, format, language, purpose: None };
        body.push(text(note.markdown.clone(), "text/markdown"));
        if !(model.prose.links.is_empty() && model.prose.images.is_empty()) {
            let canvas = Canvas { shared, root: base.unwrap_or("../") };
            let frame = format!("note-{}.", note.id);
            body.push(text(html(&model.prose, &canvas, Frame::Note(&frame)), "text/html"));
        }
    }
    let resource = |kind, id: &str, purpose, probable| Body::Resource {
        r#type: "SpecificResource",
        source: page_iri(base, kind, &Slug::new(id)),
        purpose,
        likely: likely(probable),
        value: None,
        scope: None,
    };
    for about in &model.about {
        body.push(resource(Kind::Entity, &about.id, "identifying", about.probable));
    }
    if let Some(by) = model.by.as_ref().and_then(|by| by.entity.as_ref()) {
        body.push(resource(Kind::Entity, &by.id, "linking", by.probable));
    }
    for claim in model.claims.iter().flatten() {
        body.push(Body::Resource {
            r#type: "SpecificResource",
            source: page_iri(base, Kind::Claim, &Slug::new(&*claim.reference.id)),
            purpose: "classifying",
            likely: None,
            value: claim.value.as_deref(),
            // A card shows the scope of a value, and of nothing else.
            scope: claim.scope.as_deref().filter(|_| claim.value.is_some()),
        });
    }
    for tag in &note.tags {
        body.push(Body::Text {
            r#type: "TextualBody",
            value: tag.clone(),
            format: "text/plain",
            language,
            purpose: Some("tagging"),
        });
    }
    let mut target = vec![passage(page, model)];
    for answered in &model.re {
        if let Some((article, note)) = answered.id.split_once('#') {
            target.push(Target::Iri(note_iri(base, article, note)));
        }
    }
    let moment = |day: &Option<view::Day>| day.as_ref().and_then(|d| d.iso.as_deref()).and_then(date_time);
    Annotation {
        id,
        r#type: "Annotation",
        identifier: note.id.as_str(),
        title: &note.title,
        motivation: motivation(note.kind),
        created: moment(&model.date),
        modified: moment(&model.updated),
        creator: model.authors.iter().map(|name| Agent { name }).collect(),
        body,
        target,
        see: model.see.iter().filter_map(|see| Some(Node { id: see_iri(base, see)? })).collect(),
    }
}

fn likely(probable: bool) -> Option<&'static str> {
    probable.then_some(LIKELY)
}

/// Returns the IRI of what `see:` names.
fn see_iri(base: Option<&str>, see: &view::Reference) -> Option<String> {
    if let Some((article, note)) = see.id.split_once('#') {
        return Some(note_iri(base, article, note));
    }
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == see.kind)?;
    Some(page_iri(base, kind, &Slug::new(&*see.id)))
}

/// On whose word the passage is.
fn origin<'a>(base: Option<&str>, via: &'a view::Voice) -> Option<Origin<'a>> {
    if let Some(entity) = &via.entity {
        return Some(Origin::Entity {
            r#type: "SpecificResource",
            source: page_iri(base, Kind::Entity, &Slug::new(&*entity.id)),
            likely: likely(entity.probable),
        });
    }
    via.description.as_deref().map(|name| Origin::Described(Agent { name }))
}

/// What the note speaks about.
fn passage<'a>(page: &AnnotationPage, model: &'a NoteModel) -> Target<'a> {
    let meta = &page.meta;
    let base = page.base_url.as_deref();
    let own = page_iri(base, Kind::Article, &page.article);
    let digest = meta.text == TextKind::Digest;
    let source = if digest { own } else { meta.source.clone().unwrap_or(own) };
    let mut selector = Vec::new();
    if let (Some(span), Some(words)) = (&model.span, &model.words) {
        let canonical = &page.body.canonical;
        // A withheld text is not in the published canonical text; its words are all that may be said.
        let published =
            span.end <= canonical.text.len() && (meta.rights == Rights::Full || span.end <= canonical.blocks[0].end);
        let (exact, prefix, suffix) = if published {
            let (prefix, suffix) = context(canonical, span);
            (canonical.text[span.clone()].to_owned(), prefix, suffix)
        } else {
            (words.clone(), None, None)
        };
        selector.push(Selector::TextQuoteSelector { exact, prefix, suffix });
        if published {
            selector.push(Selector::TextPositionSelector {
                start: canonical.code_point(span.start),
                end: canonical.code_point(span.end),
            });
        }
    }
    let archived = meta.archived.iter().filter(|_| !digest);
    let state: Vec<State> = archived
        .map(|a| State {
            r#type: "TimeState",
            cached: a.url.clone(),
            source_date: a.date.as_ref().and_then(|d| d.datetime_attribute()).as_deref().and_then(date_time),
        })
        .collect();
    Target::Specific(Box::new(Specific {
        r#type: "SpecificResource",
        source,
        is_based_on: meta.source.clone().filter(|_| digest),
        description: digest.then_some("our digest, not the source's own text"),
        by: model.by.as_ref().and_then(|by| by.description.as_deref()).map(|name| Agent { name }),
        via: model.via.as_ref().and_then(|via| origin(base, via)),
        said: model.note.said.as_ref().map(Edtf::as_str),
        happened: model.note.happened.as_ref().map(Edtf::as_str),
        selector,
        state,
    }))
}

fn context(canonical: &Canonical, span: &std::ops::Range<usize>) -> (Option<String>, Option<String>) {
    let (before, after) = (&canonical.text[..span.start], &canonical.text[span.end..]);
    let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(i, _)| i);
    let to = after.char_indices().nth(CONTEXT).map_or(after.len(), |(i, _)| i);
    let (mut prefix, mut suffix) = (&before[from..], &after[..to]);
    let goes_on = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    if goes_on(before[..from].chars().next_back()) {
        prefix = prefix.split_once(char::is_whitespace).map_or(prefix, |(_, whole)| whole);
    }
    if goes_on(after[to..].chars().next()) {
        suffix = suffix.rsplit_once(char::is_whitespace).map_or(suffix, |(whole, _)| whole);
    }
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (some(prefix), some(suffix))
}

/// Returns the motivation that a kind of note becomes; each kind has its own.
pub fn motivation(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Note => "commenting",
        NoteKind::Context => "describing",
        NoteKind::Question => "questioning",
        NoteKind::Check => "assessing",
        NoteKind::Error => "editing",
        NoteKind::Reply => "replying",
        NoteKind::Identity => "identifying",
        NoteKind::Link => "linking",
        NoteKind::Highlight => "highlighting",
    }
}

/// Makes a `xsd:dateTime` in UTC of a date, as 3.3.1 demands; a mere year or month, or a time nobody knows where, is none.
fn date_time(iso: &str) -> Option<String> {
    if !iso.contains('T') {
        // Years of more than four digits are as long as days.
        return (iso.split('-').count() == 3).then(|| format!("{iso}T00:00:00Z"));
    }
    let moment: jiff::Timestamp = iso.parse().ok()?;
    Some(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn iri(base: Option<&str>, path: &str, name: &str) -> String {
    match base {
        Some(base) => format!("{base}{path}"),
        None => Uuid::new_v5(&NAMESPACE, format!("{name}\n").as_bytes()).urn().to_string(),
    }
}

/// Returns the IRI of a page of the site.
pub fn page_iri(base: Option<&str>, kind: Kind, id: &Slug) -> String {
    iri(base, &href(&kind.output(id)), id.as_str())
}

/// Returns the IRI of a note.
pub fn note_iri(base: Option<&str>, article: &str, note: &str) -> String {
    match base {
        Some(base) => format!("{base}articles/{article}.html#note-{note}"),
        None => Uuid::new_v5(&NAMESPACE, format!("{article}\n{note}").as_bytes()).urn().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::date_time;

    #[test]
    fn moments_are_as_the_schema_wants_them() {
        let rows = [
            ("2019", None),
            ("2019-01", None),
            ("1700000020", None),
            ("2019-01-31", Some("2019-01-31T00:00:00Z")),
            ("2019-01-31T09:46", None),
            ("2019-01-31T09:46Z", Some("2019-01-31T09:46:00Z")),
            ("2019-01-31T09:46:59.25-04:00", Some("2019-01-31T13:46:59Z")),
        ];
        for (iso, moment) in rows {
            assert_eq!(date_time(iso).as_deref(), moment, "{iso}");
        }
    }
}
