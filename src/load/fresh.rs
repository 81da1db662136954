//! What was read anew.

use std::sync::Arc;

use super::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::path::SourcePath;
use crate::source::{Blob, SourceFile};

/// A file that was read.
pub(super) struct Fresh {
    /// The how many-th it is of all that were found.
    pub(super) at: usize,
    pub(super) stamp: Option<Stamp>,
    pub(super) loaded: Box<Loaded>,
}

/// What a file is.
pub(super) enum Loaded {
    Text(Arc<SourceFile>),
    Blob(SourcePath, Arc<Blob>),
    Unreadable(Diagnostic),
}

/// An original: the SHA-256 of its bytes, and its text if it is text.
pub(super) type Original = (String, Option<Arc<str>>);
