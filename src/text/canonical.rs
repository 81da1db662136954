//! The canonical text: what positions count in.
//!
//! The headline (block 0), then the text of every leaf in reading order, joined by `\n`. Offsets
//! inside the program are bytes of this text ([`Canonical::text`]); what leaves it counts Unicode
//! code points. It deliberately knows nothing of how blocks look.

use std::ops::Range;

use super::Document;

/// The canonical text of an article, or of any other body (which then has no headline).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Canonical {
    /// The whole text.
    pub text: String,
    /// The byte range of each block; block 0 is the headline, empty where there is none.
    pub blocks: Vec<Range<usize>>,
}

impl Canonical {
    /// Extracts the canonical text of a headline and a body.
    pub fn new(headline: &str, body: &Document) -> Self {
        let mut text = String::from(headline);
        let mut blocks = Vec::with_capacity(body.leaves.len() + 1);
        blocks.push(0..text.len());
        for leaf in &body.leaves {
            text.push('\n');
            let start = text.len();
            text.push_str(&leaf.text());
            blocks.push(start..text.len());
        }
        Self { text, blocks }
    }

    /// Returns the block that holds a byte offset; the `\n` after a block belongs to it.
    pub fn block_at(&self, byte: usize) -> usize {
        self.blocks.partition_point(|b| b.start <= byte).saturating_sub(1)
    }

    /// Returns how many code points stand before a byte offset.
    pub fn code_point(&self, byte: usize) -> usize {
        self.text[..byte].chars().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Inline, InlineKind, Leaf, LeafKind};

    #[test]
    fn blocks_are_joined_by_line_feeds() {
        let leaf = |text: &str| Leaf {
            kind: LeafKind::Paragraph { tight: false },
            inlines: vec![Inline { kind: InlineKind::Text(text.into()), within: Vec::new() }],
            elements: Vec::new(),
        };
        let body = Document { leaves: vec![leaf("é b"), leaf("c")], ..Document::default() };
        let canonical = Canonical::new("T", &body);
        assert_eq!(canonical.text, "T\né b\nc");
        assert_eq!(canonical.block_at(0), 0);
        assert_eq!(canonical.block_at(1), 0);
        assert_eq!(canonical.block_at(2), 1);
        assert_eq!(canonical.code_point(canonical.blocks[2].start), 6);
    }
}
