//! Dossiers written in one string, and what becomes of them.
//!
//! A fixture is text with `//- path` headers. [`Dossier`] is its folder on disk, for chains of builds;
//! [`Memory`] is the same without a disk, for laws that build many.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dossier::compile::{Audience, Compiled, Memos, Output, compile};
use dossier::diagnostic::{Diagnostic, Severity};
use dossier::load::{Blob, Contents, LoadOptions, Snapshot, SourceFile, load};
use dossier::path::SourcePath;
use dossier::publish::{Options, Published, publish};
use scraper::{ElementRef, Html, Selector};
use tempfile::TempDir;

/// The moment of every build that does not name one.
pub const NOW: &str = "2026-01-01T00:00:00Z";

/// Cuts a fixture into its files.
pub fn files(fixture: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in fixture.trim_start_matches('\n').split_inclusive('\n') {
        match line.strip_prefix("//- ") {
            Some(path) => files.push((path.trim().to_owned(), String::new())),
            None => files.last_mut().expect("a fixture begins with a path").1.push_str(line),
        }
    }
    files
}

/// Shows problems, one a line, with where they stand.
pub fn problems(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(|d| format!("{} {}: {}", d.primary.path, d.code.as_str(), d.message)).collect()
}

/// The problems of a compile that are no hints.
pub fn serious(diagnostics: &[Diagnostic]) -> Vec<String> {
    let serious: Vec<Diagnostic> = diagnostics.iter().filter(|d| d.severity != Severity::Hint).cloned().collect();
    problems(&serious)
}

fn moment(now: &str) -> jiff::Timestamp {
    now.parse().expect("a test writes a timestamp")
}

/// A dossier in a folder of its own.
pub struct Dossier {
    dir: TempDir,
    /// The moment of the next build.
    pub now: String,
}

/// What one build came to.
pub struct Built {
    /// The files of the output folder after it.
    pub site: Site,
    /// What was wrong, warnings too.
    pub problems: Vec<String>,
    /// What was done to the folder; `None` where there were errors.
    pub published: Option<Published>,
    /// What the editor is told.
    pub notices: Vec<String>,
}

impl Dossier {
    /// Writes a fixture to disk.
    pub fn new(fixture: &str) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let dossier = Self { dir, now: NOW.into() };
        for (path, text) in files(fixture) {
            dossier.write(&path, text);
        }
        dossier
    }

    pub fn root(&self) -> PathBuf {
        self.dir.path().join("dossier")
    }

    /// The folder that [`Dossier::build`] publishes into.
    pub fn out(&self) -> PathBuf {
        self.root().join("public")
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let at = self.root().join(path);
        fs::create_dir_all(at.parent().expect("it has a folder")).expect("writable");
        fs::write(at, bytes).expect("writable");
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).expect("it is there");
    }

    /// Replaces words of a file, which must be there.
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.root().join(path)).expect("it is there");
        assert!(text.contains(from), "{path} has no `{from}`");
        self.write(path, text.replace(from, to));
    }

    pub fn snapshot(&self) -> Snapshot {
        let out = self.out();
        let options = LoadOptions { now: moment(&self.now), originals: None, out: Some(&out) };
        load(&self.root(), &options).expect("it is a dossier")
    }

    /// Builds as `dossier build` does.
    pub fn build(&self) -> Built {
        self.build_for(Audience::Public, &self.out())
    }

    /// Builds for an audience into a folder.
    pub fn build_for(&self, audience: Audience, out: &Path) -> Built {
        let snapshot = self.snapshot();
        let compiled = compile(&snapshot, audience, &mut Memos::forgetful());
        let mut found = serious(&compiled.diagnostics);
        let errors = compiled.diagnostics.iter().any(|d| d.severity == Severity::Error);
        let root = self.root();
        let options = Options { root: &root, homes: &[], private: &[], progress: &|_, _| {} };
        let published = (!errors).then(|| publish(&compiled.output, out, options));
        let published = published.and_then(|p| p.map_err(|e| found.extend(problems(e.diagnostics()))).ok());
        Built { site: Site::of_folder(out), problems: found, published, notices: compiled.notices }
    }

    /// Builds, and fails where anything is wrong.
    pub fn build_fine(&self) -> Built {
        let built = self.build();
        assert_eq!(built.problems, [""; 0]);
        assert!(built.published.is_some());
        built
    }
}

