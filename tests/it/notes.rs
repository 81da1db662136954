//! `dossier notes`, `text` and `accept` as an editor uses them, through the real binary.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const ARTICLE: &str = "---
title: Ébauche 🚢
rights: full
---

Forty ships were turned away on Monday. The “old” harbour stayed closed for weeks.

Nobody was hurt on the pier. The harbourmaster gave a long speech about the silt in the basin.

Boats came by. Boats left. The warden counted the nets before dawn and found three of them missing.
";

const NOTES: &str = "## Exact {#exact .check}

> Forty ships

A.

## Typography {#typed}

> The \"old\" harbour

B.

## Changed {#changed}

> The harbourmaster gave a long speech about the silt in the basin.

C.

## Moved {#moved}

> by. Boats left. The **warden** counted the nets

D.

## Whole {#whole .context}

E.

## Retracted {#retracted}
status: retracted
reason: wrong

> Nobody was hurt

F.

## Draft {#draft}
status: draft

> on the pier

G.
";

struct Desk(TempDir);

impl Desk {
    fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self(tempfile::tempdir().expect("a temporary folder"));
        desk.write("dossier.toml", "title = \"T\"\n");
        files.iter().for_each(|(path, text)| desk.write(path, text));
        desk
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("writable");
        fs::write(path, text).expect("writable");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).expect("it is there")
    }

    /// Runs the program: its code, what it prints, and what it complains about.
    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
        command.current_dir(self.0.path()).args(args).env_clear().env("HOME", "/nonexistent/home");
        let output = command.output().expect("the binary starts");
        let text = |bytes| String::from_utf8(bytes).expect("it is text");
        (output.status.code().expect("it was not killed"), text(output.stdout), text(output.stderr))
    }

    fn fine(&self, args: &[&str]) -> String {
        let (code, said, problems) = self.run(args);
        assert_eq!(code, 0, "{args:?}\n{said}{problems}");
        said
    }

    /// What `dossier notes` lists, each place held against `dossier text`.
    fn notes(&self) -> Vec<Value> {
        let listed = self.fine(&["notes", "--format", "json"]);
        let lines: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
        for line in &lines {
            let place = line["start"].as_u64().zip(line["end"].as_u64());
            assert_eq!(place.is_some(), line["words"].is_string(), "{line}");
            let Some((start, end)) = place else { continue };
            let (_, text, _) = self.run(&["text", line["article"].as_str().expect("it has an article")]);
            let chars = text.chars().skip(usize::try_from(start).expect("it fits"));
            let words: String = chars.take(usize::try_from(end - start).expect("it fits")).collect();
            assert_eq!(line["words"], words);
        }
        lines
    }

    /// The notes as `article#id state`.
    fn states(&self) -> Vec<String> {
        let shown = |line: &Value| {
            let [article, id, state] = ["article", "id", "state"].map(|key| line[key].as_str().unwrap_or_default());
            format!("{article}#{id} {state}")
        };
        self.notes().iter().map(shown).collect()
    }

    /// Every file with its bytes.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = walkdir::WalkDir::new(self.0.path()).into_iter().filter_map(Result::ok);
        let files = entries.filter(|entry| entry.file_type().is_file());
        files.map(|entry| (entry.path().display().to_string(), fs::read(entry.path()).expect("readable"))).collect()
    }
}

fn edited() -> String {
    ARTICLE
        .replace("a long speech", "a long 🚢 talk")
        .replace("by. Boats left.", "by.")
        .replace("Forty", "Words before.\n\nForty")
}

