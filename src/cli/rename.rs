//! `dossier rename`.
//!
//! Nothing is written before the dossier as it would be has been compiled and is no worse than before. The new
//! files are written first and the old ones removed last, so that a stop half-way loses nothing.

use std::collections::BTreeMap;
use std::path::Path;

use super::options::Options;
use super::setting::{Setting, has_errors};
use super::{Exit, Failure, ids, terminal};
use crate::compile::{Audience, Memos, compile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::import::slug::is_id;
use crate::lock::{self, Lock};
use crate::path::{Slug, SourcePath};
use crate::publish::replace::replace;
use crate::source::{Contents, Snapshot};
use crate::tools::rename::{Edit, Renaming, apply, edited, rename as renaming};

/// Gives a file another id, with every reference to it.
pub fn rename(options: &Options, old: &str, new: &str, dry_run: bool) -> Result<Exit, Failure> {
    let mut setting = Setting::new(options)?;
    let snapshot = setting.load()?;
    let (old, new) = (Slug::from_name(old.trim()), settle(&snapshot, old, new)?);
    let plan = renaming(&snapshot, &old, &new).ok_or_else(|| unknown(&snapshot, &old))?;
    let after = apply(&snapshot, &plan);
    let worse = worse(&snapshot, &after);
    if has_errors(&worse) {
        let texts = super::report::Texts::new(&after.files, &setting.prefix);
        terminal::tell(&super::report::draw(&worse, texts, setting.format));
        terminal::tell(&format!("`{old}` cannot become `{new}`: nothing was changed\n"));
        return Ok(Exit::Content);
    }
    if dry_run {
        terminal::say(&diff(&snapshot, &plan, &setting.prefix));
        return Ok(Exit::Fine);
    }
    write(&setting.root, &snapshot, &plan)
        .map_err(|(path, e)| Failure::world(format!("`{}{path}` could not be changed: {e}", setting.prefix)))?;
    if !options.quiet {
        let locked = plan.lock.as_ref().map_or(0, |lock| lock.articles.get(&new).map_or(0, |n| n.len()));
        let count = plan.edits.values().map(Vec::len).sum::<usize>() + locked;
        let moved: String = plan.moves.iter().map(|(from, to)| format!("{from} is now {to}\n")).collect();
        let files = plan.edits.len() + usize::from(plan.lock.is_some());
        setting.close(&format!("{moved}changed {count} places in {files} files; the old address redirects"));
    }
    Ok(Exit::Fine)
}

fn settle(snapshot: &Snapshot, old: &str, new: &str) -> Result<Slug, Failure> {
    if !is_id(new) {
        let failure = Failure::usage(format!("`{new}` is no id"));
        return Err(failure.hint("an id is lower-case letters a to z, digits and hyphens, such as `harbour-bridge`"));
    }
    let new = Slug::from_name(new);
    if new == Slug::from_name(old.trim()) {
        return Err(Failure::usage(format!("`{new}` is the id already")));
    }
    if let Some(path) = snapshot.files.keys().find(|path| ids::id(path).is_some_and(|(_, id)| id == new)) {
        let failure = Failure::usage(format!("the id `{new}` is taken by `{path}`"));
        return Err(failure.hint("choose another"));
    }
    Ok(new)
}

fn unknown(snapshot: &Snapshot, old: &Slug) -> Failure {
    let failure = Failure::usage(format!("no file has the id `{old}`"));
    let all: Vec<Slug> = snapshot.files.keys().filter_map(|path| Some(ids::id(path)?.1)).collect();
    match crate::diagnostic::did_you_mean(old.as_str(), all.iter().map(Slug::as_str)) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint("an id is the name of a content file without `.md`"),
    }
}

/// The errors that a dossier has and had not before, by code and message.
fn worse(before: &Snapshot, after: &Snapshot) -> Vec<Diagnostic> {
    let errors = |snapshot: &Snapshot| {
        let compiled = compile(snapshot, Audience::Editor, &mut Memos::forgetful());
        compiled.diagnostics.into_iter().filter(|d| d.severity == Severity::Error).collect::<Vec<_>>()
    };
    let mut known: BTreeMap<&'static str, usize> = BTreeMap::new();
    errors(before).iter().for_each(|d| *known.entry(d.code.as_str()).or_default() += 1);
    let fresh = |d: &Diagnostic| match known.get_mut(d.code.as_str()) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    errors(after).into_iter().filter(fresh).collect()
}

