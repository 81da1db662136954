//! Keeps the old value of every page that has not changed.
//!
//! Pages are assembled anew by each compile, which is cheap; comparing them is done once, here, so that
//! whatever comes later (publishing, the preview) sees by a pointer that a page is the same.
//!
//! **Invariant:** the output that comes out equals the one that went in.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{File, Output};
use crate::path::OutputPath;

/// The output of the last compile.
#[derive(Debug)]
pub(super) struct Kept {
    keep: bool,
    files: Arc<BTreeMap<OutputPath, File>>,
    changed: usize,
}

impl Kept {
    pub(super) fn new(keep: bool) -> Self {
        Self { keep, files: Arc::default(), changed: 0 }
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
    pub(super) fn backdate(&mut self, mut output: Output) -> Output {
        if !self.keep {
            return output;
        }
        let before = &self.files;
        let same: Vec<bool> = Arc::make_mut(&mut output.files)
            .par_iter_mut()
            .map(|(path, file)| match before.get(path) {
                Some(old) if old == file => {
                    *file = old.clone();
                    true
                }
                _ => false,
            })
            .collect();
        self.changed = same.into_iter().filter(|same| !same).count();
        let old = std::mem::replace(&mut self.files, Arc::clone(&output.files));
        // Nobody has to wait for a whole site to be given back.
        rayon::spawn(move || drop(old));
        output
    }
}
