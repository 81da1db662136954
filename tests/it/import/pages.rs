//! Pages of HTML: what is extracted and what is dropped is all there is.

use proptest::prelude::*;

use super::{canonical, import_bytes, read, squeezed};

const PARAGRAPH: &str = "The harbour bridge will be closed for a year, the city said on Monday, because cracks were found in \
                         two of its bearings, and nobody knows yet how long the work will take, or what it will cost.";

fn page(blocks: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\"><head><title>Bridge to close | Harbour News</title>\n\
         <meta property=\"og:site_name\" content=\"Harbour News\">\n\
         <meta property=\"article:published_time\" content=\"2021-03-03T09:46:59.120+00:00\">\n\
         <meta property=\"article:modified_time\" content=\"soon\">\n\
         <meta name=\"author\" content=\"Mara Lindqvist\">\n\
         <link rel=\"canonical\" href=\"https://example.org/bridge\"><script>var a = '<p>b</p>';</script></head>\n\
         <body><nav><ul><li><a href=\"/\">Home</a></li><li><a href=\"/quay\">Quay</a></li></ul></nav>\n\
         <article><h1>Bridge to close</h1>\n<p>{PARAGRAPH}</p>\n{blocks}\n<p>{PARAGRAPH} Really.</p></article>\n\
         <footer><p>Cookie settings</p></footer></body></html>"
    )
}

/// Checks that the article and what was dropped are together all lines of the page.
fn check(page: &str, lines: &[&str]) -> dossier::import::Imported {
    let imported = import_bytes(page.as_bytes(), "bridge.html").expect("it is a page");
    let source = read(&imported);
    assert!(source.diagnostics.is_empty(), "{:?}\n{}", source.diagnostics, imported.text());
    let kept = canonical(&source);
    let mut all: Vec<String> = kept.iter().filter(|line| !line.is_empty()).cloned().collect();
    all.extend(imported.report.removed.iter().map(|removed| squeezed(&removed.text)));
    let really = format!("{PARAGRAPH} Really.");
    let mut expected: Vec<String> = ["Home", "Quay", "Bridge to close", PARAGRAPH, &really, "Cookie settings"]
        .into_iter()
        .chain(lines.iter().copied())
        .map(squeezed)
        .filter(|line| !line.is_empty())
        .collect();
    all.sort();
    expected.sort();
    assert_eq!(all, expected, "{}", imported.text());
    imported
}

#[test]
fn markup_becomes_markdown() {
    let blocks = "<h2>Why <em>now</em>?</h2><ul><li>One <b>bold</b> word</li><li>Two</li></ul>\
                  <p>See <a href=\"https://example.org/x\">the report</a> and <a href=\"/y\">more</a>.<img src=\"mast.jpg\" alt=\"A mast\"></p>\
                  <blockquote><p>It is 5 &lt; 6 &amp;amp; *so*.</p></blockquote>";
    let lines = ["Why now?", "One bold word", "Two", "See the report and more.", "It is 5 < 6 &amp; *so*."];
    let imported = check(&page(blocks), &lines);
    insta::assert_snapshot!(imported.text().replace(PARAGRAPH, "…"), @r#"
    ---
    title: "Bridge to close"
    rights: full
    authors: ["Mara Lindqvist"]
    published: 2021-03-03T09:46:59Z
    source: "https://example.org/bridge"
    language: en-GB
    sha256: "e6f2943c404e2035b6fa10dbca929c5ec784953cc8707bbd7410f1a401d7fbda"
    ---

    …

    ## Why *now*?

    *   One **bold** word
    *   Two

    See [the report](https://example.org/x) and more.

    It is 5 \< 6 \&amp; \*so\*.

    … Really.
    "#);
    let notes: Vec<_> = imported.report.notes.iter().map(|note| note.message.as_str()).collect();
    insta::assert_snapshot!(notes.join("\n"), @r#"
    the page gives `soon` as `updated`, which is no date; it is left out
    one picture was not taken along
    no entity is named `Harbour News`: `dossier new entity "Harbour News" --kind organization`, then add `outlet: harbour-news`
    "#);
    let removed: Vec<_> = imported.report.removed.iter().map(|r| (r.line, r.text.as_str())).collect();
    assert_eq!(removed, [(Some(8), "Home"), (Some(8), "Quay"), (Some(13), "Cookie settings")]);
}

#[test]
fn a_page_without_an_article_is_taken_whole() {
    let imported = import_bytes(b"<html><body>Only words", "x.html").expect("there is text");
    assert_eq!(canonical(&read(&imported)), ["Only words"]);
    let refusal = import_bytes(b"<html><body><script>a</script>", "x.html").expect_err("there is none");
    assert_eq!(refusal.code.as_str(), "empty-file");
}

#[test]
fn a_deep_page_is_refused() {
    for element in ["<div>", "<b>", "<blockquote>", "<ul><li>"] {
        let page = format!("<html><body>{}words", element.repeat(200_000));
        let refusal = import_bytes(page.as_bytes(), "x.html").map_err(|refusal| refusal.code.as_str()).map(|i| i.slug);
        assert_eq!(refusal, Err("too-deep"), "{element}");
        let refusal = import_bytes(format!("<html><body>{}words", element.repeat(300)).as_bytes(), "x.html");
        assert_eq!(refusal.map_err(|refusal| refusal.code.as_str()).map(|i| i.slug), Err("too-deep"), "{element}");
        let page = format!("<html><body>{}words", element.repeat(50));
        assert!(import_bytes(page.as_bytes(), "x.html").is_ok(), "{element}");
    }
}

proptest! {
    #[test]
    fn nothing_is_lost_of_any_paragraph(lines in prop::collection::vec("[#>+*=:|_~`<&\\[\\]()!^{}\\\\.0-9a-z\u{a0} \"'-]{1,30}", 1..5)) {
        let blocks: Vec<String> = lines.iter().map(|line| format!("<p>{}</p>", html_escape::encode_text(line))).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        check(&page(&blocks.concat()), &lines);
    }

    #[test]
    fn no_markup_makes_it_panic(pieces in prop::collection::vec("<(p|ul|li|table|tr|td|th|pre|code|a href='x'|b|h[1-6]|br|img src=x|dl|dt|dd|blockquote|div|span|/p|/ul|/li|/table|/td|/b|/div|/pre)>|[a-z*_`|#& ]{1,8}", 0..40)) {
        let page = format!("<html><body>{}", pieces.concat());
        if let Ok(imported) = import_bytes(page.as_bytes(), "x.html") {
            prop_assert!(read(&imported).diagnostics.is_empty(), "{}", imported.text());
        }
    }
}
