//! Writes an [`Output`] to a folder by difference, in two phases.
//!
//! 1. Every file is rendered and compared with the one on disk; what differs goes to a temporary
//!    file beside the output. If anything fails here, the temporary files go and nothing has changed.
//! 2. The changed files are renamed into place, then what the old manifest lists and the output no
//!    longer has is removed, then the new manifest is written.
//!
//! No more than one file a thread lies in memory. It deliberately does not read the clock, does not
//! `fsync` (a kill is survived; after a power cut the next build repairs by comparing bytes), and
//! never trusts times or lengths: files are compared byte by byte.
//!
//! A process that publishes again and again looks only at what may differ: what the output has otherwise than last
//! time, and what somebody touched since. The latter is looked up while the output is compiled ([`Memory::look`]), so
//! that what is touched in the last moments before publishing is put right by the next round.
//!
//! **Invariant:** a file that the tool did not write is neither changed nor removed.
//! **Invariant:** a file whose bytes stay the same is not touched.
//! **Invariant:** publishing over an old output gives what publishing into an empty folder gives.
//! **Invariant:** at every moment each file of ours in the folder is listed in the manifest with its digest.

pub mod folder;
pub mod last;
pub mod manifest;
pub mod remember;

mod commit;
mod look;
mod memory;
mod scratch;
mod stage;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Location, sort};
use crate::memo::map::{DiffItem, OrdMap};
use crate::output::{File, Output};
use crate::path::{OutputPath, SourcePath};
use look::{Left, Touched};
use manifest::{Manifest, Print};
pub use memory::Memory;
use memory::{Disk, Made, Renderer};

/// The name of the manifest in an output folder.
pub const MANIFEST: &str = ".dossier-manifest.json";

/// How the names of temporary folders in an output folder begin.
pub const TEMPORARY: &str = ".dossier-tmp-";

/// What `publish` has to know besides the output.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The root of the dossier, which the output must not touch.
    pub root: &'a Path,
    /// Home folders, which the output must not be or hold.
    pub homes: &'a [PathBuf],
    /// Further folders that the output must not touch (the private originals).
    pub private: &'a [PathBuf],
    /// Is told how many files of how many are rendered, from any thread.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

/// What was done to the output folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The files that are new or changed, sorted.
    pub written: Vec<OutputPath>,
    /// How many files are as they were.
    pub unchanged: usize,
    /// The files that were removed, sorted.
    pub removed: Vec<OutputPath>,
    /// What the author should know, sorted.
    pub warnings: Vec<Diagnostic>,
    /// How many bytes the written files have.
    pub bytes: u64,
}

/// Why nothing was published.
#[derive(Debug, PartialEq, Eq)]
pub enum PublishError {
    /// The folder must not be written to.
    Refused(Box<Diagnostic>),
    /// Files that could not be rendered. The folder is as it was.
    Render(Vec<Diagnostic>),
    /// The disk, or files of somebody else's. The folder is as it was, or each file of it is either
    /// the old or the new.
    World(Vec<Diagnostic>),
}

