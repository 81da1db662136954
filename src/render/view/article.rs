//! What templates see of an article, its notes and what points at it.

use serde::Serialize;

use super::*;

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
    /// `ltr` or `rtl`, where that is not the page's.
    pub dir: Option<String>,
    /// Why it was retracted, or `none`.
    pub retracted: Option<String>,
    /// Whether it is a draft; only in the preview.
    pub draft: bool,
    /// What points at it: the first hundred places.
    pub backlinks: Vec<BacklinkGroup>,
    /// How many places point at it.
    pub backlinks_total: usize,
    /// The page with the second hundred, if there are so many.
    pub backlinks_next: Option<String>,
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
