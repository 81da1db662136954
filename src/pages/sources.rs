//! All sources: where each article is from, what may be shown of it, and where it can be read.

use std::sync::Arc;

use super::article::Archived;
use super::articles::{Listed, Part};
use super::page::{Pages, content};
use crate::render::prose::Canvas;
use crate::render::view::{Day, Reference, View, view};

view! {
    /// `sources`: the articles as sources.
    pub struct Sources {
        /// In order of publication.
        pub entries: Vec<Source>,
    }
}

view! {
    /// An article as a source.
    pub struct Source {
        /// The article.
        pub reference: Arc<Reference>,
        /// Who published it.
        pub outlet: Option<Reference>,
        /// Who wrote it.
        pub authors: Vec<String>,
        /// When it was published.
        pub published: Option<Day>,
        /// When the outlet changed it.
        pub updated: Option<Day>,
        /// When we retrieved it.
        pub retrieved: Option<Day>,
        /// `report`, `opinion` …, or `none`.
        pub kind: Option<String>,
        /// The URL of the original.
        pub source: Option<String>,
        /// Archived copies.
        pub archived: Vec<Archived>,
        /// `source` or `digest`.
        pub text: String,
        /// `full` or `reference`.
        pub rights: String,
        /// What is inferred and why.
        pub provenance: Option<String>,
        /// How many notes it has.
        pub notes: usize,
    }
}

/// What its template sees.
pub const VIEWS: &[View] = &[Sources::VIEW, Source::VIEW];

content!(Sources, "sources");

impl Sources {
    fn view(&self, _: &Canvas<'_>) -> &Self {
        self
    }
}

/// Makes a page of the list.
pub fn pages(part: &Part) -> Pages {
    let entries = part.articles.iter().map(|article| source(part, article)).collect();
    part.pages("sources.html", "sources", Sources { entries })
}

fn source(part: &Part, article: &Listed) -> Source {
    let meta = &article.meta;
    Source {
        reference: Arc::clone(&article.head.reference),
        outlet: article.head.outlet.clone(),
        authors: meta.common.authors.clone(),
        published: article.head.date.clone(),
        updated: part.edition.day(&meta.updated),
        retrieved: part.edition.day(&meta.retrieved),
        kind: meta.kind.map(|kind| kind.as_str().to_owned()),
        source: meta.source.clone(),
        archived: Archived::all(meta, &part.edition.config.language),
        text: meta.text.as_str().to_owned(),
        rights: meta.rights.shown().to_owned(),
        provenance: meta.provenance.clone(),
        notes: article.notes,
    }
}
