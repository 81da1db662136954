//! Free pages and the home introduction.

use super::common::{self, Need};
use super::{Common, Source};
use crate::source::SourceFile;

/// The front matter of a page; the home introduction may leave all of it out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Page {
    /// What every file may say.
    pub common: Common,
    /// Its title; a page without one takes its first heading, else its id.
    pub title: Option<String>,
    /// A short summary.
    pub summary: Option<String>,
}

/// Reads a page, or the home introduction, which may be empty.
pub fn parse(file: &SourceFile, home: bool) -> Source<Page> {
    let need = if home { Need::Nothing } else { Need::Words("title: The title") };
    let read = |fields: &mut super::front_matter::Fields<'_>| Page {
        common: common::common(fields),
        title: fields.text("title"),
        summary: fields.text("summary"),
    };
    common::parse(file, need, read, |_| common::OURS)
}
