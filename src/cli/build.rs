//! `dossier build`.

use std::time::Instant;

use super::options::Options;
use super::report::{Format, tally};
use super::setting::{Setting, apply_strict, has_errors};
use super::terminal::{self, Progress};
use super::{Exit, Failure};
use crate::compile::Compiled;
use crate::diagnostic::{Code, Diagnostic, Location, Severity, extend, sort};
use crate::load::Stamp;
use crate::lock;
use crate::path::SourcePath;
use crate::publish::last::{self, Last, Wanted};
use crate::publish::remember::{lock_changes, remember};
use crate::publish::{self, PublishError, Published, dry_run, publish};
use crate::source::Snapshot;

/// Compiles the dossier and publishes it, unless there are errors.
pub fn build(options: &Options) -> Result<Exit, Failure> {
    let started = Instant::now();
    if options.drafts && options.out.is_none() {
        return Err(Failure::usage("`--drafts` needs `--out`, so that no draft is published by mistake")
            .hint("name a folder for the preview, such as `--out ../preview`"));
    }
    let mut setting = Setting::new(options)?;
    let snapshot = setting.load()?;
    let tool = tool(&setting, options);
    let wanted = Wanted { root: &setting.root.clone(), folder: &setting.out.clone(), tool: &tool };
    let began = Instant::now();
    let last = last::recall(wanted, &snapshot).filter(|last| !options.strict || last.diagnostics.is_empty());
    setting.timings.push(("recall", began.elapsed()));
    if let Some(last) = last {
        setting.report(&snapshot, &last.diagnostics);
        setting.report_notices(&last.notices, options);
        setting.report_timings(options);
        tell_tally(&setting, &last.diagnostics);
        if !options.quiet {
            let published = Published { unchanged: last.files, ..Published::default() };
            setting.close(&format!("{} in {:.2} s", summary(&published), started.elapsed().as_secs_f64()));
        }
        return Ok(Exit::Fine);
    }
    let compiled = setting.compile(&snapshot, options);
    let mut diagnostics = compiled.diagnostics.clone();
    diagnostics.extend(locked(&snapshot, &compiled, options));
    apply_strict(&mut diagnostics, options);
    let progress = Progress::new("rendering", !options.quiet);
    let step = |done, total| progress.step(done, total);

    let began = Instant::now();
    let mut published = Ok(Published::default());
    if has_errors(&diagnostics) {
        // All errors in one run: those that show only when pages are rendered, too.
        extend(&mut diagnostics, dry_run(&compiled.output, &step));
    } else {
        let private: Vec<_> = setting.originals.iter().cloned().collect();
        let options =
            publish::Options { root: &setting.root, homes: &setting.homes, private: &private, progress: &step };
        published = publish(&compiled.output, &setting.out, options);
        if published.is_ok()
            && let Err(problem) = remember(&setting.root, &snapshot, &compiled.lock, &compiled.snapshots)
        {
            published = Err(PublishError::World(vec![*problem]));
        }
        match &published {
            Ok(published) => diagnostics.extend_from_slice(&published.warnings),
            Err(error) => diagnostics.extend_from_slice(error.diagnostics()),
        }
    }
    drop(progress);
    setting.timings.push(("publish", began.elapsed()));
    diagnostics.retain(|d| d.severity != Severity::Hint);
    sort(&mut diagnostics);
    setting.report(&snapshot, &diagnostics);
    setting.report_notices(&compiled.notices, options);
    setting.report_timings(options);
    tell_tally(&setting, &diagnostics);
    let exit = match &published {
        Ok(_) if has_errors(&diagnostics) => Exit::Content,
        Ok(_) => Exit::Fine,
        Err(PublishError::Render(_)) => Exit::Content,
        Err(PublishError::Refused(_)) => Exit::Usage,
        Err(PublishError::World(_)) => Exit::World,
    };
    if let (Exit::Fine, Ok(published)) = (exit, &published) {
        // What was said of the output's state before does not hold any more.
        diagnostics.retain(|d| !published.warnings.contains(d));
        let files = published.written.len() + published.unchanged;
        let last = Last { files, diagnostics, notices: compiled.notices.clone() };
        last::record(wanted, &snapshot, compiled.wakes, &last);
    }
    if let (Exit::Fine, Ok(published), false) = (exit, &published, options.quiet) {
        setting.close(&format!("{} in {:.2} s", summary(published), started.elapsed().as_secs_f64()));
    }
    // The process ends here: giving all of it back piece by piece would only take time.
    std::mem::forget((compiled, snapshot));
    Ok(exit)
}

/// Says how many problems there are.
fn tell_tally(setting: &Setting, diagnostics: &[Diagnostic]) {
    if !diagnostics.is_empty() && setting.format == Format::Human {
        let kept = if has_errors(diagnostics) { "; the site is left as it was" } else { "" };
        terminal::tell(&format!("{}{kept}\n", tally(diagnostics)));
    }
}

/// Names the program that builds, down to its file, and what it is told that the site depends on.
fn tool(setting: &Setting, options: &Options) -> String {
    let program = std::env::current_exe().ok();
    let stamp = program.as_deref().and_then(Stamp::of).map(|stamp| stamp.to_bytes());
    format!("{} {stamp:?} drafts {} originals {:?}", env!("CARGO_PKG_VERSION"), options.drafts, setting.originals)
}

/// Says that the lock would change, where that is forbidden.
pub(super) fn locked(snapshot: &Snapshot, compiled: &Compiled, options: &Options) -> Option<Diagnostic> {
    let forbidden = options.locked && lock_changes(snapshot, compiled);
    forbidden.then(|| {
        let place = Location::file(&SourcePath::new(lock::NAME));
        Diagnostic::error(Code::Locked, place, "the lock would change, which `--locked` forbids")
            .hint("run `dossier build` without `--locked`, and commit `dossier.lock`")
    })
}

/// Says what was done.
pub(super) fn summary(published: &Published) -> String {
    let (written, unchanged, removed) = (published.written.len(), published.unchanged, published.removed.len());
    if written + removed == 0 {
        return format!("nothing changed: {} up to date", count(unchanged));
    }
    format!("built {} ({written} written, {unchanged} unchanged, {removed} removed)", count(written + unchanged))
}

/// Counts files in words.
pub(super) fn count(files: usize) -> String {
    if files == 1 { "1 file".into() } else { format!("{files} files") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_counts_every_file_once() {
        let file = || vec!["a".into(), "b".into()];
        let rows = [
            (Published { unchanged: 5, ..Published::default() }, "nothing changed: 5 files up to date"),
            (
                Published { written: file(), unchanged: 3, ..Published::default() },
                "built 5 files (2 written, 3 unchanged, 0 removed)",
            ),
            (
                Published { removed: file(), unchanged: 1, ..Published::default() },
                "built 1 file (0 written, 1 unchanged, 2 removed)",
            ),
        ];
        for (published, line) in rows {
            assert_eq!(summary(&published), line);
        }
    }
}
