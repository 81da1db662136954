//! Annotations: the law that an export imports as the notes it was made of, and what becomes of those of others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dossier::compile::{Audience, Compiled, Memos, compile};
use dossier::content::{annotation, article};
use dossier::diagnostic::{Diagnostic, Severity};
use dossier::import::annotations::{Dossier, Made, import};
use dossier::load::{Contents, Snapshot, SourceFile};
use dossier::path::{OutputPath, Slug, SourcePath};
use dossier::text::canonical::Canonical;
use proptest::prelude::*;

/// Makes a dossier of files.
fn snapshot(files: &[(&str, &str)]) -> Snapshot {
    let files = files.iter().map(|(path, text)| {
        let path = SourcePath::new(*path);
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        (path.clone(), Arc::new(SourceFile { path, contents: Contents::Text(text.into()) }))
    });
    Snapshot {
        files: files.collect(),
        blobs: Default::default(),
        originals: None,
        now: jiff::Timestamp::UNIX_EPOCH,
        problems: Vec::new(),
        lock: Arc::default(),
        snapshots: Arc::default(),
    }
}

fn built(snapshot: &Snapshot) -> Compiled {
    compile(snapshot, Audience::Public, &mut Memos::forgetful())
}

fn errors(compiled: &Compiled) -> Vec<&Diagnostic> {
    compiled.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect()
}

fn export(compiled: &Compiled, article: &str) -> String {
    let file = &compiled.output.files[&OutputPath::new(format!("articles/{article}.jsonld"))];
    String::from_utf8(file.render().expect("exports render")).expect("they are text")
}

/// Imports a file of annotations into a dossier, as the command does.
fn taken(snapshot: &Snapshot, article: &str, json: &str) -> Result<Made, Vec<Diagnostic>> {
    let config = dossier::content::config::parse(&snapshot.files["dossier.toml"]).0;
    let id = Slug::new(article);
    let folder = |folder: &str| {
        let folder = format!("content/{folder}/");
        snapshot.files.iter().filter(move |(path, _)| path.as_str().starts_with(&folder)).collect::<Vec<_>>()
    };
    let stem = |path: &SourcePath| Slug::from_name(path.stem());
    let entities: Vec<_> = folder("entities")
        .into_iter()
        .map(|(path, file)| (stem(path), dossier::content::entity::parse(file).meta.same_as.clone()))
        .collect();
    let claims: Vec<_> = folder("claims").into_iter().map(|(path, _)| stem(path)).collect();
    let pages: Vec<_> = folder("pages").into_iter().map(|(path, _)| stem(path)).collect();
    let articles: Vec<_> = folder("articles")
        .into_iter()
        .map(|(path, file)| (stem(path), article::parse(file).meta.source.clone()))
        .collect();
    let mut notes = Vec::new();
    for (path, file) in folder("annotations") {
        let source = annotation::parse(file);
        notes.extend(source.file.notes.iter().map(|n| (source.file.article.clone(), n.id.clone(), path.clone())));
    }
    let source = article::parse(&snapshot.files[&*format!("content/articles/{article}.md")]);
    let canonical = Canonical::new(&source.meta.title, &source.body);
    import(
        json,
        &Dossier {
            file: &SourcePath::new("notes.json"),
            article: &id,
            stem: article,
            canonical: &canonical,
            base_url: config.base_url.as_deref(),
            language: &config.language,
            unstated: None,
            authors: &config.authors,
            entities: &entities,
            claims: &claims,
            pages: &pages,
            articles: &articles,
            notes: &notes,
        },
    )
}

/// Puts a file of notes in the place of all others on an article.
fn with_notes(snapshot: &Snapshot, article: &str, text: &str) -> Snapshot {
    let mut changed = snapshot.clone();
    let stays = |(path, file): &(SourcePath, Arc<SourceFile>)| {
        !path.as_str().starts_with("content/annotations/") || annotation::parse(file).file.article.as_str() != article
    };
    changed.files = changed.files.into_iter().filter(stays).collect();
    let path = SourcePath::new(format!("content/annotations/{article}.md"));
    changed.files.insert(path.clone(), Arc::new(SourceFile { path, contents: Contents::Text(text.into()) }));
    changed
}

