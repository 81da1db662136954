//! The temporary folder inside an output folder, where changed files wait to be renamed.
//!
//! It is made when the first file needs it, and held by a lock for as long as the build runs: a
//! folder without a held lock is what a killed build left, and whoever builds next cleans it up.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tempfile::TempDir;

use super::folder::TEMPORARY;

const LOCK: &str = "lock";

/// A temporary folder that is made when it is first asked for, and goes when this is dropped.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: PathBuf,
    made: Mutex<Option<Made>>,
}

#[derive(Debug)]
struct Made {
    // Fields drop in order: the lock before the folder it lies in, or Windows cannot remove it.
    _lock: File,
    dir: TempDir,
    // The folders above that were made for it, outermost first.
    above: Vec<PathBuf>,
}

impl Scratch {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), made: Mutex::new(None) }
    }

    /// Returns the path of the temporary folder, which it makes together with the output folder.
    pub(super) fn path(&self) -> io::Result<PathBuf> {
        let mut made = self.made.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(made) = &*made {
            return Ok(made.dir.path().to_path_buf());
        }
        let mut above: Vec<PathBuf> =
            self.folder.ancestors().take_while(|a| !a.exists()).map(Path::to_path_buf).collect();
        above.reverse();
        std::fs::create_dir_all(&self.folder)?;
        let dir = tempfile::Builder::new().prefix(TEMPORARY).tempdir_in(&self.folder)?;
        let lock = File::create(dir.path().join(LOCK))?;
        lock.lock()?;
        let path = dir.path().to_path_buf();
        *made = Some(Made { _lock: lock, dir, above });
        Ok(path)
    }

    /// Leaves everything where it is, as a build that is killed does.
    pub(super) fn abandon(self) {
        let made = self.made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(Made { _lock, dir, .. }) = made {
            drop(_lock);
            let _ = dir.keep();
        }
    }

    /// Removes everything that was made, down to the folders above: nothing was published.
    pub(super) fn undo(self) {
        let made = self.made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let Some(Made { _lock, dir, above }) = made else { return };
        drop(_lock);
        // What cannot be removed here is left for the next build to clean up.
        let _ = dir.close();
        for folder in above.iter().rev() {
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// Returns the temporary folders of builds that were killed.
///
/// # Errors
/// Where one cannot be looked at, or belongs to a build that is still running.
pub(super) fn abandoned(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let ours = entry.file_name().to_string_lossy().starts_with(TEMPORARY);
        if !ours || !entry.file_type()?.is_dir() {
            continue;
        }
        if let Ok(lock) = File::open(entry.path().join(LOCK))
            && let Err(std::fs::TryLockError::WouldBlock) = lock.try_lock()
        {
            return Err(io::Error::other("another build is writing to this folder"));
        }
        found.push(entry.path());
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_killed_build_is_found_and_a_running_one_is_told() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let stale = dir.path().join(".dossier-tmp-stale");
        std::fs::create_dir(&stale).expect("writable");
        std::fs::write(stale.join("lock"), "").expect("writable");
        std::fs::write(stale.join("0"), "page").expect("writable");
        std::fs::write(dir.path().join(".dossier-tmp-file"), "not a folder").expect("writable");
        assert_eq!(abandoned(dir.path()).expect("nothing holds it"), [stale], "only folders are ours");

        let scratch = Scratch::new(dir.path());
        let path = scratch.path().expect("writable");
        assert!(abandoned(dir.path()).expect_err("it is held").to_string().contains("another build"));
        scratch.abandon();
        assert!(abandoned(dir.path()).expect("nothing holds it").contains(&path));
        let scratch = Scratch::new(dir.path());
        let path = scratch.path().expect("writable");
        drop(scratch);
        assert!(!path.exists());
    }

    #[test]
    fn undo_leaves_no_folder_that_was_not_there() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let scratch = Scratch::new(&dir.path().join("a/b"));
        assert!(scratch.path().expect("writable").starts_with(dir.path().join("a/b")));
        scratch.undo();
        assert!(!dir.path().join("a").exists());
    }
}
