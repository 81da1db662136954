//! Diagnostics for machines: one a line.
//!
//! ```text
//! short  = path (":" line ":" column)? ": " severity "[" code "]: " message (" (" hint ")")?
//! json   = one object: path, line, column, end_line, end_column, start, end, severity, code,
//!          message, note, labels, hint
//! github = "::" command " file=" path (",line=" …)? ",title=" code "::" message
//! ```
//!
//! Lines and columns count from 1, columns in code points; `start` and `end` are bytes.

use serde::Serialize;

use super::lines::{Position, clamp, position};
use super::severity::name;
use super::texts::Texts;
use crate::diagnostic::{Diagnostic, Location, Severity};

#[derive(Serialize)]
struct Record<'a> {
    #[serde(flatten)]
    place: Place,
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    note: &'a str,
    labels: Vec<Mark<'a>>,
    hint: Option<&'a str>,
}

#[derive(Serialize)]
struct Mark<'a> {
    #[serde(flatten)]
    place: Place,
    text: &'a str,
}

#[derive(Serialize)]
struct Place {
    path: String,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
}

/// Draws `path:line:column: error[code]: message (hint)`.
pub(super) fn short(diagnostic: &Diagnostic, texts: Texts<'_>) -> String {
    let place = place(&diagnostic.primary, texts);
    let at = match (place.line, place.column) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        _ => String::new(),
    };
    let hint = diagnostic.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
    let (severity, code) = (name(diagnostic.severity), diagnostic.code.as_str());
    let line = format!("{}{at}: {severity}[{code}]: {}{hint}", place.path, diagnostic.message);
    line.replace(char::is_control, " ") + "\n"
}

/// Draws a JSON object.
pub(super) fn json(diagnostic: &Diagnostic, texts: Texts<'_>) -> String {
    let labels = diagnostic.labels.iter().map(|l| Mark { place: place(&l.location, texts), text: &l.text });
    let record = Record {
        place: place(&diagnostic.primary, texts),
        severity: name(diagnostic.severity),
        code: diagnostic.code.as_str(),
        message: &diagnostic.message,
        note: &diagnostic.note,
        labels: labels.collect(),
        hint: diagnostic.hint.as_deref(),
    };
    serde_json::to_string(&record).expect("strings and numbers are JSON") + "\n"
}

/// Draws a workflow command of GitHub Actions.
pub(super) fn github(diagnostic: &Diagnostic, texts: Texts<'_>) -> String {
    let place = place(&diagnostic.primary, texts);
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let mut line = format!("::{command} file={}", property(&place.path));
    // Columns are understood only where a range lies in one line.
    let columns = place.line == place.end_line;
    let numbers = [
        ("line", place.line),
        ("endLine", place.end_line),
        ("col", place.column.filter(|_| columns)),
        ("endColumn", place.end_column.filter(|_| columns)),
    ];
    for (key, number) in numbers {
        line.extend(number.map(|number| format!(",{key}={number}")));
    }
    let hint = diagnostic.hint.as_ref().map(|hint| format!("\n{hint}")).unwrap_or_default();
    let words = data(&format!("{}{hint}", diagnostic.message));
    format!("{line},title={}::{words}\n", property(diagnostic.code.as_str()))
}

fn place(location: &Location, texts: Texts<'_>) -> Place {
    let path = texts.shown(&location.path);
    let span = location.span.as_ref();
    let Some((text, span)) = texts.text(&location.path).zip(span).map(|(text, span)| (text, clamp(text, span))) else {
        let (start, end) = (span.map(|s| s.start), span.map(|s| s.end));
        return Place { path, line: None, column: None, end_line: None, end_column: None, start, end };
    };
    let (from, to): (Position, Position) = (position(text, span.start), position(text, span.end));
    Place {
        path,
        line: Some(from.line),
        column: Some(from.column),
        end_line: Some(to.line),
        end_column: Some(to.column),
        start: Some(span.start),
        end: Some(span.end),
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
