//! What templates see: the template context, version 1.
//!
//! Every page gets `site` ([`Site`]), `page` ([`Page`]), `root` (the prefix of every `href`, such as
//! `../`), and one value named after its template: `home`, `article`, `entity`, `entities`, `claim`,
//! `claims`, `articles`, `document`, `continued`, `corrections`, `withdrawn`, `redirect`. Sequences keep their order; there are no
//! maps. Every field is always there: what has no value is `none` (or an empty sequence or string),
//! so that a misspelt name is an error. Fields ending in `html` are finished HTML; `href` fields are paths from the
//! output folder with a fragment where there is one, to be written `{{ root }}{{ x.href }}`.
//!
//! It deliberately holds no counts of the whole dossier in [`Site`], or every page would change with each note.

use serde::Serialize;

/// What all pages share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Site {
    /// The version of this context.
    pub context: u32,
    /// The dossier's title.
    pub title: String,
    /// What it is and covers, in one line.
    pub description: Option<String>,
    /// Its language (BCP 47).
    pub language: String,
    /// `ltr` or `rtl`.
    pub dir: String,
    /// Who is responsible.
    pub authors: Vec<String>,
    /// Version of the edition.
    pub version: Option<String>,
    /// Date of the edition.
    pub date: Option<Day>,
    /// What it covers, in words.
    pub covers: Option<String>,
    /// Whom to write to.
    pub contact: Option<String>,
    /// `dossier` and its version.
    pub generator: String,
    /// Whether this is the editor's preview, with what is not published.
    pub editor: bool,
    /// The free pages, in order of title.
    pub pages: Vec<Reference>,
    /// Whether there are articles (then `articles/index.html` exists).
    pub has_articles: bool,
    /// Whether there are entities (then `entities/index.html` exists).
    pub has_entities: bool,
    /// Whether there are claims (then `claims/index.html` exists).
    pub has_claims: bool,
    /// Whether there are corrections (then `corrections.html` exists).
    pub has_corrections: bool,
    /// The theme's options with their values, in the theme's order.
    pub options: Vec<Setting>,
    /// `[extra]` of `dossier.toml`.
    pub extra: Vec<KeyValue>,
}

/// A theme option.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Setting {
    /// Its name.
    pub key: String,
    /// Its value in words.
    pub value: String,
}

/// A free key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct KeyValue {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: Free,
}

/// A free value: words, a sequence, or a sequence of `{key, value}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Free {
    /// Words.
    Text(String),
    /// A sequence.
    List(Vec<Free>),
    /// A mapping as a sequence.
    Table(Vec<KeyValue>),
}

/// What every page says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Page {
    /// Its path in the output.
    pub path: String,
    /// Which template it is: `home`, `article`, `entity` …
    pub kind: String,
    /// Its title, for `<title>` and headings.
    pub title: String,
    /// One line for search engines, or `none`.
    pub description: Option<String>,
    /// Its language.
    pub language: String,
    /// `ltr` or `rtl`.
    pub dir: String,
    /// Its absolute URL, where `base_url` is set.
    pub canonical: Option<String>,
    /// Why it is not public (`draft`, `private`, `embargoed until …`); only in the preview.
    pub withheld: Vec<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its date.
    pub date: Option<Day>,
    /// When it was changed.
    pub updated: Option<Day>,
    /// What was corrected.
    pub corrections: Vec<Correction>,
    /// `extra:` of the file.
    pub extra: Vec<KeyValue>,
    /// Which page of a paginated list this is.
    pub pagination: Option<Pagination>,
    /// The first lines of what it links to.
    pub previews: Vec<Preview>,
}

/// The first lines of what a link leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Preview {
    /// Where the link leads.
    pub href: String,
    /// The title there.
    pub title: String,
    /// The first line: a role, a finding, or what a note says.
    pub text: String,
}

/// Where a page stands in a paginated list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Pagination {
    /// This page, from 1.
    pub number: usize,
    /// How many there are.
    pub total: usize,
    /// The first, the last and the neighbours, in order.
    pub pages: Vec<PageLink>,
    /// The one before.
    pub previous: Option<String>,
    /// The one after.
    pub next: Option<String>,
}

/// A page of a paginated list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PageLink {
    /// Its number, from 1.
    pub number: usize,
    /// Where it is.
    pub href: String,
}

/// A date in words and for `<time datetime>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Day {
    /// In words, in the site's language.
    pub text: String,
    /// For machines, where HTML can say it.
    pub iso: Option<String>,
}

/// Something on the site that is pointed at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Reference {
    /// Its id.
    pub id: String,
    /// `article`, `entity`, `claim`, `page` or `note`.
    pub kind: String,
    /// Its title or name.
    pub title: String,
    /// Where it is; `none` for an entity without a page.
    pub href: Option<String>,
    /// Whether the reference is held only probable.
    pub probable: bool,
}

