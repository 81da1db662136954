//! Writes the lock and the snapshots into the dossier's own folder, only if they changed.
//!
//! The snapshots come first: a lock whose texts are missing is worth less than texts that no lock counts in. A file
//! is replaced by temporary file and rename; the pack is otherwise appended to, and a reader leaves out what a killed
//! build left half written.
//!
//! **Invariant:** the lock is the old or the new one at every moment.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use crate::compile::Compiled;
use crate::diagnostic::{Diagnostic, Location};
use crate::load::{Memory, Snapshot, Stamp};
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
    new: &Arc<Lock>,
    texts: &Kept,
) -> Result<Vec<SourcePath>, Box<Diagnostic>> {
    remember_again(root, snapshot, new, texts, &mut Memory::default())
}

/// Does the same, and tells the next load what it need not read: the stamps are those of the very files written.
///
/// # Errors
/// Where the disk objects.
pub fn remember_again(
    root: &Path,
    snapshot: &Snapshot,
    new: &Arc<Lock>,
    texts: &Kept,
    memory: &mut Memory,
) -> Result<Vec<SourcePath>, Box<Diagnostic>> {
    let mut written = Vec::new();
    let old = &snapshot.snapshots;
    let change = snapshots::change(old, texts);
    let done = match &change {
        Change::None => Ok(None),
        Change::Append(records) => append(&root.join(snapshots::NAME), |file| old.write(records, file)).map(Some),
        Change::Replace(records) => {
            let all = |file: &mut BufWriter<&File>| {
                file.write_all(snapshots::HEAD.as_bytes())?;
                old.write(records, file)
            };
            replace_with(&root.join(snapshots::NAME), all).map(Some)
        }
    };
    if let Some(stamp) = done.map_err(|e| cannot(snapshots::NAME, &e))? {
        written.push(SourcePath::new(snapshots::NAME));
        if memory.keeps() {
            memory.wrote_pack(stamp, Arc::new(old.after(&change)));
        }
    }
    if **new != *snapshot.lock {
        let done = replace_with(&root.join(lock::NAME), |file| lock::write_to(new, file, memory.keeps()));
        memory.wrote_lock(done.map_err(|e| cannot(lock::NAME, &e))?, Arc::clone(new));
        written.push(SourcePath::new(lock::NAME));
    }
    Ok(written)
}

/// Replaces a file as a whole, and returns the stamp of the new one.
///
/// # Errors
/// Where the disk objects; the file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<Stamp> {
    replace_with(path, |file| file.write_all(bytes))
}

/// Replaces a file by what is written to it.
fn replace_with(path: &Path, write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>) -> io::Result<Stamp> {
    // A link stays a link.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let file = tempfile::Builder::new().prefix(super::TEMPORARY).tempfile_in(folder)?;
    let mut buffer = BufWriter::with_capacity(1 << 16, file.as_file());
    write(&mut buffer)?;
    buffer.flush()?;
    drop(buffer);
    // A temporary file is for its owner alone; the one in its place may be for others, too.
    match std::fs::metadata(path) {
        Ok(old) => file.as_file().set_permissions(old.permissions())?,
        Err(_) => readable(file.as_file())?,
    }
    let file = file.persist(path).map_err(|e| e.error)?;
    Ok(Stamp::from(&file.metadata()?))
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

fn append(path: &Path, write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>) -> io::Result<Stamp> {
    let file = File::options().append(true).open(path)?;
    let mut buffer = BufWriter::new(&file);
    write(&mut buffer)?;
    buffer.flush()?;
    drop(buffer);
    Ok(Stamp::from(&file.metadata()?))
}

fn cannot(name: &str, error: &io::Error) -> Box<Diagnostic> {
    let message = format!("could not write `{name}`: {error}");
    Box::new(Diagnostic::error("cannot-write", Location::file(&SourcePath::new(name)), message))
}
