//! What a walk through a dossier finds.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::path::SourcePath;

/// A file that is to be read.
#[derive(Debug)]
pub(super) struct Found {
    /// What it is called.
    pub path: SourcePath,
    /// Where it is.
    pub at: PathBuf,
    /// As what it is to be read.
    pub kind: Kind,
}

/// As what a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// As text.
    Text,
    /// As bytes.
    Blob,
}

/// What was found in a folder, or in it and all below it.
#[derive(Debug, Default)]
pub(super) struct Branch {
    /// What is to be read.
    pub files: Vec<Found>,
    /// What is wrong with the rest.
    pub problems: Vec<Diagnostic>,
    /// The folders it was found in, each as it was.
    pub(super) folders: Vec<(PathBuf, Option<Stamp>)>,
    /// Folders that belong to other branches.
    pub(super) below: Vec<PathBuf>,
}

/// The branches of a dossier, by where they begin; none where something may not be remembered.
pub(super) type Branches = BTreeMap<PathBuf, Arc<Branch>>;