#[test]
fn every_state_is_listed_with_its_place_and_reason() {
    let desk = Desk::new(&[("content/articles/pier.md", ARTICLE), ("content/annotations/pier.md", NOTES)]);
    desk.fine(&["build"]);
    desk.write("content/articles/pier.md", &edited());
    desk.write(
        "content/annotations/pier.md",
        &format!("{NOTES}\n## A {{#several}}\n\n> the\n\nH.\n\n## B {{#none}}\n\n> a lighthouse\n\nI.\n"),
    );
    let before = desk.files();
    let (code, human, _) = desk.run(&["notes"]);
    assert_eq!((code, desk.run(&["check"]).0), (0, 1), "it works while there are errors");
    insta::assert_snapshot!(human, @"
    exact      24..35       pier#exact .check Forty ships
    normalized 64..81       pier#typed .note The “old” harbour (the quotation stands there, but for quotation marks, dashes, spaces, case or accents)
    changed    136..201     pier#changed .note The harbourmaster gave a long 🚢 talk about the silt in the basin. (other words stand where `The harbourmaster gave a long speech about the silt in the basin.` stood)
    moved      221..227     pier#moved .note warden (its words stand there; what the quotation has around them does not)
    article    -            pier#whole .context (it speaks about the whole article)
    exact      107..122     pier#retracted .note Nobody was hurt
    exact      123..134     pier#draft .note on the pier
    ambiguous  -            pier#several .note (it may be any of 4 places)
    orphaned   -            pier#none .note (its passage does not occur in the article)
    ");
    assert_eq!(
        desk.states(),
        [
            "pier#exact exact",
            "pier#typed normalized",
            "pier#changed changed",
            "pier#moved moved",
            "pier#whole article",
            "pier#retracted exact",
            "pier#draft exact",
            "pier#several ambiguous",
            "pier#none orphaned",
        ]
    );
    assert!(desk.notes().iter().all(|line| line["reason"].as_str().is_some_and(|reason| reason.len() > 20)));
    assert_eq!(desk.files(), before, "nothing is written");
}

#[test]
fn no_note_is_left_out_whatever_is_wrong() {
    let note = |words: &str| format!("## N {{#n}}\n\n> {words}\n\nWords.\n");
    let files = [
        ("articles/whole.md", "---\ntitle: Whole\nrights: reference\n---\n\nThe ferry sank. It rose.\n".to_owned()),
        ("annotations/whole.md", note("The ferry")),
        (
            "articles/bundle/index.md",
            "---\ntitle: Bundle\nrights: full\ndraft: true\n---\n\nThe ferry sank.\n".to_owned(),
        ),
        ("annotations/bundle.md", note("ferry")),
        ("articles/keys.md", "---\ntitel: Keys\nrights: full\n---\n\nThe ferry sank.\n".to_owned()),
        ("annotations/keys.md", note("ferry")),
        ("articles/open.md", "---\ntitle: Open\nrights: full\n\nThe ferry sank.\n".to_owned()),
        ("annotations/open.md", note("ferry")),
        ("annotations/nowhere.md", note("ferry")),
        ("entities/taken.md", "---\nname: Taken\nkind: place\n---\n".to_owned()),
        ("annotations/taken.md", note("ferry")),
        (
            "annotations/more.md",
            format!(
                "---\narticle: whole\n---\n\n{}\n{}\n{}\n{}",
                note("The **ferry **sank"),
                "## E {#e}\n\n>\n\nWords.\n",
                "## H {#h}\nnth: 4\n\n> rose\n\nWords.\n",
                "## T {#t}\n\n> sank **It** rose **again**\n\nWords.\n"
            ),
        ),
    ];
    let files: Vec<(String, String)> =
        files.into_iter().map(|(path, text)| (format!("content/{path}"), text)).collect();
    let desk = Desk::new(&files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
    desk.write("dossier.toml", "titel = 3\n");
    let notes = desk.notes();
    let shown: Vec<String> = notes
        .iter()
        .map(|line| {
            let [article, id, state, reason] =
                ["article", "id", "state", "reason"].map(|key| line[key].as_str().unwrap_or_default());
            format!("{article}#{id} {state}: {reason}")
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @"
    bundle#n exact: the quotation stands there, character by character
    keys#n exact: the quotation stands there, character by character
    nowhere#n orphaned: there is no article `nowhere`
    open#n orphaned: its article cannot be read to its end; `dossier check` says why
    taken#n orphaned: there is no article `taken`
    whole#n orphaned: its passage cannot be read as it is written; `dossier check` says why
    whole#e orphaned: its passage cannot be read as it is written; `dossier check` says why
    whole#h ambiguous: its words stand there once, and `nth:` asks for number 4
    whole#t orphaned: its passage cannot be read as it is written; `dossier check` says why
    whole#n exact: the quotation stands there, character by character
    ");
    assert_eq!(desk.run(&["notes", "keys"]).1.lines().count(), 1);
    assert_eq!(desk.run(&["notes", "nowhere"]).0, 2);
    assert_eq!(desk.run(&["text", "bundle"]), (0, "Bundle\nThe ferry sank.\n".to_owned(), String::new()));
    let (code, text, problems) = desk.run(&["text", "keys"]);
    assert_eq!((code, text.as_str()), (1, "keys\nThe ferry sank.\n"));
    assert!(problems.contains("titel"), "{problems}");
}

#[test]
fn a_fix_changes_its_passages_and_no_other_byte() {
    let files = [("content/articles/pier/index.md", ARTICLE), ("content/annotations/pier.md", NOTES)];
    let crlf = format!("\u{feff}{}", NOTES.replace('\n', "\r\n"));
    for (notes, ending) in [(NOTES, "\n"), (crlf.as_str(), "\r\n")] {
        let desk = Desk::new(&files);
        desk.write("content/annotations/pier.md", notes);
        desk.fine(&["build"]);
        desk.write("content/articles/pier/index.md", &edited().replace("counted the nets", "counted all nets"));
        let more = format!("## More {{#more}}{ending}{ending}> found three{ending}");
        desk.write("content/annotations/pier.md", &format!("{notes}{ending}{more}"));
        let said = desk.fine(&["accept", "--fix", "pier#changed", "pier#moved"]);
        assert!(said.contains("| The harbourmaster gave a long 🚢 talk"), "{said}");
        let expected = notes
            .replace(
                "> The harbourmaster gave a long speech about the silt in the basin.",
                "> **The harbourmaster gave a long 🚢 talk about the silt in the basin.**",
            )
            .replace("> by. Boats left. The **warden** counted the nets", "> **warden**");
        assert_eq!(desk.read("content/annotations/pier.md"), format!("{expected}{ending}{more}"));
        desk.fine(&["check", "--strict"]);
        desk.fine(&["build", "--strict"]);
        desk.fine(&["build", "--locked"]);
    }
}

#[test]
fn a_fix_takes_out_the_number_that_it_makes_wrong() {
    let article = |last: &str| {
        format!(
            "---\ntitle: T\nrights: full\n---\n\nBoats came at noon. Boats came at one. {last} came at two, and at three.\n"
        )
    };
    let notes = "\u{feff}## A {#a}\r\ntags: nth, 3\r\n nth:  3 \r\nby: \"3\"\r\n\r\n> Boats\r\n\r\nnth: 3\r\n";
    let (old, new) = (article("Boats"), article("Boots"));
    let desk = Desk::new(&[("content/articles/a.md", old.as_str()), ("content/annotations/a.md", notes)]);
    desk.fine(&["build"]);
    desk.write("content/articles/a.md", &new);
    assert_eq!(desk.states(), ["a#a changed"]);
    desk.fine(&["accept", "--fix"]);
    let expected = notes.replace(" nth:  3 \r\n", "").replace("> Boats", "> **Boots**");
    assert_eq!(desk.read("content/annotations/a.md"), expected);
    desk.fine(&["check", "--strict"]);
    // Nor can what it proposes be pasted beside the number.
    desk.write("content/annotations/a.md", &notes.replace("3 \r\n", "4 \r\n"));
    let (_, _, problems) = desk.run(&["check"]);
    assert!(problems.contains("stands 2 times in `a`, and `nth:` asks for number 4"), "{problems}");
    assert!(
        problems.contains("write `nth: 1` for the first of them, or take `nth:` out and write this:"),
        "{problems}"
    );
}

#[test]
fn what_is_accepted_is_named_and_the_lock_can_be_closed() {
    let desk = Desk::new(&[("content/articles/pier.md", ARTICLE), ("content/annotations/pier.md", NOTES)]);
    desk.fine(&["build"]);
    desk.fine(&["build", "--locked"]);
    desk.write("content/articles/pier.md", &edited());
    let before = desk.files();
    for args in [["build", "--locked"], ["check", "--locked"]] {
        let (code, _, problems) = desk.run(&args);
        assert!(code == 1 && problems.contains("error[locked]"), "{problems}");
    }
    assert_eq!(desk.run(&["accept", "--locked"]).0, 2);
    let (code, _, problems) = desk.run(&["accept", "changed"]);
    assert!(code == 2 && problems.contains("did you mean `pier#changed`?"), "{problems}");
    let (code, _, problems) = desk.run(&["accept", "pier#exact"]);
    assert!(code == 2 && problems.contains("there is nothing to accept for `pier#exact`"), "{problems}");
    assert_eq!(desk.files(), before);
    let said = desk.fine(&["accept", "pier#changed", "--now", "2026-02-03"]);
    assert!(said.contains("| The harbourmaster gave a long 🚢 talk"), "{said}");
    assert!(desk.read("dossier.lock").contains("\"accepted\":\"2026-02-03\""));
    assert_eq!(desk.read("content/annotations/pier.md"), NOTES);
    let accepted = desk.notes().into_iter().find(|line| line["id"] == "changed").expect("it is listed");
    assert_eq!(accepted["reason"], "other words stand there, which were accepted on 2026-02-03");
    desk.fine(&["build", "--strict"]);
    desk.fine(&["build", "--locked"]);
    assert!(desk.fine(&["accept"]).contains("nothing to accept"), "it is settled");
}
