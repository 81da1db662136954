//! The five real texts, when they are there. Nothing of them is kept here but the names looked for.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use super::fixture::{Dossier, all, words};
use super::{contract, crawl};

const ENTITIES: &str = "\
//- dossier.toml
title = \"Five texts\"
//- content/entities/juan-guaido.md
---
name: Juan Guaidó
kind: person
aliases: [Guaidó]
misspellings: [Guiado]
---
//- content/entities/nicolas-maduro.md
---
name: Nicolás Maduro
kind: person
aliases: [Maduro]
---
//- content/entities/john-bolton.md
---
name: John Bolton
kind: person
aliases: [Bolton]
---
";

/// The words whose first places are annotated, three in each text; each stands in every text.
const QUOTED: [&str; 3] = ["Maduro", "Venezuela", "military"];

/// Finds the texts, or says that they are left out; where CI runs they must be there.
#[expect(clippy::disallowed_methods, reason = "the texts are not in the repository")]
fn texts() -> Option<Vec<(String, String)>> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let named = std::env::var_os("DOSSIER_ARTICLES").map(PathBuf::from);
    let folder = named.into_iter().chain([here.join("../shared/articles")]).find(|f| f.is_dir());
    let Some(folder) = folder else {
        assert!(std::env::var_os("CI").is_none(), "the five texts are missing; set DOSSIER_ARTICLES");
        eprintln!("left out: the five texts are not in ../shared/articles nor in DOSSIER_ARTICLES");
        return None;
    };
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("readable").map(|e| e.expect("readable").path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "txt"));
    files.sort();
    assert_eq!(files.len(), 5, "{files:?}");
    let text = |(n, file): (usize, &PathBuf)| (format!("text-{n}"), fs::read_to_string(file).expect("it is text"));
    Some(files.iter().enumerate().map(text).collect())
}

/// Puts a backslash before everything that Markdown may take for markup.
fn escape(line: &str) -> String {
    line.chars().fold(String::new(), |mut out, c| {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

/// The lines of a text that say something; the first is its headline.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// A quotation of at most five words around the first place of a word, with the word as its target.
fn quotation(text: &str, word: &str) -> (String, String) {
    let line = lines(text)[1..].iter().copied().find(|line| line.contains(word)).expect("the word is in every text");
    let list: Vec<&str> = line.split_whitespace().collect();
    let at = list.iter().position(|w| w.contains(word)).expect("the line has it");
    let from = at.saturating_sub(2);
    let quoted = list[from..list.len().min(from + 5)].join(" ");
    (quoted.clone(), quoted)
}

/// Counts the places in a text where a name stands as a word, with and without its accents.
fn count(text: &str, names: &[&str]) -> usize {
    let border = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    let one = |name: &str| {
        text.match_indices(name)
            .filter(|(at, _)| border(text[..*at].chars().next_back()) && border(text[at + name.len()..].chars().next()))
            .count()
    };
    names.iter().map(|name| one(name)).sum()
}

#[test]
fn five_real_texts_are_shown_whole() {
    let Some(texts) = texts() else { return };
    let dossier = Dossier::new(ENTITIES);
    let mut targets: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (id, text) in &texts {
        let lines = lines(text);
        let title = lines[0].replace('\'', "''");
        let mut article = format!("---\ntitle: '{title}'\nrights: full\n---\n");
        for line in &lines[1..] {
            write!(article, "\n{}\n", escape(line)).expect("a string takes it");
        }
        dossier.write(&format!("content/articles/{id}.md"), article);
        let mut notes = String::new();
        for (n, word) in QUOTED.into_iter().enumerate() {
            let (quoted, target) = quotation(text, word);
            assert!(quoted.split_whitespace().count() <= 5);
            write!(notes, "## Note {n} {{#n{n}}}\nnth: 1\n\n> {}\n\nSaid here.\n\n", escape(&quoted))
                .expect("a string takes it");
            targets.entry(id.clone()).or_default().push((format!("n{n}"), target));
        }
        dossier.write(&format!("content/annotations/{id}.md"), notes);
    }
    let built = dossier.build_fine();
    let crawled = crawl::check(&built.site.files, "/");
    assert!(crawled.marked >= 50, "{crawled:?}");

    for (id, text) in &texts {
        let page = contract::read(&built.site.page(&format!("articles/{id}.html")));
        assert_eq!(page.faults, [""; 0], "{id}");
        let shown: Vec<String> = page.blocks.iter().map(|b| words(&page.text[b.clone()])).collect();
        let wanted: Vec<String> = lines(text).into_iter().map(words).collect();
        assert_eq!(shown, wanted, "{id}");
        for (note, target) in &targets[id] {
            assert_eq!(&words(&page.marked(note)), target, "{id}#{note}");
        }
        assert_eq!(page.refs.len(), 3, "{id}");
    }

    let people: [(&str, &[&str], usize); 3] = [
        ("juan-guaido", &["Guaidó", "Guaido", "Guiado"], 5),
        ("nicolas-maduro", &["Maduro"], 5),
        ("john-bolton", &["Bolton"], 3),
    ];
    for (person, names, in_texts) in people {
        let path = format!("entities/{person}.html");
        let page = built.site.page(&path);
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for item in all(&page, "li.backlink[data-kind=mention]") {
            let from = item.attr("data-from").expect("the crawler has seen it").to_owned();
            found.entry(from).or_default().push(words(&item.text().collect::<String>()));
        }
        assert_eq!(found.len(), in_texts, "{person} is in {:?}", found.keys());
        for (id, text) in &texts {
            let expected = count(text, names);
            let sentences = found.remove(id).unwrap_or_default();
            assert_eq!(sentences.len(), expected, "{person} in {id}: {sentences:#?}");
            let holds = |sentence: &String| names.iter().any(|name| sentence.contains(name));
            assert!(sentences.iter().all(holds), "{person} in {id}: {sentences:#?}");
            for sentence in &sentences {
                let sentence = sentence.trim_end_matches(" →");
                let whole = lines(text).into_iter().any(|line| words(line).contains(sentence));
                assert!(whole, "{person} in {id}: the text has no {sentence:?}");
            }
        }
    }
}
