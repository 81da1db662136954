//! What the last publishing rendered and wrote, so that the next one does only what differs.
//!
//! A page whose model is the same as last time has the bytes of last time, and is not rendered again. A
//! file on disk whose length, times and inode are those it had after it was last compared is not read
//! again, and neither is what the output has as it had it then. A one-shot build passes a memory that keeps nothing: then
//! every file is rendered and compared.
//!
//! **Invariant:** what is published does not depend on what is remembered.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

use super::folder::MANIFEST;
use super::ledger::Ledger;
use super::look::{Left, Look, Touched, look, stamp_of};
use super::manifest::{Files, Listed, Print};
use crate::diagnostic::Diagnostic;
use crate::memo::map::OrdMap;
use crate::output::{File, Output};
use crate::path::OutputPath;

/// What became of rendering a file.
type Rendered = Result<Print, Vec<Diagnostic>>;

/// What the last publishing rendered and wrote; the caller owns it.
#[derive(Debug, Default)]
pub struct Memory {
    keep: bool,
    rendered: FxHashMap<OutputPath, (File, Rendered)>,
    /// Those of them that could not be rendered.
    failed: BTreeSet<OutputPath>,
    pub(super) disk: Option<Disk>,
    looking: Option<Look>,
    renders: usize,
}

/// The output folder as it was left.
#[derive(Debug)]
pub(super) struct Disk {
    pub left: Arc<Left>,
    /// What the manifest lists.
    pub listed: Files,
    /// The manifest as a file.
    pub manifest: Ledger<OutputPath, Listed>,
    /// The output that was written.
    pub output: OrdMap<OutputPath, File>,
}

/// The bytes of a file with their print.
#[derive(Debug)]
pub(super) struct Made {
    pub bytes: Vec<u8>,
    pub print: Print,
}

/// Renders the files of one output, and notes what came of it.
pub(super) struct Renderer<'a> {
    memory: &'a Memory,
    output: &'a Output,
    fresh: Mutex<Vec<(OutputPath, Rendered)>>,
    renders: AtomicUsize,
}

impl Memory {
    /// Makes a memory that keeps what it is told.
    pub fn keeping() -> Self {
        Self { keep: true, ..Self::default() }
    }

    /// Returns the files of the last output that could not be rendered, sorted.
    pub fn failed(&self) -> impl Iterator<Item = &OutputPath> {
        self.failed.iter()
    }

    /// Returns how many files are remembered: as they were rendered, and as they were left on disk.
    pub fn entries(&self) -> usize {
        self.rendered.len() + self.disk.as_ref().map_or(0, |disk| disk.left.files.len())
    }

    /// Returns how many files the last run rendered.
    pub fn renders(&self) -> usize {
        self.renders
    }

    /// Begins to look whether the files of the last output are still as they were left: the next publishing will ask.
    pub fn look(&mut self) {
        self.looking = self.disk.as_ref().map(|disk| Look::begin(&disk.left));
    }

    /// Takes what was left in a folder out of memory with what was touched since, if its manifest is still the one on
    /// disk.
    pub(super) fn left(&mut self, folder: &Path) -> Option<(Disk, Touched)> {
        let (disk, looking) = (self.disk.take()?, self.looking.take());
        let manifest = disk.manifest.stamp();
        if disk.left.folder != folder || manifest.is_none() || stamp_of(&folder.join(MANIFEST)) != manifest {
            return None;
        }
        let looking = looking.filter(|looking| looking.is_of(&disk.left));
        let touched = looking.map_or_else(|| look(&disk.left), Look::finish);
        Some((disk, touched))
    }

    pub(super) fn keeps(&self) -> bool {
        self.keep
    }

    /// Replaces what is remembered by what was rendered of an output.
    pub(super) fn remember(&mut self, output: &Output, fresh: Vec<(OutputPath, Rendered)>, renders: usize) {
        self.renders = renders;
        if !self.keep {
            return;
        }
        for (path, rendered) in fresh {
            match rendered {
                Ok(_) => self.failed.remove(&path),
                Err(_) => self.failed.insert(path.clone()),
            };
            let file = output.files[&path].clone();
            self.rendered.insert(path, (file, rendered));
        }
        // All of the output is there.
        if self.rendered.len() > output.files.len() {
            self.rendered.retain(|path, _| output.files.contains_key(path));
            self.failed.retain(|path| output.files.contains_key(path));
        }
    }
}

impl<'a> Renderer<'a> {
    pub fn new(output: &'a Output, memory: &'a Memory) -> Self {
        Self { memory, output, fresh: Mutex::default(), renders: AtomicUsize::new(0) }
    }

    /// Returns the print that a file will have, without rendering it, or why it cannot be rendered.
    pub fn known(&self, path: &OutputPath) -> Option<&'a Rendered> {
        let (old, rendered) = self.memory.rendered.get(path)?;
        (self.output.files.get(path) == Some(old)).then_some(rendered)
    }

    /// Renders a file.
    pub fn render(&self, path: &OutputPath) -> Result<Made, Vec<Diagnostic>> {
        let file = &self.output.files[path];
        if let Some(Err(diagnostics)) = self.known(path) {
            return Err(diagnostics.clone());
        }
        self.renders.fetch_add(1, Ordering::Relaxed);
        let made = file.render().map(Made::from);
        if self.memory.keep {
            let rendered = made.as_ref().map(|made| made.print).map_err(Clone::clone);
            let mut fresh = self.fresh.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            fresh.push((path.clone(), rendered));
        }
        made
    }

    /// Returns what was rendered, and how many files that were.
    pub fn finish(self) -> (Vec<(OutputPath, Rendered)>, usize) {
        (self.fresh.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner), self.renders.into_inner())
    }
}

impl From<Vec<u8>> for Made {
    fn from(bytes: Vec<u8>) -> Self {
        Self { print: Print::of(&bytes), bytes }
    }
}
