//! Who is who on the pages themselves: counts, shared sentences, page 2, anchors, and the work of growing.

mod dates;
mod growth;
mod lists;
mod previews;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use dossier::compile::{Audience, Memos, compile};
use dossier::diagnostic::Severity;
use dossier::load::{Contents, Snapshot, SourceFile};
use dossier::path::SourcePath;

/// Reads files in one string, each under a `//- path` line.
fn snapshot(fixture: &str) -> Snapshot {
    let files = fixture.split("//- ").skip(1).map(|part| {
        let (path, text) = part.split_once('\n').expect("a header line");
        let path = SourcePath::new(path.trim());
        (path.clone(), Arc::new(SourceFile { path, contents: Contents::Text(text.into()) }))
    });
    let now = "2031-05-01T00:00:00Z".parse().expect("it is a moment");
    Snapshot {
        files: files.collect(),
        blobs: Default::default(),
        originals: None,
        now,
        problems: Vec::new(),
        lock: Arc::default(),
        snapshots: Arc::default(),
    }
}

/// Compiles without an error and renders every page.
fn site(snapshot: &Snapshot) -> BTreeMap<String, String> {
    rendered(snapshot, ".html")
}

/// Compiles without an error and renders every file whose path ends so.
fn rendered(snapshot: &Snapshot, end: &str) -> BTreeMap<String, String> {
    let compiled = compile(snapshot, Audience::Public, &mut Memos::forgetful());
    let errors: Vec<_> = compiled.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let render = |(path, file): (&dossier::path::OutputPath, &dossier::compile::File)| {
        let bytes = file.render().unwrap_or_else(|problems| panic!("{path}: {problems:?}"));
        (path.to_string(), String::from_utf8_lossy(&bytes).into_owned())
    };
    compiled.output.files.iter().filter(|f| f.0.as_str().ends_with(end)).map(render).collect()
}

/// Takes the tags out of HTML and decodes what is escaped.
fn words(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    text.push_str(rest);
    html_escape::decode_html_entities(&text).into_owned()
}

/// The text of the element with an id, without its tags.
fn text_at(page: &str, id: &str) -> Option<String> {
    let at = page.find(&format!(" id=\"{id}\""))?;
    let tag = page[..at].rfind('<')? + 1;
    let name: String = page[tag..].chars().take_while(|c| c.is_alphanumeric()).collect();
    let start = at + page[at..].find('>')? + 1;
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut end = start + page[start..].find(&close)?;
    let mut depth = page[start..end].matches(&open).count();
    while depth > 0 {
        let next = end + close.len();
        end = next + page[next..].find(&close)?;
        depth = depth - 1 + page[next..end].matches(&open).count();
    }
    Some(words(&page[start..end]))
}

fn join(from: &str, href: &str) -> (String, String) {
    let (path, anchor) = href.split_once('#').unwrap_or((href, ""));
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let path = if path.is_empty() { from.to_owned() } else { parts.join("/") };
    (path, anchor.to_owned())
}

const DOSSIER: &str = "\
//- dossier.toml
title = \"The silt\"
//- content/articles/a.md
---
title: Mora opens the lock
rights: full
outlet: quay-post
published: 2031-03-30
---

Ana Mora opened the lock. Mora left with Petra Vogt at noon, it was said.

His wife said nothing about MORA’S coat.
//- content/articles/b.md
---
title: The lock again
rights: full
outlet: tide?
published: 2031-03-29
---

Ana Mora opened the lock. Then Mroa slept in Saria.
//- content/articles/c.md
---
title: No date
rights: reference
---

Ana Mora is in no byte of the output.
//- content/annotations/a.md
---
---
## Opened {#opened .check}
by: mora
via: vogt
about: saria
happened: 2031-03-28
claim: when = noon

> **opened the lock**

