//! Looks whether the files of the output folder are still as this process left them.
//!
//! A look costs one `stat` a file and nothing else, so it can be had before it is known what will be published: while
//! the next output is compiled. Whoever needs the answer helps with what is still to be done. What is touched after it
//! was looked at is noticed by the look after that, just as what is touched right after publishing; it deliberately
//! reads no file.
//!
//! **Invariant:** a file that was touched before the look began is found.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

use super::folder;
use crate::load::Stamp;
use crate::path::OutputPath;

/// How many files are looked at in one go.
const PART: usize = 256;

/// How an output folder was left.
#[derive(Clone, Debug, Default)]
pub(super) struct Left {
    /// The folder.
    pub folder: PathBuf,
    /// Every file of the output, sorted; one without a stamp counts as touched.
    pub files: Vec<(OutputPath, Option<Stamp>)>,
    /// Every folder above them.
    pub folders: Vec<String>,
}

/// What was touched since.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Touched {
    /// Files that are gone or not as they were.
    pub files: Vec<OutputPath>,
    /// Whether a folder is no longer one.
    pub folders: bool,
}

/// A look that has begun; dropping it ends it.
#[derive(Debug)]
pub(super) struct Look {
    task: Arc<Task>,
    helper: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Task {
    left: Arc<Left>,
    next: AtomicUsize,
    touched: Mutex<Vec<usize>>,
}

impl Left {
    /// Lists the sorted files of an output, with what is known of how they were left.
    pub fn new(folder: PathBuf, paths: &[&OutputPath], mut stamp: impl FnMut(&OutputPath) -> Option<Stamp>) -> Self {
        let folders = folder::parents(paths.iter().copied()).into_iter().map(str::to_owned).collect();
        Self { folder, files: paths.iter().map(|&path| (path.clone(), stamp(path))).collect(), folders }
    }

    /// Returns how a file was left.
    pub fn stamp(&self, path: &OutputPath) -> Option<Stamp> {
        self.at(path).and_then(|at| self.files[at].1)
    }

    /// Says how a file of the output was left.
    pub fn set(&mut self, path: &OutputPath, stamp: Option<Stamp>) {
        if let Some(at) = self.at(path) {
            self.files[at].1 = stamp;
        }
    }

    fn at(&self, path: &OutputPath) -> Option<usize> {
        self.files.binary_search_by(|(own, _)| own.cmp(path)).ok()
    }
}

impl Look {
    /// Begins to look, in a thread of its own.
    pub fn begin(left: &Arc<Left>) -> Self {
        let task = Arc::new(Task::new(left));
        let helping = Arc::clone(&task);
        // Without a thread it is done by whoever asks.
        let helper = Builder::new().name("look".into()).spawn(move || helping.work()).ok();
        Self { task, helper }
    }

    /// Whether it is about this.
    pub fn is_of(&self, left: &Arc<Left>) -> bool {
        Arc::ptr_eq(&self.task.left, left)
    }

    /// Returns what was touched.
    pub fn finish(mut self) -> Touched {
        self.task.work();
        if let Some(Err(panic)) = self.helper.take().map(JoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
        self.task.found()
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        self.task.next.store(usize::MAX / 2, Ordering::Relaxed);
    }
}

/// Looks now.
pub(super) fn look(left: &Arc<Left>) -> Touched {
    let task = Task::new(left);
    rayon::join(|| task.work(), || task.work());
    task.found()
}

/// Takes the stamp of a plain file; `None` for whatever else stands there.
pub(super) fn stamp_of(at: &Path) -> Option<Stamp> {
    at.symlink_metadata().ok().filter(std::fs::Metadata::is_file).map(|meta| Stamp::from(&meta))
}

impl Task {
    fn new(left: &Arc<Left>) -> Self {
        Self { left: Arc::clone(left), next: AtomicUsize::new(0), touched: Mutex::default() }
    }

    /// Looks at what nobody has looked at yet.
    fn work(&self) {
        let Left { folder, files, folders } = &*self.left;
        let mut at = PathBuf::new();
        loop {
            let from = self.next.fetch_add(PART, Ordering::Relaxed);
            if from >= files.len() + folders.len() {
                return;
            }
            for n in from..(from + PART).min(files.len() + folders.len()) {
                at.clone_from(folder);
                let as_left = match files.get(n) {
                    Some((path, stamp)) => {
                        at.push(path.as_str());
                        stamp.is_some() && stamp_of(&at) == *stamp
                    }
                    None => {
                        at.push(&folders[n - files.len()]);
                        at.symlink_metadata().is_ok_and(|meta| meta.is_dir())
                    }
                };
                if !as_left {
                    self.touched.lock().unwrap_or_else(PoisonError::into_inner).push(n);
                }
            }
        }
    }

    fn found(&self) -> Touched {
        let touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let files = touched.iter().filter_map(|&n| self.left.files.get(n)).map(|(path, _)| path.clone()).collect();
        Touched { files, folders: touched.iter().any(|&n| n >= self.left.files.len()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_touched_is_found() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let paths: Vec<OutputPath> = (0..1000).map(|n| OutputPath::new(format!("{}/{n:04}.html", n / 300))).collect();
        for path in &paths {
            let at = dir.path().join(path.as_str());
            std::fs::create_dir_all(at.parent().expect("it has one")).expect("writable");
            std::fs::write(at, "page").expect("writable");
        }
        let own: Vec<&OutputPath> = paths.iter().collect();
        let stamp = |path: &OutputPath| stamp_of(&dir.path().join(path.as_str()));
        let mut left = Left::new(dir.path().to_path_buf(), &own, stamp);
        assert_eq!(left.folders, ["0", "1", "2", "3"]);
        let both = |left: &Left| {
            let left = Arc::new(left.clone());
            let (mut now, mut begun) = (look(&left), Look::begin(&left).finish());
            now.files.sort();
            begun.files.sort();
            assert_eq!(now, begun);
            now
        };
        assert_eq!(both(&left), Touched::default());

        std::fs::write(dir.path().join("0/0007.html"), "other").expect("writable");
        std::fs::remove_file(dir.path().join("3/0999.html")).expect("writable");
        left.set(&paths[500], None);
        let found = ["0/0007.html", "1/0500.html", "3/0999.html"].map(OutputPath::from).to_vec();
        assert_eq!(both(&left), Touched { files: found, folders: false });

        std::fs::rename(dir.path().join("2"), dir.path().join("4")).expect("writable");
        let touched = both(&left);
        assert_eq!((touched.files.len(), touched.folders), (303, true));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("4", dir.path().join("2")).expect("writable");
            let touched = both(&left);
            assert_eq!((touched.files.len(), touched.folders), (3, true), "a link is no folder");
        }
        drop(Look::begin(&Arc::new(left)));
    }
}
