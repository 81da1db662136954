//! Writes the lock and the snapshots into the dossier's own folder, only if they changed.
//!
//! The snapshots come first: a lock whose texts are missing is worth less than texts that no lock counts in. A file
//! is replaced by temporary file and rename; the pack is otherwise appended to, and a reader leaves out what a killed
//! build left half written.
//!
//! **Invariant:** the lock is the old or the new one at every moment.

use std::io::{self, Write};
use std::path::Path;

use crate::compile::Compiled;
use crate::diagnostic::{Diagnostic, Location};
use crate::load::Snapshot;
use crate::lock::{self, Lock};
use crate::path::SourcePath;
use crate::snapshots::{self, Change, Kept};

/// Tells whether a compile came to another lock than it started from.
pub fn lock_changes(snapshot: &Snapshot, compiled: &Compiled) -> bool {
    compiled.lock != snapshot.lock
}

/// Writes what the next compile starts from, and tells which files were written.
///
/// # Errors
/// Where the disk objects.
pub fn remember(
    root: &Path,
    snapshot: &Snapshot,
    new: &Lock,
    texts: &Kept,
) -> Result<Vec<SourcePath>, Box<Diagnostic>> {
    let mut written = Vec::new();
    let change = snapshots::change(&snapshot.snapshots, texts);
    let done = match &change {
        Change::None => Ok(()),
        Change::Append(bytes) => append(&root.join(snapshots::NAME), bytes),
        Change::Replace(bytes) => replace(&root.join(snapshots::NAME), bytes),
    };
    done.map_err(|e| cannot(snapshots::NAME, &e))?;
    if change != Change::None {
        written.push(SourcePath::new(snapshots::NAME));
    }
    if *new != *snapshot.lock {
        replace(&root.join(lock::NAME), lock::write(new).as_bytes()).map_err(|e| cannot(lock::NAME, &e))?;
        written.push(SourcePath::new(lock::NAME));
    }
    Ok(written)
}

/// Replaces a file as a whole.
///
/// # Errors
/// Where the disk objects; the file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays a link.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(super::TEMPORARY).tempfile_in(folder)?;
    file.write_all(bytes)?;
    // A temporary file is for its owner alone; the one in its place may be for others, too.
    match std::fs::metadata(path) {
        Ok(old) => file.as_file().set_permissions(old.permissions())?,
        Err(_) => readable(file.as_file())?,
    }
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

#[cfg(unix)]
fn readable(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &std::fs::File) -> io::Result<()> {
    Ok(())
}

fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    std::fs::OpenOptions::new().append(true).open(path)?.write_all(bytes)
}

fn cannot(name: &str, error: &io::Error) -> Box<Diagnostic> {
    let message = format!("could not write `{name}`: {error}");
    Box::new(Diagnostic::error("cannot-write", Location::file(&SourcePath::new(name)), message))
}
