//! Makes the Markdown of a note of what an annotation says.
//!
//! Our own Markdown is taken as it is, since it was a note's before. That of others is Markdown of another dialect: what
//! would be a link to a file of the dossier, a picture or a wikilink becomes words, and headings that would begin
//! another note are put a level down. Where nothing helps, the words stand in a block of code.
//!
//! **Invariant:** what is made is one note's, whatever stands after it.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

use super::foreign::{Format, Words};
use crate::content::annotation;
use crate::diagnostic::Code;
use crate::import::{html, line};
use crate::path::SourcePath;
use crate::source::{Contents, SourceFile};
use crate::text::{Dialect, LeafKind, Target, markdown};

/// Makes Markdown of all that an annotation says; `own` says that it was a note of a dossier.
pub(super) fn markdown(bodies: &[Words], own: bool, passage: bool, remarks: &mut Vec<String>) -> String {
    let of = |format| bodies.iter().filter(move |words| words.format == format);
    let texts: Vec<&Words> = match (of(Format::Markdown).count(), of(Format::Html).count()) {
        (1.., _) if own => of(Format::Markdown).take(1).collect(),
        // As many of one as of the other are the same words twice.
        (md, html) if md > 0 && md == html => bodies.iter().filter(|words| words.format != Format::Html).collect(),
        _ => bodies.iter().collect(),
    };
    let parts: Vec<String> =
        texts.into_iter().map(|words| part(words, own, remarks)).filter(|p| !p.is_empty()).collect();
    let whole = parts.join("\n\n");
    // Code without an end may stand last in a file.
    if is_contained(&whole, passage) || (own && is_one(&whole, passage, "")) {
        return whole;
    }
    let lower = demoted(&whole);
    if is_contained(&lower, passage) {
        remarks.push("its headings were put a level down, as they would begin other notes".into());
        return lower;
    }
    let unquoted = demoted(&unquoted(&whole));
    if is_contained(&unquoted, passage) {
        remarks.push("the quotation that it begins with became words, as it would be its passage".into());
        return unquoted;
    }
    remarks.push("its Markdown would take in other notes; it stands in a block of code".into());
    fenced(&whole)
}

/// Puts words that are no Markdown in a block of code.
pub(super) fn fenced(words: &str) -> String {
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{}\n{fence}", words.trim_end().replace('\r', ""))
}

fn part(words: &Words, own: bool, remarks: &mut Vec<String>) -> String {
    match words.format {
        Format::Markdown if own => words.value.trim_end().to_owned(),
        Format::Markdown => tamed(&words.value, remarks),
        Format::Html => match html::fragment(&words.value) {
            Some(markdown) => tamed(&markdown, remarks),
            None => {
                remarks.push("its HTML nests too deep; it stands in a block of code".into());
                fenced(&words.value)
            }
        },
        Format::Plain => plain(&words.value),
    }
}

/// Writes plain text: paragraphs stay paragraphs, lines stay lines.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let lines = paragraph.lines().map(|words| line::tidy(words).0).filter(|words| !words.is_empty());
        lines.map(|words| line::escape(&words)).collect::<Vec<_>>().join("\\\n")
    });
    paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Takes out of the Markdown of others what means something else in a dossier.
