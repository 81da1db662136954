//! `dossier watch`: the same build in a loop, and what the terminal says of it.
//!
//! **Invariant:** no error in the content ends the process; the user's signal does, with code 0.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::build::summary;
use super::options::{Options, Watch};
use super::report::{self, Format, Texts, tally};
use super::setting::{Setting, has_errors, is_fixed, now, originals, table, unloaded};
use super::terminal::{self, Progress};
use super::{Exit, Failure};
use crate::compile::Audience;
use crate::diagnostic::Diagnostic;
use crate::path::SourcePath;
use crate::preview::overlay::{EDITOR, Place, Problem, overlay};
use crate::preview::rebuild::{Job, Rebuilt, Session};
use crate::preview::server::{Preview, View, listen, serve};
use crate::preview::watcher::{Backend, Bell, Heard, watch as watch_folder};
use crate::publish::PublishError;

/// How long the loop waits at most before it looks at the clock, which may have been set or slept through.
const LOOK: Duration = Duration::from_secs(30);
/// How long a round may go on when the user wants to end.
const GRACE: Duration = Duration::from_millis(300);

/// Rebuilds on every change until the user ends it.
pub fn watch(options: &Options, how: &Watch) -> Result<Exit, Failure> {
    if options.drafts && options.out.is_none() {
        return Err(Failure::usage("`--drafts` needs `--out`, so that no draft is published by mistake")
            .hint("the preview shows drafts anyway; leave `--drafts` out"));
    }
    let setting = Setting::new(options)?;
    let listener = match how.no_serve {
        true => None,
        false => Some(listen(how.port).map_err(|e| {
            let port = how.port.unwrap_or(crate::preview::server::PORT);
            Failure::world(format!("the preview cannot use port {port}: {e}")).hint("name another with `--port`")
        })?),
    };
    let address = listener.as_ref().and_then(|listener| listener.local_addr().ok());
    let (preview, bell) = (Arc::new(Preview::default()), Arc::new(Bell::default()));
    let (ended, end) = channel();
    let ending = Arc::new(Bell::default());
    serve(listener, &preview, Arc::clone(&ending))
        .map_err(|e| Failure::world(format!("the preview cannot be started: {e}")))?;

    // The loop has a thread of its own, so that the user's signal ends the process whatever it is doing.
    let desk = Desk {
        options: options.clone(),
        how: how.clone(),
        setting,
        preview,
        bell: Arc::clone(&bell),
        url: address.map(|address| format!("http://127.0.0.1:{}/", address.port())),
        told: Default::default(),
    };
    let signalled: Sender<Result<(), Failure>> = ended.clone();
    std::thread::spawn(move || {
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| desk.run()));
        ended.send(done.unwrap_or_else(|_| Err(Failure::world("the loop ended by a fault of the program"))))
    });
    std::thread::spawn(move || {
        while ending.wait(LOOK) != Heard::Stop {}
        bell.stop();
        std::thread::sleep(GRACE);
        let _ = signalled.send(Ok(()));
    });
    match end.recv_timeout(Duration::MAX) {
        Ok(Ok(())) | Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout) => {}
        Ok(Err(failure)) => return Err(failure),
    }
    if !options.quiet && options.format == Format::Human {
        terminal::say("stopped\n");
    }
    Ok(Exit::Fine)
}

/// What the loop works with.
struct Desk {
    options: Options,
    how: Watch,
    setting: Setting,
    preview: Arc<Preview>,
    bell: Arc<Bell>,
    url: Option<String>,
    /// What the terminal said last, so that it does not say it over and over.
    told: (Vec<String>, Vec<Diagnostic>),
}

impl Desk {
    fn run(mut self) -> Result<(), Failure> {
        let out = self.setting.out.canonicalize().unwrap_or_else(|_| self.setting.out.clone());
        let mut watching = watch_folder(&self.setting.root, &out, self.how.poll, &self.bell);
        let mut session = Session::default();
        let mut wakes = self.round(&mut session, true)?;
        let mut backend = None;
        loop {
            if backend.as_ref() != Some(watching.backend()) {
                self.introduce(watching.backend(), backend.is_none());
                backend = Some(watching.backend().clone());
            }
            if self.bell.wait(self.patience(wakes)) == Heard::Stop {
                return Ok(());
            }
            watching.refresh();
            wakes = self.round(&mut session, false)?;
        }
    }

