//! What the last load read, so that the next one reads only what may differ.
//!
//! A file is taken from memory where length, times and inode are those of the last read, and where the
//! file had then been left alone for a while ([`Stamp`]). What a folder holds is remembered likewise, where nothing is linked and the file
//! system keeps the times of its folders ([`super::walk`]). Whatever is read again and has not changed keeps its `Arc`.
//! It deliberately trusts no event, and reads no clock: the caller says when it loads.
//!
//! **Invariant:** a snapshot loaded with a memory equals one loaded without.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rustc_hash::FxHashMap;

use super::found::{Branch, Branches, Found, Kind};
use super::fresh::{Fresh, Loaded, Original};
use super::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::lock::Lock;
use crate::memo::map::Map;
use crate::path::SourcePath;
use crate::snapshots::Pack;
use crate::source::{Blob, Contents, SourceFile};

/// A file as it was read.
#[derive(Clone, Debug)]
enum Remembered {
    Text(Arc<SourceFile>),
    Blob(Arc<Blob>),
    Original(String, Option<Arc<str>>),
}

#[derive(Clone, Debug)]
struct Entry {
    stamp: Stamp,
    trusted: bool,
    value: Remembered,
}

/// The text files and the others.
type Files = (Map<SourcePath, SourceFile>, Map<SourcePath, Blob>);

/// What the last load read; the caller owns it.
#[derive(Debug, Default)]
pub struct Memory {
    now: Option<SystemTime>,
    files: FxHashMap<SourcePath, Entry>,
    /// What the folders held whose times will show a change.
    branches: Branches,
    /// The files of the last snapshot.
    last: Option<Files>,
    originals: BTreeMap<PathBuf, Entry>,
    lock: Option<(Stamp, Arc<Lock>)>,
    pack: Option<(Stamp, Arc<Pack>)>,
    reads: usize,
}

impl Memory {
    /// Says by the clock of the file system when the next load begins; without it nothing is taken from memory.
    pub fn begin(&mut self, now: SystemTime) {
        self.now = Some(now);
    }

    /// Returns how many files are remembered.
    pub fn entries(&self) -> usize {
        self.files.len() + self.originals.len()
    }

    /// Returns how many files the last load read.
    pub fn reads(&self) -> usize {
        self.reads
    }

    /// Whether anything is to be remembered.
    pub(crate) fn keeps(&self) -> bool {
        self.now.is_some()
    }

    /// Says what the lock is whose stamp this is.
    pub(crate) fn wrote_lock(&mut self, stamp: Stamp, lock: Arc<Lock>) {
        self.lock = self.keeps().then_some((stamp, lock));
    }

    /// Says what the snapshots are whose stamp this is.
    pub(crate) fn wrote_pack(&mut self, stamp: Stamp, pack: Arc<Pack>) {
        self.pack = self.keeps().then_some((stamp, pack));
    }

    pub(super) fn lock(&self, stamp: Stamp) -> Option<Arc<Lock>> {
        self.lock.as_ref().filter(|known| known.0 == stamp).map(|known| Arc::clone(&known.1))
    }

    pub(super) fn pack(&self, stamp: Stamp) -> Option<Arc<Pack>> {
        self.pack.as_ref().filter(|known| known.0 == stamp).map(|known| Arc::clone(&known.1))
    }

    /// Whether a file with this stamp is the one that was read at this moment, and stays so.
    pub(super) fn trusts(&self, stamp: Stamp) -> bool {
        self.now.is_some_and(|now| stamp.is_settled(now))
    }

    /// Whether a file is remembered as it was read.
    pub(super) fn has(&self, path: &SourcePath, stamp: Stamp, kind: Kind) -> bool {
        self.files.get(path).is_some_and(|entry| {
            let read =
                matches!((&entry.value, kind), (Remembered::Text(_), Kind::Text) | (Remembered::Blob(_), Kind::Blob));
            read && entry.trusted && entry.stamp == stamp
        })
    }

    /// Returns what a folder held.
    pub(super) fn branch(&self, at: &Path) -> Option<Arc<Branch>> {
        self.branches.get(at).cloned()
    }

    /// Replaces what is remembered of folders.
    pub(super) fn remember_branches(&mut self, branches: Branches) {
        self.branches = branches;
    }

