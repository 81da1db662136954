//! The one reader of the disk.
//!
//! [`load`] takes a root folder to a [`Snapshot`]: text files as text, other files as bytes. It
//! deliberately knows nothing of what the files mean, and hands on what it could not read as
//! [`Contents`] or as [`Snapshot::problems`] instead of stopping.
//!
//! Read are `dossier.toml`, `content/`, `templates/`, and of each theme `theme.toml`, `templates/`
//! and `static/`; and what the tool remembers, `dossier.lock` and the snapshots in `.dossier/`. Skipped are hidden files and what editors leave behind (`a~`, `#a#`, `a.swp`).
//!
//! **Invariant:** the snapshot does not depend on the order in which a folder lists its files.
//! **Invariant:** no file outside the root is read through a link in it.

mod found;
mod fresh;
mod memory;
mod stamp;
mod walk;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::diagnostic::{self, Code, Diagnostic, Location};
use crate::lock::{self, Lock};
use crate::path::SourcePath;
use crate::snapshots::{self, Pack};
pub use crate::source::{Blob, Contents, MAX_BYTES, Snapshot, SourceFile};
use found::{Found, Kind};
use fresh::{Fresh, Loaded, Original};
pub use memory::Memory;
pub use stamp::Stamp;

/// What `load` is told besides the root.
#[derive(Clone, Debug)]
pub struct LoadOptions<'a> {
    /// The moment that embargoes are measured against.
    pub now: jiff::Timestamp,
    /// The folder of the private originals, if they are to be read.
    pub originals: Option<&'a Path>,
    /// The output folder, which is never read even where a link leads into it.
    pub out: Option<&'a Path>,
}

/// Why there is no snapshot at all.
#[derive(Debug)]
pub enum LoadError {
    /// The root is not a folder that can be read.
    Root(PathBuf, io::Error),
    /// The root holds neither `dossier.toml` nor `content/`.
    NoDossier(PathBuf),
    /// The folder of the originals cannot be read.
    Originals(PathBuf, io::Error),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(path, e) => write!(f, "the folder `{}` cannot be read: {e}", path.display()),
            Self::NoDossier(path) => {
                write!(f, "there is no dossier in `{}`: neither `dossier.toml` nor `content/`", path.display())
            }
            Self::Originals(path, e) => {
                write!(f, "the folder of originals `{}` cannot be read: {e}", path.display())
            }
        }
    }
}

impl std::error::Error for LoadError {}

/// Reads a dossier.
///
/// # Errors
/// Where the root or the folder of originals cannot be read, or the root is not a dossier. Single
/// files that cannot be read are no error.
pub fn load(root: &Path, options: &LoadOptions<'_>) -> Result<Snapshot, LoadError> {
    load_again(root, options, &mut Memory::default())
}

/// Reads a dossier as [`load`] does, but of its files only those that may differ from what is remembered.
///
/// # Errors
/// As [`load`]. What is remembered stays as it was.
pub fn load_again(root: &Path, options: &LoadOptions<'_>, memory: &mut Memory) -> Result<Snapshot, LoadError> {
    let real = root.canonicalize().map_err(|e| LoadError::Root(root.to_path_buf(), e))?;
    if let Err(e) = std::fs::read_dir(&real) {
        return Err(LoadError::Root(root.to_path_buf(), e));
    }
    if !real.join("dossier.toml").exists() && !real.join("content").is_dir() {
        return Err(LoadError::NoDossier(root.to_path_buf()));
    }
    let out = options.out.and_then(|out| out.canonicalize().ok());
    let (branches, trusted) = walk::walk(&real, out.as_deref(), memory);
    let found: Vec<&Found> = branches.iter().flat_map(|branch| &branch.files).collect();
    let mut problems: Vec<Diagnostic> = branches.iter().flat_map(|branch| &branch.problems).cloned().collect();

    let read: Vec<Fresh> = found.par_iter().enumerate().filter_map(|(at, found)| read(at, found, memory)).collect();
    let originals = options.originals.map(|folder| originals(folder, memory)).transpose()?;
    let (files, blobs) = memory.remember(&found, read, &mut problems);
    memory.remember_branches(trusted);
    let lock = lock(&real, memory, &mut problems);
    let snapshots = pack(&real, memory, &mut problems);
    diagnostic::sort(&mut problems);
    Ok(Snapshot { files, blobs, originals, lock, snapshots, now: options.now, problems })
}

/// Reads the lock, unless it is the one that is remembered.
fn lock(root: &Path, memory: &mut Memory, problems: &mut Vec<Diagnostic>) -> Arc<Lock> {
    let stamp = if memory.keeps() { Stamp::of(&root.join(lock::NAME)) } else { None };
    if let Some(lock) = stamp.and_then(|stamp| memory.lock(stamp)) {
        return lock;
    }
    let (lock, damage) = lock::read(remembered(root, lock::NAME, problems).as_deref());
    let lock = Arc::new(lock);
    if let Some(stamp) = stamp.filter(|&stamp| damage.is_empty() && memory.trusts(stamp)) {
        memory.wrote_lock(stamp, Arc::clone(&lock));
    }
    problems.extend(damage);
    lock
}

