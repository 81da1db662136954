mod memory;

use std::fs;
use std::time::SystemTime;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::load::load;
use crate::publish::{publish, steps};

/// A small dossier with everything that an edit can touch.
const DOSSIER: &[(&str, &str)] = &[
    ("dossier.toml", "title = \"Harbour\"\nlanguage = \"en\"\n"),
    ("content/index.md", "About the harbour.\n"),
    (
        "content/articles/bridge.md",
        "---\ntitle: The bridge closes\nrights: full\n---\n\nMara Lind closed it.\n\nTwo ships wait.\n",
    ),
    ("content/articles/ferry.md", "---\ntitle: The ferry runs\nrights: full\n---\n\nThe ferry carries Mara Lind.\n"),
    ("content/articles/quay.md", "---\ntitle: The quay\nrights: reference\n---\n\nNobody stands there.\n"),
    (
        "content/annotations/bridge.md",
        "## Who {#who}\nabout: mara-lind\n\n> closed it\n\nSee [[ferry]].\n\n## Ships {#ships}\n\n> Two ships\n\nTwo.\n",
    ),
    ("content/entities/mara-lind.md", "---\nname: Mara Lind\nkind: person\n---\n\nAn engineer.\n"),
    ("content/claims/how-long.md", "---\nquestion: How long?\n---\n\nUnknown.\n"),
    ("content/pages/about.md", "---\ntitle: About\n---\n\nSee [[bridge]].\n"),
];

#[expect(clippy::disallowed_methods, reason = "a test has a clock")]
fn clock() -> SystemTime {
    SystemTime::now()
}

struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { dir: tempfile::tempdir().expect("a temporary folder") };
        for (path, text) in DOSSIER {
            place.write(path, text);
        }
        place
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join("site").join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let at = self.at(path);
        if at.is_dir() {
            return;
        }
        if fs::create_dir_all(at.parent().expect("it has one")).is_ok() {
            fs::write(at, text).expect("writable");
        }
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.at(path)).expect("it is there");
        assert!(text.contains(from), "{path} has no `{from}`");
        self.write(path, &text.replace(from, to));
    }

    fn round(&self, session: &mut Session) -> Option<Rebuilt> {
        self.round_at(session, "public", clock())
    }

    fn round_at(&self, session: &mut Session, out: &str, clock: SystemTime) -> Option<Rebuilt> {
        let job = Job {
            root: &self.at("."),
            out: &self.dir.path().join(out),
            write: true,
            originals: None,
            homes: &[],
            audience: Audience::Public,
            strict: false,
            now: Timestamp::UNIX_EPOCH,
            clock,
            progress: &|_, _| {},
        };
        session.rebuild(job).expect("there is a dossier")
    }

    /// Copies the dossier as it stands, lock and snapshots included.
    fn copy(&self) -> Self {
        copy(self.dir.path())
    }

    /// The lock, and the texts that it counts in.
    fn remembered(&self) -> (Option<Vec<u8>>, crate::snapshots::Pack) {
        let pack = crate::snapshots::read(fs::read(self.at(crate::snapshots::NAME)).ok()).0;
        (fs::read(self.at(crate::lock::NAME)).ok(), pack)
    }

    /// Builds the folder as it stands, with nothing remembered; `None` is errors.
    fn clean(&self) -> Option<BTreeMap<String, Vec<u8>>> {
        let out = self.dir.path().join("clean");
        let _ = fs::remove_dir_all(&out);
        let options = LoadOptions { now: Timestamp::UNIX_EPOCH, originals: None, out: Some(&out) };
        let snapshot = load(&self.at("."), &options).expect("there is a dossier");
        let compiled = compile(&snapshot, Audience::Public, &mut Memos::default());
        if has_errors(&compiled.diagnostics) {
            return None;
        }
        let options = publish::Options { root: &self.at("."), homes: &[], private: &[], progress: &|_, _| {} };
        publish(&compiled.output, &out, options).ok()?;
        Some(listing(&out))
    }
}

fn copy(dir: &Path) -> Place {
    let copy = Place { dir: tempfile::tempdir().expect("a temporary folder") };
    for (name, bytes) in listing(&dir.join("site")) {
        let at = copy.at(&name);
        if dir.join("site").join(name).is_file() {
            fs::create_dir_all(at.parent().expect("it has one")).expect("writable");
            fs::write(at, bytes).expect("writable");
        }
    }
    copy
}

