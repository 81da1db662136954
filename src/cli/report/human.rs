//! A diagnostic with the lines it speaks about, as a compiler draws it.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str as plain,
};

use super::lines::{clamp, window};
use super::severity::name;
use super::texts::Texts;
use crate::diagnostic::{Diagnostic, Severity};
use crate::path::SourcePath;

/// What is drawn in one file.
struct Marks<'a> {
    path: &'a SourcePath,
    text: &'a str,
    spans: Vec<(AnnotationKind, Range<usize>, &'a str)>,
}

/// Draws one diagnostic with colours in it; a blank line follows.
pub(super) fn draw(diagnostic: &Diagnostic, texts: Texts<'_>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO.with_name(name(Severity::Hint)),
    };
    let mut files: Vec<Marks<'_>> = Vec::new();
    let mut bare = Vec::new();
    let primary = (AnnotationKind::Primary, &diagnostic.primary, diagnostic.note.as_str());
    let labels = diagnostic.labels.iter().map(|label| (AnnotationKind::Context, &label.location, label.text.as_str()));
    for (kind, location, words) in std::iter::once(primary).chain(labels) {
        let (Some(span), Some(text)) = (&location.span, texts.text(&location.path)) else {
            bare.push((kind, &location.path, words));
            continue;
        };
        let mark = (kind, visible(text, span), words);
        match files.iter_mut().find(|marks| *marks.path == location.path) {
            Some(marks) => marks.spans.push(mark),
            None => files.push(Marks { path: &location.path, text, spans: vec![mark] }),
        }
    }

    let mut group = Group::with_title(level.primary_title(plain(&diagnostic.message)).id(diagnostic.code.as_str()));
    let mut others: Vec<Group<'_>> = Vec::new();
    for &(kind, path, words) in &bare {
        let origin = Origin::path(texts.shown(path));
        if matches!(kind, AnnotationKind::Primary) {
            group = group.element(origin);
            if !words.is_empty() {
                group = group.element(Level::NOTE.message(plain(words)));
            }
        } else {
            others.push(Level::NOTE.secondary_title(plain(words)).element(origin));
        }
    }
    for marks in &files {
        group = group.element(snippet(marks, texts));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(plain(hint)));
    }
    others.insert(0, group);
    Renderer::styled().decor_style(DecorStyle::Ascii).render(&others) + "\n\n"
}

/// Draws a failure that has no place in a file.
pub(super) fn failure(message: &str, hint: Option<&str>) -> String {
    let titles = std::iter::once(Level::ERROR.primary_title(plain(message)));
    let help = hint.map(|hint| Level::HELP.primary_title(plain(hint)));
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    titles.chain(help).map(|title| renderer.render(&[Group::with_title(title)]) + "\n").collect()
}

/// Cuts the lines of a file that have marks, so that a long file costs no more than a short one.
fn snippet<'a>(marks: &Marks<'a>, texts: Texts<'_>) -> Snippet<'a, Annotation<'a>> {
    let start = marks.spans.iter().map(|(_, span, _)| span.start).min().unwrap_or_default();
    let end = marks.spans.iter().map(|(_, span, _)| span.end).max().unwrap_or_default();
    let window = window(marks.text, &(start..end));
    // Half of a Windows line end would be drawn; a blank in its place keeps the offsets.
    let mut lines = window.text.replace("\r\n", " \n");
    if lines.ends_with('\r') {
        lines.replace_range(lines.len() - 1.., " ");
    }
    Snippet::source(lines).line_start(window.line).path(texts.shown(marks.path)).annotations(marks.spans.iter().map(
        |(kind, span, words)| {
            let words = if words.is_empty() { None } else { Some(plain(words)) };
            kind.span(span.start - window.offset..span.end - window.offset).label(words)
        },
    ))
}

/// Clamps a span, without the line feeds at its end, which would draw it into the next line.
fn visible(text: &str, span: &Range<usize>) -> Range<usize> {
    let span = clamp(text, span);
    let words = text[span.clone()].trim_end_matches(['\r', '\n']).len();
    span.start..span.start + words
}
