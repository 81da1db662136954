//! A compact picture of a document, and the check of its invariants.
//!
//! In a picture `p1` and so on are leaves, `<em>` to `</em>` elements, `⏎` a hard break.

use std::fmt::Write as _;
use std::ops::Range;

use super::super::limit::MAX_DEPTH;
use crate::diagnostic::Diagnostic;
use crate::text::{Container, Document, Element, Inline, InlineKind, Leaf, LeafKind, Link, Node, Spans, Target};

pub(super) fn dump(document: &Document) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for node in &document.nodes {
        if *node == Node::Close {
            depth -= 1;
            continue;
        }
        let _ = write!(out, "{:1$}", "", depth * 2);
        match node {
            Node::Open(container) => {
                depth += 1;
                let _ = match container {
                    Container::Quote(None) => writeln!(out, "quote"),
                    Container::List(None) => writeln!(out, "list"),
                    Container::Item(None) => writeln!(out, "item"),
                    Container::Footnote { number, references } => {
                        writeln!(out, "footnote {number}, {references} references")
                    }
                    other => writeln!(out, "{}", format!("{other:?}").to_lowercase()),
                };
            }
            Node::Leaf(leaf) => {
                let _ = writeln!(out, "p{} {}", leaf + 1, dump_leaf(document, &document.leaves[*leaf]));
            }
            Node::Rule => out.push_str("rule\n"),
            Node::Close => {}
        }
    }
    out
}

fn dump_leaf(document: &Document, leaf: &Leaf) -> String {
    let mut out = match &leaf.kind {
        LeafKind::Paragraph { tight: false } => "paragraph".to_owned(),
        LeafKind::Paragraph { tight: true } => "tight".to_owned(),
        LeafKind::Heading { level, id: None } => format!("h{level}"),
        LeafKind::Heading { level, id: Some(id) } => format!("h{level}#{id}"),
        LeafKind::Term => "term".to_owned(),
        LeafKind::Cell { header, align } => format!("{}/{align:?}", if *header { "th" } else { "td" }).to_lowercase(),
        LeafKind::Code { language: None } => "code".to_owned(),
        LeafKind::Code { language: Some(language) } => format!("code({language})"),
    };
    out.push_str(" |");
    let mut open: Vec<u16> = Vec::new();
    for inline in &leaf.inlines {
        let common = open.iter().zip(&inline.within).take_while(|(a, b)| a == b).count();
        for element in open.drain(common..).rev() {
            let _ = write!(out, "</{}>", name(leaf, element).0);
        }
        for &element in &inline.within[common..] {
            let (name, link) = name(leaf, element);
            let target = link.map(|l| &document.links[l]).map_or(String::new(), |Link { target, title }| {
                let title = if title.is_empty() { String::new() } else { format!(" {title:?}") };
                match target {
                    Target::Wiki(target) => format!(" [[{target}]]{title}"),
                    Target::Url(url) => format!(" {url}{title}"),
                }
            });
            let _ = write!(out, "<{name}{target}>");
        }
        open.clone_from(&inline.within);
        match &inline.kind {
            InlineKind::Text(text) => out.push_str(text),
            InlineKind::HardBreak => out.push('⏎'),
            InlineKind::Title(link) => {
                let _ = write!(out, "{{title of {:?}}}", document.links[*link].target);
            }
            InlineKind::Image(image) => {
                let image = &document.images[*image];
                let _ = write!(out, "{{image {} {:?} {:?}}}", image.url, image.alt, image.title);
            }
            InlineKind::FootnoteReference { number, k } => {
                let _ = write!(out, "{{note {number}.{k}}}");
            }
        }
    }
    for element in open.into_iter().rev() {
        let _ = write!(out, "</{}>", name(leaf, element).0);
    }
    out.push('|');
    out
}

fn name(leaf: &Leaf, element: u16) -> (&'static str, Option<usize>) {
    match leaf.elements[usize::from(element)] {
        Element::Emphasis => ("em", None),
        Element::Strong => ("strong", None),
        Element::Strikethrough => ("s", None),
        Element::Code => ("code", None),
        Element::Link(link) => ("a", Some(link)),
    }
}

/// Checks what must hold of every document.
pub(super) fn check_invariants(
    source: &str,
    body: Range<usize>,
    document: &Document,
    spans: &Spans,
    diagnostics: &[Diagnostic],
) {
    let mut depth = 0_usize;
    let mut leaves = 0;
    for node in &document.nodes {
        match node {
            Node::Open(_) => depth += 1,
            Node::Close => depth = depth.checked_sub(1).expect("what closes was open"),
            Node::Leaf(leaf) => {
                assert_eq!(*leaf, leaves, "leaves ascend by one");
                leaves += 1;
            }
            Node::Rule => {}
        }
        assert!(depth <= 2 * MAX_DEPTH, "nesting is bounded");
    }
    assert_eq!(depth, 0, "nodes are balanced");
    assert_eq!(leaves, document.leaves.len(), "every leaf stands somewhere");
    assert_eq!(spans.leaves.len(), document.leaves.len());
    assert_eq!(spans.links.len(), document.links.len());
    assert_eq!(spans.images.len(), document.images.len());
    let places = diagnostics.iter().filter_map(|d| d.primary.span.as_ref());
    for span in spans.leaves.iter().chain(&spans.links).chain(&spans.images).chain(places) {
        assert!(body.start <= span.start && span.end <= body.end, "{span:?} is in the body");
        assert!(source.get(span.clone()).is_some(), "{span:?} is on character borders");
    }
    let mut links = 0;
    for leaf in &document.leaves {
        check_leaf(leaf);
        for element in &leaf.elements {
            if let Element::Link(link) = element {
                assert_eq!(*link, links, "links ascend by one");
                links += 1;
            }
        }
    }
    assert_eq!(links, document.links.len());
}

fn check_leaf(leaf: &Leaf) {
    assert!(!leaf.inlines.is_empty() || matches!(leaf.kind, LeafKind::Cell { .. } | LeafKind::Term));
    let mut seen = vec![false; leaf.elements.len()];
    let mut before: &[u16] = &[];
    for (i, inline) in leaf.inlines.iter().enumerate() {
        for element in &inline.within {
            let seen = &mut seen[usize::from(*element)];
            assert!(before.contains(element) || !*seen, "an element is in one piece");
            *seen = true;
        }
        before = &inline.within;
        let InlineKind::Text(text) = &inline.kind else { continue };
        assert!(!text.is_empty());
        assert!(unicode_normalization::is_nfc(text));
        assert!(!text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
        if let Some(Inline { kind: InlineKind::Text(_), within }) = leaf.inlines.get(i + 1) {
            assert_ne!(*within, inline.within, "texts are merged");
        }
    }
    assert!(seen.iter().all(|&seen| seen), "an element holds something");
    let code = matches!(leaf.kind, LeafKind::Code { .. }) || leaf.elements.contains(&Element::Code);
    let shown = |inline: &Inline| match &inline.kind {
        InlineKind::Text(text) => text.clone(),
        InlineKind::Title(_) => "title".to_owned(),
        _ => String::new(),
    };
    let text: String = leaf.inlines.iter().map(shown).collect();
    let breaks = leaf.inlines.iter().any(|i| i.kind == InlineKind::HardBreak);
    if !code && !breaks {
        assert!(!text.contains("  ") && !text.starts_with(' ') && !text.ends_with(' '), "{text:?}");
    }
}