    pub(super) fn original(&self, at: &Path, stamp: Stamp) -> Option<Original> {
        match self.originals.get(at) {
            Some(Entry { stamp: old, trusted: true, value: Remembered::Original(name, text) }) if *old == stamp => {
                Some((name.clone(), text.clone()))
            }
            _ => None,
        }
    }

    /// Returns the remembered file if it equals the one just read.
    pub(super) fn same_text(&self, file: SourceFile) -> Arc<SourceFile> {
        match self.files.get(&file.path) {
            Some(Entry { value: Remembered::Text(old), .. }) if **old == file => Arc::clone(old),
            _ => Arc::new(file),
        }
    }

    /// Returns the remembered bytes if they equal those just read.
    pub(super) fn same_blob(&self, path: &SourcePath, blob: Blob) -> Arc<Blob> {
        match self.files.get(path) {
            Some(Entry { value: Remembered::Blob(old), .. }) if **old == blob => Arc::clone(old),
            _ => Arc::new(blob),
        }
    }

    /// Replaces what is remembered of the dossier by what this load came to, and returns its files. `fresh` is what was
    /// read of all that was found; the rest is remembered.
    pub(super) fn remember(&mut self, found: &[&Found], fresh: Vec<Fresh>, problems: &mut Vec<Diagnostic>) -> Files {
        self.reads = fresh.len();
        let known = |loaded: &Loaded, (files, blobs): &Files| match loaded {
            Loaded::Text(file) => files.contains_key(&file.path),
            Loaded::Blob(path, _) => blobs.contains_key(path),
            Loaded::Unreadable(_) => false,
        };
        // Where no file came or went, the list is the old one.
        let last = self.last.take().filter(|last| {
            found.len() == last.0.len() + last.1.len() && fresh.iter().all(|one| known(&one.loaded, last))
        });
        let (mut files, mut blobs) = last.unwrap_or_else(|| self.keep_only(found, &fresh));
        for Fresh { stamp, loaded, .. } in fresh {
            let (path, value) = match *loaded {
                Loaded::Text(file) => {
                    files.insert(file.path.clone(), Arc::clone(&file));
                    (file.path.clone(), Remembered::Text(file))
                }
                Loaded::Blob(path, blob) => {
                    blobs.insert(path.clone(), Arc::clone(&blob));
                    (path, Remembered::Blob(blob))
                }
                Loaded::Unreadable(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let readable = !matches!(&value, Remembered::Text(f) if matches!(f.contents, Contents::Unreadable(_)));
            match self.now.zip(stamp).filter(|_| readable) {
                Some((now, stamp)) => {
                    self.files.insert(path, Entry { stamp, trusted: stamp.is_settled(now), value });
                }
                None => drop(self.files.remove(&path)),
            }
        }
        if self.keeps() {
            self.last = Some((files.clone(), blobs.clone()));
        }
        (files, blobs)
    }

    /// Forgets all but what was found and not read again, and lists that.
    fn keep_only(&mut self, found: &[&Found], fresh: &[Fresh]) -> Files {
        let (mut files, mut blobs) = Files::default();
        let mut entries = std::mem::take(&mut self.files);
        let mut read = fresh.iter().map(|one| one.at).peekable();
        let same = found.iter().enumerate().filter(|(at, _)| read.next_if_eq(at).is_none());
        for (path, entry) in same.filter_map(|(_, found)| entries.remove_entry(&found.path)) {
            match &entry.value {
                Remembered::Text(file) => drop(files.insert(path.clone(), Arc::clone(file))),
                Remembered::Blob(blob) => drop(blobs.insert(path.clone(), Arc::clone(blob))),
                Remembered::Original(..) => {}
            }
            self.files.insert(path, entry);
        }
        (files, blobs)
    }

    /// Replaces what is remembered of the private originals.
    pub(super) fn remember_originals(&mut self, read: &[(PathBuf, Option<Stamp>, Original)]) {
        let Some(now) = self.now else { return };
        self.originals = read
            .iter()
            .filter_map(|(at, stamp, (name, text))| {
                let (stamp, value) = ((*stamp)?, Remembered::Original(name.clone(), text.clone()));
                Some((at.clone(), Entry { stamp, trusted: stamp.is_settled(now), value }))
            })
            .collect();
    }
}
