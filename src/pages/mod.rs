//! The pages of the site, one file a kind: what its pages are made from, what its template sees, its template's name.
//!
//! ```text
//! input ──pages()──► PageModel { page, content } ──PageFile::render()──► bytes
//! ```
//!
//! An input holds what one page depends on, shared and compared by value, so that whoever remembers it sees whether a
//! page is to be made anew. Lists that grow too long go on on further pages ([`list`], [`continued`]).
//!
//! It deliberately finds nothing out: who is shown, who names whom and what a note stands on is settled before.

pub mod article;
pub mod articles;
pub mod backlinks;
pub mod claim;
pub mod claims;
pub mod continued;
pub mod corrections;
pub mod document;
pub mod edition;
pub mod entities;
pub mod entity;
pub mod home;
pub mod list;
pub mod not_found;
pub mod page;
pub mod redirect;
#[cfg(test)]
mod reference;
pub mod shared;
pub mod sources;
pub mod withdrawn;

pub use page::{PageFile, PageModel, Pages};

use crate::render::view::{self, View};

/// What templates see: first what every page has, then kind by kind what its template is given and what is in that.
pub const VIEWS: &[&[View]] = &[
    view::EVERYWHERE,
    home::VIEWS,
    view::LINES,
    article::VIEWS,
    view::NOTES,
    entities::VIEWS,
    entity::VIEWS,
    claims::VIEWS,
    claim::VIEWS,
    articles::VIEWS,
    sources::VIEWS,
    document::VIEWS,
    corrections::VIEWS,
    withdrawn::VIEWS,
    continued::VIEWS,
    redirect::VIEWS,
];

/// The lists of all articles in order of publication, each made a page at a time.
pub const LISTS: &[fn(&articles::Part) -> Pages] = &[articles::pages, sources::pages];

/// Lists the names of all fields that templates can read, sorted.
pub fn fields() -> Vec<&'static str> {
    let fields = VIEWS.iter().flat_map(|views| views.iter()).flat_map(|view| view.fields);
    let mut names: Vec<&str> = fields.map(|field| field.word()).collect();
    names.sort_unstable();
    names.dedup();
    names
}
