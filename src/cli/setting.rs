//! Where and when a command runs: what it takes from the command line, the environment and the clock.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::options::Options;
use super::report::{self, Format, Texts};
use super::{Exit, Failure, terminal};
use crate::compile::{Audience, Compiled, Memos, compile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::{LoadError, LoadOptions, load};
use crate::source::Snapshot;
use crate::tools::mentions::{Study, study};

/// Where and when a command runs.
#[derive(Debug)]
pub struct Setting {
    /// The root of the dossier, absolute and without links.
    pub root: PathBuf,
    /// What leads from where the user stands to the root (`site/`, `../`, or nothing).
    pub prefix: String,
    /// The output folder, absolute.
    pub out: PathBuf,
    /// The folder of the private originals.
    pub originals: Option<PathBuf>,
    /// The user's home folders.
    pub homes: Vec<PathBuf>,
    /// The moment that embargoes are measured against.
    pub now: Timestamp,
    /// How problems are written.
    pub format: Format,
    /// How long each stage took.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Returns the folder that the command was started in.
///
/// # Errors
/// Where it has gone or may not be looked up.
pub fn here() -> Result<PathBuf, Failure> {
    #[expect(clippy::disallowed_methods, reason = "cli knows where it stands")]
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    here.map_err(|e| Failure::world(format!("the current folder cannot be looked up: {e}")))
}

impl Setting {
    /// Finds out where and when a command runs.
    ///
    /// # Errors
    /// Where an option makes no sense.
    pub fn new(options: &Options) -> Result<Self, Failure> {
        let here = here()?;
        let typed = options.root.as_deref();
        let root = match typed {
            Some(root) => here.join(root),
            None => here.ancestors().find(|dir| dir.join("dossier.toml").is_file()).unwrap_or(&here).to_path_buf(),
        };
        let root = root.canonicalize().map_err(|e| {
            Failure::usage(format!("the folder `{}` cannot be looked up: {e}", typed.unwrap_or(&root).display()))
        })?;
        let out = options.out.as_ref().map_or_else(|| root.join("public"), |out| here.join(out));
        let originals = options.originals.as_ref().map(|dir| here.join(dir)).or_else(|| originals(&root));
        let (prefix, format) = (prefix(&here, &root), options.format);
        let homes = std::env::home_dir().into_iter().collect();
        Ok(Self { root, prefix, out, originals, homes, now: now(options)?, format, timings: Vec::new() })
    }

    /// Reads the dossier.
    ///
    /// # Errors
    /// Where there is none, or a folder cannot be read.
    pub fn load(&mut self) -> Result<Snapshot, Failure> {
        let started = Instant::now();
        let options = LoadOptions { now: self.now, originals: self.originals.as_deref(), out: Some(&self.out) };
        let snapshot = load(&self.root, &options).map_err(|error| unloaded(&error))?;
        self.timings.push(("load", started.elapsed()));
        Ok(snapshot)
    }

    /// Compiles the dossier, once.
    pub fn compile(&mut self, snapshot: &Snapshot, options: &Options) -> Compiled {
        let audience = if options.drafts { Audience::Editor } else { Audience::Public };
        let mut compiled = compile(snapshot, audience, &mut Memos::forgetful());
        self.timings.append(&mut compiled.timings);
        compiled
    }

    /// Looks up whom every text of the dossier names.
    pub fn study(&mut self, snapshot: &Snapshot, options: &Options) -> Study {
        let started = Instant::now();
        let audience = if options.drafts { Audience::Editor } else { Audience::Public };
        let study = study(snapshot, audience, &mut Memos::forgetful());
        self.timings.push(("study", started.elapsed()));
        study
    }

    /// Returns how the texts of a snapshot are shown.
    pub fn texts<'a>(&'a self, snapshot: &'a Snapshot) -> Texts<'a> {
        Texts::new(&snapshot.files, &self.prefix)
    }

    /// Writes problems to where their format belongs.
    pub fn report(&self, snapshot: &Snapshot, diagnostics: &[Diagnostic]) {
        let drawn = report::draw(diagnostics, self.texts(snapshot), self.format);
        if self.format == Format::Human { terminal::tell(&drawn) } else { terminal::say(&drawn) }
    }

    /// Writes what the editor should know though nothing is wrong.
    pub fn report_notices(&self, notices: &[String], options: &Options) {
        if !options.quiet {
            notices.iter().for_each(|notice| terminal::tell(&format!("note: {notice}\n")));
        }
    }

    /// Writes a closing line: a result for people, and out of the way of machines.
    pub fn close(&self, line: &str) {
        let line = format!("{line}\n");
        if self.format == Format::Human { terminal::say(&line) } else { terminal::tell(&line) }
    }

    /// Writes how long each stage took, if that was asked for.
    pub fn report_timings(&self, options: &Options) {
        if options.timings {
            terminal::tell(&table(&self.timings));
        }
    }
}

/// Says why there is no dossier to work on.
pub fn unloaded(error: &LoadError) -> Failure {
    match error {
        LoadError::NoDossier(_) => {
            Failure::usage(error.to_string()).hint("make one with `dossier init`, or name its folder with `--root DIR`")
        }
        LoadError::Root(_, e) | LoadError::Originals(_, e) => {
            let exit = if e.kind() == io::ErrorKind::NotFound { Exit::Usage } else { Exit::World };
            Failure { exit, message: error.to_string(), hint: None }
        }
    }
}

/// Makes every warning an error, if that was asked for.
pub fn apply_strict(diagnostics: &mut [Diagnostic], options: &Options) {
    for diagnostic in diagnostics.iter_mut().filter(|d| options.strict && d.severity == Severity::Warning) {
        diagnostic.severity = Severity::Error;
    }
}

/// Tells whether there is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// Looks up the folder of originals in `dossier.toml`; whoever has no such folder goes without.
pub fn originals(root: &Path) -> Option<PathBuf> {
    let text = std::fs::read_to_string(root.join("dossier.toml")).ok()?;
    let table: toml::Table = toml::from_str(&text).ok()?;
    Some(root.join(table.get("originals")?.as_str()?)).filter(|folder| folder.is_dir())
}

/// Tells whether the moment of the build is given, so that no time passes.
pub fn is_fixed(options: &Options) -> bool {
    #[expect(clippy::disallowed_methods, reason = "cli reads the environment")]
    let epoch = std::env::var_os("SOURCE_DATE_EPOCH");
    options.now.is_some() || epoch.is_some()
}

/// Settles the moment of the build: `--now`, else `SOURCE_DATE_EPOCH`, else the clock.
pub fn now(options: &Options) -> Result<Timestamp, Failure> {
    if let Some(text) = &options.now {
        return parse_now(text).ok_or_else(|| {
            Failure::usage(format!("`{text}` is no moment")).hint("write `2026-01-31` or `2026-01-31T18:00:00Z`")
        });
    }
    #[expect(clippy::disallowed_methods, reason = "cli reads the environment")]
    let epoch = std::env::var_os("SOURCE_DATE_EPOCH");
    if let Some(text) = epoch {
        let seconds = text.to_str().and_then(|text| text.trim().parse().ok());
        return seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
            Failure::usage(format!("SOURCE_DATE_EPOCH is `{}`, which is no moment", text.display()))
                .hint("set it to a number of seconds since 1970, or unset it")
        });
    }
    #[expect(clippy::disallowed_methods, reason = "cli sets now")]
    Ok(Timestamp::now())
}

