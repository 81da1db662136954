//! Replaces files by temporary file and rename, so that a reader has the old or the new one, whole.
//!
//! **Invariant:** where the disk objects the file is as it was.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::folder::TEMPORARY;
use super::steps;
use crate::load::Stamp;

/// Replaces a file as a whole, and returns the stamp of the new one.
///
/// # Errors
/// Where the disk objects; the file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<Stamp> {
    Pending::write(path, |file| file.write_all(bytes))?.keep()
}

/// A file that waits beside the one whose place it is to take; dropping it removes it.
#[derive(Debug)]
pub(super) struct Pending {
    file: NamedTempFile,
    path: PathBuf,
}

impl Pending {
    /// Writes what is to stand at a path.
    pub fn write(path: &Path, write: impl FnOnce(&mut &File) -> io::Result<()>) -> io::Result<Self> {
        // A link stays a link.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder)?;
        write(&mut file.as_file())?;
        // A temporary file is for its owner alone; the one in its place may be for others, too.
        match std::fs::metadata(&path) {
            Ok(old) => file.as_file().set_permissions(old.permissions())?,
            Err(_) => readable(file.as_file())?,
        }
        Ok(Self { file, path })
    }

    /// Puts it there, and returns its stamp.
    pub fn keep(self) -> io::Result<Stamp> {
        let Self { file, path } = self;
        let file = instead_of(&path, || file.persist(&path)).map_err(|e| e.error)?;
        steps::done();
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
fn readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &File) -> io::Result<()> {
    Ok(())
}
