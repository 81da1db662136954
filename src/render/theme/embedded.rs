//! The default theme, as it is built into the binary from `themes/broadsheet/`.
//!
//! **Invariant:** the lists name every file of the folder, in order of their names.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use crate::path::SourcePath;

static THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/broadsheet");

/// `theme.toml`.
pub(super) static MANIFEST: LazyLock<&str> =
    LazyLock::new(|| text(THEME.get_file("theme.toml").map_or(&[], |file| file.contents())));

/// `templates/`, by name.
pub(super) static TEMPLATES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| texts("templates", ""));

/// `static/`, by name.
pub(super) static STATIC: LazyLock<Vec<(&str, &[u8])>> = LazyLock::new(|| files("static"));

/// `i18n/`, by language.
pub(super) static I18N: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| texts("i18n", ".toml"));

fn files(folder: &str) -> Vec<(&'static str, &'static [u8])> {
    let all = THEME.get_dir(folder).into_iter().flat_map(Dir::files);
    let name = |path: &'static std::path::Path| path.strip_prefix(folder).ok()?.to_str();
    let mut files: Vec<_> = all.filter_map(|file| Some((name(file.path())?, file.contents()))).collect();
    files.sort_unstable();
    files
}

/// Lists the texts of a folder by their names without `end`.
fn texts(folder: &str, end: &str) -> Vec<(&'static str, &'static str)> {
    let named = |name: &'static str| name.strip_suffix(end).unwrap_or(name);
    files(folder).into_iter().map(|(name, bytes)| (named(name), text(bytes))).collect()
}

fn text(bytes: &'static [u8]) -> &'static str {
    std::str::from_utf8(bytes).expect("invariant: the texts of the theme are UTF-8")
}

/// Returns the text of an embedded file, for drawing diagnostics that point into it.
pub fn embedded(path: &SourcePath) -> Option<&'static str> {
    let path = path.as_str().strip_prefix("themes/broadsheet/")?;
    if path == "theme.toml" {
        return Some(*MANIFEST);
    }
    if let Some(name) = path.strip_prefix("templates/") {
        return TEMPLATES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
    }
    if let Some(name) = path.strip_prefix("i18n/") {
        return I18N.iter().find(|(known, _)| name.strip_suffix(".toml") == Some(*known)).map(|(_, text)| *text);
    }
    let name = path.strip_prefix("static/")?;
    let (_, bytes) = STATIC.iter().find(|(known, _)| *known == name)?;
    std::str::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_name_every_file() {
        let names = |folder: &str| {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/broadsheet").join(folder);
            let entries = std::fs::read_dir(folder).expect("invariant: the folder is in the repository");
            let mut names: Vec<String> = entries
                .map(|entry| entry.expect("a readable folder").file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        };
        assert_eq!(names("templates"), TEMPLATES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        assert_eq!(names("static"), STATIC.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        assert_eq!(embedded(&"themes/broadsheet/templates/404.html".into()).map(|text| text.is_empty()), Some(false));
        assert_eq!(embedded(&"templates/404.html".into()), None);
    }
}
