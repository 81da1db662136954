//! What templates see of entities and claims, and of their index.

use serde::Serialize;

use super::*;

/// A place in a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Spot {
    /// The page it is on.
    pub source: Reference,
    /// Its date.
    pub date: Option<Day>,
    /// Who published it, where it is an article.
    pub outlet: Option<Reference>,
    /// The exact spot.
    pub href: String,
}

/// Something on the site with a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Counted {
    /// What is counted.
    pub reference: Reference,
    /// How often.
    pub count: usize,
}

/// A name as sources print it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
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

/// How a list goes on whose further pages stand by themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Rest {
    /// How many entries there are on all pages.
    pub total: usize,
    /// The second page, if there is one.
    pub next: Option<String>,
}

/// The beginning of a list of statements whose further pages stand by themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Rows {
    /// The statements of the first page.
    pub statements: Vec<Statement>,
    /// How many there are on all pages.
    pub total: usize,
    /// The second page, if there is one.
    pub next: Option<String>,
}

/// `entity`
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
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

/// A picture with what is owed to its maker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Image {
    /// Where it is.
    pub href: String,
    /// What it shows.
    pub alt: String,
    /// Whom it is owed to.
    pub credit: String,
    /// Its licence.
    pub licence: Option<String>,
    /// Where it is from.
    pub source: Option<String>,
    /// In pixels, where the file says it.
    pub width: Option<usize>,
    /// In pixels, where the file says it.
    pub height: Option<usize>,
}

/// How an entity stands to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Relation {
    /// The other entity.
    pub to: Reference,
    /// In words ("member of").
    pub r#as: String,
    /// Its id on the page of the entity that states it; `none` on the other's.
    pub anchor: Option<String>,
    /// Whether it is the other entity's relation to this one (`to` is then the one that states it).
    pub inverse: bool,
    /// Since when.
    pub start: Option<Day>,
    /// Until when.
    pub end: Option<Day>,
    /// The note that shows it.
    pub note: Option<Reference>,
}

/// `claim`
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Claim {
    /// Its id.
    pub id: String,
    /// The question.
    pub question: String,
    /// The question, painted; it stands in an element with `id="p0"`.
    pub question_html: String,
    /// What its numbers count.
    pub unit: Option<String>,
    /// Our sentence, as a finished block; empty where there is none.
    pub finding_html: String,
    /// `agree`, `differ`, `not-comparable`, `one-origin`, or `none`.
    pub reports: Option<String>,
    /// What more there is to say.
    pub html: String,
    /// Who says what, in order of publication.
    pub statements: Vec<Statement>,
    /// How many different origins the statements have.
    pub origins: usize,
    /// What points at it.
    pub backlinks: Vec<BacklinkGroup>,
}

/// What a note says a source reports: a row of a claim, an item of an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Statement {
    /// The note.
    pub note: Reference,
    /// `data-from`: the article's id.
    pub from: String,
    /// The article it is on.
    pub article: Reference,
    /// When the article was published.
    pub published: Option<Day>,
    /// Who published it.
    pub outlet: Option<Reference>,
    /// Who says it; `none` is the outlet in its own voice.
    pub by: Option<Voice>,
    /// On whose word.
    pub via: Option<Voice>,
    /// The words; `none` for a note on the whole article.
    pub words: Option<String>,
    /// Whether the words are ours (a digest's), outside quotation marks.
    pub digest: bool,
    /// The value as written, on a claim.
    pub value: Option<String>,
    /// What it holds for.
    pub scope: Option<String>,
    /// When it was said.
    pub said: Option<Day>,
    /// When it happened.
    pub happened: Option<Day>,
    /// The kind of note.
    pub kind: String,
    /// What the note says.
    pub html: String,
    /// Whether the identification is only probable.
    pub probable: bool,
}

/// `entities`: the index of entities.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Entities {
    /// By kind; one that goes on from the page before begins again.
    pub groups: Vec<EntityGroup>,
    /// How many entities there are on all pages.
    pub total: usize,
}

/// The entities of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct EntityGroup {
    /// The kind.
    pub kind: String,
    /// How many there are on all pages.
    pub total: usize,
    /// The letters that names of this kind begin with, on all pages.
    pub letters: Vec<Letter>,
    /// By letter.
    pub sections: Vec<EntitySection>,
}

/// A letter to jump to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Letter {
    /// The letter.
    pub text: String,
    /// Where its names begin.
    pub href: String,
}

/// The entities of one kind under one letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct EntitySection {
    /// The letter.
    pub letter: String,
    /// Its id; `none` where the letter goes on from the page before.
    pub anchor: Option<String>,
    /// By collated name.
    pub entries: Vec<EntityEntry>,
}

/// An entity in the index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct EntityEntry {
    /// The entity.
    pub reference: Reference,
    /// Its role.
    pub role: Option<String>,
    /// How often it is mentioned.
    pub mentions: usize,
    /// In how many articles.
    pub articles: usize,
    /// In which: an SVG drawing of one column an article in order of publication, or of several where there are many.
    pub bar_html: String,
}
