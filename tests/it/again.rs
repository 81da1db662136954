//! A build with nothing to do stops before it compiles, and only then.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const STATE: &str = ".dossier/last-build.json";

/// A dossier with a warning (an image on another host) and an embargo.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    write(dir.path(), "dossier.toml", "title = \"T\"\nlanguage = \"en\"\n");
    let text =
        "---\ntitle: The quay\nrights: full\n---\n\nThe old harbour was closed. ![a](http://example.org/a.png)\n";
    write(dir.path(), "content/articles/quay.md", text);
    write(dir.path(), "content/annotations/quay.md", "## Closed {#closed}\n\n> was closed\n\nA note.\n");
    write(dir.path(), "content/pages/later.md", "---\ntitle: Later\nembargo: 2030-01-01\n---\n\nLater.\n");
    dir
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it has one")).expect("writable");
    fs::write(path, text).expect("writable");
}

struct Run {
    code: i32,
    /// Whether anything was compiled.
    compiled: bool,
    /// What was said, without times.
    said: String,
    line: String,
}

fn build(root: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(root).args(["build", "--timings"]).env("SOURCE_DATE_EPOCH", "1700000000").args(arguments);
    let output = command.output().expect("the binary starts");
    let stderr = String::from_utf8(output.stderr).expect("it is text");
    let timings: Vec<&str> = stderr.lines().filter(|line| line.ends_with(" ms")).collect();
    Run {
        code: output.status.code().expect("it was not killed"),
        compiled: timings.iter().any(|line| line.starts_with("parse")),
        said: stderr.lines().filter(|line| !line.ends_with(" ms")).collect::<Vec<_>>().join("\n"),
        line: String::from_utf8(output.stdout).expect("it is text"),
    }
}

/// Builds twice; the second has nothing to do.
fn built() -> (TempDir, Run) {
    let dir = folder();
    let first = build(dir.path(), &[]);
    assert_eq!((first.code, first.compiled), (0, true), "{}", first.said);
    (dir, first)
}

#[test]
fn nothing_is_compiled_and_the_same_is_said() {
    let (dir, first) = built();
    let state = || fs::read(dir.path().join(STATE)).expect("it was written");
    let before = state();
    let second = build(dir.path(), &[]);
    assert!(first.said.contains("external-image") && first.said.contains("embargoed until"), "{}", first.said);
    assert_eq!((second.code, second.compiled, second.said.as_str()), (0, false, first.said.as_str()));
    assert!(second.line.starts_with("nothing changed: "), "{}", second.line);
    assert_eq!(state(), before, "nothing is written");
    let json = build(dir.path(), &["--format", "json"]);
    assert!(!json.compiled && json.line.contains("\"external-image\""), "in every format: {}", json.line);
}

#[test]
fn whatever_differs_is_compiled() {
    type Change = fn(&Path);
    let rows: [(&str, Change); 11] = [
        ("a text", |root| {
            let text = "---\ntitle: The quay\nrights: full\n---\n\nThe old harbour was closed.\n";
            write(root, "content/articles/quay.md", text);
        }),
        ("a new file", |root| write(root, "content/entities/ana.md", "---\nname: Ana Lind\n---\n")),
        ("a file that is gone", |root| fs::remove_file(root.join("content/annotations/quay.md")).expect("it is there")),
        ("a template", |root| write(root, "templates/404.html", "<!doctype html><title>gone</title>\n")),
        ("the settings", |root| write(root, "dossier.toml", "title = \"U\"\nlanguage = \"en\"\n")),
        ("the lock", |root| fs::remove_file(root.join("dossier.lock")).expect("it is there")),
        ("the snapshots", |root| fs::remove_file(root.join(".dossier/snapshots.pack")).expect("it is there")),
        ("a page edited by hand", |root| write(root, "public/index.html", "mine")),
        ("a page that is gone", |root| fs::remove_file(root.join("public/index.html")).expect("it is there")),
        ("the manifest", |root| fs::remove_file(root.join("public/.dossier-manifest.json")).expect("it is there")),
        ("the note of the last build", |root| write(root, STATE, "{}")),
    ];
    for (what, change) in rows {
        let (dir, _) = built();
        change(dir.path());
        let again = build(dir.path(), &[]);
        assert_eq!((again.code, again.compiled), (0, true), "{what}: {}", again.said);
        assert!(!build(dir.path(), &[]).compiled, "{what}: and then nothing is left to do");
    }
}

#[test]
fn what_is_asked_for_counts_too() {
    let (dir, _) = built();
    let other = tempfile::tempdir().expect("a temporary folder");
    let other = other.path().join("site");
    let rows: [(&[&str], i32, bool); 6] = [
        (&["--now", "2024-01-01"], 0, false),
        (&["--now", "2030-06-01"], 0, true),
        (&["--now", "2029-06-01"], 0, true),
        (&["--strict", "--now", "2029-07-01"], 1, true),
        (&["--out", other.to_str().expect("it is text")], 0, true),
        (&["--drafts", "--out", other.to_str().expect("it is text")], 0, true),
    ];
    for (arguments, code, compiled) in rows {
        let run = build(dir.path(), arguments);
        assert_eq!((run.code, run.compiled), (code, compiled), "{arguments:?}: {}", run.said);
    }
}

#[test]
fn a_build_with_errors_is_not_remembered() {
    let (dir, _) = built();
    write(dir.path(), "content/annotations/quay.md", "## Closed {#closed}\n\n> was never there\n\nA note.\n");
    for _ in 0..2 {
        let broken = build(dir.path(), &[]);
        assert_eq!((broken.code, broken.compiled), (1, true), "{}", broken.said);
    }
}
