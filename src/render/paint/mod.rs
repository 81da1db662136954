//! Paints a document as HTML, with the passages of notes and the mentions of entities in it.
//!
//! Each leaf is cut into runs at every border of an inline element, a mention or a passage. A run knows
//! the elements it stands in, outermost first; HTML comes from closing and opening what differs between
//! one run and the next. A mention is put into that stack as far out as all its runs agree, so that it stays one element; the passage's `<mark>` is always innermost, and the source's words in a digest are next to it.
//!
//! * **Invariant:** the text painted, less the numbers of notes and footnotes and the credits of images, is the canonical text.
//! * **Invariant:** tags nest; no `<a>` stands in an `<a>`; a `<mark>` holds text and line breaks only.
//! * **Invariant:** a note stands where HTML allows an `<aside>` and where the contract puts it.
//!
//! It deliberately does not write notes themselves: it says where they stand, and templates write them.

mod inline;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::content::config::MentionLinks;
use crate::path::Slug;
pub use crate::resolve::href::Href;
use crate::resolve::mention::Mention;
use crate::text::canonical::Canonical;
use crate::text::{Alert, Align, Container, Document, Inline, InlineKind, Leaf, LeafKind, Node};

/// Everything a painting depends on.
#[derive(Clone, Copy)]
pub struct Painting<'a> {
    /// The body.
    pub document: &'a Document,
    /// The canonical text, whose blocks are the headline and the leaves of `document`.
    pub canonical: &'a Canonical,
    /// The notes in order of their numbers.
    pub passages: &'a [Passage],
    /// The mentions in reading order, none overlapping.
    pub mentions: &'a [Mention],
    /// Which mentions are links.
    pub mention_links: MentionLinks,
    /// The URL of an entity's page from the output folder, if it has one.
    pub entity_href: &'a dyn Fn(&Slug) -> Option<String>,
    /// By link of the document.
    pub links: &'a [Href],
    /// By image of the document.
    pub images: &'a [Href],
    /// The prefix of every site URL (`../`).
    pub root: &'a str,
    /// What is said in the interface's language.
    pub words: &'a Words,
    /// Whose body it is.
    pub frame: Frame<'a>,
}

/// The words of the interface that painting says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words {
    /// `Note {count}`, where it is cut.
    pub note: (String, String),
    /// Of the link from a footnote to its reference.
    pub back: String,
    /// Of a task that is done.
    pub done: String,
    /// Of a task that is not.
    pub to_do: String,
}

/// Which ids and headings a body gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// An article: block ids, mention ids, bands; headings from level 2.
    Article {
        /// Whether what stands in quotation marks is set apart: in a digest it alone is the source's.
        quotes: bool,
    },
    /// A page, biography or claim: block ids and mention ids; headings from level 2.
    Page,
    /// A note: no ids but those of footnotes, which carry this prefix; headings from level 4.
    Note(&'a str),
}

/// A note as painting sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Passage {
    /// Its id.
    pub id: Slug,
    /// Its kind, as in `data-kind`.
    pub kind: &'static str,
    /// Its number; `None` for what has no card.
    pub number: Option<usize>,
    /// The bytes of the canonical text it speaks about; `None` is the whole article.
    pub span: Option<Range<usize>>,
    /// Whether the passage is marked (a retracted note's is not).
    pub marked: bool,
}

/// A painted body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Painted {
    /// The inside of the headline.
    pub headline: String,
    /// Notes on the headline or the whole article, by index into [`Painting::passages`].
    pub headline_notes: Vec<usize>,
    /// Pieces of HTML, each with the notes that follow it.
    pub parts: Vec<(String, Vec<usize>)>,
}

/// Paints a body.
pub fn paint(painting: &Painting<'_>) -> Painted {
    let mut painter = Painter {
        p: painting,
        out: String::with_capacity(painting.canonical.text.len() * 2),
        parts: Vec::new(),
        linked: BTreeSet::new(),
        next_mention: 0,
    };
    let headline = painter.headline();
    let (headline_notes, ends) = painter.ends();
    painter.blocks(&ends);
    let rest = std::mem::take(&mut painter.out);
    let mut parts = painter.parts;
    if !rest.is_empty() {
        parts.push((rest, Vec::new()));
    }
    Painted { headline, headline_notes, parts }
}

