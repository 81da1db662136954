//! What the site has besides pages, one format a file.
//!
//! It deliberately exports nothing that no page shows.

pub mod annotations;
pub mod headers;
pub mod previews;
