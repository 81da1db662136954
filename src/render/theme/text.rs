//! A text of the theme, whichever layer it comes from.

use std::sync::Arc;

use crate::path::SourcePath;

/// A text and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// Its file.
    pub path: SourcePath,
    /// The text.
    pub text: Arc<str>,
}
