//! `dossier watch` through the real binary and the real watcher. Nothing is timed: conditions are waited for.
#![cfg(unix)]

#[path = "watch/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const LIMIT: Duration = Duration::from_secs(120);
const ARTICLE: &str = "content/articles/harbour-bridge.md";

struct Watch {
    dir: TempDir,
    child: Child,
    log: Arc<Mutex<String>>,
}

fn dossier(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(dir).env_clear().env("HOME", "/nonexistent/home");
    command
}

/// A new dossier in `site`.
fn initialised() -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let made = dossier(dir.path()).args(["init", "site"]).output().expect("the binary starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    dir
}

fn watch(arguments: &[&str]) -> Watch {
    watch_in(initialised(), arguments)
}

fn watch_in(dir: TempDir, arguments: &[&str]) -> Watch {
    watch_as(dir, arguments, None)
}

/// Watches as another user, who then owns the folder and a copy of the program.
fn watch_as(dir: TempDir, arguments: &[&str], user: Option<u32>) -> Watch {
    let mut command = dossier(&dir.path().join("site"));
    if let Some(user) = user {
        use std::os::unix::process::CommandExt;
        let program = dir.path().join("program");
        fs::copy(env!("CARGO_BIN_EXE_dossier"), &program).expect("there is room");
        for entry in walkdir::WalkDir::new(dir.path()).into_iter().filter_map(Result::ok) {
            std::os::unix::fs::chown(entry.path(), Some(user), Some(user)).expect("root may");
        }
        command = Command::new(program);
        command.current_dir(dir.path().join("site")).env_clear().env("HOME", "/nonexistent/home");
        command.uid(user).gid(user);
    }
    command.arg("watch").args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if !arguments.contains(&"--no-serve") {
        command.args(["--port", "0"]);
    }
    let mut child = command.spawn().expect("the binary starts");
    let log = Arc::new(Mutex::new(String::new()));
    let streams: [Box<dyn Read + Send>; 2] =
        [Box::new(child.stdout.take().expect("it is piped")), Box::new(child.stderr.take().expect("it is piped"))];
    for mut stream in streams {
        let log = Arc::clone(&log);
        std::thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(count @ 1..) = stream.read(&mut part) {
                log.lock().expect("nobody panics").push_str(&String::from_utf8_lossy(&part[..count]));
            }
        });
    }
    let watch = Watch { dir, child, log };
    watch.until("it watches", |watch| watch.said().contains("watching for changes"));
    watch
}

impl Watch {
    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join("site").join(path)
    }

    fn said(&self) -> String {
        self.log.lock().expect("nobody panics").clone()
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.at(path).parent().expect("it has one")).expect("writable");
        fs::write(self.at(path), text).expect("writable");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).expect("readable")
    }

    fn public(&self, path: &str) -> String {
        fs::read_to_string(self.at("public").join(path)).unwrap_or_default()
    }

    fn until(&self, what: &str, met: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !met(self) {
            assert!(began.elapsed() < LIMIT, "never: {what}\n{}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// How many blocks the terminal shows: each round ends in one such line.
    fn rounds(&self) -> usize {
        let ends = |line: &&str| {
            line.contains(" up to date in ")
                || line.contains(" removed) in ")
                || line.contains("the site is left as it was (")
        };
        self.said().lines().filter(ends).count()
    }

    /// Waits until the output is that of a clean build of the folder as it now stands.
    fn is_clean(&self) {
        let clean = self.dir.path().join("clean");
        let _ = fs::remove_dir_all(&clean);
        let built = dossier(&self.at(".")).args(["build", "--quiet", "--out"]).arg(&clean).output().expect("it starts");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let wanted = listing(&clean);
        self.until("the output equals a clean build", |watch| listing(&watch.at("public")) == wanted);
    }

    /// Asserts that nothing goes on: what a round writes starts no other.
    fn rests(&self) {
        let before = self.rounds();
        std::thread::sleep(Duration::from_millis(1200));
        assert_eq!(self.rounds(), before, "{}", self.said());
    }

    fn port(&self) -> u16 {
        let said = self.said();
        let rest = said.split_once("preview at http://127.0.0.1:").expect("it says where").1;
        rest.split_once('/').expect("it ends").0.parse().expect("a port")
    }

    fn get(&self, path: &str) -> String {
        let port = self.port();
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().expect("there is kill");
        assert!(sent.success());
    }

    /// Ends it as a user does.
    fn end(mut self) -> String {
        self.signal("-INT");
        let status = self.child.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "{}", self.said());
        self.until("its last words", |watch| watch.said().ends_with("stopped\n"));
        self.said()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every file of an output folder with its bytes; `.gitignore` is the author's.
fn listing(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).min_depth(1).into_iter().filter_map(Result::ok);
    files
        .filter(|entry| entry.file_type().is_file() && entry.file_name() != ".gitignore")
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("it is inside").display().to_string();
            (name, fs::read(entry.path()).unwrap_or_default())
        })
        .collect()
}