    /// Returns how long nothing needs to be done.
    fn patience(&self, wakes: Option<Timestamp>) -> Duration {
        let Some(wakes) = wakes.filter(|_| !is_fixed(&self.options)) else { return LOOK * 120 };
        let rest = now(&self.options).ok().and_then(|now| Duration::try_from(wakes.duration_since(now)).ok());
        // A moment later, so that the embargo is over by then.
        rest.unwrap_or_default().saturating_add(Duration::from_millis(1)).min(LOOK)
    }

    /// Goes one round and tells of it; returns when the next embargo ends.
    fn round(&mut self, session: &mut Session, first: bool) -> Result<Option<Timestamp>, Failure> {
        let began = Instant::now();
        self.setting.now = now(&self.options)?;
        if self.options.originals.is_none() {
            self.setting.originals = originals(&self.setting.root);
        }
        let progress = Progress::new("rendering", !self.options.quiet);
        let step = |done, total| progress.step(done, total);
        #[expect(clippy::disallowed_methods, reason = "cli reads the clock")]
        let clock = std::time::SystemTime::now();
        let job = Job {
            root: &self.setting.root,
            out: &self.setting.out,
            write: !self.how.preview_only,
            originals: self.setting.originals.as_deref(),
            homes: &self.setting.homes,
            audience: if self.options.drafts { Audience::Editor } else { Audience::Public },
            strict: self.options.strict,
            now: self.setting.now,
            clock,
            progress: &step,
        };
        let done = session.rebuild(job);
        drop(progress);
        match done {
            Ok(None) => {
                // What failed to load may be back as it was.
                self.preview.uncover_failure();
                if self.options.timings {
                    terminal::tell(&format!("looked in {}, nothing changed\n", duration(began.elapsed())));
                }
                Ok(session.wakes())
            }
            Ok(Some(rebuilt)) => {
                if first && let Some(Err(PublishError::Refused(why))) = &rebuilt.published {
                    self.setting.report(&rebuilt.snapshot, std::slice::from_ref(why));
                    return Err(Failure::usage("the site cannot be written there")
                        .hint("name another folder with `--out`, or only look with `--preview-only`"));
                }
                let wakes = rebuilt.wakes;
                self.show(&rebuilt);
                let lasted = began.elapsed();
                self.tell(&rebuilt, lasted, first);
                Ok(wakes)
            }
            Err(error) if first => Err(unloaded(&error)),
            Err(error) => {
                let failure = unloaded(&error);
                let drawn = report::failure(&failure.message, failure.hint.as_deref());
                let text = anstream::adapter::strip_str(&drawn).to_string();
                let problem = Problem { text, places: Vec::new() };
                if self.preview.cover_failure(overlay("the dossier cannot be read", &[problem], EDITOR).into()) {
                    terminal::tell(&drawn);
                }
                Ok(session.wakes())
            }
        }
    }

    /// Hands the pages to the preview.
    fn show(&self, rebuilt: &Rebuilt) {
        let texts = self.setting.texts(&rebuilt.snapshot);
        let overlay = (!rebuilt.diagnostics.is_empty() && has_errors(&rebuilt.diagnostics)).then(|| {
            let problems: Vec<Problem> =
                rebuilt.diagnostics.iter().map(|one| problem(one, texts, &self.setting.root)).collect();
            let editor = self.how.editor.as_deref().unwrap_or(EDITOR);
            overlay(&tally(&rebuilt.diagnostics), &problems, editor).into()
        });
        self.preview.show(View {
            output: rebuilt.preview.clone(),
            overlay,
            failure: None,
            notes: rebuilt.notes.clone(),
        });
    }

