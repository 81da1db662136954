//! `dossier.toml`.
//!
//! It deliberately does not know the options of the theme; they are kept as written and checked by it.

use super::edtf::Edtf;
use super::front_matter::{self, Fields, Kind, Sort};
use super::{Extra, KeySpans, check, common};
use crate::diagnostic::{Code, Diagnostic};
use crate::path::Slug;
use crate::source::SourceFile;

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

/// Reads `dossier.toml`. A file that says nothing gives [`Config::default`].
pub fn parse(file: &SourceFile) -> (Config, KeySpans, Vec<Diagnostic>) {
    let text = match common::text(file) {
        Ok(text) => text,
        Err(diagnostic) => return (Config::default(), KeySpans::default(), vec![*diagnostic]),
    };
    let (front, mut diagnostics) = front_matter::read_toml(&file.path, text);
    let (config, more) = front_matter::read_fields(&file.path, &front, config);
    diagnostics.extend(more);
    (config, front.key_spans(), diagnostics)
}

fn config(fields: &mut Fields<'_>) -> Config {
    let default = Config::default();
    Config {
        title: fields.text("title").unwrap_or(default.title),
        description: fields.text("description"),
        language: fields.checked("language", Code::BadValue, check::language).unwrap_or(default.language),
        theme: fields.checked("theme", Code::BadValue, check::theme).unwrap_or(default.theme),
        base_url: fields.checked("base_url", Code::BadValue, check::base_url),
        time_zone: fields.checked("time_zone", Code::BadValue, check::time_zone).unwrap_or(default.time_zone),
        authors: fields.list_of_text("authors"),
        originals: fields.text("originals"),
        lead: fields.checked_list("lead", check::id),
        edition: fields.table("edition", edition).unwrap_or_default(),
        mention_links: fields
            .table("mentions", |fields| fields.choice("link", &MentionLinks::ALL, MentionLinks::as_str))
            .flatten()
            .unwrap_or_default(),
        options: options(fields),
        extra: fields.extra("extra"),
    }
}

fn edition(fields: &mut Fields<'_>) -> Edition {
    Edition {
        version: fields.text("version"),
        date: fields.date("date"),
        covers: fields.date("covers"),
        contact: fields.text("contact"),
    }
}

fn options(fields: &mut Fields<'_>) -> Vec<(String, OptionValue)> {
    let mut options = Vec::new();
    for (key, value) in fields.raw_table("options") {
        let option = match &value.kind {
            Kind::Scalar(words, Sort::Text) => OptionValue::Text(words.clone()),
            Kind::Scalar(_, Sort::Integer(n)) => OptionValue::Integer(*n),
            Kind::Scalar(_, Sort::Boolean(b)) => OptionValue::Boolean(*b),
            Kind::Broken => continue,
            Kind::Null | Kind::Scalar(..) | Kind::List(_) | Kind::Table(_) => {
                let message = format!("the option `{}` wants words, a whole number, `true` or `false`", key.name);
                fields.refuse(value, Code::WrongType, message, Some("put the value in quotation marks"));
                continue;
            }
        };
        options.push((key.name.clone(), option));
    }
    options
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Dossier".into(),
            description: None,
            language: "en".into(),
            theme: "broadsheet".into(),
            base_url: None,
            time_zone: "UTC".into(),
            authors: Vec::new(),
            originals: None,
            lead: Vec::new(),
            edition: Edition::default(),
            mention_links: MentionLinks::default(),
            options: Vec::new(),
            extra: Vec::new(),
        }
    }
}

impl MentionLinks {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Article, Self::Paragraph, Self::All];

    /// Returns the word in `dossier.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Paragraph => "paragraph",
            Self::All => "all",
        }
    }
}