#[test]
fn every_way_to_save_is_seen() {
    let watch = watch(&[]);
    watch.is_clean();
    let text = watch.read(ARTICLE);
    let save = |words: &str| text.replace("six weeks from Monday", &format!("six weeks from Monday, {words}"));
    let shows = |words: &str| watch.until(words, |watch| watch.public("articles/harbour-bridge.html").contains(words));

    // A new file renamed over the old one: vim, VS Code with some settings, most careful editors.
    watch.write("content/articles/.harbour-bridge.md.new", &save("by rename"));
    let new = watch.at("content/articles/.harbour-bridge.md.new");
    fs::rename(new, watch.at(ARTICLE)).expect("it is there");
    shows("by rename");
    // The old one moved aside first: vim with a backup.
    fs::rename(watch.at(ARTICLE), watch.at("content/articles/harbour-bridge.md~")).expect("it is there");
    watch.write(ARTICLE, &save("with a backup"));
    shows("with a backup");
    // Truncated, then written in two parts.
    let mut file = fs::File::create(watch.at(ARTICLE)).expect("writable");
    let text_now = save("by truncation");
    let (first, second) = text_now.split_at(text_now.len() / 2);
    file.write_all(first.as_bytes()).expect("writable");
    std::thread::sleep(Duration::from_millis(120));
    file.write_all(second.as_bytes()).expect("writable");
    drop(file);
    shows("by truncation");
    // Deleted and made again.
    fs::remove_file(watch.at(ARTICLE)).expect("it is there");
    std::thread::sleep(Duration::from_millis(120));
    watch.write(ARTICLE, &save("made again"));
    shows("made again");
    // The same length.
    watch.write(ARTICLE, &save("made other"));
    shows("made other");
    watch.until("the preview", |watch| watch.get("/articles/harbour-bridge.html").contains("made other"));
    watch.is_clean();
    watch.rests();
    watch.end();
}

#[test]
fn folders_are_followed() {
    let watch = watch(&[]);
    watch.write("content/articles/deep/down/tide.md", "---\ntitle: The tide\nrights: full\n---\n\nIt rises.\n");
    watch.until("a file in a new folder", |watch| watch.public("articles/tide.html").contains("It rises."));
    watch.write("content/articles/deep/down/tide.md", "---\ntitle: The tide\nrights: full\n---\n\nIt falls.\n");
    watch.until("a change there", |watch| watch.public("articles/tide.html").contains("It falls."));
    fs::rename(watch.at("content/articles/deep"), watch.at("content/articles/low")).expect("it is there");
    watch.write("content/articles/low/down/tide.md", "---\ntitle: The tide\nrights: full\n---\n\nIt turns.\n");
    watch.until("a change after a rename", |watch| watch.public("articles/tide.html").contains("It turns."));
    watch.is_clean();
    fs::remove_dir_all(watch.at("content/articles/low")).expect("it is there");
    watch.until("a folder that goes", |watch| !watch.at("public/articles/tide.html").exists());
    // Folders that were not there when it began.
    watch.write(
        "templates/claim.html",
        "{% extends \"broadsheet/claim.html\" %}{% block footer %}Ownfooter{% endblock footer %}",
    );
    watch.until("a first template", |watch| watch.public("claims/closure-weeks.html").contains("Ownfooter"));
    fs::rename(watch.at("templates"), watch.at("attic")).expect("it is there");
    watch.until("templates that go", |watch| !watch.public("claims/closure-weeks.html").contains("Ownfooter"));
    fs::rename(watch.at("attic"), watch.at("templates")).expect("it is there");
    watch.until("templates that come back", |watch| watch.public("claims/closure-weeks.html").contains("Ownfooter"));
    let config = watch.read("dossier.toml");
    watch.write("dossier.toml", &config.replacen("title = ", "title = \"New\" # ", 1));
    watch.until("a new title", |watch| watch.public("index.html").contains("New"));
    watch.is_clean();
    watch.rests();
    watch.end();
}

