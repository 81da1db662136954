//! Writes a seeded corpus: the same text in our layout, in Hugo's, or as plain files.
//!
//! ```text
//! cargo run --release --example corpus -- OUT [--layout ours|hugo|hugo-summaries] [--articles N]
//!     [--words N] [--entities N] [--mentions N] [--notes N] [--seed N] [--shape NAME] [--size N]
//! ```
//!
//! Shapes are hard cases in our layout: `everywhere` (one entity in every sentence), `notes` (an article with 2,000 notes),
//! `entities` (5,000 entities), `overlap` (200 overlapping notes on a paragraph), `deep` (deep nesting), `long` (a 5 MB article);
//! `--size` makes one of another size. The same arguments give the same bytes.

#![allow(clippy::print_stderr, clippy::disallowed_methods, reason = "a program of its own")]

mod generator;

use std::process::ExitCode;

use generator::{Layout, Options, Shape, generate};

const USAGE: &str = "usage: corpus OUT [--layout ours|hugo|hugo-summaries] [--articles N] [--words N] [--entities N]
              [--mentions N] [--notes N] [--seed N]
              [--shape everywhere|notes|entities|overlap|deep|long] [--size N]";

fn main() -> ExitCode {
    match options() {
        Some(options) => {
            generate(&options);
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn options() -> Option<Options> {
    let mut args = std::env::args().skip(1);
    // A flag in the place of the folder is a slip, or asks how this is used.
    let mut options = Options::new(args.next().filter(|out| !out.starts_with('-'))?);
    while let Some(flag) = args.next() {
        let value = args.next()?;
        match flag.as_str() {
            "--layout" => {
                options.layout = match value.as_str() {
                    "ours" => Layout::Ours,
                    "hugo" => Layout::Hugo { summaries: false },
                    "hugo-summaries" => Layout::Hugo { summaries: true },
                    _ => return None,
                }
            }
            "--articles" => options.articles = value.parse().ok()?,
            "--words" => options.words = value.parse().ok()?,
            "--entities" => options.entities = value.parse().ok()?,
            "--mentions" => options.mentions = value.parse().ok()?,
            "--notes" => options.notes = value.parse().ok()?,
            "--seed" => options.seed = value.parse().ok()?,
            "--size" => options.size = Some(value.parse().ok()?),
            "--shape" => options.shape = Some(Shape::ALL.into_iter().find(|(name, _)| *name == value)?.1),
            _ => return None,
        }
    }
    Some(options)
}
