//! What a template names and nobody has: said when it is checked, and again when it is rendered.

use std::collections::BTreeMap;

use super::failure::Failure;
use super::words::Words;
use crate::diagnostic::{Code, did_you_mean};
use crate::render::view::Setting;

/// Says that a template names a static file that the theme has not.
pub(super) fn missing_asset(name: &str, names: &BTreeMap<String, String>) -> Failure {
    let meant = did_you_mean(name, names.keys().map(String::as_str));
    Failure::new(Code::MissingAsset, format!("no static file `{name}`"))
        .meant(meant, "put the file into `static/` of the theme")
}

/// Says that a template names a word that the interface has not.
pub(super) fn missing_word(key: &str, words: &Words) -> Failure {
    let meant = did_you_mean(key, words.keys().map(String::as_str));
    Failure::new(Code::MissingWord, format!("the interface has no word `{key}`"))
        .meant(meant, "write it into `i18n/en.toml` of the theme")
}

/// Says that a template names an option that the theme has not.
pub(super) fn unknown_option(name: &str, options: &[Setting]) -> Failure {
    let meant = did_you_mean(name, options.iter().map(|setting| setting.key.as_str()));
    Failure::new(Code::UnknownOption, format!("the theme has no option `{name}`"))
        .meant(meant, "declare it under `[options]` in `theme.toml`")
}

/// Says that a template names an id that the dossier has not.
pub(super) fn dead_link(id: &str, urls: &BTreeMap<String, String>) -> Failure {
    let meant = did_you_mean(id, urls.keys().map(String::as_str));
    Failure::new(Code::DeadLink, format!("nothing in the dossier has the id `{id}`"))
        .meant(meant, "name an article, an entity, a claim, a page or `article#note`")
}