/// What the notes on an article say of themselves, by id, as far as an export carries it.
fn fields(snapshot: &Snapshot, article: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (path, file) in &snapshot.files {
        let source = path.as_str().starts_with("content/annotations/").then(|| annotation::parse(file));
        let source = source.filter(|source| source.file.article.as_str() == article);
        for note in source.iter().flat_map(|source| &source.file.notes) {
            let said = (&note.by, &note.via, &note.said, &note.happened);
            let fields =
                format!("{said:?} {:?} {:?} {:?} {:?} {:?}", note.claims, note.about, note.see, note.kind, note.tags);
            if note.status == annotation::Status::Published {
                found.insert(note.id.to_string(), fields);
            }
        }
    }
    found
}

/// Writes an export as it was before it said nothing twice.
fn older(export: &str) -> String {
    let mut page: serde_json::Value = serde_json::from_str(export).expect("it is JSON");
    for item in page["items"].as_array_mut().expect("items are a list") {
        item["@context"] = "http://www.w3.org/ns/anno.jsonld".into();
        item["canonical"] = item["id"].clone();
        item["generator"] = serde_json::json!({"type": "Software", "name": "dossier 0.1.0"});
        let Some(body) = item.get_mut("body").and_then(|body| body.as_array_mut()) else { continue };
        let is = |body: &serde_json::Value, format: &str| body["format"] == format;
        if is(&body[0], "text/markdown") && !body.iter().any(|body| is(body, "text/html")) {
            let mut html = body[0].clone();
            html["format"] = "text/html".into();
            html["value"] = "<p>The same in <em>HTML</em>.</p>".into();
            body.insert(1, html);
        }
    }
    page.to_string()
}

/// Exports the notes of an article, imports them in place of those that are there, and exports them again.
fn round(snapshot: &Snapshot, article: &str) -> Result<(), TestCaseError> {
    let before = built(snapshot);
    prop_assert!(errors(&before).is_empty(), "{:#?}", errors(&before));
    let first = export(&before, article);
    if !first.contains("\"Annotation\"") {
        return Ok(());
    }
    let bare = with_notes(snapshot, article, "");
    let made = taken(&bare, article, &first).map_err(|e| TestCaseError::fail(format!("{e:#?}\n{first}")))?;
    prop_assert!(made.remarks.is_empty(), "{:#?}\n{}", made.remarks, made.text);
    prop_assert_eq!(made.drafts, 0);
    let old = taken(&bare, article, &older(&first)).map_err(|e| TestCaseError::fail(format!("{e:#?}")))?;
    prop_assert_eq!(&old.text, &made.text, "an older export is read as the same");
    let returned = with_notes(snapshot, article, &made.text);
    prop_assert_eq!(fields(&returned, article), fields(snapshot, article), "{}", made.text);
    let after = built(&returned);
    prop_assert!(errors(&after).is_empty(), "{:#?}\n{}", errors(&after), made.text);
    prop_assert_eq!(export(&after, article), first, "{}", made.text);
    Ok(())
}

const CONFIG: &str = "title = \"Pier\"\nlanguage = \"en\"\n";
const ADDRESS: &str = "title = \"Pier\"\nlanguage = \"en\"\nbase_url = \"https://example.net/d/\"\n";

