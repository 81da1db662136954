//! Tests of the theme as a whole.

mod closure;
mod layers;
mod pages;
mod sample;

use std::sync::Arc;

use super::*;
use crate::content::KeySpans;
use crate::memo::map::Map;
use crate::path::SourcePath;
use crate::source::{Contents, SourceFile};

/// Makes an input from files in one string, each under a `//- path` line.
fn input(theme: &str, fixture: &str) -> ThemeInput {
    let mut files = Map::new();
    for part in fixture.split("//- ").skip(1) {
        let (path, text) = part.split_once('\n').expect("a header line");
        let path = SourcePath::new(path.trim());
        let contents = Contents::Text(Arc::from(text));
        files.insert(path.clone(), Arc::new(SourceFile { path, contents }));
    }
    let keys = KeySpans([("theme".to_owned(), 8..16), ("options.notes".to_owned(), 30..38)].into());
    ThemeInput {
        name: theme.to_owned(),
        language: "en".to_owned(),
        options: Vec::new(),
        keys,
        files,
        blobs: Map::new(),
        fields: crate::pages::fields(),
    }
}

/// Draws diagnostics: code, place with the words there, message, hint.
fn drawn(input: &ThemeInput, diagnostics: &[Diagnostic]) -> String {
    let mut lines = Vec::new();
    for problem in diagnostics {
        let path = &problem.primary.path;
        let own = input.files.get(path).map(|file| file.text());
        let place = match (&problem.primary.span, own.or_else(|| embedded(path))) {
            (Some(span), Some(text)) => format!(" at `{}`", text.get(span.clone()).expect("a span on borders")),
            (Some(span), None) => format!(" at {span:?}"),
            (None, _) => String::new(),
        };
        let hint = problem.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        lines.push(format!("{:?} {path}{place}: {}{hint}", problem.code, problem.message));
    }
    lines.join("\n")
}

fn rendered(theme: &Theme, template: &str, context: tera::Context) -> Result<String, Vec<Diagnostic>> {
    let mut bytes = Vec::new();
    theme.render(template, context, &mut bytes)?;
    Ok(String::from_utf8(bytes).expect("templates write UTF-8"))
}
