//! The codes of problems: each explained, found somewhere, and shown by a test.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use dossier::diagnostic::Code;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The codes that no test shows in what it expects: most of what makes them is outside the dossier.
const UNSEEN: &[&str] = &[
    "bad-toml",
    "bad-words",
    "damaged-snapshots",
    "more-warnings",
    "original-not-found",
    "quotation-not-in-original",
    "template-context",
    "unreadable-import",
    "write-failed",
];

/// Reads every file under a folder that `of` takes.
fn read(folder: &Path, of: fn(&str) -> bool, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.ends_with("node_modules") {
                read(&path, of, into);
            }
        } else if of(&name) {
            into.push((name, fs::read_to_string(&path).unwrap_or_default()));
        }
    }
}

/// What `docs/diagnostics.md` says.
fn reference() -> String {
    let mut text = "# The codes of problems\n\n\
        What `dossier explain CODE` says, for all codes. Made from the list in `src/diagnostic/code.rs`:\n\
        `DOCS=update cargo test --test it codes::`.\n"
        .to_owned();
    for code in Code::ALL {
        let weights: Vec<&str> = code.severities().iter().map(|severity| severity.as_str()).collect();
        let (name, sentence, explanation) = (code.as_str(), code.sentence(), code.explanation());
        text.push_str(&format!("\n## {name}\n\n*{}.* {sentence} {explanation}\n", weights.join(" or ")));
    }
    text
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test asks whether it is to write its reference")]
fn the_reference_is_made_from_the_list() {
    let path = Path::new(ROOT).join("docs/diagnostics.md");
    if std::env::var_os("DOCS").is_some_and(|what| what == "update") {
        fs::write(&path, reference()).expect("it can be written");
    }
    let text = fs::read_to_string(&path).unwrap_or_default();
    assert!(text == reference(), "run `DOCS=update cargo test --test it codes::`");
}

#[test]
fn every_code_has_a_name_of_its_own_and_is_explained() {
    for pair in Code::ALL.windows(2) {
        assert!(pair[0].as_str() < pair[1].as_str(), "{pair:?}");
    }
    for code in Code::ALL {
        let name = code.as_str();
        assert!(
            name.split('-')
                .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())),
            "{name}"
        );
        assert_eq!(Code::named(name), Some(*code));
        assert!(!code.severities().is_empty(), "{name}");
        assert!(code.sentence().ends_with('.') && code.explanation().ends_with('.'), "{name}");
    }
}

#[test]
fn every_code_is_found_somewhere() {
    let mut sources = Vec::new();
    read(&Path::new(ROOT).join("src"), |name| name.ends_with(".rs"), &mut sources);
    sources.retain(|(name, _)| !name.contains("diagnostic") && !name.ends_with("cli/codes.rs"));
    for code in Code::ALL {
        // `orphaned-note` is `OrphanedNote`.
        let variant: String =
            code.as_str().split('-').map(|word| format!("{}{}", word[..1].to_uppercase(), &word[1..])).collect();
        assert!(sources.iter().any(|(_, text)| text.contains(&format!("Code::{variant}"))), "{variant}");
    }
}

#[test]
fn every_code_is_shown_by_a_test() {
    let mut tests = Vec::new();
    read(&Path::new(ROOT).join("tests"), |name| name.ends_with(".rs") || name.ends_with(".snap"), &mut tests);
    read(&Path::new(ROOT).join("src"), |name| name.contains("tests") || name.ends_with(".snap"), &mut tests);
    tests.retain(|(name, _)| !name.ends_with("it/codes.rs"));
    let mut sources = Vec::new();
    read(&Path::new(ROOT).join("src"), |name| name.ends_with(".rs"), &mut sources);
    let own = sources.iter().filter_map(|(_, text)| Some(text.split_once("#[cfg(test)]")?.1.to_owned()));
    let shown: Vec<String> = tests.into_iter().map(|test| test.1).chain(own).collect();
    let unseen =
        Code::ALL.iter().map(|code| code.as_str()).filter(|name| !shown.iter().any(|text| text.contains(name)));
    assert_eq!(unseen.collect::<Vec<_>>(), UNSEEN);
}

fn explain(args: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(folder.path()).arg("explain").args(args).output().expect("the binary starts")
}

#[test]
fn explain_tells_of_one_of_all_and_of_none() {
    let one = explain(&["orphaned-note"]);
    let text = String::from_utf8_lossy(&one.stdout).into_owned();
    assert!(one.status.success() && text.contains("an error: the site is not built"), "{text}");

    let all = explain(&[]);
    let text = String::from_utf8_lossy(&all.stdout).into_owned();
    assert!(all.status.success() && text.lines().count() == Code::ALL.len(), "{text}");

    let none = explain(&["orphand-note"]);
    let text = String::from_utf8_lossy(&none.stderr).into_owned();
    assert_eq!(none.status.code(), Some(2), "{text}");
    assert!(text.contains("orphaned-note"), "{text}");
}
