//! Reads an annotation of the W3C Web Annotation Data Model (Recommendation of 23 February 2017).
//!
//! It reads what the model allows: single values and lists, IRIs and objects, `id` and `@id`, prefixed and whole
//! names, refined selectors. It deliberately checks no MUST: what can be understood is understood. What our export adds
//! to the model ([`crate::exports::annotations`] lists it) is read of annotations that were notes: of others it may say
//! something else, such as who wrote the page.

use serde_json::Value;

use super::foreign::{Foreign, Format, Origin, Pointed, Quote, Words};
use crate::content::annotation::NoteKind;
use crate::exports::annotations::{LIKELY, motivation};
use crate::import::slug::is_id;
use crate::path::Slug;

/// Reads an annotation.
pub(super) fn read(value: &Value) -> Foreign {
    let mut found = Foreign { iri: text(value, &["id", "@id"]), ..Foreign::default() };
    let own = text(value, &["dcterms:identifier"]);
    found.own = Some(own).filter(|id| is_id(id)).map(Slug::new);
    found.title =
        Some(text(value, &["dcterms:title", "title", "label"])).filter(|t| !t.is_empty() || found.own.is_some());
    found.kind = kind(value, &mut found.remarks);
    let all = |keys: [&str; 2]| keys.iter().flat_map(|key| several(value.get(*key))).collect::<Vec<_>>();
    found.creators = all(["creator", "dcterms:creator"]).into_iter().filter_map(agent).collect();
    found.created = Some(text(value, &["created", "dcterms:created"])).filter(|t| !t.is_empty());
    found.updated = Some(text(value, &["modified", "dcterms:modified"])).filter(|t| !t.is_empty());
    // 3.2.5: a string body is plain text.
    for words in all(["bodyValue", "bodyText"]).into_iter().filter_map(Value::as_str) {
        found.bodies.push(Words { value: words.to_owned(), ..Words::default() });
    }
    for one in all(["body", "hasBody"]) {
        body(one, &mut found);
    }
    for (n, one) in all(["target", "hasTarget"]).into_iter().enumerate() {
        target(one, n, &mut found);
        if n == 0 && found.own.is_some() {
            said(one, &mut found);
        }
    }
    for one in several(value.get("rdfs:seeAlso")) {
        let iri = one.as_str().map_or_else(|| text(one, &["id", "@id"]), str::to_owned);
        let to = if found.own.is_some() { &mut found.see } else { &mut found.links };
        to.extend(Some(iri).filter(|iri| !iri.is_empty()));
    }
    found
}

/// Returns the first of the keys that is a string.
fn text(value: &Value, keys: &[&str]) -> String {
    keys.iter().find_map(|key| value.get(*key)?.as_str()).unwrap_or_default().to_owned()
}

/// Returns the values of a key: none, one, or a list.
fn several(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
    }
}

/// Returns the last part of a name: `oa:commenting` and `http://www.w3.org/ns/oa#commenting` are `commenting`.
fn name(text: &str) -> &str {
    text.rsplit(['#', '/', ':']).next().unwrap_or_default()
}

fn is_of_type(value: &Value, wanted: &str) -> bool {
    ["type", "@type"].iter().flat_map(|key| several(value.get(*key))).any(|t| t.as_str().map(name) == Some(wanted))
}

fn purposes(value: &Value, key: &str) -> Vec<String> {
    several(value.get(key)).into_iter().filter_map(Value::as_str).map(|word| name(word).to_owned()).collect()
}

fn kind(value: &Value, remarks: &mut Vec<String>) -> NoteKind {
    let found = purposes(value, "motivation");
    let known = |word: &String| NoteKind::ALL.iter().map(|(_, kind)| *kind).find(|kind| motivation(*kind) == word);
    if let Some(kind) = found.iter().find_map(known) {
        return kind;
    }
    if let Some(other) = found.first() {
        remarks.push(format!("no kind of note is `{other}`; it became `.note`"));
    }
    NoteKind::Note
}

fn agent(value: &Value) -> Option<String> {
    let name = match value {
        Value::String(iri) => iri.clone(),
        _ => text(value, &["name", "foaf:name", "nickname", "nick", "id", "@id"]),
    };
    Some(name).filter(|name| !name.trim().is_empty())
}