/// A correction with the page it belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Correction {
    /// When.
    pub date: Day,
    /// What was wrong and what is right.
    pub text: String,
    /// The page that was corrected.
    pub source: Reference,
}

/// `home`
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
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

/// Something the home page leads with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Lead {
    /// What it is.
    pub reference: Reference,
    /// The finding of a claim, the summary of an article, the role of an entity.
    pub text: Option<String>,
}

/// An article in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ArticleLine {
    /// The article.
    pub reference: Reference,
    /// Who published it.
    pub outlet: Option<Reference>,
    /// When.
    pub published: Option<Day>,
    /// A short summary.
    pub summary: Option<String>,
    /// `source` or `digest`.
    pub text: String,
    /// `full` or `reference`.
    pub rights: String,
    /// How many notes it has.
    pub notes: usize,
}

/// An entity in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct EntityLine {
    /// The entity.
    pub reference: Reference,
    /// `person`, `organization`, `place`, `event`, `work`, or `other`.
    pub kind: String,
    /// Its role.
    pub role: Option<String>,
    /// How often it is mentioned.
    pub mentions: usize,
    /// In how many articles.
    pub articles: usize,
}

/// A claim in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ClaimLine {
    /// The claim; its title is the question.
    pub reference: Reference,
    /// Our sentence.
    pub finding: Option<String>,
    /// `agree`, `differ`, `not-comparable`, `one-origin`, or `none`.
    pub reports: Option<String>,
    /// How many statements.
    pub statements: usize,
}

/// `article`
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Article {
    /// Its id.
    pub id: String,
    /// The headline, painted; it stands in an element with `id="p0"`.
    pub headline_html: String,
    /// Notes on the headline or the whole article; they stand right after the headline.
    pub headline_notes: Vec<Note>,
    /// The body: pieces of HTML, each with the notes that follow it. Written one after the other
    /// they are balanced; bands (`<div class="band">`) are part of them. Empty where nothing is published.
    pub body: Vec<Part>,
    /// Notes of an article whose text is not published, with the words they quote.
    pub unplaced: Vec<Note>,
    /// Notes whose passage was not found; only in the preview.
    pub orphans: Vec<Note>,
    /// Who published it.
    pub outlet: Option<Reference>,
    /// When.
    pub published: Option<Day>,
    /// When the outlet changed it.
    pub updated: Option<Day>,
    /// When we retrieved it.
    pub retrieved: Option<Day>,
    /// Where it was written.
    pub dateline: Option<String>,
    /// The URL of the original.
    pub source: Option<String>,
    /// Archived copies.
    pub archived: Vec<Archived>,
    /// `report`, `opinion` …, or `none`.
    pub kind: Option<String>,
    /// A short summary.
    pub summary: Option<String>,
    /// What is inferred and why.
    pub provenance: Option<String>,
    /// `source` or `digest`.
    pub text: String,
    /// `full` or `reference`.
    pub rights: String,
    /// The kinds of its numbered notes, each once, in the order of the notes.
    pub kinds: Vec<String>,
    /// Its headings, from three on; else empty.
    pub outline: Vec<Heading>,
    /// How long reading takes, from three minutes on.
    pub minutes: Option<usize>,
    /// The URLs of links that leave the site, in the order of the page; for print.
    pub externals: Vec<String>,
    /// The entities in it, by how often.
    pub entities: Vec<EntityLine>,
    /// The article published before it.
    pub previous: Option<Reference>,
    /// The article published after it.
    pub next: Option<Reference>,
    /// What points at it.
    pub backlinks: Vec<BacklinkGroup>,
}

/// A heading in an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Heading {
    /// Its words.
    pub title: String,
    /// Its id (`p7`).
    pub anchor: String,
    /// From 2.
    pub level: usize,
}

/// An archived copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Archived {
    /// Where.
    pub url: String,
    /// When it was taken.
    pub date: Option<Day>,
}

/// A piece of a body with the notes that follow it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Part {
    /// Finished HTML, not balanced by itself.
    pub html: String,
    /// The notes that follow.
    pub notes: Vec<Note>,
}

