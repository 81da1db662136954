//! References in front matter, and portraits. Those in bodies and fields of notes are checked where they are resolved.

use std::sync::Arc;

use crate::compile::parse::Parsed;
use crate::compile::settle::Settled;
use crate::content::file::ContentFile;
use crate::content::pointer::{Expects, Pointer};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::memo::map::Map;
use crate::memo::{Same, Stage, sources};
use crate::path::{Slug, SourcePath};
use crate::resolve::ids::{NoteIds, Unresolved};
use crate::resolve::link::join;
use crate::source::Snapshot;

/// A file whose front matter refers to other files.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Referring {
    file: Arc<ContentFile>,
    settled: Same<Settled>,
}

/// What front matter is checked against.
#[derive(Debug)]
pub(crate) struct Checking {
    settled: Same<Settled>,
    files: Map<SourcePath, ContentFile>,
}

sources!(Checking by SourcePath: [settled] [files]);

/// What remembers which references in front matter lead nowhere, each with the key it stands under.
pub(crate) type Memory = Stage<SourcePath, Checking, Referring, Vec<(String, Unresolved)>>;

/// Makes what remembers references.
pub(crate) fn memory(keep: bool) -> Memory {
    Stage::noting(keep, |problems: &Vec<_>| !problems.is_empty())
}

/// Reports every reference in front matter that leads nowhere.
pub(crate) fn check(
    snapshot: &Snapshot,
    parsed: &Parsed,
    settled: &Arc<Settled>,
    notes: &Map<Slug, NoteIds>,
    memory: &mut Memory,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let shown = |path: &SourcePath| settled.shows(path);
    let mut report = |path: &SourcePath, file: &ContentFile, key: &str, problem: &Unresolved| {
        let place = Location::at(path, file.keys().get(key));
        let mut diagnostic = Diagnostic::error(problem.code, place, problem.message.clone());
        diagnostic.hint = problem.hint.clone();
        diagnostics.push(diagnostic);
    };
    memory.run(Checking { settled: Same::new(settled), files: parsed.files.clone() }, referring, unresolved);
    for (path, problems) in memory.noted() {
        let file = parsed.files.get(path);
        for (file, (key, problem)) in file.into_iter().flat_map(|file| problems.iter().map(move |p| (file, p))) {
            report(path, file, key, problem);
        }
    }
    for (path, source) in parsed.entities().filter(|entity| shown(entity.0)) {
        let file = ContentFile::Entity(Arc::clone(source));
        for pointer in file.pointers().into_iter().filter(|pointer| pointer.expects == Expects::Note) {
            let notes = |id: &Slug| notes.get(id).map(|notes| &**notes);
            if let Err(problem) = settled.ids.find_note(notes, pointer.target, None) {
                report(path, &file, &pointer.field, &problem);
            }
        }
        if let Some(image) = &source.meta.image {
            let folder = path.as_str().rsplit_once('/').map_or("", |f| f.0);
            if !join(folder, &image.file).is_some_and(|file| snapshot.blobs.contains_key(file.as_str())) {
                let hint = "write the path from this file's folder, and keep the image under content/";
                let problem = Unresolved {
                    code: Code::MissingImage,
                    message: format!("there is no image `{}`", image.file),
                    hint: Some(hint.to_owned()),
                };
                report(path, &file, "image.file", &problem);
            }
        }
    }
}

/// Takes a file that is shown and refers to others; annotation files are asked for their article elsewhere.
fn referring(checking: &Checking, path: &SourcePath) -> Option<Referring> {
    let file = checking.files.get(path).filter(|file| file.notes().is_none())?;
    let shown = checking.settled.shows(path);
    let refers = shown && !to_files(file).is_empty();
    refers.then(|| Referring { file: Arc::clone(file), settled: checking.settled.clone() })
}

fn to_files(file: &ContentFile) -> Vec<Pointer<'_>> {
    file.pointers().into_iter().filter(|pointer| matches!(pointer.expects, Expects::File(_))).collect()
}

fn unresolved(input: &Referring) -> Vec<(String, Unresolved)> {
    let problem = |pointer: Pointer<'_>| {
        let Expects::File(kind) = pointer.expects else { return None };
        Some((pointer.field, input.settled.ids.find(pointer.target, &[kind]).err()?))
    };
    to_files(&input.file).into_iter().filter_map(problem).collect()
}
