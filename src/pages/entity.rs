//! The page of an entity: every mention, and what is said by, through and about it.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::backlinks::{Heads, head, link, links, sharing};
use super::claims::Asked;
use super::continued::Model as ContinuedModel;
use super::edition::{Edition, Origin};
use super::list::{Place, continued};
use super::page::{Pages, content, insert};
use crate::content::entity::Entity as Meta;
use crate::memo::index::Incoming;
use crate::memo::{Joined, Same};
use crate::path::{OutputPath, Slug};
use crate::render::model::{Head, Link, ListModel, Prose, StatementModel};
use crate::render::prose::{Canvas, Shown, biography, day, groups, groups_with, rows};
use crate::render::view::{BacklinkGroup, ClaimLine, Counted, Day, Image, Reference, Relation, Rest, Rows, View, view};
use crate::resolve::address::RELATIONS;
use crate::resolve::profile::{Profile, Spelling as Printed};

view! {
    /// `entity`
    pub struct Entity {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// `person`, `organization`, `place`, `event`, `work`, or `other`.
        pub kind: String,
        /// Its role.
        pub role: Option<String>,
        /// Other names it goes by.
        pub aliases: Vec<String>,
        /// When it began.
        pub start: Option<Day>,
        /// When it ended.
        pub end: Option<Day>,
        /// The same thing elsewhere.
        pub same_as: Vec<String>,
        /// A picture.
        pub image: Option<Image>,
        /// The biography.
        pub html: String,
        /// How it stands to others, and others to it: the first hundred.
        pub relations: Vec<Relation>,
        /// How they go on.
        pub relations_rest: Rest,
        /// Notes on what it said.
        pub said: Rows,
        /// Notes on what others report on its word.
        pub relayed: Rows,
        /// Notes about it.
        pub about: Rows,
        /// Notes by or about it that say when something happened, in order of time.
        pub events: Rows,
        /// The claims that notes by, through or about it bear on, the first hundred; `statements` counts those notes.
        pub claims: Vec<ClaimLine>,
        /// How they go on.
        pub claims_rest: Rest,
        /// How often it is mentioned in articles.
        pub mention_count: usize,
        /// In how many articles.
        pub article_count: usize,
        /// How often it is probably meant; not among the mentions counted.
        pub probable_count: usize,
        /// Where it is first mentioned: one group of one place.
        pub first: Option<BacklinkGroup>,
        /// Where it is last mentioned.
        pub last: Option<BacklinkGroup>,
        /// How sources spell its name, the most frequent first.
        pub spellings: Vec<Spelling>,
        /// The entities that it appears with, and in how many paragraphs: the hundred most frequent.
        pub together: Vec<Counted>,
        /// How they go on.
        pub together_rest: Rest,
        /// Every mention in its sentence, grouped by article in date order, then from other pages.
        pub mentions: Vec<BacklinkGroup>,
    }
}

view! {
    /// A name as sources print it.
    pub struct Spelling {
        /// The name.
        pub text: String,
        /// How often it is printed.
        pub count: usize,
        /// By whom: outlets, or articles of no known outlet; the first hundred.
        pub by: Vec<Counted>,
        /// How many more there are.
        pub by_more: usize,
        /// The page with the second hundred, if there are so many.
        pub by_next: Option<String>,
    }
}

/// What its template sees.
pub const VIEWS: &[View] = &[Entity::VIEW, Spelling::VIEW];

/// Notes that say something of one entity or claim, by article in order of publication.
pub type Statements = Option<Arc<Vec<Incoming<StatementModel>>>>;