/// Appends text with the characters that mean something in HTML escaped.
pub fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(i) = rest.find(['&', '<', '>', '"', '\'']) {
        out.push_str(&rest[..i]);
        out.push_str(match rest.as_bytes()[i] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[i + 1..];
    }
    out.push_str(rest);
}

struct Painter<'a> {
    p: &'a Painting<'a>,
    out: String,
    parts: Vec<(String, Vec<usize>)>,
    linked: BTreeSet<(usize, Slug)>,
    next_mention: usize,
}

impl<'a> Painter<'a> {
    fn headline(&mut self) -> String {
        let range = self.p.canonical.blocks[0].clone();
        if range.is_empty() {
            return String::new();
        }
        let leaf = Leaf {
            kind: LeafKind::Paragraph { tight: false },
            inlines: vec![Inline {
                kind: InlineKind::Text(self.p.canonical.text[range.clone()].to_owned()),
                within: Vec::new(),
            }],
            elements: Vec::new(),
        };
        self.leaf_content(0, &leaf);
        std::mem::take(&mut self.out)
    }

    /// Says which notes stand after the headline, and which end in each leaf.
    fn ends(&self) -> (Vec<usize>, Vec<Vec<usize>>) {
        let mut headline = Vec::new();
        let mut ends = vec![Vec::new(); self.p.document.leaves.len()];
        for (i, passage) in self.p.passages.iter().enumerate() {
            if passage.number.is_none() && passage.span.is_some() && passage.marked {
                continue;
            }
            match &passage.span {
                None => headline.push(i),
                Some(span) => match self.p.canonical.block_at(span.end.saturating_sub(1).max(span.start)) {
                    0 => headline.push(i),
                    block => ends[block - 1].push(i),
                },
            }
        }
        (headline, ends)
    }

    fn blocks(&mut self, ends: &[Vec<usize>]) {
        let document = self.p.document;
        let bands = matches!(self.p.frame, Frame::Article { .. });
        let mut open: Vec<(&Container, Vec<usize>)> = Vec::new();
        let mut band = false;
        for (at, node) in document.nodes.iter().enumerate() {
            if bands && open.is_empty() && !matches!(node, Node::Close) {
                let annotated = top_level_leaves(&document.nodes[at..]).any(|leaf| !ends[leaf].is_empty());
                if annotated {
                    // Blocks before the first note need none.
                    if band {
                        self.out.push_str("</div>\n");
                    }
                    self.out.push_str("<div class=\"band\">\n");
                    band = true;
                }
            }
            match node {
                Node::Open(container) => {
                    self.open(container, open.last().map(|o| o.0), &document.nodes[at..]);
                    open.push((container, Vec::new()));
                }
                Node::Close => {
                    let Some((container, notes)) = open.pop() else { continue };
                    let after = matches!(container, Container::Table | Container::Definitions);
                    if let Container::Footnote { number, references } = container {
                        self.ways_back(*number, *references);
                    }
                    if !after {
                        self.notes(notes.clone());
                    }
                    self.close(container, document, at);
                    if after {
                        self.notes(notes);
                    }
                }
                Node::Rule => self.out.push_str("<hr>\n"),
                Node::Leaf(index) => {
                    self.leaf(*index);
                    let notes = ends[*index].clone();
                    if notes.is_empty() {
                        continue;
                    }
                    let table = open.iter().rposition(|(c, _)| matches!(c, Container::Table));
                    match open.last_mut() {
                        None | Some((Container::Quote(_), _)) => self.notes(notes),
                        Some((Container::Head | Container::Row, _)) => {
                            open[table.expect("rows stand in tables")].1.extend(notes);
                        }
                        Some((_, pending)) => pending.extend(notes),
                    }
                }
            }
        }
        if band {
            self.out.push_str("</div>\n");
        }
    }

