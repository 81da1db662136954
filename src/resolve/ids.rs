//! What every id of the dossier stands for, and what a reference to it means.
//!
//! An id belongs to one file. The table holds the files that are not shown too, so that a reference to one
//! is told apart from a slip of the pen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

pub use crate::content::kind::Kind;
use crate::diagnostic::{Code, Diagnostic, Location, did_you_mean};
use crate::memo::table::Table;
use crate::path::{NoteId, OutputPath, Slug, SourcePath, percent_encode};
use crate::resolve::publish_set::Standing;
use crate::resolve::reference::Reference;

/// What an id stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Its file.
    pub path: SourcePath,
    /// Its page; `None` for an entity without one.
    pub output: Option<OutputPath>,
    /// The address of its page, from the output folder.
    pub href: Option<Arc<str>>,
    /// Whether it is shown.
    pub standing: Standing,
}

/// How a note is pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteEntry {
    /// Its title.
    pub title: String,
    /// Its anchor on the article's page (`note-x`; `at-x` for an evidence mark).
    pub anchor: String,
}

/// All ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// By id.
    pub entries: Table<Slug, Entry>,
    /// The id of each page, by its path in the output.
    pub pages: FxHashMap<String, Slug>,
}

/// The notes of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteIds {
    /// Those that are shown, by id.
    pub shown: BTreeMap<Slug, NoteEntry>,
    /// Those that are not.
    pub hidden: BTreeSet<Slug>,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a reference leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// The code of the diagnostic.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Ids that no page may take, because the site writes files of these names.
pub const RESERVED_PAGES: &[&str] = &[
    "404",
    "annotations",
    "articles",
    "assets",
    "claims",
    "compare",
    "corrections",
    "dossier",
    "entities",
    "feed",
    "index",
    "network",
    "robots",
    "search",
    "sitemap",
    "sources",
    "timeline",
];

/// Returns the id that a content file's path stands for.
pub fn id_of(path: &SourcePath) -> Slug {
    let stem = path.stem();
    if stem == "index"
        && let Some(folder) = path.as_str().rsplit('/').nth(1)
        && path.as_str().matches('/').count() > 2
    {
        return Slug::from_name(folder);
    }
    Slug::from_name(stem)
}

/// Returns a path of the output as a URL from the output folder.
pub fn href(path: &OutputPath) -> String {
    let mut url = String::with_capacity(path.as_str().len());
    for (i, segment) in path.as_str().split('/').enumerate() {
        if i > 0 {
            url.push('/');
        }
        percent_encode(segment, &mut url);
    }
    url
}

/// Divides `article#note`; `here` is the article of a bare `note` or `#note`.
fn parts<'a>(text: &'a str, here: Option<&Slug>) -> Option<(Slug, &'a str)> {
    match (text.split_once('#'), here) {
        (Some(("", note)), Some(here)) => Some((here.clone(), note)),
        (Some((article, note)), _) => Some((Slug::from_name(article.trim()), note)),
        (None, Some(here)) => Some((here.clone(), text)),
        (None, None) => None,
    }
}

/// Returns the article of a note that is written as `article#note`, `note` or `#note`; `here` is that of the latter.
pub fn article_of(text: &str, here: Option<&Slug>) -> Option<Slug> {
    parts(text, here).map(|parts| parts.0)
}

impl Entry {
    /// Returns how it is pointed at by a title.
    pub fn reference(&self, id: &Slug, title: String) -> Reference {
        Reference {
            id: id.to_string(),
            kind: self.kind.as_str().to_owned(),
            title,
            href: self.href.as_deref().map(str::to_owned),
            probable: false,
        }
    }
}

