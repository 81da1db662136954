//! The output folder with what is known of it before anything is written.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::announce;
use super::folder::{self, MANIFEST};
use super::ledger::Ledger;
use super::look::{Left, Touched, stamp_of};
use super::manifest::{self, Files, Listed, Manifest};
use super::memory::{Disk, Memory};
use super::published::PublishError;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::memo::map::OrdMap;
use crate::output::File;
use crate::path::{OutputPath, SourcePath};

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

/// The output folder with what is known of it.
pub(super) struct Site {
    /// Every link resolved.
    pub folder: PathBuf,
    /// How it is called in messages.
    shown: String,
    /// The files that its manifest lists.
    pub listed: Files,
    /// The manifest as a file.
    pub manifest: Ledger<OutputPath, Listed>,
    /// Why the manifest lists nothing.
    pub distrust: Option<Distrust>,
    /// How this process left the folder.
    pub left: Option<Arc<Left>>,
    /// Whether the next publishing is to know how this one left it.
    pub keeps: bool,
}

/// Why a manifest lists nothing.
pub(super) enum Distrust {
    /// There is none.
    Missing,
    /// It is damaged, for this reason.
    Damaged(String),
}

/// The output that was last written to a folder, and what was touched there since.
pub(super) type Before = (OrdMap<OutputPath, File>, Touched);

impl Site {
    pub fn open(
        folder: &Path,
        options: Options<'_>,
        memory: &mut Memory,
    ) -> Result<(Self, Option<Before>), PublishError> {
        let real = folder::check(folder, options.root, options.homes, options.private).map_err(|reason| {
            let place = Location::file(&SourcePath::new(folder.display().to_string()));
            let message = format!("the output folder `{}` {reason}", folder.display());
            let hint = "name a folder that holds nothing but the site, such as `--out public`";
            PublishError::Refused(Box::new(Diagnostic::error(Code::DangerousOutput, place, message).hint(hint)))
        })?;
        let root = options.root.canonicalize().unwrap_or_else(|_| options.root.to_path_buf());
        let shown = real.strip_prefix(root).unwrap_or(&real).display().to_string().replace('\\', "/");
        let mut site = Self {
            folder: real,
            shown,
            listed: Files::new(),
            manifest: Ledger::new(&manifest::LINES),
            distrust: None,
            left: None,
            keeps: memory.keeps(),
        };
        announce::recover(&site.folder).map_err(|e| site.cannot("clean up after an earlier build", &e))?;
        if let Some((Disk { listed, manifest, left, output }, touched)) = memory.left(&site.folder) {
            (site.listed, site.manifest, site.left) = (listed, manifest, Some(left));
            return Ok((site, Some((output, touched))));
        }
        let stamp = stamp_of(&site.folder.join(MANIFEST));
        match manifest::read(&site.folder).map_err(|e| site.cannot("read the manifest", &e))? {
            Manifest::Missing => site.distrust = Some(Distrust::Missing),
            Manifest::Damaged(reason) => site.distrust = Some(Distrust::Damaged(reason)),
            Manifest::Good(files, bytes) => {
                site.manifest.found(&files, &bytes, stamp);
                site.listed = files;
            }
        }
        Ok((site, None))
    }

    /// Returns what is to be remembered of a folder that was not written to.
    pub fn into_disk(self, output: OrdMap<OutputPath, File>) -> Option<Disk> {
        Some(Disk { left: self.left?, listed: self.listed, manifest: self.manifest, output })
    }

    pub fn place(&self, path: &str) -> Location {
        Location::file(&SourcePath::new(format!("{}/{path}", self.shown)))
    }

    pub fn cannot(&self, what: &str, error: &std::io::Error) -> PublishError {
        PublishError::World(vec![self.cannot_at(MANIFEST, what, error)])
    }

    pub fn cannot_at(&self, path: &str, what: &str, error: &std::io::Error) -> Diagnostic {
        Diagnostic::error(Code::CannotWrite, self.place(path), format!("could not {what}: {error}"))
    }
}
