//! One round of the loop: load, compile for the public and, where something is withheld, for editors, publish.
//!
//! A [`Session`] owns what is remembered between rounds and nothing else. It deliberately does not wait,
//! watch or serve.
//!
//! **Invariant:** what a round comes to does not depend on the rounds before it, but for pages that cannot
//! be made: the preview keeps their last form.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;

use crate::compile::{Audience, Compiled, Memos, compile};
use crate::diagnostic::{Diagnostic, Severity, sort};
use crate::load::{self, LoadError, LoadOptions, load_again};
use crate::lock;
use crate::memo::map::differing;
use crate::output::{File, Output};
use crate::pages::article;
use crate::path::{OutputPath, SourcePath};
use crate::publish::remember::{LockLedger, draft, remember_again};
use crate::publish::{self, PublishError, Published, dry_run_again, publish_again};
use crate::render::model::NoteModel;
use crate::source::Snapshot;

/// What a round is told.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The root of the dossier.
    pub root: &'a Path,
    /// The output folder, which is never read.
    pub out: &'a Path,
    /// Whether the site is written there.
    pub write: bool,
    /// The private originals, if there are any.
    pub originals: Option<&'a Path>,
    /// Home folders, which the output must not be or hold.
    pub homes: &'a [PathBuf],
    /// For whom the written site is.
    pub audience: Audience,
    /// Whether warnings are errors.
    pub strict: bool,
    /// The moment that embargoes are measured against.
    pub now: Timestamp,
    /// The clock of the file system; it decides only what is read again.
    pub clock: SystemTime,
    /// Is told how many files of how many are rendered.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

