//! Whom the five real texts name, against a table made by reading them.
//!
//! The texts lie outside the repository (`DOSSIER_ARTICLES`, or `../shared/articles`); without them the tests say
//! so and pass, except in CI. `tests/it/mentions/table.txt` holds each place: which text, which of its lines that are
//! not empty, and the name in brackets with a word beside it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use dossier::compile::{Audience, Memos};
use dossier::load::{Contents, Snapshot, SourceFile};
use dossier::memo::map::Map;
use dossier::path::SourcePath;
use dossier::tools::mentions::{Study, hints, study};

/// The twenty main entities: id, name, further front matter.
const ENTITIES: [(&str, &str, &str); 20] = [
    ("juan-guaido", "Juan Guaidó", "aliases: [Guaidó]\nmisspellings: [Guiado, Juan Guiado]"),
    ("nicolas-maduro", "Nicolás Maduro", "aliases: [Maduro, Nicolás Maduro Moros]"),
    ("venezuela", "Venezuela", ""),
    ("united-states", "United States", "aliases: [US, U.S.]"),
    ("caracas", "Caracas", ""),
    ("national-assembly", "National Assembly", "aliases: [Venezuelan National Assembly]\ncase: any"),
    ("colombia", "Colombia", ""),
    ("russia", "Russia", ""),
    ("china", "China", ""),
    ("gustavo-tarre", "Gustavo Tarre", "aliases: [Tarre]"),
    ("john-bolton", "John Bolton", "aliases: [Bolton]"),
    ("jose-luis-silva", "José Luis Silva", "aliases: [Silva]"),
    ("reuters", "Reuters", ""),
    ("sputnik", "Sputnik", "aliases: [Sputnik International]"),
    ("carlos-vecchio", "Carlos Vecchio", "aliases: [Vecchio]"),
    ("hugo-chavez", "Hugo Chávez", "aliases: [Chávez]"),
    ("new-york-times", "The New York Times", "aliases: [New York Times]"),
    ("lima-group", "Lima Group", ""),
    ("manuela-bolivar", "Manuela Bolívar", "weak_aliases: [Bolívar]"),
    ("uruguay", "Uruguay", ""),
];

/// Returns the texts in order of their names; none where they are not at hand.
fn texts() -> Option<Vec<String>> {
    #[expect(clippy::disallowed_methods, reason = "a test may be told where the texts are")]
    let (named, ci) = (std::env::var_os("DOSSIER_ARTICLES"), std::env::var_os("CI").is_some());
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/articles");
    let places = named.map(PathBuf::from).into_iter().chain([beside]);
    let Some(folder) = places.into_iter().find(|folder| folder.is_dir()) else {
        assert!(!ci, "the real texts must be there in CI: set DOSSIER_ARTICLES");
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"skipped: the real texts are not here\n");
        return None;
    };
    let files = std::fs::read_dir(folder).expect("it is readable").map(|f| f.expect("it is readable").path());
    let mut files: Vec<PathBuf> = files.filter(|f| f.extension().is_some_and(|e| e == "txt")).collect();
    files.sort();
    Some(files.iter().map(|f| std::fs::read_to_string(f).expect("it is text")).collect())
}

/// Makes a dossier of texts, each line a paragraph, and entities.
fn dossier(texts: &[String], entities: &[(&str, &str, &str)]) -> Snapshot {
    let mut files = Map::new();
    let mut add = |path: String, text: String| {
        let path = SourcePath::new(path);
        files.insert(path.clone(), Arc::new(SourceFile { path, contents: Contents::Text(text.into()) }));
    };
    add("dossier.toml".into(), "title = \"Texts\"\n".into());
    for (n, text) in texts.iter().enumerate() {
        let mut body = format!("---\ntitle: \"{n}\"\nrights: full\n---\n");
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            body.push('\n');
            for c in line.chars() {
                if c.is_ascii_punctuation() {
                    body.push('\\');
                }
                body.push(c);
            }
            body.push('\n');
        }
        add(format!("content/articles/text-{n}.md"), body);
    }
    for (id, name, more) in entities {
        add(format!("content/entities/{id}.md"), format!("---\nname: {name}\n{more}\n---\n"));
    }
    let now = "2026-11-21T00:00:00Z".parse().expect("it is a moment");
    Snapshot {
        files,
        blobs: Map::new(),
        originals: None,
        now,
        problems: Vec::new(),
        lock: Arc::default(),
        snapshots: Arc::default(),
    }
}

