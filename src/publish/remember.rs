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
use std::path::Path;
use std::sync::Arc;

use super::replace::Pending;
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
