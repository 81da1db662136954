//! `dossier.toml`.

use super::Extra;
use super::edtf::Edtf;
use crate::path::Slug;

/// The settings of a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// Its title.
    pub title: String,
    /// What it is and covers, in one line.
    pub description: Option<String>,
    /// Its language (BCP 47); `en` by default.
    pub language: String,
    /// Its theme; `broadsheet` by default.
    pub theme: String,
    /// Where it will stand (`https://host/path/`), with a trailing slash.
    pub base_url: Option<String>,
    /// The IANA time zone in which an embargo without an offset is read; `UTC` by default.
    pub time_zone: String,
    /// Who is responsible, where a file names no authors.
    pub authors: Vec<String>,
    /// The folder of the private originals, relative to the root.
    pub originals: Option<String>,
    /// What the home page leads with.
    pub lead: Vec<Slug>,
    /// The edition.
    pub edition: Edition,
    /// Which mentions are links.
    pub mention_links: MentionLinks,
    /// Options of the theme, as written, in file order.
    pub options: Vec<(String, OptionValue)>,
    /// Free keys for templates, in file order.
    pub extra: Vec<(String, Extra)>,
}

/// `[edition]`: which state of the dossier this is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Edition {
    /// Its version.
    pub version: Option<String>,
    /// Its date.
    pub date: Option<Edtf>,
    /// What it covers (an EDTF interval).
    pub covers: Option<Edtf>,
    /// Whom to write to.
    pub contact: Option<String>,
}

/// `mentions.link`: which mentions of an entity become links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MentionLinks {
    /// The first in each article.
    #[default]
    Article,
    /// The first in each paragraph.
    Paragraph,
    /// All.
    All,
}

/// The value of a theme option.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OptionValue {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A boolean.
    Boolean(bool),
}
