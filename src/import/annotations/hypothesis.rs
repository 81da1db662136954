//! Reads an annotation as the Hypothesis API and its exports write it.
//!
//! Source: the Hypothesis API, version 1, schema `Annotation`. What says nothing by itself is a highlight; what only the
//! author could read stays a draft.

use serde_json::Value;

use super::foreign::{Foreign, Format, Words};
use super::w3c;
use crate::content::annotation::NoteKind;

/// Tells their annotations from those of the W3C model.
pub(super) fn is_theirs(value: &Value) -> bool {
    value.get("uri").is_some_and(Value::is_string) && !["body", "motivation"].iter().any(|key| value.get(key).is_some())
}

/// Reads an annotation.
pub(super) fn read(value: &Value) -> Foreign {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let strings = |key: &str| -> Vec<String> {
        let list = value.get(key).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut found = Foreign {
        iri: text("id"),
        created: Some(text("created")).filter(|t| !t.is_empty()),
        updated: Some(text("updated")).filter(|t| !t.is_empty()),
        tags: strings("tags"),
        source: Some(text("uri")),
        ..Foreign::default()
    };
    if !text("text").trim().is_empty() {
        found.bodies.push(Words { value: text("text"), format: Format::Markdown, language: None });
    }
    let shown = value.get("user_info").and_then(|info| info.get("display_name")).and_then(Value::as_str);
    let account = text("user");
    let account = account.strip_prefix("acct:").unwrap_or(&account);
    let author = shown.filter(|name| !name.trim().is_empty()).unwrap_or(account.split('@').next().unwrap_or_default());
    found.creators.extend(Some(author.to_owned()).filter(|name| !name.is_empty()));
    let readers = value.get("permissions").and_then(|all| all.get("read")).and_then(Value::as_array);
    found.private = value.get("hidden").and_then(Value::as_bool) == Some(true)
        || readers.is_some_and(|all| !all.iter().any(|one| one.as_str().is_some_and(|one| one.starts_with("group:"))));
    // The last is the one that it answers, those before it are the thread.
    found.answers.extend(strings("references").pop());
    for target in value.get("target").and_then(Value::as_array).into_iter().flatten() {
        let selectors: Vec<&Value> = target.get("selector").and_then(Value::as_array).into_iter().flatten().collect();
        if !selectors.is_empty() {
            w3c::quotes(&selectors, &mut found);
        }
    }
    found.kind = if !found.answers.is_empty() {
        NoteKind::Reply
    } else if found.bodies.is_empty() && found.tags.is_empty() && !found.quotes.is_empty() {
        NoteKind::Highlight
    } else {
        NoteKind::Note
    };
    found
}
