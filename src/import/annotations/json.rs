//! Finds annotations in a file of JSON, each with its place.
//!
//! ```text
//! file       = annotation | list | page | collection | export
//! list       = "[" annotation* "]"
//! page       = { "items": list }                      ; AnnotationPage
//! collection = { "first": page }                      ; AnnotationCollection, its first page embedded
//! export     = { "annotations": list } | { "rows": list, "replies"?: list }      ; Hypothesis
//! ```
//!
//! A page that a collection only names is another file, which is said.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;
use serde_json::value::RawValue;

use super::foreign::Foreign;
use super::{hypothesis, w3c};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::SourcePath;

/// How deep collections may lie in each other.
const DEEP: usize = 8;

/// Reads the annotations of a file.
pub(super) fn read(text: &str, path: &SourcePath) -> Result<Vec<Foreign>, Vec<Diagnostic>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let refuse = |span: Range<usize>, code, message: String, hint: &str| {
        vec![Diagnostic::error(code, Location::at(path, span), message).hint(hint)]
    };
    if let Err(e) = serde_json::from_str::<Value>(text) {
        let place = offset(text, e.line(), e.column());
        let what = e.to_string();
        let what = what.split(" at line ").next().unwrap_or_default();
        let message = format!("the file is not JSON: {what}, in line {}, column {}", e.line(), e.column());
        return Err(refuse(place..place, Code::BadJson, message, "export the annotations again, as JSON"));
    }
    let mut items = Vec::new();
    let mut elsewhere = Vec::new();
    if let Ok(raw) = serde_json::from_str::<&RawValue>(text) {
        gather(raw.get(), 0, &mut items, &mut elsewhere);
    }
    let place = |raw: &str| {
        // Where it begins is enough: an annotation may be the whole file.
        let start = raw.as_ptr().addr() - text.as_ptr().addr();
        start..start + 1
    };
    if items.is_empty() {
        let hint = "give a W3C Annotation, AnnotationPage or AnnotationCollection, or a Hypothesis export";
        return Err(match elsewhere.first() {
            Some(first) => refuse(
                place(first),
                Code::NoAnnotations,
                "the collection only points to its pages".into(),
                "import the pages, which are files of their own, such as `articles/ID.jsonld`",
            ),
            None => refuse(0..0, Code::NoAnnotations, "the file holds no annotations".into(), hint),
        });
    }
    let mut foreign = Vec::with_capacity(items.len());
    for raw in items {
        let Ok(value) = serde_json::from_str::<Value>(raw) else { continue };
        let read = if hypothesis::is_theirs(&value) { hypothesis::read(&value) } else { w3c::read(&value) };
        foreign.push(Foreign { span: place(raw), ..read });
    }
    if let (Some(page), Some(first)) = (elsewhere.first(), foreign.first_mut()) {
        first.remarks.push(format!("the collection goes on elsewhere: {page}; import that file, too"));
    }
    Ok(foreign)
}

/// Finds the annotations in a value, and what it says lies elsewhere.
fn gather<'a>(raw: &'a str, depth: usize, items: &mut Vec<&'a str>, elsewhere: &mut Vec<&'a str>) {
    if depth > DEEP {
        return;
    }
    if let Ok(list) = serde_json::from_str::<Vec<&'a RawValue>>(raw) {
        list.into_iter().for_each(|item| gather(item.get(), depth + 1, items, elsewhere));
        return;
    }
    let Ok(map) = serde_json::from_str::<BTreeMap<String, &'a RawValue>>(raw) else {
        if depth > 0 && raw.starts_with('"') {
            elsewhere.push(raw);
        }
        return;
    };
    let lists = ["items", "@graph", "annotations", "rows", "replies"];
    let mut is_list = false;
    for key in lists {
        if let Some(list) = map.get(key).filter(|list| list.get().starts_with('[')) {
            is_list = true;
            gather(list.get(), depth + 1, items, elsewhere);
        }
    }
    for key in ["first", "next"] {
        let Some(page) = map.get(key) else { continue };
        // What a page of our own names as the next one belongs to another article.
        if key == "first" || page.get().starts_with('{') {
            is_list = true;
            gather(page.get(), depth + 1, items, elsewhere);
        }
    }
    if !is_list && ["target", "hasTarget", "uri"].iter().any(|key| map.contains_key(*key)) {
        items.push(raw);
    }
}

/// Returns the offset of a line and a column in bytes, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = (start + column.saturating_sub(1)).min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
