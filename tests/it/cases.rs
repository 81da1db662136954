//! Dossiers with mistakes, and what the user is told about them.
//!
//! Each file under `tests/cases/` is a case: a dossier in one Markdown file, which is written to a
//! temporary folder and given to the real binary. The exit code and stderr are the snapshot. Where the
//! run fails, not a byte of the dossier's folder may have changed, the site of the last build included.
//!
//! ```text
//! case    = "# " title NL+ sentence NL+ ("args: " words NL+)? file+
//! file    = "//- " path (" " mark)* NL line*   ; everything up to the next header is the file's text;
//!                                              ; a blank in the path is written `%20`
//! mark    = "latin1"      ; written as ISO 8859-1
//!         | "bom"         ; begins with a byte order mark
//!         | "crlf"        ; lines end with CR LF
//!         | "nfd"         ; the path is written with its accents taken apart
//!         | "size=" n     ; filled up with lines of words to n bytes
//!         | "link=" path  ; a symbolic link; has no text
//! ```
//!
//! `args:` are the arguments, `build` where they are not given. In them and in links `[TEMP]` is the
//! folder that holds the dossier, which itself is `[TEMP]/dossier`, and the user's home, `[TEMP]/home`.
//! In the snapshots it stands for that folder too. Blank lines at the end of a file are left out, so a
//! file without text is empty. The moment of every build is 1 March 2019.
//!
//! It needs a disk that tells `A.md` from `a.md` and keeps names as they are written, and links.
//!
//! The files are walked here and not by `insta::glob!`: while that runs, it takes the failed snapshots of every other
//! test of the same program for its own, and those pass.
//!
//! Of `mentions`, which answers and mends nothing, what it prints is in the snapshot too.
//!
//! Not here: what is in the pages of a dossier without mistakes.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use unicode_normalization::UnicodeNormalization;

#[test]
fn mistakes() {
    let yesterday = yesterday();
    let mut titles: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut otherwise = Vec::new();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let files = tree(&cases);
    for (path, source) in files.iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "md")) {
        let case = Case::parse(str::from_utf8(source).expect("a case is text"));
        let other = titles.insert(case.title.clone(), path.clone());
        assert_eq!(other, None, "two cases are called `{}`", case.title);
        let mut settings = insta::Settings::clone_current();
        settings.set_input_file(cases.join(path));
        settings.set_snapshot_suffix(path.to_string_lossy());
        settings.set_omit_expression(true);
        settings.set_description(&case.title);
        // All that are told otherwise are shown in one run.
        let run = || settings.bind(|| insta::assert_snapshot!("mistakes", told(&case, &yesterday)));
        if catch_unwind(AssertUnwindSafe(run)).is_err() {
            otherwise.push(path);
        }
    }
    assert!(otherwise.is_empty(), "{} cases are told otherwise: {otherwise:?}", otherwise.len());
    assert!(titles.len() >= 60, "there are {} cases", titles.len());
}

/// A dossier with a mistake.
struct Case {
    title: String,
    args: Vec<String>,
    files: Vec<File>,
}

struct File {
    path: String,
    marks: Vec<String>,
    text: String,
}

impl Case {
    fn parse(source: &str) -> Self {
        let mut parts = source.split("\n//- ");
        let head = parts.next().unwrap_or_default();
        let mut lines = head.lines().filter(|line| !line.trim().is_empty());
        let title = lines.next().and_then(|line| line.strip_prefix("# ")).expect("a case begins with its title");
        let (args, words): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with("args: "));
        assert!(!words.is_empty(), "`{title}` does not say what is wrong");
        let args = args.first().map_or("build", |line| &line["args: ".len()..]);
        let files = parts.map(|part| {
            let (header, text) = part.split_once('\n').unwrap_or((part, ""));
            let mut words = header.split_whitespace().map(str::to_owned);
            let path = words.next().expect("a file has a path").replace("%20", " ");
            let text = text.trim_end_matches('\n');
            let text = if text.is_empty() { String::new() } else { format!("{text}\n") };
            File { path, marks: words.collect(), text }
        });
        Self {
            title: title.to_owned(),
            args: args.split_whitespace().map(str::to_owned).collect(),
            files: files.collect(),
        }
    }
}

