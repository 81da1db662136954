//! The pages of the default theme.

use std::collections::BTreeSet;

use super::sample::{self, Sample};
use super::*;

fn broadsheet() -> Theme {
    let input = input("broadsheet", "");
    let (theme, diagnostics) = theme(&input);
    assert_eq!(drawn(&input, &diagnostics), "");
    theme
}

fn html(theme: &Theme, sample: Sample) -> String {
    let template = format!("{}.html", sample.template);
    rendered(theme, &template, sample.context).unwrap_or_else(|problems| panic!("{template}: {problems:?}"))
}

#[test]
fn every_template_renders_full_and_empty() {
    let theme = broadsheet();
    for sample in sample::full().into_iter().chain(sample::empty()) {
        let name = sample.template;
        let page = html(&theme, sample);
        assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"), "{name}");
        assert!(!page.contains("<script>") && !page.contains(" style="), "{name}");
    }
}

#[test]
fn the_samples_have_every_field() {
    fn keys(value: &serde_json::Value, into: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    into.insert(key.clone());
                    keys(value, into);
                }
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| keys(value, into)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    for sample in sample::full() {
        sample.json.iter().for_each(|view| keys(view, &mut found));
    }
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), crate::pages::fields());
}

#[test]
fn the_reference_has_every_block() {
    let reference = include_str!("../../../../docs/templates.md");
    for (_, template) in embedded::TEMPLATES.iter() {
        for block in scan::scan(template).blocks {
            assert!(reference.contains(&format!("`{block}`")), "{block} is not in docs/templates.md");
        }
    }
}

#[test]
fn ids_are_unique_and_every_heading_follows_the_one_above() {
    let theme = broadsheet();
    for sample in sample::full() {
        let path = sample.path;
        let page = html(&theme, sample);
        let mut seen = BTreeSet::new();
        for id in page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(seen.insert(id), "{path}: {id} twice");
        }
        let levels: Vec<u32> =
            page.match_indices("<h").filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10)).collect();
        if path != "old/name.html" {
            assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{path}");
        }
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{path}: {levels:?}");
    }
}

#[test]
fn the_html_contract_is_kept() {
    let theme = broadsheet();
    let page = |path: &str| {
        let sample = sample::full().into_iter().find(|sample| sample.path == path);
        html(&theme, sample.expect("a sample of this path"))
    };
    let article = page("articles/harbour.html");
    let rows = [
        "data-article=\"harbour\"",
        "<h1 id=\"p0\">",
        "id=\"note-headline\" data-annotation=\"headline\" data-kind=\"context\" role=\"note\" aria-label=\"Note 1\"",
        "<li class=\"backlink\" data-from=\"harbour\" data-kind=\"mention\">",
    ];
    for row in rows {
        assert!(article.contains(row), "{row}");
    }
    let follows = |first: &str, second: &str| {
        let at = article.find(first).map(|at| at + first.len()).expect("the first is there");
        article[at..].trim_start().starts_with(second)
    };
    assert!(follows("</h1>", "<aside class=\"note\" id=\"note-headline\""), "headline notes follow the headline");
    assert!(follows("since the autumn.</p>", "<aside class=\"note\""), "a note follows its block");

    let digest = page("articles/digest.html");
    assert!(digest.contains("Only what stands in quotation marks is the source’s."));
    assert!(digest.contains("draft, embargoed until 1 June 2031"));
    let reference = page("articles/reference.html");
    assert!(reference.contains("The text of this article is not published here."));
    assert!(reference.contains("<blockquote class=\"note-target\"><p>the harbour was closed"));
    assert!(!reference.contains("class=\"body\""));
}

#[test]
fn words_are_escaped_and_html_is_not() {
    let theme = broadsheet();
    let mut sample = sample::full().swap_remove(1);
    let page = super::super::super::view::Page { title: "<script>\"&".into(), ..Default::default() };
    sample.context.insert("page", &page);
    let html = html(&theme, sample);
    assert!(html.contains("<title>&lt;script&gt;&quot;&amp; · The harbour papers</title>"));
    assert!(html.contains("<mark class=\"annotation\""));
}

/// Writes the samples for looking at: `cargo test -- --ignored preview`.
#[test]
#[ignore = "writes files to look at"]
fn preview() {
    let theme = broadsheet();
    let folder = std::env::temp_dir().join("dossier-theme-preview");
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a writable folder");
        std::fs::write(path, bytes).expect("a writable file");
    };
    for (path, bytes) in theme.assets() {
        write(path.as_str(), bytes);
    }
    for sample in sample::full() {
        write(sample.path, html(&theme, sample).as_bytes());
    }
    assert!(folder.join("index.html").exists());
}
