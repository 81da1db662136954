//! The home page and the page for addresses that do not exist.

use std::sync::Arc;

use super::articles::ArticlePages;
use super::subjects::Listed;
use super::{Assembly, Pages, insert};
use crate::content::entity::EntityKind;
use crate::diagnostic::{Diagnostic, Location};
use crate::memo::map::Map;
use crate::path::{OutputPath, Slug, SourcePath};
use crate::render::model::{Content, HomeModel};
use crate::render::view;
use crate::resolve::address::PAGE;

/// How many people the home page names.
const PEOPLE: usize = 12;

impl Assembly<'_> {
    /// Makes the home page and `404.html`.
    pub(crate) fn home(
        &self,
        articles: &Map<Slug, ArticlePages>,
        listed: &Listed,
        pages: &mut Pages,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let inputs = self.inputs;
        let config = &inputs.parsed.config;
        let mut lead = Vec::new();
        for (n, id) in config.lead.iter().enumerate() {
            match inputs.settled.ids.find(id.as_str(), &[]) {
                Ok(entry) => lead.extend(inputs.texts.names.get(id).map(|name| {
                    let file = inputs.parsed.files.get(&entry.path).filter(|_| entry.standing.is_shown());
                    let text = file.and_then(|file| file.line().cloned());
                    view::Lead { reference: view::Reference::clone(name), text }
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
        let (article_count, note_count) = self.counts();
        let first = inputs.prose.articles.iter().filter_map(|id| articles.get(id)).take(PAGE);
        let articles: Vec<_> = first.map(|article| Arc::clone(&article.line)).collect();
        let person = EntityKind::Person.as_str();
        let view = view::Home {
            html: String::new(),
            lead,
            more_articles: article_count > articles.len(),
            articles,
            people: listed
                .entities
                .iter()
                .filter(|e| e.kind == person && e.mentions > 0)
                .take(PEOPLE)
                .cloned()
                .collect(),
            claims: listed.claims.iter().take(PAGE).cloned().collect(),
            article_count,
            note_count,
            entity_count: listed.entities.len(),
            claim_count: listed.claims.len(),
        };
        let path = OutputPath::new("index.html");
        let home = inputs.parsed.home().filter(|home| self.shown(home.0));
        let common = home.map(|(path, file)| (path, file.common()));
        let mut page = self.kit.page(&path, "home", &config.title, common);
        page.description = config.description.clone();
        let intro = self.home_unit().map(|unit| self.prose(unit));
        insert(pages, path, page, Content::Home(Box::new(HomeModel { intro, view })));
        let path = OutputPath::new("404.html");
        let mut page = self.kit.page(&path, "not_found", &self.kit.words.word("not_found", None), None);
        page.canonical = None;
        insert(pages, path, page, Content::NotFound);
    }
}