const ARTICLE: &str = "---
title: The pier at Étang
rights: full
source: https://example.org/pier
archived: [{url: https://archive.example.org/pier, date: 2031-05-03}]
---

Forty ships were turned away. Forty boats stayed, and forty ships were turned away again.

“No,” said the harbour-master. He said(“yes”)twice; then he left the quay for good.

- Nobody was hurt 🚢 on the pier.
- 4,300 people came.

    a  code   line

The end of the pier was closed * for repairs _ and * tolls.
";

const FRAME: [(&str, &str); 5] = [
    ("content/pages/method.md", "---\ntitle: Method\n---\n\nHow.\n"),
    (
        "content/entities/ana-ruiz.md",
        "---\nname: Ana Ruiz\nkind: person\nsame_as: [https://www.example.org/id/Q1]\n---\n",
    ),
    ("content/entities/port.md", "---\nname: The port\nkind: organization\n---\n"),
    ("content/claims/ships.md", "---\nquestion: How many?\n---\n"),
    (
        "content/articles/other.md",
        "---\ntitle: Other\nrights: full\nsource: https://example.org/other\n---\n\nWords.\n",
    ),
];

fn dossier(config: &str, article: &str, notes: &str) -> Snapshot {
    let mut files = vec![
        ("dossier.toml", config),
        ("content/articles/pier.md", article),
        ("content/annotations/pier.md", notes),
        ("content/annotations/other.md", "## There {#there}\n\n> Words\n\nA note.\n"),
    ];
    files.extend(FRAME);
    snapshot(&files)
}

#[test]
fn every_kind_comes_back() {
    let notes = "---
authors: [\"Lind, Mara\", Ana]
date: 2031-05-04
---

## Counted {#count .check}
by: ana-ruiz
via: port?
said: 2031-05
happened: 2031-05-01/2031-05-02
claim: ships = >=40 (at the pier (the old one))
claim: ships
about: ana-ruiz?, port
see: method, other#there, pier#mark, ships, port, other
tags: numbers, [silt]
updated: 2031-05-06T10:11-04:00

> **Forty** ships

The *number* is hers; see [[ships]].

## {#mark .highlight}

> Nobody was hurt 🚢

## Braces \\{ and `{code}` # {#whole .context}
authors: Zoë
by: “a pilot who said \"no names\", twice”
via: \"someone  in the  port\"
said: 2031-05-01T09:46-04:00
language: es

    code first

by: words that look like a field

***

> a quotation

### Inside {#inside}

## by: a heading {#odd}

by: nobody

## An answer {#answer .reply}
re: count, other#there

> Forty boats

She answered.

## Nobody {#nobody .identity}
about: none

> “No,”

## Open {#open .error}

> He said(**“yes”**)twice

```
no note
";
    for config in [CONFIG, ADDRESS] {
        if let Err(e) = round(&dossier(config, ARTICLE, notes), "pier") {
            panic!("{e}");
        }
        let spanish = ARTICLE.replace("rights: full", "rights: full\nlanguage: es");
        if let Err(e) = round(&dossier(config, &spanish, notes), "pier") {
            panic!("{e}");
        }
    }
}

/// The text of a file of the repository's own dossier.
fn own(root: &Path, folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let entries = fs::read_dir(root.join(folder)).into_iter().flatten().filter_map(Result::ok);
    for path in entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "md")) {
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        found.push((format!("{folder}/{name}"), fs::read_to_string(&path).expect("it is text")));
    }
    found
}

#[test]
fn the_own_dossier_comes_back() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let config = fs::read_to_string(root.join("dossier.toml")).expect("it is there");
    let mut files = vec![("dossier.toml".to_owned(), config.clone())];
    for folder in ["articles", "entities", "claims", "pages", "annotations"] {
        files.extend(own(&root, &format!("content/{folder}")));
    }
    let base: Vec<String> = config.lines().filter(|line| !line.starts_with("base_url")).map(str::to_owned).collect();
    for config in [base.join("\n"), format!("base_url = \"https://example.net/d/\"\n{}", base.join("\n"))] {
        files[0].1 = config;
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let mut snapshot = snapshot(&files);
        // Pictures are not at hand here; the lock is not needed.
        snapshot.problems.clear();
        let articles: Vec<String> = snapshot
            .files
            .keys()
            .filter(|path| path.as_str().starts_with("content/articles/"))
            .map(|path| path.stem().to_owned())
            .collect();
        assert!(articles.len() > 3);
        for article in articles {
            if let Err(e) = round(&snapshot, &article) {
                panic!("{article}: {e}");
            }
        }
    }
}

/// What others write: a Hypothesis export, with what a note may not hold.
const THEIRS: &str = r###"{"total": 7, "rows": [
 {"id": "abc", "created": "2031-05-04T10:11:12.123456+00:00", "updated": "2031-05-04T10:11:12.123456+00:00",
  "user": "acct:mara@hypothes.is", "uri": "https://example.org/pier", "permissions": {"read": ["group:__world__"]},
  "text": "## Why *forty*?\n\nSee [[x]] and [here](/local) ![p](a.png)", "tags": ["ships", "a, b"],
  "target": [{"selector": [{"type": "RangeSelector"}, {"type": "TextPositionSelector", "start": 900, "end": 905},
   {"type": "TextQuoteSelector", "exact": "Forty", "prefix": "The pier at Étang", "suffix": " ships were turned away. For"}]}]},
 {"id": "def", "created": "2031-05-04T10:11:12Z", "updated": "2031-05-05T10:11:12Z", "user": "acct:leo@hypothes.is",
  "user_info": {"display_name": "Leo, the second"}, "uri": "https://example.org/pier", "text": "I agree", "references": ["abc"]},
 {"id": "ghi", "created": "2031-05-04", "user": "acct:leo@hypothes.is", "uri": "https://example.org/pier", "text": "",
  "target": [{"selector": [{"type": "TextQuoteSelector", "exact": "eople cam", "prefix": "4,300 p", "suffix": "e."}]}]},
 {"id": "jkl", "user": "acct:leo@hypothes.is", "uri": "https://example.org/pier", "text": "gone",
  "target": [{"selector": [{"type": "TextQuoteSelector", "exact": "Forty **boots** left", "prefix": "all ", "suffix": " b"}]}]},
 {"id": "mno", "user": "acct:leo@hypothes.is", "uri": "https://example.org/pier", "text": "to a lost one", "references": ["jkl"]},
 {"id": "pqr", "user": "acct:leo@hypothes.is", "uri": "https://example.org/pier", "permissions": {"read": ["acct:leo@hypothes.is"]},
  "text": "> begins with a quote\n\nby: nobody\n\n---\n\n# Head\nwords\n==="},
 {"id": "stu", "user": "acct:leo@hypothes.is", "uri": "https://example.org/pier", "text": "by: Note",
  "target": [{"selector": [{"type": "TextQuoteSelector", "exact": "forty"}]}]},
 {"id": "vwx", "user": "acct:leo@hypothes.is", "uri": "https://example.org/other", "text": "on the other"}
]}"###;

#[test]
fn the_annotations_of_others_are_kept_and_told() {
    let made = taken(&with_notes(&dossier(CONFIG, ARTICLE, ""), "pier", ""), "pier", THEIRS).expect("it is read");
    assert_eq!((made.sound, made.drafts), (4, 3), "{:#?}", made.remarks);
    insta::assert_snapshot!(made.text);
    let told: Vec<String> = made.remarks.iter().map(|d| format!("{} {}", d.code.as_str(), d.message)).collect();
    insta::assert_snapshot!(told.join("\n"));
    let built = built(&with_notes(&dossier(CONFIG, ARTICLE, ""), "pier", &made.text));
    assert_eq!(errors(&built), Vec::<&Diagnostic>::new());
}

#[test]
fn w3c_annotations_of_all_shapes_are_read() {
    let single = r##"{"@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://a.example/1", "type": "Annotation",
      "motivation": "oa:assessing", "creator": {"id": "https://a.example/u", "nickname": "ana"}, "bodyValue": "1. Plain *words*",
      "target": {"source": "https://example.org/pier", "selector": {"type": "FragmentSelector", "value": "p1",
      "refinedBy": {"type": "TextQuoteSelector", "exact": "Nobody was hurt"}}}}"##;
    let page = format!(r##"{{"type": "AnnotationPage", "items": [{single}]}}"##);
    let shapes = [
        single.to_owned(),
        format!("\u{feff}[{single}]"),
        page.clone(),
        format!(r##"{{"type": "AnnotationCollection", "total": 1, "first": {page}}}"##),
        single.replace("\"id\"", "\"@id\"").replace("\"type\": \"Annotation\"", "\"@type\": [\"oa:Annotation\"]"),
        single.replace("\"oa:assessing\"", "[\"http://www.w3.org/ns/oa#assessing\"]"),
    ];
    let empty = with_notes(&dossier(CONFIG, ARTICLE, ""), "pier", "");
    for shape in shapes {
        let text = taken(&empty, "pier", shape.trim_start_matches('\u{feff}')).expect("it is read").text;
        assert_eq!(
            text,
            "---\nauthors: [\"ana\"]\n---\n\n## 1. Plain words {#nobody-was-hurt .check}\n\n> Nobody was hurt\n\n1\\. Plain \\*words\\*\n",
            "{shape}"
        );
    }
    // Bodies and targets: HTML, alternates, an entity by what it is the same as, what has no words.
    let rows = [
        (
            r##""body": {"type": "TextualBody", "format": "text/html", "value": "<h2>Big</h2><p>a <b>c</b> <a href='/x'>d</a></p>"}, "target": "https://example.org/pier""##,
            "### Big\n\na **c** d\n",
        ),
        (
            r##""body": [{"value": "*m*", "format": "text/markdown"}, {"value": "<em>m</em>", "format": "text/html"}, {"value": "t", "purpose": "tagging"}], "target": {"id": "https://example.org/pier"}"##,
            "## m {#m}\ntags: t\n\n*m*\n",
        ),
        (
            r##""motivation": "identifying", "body": {"source": "https://www.example.org/id/Q1", "purpose": "identifying"}, "target": {"source": "https://example.org/pier", "selector": [{"type": "TextQuoteSelector", "exact": "harbour-master"}]}"##,
            "## harbour-master {#harbour-master .identity}\nabout: ana-ruiz\n\n> harbour-master\n",
        ),
        (
            r##""motivation": "linking", "body": "https://b.example/x", "target": {"source": "https://example.org/pier", "selector": {"type": "TextPositionSelector", "start": 1, "end": 4}}"##,
            "status: draft\n\n<https://b.example/x>\n\n```\n{\"end\":4,\"start\":1,\"type\":\"TextPositionSelector\"}\n```\n",
        ),
    ];
    for (parts, expected) in rows {
        let json = format!(r##"{{"type": "Annotation", "id": "x", {parts}}}"##);
        let text = taken(&empty, "pier", &json).expect("it is read").text;
        assert!(text.contains(expected), "{json}\n{text}");
        assert_eq!(errors(&built(&with_notes(&empty, "pier", &text))), Vec::<&Diagnostic>::new(), "{text}");
    }
}

#[test]
fn only_what_was_a_note_is_read_as_its_fields() {
    let empty = with_notes(&dossier(CONFIG, ARTICLE, ""), "pier", "");
    let annotation = |id: &str| {
        serde_json::json!({
            "type": "Annotation", "id": "x", "dcterms:identifier": id, "bodyValue": "Words.",
            "rdfs:seeAlso": [{"id": "https://a.example/s"}, {"id": "https://old.example/other/method.html"}],
            "body": [
                {"source": "https://old.example/claims/ships.html", "purpose": "classifying", "schema:value": "4 (a\nb) ", "skos:scopeNote": "x) (y"},
                {"source": "https://old.example/entities/port.html", "purpose": "linking", "skos:note": "probably"},
            ],
            "target": {
                "source": "https://example.org/pier", "schema:author": {"name": "a  clerk"}, "dcterms:date": "in May",
                "dcterms:temporal": "2031-05", "dcterms:source": {"name": "a\nclerk\""},
            },
        })
    };
    let made = taken(&empty, "pier", &annotation("whose").to_string()).expect("it is read");
    let told: Vec<&str> = made.remarks.iter().map(|d| &*d.message).collect();
    assert_eq!(
        (made.text.as_str(), &told[..]),
        (
            "## {#whose}\nby: port?\nvia: \"a clerk\"\"\nhappened: 2031-05\nclaim: ships\nsee: method\n\nWords.\n\n<https://a.example/s>\n",
            &[
                "`whose`: no field can hold the value `4 (a b) x) (y` of `ships`; it is left out",
                "`whose`: `in May` is no date; `said` is left out",
            ][..]
        )
    );
    assert_eq!(errors(&built(&with_notes(&empty, "pier", &made.text))), Vec::<&Diagnostic>::new());
    let made = taken(&empty, "pier", &annotation("No id").to_string()).expect("it is read");
    for key in ["by:", "via:", "said:", "happened:", "see:", "claim:"] {
        assert!(!made.text.contains(key), "the page of others has an author and a date of its own: {}", made.text);
    }
}

#[test]
fn a_note_does_not_refer_to_a_draft() {
    let note = |id: &str, see: &str, exact: &str| {
        serde_json::json!({
            "dcterms:identifier": id, "id": format!("urn:{id}"), "bodyValue": "Words.", "rdfs:seeAlso": [{"id": format!("urn:{see}")}],
            "target": {"source": "https://example.org/pier", "selector": {"type": "TextQuoteSelector", "exact": exact}},
        })
    };
    let empty = with_notes(&dossier(CONFIG, ARTICLE, ""), "pier", "");
    let json =
        serde_json::json!([note("sound", "lost", "Nobody was hurt"), note("lost", "sound", "Everybody was hurt")]);
    let made = taken(&empty, "pier", &json.to_string()).expect("it is read");
    assert_eq!((made.sound, made.drafts), (1, 1));
    let told: Vec<&str> = made.remarks.iter().map(|d| &*d.message).collect();
    assert!(told.contains(&"`sound` refers to `pier#lost`, which is a draft; the reference is left out"), "{told:?}");
    assert!(made.text.contains("see: pier#sound"), "{}", made.text);
    assert_eq!(errors(&built(&with_notes(&empty, "pier", &made.text))), Vec::<&Diagnostic>::new());
}

#[test]
fn what_is_no_annotation_is_refused_with_its_place() {
    let empty = dossier(CONFIG, ARTICLE, "## A {#a}\n\nWords.\n");
    let note = |id: &str| {
        format!(r##"{{"dcterms:identifier": "{id}", "target": "https://example.org/pier", "bodyValue": "x"}}"##)
    };
    let rows = [
        ("{\"a\": [1,\n  nope]}".to_owned(), "bad-json", 13),
        (String::new(), "bad-json", 0),
        ("[{\"target\": \"x\"".to_owned(), "bad-json", 14),
        ("[".repeat(400), "bad-json", 127),
        ("{\"a\": 1}".to_owned(), "no-annotations", 0),
        ("[]".to_owned(), "no-annotations", 0),
        ("{\"type\": \"AnnotationCollection\", \"first\": \"https://x\"}".to_owned(), "no-annotations", 42),
        (note("a"), "id-taken", 0),
        (format!("[{},\n{}]", note("b"), note("b")), "id-taken", note("b").len() + 3),
        ("{\"target\": \"https://example.org/other\"}".to_owned(), "no-annotations", 0),
    ];
    for (json, code, at) in rows {
        let problems = taken(&empty, "pier", &json).expect_err("it is refused");
        let last = problems.last().expect("it says why");
        let place = last.primary.span.as_ref().map_or(0, |span| span.start);
        assert_eq!((last.code.as_str(), place), (code, at), "{json}");
        assert!(last.hint.is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 2, ..ProptestConfig::default() })]

    #[test]
    fn whatever_others_write_is_one_note_each(all in prop::collection::vec(
        (prop_oneof![bodies(), any::<String>()], any::<String>(), spans(), any::<u8>(), prop::collection::vec(any::<String>(), 0..3)), 1..5
    )) {
        let empty = with_notes(&dossier(CONFIG, ARTICLE, ""), "pier", "");
        let article = article::parse(&empty.files["content/articles/pier.md"]);
        let chars: Vec<char> = Canonical::new(&article.meta.title, &article.body).text.chars().collect();
        let rows: Vec<serde_json::Value> = all.iter().enumerate().map(|(n, (text, odd, (a, b, c), bits, tags))| {
            let from = (a * 50 + b) % chars.len();
            let to = (from + c).min(chars.len());
            let part = |range: std::ops::Range<usize>| chars[range].iter().collect::<String>();
            let exact = if bits & 1 == 0 { part(from..to) } else { odd.clone() };
            let quote = serde_json::json!({
                "type": "TextQuoteSelector",
                "exact": exact,
                "prefix": if bits & 2 == 0 { part(from.saturating_sub(32)..from) } else { odd.clone() },
                "suffix": part(to..(to + 32).min(chars.len())),
            });
            serde_json::json!({
                "id": format!("id{n}"), "uri": "https://example.org/pier", "user": format!("acct:{odd}@x"), "text": text, "tags": tags,
                "created": odd, "references": if bits & 4 == 0 { vec![] } else { vec!["id0"] },
                "target": if bits & 8 == 0 { vec![serde_json::json!({"selector": [quote]})] } else { vec![] },
            })
        }).collect();
        let made = taken(&empty, "pier", &serde_json::json!({"rows": rows}).to_string()).map_err(|e| TestCaseError::fail(format!("{e:?}")))?;
        let after = with_notes(&empty, "pier", &made.text);
        let source = annotation::parse(&after.files["content/annotations/pier.md"]);
        prop_assert_eq!(source.file.notes.len(), all.len(), "{}", &made.text);
        let wrong: Vec<_> = source.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
        prop_assert!(wrong.is_empty(), "{:?}\n{}", wrong, &made.text);
        let drafts = source.file.notes.iter().filter(|n| n.status == annotation::Status::Draft).count();
        prop_assert_eq!((drafts, all.len() - drafts), (made.drafts, made.sound));
        let compiled = built(&after);
        let lost = errors(&compiled);
        prop_assert!(lost.is_empty(), "{:?}\n{}", lost, &made.text);
    }
}

/// Words of the article's blocks: a block and a range of its characters.
fn spans() -> impl Strategy<Value = (usize, usize, usize)> {
    (0..8usize, 0..80usize, 1..40usize)
}

fn bodies() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("word "),
        Just("by: words\n"),
        Just("\n\n"),
        Just("> quoted\n\n"),
        Just("***\n\n"),
        Just("### Deeper {#deep}\n\n"),
        Just("*emphasis* "),
        Just("**"),
        Just("`code` "),
        Just("[[ana-ruiz]] "),
        Just("[[other#there|words]] "),
        Just("<b>tag</b> "),
        Just("- item\n"),
        Just("1. one\n"),
        Just("    indented\n"),
        Just("```\n## code\n```\n"),
        Just("[^1] "),
        Just("\n\n[^1]: a note\n\n"),
        Just("\\## no\n"),
        Just("é — “x” & &amp; "),
        Just("| a | b |\n|---|---|\n| 1 | 2 |\n"),
        Just("Ana Ruiz and the port "),
        Just("\n    \nx"),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn titles() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z{}#\\\\*_`~<>&!\\[\\]():.é “”-]{0,24}".prop_map(|t| {
            // Written so that it is sound; what it says is up to the parser.
            t.replace(['\\', '`', '<', '['], "").replace('{', "\\{").replace('}', "\\}")
        }),
        Just("C # and ## {#x}".replace('{', "\\{").replace('}', "\\}")),
        Just(String::new()),
    ]
}