/// Reads the snapshots, unless they are those that are remembered.
fn pack(root: &Path, memory: &mut Memory, problems: &mut Vec<Diagnostic>) -> Arc<Pack> {
    let stamp = if memory.keeps() { Stamp::of(&root.join(snapshots::NAME)) } else { None };
    if let Some(pack) = stamp.and_then(|stamp| memory.pack(stamp)) {
        return pack;
    }
    let (pack, damage) = snapshots::read(remembered(root, snapshots::NAME, problems));
    let pack = Arc::new(pack);
    if let Some(stamp) = stamp.filter(|&stamp| damage.is_empty() && memory.trusts(stamp)) {
        memory.wrote_pack(stamp, Arc::clone(&pack));
    }
    problems.extend(damage);
    pack
}

/// Reads what the tool itself wrote, if it is there; what cannot be read would be overwritten, so that is an error.
fn remembered(root: &Path, name: &str, problems: &mut Vec<Diagnostic>) -> Option<Vec<u8>> {
    match std::fs::read(root.join(name)) {
        Ok(bytes) => Some(bytes),
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => {
            let message = format!("`{name}` cannot be read: {e}");
            problems.push(Diagnostic::error(Code::UnreadableFile, Location::file(&SourcePath::new(name)), message));
            None
        }
    }
}

/// Reads the n-th file that was found, unless it is in memory.
fn read(n: usize, found: &Found, memory: &Memory) -> Option<Fresh> {
    let Found { path, at, kind } = found;
    // The stamp is taken before the bytes: a file that changes in between is read again next time.
    let stamp = if memory.keeps() { Stamp::of(at) } else { None };
    if stamp.is_some_and(|stamp| memory.has(path, stamp, *kind)) {
        return None;
    }
    let path = path.clone();
    let loaded = match kind {
        Kind::Text => {
            let contents = read_text(at).unwrap_or_else(|e| Contents::Unreadable(e.to_string()));
            Loaded::Text(memory.same_text(SourceFile { path, contents }))
        }
        Kind::Blob => match std::fs::read(at) {
            Ok(bytes) => {
                let digest = *blake3::hash(&bytes).as_bytes();
                let blob = memory.same_blob(&path, Blob { bytes: bytes.into(), digest });
                Loaded::Blob(path, blob)
            }
            Err(e) => {
                let message = format!("`{path}` cannot be read: {e}");
                Loaded::Unreadable(Diagnostic::error(Code::UnreadableFile, Location::file(&path), message))
            }
        },
    };
    Some(Fresh { at: n, stamp, loaded: Box::new(loaded) })
}

fn read_text(at: &Path) -> io::Result<Contents> {
    let file = std::fs::File::open(at)?;
    let length = file.metadata()?.len();
    if length > MAX_BYTES {
        return Ok(Contents::TooLarge(length));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    // A file may grow while it is read.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Ok(Contents::TooLarge(bytes.len() as u64));
    }
    Ok(decode(&bytes))
}

fn decode(bytes: &[u8]) -> Contents {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Contents::Text(text.into()),
        Err(_) => Contents::NotUtf8(bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid()).into()),
    }
}

/// Reads the private originals that are text, by the SHA-256 of their bytes.
fn originals(folder: &Path, memory: &mut Memory) -> Result<BTreeMap<String, Arc<str>>, LoadError> {
    let fail = |e: io::Error| LoadError::Originals(folder.to_path_buf(), e);
    std::fs::read_dir(folder).map_err(fail)?;
    let mut paths = Vec::new();
    for entry in walkdir::WalkDir::new(folder).follow_links(true) {
        let entry = entry.map_err(|e| fail(e.into()))?;
        if entry.file_type().is_file() && entry.metadata().is_ok_and(|meta| meta.len() <= MAX_BYTES) {
            paths.push(entry.into_path());
        }
    }
    let read: Vec<(PathBuf, Option<Stamp>, Original)> = paths
        .into_par_iter()
        .map(|path| {
            let stamp = if memory.keeps() { Stamp::of(&path) } else { None };
            if let Some(original) = stamp.and_then(|stamp| memory.original(&path, stamp)) {
                return Ok((path, stamp, original));
            }
            let bytes = std::fs::read(&path).map_err(fail)?;
            let name = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            let text = match decode(&bytes) {
                Contents::Text(text) => Some(text),
                _ => None,
            };
            Ok((path, stamp, (name, text)))
        })
        .collect::<Result<_, LoadError>>()?;
    memory.remember_originals(&read);
    Ok(read.into_iter().filter_map(|(_, _, (name, text))| Some((name, text?))).collect())
}

#[cfg(test)]
mod tests;
