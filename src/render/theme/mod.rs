//! The theme: templates in layers, static files with content-hashed names, typed options.
//!
//! A name is looked up in `templates/` (the layer `site`), in `themes/<theme>/`, in what that theme
//! extends, and last in `broadsheet`, which is embedded in the binary. Each template is registered
//! as `<layer>/<name>`, so that a template can extend the one it overrides.
//!
//! Templates may call `t(key="home")`, `asset(name="style.css")`, `url(to="some-id")` and `option(name="notes")`.
//!
//! It deliberately knows no page: what a template sees is [`super::view`]. It reads no file: the
//! dossier's own come with the [`ThemeInput`], the embedded ones with the binary.
//!
//! **Invariant:** two themes are equal exactly if their templates, static files, words, options and the
//! hrefs that `url` can give are; of the theme of one page ([`Theme::of`]) only the templates that its own leads to.
//!
//! **Invariant:** a broken template breaks rendering, never the making of the theme.

mod asset;
mod closure;
mod embedded;
mod failure;
mod input;
mod layer;
mod missing;
mod option;
mod scan;
mod script;
mod setting;
mod template;
#[cfg(test)]
mod tests;
mod text;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::sync::Arc;

use tera::{Kwargs, State, Tera};

use super::view::Setting;
use crate::diagnostic::{Diagnostic, Location};
use crate::path::OutputPath;
use closure::Closures;
pub use embedded::embedded;
use failure::Failure;
pub use input::ThemeInput;
use missing::{dead_link, missing_asset, missing_word, unknown_option};
use text::Text;
use words::Words;

/// A theme, ready to render; cheap to clone, equal by the digest of its sources.
#[derive(Clone)]
pub struct Theme {
    inner: Arc<Inner>,
    digest: [u8; 32],
}

/// The words of the interface in its language; cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vocabulary(Arc<Words>);

impl Vocabulary {
    /// Says a word that no template writes; a test of `words` lists them.
    #[must_use]
    pub fn word(&self, key: &str, name: Option<&str>) -> String {
        self.0.get(key).map(|message| words::say(message, None, name, None)).unwrap_or_default()
    }
}

struct Inner {
    /// Of all that every page depends on: not the templates, nor where `url` leads.
    common: [u8; 32],
    /// By plain name of a template, of all that a page of it depends on.
    digests: BTreeMap<String, [u8; 32]>,
    closures: Arc<Closures>,
    /// The templates, or why they cannot be used.
    tera: Result<Tera, Vec<Diagnostic>>,
    sources: BTreeMap<String, Text>,
    /// The calls of `url` with literal ids: the id and where it stands.
    links: Vec<(String, Location)>,
    /// Whether some template calls `url` with an id that only rendering knows.
    links_freely: bool,
    assets: Vec<(OutputPath, Arc<[u8]>)>,
    options: Vec<Setting>,
    words: Arc<Words>,
}

/// Makes the theme.
///
/// All that is wrong with its files comes back at once; whatever can be used is used.
pub fn theme(input: &ThemeInput) -> (Theme, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let layers = layer::layers(input, &mut diagnostics);
    let options = setting::settle(&layers, input, &mut diagnostics);
    let words = Arc::new(words::words(&layers, &input.language, &mut diagnostics));
    let (assets, names) = asset::assets(&layers, &words, &mut diagnostics);
    let names = Arc::new(names);

    let mut hasher = blake3::Hasher::new();
    let mut digest = |part: &[u8]| {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    };
    for layer in &layers {
        digest(layer.name.as_bytes());
    }
    for (path, bytes) in &assets {
        digest(path.as_str().as_bytes());
        digest(blake3::hash(bytes).as_bytes());
    }
    for setting in &options {
        digest(setting.key.as_bytes());
        digest(setting.value.as_bytes());
    }
    words::digest(&words, &mut digest);

    let built = template::build(&layers, |tera| register(tera, &names, &options, &words));
    let (links, free) = template::check(&built.sources, (&names, &input.fields), &options, &words, &mut diagnostics);
    // One broken template keeps every page from being made.
    built.broken.iter().for_each(|problem| digest(format!("{problem:?}").as_bytes()));
    let common = *hasher.finalize().as_bytes();
    diagnostics.extend(built.broken.iter().cloned());
    crate::diagnostic::sort(&mut diagnostics);
    let prefixes: Vec<String> = layers.iter().map(|layer| format!("{}/", layer.name)).collect();
    let closures = Arc::new(closure::closures(&built.sources, &prefixes, &links, &free));
    let digests = closures.digests(common, [0; 32], |_| String::new());
    let tera = if built.broken.is_empty() { Ok(built.tera) } else { Err(built.broken) };
    let links_freely = !free.is_empty();
    let inner =
        Inner { common, digests, closures, tera, sources: built.sources, links, links_freely, assets, options, words };
    (Theme::whole(inner), diagnostics)
}

impl Theme {
    /// Tells whether any template names an id, so that it has to be told where that is.
    pub fn names_ids(&self) -> bool {
        self.inner.links_freely || !self.inner.links.is_empty()
    }

