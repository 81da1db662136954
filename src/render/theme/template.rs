//! The templates of all layers in one [`Tera`], and what is wrong with them.
//!
//! Whatever names something is checked before it is rendered: other templates, static files,
//! options, fields. Tera takes a misspelt field in an `{% if %}` for false; here it is an error,
//! because every field of every page is known.
//!
//! **Invariant:** templates that extend or include each other in a circle never reach Tera, which
//! would follow them until the stack is full.

use std::collections::{BTreeMap, BTreeSet};

use tera::{ErrorKind, Tera};

use super::failure::{self, Failure, proposal};
use super::layer::Layer;
use super::missing::{missing_asset, missing_word, unknown_option};
use super::scan::{Scan, scan};
use super::text::Text;
use super::words::Words;
use crate::diagnostic::{Code, Diagnostic, Location, did_you_mean};
use crate::render::view::Setting;

/// What came of the templates.
pub(super) struct Built {
    /// Those that can be used.
    pub tera: Tera,
    /// All of them, by registered name.
    pub sources: BTreeMap<String, Text>,
    /// What is wrong; nothing is rendered unless this is empty.
    pub broken: Vec<Diagnostic>,
}

/// Registers all templates, and the functions they call.
pub(super) fn build(layers: &[Layer], register: impl Fn(&mut Tera)) -> Built {
    let prefixes: Vec<String> = layers.iter().map(|layer| format!("{}/", layer.name)).collect();
    let mut sources = BTreeMap::new();
    for (layer, prefix) in layers.iter().zip(&prefixes) {
        for (name, text) in &layer.templates {
            sources.insert(format!("{prefix}{name}"), text.clone());
        }
    }
    let mut broken = Vec::new();
    let mut left: BTreeSet<&String> = sources.keys().collect();
    follow(&sources, &prefixes, &mut left, &mut broken);
    let mut tera = Tera::new();
    // A second try can only find what the first one hid; each takes at least one template away.
    while !left.is_empty() {
        tera = Tera::new();
        register(&mut tera);
        tera.set_fallback_prefixes(prefixes.clone()).expect("invariant: no template is registered yet");
        let templates = left.iter().map(|name| (name.as_str(), &*sources[*name].text));
        let Err(error) = tera.add_raw_templates(templates) else { break };
        let mut found = match error.kind() {
            ErrorKind::SyntaxError(_) => left.iter().flat_map(|name| syntax(name, &sources)).collect(),
            _ => failure::diagnostics(&error, "", &sources),
        };
        let before = left.len();
        left.retain(|name| found.iter().all(|problem| problem.primary.path != sources[*name].path));
        broken.append(&mut found);
        follow(&sources, &prefixes, &mut left, &mut Vec::new());
        if left.len() == before {
            break;
        }
    }
    crate::diagnostic::sort(&mut broken);
    Built { tera, sources, broken }
}

/// The calls of `url`: those with a literal id, and where others stand.
pub(super) type Links = (Vec<(String, Location)>, Vec<Location>);

