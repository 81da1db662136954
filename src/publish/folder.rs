//! Where the output may be written: which folders are refused, and which paths inside one.
//!
//! It deliberately knows nothing of what is written there.
//!
//! **Invariant:** a folder that is, holds or lies inside anything of the author's is refused, however
//! it is spelled (`..`, links, a part that does not exist yet).
//! **Invariant:** no checked path leaves the output folder, by its spelling or through a link.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::path::OutputPath;

/// The name of the manifest in an output folder.
pub const MANIFEST: &str = ".dossier-manifest.json";

/// How the names of temporary folders in an output folder begin.
pub const TEMPORARY: &str = ".dossier-tmp-";

/// The folders of a dossier that hold what its author wrote, relative to its root.
const SOURCES: [&str; 6] = ["content", "templates", "themes", "src", ".git", ".dossier"];

/// Returns the output folder with every link and `..` resolved, or why nothing may be written there.
///
/// `homes` are folders that must not be, or be inside, the output; `private` must not touch it at all.
///
/// # Errors
/// The reason, in words that follow "the output folder `…` ".
pub fn check(folder: &Path, root: &Path, homes: &[PathBuf], private: &[PathBuf]) -> Result<PathBuf, String> {
    let folder = resolve(folder).map_err(|e| format!("cannot be looked up: {e}"))?;
    let root = resolve(root).map_err(|e| format!("cannot be compared with the dossier: {e}"))?;
    if folder.parent().is_none() {
        return Err("is the root of the file system".into());
    }
    if folder == root {
        return Err("is the dossier itself".into());
    }
    if root.starts_with(&folder) {
        return Err("holds the dossier".into());
    }
    for home in homes {
        let home = resolve(home).unwrap_or_else(|_| home.clone());
        if home == folder {
            return Err("is a home folder".into());
        }
        if home.starts_with(&folder) {
            return Err("holds a home folder".into());
        }
    }
    let sources = SOURCES.iter().map(|name| (root.join(name), format!("`{name}`")));
    let private = private.iter().map(|path| (path.clone(), format!("`{}`", path.display())));
    for (source, name) in sources.chain(private) {
        let source = resolve(&source).unwrap_or(source);
        if folder == source {
            return Err(format!("is the source folder {name}"));
        }
        if folder.starts_with(&source) {
            return Err(format!("lies inside the source folder {name}"));
        }
        if source.starts_with(&folder) {
            return Err(format!("holds the source folder {name}"));
        }
    }
    if folder.join("dossier.toml").symlink_metadata().is_ok() {
        return Err("holds another dossier".into());
    }
    match folder.symlink_metadata() {
        Ok(meta) if !meta.is_dir() => Err("is not a folder".into()),
        _ => Ok(folder),
    }
}

/// Resolves links and `..` in as much of a path as exists; the rest is kept as it is spelled.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut done = PathBuf::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                done.pop();
            }
            other => done.push(other),
        }
        match done.canonicalize() {
            Ok(real) => done = real,
            Err(_) if done.is_symlink() => {
                return Err(io::Error::other(format!("`{}` is a link that leads nowhere", done.display())));
            }
            Err(_) => {}
        }
    }
    Ok(done)
}

/// Tells why a path must not be joined to the output folder; `None` where it may.
pub fn objection(path: &OutputPath) -> Option<&'static str> {
    let text = path.as_str();
    let bytes = text.as_bytes();
    if bytes.contains(&b'\\') || bytes.contains(&0) {
        return Some("has a backslash or a NUL in it");
    }
    if bytes.get(1) == Some(&b':') && bytes[0].is_ascii_alphabetic() {
        return Some("begins with a drive letter");
    }
    if text.split('/').any(|part| part.is_empty() || part == "." || part == "..") {
        return Some("is not a plain relative path");
    }
    if text == MANIFEST || text.starts_with(TEMPORARY) {
        return Some("is a name that the tool keeps for itself");
    }
    None
}

