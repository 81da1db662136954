//! Finds the files of a dossier, and says what about a name or a link forbids reading one.
//!
//! The names in a folder are remembered: as long as a folder's times and inode are those of the last walk, and it had
//! then been left alone for a while, it holds what it held. Whatever lies in a folder is looked at each time all the
//! same. Nothing is remembered where a link is met, since what it leads to may be changed elsewhere, and where
//! somebody else's file system keeps the times of its folders.
//!
//! **Invariant:** what is remembered changes nothing but how long a walk takes.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::found::{Branch, Branches, Found, Kind};
use super::memory::Memory;
use super::stamp::Stamp;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::SourcePath;

/// What is read of a dossier; what is in the folders there is a branch each.
const TOPS: [&str; 4] = ["dossier.toml", "content", "templates", "themes"];

/// Lists what is to be read, and what is wrong with the rest; says also what may be remembered of it.
///
/// `root` and `out` are canonical.
pub(super) fn walk(root: &Path, out: Option<&Path>, memory: &Memory) -> (Vec<Arc<Branch>>, Branches) {
    if memory.keeps()
        && let Some(branches) = branches(root, out, memory)
    {
        let trusted = branches.iter().filter(|(_, branch)| branch.is_settled(root, memory));
        let trusted = trusted.map(|(at, branch)| (at.clone(), Arc::clone(branch))).collect();
        return (branches.into_values().collect(), trusted);
    }
    let whole = tops(root).filter_map(|top| branch(root, out, &top, usize::MAX, true));
    (whole.map(Arc::new).collect(), Branches::new())
}

fn tops(root: &Path) -> impl Iterator<Item = PathBuf> {
    TOPS.iter().map(|top| root.join(top)).filter(|top| top.symlink_metadata().is_ok())
}

/// Walks a dossier without links branch by branch, those that are remembered by looking at their folders only.
fn branches(root: &Path, out: Option<&Path>, memory: &Memory) -> Option<Branches> {
    let walk = |at: PathBuf, depth: usize| {
        let known = memory.branch(&at).filter(|known| known.is_as_it_was());
        let branch = known.map_or_else(|| branch(root, out, &at, depth, false).map(Arc::new), Some)?;
        Some((at, branch))
    };
    let mut all = tops(root).map(|top| walk(top, 1)).collect::<Option<Branches>>()?;
    let below: Vec<PathBuf> = all.values().flat_map(|top| top.below.iter().cloned()).collect();
    all.par_extend(below.into_par_iter().map(|at| walk(at, usize::MAX)).collect::<Option<Vec<_>>>()?);
    Some(all)
}

/// Walks a folder and so many below it; `None` is that something may be a link, and none are to be followed.
fn branch(root: &Path, out: Option<&Path>, top: &Path, depth: usize, links: bool) -> Option<Branch> {
    let (mut branch, mut refused, linked) = (Branch::default(), Vec::new(), Cell::new(false));
    let walker = WalkDir::new(top).follow_links(true).max_depth(depth).into_iter().filter_entry(|entry| {
        if is_skipped(entry) {
            return false;
        }
        linked.set(linked.get() || entry.path_is_symlink());
        (links || !linked.get()) && admit(root, out, entry).map_err(|problem| refused.push(*problem)).is_ok()
    });
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_dir() && entry.depth() == depth => branch.below.push(entry.into_path()),
            Ok(entry) if entry.file_type().is_dir() => {
                let stamp = Stamp::of(entry.path());
                branch.folders.push((entry.into_path(), stamp));
            }
            Ok(entry) => {
                let path = name(root, entry.path());
                match kind(&path) {
                    Ok(Some(kind)) => branch.files.push(Found { path, at: entry.into_path(), kind }),
                    Ok(None) => {}
                    Err(problem) => branch.problems.push(*problem),
                }
            }
            Err(e) if links => branch.problems.extend(fault(root, top, &e)),
            Err(_) => return None,
        }
    }
    branch.problems.append(&mut refused);
    (links || !linked.get()).then_some(branch)
}

impl Branch {
    /// Whether its folders hold what they held.
    fn is_as_it_was(&self) -> bool {
        self.folders.par_iter().with_min_len(64).all(|(at, stamp)| stamp.is_some() && Stamp::of(at) == *stamp)
    }

    /// Whether its folders will show a change by their times.
    fn is_settled(&self, root: &Path, memory: &Memory) -> bool {
        // What is no folder is not known by the times of one.
        let home = Stamp::of(root).filter(|_| !self.folders.is_empty() && keeps_times(root));
        home.is_some_and(|home| {
            let settled = |stamp: Stamp| memory.trusts(stamp) && stamp.device() == home.device();
            self.folders.iter().all(|(_, stamp)| stamp.is_some_and(settled))
        })
    }
}

/// Whether the file system of a folder is known to keep its times: those of networks and in user space may not.
#[cfg(target_os = "linux")]
fn keeps_times(at: &Path) -> bool {
    // ext2 to ext4, Btrfs, XFS, F2FS, tmpfs, as in `linux/magic.h`; ZFS.
    const KNOWN: [u64; 6] = [0xEF53, 0x9123_683E, 0x5846_5342, 0xF2F5_2010, 0x0102_1994, 0x2FC1_2FC1];
    rustix::fs::statfs(at).is_ok_and(|system| u64::try_from(system.f_type).is_ok_and(|kind| KNOWN.contains(&kind)))
}

