//! The dossier as it was read: a value that holds everything a compile may depend on.
//!
//! [`crate::load`] fills it. It deliberately knows nothing of the disk, nor of what the files mean.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::lock::Lock;
use crate::memo::map::Map;
use crate::path::SourcePath;
use crate::snapshots::Pack;

/// Everything a compile may depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Every text file of the dossier by path: `dossier.toml`, `content/**/*.md`, `templates/**`, `themes/*/**`.
    pub files: Map<SourcePath, SourceFile>,
    /// Every other file under `content/` and `themes/*/static` (images, fonts), bytes included.
    pub blobs: Map<SourcePath, Blob>,
    /// The private originals by SHA-256, where `--originals` names a folder.
    pub originals: Option<BTreeMap<String, Arc<str>>>,
    /// Where every note was last found.
    pub lock: Arc<Lock>,
    /// The texts that the lock counts in.
    pub snapshots: Arc<Pack>,
    /// The moment that embargoes are measured against.
    pub now: jiff::Timestamp,
    /// What was wrong with finding and reading files, sorted.
    pub problems: Vec<Diagnostic>,
}

/// One file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path.
    pub path: SourcePath,
    /// Its text, or why there is none.
    pub contents: Contents,
}

/// What came of reading a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// UTF-8, without a byte order mark.
    Text(Arc<str>),
    /// Not UTF-8: the text up to the first bad byte, which stands at its end.
    NotUtf8(Arc<str>),
    /// Larger than [`MAX_BYTES`].
    TooLarge(u64),
    /// It could not be read: the system's words.
    Unreadable(String),
}

/// Bytes that are copied as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// Their digest.
    pub digest: [u8; 32],
}

/// The largest text file that is read, in bytes.
pub const MAX_BYTES: u64 = 8 * 1024 * 1024;

impl SourceFile {
    /// Returns the text that can be pointed into; empty where there is none.
    pub fn text(&self) -> &str {
        match &self.contents {
            Contents::Text(text) | Contents::NotUtf8(text) => text,
            Contents::TooLarge(_) | Contents::Unreadable(_) => "",
        }
    }
}
