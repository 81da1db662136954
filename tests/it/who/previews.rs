//! Previews of links: on every kind of page, of all it links to and of nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::lists::wide;
use super::{DOSSIER, join, site, snapshot, words};

/// The previews of a page: the text by the address.
fn list(page: &str) -> BTreeMap<String, String> {
    let items = page.split("<li data-href=\"").skip(1);
    let item = |item: &str| {
        let (href, rest) = item.split_once('"').expect("it has an address");
        (href.to_owned(), words(&format!("<{}", &rest[..rest.find("</li>").expect("it ends")])))
    };
    items.map(item).collect()
}

#[test]
fn previews_are_of_what_the_page_links_to() {
    let pages = site(&snapshot(DOSSIER));
    let article = list(&pages["articles/a.html"]);
    assert_eq!(article["entities/mora.html"], "Ana Mora mayor of Saria");
    assert_eq!(article["claims/when.html"], "When was the lock opened? At noon, all agree.");
    assert_eq!(article["articles/b.html#note-slept"], "Slept Nobody saw it.");
    let entity = list(&pages["entities/mora.html"]);
    assert!(entity.keys().all(|href| !href.starts_with("entities/mora.html")), "not of itself");
    assert_eq!(entity["articles/b.html#note-slept"], "Slept Nobody saw it.", "what happened is listed by its title");
    assert!(pages["articles/a.html"].contains(".js\" defer></script>"));
    assert!(!pages["404.html"].contains("preview."), "no script where there is nothing to show");
}

#[test]
fn indexes_and_backlinks_have_previews_too() {
    let pages = site(&snapshot(
        "//- content/articles/a.md\n---\ntitle: Silt\nrights: full\noutlet: post\npublished: 2031-03-30\n---\n\nWords.\n\
         //- content/entities/post.md\n---\nname: Quay Post\nkind: organization\nrole: a daily\n\
         corrections: [{ date: 2031-01-01, text: Mended }]\n---\n\
         //- content/entities/mora.md\n---\nname: Ana Mora\nkind: person\n---\n\nBorn by the [[method|lock]].\n\
         //- content/claims/when.md\n---\nquestion: When was it?\nfinding: At noon.\n---\n\nSee [[a]] and [[method]].\n\
         //- content/pages/method.md\n---\ntitle: Method\n---\n\nWe count [[when]].\n",
    ));
    let rows = [
        ("entities/index.html", "entities/mora.html", "Ana Mora Born by the lock."),
        ("entities/index.html", "entities/post.html", "Quay Post a daily"),
        ("claims/index.html", "claims/when.html", "When was it? At noon."),
        ("articles/index.html", "entities/post.html", "Quay Post a daily"),
        ("corrections.html", "entities/post.html", "Quay Post a daily"),
        ("index.html", "entities/post.html", "Quay Post a daily"),
        // What points at them.
        ("articles/a.html", "claims/when.html", "When was it? At noon."),
        ("method.html", "claims/when.html", "When was it? At noon."),
        ("method.html", "entities/mora.html", "Ana Mora Born by the lock."),
    ];
    for (page, href, text) in rows {
        assert_eq!(list(&pages[page]).get(href).map(String::as_str), Some(text), "{page}: {href}");
        assert!(pages[page].contains("id=\"previews\"") && pages[page].contains("defer></script>"), "{page}");
    }
}

#[test]
fn every_link_to_an_entity_or_claim_has_its_preview_and_nothing_else_has() {
    let mut seen = 0;
    for (pages, silent) in [(site(&snapshot(DOSSIER)), vec!["saria", "vogt", "quay-post"]), (wide(), vec!["mora", "c"])]
    {
        let silent = |path: &str| {
            let name = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".html");
            let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
            // The pages of the indexes have numbers for names.
            name.is_empty() || name == "index" || silent.contains(&name)
        };
        for (from, page) in &pages {
            let links = page.split("<a ").skip(1).filter_map(|rest| rest.split('>').next()?.split("href=\"").nth(1));
            let links = links.filter_map(|rest| rest.split('"').next()).map(|href| join(from, href));
            let to = |path: &str| ["entities/", "claims/"].iter().any(|kind| path.starts_with(kind));
            let links: BTreeSet<String> = links
                .filter(|(path, anchor)| anchor.is_empty() && to(path) && path.matches('/').count() == 1)
                .map(|link| link.0)
                .filter(|path| path != from && !silent(path))
                .collect();
            let previews = list(page);
            assert!(previews.values().all(|text| text.chars().count() < 260), "{from}: a line is short");
            let subjects: BTreeSet<String> = previews.into_keys().filter(|href| !href.contains('#')).collect();
            assert_eq!(subjects, links, "{from}");
            seen += subjects.len();
        }
    }
    assert!(seen > 500, "{seen}");
}

#[test]
fn a_page_of_a_list_has_a_hundred_previews_at_most() {
    let pages = wide();
    for n in 1..=3 {
        let path = if n == 1 { "entities/index.html".to_owned() } else { format!("entities/{n}.html") };
        let count = list(&pages[&path]).len();
        assert!((1..=100).contains(&count), "{path}: {count}");
        assert!(pages[&path].len() < 120_000, "{path}: {} bytes", pages[&path].len());
    }
    assert_eq!(list(&pages["entities/mora/together/2.html"]).len(), 100);
}
