//! Hostile input comes out harmless, with its words intact.
//!
//! Pages are parsed as a browser parses them; what counts is which elements, attributes and URLs come
//! of it, not what the bytes look like.

use std::collections::BTreeSet;

use super::crawl;
use super::fixture::{Dossier, Site, all, words};

/// The elements that templates and Markdown make.
const ELEMENTS: &str = "a article aside blockquote body br button cite code dd del details dialog div dl dt em fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 \
    head header hr html img input kbd label legend li link main mark meta nav ol p path pre q script section small span strong summary sup svg table tbody td th thead \
    time title tr ul";

/// The attributes that they make.
const ATTRIBUTES: &str = "href id class title alt src lang dir rel start type disabled checked role scope datetime loading tabindex \
    charset content name http-equiv hidden defer viewBox width height focusable d";

fn assert_harmless(site: &Site) {
    crawl::check(&site.files, "/");
    let elements: BTreeSet<&str> = ELEMENTS.split_whitespace().collect();
    let attributes: BTreeSet<&str> = ATTRIBUTES.split_whitespace().collect();
    for path in site.files.keys().filter(|path| path.ends_with(".html")) {
        let page = site.page(path);
        for element in all(&page, "*") {
            let name = element.value().name();
            assert!(elements.contains(name), "{path}: <{name}> {}", element.html());
            for (attribute, value) in element.value().attrs() {
                let known =
                    attributes.contains(attribute) || attribute.starts_with("data-") || attribute.starts_with("aria-");
                assert!(known, "{path}: {attribute}={value:?} on <{name}>");
            }
            if name == "script" {
                let src = element.attr("src").unwrap_or_default();
                let own = ["preview", "scheme", "theme"].iter().any(|name| src.contains(&format!("assets/{name}.")));
                assert!(own && element.inner_html().is_empty(), "{path}: {src}");
            }
            if name == "meta" && element.attr("http-equiv").is_some_and(|h| h.eq_ignore_ascii_case("refresh")) {
                let content = element.attr("content").unwrap_or_default();
                assert!(content.starts_with("0; url=") && !content.contains("javascript"), "{path}: {content}");
            }
        }
    }
}

fn built(fixture: &str) -> Site {
    let dossier = Dossier::new(fixture);
    dossier.write("content/articles/i.png", b"png");
    let built = dossier.build();
    assert!(built.published.is_some(), "{:#?}", built.problems);
    built.site
}

fn article(body: &str) -> Site {
    built(&format!("//- content/articles/a.md\n---\ntitle: A title\nrights: full\n---\n\n{body}\n"))
}

fn body(site: &Site) -> String {
    words(&site.texts("articles/a.html", "article .body").join(" "))
}

#[test]
fn heading_attributes_of_a_source_are_words() {
    let site = article("## A {#p7 onclick=alert(1)}\n\n## B {#note-x .c}\n\nEnd.");
    assert_harmless(&site);
    site.expect("articles/a.html", ".body h2", &["A {#p7 onclick=alert(1)}", "B {#note-x .c}"]);
    assert_eq!(site.attributes("articles/a.html", ".body h2", "id"), ["p1", "p2"]);
}

#[test]
fn a_digest_keeps_ids_and_drops_the_rest() {
    let head = "---\ntitle: A title\nrights: full\ntext: digest\n---\n";
    let site = built(&format!(
        "//- content/articles/a.md\n{head}\n## A {{#own onclick=alert(1) .c style=x}}\n\n## B <b onclick=alert(1)>bold</b>\n\nEnd.\n"
    ));
    assert_harmless(&site);
    site.expect("articles/a.html", ".body h2", &["A", "B bold"]);
    assert_eq!(site.attributes("articles/a.html", ".body h2 span", "id"), ["own"]);
}

