//! The layers of a theme, uppermost first, and `theme.toml`.
//!
//! ```toml
//! name = "Harbour"
//! version = "1.0"
//! extends = "broadsheet"        # optional: the theme below
//!
//! [options.notes]               # as many as there are options
//! type = "choice"               # string, integer, boolean, choice or color
//! default = "margin"
//! values = ["margin", "below"]  # of a choice
//! help = "where notes stand on wide screens"
//! ```
//!
//! It deliberately checks no template; that is the matter of `template`.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use super::embedded;
use super::failure::proposal;
use super::input::{ThemeInput, under};
use super::option::{self, Declared};
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Location, did_you_mean};
use crate::path::SourcePath;
use crate::source::{Contents, SourceFile};

/// The name of the layer in `templates/`.
const SITE: &str = "site";

/// The theme below all others.
pub(super) const DEFAULT: &str = "broadsheet";

/// One folder of templates and static files.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    /// Its name: the prefix of its templates.
    pub name: String,
    /// By plain name (`article.html`).
    pub templates: BTreeMap<String, Text>,
    /// By name (`style.css`, `fonts/a.woff2`).
    pub statics: BTreeMap<String, Static>,
    /// The interface's words, by language.
    pub words: BTreeMap<String, Text>,
    /// The options that it declares, in file order.
    pub options: Vec<Declared>,
}

/// A static file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Static {
    /// Its file.
    pub path: SourcePath,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// What `theme.toml` says.
#[derive(Debug, Default)]
struct Manifest {
    extends: Option<(String, Location)>,
    options: Vec<Declared>,
}

/// Finds the layers that the dossier's theme consists of.
pub(super) fn layers(input: &ThemeInput, diagnostics: &mut Vec<Diagnostic>) -> Vec<Layer> {
    let templates = templates(input, "templates/", diagnostics);
    let mut layers = vec![Layer {
        name: SITE.to_owned(),
        templates,
        statics: BTreeMap::new(),
        words: BTreeMap::new(),
        options: Vec::new(),
    }];
    let config = SourcePath::from("dossier.toml");
    let mut next = Some((input.name.clone(), Location::at(&config, input.keys.get("theme"))));
    while let Some((name, at)) = next.take() {
        if layers.iter().any(|layer| layer.name == name && name != SITE) {
            let chain: Vec<String> = layers[1..].iter().map(|layer| format!("`{}`", layer.name)).collect();
            let message = format!("the theme `{name}` extends itself, through {}", chain.join(", "));
            diagnostics
                .push(Diagnostic::error(Code::ThemeCycle, at, message).hint("remove `extends` from one of them"));
            break;
        }
        if !exists(input, &name) {
            diagnostics.push(unknown(input, &name, at));
            break;
        }
        let (layer, extends) = theme(input, &name, diagnostics);
        layers.push(layer);
        next = extends;
    }
    if layers.iter().all(|layer| layer.name != DEFAULT) {
        layers.push(theme(input, DEFAULT, diagnostics).0);
    }
    layers
}

fn exists(input: &ThemeInput, name: &str) -> bool {
    let prefix = format!("themes/{name}/");
    let is_under = |path: Option<&SourcePath>| path.is_some_and(|path| path.as_str().starts_with(&prefix));
    let start = (Bound::Included(prefix.as_str()), Bound::Unbounded);
    name == DEFAULT
        || (name != SITE && !name.is_empty() && !name.contains('/'))
            && (is_under(input.files.range::<_, str>(start).next().map(|(path, _)| path))
                || is_under(input.blobs.range::<_, str>(start).next().map(|(path, _)| path)))
}

fn unknown(input: &ThemeInput, name: &str, at: Location) -> Diagnostic {
    let paths = input.files.keys().chain(input.blobs.keys());
    let folder = |path: &SourcePath| Some(path.as_str().strip_prefix("themes/")?.split_once('/')?.0.to_owned());
    let mut names: Vec<String> = paths.filter_map(folder).collect();
    names.push(DEFAULT.to_owned());
    names.dedup();
    let message = if name == SITE {
        "`site` is the name of the layer in `templates/`, not of a theme".to_owned()
    } else {
        format!("there is no theme `{name}`")
    };
    let hint = match did_you_mean(name, names.iter().map(String::as_str)) {
        Some(meant) => proposal(meant),
        None if name == SITE => format!("name a folder in `themes/`, or `{DEFAULT}`"),
        None => format!("make the folder `themes/{name}/`, or use `{DEFAULT}`"),
    };
    Diagnostic::error(Code::UnknownTheme, at, message).hint(hint)
}

