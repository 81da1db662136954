//! A content file of any kind, and what all kinds can be asked.
//!
//! The folder decides the kind. Whoever wants something of files whatever they are asks here, so that a new kind is
//! told of in one place; what only one kind has is in its own module.

use std::sync::Arc;

use super::annotation::{self, AnnotationSource};
use super::article::{self, Article};
use super::claim::{self, Claim};
use super::entity::{self, Entity};
use super::kind::Kind;
use super::page::{self, Page};
use super::{Common, KeySpans, Source};
use crate::diagnostic::Diagnostic;
use crate::path::SourcePath;
use crate::source::SourceFile;
use crate::text::{Document, Spans};

/// A content file as it was parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentFile {
    /// A source.
    Article(Arc<Source<Article>>),
    /// A person, organisation, place, event or work.
    Entity(Arc<Source<Entity>>),
    /// A question.
    Claim(Arc<Source<Claim>>),
    /// A free page.
    Page(Arc<Source<Page>>),
    /// The introduction of the home page.
    Home(Arc<Source<Page>>),
    /// Notes on an article.
    Notes(Arc<AnnotationSource>),
}

/// The path of the introduction of the home page.
pub const INTRODUCTION: &str = "content/index.md";

/// A folder of `content/`, and what reads the files in it.
type Folder = (&'static str, fn(&SourceFile) -> ContentFile);

/// The folders of `content/`, sorted.
const FOLDERS: [Folder; 5] = [
    ("annotations", |file| ContentFile::Notes(Arc::new(annotation::parse(file)))),
    ("articles", |file| ContentFile::Article(Arc::new(article::parse(file)))),
    ("claims", |file| ContentFile::Claim(Arc::new(claim::parse(file)))),
    ("entities", |file| ContentFile::Entity(Arc::new(entity::parse(file)))),
    ("pages", |file| ContentFile::Page(Arc::new(page::parse(file, false)))),
];

/// Returns the folder of `content/` that a content file lies in; `index` for the introduction of the home page.
pub fn folder(path: &SourcePath) -> Option<&'static str> {
    if path.as_str() == INTRODUCTION {
        return Some("index");
    }
    reader(path).map(|folder| folder.0)
}

fn reader(path: &SourcePath) -> Option<&'static Folder> {
    let (folder, _) = path.as_str().strip_prefix("content/")?.split_once('/')?;
    FOLDERS.iter().find(|known| known.0 == folder)
}

/// Reads a content file; `None` where its path is not one of a content file.
pub fn parse(file: &SourceFile) -> Option<ContentFile> {
    if file.path.as_str() == INTRODUCTION {
        return Some(ContentFile::Home(Arc::new(page::parse(file, true))));
    }
    reader(&file.path).map(|folder| folder.1(file))
}

/// Asks the source of whatever kind; notes have none.
macro_rules! of_source {
    ($file:expr, $source:ident => $value:expr, $notes:ident => $of_notes:expr) => {
        match $file {
            ContentFile::Article($source) => $value,
            ContentFile::Entity($source) => $value,
            ContentFile::Claim($source) => $value,
            ContentFile::Page($source) | ContentFile::Home($source) => $value,
            ContentFile::Notes($notes) => $of_notes,
        }
    };
}

impl ContentFile {
    /// Returns what it is, if it can have an id.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::Article(_) => Some(Kind::Article),
            Self::Entity(_) => Some(Kind::Entity),
            Self::Claim(_) => Some(Kind::Claim),
            Self::Page(_) => Some(Kind::Page),
            Self::Home(_) | Self::Notes(_) => None,
        }
    }

    /// Returns what every file may say.
    pub fn common(&self) -> &Common {
        of_source!(self, source => &source.meta.common, notes => &notes.file.common)
    }

    /// Returns where the keys of its front matter stand.
    pub fn keys(&self) -> &KeySpans {
        of_source!(self, source => &source.keys, notes => &notes.keys)
    }

    /// Returns what is wrong with it by itself.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        of_source!(self, source => &source.diagnostics, notes => &notes.diagnostics)
    }

    /// Returns how a file with an id is called.
    pub fn title(&self, path: &SourcePath) -> String {
        match self {
            Self::Article(source) => source.meta.title.clone(),
            Self::Entity(source) => source.meta.name.clone(),
            Self::Claim(source) => source.meta.question.clone(),
            Self::Page(source) => source.meta.title.clone().unwrap_or_else(|| path.stem().to_owned()),
            Self::Home(_) | Self::Notes(_) => String::new(),
        }
    }

    /// Returns the line that says what a file with an id is about: a summary, a role, a finding.
    pub fn line(&self) -> Option<&String> {
        match self {
            Self::Article(source) => source.meta.summary.as_ref(),
            Self::Entity(source) => source.meta.role.as_ref(),
            Self::Claim(source) => source.meta.finding.as_ref(),
            Self::Page(source) => source.meta.summary.as_ref(),
            Self::Home(_) | Self::Notes(_) => None,
        }
    }

    /// Whether it has a page of its own.
    pub fn has_page(&self) -> bool {
        match self {
            Self::Entity(source) => source.meta.page,
            Self::Notes(_) => false,
            _ => true,
        }
    }

    /// Returns its bodies as they were parsed, with where their parts stand: 0 is the file's own, n is its n-th note's.
    pub fn bodies(&self) -> Vec<(usize, &Arc<Document>, &Spans)> {
        of_source!(self, source => vec![(0, &source.body, &*source.spans)], notes => {
            let notes = notes.file.notes.iter().zip(&notes.notes).enumerate();
            notes.map(|(n, (note, spans))| (n + 1, &note.body, &spans.body)).collect()
        })
    }

    /// Returns the article, if it is one.
    pub fn article(&self) -> Option<&Arc<Source<Article>>> {
        match self {
            Self::Article(source) => Some(source),
            _ => None,
        }
    }

    /// Returns the entity, if it is one.
    pub fn entity(&self) -> Option<&Arc<Source<Entity>>> {
        match self {
            Self::Entity(source) => Some(source),
            _ => None,
        }
    }

    /// Returns the claim, if it is one.
    pub fn claim(&self) -> Option<&Arc<Source<Claim>>> {
        match self {
            Self::Claim(source) => Some(source),
            _ => None,
        }
    }

    /// Returns the notes, if it holds notes.
    pub fn notes(&self) -> Option<&Arc<AnnotationSource>> {
        match self {
            Self::Notes(source) => Some(source),
            _ => None,
        }
    }
}