#[derive(Clone, Debug)]
struct Drawn {
    title: String,
    kind: usize,
    passage: Option<(usize, usize, usize)>,
    fields: u16,
    /// Which of [`SPEAKERS`] by and via, of [`CLAIMS`], of [`DATES`] twice, of [`SEE`].
    said: (usize, usize, usize, usize, usize, usize),
    body: String,
}

const SPEAKERS: [(&str, &str); 5] = [
    ("by: ana-ruiz\n", "via: ana-ruiz\n"),
    ("by: port?\n", "via: port?\n"),
    ("by: \"a pilot, unnamed\"\n", "via: \"\"quoted\" (twice)\"\n"),
    ("by: “port?”\n", "via: „a  *wide*   gap“\n"),
    ("by: \"é 🚢 \\ & &amp; {#id}\"\n", "via: \"none\"\n"),
];
const CLAIMS: [&str; 6] = [
    "claim: ships = 4\n",
    "claim: ships = >4,300 (on Monday)\nclaim: ships\n",
    "claim: ships = the port = ours (a) (b (c))\n",
    "claim: ships = 40..50 ( (a)\n",
    "claim: ships = a)\n",
    "claim: ships = “words”  apart\nclaim: ships = 6% (*all*, “x”)\n",
];
const DATES: [&str; 7] =
    ["2031", "2031-05?", "203X", "2031-05-01/..", "2031-21~", "-0044-03-15", "2031-05-01T09:46:59.25-04:00"];
