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
        // It stays as long as the site does: what it has grown beyond its end is given back.
        text.shrink_to_fit();
        Self { text, blocks }
    }

    /// Returns the block that holds a byte offset; the `\n` after a block belongs to it.
    pub fn block_at(&self, byte: usize) -> usize {
        self.blocks.partition_point(|b| b.start <= byte).saturating_sub(1)
    }

    /// Returns the range from the start of the first block that a span touches to the end of the last.
    pub fn blocks_of(&self, span: &Range<usize>) -> Range<usize> {
        let of = |at: usize| self.blocks.get(self.block_at(at)).cloned().unwrap_or(0..0);
        of(span.start).start..of(span.end.saturating_sub(1).max(span.start)).end
    }

    /// Returns how many code points stand before a byte offset.
    pub fn code_point(&self, byte: usize) -> usize {
        self.text[..byte].chars().count()
    }
}

/// Where code points stand in a text, looked up in steps: counting from the start for each of many places would
/// cost their product.
#[derive(Clone, Debug)]
pub struct Offsets {
    /// By step, how many code points stand before it; empty where every byte is one.
    steps: Vec<usize>,
}

/// How many bytes a step has.
const STEP: usize = 2048;

impl Offsets {
    /// Counts a text.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { steps: Vec::new() };
        }
        let starts = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        let mut count = 0;
        let steps = text
            .as_bytes()
            .chunks(STEP)
            .map(|chunk| {
                let before = count;
                count += starts(chunk);
                before
            })
            .collect();
        Self { steps }
    }

    /// Returns how many code points of the text that was counted stand before a byte on a character border.
    pub fn code_point(&self, text: &str, byte: usize) -> usize {
        let Some(&before) = self.steps.get(byte.min(text.len().saturating_sub(1)) / STEP) else { return byte };
        let from = byte.min(text.len().saturating_sub(1)) / STEP * STEP;
        before + text.as_bytes()[from..byte].iter().filter(|&&b| b & 0xC0 != 0x80).count()
    }

    /// Returns the byte before which so many code points stand; `None` beyond the end.
    pub fn byte(&self, text: &str, code_point: usize) -> Option<usize> {
        if self.steps.is_empty() {
            return (code_point <= text.len()).then_some(code_point);
        }
        let step = self.steps.partition_point(|before| *before <= code_point).saturating_sub(1);
        let mut left = code_point - self.steps[step];
        let from = step * STEP;
        for (at, byte) in text.as_bytes()[from..].iter().enumerate() {
            if byte & 0xC0 != 0x80 {
                if left == 0 {
                    return Some(from + at);
                }
                left -= 1;
            }
        }
        (left == 0).then_some(text.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn offsets_are_counted_both_ways(part in "[aé漢😀\n]{0,12}", times in 1usize..900) {
            let text = part.repeat(times);
            let offsets = Offsets::new(&text);
            let borders = text.char_indices().map(|c| c.0).chain([text.len()]);
            for (n, at) in borders.enumerate().filter(|(n, _)| n % 97 == 0 || *n + 3 > text.chars().count()) {
                prop_assert_eq!(offsets.code_point(&text, at), n);
                prop_assert_eq!(offsets.byte(&text, n), Some(at));
            }
            prop_assert_eq!(offsets.byte(&text, text.chars().count() + 1), None);
        }
    }
}
