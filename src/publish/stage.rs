//! The first phase: renders, compares with the disk and writes what differs to temporary files.
//!
//! It deliberately changes no file of the site.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::folder::{self, MANIFEST};
use super::look::stamp_of;
use super::manifest::Print;
use super::memory::Made;
use super::published::PublishError;
use super::scope::Scope;
use super::scratch::Scratch;
use super::site::{Distrust, Site};
use crate::diagnostic::{Code, Diagnostic, sort};
use crate::load::Stamp;
use crate::path::OutputPath;

/// Renders one file.
pub(super) type Render<'a> = dyn Fn(&OutputPath) -> Result<Made, Vec<Diagnostic>> + Sync + 'a;

/// Tells the print that a file will have, if that is known without rendering it.
pub(super) type Known<'a> = dyn Fn(&OutputPath) -> Option<Print> + Sync + 'a;

/// What is to be done to the folder.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// Where the changed files wait.
    pub scratch: Scratch,
    /// The changed files, each with its temporary file.
    pub staged: Vec<(OutputPath, PathBuf)>,
    /// The files of ours that the output no longer has.
    pub removals: BTreeSet<OutputPath>,
    /// Which files were looked at.
    pub scope: &'a Scope<'a>,
    /// The files that the manifest does not list as they will be.
    pub prints: Vec<(OutputPath, Print)>,
    /// The files that the manifest lists and the output does not have.
    pub gone: Vec<OutputPath>,
    /// What unchanged files looked like before they were compared.
    pub stamps: Vec<(OutputPath, Stamp)>,
    /// How many bytes the changed files have.
    pub bytes: u64,
    /// What the author should know.
    pub warnings: Vec<Diagnostic>,
}

/// What became of one file.
enum Outcome {
    /// As it was left and listed.
    Left,
    Unchanged {
        listed: bool,
        stamp: Option<Stamp>,
    },
    Staged {
        temporary: PathBuf,
        warning: Option<Box<Diagnostic>>,
    },
}

enum Failure {
    Render(Vec<Diagnostic>),
    World(Box<Diagnostic>),
    /// Another file failed in a way that makes going on pointless.
    Stopped,
}

/// Renders what is in the scope and finds out what has to change.
pub(super) fn stage<'a>(
    site: &Site,
    scope: &'a Scope<'a>,
    render: &Render<'_>,
    known: &Known<'_>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Plan<'a>, PublishError> {
    let mut warnings = Vec::new();
    let gone = scope.all.as_ref().map_or_else(Vec::new, |all| gone(site, all));
    let removals = removals(site, &gone, &mut warnings);
    if let Some(all) = &scope.all {
        obstacles(site, all, &removals)?;
    }

    let paths = &scope.suspects;
    let scratch = Scratch::new(&site.folder);
    let (done, stop) = (AtomicUsize::new(scope.total - paths.len()), AtomicBool::new(false));
    let is_listed = |path: &OutputPath, print: &Print| {
        site.listed.get(path).is_some_and(|listed| listed.prints() == std::slice::from_ref(print))
    };
    let outcomes: Vec<Result<(Print, Outcome), Failure>> = paths
        .par_iter()
        .enumerate()
        .map(|(index, path)| {
            if stop.load(Ordering::Relaxed) {
                return Err(Failure::Stopped);
            }
            let left = |print: &Print| is_listed(path, print) && is_as_left(site, path);
            let (print, outcome) = match known(path).filter(left) {
                Some(print) => (print, Outcome::Left),
                None => {
                    let made = render(path).map_err(Failure::Render)?;
                    let outcome = compare(site, path, &made.bytes, &removals, &scratch, index).map_err(|failure| {
                        stop.fetch_or(failure.code == Code::CannotWrite, Ordering::Relaxed);
                        Failure::World(failure)
                    })?;
                    (made.print, outcome)
                }
            };
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, scope.total);
            Ok((print, outcome))
        })
        .collect();

    let mut plan = Plan {
        scratch,
        staged: Vec::new(),
        removals,
        scope,
        prints: Vec::new(),
        gone: gone.into_iter().map(|(path, _)| path.clone()).collect(),
        stamps: Vec::new(),
        bytes: 0,
        warnings,
    };
    let (mut unrendered, mut world, mut adopted) = (Vec::new(), Vec::new(), 0);
    for (&path, outcome) in paths.iter().zip(outcomes) {
        if let Ok((print, _)) = &outcome
            && !is_listed(path, print)
        {
            plan.prints.push((path.clone(), *print));
        }
        match outcome {
            Ok((_, Outcome::Left)) => {}
            Ok((_, Outcome::Unchanged { listed, stamp })) => {
                plan.stamps.extend(stamp.map(|stamp| (path.clone(), stamp)));
                adopted += usize::from(!listed);
            }
            Ok((print, Outcome::Staged { temporary, warning })) => {
                plan.bytes += print.length;
                plan.staged.push((path.clone(), temporary));
                plan.warnings.extend(warning.map(|w| *w));
            }
            Err(Failure::Render(diagnostics)) => unrendered.push(diagnostics),
            Err(Failure::World(diagnostic)) => world.push(*diagnostic),
            Err(Failure::Stopped) => {}
        }
    }
    if !unrendered.is_empty() || !world.is_empty() {
        plan.scratch.undo();
        if unrendered.is_empty() {
            sort(&mut world);
            return Err(PublishError::World(world));
        }
        let mut diagnostics = unrendered.concat();
        sort(&mut diagnostics);
        return Err(PublishError::Render(diagnostics));
    }
    plan.warnings.extend(distrust(site, adopted));
    Ok(plan)
}