/// What a round came to.
#[derive(Debug)]
pub struct Rebuilt {
    /// The dossier as it was read.
    pub snapshot: Arc<Snapshot>,
    /// The files that are new, changed or gone since the last round, sorted; all of them in the first.
    pub changed: Vec<SourcePath>,
    /// What is wrong: what a build says, and what is wrong only with pages that editors see.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether errors keep the site from being written.
    pub broken: bool,
    /// What the editor should know though nothing is wrong.
    pub notices: Vec<String>,
    /// What the preview shows: pages that cannot be made have their last form.
    pub preview: Output,
    /// By page, the anchor of the first note that an edit of an annotation file changed.
    pub notes: BTreeMap<OutputPath, String>,
    /// What was written; `None` where nothing was to be.
    pub published: Option<Result<Published, PublishError>>,
    /// When the next embargo ends.
    pub wakes: Option<Timestamp>,
    /// How long each pass took.
    pub timings: Vec<(&'static str, Duration)>,
    /// How often each stage ran, the public's and the editors' together.
    pub runs: Vec<(&'static str, usize)>,
}

/// What is remembered between rounds.
#[derive(Debug)]
pub struct Session {
    load: load::Memory,
    public: Kept,
    editor: Option<Kept>,
    /// What the file of the lock is known to hold.
    lock: LockLedger,
    last: Option<Last>,
}

#[derive(Debug)]
struct Kept {
    memos: Memos,
    publish: publish::Memory,
}

#[derive(Debug)]
struct Last {
    snapshot: Arc<Snapshot>,
    preview: Output,
    wakes: Option<Timestamp>,
    /// Whether the outside world kept the site from being written.
    failed: bool,
}

impl Kept {
    fn new() -> Self {
        Self { memos: Memos::keeping(), publish: publish::Memory::keeping() }
    }
}

impl Default for Session {
    fn default() -> Self {
        Self {
            load: load::Memory::default(),
            public: Kept::new(),
            editor: None,
            lock: LockLedger::new(&lock::LINES),
            last: None,
        }
    }
}

impl Session {
    /// Returns when the next embargo ends, as the last round saw it.
    pub fn wakes(&self) -> Option<Timestamp> {
        self.last.as_ref().and_then(|last| last.wakes)
    }

    /// Returns how many results are remembered by everything that remembers.
    pub fn entries(&self) -> usize {
        let kept = [Some(&self.public), self.editor.as_ref()];
        let kept = kept.into_iter().flatten().map(|kept| kept.memos.entries() + kept.publish.entries());
        self.load.entries() + kept.sum::<usize>()
    }

    /// Goes one round; `None` where nothing has changed since the last.
    ///
    /// # Errors
    /// Where there is no dossier to be loaded. What is remembered stays.
    pub fn rebuild(&mut self, job: Job<'_>) -> Result<Option<Rebuilt>, LoadError> {
        let mut timings = Vec::new();
        let began = Instant::now();
        self.load.begin(job.clock);
        let options = LoadOptions { now: job.now, originals: job.originals, out: Some(job.out) };
        let snapshot = Arc::new(load_again(job.root, &options, &mut self.load)?);
        let changed = changes(self.last.as_ref().map(|last| &*last.snapshot), &snapshot);
        if let Some(last) = &mut self.last
            && changed.is_empty()
            && last.snapshot.originals == snapshot.originals
            && last.snapshot.problems == snapshot.problems
            && last.wakes.is_none_or(|wakes| job.now < wakes)
            && job.now >= last.snapshot.now
            && !last.failed
        {
            last.snapshot = snapshot;
            return Ok(None);
        }
        timings.push(("load", began.elapsed()));
        if job.write {
            self.public.publish.look();
        }

        let mut compiled = compile(&snapshot, job.audience, &mut self.public.memos);
        timings.append(&mut compiled.timings);
        let mut runs = self.public.memos.runs();
        let mut diagnostics = std::mem::take(&mut compiled.diagnostics);
        let began = Instant::now();
        let (broken, published) = self.publish(&snapshot, &compiled, &mut diagnostics, job);
        timings.push(("publish", began.elapsed()));
        runs.push(("rendered", self.public.publish.renders()));

        let began = Instant::now();
        let split = job.audience == Audience::Public && compiled.withheld;
        let mut preview = if split {
            self.for_editors(&snapshot, &mut diagnostics, &mut runs, job)
        } else {
            self.editor = None;
            compiled.output
        };
        self.keep_last_forms(&mut preview);
        timings.push(("preview", began.elapsed()));
        sort(&mut diagnostics);

        let notes = match &self.last {
            Some(last) if changed.iter().any(|path| path.as_str().starts_with("content/annotations/")) => {
                changed_notes(&last.preview, &preview)
            }
            _ => BTreeMap::new(),
        };
        let failed = matches!(published, Some(Err(PublishError::World(_))));
        let (wakes, notices) = (compiled.wakes, compiled.notices);
        self.last = Some(Last { snapshot: Arc::clone(&snapshot), preview: preview.clone(), wakes, failed });
        Ok(Some(Rebuilt {
            snapshot,
            changed,
            diagnostics,
            broken,
            notices,
            preview,
            notes,
            published,
            wakes,
            timings,
            runs,
        }))
    }

    /// Writes the site unless there are errors; says whether there are.
    fn publish(
        &mut self,
        snapshot: &Snapshot,
        compiled: &Compiled,
        diagnostics: &mut Vec<Diagnostic>,
        job: Job<'_>,
    ) -> (bool, Option<Result<Published, PublishError>>) {
        let memory = &mut self.public.publish;
        let mut published = None;
        apply_strict(diagnostics, job.strict);
        if !job.write || has_errors(diagnostics) {
            diagnostics.extend(dry_run_again(&compiled.output, job.progress, memory));
        } else {
            let private: Vec<PathBuf> = job.originals.iter().map(|path| path.to_path_buf()).collect();
            let options =
                publish::Options { root: job.root, homes: job.homes, private: &private, progress: job.progress };
            let (lock, ledger) = (&compiled.lock, &mut self.lock);
            let (mut done, draft) = rayon::join(
                || publish_again(&compiled.output, job.out, options, memory),
                || draft(job.root, &snapshot.lock, lock, Some(ledger)),
            );
            if done.is_ok()
                && let Err(problem) =
                    remember_again(job.root, snapshot, (lock, draft), &compiled.snapshots, &mut self.load)
            {
                done = Err(PublishError::World(vec![*problem]));
            }
            match &done {
                Ok(published) => diagnostics.extend_from_slice(&published.warnings),
                Err(error) => diagnostics.extend_from_slice(error.diagnostics()),
            }
            published = Some(done);
        }
        diagnostics.retain(|d| d.severity != Severity::Hint);
        (has_errors(diagnostics), published)
    }

    /// Makes what only editors see.
    fn for_editors(
        &mut self,
        snapshot: &Snapshot,
        diagnostics: &mut Vec<Diagnostic>,
        runs: &mut [(&'static str, usize)],
        job: Job<'_>,
    ) -> Output {
        let kept = self.editor.get_or_insert_with(Kept::new);
        let compiled = compile(snapshot, Audience::Editor, &mut kept.memos);
        let mut more = compiled.diagnostics;
        more.extend(dry_run_again(&compiled.output, job.progress, &mut kept.publish));
        apply_strict(&mut more, job.strict);
        more.retain(|d| d.severity != Severity::Hint && !diagnostics.contains(d));
        diagnostics.extend(more);
        let ran = kept.memos.runs().into_iter().chain([("rendered", kept.publish.renders())]);
        for (total, (_, more)) in runs.iter_mut().zip(ran) {
            total.1 += more;
        }
        compiled.output
    }

    fn keep_last_forms(&self, preview: &mut Output) {
        let Some(last) = &self.last else { return };
        let memory = &self.editor.as_ref().unwrap_or(&self.public).publish;
        let failed: Vec<&OutputPath> = memory.failed().collect();
        if failed.is_empty() {
            return;
        }
        let files = &mut preview.files;
        for path in failed {
            if let (Some(old), Some(file)) = (last.preview.files.get(path), files.get_mut(path)) {
                *file = old.clone();
            }
        }
        // An old page may name assets that the new theme has not.
        for (path, file) in last.preview.files.iter() {
            if let File::Bytes(_) = file {
                files.entry(path.clone()).or_insert_with(|| file.clone());
            }
        }
    }
}

fn apply_strict(diagnostics: &mut [Diagnostic], strict: bool) {
    for diagnostic in diagnostics.iter_mut().filter(|d| strict && d.severity == Severity::Warning) {
        diagnostic.severity = Severity::Error;
    }
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// Returns which files differ between two snapshots.
fn changes(old: Option<&Snapshot>, new: &Snapshot) -> Vec<SourcePath> {
    let mut changed = BTreeSet::new();
    match old {
        Some(old) => {
            changed.extend(differing(Some(&old.files), &new.files).cloned());
            changed.extend(differing(Some(&old.blobs), &new.blobs).cloned());
        }
        None => changed.extend(new.files.keys().chain(new.blobs.keys()).cloned()),
    }
    changed.into_iter().collect()
}

/// Finds on each article's page the first note that was written or changed.
fn changed_notes(old: &Output, new: &Output) -> BTreeMap<OutputPath, String> {
    let notes = |file: Option<&File>| -> Arc<Vec<Arc<NoteModel>>> {
        let Some(File::Page(page)) = file else { return Arc::default() };
        page.model().content::<article::Model>().map(|article| Arc::clone(&article.notes)).unwrap_or_default()
    };
    let mut changed = BTreeMap::new();
    for (path, file) in new.files.iter().filter(|(path, file)| old.files.get(*path) != Some(*file)) {
        let before: BTreeMap<_, _> =
            notes(old.files.get(path)).iter().map(|n| (n.note.id.clone(), Arc::clone(&n.note))).collect();
        let notes = notes(Some(file));
        let first = notes.iter().find(|n| before.get(&n.note.id) != Some(&n.note));
        changed.extend(first.map(|note| (path.clone(), note.anchor.clone())));
    }
    changed
}

#[cfg(test)]
mod tests;
