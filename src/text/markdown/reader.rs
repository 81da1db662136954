//! Turns pulldown-cmark's events into blocks: containers, leaves and footnote flows.
//!
//! What stands inside a leaf is in `inline`; footnotes come to their place in `footnote`.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};

use super::definition::{self, Definition};
use super::leaf::{self, Draft};
use super::limit::{MAX_DEPTH, MAX_WARNINGS};
use crate::diagnostic::{Code, Diagnostic, Location, Severity};
use crate::path::SourcePath;
use crate::text::{Alert, Align, Container, Element, Image, Leaf, LeafKind, Link, Node, Target};

/// Stands for a mark that is not to be seen.
pub(super) const BLANK: u8 = 1;

/// What one pass over the events has gathered.
pub(super) struct Reader<'a> {
    pub(super) path: &'a SourcePath,
    pub(super) source: &'a str,
    pub(super) body: Range<usize>,
    /// The body, then one flow for each footnote definition, in the order of the source.
    pub(super) flows: Vec<Vec<Node>>,
    /// The flow of the body and of the definitions that are open.
    open_flows: Vec<usize>,
    frames: Vec<Frame>,
    /// Leaves in the order of the source; flows point in here.
    pub(super) leaves: Vec<Option<(Leaf, Range<usize>)>>,
    pub(super) leaf: Option<Draft>,
    /// The text of the HTML block that is open.
    pub(super) html: Option<String>,
    pub(super) links: Vec<(Link, Range<usize>)>,
    pub(super) images: Vec<(Image, Range<usize>)>,
    /// Labels of footnote references; while reading, references count in here.
    pub(super) references: Vec<String>,
    /// Where the headings with an id of their own stand.
    pub(super) headings: BTreeMap<String, Range<usize>>,
    pub(super) definitions: Vec<Definition>,
    /// The alignments of the open table, and the column that is next.
    columns: (Vec<Align>, usize),
    too_deep: bool,
    warnings: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A container that is open.
enum Frame {
    /// Its `Node::Open` stands at this index of its flow.
    Open(usize),
    /// Nested too deep: it leaves no trace.
    Flat,
    /// A footnote definition: a flow of its own.
    Definition,
}

