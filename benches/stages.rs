//! How long each stage takes over 100 generated articles, and what it allocates: `cargo bench --bench stages`.
//!
//! Each stage is timed alone, through the crate's public functions, with what it starts from made beforehand. It runs on
//! one thread but where it is the crate that goes parallel (`compile`, `publish`). `scripts/bench` measures the whole.

mod generator;

use std::sync::Arc;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use dossier::compile::{Audience, Compiled, Memos, compile};
use dossier::content::annotation::Passage;
use dossier::content::{annotation, article, entity};
use dossier::load::{LoadOptions, Snapshot, SourceFile, load};
use dossier::path::Slug;
use dossier::publish::{Options, publish};
use dossier::resolve::anchor::{Anchoring, Haystack, anchor};
use dossier::resolve::mention::{Context, Matcher, Names, find};
use dossier::text::Document;
use dossier::text::canonical::Canonical;
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

/// A corpus on disk, and read.
struct Corpus {
    folder: TempDir,
    snapshot: Snapshot,
}

impl Corpus {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        generator::generate(&generator::Options {
            articles: 100,
            entities: 100,
            ..generator::Options::new(folder.path().join("corpus"))
        });
        let snapshot = read(&folder);
        Self { folder, snapshot }
    }

    fn files(&self, kind: &str) -> Vec<Arc<SourceFile>> {
        let folder = format!("content/{kind}/");
        let files = self.snapshot.files.iter().filter(|(path, _)| path.as_str().starts_with(&folder));
        files.map(|(_, file)| Arc::clone(file)).collect()
    }

    /// The articles by path with their canonical texts.
    fn texts(&self) -> Vec<(Arc<Document>, Canonical)> {
        let sources = self.files("articles").into_iter().map(|file| article::parse(&file));
        sources.map(|one| (Arc::clone(&one.body), Canonical::new(&one.meta.title, &one.body))).collect()
    }

    fn passages(&self) -> Vec<Vec<Passage>> {
        let passages = |file: &Arc<SourceFile>| {
            annotation::parse(file).file.notes.iter().filter_map(|note| note.passage.clone()).collect()
        };
        self.files("annotations").iter().map(passages).collect()
    }

    fn compiled(&self) -> Compiled {
        compile(&self.snapshot, Audience::Public, &mut Memos::forgetful())
    }
}

fn read(folder: &TempDir) -> Snapshot {
    let root = folder.path().join("corpus");
    let now = "2026-01-01T00:00:00Z".parse().expect("it is a moment");
    load(&root, &LoadOptions { now, originals: None, out: None }).expect("it is a dossier")
}

fn length(files: &[Arc<SourceFile>]) -> BytesCount {
    BytesCount::new(files.iter().map(|file| file.text().len()).sum::<usize>())
}

#[divan::bench]
fn load_folder(bencher: Bencher<'_, '_>) {
    let corpus = Corpus::new();
    bencher.counter(ItemsCount::new(corpus.snapshot.files.len())).bench_local(|| read(&corpus.folder));
}

#[divan::bench]
fn parse_articles(bencher: Bencher<'_, '_>) {
    let files = Corpus::new().files("articles");
    bencher.counter(length(&files)).bench_local(|| files.iter().map(|file| article::parse(file)).collect::<Vec<_>>());
}

#[divan::bench]
fn parse_notes(bencher: Bencher<'_, '_>) {
    let files = Corpus::new().files("annotations");
    bencher
        .counter(length(&files))
        .bench_local(|| files.iter().map(|file| annotation::parse(file)).collect::<Vec<_>>());
}

#[divan::bench]
fn mentions(bencher: Bencher<'_, '_>) {
    let corpus = Corpus::new();
    let names = corpus.files("entities").into_iter().enumerate().map(|(n, file)| Names {
        id: Slug::new(format!("entity-{n}")),
        name: entity::parse(&file).meta.name.clone(),
        aliases: vec![],
        weak_aliases: vec![],
        misspellings: vec![],
        not: vec![],
        any_case: false,
    });
    let matcher = Matcher::new(&Arc::new(names.collect()));
    let texts = corpus.texts();
    let search = || {
        let found = texts.iter().map(|(document, text)| find(&matcher, text, document, &Context::default()));
        found.map(|found| found.mentions.len()).sum::<usize>()
    };
    let found = search();
    assert!(found > 1000, "the corpus names its entities");
    bencher.counter(ItemsCount::new(found)).bench_local(search);
}

#[divan::bench]
fn anchoring(bencher: Bencher<'_, '_>) {
    let corpus = Corpus::new();
    let (texts, passages) = (corpus.texts(), corpus.passages());
    let search = || {
        let mut found = 0;
        for ((_, text), passages) in texts.iter().zip(&passages) {
            let haystack = Haystack::new(text);
            for passage in passages {
                found += usize::from(matches!(anchor(&haystack, passage, None), Anchoring::Found { .. }));
            }
        }
        found
    };
    let found = search();
    assert_eq!(found, 300, "every passage stands in its article");
    bencher.counter(ItemsCount::new(found)).bench_local(search);
}

/// Everything of a compile is remembered: what is left is the merge, the pages' models and their comparison.
#[divan::bench(sample_count = 20)]
fn resolve_again(bencher: Bencher<'_, '_>) {
    let corpus = Corpus::new();
    let mut memos = Memos::keeping();
    compile(&corpus.snapshot, Audience::Public, &mut memos);
    bencher.bench_local(|| compile(&corpus.snapshot, Audience::Public, &mut memos));
}

#[divan::bench(sample_count = 20)]
fn compile_cold(bencher: Bencher<'_, '_>) {
    let corpus = Corpus::new();
    bencher.bench_local(|| corpus.compiled());
}

#[divan::bench(sample_count = 20)]
fn render(bencher: Bencher<'_, '_>) {
    let compiled = Corpus::new().compiled();
    let paint = || {
        let bytes = compiled.output.files.values().map(|file| file.render().map_or(0, |bytes| bytes.len()));
        bytes.sum::<usize>()
    };
    bencher.counter(BytesCount::new(paint())).bench_local(paint);
}

/// Into an empty folder; rendering is part of it.
#[divan::bench(sample_count = 20)]
fn publish_cold(bencher: Bencher<'_, '_>) {
    let corpus = Corpus::new();
    let output = corpus.compiled().output;
    let root = corpus.folder.path().join("corpus");
    let options = Options { root: &root, homes: &[], private: &[], progress: &|_, _| {} };
    let fresh = || tempfile::tempdir().expect("a temporary folder");
    bencher.with_inputs(fresh).bench_local_values(|folder| {
        publish(&output, folder.path(), options).expect("it is published");
        folder
    });
}

/// Over the same files; rendering and comparing is all of it.
#[divan::bench(sample_count = 20)]
fn publish_the_same(bencher: Bencher<'_, '_>) {
    let corpus = Corpus::new();
    let output = corpus.compiled().output;
    let root = corpus.folder.path().join("corpus");
    let options = Options { root: &root, homes: &[], private: &[], progress: &|_, _| {} };
    let folder = tempfile::tempdir().expect("a temporary folder");
    publish(&output, folder.path(), options).expect("it is published");
    bencher.bench_local(|| {
        let published = publish(&output, folder.path(), options).expect("it is published");
        assert!(published.written.is_empty(), "nothing differs");
    });
}