/// A dossier without a disk.
#[derive(Clone, Default)]
pub struct Memory {
    pub files: BTreeMap<String, String>,
    pub blobs: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    pub fn new(fixture: &str) -> Self {
        Self { files: files(fixture).into_iter().collect(), blobs: BTreeMap::new() }
    }

    pub fn snapshot(&self) -> Snapshot {
        let file = |(path, text): (&String, &String)| {
            let path = SourcePath::new(path.as_str());
            (path.clone(), Arc::new(SourceFile { path, contents: Contents::Text(text.as_str().into()) }))
        };
        let blob = |(path, bytes): (&String, &Vec<u8>)| {
            let digest = *blake3::hash(bytes).as_bytes();
            (SourcePath::new(path.as_str()), Arc::new(Blob { bytes: bytes.as_slice().into(), digest }))
        };
        Snapshot {
            lock: Arc::default(),
            snapshots: Arc::default(),
            files: self.files.iter().map(file).collect(),
            blobs: self.blobs.iter().map(blob).collect(),
            originals: None,
            now: moment(NOW),
            problems: Vec::new(),
        }
    }

    pub fn compile(&self, audience: Audience) -> Compiled {
        compile(&self.snapshot(), audience, &mut Memos::forgetful())
    }
}

/// The files of a site by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Reads a published folder, but for what the tool keeps for itself; empty where there is none.
    pub fn of_folder(out: &Path) -> Self {
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(out).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file()) {
            let path = entry.path().strip_prefix(out).expect("it is in there");
            let path = path.to_str().expect("it is text").replace('\\', "/");
            files.insert(path, fs::read(entry.path()).expect("it is readable"));
        }
        Self { files }
    }

    /// Renders an output.
    pub fn of_output(output: &Output) -> Self {
        let files = output.files.iter().map(|(path, file)| {
            (path.to_string(), file.render().unwrap_or_else(|e| panic!("{path}: {:#?}", problems(&e))))
        });
        Self { files: files.collect() }
    }

    pub fn text(&self, path: &str) -> &str {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("there is no {path} in {:?}", self.files.keys()));
        std::str::from_utf8(bytes).expect("pages are UTF-8")
    }

    pub fn page(&self, path: &str) -> Html {
        Html::parse_document(self.text(path))
    }

    /// The text of every element a selector finds, white space collapsed.
    pub fn texts(&self, path: &str, selector: &str) -> Vec<String> {
        let page = self.page(path);
        all(&page, selector).map(|e| words(&e.text().collect::<String>())).collect()
    }

    /// The value of an attribute of every element a selector finds.
    pub fn attributes(&self, path: &str, selector: &str, name: &str) -> Vec<String> {
        let page = self.page(path);
        all(&page, selector).map(|e| e.attr(name).unwrap_or_default().to_owned()).collect()
    }

    /// Fails unless a selector finds elements with just these texts.
    pub fn expect(&self, path: &str, selector: &str, texts: &[&str]) -> &Self {
        assert_eq!(self.texts(path, selector), texts, "{path}: {selector}");
        self
    }

    /// Names the files in which a word stands, in a name or in any byte.
    pub fn holding(&self, word: &str) -> Vec<&str> {
        let has = |bytes: &[u8]| memchr::memmem::find(bytes, word.as_bytes()).is_some();
        self.files.iter().filter(|(path, bytes)| has(path.as_bytes()) || has(bytes)).map(|f| f.0.as_str()).collect()
    }
}

/// The elements that a selector finds.
pub fn all<'a>(page: &'a Html, selector: &str) -> impl Iterator<Item = ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap_or_else(|e| panic!("{selector}: {e}"));
    page.select(&selector).collect::<Vec<_>>().into_iter()
}

/// Collapses white space.
pub fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
