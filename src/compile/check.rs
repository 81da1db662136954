//! References in front matter: outlets, relations and portraits. Those in bodies and fields are checked where they are resolved.

use std::sync::Arc;

use crate::compile::Memos;
use crate::compile::parse::{Files, Parsed};
use crate::compile::settle::Settled;
use crate::content::KeySpans;
use crate::content::article::Article;
use crate::diagnostic::{Diagnostic, Location};
use crate::memo::map::Map;
use crate::memo::{Same, Stage, sources};
use crate::path::{Slug, SourcePath};
use crate::resolve::ids::{Kind, NoteIds, Unresolved};
use crate::resolve::link::join;
use crate::resolve::publish_set::Standing;
use crate::source::Snapshot;

/// An article that names its outlet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outlet {
    id: Slug,
    settled: Same<Settled>,
}

/// What articles are checked against.
#[derive(Debug)]
pub(crate) struct Checking {
    settled: Same<Settled>,
    articles: Files<Article>,
}

sources!(Checking by SourcePath: [settled] [articles]);

/// What remembers which articles name an outlet that there is not.
pub(crate) type Outlets = Stage<SourcePath, Checking, Outlet, Option<Unresolved>>;

/// Reports every reference in front matter that leads nowhere.
pub(crate) fn check(
    snapshot: &Snapshot,
    parsed: &Parsed,
    settled: &Arc<Settled>,
    notes: &Map<Slug, NoteIds>,
    memos: &mut Memos,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let shown = |path: &SourcePath| settled.standings.get(path).is_some_and(Standing::is_shown);
    let mut report = |path: &SourcePath, keys: &KeySpans, key: &str, problem: Unresolved| {
        let mut diagnostic = Diagnostic::error(problem.code, Location::at(path, keys.get(key)), problem.message);
        diagnostic.hint = problem.hint;
        diagnostics.push(diagnostic);
    };
    let checking = Checking { settled: Same::new(settled), articles: parsed.articles.clone() };
    memos.outlets.run(checking, named, |outlet| outlet.problem());
    for (path, problem) in memos.outlets.noted() {
        let keys = parsed.articles.get(path).map(|source| &source.keys);
        if let (Some(keys), Some(problem)) = (keys, &**problem) {
            report(path, keys, "outlet", problem.clone());
        }
    }
    for (path, source) in parsed.entities.iter().filter(|entity| shown(entity.0)) {
        for (n, relation) in source.meta.relations.iter().enumerate() {
            let item = source.keys.item("relations", n, source.meta.relations.len());
            if let Err(problem) = settled.ids.find(relation.to.as_str(), &[Kind::Entity]) {
                report(path, &source.keys, &format!("{item}.to"), problem);
            }
            if let Some(note) = &relation.note
                && let Err(problem) = settled.ids.find_note(notes, note, None)
            {
                report(path, &source.keys, &format!("{item}.note"), problem);
            }
        }
        if let Some(image) = &source.meta.image {
            let folder = path.as_str().rsplit_once('/').map_or("", |f| f.0);
            if !join(folder, &image.file).is_some_and(|file| snapshot.blobs.contains_key(file.as_str())) {
                report(
                    path,
                    &source.keys,
                    "image.file",
                    Unresolved {
                        code: "missing-image",
                        message: format!("there is no image `{}`", image.file),
                        hint: Some(
                            "write the path from this file's folder, and keep the image under content/".to_owned(),
                        ),
                    },
                );
            }
        }
    }
}

fn named(checking: &Checking, path: &SourcePath) -> Option<Outlet> {
    let source = checking.articles.get(path)?;
    let shown = checking.settled.standings.get(path).is_some_and(Standing::is_shown);
    let outlet = source.meta.outlet.as_ref().filter(|_| shown)?;
    Some(Outlet { id: outlet.id.clone(), settled: checking.settled.clone() })
}

impl Outlet {
    fn problem(&self) -> Option<Unresolved> {
        self.settled.ids.find(self.id.as_str(), &[Kind::Entity]).err()
    }
}
