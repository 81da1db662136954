//! What templates see of the entries of lists.

use std::sync::Arc;

use super::note::Voice;
use super::site::Day;
use crate::resolve::reference::Reference;
use crate::resolve::view::view;

view! {
    /// An article in a list.
    pub struct ArticleLine {
        /// The article.
        pub reference: Arc<Reference>,
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
}

view! {
    /// An entity in a list.
    pub struct EntityLine {
        /// The entity.
        pub reference: Arc<Reference>,
        /// `person`, `organization`, `place`, `event`, `work`, or `other`.
        pub kind: String,
        /// Its role.
        pub role: Option<String>,
        /// How often it is mentioned.
        pub mentions: usize,
        /// In how many articles.
        pub articles: usize,
    }
}

view! {
    /// A claim in a list.
    pub struct ClaimLine {
        /// The claim; its title is the question.
        pub reference: Arc<Reference>,
        /// Our sentence.
        pub finding: Option<String>,
        /// `agree`, `differ`, `not-comparable`, `one-origin`, or `none`.
        pub reports: Option<String>,
        /// How many statements.
        pub statements: usize,
    }
}

view! {
    /// Something on the site with a number.
    pub struct Counted {
        /// What is counted.
        pub reference: Arc<Reference>,
        /// How often.
        pub count: usize,
    }
}

view! {
    /// How a list goes on whose further pages stand by themselves.
    pub struct Rest {
        /// How many entries there are on all pages.
        pub total: usize,
        /// The second page, if there is one.
        pub next: Option<String>,
    }
}

view! {
    /// The beginning of a list of statements whose further pages stand by themselves.
    pub struct Rows {
        /// The statements of the first page.
        pub statements: Vec<Statement>,
        /// How many there are on all pages.
        pub total: usize,
        /// The second page, if there is one.
        pub next: Option<String>,
    }
}

view! {
    /// What a note says a source reports: a row of a claim, an item of an entity.
    pub struct Statement {
        /// The note.
        pub note: Reference,
        /// `data-from`: the article's id.
        pub from: String,
        /// The article it is on.
        pub article: Arc<Reference>,
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
}

view! {
    /// How an entity stands to another.
    pub struct Relation {
        /// The other entity.
        pub to: Arc<Reference>,
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
}

view! {
    /// A picture with what is owed to its maker.
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
}
