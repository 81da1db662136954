//! The exported notes keep the MUSTs of the W3C Web Annotation Data Model (Recommendation of 23 February 2017).
//!
//! Each assertion names the section it is from. The files are also held against a JSON Schema of our own.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const ARTICLE: &str = "---
title: The pier é
rights: full
published: 2031-05-02
source: https://example.org/pier?x=1
archived: [{url: https://archive.example.org/pier, date: 2031-05-03}]
---

Forty ships were turned away. Forty boats stayed.

Nobody was hurt 🚢 on the pier.
";

const NOTES: &str = "---
authors: [Mara Lind]
date: 2031-05-04
---

## Counted {#count .check}
by: ana-ruiz
via: \"a pilot, unnamed\"
said: 2031-05
happened: 2031-05-01/2031-05-02
claim: ships = >=40 (at the pier)
claim: ships (of whatever)
about: ana-ruiz?
see: told, pier#answer
tags: numbers, silt

> **Forty** ships

The *number* is hers; see [[ships]].

## {#mark .highlight}

> Nobody was hurt 🚢

## Whole {#whole .context}

On the whole.

## An answer {#answer .reply}
by: \"a clerk\"
via: ana-ruiz?
re: count

> Forty boats

She answered.

## Gone {#gone .note}
status: retracted
reason: it was wrong

> stayed

No longer held.
";

fn build(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders are made");
        fs::write(path, text).expect("files are written");
    }
    let run = Command::new(env!("CARGO_BIN_EXE_dossier"))
        .args(["build", "--root"])
        .arg(folder.path())
        .output()
        .expect("it runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    folder
}

fn dossier(base_url: &str) -> tempfile::TempDir {
    let config = format!("title = \"Pier\"\n{base_url}");
    build(&[
        ("dossier.toml", config.as_str()),
        ("content/articles/pier.md", ARTICLE),
        ("content/annotations/pier.md", NOTES),
        (
            "content/articles/told.md",
            "---\ntitle: Told\nrights: full\ntext: digest\nsource: https://example.org/told\n---\n\nWe tell of a pier.\n",
        ),
        ("content/annotations/told.md", "## Of a pier {#of}\n\n> of a pier\n\nOurs.\n"),
        (
            "content/articles/kept.md",
            "---\ntitle: Kept\nrights: reference\nsource: https://example.org/kept\n---\n\nCANARYBEFORE these few words CANARYAFTER.\n",
        ),
        ("content/annotations/kept.md", "## Few {#few}\n\n> these few words\n\nOurs.\n"),
        ("content/entities/ana-ruiz.md", "---\nname: Ana Ruiz\nkind: person\n---\n"),
        ("content/claims/ships.md", "---\nquestion: How many?\n---\n"),
    ])
}

fn json(folder: &Path, path: &str) -> Value {
    let text = fs::read_to_string(folder.join("public").join(path)).expect("the export is there");
    serde_json::from_str(&text).expect("it is JSON")
}

fn item<'a>(page: &'a Value, part: &str) -> &'a Value {
    let items = page["items"].as_array().expect("items are a list");
    items.iter().find(|i| i.to_string().contains(part)).unwrap_or_else(|| panic!("no item holds {part}"))
}

#[test]
fn pages_keep_to_our_schema() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/annotation-page.schema.json");
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(schema).expect("the schema is there")).expect("it is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    for base in ["", "base_url = \"https://example.net/d/\"\n"] {
        let folder = dossier(base);
        for page in ["pier", "told", "kept"] {
            let page = json(folder.path(), &format!("articles/{page}.jsonld"));
            let errors: Vec<String> =
                validator.iter_errors(&page).map(|e| format!("{e} at {}", e.instance_path())).collect();
            assert!(errors.is_empty(), "{errors:#?}\n{page:#}");
        }
    }
}

