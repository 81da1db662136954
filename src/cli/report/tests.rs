use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Code, Label, Location};
use crate::memo::map::Map;
use crate::source::{Contents, SourceFile};

fn files(rows: &[(&str, &str)]) -> Map<SourcePath, SourceFile> {
    rows.iter()
        .map(|&(path, text)| {
            let path = SourcePath::new(path);
            (path.clone(), Arc::new(SourceFile { path, contents: Contents::Text(text.into()) }))
        })
        .collect()
}

fn plain(diagnostics: &[Diagnostic], texts: Texts<'_>) -> String {
    anstream::adapter::strip_str(&draw(diagnostics, texts, Format::Human)).to_string()
}

fn clash() -> (Map<SourcePath, SourceFile>, Diagnostic) {
    let files = files(&[
        ("content/articles/a.md", "---\ntitle: Ça va\nid: a\n---\n\nText.\n"),
        ("content/entities/A.md", "---\nname: A\n---\n"),
    ]);
    let diagnostic =
        Diagnostic::error(Code::DuplicateId, Location::at(&"content/articles/a.md".into(), 11..17), "two `a`")
            .note("this one")
            .label(Location::at(&"content/entities/A.md".into(), 4..8), "and this one")
            .label(Location::file(&"content/a.jpg".into()), "and a picture")
            .hint("rename one of them");
    (files, diagnostic)
}

#[test]
fn people_see_both_files() {
    let (files, diagnostic) = clash();
    insta::assert_snapshot!(plain(&[diagnostic], Texts::new(&files, "site/")), @r"
    error[duplicate-id]: two `a`
     --> site/content/articles/a.md:2:8
      |
    2 | title: Ça va
      |        ^^^^^ this one
      |
     ::: site/content/entities/A.md:2:1
      |
    2 | name: A
      | ---- and this one
      |
      = help: rename one of them
    note: and a picture
     --> site/content/a.jpg
    ");
}

#[test]
fn windows_line_ends_are_not_drawn() {
    let files = files(&[("a.md", "one\r\ntwo\r\nthree\r\n")]);
    let diagnostic = Diagnostic::error(Code::BadId, Location::at(&"a.md".into(), 5..15), "no");
    let drawn = plain(&[diagnostic], Texts::new(&files, ""));
    assert!(drawn.contains("--> a.md:2:1") && !drawn.contains(['\r', '␍']), "{drawn}");
}

#[test]
fn a_whole_file_has_no_lines() {
    let hint =
        Diagnostic::advice(Code::EmptyFile, Location::file(&"content/a.md".into()), "nothing in it").note("really");
    insta::assert_snapshot!(plain(&[hint], Texts::default()), @r"
    hint[empty-file]: nothing in it
    --> content/a.md
     = note: really
    ");
}

#[test]
fn lines_are_cut_from_long_files() {
    let text = format!("{}bad\n{}worse\n", "good\n".repeat(500), "fine\n".repeat(9));
    let files = files(&[("a.md", &text)]);
    let path = SourcePath::new("a.md");
    let diagnostic = Diagnostic::warning(Code::BadId, Location::at(&path, 2500..2504), "it is `bad`")
        .label(Location::at(&path, 2549..2554), "this too");
    insta::assert_snapshot!(plain(&[diagnostic], Texts::new(&files, "")), @r"
    warning[bad-id]: it is `bad`
       --> a.md:501:1
        |
    501 | bad
        | ^^^
    ...
    511 | worse
        | ----- this too
    ");
}

#[test]
fn machines_see_one_line() {
    let (files, mut diagnostic) = clash();
    diagnostic.message.push_str(" 100%,\nso: there");
    let texts = Texts::new(&files, "site/");
    insta::assert_snapshot!(draw(std::slice::from_ref(&diagnostic), texts, Format::Short), @r"site/content/articles/a.md:2:8: error[duplicate-id]: two `a` 100%, so: there (rename one of them)");
    insta::assert_snapshot!(draw(std::slice::from_ref(&diagnostic), texts, Format::Github), @r"::error file=site/content/articles/a.md,line=2,endLine=2,col=8,endColumn=13,title=duplicate-id::two `a` 100%25,%0Aso: there%0Arename one of them");
    insta::assert_snapshot!(draw(std::slice::from_ref(&diagnostic), texts, Format::Json), @r#"{"path":"site/content/articles/a.md","line":2,"column":8,"end_line":2,"end_column":13,"start":11,"end":17,"severity":"error","code":"duplicate-id","message":"two `a` 100%,\nso: there","note":"this one","labels":[{"path":"site/content/entities/A.md","line":2,"column":1,"end_line":2,"end_column":5,"start":4,"end":8,"text":"and this one"},{"path":"site/content/a.jpg","line":null,"column":null,"end_line":null,"end_column":null,"start":null,"end":null,"text":"and a picture"}],"hint":"rename one of them"}"#);
}

#[test]
fn absolute_paths_take_no_prefix() {
    let diagnostic = Diagnostic::error(Code::CannotWrite, Location::file(&"/srv/www/a.html".into()), "no");
    let drawn = draw(&[diagnostic], Texts::none("../"), Format::Short);
    assert_eq!(drawn, "/srv/www/a.html: error[cannot-write]: no\n");
}

#[test]
fn a_failure_without_a_place_says_what_to_do() {
    let drawn = failure("there is no dossier here", Some("`dossier init` makes one"));
    insta::assert_snapshot!(anstream::adapter::strip_str(&drawn), @r"
    error: there is no dossier here
    help: `dossier init` makes one
    ");
}

#[test]
fn problems_are_counted() {
    let one =
        |make: fn(Code, Location, String) -> Diagnostic| make(Code::BadId, Location::file(&"a".into()), String::new());
    assert_eq!(tally(&[]), "");
    assert_eq!(tally(&[one(Diagnostic::warning)]), "1 warning");
    let some = [one(Diagnostic::error), one(Diagnostic::advice), one(Diagnostic::error)];
    assert_eq!(tally(&some), "2 errors, 1 hint");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_span_and_no_text_panics(
        text in "[a é\t\r\n😀\u{200b}\u{1b}]{0,30}",
        spans in proptest::collection::vec((0_usize..40, 0_usize..40), 1..4),
        words in "[a\n\u{1b}`]{0,3}",
    ) {
        let files = files(&[("a.md", &text)]);
        let path = SourcePath::new("a.md");
        let mut places = spans.iter().map(|&(start, end)| Location::at(&path, start..end));
        let primary = places.next().expect("there is one");
        let mut diagnostic = Diagnostic::error(Code::BadId, primary, words.clone()).note(words.clone()).hint(words.clone());
        diagnostic.labels = places.map(|location| Label { location, text: words.clone() }).collect();
        for format in [Format::Human, Format::Short, Format::Json, Format::Github] {
            let drawn = draw(std::slice::from_ref(&diagnostic), Texts::new(&files, ""), format);
            prop_assert!(drawn.contains("bad-id") && drawn.contains("a.md"));
            prop_assert!(format == Format::Human || drawn.matches('\n').count() == 1);
        }
    }
}
