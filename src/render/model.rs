//! Page models: everything one page depends on, compared by value, before anything is painted.
//!
//! A model shares what others depend on too (`Arc`), so that building all of them again after an edit
//! is cheap and equal models are recognised at once. Templates never see models, only the
//! [`view`]s made from them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::content::annotation::Note;
use crate::content::article::Article;
use crate::content::claim::Claim;
use crate::content::config::MentionLinks;
use crate::content::entity::Entity;
use crate::memo::derived::Derived;
use crate::path::Slug;
use crate::render::paint::{Href, Words};
use crate::render::view;
use crate::resolve::backlink::Incoming;
use crate::resolve::body::Body;
use crate::resolve::mention::Found;
use crate::resolve::profile::Profile;

/// What all pages share besides the theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// What templates see of the dossier.
    pub site: view::Site,
    /// The page of each entity that has one.
    pub entity_hrefs: BTreeMap<Slug, String>,
    /// Which mentions are links.
    pub mention_links: MentionLinks,
    /// What painting says in the interface's language.
    pub words: Words,
    /// The path of the root as `404.html` has to write it.
    pub absolute_root: String,
    /// `site` as templates take it.
    pub handed: Derived<tera::Value>,
}

/// One page before it is painted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageModel {
    /// What it says about itself.
    pub page: view::Page,
    /// What it shows.
    pub content: Content,
}

/// What a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The home page.
    Home(Box<HomeModel>),
    /// An article.
    Article(Arc<ArticleModel>),
    /// An entity.
    Entity(Box<EntityModel>),
    /// A claim.
    Claim(Box<ClaimModel>),
    /// A free page.
    Document(Box<DocumentModel>),
    /// The index of entities.
    Entities(view::Entities),
    /// The index of claims.
    Claims(view::Claims),
    /// The index of articles.
    Articles(view::Articles),
    /// All corrections.
    Corrections(view::Corrections),
    /// What stands where something was withdrawn.
    Withdrawn(view::Withdrawn),
    /// An old URL.
    Redirect(view::Redirect),
    /// The page for addresses that do not exist.
    NotFound,
    /// A further page of a long list.
    Continued(Box<ContinuedModel>),
}

/// A body with what is found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prose {
    /// The text.
    pub body: Arc<Body>,
    /// Whom it names.
    pub found: Arc<Found>,
    /// By link.
    pub links: Arc<Vec<Href>>,
    /// By image.
    pub images: Arc<Vec<Href>>,
}

/// The home page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeModel {
    /// The introduction.
    pub intro: Option<Prose>,
    /// All else; its `html` is filled in from `intro`.
    pub view: view::Home,
}

/// What is said of an article wherever it is pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleHead {
    /// How it is pointed at.
    pub reference: Arc<view::Reference>,
    /// Who published it.
    pub outlet: Option<view::Reference>,
    /// When.
    pub published: Option<view::Day>,
    /// Whether the text is our digest.
    pub digest: bool,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleModel {
    /// Its front matter.
    pub meta: Arc<Article>,
    /// Its id.
    pub id: Slug,
    /// What it is called elsewhere.
    pub head: Arc<ArticleHead>,
    /// Its published text.
    pub prose: Prose,
    /// Whether the body is published.
    pub published: bool,
    /// Its notes in order.
    pub notes: Vec<Arc<NoteModel>>,
    /// What points at each note.
    pub note_backlinks: Vec<NoteLinks>,
    /// The entities in it with how often it names them, the most often named first.
    pub entities: Vec<(Arc<view::EntityLine>, usize)>,
    /// The article before it.
    pub previous: Option<Arc<view::Reference>>,
    /// The article after it.
    pub next: Option<Arc<view::Reference>>,
    /// What points at it.
    pub backlinks: Vec<Link>,
}

/// A note, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteModel {
    /// As it is written.
    pub note: Arc<Note>,
    /// The article it is on.
    pub article: Arc<ArticleHead>,
    /// The article's id.
    pub article_id: Slug,
    /// Where it is found on the article's page (`note-x`, `at-x`).
    pub anchor: String,
    /// Its number; `None` for an evidence mark.
    pub number: Option<usize>,
    /// Bytes of the article's canonical text; `None` for the whole article.
    pub span: Option<Range<usize>>,
    /// The words there.
    pub words: Option<String>,
    /// Whether its passage was not found or not decided.
    pub lost: bool,
    /// What it says.
    pub prose: Prose,
    /// `by:`
    pub by: Option<view::Voice>,
    /// `via:`
    pub via: Option<view::Voice>,
    /// By `claim:` field; `None` did not resolve.
    pub claims: Vec<Option<view::NoteClaim>>,
    /// `about:`
    pub about: Vec<view::Reference>,
    /// `see:`
    pub see: Vec<view::Reference>,
    /// `re:`
    pub re: Vec<view::Reference>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its date: its own or its file's.
    pub date: Option<view::Day>,
    /// When it was changed.
    pub updated: Option<view::Day>,
    /// Its language, where it is not the article's.
    pub language: Option<String>,
    /// Its direction, where it is not the article's.
    pub dir: Option<&'static str>,
}