    fn notes(&mut self, mut notes: Vec<usize>) {
        if notes.is_empty() {
            return;
        }
        notes.sort_unstable();
        self.parts.push((std::mem::take(&mut self.out), notes));
    }

    fn open(&mut self, container: &Container, parent: Option<&Container>, nodes: &[Node]) {
        let out = &mut self.out;
        match container {
            Container::Quote(None) => out.push_str("<blockquote>\n"),
            Container::Quote(Some(alert)) => {
                let name = alert_name(*alert);
                out.push_str(&format!("<blockquote class=\"alert alert-{name}\" data-alert=\"{name}\">\n"));
            }
            Container::List(None) => out.push_str("<ul>\n"),
            Container::List(Some(1)) => out.push_str("<ol>\n"),
            Container::List(Some(start)) => {
                // The attribute is a signed 32-bit integer in HTML.
                out.push_str(&format!("<ol start=\"{}\">\n", (*start).min(2_147_483_647)));
            }
            Container::Item(None) => out.push_str("<li>"),
            Container::Item(Some(done)) => {
                let words = self.p.words;
                let (checked, label) = if *done { (" checked", &words.done) } else { ("", &words.to_do) };
                out.push_str(&format!("<li class=\"task\"><input type=\"checkbox\" disabled{checked} aria-label=\""));
                escape(label, out);
                out.push_str("\"> ");
            }
            Container::Definitions => out.push_str("<dl>\n"),
            Container::Definition => out.push_str("<dd>"),
            Container::Table => out.push_str("<table>\n"),
            Container::Head => out.push_str("<thead>\n<tr>"),
            Container::Row => {
                let first = parent.is_some() && is_first_row(self.p.document, nodes);
                out.push_str(if first { "<tbody>\n<tr>" } else { "<tr>" });
            }
            Container::Footnotes => out.push_str("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n"),
            Container::Footnote { number, .. } => {
                out.push_str(&format!("<li id=\"{}fn-{number}\">", self.p.frame.footnote_prefix()));
            }
        }
    }

    fn close(&mut self, container: &Container, document: &Document, at: usize) {
        let out = &mut self.out;
        match container {
            Container::Quote(_) => out.push_str("</blockquote>\n"),
            Container::List(None) => out.push_str("</ul>\n"),
            Container::List(Some(_)) => out.push_str("</ol>\n"),
            Container::Item(_) | Container::Footnote { .. } => out.push_str("</li>\n"),
            Container::Definitions => out.push_str("</dl>\n"),
            Container::Definition => out.push_str("</dd>\n"),
            Container::Table => {
                let body =
                    matches!(document.nodes[..at].last(), Some(Node::Close)) && !closes_head(&document.nodes[..at]);
                out.push_str(if body { "</tbody>\n</table>\n" } else { "</table>\n" });
            }
            Container::Head => out.push_str("</tr>\n</thead>\n"),
            Container::Row => out.push_str("</tr>\n"),
            Container::Footnotes => out.push_str("</ol>\n</div>\n"),
        }
    }

    /// Writes the links from a footnote back to where it is referred to; its notes come after them.
    fn ways_back(&mut self, number: usize, references: usize) {
        let prefix = self.p.frame.footnote_prefix();
        for k in 1..=references {
            let suffix = if k == 1 { String::new() } else { format!("-{k}") };
            self.out.push_str(&format!(
                "<a class=\"footnote-back\" href=\"#{prefix}fnref-{number}{suffix}\" aria-label=\""
            ));
            escape(&self.p.words.back, &mut self.out);
            self.out.push_str("\">↩</a>");
        }
    }