/// What an entity's pages are made from.
#[derive(Debug, PartialEq, Eq)]
pub struct Input {
    /// What pages are made with.
    pub edition: Same<Edition>,
    /// Its id.
    pub id: Slug,
    /// Where its page is.
    pub output: OutputPath,
    /// Why editors alone see it.
    pub withheld: Vec<String>,
    /// Its front matter.
    pub meta: Arc<Meta>,
    /// How it is pointed at.
    pub reference: Arc<Reference>,
    /// Its biography.
    pub prose: Prose,
    /// Its picture.
    pub image: Option<Image>,
    /// What its mentions come to.
    pub profile: Arc<Profile>,
    /// The heads of the pages that point at it.
    pub heads: Heads,
    /// How the entities are pointed at that it appears with.
    pub others: Option<Arc<Joined<Slug, Reference>>>,
    /// Both ways.
    pub relations: Arc<Vec<Relation>>,
    /// The claims that notes by, through or about it bear on, each with how many do.
    pub claims: Vec<(Arc<Asked>, usize)>,
    /// What it said.
    pub said: Statements,
    /// What others report on its word.
    pub relayed: Statements,
    /// What was said about it.
    pub about: Statements,
    /// What happened.
    pub events: Statements,
}

/// An entity before it is painted.
#[derive(Debug, PartialEq, Eq)]
pub struct Model {
    meta: Arc<Meta>,
    id: Slug,
    image: Option<Image>,
    prose: Prose,
    relations: ListModel<Relation>,
    said: ListModel<StatementModel>,
    relayed: ListModel<StatementModel>,
    about: ListModel<StatementModel>,
    /// In order of time.
    events: ListModel<StatementModel>,
    claims: ListModel<ClaimLine>,
    profile: Arc<Profile>,
    /// Where it is first and last mentioned.
    ends: Option<(Link, Link)>,
    spellings: Vec<Spelling>,
    together: ListModel<Counted>,
    mentions: Vec<Link>,
    /// By id of a source, how it is pointed at: for sentences that several share.
    also: BTreeMap<Slug, Arc<Head>>,
}

content!(Model, "entity");

/// Puts the statements of all articles into one list.
pub fn all(statements: &Statements) -> Vec<StatementModel> {
    statements.iter().flat_map(|list| list.iter()).flat_map(|said| said.places.iter().cloned()).collect()
}

/// Makes the pages of an entity.
pub fn pages(input: &Input) -> Pages {
    let Input { edition, output, meta, profile, heads, reference, .. } = input;
    let mut made = Pages::new();
    let pages = &mut made;
    let origin = Origin { common: &meta.common, withheld: &input.withheld };
    let mut page = edition.page(output, "entity", &meta.name, Some(origin));
    page.description = meta.role.clone();
    let all_links = links(&profile.incoming, heads);
    let mentions = continued(edition, pages, output, &mut page, (reference, "mentions"), (all_links, heads));
    let place = Place { edition, output, page: &page };
    let of = |what| ContinuedModel { of: Reference::clone(reference), what, ..Default::default() };
    let rows = |pages: &mut Pages, at: (&str, &str), rows: Vec<StatementModel>| {
        place.list(pages, at, rows, |statements| ContinuedModel { statements, ..of("statements") })
    };
    let mut events = all(&input.events);
    events.sort_by(|a, b| a.note.note.happened.cmp(&b.note.note.happened));
    let model = Model {
        meta: Arc::clone(meta),
        id: input.id.clone(),
        image: input.image.clone(),
        prose: input.prose.clone(),
        relations: place.list(pages, (RELATIONS, "relations-heading"), input.relations.to_vec(), |relations| {
            ContinuedModel { relations, ..of("relations") }
        }),
        said: rows(pages, ("said", "said-heading"), all(&input.said)),
        relayed: rows(pages, ("relayed", "relayed-heading"), all(&input.relayed)),
        about: rows(pages, ("about", "about-heading"), all(&input.about)),
        events: rows(pages, ("events", "events-heading"), events),
        claims: place.list(pages, ("claims", "claims-heading"), claim_lines(input), |claims| ContinuedModel {
            claims,
            ..of("claims")
        }),
        ends: profile.ends.as_ref().and_then(|(first, last)| Some((link(first, heads)?, link(last, heads)?))),
        spellings: spellings(input, &place, pages, &of("spelling")),
        together: place.list(pages, ("together", "together-heading"), together(input), |counted| ContinuedModel {
            counted,
            ..of("together")
        }),
        also: sharing(&mentions, heads),
        profile: Arc::clone(profile),
        mentions,
    };
    insert(pages, output.clone(), page, model);
    made
}