fn listing(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .min_depth(1)
        .into_iter()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.path().strip_prefix(folder).ok()?.display().to_string();
            Some((name, fs::read(entry.path()).unwrap_or_default()))
        })
        .collect()
}

fn rendered(output: &Output) -> BTreeMap<&OutputPath, Option<Vec<u8>>> {
    output.files.iter().map(|(path, file)| (path, file.render().ok())).collect()
}

fn ran(rebuilt: &Rebuilt) -> String {
    let runs: Vec<String> = rebuilt.runs.iter().filter(|r| r.1 > 0).map(|(stage, n)| format!("{stage} {n}")).collect();
    runs.join(", ")
}

/// What an author may do to the folder.
const EDITS: &[(&str, &[&str])] = &[
    (
        "content/articles/bridge.md",
        &[
            "---\ntitle: The bridge closes\nrights: full\n---\n\nMara Lind closed it.\n\nTwo ships wait.\n",
            "---\ntitle: The bridge closes\nrights: full\n---\n\nMara Lind closed it!\n\nTwo ships wait.\n",
            "---\ntitle: The bridge opens\nrights: full\ndraft: true\n---\n\nMara Lind closed it.\n\nTwo ships wait.\n",
            "---\ntitle: The bridge\nrights: reference\n---\n\nMara Lind closed it.\n\nTwo ships wait.\n\nTwo ships left.\n",
            "---\ntitel: broken\n",
            "---\ntitle: The bridge\nrights: full\n---\n\nAll words are others.\n",
            "---\ntitle: The bridge\nrights: full\nold_urls: [old/bridge.html]\n---\n\nMara Lind closed it. Two ships.\n",
            "---\ntitle: The bridge\nrights: full\nwithdrawn: {date: 2019-02-01, reason: wrong}\n---\n\nMara Lind.\n",
            "",
        ],
    ),
    (
        "content/annotations/bridge.md",
        &[
            "## Who {#who}\nabout: mara-lind\n\n> closed it\n\nSee [[ferry]].\n\n## Ships {#ships}\n\n> Two ships\n\nTwo.\n",
            "## Who {#who}\nabout: mara-lind\n\n> closed it\n\nSee [[ferry]] and [[about]].\n",
            "## Who {#who}\nstatus: draft\n\n> closed it\n\nNot yet.\n",
            "## Who {#who}\n\n> never stood there\n\nLost.\n",
            "## Who {#who .wrong-kind}\nabouti: x\n> closed it\nno line\n",
        ],
    ),
    (
        "content/entities/mara-lind.md",
        &[
            "---\nname: Mara Lind\nkind: person\n---\n\nAn engineer.\n",
            "---\nname: Mara Lind\nkind: person\naliases: [ships]\n---\n\nAn engineer.\n",
            "---\nname: Mara Lind\nkind: person\nprivate: true\n---\n\nAn engineer.\n",
            "---\nkind: person\n---\n",
        ],
    ),
    (
        "content/pages/about.md",
        &[
            "---\ntitle: About\n---\n\nSee [[bridge]].\n",
            "---\ntitle: About\nembargo: 2999-01-01\n---\n\nSee [[bridge]] and ![a](a.png).\n",
            "---\ntitle: About us\ncorrections: [{date: 2019-02-03, text: Wrong}]\n---\n\nSee [[bridge#who]].\n",
        ],
    ),
    ("content/pages/a.png", &["png", "gnp", "other"]),
    ("content/claims/how-long.md", &["---\nquestion: How long?\n---\n\nUnknown.\n", "---\nquestion: How wide?\n---\n"]),
    (
        "dossier.toml",
        &[
            "title = \"Harbour\"\nlanguage = \"en\"\n",
            "title = \"Haven\"\nlanguage = \"nl\"\nbase_url = \"https://example.org/sub/\"\n",
            "title = \"Harbour\"\nlanguage = \"en\"\ntheme = \"plain\"\n",
            "title = \"Harbour\"\nlanguage = \"en\"\ntheme = \"gone\"\n",
            "title = [broken",
        ],
    ),
    ("themes/plain/theme.toml", &["name = \"plain\"\nversion = \"1\"\n", "name = \"plain\"\nextends = \"plain\"\n"]),
    ("themes/plain/static/style.css", &["body { color: red }", "body { color: tan }", "@import \"none.css\";"]),
    (
        "templates/claim.html",
        &[
            "{% extends \"broadsheet/claim.html\" %}",
            "{% extends \"broadsheet/claim.html\" %}{% block main %}own{% endblock main %}",
            "{% extends \"broadsheet/claim.html\" %}{% block main %}{{ nothing.there }}{% endblock main %}",
            "{% broken",
        ],
    ),
    ("templates/note.html", &["<aside id=\"{{ note.anchor }}\">own</aside>", "{{ note.nothing }}"]),
    (
        "templates/base.html",
        &[
            "{% extends \"broadsheet/base.html\" %}{% block footer %}{{ url(to=\"bridge\") }}{% endblock footer %}",
            "{% extends \"broadsheet/base.html\" %}{% block footer %}{% include \"part.html\" %}{% endblock footer %}",
        ],
    ),
    ("templates/part.html", &["a part", "another part"]),
    ("content/stray.md", &["stray"]),
];

