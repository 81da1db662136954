//! Writes the lock and the snapshots into the dossier's own folder, only if they changed.
//!
//! The snapshots come first: a lock whose texts are missing is worth less than texts that no lock counts in. The pack is
//! appended to or replaced, and a reader leaves out what a killed build left half written. The lock is patched where its
//! lines keep their length and otherwise replaced; what is to be done to it may be found out while the site is
//! published, and is done only after that has ended well.
//!
//! **Invariant:** at every moment each line of the lock is one of the old or of the new one.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ledger::{Ledger, Update};
use super::replace::Pending;
use super::steps;
use crate::compile::Compiled;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::load::{Memory, Stamp};
use crate::lock::{self, Lock, Notes};
use crate::path::{Slug, SourcePath};
use crate::snapshots::{self, Change, Kept};
use crate::source::Snapshot;

/// The lock as a file that is kept.
pub type LockLedger = Ledger<Slug, Arc<Notes>>;

/// Tells whether a compile came to another lock than it started from.
pub fn lock_changes(snapshot: &Snapshot, compiled: &Compiled) -> bool {
    compiled.lock != snapshot.lock
}

/// What is to become of the lock's file; dropping it leaves that as it is.
#[derive(Debug)]
pub struct Draft<'a>(Kind<'a>);

#[derive(Debug)]
enum Kind<'a> {
    /// This takes its place.
    Whole(Pending),
    /// It is patched, or what is written already takes its place.
    Update { ledger: &'a mut LockLedger, update: Update, path: PathBuf, whole: Option<Pending> },
}

/// Finds out what is to become of the lock's file, if it is to be another; that may be done while the site is
/// published. `ledger` is what the file is known to hold; without it the lock is written as a whole.
///
/// # Errors
/// Where the disk objects.
pub fn draft<'a>(
    root: &Path,
    old: &Lock,
    new: &Lock,
    ledger: Option<&'a mut LockLedger>,
) -> io::Result<Option<Draft<'a>>> {
    if new == old {
        return Ok(None);
    }
    let path = root.join(lock::NAME);
    let Some(ledger) = ledger else {
        let whole = Pending::write(&path, |file| {
            let mut buffer = BufWriter::with_capacity(1 << 16, file);
            lock::write_to(new, &mut buffer)?;
            buffer.flush()
        })?;
        return Ok(Some(Draft(Kind::Whole(whole))));
    };
    let stamp = Stamp::of(&path);
    if stamp.is_some() && ledger.stamp() != stamp {
        ledger.found(&old.articles, &std::fs::read(&path).unwrap_or_default(), stamp);
    }
    let update = ledger.update(&new.articles);
    let whole = if update.is_small() { None } else { Some(Pending::write(&path, |file| ledger.write_to(file))?) };
    Ok(Some(Draft(Kind::Update { ledger, update, path, whole })))
}

impl Draft<'_> {
    /// Makes the file the new lock, and returns its stamp.
    fn keep(self) -> io::Result<Stamp> {
        match self.0 {
            Kind::Whole(whole) => whole.keep(),
            Kind::Update { ledger, update, path, whole } => ledger.carry_out(update, &path, |lines| {
                let whole = whole.map_or_else(|| Pending::write(&path, |file| lines.write_to(file)), Ok);
                whole?.keep()
            }),
        }
    }
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

/// Does the same with a lock that is drafted already, and tells the next load what it need not read: the stamps are
/// those of the very files written.
///
/// # Errors
/// Where the disk objects, or objected to the draft.
pub fn remember_again(
    root: &Path,
    snapshot: &Snapshot,
    (new, draft): (&Arc<Lock>, io::Result<Option<Draft<'_>>>),
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
    let done = draft.and_then(|draft| draft.map(Draft::keep).transpose());
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
    steps::done();
    Ok(Stamp::from(&file.metadata()?))
}

fn cannot(name: &str, error: &io::Error) -> Box<Diagnostic> {
    let message = format!("could not write `{name}`: {error}");
    Box::new(Diagnostic::error(Code::CannotWrite, Location::file(&SourcePath::new(name)), message))
}
