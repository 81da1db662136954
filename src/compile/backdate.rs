//! Keeps the old value of every page that has not changed.
//!
//! Pages are assembled anew by each compile, which is cheap; comparing them is done once, here, so that
//! whatever comes later (publishing, the preview) sees by a pointer that a page is the same.
//!
//! **Invariant:** the output that comes out equals the one that went in.

use super::{File, Output};
use crate::map::{DiffItem, OrdMap};
use crate::path::OutputPath;

/// The output of the last compile.
#[derive(Debug)]
pub(super) struct Kept {
    keep: bool,
    files: OrdMap<OutputPath, File>,
    changed: usize,
}

impl Kept {
    pub(super) fn new(keep: bool) -> Self {
        Self { keep, files: OrdMap::new(), changed: 0 }
    }

    /// Returns how many files are remembered.
    pub(super) fn entries(&self) -> usize {
        self.files.len()
    }

    /// Returns how many files were new or changed in the last compile.
    pub(super) fn changed(&self) -> usize {
        self.changed
    }

    /// Replaces each file that equals the one of the last compile by that.
    pub(super) fn backdate(&mut self, output: Output) -> Output {
        if !self.keep {
            return output;
        }
        let mut files = self.files.clone();
        self.changed = 0;
        for item in self.files.diff(&output.files) {
            match item {
                DiffItem::Add(path, file) | DiffItem::Update { new: (path, file), .. } => {
                    files.insert(path.clone(), file.clone());
                    self.changed += 1;
                }
                DiffItem::Remove(path, _) => drop(files.remove(path)),
            }
        }
        self.files = files.clone();
        Output { files }
    }
}
