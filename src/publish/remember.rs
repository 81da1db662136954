//! Writes the lock and the snapshots into the dossier's own folder, only if they changed.
//!
//! The snapshots come first: a lock whose texts are missing is worth less than texts that no lock counts in. A file
//! is replaced by temporary file and rename; the pack is otherwise appended to, and a reader leaves out what a killed
//! build left half written. The lock's temporary file may be written while the site is published; it takes its place
//! only after that has ended well.
//!
//! **Invariant:** the lock is the old or the new one at every moment.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::NamedTempFile;

use crate::compile::Compiled;
use crate::diagnostic::{Diagnostic, Location};
use crate::load::{Memory, Stamp};
use crate::lock::{self, Lock};
use crate::path::SourcePath;
use crate::snapshots::{self, Change, Kept};
use crate::source::Snapshot;

/// Tells whether a compile came to another lock than it started from.
pub fn lock_changes(snapshot: &Snapshot, compiled: &Compiled) -> bool {
    compiled.lock != snapshot.lock
}

/// A lock that is written, but does not stand in its place yet; dropping it removes it.
#[derive(Debug)]
pub struct Draft(Pending);

/// Writes a lock beside the one on disk, if that is another; it may be done while the site is published. `text` is what
/// the last one was written as, to be patched; without it the lock is written as a whole.
///
/// # Errors
/// Where the disk objects.
pub fn draft(root: &Path, old: &Lock, new: &Lock, text: Option<&mut lock::Text>) -> io::Result<Option<Draft>> {
    if new == old {
        return Ok(None);
    }
    let pending = match text {
        Some(text) => {
            text.update(new);
            Pending::write(&root.join(lock::NAME), |file| text.write_to(file))
        }
        None => Pending::write(&root.join(lock::NAME), |file| {
            let mut buffer = BufWriter::with_capacity(1 << 16, file);
            lock::write_to(new, &mut buffer)?;
            buffer.flush()
        }),
    };
    Ok(Some(Draft(pending?)))
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
    let draft = draft(root, &snapshot.lock, new, None);
    remember_again(root, snapshot, (new, draft), texts, &mut Memory::default())
}

/// Does the same with a lock that is written already, and tells the next load what it need not read: the stamps are
/// those of the very files written.
///
/// # Errors
/// Where the disk objects, or objected to the draft.
pub fn remember_again(
    root: &Path,
    snapshot: &Snapshot,
    (new, draft): (&Arc<Lock>, io::Result<Option<Draft>>),
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
            let all = |file: &mut &File| {
                let mut buffer = BufWriter::with_capacity(1 << 16, file);
                buffer.write_all(snapshots::HEAD.as_bytes())?;
                old.write(records, &mut buffer)?;
                buffer.flush()
            };
            Pending::write(&root.join(snapshots::NAME), all).and_then(Pending::keep).map(Some)
        }
    };
    if let Some(stamp) = done.map_err(|e| cannot(snapshots::NAME, &e))? {
        written.push(SourcePath::new(snapshots::NAME));
        if memory.keeps() {
            memory.wrote_pack(stamp, Arc::new(old.after(&change)));
        }
    }
    let done = draft.and_then(|draft| draft.map(|Draft(pending)| pending.keep()).transpose());
    if let Some(stamp) = done.map_err(|e| cannot(lock::NAME, &e))? {
        memory.wrote_lock(stamp, Arc::clone(new));
        written.push(SourcePath::new(lock::NAME));
    }
    Ok(written)
}

/// Replaces a file as a whole, and returns the stamp of the new one.
///
/// # Errors
/// Where the disk objects; the file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<Stamp> {
    Pending::write(path, |file| file.write_all(bytes))?.keep()
}

/// A file that waits beside the one whose place it is to take.
#[derive(Debug)]
struct Pending {
    file: NamedTempFile,
    path: PathBuf,
}

impl Pending {
    /// Writes what is to stand at a path.
    fn write(path: &Path, write: impl FnOnce(&mut &File) -> io::Result<()>) -> io::Result<Self> {
        // A link stays a link.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let file = tempfile::Builder::new().prefix(super::TEMPORARY).tempfile_in(folder)?;
        write(&mut file.as_file())?;
        // A temporary file is for its owner alone; the one in its place may be for others, too.
        match std::fs::metadata(&path) {
            Ok(old) => file.as_file().set_permissions(old.permissions())?,
            Err(_) => readable(file.as_file())?,
        }
        Ok(Self { file, path })
    }

    /// Puts it there, and returns its stamp.
    fn keep(self) -> io::Result<Stamp> {
        let Self { file, path } = self;
        let file = instead_of(&path, || file.persist(&path)).map_err(|e| e.error)?;
        Ok(Stamp::from(&file.metadata()?))
    }
}

/// Puts something in the place of a file that is large: that the system takes that apart is not waited for.
pub(super) fn instead_of<T>(path: &Path, replace: impl FnOnce() -> T) -> T {
    // What is open elsewhere cannot be replaced everywhere.
    let old = if cfg!(unix) { File::open(path).ok() } else { None };
    let done = replace();
    if let Some(old) = old {
        // Without a thread it is taken apart here.
        drop(std::thread::Builder::new().name("close".into()).spawn(move || drop(old)));
    }
    done
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
