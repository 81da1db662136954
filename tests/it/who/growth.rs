//! What growing costs, in counts: the same on every machine. Seconds are measured by `scripts/bench`.

use dossier::compile::{Audience, File, Memos, compile};
use rayon::prelude::*;

use super::grown;

/// What a site of so many articles comes to.
#[derive(Debug)]
struct Counts {
    files: usize,
    /// Of all files.
    bytes: usize,
    /// Of the page models, written out: what pages hold though they do not show it.
    models: usize,
    largest: (usize, String),
}

fn counts(articles: usize) -> Counts {
    let compiled = compile(&grown(articles), Audience::Public, &mut Memos::forgetful());
    let sizes: Vec<(usize, usize, String)> = compiled
        .output
        .files
        .iter()
        .par_bridge()
        .map(|(path, file)| {
            let bytes = file.render().unwrap_or_else(|problems| panic!("{path}: {problems:?}")).len();
            let model = match file {
                File::Page(page) => format!("{:?}", page.model()).len(),
                _ => 0,
            };
            (bytes, model, path.to_string())
        })
        .collect();
    // The index of entities has a drawing for each, whose columns fill up; it is bounded by itself. The collection
    // of annotations is a line an article, and says no more.
    let index = |path: &str| path.starts_with("entities/index") || !path.ends_with(".html");
    assert!(sizes.iter().all(|s| !s.2.starts_with("entities/index") || s.0 < 200_000));
    let pages = sizes.iter().filter(|s| !index(&s.2));
    Counts {
        files: sizes.len(),
        bytes: sizes.iter().map(|s| s.0).sum(),
        models: sizes.iter().map(|s| s.1).sum(),
        largest: pages.map(|s| (s.0, s.2.clone())).max().expect("there are pages"),
    }
}

#[test]
fn growth_is_linear() {
    let (small, large) = (counts(600), counts(2400));
    let within = |what: &str, small: usize, large: usize| {
        // Four times the articles: at most four times the work, and a tenth for rounding.
        assert!(large * 10 <= small * 44, "{what}: {small} became {large}");
    };
    within("files", small.files, large.files);
    within("bytes", small.bytes, large.bytes);
    within("models", small.models, large.models);
    // Pages do not grow with the dossier at all; numbers in them have more digits.
    assert!(large.largest.0 * 100 <= small.largest.0 * 105, "{:?} became {:?}", small.largest, large.largest);
}
