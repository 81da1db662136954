//! Every file by itself: which parser reads it, remembered.

use std::ops::Bound;
use std::sync::Arc;

use crate::compile::Memos;
use crate::content::Common;
use crate::content::annotation::{self, AnnotationSource};
use crate::content::article::{self, Article};
use crate::content::claim::{self, Claim};
use crate::content::config::{self, Config};
use crate::content::entity::{self, Entity};
use crate::content::page::{self, Page};
use crate::content::{KeySpans, Source};
use crate::diagnostic::{Diagnostic, Location};
use crate::memo::map::Map;
use crate::memo::{Pick, Stage};
use crate::path::{Slug, SourcePath};
use crate::resolve::address::INTRODUCTION;
use crate::resolve::ids::id_of;
use crate::source::{Snapshot, SourceFile};

/// Files of one kind as they were parsed.
pub(crate) type Files<T> = Map<SourcePath, Source<T>>;

/// What reads the files of one kind.
pub(crate) type Reading<O> = Stage<SourcePath, Map<SourcePath, SourceFile>, Arc<SourceFile>, O>;

/// What finds those of one kind whose front matter speaks of corrections or old addresses.
pub(crate) type Marking<O> = Pick<SourcePath, Map<SourcePath, O>, Arc<O>>;

/// All files as they were parsed.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) config: Config,
    pub(crate) config_keys: KeySpans,
    pub(crate) articles: Files<Article>,
    pub(crate) entities: Files<Entity>,
    pub(crate) claims: Files<Claim>,
    pub(crate) pages: Files<Page>,
    /// The introduction of the home page, if there is one.
    pub(crate) home: Files<Page>,
    pub(crate) annotations: Map<SourcePath, AnnotationSource>,
    /// The annotation files of each article.
    pub(crate) annotations_of: Map<Slug, Annotations>,
    /// By id, the articles of which one is known by it.
    pub(crate) articles_of: Map<Slug, Articles>,
    /// The articles that have corrections or old addresses.
    pub(crate) marked_articles: Files<Article>,
    /// The annotation files that have corrections.
    pub(crate) marked_annotations: Map<SourcePath, AnnotationSource>,
}

/// Annotation files, in order of paths.
pub(crate) type Annotations = Vec<(SourcePath, Arc<AnnotationSource>)>;

/// Articles of one id, in order of paths.
pub(crate) type Articles = Vec<(SourcePath, Arc<Source<Article>>)>;

/// The folders of `content/`, sorted.
const FOLDERS: [&str; 5] = ["annotations", "articles", "claims", "entities", "pages"];

/// Parses every file.
pub(crate) fn parse(snapshot: &Snapshot, memos: &mut Memos, diagnostics: &mut Vec<Diagnostic>) -> Parsed {
    let (config, config_keys) = match snapshot.files.get("dossier.toml") {
        Some(file) => {
            let (config, keys, problems) = config::parse(file);
            diagnostics.extend(problems);
            (config, keys)
        }
        None => (Config::default(), KeySpans::default()),
    };
    let within = |from: &str, to: &str| {
        snapshot.files.range::<_, str>((Bound::Included(from), Bound::Excluded(to))).map(|(path, _)| path)
    };
    // What lies before, between and behind the folders; `0` comes right after `/`.
    let starts = std::iter::once("content/".to_owned()).chain(FOLDERS.map(|folder| format!("content/{folder}0")));
    let ends = FOLDERS.map(|folder| format!("content/{folder}/")).into_iter().chain(["content0".to_owned()]);
    for (from, to) in starts.zip(ends) {
        for path in within(&from, &to).filter(|path| path.as_str() != INTRODUCTION) {
            diagnostics.push(
                Diagnostic::warning(
                    "stray-file",
                    Location::file(path),
                    "this file is in no folder that the dossier reads",
                )
                .hint("move it to content/articles, annotations, entities, claims or pages"),
            );
        }
    }
    let files = || snapshot.files.clone();
    let parsed = Parsed {
        config,
        config_keys,
        articles: memos.articles.run(files(), |files, path| of("articles", files, path), |file| article::parse(file)),
        entities: memos.entities.run(files(), |files, path| of("entities", files, path), |file| entity::parse(file)),
        claims: memos.claims.run(files(), |files, path| of("claims", files, path), |file| claim::parse(file)),
        pages: memos.pages.run(files(), |files, path| of("pages", files, path), |file| page::parse(file, false)),
        home: memos.home.run(files(), introduction, |file| page::parse(file, true)),
        annotations: memos.annotations.run(
            files(),
            |files, path| of("annotations", files, path),
            |file| annotation::parse(file),
        ),
        annotations_of: Map::new(),
        articles_of: Map::new(),
        marked_articles: Map::new(),
        marked_annotations: Map::new(),
    };
    fn say<'a, T: 'a>(noted: impl Iterator<Item = (&'a SourcePath, &'a Arc<Source<T>>)>, out: &mut Vec<Diagnostic>) {
        noted.for_each(|(_, source)| out.extend(source.diagnostics.iter().cloned()));
    }
    say(memos.articles.noted(), diagnostics);
    say(memos.entities.noted(), diagnostics);
    say(memos.claims.noted(), diagnostics);
    say(memos.pages.noted().chain(memos.home.noted()), diagnostics);
    memos.annotations.noted().for_each(|(_, source)| diagnostics.extend(source.diagnostics.iter().cloned()));
    Parsed {
        annotations_of: memos.annotations_of.run(&parsed.annotations, |_, source| Some(source.file.article.clone())),
        articles_of: memos.articles_of.run(&parsed.articles, |path, _| Some(id_of(path))),
        marked_articles: memos.marked_articles.run(parsed.articles.clone(), |articles, path| {
            articles.get(path).filter(|source| is_marked(&source.meta.common)).cloned()
        }),
        marked_annotations: memos.marked_annotations.run(parsed.annotations.clone(), |annotations, path| {
            annotations.get(path).filter(|source| is_marked(&source.file.common)).cloned()
        }),
        ..parsed
    }
}

/// Takes a file if it lies in this folder of `content/`.
fn of(folder: &str, files: &Map<SourcePath, SourceFile>, path: &SourcePath) -> Option<Arc<SourceFile>> {
    let inside = path.as_str().strip_prefix("content/")?.strip_prefix(folder)?;
    inside.starts_with('/').then(|| files.get(path).cloned())?
}

fn introduction(files: &Map<SourcePath, SourceFile>, path: &SourcePath) -> Option<Arc<SourceFile>> {
    (path.as_str() == INTRODUCTION).then(|| files.get(path).cloned())?
}

fn is_marked(common: &Common) -> bool {
    !common.corrections.is_empty() || !common.old_urls.is_empty()
}
