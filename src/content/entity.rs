//! Entities: people, organisations, places, events and works.

use super::Common;
use super::edtf::Edtf;
use crate::path::Slug;

/// The front matter of an entity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entity {
    /// What every file may say.
    pub common: Common,
    /// Its full name.
    pub name: String,
    /// What it is.
    pub kind: Option<EntityKind>,
    /// Other names, linked wherever they stand as whole words.
    pub aliases: Vec<String>,
    /// Names linked only in an article that also gives the full name.
    pub weak_aliases: Vec<String>,
    /// Wrong spellings, linked and shown with "sic".
    pub misspellings: Vec<String>,
    /// Contexts that are not this entity.
    pub not: Vec<String>,
    /// `case: any`: names match whatever their case.
    pub any_case: bool,
    /// What it is sorted by, where that is not the name.
    pub sort_name: Option<String>,
    /// Its role, in a few words.
    pub role: Option<String>,
    /// When it began or was born.
    pub start: Option<Edtf>,
    /// When it ended or died.
    pub end: Option<Edtf>,
    /// The same thing elsewhere (URLs).
    pub same_as: Vec<String>,
    /// A picture.
    pub image: Option<Picture>,
    /// How it stands to others.
    pub relations: Vec<Relation>,
    /// `page: false` gives it no page.
    pub page: bool,
}

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityKind {
    /// A person.
    Person,
    /// An organisation.
    Organization,
    /// A place.
    Place,
    /// An event.
    Event,
    /// A work.
    Work,
}

/// A picture with whom it is owed to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Picture {
    /// The file, relative to the entity's.
    pub file: String,
    /// Alternative text.
    pub alt: String,
    /// Whom it is owed to.
    pub credit: String,
    /// Its licence.
    pub licence: Option<String>,
    /// Where it is from.
    pub source: Option<String>,
}

/// How an entity stands to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Relation {
    /// The other entity.
    pub to: Slug,
    /// What it is to it, in words ("member of").
    pub r#as: String,
    /// Since when.
    pub start: Option<Edtf>,
    /// Until when.
    pub end: Option<Edtf>,
    /// The note that shows it (`article#id`); required for persons.
    pub note: Option<String>,
}
