//! What the world does to a watch: a checkout, files that may not be read, a thousand sockets.

use std::os::unix::fs::PermissionsExt;

use super::*;

/// Runs git in a folder, without anybody's settings.
fn git(site: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(site).env("HOME", "/nonexistent").env("GIT_CONFIG_NOSYSTEM", "1");
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"].iter().for_each(|name| {
        command.env_remove(name);
    });
    let done = command.args(["-c", "user.name=E", "-c", "user.email=e@example.org"]).args(arguments).output();
    let done = done.expect("there is git");
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_checkout_of_a_thousand_files_is_one_batch() {
    let dir = initialised();
    let site = dir.path().join("site");
    let report = |n: usize, words: &str| {
        let text = format!("---\ntitle: Report {n}\nrights: full\n---\n\nThe {n}th of them, {words}.\n");
        fs::write(site.join(format!("content/articles/report-{n}.md")), text).expect("writable");
    };
    git(&site, &["init", "--quiet", "--initial-branch", "first"]);
    (0..1000).for_each(|n| report(n, "at first"));
    git(&site, &["add", "--all"]);
    git(&site, &["commit", "--quiet", "--message", "first"]);
    git(&site, &["checkout", "--quiet", "-b", "second"]);
    (0..900).for_each(|n| report(n, "at second"));
    (900..1000)
        .for_each(|n| fs::remove_file(site.join(format!("content/articles/report-{n}.md"))).expect("it is there"));
    (1000..1100).for_each(|n| report(n, "at second"));
    git(&site, &["add", "--all"]);
    git(&site, &["commit", "--quiet", "--message", "second"]);
    git(&site, &["checkout", "--quiet", "first"]);

    let watch = watch_in(dir, &[]);
    for (branch, there, gone) in [("second", 1099, 999), ("first", 999, 1099)] {
        let before = watch.rounds();
        let began = Instant::now();
        git(&watch.at("."), &["checkout", "--quiet", branch]);
        let took = began.elapsed();
        let page = |n: usize| watch.at(&format!("public/articles/report-{n}.html"));
        watch.until(branch, |watch| {
            page(there).exists()
                && !page(gone).exists()
                && watch.public("articles/report-0.html").contains(&format!("at {branch}"))
        });
        watch.is_clean();
        watch.rests();
        // A round begins 50 ms after the first event at the earliest.
        let most = took.as_millis() as usize / 50 + 2;
        assert!((1..=most).contains(&(watch.rounds() - before)), "{}", watch.said());
    }
    watch.end();
}

/// The user without rights, where the test itself may read everything.
fn nobody() -> Option<u32> {
    let id = Command::new("id").arg("-u").output().expect("there is id");
    (String::from_utf8_lossy(&id.stdout).trim() == "0").then_some(65_534)
}

#[test]
fn what_may_not_be_read_is_said_and_read_when_it_may() {
    let watch = watch_as(initialised(), &[], nobody());
    let good = listing(&watch.at("public"));
    let mode = |path: &str, mode| {
        fs::set_permissions(watch.at(path), fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    let broken = |what: &str| watch.said().matches(what).count();
    mode(ARTICLE, 0o000);
    watch.until("the file", |_| broken("cannot read the file") == 1);
    watch.until("the end of the block", |_| broken("the site is left as it was") == 1);
    assert_eq!(listing(&watch.at("public")), good, "the last good site stays");
    mode(ARTICLE, 0o644);
    let before = watch.rounds();
    watch.until("it is mended", |watch| watch.rounds() > before);
    mode("content/articles", 0o000);
    watch.until("the folder", |_| broken("the site is left as it was") == 2);
    assert_eq!(listing(&watch.at("public")), good, "nothing is taken for deleted");
    mode("content/articles", 0o755);
    let text = watch.read(ARTICLE);
    watch.write(ARTICLE, &text.replace("six weeks from Monday", "six weeks from Friday"));
    watch.until("the newest words", |watch| watch.public("articles/harbour-bridge.html").contains("from Friday"));
    watch.is_clean();
    watch.rests();
    watch.end();
}

#[test]
fn a_thousand_open_sockets_keep_nobody_out() {
    let watch = watch(&["--preview-only"]);
    // Each shell holds a quarter of them, so that no process has too many files open.
    let script = "for i in $(seq 250); do exec {socket}<>/dev/tcp/127.0.0.1/$0 || exit 1; done; echo open; read end";
    let hold = |_| {
        let mut command = Command::new("bash");
        command.args(["-c", script, &watch.port().to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
        command.spawn().expect("there is bash")
    };
    let mut holders: Vec<Child> = (0..4).map(hold).collect();
    for holder in &mut holders {
        let mut said = [0; 5];
        holder.stdout.as_mut().expect("it is piped").read_exact(&mut said).expect("all of them are open");
        assert_eq!(&said, b"open\n");
    }
    assert!(watch.get("/").starts_with("HTTP/1.1 200"), "a reader is answered beside them");
    watch.write("content/pages/new.md", "---\ntitle: New\n---\n\nFresh.\n");
    watch.until("the next round", |watch| watch.get("/new.html").contains("Fresh."));
    for mut holder in holders {
        holder.kill().expect("it is ours");
        holder.wait().expect("it ends");
    }
    watch.end();
}
