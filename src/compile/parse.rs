//! Every file by itself: which parser reads it, remembered.

use std::ops::Bound;
use std::sync::Arc;

use crate::compile::Memos;
use crate::content::annotation::{self, AnnotationSource};
use crate::content::article::{self, Article};
use crate::content::claim::{self, Claim};
use crate::content::config::{self, Config};
use crate::content::entity::{self, Entity};
use crate::content::page::{self, Page};
use crate::content::{KeySpans, Source};
use crate::diagnostic::{Diagnostic, Location};
use crate::load::{Snapshot, SourceFile};
use crate::memo::Memo;
use crate::path::SourcePath;

/// A file as it was parsed.
pub(super) type Parse<T> = (SourcePath, Arc<Source<T>>);

/// All files as they were parsed, each kind in order of paths.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) config: Config,
    pub(super) config_keys: KeySpans,
    pub(super) articles: Vec<Parse<Article>>,
    pub(super) entities: Vec<Parse<Entity>>,
    pub(super) claims: Vec<Parse<Claim>>,
    pub(super) pages: Vec<Parse<Page>>,
    pub(super) home: Option<Parse<Page>>,
    pub(super) annotations: Vec<(SourcePath, Arc<AnnotationSource>)>,
}

/// The folders of `content/`, sorted.
const FOLDERS: [&str; 5] = ["annotations", "articles", "claims", "entities", "pages"];

/// Finds a file among those of its kind.
pub(super) fn find<'a, T>(files: &'a [Parse<T>], path: &SourcePath) -> Option<&'a Arc<Source<T>>> {
    files.binary_search_by(|f| f.0.cmp(path)).ok().map(|i| &files[i].1)
}

/// Parses every file.
pub(super) fn parse(snapshot: &Snapshot, memos: &mut Memos, diagnostics: &mut Vec<Diagnostic>) -> Parsed {
    let (config, config_keys) = match snapshot.files.get("dossier.toml") {
        Some(file) => {
            let (config, keys, problems) = config::parse(file);
            diagnostics.extend(problems);
            (config, keys)
        }
        None => (Config::default(), KeySpans::default()),
    };
    let within = |from: &str, to: &str| {
        snapshot
            .files
            .range::<_, str>((Bound::Included(from), Bound::Excluded(to)))
            .map(|(path, file)| (path.clone(), Arc::clone(file)))
    };
    // `0` comes right after `/`.
    let in_folder =
        |folder: &str| within(&format!("content/{folder}/"), &format!("content/{folder}0")).collect::<Vec<_>>();
    // What lies before, between and behind the folders.
    let starts = std::iter::once("content/".to_owned()).chain(FOLDERS.map(|folder| format!("content/{folder}0")));
    let ends = FOLDERS.map(|folder| format!("content/{folder}/")).into_iter().chain(["content0".to_owned()]);
    for (from, to) in starts.zip(ends) {
        for (path, _) in within(&from, &to).filter(|(path, _)| path.as_str() != "content/index.md") {
            diagnostics.push(
                Diagnostic::warning(
                    "stray-file",
                    Location::file(&path),
                    "this file is in no folder that the dossier reads",
                )
                .hint("move it to content/articles, annotations, entities, claims or pages"),
            );
        }
    }
    let mut pages = in_folder("pages");
    pages.extend(snapshot.files.get_key_value("content/index.md").map(|(path, file)| (path.clone(), Arc::clone(file))));
    let mut pages = run(&mut memos.pages, |file| page::parse(file, file.path.as_str() == "content/index.md"), pages);
    let home = pages.iter().position(|p| p.0.as_str() == "content/index.md").map(|at| pages.remove(at));
    let parsed = Parsed {
        config,
        config_keys,
        articles: run(&mut memos.articles, |f| article::parse(f), in_folder("articles")),
        entities: run(&mut memos.entities, |f| entity::parse(f), in_folder("entities")),
        claims: run(&mut memos.claims, |f| claim::parse(f), in_folder("claims")),
        annotations: memos.annotations.keyed(|f| annotation::parse(f), in_folder("annotations")).collect(),
        pages,
        home,
    };
    diagnostics.extend(parsed.articles.iter().flat_map(|p| p.1.diagnostics.iter().cloned()));
    diagnostics.extend(parsed.entities.iter().flat_map(|p| p.1.diagnostics.iter().cloned()));
    diagnostics.extend(parsed.claims.iter().flat_map(|p| p.1.diagnostics.iter().cloned()));
    diagnostics.extend(parsed.pages.iter().chain(&parsed.home).flat_map(|p| p.1.diagnostics.iter().cloned()));
    diagnostics.extend(parsed.annotations.iter().flat_map(|p| p.1.diagnostics.iter().cloned()));
    parsed
}

fn run<T: Eq + Send + Sync>(
    memo: &mut Memo<SourcePath, Arc<SourceFile>, Source<T>>,
    stage: fn(&Arc<SourceFile>) -> Source<T>,
    files: Vec<(SourcePath, Arc<SourceFile>)>,
) -> Vec<Parse<T>> {
    memo.keyed(stage, files).collect()
}
