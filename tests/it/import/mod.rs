//! `dossier import`: the law that nothing is lost, the rules, wrong input through the real binary, and
//! the five real texts.

mod command;
mod law;
mod notes;
mod pages;
mod real;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dossier::content::Source;
use dossier::content::article::{self, Article, Rights};
use dossier::import::{Imported, Options, Refusal, import};
use dossier::load::{Contents, SourceFile};
use dossier::path::SourcePath;
use dossier::text::canonical::Canonical;
use tempfile::TempDir;
use unicode_normalization::UnicodeNormalization;

/// How the command ended.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

/// Runs the command in a folder, with an environment of its own.
fn dossier(dir: &Path, args: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(dir).args(args).env_clear().env("HOME", "/nonexistent/home");
    // Without it the program does not start on Windows.
    command.envs(std::env::vars_os().filter(|(key, _)| key.eq_ignore_ascii_case("SystemRoot")));
    let output = command.output().expect("the binary starts");
    let text = |bytes| String::from_utf8(bytes).expect("it is text");
    Run {
        code: output.status.code().expect("it was not killed"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// A dossier without content, and its root.
fn empty_dossier() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = dir.path().join("site");
    fs::create_dir_all(root.join("content/articles")).expect("writable");
    fs::write(root.join("dossier.toml"), "title = \"Test\"\nlanguage = \"en\"\n").expect("writable");
    (dir, root)
}

/// Imports bytes into a dossier that has nothing.
fn import_bytes(bytes: &[u8], file: &str) -> Result<Imported, Refusal> {
    let options = Options { file, rights: Rights::Full, slug: None, language: None, outlets: &[], taken: &|_| false };
    import(bytes, &options)
}

/// Reads what was imported, as the dossier does.
fn read(imported: &Imported) -> Source<Article> {
    let path = SourcePath::new(format!("content/articles/{}.md", imported.slug));
    article::parse(&SourceFile { path, contents: Contents::Text(imported.text().into()) })
}

/// The lines of the canonical text, white space squeezed.
fn canonical(source: &Source<Article>) -> Vec<String> {
    Canonical::new(&source.meta.title, &source.body).text.split('\n').map(squeezed).collect()
}

/// Squeezes white space; characters that no page can show go as the canonical text has them go.
fn squeezed(line: &str) -> String {
    let shown = line.chars().filter(|c| c.is_whitespace() || !c.is_control());
    let shown = shown.map(|c| match c {
        '\u{fdd0}'..='\u{fdef}' => '\u{fffd}',
        c if u32::from(c) % 0x10000 >= 0xfffe => '\u{fffd}',
        c => c,
    });
    shown.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of an original that are not empty, each with its number.
fn original_lines(text: &str) -> Vec<(usize, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let lines = text.split(['\n', '\r']).enumerate().map(|(i, line)| (i + 1, squeezed(line)));
    lines.filter(|(_, line)| !line.is_empty()).collect()
}