fn studied(snapshot: &Snapshot) -> Study {
    study(snapshot, Audience::Public, &mut Memos::forgetful())
}

#[test]
fn the_twenty_main_entities_are_found_where_a_reader_finds_them() {
    let Some(texts) = texts() else { return };
    let study = studied(&dossier(&texts, &ENTITIES));
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for text in &study.texts {
        let Some(n) = text.owner.as_str().strip_prefix("text-") else { continue };
        let canonical = &text.body.canonical;
        for mention in &text.found.mentions {
            let block = canonical.block_at(mention.span.start);
            let (own, end) = (canonical.blocks[block].clone(), mention.span.end);
            let before = &canonical.text[own.start..mention.span.start];
            let row = format!("{n} p{block} [{}]", &canonical.text[mention.span.clone()]);
            let (id, _, _) = ENTITIES.iter().find(|e| e.0 == mention.entity.as_str()).expect("it is one of them");
            found.entry(id).or_default().push(format!("{row}\t{before}\t{}", &canonical.text[end..own.end]));
        }
    }
    let mut difference = String::new();
    let mut rows = 0;
    for section in include_str!("mentions/table.txt").split("\n\n") {
        let mut lines = section.lines();
        let id = lines.next().expect("a section has an id");
        let mut found = found.remove(id).unwrap_or_default().into_iter();
        for line in lines {
            rows += 1;
            let (place, words) = line.trim().split_once(" p").expect("a row has a text and a block");
            let (block, words) = words.split_once(' ').expect("a row has words");
            let (before, rest) = words.split_once('[').expect("the name stands in brackets");
            let (name, after) = rest.split_once(']').expect("the name stands in brackets");
            let next = found.next().unwrap_or_default();
            let mut parts = next.split('\t');
            let mut part = || parts.next().unwrap_or_default();
            let same =
                part() == format!("{place} p{block} [{name}]") && part().ends_with(before) && part().starts_with(after);
            if !same {
                let _ = writeln!(difference, "{id}: {}: {}", line.trim(), next.split('\t').next().unwrap_or_default());
            }
        }
        found.for_each(|more| writeln!(difference, "{id}: too many: {more}").expect("a string takes it"));
    }
    for (id, more) in found {
        let _ = writeln!(difference, "{id}: not in the table: {more:?}");
    }
    assert_eq!(difference, "");
    assert!(rows > 200, "the table was read");
}

#[test]
fn of_all_words_one_is_nearly_a_name() {
    let Some(texts) = texts() else { return };
    let bare: Vec<_> = ENTITIES
        .iter()
        .map(|&(id, name, more)| (id, name, more.split("\nmisspellings").next().unwrap_or_default()))
        .collect();
    let hints = hints(&studied(&dossier(&texts, &bare)));
    let rows: Vec<_> = hints.iter().map(|h| format!("{} {}", h.primary.path, h.message)).collect();
    assert_eq!(rows, ["content/articles/text-1.md `Guiado` is nearly `Guaidó`, but not linked"]);
    let action = hints[0].hint.as_deref().unwrap_or_default();
    assert!(action.contains("content/entities/juan-guaido.md write `misspellings: [Guiado]`"), "{action}");
}

#[test]
fn the_line_of_a_hint_settles_it() {
    let texts = ["Ana Moerno and Moreno came.".to_owned(), "Moerno left; Moerno’s coat.".to_owned()];
    let rows = [("", 2), ("\nmisspellings: [Moerno]", 0), ("\nnot: [Moerno]", 0)];
    for (line, expected) in rows {
        let aliases = format!("aliases: [Moreno]{line}");
        let study = studied(&dossier(&texts, &[("m", "Ana Moreno", &aliases)]));
        let hints = hints(&study);
        assert_eq!(hints.len(), expected, "{line}");
        if let Some(second) = hints.get(1) {
            assert_eq!(second.labels.len(), 1, "one hint a file and word, all places in it");
            assert_ne!(second.primary.span, second.labels[0].location.span);
        }
    }
}