#[derive(Clone, Debug)]
enum Edit {
    Write(usize, usize),
    Delete(usize),
    /// Moves a folder or file away, or back where it came from.
    Move(usize),
}

const MOVES: &[(&str, &str)] = &[
    ("content/articles", "content/stories"),
    ("content/articles/ferry.md", "content/articles/Ferry.md"),
    ("content/articles/quay.md", "content/articles/quay/index.md"),
    ("content/annotations/bridge.md", "content/annotations/ferry.md"),
    ("content/entities", "elsewhere"),
    ("content/articles/bridge.md", "content/entities/bridge.md"),
    ("content/entities/mara-lind.md", "content/entities/Mara-Lind.md"),
    ("templates", "attic"),
    ("themes/plain", "themes/Plain"),
];

fn edit() -> impl Strategy<Value = Edit> {
    let write = (0..EDITS.len(), 0..16usize).prop_map(|(file, text)| Edit::Write(file, text));
    prop_oneof![5 => write, 1 => (0..EDITS.len()).prop_map(Edit::Delete), 2 => (0..MOVES.len()).prop_map(Edit::Move)]
}

fn apply(place: &Place, edit: &Edit) {
    match *edit {
        Edit::Write(file, text) => {
            let (path, texts) = EDITS[file];
            place.write(path, texts[text % texts.len()]);
        }
        Edit::Delete(file) => drop(fs::remove_file(place.at(EDITS[file].0))),
        Edit::Move(n) => {
            let (mut from, mut to) = MOVES[n];
            if !place.at(from).exists() {
                (from, to) = (to, from);
            }
            let _ = fs::create_dir_all(place.at(to).parent().expect("it has one"));
            let _ = fs::rename(place.at(from), place.at(to));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 16, max_shrink_iters: 40, ..ProptestConfig::default() })]

    /// Promise 2: whatever was edited, what is remembered changes nothing.
    #[test]
    fn warm_is_cold(edits in prop::collection::vec(edit(), 1..8), trusting: bool) {
        let place = Place::new();
        let mut session = Session::default();
        let later = |trusting| clock() + Duration::from_secs(if trusting { 3600 } else { 0 });
        place.round_at(&mut session, "public", later(trusting)).expect("the first round is one");
        let mut before = place.clean().expect("the dossier is sound");
        for edit in edits {
            if trusting {
                // Two writes within one tick of the file system's clock look the same; real ones are re-read.
                std::thread::sleep(Duration::from_millis(12));
            }
            apply(&place, &edit);
            // The cold build starts from what the warm one does: the same lock, and the same texts.
            let copy = place.copy();
            let warm = place.round_at(&mut session, "public", later(trusting));
            let cold = copy.round_at(&mut Session::default(), "fresh", clock()).expect("the first round is one");
            prop_assert_eq!(place.remembered(), copy.remembered());
            if let Some(warm) = &warm {
                prop_assert_eq!(&warm.diagnostics, &cold.diagnostics);
                prop_assert_eq!(warm.broken, cold.broken);
                prop_assert_eq!(&warm.notices, &cold.notices);
                let (warm, cold) = (rendered(&warm.preview), rendered(&cold.preview));
                for (path, bytes) in &cold {
                    // A page that cannot be made keeps its last form, which a cold build has not.
                    prop_assert!(bytes.is_none() || warm.get(path) == Some(bytes), "{}", path);
                }
                if cold.values().all(Option::is_some) {
                    prop_assert_eq!(warm.len(), cold.len());
                }
            }
            before = place.clean().unwrap_or(before);
            prop_assert_eq!(&listing(&place.dir.path().join("public")), &before);
        }
    }
}