/// Checks what templates name, beside other templates; returns the calls of `url`.
pub(super) fn check(
    sources: &BTreeMap<String, Text>,
    (assets, fields): (&BTreeMap<String, String>, &[&'static str]),
    options: &[Setting],
    words: &Words,
    diagnostics: &mut Vec<Diagnostic>,
) -> Links {
    let scans: Vec<(&Text, Scan)> = sources.values().map(|text| (text, scan(&text.text))).collect();
    let own: BTreeSet<&str> = scans.iter().flat_map(|(_, scan)| scan.strings.iter().map(String::as_str)).collect();
    let mut links = Vec::new();
    let mut free = Vec::new();
    for (text, scan) in &scans {
        for call in &scan.calls {
            let at = Location::at(&text.path, call.span.clone());
            match (call.function.as_str(), &call.value) {
                ("url", Some(id)) => links.push((id.clone(), at)),
                ("url", None) => free.push(at),
                ("asset", Some(name)) if !assets.contains_key(name) => {
                    diagnostics.push(missing_asset(name, assets).at(at));
                }
                ("option", Some(name)) if options.iter().all(|option| option.key != *name) => {
                    diagnostics.push(unknown_option(name, options).at(at));
                }
                ("t", Some(key)) if !words.contains_key(key) => {
                    diagnostics.push(missing_word(key, words).at(at));
                }
                _ => {}
            }
        }
        for (name, span) in &scan.fields {
            let name = name.as_str();
            if fields.binary_search(&name).is_err() && !own.contains(name) {
                let at = Location::at(&text.path, span.clone());
                let failure = Failure::new(Code::MissingVariable, format!("there is no field `{name}` here"));
                let meant = did_you_mean(name, fields.iter().copied());
                diagnostics.push(failure.meant(meant, "see `docs/templates.md` for what each page has").at(at));
            }
        }
    }
    unused(sources, &scans, diagnostics);
    (links, free)
}

/// Warns of templates that nothing uses and whose names are near those of the default's.
fn unused(sources: &BTreeMap<String, Text>, scans: &[(&Text, Scan)], diagnostics: &mut Vec<Diagnostic>) {
    let used = |(_, scan): &(&Text, Scan), full: &str, plain: &str| {
        scan.extends.iter().chain(&scan.includes).any(|(name, _)| name == full || name == plain)
    };
    for (full, text) in sources {
        let plain = full.split_once('/').map_or(full.as_str(), |(_, plain)| plain);
        if super::embedded::TEMPLATES.iter().any(|(name, _)| *name == plain)
            || scans.iter().any(|scan| used(scan, full, plain) || (scan.0 == text && scan.1.defines))
        {
            continue;
        }
        let stem = |name: &'static str| name.strip_suffix(".html").unwrap_or(name);
        let known = super::embedded::TEMPLATES.iter().map(|(name, _)| stem(name));
        if let Some(meant) = did_you_mean(plain.strip_suffix(".html").unwrap_or(plain), known) {
            let message = format!("nothing uses the template `{plain}`");
            let at = Location::file(&text.path);
            diagnostics
                .push(Diagnostic::warning(Code::UnusedTemplate, at, message).hint(proposal(&format!("{meant}.html"))));
        }
    }
}

fn syntax(name: &str, sources: &BTreeMap<String, Text>) -> Vec<Diagnostic> {
    let mut alone = Tera::new();
    match alone.add_raw_template(name, &sources[name].text) {
        Err(error) if matches!(error.kind(), ErrorKind::SyntaxError(_)) => failure::diagnostics(&error, name, sources),
        _ => Vec::new(),
    }
}

/// Follows `extends` and `include`, and takes away what leads nowhere or in a circle.
fn follow(
    sources: &BTreeMap<String, Text>,
    prefixes: &[String],
    left: &mut BTreeSet<&String>,
    broken: &mut Vec<Diagnostic>,
) {
    let resolve = |name: &str| {
        let full = prefixes.iter().map(|prefix| format!("{prefix}{name}"));
        std::iter::once(name.to_owned()).chain(full).find(|name| sources.contains_key(name))
    };
    let mut edges: BTreeMap<&str, Vec<Edge>> = BTreeMap::new();
    for (full, text) in sources {
        let scan = scan(&text.text);
        let references = scan.extends.into_iter().map(|reference| (true, reference));
        let references = references.chain(scan.includes.into_iter().map(|reference| (false, reference)));
        for (extends, (name, span)) in references {
            let at = Location::at(&text.path, span);
            let to = resolve(&name);
            if to.is_none() {
                let names = sources.keys().map(String::as_str);
                let plain = names.clone().filter_map(|name| name.split_once('/')).map(|(_, plain)| plain);
                let meant = if name.contains('/') { did_you_mean(&name, names) } else { did_you_mean(&name, plain) };
                let failure = Failure::new(Code::MissingTemplate, format!("there is no template `{name}`"));
                broken.push(failure.meant(meant, "add the template to `templates/`").at(at.clone()));
            }
            edges.entry(full).or_default().push(Edge { to, name, extends, at });
        }
    }
    for full in sources.keys() {
        let circular = |edge: &&Edge| edge.to.as_deref().is_some_and(|to| leads(to, full, &edges));
        if let Some(edge) = edges.get(full.as_str()).and_then(|out| out.iter().find(circular)) {
            broken.push(circle(full, edge, sources, prefixes));
            left.remove(full);
        }
    }
    // What hangs on something that is gone goes too, without a word of its own.
    loop {
        let kept: BTreeSet<&str> = left.iter().map(|name| name.as_str()).collect();
        let stands = |edge: &Edge| edge.to.as_deref().is_some_and(|to| kept.contains(to));
        let gone: Vec<&String> = left
            .iter()
            .filter(|name| edges.get(name.as_str()).is_some_and(|out| !out.iter().all(stands)))
            .copied()
            .collect();
        if gone.is_empty() {
            return;
        }
        left.retain(|name| !gone.contains(name));
    }
}

/// One template naming another.
struct Edge {
    /// The other, if there is one of this name.
    to: Option<String>,
    name: String,
    extends: bool,
    at: Location,
}

/// Tells whether one template leads to another.
fn leads(from: &str, to: &str, edges: &BTreeMap<&str, Vec<Edge>>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            open.extend(edges.get(name).into_iter().flatten().filter_map(|edge| edge.to.as_deref()));
        }
    }
    false
}

fn circle(full: &str, edge: &Edge, sources: &BTreeMap<String, Text>, prefixes: &[String]) -> Diagnostic {
    let verb = if edge.extends { "extend" } else { "include" };
    let code = if edge.extends { Code::TemplateExtendsItself } else { Code::TemplateIncludesItself };
    let message = if edge.to.as_deref() == Some(full) {
        format!("the template {verb}s itself")
    } else {
        format!("the template {verb}s `{}`, which leads back to it", edge.name)
    };
    let diagnostic = Diagnostic::error(code, edge.at.clone(), message);
    // Most often somebody overrides a template and wants the one of the same name below.
    let own = prefixes.iter().position(|prefix| full.starts_with(prefix.as_str()));
    let below = own.and_then(|own| {
        let plain = &full[prefixes[own].len()..];
        prefixes[own + 1..].iter().map(|prefix| format!("{prefix}{plain}")).find(|name| sources.contains_key(name))
    });
    match below {
        Some(name) if edge.to.as_deref() == Some(full) => diagnostic.hint(proposal(&name)),
        _ => diagnostic.hint("break the circle"),
    }
}