fn tamed(text: &str, remarks: &mut Vec<String>) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_end().trim_start_matches('\n');
    let path = SourcePath::new("import.md");
    let dialect = Dialect { wikilinks: true, heading_ids: true };
    let (document, spans, _) = markdown::parse(&path, text, 0..text.len(), dialect);
    let is_web = |url: &str| ["http://", "https://", "mailto:", "tel:", "#"].iter().any(|s| url.starts_with(s));
    let links = document.links.iter().zip(&spans.links).filter(|(link, _)| match &link.target {
        Target::Wiki(_) => true,
        Target::Url(url) => !is_web(url),
    });
    let mut places: Vec<usize> = links.map(|(_, span)| span.start).collect();
    places.extend(spans.images.iter().map(|span| span.start));
    let named = document.leaves.iter().zip(&spans.leaves);
    let named = named.filter(|(leaf, _)| matches!(&leaf.kind, LeafKind::Heading { .. }));
    places.extend(named.filter_map(|(_, span)| Some(span.start + text[span.clone()].rfind("{#")?)));
    if places.is_empty() {
        return text.to_owned();
    }
    remarks.push("pictures, wikilinks, links without a web address and ids of headings became words".into());
    places.sort_unstable();
    places.dedup();
    let mut tamed = String::with_capacity(text.len() + places.len());
    let mut at = 0;
    for place in places.into_iter().filter(|&place| text[place..].starts_with(['[', '!', '{'])) {
        tamed.push_str(&text[at..place]);
        at = place;
        if text[place..].starts_with('{') {
            // A backslash keeps no id away.
            tamed.push_str("&#123;");
            at += 1;
            continue;
        }
        tamed.push('\\');
        if text[place..].starts_with('!') {
            tamed.push_str("!\\");
            at += 1;
        }
    }
    tamed.push_str(&text[at..]);
    // A wikilink has two brackets.
    tamed.replace("\\[[", "\\[\\[")
}

/// Tells whether a body is read as the body of one note, whatever stands after it.
pub(super) fn is_contained(body: &str, passage: bool) -> bool {
    is_one(body, passage, "\n## Next {#next}\n\nWords\n")
}

/// Tells whether a body is read as the body of one note with this after it.
fn is_one(body: &str, passage: bool, after: &str) -> bool {
    let quote = if passage { "> passage\n\n" } else { "" };
    let text = format!("## First {{#first}}\nstatus: published\n\n{quote}{body}\n{after}");
    let path = SourcePath::new("import.md");
    let source = annotation::parse(&SourceFile { path, contents: Contents::Text(text.as_str().into()) });
    let fatal = [Code::UnclosedBlock, Code::SetextHeading, Code::Level1Heading, Code::TextBeforeFirstNote];
    let Some((first, rest)) = source.file.notes.split_first() else { return false };
    first.markdown == body
        && first.passage.is_some() == passage
        && rest.len() == usize::from(!after.is_empty())
        && rest.iter().all(|next| next.id.as_str() == "next" && next.markdown == "Words")
        && !source.diagnostics.iter().any(|d| fatal.contains(&d.code))
}

/// Puts headings of the first and second level, and underlined ones, on the third.
fn demoted(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_DEFINITION_LIST | Options::ENABLE_GFM;
    let mut found: Vec<(Range<usize>, HeadingLevel)> = Vec::new();
    for (event, span) in Parser::new_ext(text, options).into_offset_iter() {
        if let Event::Start(Tag::Heading { level, .. }) = event
            && found.last().is_none_or(|(last, _)| last.end <= span.start)
        {
            found.push((span, level));
        }
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut at = 0;
    for (span, level) in found {
        let heading = text[span.clone()].trim_end();
        let words = if heading.starts_with('#') {
            if level > HeadingLevel::H2 {
                continue;
            }
            heading.trim_start_matches('#').trim().to_owned()
        } else {
            let lines: Vec<&str> = heading.lines().map(|l| l.trim().trim_start_matches(['>', ' '])).collect();
            lines[..lines.len().saturating_sub(1)].join(" ")
        };
        out.push_str(&text[at..span.start]);
        out.push_str(format!("### {words}").trim_end());
        at = span.start + heading.len();
    }
    out.push_str(&text[at..]);
    out
}

/// Escapes the marks of the quotation that a text begins with.
fn unquoted(text: &str) -> String {
    let mut inside = true;
    let lines = text.lines().map(|line| {
        inside = inside && line.trim_start().starts_with('>');
        if inside { format!("\\{}", line.trim_start()) } else { line.to_owned() }
    });
    lines.collect::<Vec<_>>().join("\n")
}
