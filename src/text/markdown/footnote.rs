//! Puts footnotes in their place: last, in the order of their first reference.
//!
//! References are numbered in reading order: those of the body, then those of the footnotes as
//! these follow. A definition that nothing refers to comes after the others, so that nothing is lost.

use std::mem;

use rustc_hash::FxHashMap;

use super::definition::Definition;
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::text::{Container, Document, Element, Inline, InlineKind, Node, Spans};

/// The footnotes that have a number, in its order.
struct Numbered<'a> {
    by_label: &'a FxHashMap<String, usize>,
    /// By definition: its number, or 0.
    numbers: Vec<usize>,
    /// By number from 1: its definition, and how many references point at it.
    order: Vec<(usize, usize)>,
}

impl Reader<'_> {
    /// Joins the flows into one document.
    pub(super) fn finish(mut self) -> (Document, Spans, Vec<Diagnostic>) {
        let definitions = mem::take(&mut self.definitions);
        let mut by_label = FxHashMap::default();
        for (i, definition) in definitions.iter().enumerate() {
            if let Some(&first) = by_label.get(&definition.label) {
                let first: &Definition = &definitions[first];
                self.report(
                    Diagnostic::warning(
                        Code::DuplicateFootnote,
                        Location::at(self.path, definition.span.clone()),
                        format!("the footnote `{}` is defined twice", definition.label),
                    )
                    .label(Location::at(self.path, first.span.clone()), "first here")
                    .hint("give each footnote a label of its own"),
                );
            } else {
                by_label.insert(definition.label.clone(), i);
            }
        }
        let mut numbered = Numbered { by_label: &by_label, numbers: vec![0; definitions.len()], order: Vec::new() };
        let mut document = Document::default();
        let mut spans = Spans::default();
        self.lay_out(0, &mut numbered, &mut document, &mut spans);
        let mut opens = Vec::new();
        let mut next = 0;
        for unused in 0..=definitions.len() {
            while let Some(&(definition, _)) = numbered.order.get(next) {
                next += 1;
                if next == 1 {
                    document.nodes.push(Node::Open(Container::Footnotes));
                }
                opens.push(document.nodes.len());
                document.nodes.push(Node::Open(Container::Footnote { number: next, references: 0 }));
                self.lay_out(definitions[definition].flow, &mut numbered, &mut document, &mut spans);
                document.nodes.push(Node::Close);
            }
            if numbered.numbers.get(unused) == Some(&0) {
                let definition = &definitions[unused];
                let location = Location::at(self.path, definition.span.clone());
                let message = format!("nothing refers to the footnote `{}`", definition.label);
                let hint = format!("refer to it with `[^{}]`, or delete it", definition.label);
                self.report(Diagnostic::warning(Code::UnusedFootnote, location, message).hint(hint));
                numbered.order.push((unused, 0));
                numbered.numbers[unused] = numbered.order.len();
            }
        }
        for (open, &(_, count)) in opens.iter().zip(&numbered.order) {
            if let Node::Open(Container::Footnote { references, .. }) = &mut document.nodes[*open] {
                *references = count;
            }
        }
        if !opens.is_empty() {
            document.nodes.push(Node::Close);
        }
        (document, spans, self.diagnostics)
    }

    /// Appends a flow; leaves, links and images get their index in reading order.
    fn lay_out(&mut self, flow: usize, numbered: &mut Numbered<'_>, document: &mut Document, spans: &mut Spans) {
        for node in mem::take(&mut self.flows[flow]) {
            let Node::Leaf(leaf) = node else {
                document.nodes.push(node);
                continue;
            };
            let Some((mut leaf, span)) = self.leaves[leaf].take() else { continue };
            // Titles name the link of the element they stand in.
            for element in &mut leaf.elements {
                if let Element::Link(link) = element {
                    let (link, span) = self.links[mem::replace(link, document.links.len())].clone();
                    document.links.push(link);
                    spans.links.push(span);
                }
            }
            for inline in &mut leaf.inlines {
                self.settle(inline, &leaf.elements, numbered, document, spans);
            }
            leaf.inlines.shrink_to_fit();
            for inline in &mut leaf.inlines {
                if let InlineKind::Text(text) = &mut inline.kind {
                    text.shrink_to_fit();
                }
            }
            document.nodes.push(Node::Leaf(document.leaves.len()));
            document.leaves.push(leaf);
            spans.leaves.push(span);
        }
    }

    fn settle(
        &self,
        inline: &mut Inline,
        elements: &[Element],
        numbered: &mut Numbered<'_>,
        document: &mut Document,
        spans: &mut Spans,
    ) {
        match &mut inline.kind {
            InlineKind::Title(link) => {
                if let Some(Element::Link(settled)) = inline.within.last().map(|&e| &elements[usize::from(e)]) {
                    *link = *settled;
                }
            }
            InlineKind::Image(image) => {
                let (settled, span) = self.images[mem::replace(image, document.images.len())].clone();
                document.images.push(settled);
                spans.images.push(span);
            }
            InlineKind::FootnoteReference { number, k } => {
                let label = &self.references[*number];
                let Some(&definition) = numbered.by_label.get(label) else {
                    // pulldown-cmark makes references only of labels that are defined.
                    inline.kind = InlineKind::Text(format!("[^{label}]"));
                    return;
                };
                if numbered.numbers[definition] == 0 {
                    numbered.order.push((definition, 0));
                    numbered.numbers[definition] = numbered.order.len();
                }
                *number = numbered.numbers[definition];
                let count = &mut numbered.order[*number - 1].1;
                *count += 1;
                *k = *count;
            }
            InlineKind::Text(_) | InlineKind::HardBreak => {}
        }
    }
}
