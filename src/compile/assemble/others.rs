//! What the pages are made from that are few: the home page, free pages, corrections, and what stands for what is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::annotated::Annotated;
use super::heads::Heads;
use super::inputs::{Inputs, joined, prose, withheld};
use crate::compile::units::own;
use crate::content::file::{ContentFile, INTRODUCTION};
use crate::content::{Common, KeySpans};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::memo::map::Map;
use crate::pages::edition::{Edition, Origin};
use crate::pages::entities::Listed;
use crate::pages::home::Lead;
use crate::pages::{Pages, articles, corrections, document, home, redirect, withdrawn};
use crate::path::{OutputPath, Slug, SourcePath};
use crate::render::view::ClaimLine;
use crate::resolve::address::{HOME, PAGE};
use crate::resolve::ids::{Kind, id_of};
use crate::resolve::publish_set::Standing;
use crate::resolve::reference::Reference;

/// Makes the free pages.
pub(crate) fn documents(inputs: &Inputs<'_>, edition: &Edition, heads: &Heads) -> Pages {
    let mut pages = Pages::new();
    for (file, written) in inputs.texts.other_files() {
        let ContentFile::Page(source) = written else { continue };
        let output = inputs.settled.ids.entries.get(&file.owner).and_then(|entry| entry.output.clone());
        let (Some(unit), Some(output)) = (file.unit(0), output) else { continue };
        let Some(head) = heads.heads.get(&file.owner) else { continue };
        let incoming = inputs.incoming.get(file.owner.as_str()).map_or(&[][..], |list| list);
        let input = document::Input {
            id: &file.owner,
            output: &output,
            withheld: &withheld(inputs.settled, &file.path),
            meta: &source.meta,
            reference: &head.reference,
            prose: prose(unit, inputs.prose.found(unit)),
            incoming,
            heads: &joined(incoming, &heads.heads),
        };
        pages.extend(document::pages(edition, input));
    }
    pages
}

/// Makes the home page.
pub(crate) fn home(
    inputs: &Inputs<'_>,
    edition: &Edition,
    articles: &Map<Slug, articles::Listed>,
    annotated: &Map<Slug, Annotated>,
    (listed, claims): (&[Listed], &[ClaimLine]),
    diagnostics: &mut Vec<Diagnostic>,
) -> Pages {
    let order = &inputs.prose.articles;
    let intro = inputs.parsed.home().filter(|home| inputs.settled.shows(home.0));
    let reasons = intro.map(|(path, _)| withheld(inputs.settled, path)).unwrap_or_default();
    let unit = inputs.texts.of.get(HOME).and_then(|bodies| own(bodies)).filter(|home| home.kind.is_none());
    let mut entities: Vec<&Listed> = listed.iter().collect();
    entities.sort_by(|a, b| {
        let counted = b.mentions.cmp(&a.mentions).then_with(|| a.named.called.name.cmp(&b.named.called.name));
        counted.then_with(|| a.named.called.reference.id.cmp(&b.named.called.reference.id))
    });
    let first = order.iter().filter_map(|id| articles.get(id)).take(PAGE);
    let input = home::Input {
        origin: intro.map(|(_, file)| Origin { common: file.common(), withheld: &reasons }),
        intro: unit.and_then(|home| home.unit(0)).map(|unit| prose(unit, inputs.prose.found(unit))),
        lead: lead(inputs, diagnostics),
        articles: first.map(|article| article.line()).collect(),
        article_count: order.len(),
        note_count: annotated.values().map(|annotated| annotated.numbered).sum(),
        entities,
        claims,
    };
    home::pages(edition, input)
}