impl File {
    fn write(&self, temp: &Path, root: &Path) {
        let has = |mark: &str| self.marks.iter().any(|own| own == mark);
        let value = |key: &str| self.marks.iter().find_map(|mark| mark.strip_prefix(key));
        let known = |mark: &String| {
            ["latin1", "bom", "crlf", "nfd"].contains(&mark.as_str())
                || ["size=", "link="].iter().any(|key| mark.starts_with(key))
        };
        assert!(self.marks.iter().all(known), "a mark of `{}` is unknown: {:?}", self.path, self.marks);
        let path = root.join(if has("nfd") { self.path.nfd().collect() } else { self.path.clone() });
        fs::create_dir_all(path.parent().expect("it lies in the root")).expect("writable");
        if let Some(target) = value("link=") {
            return link(&PathBuf::from(target.replace("[TEMP]", &temp.to_string_lossy())), &path);
        }
        let mut text = self.text.clone();
        if let Some(size) = value("size=") {
            let size: usize = size.parse().expect("a size is a number of bytes");
            while text.len() < size {
                text.push_str("The bridge was closed on Monday.\n");
            }
            text.truncate(size);
        }
        if has("crlf") {
            text = text.replace('\n', "\r\n");
        }
        if has("bom") {
            text.insert(0, '\u{feff}');
        }
        let latin1 = || text.chars().map(|c| u8::try_from(c).expect("it is in ISO 8859-1")).collect();
        let bytes: Vec<u8> = if has("latin1") { latin1() } else { text.clone().into_bytes() };
        fs::write(&path, bytes).expect("writable");
    }
}

#[cfg(unix)]
fn link(target: &Path, path: &Path) {
    std::os::unix::fs::symlink(target, path).expect("writable");
}

#[cfg(not(unix))]
fn link(_: &Path, path: &Path) {
    panic!("`{}` is a link, which needs Unix", path.display());
}

/// Runs a case; returns what the user is told.
fn told(case: &Case, yesterday: &BTreeMap<PathBuf, Vec<u8>>) -> String {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let real = temp.path().canonicalize().expect("it exists");
    let root = real.join("dossier");
    fs::create_dir_all(real.join("home")).expect("writable");
    for (path, bytes) in yesterday {
        let path = root.join("public").join(path);
        fs::create_dir_all(path.parent().expect("it lies in the root")).expect("writable");
        fs::write(path, bytes).expect("writable");
    }
    for file in &case.files {
        file.write(&real, &root);
    }
    let before = tree(&real);
    let args = case.args.iter().map(|arg| arg.replace("[TEMP]", &real.to_string_lossy()));
    let output = run(&real, args);
    let code = output.status.code().expect("it was not killed");
    if code != 0 {
        assert!(before == tree(&real), "`{}` failed and changed something", case.title);
    }
    let stderr = String::from_utf8(output.stderr).expect("messages are text");
    assert_eq!(code == 0, !stderr.lines().any(|line| line.starts_with("error")), "{}: {code}\n{stderr}", case.title);
    let told = format!("exit code {code}\n\n{}", stderr.replace(&*real.to_string_lossy(), "[TEMP]"));
    let answers = case.args.first().is_some_and(|command| command == "mentions");
    if answers { format!("{told}{}", String::from_utf8_lossy(&output.stdout)) } else { told }
}

fn run(temp: &Path, args: impl IntoIterator<Item = String>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(temp.join("dossier")).args(args);
    command.env_clear().env("HOME", temp.join("home")).env("SOURCE_DATE_EPOCH", "1551398400");
    // Without it the program does not start on Windows.
    command.envs(std::env::vars_os().filter(|(key, _)| key.eq_ignore_ascii_case("SystemRoot")));
    command.output().expect("the binary starts")
}

/// Builds the site that was there before the mistake.
fn yesterday() -> BTreeMap<PathBuf, Vec<u8>> {
    let temp: TempDir = tempfile::tempdir().expect("a temporary folder");
    let root = temp.path().join("dossier");
    let article = "---\ntitle: The bridge is open\nrights: full\n---\n\nAll is well.\n";
    fs::create_dir_all(root.join("content/articles")).expect("writable");
    fs::write(root.join("content/articles/yesterday.md"), article).expect("writable");
    let output = run(temp.path(), ["build".to_owned()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let site = tree(&root.join("public"));
    assert!(site.contains_key(Path::new("articles/yesterday.html")));
    site
}

/// Reads every file below a folder; a link counts as where it leads.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("readable"));
    files
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let bytes = if entry.path_is_symlink() {
                fs::read_link(entry.path()).expect("readable").to_string_lossy().into_owned().into_bytes()
            } else {
                fs::read(entry.path()).expect("readable")
            };
            (entry.path().strip_prefix(folder).expect("it lies below").to_owned(), bytes)
        })
        .collect()
}
