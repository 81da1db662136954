//! How text is read: Markdown to a [`Document`], the canonical text, folding and sentences.
//!
//! A document is a value without positions in its file; those stand beside it in [`Spans`], so that
//! an edit further up changes no document further down.

pub mod canonical;
pub mod fold;
pub mod markdown;
pub mod sentence;

use std::ops::Range;

/// A body of Markdown as the site shows it: blocks in reading order, leaves with their inlines.
///
/// Footnote definitions stand last, in the order of their first reference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Document {
    /// The block structure, flat and balanced.
    pub nodes: Vec<Node>,
    /// The blocks that hold text, in canonical order: `leaves[0]` is `p1`.
    pub leaves: Vec<Leaf>,
    /// Link targets, in order of appearance; [`Element::Link`] counts in here.
    pub links: Vec<Link>,
    /// Images, in order of appearance.
    pub images: Vec<Image>,
}

/// One step through the block structure.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A container begins.
    Open(Container),
    /// The innermost open container ends.
    Close,
    /// A block of text: an index into [`Document::leaves`].
    Leaf(usize),
    /// A thematic break.
    Rule,
}

/// A block that holds blocks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Container {
    /// A block quotation, or an alert.
    Quote(Option<Alert>),
    /// A list; ordered ones start at a number.
    List(Option<u64>),
    /// A list item; `Some` is a task and whether it is done.
    Item(Option<bool>),
    /// A definition list. Its terms are leaves.
    Definitions,
    /// A definition in a definition list.
    Definition,
    /// A table. Its cells are leaves.
    Table,
    /// The heading row of a table.
    Head,
    /// A row of a table's body.
    Row,
    /// All footnote definitions.
    Footnotes,
    /// One footnote, by its number from 1, with how often it is referred to.
    Footnote {
        /// Its number, in the order of first reference.
        number: usize,
        /// How many references point at it.
        references: usize,
    },
}

/// The kind of an alert block (`> [!NOTE]`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alert {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

/// A block of text: what has an id `p<n>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Leaf {
    /// What it is.
    pub kind: LeafKind,
    /// Its content in reading order.
    pub inlines: Vec<Inline>,
    /// The inline elements of this leaf; [`Inline::within`] counts in here.
    pub elements: Vec<Element>,
}

/// What a block of text is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LeafKind {
    /// A paragraph; a tight one is the text of an item or definition without a paragraph of its own.
    Paragraph {
        /// Whether it stands in a tight list.
        tight: bool,
    },
    /// A heading of level 1 to 6 with the author's own id, if allowed and given.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The author's id (`{#id}`).
        id: Option<String>,
    },
    /// A term of a definition list.
    Term,
    /// A table cell.
    Cell {
        /// Whether it stands in the heading row.
        header: bool,
        /// Its alignment.
        align: Align,
    },
    /// A code block with its language, if named.
    Code {
        /// The first word of the info string.
        language: Option<String>,
    },
}

/// The alignment of a table column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Align {
    /// Not stated.
    None,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// A piece of a leaf, with the inline elements it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Indices into [`Leaf::elements`], outermost first.
    pub within: Vec<u16>,
}

/// What a piece of a leaf is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum InlineKind {
    /// Visible text, NFC, entities decoded, soft breaks as one space. Never empty.
    Text(String),
    /// A hard line break: one space in the canonical text.
    HardBreak,
    /// The title of what the link points at, to be filled in once ids are known (`[[id]]`).
    Title(usize),
    /// An image: an index into [`Document::images`]. No text.
    Image(usize),
    /// The k-th reference (from 1) to a footnote. No text.
    FootnoteReference {
        /// The footnote's number.
        number: usize,
        /// Which reference to it this is.
        k: usize,
    },
}

/// An inline element.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck-through text.
    Strikethrough,
    /// Inline code.
    Code,
    /// A link: an index into [`Document::links`].
    Link(usize),
}

/// A link as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// Where it points.
    pub target: Target,
    /// Its title, or empty.
    pub title: String,
}

/// Where a link points, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// `[[id]]` or `[[id|words]]`: what stands left of the bar.
    Wiki(String),
    /// A URL with an allowed scheme, or a relative one.
    Url(String),
}

/// An image as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Image {
    /// Its URL.
    pub url: String,
    /// Its alternative text.
    pub alt: String,
    /// Its title, which is its credit, or empty.
    pub title: String,
}

/// Where the parts of a [`Document`] stand in their file, in bytes from its start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spans {
    /// By leaf.
    pub leaves: Vec<Range<usize>>,
    /// By link.
    pub links: Vec<Range<usize>>,
    /// By image.
    pub images: Vec<Range<usize>>,
}

/// Which constructs a body may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dialect {
    /// `[[id]]` links.
    pub wikilinks: bool,
    /// `{#id}` on headings.
    pub heading_ids: bool,
}

impl Inline {
    /// Returns how many bytes of the canonical text it is.
    pub fn text_len(&self) -> usize {
        match &self.kind {
            InlineKind::Text(text) => text.len(),
            InlineKind::HardBreak => 1,
            InlineKind::Title(_) | InlineKind::Image(_) | InlineKind::FootnoteReference { .. } => 0,
        }
    }
}

impl Leaf {
    /// Returns the text of the leaf as it stands in the canonical text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for inline in &self.inlines {
            match &inline.kind {
                InlineKind::Text(t) => text.push_str(t),
                InlineKind::HardBreak => text.push(' '),
                InlineKind::Title(_) | InlineKind::Image(_) | InlineKind::FootnoteReference { .. } => {}
            }
        }
        text
    }
}
