//! What an editor asks of a dossier beside building it: whom its texts name, and what a new id changes.
//!
//! They run the passes of [`crate::compile`] that they need. They deliberately make no page.

pub mod mentions;
pub mod rename;
