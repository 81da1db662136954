//! What a theme is made of.
//!
//! It deliberately finds no theme and reads no template: it only picks what may belong to one.

use std::ops::Bound;
use std::sync::Arc;

use crate::content::KeySpans;
use crate::content::config::{Config, OptionValue};
use crate::memo::map::Map;
use crate::path::SourcePath;
use crate::source::{Blob, Snapshot, SourceFile};

/// All that a theme is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeInput {
    /// `theme` of `dossier.toml`.
    pub name: String,
    /// `language` of `dossier.toml`.
    pub language: String,
    /// `[options]` of `dossier.toml`, in file order.
    pub options: Vec<(String, OptionValue)>,
    /// Where `theme` and `options.*` stand in `dossier.toml`.
    pub keys: KeySpans,
    /// `templates/**` and `themes/**`, as far as they are text.
    pub files: Map<SourcePath, SourceFile>,
    /// `themes/*/static/**` that is not text.
    pub blobs: Map<SourcePath, Blob>,
    /// The names of all fields that templates can read, sorted.
    pub fields: Vec<&'static str>,
}

impl ThemeInput {
    /// Picks what belongs to the theme out of a dossier.
    pub fn new(snapshot: &Snapshot, config: &Config, keys: &KeySpans, fields: Vec<&'static str>) -> Self {
        let ours = |key: &str| key == "theme" || key == "options" || key.starts_with("options.");
        let keys = keys.0.iter().filter(|(key, _)| ours(key)).map(|(key, span)| (key.clone(), span.clone()));
        let mut files = under(&snapshot.files, "templates/");
        files.extend(under(&snapshot.files, "themes/"));
        Self {
            name: config.theme.clone(),
            language: config.language.clone(),
            options: config.options.clone(),
            keys: KeySpans(keys.collect()),
            files,
            blobs: under(&snapshot.blobs, "themes/"),
            fields,
        }
    }
}

/// Picks the files that lie under a folder, which ends in `/`.
pub(super) fn under<T>(files: &Map<SourcePath, T>, prefix: &str) -> Map<SourcePath, T> {
    files
        .range::<_, str>((Bound::Included(prefix), Bound::Unbounded))
        .take_while(|(path, _)| path.as_str().starts_with(prefix))
        .map(|(path, file)| (path.clone(), Arc::clone(file)))
        .collect()
}
