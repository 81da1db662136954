//! The second phase: moves the changed files into place and removes what is no longer there.
//!
//! What will be new is announced before, and the manifest lists it after. Where that goes wrong the announcement is left
//! to be taken into the manifest, as that of a build that is killed.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::announce::{announce, recover};
use super::folder::{self, MANIFEST};
use super::ledger::Ledger;
use super::look::{Left, stamp_of};
use super::manifest::{self, Files, Listed};
use super::memory::Disk;
use super::published::{PublishError, Published};
use super::replace::instead_of;
use super::scratch::Scratch;
use super::site::Site;
use super::stage::Plan;
use super::steps;
use crate::diagnostic::sort;
use crate::lines::Lines;
use crate::load::Stamp;
use crate::memo::map::OrdMap;
use crate::path::OutputPath;

/// Carries out a plan; says also how it left the folder.
pub(super) fn commit(site: &mut Site, plan: Plan<'_>) -> Result<(Published, Option<Disk>), PublishError> {
    let (removed, listed) = match carry_out(site, &plan) {
        Ok(done) => done,
        Err(error) => {
            plan.scratch.abandon();
            // What cannot be listed now is listed by the next build.
            drop(recover(&site.folder));
            return Err(error);
        }
    };
    let disk = if site.keeps { leave(site, &plan, listed) } else { None };
    let mut warnings = plan.warnings;
    sort(&mut warnings);
    let written: Vec<_> = plan.staged.into_iter().map(|(path, _)| path).collect();
    let unchanged = plan.scope.total - written.len();
    Ok((Published { written, unchanged, removed, warnings, bytes: plan.bytes }, disk))
}

/// Returns which files were removed, and what is listed then.
fn carry_out(site: &mut Site, plan: &Plan<'_>) -> Result<(Vec<OutputPath>, Files), PublishError> {
    let mut listed = std::mem::take(&mut site.listed);
    if !plan.staged.is_empty() {
        announce(&plan.scratch, &plan.prints).map_err(|e| cannot_list(site, &e))?;
    }
    let removed = shift(site, plan)
        .map_err(|(path, e)| PublishError::World(vec![site.cannot_at(path.as_str(), "put the file in place", &e)]))?;
    for path in &plan.gone {
        listed.remove(path);
    }
    listed.extend(plan.prints.iter().map(|(path, print)| (path.clone(), Listed::from(*print))));
    list(site, &plan.scratch, &listed).map_err(|e| cannot_list(site, &e))?;
    Ok((removed, listed))
}

fn cannot_list(site: &Site, error: &io::Error) -> PublishError {
    site.cannot("write the manifest", error)
}

/// Says how the folder is left; its output is filled in by whoever knows it.
fn leave(site: &mut Site, plan: &Plan<'_>, listed: Files) -> Option<Disk> {
    let manifest = std::mem::replace(&mut site.manifest, Ledger::new(&manifest::LINES));
    let written = plan.staged.iter().map(|(path, _)| (path, stamp_of(&site.folder.join(path.as_str()))));
    let fresh: FxHashMap<&OutputPath, Option<Stamp>> =
        plan.stamps.iter().map(|(path, stamp)| (path, Some(*stamp))).chain(written).collect();
    let mut left = site.left.take().unwrap_or_default();
    match &plan.scope.all {
        Some(all) => {
            let stamp = |path: &OutputPath| fresh.get(path).copied().unwrap_or_else(|| left.stamp(path));
            left = Arc::new(Left::new(site.folder.clone(), all, stamp));
        }
        None => {
            let left = Arc::make_mut(&mut left);
            plan.scope.suspects.iter().for_each(|path| {
                if let Some(stamp) = fresh.get(path) {
                    left.set(path, *stamp);
                }
            });
        }
    }
    Some(Disk { left, listed, manifest, output: OrdMap::new() })
}

