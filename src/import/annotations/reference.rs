//! What the IRIs of annotations mean in the dossier, and how that is written as fields of a note.
//!
//! An IRI is resolved by making the IRIs of everything the dossier has: so it does not matter whether they are URLs or
//! UUIDs. An export of a dossier that stood elsewhere is resolved by the paths of its pages.
//!
//! **Invariant:** a field that is written is read as what was meant; what no field can hold is told.

use std::collections::BTreeMap;

use super::dossier::Dossier;
use super::foreign::{Origin, Pointed};
use crate::content::annotation::{self, Note, Speaker, Statement};
use crate::exports::annotations::{note_iri, page_iri};
use crate::import::line::tidy;
use crate::path::{Slug, SourcePath};
use crate::resolve::ids::Kind;
use crate::source::{Contents, SourceFile};

/// What IRIs mean.
pub(super) struct Iris {
    pub(super) pages: BTreeMap<String, (Kind, Slug)>,
    /// Article and note.
    pub(super) notes: BTreeMap<String, (String, String)>,
}

/// What one annotation points at, while it becomes a note.
pub(super) struct References<'a> {
    pub(super) iris: &'a Iris,
    pub(super) dossier: &'a Dossier<'a>,
    /// Whether it was a note of a dossier.
    pub(super) own: bool,
    /// What is nothing of the dossier, and becomes links.
    pub(super) links: &'a mut Vec<String>,
    pub(super) remarks: &'a mut Vec<String>,
}

impl Iris {
    pub(super) fn new(dossier: &Dossier<'_>) -> Self {
        let mut iris = Self { pages: BTreeMap::new(), notes: BTreeMap::new() };
        let all = [(Kind::Claim, dossier.claims.to_vec()), (Kind::Page, dossier.pages.to_vec())];
        let articles = dossier.articles.iter().map(|(id, _)| id.clone()).collect();
        let entities = dossier.entities.iter().map(|(id, _)| id.clone()).collect();
        for (kind, ids) in all.into_iter().chain([(Kind::Article, articles), (Kind::Entity, entities)]) {
            for id in ids {
                // An export from before the site had an address names it otherwise.
                for base in [None, dossier.base_url] {
                    iris.pages.insert(page_iri(base, kind, &id), (kind, id.clone()));
                }
            }
        }
        for (id, same_as) in dossier.entities {
            for iri in same_as {
                iris.pages.entry(iri.clone()).or_insert((Kind::Entity, id.clone()));
            }
        }
        for (article, note, _) in dossier.notes {
            for base in [None, dossier.base_url] {
                iris.notes
                    .insert(note_iri(base, article.as_str(), note.as_str()), (article.to_string(), note.to_string()));
            }
        }
        iris
    }

    pub(super) fn page(&self, iri: &str, kind: Kind) -> Option<Slug> {
        self.pages.get(iri).filter(|(found, _)| *found == kind).map(|(_, id)| id.clone())
    }
}

