//! A free page.

use super::backlinks::{Heads, links};
use super::edition::{Edition, Origin};
use super::list::continued;
use super::page::{Pages, content, insert};
use crate::content::page::Page as Meta;
use crate::path::{OutputPath, Slug};
use crate::render::model::{Link, Prose};
use crate::render::paint::Frame;
use crate::render::prose::{Canvas, groups, painted};
use crate::render::view::{BacklinkGroup, Reference, View, view};
use crate::resolve::backlink::Incoming;

view! {
    /// `document`: a free page.
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
}

/// What its template sees.
pub const VIEWS: &[View] = &[Document::VIEW];

/// What a free page is made from.
#[derive(Debug)]
pub struct Input<'a> {
    /// Its id.
    pub id: &'a Slug,
    /// Where it is.
    pub output: &'a OutputPath,
    /// Why editors alone see it.
    pub withheld: &'a [String],
    /// Its front matter.
    pub meta: &'a Meta,
    /// How it is pointed at.
    pub reference: &'a Reference,
    /// Its title as headline, then its text.
    pub prose: Prose,
    /// What points at it.
    pub incoming: &'a [Incoming],
    /// The heads of the pages that do.
    pub heads: &'a Heads,
}

/// A free page before it is painted.
#[derive(Debug, PartialEq, Eq)]
pub struct Model {
    id: Slug,
    prose: Prose,
    backlinks: Vec<Link>,
}

content!(Model, "document");

/// Makes a free page with the further pages of what points at it.
pub fn pages(edition: &Edition, input: Input<'_>) -> Pages {
    let Input { output, meta, reference, heads, .. } = input;
    let mut pages = Pages::new();
    let origin = Origin { common: &meta.common, withheld: input.withheld };
    let mut page = edition.page(output, "document", &reference.title, Some(origin));
    page.description = meta.summary.clone();
    let all = links(input.incoming, heads);
    let backlinks = continued(edition, &mut pages, output, &mut page, (reference, "backlinks"), (all, heads));
    insert(&mut pages, output.clone(), page, Model { id: input.id.clone(), prose: input.prose, backlinks });
    pages
}

impl Model {
    fn view(&self, canvas: &Canvas<'_>) -> Document {
        let painted = painted(&self.prose, &[], canvas, Frame::Page);
        Document {
            id: self.id.to_string(),
            headline_html: painted.headline,
            html: painted.parts.into_iter().map(|p| p.0).collect(),
            backlinks: groups(&self.backlinks),
        }
    }
}