/// Places that point here, with the source they are from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The source.
    pub source: Arc<SourceHead>,
    /// The places.
    pub incoming: Incoming,
    /// Which of the places stand on this page of a long list.
    pub range: Range<usize>,
}

/// The beginning of what points at a note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteLinks {
    /// The places of the first page.
    pub links: Vec<Link>,
    /// How many there are.
    pub total: usize,
    /// The second page.
    pub next: Option<String>,
}

/// What is said of a page wherever it points at something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceHead {
    /// How it is pointed at.
    pub reference: Arc<view::Reference>,
    /// Its date.
    pub date: Option<view::Day>,
    /// Who published it, where it is an article.
    pub outlet: Option<view::Reference>,
}

/// A statement: a note with the value it gives, if it is listed on a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementModel {
    /// The note.
    pub note: Arc<NoteModel>,
    /// Which of its `claim:` fields; `None` on an entity.
    pub claim: Option<usize>,
    /// Whether the identification is only probable.
    pub probable: bool,
}

/// An entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityModel {
    /// Its front matter.
    pub meta: Arc<Entity>,
    /// Its id.
    pub id: Slug,
    /// Its picture.
    pub image: Option<view::Image>,
    /// Its biography.
    pub prose: Prose,
    /// Both ways.
    pub relations: ListModel<view::Relation>,
    /// What it said.
    pub said: ListModel<StatementModel>,
    /// What others report on its word.
    pub relayed: ListModel<StatementModel>,
    /// What was said about it.
    pub about: ListModel<StatementModel>,
    /// What happened, in order of time.
    pub events: ListModel<StatementModel>,
    /// The claims that notes by, through or about it bear on.
    pub claims: ListModel<view::ClaimLine>,
    /// What its mentions come to.
    pub profile: Arc<Profile>,
    /// Where it is first and last mentioned.
    pub ends: Option<(Link, Link)>,
    /// How sources spell its name.
    pub spellings: Vec<SpellingModel>,
    /// The entities that it appears with.
    pub together: ListModel<CountedModel>,
    /// Every mention.
    pub mentions: Vec<Link>,
    /// By id of a source, how it is pointed at: for sentences that several share.
    pub also: BTreeMap<Slug, Arc<SourceHead>>,
}

/// Something on the site with a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedModel {
    /// What is counted.
    pub reference: Arc<view::Reference>,
    /// How often.
    pub count: usize,
}

/// A name as sources print it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpellingModel {
    /// The name.
    pub text: String,
    /// How often it is printed.
    pub count: usize,
    /// By whom.
    pub by: ListModel<CountedModel>,
}

/// The beginning of a list that goes on on pages of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListModel<T> {
    /// Those of the first page.
    pub entries: Vec<T>,
    /// How many there are, and where the others stand.
    pub rest: view::Rest,
}

/// A claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimModel {
    /// Its front matter.
    pub meta: Arc<Claim>,
    /// Its id.
    pub id: Slug,
    /// The question as headline, the finding as first block, then the body.
    pub prose: Prose,
    /// Who says what.
    pub statements: Vec<StatementModel>,
    /// How many origins they have.
    pub origins: usize,
    /// What points at it.
    pub backlinks: Vec<Link>,
}

/// A free page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentModel {
    /// Its id.
    pub id: Slug,
    /// Its title as headline, then its text.
    pub prose: Prose,
    /// What points at it.
    pub backlinks: Vec<Link>,
}

/// A further page of a list; one of its sequences is filled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContinuedModel {
    /// What the list belongs to.
    pub of: view::Reference,
    /// `mentions`, `backlinks`, `statements`, `relations`, `claims`, `together` or `spelling`.
    pub what: &'static str,
    /// The name as it is printed, of a spelling.
    pub printed: Option<String>,
    /// The places.
    pub links: Vec<Link>,
    /// By id of a source, how it is pointed at: for sentences that several share.
    pub also: BTreeMap<Slug, Arc<SourceHead>>,
    /// The statements.
    pub statements: Vec<StatementModel>,
    /// How it stands to others, and others to it.
    pub relations: Vec<view::Relation>,
    /// The claims it bears on.
    pub claims: Vec<view::ClaimLine>,
    /// What is counted: entities it appears with, or who prints a name.
    pub counted: Vec<CountedModel>,
}
