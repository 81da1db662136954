//! What a page's template depends on: those it extends and includes, and theirs, and all that define components.
//!
//! Components belong to all templates in Tera, so every page depends on every template that defines one; so does
//! a page on everything whose template names another in a way that cannot be read off it.
//!
//! **Invariant:** a template outside a page's closure can be edited without changing a byte of the page.

use std::collections::{BTreeMap, BTreeSet};

use super::scan::scan;
use super::text::Text;
use crate::diagnostic::Location;

/// The closure of each template, by its plain name (`article.html`).
#[derive(Debug, Default)]
pub(super) struct Closures(BTreeMap<String, Closure>);

/// The templates one page depends on.
#[derive(Debug)]
struct Closure {
    /// Of their names, places and texts.
    digest: [u8; 32],
    /// The ids that they name in calls of `url`, in order.
    links: BTreeSet<String>,
    /// Whether they call `url` with ids that only rendering knows.
    freely: bool,
}

/// Finds the closures of all templates; `links` and `free` are the calls of `url`, literal and not.
pub(super) fn closures(
    sources: &BTreeMap<String, Text>,
    prefixes: &[String],
    links: &[(String, Location)],
    free: &[Location],
) -> Closures {
    let resolve = |name: &str| {
        let full = prefixes.iter().map(|prefix| format!("{prefix}{name}"));
        std::iter::once(name.to_owned()).chain(full).find_map(|name| sources.get_key_value(&name)).map(|found| found.0)
    };
    let mut edges: BTreeMap<&String, Vec<&String>> = BTreeMap::new();
    let mut always: Vec<&String> = Vec::new();
    for (full, text) in sources {
        let scan = scan(&text.text);
        let named = scan.extends.iter().chain(&scan.includes);
        let mut to: Vec<&String> = named.filter_map(|(name, _)| resolve(name)).collect();
        if scan.dynamic {
            to.extend(sources.keys());
        }
        edges.insert(full, to);
        if scan.defines {
            always.push(full);
        }
    }
    let plain: BTreeSet<&str> = sources
        .keys()
        .filter_map(|full| prefixes.iter().find_map(|prefix| full.strip_prefix(prefix.as_str())))
        .collect();
    let closure = |name: &str| {
        let mut seen: BTreeSet<&String> = BTreeSet::new();
        let mut open: Vec<&String> = resolve(name).into_iter().chain(always.iter().copied()).collect();
        while let Some(full) = open.pop() {
            if seen.insert(full) {
                open.extend(edges.get(full).into_iter().flatten());
            }
        }
        let mut hasher = blake3::Hasher::new();
        let mut digest = |part: &str| {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        };
        // Which of several of one name is meant follows from the layers, which every page depends on.
        for full in &seen {
            let text = &sources[*full];
            digest(full);
            digest(text.path.as_str());
            digest(&text.text);
        }
        let within = |at: &Location| seen.iter().any(|full| sources[*full].path == at.path);
        let links = links.iter().filter(|(_, at)| within(at)).map(|(id, _)| id.clone()).collect();
        Closure { digest: *hasher.finalize().as_bytes(), links, freely: free.iter().any(within) }
    };
    Closures(plain.into_iter().map(|name| (name.to_owned(), closure(name))).collect())
}

impl Closures {
    /// Returns the digest of all that a page of this template depends on, by plain name.
    ///
    /// `common` is the digest of what every page depends on; `href` says where an id leads, or that it is dead.
    pub(super) fn digests(
        &self,
        common: [u8; 32],
        urls: [u8; 32],
        href: impl Fn(&str) -> String,
    ) -> BTreeMap<String, [u8; 32]> {
        let digest = |closure: &Closure| {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&common);
            hasher.update(&closure.digest);
            if closure.freely {
                hasher.update(&urls);
            }
            for id in &closure.links {
                for part in [id, &href(id)] {
                    hasher.update(&(part.len() as u64).to_le_bytes());
                    hasher.update(part.as_bytes());
                }
            }
            *hasher.finalize().as_bytes()
        };
        self.0.iter().map(|(name, closure)| (name.clone(), digest(closure))).collect()
    }
}