impl PublishError {
    /// Returns what is to be shown.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Self::Refused(diagnostic) => std::slice::from_ref(diagnostic),
            Self::Render(diagnostics) | Self::World(diagnostics) => diagnostics,
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> =
            self.diagnostics().iter().map(|d| format!("{}: {}", d.primary.path, d.message)).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for PublishError {}

/// Brings a folder to hold the output, and tells what was done.
///
/// # Errors
/// Where the folder is refused, a file does not render, or the disk objects; see [`PublishError`].
pub fn publish(output: &Output, folder: &Path, options: Options<'_>) -> Result<Published, PublishError> {
    publish_again(output, folder, options, &mut Memory::default())
}

/// Publishes as [`publish`] does, but renders, reads and compares only what may differ from what is remembered.
///
/// Trusted is what this process wrote, as long as length, times and inode of the file have not changed.
///
/// # Errors
/// As [`publish`].
pub fn publish_again(
    output: &Output,
    folder: &Path,
    options: Options<'_>,
    memory: &mut Memory,
) -> Result<Published, PublishError> {
    let (mut site, last) = Site::open(folder, options, memory)?;
    scratch::clean(&site.folder).map_err(|e| site.cannot("clean up after an earlier build", &e))?;
    let scope = match &last {
        Some((before, touched)) => Scope::differing(before, &output.files, touched),
        None => Scope::all(output.files.keys().collect()),
    };
    let renderer = Renderer::new(output, memory);
    let known = |path: &OutputPath| renderer.known(path).and_then(|rendered| rendered.as_ref().ok().copied());
    let done = write(&mut site, &scope, &|path| renderer.render(path), &known, options.progress);
    let (fresh, renders) = renderer.finish();
    memory.remember(output, fresh, renders);
    let (done, disk) = match done {
        Ok((published, disk)) => (Ok(published), disk.map(|disk| Disk { output: output.files.clone(), ..disk })),
        // Nothing was written, so that the folder is as it was left.
        Err(error @ PublishError::Render(_)) => (Err(error), last.and_then(|(before, _)| site.into_disk(before))),
        Err(error) => (Err(error), None),
    };
    if memory.keeps() {
        memory.disk = disk;
    }
    done
}

/// Renders everything to nowhere, and returns what went wrong.
pub fn dry_run(output: &Output, progress: &(dyn Fn(usize, usize) + Sync)) -> Vec<Diagnostic> {
    dry_run_again(output, progress, &mut Memory::default())
}

/// Renders to nowhere what differs from what is remembered, and returns what is wrong with any file.
pub fn dry_run_again(
    output: &Output,
    progress: &(dyn Fn(usize, usize) + Sync),
    memory: &mut Memory,
) -> Vec<Diagnostic> {
    let done = AtomicUsize::new(0);
    let renderer = Renderer::new(output, memory);
    let mut diagnostics: Vec<Diagnostic> = output
        .files
        .keys()
        .par_bridge()
        .flat_map_iter(|path| {
            let diagnostics = match renderer.known(path) {
                Some(Ok(_)) => Vec::new(),
                _ => renderer.render(path).err().unwrap_or_default(),
            };
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, output.files.len());
            diagnostics
        })
        .collect();
    let (fresh, renders) = renderer.finish();
    memory.remember(output, fresh, renders);
    sort(&mut diagnostics);
    diagnostics
}

/// Renders one file.
type Render<'a> = dyn Fn(&OutputPath) -> Result<Made, Vec<Diagnostic>> + Sync + 'a;

/// Tells the print that a file will have, if that is known without rendering it.
type Known<'a> = dyn Fn(&OutputPath) -> Option<Print> + Sync + 'a;

/// Which files of the output are looked at.
#[derive(Debug)]
struct Scope<'a> {
    /// How many files the output has.
    total: usize,
    /// Those that may not be on disk as they should be, sorted.
    suspects: Vec<&'a OutputPath>,
    /// All of them, sorted; `None` where the folder has the same files and the same folders as last time.
    all: Option<Vec<&'a OutputPath>>,
}

/// The output folder with what is known of it.
struct Site {
    /// Every link resolved.
    folder: PathBuf,
    /// How it is called in messages.
    shown: String,
    /// The files that its manifest lists.
    listed: manifest::Files,
    /// The text of a manifest, to be patched.
    text: manifest::Text,
    /// What stands in the manifest on disk.
    on_disk: OnDisk,
    /// What is wrong with that manifest.
    damage: Option<String>,
    /// How this process left the folder.
    left: Option<Arc<Left>>,
    /// Whether the next publishing is to know how this one left it.
    keeps: bool,
}

/// What stands in the manifest on disk.
#[derive(Debug, PartialEq, Eq)]
enum OnDisk {
    /// Nothing, or nothing good.
    Nothing,
    /// These bytes.
    Bytes(Vec<u8>),
    /// The text that the site has of it.
    Text,
}

