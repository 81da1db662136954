//! The law: the canonical text of an imported file is the original's lines that are not empty, white
//! space squeezed, headline first, less what the report lists as removed.

use dossier::import::Imported;
use dossier::import::report::Report;
use proptest::prelude::*;

use super::{canonical, import_bytes, original_lines, read, squeezed};

/// What the law says the canonical text is.
pub fn lawful(text: &str, report: &Report) -> Vec<String> {
    let mut lines = original_lines(text);
    for removed in &report.removed {
        let at =
            lines.iter().position(|(number, _)| Some(*number) == removed.line).expect("it removes lines there are");
        let words = squeezed(&removed.text);
        if removed.whole {
            assert_eq!(lines.remove(at).1, words);
        } else {
            let line = &mut lines[at].1;
            *line = line.strip_suffix(words.as_str()).expect("the words end the line").trim_end().to_owned();
        }
    }
    let headline = &report.stated[0];
    assert_eq!(headline.key, "headline");
    let at = lines.iter().position(|(number, _)| Some(*number) == headline.line).expect("the headline is a line");
    let headline = lines.remove(at);
    std::iter::once(headline).chain(lines).map(|(_, line)| line).collect()
}

fn check(text: &str) -> Imported {
    let imported = import_bytes(text.as_bytes(), "clipping.txt").unwrap_or_else(|r| panic!("{}: {text:?}", r.message));
    let source = read(&imported);
    assert!(source.diagnostics.is_empty(), "{:?}\n{}", source.diagnostics, imported.text());
    assert_eq!(canonical(&source), lawful(text, &imported.report), "{}", imported.text());
    imported
}

/// Lines that are Markdown, or nearly.
const MARKDOWN: [&str; 58] = [
    "# a",
    "#",
    "####### a",
    "> a",
    ">a",
    "> [!NOTE]",
    "- a",
    "-",
    "+ a",
    "* a",
    "* * *",
    "---",
    "- - -",
    "___",
    "===",
    "--",
    "1. a",
    "1) a",
    "2019. a",
    "1.",
    "12345678901. a",
    "```",
    "~~~ rust",
    "    code",
    "\tcode",
    "| a | b |",
    "|---|---|",
    "a | b",
    "--- | ---",
    ": a",
    ":",
    "[x]: http://example.org",
    "[x]",
    "[^1]",
    "[^1]: a",
    "[[x]]",
    "[[x|y]]",
    "![a](b)",
    "[a](javascript:b)",
    "<b>a</b>",
    "<!-- a -->",
    "<http://example.org>",
    "http://example.org/a_b_c",
    "a@example.org",
    "&amp; &lt; &#65; &eacute; &copy",
    "a\\",
    "\\",
    "\\*",
    "*a* **b** _c_ __d__",
    "~~a~~ ~b~",
    "`a` ``b",
    "- [ ] a",
    "+++",
    "$a$ $$b$$",
    "{#id} {.class}",
    "Term",
    "a  ",
    "{% raw %} {{ x }}",
];
/// Lines that the rules recognise, or nearly.
const FURNITURE: [&str; 24] = [
    "Share",
    "Subscribe",
    "Story continues below",
    "It closed. Ads",
    "Leave a Reply",
    "Report an error",
    "Newsfeed",
    "0",
    "Chats",
    "Last news",
    "By",
    "By Mara Lindqvist",
    "Mara Lindqvist",
    "3 March 2021",
    "Updated: March 4, 2021 3:13 pm",
    "Published soon",
    "Harbour News | 03 Mar, 2021",
    "© 2021 Harbour News, Ltd.",
    "Updated : 18:21",
    "- Harbour News",
    "World",
    "Home > News",
    "• Who is it?",
    "WATCH: a",
];
/// Characters on which something turns.
const ODD: [&str; 22] = [
    "\u{a0}",
    "\u{ad}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{200b}",
    "\u{202e}",
    "\u{feff}",
    "\u{1}",
    "\u{1b}",
    "\u{7f}",
    "\u{9f}",
    "\u{b}",
    "\u{c}",
    "\u{3000}",
    "\u{301}",
    "\u{338}",
    "\u{fffe}",
    "\u{fdd0}",
    "\u{1f600}",
    "\u{e000}",
    "\t",
];

