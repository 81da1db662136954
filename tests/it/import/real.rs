//! The five real texts, which are no part of the repository: at most five of their words in a row
//! stand here.
//!
//! They are looked for in `../shared/articles`, or where `DOSSIER_ARTICLES` says. Where they are
//! missing the test says so and passes; with `CI` set it fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dom_query::{Document, NodeRef};
use dossier::content::article::Rights;
use dossier::import::{Options, import};

use super::law::lawful;
use super::{canonical, dossier, empty_dossier, import_bytes, read};

/// What must come of a text.
struct Text {
    /// Its file begins so; it is imported as `text-` and this.
    file: &'static str,
    /// The line of its headline.
    headline: usize,
    /// The front matter that it states.
    states: &'static [(&'static str, &'static str)],
    /// The outlet that it names, if any.
    outlet: Option<&'static str>,
    /// Lines and trailing words that are removed.
    removed: &'static [usize],
    /// Quotations for notes: the block, and at most five words.
    quotes: [(usize, &'static str); 3],
}

const TEXTS: [Text; 5] = [
    Text {
        file: "000",
        headline: 1,
        states: &[],
        outlet: None,
        removed: &[14, 30, 32],
        quotes: [(1, "canvassed military bases"), (5, "more than 300 political prisoners"), (8, "Nancy Zea")],
    },
    Text {
        file: "001",
        headline: 4,
        states: &[("outlet", "global-news"), ("published", "2019-01-31T00:29"), ("updated", "2019-01-31T15:13")],
        outlet: Some("Global News"),
        removed: &[1, 2, 11, 65, 67, 70],
        quotes: [(2, "self-proclaimed interim president"), (3, "desperate situation"), (4, "key military contingents")],
    },
    Text {
        file: "002",
        headline: 5,
        states: &[],
        outlet: None,
        removed: &[1, 2, 3, 9, 42, 43, 44, 45, 46, 47, 48],
        quotes: [(4, "have had clandestine meetings"), (10, "The problem is going"), (14, "accused Silva of treason")],
    },
    Text {
        file: "003",
        headline: 1,
        states: &[("published", "2019-01-31T09:46:59Z")],
        outlet: None,
        removed: &[82],
        quotes: [(15, "Who is Juan Guaidó?"), (16, "in seven charts"), (28, "the Maduro mafia")],
    },
    Text {
        file: "004",
        headline: 1,
        states: &[("outlet", "sharecast"), ("published", "2019-02-07")],
        outlet: Some("Sharecast News"),
        removed: &[3, 5, 7, 37],
        quotes: [(2, "around 6%"), (7, "Tienditas Bridge"), (11, "Humanitarian action")],
    },
];

/// Where an entity must be mentioned: the text, the block, and the words as printed.
const PLACES: [(&str, &str, usize, &str); 12] = [
    ("juan-guaido", "000", 2, "Juan Guaidó"),
    ("juan-guaido", "001", 0, "Juan Guaido"),
    ("juan-guaido", "001", 1, "Guiado"),
    ("juan-guaido", "002", 0, "Guaido"),
    ("juan-guaido", "003", 0, "Juan Guaidó"),
    ("juan-guaido", "004", 1, "Juan Guaido"),
    ("john-bolton", "001", 26, "John Bolton"),
    ("john-bolton", "002", 17, "Bolton"),
    ("john-bolton", "003", 28, "John Bolton"),
    ("manuela-bolivar", "004", 13, "Manuela Bolivar"),
    ("jose-guerra", "003", 26, "Jose Guerra"),
    ("nicolas-maduro", "000", 1, "Nicolás Maduro"),
];

/// Finds the originals, by the first three letters of their names.
fn originals() -> Option<BTreeMap<String, PathBuf>> {
    #[expect(clippy::disallowed_methods, reason = "a test may be told where the private texts are")]
    let (folder, ci) = (std::env::var_os("DOSSIER_ARTICLES"), std::env::var_os("CI"));
    let folder = folder.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/articles"), PathBuf::from);
    let found: BTreeMap<String, PathBuf> = fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .filter_map(|path| Some((path.file_name()?.to_str()?.get(..3)?.to_owned(), path)))
        .collect();
    let complete = TEXTS.iter().all(|text| found.contains_key(text.file));
    assert!(complete || ci.is_none(), "the five texts are not in `{}`", folder.display());
    complete.then_some(found)
}

#[test]
#[expect(clippy::print_stderr, reason = "what is skipped must be seen")]
fn the_five_texts_come_out_right() {
    let Some(originals) = originals() else {
        eprintln!("skipped: the five texts are not there; name their folder in DOSSIER_ARTICLES");
        return;
    };
    for text in &TEXTS {
        let bytes = fs::read(&originals[text.file]).expect("readable");
        let imported = import_bytes(&bytes, "clipping.txt").expect("it is text");
        let original = String::from_utf8(bytes).expect("it is UTF-8");
        let source = read(&imported);
        assert!(source.diagnostics.is_empty(), "{}: {:?}", text.file, source.diagnostics);
        // Compared without being shown: a failure must print no sentence of a text.
        assert!(canonical(&source) == lawful(&original, &imported.report), "{}: the law does not hold", text.file);
        assert_eq!(imported.report.stated[0].line, Some(text.headline), "{}", text.file);
        let removed: Vec<_> = imported.report.removed.iter().filter_map(|removed| removed.line).collect();
        assert_eq!(removed, text.removed, "{}", text.file);
        let outlet = imported.report.stated.iter().find(|found| found.key == "outlet");
        assert_eq!(outlet.map(|found| found.value.as_str()), text.outlet, "{}", text.file);
    }
    let (dir, root) = empty_dossier();
    copy_entities(&root);
    fs::create_dir_all(root.join("content/annotations")).expect("writable");
    for text in &TEXTS {
        let (slug, file) = (format!("text-{}", text.file), originals[text.file].to_str().expect("text"));
        let run = dossier(dir.path(), &["import", "--root", "site", "--rights", "full", "--slug", &slug, file]);
        assert_eq!(run.code, 0, "{}: {}", text.file, run.stderr);
        let article = fs::read_to_string(root.join(format!("content/articles/{slug}.md"))).expect("written");
        let front = article.split("---\n").nth(1).expect("front matter");
        for key in ["outlet", "authors", "published", "updated", "source", "dateline"] {
            let value = front.lines().find_map(|line| line.strip_prefix(&format!("{key}: ")));
            let stated = text.states.iter().find(|(k, _)| *k == key).map(|(_, value)| *value);
            assert_eq!(value, stated, "{}: {key}", text.file);
        }
        let notes = text.quotes.iter().enumerate();
        let notes = notes.map(|(i, (_, quote))| format!("## A note {{#n{i}}}\n\n> {quote}\n\nOur words.\n\n"));
        fs::write(root.join(format!("content/annotations/{slug}.md")), notes.collect::<String>()).expect("writable");
    }
    let built = dossier(&root, &["build", "--format", "short"]);
    assert_eq!(built.code, 0, "{}{}", built.stdout, built.stderr);
    let pages: BTreeMap<&str, String> = TEXTS
        .iter()
        .map(|text| {
            (
                text.file,
                fs::read_to_string(root.join(format!("public/articles/text-{}.html", text.file))).expect("a page"),
            )
        })
        .collect();
    for text in &TEXTS {
        check_notes(text, &Document::from(pages[text.file].as_str()));
    }
    check_mentions(&pages);
    check_links(&root.join("public"));
}

/// Copies the repository's entities without what leads to its articles: relations and biographies.
fn copy_entities(root: &Path) {
    let to = root.join("content/entities");
    fs::create_dir_all(&to).expect("writable");
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("content/entities")).expect("they are there") {
        let path = entry.expect("readable").path();
        let text = fs::read_to_string(&path).expect("it is text");
        let front = text.split("---\n").nth(1).expect("front matter");
        let mut kept = String::new();
        let mut skipping = false;
        for line in front.lines() {
            skipping = if line.starts_with([' ', '-']) { skipping } else { line.starts_with("relations:") };
            if !skipping {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        fs::write(to.join(path.file_name().expect("it has one")), format!("---\n{kept}---\n")).expect("writable");
    }
}

/// The number of the block that an element stands in; the headline is 0.
fn block(node: &NodeRef<'_>) -> Option<usize> {
    let number = |node: &NodeRef<'_>| node.id_attr()?.strip_prefix('p')?.parse().ok();
    number(node).or_else(|| node.ancestors(None).iter().find_map(number))
}

fn check_notes(text: &Text, page: &Document) {
    let marks = page.select("article mark.annotation");
    for (i, (place, quote)) in text.quotes.iter().enumerate() {
        let id = format!("n{i}");
        let of_note = |node: &&NodeRef<'_>| node.attr_or("data-annotations", "").split(' ').any(|a| a == id);
        let own: Vec<_> = marks.nodes().iter().filter(of_note).collect();
        let marked: String = own.iter().map(|node| node.text().to_string()).collect();
        assert_eq!(marked.replace('\u{a0}', " "), *quote, "{}", text.file);
        assert!(own.iter().all(|node| block(node) == Some(*place)), "{}: {quote}", text.file);
    }
}

fn check_mentions(pages: &BTreeMap<&str, String>) {
    let mentions = |file: &str, entity: &str| -> Vec<(usize, String)> {
        let page = Document::from(pages[file].as_str());
        let found = page.select(&format!("article .mention[data-entity='{entity}']"));
        // Names within notes stand in no block of the text.
        found.nodes().iter().filter_map(|node| Some((block(node)?, node.text().replace('\u{a0}', " ")))).collect()
    };
    let texts = |entity: &str| -> Vec<&str> {
        TEXTS.iter().map(|text| text.file).filter(|file| !mentions(file, entity).is_empty()).collect()
    };
    assert_eq!(texts("juan-guaido").len(), 5);
    assert_eq!(texts("nicolas-maduro").len(), 5);
    assert_eq!(texts("john-bolton"), ["001", "002", "003"]);
    assert_eq!(texts("manuela-bolivar"), ["004"], "the currency is not she");
    assert_eq!(texts("jose-guerra"), ["003"]);
    for (entity, file, block, words) in PLACES {
        let found = mentions(file, entity);
        let there = found.iter().any(|(b, text)| *b == block && text.starts_with(words));
        assert!(there, "{entity} is not in {file} at p{block}");
    }
    let printed = |file| mentions(file, "juan-guaido").iter().any(|(_, words)| words.contains("Guaido"));
    assert!(["001", "002", "004"].into_iter().all(printed), "Guaidó is found as Guaido");
}

/// Checks that every link within the site leads to a file, and to a place in it.
fn check_links(public: &Path) {
    let mut files = vec![public.to_path_buf()];
    let mut pages: BTreeMap<PathBuf, Document> = BTreeMap::new();
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(&path).expect("readable").map(|entry| entry.expect("readable").path()));
        } else if path.extension().is_some_and(|e| e == "html") && path.file_name().is_some_and(|n| n != "404.html") {
            let page = Document::from(fs::read_to_string(&path).expect("it is text"));
            pages.insert(path.canonicalize().expect("it is there"), page);
        }
    }
    let mut seen = 0;
    for (path, page) in &pages {
        for (selector, attribute) in [("[href]", "href"), ("[src]", "src")] {
            for node in page.select(selector).nodes() {
                let url = node.attr_or(attribute, "").to_string();
                if url.contains("://")
                    || url.starts_with("mailto:")
                    || url.starts_with("data:")
                    || url.starts_with("urn:")
                {
                    continue;
                }
                let (file, fragment) = url.split_once('#').map_or((url.as_str(), ""), |(file, id)| (file, id));
                let folder = path.parent().expect("it has one");
                let target = if file.is_empty() { path.clone() } else { folder.join(file) };
                let target = target.canonicalize().unwrap_or_else(|_| panic!("{}: {url}", path.display()));
                seen += 1;
                if let Some(page) = pages.get(&target)
                    && !fragment.is_empty()
                {
                    assert!(page.select(&format!("[id='{fragment}']")).exists(), "{}: {url}", path.display());
                }
            }
        }
    }
    assert!(seen > 100, "the site has links");
}

#[test]
fn a_copy_of_an_outlet_is_only_named_where_the_dossier_has_it() {
    let text = b"Bridge to close\nIt closed.\n\xc2\xa9 2021 Harbour News, Ltd.\n";
    let options = Options {
        file: "a.txt",
        rights: Rights::Reference,
        slug: None,
        language: None,
        outlets: &[],
        taken: &|_| false,
    };
    let imported = import(text, &options).expect("it is text");
    assert!(!imported.front.contains("outlet"), "{}", imported.front);
    let note = imported.report.notes.iter().find(|note| note.line == Some(3)).expect("it says how to make one");
    assert!(note.message.contains("dossier new entity \"Harbour News\" --kind organization"), "{}", note.message);
}
