//! What a build of 200 articles and each kind of edit cost, in counts that no clock and no neighbour disturbs.
//!
//! The figures stand in `tests/counters.txt`; one that moves by more than 5 % fails, up or down. Where that is meant,
//! `COUNTERS=update cargo test --test counters` writes the file anew, and the commit that holds it says why.
//! Allocations are counted on one thread of a debug build; files and bytes are read off the disk, not believed.
//!
//! **Invariant:** the same sources give the same figures, run after run.
#![cfg(unix)]
#![allow(missing_docs, reason = "tests are read, not documented")]
#![allow(clippy::disallowed_methods, reason = "a test reads the clock of the disk and the wish to update")]

#[path = "counters/figures.rs"]
mod figures;
#[path = "../benches/generator/mod.rs"]
mod generator;

use std::alloc::System;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use dossier::compile::{Audience, Memos, compile};
use dossier::load::{LoadOptions, load};
use dossier::preview::rebuild::{Job, Rebuilt, Session};
use dossier::publish::remember::remember;
use dossier::publish::{Options, publish};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use figures::{Figures, moved};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/counters.txt");

const PREAMBLE: &str = "\
# What a build of 200 articles (600 words, 20 mentions, 3 notes each; 30 entities) and each edit of it cost.
# Held by tests/counters.rs to 5 %. Update with `COUNTERS=update cargo test --test counters`, and say why in the commit.
";

/// A dossier on disk while it is being edited.
struct Desk {
    _folder: tempfile::TempDir,
    root: PathBuf,
    session: Session,
    disk: Disk,
    figures: Figures,
}

/// What the tool wrote, by path.
type Disk = BTreeMap<String, File>;

/// What tells a file from the one that stood there before.
#[derive(PartialEq, Eq)]
struct File {
    inode: u64,
    modified: SystemTime,
    bytes: Vec<u8>,
}

impl File {
    /// How many bytes were written since; a file that is still the same one was patched or appended to.
    fn written_since(&self, old: Option<&Self>) -> usize {
        match old {
            Some(old) if old.inode == self.inode && old.bytes.len() <= self.bytes.len() => {
                let patched = old.bytes.iter().zip(&self.bytes).filter(|(old, new)| old != new).count();
                patched + self.bytes.len() - old.bytes.len()
            }
            _ => self.bytes.len(),
        }
    }
}

#[test]
fn an_edit_costs_what_it_did() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one");
    let figures = pool.install(count);
    let shown = format!("{PREAMBLE}{figures}");
    if std::env::var("COUNTERS").is_ok_and(|wish| wish == "update") {
        fs::write(COMMITTED, &shown).expect("the file is ours");
    }
    let committed: Figures = fs::read_to_string(COMMITTED).expect("it is committed").parse().expect("it is ours");
    let moved = moved(&committed, &figures);
    assert!(
        moved.is_empty(),
        "{} figures moved by more than 5 %:\n{}\n\nIf that is meant: COUNTERS=update cargo test --test counters",
        moved.len(),
        moved.join("\n")
    );
    // What no update may lift.
    let get = |step: &str, name: &str| figures.get(step, name);
    assert!(get("cold build", "files") > 400, "{shown}");
    assert_eq!(get("nothing changed", "files written") + get("watch begins", "files written"), 0, "{shown}");
    assert!((1..=8).contains(&get("typo in an article", "ran rendered")), "{shown}");
    assert!((1..=8).contains(&get("new note", "ran rendered")), "{shown}");
    assert_eq!(get("template edit", "ran rendered"), 200, "{shown}");
    assert!(get("deleted article", "files removed") >= 2, "{shown}");
}

/// Builds, then edits again and again, and counts each time.
fn count() -> Figures {
    let mut desk = Desk::cold();
    desk.round("watch begins", |_| {}).expect("a first round does all");
    desk.round("typo in an article", |root| {
        let notes = read(root, "content/annotations/article-000100.md");
        let typo = |text: &str| {
            let unquoted = |word: &&str| word.len() > 5 && word.is_ascii() && !notes.contains(*word);
            let body = text.rsplit_once("---\n").expect("it has front matter").1;
            let word = body
                .split(|c: char| !c.is_alphabetic())
                .filter(|word| word.chars().all(char::is_lowercase))
                .find(unquoted)
                .expect("most words are not quoted");
            text.replacen(word, &format!("{}{}{}", &word[1..2], &word[..1], &word[2..]), 1)
        };
        edit(root, "content/articles/article-000100.md", typo);
    });
    desk.round("new note", |root| {
        let text = read(root, "content/articles/article-000150.md");
        let passage: Vec<&str> = paragraph(&text, 0).split(' ').take(12).collect();
        let note = format!("## New {{#new .check}}\n\n> {}\n\nNobody had seen it.\n", passage.join(" "));
        edit(root, "content/annotations/article-000150.md", |notes| notes.to_owned() + &note);
    });
    desk.round("new alias", |root| {
        let text = read(root, "content/articles/article-000050.md");
        let word = paragraph(&text, 1).split(' ').next().expect("it has words").to_owned();
        let alias = |text: &str| text.replacen("kind: person\n", &format!("kind: person\naliases: [{word}]\n"), 1);
        edit(root, "content/entities/entity-00003.md", alias);
    });
    desk.round("template edit", |root| {
        let text = "{% extends \"broadsheet/article.html\" %}{% block kicker %}<p>Ours</p>{% endblock %}";
        fs::create_dir_all(root.join("templates")).expect("writable");
        fs::write(root.join("templates/article.html"), text).expect("writable");
    });
    desk.round("deleted article", |root| {
        for folder in ["articles", "annotations"] {
            fs::remove_file(root.join(format!("content/{folder}/article-000120.md"))).expect("it is there");
        }
    });
    let same = desk.round("nothing changed", |root| edit(root, "content/articles/article-000001.md", str::to_owned));
    assert!(same.is_none(), "the same bytes are no change");
    desk.figures
}

