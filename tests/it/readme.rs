//! The dossier that the README's examples make is built without an error or warning.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The fenced blocks of the README that name a file: its path and its text.
fn examples() -> Vec<(String, String)> {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("there is a README");
    let mut examples = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let text: String = lines.by_ref().take_while(|l| *l != "```").map(|l| format!("{l}\n")).collect();
        if let Some((_, path)) = info.split_once(' ') {
            examples.push((path.to_owned(), text));
        }
    }
    examples
}

#[test]
fn the_examples_of_the_readme_build() {
    let examples = examples();
    assert!(examples.len() >= 7, "the README shows {} files", examples.len());
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in &examples {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders are made");
        fs::write(path, text).expect("files are written");
    }
    let run = Command::new(env!("CARGO_BIN_EXE_dossier"))
        .args(["build", "--strict", "--root"])
        .arg(folder.path())
        .output()
        .expect("the binary runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let page =
        fs::read_to_string(folder.path().join("public/articles/harbour-closed.html")).expect("the article has a page");
    assert!(page.contains("data-annotations=\"ships\""), "the note is painted");
}
