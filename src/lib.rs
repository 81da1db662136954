//! Compiles a folder of source articles and hand-written annotations into a static website.
//!
//! The pipeline is one pure function between two doors:
//!
//! * [`load`] reads the disk into a [`load::Snapshot`]: everything a compile may depend on.
//! * [`content`] parses each file by itself: front matter, notes, Markdown.
//! * [`resolve`] settles what is published and who points at whom.
//! * [`pages`] makes the pages, one file a kind, and [`exports`] what there is besides, one format a file; [`render`] paints
//!   texts and fills the theme's templates.
//! * [`compile`] runs these passes, remembering each in a [`memo`]; what they hand on are [`memo::map`]s that show where they
//!   differ from the last ones, and [`memo::derived`] is what a value remembers of itself.
//! * [`tools`] answers what editors ask beside building.
//! * [`import`] makes articles from files as they come from the web, apart from the pipeline.
//! * [`publish`] writes the result by difference, two-phase, and deletes nothing it did not write.
//! * [`preview`] goes round all of this in a loop, and shows the result in the browser.
//!
//! Two more values go in and come out: the [`lock`], where every note was last found, and the [`snapshots`] of the
//! texts it counts in. What is written as sorted [`lines`] is patched, not written down anew.
//!
//! The library never prints, never reads the environment or the clock and never exits;
//! `cli` does that for it. Problems are [`diagnostic::Diagnostic`] values.

pub mod cli;
pub mod compile;
pub mod content;
pub mod diagnostic;
pub mod exports;
pub mod import;
pub mod lines;
pub mod load;
pub mod lock;
pub mod memo;
pub mod output;
pub mod pages;
pub mod path;
pub mod preview;
pub mod publish;
pub mod render;
pub mod resolve;
pub mod snapshots;
pub mod source;
pub mod text;
pub mod tools;