fn parse_now(text: &str) -> Option<Timestamp> {
    let civil = || text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    text.parse().ok().or_else(|| Some(civil()?.timestamp()))
}

/// Tells what leads from one folder to the other, both canonical.
fn prefix(here: &Path, root: &Path) -> String {
    let folders = |path: &Path| path.iter().map(|part| format!("{}/", part.display())).collect::<String>();
    if let Ok(down) = root.strip_prefix(here) {
        folders(down)
    } else if let Ok(up) = here.strip_prefix(root) {
        "../".repeat(up.iter().count())
    } else {
        format!("{}/", root.display())
    }
}

/// Draws how long each stage took.
pub fn table(timings: &[(&'static str, Duration)]) -> String {
    let total: Duration = timings.iter().map(|(_, time)| *time).sum();
    let rows = timings.iter().copied().chain([("total", total)]);
    rows.map(|(stage, time)| format!("{stage:<12} {:>9.1} ms\n", time.as_secs_f64() * 1000.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_dates_or_instants() {
        let rows = [
            ("2026-01-31", Some("2026-01-31T00:00:00Z")),
            ("2026-01-31T18:00:00Z", Some("2026-01-31T18:00:00Z")),
            ("2026-01-31T18:00:00-05:00", Some("2026-01-31T23:00:00Z")),
            ("2026-01-31T18:00", Some("2026-01-31T18:00:00Z")),
            ("tomorrow", None),
            ("2026-02-30", None),
            ("", None),
        ];
        for (text, moment) in rows {
            assert_eq!(parse_now(text).map(|t| t.to_string()).as_deref(), moment, "{text}");
        }
    }

    #[test]
    fn paths_are_shown_from_where_the_user_stands() {
        let rows = [("/a", "/a", ""), ("/a", "/a/b/c", "b/c/"), ("/a/b/c", "/a", "../../"), ("/a", "/b", "/b/")];
        for (here, root, shown) in rows {
            assert_eq!(prefix(Path::new(here), Path::new(root)), shown, "{here} {root}");
        }
    }

    #[test]
    fn timings_are_a_table() {
        let timings = [("load", Duration::from_micros(1500)), ("render", Duration::from_millis(1200))];
        insta::assert_snapshot!(table(&timings), @r"
        load               1.5 ms
        render          1200.0 ms
        total           1201.5 ms
        ");
    }
}