impl References<'_> {
    /// Returns the entities that are pointed at, as they are written.
    pub(super) fn entities(&mut self, all: &[Pointed]) -> Vec<String> {
        all.iter().filter_map(|one| Some(with_doubt(&self.resolve(&one.iri, Kind::Entity)?, one.probable))).collect()
    }

    /// Returns the claims that are pointed at, with their values, as they are written.
    pub(super) fn claims(&mut self, all: &[Pointed]) -> Vec<String> {
        let found: Vec<_> = all.iter().map(|one| (one, self.resolve(&one.iri, Kind::Claim))).collect();
        found.into_iter().filter_map(|(one, id)| Some(self.claim(id?, one))).collect()
    }

    fn claim(&mut self, id: Slug, one: &Pointed) -> String {
        let plain = |words: &Option<String>| words.as_deref().map(|words| tidy(words).0);
        let ways = [(one.value.clone(), one.scope.clone()), (plain(&one.value), plain(&one.scope))];
        for (value, scope) in ways {
            let meant = Statement { claim: id.clone(), value, scope };
            let words = statement(&meant);
            if read("claim", &words).is_some_and(|note| note.claims == [meant]) {
                return words;
            }
        }
        let value = [one.value.as_deref(), one.scope.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        self.remarks.push(format!("no field can hold the value `{}` of `{id}`; it is left out", tidy(&value).0));
        id.to_string()
    }

    /// Writes someone who is described.
    pub(super) fn described(&mut self, field: &str, words: &str) -> Option<String> {
        for words in [words.to_owned(), tidy(words).0] {
            let written = format!("\"{words}\"");
            let found =
                read(field, &written).and_then(|note| if field == "by" { note.by.clone() } else { note.via.clone() });
            if found == Some(Speaker::Described(words)) {
                return Some(written);
            }
        }
        self.remarks.push(format!("`{field}:` cannot hold `{}`; it is left out", tidy(words).0));
        None
    }

    /// Writes on whose word something is.
    pub(super) fn origin(&mut self, origin: &Origin) -> Option<String> {
        match origin {
            Origin::Described(words) => self.described("via", words),
            Origin::Entity(one) => Some(with_doubt(&self.resolve(&one.iri, Kind::Entity)?, one.probable)),
        }
    }

    /// Returns what is referred to: ids, or `article#note`.
    pub(super) fn see(&mut self, all: &[String]) -> Vec<String> {
        let mut found = Vec::new();
        for iri in all {
            let note = self.iris.notes.get(iri).map(|(article, note)| format!("{article}#{note}"));
            let page = || self.iris.pages.get(iri).map(|(_, id)| id.to_string());
            let moved = || {
                Kind::ALL
                    .into_iter()
                    .find_map(|kind| by_path(iri, kind, self.own, self.dossier))
                    .map(|id| id.to_string())
            };
            match note.or_else(page).or_else(moved) {
                Some(id) => found.push(id),
                None => self.links.push(iri.clone()),
            }
        }
        found
    }

    fn resolve(&mut self, iri: &str, kind: Kind) -> Option<Slug> {
        let found = self.iris.page(iri, kind).or_else(|| by_path(iri, kind, self.own, self.dossier));
        if found.is_none() {
            self.links.push(iri.to_owned());
        }
        found
    }
}

fn with_doubt(id: &Slug, probable: bool) -> String {
    if probable { format!("{id}?") } else { id.to_string() }
}

fn statement(statement: &Statement) -> String {
    let value = statement.value.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
    let scope = statement.scope.as_ref().map(|scope| format!(" ({scope})")).unwrap_or_default();
    format!("{}{value}{scope}", statement.claim)
}

/// Reads a field of a note, if it is read without errors.
fn read(field: &str, words: &str) -> Option<std::sync::Arc<Note>> {
    let text = format!("## Note {{#note}}\n{field}: {words}\n\nWords\n");
    let path = SourcePath::new("import.md");
    let source = annotation::parse(&SourceFile { path, contents: Contents::Text(text.as_str().into()) });
    match &*source.file.notes {
        [note] if source.diagnostics.is_empty() && note.markdown == "Words" => Some(std::sync::Arc::clone(note)),
        _ => None,
    }
}

/// Resolves the IRI of an export of a dossier that stands elsewhere.
fn by_path(iri: &str, kind: Kind, own: bool, dossier: &Dossier<'_>) -> Option<Slug> {
    if !own {
        return None;
    }
    let known: Vec<&Slug> = match kind {
        Kind::Entity => dossier.entities.iter().map(|(id, _)| id).collect(),
        Kind::Claim => dossier.claims.iter().collect(),
        Kind::Article => dossier.articles.iter().map(|(id, _)| id).collect(),
        Kind::Page => dossier.pages.iter().collect(),
    };
    let stands = |id: &&Slug| iri.ends_with(&format!("/{}", kind.output(id)));
    known.into_iter().find(stands).cloned()
}
