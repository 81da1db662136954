//! What templates see of notes, and of what points somewhere.

use std::sync::Arc;

use super::site::Day;
use crate::resolve::reference::Reference;
use crate::resolve::view::view;

view! {
    /// A note as a card: what `note.html` renders.
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
}

view! {
    /// Who speaks: an entity, or someone described in words.
    pub struct Voice {
        /// The entity.
        pub entity: Option<Reference>,
        /// The description of someone without a name.
        pub description: Option<String>,
    }
}

view! {
    /// A claim as a note names it.
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
}

view! {
    /// A value that another article gives for the same claim.
    pub struct OtherValue {
        /// The value as written.
        pub value: String,
        /// What it holds for.
        pub scope: Option<String>,
        /// The note that says so; its title is the outlet's name, else the article's title.
        pub reference: Reference,
    }
}

view! {
    /// What points here, from one source.
    pub struct BacklinkGroup {
        /// The page it comes from.
        pub source: Arc<Reference>,
        /// Its date.
        pub date: Option<Day>,
        /// Who published it, where it is an article.
        pub outlet: Option<Reference>,
        /// The places, in reading order.
        pub items: Vec<Backlink>,
    }
}

view! {
    /// One place that points here: `<li class="backlink" data-from="…" data-kind="…">`.
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
}

view! {
    /// A place in a source.
    pub struct Spot {
        /// The page it is on.
        pub source: Arc<Reference>,
        /// Its date.
        pub date: Option<Day>,
        /// Who published it, where it is an article.
        pub outlet: Option<Reference>,
        /// The exact spot.
        pub href: String,
    }
}