    /// Writes one block: what changed, what is wrong, what was done, how long it took.
    fn tell(&mut self, rebuilt: &Rebuilt, lasted: Duration, first: bool) {
        let human = self.setting.format == Format::Human;
        let (notices, diagnostics) = std::mem::take(&mut self.told);
        self.told = (rebuilt.notices.clone(), rebuilt.diagnostics.clone());
        if rebuilt.changed.is_empty() && rebuilt.broken && diagnostics == rebuilt.diagnostics {
            return;
        }
        self.setting.report(&rebuilt.snapshot, &rebuilt.diagnostics);
        if notices != rebuilt.notices {
            self.setting.report_notices(&rebuilt.notices, &self.options);
        }
        if self.options.timings {
            terminal::tell(&table(&rebuilt.timings));
            let runs: Vec<String> =
                rebuilt.runs.iter().filter(|run| run.1 > 0).map(|(stage, n)| format!("{stage} {n}")).collect();
            terminal::tell(&format!("ran: {}\n", if runs.is_empty() { "nothing".into() } else { runs.join(", ") }));
        }
        let lasted = duration(lasted);
        let cause = if first { String::new() } else { format!("{}: ", changes(&rebuilt.changed)) };
        if rebuilt.broken {
            let kept = if self.how.preview_only { "" } else { "; the site is left as it was" };
            if human {
                terminal::tell(&format!("{cause}{}{kept} ({lasted})\n", tally(&rebuilt.diagnostics)));
            }
        } else if !self.options.quiet {
            let done = match &rebuilt.published {
                Some(Ok(published)) => summary(published),
                _ => format!("made {}", super::build::count(rebuilt.preview.files.len())),
            };
            self.setting.close(&format!("{cause}{done} in {lasted}"));
        }
    }

    /// Says once how changes are noticed, and where to look.
    fn introduce(&self, backend: &Backend, first: bool) {
        let how = match backend {
            Backend::Native(name) => name.clone(),
            Backend::Polling(reason) => format!("looking every half second: {reason}"),
        };
        let place = self.url.as_ref().filter(|_| first).map(|url| format!("preview at {url}\n")).unwrap_or_default();
        if !self.options.quiet {
            self.setting.close(&format!("{place}watching for changes ({how}); Ctrl-C ends it"));
        }
        if let Some(url) = self.url.as_ref().filter(|_| first && self.how.open) {
            open(url);
        }
    }
}

/// Draws a problem for the page as the terminal shows it.
fn problem(diagnostic: &Diagnostic, texts: Texts<'_>, root: &Path) -> Problem {
    let drawn = report::draw(std::slice::from_ref(diagnostic), texts, Format::Human);
    let places = report::places(diagnostic, texts).into_iter();
    let place = |(shown, path, line, column): (String, SourcePath, usize, usize)| {
        let path: PathBuf = root.join(path.as_str());
        Place { shown, path, line, column }
    };
    Problem { text: anstream::adapter::strip_str(&drawn).to_string(), places: places.map(place).collect() }
}

/// Names what changed in a few words.
fn changes(changed: &[SourcePath]) -> String {
    match changed {
        [] => "the time has come".into(),
        [one] => one.to_string(),
        [one, other] => format!("{one} and {other}"),
        [one, rest @ ..] => format!("{one} and {} others", rest.len()),
    }
}

fn duration(lasted: Duration) -> String {
    if lasted < Duration::from_secs(1) {
        format!("{:.0} ms", lasted.as_secs_f64() * 1000.0)
    } else {
        format!("{:.2} s", lasted.as_secs_f64())
    }
}

/// Opens a URL in the user's browser; where that fails the URL stands on the terminal.
fn open(url: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = std::process::Command::new(program);
    let nowhere = std::process::Stdio::null;
    let child = command.args(arguments).arg(url).stdin(nowhere()).stdout(nowhere()).stderr(nowhere()).spawn();
    if let Ok(mut child) = child {
        std::thread::spawn(move || child.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_named_in_a_line() {
        let rows: [(&[&str], &str); 4] = [
            (&[], "the time has come"),
            (&["a.md"], "a.md"),
            (&["a.md", "b.md"], "a.md and b.md"),
            (&["a.md", "b.md", "c.md", "d.md"], "a.md and 3 others"),
        ];
        for (paths, words) in rows {
            let paths: Vec<SourcePath> = paths.iter().map(|&path| path.into()).collect();
            assert_eq!(changes(&paths), words);
        }
    }

    #[test]
    fn times_are_short() {
        assert_eq!(duration(Duration::from_micros(12_400)), "12 ms");
        assert_eq!(duration(Duration::from_millis(1234)), "1.23 s");
    }
}