#[test]
fn raw_html_leaves_its_text() {
    let rows = [
        ("x <script>alert(1)</script> y", "alert(1)"),
        ("x <b onclick=\"alert(1)\">bold</b> y", "bold"),
        ("<div onclick=alert(1)>\ninside\n</div>\n\ny", "inside"),
        ("<script>\nalert(1)\n</script>\n\ny", "alert(1)"),
        ("<svg/onload=alert(1)>y", "y"),
        ("x <img src=x onerror=alert(1)> y", "x"),
        ("x <!-- <b>hidden</b> --> y", "x"),
        ("x <![CDATA[ <b>data</b> ]]> y", "x"),
        ("x <?php echo 1 ?> y", "x"),
        ("x <a href=\"javascript:alert(1)\">link</a> y", "link"),
        ("<iframe src=\"https://evil.example/\"></iframe>\n\ny", "y"),
        ("<style>\nbody { display: none }\n</style>\n\ny", "y"),
        ("x &lt;script&gt;alert(1)&lt;/script&gt; y", "<script>alert(1)</script>"),
        ("x \\<script>alert(1)\\</script> y", "<script>alert(1)</script>"),
        ("x `<script>alert(1)</script>` y", "<script>alert(1)</script>"),
        ("```html\n<script>alert(1)</script>\n```\n\ny", "<script>alert(1)</script>"),
        ("```\"><script>alert(1)</script>\nx\n```\n\ny", "x"),
        ("| <b>cell</b> | \"><script> |\n| --- | --- |\n| </td></table> | y |", "cell"),
        ("x </p></div></article></main> y", "x"),
        ("x <scr<script>ipt>alert(1)</scr</script>ipt> y", "alert(1)"),
        ("x <<b>b</b>> y", "b"),
        ("x <https://e.example/?a=\"><script>> y", "x"),
        ("x <textarea> <title> <plaintext> <xmp> <noscript> y", "x"),
        ("x &#60;script&#62; &#x3c;b&#x3e; y", "<script>"),
        ("x \u{0} &#0; y", "x"),
        ("> <div>quoted\n> </div>\n\n- <p>item\n\ny", "quoted"),
    ];
    for (markdown, expected) in rows {
        let site = article(markdown);
        assert_harmless(&site);
        let body = body(&site);
        assert!(body.contains(expected), "{markdown:?} gives {body:?}");
        assert!(body.contains('y'), "{markdown:?} gives {body:?}");
        if !expected.contains('<') {
            assert!(!body.contains("onclick") && !body.contains("onerror"), "{markdown:?} gives {body:?}");
        }
    }
}

#[test]
fn links_of_other_schemes_keep_their_words() {
    let rows = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript:alert(1)",
        "java&#9;script:alert(1)",
        "java&#10;script:alert(1)",
        "&#1;javascript:alert(1)",
        "&#32;javascript:alert(1)",
        "\u{a0}javascript:alert(1)",
        "\u{feff}javascript:alert(1)",
        "\u{200b}javascript:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
        "blob:https://e.example/1",
        "view-source:https://e.example/",
        "ftp://e.example/",
        "intent://e.example/#Intent;end",
        "//evil.example/x",
        "\\\\\\\\evil.example/x",
        "/\\\\evil.example/x",
        "https:javascript:alert(1)",
    ];
    for url in rows {
        for markdown in [
            format!("x [words](<{url}>) y"),
            format!("x [words][r] y\n\n[r]: <{url}>"),
            format!("x <{url}> words y"),
            format!("x ![words](<{url}>) words y"),
        ] {
            let dossier = Dossier::new(&format!(
                "//- content/articles/a.md\n---\ntitle: A title\nrights: full\n---\n\n{markdown}\n"
            ));
            let built = dossier.build();
            if built.published.is_none() {
                // A link that leads nowhere on this site is an error, which is as harmless.
                assert!(
                    built.problems.iter().any(|p| p.contains("dead-link") || p.contains("missing-image")),
                    "{markdown:?} {:?}",
                    built.problems
                );
                continue;
            }
            assert_harmless(&built.site);
            assert!(body(&built.site).contains("words"), "{markdown:?}");
            let hrefs = built.site.attributes("articles/a.html", ".body a, .body img", "href").join(" ");
            assert!(
                !hrefs.to_lowercase().contains("script:alert") || hrefs.starts_with("https:"),
                "{markdown:?} gives {hrefs}"
            );
            assert!(!hrefs.starts_with("//"), "{markdown:?} gives {hrefs}");
        }
    }
}

/// Breaks out of text and of attributes in every way.
const EVIL: &str = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>' onclick='alert(3) {{ 7*7 }} {% raw %} &amp; </title></textarea>-->";

