//! What a build says before it moves files into place, so that the next one knows them if it is killed there.
//!
//! An announcement lists the files as they will be, as a manifest does, and lies where they wait. It goes when the
//! manifest lists them. What a killed build left of it is taken into the manifest before anything else is done; there a
//! path is then listed twice, with the digest of the old file and of the new. It deliberately looks at no file of the
//! site, and adds nothing to a manifest that is damaged: that one lists nothing.
//!
//! **Invariant:** at every moment each file of ours is listed in the manifest or in an announcement.

use std::io;
use std::path::Path;

use super::folder::MANIFEST;
use super::manifest::{self, Files, Listed, Manifest, Print};
use super::scratch::{self, Scratch};
use super::steps;
use crate::path::OutputPath;

const NAME: &str = "announced";

/// Lists files as they will be.
///
/// # Errors
/// Where the disk objects.
pub(super) fn announce(scratch: &Scratch, prints: &[(OutputPath, Print)]) -> io::Result<()> {
    let files: Files = prints.iter().map(|(path, print)| (path.clone(), Listed::from(*print))).collect();
    std::fs::write(scratch.path()?.join(NAME), manifest::write(&files))?;
    steps::done();
    Ok(())
}

/// Takes into the manifest what killed builds announced, and removes what they left.
///
/// # Errors
/// Where the disk objects, or another build is running.
pub(super) fn recover(folder: &Path) -> io::Result<()> {
    for left in scratch::abandoned(folder)? {
        match std::fs::read(left.join(NAME)) {
            // One that is not whole is of a build that had not moved anything yet.
            Ok(bytes) => adopt(folder, &left, manifest::parse(&bytes).unwrap_or_default())?,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => return Err(e),
        }
        std::fs::remove_dir_all(left)?;
        steps::done();
    }
    Ok(())
}

fn adopt(folder: &Path, left: &Path, announced: Files) -> io::Result<()> {
    let before = match manifest::read(folder)? {
        Manifest::Missing => Files::new(),
        Manifest::Damaged(_) => return Ok(()),
        Manifest::Good(files, _) => files,
    };
    let mut files = before.clone();
    for (path, listed) in announced {
        let known = files.entry(path).or_default();
        listed.prints().iter().for_each(|print| known.add(*print));
    }
    if files != before {
        let whole = left.join("manifest");
        std::fs::write(&whole, manifest::write(&files))?;
        std::fs::rename(whole, folder.join(MANIFEST))?;
        steps::done();
    }
    Ok(())
}
