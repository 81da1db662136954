//! `dossier init`.
//!
//! The files of the dossier it makes lie beside this one. Everything in them is invented.

use std::path::{Path, PathBuf};

use super::new::write_new;
use super::options::Options;
use super::{Exit, Failure, setting, terminal};

/// The files that are made; `{{title}}` in `dossier.toml` is the title as TOML.
const FILES: [(&str, &str); 10] = [
    ("dossier.toml", include_str!("dossier.toml")),
    ("content/index.md", include_str!("index.md")),
    ("content/articles/harbour-bridge.md", include_str!("article.md")),
    ("content/annotations/harbour-bridge.md", include_str!("annotation.md")),
    ("content/entities/mara-lindqvist.md", include_str!("person.md")),
    ("content/entities/harbour-gazette.md", include_str!("organization.md")),
    ("content/claims/closure-weeks.md", include_str!("claim.md")),
    ("content/pages/about.md", include_str!("page.md")),
    ("public/.gitignore", "*\n!.gitignore\n"),
    (".gitignore", "/.dossier/\n"),
];

/// Makes a small dossier that works.
pub fn init(options: &Options, dir: Option<&Path>, title: Option<&str>) -> Result<Exit, Failure> {
    let here = setting::here()?;
    let dir = dir.or(options.root.as_deref()).unwrap_or(Path::new("."));
    let at = here.join(dir);
    free(&at, dir)?;
    let title = title.map_or_else(|| named_after(&at), str::to_owned);
    for (path, text) in FILES {
        let text = text.replace("{{title}}", &toml::Value::from(title.as_str()).to_string());
        match write_new(&at.join(path), &text) {
            // A hidden file that was there before, such as `.gitignore`, stays.
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists && path.starts_with('.') => {}
            Err(e) => {
                return Err(Failure::world(format!("`{}` could not be written: {e}", dir.join(path).display())));
            }
            Ok(()) => {}
        }
    }
    if !options.quiet {
        terminal::say(&next_steps(dir));
    }
    Ok(Exit::Fine)
}

/// Refuses a folder that holds anything but hidden files.
fn free(at: &Path, shown: &Path) -> Result<(), Failure> {
    let entries = match std::fs::read_dir(at) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::NotADirectory => {
            return Err(Failure::usage(format!("`{}` is a file", shown.display())).hint("name a new folder"));
        }
        entries => entries.map_err(|e| Failure::world(format!("`{}` cannot be read: {e}", shown.display())))?,
    };
    for entry in entries {
        let entry = entry.map_err(|e| Failure::world(format!("`{}` cannot be read: {e}", shown.display())))?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            let found = entry.file_name().display().to_string();
            return Err(Failure::usage(format!("the folder `{}` is not empty: there is `{found}`", shown.display()))
                .hint("name a new folder, such as `dossier init my-dossier`"));
        }
    }
    Ok(())
}

/// Makes a title from the name of a folder.
fn named_after(at: &Path) -> String {
    let at: PathBuf = at.components().collect();
    let name = at.file_name().map(|name| name.to_string_lossy().replace(['-', '_'], " ")).unwrap_or_default();
    let mut letters = name.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "A small dossier".into(),
    }
}

fn next_steps(dir: &Path) -> String {
    let place = if dir == Path::new(".") { String::new() } else { format!("  cd {}\n", dir.display()) };
    format!(
        "made a dossier in {}\n\nnext:\n{place}  dossier build          compile it, then open public/index.html\n  \
         dossier check          see what is wrong after a change\n  \
         dossier new article \"Headline\"\n                         begin an article of your own\n\n\
         everything in it is invented: replace it file by file\n",
        dir.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_made_from_folders() {
        let rows =
            [("/a/harbour-bridge", "Harbour bridge"), ("/a/élan_vital/", "Élan vital"), ("/", "A small dossier")];
        for (folder, title) in rows {
            assert_eq!(named_after(Path::new(folder)), title);
        }
    }

    #[test]
    fn only_hidden_files_may_be_there() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(free(&dir.path().join("new"), Path::new("new")), Ok(()));
        std::fs::create_dir(dir.path().join(".git")).expect("writable");
        assert_eq!(free(dir.path(), Path::new("x")), Ok(()));
        std::fs::write(dir.path().join("a"), "").expect("writable");
        let failure = free(dir.path(), Path::new("x")).expect_err("it is not empty");
        assert_eq!(failure.message, "the folder `x` is not empty: there is `a`");
        assert_eq!(free(&dir.path().join("a"), Path::new("a")).map_err(|f| f.exit), Err(Exit::Usage));
    }
}
