//! What an import is told besides the bytes.
//!
//! Nothing of it says what stands in them; that is deliberately taken from the text alone.

use crate::content::article::Rights;

/// What an import is told besides the bytes.
pub struct Options<'a> {
    /// The name of the file, without folders.
    pub file: &'a str,
    /// How much may be published.
    pub rights: Rights,
    /// The id that was asked for.
    pub slug: Option<&'a str>,
    /// The language of the text (BCP 47), where it is not the dossier's.
    pub language: Option<&'a str>,
    /// The entities that an outlet may be.
    pub outlets: &'a [Outlet],
    /// Tells the ids that the dossier has.
    pub taken: &'a dyn Fn(&str) -> bool,
}

/// An entity that an outlet may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    /// Its id.
    pub id: String,
    /// Its name and aliases.
    pub names: Vec<String>,
}