    fn leaf(&mut self, index: usize) {
        let leaf = &self.p.document.leaves[index];
        let block = index + 1;
        let id = match self.p.frame {
            Frame::Note(_) => String::new(),
            Frame::Article { .. } | Frame::Page => format!(" id=\"p{block}\""),
        };
        match &leaf.kind {
            LeafKind::Paragraph { tight } => {
                let class = if *tight { " class=\"tight\"" } else { "" };
                self.out.push_str(&format!("<p{class}{id}>"));
                self.leaf_content(block, leaf);
                self.out.push_str("</p>\n");
            }
            LeafKind::Heading { level, id: own } => {
                let level = (*level).max(if matches!(self.p.frame, Frame::Note(_)) { 4 } else { 2 });
                self.out.push_str(&format!("<h{level}{id}>"));
                if let (Some(own), false) = (own, matches!(self.p.frame, Frame::Note(_))) {
                    self.out.push_str("<span id=\"");
                    escape(own, &mut self.out);
                    self.out.push_str("\"></span>");
                }
                self.leaf_content(block, leaf);
                self.out.push_str(&format!("</h{level}>\n"));
            }
            LeafKind::Term => {
                self.out.push_str(&format!("<dt{id}>"));
                self.leaf_content(block, leaf);
                self.out.push_str("</dt>\n");
            }
            LeafKind::Cell { header, align } => {
                let tag = if *header { "th" } else { "td" };
                let class = match align {
                    Align::None => "",
                    Align::Left => " class=\"left\"",
                    Align::Center => " class=\"center\"",
                    Align::Right => " class=\"right\"",
                };
                let scope = if *header { " scope=\"col\"" } else { "" };
                self.out.push_str(&format!("<{tag}{class}{scope}{id}>"));
                self.leaf_content(block, leaf);
                self.out.push_str(&format!("</{tag}>"));
            }
            LeafKind::Code { language } => {
                self.out.push_str(&format!("<pre{id}><code"));
                if let Some(language) = language {
                    self.out.push_str(" class=\"language-");
                    escape(language, &mut self.out);
                    self.out.push('"');
                }
                self.out.push('>');
                // A line feed right after the start tag would be dropped by the HTML parser only
                // directly inside `<pre>`; inside `<code>` it stays.
                self.leaf_content(block, leaf);
                self.out.push_str("</code></pre>\n");
            }
        }
    }
}

impl<'a> Frame<'a> {
    fn footnote_prefix(self) -> &'a str {
        match self {
            Self::Note(prefix) => prefix,
            Self::Article { .. } | Self::Page => "",
        }
    }
}

/// The leaves of the first block in `nodes`, however deep.
fn top_level_leaves(nodes: &[Node]) -> impl Iterator<Item = usize> + '_ {
    let mut depth = 0usize;
    let mut done = false;
    nodes
        .iter()
        .take_while(move |node| {
            if done {
                return false;
            }
            match node {
                Node::Open(_) => depth += 1,
                Node::Close => {
                    depth = depth.saturating_sub(1);
                    done = depth == 0;
                }
                Node::Leaf(_) | Node::Rule => done = depth == 0,
            }
            true
        })
        .filter_map(|node| match node {
            Node::Leaf(index) => Some(*index),
            _ => None,
        })
}

/// Whether the row that begins `rest` follows the table's head, or opens the table.
fn is_first_row(document: &Document, rest: &[Node]) -> bool {
    let at = document.nodes.len() - rest.len();
    match at.checked_sub(1).map(|i| &document.nodes[i]) {
        Some(Node::Open(Container::Table)) => true,
        Some(Node::Close) => closes_head(&document.nodes[..at]),
        _ => false,
    }
}

/// Whether the last node of `nodes` closes a table's head.
fn closes_head(nodes: &[Node]) -> bool {
    let mut depth = 0usize;
    for node in nodes.iter().rev() {
        match node {
            Node::Close => depth += 1,
            Node::Open(container) => {
                depth -= 1;
                if depth == 0 {
                    return matches!(container, Container::Head);
                }
            }
            _ => {}
        }
    }
    false
}

fn alert_name(alert: Alert) -> &'static str {
    match alert {
        Alert::Note => "note",
        Alert::Tip => "tip",
        Alert::Important => "important",
        Alert::Warning => "warning",
        Alert::Caution => "caution",
    }
}