    fn whole(inner: Inner) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&inner.common);
        for (name, digest) in &inner.digests {
            hasher.update(&(name.len() as u64).to_le_bytes());
            hasher.update(name.as_bytes());
            hasher.update(digest);
        }
        Self { digest: *hasher.finalize().as_bytes(), inner: Arc::new(inner) }
    }

    /// Returns the same theme as a page of this template (`article.html`) depends on it: equal as long as an edit
    /// does not touch what the template leads to.
    #[must_use]
    pub fn of(&self, template: &str) -> Self {
        let digest = self.inner.digests.get(template).copied().unwrap_or(self.digest);
        Self { inner: Arc::clone(&self.inner), digest }
    }

    /// Tells `url` where the dossier's ids are: from id (`juan-guaido`, `some-article#note`) to href.
    ///
    /// The result differs from another theme only in the ids that its templates name, so that a new
    /// article changes no page. Ids that templates name and the dossier has not are errors.
    #[must_use]
    pub fn with_urls(&self, urls: &Arc<BTreeMap<String, String>>) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut dead = BTreeMap::new();
        for (id, at) in &self.inner.links {
            if !urls.contains_key(id) {
                let failure = dead_link(id, urls);
                dead.insert(id.clone(), failure.clone());
                diagnostics.push(failure.at(at.clone()));
            }
        }
        let urls = if self.inner.links_freely {
            Arc::clone(urls)
        } else {
            let named = self.inner.links.iter().filter_map(|(id, _)| Some((id.clone(), urls.get(id)?.clone())));
            Arc::new(named.collect())
        };
        if urls.is_empty() && dead.is_empty() {
            return (self.clone(), diagnostics);
        }
        let mut hasher = blake3::Hasher::new();
        let mut digest = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        for (id, href) in &*urls {
            digest(id);
            digest(href);
        }
        for failure in dead.values() {
            digest(&failure.to_text());
        }
        let leads = |id: &str| match (urls.get(id), dead.get(id)) {
            (Some(href), _) => href.clone(),
            (None, Some(failure)) => failure.to_text(),
            (None, None) => String::new(),
        };
        let digests = self.inner.closures.digests(self.inner.common, *hasher.finalize().as_bytes(), leads);
        let tera = self.inner.tera.clone().map(|mut tera| {
            register_url(&mut tera, urls, dead);
            tera
        });
        let inner = Inner {
            common: self.inner.common,
            digests,
            closures: Arc::clone(&self.inner.closures),
            tera,
            sources: self.inner.sources.clone(),
            links: self.inner.links.clone(),
            links_freely: self.inner.links_freely,
            assets: self.inner.assets.clone(),
            options: self.inner.options.clone(),
            words: Arc::clone(&self.inner.words),
        };
        (Self::whole(inner), diagnostics)
    }

    /// Renders a template by its plain name (`article.html`).
    ///
    /// # Errors
    /// What is wrong with the templates. Part of the page may then have been written.
    #[expect(clippy::needless_pass_by_value, reason = "a context is made for one page")]
    pub fn render(&self, template: &str, context: tera::Context, out: &mut impl Write) -> Result<(), Vec<Diagnostic>> {
        let tera = self.inner.tera.as_ref().map_err(Clone::clone)?;
        tera.render_to(template, &context, out)
            .map_err(|error| failure::diagnostics(&error, template, &self.inner.sources))
    }

    /// Returns the words of the interface.
    #[must_use]
    pub fn vocabulary(&self) -> Vocabulary {
        Vocabulary(Arc::clone(&self.inner.words))
    }

    /// Returns the static files, under their content-hashed names.
    pub fn assets(&self) -> &[(OutputPath, Arc<[u8]>)] {
        &self.inner.assets
    }

    /// Returns the options with their values, in the theme's order.
    pub fn options(&self) -> &[Setting] {
        &self.inner.options
    }
}

impl PartialEq for Theme {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Theme {}

impl fmt::Debug for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Theme({})", blake3::Hash::from(self.digest).to_hex())
    }
}

fn register(tera: &mut Tera, names: &Arc<BTreeMap<String, String>>, options: &[Setting], words: &Arc<Words>) {
    let words = Arc::clone(words);
    tera.register_function("t", move |arguments: Kwargs, _: &State| {
        let key = arguments.must_get::<&str>("key")?;
        let count = arguments.get::<u64>("count")?;
        let (name, value) = (arguments.get::<&str>("name")?, arguments.get::<&str>("value")?);
        match words.get(key) {
            Some(message) => Ok(words::say(message, count, name, value)),
            None => Err(missing_word(key, &words).into_error()),
        }
    });
    let assets = Arc::clone(names);
    tera.register_function("asset", move |arguments: Kwargs, state: &State| {
        let name = arguments.must_get::<&str>("name")?;
        match assets.get(name) {
            Some(href) => Ok(root(state)? + href),
            None => Err(missing_asset(name, &assets).into_error()),
        }
    });
    let options = options.to_vec();
    tera.register_function("option", move |arguments: Kwargs, _: &State| {
        let name = arguments.must_get::<&str>("name")?;
        match options.iter().find(|setting| setting.key == name) {
            Some(setting) => Ok(setting.value.clone()),
            None => Err(unknown_option(name, &options).into_error()),
        }
    });
    register_url(tera, Arc::default(), BTreeMap::new());
}

/// Registers `url`; `dead` has the ids that are already known to lead nowhere.
fn register_url(tera: &mut Tera, urls: Arc<BTreeMap<String, String>>, dead: BTreeMap<String, Failure>) {
    tera.register_function("url", move |arguments: Kwargs, state: &State| {
        let id = arguments.must_get::<&str>("to")?;
        match urls.get(id) {
            Some(href) => Ok(root(state)? + href),
            None => Err(dead.get(id).cloned().unwrap_or_else(|| dead_link(id, &urls)).into_error()),
        }
    });
}

fn root(state: &State) -> tera::TeraResult<String> {
    state.get::<String>("root")?.ok_or_else(|| tera::Error::message("`root` is not defined here"))
}