impl Ids {
    /// Adds a file; an id that is taken, reserved or cannot stand in a URL is an error.
    pub fn enter(&mut self, path: &SourcePath, kind: Kind, has_page: bool, standing: Standing) -> Vec<Diagnostic> {
        let id = id_of(path);
        let mut diagnostics = Vec::new();
        if let Some(bad) = id.as_str().chars().find(|c| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))) {
            diagnostics.push(
                Diagnostic::error(
                    Code::BadId,
                    Location::file(path),
                    format!("the file name has `{bad}`, which an id may not hold"),
                )
                .hint("rename the file: letters, digits, `-`, `_` and `.` only"),
            );
        }
        let reserved = match kind {
            Kind::Page => RESERVED_PAGES.contains(&id.as_str()),
            _ => id.as_str() == "index",
        };
        if reserved {
            diagnostics.push(
                Diagnostic::error(
                    Code::ReservedId,
                    Location::file(path),
                    format!("the id `{id}` is reserved for the site's own `{}`", kind.output(&id)),
                )
                .hint("rename the file"),
            );
        }
        let output = has_page.then(|| kind.output(&id));
        if let Some(other) = self.entries.get(&id) {
            diagnostics.push(
                Diagnostic::error(
                    Code::DuplicateId,
                    Location::file(path),
                    format!("the id `{id}` belongs to two files"),
                )
                .label(Location::file(&other.path), "it is taken by this file")
                .hint(if other.path.file_name() == path.file_name() {
                    "rename one of them: an id belongs to one file of the whole dossier"
                } else {
                    "rename one of them; ids ignore case and the way accents are encoded"
                }),
            );
        } else {
            if let Some(output) = &output {
                self.pages.insert(output.as_str().to_owned(), id.clone());
            }
            self.entries.insert(
                id,
                Entry {
                    kind,
                    path: path.clone(),
                    href: output.as_ref().map(|page| href(page).into()),
                    output,
                    standing,
                },
            );
        }
        diagnostics
    }

    /// Finds an id of the wanted kinds (any, if none is named).
    ///
    /// # Errors
    /// An id that nothing has, that has another kind, or whose file is not shown.
    pub fn find(&self, id: &str, kinds: &[Kind]) -> Result<&Entry, Unresolved> {
        let slug = Slug::from_name(id.trim());
        let Some(entry) = self.entries.get(&slug) else {
            let names = self
                .entries
                .iter()
                .filter(|(_, e)| kinds.is_empty() || kinds.contains(&e.kind))
                .map(|(id, _)| id.as_str());
            let what = match kinds {
                [kind] => format!("there is no {} `{slug}`", kind.as_str()),
                _ => format!("nothing has the id `{slug}`"),
            };
            let hint = did_you_mean(slug.as_str(), names).map(|name| format!("did you mean `{name}`?"));
            let hint = hint.unwrap_or_else(|| match kinds {
                [kind] => format!("make it with `dossier new {} …`, or take the reference out", kind.as_str()),
                _ => "write the id of an article, entity, claim or page: the name of its file without `.md`".to_owned(),
            });
            return Err(Unresolved { code: Code::DeadReference, message: what, hint: Some(hint) });
        };
        if !kinds.is_empty() && !kinds.contains(&entry.kind) {
            let wanted = kinds.iter().map(|k| k.with_article()).collect::<Vec<_>>().join(" or ");
            return Err(Unresolved {
                code: Code::WrongKind,
                message: format!("`{slug}` is {}, not {wanted}", entry.kind.with_article()),
                hint: Some(format!("write the id of {wanted}")),
            });
        }
        if let Standing::Hidden(reason) = &entry.standing {
            return Err(Unresolved {
                code: Code::ReferenceToUnpublished,
                message: format!("`{slug}` is {} and not published", reason.words()),
                hint: Some("publish it, or take the reference out".to_owned()),
            });
        }
        Ok(entry)
    }

    /// Finds a note `article#note`; `notes` gives those of an article, at least of [`article_of`] it.
    ///
    /// # Errors
    /// As [`Ids::find`], and a note that its article does not have.
    pub fn find_note<'n>(
        &self,
        notes: impl Fn(&Slug) -> Option<&'n NoteIds>,
        text: &str,
        here: Option<&Slug>,
    ) -> Result<(NoteId, Reference), Unresolved> {
        let Some((article, note)) = parts(text, here) else {
            return Err(Unresolved {
                code: Code::DeadReference,
                message: format!("`{text}` names no note"),
                hint: Some("write `article#note`".to_owned()),
            });
        };
        let entry = self.find(article.as_str(), &[Kind::Article])?;
        let note = Slug::from_name(note.trim());
        let notes = notes(&article);
        let Some(found) = notes.and_then(|notes| notes.shown.get(&note)) else {
            if notes.is_some_and(|notes| notes.hidden.contains(&note)) {
                return Err(Unresolved {
                    code: Code::ReferenceToUnpublished,
                    message: format!("the note `{article}#{note}` is not published"),
                    hint: Some("publish it, or take the reference out".to_owned()),
                });
            }
            let names: Vec<&str> = notes.into_iter().flat_map(|notes| notes.shown.keys()).map(Slug::as_str).collect();
            let hint = match (did_you_mean(note.as_str(), names.iter().copied()), &names[..]) {
                (Some(name), _) => format!("did you mean `{article}#{name}`?"),
                (None, []) => format!("write that note first, or name `{article}` itself: none of its notes is shown"),
                (None, [first, ..]) => format!("write the id of one of its notes, such as `{article}#{first}`"),
            };
            return Err(Unresolved {
                code: Code::DeadReference,
                message: format!("the article `{article}` has no note `{note}`"),
                hint: Some(hint),
            });
        };
        let page = entry.href.as_deref().unwrap_or_default();
        let reference = Reference {
            id: format!("{article}#{note}"),
            kind: "note".to_owned(),
            title: found.title.clone(),
            href: Some(format!("{page}#{}", found.anchor)),
            probable: false,
        };
        Ok((NoteId { article, note }, reference))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_in_a_folder_has_the_folders_id() {
        assert_eq!(id_of(&SourcePath::new("content/articles/a/index.md")).as_str(), "a");
        assert_eq!(id_of(&SourcePath::new("content/articles/a.md")).as_str(), "a");
        assert_eq!(id_of(&SourcePath::new("content/articles/2019/a.md")).as_str(), "a");
    }
}