/// Makes the manifest list these files.
fn list(site: &mut Site, scratch: &Scratch, listed: &Files) -> io::Result<()> {
    let update = site.manifest.update(listed);
    let path = site.folder.join(MANIFEST);
    let replace = |lines: &Lines<OutputPath, Listed>| {
        let temporary = scratch.path()?.join("manifest");
        // The system takes few large writes faster than many small ones.
        let mut buffer = BufWriter::with_capacity(1 << 18, File::create(&temporary)?);
        lines.write_to(&mut buffer)?;
        buffer.into_inner().map_err(io::IntoInnerError::into_error)?;
        instead_of(&path, || std::fs::rename(temporary, &path))?;
        steps::done();
        stamp_of(&path).ok_or_else(|| io::Error::other("it is gone already"))
    };
    site.manifest.carry_out(update, &path, replace).map(drop)
}

/// Renames what is staged, and removes what is to go; only what stands in the way goes first.
fn shift(site: &Site, plan: &Plan<'_>) -> Result<Vec<OutputPath>, (OutputPath, io::Error)> {
    // What stands in the way of a file that is not staged cannot be: the file is on disk.
    let parents = folder::parents(plan.staged.iter().map(|(path, _)| path));
    let has = |path: &str| plan.staged.binary_search_by(|(own, _)| own.as_str().cmp(path)).is_ok();
    let (in_the_way, later): (Vec<&OutputPath>, Vec<&OutputPath>) = plan.removals.iter().partition(|path| {
        parents.contains(path.as_str()) || folder::parents(std::iter::once(*path)).into_iter().any(has)
    });
    let mut removed = remove(site, &in_the_way)?;
    for parent in parents {
        let path = site.folder.join(parent);
        if !path.is_dir() {
            std::fs::create_dir(path).map_err(|e| (OutputPath::new(parent), e))?;
            steps::done();
        }
    }
    for (path, temporary) in &plan.staged {
        put(temporary, &site.folder.join(path.as_str())).map_err(|e| (path.clone(), e))?;
        steps::done();
    }
    let later = unless_renamed(site, plan, later);
    removed.extend(remove(site, &later)?);
    // Of a listed file that is gone already a killed build may have left the folder.
    sweep(site, plan.gone.iter().filter(|path| folder::reached_without_links(&site.folder, path)));
    removed.sort();
    Ok(removed)
}

/// Puts a file in its place, where folders may stand that hold no files.
fn put(temporary: &Path, target: &Path) -> io::Result<()> {
    match std::fs::rename(temporary, target) {
        Err(_) if target.symlink_metadata().is_ok_and(|meta| meta.is_dir()) => {
            for entry in walkdir::WalkDir::new(target).contents_first(true) {
                std::fs::remove_dir(entry?.path())?;
                steps::done();
            }
            std::fs::rename(temporary, target)
        }
        done => done,
    }
}

/// Removes files.
fn remove(site: &Site, paths: &[&OutputPath]) -> Result<Vec<OutputPath>, (OutputPath, io::Error)> {
    for path in paths {
        match std::fs::remove_file(site.folder.join(path.as_str())) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(((*path).clone(), e)),
            _ => steps::done(),
        }
    }
    Ok(paths.iter().map(|&path| path.clone()).collect())
}

/// Removes the folders above files that are empty without them.
fn sweep<'a>(site: &Site, paths: impl Iterator<Item = &'a OutputPath>) {
    for parent in folder::parents(paths).into_iter().rev() {
        // A folder that is not empty holds files of somebody else's, and stays.
        let _ = std::fs::remove_dir(site.folder.join(parent));
        steps::done();
    }
}

/// Drops the paths that are now another name of a file of the site.
///
/// Where the file system does not tell `A.jpg` from `a.jpg`, removing the one would remove the other.
fn unless_renamed<'a>(site: &Site, plan: &Plan<'_>, removals: Vec<&'a OutputPath>) -> Vec<&'a OutputPath> {
    let Some(all) = plan.scope.all.as_ref().filter(|_| !removals.is_empty()) else { return removals };
    let fold = |path: &OutputPath| path.as_str().nfc().flat_map(char::to_lowercase).collect::<String>();
    let going: BTreeSet<String> = removals.iter().map(|path| fold(path)).collect();
    let real = |path: &OutputPath| site.folder.join(path.as_str()).canonicalize().ok();
    let twins: BTreeSet<PathBuf> =
        all.iter().copied().filter(|path| going.contains(&fold(path))).filter_map(real).collect();
    removals
        .into_iter()
        .filter(|path| twins.is_empty() || !real(path).is_some_and(|at| twins.contains::<Path>(&at)))
        .collect()
}
