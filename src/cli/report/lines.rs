//! Lines and columns of byte offsets.

use std::ops::Range;

/// A place as people count it, from 1; columns are code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub line: usize,
    pub column: usize,
}

/// Some whole lines of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Window<'a> {
    pub text: &'a str,
    /// The offset of its first byte in the whole text.
    pub offset: usize,
    /// The number of its first line, from 1.
    pub line: usize,
}

/// Brings a span into a text and onto character borders.
pub(super) fn clamp(text: &str, span: &Range<usize>) -> Range<usize> {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
    floor(span.start)..floor(span.end.max(span.start))
}

/// Counts where an offset on a character border stands.
pub(super) fn position(text: &str, offset: usize) -> Position {
    let before = &text[..offset];
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    Position { line, column: before[start..].chars().count() + 1 }
}

/// Cuts the lines that hold a span on character borders.
pub(super) fn window<'a>(text: &'a str, span: &Range<usize>) -> Window<'a> {
    let offset = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    let line = memchr::memchr_iter(b'\n', &text.as_bytes()[..offset]).count() + 1;
    Window { text: &text[offset..end], offset, line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_code_points() {
        let text = "é b\nc😀d";
        let rows = [(0, (1, 1)), (2, (1, 2)), (4, (1, 4)), (5, (2, 1)), (10, (2, 3)), (11, (2, 4))];
        for (offset, (line, column)) in rows {
            assert_eq!(position(text, offset), Position { line, column }, "{offset}");
        }
    }

    #[test]
    fn spans_are_brought_into_the_text() {
        let text = "é b";
        for (span, clamped) in [(0..1, 0..0), (1..3, 0..3), (9..12, 4..4), (0..99, 0..4), (2..4, 2..4)] {
            assert_eq!(clamp(text, &span), clamped, "{span:?}");
        }
        #[expect(clippy::reversed_empty_ranges, reason = "a span may be wrong")]
        let backwards = 3..1;
        assert_eq!(clamp(text, &backwards), 3..3);
    }

    #[test]
    fn windows_are_whole_lines() {
        let text = "one\ntwo\nthree\n";
        for (span, lines, line) in [(0..0, "one", 1), (5..9, "two\nthree", 2), (14..14, "", 4), (3..3, "one", 1)] {
            let window = window(text, &span);
            assert_eq!((window.text, window.line), (lines, line), "{span:?}");
            assert_eq!(&text[window.offset..window.offset + lines.len()], lines);
        }
    }
}