#[test]
fn annotations_keep_the_musts() {
    let folder = dossier("base_url = \"https://example.net/d/\"\n");
    let page = json(folder.path(), "articles/pier.jsonld");
    let items = page["items"].as_array().expect("items are a list");
    assert_eq!(items.len(), 4, "a retracted note is not exported");
    let mut ids = BTreeSet::new();
    // 3.1: one or more @context values with anno.jsonld among them; 5.2: the page's holds for its items.
    assert_eq!(page["@context"], "http://www.w3.org/ns/anno.jsonld");
    for a in items {
        // 3.1: exactly one id, a type that is Annotation.
        assert!(ids.insert(a["id"].as_str().expect("3.1: exactly one IRI").to_owned()), "ids are the annotations' own");
        assert_eq!(a["type"], "Annotation");
        // 3.1: one or more targets.
        assert!(!a["target"].as_array().expect("targets are a list").is_empty());
        // 3.3.5: a motivation is one of the vocabulary's; see the schema. 3.3.7: canonical is what a copy has.
        assert!(["@context", "generator", "canonical"].iter().all(|key| a.get(*key).is_none()), "said once: {a:#}");
        // 3.3.2: agents are resources with a name; 3.3.1: times are xsd:dateTime in UTC, expressed as Z.
        assert_eq!(a["creator"][0]["name"], "Mara Lind");
        assert_eq!(a["created"], "2031-05-04T00:00:00Z");
    }
    let motivations: Vec<&str> = items.iter().filter_map(|a| a["motivation"].as_str()).collect();
    assert_eq!(motivations, ["describing", "assessing", "replying", "highlighting"]);

    let count = item(&page, "note-count");
    // 3.2.4: a TextualBody has exactly one value; format and language say how to read it.
    assert_eq!(count["body"][0]["value"], "The *number* is hers; see [[ships]].");
    assert_eq!(count["body"][0]["format"], "text/markdown");
    assert_eq!(count["body"][1]["format"], "text/html");
    assert!(count["body"][1]["value"].as_str().is_some_and(|v| v.contains("<em>number</em>")));
    assert!(
        count["body"][1]["value"]
            .as_str()
            .is_some_and(|v| v.contains("href=\"https://example.net/d/claims/ships.html\""))
    );
    // 3.3.5: bodies have a purpose of their own.
    let purposes: Vec<&str> =
        count["body"].as_array().expect("bodies").iter().filter_map(|b| b["purpose"].as_str()).collect();
    assert_eq!(purposes, ["identifying", "linking", "classifying", "classifying", "tagging", "tagging"]);
    // 4.1: a SpecificResource has exactly one source. 4.2.4, 4.2.5: selectors count code points.
    let target = &count["target"][0];
    assert_eq!(target["source"], "https://example.org/pier?x=1");
    assert_eq!(target["selector"][0]["exact"], "Forty");
    assert_eq!(target["selector"][0]["prefix"], "The pier é\n");
    assert_eq!(target["selector"][1]["start"], 11);
    assert_eq!(target["selector"][1]["end"], 16);
    // 4.3.1: a TimeState names a cached copy.
    assert_eq!(target["state"][0]["cached"], "https://archive.example.org/pier");
    assert_eq!(target["state"][0]["sourceDate"], "2031-05-03T00:00:00Z");
    let mark = item(&page, "note-mark");
    assert_eq!(mark["target"][0]["selector"][0]["exact"], "Nobody was hurt 🚢");
    let (start, end) = (&mark["target"][0]["selector"][1]["start"], &mark["target"][0]["selector"][1]["end"]);
    assert_eq!(end.as_u64().zip(start.as_u64()).map(|(e, s)| e - s), Some(17), "an emoji is one code point");
    assert!(mark.get("body").is_none(), "3.1: bodies may be left out");
    // 3.1: a target may be an IRI: a reply names what it answers.
    assert_eq!(item(&page, "She answered")["target"][1], "https://example.net/d/articles/pier.html#note-count");
}

/// What the model has no key for is said with a vocabulary of its context (Vocabulary, §4).
#[test]
fn what_else_a_note_says_is_carried() {
    for base in ["", "base_url = \"https://example.net/d/\"\n"] {
        let folder = dossier(base);
        let page = json(folder.path(), "articles/pier.jsonld");
        let items = page["items"].as_array().expect("items are a list");
        let named = |id: &str| items.iter().find(|i| i["dcterms:identifier"] == id).expect("the note is there");
        let count = named("count");
        let bodies = count["body"].as_array().expect("bodies");
        let held = |purpose: &str| bodies.iter().filter(|b| b["purpose"] == purpose).collect::<Vec<_>>();
        assert_eq!(held("identifying")[0]["skos:note"], "probably");
        assert!(held("linking")[0].get("skos:note").is_none(), "what is sure is not said to be likely");
        let [forty, bare] = held("classifying")[..] else { panic!("two claims: {count:#}") };
        assert_eq!((&forty["schema:value"], &forty["skos:scopeNote"]), (&">=40".into(), &"at the pier".into()));
        assert_eq!((bare.get("schema:value"), bare.get("skos:scopeNote")), (None, None), "a card shows no such scope");
        let target = &count["target"][0];
        assert_eq!(target["dcterms:source"], serde_json::json!({"name": "a pilot, unnamed"}));
        assert_eq!(
            (&target["dcterms:date"], &target["dcterms:temporal"]),
            (&"2031-05".into(), &"2031-05-01/2031-05-02".into())
        );
        assert!(target.get("schema:author").is_none(), "an entity that speaks is a body");
        let told = &json(folder.path(), "articles/told.jsonld")["items"][0]["target"][0]["source"];
        assert_eq!(count["rdfs:seeAlso"], serde_json::json!([{"id": told}, {"id": named("answer")["id"]}]));
        let answer = &named("answer")["target"][0];
        assert_eq!(answer["schema:author"]["name"], "a clerk");
        assert_eq!(answer["dcterms:source"]["skos:note"], "probably");
        assert_eq!(answer["dcterms:source"]["source"], held("linking")[0]["source"]);
    }
}