/// The output that was last written to a folder, and what was touched there since.
type Before = (OrdMap<OutputPath, File>, Touched);

/// Publishes what is in the scope, each file with the bytes that `render` makes.
fn write(
    site: &mut Site,
    scope: &Scope<'_>,
    render: &Render<'_>,
    known: &Known<'_>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<(Published, Option<Disk>), PublishError> {
    let plan = stage::stage(site, scope, render, known, progress)?;
    commit::commit(site, plan)
}

impl<'a> Scope<'a> {
    /// Looks at all of the sorted files.
    fn all(paths: Vec<&'a OutputPath>) -> Self {
        Self { total: paths.len(), suspects: paths.clone(), all: Some(paths) }
    }

    /// Looks at what an output has otherwise than the one before, and at what was touched.
    fn differing(before: &OrdMap<OutputPath, File>, new: &'a OrdMap<OutputPath, File>, touched: &Touched) -> Self {
        let mut suspects = BTreeSet::new();
        let mut same = !touched.folders;
        for item in before.diff(new) {
            same &= matches!(item, DiffItem::Update { .. });
            if let DiffItem::Add(path, _) | DiffItem::Update { new: (path, _), .. } = item {
                suspects.insert(path);
            }
        }
        suspects.extend(touched.files.iter().filter_map(|path| new.get_key_value(path)).map(|(path, _)| path));
        let all = (!same).then(|| new.keys().collect());
        Self { total: new.len(), suspects: suspects.into_iter().collect(), all }
    }
}

impl Site {
    fn open(folder: &Path, options: Options<'_>, memory: &mut Memory) -> Result<(Self, Option<Before>), PublishError> {
        let real = folder::check(folder, options.root, options.homes, options.private).map_err(|reason| {
            let place = Location::file(&SourcePath::new(folder.display().to_string()));
            let message = format!("the output folder `{}` {reason}", folder.display());
            let hint = "name a folder that holds nothing but the site, such as `--out public`";
            PublishError::Refused(Box::new(Diagnostic::error("dangerous-output", place, message).hint(hint)))
        })?;
        let root = options.root.canonicalize().unwrap_or_else(|_| options.root.to_path_buf());
        let shown = real.strip_prefix(root).unwrap_or(&real).display().to_string().replace('\\', "/");
        let left = memory.left(&real);
        let mut site = Self {
            folder: real,
            shown,
            listed: manifest::Files::new(),
            text: manifest::Text::default(),
            on_disk: OnDisk::Nothing,
            damage: None,
            left: None,
            keeps: memory.keeps(),
        };
        if let Some((Disk { manifest: (_, listed, text), left, output }, touched)) = left {
            (site.listed, site.text, site.on_disk, site.left) = (listed, text, OnDisk::Text, Some(left));
            return Ok((site, Some((output, touched))));
        }
        match manifest::read(&site.folder).map_err(|e| site.cannot("read the manifest", &e))? {
            Manifest::Missing => {}
            Manifest::Damaged(reason) => site.damage = Some(reason),
            Manifest::Good(files, bytes) => (site.listed, site.on_disk) = (files, OnDisk::Bytes(bytes)),
        }
        Ok((site, None))
    }

    /// Returns what is to be remembered of a folder that was not written to.
    fn into_disk(self, output: OrdMap<OutputPath, File>) -> Option<Disk> {
        let stamp = memory::stamp_of(&self.folder.join(MANIFEST))?;
        Some(Disk { left: self.left?, manifest: (stamp, self.listed, self.text), output })
    }

    fn place(&self, path: &str) -> Location {
        Location::file(&SourcePath::new(format!("{}/{path}", self.shown)))
    }

    fn cannot(&self, what: &str, error: &std::io::Error) -> PublishError {
        PublishError::World(vec![self.cannot_at(MANIFEST, what, error)])
    }

    fn cannot_at(&self, path: &str, what: &str, error: &std::io::Error) -> Diagnostic {
        Diagnostic::error("cannot-write", self.place(path), format!("could not {what}: {error}"))
    }
}