/// Draws the changes as `diff -U0` does, each changed line with its number.
fn diff(snapshot: &Snapshot, plan: &Renaming, prefix: &str) -> String {
    let mut out = String::new();
    let none = Vec::new();
    let paths: std::collections::BTreeSet<&SourcePath> = plan.edits.keys().chain(plan.moves.keys()).collect();
    for path in paths {
        let to = plan.moves.get(path).unwrap_or(path);
        out.push_str(&format!("--- {prefix}{path}\n+++ {prefix}{to}\n"));
        let text = snapshot.files.get(path.as_str()).map_or("", |f| f.text());
        let mut edits = plan.edits.get(path).unwrap_or(&none).as_slice();
        let mut shift = 0isize;
        while let Some(first) = edits.first() {
            let start = text[..first.at.0].rfind('\n').map_or(0, |i| i + 1);
            let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |i| at + i + 1);
            // A line that is put in before another changes none.
            let whole = first.at.0 == first.at.1 && first.at.0 == start && first.text.ends_with('\n');
            let end = if whole { start } else { line_end(first.at.1.max(start)) };
            let count = if whole { 1 } else { edits.iter().take_while(|e| e.at.1 < end).count().max(1) };
            let inside: Vec<Edit> = edits[..count]
                .iter()
                .map(|e| Edit { at: (e.at.0 - start, e.at.1 - start), text: e.text.clone() })
                .collect();
            let (old, new) = (&text[start..end], edited(&text[start..end], &inside));
            let number = text[..start].matches('\n').count() + 1;
            let (less, more) = (old.lines().count(), new.lines().count());
            let at = number.saturating_add_signed(shift);
            let number = if less == 0 { number - 1 } else { number };
            out.push_str(&format!("@@ -{number},{less} +{at},{more} @@\n"));
            old.lines().for_each(|line| out.push_str(&format!("-{line}\n")));
            new.lines().for_each(|line| out.push_str(&format!("+{line}\n")));
            shift += more as isize - less as isize;
            edits = &edits[count..];
        }
    }
    if let Some(lock) = &plan.lock {
        out.push_str(&lock_diff(&snapshot.lock, lock, prefix));
    }
    out
}

/// Draws the lines of the lock that change or move.
fn lock_diff(old: &Lock, new: &Lock, prefix: &str) -> String {
    let (old, new) = (lock::write(old), lock::write(new));
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut out = format!("--- {prefix}{name}\n+++ {prefix}{name}\n", name = lock::NAME);
    for op in similar::capture_diff_slices(similar::Algorithm::Myers, &old, &new) {
        let (less, more) = (op.old_range(), op.new_range());
        if op.tag() == similar::DiffTag::Equal {
            continue;
        }
        // A side without lines is named by the line before it.
        let number = |range: &std::ops::Range<usize>| range.start + usize::from(!range.is_empty());
        out.push_str(&format!("@@ -{},{} +{},{} @@\n", number(&less), less.len(), number(&more), more.len()));
        old[less].iter().for_each(|line| out.push_str(&format!("-{line}\n")));
        new[more].iter().for_each(|line| out.push_str(&format!("+{line}\n")));
    }
    out
}

/// Writes the changes: each file whole or not at all, the old names last.
fn write(root: &Path, snapshot: &Snapshot, plan: &Renaming) -> Result<(), (SourcePath, std::io::Error)> {
    let meanwhile = || std::io::Error::other("it was changed meanwhile; try again");
    let lock_path = SourcePath::new(lock::NAME);
    let on_disk = std::fs::read(root.join(lock::NAME)).unwrap_or_default();
    if plan.lock.is_some() && lock::read(Some(&on_disk)).0 != *snapshot.lock {
        return Err((lock_path, meanwhile()));
    }
    for (path, edits) in &plan.edits {
        let Some(file) = snapshot.files.get(path.as_str()) else { continue };
        // A text without its byte order mark is written as it was read.
        let Contents::Text(text) = &file.contents else { continue };
        let at = root.join(path.as_str());
        let failed = |e| (path.clone(), e);
        let bytes = std::fs::read(&at).map_err(failed)?;
        let mark: &[u8] = if bytes.starts_with(b"\xef\xbb\xbf") { b"\xef\xbb\xbf" } else { b"" };
        if &bytes[mark.len()..] != text.as_bytes() {
            return Err(failed(meanwhile()));
        }
        let folder = at.parent().unwrap_or(root);
        let mut fresh = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        let permissions = std::fs::metadata(&at).map_err(failed)?.permissions();
        std::io::Write::write_all(&mut fresh, &[mark, edited(text, edits).as_bytes()].concat()).map_err(failed)?;
        fresh.as_file().set_permissions(permissions).map_err(failed)?;
        fresh.persist(&at).map_err(|e| failed(e.error))?;
    }
    for (from, to) in &plan.moves {
        let at = root.join(to.as_str());
        if let Some(folder) = at.parent() {
            std::fs::create_dir_all(folder).map_err(|e| (to.clone(), e))?;
        }
        if at.exists() {
            return Err((to.clone(), std::io::Error::other("it is there already")));
        }
        std::fs::rename(root.join(from.as_str()), at).map_err(|e| (from.clone(), e))?;
    }
    if let Some(lock) = &plan.lock {
        replace(&root.join(lock::NAME), lock::write(lock).as_bytes()).map_err(|e| (lock_path, e))?;
    }
    // A folder that has become empty goes; another stays.
    for from in plan.moves.keys() {
        if let Some(folder) = root.join(from.as_str()).parent() {
            let _ = std::fs::remove_dir(folder);
        }
    }
    Ok(())
}
