//! What templates see on several kinds of pages; what one kind alone shows stands with that kind.
//!
//! Every page gets `site` ([`Site`]), `page` ([`Page`]), `root` (the prefix of every `href`, such as
//! `../`), and one value named after its template. Sequences keep their order; there are no
//! maps. Every field is always there: what has no value is `none` (or an empty sequence or string),
//! so that a misspelt name is an error. Fields ending in `html` are finished HTML; `href` fields are paths from the
//! output folder with a fragment where there is one, to be written `{{ root }}{{ x.href }}`.
//!
//! Each struct is declared with `view!`, which keeps its fields with what is said of them: the check of templates and
//! `docs/templates.md` are made from that.
//!
//! It deliberately holds no counts of the whole dossier in [`Site`], or every page would change with each note.

mod list;
mod note;
mod site;

pub use crate::resolve::reference::Reference;
pub(crate) use crate::resolve::view::view;
pub use crate::resolve::view::{Field, View};
pub use list::*;
pub use note::*;
pub use site::*;

/// What every page is given, and what is in that.
pub const EVERYWHERE: &[View] = &[
    Site::VIEW,
    Setting::VIEW,
    KeyValue::VIEW,
    Page::VIEW,
    Pagination::VIEW,
    PageLink::VIEW,
    Day::VIEW,
    Reference::VIEW,
    Correction::VIEW,
];

/// The entries of lists that stand on several kinds of pages.
pub const LINES: &[View] = &[ArticleLine::VIEW, EntityLine::VIEW, ClaimLine::VIEW];

/// Notes, statements and what points somewhere.
pub const NOTES: &[View] = &[
    Note::VIEW,
    Voice::VIEW,
    NoteClaim::VIEW,
    OtherValue::VIEW,
    BacklinkGroup::VIEW,
    Backlink::VIEW,
    Spot::VIEW,
    Statement::VIEW,
    Rows::VIEW,
    Rest::VIEW,
    Relation::VIEW,
    Image::VIEW,
    Counted::VIEW,
];
