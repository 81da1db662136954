//! What the readers of plain text and of pages both make of a file.

use super::front::Meta;
use super::line::Line;
use super::report::Report;

/// A text taken apart, before it is an article again.
pub(super) struct Taken {
    pub(super) headline: Line,
    /// The body, in Markdown.
    pub(super) body: String,
    pub(super) meta: Meta,
    pub(super) report: Report,
}
