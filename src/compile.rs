//! The passes in order: `compile(&Snapshot, Audience, &mut Memos) -> Compiled`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::path::OutputPath;

/// For whom the site is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Audience {
    /// Readers: nothing withheld is in any byte.
    Public,
    /// Editors: drafts, private and embargoed files too, marked.
    Editor,
}

/// What a compile came to.
#[derive(Debug)]
pub struct Compiled {
    /// The site.
    pub output: Output,
    /// What is wrong, sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// The site as a value: what renders each file.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The files by path.
    pub files: BTreeMap<OutputPath, File>,
}

/// One file of the output.
#[derive(Clone, Debug)]
pub enum File {
    /// Bytes as they are.
    Bytes(Arc<[u8]>),
}

impl File {
    /// Makes the bytes: a pure function of what the file holds.
    ///
    /// # Errors
    /// A template that fails or a dead link, as diagnostics.
    pub fn render(&self) -> Result<Vec<u8>, Vec<Diagnostic>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.to_vec()),
        }
    }
}