impl Desk {
    /// Writes the corpus and builds it once as `dossier build` does, remembering nothing.
    fn cold() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().join("corpus");
        let options = generator::Options { articles: 200, entities: 30, ..generator::Options::new(&root) };
        generator::generate(&options);
        let out = root.join("public");
        let region = Region::new(ALLOCATOR);
        let snapshot = load(&root, &LoadOptions { now: now(), originals: None, out: Some(&out) }).expect("it loads");
        let compiled = compile(&snapshot, Audience::Public, &mut Memos::forgetful());
        assert_eq!(compiled.diagnostics, []);
        let options = Options { root: &root, homes: &[], private: &[], progress: &|_, _| {} };
        publish(&compiled.output, &out, options).expect("it is published");
        remember(&root, &snapshot, &compiled.lock, &compiled.snapshots).expect("the lock is written");
        let spent = region.change();
        let disk = disk(&root);
        let mut figures = Figures::default();
        let step = "cold build";
        let sum = |site: bool| {
            disk.iter().filter(|f| f.0.starts_with("public/") == site).map(|f| f.1.bytes.len()).sum::<usize>()
        };
        let largest = |page: bool| {
            let site = disk.iter().filter(|f| f.0.starts_with("public/") && f.0.ends_with(".html") == page);
            site.map(|f| f.1.bytes.len()).max().unwrap_or_default()
        };
        figures.put(step, "files", disk.len());
        figures.put(step, "bytes of the site", sum(true));
        figures.put(step, "bytes of the lock and snapshots", sum(false));
        figures.put(step, "bytes of the largest page", largest(true));
        figures.put(step, "bytes of the largest other file", largest(false));
        figures.put(step, "allocations", spent.allocations + spent.reallocations);
        figures.put(step, "allocated bytes", spent.bytes_allocated);
        Self { _folder: folder, root, session: Session::default(), disk, figures }
    }

    /// Edits, goes one round of the watch, and counts it.
    fn round(&mut self, step: &str, edit: impl FnOnce(&Path)) -> Option<Rebuilt> {
        // The clock of the disk has ticks.
        std::thread::sleep(Duration::from_millis(20));
        edit(&self.root);
        let out = self.root.join("public");
        let job = Job {
            root: &self.root,
            out: &out,
            write: true,
            originals: None,
            homes: &[],
            audience: Audience::Public,
            strict: true,
            now: now(),
            // All files have been left alone for long, so that which are read again does not depend on the machine.
            clock: SystemTime::now() + Duration::from_secs(3600),
            progress: &|_, _| {},
        };
        let region = Region::new(ALLOCATOR);
        let rebuilt = self.session.rebuild(job).expect("it loads");
        let spent = region.change();
        if let Some(rebuilt) = &rebuilt {
            assert_eq!(rebuilt.diagnostics, [], "{step}");
            for (stage, runs) in rebuilt.runs.iter().filter(|run| run.1 > 0) {
                self.figures.put(step, &format!("ran {stage}"), *runs);
            }
        }
        let disk = disk(&self.root);
        let written: Vec<usize> = disk
            .iter()
            .map(|(path, file)| (file, self.disk.get(path)))
            .filter(|(file, old)| *old != Some(file))
            .map(|(file, old)| file.written_since(old))
            .collect();
        self.figures.put(step, "files written", written.len());
        self.figures.put(step, "files removed", self.disk.keys().filter(|path| !disk.contains_key(*path)).count());
        self.figures.put(step, "bytes written", written.iter().sum::<usize>());
        self.figures.put(step, "allocations", spent.allocations + spent.reallocations);
        self.figures.put(step, "allocated bytes", spent.bytes_allocated);
        self.disk = disk;
        rebuilt
    }
}

fn now() -> jiff::Timestamp {
    "2026-01-01T00:00:00Z".parse().expect("it is a moment")
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).expect("it is there")
}

fn edit(root: &Path, path: &str, change: impl FnOnce(&str) -> String) {
    fs::write(root.join(path), change(&read(root, path))).expect("writable");
}

/// The n-th paragraph of an article's file.
fn paragraph(text: &str, n: usize) -> &str {
    text.split("\n\n").nth(n + 1).expect("it has paragraphs").trim()
}

/// Lists what lies under the root and is no source.
fn disk(root: &Path) -> Disk {
    let files = walkdir::WalkDir::new(root).into_iter().map(|entry| entry.expect("readable"));
    let path = |entry: &walkdir::DirEntry| {
        entry.path().strip_prefix(root).expect("it is in there").display().to_string().replace('\\', "/")
    };
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (path(&entry), entry.metadata().expect("readable")))
        .filter(|(path, _)| !path.starts_with("content/") && !path.starts_with("templates/") && path != "dossier.toml")
        .map(|(path, meta)| {
            let modified = meta.modified().expect("the disk tells");
            let bytes = fs::read(root.join(&path)).expect("readable");
            (path, File { inode: meta.ino(), modified, bytes })
        })
        .collect()
}
