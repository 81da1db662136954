//! Hard shapes of dossiers: they build without a word of complaint, and what comes out is whole.
//!
//! The sizes here are what a debug build crawls in seconds; `scripts/bench --only shapes` builds and crawls the
//! full ones. How long they take is the benchmark's affair.

use std::fs;

use super::crawl;
use super::fixture::{Dossier, all};
use super::generator::{Layout, Options, Shape, generate};

/// Builds a shape and crawls it; returns the site for a closer look.
fn whole(shape: Shape, size: usize) -> super::fixture::Site {
    let dossier = Dossier::new("");
    let options =
        Options { articles: 12, entities: 20, shape: Some(shape), size: Some(size), ..Options::new(dossier.root()) };
    generate(&options);
    let site = dossier.build_fine().site;
    crawl::check(&site.files, "/");
    let again = dossier.build_fine().published.expect("it was built");
    assert_eq!((again.written, again.removed), (vec![], vec![]), "a second build changes nothing");
    site
}

/// Looks whether a shape is in the pages at all.
fn check(shape: Shape, size: usize) {
    let site = whole(shape, size);
    let count = |path: &str, selector: &str| all(&site.page(path), selector).count();
    let files = |folder: &str| site.files.keys().filter(|f| f.starts_with(folder) && f.ends_with(".html")).count();
    match shape {
        Shape::Everywhere => {
            let lists = |path: &&String| path.starts_with("entities/") && !path.ends_with("index.html");
            let links = |path: &String| count(path, "li.backlink[data-kind=mention]");
            let most = site.files.keys().filter(lists).map(links).max();
            assert!(most.is_some_and(|most| (1..=100).contains(&most)), "lists are paginated: {most:?}");
            assert!(files("articles/") > size);
        }
        Shape::Notes => {
            assert_eq!(count("articles/noted.html", "aside.note"), size);
            assert_eq!(count("articles/noted.html", "a.annotation-ref"), size);
        }
        Shape::Entities => assert!(files("entities/") > size),
        Shape::Overlap => {
            assert_eq!(count("articles/overlapped.html", "aside.note"), size);
            let ids = site.attributes("articles/overlapped.html", "mark.annotation", "data-annotations");
            assert_eq!(ids.iter().map(|ids| ids.split(' ').count()).max(), Some(size), "all of them meet somewhere");
        }
        Shape::Deep => {
            let page = site.page("articles/deep.html");
            let depth = |selector| all(&page, selector).map(|e| e.ancestors().count()).max().unwrap_or_default();
            assert!(depth("article li").min(depth("article blockquote")) >= size, "nothing is flattened");
        }
        Shape::Long => assert!(site.text("articles/long.html").len() > size),
    }
}

#[test]
fn one_entity_in_every_sentence() {
    check(Shape::Everywhere, 30);
}

#[test]
fn many_notes_on_one_article() {
    check(Shape::Notes, 200);
}

#[test]
fn many_entities() {
    check(Shape::Entities, 200);
}

#[test]
fn many_notes_on_one_paragraph() {
    check(Shape::Overlap, 60);
}

#[test]
fn deep_nesting() {
    check(Shape::Deep, 90);
}

#[test]
fn a_long_article() {
    check(Shape::Long, 100_000);
}

#[test]
fn an_entity_with_long_lists_of_every_kind() {
    let mut text = String::new();
    let own: String =
        (0..105).map(|n| format!("  - {{ to: e{n}, as: \"paid {n} by\", note: \"a0#depth\" }}\n")).collect();
    text.push_str(&format!("//- content/entities/mora.md\n---\nname: Ana Mora\nkind: person\nrelations:\n{own}---\n"));
    for n in 0..105 {
        text.push_str(&format!(
            "//- content/entities/e{n}.md\n---\nname: Pump N{n}x\nkind: work\nrelations:\n  - {{ to: mora, as: lends to }}\n---\n\
             //- content/claims/c{n}.md\n---\nquestion: How deep is pit {n}?\n---\n\
             //- content/articles/a{n}.md\n---\ntitle: \"Report {n}\"\nrights: full\n---\n\n\
             Ana Mora slept. Then Ana Mora sold Pump N{n}x; it was {n} feet down.\n\
             //- content/annotations/a{n}.md\n---\n---\n## Depth {n} {{#depth}}\nby: mora\nvia: mora\nabout: mora\n\
             happened: 2031-01-01\nclaim: c{n} = {n}\n\n> **{n} feet** down\n\nWords.\n",
        ));
    }
    let site = Dossier::new(&text).build_fine().site;
    crawl::check(&site.files, "/");
    let lists = ["relations", "claims", "together", "said", "relayed", "about", "events", "spelling-1"];
    for list in lists {
        assert!(site.files.contains_key(&format!("entities/mora/{list}/2.html")), "{list}");
    }
}

#[test]
#[ignore = "minutes; `scripts/bench --only shapes` runs it"]
fn the_full_shapes_are_whole() {
    for (name, shape) in Shape::ALL {
        let options = Options::new("");
        eprintln!("{name}");
        check(shape, shape.full(&options));
    }
}

#[test]
fn a_corpus_is_built_without_a_warning() {
    for notes in [0, 3] {
        let dossier = Dossier::new("");
        generate(&Options { articles: 3, notes, ..Options::new(dossier.root()) });
        let site = dossier.build_fine().site;
        assert_eq!(all(&site.page("articles/article-000000.html"), "aside.note").count(), notes);
    }
}

#[test]
fn hugo_gets_the_same_words() {
    let dossier = Dossier::new("");
    let layouts = [Layout::Ours, Layout::Hugo { summaries: false }, Layout::Hugo { summaries: true }];
    let bodies = layouts.map(|layout| {
        let root = dossier.root().join(format!("{layout:?}"));
        generate(&Options { articles: 5, layout, ..Options::new(&root) });
        (0..5).map(|n| body(&root.join(format!("content/articles/article-{n:06}.md")))).collect::<Vec<_>>()
    });
    assert!(bodies[0].iter().all(|body| body.split_whitespace().count() >= 600));
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0], bodies[2]);
}

/// The words of an article's body without the links that Hugo's layout writes.
fn body(path: &std::path::Path) -> String {
    let text = fs::read_to_string(path).expect("it is there");
    let mut rest = text.rsplit_once("---\n").expect("it has front matter").1;
    let mut words = String::new();
    while let Some((before, link)) = rest.split_once('[') {
        let (name, after) = link.split_once("](").expect("a link");
        words.push_str(before);
        words.push_str(name);
        rest = after.split_once(')').expect("a link").1;
    }
    words + rest
}
