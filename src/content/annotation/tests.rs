use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::content::EntityRef;
use crate::path::SourcePath;

fn parsed(text: &str) -> AnnotationSource {
    let path = SourcePath::new("content/annotations/talks.md");
    parse(&SourceFile { path, contents: Contents::Text(Arc::from(text)) })
}

/// Renders diagnostics as `code line:column message`, hints of severity hint left out.
fn dump(text: &str) -> Vec<String> {
    let place = |at: usize| {
        let line = text[..at].rfind('\n').map_or(0, |i| i + 1);
        format!("{}:{}", text[..at].matches('\n').count() + 1, text[line..at].chars().count() + 1)
    };
    parsed(text)
        .diagnostics
        .iter()
        .filter(|d| d.severity != Severity::Hint)
        .map(|d| {
            let at = d.primary.span.as_ref().map_or_else(|| "-".to_owned(), |span| place(span.start));
            format!("{:?} {at} {}", d.code, d.message)
        })
        .collect()
}

/// Returns the only note of a file that has nothing wrong with it.
fn sound(text: &str) -> Note {
    assert_eq!(dump(text), Vec::<String>::new(), "{text}");
    let source = parsed(text);
    assert_eq!(source.file.notes.len(), 1, "{text}");
    Note::clone(&source.file.notes[0])
}

