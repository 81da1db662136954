//! Whole sites, from the files of a dossier to the bytes that readers get.

mod canaries;
mod chain;
mod contract;
mod crawl;
mod determinism;
mod fixture;
#[path = "../../../benches/generator/mod.rs"]
mod generator;
mod harm;
mod paint;
mod real;
mod shapes;
mod warm;
mod weight;
mod whole;