#[test]
fn every_field_breaks_out_of_nothing() {
    // In YAML: single quotation marks are written twice.
    let yaml = format!("'{}'", EVIL.replace('\'', "''"));
    let toml = format!("{EVIL:?}");
    let line = EVIL.replace(['{', '}'], "");
    let fixture = format!(
        "//- dossier.toml
title = {toml}
description = {toml}
authors = [{toml}]
lead = [\"how-many\", \"a\"]
[edition]
version = {toml}
contact = {toml}
[extra]
x = {toml}
//- content/index.md
---
authors: [{yaml}]
corrections: [{{ date: 2019-01-01, text: {yaml} }}]
---

Home. {EVIL}
//- content/articles/a.md
---
title: {yaml}
rights: full
outlet: paper
authors: [{yaml}]
published: 2019-01-01
dateline: {yaml}
summary: {yaml}
provenance: {yaml}
source: \"https://e.example/?a='onclick='alert(1)&b={{{{7}}}}\"
archived: [{{ url: \"https://e.example/?q='x'\" }}]
old_urls: [old/it.html]
corrections: [{{ date: 2019-01-01, text: {yaml} }}]
extra: {{ a: {yaml}, b: [{yaml}], c: {{ d: {yaml} }} }}
---

Anna Bell said words. And [a link](https://e.example/ {yaml}) ![{EVIL}](i.png {yaml}).
//- content/annotations/a.md
---
authors: [{yaml}]
---

## {line} {{#n1 .check}}
by: \"{line}\"
via: anna-bell
claim: how-many = {line} ({line})
tags: {line}
authors: {line}

> Anna **Bell said**

Note words. {EVIL}

## Gone {{#n2}}
status: retracted
reason: {line}

> words

Gone.
//- content/articles/r.md
---
title: {yaml}
rights: reference
withdrawn: {{ date: 2019-01-01, reason: {yaml} }}
---

Gone.
//- content/entities/anna-bell.md
---
name: Anna Bell
kind: person
aliases: [{yaml}]
role: {yaml}
same_as: [\"https://e.example/?q='onclick='alert(1)\"]
relations: [{{ to: paper, as: {yaml}, note: \"a#n1\" }}]
corrections: [{{ date: 2019-01-01, text: {yaml} }}]
---

Biography. {EVIL}
//- content/entities/paper.md
---
name: {yaml}
sort_name: {yaml}
---
//- content/claims/how-many.md
---
question: {yaml}
unit: {yaml}
finding: {yaml}
---

Claim. {EVIL}
//- content/pages/page.md
---
title: {yaml}
summary: {yaml}
---

Page. {EVIL} See [[paper]], [[a#n1]], [[how-many]].
"
    );
    let dossier = Dossier::new(&fixture);
    dossier.write("content/articles/i.png", b"png");
    let built = dossier.build();
    assert!(built.published.is_some(), "{:#?}", built.problems);
    let site = built.site;
    assert_harmless(&site);
    let shown = words(EVIL);
    let rows = [
        ("index.html", ".site-title"),
        ("index.html", ".site-description"),
        ("articles/a.html", "h1"),
        ("articles/a.html", ".summary"),
        ("articles/a.html", ".provenance"),
        ("articles/a.html", ".byline"),
        ("articles/a.html", ".corrections"),
        ("articles/a.html", "head title"),
        ("articles/r.html", "h1"),
        ("entities/paper.html", "h1"),
        ("entities/anna-bell.html", ".summary"),
        ("entities/anna-bell.html", ".relations"),
        ("claims/how-many.html", "h1"),
        ("page.html", "h1"),
        ("corrections.html", "main"),
        ("old/it.html", "title"),
    ];
    for (path, selector) in rows {
        let texts = site.texts(path, selector).join(" ");
        assert!(texts.contains(&shown), "{path} {selector}: {texts:?}");
    }
    let line = words(&line);
    for (path, selector) in [
        ("articles/a.html", ".note-voice"),
        ("articles/a.html", ".note-retracted"),
        ("articles/a.html", ".note-foot"),
        ("claims/how-many.html", ".value"),
        ("claims/how-many.html", ".who"),
    ] {
        let texts = site.texts(path, selector).join(" ");
        assert!(texts.contains(&line), "{path} {selector}: {texts:?}");
    }
    // A heading is Markdown: its tags go, its words stay.
    let title = site.texts("articles/a.html", ".note > header p").join(" ");
    assert!(title.contains("alert(1)\">' onclick='alert(3)"), "{title}");
    assert_eq!(site.attributes("articles/a.html", "meta[name=description]", "content"), [EVIL]);
}

#[test]
fn names_of_files_break_out_of_nothing() {
    for name in [
        "a\"onclick=alert(1)",
        "<script>",
        "a&b",
        "a'b",
        "a b",
        "..",
        "a%22b",
        "javascript:x",
        "a#b",
        "a?b",
        "{{x}}",
        "-x",
        "é",
        "con",
    ] {
        let dossier = Dossier::new("//- dossier.toml\n");
        for folder in ["articles", "entities", "claims", "pages"] {
            let keys = "title: T\nrights: full";
            let keys = match folder {
                "entities" => "name: N",
                "claims" => "question: Q?",
                "pages" => "title: P",
                _ => keys,
            };
            dossier.write(&format!("content/{folder}/{name}-{folder}.md"), format!("---\n{keys}\n---\n\nWords.\n"));
        }
        let built = dossier.build();
        match built.published {
            Some(_) => {
                assert_harmless(&built.site);
                assert!(name == ".." || built.site.files.len() > 8, "{name}: {:?}", built.site.files.keys());
            }
            None => assert!(
                built.problems.iter().any(|p| p.contains("bad-id") || p.contains("bad-file-name")),
                "{name}: {:?}",
                built.problems
            ),
        }
    }
}
