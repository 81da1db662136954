//! What Tera says is wrong, as diagnostics in the file where it stands.
//!
//! Tera reports some mistakes as values with a span, others only as a drawn report; both are read
//! here. It deliberately loses Tera's "called from" notes, which only the drawn report has.

use std::collections::BTreeMap;
use std::ops::Range;

use tera::ErrorKind;

use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Location, did_you_mean};
use crate::path::SourcePath;

/// Separates the parts of a [`Failure`] on its way through a [`tera::Error`], which holds one string.
const SEPARATOR: char = '\u{1f}';

/// What a template function refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    code: Code,
    message: String,
    hint: Option<String>,
}

const CODES: [Code; 4] = [Code::MissingAsset, Code::UnknownOption, Code::DeadLink, Code::MissingWord];

/// The filters that Tera has, for proposals.
const FILTERS: &[&str] = &[
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "filter",
    "first",
    "float",
    "get",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "map",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];

impl Failure {
    pub(super) fn new(code: Code, message: String) -> Self {
        Self { code, message, hint: None }
    }

    /// Adds the proposal, or else what to do.
    pub(super) fn meant(mut self, meant: Option<&str>, otherwise: &str) -> Self {
        self.hint = Some(meant.map_or_else(|| otherwise.to_owned(), proposal));
        self
    }

    pub(super) fn into_error(self) -> tera::Error {
        tera::Error::message(self.to_text())
    }

    /// Puts all of it into one string, from which [`Self::read`] takes it again.
    pub(super) fn to_text(&self) -> String {
        let hint = self.hint.as_deref().unwrap_or_default();
        format!("{}{SEPARATOR}{}{SEPARATOR}{hint}", self.code.as_str(), self.message)
    }

    pub(super) fn at(self, location: Location) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.code, location, self.message);
        match self.hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        }
    }

    fn read(message: &str) -> Option<Self> {
        let mut parts = message.splitn(3, SEPARATOR);
        let code = parts.next()?;
        let code = CODES.into_iter().find(|known| known.as_str() == code)?;
        let message = parts.next()?.to_owned();
        let hint = parts.next().filter(|hint| !hint.is_empty()).map(str::to_owned);
        Some(Self { code, message, hint })
    }
}

/// Words a proposal.
pub(super) fn proposal(meant: &str) -> String {
    format!("did you mean `{meant}`?")
}

/// Reads an error; `template` is what was asked for, in case the error names no file.
pub(super) fn diagnostics(error: &tera::Error, template: &str, sources: &BTreeMap<String, Text>) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) => {
            let text = sources.get(report.filename());
            let diagnostic =
                worded(Code::TemplateSyntax, report.message(), locate(report.filename(), report.span(), text));
            let unclosed = ["expected }}", "expected %}"].iter().any(|end| report.message().contains(end));
            vec![if unclosed { diagnostic.hint("close `{{` with `}}`, and `{%` with `%}`") } else { diagnostic }]
        }
        ErrorKind::RenderingError(report) => {
            let text = sources.get(report.filename());
            vec![rendering(report.message(), locate(report.filename(), report.span(), text))]
        }
        ErrorKind::TemplateNotFound(name) => {
            let plain = sources.keys().filter_map(|name| name.split_once('/')).map(|(_, plain)| plain);
            let location = Location::file(&SourcePath::new(format!("templates/{name}")));
            let meant = did_you_mean(name, plain);
            let failure = Failure::new(Code::MissingTemplate, format!("no layer of the theme has a template `{name}`"));
            vec![failure.meant(meant, "add the template").at(location)]
        }
        ErrorKind::Msg(drawn) if drawn.starts_with("error: ") => reports(drawn, sources),
        ErrorKind::Io(kind) => {
            let location = Location::file(&path_of(template, sources));
            vec![Diagnostic::error(Code::WriteFailed, location, format!("the page could not be written: {kind}"))]
        }
        _ => {
            let message = error.to_string();
            let named = message.split(['`', '\'', '"']).find(|word| sources.contains_key(*word)).unwrap_or(template);
            vec![worded(Code::TemplateError, &message, Location::file(&path_of(named, sources)))]
        }
    }
}

/// Reads the reports that Tera draws when references in templates lead nowhere.
fn reports(drawn: &str, sources: &BTreeMap<String, Text>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut lines = drawn.lines();
    while let Some(line) = lines.next() {
        let Some(message) = line.strip_prefix("error: ") else { continue };
        let Some(place) = lines.next().and_then(|line| line.trim_start().strip_prefix("--> ")) else { continue };
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
        let line = parts.next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
        let name = parts.next().unwrap_or_default();
        let width = lines.nth(2).map_or(1, |underline| underline.matches('^').count());
        let location = match sources.get(name) {
            Some(text) => Location::at(&text.path, span_of(&text.text, line, column, width)),
            None => Location::file(&path_of(name, sources)),
        };
        found.push(unknown(message, location, sources));
    }
    found
}

