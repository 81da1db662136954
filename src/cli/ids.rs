//! The ids of a dossier, as a user names them on the command line.

use super::Failure;
use crate::diagnostic::did_you_mean;
use crate::path::{Slug, SourcePath};
use crate::source::{Snapshot, SourceFile};
use crate::tools::mentions::Study;

/// The folders whose files have an id of their own.
pub(super) const FOLDERS: [&str; 4] = ["articles", "entities", "claims", "pages"];

/// Returns the folder and the id of a content file that has one.
pub(super) fn id(path: &SourcePath) -> Option<(&str, Slug)> {
    let (folder, name) = path.as_str().strip_prefix("content/")?.split_once('/')?;
    let name = name.strip_suffix(".md")?;
    let name = if folder == "articles" { name.strip_suffix("/index").unwrap_or(name) } else { name };
    (FOLDERS.contains(&folder) && !name.contains('/')).then(|| (folder, Slug::from_name(name)))
}

/// Finds the article that a user named by its id or by the path of its file.
///
/// # Errors
/// Where there is none, with the nearest id there is.
pub(super) fn find_article<'a>(
    snapshot: &'a Snapshot,
    prefix: &str,
    name: &str,
) -> Result<(Slug, &'a SourceFile), Failure> {
    let articles = || {
        snapshot.files.iter().filter_map(|(path, file)| match id(path) {
            Some(("articles", id)) => Some((id, path, &**file)),
            _ => None,
        })
    };
    let asked = Slug::from_name(name);
    let typed = name.strip_prefix("./").unwrap_or(name);
    let found = articles().find(|(id, path, _)| {
        *id == asked || path.as_str() == typed || typed.strip_prefix(prefix) == Some(path.as_str())
    });
    if let Some((id, _, file)) = found {
        return Ok((id, file));
    }
    let failure = Failure::usage(format!("there is no article `{name}`"));
    let ids: Vec<Slug> = articles().map(|(id, ..)| id).collect();
    Err(match did_you_mean(asked.as_str(), ids.iter().map(Slug::as_str)) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint("an article is a file in `content/articles`, and its id is the file's name without `.md`"),
    })
}

/// Finds the entity that a user named by its id, its name or the path of its file.
///
/// # Errors
/// Where there is none, with the nearest id there is.
pub(super) fn find_entity(study: &Study, name: &str) -> Result<Slug, Failure> {
    let names = study.matcher.names();
    let file = name.rsplit('/').next().unwrap_or(name);
    let asked = [Slug::from_name(name), Slug::from_name(file.strip_suffix(".md").unwrap_or(file))];
    if let Some(found) = names.iter().find(|n| asked.contains(&n.id) || n.name == name) {
        return Ok(found.id.clone());
    }
    let failure = Failure::usage(format!("there is no entity `{name}`"));
    Err(match did_you_mean(asked[0].as_str(), names.iter().map(|n| n.id.as_str())) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint("an entity is a file in `content/entities`, and its id is the file's name without `.md`"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_file_names() {
        let rows = [
            ("content/articles/a.md", Some(("articles", "a"))),
            ("content/articles/B/index.md", Some(("articles", "b"))),
            ("content/entities/juan.md", Some(("entities", "juan"))),
            ("content/entities/x/index.md", None),
            ("content/articles/a/photo.jpg", None),
            ("content/annotations/a.md", None),
            ("content/index.md", None),
            ("templates/articles/a.md", None),
        ];
        for (path, expected) in rows {
            let path = SourcePath::new(path);
            let got = id(&path);
            assert_eq!(got.as_ref().map(|(folder, id)| (*folder, id.as_str())), expected, "{path}");
        }
    }
}
