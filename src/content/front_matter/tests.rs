mod keys;
mod yaml;

use std::sync::Arc;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::content::{article, claim, common, config, entity, page};
use crate::source::{Contents, SourceFile};

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: SourcePath::new(path), contents: Contents::Text(Arc::from(text)) }
}

/// Draws diagnostics as `code line:column-line:column message` and their labels and hints below.
fn draw(text: &str, diagnostics: &[Diagnostic]) -> String {
    let place = |location: &Location| match &location.span {
        None => "file".to_owned(),
        Some(span) => {
            let at = |byte: usize| {
                let before = &text[..byte];
                let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
                (before.matches('\n').count() + 1, column)
            };
            let ((line, from), (end, to)) = (at(span.start), at(span.end));
            if line == end { format!("{line}:{from}-{to}") } else { format!("{line}:{from}-{end}:{to}") }
        }
    };
    let mut drawn = String::new();
    for diagnostic in diagnostics {
        drawn += &format!("{:?} {} {}\n", diagnostic.code, place(&diagnostic.primary), diagnostic.message);
        for label in &diagnostic.labels {
            drawn += &format!("  at {} {}\n", place(&label.location), label.text);
        }
        if let Some(hint) = &diagnostic.hint {
            drawn += &format!("  = {}\n", hint.replace('\n', "⏎"));
        }
    }
    drawn
}

fn article(text: &str) -> String {
    draw(text, &article::parse(&file("content/articles/a.md", text)).diagnostics)
}

/// An article with these lines of YAML besides what is required.
fn yaml(lines: &str) -> String {
    article(&format!("---\ntitle: T\nrights: full\n{lines}\n---\n"))
}

fn entity(lines: &str) -> String {
    let text = format!("---\nname: N\n{lines}\n---\n");
    draw(&text, &entity::parse(&file("content/entities/n.md", &text)).diagnostics)
}

fn toml(text: &str) -> String {
    draw(text, &config::parse(&file("dossier.toml", text)).2)
}

#[test]
fn words_come_out_as_written() {
    for words in ["1984", "2019-01-31", "no", "0x1F", "1e3", "true", "4,000", "1_000", "12:30", "Guaidó’s", "Null"] {
        let text = format!("---\ntitle: {words}\nrights: full\n---\n");
        let source = article::parse(&file("a.md", &text));
        assert_eq!(source.meta.title, words);
        assert_eq!(source.diagnostics, []);
    }
    let text = "---\r\ntitle: >-\r\n  Two\r\n  lines\r\nrights: \"full\"\r\nauthors: José\r\n---\r\nBody\r\n";
    let source = article::parse(&file("a.md", text));
    assert_eq!(source.meta.title, "Two lines");
    assert_eq!(source.meta.common.authors, ["José"]);
    assert_eq!(source.diagnostics, []);
    let spans = |key: &str| &text[source.keys.get(key)];
    assert_eq!(spans("rights"), "\"full\"");
    assert_eq!(spans("authors"), "José");
    assert_eq!(spans("authors[0]"), "José");
}

#[test]
fn key_paths_lead_to_the_bytes_of_values() {
    let text = "---\nname: Ñandú\naliases: [é, 'ü', \"\\u00e9x\"]\nrelations:\n  - to: y\n    as: \"é é\"\n    start:   2019\nimage: {file: é.jpg, alt: b}\nrole: >\n  long\n  words\n\n# é\nend: 2020 # é\n---\n";
    let source = entity::parse(&file("n.md", text));
    let rows = [
        ("name", "Ñandú"),
        ("aliases", "[é, 'ü', \"\\u00e9x\"]"),
        ("aliases[1]", "'ü'"),
        ("aliases[2]", "\"\\u00e9x\""),
        ("relations", "- to: y"),
        ("relations[0]", "to: y"),
        ("relations[0].as", "\"é é\""),
        ("relations[0].start", "2019"),
        ("relations[0].note", "to: y"),
        ("image", "{file: é.jpg, alt: b}"),
        ("image.file", "é.jpg"),
        ("role", "long\n  words"),
        ("end", "2020"),
    ];
    for (key, words) in rows {
        assert_eq!(&text[source.keys.get(key)], words, "{key}");
    }
    let text = "title = \"é\"\nlead = [\"a\", 'é']\n[edition]\ndate = 2019-02-07\n[options]\n\"é\" = true\n";
    let (config, keys, diagnostics) = config::parse(&file("dossier.toml", text));
    assert_eq!(diagnostics, []);
    assert_eq!(config.options, [("é".to_owned(), config::OptionValue::Boolean(true))]);
    for (key, words) in [
        ("title", "\"é\""),
        ("lead[1]", "'é'"),
        ("edition", "[edition]"),
        ("edition.date", "2019-02-07"),
        ("options.é", "true"),
    ] {
        assert_eq!(&text[keys.get(key)], words, "{key}");
    }
}

