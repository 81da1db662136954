//! Every file by itself: parsed, remembered, and gathered by the id it stands for.

use std::ops::Bound;
use std::sync::Arc;

use crate::content::annotation::AnnotationSource;
use crate::content::config::{self, Config};
use crate::content::entity::Entity;
use crate::content::file::{self, ContentFile};
use crate::content::{KeySpans, Source};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::memo::map::Map;
use crate::memo::{Groups, Pick, Stage};
use crate::path::{Slug, SourcePath};
use crate::resolve::ids::id_of;
use crate::source::{Snapshot, SourceFile};

/// All files as they were parsed.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) config: Config,
    pub(crate) config_keys: KeySpans,
    pub(crate) files: Map<SourcePath, ContentFile>,
    /// The annotation files of each article.
    pub(crate) annotations_of: Map<Slug, Annotations>,
    /// The files known by each id, of which one has it.
    pub(crate) files_of: Map<Slug, Files>,
    /// The files that have corrections or old addresses.
    pub(crate) marked: Map<SourcePath, ContentFile>,
}

/// Annotation files, in order of paths.
pub(crate) type Annotations = Vec<(SourcePath, Arc<ContentFile>)>;

/// Files of one id, in order of paths.
pub(crate) type Files = Vec<(SourcePath, Arc<ContentFile>)>;

/// What is remembered of parsing.
#[derive(Debug)]
pub(crate) struct Memory {
    pub(crate) files: Stage<SourcePath, Map<SourcePath, SourceFile>, Arc<SourceFile>, ContentFile>,
    annotations_of: Groups<Slug, SourcePath, ContentFile>,
    files_of: Groups<Slug, SourcePath, ContentFile>,
    marked: Pick<SourcePath, Map<SourcePath, ContentFile>, Arc<ContentFile>>,
}

impl Memory {
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            files: Stage::noting(keep, |file| !file.diagnostics().is_empty()),
            annotations_of: Groups::default(),
            files_of: Groups::default(),
            marked: Pick::new(keep),
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        self.files.entries() + self.annotations_of.entries() + self.files_of.entries() + self.marked.entries()
    }

    /// Returns how many files of a folder of `content/` were read in the last compile.
    pub(crate) fn runs(&self, folder: &str) -> usize {
        self.files.runs().iter().filter(|path| file::folder(path) == Some(folder)).count()
    }
}

/// Parses every file.
pub(crate) fn parse(snapshot: &Snapshot, memory: &mut Memory, diagnostics: &mut Vec<Diagnostic>) -> Parsed {
    let (config, config_keys) = match snapshot.files.get("dossier.toml") {
        Some(file) => {
            let (config, keys, problems) = config::parse(file);
            diagnostics.extend(problems);
            (config, keys)
        }
        None => (Config::default(), KeySpans::default()),
    };
    strays(snapshot, diagnostics);
    let take = |files: &Map<SourcePath, SourceFile>, path: &SourcePath| {
        file::folder(path).and_then(|_| files.get(path).cloned())
    };
    let files =
        memory.files.run(snapshot.files.clone(), take, |file| file::parse(file).expect("only content files are taken"));
    memory.files.noted().for_each(|(_, file)| diagnostics.extend(file.diagnostics().iter().cloned()));
    Parsed {
        config,
        config_keys,
        annotations_of: memory
            .annotations_of
            .run(&files, |_, file| file.notes().map(|notes| notes.file.article.clone())),
        files_of: memory.files_of.run(&files, |path, file| file.kind().map(|_| id_of(path))),
        marked: memory.marked.run(files.clone(), |files, path| files.get(path).filter(|file| is_marked(file)).cloned()),
        files,
    }
}

/// Warns of files in `content/` that are in no folder that is read; those in one are skipped together.
fn strays(snapshot: &Snapshot, diagnostics: &mut Vec<Diagnostic>) {
    let mut from = "content/".to_owned();
    loop {
        let left = (Bound::Included(from.as_str()), Bound::Excluded("content0"));
        let Some((path, _)) = snapshot.files.range::<_, str>(left).next() else { return };
        // What comes right after `/` is `0`, and right after a path that path with a zero byte.
        from = match file::folder(path) {
            Some("index") => format!("{path}\0"),
            Some(folder) => format!("content/{folder}0"),
            None => {
                diagnostics.push(
                    Diagnostic::warning(
                        Code::StrayFile,
                        Location::file(path),
                        "this file is in no folder that the dossier reads",
                    )
                    .hint("move it to content/articles, annotations, entities, claims or pages"),
                );
                format!("{path}\0")
            }
        };
    }
}

fn is_marked(file: &ContentFile) -> bool {
    !file.common().corrections.is_empty() || !file.common().old_urls.is_empty()
}

impl Parsed {
    /// Returns the files of a folder of `content/`, in order of paths.
    fn folder(&self, folder: &str) -> impl Iterator<Item = (&SourcePath, &Arc<ContentFile>)> {
        let (from, to) = (format!("content/{folder}/"), format!("content/{folder}0"));
        self.files.range::<_, str>((Bound::Included(from.as_str()), Bound::Excluded(to.as_str())))
    }

    /// Returns the entities.
    pub(crate) fn entities(&self) -> impl Iterator<Item = (&SourcePath, &Arc<Source<Entity>>)> {
        self.folder("entities").filter_map(|(path, file)| Some((path, file.entity()?)))
    }

    /// Returns the introduction of the home page, if there is one.
    pub(crate) fn home(&self) -> Option<(&SourcePath, &Arc<ContentFile>)> {
        self.files.get_key_value(file::INTRODUCTION)
    }

    /// Returns the annotation files.
    pub(crate) fn annotations(&self) -> impl Iterator<Item = (&SourcePath, &Arc<AnnotationSource>)> {
        self.folder("annotations").filter_map(|(path, file)| Some((path, file.notes()?)))
    }

    /// Whether there are files of a folder of `content/`.
    pub(crate) fn has(&self, folder: &str) -> bool {
        self.folder(folder).next().is_some()
    }
}
