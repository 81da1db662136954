//! `dossier import --annotations`.
//!
//! One file of annotations becomes one annotation file, which is written as a whole or not at all. It deliberately never
//! overwrites: an article may have several annotation files, and their notes have ids of their own.
//!
//! **Invariant:** a file that is written reads without errors, and its notes are anchored or drafts.

use std::path::Path;
use std::sync::Arc;

use super::import::{name, read};
use super::new::write_new;
use super::options::{Import, Options};
use super::report::{Format, Texts, draw, places};
use super::setting::Setting;
use super::{Exit, Failure, ids, terminal};
use crate::content::{annotation, article, claim, config, entity};
use crate::diagnostic::{Code, Diagnostic, Location, Severity};
use crate::import::annotations::{Dossier, Made, import as make};
use crate::import::slug::is_id;
use crate::memo::map::Map;
use crate::path::{Slug, SourcePath};
use crate::source::{Contents, Snapshot, SourceFile};
use crate::text::canonical::Canonical;

/// Longer lines are not drawn, in bytes.
const LONGEST: usize = 400;

/// What of a dossier annotations can speak about.
struct Known {
    config: config::Config,
    entities: Vec<(Slug, Vec<String>)>,
    claims: Vec<Slug>,
    pages: Vec<Slug>,
    articles: Vec<(Slug, Option<String>)>,
    notes: Vec<(Slug, Slug, SourcePath)>,
}

/// Makes an annotation file of a file of annotations.
pub fn import(options: &Options, what: &Import, file: &Path, article: &str) -> Result<Exit, Failure> {
    let mut setting = Setting::new(options)?;
    let snapshot = setting.load()?;
    let (id, source) = ids::find_article(&snapshot, &setting.prefix, article)?;
    let stem = what.slug.as_deref().unwrap_or(id.as_str());
    let target = format!("content/annotations/{stem}.md");
    settle_name(&setting, what, stem, &target)?;
    let path = SourcePath::new(name(file));
    let text = match read(file).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(e)) => {
            let message = format!("the file is not UTF-8: byte {} is not", e.utf8_error().valid_up_to() + 1);
            let problem = Diagnostic::error(Code::NotUtf8, Location::file(&path), message).hint("save it as UTF-8");
            return Ok(refuse(&setting, &path, "", &[problem], Exit::Usage));
        }
        Err((exit, problem)) => return Ok(refuse(&setting, &path, "", &[*problem], exit)),
    };
    let body = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let known = known(&snapshot);
    let parsed = article::parse(source);
    let canonical = Canonical::new(&parsed.meta.title, &parsed.body);
    let dossier = Dossier {
        file: &path,
        article: &id,
        stem,
        canonical: &canonical,
        base_url: known.config.base_url.as_deref(),
        language: &known.config.language,
        unstated: what.language.as_deref(),
        authors: &known.config.authors,
        entities: &known.entities,
        claims: &known.claims,
        pages: &known.pages,
        articles: &known.articles,
        notes: &known.notes,
    };
    let made = match make(body, &dossier) {
        Ok(made) => made,
        Err(problems) => return Ok(refuse(&setting, &path, body, &problems, Exit::Usage)),
    };
    if let Some(problem) = unread(&made.text, &target) {
        return Ok(refuse(&setting, &path, body, &[problem], Exit::Usage));
    }
    if !what.dry_run {
        write_new(&setting.root.join(&target), &made.text)
            .map_err(|e| Failure::world(format!("`{}{target}` could not be written: {e}", setting.prefix)))?;
    }
    tell(options, &setting, what, &path, body, &target, &made);
    Ok(Exit::Fine)
}

fn settle_name(setting: &Setting, what: &Import, stem: &str, target: &str) -> Result<(), Failure> {
    if what.slug.is_some() && !is_id(stem) {
        let failure = Failure::usage(format!("`{stem}` is no id"));
        return Err(failure.hint("an id is lower-case letters a to z, digits and hyphens, such as `harbour-bridge`"));
    }
    if setting.root.join(target).symlink_metadata().is_ok() {
        let failure = Failure::usage(format!("`{}{target}` is there already", setting.prefix));
        let hint = format!("an article may have several annotation files: name another, as in `--slug {stem}-2`");
        return Err(failure.hint(hint));
    }
    Ok(())
}

