//! Whether what stands in quotation marks is the source's.
//!
//! A quotation is what stands between a pair of double quotation marks in one block. It is compared with the
//! original after typographic folding, as whole words; words left out (`…`, `[…]`) and words put in (`[the]`)
//! divide it, and the pieces must follow each other. A comma or full stop before the closing mark is ours.
//!
//! It deliberately does not look at case: a quotation that begins a sentence of ours may begin with a capital.

use std::ops::Range;
use std::sync::Arc;

use crate::resolve::body::Body;
use crate::text::fold::{Folded, Level};

/// Texts of ours with the originals that they quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoting {
    /// The originals: any of them may hold a quotation.
    pub originals: Vec<Arc<str>>,
    /// The texts.
    pub bodies: Vec<Arc<Body>>,
}

/// A quotation that no original holds: which text, and where in its canonical text.
pub type Unfounded = (usize, Range<usize>);

/// Returns the quotations that none of the originals holds.
pub fn unfounded(input: &Quoting) -> Vec<Unfounded> {
    let originals: Vec<String> = input.originals.iter().map(|o| prepared(o)).collect();
    let mut wrong = Vec::new();
    for (index, body) in input.bodies.iter().enumerate() {
        // The headline is the source's by itself.
        for block in body.canonical.blocks.iter().skip(1) {
            for quotation in quotations(&body.canonical.text[block.clone()]) {
                let span = block.start + quotation.start..block.start + quotation.end;
                let words = &body.canonical.text[span.clone()];
                if !originals.iter().any(|original| holds(original, words)) {
                    wrong.push((index, span));
                }
            }
        }
    }
    wrong
}

/// Finds what stands in double quotation marks, without the marks.
///
/// An opening mark without a closing one quotes nothing.
pub fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, mark) in text.char_indices() {
        match (open, mark) {
            (None, '“' | '„' | '«') => open = Some((at + mark.len_utf8(), mark)),
            (None, '"') => open = Some((at + 1, '"')),
            (Some((start, '“')), '”')
            | (Some((start, '„')), '“' | '”')
            | (Some((start, '«')), '»')
            | (Some((start, '"')), '"') => {
                if !text[start..at].trim().is_empty() {
                    found.push(start..at);
                }
                open = None;
            }
            _ => {}
        }
    }
    found
}

fn prepared(text: &str) -> String {
    format!(" {} ", Folded::new(text, Level::Letters).text)
}

/// Whether an original holds the pieces of a quotation one after the other.
fn holds(original: &str, quotation: &str) -> bool {
    let folded = Folded::new(quotation, Level::Letters).text;
    let mut plain = String::with_capacity(folded.len());
    let mut depth = 0usize;
    for c in folded.chars() {
        match c {
            '[' => {
                depth += 1;
                plain.push('\n');
            }
            ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            c => plain.push(c),
        }
    }
    let plain = plain.replace("...", "\n");
    let mut pieces = plain
        .split('\n')
        .map(|p| p.trim().trim_end_matches([',', '.', ';', ':', '!', '?']).trim())
        .filter(|p| !p.is_empty())
        .peekable();
    if pieces.peek().is_none() {
        return false;
    }
    let mut from = 0;
    pieces.all(|piece| match find_words(&original[from..], piece) {
        Some(at) => {
            from += at + piece.len();
            true
        }
        None => false,
    })
}

fn find_words(text: &str, piece: &str) -> Option<usize> {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(piece).map(|m| m.0).find(|&at| {
        let end = at + piece.len();
        let starts = !word(piece.chars().next()) || !word(text[..at].chars().next_back());
        let ends = !word(piece.chars().next_back()) || !word(text[end..].chars().next());
        starts && ends
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_stands_in_quotation_marks() {
        let rows = [
            ("He said “one two” and \"three\".", "one two|three"),
            ("„eins“ und «deux»", "eins|deux"),
            ("an open “mark quotes nothing", ""),
            ("it’s 5' tall", ""),
        ];
        for (text, expected) in rows {
            let found: Vec<&str> = quotations(text).into_iter().map(|r| &text[r]).collect();
            assert_eq!(found.join("|"), expected, "in {text:?}");
        }
    }

    #[test]
    fn a_quotation_occurs_or_does_not() {
        let original =
            prepared("The harbour was “quiet\u{a0}at dawn”, and the boats — all nine — lay idle.\nNobody came.");
        let rows = [
            ("quiet at dawn", true),
            ("Quiet at dawn,", true),
            ("the boats - all nine -", true),
            ("the boats … lay idle.", true),
            ("the [nine] boats", true),
            ("lay idle … the boats", false),
            ("lay idle. Nobody", true),
            ("harbour was quite", false),
            ("arbour was", false),
            ("boat", false),
            ("…", false),
        ];
        for (quotation, expected) in rows {
            assert_eq!(holds(&original, quotation), expected, "{quotation:?}");
        }
    }
}
