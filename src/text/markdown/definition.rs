//! Footnote definitions as they are read, and the form in which their labels are compared.

use std::ops::Range;

use super::leaf::tidy;

/// A footnote definition.
pub(super) struct Definition {
    /// Its label as [`key`] makes it.
    pub(super) label: String,
    /// Where it stands.
    pub(super) span: Range<usize>,
    /// The flow that holds its blocks.
    pub(super) flow: usize,
}

/// Makes the form of a label that references and definitions are compared in.
pub(super) fn key(label: &str) -> String {
    // Lower, upper, lower: full case folding but for rarities.
    tidy(label).to_lowercase().to_uppercase().to_lowercase()
}
