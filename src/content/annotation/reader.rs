//! What all parts of an annotation file are read with.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::SourcePath;

/// A file while it is read, and what was found wrong with it.
pub(super) struct Reader<'a> {
    pub(super) path: &'a SourcePath,
    pub(super) source: &'a str,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    pub(super) fn at(&self, span: Range<usize>) -> Location {
        Location::at(self.path, span)
    }

    pub(super) fn error(&mut self, code: Code, span: Range<usize>, message: String, hint: String) {
        let diagnostic = Diagnostic::error(code, self.at(span), message).hint(hint);
        self.diagnostics.push(diagnostic);
    }

    /// Returns the line that begins at `from`: its end, and where the next one begins.
    pub(super) fn line(&self, from: usize, end: usize) -> (usize, usize) {
        let bytes = &self.source.as_bytes()[from..end];
        match memchr::memchr2(b'\n', b'\r', bytes) {
            None => (end, end),
            Some(i) if bytes[i..].starts_with(b"\r\n") => (from + i, from + i + 2),
            Some(i) => (from + i, from + i + 1),
        }
    }
}

/// Leaves white space at the ends of a range out.
pub(super) fn trim(source: &str, range: Range<usize>) -> Range<usize> {
    let text = &source[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    start..start.max(range.start + text.trim_end().len())
}