/// Returns every folder above the paths, relative to the output folder, parents before children.
pub fn parents<'a>(paths: impl Iterator<Item = &'a OutputPath>) -> BTreeSet<&'a str> {
    let mut folders = BTreeSet::new();
    for path in paths {
        let mut rest = path.as_str();
        while let Some((folder, _)) = rest.rsplit_once('/') {
            if !folders.insert(folder) {
                break;
            }
            rest = folder;
        }
    }
    folders
}

/// Tells whether every folder above a path is a real folder or does not exist: never a link.
pub fn reached_without_links(folder: &Path, path: &OutputPath) -> bool {
    parents(std::iter::once(path))
        .into_iter()
        .all(|parent| folder.join(parent).symlink_metadata().map_or(true, |meta| meta.is_dir()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_homes_and_roots_are_refused() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let base = dir.path().canonicalize().expect("it exists");
        let root = base.join("home/me/site");
        std::fs::create_dir_all(root.join("content/articles")).expect("writable");
        std::fs::create_dir_all(base.join("other")).expect("writable");
        std::fs::write(base.join("other/dossier.toml"), "").expect("writable");
        std::fs::write(base.join("file"), "").expect("writable");
        let homes = [base.join("home/me")];
        let private = [base.join("originals")];
        let rows = [
            ("home/me/site/public", None),
            ("elsewhere/not/yet", None),
            ("home/me/site/content/../public", None),
            ("home/me/site", Some("is the dossier itself")),
            ("home/me/site/public/..", Some("is the dossier itself")),
            ("home/me/site/none/../../site", Some("is the dossier itself")),
            ("home/me", Some("holds the dossier")),
            ("home", Some("holds the dossier")),
            ("home/me/site/content", Some("is the source folder `content`")),
            ("home/me/site/content/articles", Some("lies inside the source folder `content`")),
            ("home/me/site/src/deep", Some("lies inside the source folder `src`")),
            ("home/me/site/.git", Some("is the source folder `.git`")),
            ("home/me/site/.dossier/x", Some("lies inside the source folder `.dossier`")),
            ("home/me/site/themes", Some("is the source folder `themes`")),
            ("other", Some("holds another dossier")),
            ("file", Some("is not a folder")),
        ];
        for (folder, reason) in rows {
            let got = check(&base.join(folder), &root, &homes, &private).err();
            assert_eq!(got.as_deref(), reason, "{folder}");
        }
        let got = check(Path::new("/"), &root, &homes, &private);
        assert_eq!(got.err().as_deref(), Some("is the root of the file system"));
        let got = check(&base.join("originals/out"), &root, &homes, &private).expect_err("it is private");
        assert!(got.starts_with("lies inside the source folder"), "{got}");
        let stranger = base.join("home/you");
        let got = check(&stranger, &root, std::slice::from_ref(&stranger), &private);
        assert_eq!(got.err().as_deref(), Some("is a home folder"));
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_hide_what_is_refused() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = dir.path().join("site");
        std::fs::create_dir_all(root.join("content")).expect("writable");
        let link = |to: &Path, at: &str| std::os::unix::fs::symlink(to, dir.path().join(at)).expect("writable");
        link(&root.join("content"), "a");
        link(&root, "b");
        link(&dir.path().join("nowhere"), "c");
        for (folder, refused) in [("a", true), ("a/deep", true), ("b", true), ("b/public", false), ("c", true)] {
            assert_eq!(check(&dir.path().join(folder), &root, &[], &[]).is_err(), refused, "{folder}");
        }
    }

    #[test]
    fn paths_stay_inside() {
        for bad in ["", "/etc/passwd", "../x", "a/../x", "a//b", "./a", "a/", "C:/x", "a\\b", "a\0b"] {
            assert!(objection(&bad.into()).is_some(), "{bad:?}");
        }
        for own in [".dossier-manifest.json", ".dossier-tmp-x/y"] {
            assert!(objection(&own.into()).is_some(), "{own:?}");
        }
        for good in ["index.html", "articles/josé.html", "a..b/c.d", ".nojekyll"] {
            assert_eq!(objection(&good.into()), None, "{good:?}");
        }
    }
}
