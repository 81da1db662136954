//! Free pages and the home introduction.

use super::Common;

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
