//! What the last build came to, so that one with nothing to do can stop before it compiles.
//!
//! `.dossier/last-build.json` holds a digest of all that went in (every file, the lock, the snapshots, the originals,
//! the tool, what it was told), a digest of what the output folder and the memory of the tool looked like afterwards
//! (the manifest's bytes; of each file length, times and inode), and the warnings of that build, to be said again.
//! Where both agree a build would write nothing. It deliberately remembers no build that failed, and its file is
//! private: without it, or with another word in it, everything is compiled.
//!
//! * **Invariant:** a build that is skipped would have written no byte and said the same.

use std::ops::Range;
use std::path::Path;

use blake3::{Hash, Hasher};
use jiff::Timestamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::look::stamp_of;
use super::manifest::{self, Manifest};
use super::replace::replace;
use crate::diagnostic::{Code, Diagnostic, Label, Location, Severity};
use crate::load::Stamp;
use crate::path::SourcePath;
use crate::source::{Contents, Snapshot};
use crate::{lock, snapshots};

/// Where it is kept, from the root.
pub const NAME: &str = ".dossier/last-build.json";

/// Which build is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The root of the dossier.
    pub root: &'a Path,
    /// The output folder.
    pub folder: &'a Path,
    /// Which program asks, and all that it was told and that the result depends on.
    pub tool: &'a str,
}

/// What a build came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    /// How many files the site has.
    pub files: usize,
    /// What was wrong, sorted; no errors.
    pub diagnostics: Vec<Diagnostic>,
    /// What else the editor was told.
    pub notices: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u64,
    inputs: String,
    output: String,
    /// Microseconds since 1970, rounded towards doing the work.
    now: i64,
    wakes: Option<i64>,
    files: usize,
    notices: Vec<String>,
    diagnostics: Vec<Said>,
}

/// A diagnostic as it is written down.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    warning: bool,
    code: String,
    message: String,
    path: String,
    span: Option<Range<usize>>,
    note: String,
    labels: Vec<(String, Option<Range<usize>>, String)>,
    hint: Option<String>,
}

/// Returns what the last build came to, if building again would do nothing.
pub fn recall(wanted: Wanted<'_>, snapshot: &Snapshot) -> Option<Last> {
    let bytes = std::fs::read(wanted.root.join(NAME)).ok()?;
    let document: Document = serde_json::from_slice(&bytes).ok()?;
    let now = snapshot.now.as_microsecond();
    let timely = document.now <= now && document.wakes.is_none_or(|wakes| now < wakes);
    if document.version != 1 || !timely || document.inputs != inputs(wanted, snapshot)?.to_hex().as_str() {
        return None;
    }
    if document.output != output(wanted.folder)?.to_hex().as_str() {
        return None;
    }
    let diagnostics = document.diagnostics.into_iter().map(Said::again).collect::<Option<_>>()?;
    Some(Last { files: document.files, diagnostics, notices: document.notices })
}

/// Writes down what a build came to that has just ended well; where the disk objects the next one compiles again.
pub fn record(wanted: Wanted<'_>, snapshot: &Snapshot, wakes: Option<Timestamp>, last: &Last) {
    let (Some(inputs), Some(output)) = (inputs(wanted, snapshot), output(wanted.folder)) else { return };
    let document = Document {
        version: 1,
        inputs: inputs.to_hex().to_string(),
        output: output.to_hex().to_string(),
        now: snapshot.now.as_microsecond(),
        wakes: wakes.map(Timestamp::as_microsecond),
        files: last.files,
        notices: last.notices.clone(),
        diagnostics: last.diagnostics.iter().map(Said::of).collect(),
    };
    let path = wanted.root.join(NAME);
    let done =
        serde_json::to_vec(&document).map_err(std::io::Error::other).and_then(|bytes| replace(&path, &bytes).map(drop));
    if done.is_err() {
        // What stands there is of an earlier build, and its digests would not agree; but it is of no use either.
        drop(std::fs::remove_file(&path));
    }
}

/// Takes the digest of all that a build depends on; the lock and the snapshots as they stand on disk now.
fn inputs(wanted: Wanted<'_>, snapshot: &Snapshot) -> Option<Hash> {
    if !snapshot.problems.is_empty() {
        return None;
    }
    let mut hasher = Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    part(wanted.tool.as_bytes());
    part(wanted.folder.as_os_str().as_encoded_bytes());
    let files: Vec<_> = snapshot.files.values().collect();
    let texts: Vec<Option<Hash>> = files
        .par_iter()
        .map(|file| match &file.contents {
            Contents::Text(text) => Some(blake3::hash(text.as_bytes())),
            Contents::NotUtf8(_) | Contents::TooLarge(_) | Contents::Unreadable(_) => None,
        })
        .collect();
    for (file, text) in files.iter().zip(texts) {
        part(file.path.as_str().as_bytes());
        part(text?.as_bytes());
    }
    part(b"blobs");
    for (path, blob) in &snapshot.blobs {
        part(path.as_str().as_bytes());
        part(&blob.digest);
    }
    part(b"originals");
    for name in snapshot.originals.iter().flat_map(|originals| originals.keys()) {
        part(name.as_bytes());
    }
    part(if snapshot.originals.is_some() { b"given" } else { b"none" });
    part(&std::fs::read(wanted.root.join(lock::NAME)).unwrap_or_default());
    part(stamp_of(&wanted.root.join(snapshots::NAME)).map(|stamp| stamp.to_bytes()).unwrap_or_default().as_slice());
    Some(hasher.finalize())
}

/// Takes the digest of what an output folder looks like: its manifest, and the stamps of all that is listed there.
fn output(folder: &Path) -> Option<Hash> {
    let Manifest::Good(files, bytes) = manifest::read(folder).ok()? else { return None };
    let stamps: Vec<Option<Stamp>> =
        files.keys().collect::<Vec<_>>().into_par_iter().map(|path| stamp_of(&folder.join(path.as_str()))).collect();
    let mut hasher = Hasher::new();
    hasher.update(&bytes);
    for stamp in stamps {
        hasher.update(&stamp?.to_bytes());
    }
    Some(hasher.finalize())
}

impl Said {
    fn of(diagnostic: &Diagnostic) -> Self {
        let place = |location: &Location| (location.path.to_string(), location.span.clone());
        let (path, span) = place(&diagnostic.primary);
        let label = |label: &Label| {
            let (path, span) = place(&label.location);
            (path, span, label.text.clone())
        };
        Self {
            warning: diagnostic.severity == Severity::Warning,
            code: diagnostic.code.as_str().to_owned(),
            message: diagnostic.message.clone(),
            path,
            span,
            note: diagnostic.note.clone(),
            labels: diagnostic.labels.iter().map(label).collect(),
            hint: diagnostic.hint.clone(),
        }
    }

    /// Makes the diagnostic again, unless its code is none of this tool's.
    fn again(self) -> Option<Diagnostic> {
        let label = |(path, span, text)| Label { location: Location { path: SourcePath::new(path), span }, text };
        Some(Diagnostic {
            severity: if self.warning { Severity::Warning } else { Severity::Hint },
            code: Code::named(&self.code)?,
            message: self.message,
            primary: Location { path: SourcePath::new(self.path), span: self.span },
            note: self.note,
            labels: self.labels.into_iter().map(label).collect(),
            hint: self.hint,
        })
    }
}