#[test]
fn fences() {
    let rows = [
        ("---\ntitle: T\n---\nBody", "Body"),
        ("---\ntitle: T\n...\nBody", "Body"),
        ("--- \r\ntitle: T\r\n---\t\r\nBody", "Body"),
        ("+++\ntitle = 'T'\n+++\nBody", "Body"),
        ("---\n---\nBody", "Body"),
        ("---\ntitle: T\n---", ""),
        ("Body\n---\n", "Body\n---\n"),
        ("---\ntitle: T\n", ""),
    ];
    for (text, body) in rows {
        assert_eq!(&text[read(&SourcePath::new("a.md"), text).0.body..], body, "{text:?}");
    }
    assert_snapshot!(article("---\ntitle: T\n----\nBody\n"), @r#"
    unclosed-front-matter 1:1-4 the front matter is not closed
      at 3:1-5 a line of exactly `---` would close it
      = write a line `---` after its last key
    "#);
    assert_snapshot!(article("+++\ntitle = 'T'\n---\nBody\n"), @r#"
    unclosed-front-matter 1:1-4 the front matter is not closed
      at 3:1-4 a line of exactly `+++` would close it
      = write a line `+++` after its last key
    "#);
}

#[test]
fn missing_front_matter() {
    assert_snapshot!(article(""), @r#"
    missing-front-matter 1:1-1 the file is empty
      = write⏎---⏎title: The headline⏎rights: reference⏎---
    "#);
    assert_snapshot!(article("\n\n"), @r#"
    missing-front-matter 1:1-1 the file is empty
      = write⏎---⏎title: The headline⏎rights: reference⏎---
    "#);
    assert_snapshot!(article("# Heading\n"), @r#"
    missing-front-matter 1:1-10 the file has no front matter
      = begin the file with⏎---⏎title: The headline⏎rights: reference⏎---
    "#);
    assert_snapshot!(article("\n---\ntitle: T\n---\n"), @r#"
    missing-front-matter 2:1-4 the front matter does not stand at the very start
      = take away the lines above it
    "#);
    let claim = |text: &str| draw(text, &claim::parse(&file("c.md", text)).diagnostics);
    assert_snapshot!(claim("Words"), @r#"
    missing-front-matter 1:1-6 the file has no front matter
      = begin the file with⏎---⏎question: How many were there?⏎---
    "#);
    let page = |text: &str, home| draw(text, &page::parse(&file("p.md", text), home).diagnostics);
    assert_snapshot!(page("", false), @r#"
    missing-front-matter 1:1-1 the file is empty
      = write⏎---⏎title: The title⏎---
    "#);
    assert_eq!(page("Words", false), "");
    assert_eq!(page("", true), "");
}

#[test]
fn files_without_a_text() {
    let contents = |contents: Contents| {
        let file = SourceFile { path: SourcePath::new("a.md"), contents };
        draw(file.text(), &article::parse(&file).diagnostics) + &draw(file.text(), &config::parse(&file).2)
    };
    assert_snapshot!(contents(Contents::NotUtf8("---\ntitle: é".into())), @r#"
    not-utf8 2:9-9 the text is not UTF-8 from here on
      = save the file as UTF-8, or let `dossier import` convert it
    not-utf8 2:9-9 the text is not UTF-8 from here on
      = save the file as UTF-8, or let `dossier import` convert it
    "#);
    assert_snapshot!(contents(Contents::TooLarge(9_000_000)), @r#"
    file-too-large file the file has 9000000 bytes; the most that is read is 8388608
      = cut it into several files
    file-too-large file the file has 9000000 bytes; the most that is read is 8388608
      = cut it into several files
    "#);
    assert_snapshot!(contents(Contents::Unreadable("permission denied".into())), @r#"
    unreadable-file file cannot read the file: permission denied
      = check its permissions
    unreadable-file file cannot read the file: permission denied
      = check its permissions
    "#);
}

#[test]
fn annotation_files_may_have_no_front_matter() {
    let text = "---\narticle: BBC-talks\nauthors: A\nartcle: x\n---\n## Note\n";
    let (common, article, keys, body, diagnostics) = common::annotation_front(&file("n.md", text));
    assert_eq!(article.as_ref().map(crate::path::Slug::as_str), Some("bbc-talks"));
    assert_eq!(common.authors, ["A"]);
    assert_eq!(&text[keys.get("article")], "BBC-talks");
    assert_eq!(&text[body..], "## Note\n");
    assert_snapshot!(draw(text, &diagnostics), @r#"
    unknown-key 4:1-7 unknown key `artcle`
      = did you mean `article`?
    "#);
    let (_, article, _, body, diagnostics) = common::annotation_front(&file("n.md", "## Note\n"));
    assert_eq!((article, body, diagnostics), (None, 0, Vec::new()));
}

#[test]
fn what_withholds_a_file_fails_closed() {
    let visible = |lines: &str| {
        let text = format!("---\ntitle: T\nrights: full\n{lines}\n---\n");
        let source = article::parse(&file("a.md", &text));
        let visibility = source.meta.common.visibility.clone();
        !visibility.draft && !visibility.private && visibility.embargo.is_none() && visibility.withdrawn.is_none()
    };
    assert!(visible("draft: false\nprivate: false"));
    for lines in [
        "draft: true",
        "draft: yes",
        "draft:",
        "private: 1",
        "embargo: 2019-01-01",
        "embargo: soon",
        "embargo:",
        "embargo: a: b",
        "withdrawn: true",
        "withdrawn: {date: 2019-01-01, reason: r}",
        "withdrawn: {date: 2019-01-01}",
    ] {
        assert!(!visible(lines), "{lines}");
    }
    let rights = |lines: &str| {
        let text = format!("---\ntitle: T\n{lines}\n---\n");
        article::parse(&file("a.md", &text)).meta.rights.publishes_body()
    };
    assert!(rights("rights: full"));
    for lines in ["rights: excerpt", "rights: ful", "rights:", "rights: full: x", ""] {
        assert!(!rights(lines), "{lines}");
    }
}

/// Checks that every span of a file lies inside it, on character borders.
fn inside(text: &str, keys: &KeySpans, diagnostics: &[Diagnostic]) {
    let labels = diagnostics.iter().flat_map(|d| d.labels.iter().map(|label| &label.location));
    let spans = diagnostics.iter().map(|d| &d.primary).chain(labels).filter_map(|location| location.span.clone());
    for span in spans.chain(keys.0.values().cloned()) {
        assert!(text.get(span.clone()).is_some(), "{span:?} of {text:?}");
    }
}

fn parse_as_everything(text: &str) {
    let article = article::parse(&file("a.md", text));
    inside(text, &article.keys, &article.diagnostics);
    let entity = entity::parse(&file("a.md", text));
    inside(text, &entity.keys, &entity.diagnostics);
    let (_, keys, diagnostics) = config::parse(&file("dossier.toml", text));
    inside(text, &keys, &diagnostics);
    let (_, _, keys, body, diagnostics) = common::annotation_front(&file("a.md", text));
    inside(text, &keys, &diagnostics);
    assert!(text.is_char_boundary(body));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 2))]

    #[test]
    fn never_panics_on_any_text(text in "\\PC{0,60}") {
        parse_as_everything(&text);
        parse_as_everything(&format!("---\n{text}\n---\n"));
        parse_as_everything(&format!("+++\r\n{text}\r\n+++\r\né"));
    }

    #[test]
    fn never_panics_on_what_looks_like_front_matter(
        lines in proptest::collection::vec(
            "(title|rights|authors|é|image|embargo|relations|- |  |\t|\\[|\\{)?:? ?[-\\[\\]{}\"'&*!|>%@#,:?=~ éa1\t\\\\]{0,8}(full|2019-01-31|T|yes)?",
            0..8,
        ),
        end in "\n|\r\n",
    ) {
        let lines = lines.join(&end);
        parse_as_everything(&format!("---{end}{lines}{end}---{end}é"));
        parse_as_everything(&format!("+++{end}{lines}{end}+++{end}é"));
        parse_as_everything(&lines);
    }
}
