//! The command: what it writes, and all that it refuses.

use std::fs;
use std::path::Path;

use super::{dossier, empty_dossier};

const TEXT: &str = "Harbour bridge to close\n\nThe bridge will be closed.\n\nShare\n";

fn write(dir: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        fs::write(dir.join(name), bytes).expect("writable");
    }
}

fn articles(root: &Path) -> Vec<String> {
    let names = fs::read_dir(root.join("content/articles")).expect("it is there");
    let mut names: Vec<_> = names.map(|e| e.expect("readable").file_name().into_string().expect("text")).collect();
    names.sort();
    names
}

#[test]
fn an_article_is_written_and_reported() {
    let (dir, root) = empty_dossier();
    write(dir.path(), &[("bridge.txt", TEXT.as_bytes())]);
    let args = ["import", "--root", "site", "bridge.txt"];
    let dry = dossier(dir.path(), &[&args[..], &["--dry-run"]].concat());
    assert_eq!((dry.code, articles(&root).len()), (0, 0), "{}", dry.stderr);
    let run = dossier(dir.path(), &args);
    assert_eq!((run.code, run.stderr.as_str(), dry.stdout == run.stdout), (0, "", true));
    insta::assert_snapshot!(run.stdout, @r"
    site/content/articles/harbour-bridge-to-close.md from bridge.txt
      headline   line 1    Harbour bridge to close
      outlet               not stated, left out
      authors              not stated, left out
      published            not stated, left out
      updated              not stated, left out
      removed    line 5    Share (share button)
    ");
    insta::assert_snapshot!(fs::read_to_string(root.join("content/articles/harbour-bridge-to-close.md")).expect("written"), @r#"
    ---
    title: "Harbour bridge to close"
    rights: reference
    sha256: "1cc3d9d9bc90bea2a8ad9a10735fcaaeccb3b0f11cad04bf73887cd97bbc515c"
    ---

    The bridge will be closed.
    "#);
    let checked = dossier(&root, &["check", "--strict"]);
    assert_eq!(checked.code, 0, "{}", checked.stderr);
    let again = dossier(dir.path(), &args);
    assert_eq!(again.code, 2);
    assert!(
        again.stderr.contains("`site/content/articles/harbour-bridge-to-close.md` is there already"),
        "{}",
        again.stderr
    );
    let slug =
        dossier(dir.path(), &[&args[..], &["--slug", "bridge-2", "--rights", "full", "--language", "en-GB"]].concat());
    assert_eq!(slug.code, 0, "{}", slug.stderr);
    assert!(slug.stdout.contains("has the same original"), "{}", slug.stdout);
    let text = fs::read_to_string(root.join("content/articles/bridge-2.md")).expect("written");
    assert!(text.contains("\nrights: full\n") && text.contains("\nlanguage: en-GB\n"), "{text}");
    let quiet = dossier(dir.path(), &[&args[..], &["--slug", "bridge-3", "--quiet"]].concat());
    assert_eq!((quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()), (0, "", ""));
}

#[test]
fn wrong_input_is_told_and_nothing_is_written() {
    let (dir, root) = empty_dossier();
    fs::create_dir(dir.path().join("folder")).expect("writable");
    fs::create_dir(root.join("content/entities")).expect("writable");
    fs::write(root.join("content/entities/quay.md"), "---\nname: Quay\n---\n").expect("writable");
    write(
        dir.path(),
        &[
            ("good.txt", TEXT.as_bytes()),
            ("twin.txt", TEXT.as_bytes()),
            ("quay.txt", b"Quay\nWords.\n"),
            ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
            ("empty.txt", b""),
            ("blank.txt", b" \n\n"),
            ("binary.dat", b"a\0b\x01\x02"),
        ],
    );
    // A file of 200 MB that takes no room.
    let large = fs::File::create(dir.path().join("large.txt")).expect("writable");
    large.set_len(200 * 1024 * 1024).expect("sparse files");
    let rows = [
        ("folder", 2, "error[not-a-file]: this is a folder"),
        ("paper.pdf", 2, "error[not-text]: the file is a PDF"),
        ("empty.txt", 2, "error[empty-file]: the file is empty"),
        ("blank.txt", 2, "error[empty-file]: the file is empty"),
        ("binary.dat", 2, "error[not-text]: the file is binary"),
        ("large.txt", 2, "error[file-too-large]: the file has 209715200 bytes"),
        ("missing.txt", 2, "error[no-such-file]"),
        ("quay.txt", 2, "error[id-taken]: its id `quay` is taken by `site/content/entities/quay.md`"),
    ];
    for (file, code, words) in rows {
        let run = dossier(dir.path(), &["import", "--root", "site", "--format", "short", "good.txt", file]);
        assert_eq!(run.code, code, "{file}: {}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains(&format!("{file}: {words}")), "{file}: {}", run.stdout);
        assert_eq!(articles(&root), Vec::<String>::new(), "{file}");
    }
    let files = rows.map(|(file, ..)| file);
    let all = dossier(dir.path(), &[&["import", "--root", "site", "good.txt", "twin.txt"], &files[..]].concat());
    assert_eq!((all.code, all.stdout.as_str()), (2, ""));
    for (_, _, words) in rows {
        assert!(all.stderr.contains(words.split(": ").next().expect("a code")), "{words}: {}", all.stderr);
    }
    assert!(all.stderr.contains("is also that of `good.txt`"), "{}", all.stderr);
    assert!(all.stderr.ends_with("nothing was imported\n"), "{}", all.stderr);
    assert_eq!(articles(&root), Vec::<String>::new());
}

#[test]
fn wrong_use_is_two() {
    let (dir, _root) = empty_dossier();
    write(dir.path(), &[("a.txt", b"A\nb\n"), ("c.txt", b"C\nd\n")]);
    let rows: [(&[&str], &str); 6] = [
        (&["import"], "<FILE>"),
        (&["import", "a.txt"], "there is no dossier"),
        (&["import", "--root", "site", "a.txt", "--slug", "A b"], "`A b` is no id"),
        (&["import", "--root", "site", "a.txt", "c.txt", "--slug", "x"], "several files"),
        (&["import", "--root", "site", "a.txt", "--rights", "excerpt"], "excerpt"),
        (&["import", "--root", "site", "a.txt", "--language", "en_US"], "`en_US` is not a language tag"),
    ];
    for (args, words) in rows {
        let run = dossier(dir.path(), args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(words), "{args:?}: {}", run.stderr);
    }
    let help = dossier(dir.path(), &["import", "--help"]);
    assert!(help.stdout.contains("Examples:") && help.stdout.contains("never overwrites"), "{}", help.stdout);
}

#[test]
fn a_headline_without_letters_takes_another_name() {
    let (dir, root) = empty_dossier();
    let text = "委内瑞拉\n2021-03-03\n文字\n";
    write(
        dir.path(),
        &[("Cutting 7.txt", text.as_bytes()), ("剪报.txt", text.as_bytes()), ("7.txt", "委\n文字\n".as_bytes())],
    );
    for file in ["Cutting 7.txt", "剪报.txt", "剪报.txt", "7.txt"] {
        let run = dossier(dir.path(), &["import", "--root", "site", file]);
        assert_eq!(run.code, 0, "{file}: {}", run.stderr);
    }
    assert_eq!(articles(&root), ["article-2021-03-03-2.md", "article-2021-03-03.md", "article.md", "cutting-7.md"]);
    let checked = dossier(&root, &["check", "--strict"]);
    assert_eq!(checked.code, 0, "{}", checked.stderr);
}

const ANNOTATIONS: &str = r#"{"annotations": [
  {"id": "a", "uri": "https://example.org/x", "user": "acct:mara@example.org", "created": "2031-05-04T10:11:12Z",
   "text": "Why?", "target": [{"selector": [{"type": "TextQuoteSelector", "exact": "will be closed"}]}]},
  {"id": "b", "uri": "https://example.org/x", "user": "acct:mara@example.org", "text": "It was not.",
   "target": [{"selector": [{"type": "TextQuoteSelector", "exact": "was burnt"}]}]}
]}"#;

#[test]
fn annotations_become_an_annotation_file() {
    let (dir, root) = empty_dossier();
    write(dir.path(), &[("bridge.txt", TEXT.as_bytes()), ("notes.json", ANNOTATIONS.as_bytes())]);
    assert_eq!(dossier(dir.path(), &["import", "--root", "site", "bridge.txt", "--slug", "bridge"]).code, 0);
    let args = ["import", "--root", "site", "--annotations", "notes.json", "--article", "bridge"];
    let dry = dossier(dir.path(), &[&args[..], &["--dry-run"]].concat());
    assert_eq!((dry.code, root.join("content/annotations").exists()), (0, false), "{}", dry.stderr);
    let run = dossier(dir.path(), &args);
    assert_eq!((run.code, run.stderr.as_str(), dry.stdout == run.stdout), (0, "", true));
    insta::assert_snapshot!(run.stdout, @r"
    site/content/annotations/bridge.md from notes.json: 2 notes, 1 of them a draft
      draft     4:3       `was-burnt` is not anchored: its words do not occur in the article
                          the note is kept as a draft with its words: mend its passage, then take `status: draft` out
    ");
    insta::assert_snapshot!(fs::read_to_string(root.join("content/annotations/bridge.md")).expect("written"), @r#"
    ---
    authors: ["mara"]
    ---

    ## Why? {#will-be-closed}
    date: 2031-05-04T10:11:12Z

    > will be closed

    Why?

    ## It was not {#was-burnt}
    status: draft

    > was burnt

    It was not.
    "#);
    // The public site is built without the draft; the editor's preview and the list of notes report it.
    assert_eq!(dossier(&root, &["build"]).code, 0);
    let drafts = dossier(&root, &["build", "--drafts", "--out", "../drafts"]);
    assert!(drafts.code == 1 && drafts.stderr.contains("error[orphaned-note]"), "{}", drafts.stderr);
    let notes = dossier(&root, &["notes"]);
    assert!(notes.stdout.contains("orphaned   -            bridge#was-burnt"), "{}", notes.stdout);

    // Nothing is overwritten, and nothing is taken twice.
    let again = dossier(dir.path(), &args);
    assert!(again.code == 2 && again.stderr.contains("`site/content/annotations/bridge.md` is there already"));
    assert!(again.stderr.contains("--slug bridge-2"), "{}", again.stderr);
    let export =
        ["import", "--root", "site", "--annotations", "site/public/articles/bridge.jsonld", "--article", "bridge"];
    let own = dossier(dir.path(), &[&export[..], &["--slug", "bridge-2"]].concat());
    assert!(own.code == 2 && own.stderr.contains("error[id-taken]"), "{}", own.stderr);
    assert!(!root.join("content/annotations/bridge-2.md").exists());
    let json = dossier(dir.path(), &[&args[..], &["--slug", "bridge-2", "--dry-run", "--format", "json"]].concat());
    assert!(json.code == 0 && json.stdout.contains(r#""path":"notes.json","line":4,"column":3"#), "{}", json.stdout);
}

#[test]
fn what_cannot_be_annotations_is_told() {
    let (dir, _) = empty_dossier();
    let long = format!("{{\"rows\": [{}", " ".repeat(500));
    write(
        dir.path(),
        &[
            ("bridge.txt", TEXT.as_bytes()),
            ("bad.json", b"{\"rows\": [\n  nope]}"),
            ("long.json", long.as_bytes()),
            ("latin.json", b"\"\xe9\""),
            ("none.json", b"{}"),
            ("notes.json", ANNOTATIONS.as_bytes()),
        ],
    );
    assert_eq!(dossier(dir.path(), &["import", "--root", "site", "bridge.txt", "--slug", "bridge"]).code, 0);
    let rows: [(&[&str], &str); 9] = [
        (&["--annotations", "bad.json", "--article", "bridge"], "bad.json:2:4"),
        (&["--annotations", "long.json", "--article", "bridge"], "long.json:1:510: error[bad-json]"),
        (&["--annotations", "latin.json", "--article", "bridge"], "error[not-utf8]"),
        (&["--annotations", "none.json", "--article", "bridge"], "error[no-annotations]"),
        (&["--annotations", "missing.json", "--article", "bridge"], "error[no-such-file]"),
        (&["--annotations", "notes.json", "--article", "bridg"], "did you mean `bridge`?"),
        (&["--annotations", "notes.json", "--article", "bridge", "--slug", "A b"], "`A b` is no id"),
        (&["--annotations", "notes.json"], "--article <ID>"),
        (&["bridge.txt", "--annotations", "notes.json", "--article", "bridge"], "cannot be used with"),
    ];
    for (args, expected) in rows {
        let run = dossier(dir.path(), &[&["import", "--root", "site"][..], args].concat());
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.stderr.contains(expected), "{args:?}\n{}", run.stderr);
    }
    assert!(!dir.path().join("site/content/annotations").exists());
}
