//! The lock from end to end: what is written, what it changes, what it never shows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use dossier::compile::{Audience, Compiled, Memos, compile};
use dossier::load::{LoadOptions, Snapshot, load};
use dossier::publish::remember::remember;
use proptest::prelude::*;
use tempfile::TempDir;

const ARTICLE: &str = "---\ntitle: The quay\nrights: full\n---\n\nThe old harbour was closed in May. Then the crew of Ana Lind left the quay before noon.\n\nNobody saw them again that year. The crew of Marta Ruiz stayed, and Ana Lind wrote to them.\n";

const NOTES: &str = "## Who left {#left}\n\n> the crew of **Ana Lind** left\n\nA note.\n\n## When {#when}\n\n>  closed  in May\n\nAnother, with odd spaces  \nin it.\n\n## All of it {#all}\n\nOn the whole.\n";

fn folder() -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    write(dir.path(), "dossier.toml", "title = \"T\"\nlanguage = \"en\"\n");
    write(dir.path(), "content/articles/quay.md", ARTICLE);
    write(dir.path(), "content/annotations/quay.md", NOTES);
    dir
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it has one")).expect("writable");
    fs::write(path, text).expect("writable");
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).expect("it is there")
}

fn run(root: &Path, audience: Audience) -> (Snapshot, Compiled) {
    let options = LoadOptions { now: jiff::Timestamp::UNIX_EPOCH, originals: None, out: None };
    let snapshot = load(root, &options).expect("it is a dossier");
    let compiled = compile(&snapshot, audience, &mut Memos::forgetful());
    (snapshot, compiled)
}

/// Compiles and writes what is remembered, whatever is wrong.
fn build(root: &Path) -> Compiled {
    let (snapshot, compiled) = run(root, Audience::Public);
    remember(root, &snapshot, &compiled.lock, &compiled.snapshots).expect("writable");
    compiled
}

fn pages(compiled: &Compiled) -> BTreeMap<String, Vec<u8>> {
    compiled.output.files.iter().map(|(path, file)| (path.to_string(), file.render().expect("it renders"))).collect()
}

fn codes(compiled: &Compiled) -> Vec<&'static str> {
    compiled.diagnostics.iter().map(|d| d.code.as_str()).collect()
}

/// Runs the binary: the exit code, stdout and stderr.
fn dossier(root: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(root).args(args).env_clear().env("HOME", "/nonexistent/home");
    let output = command.output().expect("the binary starts");
    let text = |bytes| String::from_utf8(bytes).expect("it is text");
    (output.status.code().expect("it was not killed"), text(output.stdout), text(output.stderr))
}

#[test]
fn the_lock_is_written_once_and_never_by_check() {
    let dir = folder();
    let root = dir.path();
    assert_eq!(dossier(root, &["check"]).0, 0);
    assert!(!root.join("dossier.lock").exists() && !root.join(".dossier").exists(), "check writes nothing");
    let (code, _, problems) = dossier(root, &["build", "--locked"]);
    assert_eq!(code, 1);
    assert!(problems.contains("the lock would change"), "{problems}");
    assert!(!root.join("public/index.html").exists() && !root.join("dossier.lock").exists());
    assert_eq!(dossier(root, &["build"]).0, 0);
    let lock = read(root, "dossier.lock");
    assert_eq!(lock.lines().count(), 2, "one line a note that has a passage");
    let first = lock.lines().next().expect("a line");
    for part in [
        "\"article\":\"quay\",\"note\":\"left\"",
        "\"start\":61,\"end\":69,\"exact\":\"Ana Lind\"",
        "\"state\":\"exact\"",
    ] {
        assert!(first.contains(part), "{first}");
    }
    let times = || {
        ["dossier.lock", ".dossier/snapshots.pack"].map(|p| fs::metadata(root.join(p)).and_then(|m| m.modified()).ok())
    };
    let before = times();
    let (code, said, _) = dossier(root, &["build", "--locked"]);
    assert_eq!((code, times()), (0, before));
    assert!(said.contains("nothing changed"), "{said}");
}

#[test]
fn a_change_is_warned_about_and_accepted() {
    let dir = folder();
    let root = dir.path();
    build(root);
    write(
        root,
        "content/articles/quay.md",
        &ARTICLE.replace("crew of Ana Lind", "crew of Anna Lind").replace("in May", "in  May"),
    );
    assert_eq!(codes(&build(root)), ["changed-note"]);
    assert_eq!(codes(&build(root)), ["changed-note"], "it stays until it is settled");
    assert_eq!(dossier(root, &["build", "--strict"]).0, 1);
    let (code, listed, _) = dossier(root, &["notes", "--format", "json"]);
    assert_eq!(code, 0);
    assert!(listed.contains("\"state\":\"changed\",\"start\":61,\"end\":70,\"words\":\"Anna Lind\""), "{listed}");

    let (code, shown, problems) = dossier(root, &["accept", "quay#left", "--now", "2026-01-31"]);
    assert_eq!(code, 0, "{problems}");
    assert!(shown.contains("Ana Lind") && shown.contains("| Anna Lind"), "{shown}");
    assert!(
        read(root, "dossier.lock").contains("\"exact\":\"Anna Lind\"")
            && read(root, "dossier.lock").contains("\"accepted\":\"2026-01-31\"")
    );
    assert_eq!(read(root, "content/annotations/quay.md"), NOTES);
    assert_eq!(dossier(root, &["build", "--strict"]).0, 0);

    // What was accepted stays accepted when the text around it changes, and no longer.
    write(
        root,
        "content/articles/quay.md",
        &read(root, "content/articles/quay.md").replace("The old", "Words before. The very old"),
    );
    assert_eq!(codes(&build(root)), Vec::<&str>::new());
    assert!(read(root, "dossier.lock").contains("2026-01-31"));
    write(root, "content/articles/quay.md", &read(root, "content/articles/quay.md").replace("Anna Lind", "Annas Lind"));
    assert_eq!(codes(&build(root)), ["changed-note"]);
}