const SEE: [&str; 4] =
    ["see: method\n", "see: other#there, ships, port\n", "see: pier#note-of-0, other\n", "see: pier\n"];

fn notes() -> impl Strategy<Value = Vec<Drawn>> {
    let said = (0..SPEAKERS.len(), 0..SPEAKERS.len(), 0..CLAIMS.len(), 0..DATES.len(), 0..DATES.len(), 0..SEE.len());
    let one = (titles(), 0..9usize, prop::option::of(spans()), any::<u16>(), said, bodies())
        .prop_map(|(title, kind, passage, fields, said, body)| Drawn { title, kind, passage, fields, said, body });
    prop::collection::vec(one, 1..6)
}

/// Writes drawn notes as an editor might.
fn written(notes: &[Drawn], canonical: &Canonical) -> String {
    let kinds = annotation::NoteKind::ALL.map(|(word, _)| word);
    let mut text = String::new();
    if notes[0].fields & 512 != 0 {
        text.push_str("---\nauthors: [\"Lind, Mara\"]\ndate: 2031-05-04\n---\n\n");
    }
    for (n, note) in notes.iter().enumerate() {
        let passage = note.passage.and_then(|(block, from, length)| {
            let block = canonical.blocks.get(block)?;
            let chars: Vec<char> = canonical.text[block.clone()].chars().collect();
            let from = from.min(chars.len().saturating_sub(1));
            let words: String = chars[from..chars.len().min(from + length)].iter().collect();
            // Whole words, as an editor copies them.
            let words = words.split(' ').collect::<Vec<_>>();
            let words = words.get(1..words.len().saturating_sub(1))?.join(" ");
            Some(words).filter(|w| !w.trim().is_empty())
        });
        let mut kind = kinds[note.kind];
        if (kind == "reply" && n == 0) || (kind == "identity" && passage.is_none()) {
            kind = "note";
        }
        text.push_str(&format!("## {} {{#note-of-{n} .{kind}}}\n", note.title));
        let mut field = |bit: u16, line: &str| {
            if note.fields & bit != 0 {
                text.push_str(line);
            }
        };
        field(1, SPEAKERS[note.said.0].0);
        field(1024, SPEAKERS[note.said.1].1);
        field(2, CLAIMS[note.said.2]);
        field(2048, &format!("said: {}\n", DATES[note.said.3]));
        field(4096, &format!("happened: {}\n", DATES[note.said.4]));
        field(8192, SEE[note.said.5]);
        field(8, "tags: a, [b]\n");
        field(16, "date: 2031-05-04\n");
        field(32, "updated: 2031-05-04T10:11:12+02:00\n");
        field(64, "language: es\n");
        field(128, "authors: Ana, Zoë\n");
        if kind == "reply" {
            text.push_str("re: note-of-0\n");
        }
        if kind == "identity" && note.fields & 4 == 0 {
            text.push_str("about: none\n");
        } else if note.fields & 4 != 0 {
            text.push_str(if note.said.0 == 0 { "about: ana-ruiz, port\n" } else { "about: ana-ruiz?, port?\n" });
        }
        if let Some(words) = passage {
            let words: String = words
                .chars()
                .flat_map(|c| ["\\".chars().next().filter(|_| "*_`<[&~\\".contains(c)), Some(c)].into_iter().flatten())
                .collect();
            text.push_str(&format!("\n> {words}\n"));
        }
        text.push_str(&format!("\n{}\n\n", note.body));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 2, ..ProptestConfig::default() })]

    #[test]
    fn an_export_comes_back(notes in notes(), address: bool) {
        let article = article::parse(&SourceFile {
            path: SourcePath::new("a.md"),
            contents: Contents::Text(ARTICLE.into()),
        });
        let text = written(&notes, &Canonical::new(&article.meta.title, &article.body));
        let snapshot = dossier(if address { ADDRESS } else { CONFIG }, ARTICLE, &text);
        // Only what is built has an export.
        if errors(&built(&snapshot)).is_empty() {
            round(&snapshot, "pier")?;
        }
    }
}