#[cfg(not(target_os = "linux"))]
fn keeps_times(_: &Path) -> bool {
    false
}

/// Tells whether a file is hidden or left behind by an editor.
fn is_skipped(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    name.starts_with(b".")
        || name.ends_with(b"~")
        || name.ends_with(b".swp")
        || (name.starts_with(b"#") && name.ends_with(b"#"))
}

/// Refuses names that cannot be written down, links that lead out, and what is not a file.
fn admit(root: &Path, out: Option<&Path>, entry: &DirEntry) -> Result<(), Box<Diagnostic>> {
    let sound = entry.file_name().to_str().is_some_and(|n| !n.contains(|c: char| c == '\\' || c.is_control()));
    let plain = entry.file_type().is_dir() || entry.file_type().is_file();
    if sound && plain && !entry.path_is_symlink() {
        return Ok(());
    }
    let path = name(root, entry.path());
    let place = Location::file(&path);
    if !sound {
        let message = format!("the file name `{path}` is not UTF-8, or has a control character or a backslash in it");
        return Err(Box::new(Diagnostic::error(Code::BadFileName, place, message).hint("rename the file")));
    }
    if entry.path_is_symlink() {
        // A link that leads nowhere is an error of the walk itself; here it could only have been cut just now.
        let real = entry.path().canonicalize().unwrap_or_default();
        let hint = "copy the file into the dossier, or remove the link";
        if !real.starts_with(root) {
            let message = format!("`{path}` is a link that leads out of the dossier, and is not read");
            return Err(Box::new(Diagnostic::error(Code::LinkOutOfRoot, place, message).hint(hint)));
        }
        if real.strip_prefix(root).is_ok_and(|p| p.iter().any(|part| part.as_encoded_bytes().starts_with(b"."))) {
            let message = format!("`{path}` is a link to something hidden, and is not read");
            return Err(Box::new(Diagnostic::error(Code::LinkToHidden, place, message).hint(hint)));
        }
        if out.is_some_and(|out| real.starts_with(out)) {
            let message = format!("`{path}` is a link into the output folder, and is not read");
            return Err(Box::new(Diagnostic::error(Code::LinkIntoOutput, place, message).hint(hint)));
        }
    }
    if !plain {
        let message = format!("`{path}` is neither a file nor a folder, and is not read");
        return Err(Box::new(Diagnostic::warning(Code::NotAFile, place, message).hint("move it out of the dossier")));
    }
    Ok(())
}

/// Tells as what a file is to be read; `None` is not at all.
fn kind(path: &SourcePath) -> Result<Option<Kind>, Box<Diagnostic>> {
    let mut parts = path.as_str().splitn(4, '/');
    let (top, second, third) = (parts.next(), parts.next(), parts.next());
    let extension = path.file_name().rsplit_once('.').map_or("", |(_, extension)| extension);
    Ok(match (top, second, third) {
        (Some("dossier.toml"), None, _) | (Some("templates"), Some(_), _) => Some(Kind::Text),
        (Some("content"), Some(_), _) if extension == "md" => Some(Kind::Text),
        (Some("content"), Some(_), _) if is_like_markdown(extension) => {
            let message = format!("`{path}` is not read: the name of a content file ends in `.md`");
            let problem = Diagnostic::warning(Code::UnknownExtension, Location::file(path), message);
            return Err(Box::new(problem.hint("rename it so that it ends in `.md`")));
        }
        (Some("content"), Some(_), _) => Some(Kind::Blob),
        (Some("themes"), Some(_), Some("theme.toml" | "templates" | "i18n")) => Some(Kind::Text),
        (Some("themes"), Some(_), Some("static")) => Some(Kind::Blob),
        _ => None,
    })
}

fn is_like_markdown(extension: &str) -> bool {
    ["md", "markdown", "mdown", "mkd", "mdx"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Names a file relative to the root, with `/`.
fn name(root: &Path, at: &Path) -> SourcePath {
    let plain = || at.to_str()?.strip_prefix(root.to_str()?)?.strip_prefix('/');
    if let Some(inside) = plain().filter(|_| std::path::MAIN_SEPARATOR == '/') {
        return SourcePath::new(inside);
    }
    let inside = at.strip_prefix(root).unwrap_or(at);
    if let Some(inside) = inside.to_str().filter(|_| std::path::MAIN_SEPARATOR == '/') {
        return SourcePath::new(inside);
    }
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    SourcePath::new(parts.join("/"))
}

/// Says what the walk stumbled over.
fn fault(root: &Path, top: &Path, error: &walkdir::Error) -> Option<Diagnostic> {
    let at = error.path().unwrap_or(top);
    if at.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b".")) {
        return None; // Editors leave links that lead nowhere (`.#a.md`).
    }
    let path = name(root, at);
    let place = Location::file(&path);
    let problem = match error.io_error() {
        None => Diagnostic::error(Code::LinkLoop, place, format!("`{path}` is a link to a folder that it lies in")),
        Some(_) if at.is_symlink() => {
            Diagnostic::error(Code::BrokenLink, place, format!("`{path}` is a link that leads nowhere"))
                .hint("put back the file that it led to, or remove the link")
        }
        Some(e) => {
            return Some(Diagnostic::error(Code::UnreadableFile, place, format!("`{path}` cannot be read: {e}")));
        }
    };
    Some(if problem.hint.is_some() { problem } else { problem.hint("remove the link") })
}
