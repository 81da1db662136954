//! References in front matter: outlets, relations and portraits. Those in bodies and fields are checked where they are resolved.

use crate::compile::parse::Parsed;
use crate::compile::settle::Settled;
use crate::content::KeySpans;
use crate::diagnostic::{Diagnostic, Location};
use crate::load::Snapshot;
use crate::path::SourcePath;
use crate::resolve::ids::{Kind, Unresolved};
use crate::resolve::link::join;
use crate::resolve::publish_set::Standing;

/// Reports every reference in front matter that leads nowhere.
pub(super) fn check(snapshot: &Snapshot, parsed: &Parsed, settled: &Settled, diagnostics: &mut Vec<Diagnostic>) {
    let shown = |path: &SourcePath| settled.standings.get(path).is_some_and(Standing::is_shown);
    let mut report = |path: &SourcePath, keys: &KeySpans, key: &str, problem: Unresolved| {
        let mut diagnostic = Diagnostic::error(problem.code, Location::at(path, keys.get(key)), problem.message);
        diagnostic.hint = problem.hint;
        diagnostics.push(diagnostic);
    };
    for (path, source) in parsed.articles.iter().filter(|a| shown(&a.0)) {
        if let Some(outlet) = &source.meta.outlet
            && let Err(problem) = settled.ids.find(outlet.id.as_str(), &[Kind::Entity])
        {
            report(path, &source.keys, "outlet", problem);
        }
    }
    for (path, source) in parsed.entities.iter().filter(|e| shown(&e.0)) {
        for (n, relation) in source.meta.relations.iter().enumerate() {
            let item = source.keys.item("relations", n, source.meta.relations.len());
            if let Err(problem) = settled.ids.find(relation.to.as_str(), &[Kind::Entity]) {
                report(path, &source.keys, &format!("{item}.to"), problem);
            }
            if let Some(note) = &relation.note
                && let Err(problem) = settled.ids.find_note(note, None)
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