#[test]
fn fixing_leaves_every_other_byte_alone() {
    let dir = folder();
    let root = dir.path();
    build(root);
    write(root, "content/articles/quay.md", &ARTICLE.replace("of Ana Lind left", "of Anna Lind left"));
    let (code, _, problems) = dossier(root, &["accept", "--fix"]);
    assert_eq!(code, 0, "{problems}");
    let fixed = read(root, "content/annotations/quay.md");
    assert_eq!(fixed, NOTES.replace("> the crew of **Ana Lind** left", "> **Anna Lind**"));
    assert_eq!(codes(&build(root)), Vec::<&str>::new());

    // A note that stands in two places is settled by the number of the candidate.
    write(root, "content/annotations/quay.md", &NOTES.replace("> the crew of **Ana Lind** left", "> crew of"));
    let (code, _, problems) = dossier(root, &["accept", "--fix", "quay#left:2"]);
    assert_eq!(code, 0, "{problems}");
    assert_eq!(
        read(root, "content/annotations/quay.md"),
        NOTES.replace("> the crew of **Ana Lind** left", "> The **crew of**")
    );
    assert_eq!(dossier(root, &["accept", "quay#none"]).0, 2);
}

#[test]
fn a_lookalike_is_never_taken_for_the_passage() {
    let first = "Team Alpha shipped the release on Friday.";
    let second = "Team Beta shipped the release on Friday.";
    let article = |words: &str| {
        format!("---\ntitle: News\nrights: full\n---\n\nIt was a long week. {words} {second} So it ended.\n")
    };
    for snapshots in [true, false] {
        for words in ["", "The other group gave up and went home.", "Nothing was shipped by anyone in that week."] {
            let dir = folder();
            let root = dir.path();
            write(root, "content/articles/news.md", &article(first));
            write(root, "content/annotations/news.md", &format!("## Shipped {{#shipped}}\n\n> {first}\n\nNote.\n"));
            assert_eq!(codes(&build(root)), Vec::<&str>::new());
            if !snapshots {
                fs::remove_dir_all(root.join(".dossier")).expect("it is there");
            }
            let before = read(root, "dossier.lock");
            write(root, "content/articles/news.md", &article(words));
            let compiled = build(root);
            assert_eq!(codes(&compiled), ["orphaned-note"], "{words}");
            assert_eq!(read(root, "dossier.lock"), before, "the entry is kept");
            let page = |audience| {
                let (_, compiled) = run(root, audience);
                String::from_utf8(pages(&compiled).remove("articles/news.html").expect("a page")).expect("it is text")
            };
            let page = page(Audience::Editor);
            assert!(!page.contains("<mark"), "{page}");
            let orphans = page.split("class=\"orphans\"").nth(1).expect("a section of its own");
            assert!(orphans.contains(first), "it quotes its words: {orphans}");
            // The passage comes back, and so does the note.
            write(root, "content/articles/news.md", &article(first));
            assert_eq!(codes(&build(root)), Vec::<&str>::new());
        }
    }
}

