//! Pages that stand beside the others: all corrections, what was withdrawn, and old addresses.

use std::collections::{BTreeMap, BTreeSet};

use super::{Assembly, Pages, insert, kit};
use crate::compile::lists;
use crate::content::Common;
use crate::content::file::INTRODUCTION;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::{OutputPath, SourcePath};
use crate::render::model::Content;
use crate::render::prose::day;
use crate::render::view;
use crate::resolve::address::numbered;
use crate::resolve::ids::{Kind, id_of};
use crate::resolve::publish_set::Standing;

impl<'a> Assembly<'a> {
    /// Makes the page of all corrections, newest first; returns whether there is one.
    pub(crate) fn corrections(&self, pages: &mut Pages) -> bool {
        let parsed = self.inputs.parsed;
        let mut all: Vec<(&crate::content::edtf::Edtf, view::Correction)> = Vec::new();
        let mut add = |path: &SourcePath, common: &'a Common| {
            if common.corrections.is_empty() {
                return;
            }
            let ids = &self.inputs.settled.ids;
            let own = ids.entries.get(&id_of(path)).filter(|e| e.path == *path);
            let home = path.as_str() == INTRODUCTION;
            if !self.shown(path) || own.is_none() && !home {
                return;
            }
            let source = match own.and_then(|_| self.inputs.texts.names.get(&id_of(path))) {
                Some(name) => view::Reference::clone(name),
                None => kit::home(&parsed.config),
            };
            all.extend(common.corrections.iter().map(|c| (&c.date, correction(c, &source, &self.kit.config.language))));
        };
        let marked = || parsed.marked.iter();
        marked().filter(|(_, file)| file.notes().is_none()).for_each(|(path, file)| add(path, file.common()));
        for (path, source) in marked().filter_map(|(path, file)| Some((path, file.notes()?))) {
            let Some(article) = self.inputs.settled.annotated.get(path) else { continue };
            let Some(reference) = self.kit.reference(article) else { continue };
            let corrections = source.file.common.corrections.iter();
            all.extend(corrections.map(|c| (&c.date, correction(c, reference, &self.kit.config.language))));
        }
        if all.is_empty() {
            return false;
        }
        all.sort_by(|a, b| b.0.cmp(a.0).then_with(|| a.1.source.id.cmp(&b.1.source.id)));
        let all: Vec<view::Correction> = all.into_iter().map(|c| c.1).collect();
        let first = OutputPath::new("corrections.html");
        let parts = lists::pages(&all);
        let total = parts.len();
        for (n, entries) in parts.into_iter().enumerate() {
            let path = numbered(&first, n + 1);
            let mut page = self.kit.page(&path, "corrections", &self.kit.words.word("corrections", None), None);
            page.pagination = lists::pagination(&first, n + 1, total);
            insert(pages, path, page, Content::Corrections(view::Corrections { entries }));
        }
        true
    }

    /// Makes the pages that say what was withdrawn.
    pub(crate) fn withdrawn(&self, pages: &mut Pages) {
        let parsed = self.inputs.parsed;
        let ids = &self.inputs.settled.ids;
        for (id, entry) in ids.entries.iter().filter(|(_, e)| e.standing == Standing::Withdrawn) {
            let file = parsed.files.get(&entry.path);
            let common = file.map(|file| file.common());
            let (Some(path), Some(withdrawn)) = (&entry.output, common.and_then(|c| c.visibility.withdrawn.as_ref()))
            else {
                continue;
            };
            let view = view::Withdrawn {
                id: id.to_string(),
                date: day(&withdrawn.date, &self.kit.config.language),
                reason: withdrawn.reason.clone(),
            };
            let page = self.kit.page(
                path,
                "withdrawn",
                &self.kit.reference(id).map(|name| name.title.clone()).unwrap_or_default(),
                None,
            );
            insert(pages, path.clone(), page, Content::Withdrawn(view));
        }
    }

    /// Makes the pages that stand at old URLs.
    pub(crate) fn redirects<'p>(
        &self,
        taken: impl Iterator<Item = &'p OutputPath>,
        pages: &mut Pages,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let parsed = self.inputs.parsed;
        let mut found: Vec<(SourcePath, usize, std::ops::Range<usize>, OutputPath, String, String)> = Vec::new();
        let mut add = |path: &SourcePath, common: &Common, keys: &crate::content::KeySpans| {
            if common.old_urls.is_empty() {
                return;
            }
            let id = id_of(path);
            let entry = self.inputs.settled.ids.entries.get(&id).filter(|e| e.path == *path);
            let Some(entry) = entry.filter(|e| !matches!(e.standing, Standing::Hidden(_))) else { return };
            let Some(target) = entry.href.as_deref().map(str::to_owned) else { return };
            let title = self.inputs.texts.names.get(&id).map(|name| name.title.clone()).unwrap_or_default();
            for (n, old) in common.old_urls.iter().enumerate() {
                let span = keys.get(&keys.item("old_urls", n, common.old_urls.len()));
                found.push((path.clone(), n, span, OutputPath::new(old.as_str()), target.clone(), title.clone()));
            }
        };
        for kind in Kind::ALL {
            let marked = parsed.marked.iter().filter(|(_, file)| file.kind() == Some(kind));
            marked.for_each(|(path, file)| add(path, file.common(), file.keys()));
        }
        if found.is_empty() {
            return;
        }
        let taken: BTreeSet<String> = taken.map(|path| path.as_str().to_ascii_lowercase()).collect();
        let mut first: BTreeMap<String, Location> = BTreeMap::new();
        for (source, _, span, path, target, title) in found {
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
            let page = self.kit.page(&path, "redirect", &title, None);
            insert(pages, path, page, Content::Redirect(view::Redirect { href: target }));
        }
    }
}

/// Shows a correction with the page it belongs to.
pub(crate) fn correction(
    correction: &crate::content::Correction,
    source: &view::Reference,
    language: &str,
) -> view::Correction {
    view::Correction { date: day(&correction.date, language), text: correction.text.clone(), source: source.clone() }
}