fn any_line() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[#>+*=:|_~`<&\\[\\]()!^{}\\\\.0-9a-z \"'-]{0,12}",
        2 => prop::sample::select(&MARKDOWN[..]).prop_map(str::to_owned),
        2 => prop::sample::select(&ODD[..]).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
        1 => any::<char>().prop_filter("a NUL makes a file binary", |&c| c != '\0').prop_map(String::from),
    ];
    prop_oneof![
        2 => prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat()),
        1 => prop::sample::select(&MARKDOWN[..]).prop_map(str::to_owned),
        1 => prop::sample::select(&FURNITURE[..]).prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases * 8, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_of_any_text(lines in prop::collection::vec((any_line(), "\n|\n\n|\r\n|\r"), 1..12)) {
        let text: String = lines.into_iter().flat_map(|(line, end)| [line, end]).collect();
        // What is no text is refused, and not imported by half.
        if import_bytes(text.as_bytes(), "clipping.txt").is_ok() {
            check(&text);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, page: bool) {
        let file = if page { "page.html" } else { "clipping.txt" };
        if let Ok(imported) = import_bytes(&bytes, file) {
            prop_assert!(read(&imported).diagnostics.is_empty(), "{}", imported.text());
        }
    }
}

#[test]
fn every_kind_of_markdown_stays_text() {
    for line in MARKDOWN.iter().chain(&ODD) {
        check(&format!("Headline\n{line}\nnext\n\n{line}\n"));
        check(&format!("a{line}\nb {line} c\n{line}{line}"));
    }
    check(&format!("Headline\n{}", MARKDOWN.join("\n")));
    check(&format!("Headline\n{}", "[^1] ".repeat(6000)));
}

#[test]
fn bullets_and_hard_spaces_are_text() {
    let imported = check("Head\u{a0}line\n  • Who is it?\n- one\n* two\n·\u{a0}three \u{a0} four\n");
    let source = read(&imported);
    let lines: Vec<_> = source.body.leaves.iter().map(dossier::text::Leaf::text).collect();
    assert_eq!(source.meta.title, "Head\u{a0}line");
    assert_eq!(lines, ["• Who is it?", "- one", "* two", "·\u{a0}three four"]);
}

#[test]
fn encodings_do_not_change_the_words() {
    let text = "Köln schließt die Brücke\r\n\r\nDie Brücke wird geschlossen – für “ein Jahr”.\r\n";
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let latin: Vec<u8> = text
        .chars()
        .map(|c| match c {
            '–' => 0x96,
            '“' => 0x93,
            '”' => 0x94,
            c => u8::try_from(u32::from(c)).expect("it is Latin-1"),
        })
        .collect();
    for bytes in [text.as_bytes(), format!("\u{feff}{text}").as_bytes(), &utf16, &latin] {
        let imported = import_bytes(bytes, "bruecke.txt").expect("it is text");
        assert_eq!(
            canonical(&read(&imported)),
            ["Köln schließt die Brücke", "Die Brücke wird geschlossen – für “ein Jahr”."]
        );
        assert_eq!(imported.slug, "koln-schliesst-die-brucke");
    }
}

#[test]
fn front_matter_holds_what_is_stated() {
    let text = "March 3, 2021 12:29 am\nUpdated: March 4, 2021 3:13 pm EST\n\n\"Closed\": the bridge\\quay\n\
                By Mara Lindqvist and Jan O’Neil\nIt closed.\n© 2021 Harbour News, a part of Quay Ltd.";
    let outlets =
        [dossier::import::Outlet { id: "harbour".into(), names: vec!["Gazette".into(), "Harbour News".into()] }];
    let options = dossier::import::Options {
        file: "a.txt",
        rights: dossier::content::article::Rights::Reference,
        slug: Some("bridge"),
        language: Some("en-GB"),
        outlets: &outlets,
        taken: &|_| false,
    };
    let imported = dossier::import::import(text.as_bytes(), &options).expect("it is text");
    insta::assert_snapshot!(imported.text(), @r#"
    ---
    title: "\"Closed\": the bridge\\quay"
    rights: reference
    outlet: harbour
    authors: ["Mara Lindqvist", "Jan O’Neil"]
    published: 2021-03-03T00:29
    updated: 2021-03-04T15:13
    language: en-GB
    sha256: "a84b1b45ac4f75fcf343f6f382f0f1ff8dce383a56966b5aaf22d923c3cf9fb0"
    ---

    It closed.
    "#);
    assert_eq!(imported.report.missing, Vec::<&str>::new());
    assert!(imported.report.notes[0].message.contains("`EST`"));
}