#[test]
fn only_what_an_edit_touches_is_done() {
    let place = Place::new();
    let mut session = Session::default();
    let first = place.round(&mut session).expect("the first round is one");
    assert!(!first.broken, "{:?}", first.diagnostics);
    assert!(place.round(&mut session).is_none(), "nothing has changed");
    let mut told = Vec::new();
    let mut step = |name: &str| {
        let rebuilt = place.round(&mut session).expect("it changed");
        let written = rebuilt.published.and_then(Result::ok).map(|p| (p.written.len(), p.removed.len()));
        let runs: Vec<String> =
            rebuilt.runs.iter().filter(|r| r.1 > 0).map(|(stage, n)| format!("{stage} {n}")).collect();
        told.push(format!("{name}: {} → {written:?}", runs.join(", ")));
    };
    place.edit("content/articles/ferry.md", "The ferry carries", "A ferry carries");
    step("a typo in a paragraph");
    place.edit("content/entities/mara-lind.md", "kind:", "aliases: [M. Lind]\nkind:");
    step("a new alias");
    place.edit("content/annotations/bridge.md", "Two.\n", "Two, not three.\n");
    step("a changed note");
    place.write("templates/claim.html", "{% extends \"broadsheet/claim.html\" %}{# own #}");
    step("a template");
    fs::remove_file(place.at("content/articles/quay.md")).expect("it is there");
    step("a deleted article");
    place.edit("dossier.toml", "Harbour", "Haven");
    step("the title");
    insta::assert_snapshot!(told.join("\n"), @r"
    a typo in a paragraph: articles 1, bodies 1, anchors 1, mentions 1, gathered 1, assembled 2, pages changed 3, profiles 1, rendered 3 → Some((2, 0))
    a new alias: entities 1, bodies 1, matcher 1, assembled 1, pages changed 1, rendered 1 → Some((1, 0))
    a changed note: annotations 1, links 1, bodies 1, anchors 1, notes 1, mentions 1, gathered 1, assembled 1, pages changed 3, rendered 3 → Some((3, 0))
    a template: theme 1, pages changed 1, rendered 1 → Some((0, 0))
    a deleted article: settled 1, links 2, notes 1, assembled 1, pages changed 7, rendered 7 → Some((7, 2))
    the title: assembled 4, pages changed 14, rendered 14 → Some((12, 0))
    ");
}

#[test]
fn a_page_that_cannot_be_made_keeps_its_last_form() {
    let place = Place::new();
    let mut session = Session::default();
    let first = place.round(&mut session).expect("the first round is one");
    let claim = OutputPath::new("claims/how-long.html");
    let before = first.preview.files[&claim].render().expect("it renders");
    let public = listing(&place.dir.path().join("public"));
    place.write(
        "templates/claim.html",
        "{% extends \"broadsheet/claim.html\" %}{% block main %}{{ a.b }}{% endblock main %}",
    );
    place.edit("content/articles/bridge.md", "Two ships wait", "Two ships wait there");
    let broken = place.round(&mut session).expect("it changed");
    assert!(broken.broken && broken.diagnostics.iter().any(|d| d.primary.path.as_str() == "templates/claim.html"));
    assert_eq!(broken.preview.files[&claim].render().expect("the last form"), before);
    let bridge = broken.preview.files["articles/bridge.html"].render().expect("it renders");
    assert!(String::from_utf8_lossy(&bridge).contains("ships</mark>"), "the newest page is shown");
    assert!(String::from_utf8_lossy(&bridge).contains("wait there"));
    assert_eq!(listing(&place.dir.path().join("public")), public, "the last good site stays");
    fs::remove_file(place.at("templates/claim.html")).expect("it is there");
    let mended = place.round(&mut session).expect("it changed");
    assert!(!mended.broken && mended.diagnostics.is_empty());
    assert_eq!(listing(&place.dir.path().join("public")), place.clean().expect("it is sound"));
}

#[test]
fn editors_see_what_is_withheld_and_the_public_does_not() {
    let place = Place::new();
    let mut session = Session::default();
    place.round(&mut session).expect("the first round is one");
    assert!(session.editor.is_none(), "one result serves both");
    place
        .write("content/articles/secret.md", "---\ntitle: Canaryword\nrights: full\ndraft: true\n---\n\nCanaryword.\n");
    let rebuilt = place.round(&mut session).expect("it changed");
    assert!(!rebuilt.broken && rebuilt.preview.files.contains_key("articles/secret.html"));
    let canary = |folder: &str| {
        let files = listing(&place.dir.path().join(folder));
        files.values().any(|bytes| memchr::memmem::find(bytes, b"anaryword").is_some())
    };
    assert!(!canary("public"));
    // An error that only the draft has is shown, and keeps nobody from publishing the rest.
    place.edit("content/articles/secret.md", "\nCanaryword.", "\n![none](none.png)");
    place.edit("content/articles/ferry.md", "carries", "brings");
    let rebuilt = place.round(&mut session).expect("it changed");
    assert_eq!(rebuilt.diagnostics.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["missing-image"]);
    assert!(!rebuilt.broken && rebuilt.published.is_some());
    // Nor does anything else that showing it would raise: dead links, lost passages, ids of nobody.
    place.edit("content/articles/secret.md", "rights: full", "rights: full\noutlet: nobody");
    place.write(
        "content/annotations/secret.md",
        "## Lost {#lost}\nabout: nobody\nclaim: nothing = 1\n\n> stands nowhere\n\n[[nobody]]\n",
    );
    place.write("content/pages/plan.md", "---\ntitle: Plan\ndraft: true\n---\n\n[[nobody]] [x](none.md)\n");
    place.edit("content/articles/ferry.md", "brings", "takes");
    let rebuilt = place.round(&mut session).expect("it changed");
    assert!(
        rebuilt.diagnostics.iter().filter(|d| d.severity == Severity::Error).count() >= 6,
        "{:?}",
        rebuilt.diagnostics
    );
    assert!(!rebuilt.broken, "{:?}", rebuilt.diagnostics);
    let written = rebuilt.published.and_then(Result::ok).expect("it is published").written;
    assert!(written.iter().any(|path| path.as_str() == "articles/ferry.html"), "{written:?}");
    // A file that cannot be read right may not be meant for a draft: that is everybody's error.
    place.edit("content/pages/plan.md", "draft: true", "draft: ture");
    assert!(place.round(&mut session).expect("it changed").broken);
    fs::remove_file(place.at("content/pages/plan.md")).expect("it is there");
    fs::remove_file(place.at("content/annotations/secret.md")).expect("it is there");
    fs::remove_file(place.at("content/articles/secret.md")).expect("it is there");
    let rebuilt = place.round(&mut session).expect("it changed");
    assert!(session.editor.is_none() && !rebuilt.preview.files.contains_key("articles/secret.html"));
}

#[test]
fn the_changed_note_is_found() {
    let place = Place::new();
    let mut session = Session::default();
    place.round(&mut session);
    place.edit("content/annotations/bridge.md", "Two.\n", "Three.\n");
    let rebuilt = place.round(&mut session).expect("it changed");
    assert_eq!(rebuilt.notes, BTreeMap::from([("articles/bridge.html".into(), "note-ships".to_owned())]));
    place.edit("content/articles/bridge.md", "wait.", "wait there.");
    let rebuilt = place.round(&mut session).expect("it changed");
    assert!(rebuilt.notes.is_empty(), "the article was edited, not a note");
    assert_eq!(ran(&rebuilt).split(", ").next(), Some("articles 1"));
}

#[test]
fn files_left_alone_are_not_read_again() {
    let place = Place::new();
    let mut session = Session::default();
    let later = |hours: u64| clock() + Duration::from_secs(3600 * hours);
    place.round_at(&mut session, "public", later(1));
    assert_eq!(session.load.reads(), DOSSIER.len());
    assert!(place.round_at(&mut session, "public", later(2)).is_none());
    assert_eq!(session.load.reads(), 0);
    std::thread::sleep(Duration::from_millis(20));
    place.edit("content/articles/ferry.md", "ferry carries", "fairy carries");
    let rebuilt = place.round_at(&mut session, "public", later(3)).expect("it changed");
    assert_eq!((session.load.reads(), rebuilt.changed), (1, vec!["content/articles/ferry.md".into()]));
    // What was changed just now is not trusted: a second write of the same length may look the same.
    place.edit("content/articles/ferry.md", "fairy carries", "dairy carries");
    place.round_at(&mut session, "public", clock()).expect("it changed");
    place.round_at(&mut session, "public", clock());
    assert!(session.load.reads() > 0);
}

#[test]
fn a_page_changed_by_hand_between_rounds_is_put_right() {
    let place = Place::new();
    let mut session = Session::default();
    place.round(&mut session);
    let page = |name: &str| place.dir.path().join(format!("public/articles/{name}.html"));
    let before = fs::read(page("bridge")).expect("it was written");
    fs::write(page("bridge"), "by hand").expect("writable");
    place.edit("content/index.md", "About", "On");
    let rebuilt = place.round(&mut session).expect("it changed");
    let published = rebuilt.published.expect("it is to be written").expect("all is ours");
    assert_eq!(published.warnings.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["changed-by-hand"]);
    assert!(published.written.contains(&"articles/bridge.html".into()));
    assert!(fs::read(page("bridge")).is_ok_and(|bytes| bytes == before));

    fs::remove_dir_all(place.dir.path().join("public/articles")).expect("writable");
    place.edit("content/index.md", "On", "About");
    place.round(&mut session);
    assert_eq!(Some(listing(&place.dir.path().join("public"))), place.clean());
}

#[test]
fn a_round_that_does_not_publish_writes_no_lock() {
    let place = Place::new();
    let mut session = Session::default();
    place.round(&mut session);
    let before = place.remembered();
    // A file of somebody else's stands where a new page is to be.
    let foreign = place.dir.path().join("public/articles/tower.html");
    fs::write(&foreign, "foreign").expect("writable");
    place.write("content/articles/tower.md", "---\ntitle: The tower\nrights: full\n---\n\nIt leans on Mara Lind.\n");
    place.write("content/annotations/tower.md", "## Lean {#lean}\n\n> It leans\n\nIt does.\n");
    let rebuilt = place.round(&mut session).expect("it changed");
    assert!(matches!(rebuilt.published, Some(Err(PublishError::World(_)))));
    assert_eq!(place.remembered(), before);
    let left = fs::read_dir(place.at(".")).expect("it is there").flatten();
    assert!(!left.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(publish::TEMPORARY)));

    fs::remove_file(foreign).expect("writable");
    place.round(&mut session).expect("it failed before");
    assert_ne!(place.remembered(), before);
    assert_eq!(Some(listing(&place.dir.path().join("public"))), place.clean());
}

