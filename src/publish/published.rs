//! What became of publishing.

use std::fmt;

use crate::diagnostic::Diagnostic;
use crate::path::OutputPath;

/// What was done to the output folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The files that are new or changed, sorted.
    pub written: Vec<OutputPath>,
    /// How many files are as they were.
    pub unchanged: usize,
    /// The files that were removed, sorted.
    pub removed: Vec<OutputPath>,
    /// What the author should know, sorted.
    pub warnings: Vec<Diagnostic>,
    /// How many bytes the written files have.
    pub bytes: u64,
}

/// Why nothing was published.
#[derive(Debug, PartialEq, Eq)]
pub enum PublishError {
    /// The folder must not be written to.
    Refused(Box<Diagnostic>),
    /// Files that could not be rendered. The folder is as it was.
    Render(Vec<Diagnostic>),
    /// The disk, or files of somebody else's. The folder is as it was, or each file of it is either
    /// the old or the new.
    World(Vec<Diagnostic>),
}

impl PublishError {
    /// Returns what is to be shown.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Self::Refused(diagnostic) => std::slice::from_ref(diagnostic),
            Self::Render(diagnostics) | Self::World(diagnostics) => diagnostics,
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> =
            self.diagnostics().iter().map(|d| format!("{}: {}", d.primary.path, d.message)).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for PublishError {}