fn theme(input: &ThemeInput, name: &str, diagnostics: &mut Vec<Diagnostic>) -> (Layer, Option<(String, Location)>) {
    let folder = format!("themes/{name}/");
    let mut layer = Layer {
        name: name.to_owned(),
        templates: templates(input, &format!("{folder}templates/"), diagnostics),
        statics: statics(input, &format!("{folder}static/"), diagnostics),
        words: words(input, &format!("{folder}i18n/"), diagnostics),
        options: Vec::new(),
    };
    let path = SourcePath::new(format!("{folder}theme.toml"));
    let mut text = input.files.get(&path).and_then(|file| text_of(file, diagnostics));
    if name == DEFAULT {
        for (name, source) in embedded::TEMPLATES.iter() {
            let path = SourcePath::new(format!("{folder}templates/{name}"));
            let text = || Text { path, text: Arc::from(*source) };
            layer.templates.entry((*name).to_owned()).or_insert_with(text);
        }
        for (name, bytes) in embedded::STATIC.iter() {
            let path = SourcePath::new(format!("{folder}static/{name}"));
            let file = || Static { path, bytes: Arc::from(*bytes) };
            layer.statics.entry((*name).to_owned()).or_insert_with(file);
        }
        for (language, source) in embedded::I18N.iter() {
            let path = SourcePath::new(format!("{folder}i18n/{language}.toml"));
            let text = || Text { path, text: Arc::from(*source) };
            layer.words.entry((*language).to_owned()).or_insert_with(text);
        }
        text = text.or_else(|| Some(Arc::from(*embedded::MANIFEST)));
    }
    let manifest = text.map(|text| manifest(&path, &text, diagnostics)).unwrap_or_default();
    layer.options = manifest.options;
    (layer, manifest.extends)
}

fn templates(input: &ThemeInput, folder: &str, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Text> {
    let mut templates = BTreeMap::new();
    for (path, file) in under(&input.files, folder) {
        let name = &path.as_str()[folder.len()..];
        if is_ours(name)
            && let Some(text) = text_of(&file, diagnostics)
        {
            templates.insert(name.to_owned(), Text { path, text });
        }
    }
    templates
}

fn words(input: &ThemeInput, folder: &str, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Text> {
    let mut words = BTreeMap::new();
    for (path, file) in under(&input.files, folder) {
        if let Some(language) = path.as_str()[folder.len()..].strip_suffix(".toml").map(str::to_owned)
            && let Some(text) = text_of(&file, diagnostics)
        {
            words.insert(language, Text { path, text });
        }
    }
    words
}

fn statics(input: &ThemeInput, folder: &str, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Static> {
    let mut statics = BTreeMap::new();
    for (path, file) in under(&input.files, folder) {
        let name = path.as_str()[folder.len()..].to_owned();
        if is_ours(&name)
            && !input.blobs.contains_key(&path)
            && let Some(text) = text_of(&file, diagnostics)
        {
            statics.insert(name, Static { path, bytes: Arc::from(text.as_bytes()) });
        }
    }
    for (path, blob) in under(&input.blobs, folder) {
        let name = path.as_str()[folder.len()..].to_owned();
        if is_ours(&name) {
            statics.insert(name, Static { path, bytes: Arc::clone(&blob.bytes) });
        }
    }
    statics
}

/// Tells whether a file is meant: not hidden, and not an editor's copy.
fn is_ours(name: &str) -> bool {
    !name.ends_with('~') && name.split('/').all(|part| !part.starts_with('.'))
}

fn text_of(file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Option<Arc<str>> {
    let at = Location::file(&file.path);
    let problem = match &file.contents {
        Contents::Text(text) => return Some(Arc::clone(text)),
        Contents::NotUtf8(text) => {
            let at = Location::at(&file.path, text.len()..text.len());
            Diagnostic::error(Code::NotUtf8, at, "the file is not UTF-8 from here on").hint("save it as UTF-8")
        }
        Contents::TooLarge(bytes) => {
            let message = format!("the file has {bytes} bytes; {} are read at most", crate::source::MAX_BYTES);
            Diagnostic::error(Code::FileTooLarge, at, message).hint("make it smaller")
        }
        Contents::Unreadable(why) => {
            let message = format!("the file cannot be read: {why}");
            Diagnostic::error(Code::UnreadableFile, at, message).hint("make it readable")
        }
    };
    diagnostics.push(problem);
    None
}

fn manifest(path: &SourcePath, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Manifest {
    let mut manifest = Manifest::default();
    let (table, errors) = toml::de::DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or_else(|| Location::file(path), |span| Location::at(path, span));
        diagnostics.push(Diagnostic::error(Code::TomlSyntax, at, error.message().to_lowercase()));
    }
    for (key, value) in table.get_ref() {
        let name = key.get_ref().as_ref();
        let at = Location::at(path, value.span());
        match (name, value.get_ref()) {
            ("name" | "version", toml::de::DeValue::String(_)) => {}
            ("extends", toml::de::DeValue::String(theme)) => manifest.extends = Some((theme.to_string(), at)),
            ("options", toml::de::DeValue::Table(table)) => {
                manifest.options = option::declared(path, table, diagnostics);
            }
            ("name" | "version" | "extends" | "options", other) => {
                let wanted = if name == "options" { "a table" } else { "a string" };
                let message = format!("`{name}` is {wanted}, not {}", other.type_str());
                diagnostics.push(Diagnostic::error(Code::WrongType, at, message));
            }
            _ => {
                let at = Location::at(path, key.span());
                let meant = did_you_mean(name, ["name", "version", "extends", "options"]);
                let hint = meant.map_or_else(|| "remove it".to_owned(), proposal);
                let message = format!("`theme.toml` has no key `{name}`");
                diagnostics.push(Diagnostic::error(Code::UnknownKey, at, message).hint(hint));
            }
        }
    }
    manifest
}