#[cfg(unix)]
#[test]
fn a_lock_that_a_killed_round_leaves_is_read_and_mended() {
    let place = Place::new();
    let mut session = Session::default();
    place.round(&mut session);
    let lock = || fs::read_to_string(place.at(crate::lock::NAME)).expect("it is there");
    let inode = || load::Stamp::of(&place.at(crate::lock::NAME)).map(|stamp| stamp.inode());
    // Lines that keep their length, twice, as the first time it is not known what stands there; then one longer line.
    for (from, to, steps, patched) in
        [("wait", "want", 3, true), ("want", "went", 3, true), ("went", "left us", 2, false)]
    {
        let (before, stood) = (lock(), inode());
        place.edit("content/articles/bridge.md", from, to);
        let dir = place.dir.path().to_path_buf();
        let (rebuilt, left) = steps::watch(move || copy(&dir), || place.round(&mut session).expect("it changed"));
        assert_eq!((rebuilt.diagnostics.len(), left.len(), inode() == stood), (0, steps, patched), "{to}");
        let after = lock();
        assert_ne!(before, after);
        for copy in left {
            let text = fs::read_to_string(copy.at(crate::lock::NAME)).expect("it is there");
            assert_eq!(crate::lock::read(Some(text.as_bytes())).1, [], "{to}");
            assert_eq!(text.lines().count(), before.lines().count());
            for (line, (old, new)) in text.lines().zip(before.lines().zip(after.lines())) {
                assert!(line == old || line == new, "{line}");
            }
            let cold = copy.round(&mut Session::default()).expect("the first round is one");
            assert_eq!(cold.diagnostics, []);
            assert_eq!(fs::read_to_string(copy.at(crate::lock::NAME)).expect("it is there"), after, "{to}");
        }
    }
}
