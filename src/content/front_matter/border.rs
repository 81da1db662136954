//! Spans on the borders of characters and lines.
//!
//! The readers of YAML and TOML count as they like, also behind the end of a text.

use std::ops::Range;

/// Moves a span to character borders inside the text.
pub(super) fn clamp(text: &str, span: Range<usize>) -> Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// Returns the bytes of the line that holds an offset, without its end.
pub(super) fn line_at(text: &str, offset: usize) -> Range<usize> {
    let offset = clamp(text, offset..offset).start;
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    start..start + text[start..end].trim_end().len()
}