fn body(value: &Value, found: &mut Foreign) {
    if let Some(iri) = value.as_str() {
        found.links.push(iri.to_owned());
        return;
    }
    // 3.2.7, and A of the vocabulary: one of several, or all of them.
    let inner: Vec<&Value> = several(value.get("items"));
    if !inner.is_empty() {
        let inner = if is_of_type(value, "Choice") { &inner[..1] } else { &inner[..] };
        inner.iter().for_each(|one| body(one, found));
        return;
    }
    let purposes = purposes(value, "purpose");
    let is_for = |purpose: &str| purposes.iter().any(|p| p == purpose);
    if let Some(words) = ["value", "rdf:value", "chars", "cnt:chars"].iter().find_map(|key| value.get(*key)?.as_str()) {
        let language = several(value.get("language")).into_iter().find_map(Value::as_str).map(str::to_owned);
        if is_for("tagging") || is_of_type(value, "Tag") {
            found.tags.push(words.to_owned());
            found.language = found.language.take().or(language);
            return;
        }
        let format = text(value, &["format", "dc:format"]).to_ascii_lowercase();
        let format = match format.split(';').next().unwrap_or_default().trim() {
            "text/markdown" | "text/x-markdown" => Format::Markdown,
            "text/html" | "application/xhtml+xml" => Format::Html,
            _ => Format::Plain,
        };
        found.bodies.push(Words { value: words.to_owned(), format, language });
        return;
    }
    let iri = text(value, &["source", "hasSource", "id", "@id"]);
    if iri.is_empty() {
        found.remarks.push("a body has neither words nor an IRI".to_owned());
    } else if is_for("identifying") {
        found.identifying.push(pointed(value, iri));
    } else if is_for("linking") {
        found.linking.push(pointed(value, iri));
    } else if is_for("classifying") || is_for("tagging") {
        found.classifying.push(pointed(value, iri));
    } else {
        found.links.push(iri);
    }
}

fn pointed(value: &Value, iri: String) -> Pointed {
    let words = |key| Some(text(value, &[key])).filter(|words| !words.trim().is_empty());
    let probable = text(value, &["skos:note"]) == LIKELY;
    Pointed { iri, probable, value: words("schema:value"), scope: words("skos:scopeNote") }
}

/// Reads who said the words of our own target, on whose word, and when.
fn said(target: &Value, found: &mut Foreign) {
    let words = |value: &Value, key| Some(text(value, &[key])).filter(|words| !words.trim().is_empty());
    found.by = target.get("schema:author").and_then(|author| words(author, "name"));
    found.via = target.get("dcterms:source").and_then(|origin| match words(origin, "source") {
        Some(iri) => Some(Origin::Entity(pointed(origin, iri))),
        None => words(origin, "name").map(Origin::Described),
    });
    found.said = words(target, "dcterms:date");
    found.happened = words(target, "dcterms:temporal");
}

fn target(value: &Value, n: usize, found: &mut Foreign) {
    if let Some(iri) = value.as_str() {
        // The document, or another annotation: only the dossier can tell.
        if n == 0 {
            found.source = Some(iri.to_owned());
        }
        found.answers.push(iri.to_owned());
        return;
    }
    let inner: Vec<&Value> = several(value.get("items"));
    if !inner.is_empty() {
        inner.iter().for_each(|one| target(one, n, found));
        return;
    }
    let iri = text(value, &["source", "hasSource", "id", "@id"]);
    let selectors: Vec<&Value> =
        ["selector", "hasSelector"].iter().flat_map(|key| several(value.get(*key))).flat_map(refined).collect();
    if selectors.is_empty() && n > 0 && !iri.is_empty() {
        found.answers.push(iri);
        return;
    }
    if !iri.is_empty() {
        if selectors.is_empty() {
            found.answers.push(iri.clone());
        }
        found.source.get_or_insert(iri);
    }
    quotes(&selectors, found);
}

/// Lists a selector with those that refine it.
fn refined(value: &Value) -> Vec<&Value> {
    const MANY: usize = 8;
    let mut all = vec![value];
    while let Some(next) = all.last().and_then(|last| last.get("refinedBy")).filter(|_| all.len() < MANY) {
        match next {
            Value::Array(list) => {
                all.extend(list);
                break;
            }
            one => all.push(one),
        }
    }
    all
}

/// Takes the words out of the selectors of one target.
pub(super) fn quotes(selectors: &[&Value], found: &mut Foreign) {
    let number = |value: &Value, key: &str| value.get(key)?.as_u64().and_then(|n| usize::try_from(n).ok());
    let mut place = None;
    let mut quoted: Vec<Quote> = Vec::new();
    for selector in selectors {
        if let Some(exact) = selector.get("exact").and_then(Value::as_str) {
            quoted.push(Quote {
                exact: exact.to_owned(),
                prefix: text(selector, &["prefix"]),
                suffix: text(selector, &["suffix"]),
                place: None,
            });
        } else if is_of_type(selector, "TextPositionSelector") {
            place = number(selector, "start").zip(number(selector, "end"));
        }
    }
    if let ([one], Some(_)) = (&mut *quoted, place) {
        one.place = place;
    }
    if quoted.is_empty() {
        found.places.extend(selectors.iter().map(|selector| selector.to_string()));
    }
    found.quotes.extend(quoted);
}