So [[mora|the mayor]] said in [[b]]; see also [[b#slept|her sleep]].

## Wife {#wife .identity}
about: vogt?

> **His wife** said nothing
//- content/annotations/b.md
---
---
## Slept {#slept}
about: mora
happened: 2031-03-27

> **slept in Saria**

Nobody saw it.
//- content/claims/when.md
---
question: When was the lock opened?
finding: At noon, all agree.
---
//- content/entities/mora.md
---
name: Ana Mora
kind: person
aliases: [Mora]
misspellings: [Mroa]
sort_name: Mora, Ana
role: mayor of Saria
relations:
  - { to: saria, as: mayor of, note: \"a#opened\" }
---

Born in Saria.
//- content/entities/quay-post.md
---
name: The Quay Post
kind: organization
---
//- content/entities/saria.md
---
name: Saria
kind: place
---
//- content/entities/tide.md
---
name: Tide
kind: organization
page: false
---
//- content/entities/vogt.md
---
name: Petra Vogt
kind: person
---
//- content/pages/method.md
---
title: Method
---

We count [[mora]] once; [[a#opened]].
";

#[test]
fn an_entity_page_says_what_its_mentions_say() {
    let pages = site(&snapshot(DOSSIER));
    let text = words(&pages["entities/mora.html"]).split_whitespace().collect::<Vec<_>>().join(" ");
    let rows = [
        "6 mentions in 2 articles",
        "First named29 March 2031, probably Tide: The lock again",
        "Last named30 March 2031, The Quay Post: Mora opens the lock",
        "mayor of Saria see the note Opened",
        "27 March 2031 Slept probably Tide 28 March 2031 Opened The Quay Post",
        "When was the lock opened? 1 note",
        "Ana Mora opened the lock. → The same sentence: The Quay Post (30 March 2031)",
        "Mroa probably Tide 1",
        "MORA The Quay Post 1",
        "In the same paragraphs Petra Vogt 2 Saria 1",
    ];
    for row in rows {
        assert!(text.contains(row), "{row}\n{text}");
    }
    let page = &pages["entities/mora.html"];
    assert!(page.contains("Then <mark data-sic=\"Mora\" title=\"sic: Mora\">Mroa</mark> slept"), "{page}");
    let article = &pages["articles/b.html"];
    assert!(article.contains("data-sic=\"Mora\" title=\"sic: Mora\">Mroa</span>"), "{article}");
    let vogt = words(&pages["entities/vogt.html"]).split_whitespace().collect::<Vec<_>>().join(" ");
    for row in ["1 mention in 1 article; probably meant 1 more time", "What is reported on the word of Petra Vogt"] {
        assert!(vogt.contains(row), "{row}\n{vogt}");
    }
    assert!(!pages.contains_key("entities/tide.html"), "`page: false` has no page");
    assert!(!pages.values().any(|page| page.contains("in no byte")));
}

#[test]
fn notes_have_backlinks_from_pages_claims_relations_and_notes() {
    let pages = site(&snapshot(DOSSIER));
    let page = &pages["articles/a.html"];
    let card = &page[page.find("id=\"note-opened\"").expect("the note is there")..];
    let card = &card[..card.find("</aside>").expect("it ends")];
    let from: Vec<&str> = card.split("data-from=\"").skip(1).filter_map(|r| r.split('"').next()).collect();
    assert_eq!(from, ["mora", "method"], "{card}");
    assert!(card.contains("mayor of Saria") && card.contains("#relation-1"), "{card}");
    let slept = &pages["articles/b.html"];
    let slept = &slept[slept.find("id=\"note-slept\"").expect("the note is there")..];
    assert!(slept.contains("data-from=\"a\" data-kind=\"note\""), "{slept}");
}

#[test]
fn every_backlink_leads_to_the_words_it_shows() {
    let pages = site(&snapshot(DOSSIER));
    let mut followed = 0;
    for (from, page) in &pages {
        for item in page.split("<li class=\"backlink\"").skip(1) {
            let item = &item[..item.find("</li>").expect("it ends")];
            let Some(href) = item.split("\u{a0}<a href=\"").nth(1).and_then(|r| r.split('"').next()) else {
                continue;
            };
            let (path, anchor) = join(from, href);
            let target = pages.get(&path).unwrap_or_else(|| panic!("{from}: {href}"));
            let text = text_at(target, &anchor).unwrap_or_else(|| panic!("{from}: {href} has no anchor"));
            followed += 1;
            let marked = item.split_once("<mark").and_then(|(_, rest)| rest.split_once('>')?.1.split_once("</mark>"));
            if let (Some((marked, _)), true) = (marked, anchor.starts_with("m-")) {
                assert_eq!(text, words(marked), "{from}: {href}");
            }
        }
    }
    assert!(followed > 10, "{followed}");
}

/// A dossier that grows: every article names a few of the entities, one of them always.
fn grown(articles: usize) -> Snapshot {
    let mut text = String::from("//- dossier.toml\ntitle = \"Grown\"\n");
    for n in 0..60 {
        text.push_str(&format!("//- content/entities/e{n}.md\n---\nname: Person N{n}x\nkind: person\n---\n"));
    }
    for n in 0..articles {
        let name = |k: usize| format!("Person N{}x", (n * 7 + k * 13) % 60);
        text.push_str(&format!(
            "//- content/articles/a{n}.md\n---\ntitle: \"Number {n}\"\nrights: full\n---\n\n\
             On day {n} {} met Person N0x and {}.\n\nThen {} left on day {n}; it rained.\n",
            name(0),
            name(1),
            name(2)
        ));
    }
    snapshot(&text)
}

#[test]
fn long_lists_go_on_on_pages_of_their_own() {
    let pages = site(&grown(230));
    let mut seen = BTreeSet::new();
    for path in ["entities/e0.html", "entities/e0/2.html", "entities/e0/3.html"] {
        let page = pages.get(path).unwrap_or_else(|| panic!("{path} is a page"));
        let items: Vec<&str> = page.split("<li class=\"backlink\" data-from=\"").skip(1).collect();
        assert!(items.len() <= 100, "{path}");
        seen.extend(items.iter().filter_map(|i| i.split('"').next()).map(str::to_owned));
        assert!(page.contains("aria-current=\"page\""), "{path}");
    }
    assert_eq!(seen.len(), 230, "every article is on one of the pages");
    assert!(pages["entities/index.html"].contains("id=\"person-p\""));
}

#[test]
fn a_biography_does_not_link_to_its_own_page() {
    let pages = site(&snapshot(
        "//- content/entities/mora.md\n---\nname: Ana Mora\nkind: person\n---\n\nAna Mora met Tolland.\n\
         //- content/entities/tolland.md\n---\nname: Tolland\nkind: place\n---\n\nTolland is where Ana Mora met.\n",
    ));
    let page = &pages["entities/mora.html"];
    assert!(page.contains("<span class=\"mention\" data-entity=\"mora\" id=\"m-mora-1\">Ana Mora</span>"), "{page}");
    assert!(page.contains("<a class=\"mention\" data-entity=\"tolland\""), "{page}");
    assert!(pages["entities/tolland.html"].contains("<a class=\"mention\" data-entity=\"mora\""));
}