/// A file that the manifest lists and the output does not have, and what it may be.
type Gone<'a> = (&'a OutputPath, &'a [Print]);

/// Finds what the manifest lists besides the files of the output; both are sorted.
fn gone<'a>(site: &'a Site, all: &[&OutputPath]) -> Vec<Gone<'a>> {
    let mut all = all.iter().peekable();
    let mut is_gone = |path: &OutputPath| {
        while all.next_if(|own| **own < path).is_some() {}
        all.peek().is_none_or(|own| **own != path)
    };
    site.listed.iter().filter(|(path, _)| is_gone(path)).map(|(path, listed)| (path, listed.prints())).collect()
}

/// Tells whether nobody has touched a file since this process left it.
fn is_as_left(site: &Site, path: &OutputPath) -> bool {
    let stamp = site.left.as_ref().and_then(|left| left.stamp(path));
    stamp.is_some() && stamp_of(&site.folder.join(path.as_str())) == stamp
}

/// Finds the listed files that the output no longer has and that are still as they were written.
fn removals(site: &Site, gone: &[Gone<'_>], warnings: &mut Vec<Diagnostic>) -> BTreeSet<OutputPath> {
    let mut removals = BTreeSet::new();
    for &(path, prints) in gone {
        let target = site.folder.join(path.as_str());
        let Ok(meta) = target.symlink_metadata() else { continue };
        let ours = folder::reached_without_links(&site.folder, path)
            && meta.is_file()
            && prints.iter().any(|print| print.length == meta.len())
            && std::fs::read(&target).is_ok_and(|bytes| prints.contains(&Print::of(&bytes)));
        if ours {
            removals.insert(path.clone());
        } else {
            let message = format!("`{path}` is no longer part of the site, but was changed by hand and stays");
            let hint = "delete it yourself; the tool no longer counts it among its files";
            warnings.push(Diagnostic::warning(Code::ChangedByHand, site.place(path.as_str()), message).hint(hint));
        }
    }
    removals
}

/// Refuses paths that lead out of the folder, through a link, or through a file.
fn obstacles(site: &Site, paths: &[&OutputPath], removals: &BTreeSet<OutputPath>) -> Result<(), PublishError> {
    let mut found = Vec::new();
    for path in paths {
        if let Some(objection) = folder::objection(path) {
            let message = format!("the output path `{path}` {objection}");
            found.push(Diagnostic::error(Code::BadOutputPath, site.place(path.as_str()), message));
        }
    }
    for parent in folder::parents(paths.iter().copied()) {
        if paths.binary_search_by(|path| path.as_str().cmp(parent)).is_ok() {
            let message = format!("`{parent}` would be a file and a folder at once");
            found.push(Diagnostic::error(Code::BadOutputPath, site.place(parent), message));
        }
        match site.folder.join(parent).symlink_metadata() {
            Ok(meta) if meta.is_symlink() => {
                let message = format!("`{parent}` is a link, and pages in it would be written elsewhere");
                let hint = "remove the link, or choose another folder with `--out`";
                found.push(Diagnostic::error(Code::LinkInOutput, site.place(parent), message).hint(hint));
            }
            Ok(meta) if !meta.is_dir() && !removals.contains(parent) => found.push(foreign(site, parent)),
            _ => {}
        }
    }
    if found.is_empty() { Ok(()) } else { Err(PublishError::World(found)) }
}

/// Compares one file with the disk and writes it to a temporary file if it differs.
fn compare(
    site: &Site,
    path: &OutputPath,
    bytes: &[u8],
    removals: &BTreeSet<OutputPath>,
    scratch: &Scratch,
    index: usize,
) -> Result<Outcome, Box<Diagnostic>> {
    let target = site.folder.join(path.as_str());
    let cannot = |what: &str, e: &io::Error| Box::new(site.cannot_at(path.as_str(), what, e));
    let mut warning = None;
    match target.symlink_metadata() {
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
        Err(e) => return Err(cannot("look up the file", &e)),
        Ok(meta) if meta.is_file() => {
            let stamp = Some(Stamp::from(&meta));
            let before = std::fs::read(&target).map_err(|e| cannot("read the file", &e))?;
            let listed = site.listed.get(path);
            if before == bytes {
                return Ok(Outcome::Unchanged { listed: listed.is_some(), stamp });
            }
            let Some(prints) = listed.map(|listed| listed.prints()) else {
                return Err(Box::new(foreign(site, path.as_str())));
            };
            if !prints.contains(&Print::of(&before)) {
                let message = format!("`{path}` was changed by hand and is overwritten");
                let hint = "edit the source or a template instead; pages are written anew by every build";
                let place = site.place(path.as_str());
                warning = Some(Box::new(Diagnostic::warning(Code::ChangedByHand, place, message).hint(hint)));
            }
        }
        Ok(meta) if meta.is_dir() && empties(site, path, removals) => {}
        Ok(_) => return Err(Box::new(foreign(site, path.as_str()))),
    }
    let temporary = scratch.path().map_err(|e| cannot("make a temporary folder", &e))?.join(index.to_string());
    std::fs::write(&temporary, bytes).map_err(|e| cannot("write a temporary file", &e))?;
    Ok(Outcome::Staged { temporary, warning })
}

/// Tells whether a folder holds nothing but files that are to be removed.
fn empties(site: &Site, path: &OutputPath, removals: &BTreeSet<OutputPath>) -> bool {
    walkdir::WalkDir::new(site.folder.join(path.as_str())).into_iter().all(|entry| {
        entry.is_ok_and(|entry| {
            let inside = entry.path().strip_prefix(&site.folder).ok().and_then(|p| p.to_str());
            entry.file_type().is_dir() || inside.is_some_and(|p| removals.contains(p.replace('\\', "/").as_str()))
        })
    })
}

fn foreign(site: &Site, path: &str) -> Diagnostic {
    let message = format!("`{path}` stands where the site needs its place, and the tool did not write it");
    let hint = "move it away, or choose another folder with `--out`";
    Diagnostic::error(Code::ForeignFile, site.place(path), message).hint(hint)
}

/// Says what a manifest that cannot be relied on means.
fn distrust(site: &Site, adopted: usize) -> Option<Diagnostic> {
    let (code, message) = match &site.distrust {
        Some(Distrust::Damaged(reason)) => (Code::DamagedManifest, format!("the manifest is damaged: {reason}")),
        Some(Distrust::Missing) if adopted > 0 => {
            (Code::MissingManifest, format!("there is no manifest, but {adopted} of the site's files are here already"))
        }
        _ => return None,
    };
    let hint = "look for pages that are no longer part of the site: this build removed none";
    Some(Diagnostic::warning(code, site.place(MANIFEST), message).hint(hint))
}
