//! `dossier import`.
//!
//! Checks all files first and tells all that is wrong with any of them; only then it writes. It
//! deliberately never overwrites, and takes no id that the dossier or another of the files has.
//!
//! **Invariant:** if anything is wrong with one file, no file is written.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::new::write_new;
use super::options::{Import, ImportRights, Options};
use super::report::{Texts, draw};
use super::setting::Setting;
use super::{Exit, Failure, ids, terminal};
use crate::content::article::{self, Rights};
use crate::content::entity;
use crate::diagnostic::{Code, Diagnostic, Location, Severity};
use crate::import::report::Report;
use crate::import::slug::is_id;
use crate::import::{self, Imported, Outlet, Refusal};
use crate::path::{Slug, SourcePath};
use crate::source::{Contents, MAX_BYTES, Snapshot, SourceFile};

/// A problem with a file, and how the run ends for it.
pub(super) type Problem = (Exit, Box<Diagnostic>);

/// Makes articles of files.
pub fn import(options: &Options, what: &Import) -> Result<Exit, Failure> {
    let mut setting = Setting::new(options)?;
    let snapshot = setting.load()?;
    check_slug(what)?;
    let ids: BTreeMap<Slug, SourcePath> =
        snapshot.files.keys().filter_map(|path| Some((ids::id(path)?.1, path.clone()))).collect();
    let outlets = outlets(&snapshot);
    let (mut articles, mut problems) = (Vec::new(), Vec::new());
    let mut given: BTreeMap<String, PathBuf> = BTreeMap::new();
    for file in &what.files {
        let taken = |id: &str| ids.contains_key(id) || given.contains_key(id);
        let read = read(file).and_then(|bytes| take(file, &bytes, what, &outlets, &taken));
        let article = match read {
            Ok(article) => article,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        problems.extend(clash(file, &article.slug, &ids, &given, &setting));
        given.entry(article.slug.clone()).or_insert_with(|| file.clone());
        articles.push((file, article));
    }
    if !problems.is_empty() {
        return Ok(refuse(&setting, problems, what.files.len()));
    }
    if !what.dry_run {
        write(&setting, &articles)?;
    }
    if !options.quiet {
        let same = originals(&snapshot);
        let shown: Vec<String> =
            articles.iter().map(|(file, article)| show(file, article, &setting.prefix, &same)).collect();
        setting.close(shown.join("\n").trim_end());
        if what.dry_run {
            terminal::tell("nothing was written; leave `--dry-run` out to write\n");
        }
    }
    Ok(Exit::Fine)
}

fn check_slug(what: &Import) -> Result<(), Failure> {
    let Some(id) = &what.slug else { return Ok(()) };
    if what.files.len() > 1 {
        let failure = Failure::usage("`--slug` names one article, but there are several files");
        return Err(failure.hint("import the file that needs it alone"));
    }
    if !is_id(id) {
        let failure = Failure::usage(format!("`{id}` is no id"));
        return Err(failure.hint("an id is lower-case letters a to z, digits and hyphens, such as `harbour-bridge`"));
    }
    Ok(())
}

/// Reads a file, unless it is too large or no file.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Problem> {
    let world = |e: std::io::Error| {
        let exit = if e.kind() == std::io::ErrorKind::NotFound { Exit::Usage } else { Exit::World };
        let code = if exit == Exit::Usage { Code::NoSuchFile } else { Code::UnreadableFile };
        let diagnostic = Diagnostic::error(code, at(file), format!("the file cannot be read: {e}"));
        (exit, Box::new(diagnostic.hint(if exit == Exit::Usage { "check its name" } else { "check its permissions" })))
    };
    let usage = |code, message: String, hint: &str| {
        (Exit::Usage, Box::new(Diagnostic::error(code, at(file), message).hint(hint)))
    };
    let metadata = std::fs::metadata(file).map_err(world)?;
    if metadata.is_dir() {
        return Err(usage(
            Code::NotAFile,
            "this is a folder".into(),
            "name the files in it, as in `dossier import folder/*.txt`",
        ));
    }
    if !metadata.is_file() {
        return Err(usage(
            Code::NotAFile,
            "this is no ordinary file".into(),
            "save the text in a file and import that",
        ));
    }
    let too_large = |bytes: u64| {
        let message = format!("the file has {bytes} bytes; the most that is read is {MAX_BYTES}");
        usage(Code::FileTooLarge, message, "cut it into several files, one an article")
    };
    if metadata.len() > MAX_BYTES {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(file).and_then(|opened| opened.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(world)?;
    // It may have grown since.
    if bytes.len() as u64 > MAX_BYTES { Err(too_large(bytes.len() as u64)) } else { Ok(bytes) }
}

/// Makes the article of a file, and checks that the dossier can read it.
fn take(
    file: &Path,
    bytes: &[u8],
    what: &Import,
    outlets: &[Outlet],
    taken: &dyn Fn(&str) -> bool,
) -> Result<Imported, Problem> {
    let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let options = import::Options {
        file: &name,
        rights: match what.rights {
            ImportRights::Full => Rights::Full,
            ImportRights::Reference => Rights::Reference,
        },
        slug: what.slug.as_deref(),
        language: what.language.as_deref(),
        outlets,
        taken,
    };
    let article = import::import(bytes, &options).map_err(|Refusal { code, message, hint }| {
        (Exit::Usage, Box::new(Diagnostic::error(code, at(file), message).hint(hint)))
    })?;
    let path = SourcePath::new(target(&article.slug));
    let read = article::parse(&SourceFile { path, contents: Contents::Text(article.text().into()) });
    match read.diagnostics.into_iter().find(|d| d.severity == Severity::Error) {
        None => Ok(article),
        Some(problem) => Err((Exit::Usage, Box::new(Diagnostic { primary: at(file), labels: Vec::new(), ..problem }))),
    }
}

/// Tells that the id of an article is taken.
fn clash(
    file: &Path,
    id: &str,
    ids: &BTreeMap<Slug, SourcePath>,
    given: &BTreeMap<String, PathBuf>,
    setting: &Setting,
) -> Option<Problem> {
    let path = target(id);
    let message = if let Some(other) = given.get(id) {
        format!("its id `{id}` is also that of `{}`", other.display())
    } else if let Some(other) = ids.get(id) {
        if other.as_str() == path {
            format!("`{}{path}` is there already", setting.prefix)
        } else {
            format!("its id `{id}` is taken by `{}{other}`", setting.prefix)
        }
    } else if setting.root.join(&path).symlink_metadata().is_ok() {
        format!("`{}{path}` is there already", setting.prefix)
    } else {
        return None;
    };
    let hint = "choose another id with `--slug`, importing this file alone";
    Some((Exit::Usage, Box::new(Diagnostic::error(Code::IdTaken, at(file), message).hint(hint))))
}

/// Tells all problems; returns how the run ends.
fn refuse(setting: &Setting, problems: Vec<Problem>, files: usize) -> Exit {
    let world = problems.iter().any(|(exit, _)| *exit == Exit::World);
    let diagnostics: Vec<Diagnostic> = problems.into_iter().map(|(_, diagnostic)| *diagnostic).collect();
    let drawn = draw(&diagnostics, Texts::none(""), setting.format);
    if setting.format == super::report::Format::Human {
        terminal::tell(&drawn)
    } else {
        terminal::say(&drawn)
    }
    if files > 1 {
        terminal::tell("nothing was imported\n");
    }
    if world { Exit::World } else { Exit::Usage }
}

/// Writes the articles; if one cannot be written, those before it are taken back.
fn write(setting: &Setting, articles: &[(&PathBuf, Imported)]) -> Result<(), Failure> {
    let mut written = Vec::new();
    for (_, article) in articles {
        let path = target(&article.slug);
        let at = setting.root.join(&path);
        if let Err(e) = write_new(&at, &article.text()) {
            // What could be begun is taken back too, but never what was there before.
            if e.kind() != std::io::ErrorKind::AlreadyExists {
                written.push(at);
            }
            for at in written {
                let _ = std::fs::remove_file(at);
            }
            return Err(Failure::world(format!("`{}{path}` could not be written: {e}", setting.prefix)));
        }
        written.push(at);
    }
    Ok(())
}

/// Finds the articles that were made of an original, by its SHA-256.
fn originals(snapshot: &Snapshot) -> BTreeMap<String, SourcePath> {
    let articles = snapshot.files.iter().filter(|(path, _)| matches!(ids::id(path), Some(("articles", _))));
    articles.filter_map(|(path, file)| Some((article::parse(file).meta.sha256.clone()?, path.clone()))).collect()
}

fn outlets(snapshot: &Snapshot) -> Vec<Outlet> {
    let entities = snapshot.files.iter().filter_map(|(path, file)| match ids::id(path) {
        Some(("entities", id)) => Some((id, entity::parse(file))),
        _ => None,
    });
    let outlets = entities.map(|(id, source)| {
        let entity = &source.meta;
        let names = [&entity.name].into_iter().chain(&entity.aliases).chain(&entity.weak_aliases);
        Outlet { id: id.as_str().to_owned(), names: names.cloned().collect() }
    });
    outlets.collect()
}

/// Writes what became of a file.
fn show(file: &Path, article: &Imported, prefix: &str, same: &BTreeMap<String, SourcePath>) -> String {
    let Report { stated, missing, removed, notes } = &article.report;
    let mut shown = format!("{prefix}{} from {}\n", target(&article.slug), name(file));
    let mut row = |what: &str, line: Option<usize>, words: &str| {
        let place = line.map_or_else(String::new, |line| format!("line {line}"));
        shown.push_str(&format!("  {what:<10} {place:<9} {words}\n"));
    };
    for found in stated {
        row(found.key, found.line, &found.value);
    }
    for key in missing {
        row(key, None, "not stated, left out");
    }
    for removed in removed {
        let end = if removed.whole { "" } else { "at its end: " };
        row("removed", removed.line, &format!("{end}{} ({})", removed.text, removed.what));
    }
    for note in notes {
        row("note", note.line, &note.message);
    }
    if let Some(other) = same.get(&article.sha256) {
        row("note", None, &format!("`{prefix}{other}` has the same original"));
    }
    shown
}

fn target(id: &str) -> String {
    format!("content/articles/{id}.md")
}

fn at(file: &Path) -> Location {
    Location::file(&SourcePath::new(name(file)))
}

/// The name of a file as it was typed, fit for a terminal.
pub(super) fn name(file: &Path) -> String {
    let shown = file.to_string_lossy();
    shown.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