impl<'a> Reader<'a> {
    pub(super) fn new(path: &'a SourcePath, source: &'a str, body: Range<usize>) -> Self {
        Self {
            path,
            source,
            body,
            flows: vec![Vec::new()],
            open_flows: vec![0],
            frames: Vec::new(),
            leaves: Vec::new(),
            leaf: None,
            html: None,
            links: Vec::new(),
            images: Vec::new(),
            references: Vec::new(),
            headings: BTreeMap::new(),
            definitions: Vec::new(),
            columns: (Vec::new(), 0),
            too_deep: false,
            warnings: 0,
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range),
            Event::Code(text) => {
                let draft = self.draft(&range);
                let element = draft.open(Element::Code);
                draft.verbatim(&text);
                draft.close();
                self.check_depth(element, range);
            }
            Event::Html(text) => self.html.get_or_insert_default().push_str(&text),
            Event::InlineHtml(tag) => self.inline_html(&tag, range),
            Event::FootnoteReference(label) => {
                let id = self.references.len();
                if self.draft(&range).reference(id) {
                    self.references.push(definition::key(&label));
                }
            }
            Event::SoftBreak => self.draft(&range).space(),
            Event::HardBreak => self.draft(&range).hard_break(),
            Event::Rule => {
                self.close_leaf();
                self.node(Node::Rule);
            }
            Event::TaskListMarker(done) => self.task(done),
            // Never asked for; their words stay.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.draft(&range).text(&text),
        }
    }

    pub(super) fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }) {
            self.close_leaf();
        }
        match tag {
            Tag::Paragraph => self.open_leaf(LeafKind::Paragraph { tight: false }, range),
            Tag::Heading { level, id, classes, attrs } => {
                let attributes = !classes.is_empty() || !attrs.is_empty();
                let id = self.heading_id(id, attributes, &range);
                self.open_leaf(LeafKind::Heading { level: level as u8, id }, range);
            }
            Tag::CodeBlock(kind) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().map(leaf::tidy),
                    CodeBlockKind::Indented => None,
                };
                self.open_leaf(LeafKind::Code { language: language.filter(|l| !l.is_empty()) }, range);
            }
            Tag::DefinitionListTitle => {
                let flat = matches!(self.frames.last(), Some(Frame::Flat));
                let kind = if flat { LeafKind::Paragraph { tight: false } } else { LeafKind::Term };
                self.open_leaf(kind, range);
            }
            Tag::TableCell => {
                let kind = self.cell();
                self.open_leaf(kind, range);
            }
            Tag::HtmlBlock => {
                self.html = Some(String::new());
                self.open_leaf(LeafKind::Paragraph { tight: false }, range);
            }
            Tag::BlockQuote(kind) => self.open_container(Container::Quote(kind.map(alert)), true, range),
            Tag::List(start) => self.open_container(Container::List(start), true, range),
            Tag::Item => self.open_container(Container::Item(None), false, range),
            Tag::DefinitionList => self.open_container(Container::Definitions, true, range),
            Tag::DefinitionListDefinition => self.open_container(Container::Definition, false, range),
            Tag::Table(alignments) => {
                self.columns = (alignments.into_iter().map(align).collect(), 0);
                self.open_container(Container::Table, true, range);
            }
            Tag::TableHead => {
                self.columns.1 = 0;
                self.open_container(Container::Head, false, range);
            }
            Tag::TableRow => {
                self.columns.1 = 0;
                self.open_container(Container::Row, false, range);
            }
            Tag::FootnoteDefinition(label) => {
                let flow = self.flows.len();
                self.flows.push(Vec::new());
                self.open_flows.push(flow);
                self.frames.push(Frame::Definition);
                let span = self.trim(range);
                self.definitions.push(Definition { label: definition::key(&label), span, flow });
            }
            Tag::Emphasis => self.element(Element::Emphasis, range),
            Tag::Strong => self.element(Element::Strong, range),
            Tag::Strikethrough => self.element(Element::Strikethrough, range),
            Tag::Link { link_type, dest_url, title, .. } => self.link(link_type, &dest_url, &title, range),
            Tag::Image { link_type, dest_url, title, .. } => self.image(link_type, &dest_url, &title, range),
            // Never asked for.
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => self.draft(&range).open_dropped(),
        }
    }

    pub(super) fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::HtmlBlock => self.html_block(),
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::DefinitionListTitle
            | TagEnd::TableCell => self.close_leaf(),
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListDefinition
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::FootnoteDefinition => self.close_container(),
            TagEnd::Image => {
                if let Some(draft) = &mut self.leaf
                    && let Some((image, alt)) = draft.close_image()
                {
                    self.images[image].0.alt = alt;
                }
            }
            TagEnd::Link
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {
                let Some(draft) = &mut self.leaf else { return };
                let Some(Element::Link(link)) = draft.close() else { return };
                let (link, span) = self.links[link].clone();
                if let Target::Url(url) = link.target {
                    let message = format!("the link to `{url}` has no words");
                    self.warn(Code::EmptyLink, span, message, "write its words between the brackets, or delete it");
                }
            }
        }
    }

    pub(super) fn text(&mut self, text: &str, range: Range<usize>) {
        let blanked = text.as_bytes().contains(&BLANK) && text.len() == range.len();
        let text = if blanked { &self.source[range.clone()] } else { text };
        let draft = self.draft(&range);
        if matches!(draft.kind, LeafKind::Code { .. }) { draft.verbatim(text) } else { draft.text(text) }
    }

    /// Returns the open leaf; text that stands directly in an item or definition begins one.
    pub(super) fn draft(&mut self, range: &Range<usize>) -> &mut Draft {
        let draft = self.leaf.get_or_insert_with(|| Draft::new(LeafKind::Paragraph { tight: true }, range.clone()));
        draft.span.end = draft.span.end.max(range.end);
        draft
    }

    pub(super) fn open_leaf(&mut self, kind: LeafKind, range: Range<usize>) {
        self.leaf = Some(Draft::new(kind, range));
    }

    pub(super) fn close_leaf(&mut self) {
        let Some(draft) = self.leaf.take() else { return };
        let span = self.trim(draft.span.clone());
        let Some(leaf) = draft.finish() else { return };
        self.node(Node::Leaf(self.leaves.len()));
        self.leaves.push(Some((leaf, span)));
    }

    pub(super) fn flow(&mut self) -> &mut Vec<Node> {
        let flow = self.open_flows.last().copied().unwrap_or_default();
        &mut self.flows[flow]
    }

    pub(super) fn node(&mut self, node: Node) {
        self.flow().push(node);
    }

    /// Opens a container; one that is not a `group` stands directly in its group and shares its fate.
    pub(super) fn open_container(&mut self, container: Container, group: bool, range: Range<usize>) {
        let flat = matches!(self.frames.last(), Some(Frame::Flat));
        // A table needs two more levels for its rows, so that no group is cut in half.
        if flat || (group && self.frames.len() + 2 > MAX_DEPTH) {
            self.frames.push(Frame::Flat);
            if !flat {
                self.warn_too_deep(range);
            }
        } else {
            let at = self.flow().len();
            self.frames.push(Frame::Open(at));
            self.node(Node::Open(container));
        }
    }

    pub(super) fn close_container(&mut self) {
        self.close_leaf();
        match self.frames.pop() {
            Some(Frame::Open(at)) => {
                let flow = self.flow();
                // An empty quotation, say of a comment alone, shows nothing.
                if at + 1 == flow.len() && matches!(flow[at], Node::Open(Container::Quote(_))) {
                    flow.pop();
                } else {
                    flow.push(Node::Close);
                }
            }
            Some(Frame::Definition) => {
                self.open_flows.pop();
            }
            Some(Frame::Flat) | None => {}
        }
    }

    pub(super) fn task(&mut self, done: bool) {
        if let Some(&Frame::Open(at)) = self.frames.last()
            && let Node::Open(Container::Item(task)) = &mut self.flow()[at]
        {
            *task = Some(done);
        }
    }

    pub(super) fn cell(&mut self) -> LeafKind {
        let Some(&Frame::Open(row)) = self.frames.last() else { return LeafKind::Paragraph { tight: false } };
        let header = matches!(self.flow()[row], Node::Open(Container::Head));
        let (aligns, column) = &mut self.columns;
        let align = aligns.get(*column).copied().unwrap_or(Align::None);
        *column += 1;
        LeafKind::Cell { header, align }
    }

    pub(super) fn warn_too_deep(&mut self, range: Range<usize>) {
        if !std::mem::replace(&mut self.too_deep, true) {
            let message = format!("more than {MAX_DEPTH} levels of nesting, or too many elements in one block");
            self.warn(Code::TooDeep, range, message, "nest less; the text stays, its markup beyond that is dropped");
        }
    }

    pub(super) fn warn(&mut self, code: Code, range: Range<usize>, message: impl Into<String>, hint: &str) {
        let location = Location::at(self.path, self.trim(range));
        self.report(Diagnostic::warning(code, location, message).hint(hint));
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if diagnostic.severity != Severity::Error {
            self.warnings += 1;
            if self.warnings > MAX_WARNINGS {
                return;
            }
            if self.warnings == MAX_WARNINGS {
                let message = format!("more than {MAX_WARNINGS} warnings in one file; the rest is not shown");
                let more = Diagnostic::warning(Code::MoreWarnings, diagnostic.primary.clone(), message);
                self.diagnostics.push(more.hint("settle those shown first"));
            }
        }
        self.diagnostics.push(diagnostic);
    }

    /// Brings a range into the body and onto character borders.
    pub(super) fn clamp(&self, range: Range<usize>) -> Range<usize> {
        let floor = |mut at: usize| {
            at = at.clamp(self.body.start, self.body.end);
            while !self.source.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor(range.start);
        start..floor(range.end).max(start)
    }

    /// Takes the line ends and spaces off a range.
    pub(super) fn trim(&self, range: Range<usize>) -> Range<usize> {
        let range = self.clamp(range);
        let text = &self.source[range.clone()];
        let end = range.start + text.trim_end().len();
        let start = end - text[..end - range.start].trim_start().len();
        start..end
    }
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