/// Every key of an export with a prefix.
fn prefixes<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Array(list) => list.iter().for_each(|inner| prefixes(inner, found)),
        Value::Object(map) => map.iter().for_each(|(key, inner)| {
            found.extend(key.split_once(':').map(|(prefix, _)| prefix));
            prefixes(inner, found);
        }),
        _ => {}
    }
}

#[test]
fn every_prefix_is_of_the_models_own_context() {
    // As http://www.w3.org/ns/anno.jsonld declares them (Vocabulary, appendix A).
    let declared =
        ["oa", "dc", "dcterms", "dctypes", "foaf", "rdf", "rdfs", "skos", "xsd", "iana", "owl", "as", "schema"];
    let folder = dossier("");
    let files =
        ["annotations", "articles/pier", "articles/told"].map(|file| json(folder.path(), &format!("{file}.jsonld")));
    let mut found = BTreeSet::new();
    files.iter().for_each(|file| prefixes(file, &mut found));
    assert_eq!(found, BTreeSet::from(["dcterms", "rdfs", "schema", "skos"]));
    assert!(found.iter().all(|prefix| declared.contains(prefix)));
}

#[test]
fn a_digest_is_not_the_source() {
    let folder = dossier("base_url = \"https://example.net/d/\"\n");
    let page = json(folder.path(), "articles/told.jsonld");
    let target = &page["items"][0]["target"][0];
    assert_eq!(target["source"], "https://example.net/d/articles/told.html");
    assert_eq!(target["schema:isBasedOn"], "https://example.org/told");
    assert!(target["dcterms:description"].as_str().is_some_and(|d| d.contains("digest")));
    let html = fs::read_to_string(folder.path().join("public/articles/told.html")).expect("the page is there");
    assert!(!html.contains(":~:text="), "a digest has no link into the original");
    let html = fs::read_to_string(folder.path().join("public/articles/pier.html")).expect("the page is there");
    assert!(html.contains("https://example.org/pier?x=1#:~:text=Forty,-ships"), "a source has");
}

#[test]
fn a_withheld_text_gives_only_the_quoted_words() {
    let folder = dossier("");
    let page = json(folder.path(), "articles/kept.jsonld");
    let selectors = page["items"][0]["target"][0]["selector"].as_array().expect("selectors").clone();
    assert_eq!(selectors.len(), 1, "no position in a text that is not published");
    assert_eq!(selectors[0]["exact"], "these few words");
    assert!(selectors[0].get("prefix").is_none() && selectors[0].get("suffix").is_none());
    assert!(!page.to_string().contains("CANARY"));
}

#[test]
fn collections_point_to_their_pages() {
    let folder = dossier("");
    let collection = json(folder.path(), "annotations.jsonld");
    // 5.1: a collection has its context, an id, a type, a total, and a first and last page.
    assert_eq!(collection["@context"], "http://www.w3.org/ns/anno.jsonld");
    assert_eq!(collection["type"], "AnnotationCollection");
    assert_eq!(collection["total"], 6);
    // 3.3.2: a generator is an agent; here it is of all pages.
    assert_eq!(collection["generator"]["type"], "Software");
    let files: Vec<&str> = collection["dcterms:hasPart"]
        .as_array()
        .expect("pages")
        .iter()
        .filter_map(|p| p["schema:contentUrl"].as_str())
        .collect();
    assert_eq!(files.len(), 3);
    let mut next = collection["first"].clone();
    for (n, file) in files.iter().enumerate() {
        // 5.2: pages say whose part they are and which page is next; items are in them.
        let page = json(folder.path(), file);
        assert_eq!(page["id"], next, "page {n} is what the one before says");
        assert_eq!(page["partOf"], collection["id"]);
        next = page["next"].clone();
    }
    assert_eq!(next, Value::Null);
}