#[test]
fn candidates_are_listed_with_a_patch() {
    let dir = folder();
    let root = dir.path();
    write(
        root,
        "content/annotations/quay.md",
        "## A {#a}\n\n> the crew of\n\nNote.\n\n## B {#b}\n\n> The crew of\n\nNote.\n",
    );
    write(root, "content/articles/quay.md", &ARTICLE.replace("Then the crew", "The crew"));
    let compiled = build(root);
    let hint = compiled.diagnostics[0].hint.clone().expect("a hint");
    insta::assert_snapshot!(hint, @r"
    it stands in:
    1. content/articles/quay.md:6 (p1): …quay ¶ The old harbour was closed in May. **The crew of** Ana Lind left the quay before noon. ¶ Nob…
    2. content/articles/quay.md:8 (p2): … noon. ¶ Nobody saw them again that year. **The crew of** Marta Ruiz stayed, and Ana Lind wrote t…
    write this for the first of them, or `nth: 1`:
    > May. **The crew of**
    or run `dossier accept --fix quay#a:1`
    ");
}

#[test]
fn a_fresh_clone_and_damage_are_survived() {
    let dir = folder();
    let root = dir.path();
    build(root);
    let (lock, pack) = (read(root, "dossier.lock"), read(root, ".dossier/snapshots.pack"));
    let rows =
        [(".dossier/snapshots.pack", pack.replace("noon", "moon")), ("dossier.lock", format!("nonsense\n{lock}"))];
    for (path, damaged) in rows {
        write(root, path, &damaged);
        let compiled = build(root);
        assert_eq!(compiled.diagnostics.len(), 1, "{path} {:?}", compiled.diagnostics);
        assert!(codes(&compiled)[0].starts_with("damaged-"));
        assert_eq!((read(root, "dossier.lock"), read(root, ".dossier/snapshots.pack")), (lock.clone(), pack.clone()));
        assert_eq!(codes(&build(root)), Vec::<&str>::new());
    }
    fs::remove_dir_all(root.join(".dossier")).expect("it is there");
    write(root, "content/articles/quay.md", &ARTICLE.replace("of Ana Lind left", "of Anna Lind left"));
    assert_eq!(codes(&build(root)), ["changed-note"], "the lock alone knows where it stood");
}

#[test]
fn a_withheld_text_is_not_in_the_lock() {
    let dir = folder();
    let root = dir.path();
    write(root, "content/articles/quay.md", &ARTICLE.replace("rights: full", "rights: reference"));
    build(root);
    let lock = read(root, "dossier.lock");
    assert!(lock.contains("\"exact\":\"Ana Lind\"") && !lock.contains("prefix") && !lock.contains("suffix"), "{lock}");
    assert!(!lock.contains("Nobody") && !lock.contains("crew"));
    write(root, "content/articles/quay.md", ARTICLE);
    build(root);
    assert!(read(root, "dossier.lock").contains("crew"), "what is published may be");
}

#[test]
fn a_hidden_note_keeps_its_line() {
    let dir = folder();
    let root = dir.path();
    build(root);
    let lock = read(root, "dossier.lock");
    for change in [("rights: full", "rights: full\ndraft: true"), ("rights: full", "rights: full\nembargo: 2999-01-01")]
    {
        write(root, "content/articles/quay.md", &ARTICLE.replace(change.0, change.1));
        build(root);
        assert_eq!(read(root, "dossier.lock"), lock);
    }
    let page = "---\ntitle: Other\nrights: full\n---\n\nWords.\n";
    write(root, "content/articles/other.md", page);
    write(root, "content/annotations/quay.md", &format!("---\ndraft: true\n---\n\n{NOTES}"));
    build(root);
    assert_eq!(read(root, "dossier.lock"), lock);
    fs::remove_file(root.join("content/annotations/quay.md")).expect("it is there");
    build(root);
    assert_eq!(read(root, "dossier.lock"), "");
}

/// Edits that a folder goes through.
fn edits() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..8usize, 0..6usize), 1..7)
}

fn apply(root: &Path, (kind, n): (usize, usize)) {
    let path = "content/articles/quay.md";
    let text = read(root, path);
    let words = ["Ana Lind", "in May", "crew of", "Nobody saw them", "left", "The old harbour"];
    let new = match kind {
        0 => text.replace(words[n], "something else"),
        1 => text.replacen(words[n], "", 1),
        2 => text.replacen("\n\n", &format!("\n\nA new paragraph {n} with {}.\n\n", words[n]), 2),
        3 => text.replace(' ', "\u{a0}").replace("title:\u{a0}", "title: ").replace("rights:\u{a0}", "rights: "),
        4 => ARTICLE.to_owned(),
        5 => text.replacen(words[n], &format!("{} {}", words[n], words[(n + 1) % 6]), 1),
        6 => {
            let notes = if n % 2 == 0 { NOTES.replace("closed  in May", "closed") } else { NOTES.to_owned() };
            write(root, "content/annotations/quay.md", &notes);
            return;
        }
        _ => {
            let _ = fs::remove_dir_all(root.join(".dossier"));
            return;
        }
    };
    write(root, path, &new);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn compiling_again_with_the_new_lock_changes_nothing(edits in edits()) {
        let dir = folder();
        let root = dir.path();
        let (mut public, mut editor) = (Memos::keeping(), Memos::keeping());
        for edit in edits {
            apply(root, edit);
            let first = build(root);
            let (snapshot, again) = run(root, Audience::Public);
            prop_assert_eq!(pages(&first), pages(&again));
            prop_assert_eq!(&first.diagnostics, &again.diagnostics);
            prop_assert_eq!(&first.lock, &again.lock);
            prop_assert_eq!(&*snapshot.lock, &*again.lock);
            prop_assert_eq!(remember(root, &snapshot, &again.lock, &again.snapshots).expect("writable"), vec![]);
            // Warm equals cold, and the lock is nobody's in particular.
            let warm = compile(&snapshot, Audience::Public, &mut public);
            prop_assert_eq!(pages(&warm), pages(&again));
            prop_assert_eq!(&warm.lock, &again.lock);
            let other = compile(&snapshot, Audience::Editor, &mut editor);
            prop_assert_eq!(&other.lock, &again.lock);
        }
    }
}
