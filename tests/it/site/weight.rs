//! What pages weigh: bytes, which no clock and no neighbour disturbs (SPEC §7).

use std::path::Path;

use super::fixture::{Dossier, Site};
use super::generator::{Options, generate};
use dossier::compile::{Audience, Memos, compile};
use dossier::load::{LoadOptions, load};

/// Returns the mean length of the files whose path is wanted.
fn mean(site: &Site, wanted: impl Fn(&str) -> bool) -> usize {
    let lengths: Vec<usize> =
        site.files.iter().filter(|(path, _)| wanted(path)).map(|(_, bytes)| bytes.len()).collect();
    assert!(!lengths.is_empty(), "no file is wanted");
    lengths.iter().sum::<usize>() / lengths.len()
}

/// Returns what a row of the lists of backlinks costs on the pages of entities and claims, with its share of their heads.
fn row(site: &Site) -> usize {
    let (mut bytes, mut rows) = (0, 0);
    for path in site.files.keys().filter(|path| path.ends_with(".html")) {
        if !(path.starts_with("entities/") || path.starts_with("claims/")) {
            continue;
        }
        for list in site.text(path).split("<div class=\"backlinks\">").skip(1) {
            let list = list.split("\n</div>").next().expect("a list ends");
            bytes += list.len();
            rows += list.matches("<li class=\"backlink\"").count();
        }
    }
    assert!(rows > 500, "{rows} rows are few");
    bytes / rows
}

#[test]
fn an_article_and_its_annotations_are_light() {
    let dossier = Dossier::new("");
    generate(&Options { articles: 100, ..Options::new(dossier.root()) });
    let site = dossier.build_fine().site;
    let page = mean(&site, |path| path.starts_with("articles/article-") && path.ends_with(".html"));
    assert!(page <= 12 * 1024, "{page} bytes of HTML an article");
    let notes = mean(&site, |path| path.ends_with(".jsonld") && path.starts_with("articles/"));
    assert!(notes <= 2560, "{notes} bytes of annotations an article");
    let row = row(&site);
    assert!(row <= 450, "{row} bytes a mention in a list");
}

#[test]
fn mentions_in_the_lists_of_our_own_dossier_are_light() {
    let now = "2026-11-21T12:00:00Z".parse().expect("it is a moment");
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = here.join("public");
    let snapshot = load(here, &LoadOptions { now, originals: None, out: Some(&out) }).expect("it is a dossier");
    let compiled = compile(&snapshot, Audience::Public, &mut Memos::forgetful());
    let row = row(&Site::of_output(&compiled.output));
    assert!(row <= 450, "{row} bytes a mention in a list");
}
