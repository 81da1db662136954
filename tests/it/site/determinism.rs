//! The same folder gives the same bytes, whatever the machine is set to.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::chain::HARBOUR;
use super::fixture::{Site, files};

/// Writes the harbour's files in an order of their own.
fn write(root: &Path, order: usize) {
    let mut all = files(HARBOUR);
    all.push(("content/pages/dot.png".into(), "dot".into()));
    match order {
        0 => {}
        1 => all.reverse(),
        n => all.sort_by_key(|(path, _)| path.bytes().map(usize::from).fold(n, |h, b| h.wrapping_mul(31) ^ b)),
    }
    for (path, text) in all {
        let at = root.join(path);
        fs::create_dir_all(at.parent().expect("it has a folder")).expect("writable");
        fs::write(at, text).expect("writable");
    }
}

/// Builds with the binary and returns every byte of the output folder.
fn build(root: &Path, args: &[&str], env: &[(&str, &str)]) -> Site {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.arg("build").arg("--root").arg(root).args(args).env_clear().env("HOME", "/nonexistent/home");
    command.envs(std::env::vars_os().filter(|(key, _)| key.eq_ignore_ascii_case("SystemRoot")));
    let output = command.envs(env.iter().copied()).output().expect("the binary starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Site::of_folder(&root.join("public"))
}

#[test]
fn two_machines_give_the_same_bytes() {
    let machines: [&[(&str, &str)]; 4] = [
        &[("TZ", "UTC"), ("LANG", "C"), ("LC_ALL", "C"), ("RAYON_NUM_THREADS", "1")],
        &[("TZ", "Pacific/Kiritimati"), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("RAYON_NUM_THREADS", "2")],
        &[("TZ", "America/Caracas"), ("LANG", "sv_SE.UTF-8"), ("LC_COLLATE", "sv_SE"), ("RAYON_NUM_THREADS", "7")],
        &[("TZ", ":broken"), ("COLUMNS", "20"), ("NO_COLOR", "1"), ("SOURCE_DATE_EPOCH", "1700000000")],
    ];
    let mut first: Option<Site> = None;
    for (n, env) in machines.into_iter().enumerate() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = dir.path().join(["a", "bé c", "d/e", "f"][n]);
        write(&root, n);
        let site = build(&root, &[], env);
        assert!(site.files.len() > 20);
        let again = build(&root, &[], env);
        assert!(again == site, "a second build changes something");
        match &first {
            None => first = Some(site),
            Some(first) => {
                let differ: Vec<&String> = first
                    .files
                    .keys()
                    .chain(site.files.keys())
                    .filter(|path| first.files.get(*path) != site.files.get(*path))
                    .collect();
                assert_eq!(differ, [""; 0], "under {env:?}");
            }
        }
    }
}

#[test]
fn now_is_what_it_is_said_to_be() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    write(dir.path(), 0);
    let late = "---\ntitle: Late\nembargo: 2027-06-01T12:00Z\n---\n\nLate words.\n";
    fs::write(dir.path().join("content/pages/late.md"), late).expect("writable");
    // 2027-06-01T12:00:00Z is 1811851200.
    type Row = (&'static [&'static str], &'static [(&'static str, &'static str)], bool);
    let rows: [Row; 7] = [
        (&[], &[("SOURCE_DATE_EPOCH", "1811851199")], false),
        (&[], &[("SOURCE_DATE_EPOCH", "1811851200")], true),
        (&["--now", "2027-06-01T11:59:59Z"], &[], false),
        (&["--now", "2027-06-01T12:00:00Z"], &[], true),
        (&["--now", "2027-06-02"], &[], true),
        // What is typed wins.
        (&["--now", "2027-06-01"], &[("SOURCE_DATE_EPOCH", "1811851200")], false),
        (&["--now", "2027-06-02"], &[("SOURCE_DATE_EPOCH", "1")], true),
    ];
    for (args, env, there) in rows {
        let site = build(dir.path(), args, env);
        assert_eq!(site.files.contains_key("late.html"), there, "{args:?} {env:?}");
        assert_eq!(site.holding("Late words").is_empty(), !there, "{args:?} {env:?}");
    }
}
