//! What the whole crate and the real binary do, in one program: it is linked once, and its tests keep all cores busy.
//!
//! Deliberately not here: `tests/watch.rs`, whose waits want a quiet machine, and `tests/counters.rs`, which counts with
//! an allocator of its own.
#![allow(missing_docs, reason = "tests are read, not documented")]
#![allow(clippy::print_stderr, reason = "what a test leaves out is said")]

mod again;
mod anchoring;
mod annotations;
mod cases;
mod cli;
mod codes;
mod import;
mod layout;
mod lock;
mod mentions;
mod notes;
mod publish;
mod readme;
mod site;
mod who;