/// Says by whom each spelling is printed: the outlet where it is known, else the article.
fn spellings(input: &Input, place: &Place<'_>, pages: &mut Pages, of: &ContinuedModel) -> Vec<Spelling> {
    let spelling = |(n, spelling): (usize, &Printed)| {
        let mut by: Vec<Counted> = Vec::new();
        let mut known: FxHashMap<(&str, bool), usize> = FxHashMap::default();
        for (article, count) in &spelling.articles {
            let Some(head) = head(&input.heads, article) else { continue };
            let reference = head.outlet.as_ref().unwrap_or(&head.reference);
            match known.entry((reference.id.as_str(), reference.probable)) {
                Entry::Occupied(at) => by[*at.get()].count += count,
                Entry::Vacant(free) => {
                    free.insert(by.len());
                    let shared = || Arc::clone(&head.reference);
                    let reference = head.outlet.as_ref().map_or_else(shared, |outlet| Arc::new(outlet.clone()));
                    by.push(Counted { reference, count: *count });
                }
            }
        }
        let count = by.iter().map(|b| b.count).sum();
        let folder = format!("spelling-{}", n + 1);
        let by = place.list(pages, (&folder, "spellings-heading"), by, |counted| ContinuedModel {
            printed: Some(spelling.printed.clone()),
            counted,
            ..of.clone()
        });
        let by_more = by.rest.total - by.entries.len();
        Spelling { text: spelling.printed.clone(), count, by: by.entries, by_more, by_next: by.rest.next }
    };
    input.profile.spellings.iter().enumerate().map(spelling).collect()
}

fn together(input: &Input) -> Vec<Counted> {
    let counted = |(id, count): &(Slug, usize)| {
        Some(Counted { reference: Arc::clone(input.others.as_ref()?.get(id)?), count: *count })
    };
    input.profile.together.iter().filter_map(counted).collect()
}

/// The claims that notes bear on, by question.
fn claim_lines(input: &Input) -> Vec<ClaimLine> {
    let mut claims: Vec<_> = input.claims.iter().collect();
    claims.sort_by(|a, b| a.0.order().cmp(&b.0.order()));
    claims.iter().map(|(claim, notes)| claim.line(*notes)).collect()
}

impl Model {
    fn view(&self, canvas: &Canvas<'_>) -> Entity {
        let meta = &self.meta;
        let language = canvas.language();
        let mut shown = Shown::new();
        let mut rows = |list| rows(list, &mut shown, canvas);
        let place = |link| groups(std::slice::from_ref(link)).into_iter().next();
        Entity {
            id: self.id.to_string(),
            name: meta.name.clone(),
            image: self.image.clone(),
            kind: meta.kind.map_or("other", |k| k.as_str()).to_owned(),
            role: meta.role.clone(),
            aliases: meta.aliases.clone(),
            start: meta.start.as_ref().map(|d| day(d, language)),
            end: meta.end.as_ref().map(|d| day(d, language)),
            same_as: meta.same_as.clone(),
            html: biography(&self.id, &self.prose, canvas),
            relations: self.relations.entries.clone(),
            relations_rest: self.relations.rest.clone(),
            said: rows(&self.said),
            relayed: rows(&self.relayed),
            about: rows(&self.about),
            events: rows(&self.events),
            claims: self.claims.entries.clone(),
            claims_rest: self.claims.rest.clone(),
            mention_count: self.profile.mentions,
            article_count: self.profile.articles.len(),
            probable_count: self.profile.probable,
            first: self.ends.as_ref().and_then(|ends| place(&ends.0)),
            last: self.ends.as_ref().filter(|_| self.profile.mentions > 1).and_then(|ends| place(&ends.1)),
            spellings: self.spellings.clone(),
            together: self.together.entries.clone(),
            together_rest: self.together.rest.clone(),
            mentions: groups_with(&self.mentions, &self.also),
        }
    }
}
