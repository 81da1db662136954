//! What the files of a dossier mean: one value a file, parsed by itself.
//!
//! A parse never fails: it gives what it understood and diagnostics with exact places. Values hold
//! no positions; a key's place is looked up in [`front_matter::KeySpans`] when something is wrong with it.

pub mod annotation;
pub mod article;
mod check;
pub mod claim;
pub mod common;
pub mod config;
pub mod edtf;
pub mod entity;
pub mod file;
pub mod front_matter;
pub mod kind;
pub mod page;
pub mod pointer;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::path::Slug;
use crate::text::{Document, Spans};
use edtf::Edtf;

/// Reports whether a text has the shape of a language tag (BCP 47).
pub fn is_language(text: &str) -> bool {
    check::language(text).is_ok()
}

/// A content file as it was understood: its front matter, its body, and where things stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source<T> {
    /// The front matter.
    pub meta: Arc<T>,
    /// The body.
    pub body: Arc<Document>,
    /// Where the parts of the body stand.
    pub spans: Arc<Spans>,
    /// Where the keys of the front matter stand.
    pub keys: KeySpans,
    /// What is wrong with the file by itself.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Source<T> {
    /// Reports whether the body was read to its end, so that what is not found in it is not there.
    pub fn is_whole(&self) -> bool {
        const CUT: [Code; 4] = [Code::NotUtf8, Code::FileTooLarge, Code::UnreadableFile, Code::UnclosedFrontMatter];
        !self.diagnostics.iter().any(|d| CUT.contains(&d.code))
    }
}

/// Where the values of front matter stand, by key path (`title`, `relations[0].note`, `authors[1]`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySpans(pub BTreeMap<String, Range<usize>>);

impl KeySpans {
    /// Returns the byte range of a key's value, or of the nearest key above it, or the file's start.
    pub fn get(&self, key: &str) -> Range<usize> {
        let mut key = key;
        loop {
            if let Some(span) = self.0.get(key) {
                return span.clone();
            }
            let Some(end) = key.rfind(['.', '[']) else { return 0..0 };
            key = &key[..end];
        }
    }

    /// Returns the key of the n-th of the items that were read of a list: of the whole list where some of it
    /// were refused, as it is not known then which of those in the file it is.
    pub fn item(&self, list: &str, n: usize, read: usize) -> String {
        if self.0.contains_key(&format!("{list}[{read}]")) { list.to_owned() } else { format!("{list}[{n}]") }
    }
}

/// What every content file may say in its front matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Common {
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its date.
    pub date: Option<Edtf>,
    /// When it was last changed.
    pub updated: Option<Edtf>,
    /// Its language (BCP 47); `None` is the dossier's.
    pub language: Option<String>,
    /// Paths of the site that redirect here, without a leading slash (`old/name.html`).
    pub old_urls: Vec<String>,
    /// What was corrected, in file order.
    pub corrections: Vec<Correction>,
    /// Free keys for templates, in file order.
    pub extra: Vec<(String, Extra)>,
    /// Whether and when it may be seen.
    pub visibility: Visibility,
}

/// What keeps a file out of the public site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Visibility {
    /// `draft: true`
    pub draft: bool,
    /// `private: true`
    pub private: bool,
    /// `embargo:` as it is written: a date, a local date-time, or one with an offset.
    pub embargo: Option<Embargo>,
    /// `withdrawn: {date, reason}`
    pub withdrawn: Option<Withdrawn>,
}

/// The moment from which a file may be seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Embargo {
    /// A civil date and time in the dossier's `time_zone`; a mere date is 00:00.
    Local(jiff::civil::DateTime),
    /// An instant.
    Instant(jiff::Timestamp),
}

/// Why a file is no longer shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Withdrawn {
    /// Since when.
    pub date: Edtf,
    /// Why, in a sentence.
    pub reason: String,
}

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Correction {
    /// When.
    pub date: Edtf,
    /// What was wrong and what is right, in plain words.
    pub text: String,
}

/// A free value under `extra:`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Extra {
    /// A scalar, as it is written.
    Text(String),
    /// A sequence.
    List(Vec<Extra>),
    /// A mapping, in file order.
    Table(Vec<(String, Extra)>),
}

/// A reference to an entity that may be held only likely (`bbc?`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityRef {
    /// The entity.
    pub id: Slug,
    /// Whether a `?` followed it.
    pub probable: bool,
}