fn unknown(message: &str, location: Location, sources: &BTreeMap<String, Text>) -> Diagnostic {
    let word = message.split('`').nth(1).unwrap_or_default();
    let functions = ["asset", "option", "url", "range", "super", "throw"];
    let (code, message, meant) = if message.starts_with("Unknown filter") {
        (Code::TemplateError, format!("there is no filter `{word}`"), did_you_mean(word, FILTERS.iter().copied()))
    } else if message.starts_with("Unknown function") {
        (Code::TemplateError, format!("there is no function `{word}`"), did_you_mean(word, functions))
    } else if message.starts_with("Block") {
        let blocks: Vec<String> = sources.values().flat_map(|text| super::scan::scan(&text.text).blocks).collect();
        let others = blocks.iter().map(String::as_str).filter(|block| *block != word);
        let meant = did_you_mean(word, others).map(str::to_owned);
        let message = format!("no template above has a block `{word}`");
        let diagnostic = Diagnostic::error(Code::TemplateError, location, message);
        return diagnostic.hint(meant.map_or_else(|| "rename the block".to_owned(), |meant| proposal(&meant)));
    } else {
        return worded(Code::TemplateError, message, location);
    };
    let otherwise = || {
        let known: &[&str] = if message.contains("filter") { FILTERS } else { &functions };
        format!("use one of {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
    };
    let hint = meant.map_or_else(otherwise, proposal);
    Diagnostic::error(code, location, message).hint(hint)
}

fn rendering(message: &str, location: Location) -> Diagnostic {
    if let Some(failure) = Failure::read(message) {
        return failure.at(location);
    }
    let list = |label: &str| -> Vec<&str> {
        message.split_once(label).map(|(_, names)| names.split(", ").collect()).unwrap_or_default()
    };
    let word = message.split('`').nth(1).unwrap_or_default();
    let docs = || "see `docs/templates.md` for what each page has".to_owned();
    let (missing, hint) = if message.starts_with("Variable `") {
        let known = list("Available variables: ");
        let hint = did_you_mean(word, known.iter().copied()).map_or_else(docs, proposal);
        (format!("there is no variable `{word}` here"), hint)
    } else if message.starts_with("Field `") {
        let known = list("Available fields: ");
        let meant = did_you_mean(word, known.iter().copied());
        let hint = match meant {
            Some(meant) => proposal(meant),
            None if known.is_empty() => {
                format!("what stands before `.{word}` may be none: ask with `{{% if … %}}` first")
            }
            None => docs(),
        };
        (format!("there is no field `{word}` here"), hint)
    } else if message.starts_with("Tried to render a variable that is undefined") || message.contains("`undefined`") {
        ("this value is not defined here".to_owned(), docs())
    } else {
        return worded(Code::TemplateError, message, location);
    };
    Diagnostic::error(Code::MissingVariable, location, missing).hint(hint)
}

/// Puts Tera's words into the form of ours: lower case, no full stop.
fn worded(code: Code, message: &str, location: Location) -> Diagnostic {
    let message = message.lines().next().unwrap_or_default().trim_end_matches('.');
    let mut letters = message.chars();
    let message = letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>());
    Diagnostic::error(code, location, message.unwrap_or_default())
}

fn locate(name: &str, span: &tera::Span, text: Option<&Text>) -> Location {
    match text {
        Some(text) => Location::at(&text.path, on_borders(&text.text, span.range.clone())),
        None => Location::file(&SourcePath::new(format!("templates/{name}"))),
    }
}

/// Returns the source of a template, by its registered or its plain name.
fn path_of(name: &str, sources: &BTreeMap<String, Text>) -> SourcePath {
    let plain = || sources.iter().find(|(full, _)| full.split_once('/').is_some_and(|(_, plain)| plain == name));
    let text = sources.get(name).or_else(|| plain().map(|(_, text)| text));
    text.map_or_else(|| SourcePath::new(format!("templates/{name}")), |text| text.path.clone())
}

/// Returns the bytes of `width` characters at a line and column, both from 1.
fn span_of(text: &str, line: usize, column: usize, width: usize) -> Range<usize> {
    let start = match line.checked_sub(2) {
        None => 0,
        Some(above) => text.match_indices('\n').nth(above).map_or(text.len(), |(at, _)| at + 1),
    };
    let offset = |from: usize, characters: usize| {
        text[from..].char_indices().nth(characters).map_or(text.len(), |(at, _)| from + at)
    };
    let start = offset(start, column.saturating_sub(1));
    start..offset(start, width)
}

fn on_borders(text: &str, span: Range<usize>) -> Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(span.start);
    start..floor(span.end).max(start)
}
