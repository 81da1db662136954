//! Which files of an output are looked at when it is published.

use std::collections::BTreeSet;

use super::look::Touched;
use crate::memo::map::{DiffItem, OrdMap};
use crate::output::File;
use crate::path::OutputPath;

/// Which files of the output are looked at.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    /// How many files the output has.
    pub total: usize,
    /// Those that may not be on disk as they should be, sorted.
    pub suspects: Vec<&'a OutputPath>,
    /// All of them, sorted; `None` where the folder has the same files and the same folders as last time.
    pub all: Option<Vec<&'a OutputPath>>,
}

impl<'a> Scope<'a> {
    /// Looks at all of the sorted files.
    pub fn all(paths: Vec<&'a OutputPath>) -> Self {
        Self { total: paths.len(), suspects: paths.clone(), all: Some(paths) }
    }

    /// Looks at what an output has otherwise than the one before, and at what was touched.
    pub fn differing(before: &OrdMap<OutputPath, File>, new: &'a OrdMap<OutputPath, File>, touched: &Touched) -> Self {
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