/// Every object of a type in an export.
fn of_type<'a>(value: &'a Value, kind: &str, found: &mut Vec<&'a Value>) {
    if value["type"] == kind {
        found.push(value);
    }
    let inner: Vec<&Value> = match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => Vec::new(),
    };
    inner.into_iter().for_each(|inner| of_type(inner, kind, found));
}

fn is_iri(value: &Value) -> bool {
    value.as_str().is_some_and(|iri| url::Url::parse(iri).is_ok())
}

fn is_utc(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.len() == 20 && text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok()
}

/// What the model demands, by section: the demand, where it applies, and whether it holds there.
#[test]
fn every_must_holds_for_every_object() {
    type Demand = (&'static str, &'static str, fn(&Value) -> bool);
    let demands: [Demand; 20] = [
        ("3.1: one or more @context, anno.jsonld among them", "AnnotationPage", |v| {
            v["@context"] == "http://www.w3.org/ns/anno.jsonld"
        }),
        ("3.1: exactly one IRI", "Annotation", |v| is_iri(&v["id"])),
        ("3.1: one or more targets", "Annotation", |v| v["target"].as_array().is_some_and(|t| !t.is_empty())),
        ("3.1: bodies, if there are any", "Annotation", |v| {
            v.get("body").is_none_or(|b| b.as_array().is_some_and(|b| !b.is_empty()))
        }),
        ("3.2.1: a target in full is an IRI", "Annotation", |v| {
            v["target"].as_array().is_some_and(|all| all.iter().all(|t| t.is_object() || is_iri(t)))
        }),
        ("3.2.4: exactly one value, a string", "TextualBody", |v| v["value"].is_string()),
        ("3.2.4: at most one text direction", "TextualBody", |v| v.get("textDirection").is_none_or(Value::is_string)),
        ("3.2.5: no bodyValue beside a body", "Annotation", |v| v.get("bodyValue").is_none()),
        ("3.3.1: at most one time of creation, in UTC", "Annotation", |v| v.get("created").is_none_or(is_utc)),
        ("3.3.1: at most one time of change, in UTC", "Annotation", |v| v.get("modified").is_none_or(is_utc)),
        ("3.3.2: an agent has at most one name", "Annotation", |v| {
            v["creator"].as_array().is_none_or(|all| all.iter().all(|a| a["name"].is_string()))
        }),
        ("3.3.5: a motivation is of the vocabulary", "Annotation", |v| v["motivation"].is_string()),
        ("3.3.5: a purpose is a motivation", "SpecificResource", |v| v.get("purpose").is_none_or(Value::is_string)),
        ("3.3.7: at most one canonical IRI", "Annotation", |v| v.get("canonical").is_none_or(is_iri)),
        ("4: exactly one source", "SpecificResource", |v| is_iri(&v["source"])),
        ("4.2.4: exactly one exact, at most one prefix and suffix", "TextQuoteSelector", |v| {
            v["exact"].is_string() && ["prefix", "suffix"].iter().all(|key| v.get(*key).is_none_or(Value::is_string))
        }),
        ("4.2.5: exactly one start and end, not negative", "TextPositionSelector", |v| {
            v["start"].as_u64().zip(v["end"].as_u64()).is_some_and(|(start, end)| start < end)
        }),
        ("4.3.1: a source date is in UTC", "TimeState", |v| v.get("sourceDate").is_none_or(is_utc)),
        ("4.3.1: a cached copy has an IRI", "TimeState", |v| is_iri(&v["cached"])),
        ("5.2: a page has an array of items and is part of a collection", "AnnotationPage", |v| {
            v["items"].is_array() && is_iri(&v["partOf"]) && is_iri(&v["id"])
        }),
    ];
    for base in ["", "base_url = \"https://example.net/d/\"\n"] {
        let folder = dossier(base);
        let pages: Vec<Value> = ["pier", "told", "kept"]
            .iter()
            .map(|page| json(folder.path(), &format!("articles/{page}.jsonld")))
            .collect();
        for (demand, kind, holds) in demands {
            let mut found = Vec::new();
            pages.iter().for_each(|page| of_type(page, kind, &mut found));
            assert!(!found.is_empty(), "{demand}: nothing to hold it against");
            for object in found {
                assert!(holds(object), "{demand}: {object:#}");
            }
        }
        // 5.1: a collection that is not empty has a first page; its total is a number that is not negative.
        let collection = json(folder.path(), "annotations.jsonld");
        assert!(is_iri(&collection["id"]) && is_iri(&collection["first"]) && collection["total"].is_u64());
    }
}
