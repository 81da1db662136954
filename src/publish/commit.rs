//! The second phase: moves the changed files into place and removes what is no longer there.
//!
//! The manifest is written before and after: before, with the old digests and the new ones, so that
//! a build that is killed in between leaves no file unlisted.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::manifest::{self, Files, Listed, Print};
use super::memory::{Disk, stamp_of};
use super::stage::Plan;
use super::{MANIFEST, PublishError, Published, Site, folder};
use crate::diagnostic::sort;
use crate::path::OutputPath;

/// Carries out a plan; says also how it left the folder.
pub(super) fn commit(site: &mut Site, plan: Plan<'_>) -> Result<(Published, Option<Disk>), PublishError> {
    let (mut listed, mut on_disk) = (std::mem::take(&mut site.listed), site.on_disk.take());
    let mut stamps = std::mem::take(&mut site.stamps);
    let site = &*site;
    let world = |path: &str, what: &str, e: &io::Error| PublishError::World(vec![site.cannot_at(path, what, e)]);
    if !plan.staged.is_empty() {
        announce(&mut listed, &plan.prints);
        list(site, &plan, manifest::write(&listed), &mut on_disk)
            .map_err(|e| world(MANIFEST, "write the manifest", &e))?;
    }
    let removed = shift(site, &plan).map_err(|(path, e)| world(path.as_str(), "put the file in place", &e))?;
    for path in &plan.gone {
        listed.remove(path);
        stamps.remove(path);
    }
    listed.extend(plan.prints.iter().map(|(path, print)| (path.clone(), Listed::from(*print))));
    list(site, &plan, manifest::write(&listed), &mut on_disk).map_err(|e| world(MANIFEST, "write the manifest", &e))?;

    let mut disk = None;
    if site.keeps {
        stamps.extend(plan.stamps);
        for (path, _) in &plan.staged {
            match stamp_of(&site.folder.join(path.as_str())) {
                Some(stamp) => stamps.insert(path.clone(), stamp),
                None => stamps.remove(path),
            };
        }
        let stamp = stamp_of(&site.folder.join(MANIFEST));
        let manifest = stamp.zip(on_disk).map(|(stamp, bytes)| (stamp, listed, bytes));
        disk = manifest.map(|manifest| Disk { folder: site.folder.clone(), manifest, stamps });
    }
    let mut warnings = plan.warnings;
    sort(&mut warnings);
    let written = plan.staged.into_iter().map(|(path, _)| path).collect();
    Ok((Published { written, unchanged: plan.unchanged, removed, warnings, bytes: plan.bytes }, disk))
}

/// Lists files as they will be besides as they are.
pub(super) fn announce(listed: &mut Files, prints: &[(OutputPath, Print)]) {
    for (path, print) in prints {
        listed.entry(path.clone()).or_default().add(*print);
    }
}

/// Writes the manifest through a temporary file, if it is not on disk already.
fn list(site: &Site, plan: &Plan<'_>, bytes: Vec<u8>, on_disk: &mut Option<Vec<u8>>) -> io::Result<()> {
    if on_disk.as_ref() == Some(&bytes) {
        return Ok(());
    }
    let temporary = plan.scratch.path()?.join("manifest");
    std::fs::write(&temporary, &bytes)?;
    std::fs::rename(temporary, site.folder.join(MANIFEST))?;
    *on_disk = Some(bytes);
    Ok(())
}

/// Renames what is staged, and removes what is to go; only what stands in the way goes first.
fn shift(site: &Site, plan: &Plan<'_>) -> Result<Vec<OutputPath>, (OutputPath, io::Error)> {
    let parents = folder::parents(plan.paths.iter().copied());
    let has = |path: &str| plan.paths.binary_search_by(|own| own.as_str().cmp(path)).is_ok();
    let (in_the_way, later): (Vec<&OutputPath>, Vec<&OutputPath>) = plan.removals.iter().partition(|path| {
        parents.contains(path.as_str()) || folder::parents(std::iter::once(*path)).into_iter().any(has)
    });
    let mut removed = remove(site, &in_the_way)?;
    for parent in parents {
        let path = site.folder.join(parent);
        if !path.is_dir() {
            std::fs::create_dir(path).map_err(|e| (OutputPath::new(parent), e))?;
        }
    }
    for (path, temporary) in &plan.staged {
        std::fs::rename(temporary, site.folder.join(path.as_str())).map_err(|e| (path.clone(), e))?;
    }
    let later = unless_renamed(site, plan, later);
    removed.extend(remove(site, &later)?);
    removed.sort();
    Ok(removed)
}

/// Removes files, and the folders that this leaves empty.
fn remove(site: &Site, paths: &[&OutputPath]) -> Result<Vec<OutputPath>, (OutputPath, io::Error)> {
    for path in paths {
        match std::fs::remove_file(site.folder.join(path.as_str())) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(((*path).clone(), e)),
            _ => {}
        }
    }
    for parent in folder::parents(paths.iter().copied()).into_iter().rev() {
        // A folder that is not empty holds files of somebody else's, and stays.
        let _ = std::fs::remove_dir(site.folder.join(parent));
    }
    Ok(paths.iter().map(|&path| path.clone()).collect())
}

/// Drops the paths that are now another name of a file of the site.
///
/// Where the file system does not tell `A.jpg` from `a.jpg`, removing the one would remove the other.
fn unless_renamed<'a>(site: &Site, plan: &Plan<'_>, removals: Vec<&'a OutputPath>) -> Vec<&'a OutputPath> {
    if removals.is_empty() {
        return removals;
    }
    let fold = |path: &OutputPath| path.as_str().nfc().flat_map(char::to_lowercase).collect::<String>();
    let going: BTreeSet<String> = removals.iter().map(|path| fold(path)).collect();
    let real = |path: &OutputPath| site.folder.join(path.as_str()).canonicalize().ok();
    let twins: BTreeSet<PathBuf> =
        plan.paths.iter().copied().filter(|path| going.contains(&fold(path))).filter_map(real).collect();
    removals
        .into_iter()
        .filter(|path| twins.is_empty() || !real(path).is_some_and(|at| twins.contains::<Path>(&at)))
        .collect()
}
