//! The texts that diagnostics point into, and how the places in them are shown.
//!
//! It deliberately draws nothing.

use super::lines;
use crate::diagnostic::Location;
use crate::memo::map::Map;
use crate::path::SourcePath;
use crate::source::SourceFile;

/// The texts that diagnostics point into.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts<'a> {
    files: Option<&'a Map<SourcePath, SourceFile>>,
    prefix: &'a str,
}

impl<'a> Texts<'a> {
    /// Takes the files of a dossier; `prefix` leads from where the user stands to its root.
    pub fn new(files: &'a Map<SourcePath, SourceFile>, prefix: &'a str) -> Self {
        Self { files: Some(files), prefix }
    }

    /// Takes no files: diagnostics are drawn without source lines.
    pub fn none(prefix: &'a str) -> Self {
        Self { files: None, prefix }
    }

    /// Returns a place as `path:line:column`, or the path alone.
    pub fn place(&self, location: &Location) -> String {
        let path = self.shown(&location.path);
        match (&location.span, self.text(&location.path)) {
            (Some(span), Some(text)) => {
                let at = lines::position(text, lines::clamp(text, span).start);
                format!("{path}:{}:{}", at.line, at.column)
            }
            _ => path,
        }
    }

    /// Returns the text of a file, if it is known.
    pub(super) fn text(&self, path: &SourcePath) -> Option<&'a str> {
        self.files?.get(path).map(|file| file.text())
    }

    /// Returns the path as the user would type it.
    pub(super) fn shown(&self, path: &SourcePath) -> String {
        let path = path.as_str();
        if std::path::Path::new(path).is_absolute() { path.to_owned() } else { format!("{}{path}", self.prefix) }
    }
}