#[test]
fn a_batch_is_one_round_and_a_flood_no_loop() {
    let watch = watch(&[]);
    let before = watch.rounds();
    let began = Instant::now();
    for n in 0..1000 {
        let text = format!("---\ntitle: Report {n}\nrights: full\n---\n\nThe {n}th of them.\n");
        fs::write(watch.at(&format!("content/articles/report-{n}.md")), text).expect("writable");
    }
    let wrote = began.elapsed();
    watch.until("all of them", |watch| watch.at("public/articles/report-999.html").exists());
    watch.is_clean();
    watch.rests();
    // A round begins 50 ms after the first event at the earliest.
    let most = wrote.as_millis() as usize / 50 + 2;
    assert!((1..=most).contains(&(watch.rounds() - before)), "{}", watch.said());

    let before = watch.rounds();
    let began = Instant::now();
    for n in 0..10_000 {
        fs::write(watch.at("content/pages/flood.md"), format!("---\ntitle: Flood\n---\n\nWave {n}.\n"))
            .expect("writable");
    }
    let wrote = began.elapsed();
    watch.until("the last wave", |watch| watch.public("flood.html").contains("Wave 9999."));
    watch.is_clean();
    watch.rests();
    let most = wrote.as_millis() as usize / 50 + 2;
    assert!((1..=most).contains(&(watch.rounds() - before)), "{}", watch.said());
    for n in 0..1000 {
        fs::remove_file(watch.at(&format!("content/articles/report-{n}.md"))).expect("it is there");
    }
    watch.until("none of them", |watch| !watch.at("public/articles/report-0.html").exists());
    watch.is_clean();
    watch.end();
}

#[test]
fn a_folder_that_never_rests_does_no_harm() {
    use std::os::unix::fs::PermissionsExt;
    let watch = watch(&[]);
    let mode = |mode| fs::set_permissions(watch.at(ARTICLE), fs::Permissions::from_mode(mode)).expect("it is ours");
    // Saves in mid-build, files that vanish while they are read, files that may not be read.
    let began = Instant::now();
    let mut n = 0;
    while began.elapsed() < Duration::from_secs(3) {
        n += 1;
        watch.write("content/pages/restless.md", &format!("---\ntitle: Restless\n---\n\nTurn {n}.\n"));
        watch.write("content/pages/ghost.md", "---\ntitle: Ghost\n---\n\nHere.\n");
        mode(if n % 2 == 0 { 0o644 } else { 0o000 });
        std::thread::sleep(Duration::from_millis(n % 23));
        fs::remove_file(watch.at("content/pages/ghost.md")).expect("it is there");
    }
    mode(0o644);
    watch.until("the last turn", |watch| watch.public("restless.html").contains(&format!("Turn {n}.")));
    watch.is_clean();
    watch.rests();
    watch.end();
}

#[test]
fn errors_end_nothing_and_leave_the_last_good_site() {
    let watch = watch(&[]);
    let good = listing(&watch.at("public"));
    let text = watch.read(ARTICLE);
    watch.write(ARTICLE, &text.replace("title:", "titel:"));
    watch.until("the error", |watch| watch.said().contains("unknown key `titel`"));
    watch.until("the end of the block", |watch| watch.said().contains("the site is left as it was"));
    assert_eq!(listing(&watch.at("public")), good);
    for broken in ["", "---\n", "\u{0}", "---\ntitle: [\n---\n"] {
        let before = watch.rounds();
        watch.write(ARTICLE, broken);
        watch.until("another round", |watch| watch.rounds() > before);
    }
    fs::write(watch.at(ARTICLE), b"\xFF\xFE").expect("writable");
    fs::rename(watch.at("content"), watch.at("away")).expect("it is there");
    fs::remove_file(watch.at("dossier.toml")).expect("it is there");
    watch.until("there is no dossier", |watch| watch.said().contains("there is no dossier in"));
    assert!(watch.get("/").starts_with("HTTP/1.1 200"), "the last pages are still shown");
    fs::rename(watch.at("away"), watch.at("content")).expect("it is there");
    watch.write("dossier.toml", "title = \"Back\"\nlanguage = \"en\"\n");
    watch.write(ARTICLE, &text);
    watch.until("the new title", |watch| watch.public("index.html").contains("Back"));
    watch.is_clean();
    watch.end();
}

