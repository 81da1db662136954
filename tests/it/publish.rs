//! What `publish` does to a folder that others use too.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use dossier::compile::{File, Output};
use dossier::path::OutputPath;
use dossier::publish::{MANIFEST, Options, PublishError, Published, publish};
use tempfile::TempDir;

fn output(rows: &[(&str, &str)]) -> Output {
    let files = rows.iter().map(|&(path, text)| (OutputPath::from(path), File::Bytes(Arc::from(text.as_bytes()))));
    Output { files: files.collect() }
}

fn folder() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("public");
    (dir, out)
}

fn put(out: &Path, rows: &[(&str, &str)]) -> Result<Published, PublishError> {
    let root = out.parent().expect("it has one");
    publish(&output(rows), out, Options { root, homes: &[], private: &[], progress: &|_, _| {} })
}

fn text(path: PathBuf) -> String {
    fs::read_to_string(path).expect("it is there")
}

fn codes(published: &Published) -> Vec<&str> {
    published.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

fn refusal(result: Result<Published, PublishError>) -> Vec<String> {
    let error = result.expect_err("it is refused");
    error.diagnostics().iter().map(|d| format!("{} {}", d.code.as_str(), d.primary.path)).collect()
}

fn times(out: &Path) -> BTreeMap<PathBuf, SystemTime> {
    walkdir::WalkDir::new(out)
        .into_iter()
        .map(|entry| entry.expect("it is readable"))
        .map(|e| (e.path().to_path_buf(), e.metadata().expect("it is there").modified().expect("it has one")))
        .collect()
}

#[test]
fn a_second_publish_touches_nothing() {
    let (_dir, out) = folder();
    let site = [("index.html", "home"), ("articles/a.html", "a")];
    let first = put(&out, &site).expect("the folder is free");
    assert_eq!((first.written.len(), first.unchanged, first.bytes), (2, 0, 5));
    let before = times(&out);
    let second = put(&out, &site).expect("it is ours");
    assert_eq!(second, Published { unchanged: 2, ..Published::default() });
    assert_eq!(times(&out), before, "not even a folder was written to");

    let third = put(&out, &[("index.html", "home"), ("articles/a.html", "b")]).expect("it is ours");
    assert_eq!(third.written, ["articles/a.html".into()]);
    let after = times(&out);
    assert_eq!(after[&out.join("index.html")], before[&out.join("index.html")]);
}

#[test]
fn foreign_files_survive() {
    let (_dir, out) = folder();
    fs::create_dir_all(out.join("articles")).expect("writable");
    fs::write(out.join(".gitignore"), "*\n").expect("writable");
    fs::write(out.join("articles/mine.txt"), "mine").expect("writable");
    let published = put(&out, &[("index.html", "1"), ("articles/a.html", "1"), ("b/c.html", "1")]).expect("free");
    assert_eq!(codes(&published), [""; 0], "a foreign file is nothing to warn of");
    let published = put(&out, &[("index.html", "1")]).expect("it is ours");
    assert_eq!(published.removed, ["articles/a.html".into(), "b/c.html".into()]);
    assert_eq!(text(out.join(".gitignore")), "*\n");
    assert_eq!(text(out.join("articles/mine.txt")), "mine");
    assert!(!out.join("articles/a.html").exists());
    assert!(!out.join("b").exists(), "an emptied folder goes");
}

#[test]
fn a_foreign_file_in_the_way_is_named_and_nothing_is_written() {
    let (_dir, out) = folder();
    fs::create_dir_all(out.join("c.html")).expect("writable");
    fs::write(out.join("c.html/deep"), "mine").expect("writable");
    fs::write(out.join("b.html"), "mine").expect("writable");
    fs::write(out.join("d"), "mine").expect("writable");
    let rows = [("a.html", "1"), ("b.html", "1"), ("c.html", "1")];
    assert_eq!(refusal(put(&out, &rows)), ["foreign-file public/b.html", "foreign-file public/c.html"]);
    assert_eq!(refusal(put(&out, &[("d/e.html", "1")])), ["foreign-file public/d"]);
    assert!(!out.join("a.html").exists());
    assert!(!out.join(MANIFEST).exists());
    let published = put(&out, &[("b.html", "mine")]).expect("its bytes are the same");
    assert_eq!((published.unchanged, codes(&published)), (1, vec!["missing-manifest"]));
}

#[test]
fn what_was_changed_by_hand_is_told_and_never_deleted() {
    let (_dir, out) = folder();
    put(&out, &[("a.html", "1"), ("b.html", "1"), ("c.html", "1"), ("d.html", "1")]).expect("free");
    for name in ["a.html", "b.html"] {
        fs::write(out.join(name), "by hand").expect("writable");
    }
    fs::remove_file(out.join("c.html")).expect("it is there");
    fs::remove_file(out.join("d.html")).expect("it is there");
    let published = put(&out, &[("b.html", "2"), ("c.html", "1")]).expect("all of it is ours");
    assert_eq!(codes(&published), ["changed-by-hand"; 2]);
    assert_eq!(text(out.join("a.html")), "by hand", "no longer in the output: stays");
    assert_eq!(text(out.join("b.html")), "2", "in the output: written anew");
    assert_eq!(text(out.join("c.html")), "1");
    assert_eq!(published.removed, [], "what is gone already was not removed");
    let published = put(&out, &[("b.html", "2"), ("c.html", "1")]).expect("all of it is ours");
    assert_eq!(codes(&published), [""; 0], "it is told once");
}

#[test]
fn without_a_sound_manifest_nothing_is_deleted() {
    let (dir, out) = folder();
    let site = [("a.html", "1"), ("b.html", "1")];
    put(&out, &site).expect("free");
    let victim = dir.path().join("victim");
    fs::write(&victim, "1").expect("writable");
    let digest = blake3::hash(b"1").to_hex();
    let traversal = format!(
        r#"{{"version":1,"files":[{{"path":"../victim","digest":"{digest}","length":1}},{{"path":"b.html","digest":"{digest}","length":1}}]}}"#
    );
    for (manifest, code) in [("{", "damaged-manifest"), (&*traversal, "damaged-manifest")] {
        fs::write(out.join(MANIFEST), manifest).expect("writable");
        let published = put(&out, &site[..1]).expect("its bytes are the same");
        assert_eq!(codes(&published), [code]);
        assert!(out.join("b.html").exists() && victim.exists());
    }
    fs::remove_file(out.join(MANIFEST)).expect("it is there");
    let published = put(&out, &site[..1]).expect("its bytes are the same");
    assert_eq!(codes(&published), ["missing-manifest"]);
    assert!(out.join("b.html").exists());
    let published = put(&out, &site).expect("its bytes are the same");
    assert_eq!(codes(&published), [""; 0], "the manifest is whole again");
}

#[cfg(unix)]
#[test]
fn links_lead_no_write_and_no_removal_elsewhere() {
    let link = |to: &Path, at: &Path| std::os::unix::fs::symlink(to, at).expect("writable");
    let (dir, out) = folder();
    let elsewhere = dir.path().join("elsewhere");
    fs::create_dir_all(&elsewhere).expect("writable");
    fs::write(elsewhere.join("a.html"), "1").expect("writable");

    // A folder of the output that is replaced by a link to a folder with the same files.
    put(&out, &[("index.html", "1"), ("articles/a.html", "1")]).expect("free");
    fs::remove_dir_all(out.join("articles")).expect("it is there");
    link(&elsewhere, &out.join("articles"));
    let rows = [("index.html", "1"), ("articles/a.html", "2")];
    assert_eq!(refusal(put(&out, &rows)), ["link-in-output public/articles"]);
    let published = put(&out, &[("index.html", "1")]).expect("nothing is written there");
    assert_eq!((published.removed.len(), codes(&published)), (0, vec!["changed-by-hand"]));
    assert_eq!(text(elsewhere.join("a.html")), "1");

    // A page that is replaced by a link.
    fs::remove_file(out.join("index.html")).expect("it is there");
    link(&elsewhere.join("a.html"), &out.join("index.html"));
    assert_eq!(refusal(put(&out, &[("index.html", "2")])), ["foreign-file public/index.html"]);
    assert_eq!(text(elsewhere.join("a.html")), "1");

    // A manifest that is a link.
    fs::remove_file(out.join(MANIFEST)).expect("it is there");
    link(&elsewhere.join("a.html"), &out.join(MANIFEST));
    assert_eq!(refusal(put(&out, &[("x.html", "2")])), [format!("cannot-write public/{MANIFEST}")]);
    assert_eq!(text(elsewhere.join("a.html")), "1");

    // An output folder that is a link is fine, wherever it leads that is not dangerous.
    link(&elsewhere, &dir.path().join("www"));
    put(&dir.path().join("www"), &[("b.html", "1")]).expect("free");
    assert_eq!(text(elsewhere.join("b.html")), "1");
}

#[test]
fn a_dangerous_folder_is_refused() {
    let (dir, out) = folder();
    fs::create_dir_all(dir.path().join("content")).expect("writable");
    for bad in ["content", "content/deep", ".", "public/..", "src"] {
        let Err(PublishError::Refused(why)) = put(&out, &[]).and_then(|_| {
            let options = Options { root: dir.path(), homes: &[], private: &[], progress: &|_, _| {} };
            publish(&output(&[("index.html", "1")]), &dir.path().join(bad), options)
        }) else {
            panic!("{bad}")
        };
        assert_eq!(why.code.as_str(), "dangerous-output", "{bad}");
    }
    assert!(!dir.path().join("content/index.html").exists());
}

#[cfg(unix)]
#[test]
fn pages_can_be_read_by_the_web_server() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, out) = folder();
    put(&out, &[("index.html", "1")]).expect("free");
    let plain = dir.path().join("plain");
    fs::write(&plain, "1").expect("writable");
    let mode = |path: PathBuf| fs::metadata(path).expect("it is there").permissions().mode();
    assert_eq!(mode(out.join("index.html")), mode(plain), "as any file that a program makes");
}

#[test]
fn progress_is_told_for_each_file() {
    let (dir, out) = folder();
    let most = AtomicUsize::new(0);
    let progress = |done: usize, total: usize| {
        assert_eq!(total, 2);
        most.fetch_max(done, Ordering::Relaxed);
    };
    let options = Options { root: dir.path(), homes: &[], private: &[], progress: &progress };
    publish(&output(&[("a", "1"), ("b", "2")]), &out, options).expect("free");
    assert_eq!(most.load(Ordering::Relaxed), 2);
}
