//! The default theme, as it is built into the binary from `themes/broadsheet/`.
//!
//! **Invariant:** the lists name every file of the folder.

use crate::path::SourcePath;

/// `theme.toml`.
pub(super) const MANIFEST: &str = include_str!("../../../themes/broadsheet/theme.toml");

/// `templates/`, by name.
pub(super) const TEMPLATES: &[(&str, &str)] = &[
    ("404.html", include_str!("../../../themes/broadsheet/templates/404.html")),
    ("article-lines.html", include_str!("../../../themes/broadsheet/templates/article-lines.html")),
    ("article.html", include_str!("../../../themes/broadsheet/templates/article.html")),
    ("articles.html", include_str!("../../../themes/broadsheet/templates/articles.html")),
    ("backlinks.html", include_str!("../../../themes/broadsheet/templates/backlinks.html")),
    ("base.html", include_str!("../../../themes/broadsheet/templates/base.html")),
    ("claim-lines.html", include_str!("../../../themes/broadsheet/templates/claim-lines.html")),
    ("claim.html", include_str!("../../../themes/broadsheet/templates/claim.html")),
    ("claims.html", include_str!("../../../themes/broadsheet/templates/claims.html")),
    ("components.html", include_str!("../../../themes/broadsheet/templates/components.html")),
    ("continued.html", include_str!("../../../themes/broadsheet/templates/continued.html")),
    ("corrections.html", include_str!("../../../themes/broadsheet/templates/corrections.html")),
    ("document.html", include_str!("../../../themes/broadsheet/templates/document.html")),
    ("entities.html", include_str!("../../../themes/broadsheet/templates/entities.html")),
    ("entity.html", include_str!("../../../themes/broadsheet/templates/entity.html")),
    ("home.html", include_str!("../../../themes/broadsheet/templates/home.html")),
    ("note.html", include_str!("../../../themes/broadsheet/templates/note.html")),
    ("pagination.html", include_str!("../../../themes/broadsheet/templates/pagination.html")),
    ("picture.html", include_str!("../../../themes/broadsheet/templates/picture.html")),
    ("redirect.html", include_str!("../../../themes/broadsheet/templates/redirect.html")),
    ("relations.html", include_str!("../../../themes/broadsheet/templates/relations.html")),
    ("statements.html", include_str!("../../../themes/broadsheet/templates/statements.html")),
    ("withdrawn.html", include_str!("../../../themes/broadsheet/templates/withdrawn.html")),
];

/// `static/`, by name.
pub(super) const STATIC: &[(&str, &[u8])] = &[
    ("icon.svg", include_bytes!("../../../themes/broadsheet/static/icon.svg")),
    ("preview.js", include_bytes!("../../../themes/broadsheet/static/preview.js")),
    ("scheme.js", include_bytes!("../../../themes/broadsheet/static/scheme.js")),
    ("style.css", include_bytes!("../../../themes/broadsheet/static/style.css")),
    ("theme.js", include_bytes!("../../../themes/broadsheet/static/theme.js")),
];

/// `i18n/`, by language.
pub(super) const I18N: &[(&str, &str)] = &[
    ("en", include_str!("../../../themes/broadsheet/i18n/en.toml")),
    ("es", include_str!("../../../themes/broadsheet/i18n/es.toml")),
];

/// Returns the text of an embedded file, for drawing diagnostics that point into it.
pub fn embedded(path: &SourcePath) -> Option<&'static str> {
    let path = path.as_str().strip_prefix("themes/broadsheet/")?;
    if path == "theme.toml" {
        return Some(MANIFEST);
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