fn known(snapshot: &Snapshot) -> Known {
    let config = snapshot.files.get("dossier.toml").map(|file| config::parse(file).0).unwrap_or_default();
    let mut known = Known {
        config,
        entities: Vec::new(),
        claims: Vec::new(),
        pages: Vec::new(),
        articles: Vec::new(),
        notes: Vec::new(),
    };
    for (path, file) in &snapshot.files {
        match ids::id(path) {
            Some(("entities", id)) => known.entities.push((id, entity::parse(file).meta.same_as.clone())),
            Some(("articles", id)) => known.articles.push((id, article::parse(file).meta.source.clone())),
            Some(("pages", id)) => known.pages.push(id),
            Some(("claims", id)) => {
                // Read only so that a file that is no claim is none.
                known.claims.extend((!claim::parse(file).meta.question.is_empty()).then_some(id));
            }
            _ if path.as_str().starts_with("content/annotations/") => {
                let source = annotation::parse(file);
                let notes = source.file.notes.iter();
                known.notes.extend(notes.map(|note| (source.file.article.clone(), note.id.clone(), path.clone())));
            }
            _ => {}
        }
    }
    known
}

/// Reads what was made; nothing is written that the dossier could not read.
fn unread(text: &str, target: &str) -> Option<Diagnostic> {
    let path = SourcePath::new(target);
    let source = annotation::parse(&SourceFile { path: path.clone(), contents: Contents::Text(text.into()) });
    let problem = source.diagnostics.into_iter().find(|d| d.severity == Severity::Error)?;
    let message = format!("what was made of it cannot be read: {}", problem.message);
    Some(Diagnostic::error(Code::UnreadableImport, Location::file(&path), message).hint("tell the authors of dossier"))
}

/// Draws problems of the file that is imported, without its lines where they are too long for a terminal.
fn refuse(setting: &Setting, path: &SourcePath, text: &str, problems: &[Diagnostic], exit: Exit) -> Exit {
    let files = one(path, text);
    let bare = setting.format == Format::Human && text.lines().any(|line| line.len() > LONGEST);
    let drawn = draw(problems, Texts::new(&files, ""), if bare { Format::Short } else { setting.format });
    if setting.format == Format::Human {
        terminal::tell(&drawn)
    } else {
        terminal::say(&drawn)
    }
    exit
}

fn one(path: &SourcePath, text: &str) -> Map<SourcePath, SourceFile> {
    let file = SourceFile { path: path.clone(), contents: Contents::Text(text.into()) };
    Map::unit(path.clone(), Arc::new(file))
}

/// Tells what became of the annotations.
fn tell(options: &Options, setting: &Setting, what: &Import, path: &SourcePath, text: &str, target: &str, made: &Made) {
    let files = one(path, text);
    let texts = Texts::new(&files, "");
    if setting.format != Format::Human {
        terminal::say(&draw(&made.remarks, texts, setting.format));
    }
    if options.quiet {
        return;
    }
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let mut shown = format!(
        "{}{target} from {path}: {}, {} of them {}\n",
        setting.prefix,
        count(made.sound + made.drafts, "note"),
        made.drafts,
        if made.drafts == 1 { "a draft" } else { "drafts" },
    );
    for remark in made.remarks.iter().filter(|_| setting.format == Format::Human) {
        let place =
            places(remark, texts).first().map_or(String::new(), |(_, _, line, column)| format!("{line}:{column}"));
        let what = match remark.code {
            Code::OrphanedNote | Code::DraftNote => "draft",
            Code::OtherArticle => "left out",
            _ => "note",
        };
        let hint = remark.hint.as_ref().map_or(String::new(), |hint| format!("\n{:22}{hint}", ""));
        shown.push_str(&format!("  {what:<9} {place:<9} {}{hint}\n", remark.message));
    }
    setting.close(shown.trim_end());
    if what.dry_run {
        terminal::tell("nothing was written; leave `--dry-run` out to write\n");
    }
}