/// A note as a card: what `note.html` renders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Note {
    /// Its id in its article (`data-annotation`).
    pub id: String,
    /// Its anchor (`note-x`).
    pub anchor: String,
    /// Its number in its article; `none` for an evidence mark or one without a passage.
    pub number: Option<usize>,
    /// `note`, `context`, `question`, `check`, `error`, `reply`, `identity`, `link`, `highlight`.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// What it says.
    pub html: String,
    /// The words it speaks about; `none` for the whole article.
    pub target: Option<String>,
    /// Where its passage begins on this page (`#at-x`), if it is marked there.
    pub at: Option<String>,
    /// A link to the passage in the original (a text fragment); never for a digest.
    pub original: Option<String>,
    /// Who said it.
    pub by: Option<Voice>,
    /// On whose word.
    pub via: Option<Voice>,
    /// When it was said.
    pub said: Option<Day>,
    /// When what it tells happened.
    pub happened: Option<Day>,
    /// The claims it bears on.
    pub claims: Vec<NoteClaim>,
    /// What it is about.
    pub about: Vec<Reference>,
    /// What else to read.
    pub see: Vec<Reference>,
    /// What it answers.
    pub re: Vec<Reference>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// When.
    pub date: Option<Day>,
    /// When it was changed.
    pub updated: Option<Day>,
    /// Its language, where it is not the page's.
    pub language: Option<String>,
    /// Why it was retracted, or `none`.
    pub retracted: Option<String>,
    /// Whether it is a draft; only in the preview.
    pub draft: bool,
    /// What points at it.
    pub backlinks: Vec<BacklinkGroup>,
}

/// Who speaks: an entity, or someone described in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Voice {
    /// The entity.
    pub entity: Option<Reference>,
    /// The description of someone without a name.
    pub description: Option<String>,
}

/// A claim as a note names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct NoteClaim {
    /// The claim; its title is the question.
    pub reference: Reference,
    /// The value as written.
    pub value: Option<String>,
    /// What it holds for.
    pub scope: Option<String>,
    /// The values that other articles give, the first few; filled on article pages only.
    pub others: Vec<OtherValue>,
}

/// A value that another article gives for the same claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct OtherValue {
    /// The value as written.
    pub value: String,
    /// What it holds for.
    pub scope: Option<String>,
    /// The note that says so; its title is the outlet's name, else the article's title.
    pub reference: Reference,
}

/// What points here, from one source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct BacklinkGroup {
    /// The page it comes from.
    pub source: Reference,
    /// Its date.
    pub date: Option<Day>,
    /// Who published it, where it is an article.
    pub outlet: Option<Reference>,
    /// The places, in reading order.
    pub items: Vec<Backlink>,
}

/// One place that points here: `<li class="backlink" data-from="…" data-kind="…">`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Backlink {
    /// The id of the file it stands in (`data-from`).
    pub from: String,
    /// `mention`, `note`, `page`, `claim`, `entity`, `article` or `passage` (`data-kind`).
    pub kind: String,
    /// The exact spot.
    pub href: String,
    /// The sentence it stands in, with the mention in `<mark>`.
    pub html: String,
    /// What the spot is called, where it is a note (its title).
    pub label: Option<String>,
    /// Whether the identification is only probable.
    pub probable: bool,
    /// Where else the same sentence stands, word for word.
    pub also: Vec<Spot>,
}

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
    /// By whom: outlets, or articles of no known outlet.
    pub by: Vec<Counted>,
}

/// The beginning of a list whose further pages stand by themselves.
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
    /// How it stands to others, and others to it.
    pub relations: Vec<Relation>,
    /// Notes on what it said.
    pub said: Rows,
    /// Notes on what others report on its word.
    pub relayed: Rows,
    /// Notes about it.
    pub about: Rows,
    /// Notes by or about it that say when something happened, in order of time.
    pub events: Rows,
    /// The claims that notes by, through or about it bear on; `statements` counts those notes.
    pub claims: Vec<ClaimLine>,
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
    /// The entities that it appears with, and in how many paragraphs.
    pub together: Vec<Counted>,
    /// How many more there are, less often.
    pub together_more: usize,
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

/// `claims`: the index of claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Claims {
    /// By question.
    pub entries: Vec<ClaimLine>,
}

/// `articles`: the index of articles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Articles {
    /// In order of publication.
    pub entries: Vec<ArticleLine>,
}

/// `document`: a free page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// Its title, painted; it stands in an element with `id="p0"`.
    pub headline_html: String,
    /// Its text.
    pub html: String,
    /// What points at it.
    pub backlinks: Vec<BacklinkGroup>,
}

/// `corrections`: all corrections, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Corrections {
    /// The corrections.
    pub entries: Vec<Correction>,
}

/// `withdrawn`: what stands where something was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Withdrawn {
    /// Its id.
    pub id: String,
    /// Since when.
    pub date: Day,
    /// Why.
    pub reason: String,
}

/// `continued`: a further page of a long list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Continued {
    /// What the list belongs to.
    pub of: Reference,
    /// What it lists: `mentions`, `backlinks` or `statements`.
    pub what: String,
    /// Places that point at it.
    pub groups: Vec<BacklinkGroup>,
    /// Statements.
    pub statements: Vec<Statement>,
}

/// `redirect`: an old URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Redirect {
    /// Where it leads.
    pub href: String,
}
