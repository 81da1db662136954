//! Whole sites, from the files of a dossier to the bytes that readers get.

#![allow(missing_docs, reason = "tests are read, not documented")]
#![allow(clippy::print_stderr, reason = "what a test leaves out is said")]

#[path = "site/canaries.rs"]
mod canaries;
#[path = "site/chain.rs"]
mod chain;
#[path = "site/contract.rs"]
mod contract;
#[path = "site/crawl.rs"]
mod crawl;
#[path = "site/determinism.rs"]
mod determinism;
#[path = "site/fixture.rs"]
mod fixture;
#[path = "../benches/generator/mod.rs"]
mod generator;
#[path = "site/harm.rs"]
mod harm;
#[path = "site/paint.rs"]
mod paint;
#[path = "site/real.rs"]
mod real;
#[path = "site/shapes.rs"]
mod shapes;
#[path = "site/warm.rs"]
mod warm;
#[path = "site/whole.rs"]
mod whole;
