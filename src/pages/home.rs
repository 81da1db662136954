//! The home page.

use super::edition::{Edition, Origin};
use super::entities::Listed;
use super::page::{Pages, content, insert};
use crate::content::entity::EntityKind;
use crate::path::OutputPath;
use crate::render::model::Prose;
use crate::render::paint::Frame;
use crate::render::prose::{Canvas, html};
use crate::render::view::{ArticleLine, ClaimLine, EntityLine, Reference, View, view};
use crate::resolve::address::PAGE;

/// How many people the home page names.
const PEOPLE: usize = 12;

view! {
    /// `home`
    pub struct Home {
        /// The introduction.
        pub html: String,
        /// What the editor leads with.
        pub lead: Vec<Lead>,
        /// The articles in order of publication.
        pub articles: Vec<ArticleLine>,
        /// Whether there are more articles than are listed here.
        pub more_articles: bool,
        /// The people most often mentioned.
        pub people: Vec<EntityLine>,
        /// The claims in order of their questions.
        pub claims: Vec<ClaimLine>,
        /// How many articles there are.
        pub article_count: usize,
        /// How many notes.
        pub note_count: usize,
        /// How many entities with a page.
        pub entity_count: usize,
        /// How many claims.
        pub claim_count: usize,
    }
}

view! {
    /// Something the home page leads with.
    pub struct Lead {
        /// What it is.
        pub reference: Reference,
        /// The finding of a claim, the summary of an article, the role of an entity.
        pub text: Option<String>,
    }
}

/// What its template sees.
pub const VIEWS: &[View] = &[Home::VIEW, Lead::VIEW];

/// What the home page is made from.
#[derive(Debug)]
pub struct Input<'a> {
    /// The file of the introduction.
    pub origin: Option<Origin<'a>>,
    /// The introduction.
    pub intro: Option<Prose>,
    /// What the editor leads with.
    pub lead: Vec<Lead>,
    /// The first articles in order of publication.
    pub articles: Vec<ArticleLine>,
    /// How many articles there are.
    pub article_count: usize,
    /// How many notes.
    pub note_count: usize,
    /// The entities with a page, the most often mentioned first.
    pub entities: Vec<&'a Listed>,
    /// The claims in order of their questions.
    pub claims: &'a [ClaimLine],
}

/// The home page before it is painted.
#[derive(Debug, PartialEq, Eq)]
pub struct Model {
    /// The introduction.
    intro: Option<Prose>,
    /// All else; its `html` is made of `intro`.
    home: Home,
}

content!(Model, "home");

/// Makes the home page.
pub fn pages(edition: &Edition, input: Input<'_>) -> Pages {
    let people = input.entities.iter().filter(|e| e.kind == Some(EntityKind::Person) && e.mentions > 0);
    let home = Home {
        html: String::new(),
        lead: input.lead,
        more_articles: input.article_count > input.articles.len(),
        articles: input.articles,
        entity_count: input.entities.len(),
        people: people.take(PEOPLE).map(|entity| entity.line()).collect(),
        claims: input.claims.iter().take(PAGE).cloned().collect(),
        article_count: input.article_count,
        note_count: input.note_count,
        claim_count: input.claims.len(),
    };
    let path = OutputPath::new("index.html");
    let mut page = edition.page(&path, "home", &edition.config.title, input.origin);
    page.description = edition.config.description.clone();
    let mut pages = Pages::new();
    insert(&mut pages, path, page, Model { intro: input.intro, home });
    pages
}

impl Model {
    fn view(&self, canvas: &Canvas<'_>) -> Home {
        let mut home = self.home.clone();
        home.html = self.intro.as_ref().map(|intro| html(intro, canvas, Frame::Page)).unwrap_or_default();
        home
    }
}
