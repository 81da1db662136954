//! Entities: people, organisations, places, events and works.

use super::common::{self, Need};
use super::edtf::Edtf;
use super::front_matter::Fields;
use super::{Common, Source, check};
use crate::diagnostic::Code;
use crate::path::Slug;
use crate::source::SourceFile;

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

/// Reads an entity.
pub fn parse(file: &SourceFile) -> Source<Entity> {
    let need = Need::Keys("name: The Full Name\nkind: person");
    common::parse(file, need, |fields| entity(fields, common::name(file)), |_| common::OURS)
}

fn entity(fields: &mut Fields<'_>, fallback: &str) -> Entity {
    let common = common::common(fields);
    let name = fields.required_text("name", "The Full Name").unwrap_or_else(|| fallback.to_owned());
    let kind = fields.choice("kind", &EntityKind::ALL, EntityKind::as_str);
    Entity {
        common,
        name,
        kind,
        aliases: fields.list_of_text("aliases"),
        weak_aliases: fields.list_of_text("weak_aliases"),
        misspellings: fields.list_of_text("misspellings"),
        not: fields.list_of_text("not"),
        any_case: fields.choice("case", &[true], |_| "any").unwrap_or(false),
        sort_name: fields.text("sort_name"),
        role: fields.text("role"),
        start: fields.date("start"),
        end: fields.date("end"),
        same_as: fields.checked_list("same_as", check::url),
        image: fields.table("image", picture).flatten(),
        relations: fields
            .tables("relations", |fields| relation(fields, kind == Some(EntityKind::Person)))
            .into_iter()
            .flatten()
            .collect(),
        page: fields.flag("page", true, true),
    }
}

fn picture(fields: &mut Fields<'_>) -> Option<Picture> {
    fields.require("file", "portrait.jpg");
    let file = fields.checked("file", Code::BadValue, check::file);
    let alt = fields.required_text("alt", "What the picture shows");
    let credit = fields.required_text("credit", "Who made it");
    let (licence, source) = (fields.text("licence"), fields.url("source"));
    Some(Picture { file: file?, alt: alt?, credit: credit?, licence, source })
}

fn relation(fields: &mut Fields<'_>, person: bool) -> Option<Relation> {
    fields.require("to", "entity-id");
    let to = fields.slug("to");
    let r#as = fields.required_text("as", "member of");
    let (start, end) = (fields.date("start"), fields.date("end"));
    if person {
        fields.require("note", "article#note");
    }
    let note = fields.checked("note", Code::BadValue, check::note);
    Some(Relation { to: to?, r#as: r#as?, start, end, note })
}

impl EntityKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Person, Self::Organization, Self::Place, Self::Event, Self::Work];

    /// Returns the word in front matter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Place => "place",
            Self::Event => "event",
            Self::Work => "work",
        }
    }
}
