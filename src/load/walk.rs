//! Finds the files of a dossier, and says what about a name or a link forbids reading one.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::{Diagnostic, Location};
use crate::path::SourcePath;

/// A file that is to be read.
#[derive(Debug)]
pub(super) struct Found {
    /// What it is called.
    pub path: SourcePath,
    /// Where it is.
    pub at: PathBuf,
    /// As what it is to be read.
    pub kind: Kind,
}

/// As what a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// As text.
    Text,
    /// As bytes.
    Blob,
}

/// Lists what is to be read, and what is wrong with the rest.
///
/// `root` and `out` are canonical.
pub(super) fn walk(root: &Path, out: Option<&Path>) -> (Vec<Found>, Vec<Diagnostic>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for top in ["dossier.toml", "content", "templates", "themes"] {
        let top = root.join(top);
        if top.symlink_metadata().is_err() {
            continue;
        }
        let mut refused = Vec::new();
        let walker = WalkDir::new(&top).follow_links(true).into_iter().filter_entry(|entry| {
            !is_skipped(entry) && admit(root, out, entry).map_err(|problem| refused.push(*problem)).is_ok()
        });
        for entry in walker {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    let path = name(root, entry.path());
                    match kind(&path) {
                        Ok(Some(kind)) => found.push(Found { path, at: entry.into_path(), kind }),
                        Ok(None) => {}
                        Err(problem) => problems.push(*problem),
                    }
                }
                Err(e) => problems.extend(fault(root, &top, &e)),
            }
        }
        problems.append(&mut refused);
    }
    (found, problems)
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
        return Err(Box::new(Diagnostic::error("bad-file-name", place, message).hint("rename the file")));
    }
    if entry.path_is_symlink() {
        // A link that leads nowhere is an error of the walk itself; here it could only have been cut just now.
        let real = entry.path().canonicalize().unwrap_or_default();
        let hint = "copy the file into the dossier, or remove the link";
        if !real.starts_with(root) {
            let message = format!("`{path}` is a link that leads out of the dossier, and is not read");
            return Err(Box::new(Diagnostic::error("link-out-of-root", place, message).hint(hint)));
        }
        if real.strip_prefix(root).is_ok_and(|p| p.iter().any(|part| part.as_encoded_bytes().starts_with(b"."))) {
            let message = format!("`{path}` is a link to something hidden, and is not read");
            return Err(Box::new(Diagnostic::error("link-to-hidden", place, message).hint(hint)));
        }
        if out.is_some_and(|out| real.starts_with(out)) {
            let message = format!("`{path}` is a link into the output folder, and is not read");
            return Err(Box::new(Diagnostic::error("link-into-output", place, message).hint(hint)));
        }
    }
    if !plain {
        let message = format!("`{path}` is neither a file nor a folder, and is not read");
        return Err(Box::new(Diagnostic::warning("not-a-file", place, message).hint("move it out of the dossier")));
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
            let problem = Diagnostic::warning("unknown-extension", Location::file(path), message);
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
        None => Diagnostic::error("link-loop", place, format!("`{path}` is a link to a folder that it lies in")),
        Some(_) if at.is_symlink() => {
            Diagnostic::error("broken-link", place, format!("`{path}` is a link that leads nowhere"))
                .hint("put back the file that it led to, or remove the link")
        }
        Some(e) => return Some(Diagnostic::error("unreadable-file", place, format!("`{path}` cannot be read: {e}"))),
    };
    Some(if problem.hint.is_some() { problem } else { problem.hint("remove the link") })
}