/// Finds what the editor leads with.
fn lead(inputs: &Inputs<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Lead> {
    let config = &inputs.parsed.config;
    let mut lead = Vec::new();
    for (n, id) in config.lead.iter().enumerate() {
        match inputs.settled.ids.find(id.as_str(), &[]) {
            Ok(entry) => lead.extend(inputs.texts.names.get(id).map(|name| {
                let file = inputs.parsed.files.get(&entry.path).filter(|_| entry.standing.is_shown());
                let text = file.and_then(|file| file.line().cloned());
                Lead { reference: Reference::clone(name), text }
            })),
            Err(problem) => {
                let keys = &inputs.parsed.config_keys;
                let span = keys.get(&keys.item("lead", n, config.lead.len()));
                let place = Location::at(&SourcePath::new("dossier.toml"), span);
                let mut diagnostic = Diagnostic::error(problem.code, place, problem.message);
                diagnostic.hint = problem.hint;
                diagnostics.push(diagnostic);
            }
        }
    }
    lead
}

/// Makes the pages of all corrections; none where there are none.
pub(crate) fn corrected(inputs: &Inputs<'_>, edition: &Edition) -> Pages {
    let (parsed, settled, names) = (inputs.parsed, inputs.settled, &inputs.texts.names);
    let mut all = Vec::new();
    for (path, file) in parsed.marked.iter().filter(|(_, file)| !file.common().corrections.is_empty()) {
        let source = match file.notes() {
            Some(_) => settled.annotated.get(path).and_then(|article| names.get(article)).cloned(),
            None if !settled.shows(path) => None,
            None if path.as_str() == INTRODUCTION => Some(Arc::new(edition.home())),
            None => {
                let id = id_of(path);
                let own = settled.ids.entries.get(&id).filter(|entry| entry.path == *path);
                own.and_then(|_| names.get(&id)).cloned()
            }
        };
        let Some(source) = source else { continue };
        all.extend(file.common().corrections.iter().map(|c| (c, Reference::clone(&source))));
    }
    corrections::pages(edition, all)
}

/// Makes the pages that say what was withdrawn.
pub(crate) fn gone(inputs: &Inputs<'_>, edition: &Edition) -> Pages {
    let withdrawn = inputs.settled.ids.entries.iter().filter(|(_, entry)| entry.standing == Standing::Withdrawn);
    let pages = withdrawn.filter_map(|(id, entry)| {
        let common = inputs.parsed.files.get(&entry.path)?.common();
        let (path, why) = (entry.output.as_ref()?, common.visibility.withdrawn.as_ref()?);
        Some(withdrawn::pages(edition, inputs.texts.names.get(id)?, path, why))
    });
    pages.flatten().collect()
}

/// Makes the pages that stand at old addresses, where no other page is.
pub(crate) fn redirects<'p>(
    inputs: &Inputs<'_>,
    edition: &Edition,
    taken: impl Iterator<Item = &'p OutputPath>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Pages {
    let parsed = inputs.parsed;
    let mut found: Vec<(SourcePath, Range<usize>, OutputPath, Arc<Reference>)> = Vec::new();
    let mut add = |path: &SourcePath, common: &Common, keys: &KeySpans| {
        let id = id_of(path);
        let entry = inputs.settled.ids.entries.get(&id).filter(|e| e.path == *path);
        let shown = entry.filter(|e| !matches!(e.standing, Standing::Hidden(_)));
        let name = shown.filter(|e| e.href.is_some()).and_then(|_| inputs.texts.names.get(&id));
        let Some(name) = name else { return };
        for (n, old) in common.old_urls.iter().enumerate() {
            let span = keys.get(&keys.item("old_urls", n, common.old_urls.len()));
            found.push((path.clone(), span, OutputPath::new(old.as_str()), Arc::clone(name)));
        }
    };
    for kind in Kind::ALL {
        let marked = parsed.marked.iter().filter(|(_, file)| file.kind() == Some(kind));
        let old = marked.filter(|(_, file)| !file.common().old_urls.is_empty());
        old.for_each(|(path, file)| add(path, file.common(), file.keys()));
    }
    let mut pages = Pages::new();
    if found.is_empty() {
        return pages;
    }
    let taken: BTreeSet<String> = taken.map(|path| path.as_str().to_ascii_lowercase()).collect();
    let mut first: BTreeMap<String, Location> = BTreeMap::new();
    for (source, span, path, name) in found {
        // On a case-insensitive disk two paths that differ in case are one file.
        let folded = path.as_str().to_ascii_lowercase();
        if let Some(other) = first.get(&folded) {
            let message = format!("`{path}` is the old address of two pages");
            diagnostics.push(
                Diagnostic::error(Code::OldUrlTaken, Location::at(&source, span), message)
                    .label(other.clone(), "the other one")
                    .hint("keep it in one of the two"),
            );
            continue;
        }
        first.insert(folded.clone(), Location::at(&source, span.clone()));
        if taken.contains(&folded) || path.as_str().starts_with("assets/") || path.as_str().starts_with('.') {
            diagnostics.push(
                Diagnostic::error(
                    Code::OldUrlTaken,
                    Location::at(&source, span),
                    format!("`{path}` is a page of the site itself"),
                )
                .hint("take it out of `old_urls`"),
            );
            continue;
        }
        pages.extend(redirect::pages(edition, path, &name.title, name.href.clone().unwrap_or_default()));
    }
    pages
}
