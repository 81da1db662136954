//! The real binary: exit codes, help, and the first steps of a new user.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

/// Runs the command in a folder, with an environment of its own.
fn dossier(dir: &Path, args: &[&str]) -> Run {
    dossier_with(dir, args, &[])
}

fn dossier_with(dir: &Path, args: &[&str], env: &[(&str, &str)]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(dir).args(args).env_clear().env("HOME", "/nonexistent/home");
    // Without it the program does not start on Windows.
    command.envs(std::env::vars_os().filter(|(key, _)| key.eq_ignore_ascii_case("SystemRoot")));
    let output = command.envs(env.iter().copied()).output().expect("the binary starts");
    let text = |bytes| String::from_utf8(bytes).expect("it is text");
    Run {
        code: output.status.code().expect("it was not killed"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A new dossier in `site`.
fn initialised() -> TempDir {
    let dir = folder();
    let run = dossier(dir.path(), &["init", "site", "--title", "A \"test\""]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    dir
}

fn fine(run: &Run) {
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
}

#[test]
fn help_teaches() {
    let dir = folder();
    let long = dossier(dir.path(), &["--help"]);
    fine(&long);
    for words in ["dossier init my-dossier", "Exit codes:", "--originals", "SOURCE_DATE_EPOCH", "build", "completions"]
    {
        assert!(long.stdout.contains(words), "{words}");
    }
    for command in [
        "build",
        "watch",
        "check",
        "text",
        "init",
        "new",
        "import",
        "mentions",
        "explain",
        "rename",
        "theme",
        "completions",
    ] {
        let run = dossier(dir.path(), &[command, "--help"]);
        fine(&run);
        assert!(run.stdout.contains("Examples:"), "{command}");
    }
    let version = dossier(dir.path(), &["--version"]);
    assert_eq!(version.stdout, format!("dossier {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_use_is_two() {
    let dir = initialised();
    let site = dir.path().join("site");
    let rows: [(&[&str], &str); 11] = [
        (&[], "Usage:"),
        (&["biuld"], "build"),
        (&["build", "--fast"], "--fast"),
        (&["build", "--format", "xml"], "xml"),
        (&["build", "--drafts"], "`--drafts` needs `--out`"),
        (&["build", "--now", "tomorrow"], "`tomorrow` is no moment"),
        (&["build", "--root", "nowhere"], "nowhere"),
        (&["build", "--originals", "nowhere"], "nowhere"),
        (&["text", "harbor-bridge"], "did you mean `harbour-bridge`?"),
        (&["new", "annotation", "nothing-like-it"], "there is no article"),
        (&["init"], "is not empty"),
    ];
    for (args, words) in rows {
        let run = dossier(&site, args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(words), "{args:?}: {}", run.stderr);
    }
    let run = dossier(dir.path(), &["build"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("dossier init"), "{}", run.stderr);
    let run = dossier_with(&site, &["check"], &[("SOURCE_DATE_EPOCH", "soon")]);
    assert_eq!((run.code, run.stderr.contains("SOURCE_DATE_EPOCH")), (2, true));
}

#[test]
fn a_dangerous_output_folder_is_two() {
    let dir = initialised();
    let site = dir.path().join("site");
    for out in ["content", "content/articles", ".", "..", "/", "themes/x"] {
        let run = dossier(&site, &["build", "--out", out]);
        assert_eq!(run.code, 2, "{out}: {}", run.stderr);
        assert!(run.stderr.contains("error[dangerous-output]"), "{out}: {}", run.stderr);
    }
    let home = dir.path().join("home");
    fs::create_dir(&home).expect("writable");
    let home = home.to_str().expect("it is text");
    let run = dossier_with(&site, &["build", "--out", home], &[("HOME", home)]);
    assert_eq!((run.code, run.stderr.contains("is a home folder")), (2, true), "{}", run.stderr);
}

#[test]
fn the_outside_world_is_three() {
    let dir = initialised();
    let site = dir.path().join("site");
    fs::write(site.join("public/index.html"), "mine").expect("writable");
    let run = dossier(&site, &["build"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stderr.contains("error[foreign-file]"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(site.join("public/index.html")).expect("it is there"), "mine");
}

#[test]
fn a_new_dossier_builds_at_once_and_then_rests() {
    let dir = initialised();
    let site = dir.path().join("site");
    let checked = dossier(&site, &["check"]);
    assert!(checked.stdout.ends_with(": no problems\n"), "{}{}", checked.stdout, checked.stderr);
    fine(&checked);
    let first = dossier(&site, &["build", "--strict"]);
    fine(&first);
    assert!(first.stdout.starts_with("built ") && first.stdout.contains(" written, 0 unchanged, 0 removed) in "));
    let second = dossier(&site.join("content/articles"), &["build"]);
    fine(&second);
    assert!(second.stdout.starts_with("nothing changed: "), "{}", second.stdout);
    assert!(site.join("public/index.html").exists() && site.join("public/.gitignore").exists());
    let quiet = dossier(dir.path(), &["build", "--quiet", "--root", "site", "--out", "elsewhere"]);
    fine(&quiet);
    assert_eq!(quiet.stdout, "");
    assert!(dir.path().join("elsewhere/index.html").exists());
    let timed = dossier(&site, &["build", "--timings"]);
    assert!(timed.stderr.contains("load") && timed.stderr.contains("total"), "{}", timed.stderr);
}

#[test]
fn init_keeps_hidden_files_and_refuses_others() {
    let dir = folder();
    fs::write(dir.path().join(".gitignore"), "mine\n").expect("writable");
    fine(&dossier(dir.path(), &["init"]));
    assert_eq!(fs::read_to_string(dir.path().join(".gitignore")).expect("it is there"), "mine\n");
    let again = dossier(dir.path(), &["init"]);
    assert_eq!(again.code, 2, "{}", again.stderr);
}

#[test]
fn what_new_begins_passes_check() {
    let dir = initialised();
    let site = dir.path().join("site");
    let rows: [(&[&str], &str); 8] = [
        (&["article", "Harbour: \"closed\" — until when?"], "content/articles/harbour-closed-until-when.md"),
        (&["article", "Full text", "--rights", "full"], "content/articles/full-text.md"),
        (&["entity", "Søren Ågård", "--kind", "person"], "content/entities/soren-agard.md"),
        (&["entity", "Elsewhere"], "content/entities/elsewhere.md"),
        (&["annotation", "full-text"], "content/annotations/full-text.md"),
        (&["claim", "How many bearings were cracked?"], "content/claims/how-many-bearings-were-cracked.md"),
        (&["page", "Method"], "content/pages/method.md"),
        (&["page", "委内瑞拉", "--id", "venezuela"], "content/pages/venezuela.md"),
    ];
    for (args, path) in rows {
        let args = [&["new"], args].concat();
        let run = dossier(&site, &args);
        assert_eq!((run.code, run.stdout.trim()), (0, path), "{}", run.stderr);
        assert!(run.stderr.starts_with("next: "), "{}", run.stderr);
        let again = dossier(&site, &args);
        assert_eq!((again.code, again.stderr.contains("is there already")), (2, true), "{}", again.stderr);
        assert!(site.join(path).exists());
        let checked = dossier(&site, &["check", "--strict"]);
        assert_eq!(checked.code, 0, "{path}: {}", checked.stderr);
    }
    let drafts = dossier(&site, &["build", "--strict", "--drafts", "--out", "../preview"]);
    assert_eq!(drafts.code, 0, "{}", drafts.stderr);
    let taken = dossier(&site, &["new", "claim", "Mara Lindqvist"]);
    assert_eq!((taken.code, taken.stderr.contains("mara-lindqvist.md")), (2, true), "{}", taken.stderr);
}

#[test]
fn problems_are_written_as_asked() {
    let dir = initialised();
    let site = dir.path().join("site");
    fs::write(site.join("content/caf\u{1}.md"), "").expect("writable");
    let rows = [
        ("short", "content/caf\u{FFFD}.md: error[bad-file-name]: ".replace('\u{FFFD}', " ")),
        ("json", r#"{"path":"content/caf\u0001.md","line":null,"#.into()),
        ("github", "::error file=content/caf\u{1}.md,title=bad-file-name::".into()),
    ];
    for (format, start) in rows {
        for command in ["check", "build"] {
            let run = dossier(&site, &[command, "--format", format]);
            assert_eq!(run.code, 1, "{}", run.stderr);
            assert!(run.stdout.lines().any(|line| line.starts_with(&start)), "{format}: {}", run.stdout);
        }
    }
    let run = dossier(&site, &["build"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.ends_with("1 error; the site is left as it was\n"), "{}", run.stderr);
    assert!(!run.stderr.contains('\u{1b}'), "no colours where there is no terminal");
    assert!(!site.join("public/index.html").exists());
}

#[test]
fn strict_makes_warnings_errors() {
    let dir = initialised();
    let site = dir.path().join("site");
    fs::write(site.join("content/articles/odd.markdown"), "").expect("writable");
    let run = dossier(&site, &["build"]);
    assert_eq!((run.code, run.stderr.ends_with("1 warning\n")), (0, true), "{}", run.stderr);
    assert_eq!(dossier(&site, &["check", "--strict"]).code, 1);
    assert_eq!(dossier(&site, &["build", "--strict"]).code, 1);
}

#[test]
fn text_prints_the_canonical_text() {
    let dir = initialised();
    let site = dir.path().join("site");
    let run = dossier(&site, &["text", "harbour-bridge"]);
    fine(&run);
    assert!(run.stdout.starts_with("Harbour bridge to close for repairs\nThe harbour bridge will be closed"));
    assert_eq!(run.stdout.lines().count(), 5);
    for path in ["content/articles/harbour-bridge.md", "./content/articles/harbour-bridge.md"] {
        assert_eq!(dossier(&site, &["text", path]).stdout, run.stdout, "{path}");
    }
    let path = "site/content/articles/harbour-bridge.md";
    assert_eq!(dossier(dir.path(), &["text", path, "--root", "site"]).stdout, run.stdout);
}

#[test]
fn completions_name_the_commands() {
    let dir = folder();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = dossier(dir.path(), &["completions", shell]);
        fine(&run);
        assert!(run.stdout.contains("build") && run.stdout.contains("strict"), "{shell}");
    }
}

#[test]
fn mentions_are_a_concordance() {
    let dir = initialised();
    let site = dir.path().join("site");
    let run = dossier(&site, &["mentions", "mara-lindqvist"]);
    fine(&run);
    assert!(run.stdout.starts_with("Mara Lindqvist (mara-lindqvist): "), "{}", run.stdout);
    assert!(run.stdout.contains("content/articles/harbour-bridge.md:"), "{}", run.stdout);
    assert!(run.stdout.contains("[Mara Lindqvist]") || run.stdout.contains("[Lindqvist]"), "{}", run.stdout);
    let all = dossier(&site, &["mentions", "--format", "json"]);
    fine(&all);
    for line in all.stdout.lines() {
        assert!(line.starts_with('{') && line.contains("\"printed\":"), "{line}");
    }
    let wrong = dossier(&site, &["mentions", "mara-lindquist"]);
    assert_eq!((wrong.code, wrong.stderr.contains("did you mean `mara-lindqvist`?")), (2, true), "{}", wrong.stderr);
}

#[test]
fn explain_tells_of_entities_pages_and_notes() {
    let dir = initialised();
    let site = dir.path().join("site");
    let rows = [
        ("mara-lindqvist", "is made from"),
        ("mara-lindqvist", "the full name"),
        ("articles/harbour-bridge.html", "content/annotations/harbour-bridge.md"),
        ("content/articles/harbour-bridge.md", "content/annotations/harbour-bridge.md"),
        ("index.html", "content/index.md"),
    ];
    for (what, words) in rows {
        let run = dossier(&site, &["explain", what]);
        fine(&run);
        assert!(run.stdout.contains(words), "{what}: {}", run.stdout);
    }
    let notes = fs::read_to_string(site.join("content/annotations/harbour-bridge.md")).expect("it is there");
    let id = notes.split("{#").nth(1).and_then(|rest| rest.split(['}', ' ']).next()).expect("a note has an id");
    let run = dossier(&site, &["explain", &format!("harbour-bridge#{id}")]);
    fine(&run);
    assert!(run.stdout.contains("content/annotations/harbour-bridge.md:"), "{}", run.stdout);
    assert_eq!(dossier(&site, &["explain", "harbour-bridge#nothing"]).code, 2);
    assert_eq!(dossier(&site, &["explain", "nothing-of-the-kind"]).code, 2);
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> std::collections::BTreeMap<std::path::PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|e| e.expect("it is readable").into_path());
    entries.filter(|p| p.is_file()).map(|p| (p.clone(), fs::read(&p).expect("it is readable"))).collect()
}

#[test]
fn rename_changes_references_and_leaves_a_redirect() {
    let dir = initialised();
    let site = dir.path().join("site");
    let before = files(&site);
    let shown = dossier(&site, &["rename", "mara-lindqvist", "the-engineer", "--dry-run"]);
    fine(&shown);
    assert!(shown.stdout.contains("+++ content/entities/the-engineer.md"), "{}", shown.stdout);
    assert!(shown.stdout.contains("+old_urls: [entities/mara-lindqvist.html]"), "{}", shown.stdout);
    assert_eq!(files(&site), before, "a dry run writes nothing");

    let done = dossier(&site, &["rename", "mara-lindqvist", "the-engineer"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(!site.join("content/entities/mara-lindqvist.md").exists());
    let checked = dossier(&site, &["check", "--strict"]);
    assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
    fine(&dossier(&site, &["build", "--quiet"]));
    let redirect = fs::read_to_string(site.join("public/entities/mara-lindqvist.html")).expect("the old page is there");
    assert!(redirect.contains("the-engineer.html"), "{redirect}");

    let back = dossier(&site, &["rename", "the-engineer", "mara-lindqvist", "--quiet"]);
    assert_eq!(back.code, 0, "{}", back.stderr);
    for (path, bytes) in files(&site.join("content")) {
        let same = before.get(&path) == Some(&bytes);
        assert!(same || path.ends_with("entities/mara-lindqvist.md"), "{}", path.display());
    }
    let rows = [
        (["rename", "nobody", "x"], "no file has the id"),
        (["rename", "mara-lindqvist", "harbour-bridge"], "is taken by"),
        (["rename", "mara-lindqvist", "No Id"], "is no id"),
        (["rename", "mara-lindqvist", "mara-lindqvist"], "is the id already"),
    ];
    for (args, words) in rows {
        let run = dossier(&site, &args);
        assert_eq!((run.code, run.stderr.contains(words)), (2, true), "{args:?}: {}", run.stderr);
    }
    let reserved = dossier(&site, &["rename", "about", "timeline"]);
    assert_ne!(reserved.code, 0, "a reserved name: {}", reserved.stdout);
}

#[test]
fn rename_takes_the_lock_along() {
    let dir = folder();
    let site = dir.path().join("site");
    fs::create_dir_all(site.join("content/articles")).expect("writable");
    fs::create_dir_all(site.join("content/annotations")).expect("writable");
    let article = "---\ntitle: Bridge\nrights: full\n---\n\nThe bridge was closed in May. Nobody came to the quay.\n";
    let notes = "## One {#one}\n\n> was closed in May\n\nA.\n\n## Two {#two}\n\n> to the quay\n\nB.\n";
    let other = article.replace("Bridge", "Other");
    for (path, text) in [
        ("dossier.toml", "title = \"T\"\n"),
        ("content/articles/bridge.md", article),
        ("content/articles/other.md", &other),
        ("content/annotations/bridge.md", notes),
        ("content/annotations/other.md", "## Three {#three}\n\n> Nobody came\n\nC.\n"),
    ] {
        fs::write(site.join(path), text).expect("writable");
    }
    fine(&dossier(&site, &["build", "--quiet"]));
    // One note is settled by a day, which only the lock knows.
    fs::write(site.join("content/articles/bridge.md"), article.replace("in May", "in March")).expect("writable");
    assert_eq!(dossier(&site, &["accept", "bridge#one"]).code, 0);
    assert_eq!(dossier(&site, &["build", "--quiet"]).code, 0);
    let lock = |site: &Path| fs::read_to_string(site.join("dossier.lock")).expect("it is there");
    let before = lock(&site);
    assert!(before.contains("\"accepted\":"), "{before}");
    let pack = fs::read(site.join(".dossier/snapshots.pack")).expect("it is there");

    let shown = dossier(&site, &["rename", "bridge", "span", "--dry-run"]);
    fine(&shown);
    for line in
        ["--- dossier.lock", "-{\"article\":\"bridge\",\"note\":\"one\"", "+{\"article\":\"span\",\"note\":\"two\""]
    {
        assert!(shown.stdout.contains(line), "{line}\n{}", shown.stdout);
    }
    assert!(!shown.stdout.contains("\"three\""), "what stays is not shown: {}", shown.stdout);
    assert_eq!(lock(&site), before, "a dry run writes nothing");

    fine(&dossier(&site, &["rename", "bridge", "span", "--quiet"]));
    let mut lines: Vec<String> =
        before.lines().map(|l| l.replace("\"article\":\"bridge\"", "\"article\":\"span\"")).collect();
    lines.sort();
    assert_eq!(lock(&site).lines().collect::<Vec<_>>(), lines);
    fine(&dossier(&site, &["build", "--locked", "--strict", "--quiet"]));
    assert_eq!(fs::read(site.join(".dossier/snapshots.pack")).expect("it is there"), pack, "the texts are found again");
    // What the snapshots know still carries the notes across an edit.
    let text = fs::read_to_string(site.join("content/articles/span.md")).expect("it is there");
    let edited = text.replace("The bridge", "A paragraph before.\n\nThen the bridge");
    fs::write(site.join("content/articles/span.md"), edited).expect("writable");
    fine(&dossier(&site, &["build", "--strict", "--quiet"]));
}

#[test]
fn a_theme_is_begun_and_its_copies_are_looked_after() {
    let dir = initialised();
    let site = dir.path().join("site");
    let run = dossier(&site, &["theme", "new", "mine"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let config = fs::read_to_string(site.join("dossier.toml")).expect("a configuration");
    let config: String = config.lines().filter(|line| !line.starts_with("theme")).map(|l| format!("{l}\n")).collect();
    fs::write(site.join("dossier.toml"), format!("theme = \"mine\"\n{config}")).expect("it is written");
    let run = dossier(&site, &["build", "--strict"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let home = fs::read_to_string(site.join("public/index.html")).expect("a home page");
    assert!(home.contains(" theme-mine\"") && home.contains("assets/mine."), "{home}");
    assert_eq!(dossier(&site, &["theme", "new", "mine"]).code, 2, "nothing is overwritten");

    assert_eq!(dossier(&site, &["theme", "new", "mine", "--copy", "note.html"]).code, 0);
    let run = dossier(&site, &["theme", "doctor"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert!(run.stderr.contains("all is well with 1 copied template"), "{}", run.stderr);
    let original = site.join("themes/broadsheet/templates/note.html");
    fs::create_dir_all(original.parent().expect("a folder")).expect("it is made");
    fs::write(original, "another note").expect("it is written");
    let run = dossier(&site, &["theme", "doctor"]);
    assert_eq!(run.code, 1);
    let wanted = "themes/mine/templates/note.html: `broadsheet/note.html` has changed since it was copied\n";
    assert!(run.stdout.ends_with(wanted), "{}", run.stdout);
}