/// Asserts what is wrong with each text: code, line and column.
fn check(rows: &[(&str, &[&str])]) {
    for (text, expected) in rows {
        let found = dump(text);
        assert!(parsed(text).diagnostics.iter().all(|d| d.hint.is_some() && !d.message.ends_with('.')), "{text}");
        let short: Vec<String> = found.iter().map(|d| d.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(short, *expected, "{text}\n{found:#?}");
    }
}

fn entity(id: &str, probable: bool) -> EntityRef {
    EntityRef { id: Slug::new(id), probable }
}

/// Writes a passage with its target in brackets.
fn shown(note: &Note) -> String {
    let pieces = &note.passage.as_ref().expect("the note has a passage").pieces;
    pieces.iter().map(|p| if p.target { format!("<{}>", p.text) } else { p.text.clone() }).collect()
}

#[test]
fn a_whole_file() {
    let text = "---\narticle: harbour\n---\n\n## Who met *whom* {#secret-meetings .check}\nby: ana-ruiz\nvia: \"a clerk, \
                unnamed\"\nsaid: 2019-01-30\nclaim: talks = the crew (a night, or two)\nclaim: ships = >=4,300\nclaim: \
                fog\nabout: armed-forces, ana-ruiz?\nsee: fog, harbour#x\nre: #first, other#y\ntags: a b, c\nnth: 2\n\n> \
                says she **held secret\n> meetings** with the crew\n\nThree outlets carry this.\n\n> A quote.\n\n## Second {#first}\nWords.\n";
    assert_eq!(dump(text), Vec::<String>::new());
    let source = parsed(text);
    assert_eq!(source.file.article.as_str(), "harbour");
    let [note, second] = &source.file.notes[..] else { panic!("two notes") };
    assert_eq!((&*note.title, note.id.as_str(), note.kind), ("Who met whom", "secret-meetings", NoteKind::Check));
    assert_eq!(note.by, Some(Speaker::Entity(entity("ana-ruiz", false))));
    assert_eq!(note.via, Some(Speaker::Described("a clerk, unnamed".into())));
    let statement = |claim: &str, value: Option<&str>, scope: Option<&str>| Statement {
        claim: Slug::new(claim),
        value: value.map(str::to_owned),
        scope: scope.map(str::to_owned),
    };
    assert_eq!(
        note.claims,
        [
            statement("talks", Some("the crew"), Some("a night, or two")),
            statement("ships", Some(">=4,300"), None),
            statement("fog", None, None)
        ]
    );
    assert_eq!(note.about, [About::Entity(entity("armed-forces", false)), About::Entity(entity("ana-ruiz", true))]);
    assert_eq!(
        (&note.see[..], &note.re[..]),
        (&["fog".into(), "harbour#x".into()][..], &["first".into(), "other#y".into()][..])
    );
    assert_eq!((&note.tags[..], note.nth), (&["a b".to_owned(), "c".to_owned()][..], Some(2)));
    assert_eq!(shown(note), "says she <held secret meetings> with the crew");
    assert!(!note.is_evidence_mark());
    let spans = &source.notes[0];
    assert_eq!(&text[spans.heading.clone()], "Who met *whom*");
    assert_eq!(&text[spans.id.clone()], "secret-meetings");
    assert_eq!(&text[spans.fields.get("claim[1]")], "ships = >=4,300");
    assert_eq!(&text[spans.fields.get("about[1]")], "ana-ruiz?");
    assert_eq!(&text[spans.fields.get("re[0]")], "#first");
    assert_eq!(
        &text[spans.passage.clone().expect("a passage")],
        "> says she **held secret\n> meetings** with the crew"
    );
    assert_eq!((second.passage.clone(), &*second.body.leaves[0].text()), (None, "Words."));
}

#[test]
fn notes_begin_at_headings_of_the_outermost_level() {
    let text =
        "## A {#a}\n```\n## no\n```\n\n> a\n> ## no\n\n- ## no\n\n### Part\n\nWords ## no\n\n   ## B ## \nb\n## C\nc";
    let titles: Vec<String> = parsed(text).file.notes.iter().map(|note| note.title.clone()).collect();
    assert_eq!(titles, ["A", "B", "C"]);
    check(&[
        ("", &["no-notes -"]),
        (" \n\n", &["no-notes -"]),
        ("Words", &["text-before-first-note 1:1"]),
        ("\n  Words\n\n## A\na", &["text-before-first-note 2:3"]),
        ("# A\n\n## B\na", &["text-before-first-note 1:1"]),
        ("## B\na\n\n# A\n\nb", &["level-1-heading 4:1"]),
        ("##A\n\nb", &["text-before-first-note 1:1"]),
        ("## A\nb\n---\n", &["setext-heading 3:1"]),
        ("## A\n\nb\nc\n  ===\n", &["setext-heading 5:3"]),
        ("## A\nby: x\n---\n\nb", &["setext-heading 3:1"]),
        ("## A\n\nb\n\n---\n", &[]),
        ("## A\n\n> b\n> ---\n", &[]),
        ("---\narticle: x\n---\n## A\nb", &[]),
        ("## A\n\n<!-- b\n\n## B\nc\n", &["unclosed-block 3:1", "raw-html 3:1"]),
        ("## A\n\n  ~~~\nb\n\n## B\nc\n", &["unclosed-block 3:3"]),
        ("## A\n\n~~~\n## B\n~~~\n", &[]),
        ("## A\n\nb\n\n~~~\nc\n", &[]),
    ]);
}

#[test]
fn headings() {
    let rows = [
        ("## A b {#x}", "A b", "x", NoteKind::Note),
        ("## A {.check #x}  ", "A", "x", NoteKind::Check),
        ("## A {#x.error} ##", "A", "x", NoteKind::Error),
        ("## {#x .highlight}", "", "x", NoteKind::Highlight),
        ("## A \\{b\\} `{c}` {#x}", "A {b} {c}", "x", NoteKind::Note),
        ("## 1. A &amp; #b", "1. A & #b", "1-a-b", NoteKind::Note),
        ("##\tCafe\u{301} # {.question}", "Café #", "cafe", NoteKind::Question),
        ("##", "", "note", NoteKind::Note),
        ("## ##", "", "note", NoteKind::Note),
        ("## С чего начать", "С чего начать", "note", NoteKind::Note),
    ];
    for (heading, title, id, kind) in rows {
        let note = sound(&format!("{heading}\n\nWords"));
        assert_eq!((&*note.title, note.id.as_str(), note.kind), (title, id, kind), "{heading}");
    }
    for (word, kind) in NoteKind::ALL {
        let note = sound(&format!("## A {{#x .{word}}}\nre: y\nabout: z\n\n> q"));
        assert_eq!((note.kind, note.kind.as_str()), (kind, word));
    }
    check(&[
        ("## A {#x #y}\na", &["second-id 1:10"]),
        ("## A {.note #x .check}\na", &["second-kind 1:16"]),
        ("## A {.chekc}\na", &["unknown-kind 1:7"]),
        ("## A {#X_y}\na", &["bad-id 1:7"]),
        ("## A {#}\na", &["bad-id 1:7"]),
        ("## A {}\na", &["braces-in-heading 1:6"]),
        ("## A {b} {#x}\na", &["braces-in-heading 1:6"]),
        ("## A {#x\na", &["braces-in-heading 1:6"]),
        ("## A #x}\na", &["braces-in-heading 1:8"]),
        ("## A {#x} b\na", &["braces-in-heading 1:6"]),
        ("## A {#x key=v}\na", &["braces-in-heading 1:10"]),
        ("## A {#x}\na\n## B {#x}\nb", &["duplicate-note-id 3:8"]),
    ]);
    let twice = parsed("## A {#x}\na\n## B {#x}\nb").diagnostics;
    assert_eq!(twice[0].labels[0].location.span, Some(7..8));
    let kind = parsed("## A {#x .chekc}\na").diagnostics;
    assert_eq!(kind[0].hint.as_deref(), Some("write `.check`"));
}

#[test]
fn ids_are_derived_and_proposed() {
    let text = "## A {.check}\n\n> the **held secret** b\n\n## B\n\n> held secret\n\n## C\nc\n## D {#c}\nd\n## {.note}\n\n> held secret";
    let source = parsed(text);
    let ids: Vec<&str> = source.file.notes.iter().map(|note| note.id.as_str()).collect();
    assert_eq!(ids, ["held-secret", "held-secret-2", "c-2", "c", "held-secret-3"]);
    let hints: Vec<&str> = source.diagnostics.iter().filter_map(|d| d.hint.as_deref()).collect();
    assert_eq!(
        hints,
        [
            "write `## A {#held-secret .check}` so that its permalink stays",
            "write `## B {#held-secret-2}` so that its permalink stays",
            "write `## C {#c-2}` so that its permalink stays",
            "write `## {#held-secret-3}` so that its permalink stays",
        ]
    );
    assert!(source.diagnostics.iter().all(|d| (d.code.as_str(), d.severity) == ("note-without-id", Severity::Hint)));
}

#[test]
fn field_lines_end_at_the_first_other_line() {
    let rows = [
        ("## A\nby: x\nWords: yes", None),
        ("## A\nby: x\n\ntags: a", Some("tags: a")),
        ("## A\nby: x\nWords here", Some("Words here")),
        ("## A\nhttps://example.org: b", Some("https://example.org: b")),
        ("## A\nTwo words: b", Some("Two words: b")),
        ("## A\n4: b", Some("4: b")),
        ("## A\r\nby: x\r\nWords", Some("Words")),
        ("## A\n    by: x", Some("by: x")),
    ];
    for (text, body) in rows {
        let note = parsed(text).file.notes[0].clone();
        assert_eq!(note.body.leaves.first().map(crate::text::Leaf::text).as_deref(), body, "{text}");
    }
    check(&[
        ("## A\nWords: yes", &["empty-note 1:4", "unknown-field 2:1"]),
        ("## A\nBy: x\nb", &["unknown-field 2:1"]),
        ("## A\nabuot: x\nb", &["unknown-field 2:1"]),
        ("## A\nby: x\nby: y\nb", &["second-field 3:1"]),
        ("## A\nclaim: x\nclaim: x\nb", &[]),
        ("## A\nby:\nb", &["empty-value 2:1"]),
        ("## A\nby: \"\"\nb", &["empty-value 2:5"]),
        ("## A\ntags: ,\nb", &["empty-value 2:7"]),
        ("## A\n\nby: x\n\nb", &["field-after-blank-line 3:1"]),
        ("## A\ntags: a\n\nsee: b", &[]),
        ("## A\n\nb\n\nby: x", &[]),
    ]);
    let hint = |text: &str| {
        parsed(text).diagnostics.into_iter().find(|d| d.code.as_str() == "unknown-field").and_then(|d| d.hint)
    };
    let text = "if the line is meant as text, leave a blank line above it";
    assert_eq!(hint("## A\nBy: x\nb"), Some(format!("write `by:`; {text}")));
    let other = hint("## A\nFootnotes: x\nb").expect("it is unknown");
    assert!(other.starts_with("fields are `by`, `via`, ") && other.ends_with(text), "{other}");
}

#[test]
fn fields_are_words_not_yaml() {
    let note = sound(
        "## A {#a}\nby: “Ana: a, b”\nvia:x-y?\nreason: no # really: yes\nstatus: retracted\nauthors: A B, C\nlanguage: \
                      en-GB\nhappened: 2019-01\ndate: 2019-02-01\nupdated: 2019\n\nb",
    );
    assert_eq!(note.by, Some(Speaker::Described("Ana: a, b".into())));
    assert_eq!(note.via, Some(Speaker::Entity(entity("x-y", true))));
    assert_eq!((note.reason.as_deref(), note.status), (Some("no # really: yes"), Status::Retracted));
    assert_eq!((&note.authors[..], note.language.as_deref()), (&["A B".to_owned(), "C".to_owned()][..], Some("en-GB")));
    assert!(note.happened.is_some() && note.date.is_some() && note.updated.is_some() && note.said.is_none());
    let claims = [
        ("X", None, None),
        ("x = 4,000", Some("4,000"), None),
        ("x = a = b", Some("a = b"), None),
        ("x = >=3 (in all (nearly))", Some(">=3"), Some("in all (nearly)")),
        ("x = a (b) c (d)", Some("a (b) c"), Some("d")),
        ("x (d)", None, Some("d")),
        ("x = a) (", Some("a) ("), None),
        ("x = a)", Some("a)"), None),
    ];
    for (words, value, scope) in claims {
        let note = sound(&format!("## A {{#a}}\nclaim: {words}\n\nb"));
        let found = (note.claims[0].claim.as_str(), note.claims[0].value.as_deref(), note.claims[0].scope.as_deref());
        assert_eq!(found, ("x", value, scope), "{words}");
    }
}

#[test]
fn bad_values() {
    check(&[
        ("## A\nby: Ana Ruiz\nb", &["bad-id 2:5"]),
        ("## A\nby: \"Ana\nb", &["bad-id 2:5"]),
        ("## A\nby: ?\nb", &["bad-id 2:5"]),
        ("## A\nabout: a, b c, d:e\nb", &["bad-id 2:11", "bad-id 2:16"]),
        ("## A\nsee: a#b#c, a#, https://x\nb", &["bad-id 2:6", "bad-id 2:13", "bad-id 2:17"]),
        ("## A\nre: a b\nb", &["bad-id 2:5"]),
        ("## A\ntags: [a, b]\nb", &["bad-value 2:7"]),
        ("## A\nclaim: a b = c\nb", &["bad-id 2:8"]),
        ("## A\nclaim: = c\nb", &["bad-id 2:8"]),
        ("## A\nclaim: a = (b)\nb", &["empty-value 2:8"]),
        ("## A\nclaim: a = b ()\nb", &["empty-value 2:8"]),
        ("## A\nnth: 0\n\n> b", &["bad-number 2:6"]),
        ("## A\nnth: +1\n\n> b", &["bad-number 2:6"]),
        ("## A\nnth: second\n\n> b", &["bad-number 2:6"]),
        ("## A\nnth: 1\n\nb", &["unused-field 2:6"]),
        ("## A\nstatus: retracetd\nreason: b\n\nb", &["bad-value 2:9"]),
        ("## A\nstatus: retracted\nb", &["missing-field 2:9"]),
        ("## A\nreason: b\n\nb", &["unused-field 2:9"]),
        ("## A\nstatus: draft\nreason: b\n\nb", &["unused-field 3:9"]),
        (
            "## A\nsaid: yesterday\nhappened: x\ndate: y\nupdated: z\nb",
            &["bad-date 2:7", "bad-date 3:11", "bad-date 4:7", "bad-date 5:10"],
        ),
        ("## A\nlanguage: english please\nb", &["bad-value 2:11"]),
        ("## A {.reply}\nb", &["missing-field 1:7"]),
        ("## A {.reply}\nre: B b\nb", &["bad-id 2:5"]),
        ("## A {.identity}\n\n> b", &["missing-field 1:7"]),
        ("## A {.identity}\nabout: x\nb", &["missing-passage 1:7"]),
        ("## A {.identity}\nabout: none\n\n> b", &[]),
        ("## A {.identity}\nabout: none, x\n\n> b", &["bad-value 2:8"]),
        ("## A\nabout: none\n\n> b", &["bad-value 2:8"]),
        ("## A\n", &["empty-note 1:4"]),
        ("## A\nclaim: x\n", &[]),
    ]);
}

#[test]
fn passages() {
    let rows = [
        ("> a **b** c", "a <b> c"),
        ("> a\n>b\n   >   c", "<a b c>"),
        ("> a\n>\n> b", "<a\nb>"),
        ("> **a**\n>\n> **b** c", "<a\nb> c"),
        ("> a **b** … **c** […] **d** e", "a <b … c […] d> e"),
        ("> **a** **b**", "<a b>"),
        ("> **a …**", "<a …>"),
        ("> **all of it**", "<all of it>"),
        ("> __a__ b", "<a> b"),
        ("> a\\\n> b  \n> c", "<a b c>"),
        ("> - a\n> 1. b\n> # c\n> ---\n> ```\n> d\n> ***e***", "- a 1. b # c --- ``` d <e>"),
        ("> > a", "<> a>"),
        (">     a", "<a>"),
        ("> *a* [b](c) `d` &amp; <i>e</i> ~~f~~", "<a b d & e f>"),
        ("> \\*\\*a", "<**a>"),
        ("> `**`a", "<**a>"),
        ("> Jose\u{301}", "<José>"),
        ("> a **“b”** c", "a <“b”> c"),
        ("> [!NOTE]\n> a", "<[!NOTE] a>"),
        ("> | a |\n> |---|", "<| a | |---|>"),
        (">\n> a\n>\n>\n> b\n>", "<a\nb>"),
    ];
    for (quote, expected) in rows {
        for text in [format!("## A {{#a}}\n\n{quote}\n\nWords\n\n> b"), format!("## A {{#a}}\nby: x\n{quote}")] {
            let note = sound(&text);
            assert_eq!(shown(&note), expected, "{text}");
            assert_eq!(note.is_evidence_mark(), !text.contains("Words"), "{text}");
        }
        let note = sound(&format!("## A {{#a}}\n\n{quote}\n\nWords").replace('\n', "\r\n"));
        assert_eq!(shown(&note), expected, "{quote:?} with carriage returns");
    }
    assert_eq!(sound("## A {#a}\nWords\n\n> b").passage, None);
    check(&[
        ("## A\n\n> a **b** c **d**", &["several-targets 3:15"]),
        ("## A\n\n> a **b** … c **d** e **f**", &["several-targets 3:17", "several-targets 3:25"]),
        ("## A\n\n> a\n> b ** c**", &["bold-did-not-parse 4:5"]),
        ("## A\n\n> a**“b”**c", &["bold-did-not-parse 3:4"]),
        ("## A\n\n> **a\n>\n> b**", &["bold-did-not-parse 3:3", "bold-did-not-parse 5:4"]),
        ("## A\n\n> a\nWords\n", &["missing-quote-mark 4:1"]),
        ("## A\n\n> a\n  ### Words\n", &["missing-quote-mark 4:3"]),
        ("## A\n\n> a\n---\n", &["missing-quote-mark 4:1"]),
        ("## A\n\n> a\n## B\nb", &[]),
        ("## A\n\n>\n\nWords", &["empty-passage 3:1"]),
        ("## A\n\n> <br>\n>\n\nWords", &["empty-passage 3:1"]),
        ("## A\n\n> ****\n\nWords", &["empty-passage 3:1", "bold-did-not-parse 3:3"]),
    ]);
    let labels = parsed("## A\n\n> a ** b** c").diagnostics;
    assert_eq!(labels.iter().find(|d| d.code.as_str() == "bold-did-not-parse").map(|d| d.labels.len()), Some(1));
}

#[test]
fn ellipses_are_found() {
    let rows = [
        ("a … b", "…"),
        ("a... b", "..."),
        ("a.. b.", ""),
        ("[…] a [...]", "[…] [...]"),
        ("[a…]", "…"),
        ("a…. b", "…."),
        ("", ""),
    ];
    for (text, expected) in rows {
        let found: Vec<&str> = passage::ellipses(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }
}

#[test]
fn many_notes_of_one_name_are_numbered_in_time() {
    let source = parsed(&"## A\n\nb\n\n".repeat(20_000));
    assert_eq!(source.file.notes[19_999].id.as_str(), "a-20000");
}

#[test]
fn all_errors_come_in_one_run() {
    let text = "Preface\n\n## One {#a #b .chek}\nby: Ana Ruiz\nsiad: 2019\nnth: x\n\n> one ** two**\nthree\n\n## Two {x}\nreason: \
                \n\n>\n\npara\n---\n\n## Three {#a .reply}\n\n> **a** b **c**\n";
    insta::assert_snapshot!(dump(text).join("\n"), @r"
    text-before-first-note 1:1 text stands before the first note
    second-id 3:12 the note has a second id
    unknown-kind 3:15 `chek` is not a kind of note
    bad-id 4:5 `Ana Ruiz` is not an id
    unknown-field 5:1 `siad` is not a field of a note
    bad-number 6:6 `x` is not a number from 1
    bold-did-not-parse 8:7 `**` did not become bold
    missing-quote-mark 9:1 a line without `>` stands directly under the passage
    braces-in-heading 11:9 `x` stands in the braces of the heading
    empty-value 12:1 `reason:` has no words
    empty-passage 14:1 the passage has no words
    setext-heading 17:1 `---` under a paragraph makes a heading of it
    duplicate-note-id 19:12 two notes have the id `a`
    missing-field 19:14 a `.reply` does not say what it answers
    several-targets 21:13 the passage has a second bold part
    ");
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("## A {#a .check}\n"),
        Just("## "),
        Just("\n"),
        Just("\n\n"),
        Just("> "),
        Just(">"),
        Just("**"),
        Just("…"),
        Just("by: "),
        Just("claim: a = b (c)"),
        Just("about: "),
        Just("{#"),
        Just("}"),
        Just("---\n"),
        Just("\r"),
        Just("\\"),
        Just("é"),
        Just("`"),
        Just("[^1]"),
        Just("[^1]: "),
        Just("<!--"),
        Just(" "),
        Just("    "),
        Just("```\n"),
        Just("- "),
        Just("a"),
        Just("\u{301}"),
        Just("&amp;"),
        Just("![a]("),
        Just("| a |\n|---|\n"),
        Just(": b\n"),
        Just("#"),
        Just("(")
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn parsing_never_fails(text in prop_oneof![pieces(), any::<String>()]) {
        let source = parsed(&text);
        prop_assert_eq!(source.notes.len(), source.file.notes.len());
        let whole = |span: &Range<usize>| text.get(span.clone()).is_some();
        for (note, spans) in source.file.notes.iter().zip(&source.notes) {
            prop_assert!(whole(&spans.heading) && whole(&spans.id) && spans.passage.as_ref().is_none_or(whole));
            prop_assert!(spans.fields.0.values().all(whole));
            prop_assert!(!note.id.as_str().is_empty());
            let same = source.file.notes.iter().filter(|other| other.id == note.id).count();
            prop_assert!(same == 1 || spans.id != spans.heading, "derived ids are unique");
            if let Some(passage) = &note.passage {
                let targets: Vec<bool> = passage.pieces.iter().map(|piece| piece.target).collect();
                prop_assert_eq!(targets.iter().filter(|target| **target).count(), 1);
                prop_assert!(!passage.target().trim().is_empty());
            }
        }
        for d in &source.diagnostics {
            prop_assert!(d.primary.span.as_ref().is_none_or(whole), "{:?}", d);
            prop_assert!(d.labels.iter().all(|label| label.location.span.as_ref().is_none_or(whole)));
        }
    }
}