#[test]
fn drafts_are_previewed_and_not_published() {
    let watch = watch(&[]);
    watch.write("content/articles/secret.md", "---\ntitle: Unripe\nrights: full\ndraft: true\n---\n\nCanaryword.\n");
    watch.until("the draft in the preview", |watch| watch.get("/articles/secret.html").contains("Canaryword"));
    watch.is_clean();
    assert!(listing(&watch.at("public")).values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Canaryword")));
    assert!(
        listing(&watch.at("public")).values().all(|bytes| !String::from_utf8_lossy(bytes).contains(".dossier/live"))
    );
    assert!(watch.get("/no/such/page").starts_with("HTTP/1.1 404"));
    fs::write(watch.dir.path().join("outside.html"), "outside").expect("writable");
    std::os::unix::fs::symlink(watch.dir.path().join("outside.html"), watch.at("public/link.html")).expect("writable");
    assert!(watch.get("/link.html").starts_with("HTTP/1.1 404"), "nothing is read from a folder");
    watch.end();
}

#[test]
fn it_wakes_when_an_embargo_ends() {
    let watch = watch(&[]);
    let until = Command::new("date").args(["-u", "-d", "5 seconds", "+%Y-%m-%dT%H:%M:%SZ"]).output().expect("date");
    let until = String::from_utf8(until.stdout).expect("it is text");
    let text = format!("---\ntitle: Soon\nrights: full\nembargo: {}\n---\n\nNow.\n", until.trim());
    watch.write("content/articles/soon.md", &text);
    watch.until("it is told", |watch| watch.said().contains("soon.md is embargoed until"));
    watch.until("it is out", |watch| watch.public("articles/soon.html").contains("Now."));
    watch.is_clean();
    watch.end();
}

#[test]
fn the_options_do_what_they_say() {
    let looking = watch(&["--poll", "--preview-only"]);
    assert!(looking.said().contains("looking every half second: as asked"), "{}", looking.said());
    looking.write("content/pages/new.md", "---\ntitle: New\n---\n\nFresh.\n");
    looking.until("polling sees it", |watch| watch.get("/new.html").contains("Fresh."));
    // What a comparison of times in whole seconds would miss: one length in one second, a time set back.
    let page = looking.at("content/pages/new.md");
    looking.write("content/pages/new.md", "---\ntitle: New\n---\n\nSalty.\n");
    looking.until("a second save", |watch| watch.get("/new.html").contains("Salty."));
    looking.write("content/pages/new.md", "---\ntitle: New\n---\n\nMuddy.\n");
    let long_ago = std::time::UNIX_EPOCH + Duration::from_secs(86_400 * 365 * 30);
    fs::File::options().write(true).open(&page).and_then(|f| f.set_modified(long_ago)).expect("it is ours");
    looking.until("a time set back", |watch| watch.get("/new.html").contains("Muddy."));
    let said = looking.said();
    assert_eq!(said.matches("looking every half second").count(), 1, "the backend is said once: {said}");
    assert_eq!(listing(&looking.at("public")).len(), 0, "nothing is written");
    looking.end();

    let silent = watch(&["--no-serve", "--timings"]);
    silent.write("content/pages/new.md", "---\ntitle: New\n---\n\nFresh.\n");
    silent.until("it is written", |watch| watch.public("new.html").contains("Fresh."));
    silent.until("what ran is told", |watch| watch.said().contains("ran: pages 1, settled 1, "));
    silent.write("content/pages/new.md", "---\ntitle: New\n---\n\nFresh.\n");
    silent.until("a look is told", |watch| watch.said().contains(" ms, nothing changed\n"));
    assert!(!silent.said().contains("preview at"));
    silent.end();

    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = taken.local_addr().expect("it has one").port().to_string();
    let dir = initialised();
    let refused = dossier(&dir.path().join("site")).args(["watch", "--port", &port]).output().expect("it starts");
    assert_eq!(refused.status.code(), Some(3), "{}", String::from_utf8_lossy(&refused.stderr));
    let refused = dossier(&dir.path().join("site")).args(["watch", "--out", "content"]).output().expect("it starts");
    assert_eq!(refused.status.code(), Some(2), "{}", String::from_utf8_lossy(&refused.stderr));
    let ended = watch(&[]);
    ended.signal("-TERM");
    ended.until("it ends by SIGTERM too", |watch| watch.said().ends_with("stopped\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn memory_stays_flat() {
    let watch = watch(&[]);
    let resident = || {
        let status = fs::read_to_string(format!("/proc/{}/status", watch.child.id())).expect("it runs");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("it is told").to_owned();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("a number")
    };
    let text = watch.read(ARTICLE);
    let turn = |n: usize| {
        let before = watch.rounds();
        watch.write(ARTICLE, &format!("{text}\nTurn {n}.\n"));
        watch.until("another round", |watch| watch.rounds() > before);
    };
    (0..40).for_each(turn);
    let before = resident();
    (40..160).for_each(turn);
    let after = resident();
    assert!(after < before + 24 * 1024, "{before} KiB grew to {after} KiB");
    watch.is_clean();
    watch.end();
}
