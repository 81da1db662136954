use std::fs;

use tempfile::TempDir;

use super::*;
use crate::memo::map::Map;

fn dossier(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("writable");
        fs::write(path, bytes).expect("writable");
    }
    dir
}

fn options<'a>() -> LoadOptions<'a> {
    LoadOptions { now: jiff::Timestamp::UNIX_EPOCH, originals: None, out: None }
}

fn problems(snapshot: &Snapshot) -> Vec<String> {
    snapshot.problems.iter().map(|d| format!("{} {}", d.code.as_str(), d.primary.path)).collect()
}

fn names<T>(map: &Map<SourcePath, T>) -> Vec<&str> {
    map.keys().map(SourcePath::as_str).collect()
}

#[test]
fn every_kind_of_file_has_its_place() {
    let dir = dossier(&[
        ("dossier.toml", b""),
        ("content/index.md", b""),
        ("content/articles/a/index.md", b""),
        ("content/articles/a/photo.jpg", b"\xFF"),
        ("content/articles/B.MD", b""),
        ("templates/page.html", b""),
        ("themes/plain/theme.toml", b""),
        ("themes/plain/templates/deep/page.html", b""),
        ("themes/plain/static/a.css", b""),
        ("themes/plain/README.md", b""),
        ("themes/notes.txt", b""),
        ("content/.hidden/a.md", b""),
        ("content/a.md~", b""),
        ("content/#a.md#", b""),
        ("content/.a.md.swp", b""),
        ("content/a.swp", b""),
        ("public/index.html", b""),
        ("src/main.rs", b""),
        ("README.md", b""),
    ]);
    let snapshot = load(dir.path(), &options()).expect("it is a dossier");
    let texts = [
        "content/articles/a/index.md",
        "content/index.md",
        "dossier.toml",
        "templates/page.html",
        "themes/plain/templates/deep/page.html",
        "themes/plain/theme.toml",
    ];
    assert_eq!(names(&snapshot.files), texts);
    assert_eq!(names(&snapshot.blobs), ["content/articles/a/photo.jpg", "themes/plain/static/a.css"]);
    assert_eq!(problems(&snapshot), ["unknown-extension content/articles/B.MD"]);
    assert_eq!(&*snapshot.blobs["content/articles/a/photo.jpg"].bytes, b"\xFF");
}

#[test]
fn contents_are_text_or_tell_why_not() {
    let large = vec![b'a'; usize::try_from(MAX_BYTES).expect("it is small") + 1];
    let dir = dossier(&[
        ("content/bom.md", b"\xEF\xBB\xBFtext"),
        ("content/empty.md", b""),
        ("content/bad.md", b"caf\xE9 au lait"),
        ("content/limit.md", &large[1..]),
        ("content/large.md", &large),
    ]);
    let snapshot = load(dir.path(), &options()).expect("it is a dossier");
    let contents = |path: &str| snapshot.files[path].contents.clone();
    assert_eq!(contents("content/bom.md"), Contents::Text("text".into()));
    assert_eq!(contents("content/empty.md"), Contents::Text("".into()));
    assert_eq!(contents("content/bad.md"), Contents::NotUtf8("caf".into()));
    assert!(matches!(contents("content/limit.md"), Contents::Text(_)));
    assert_eq!(contents("content/large.md"), Contents::TooLarge(MAX_BYTES + 1));
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_root_and_never_out_of_it() {
    use std::os::unix::ffi::OsStrExt;
    let dir = dossier(&[
        ("site/content/a.md", b"a"),
        ("site/content/shared/b.md", b"b"),
        ("site/.git/config", b"secret"),
        ("site/public/index.html", b"page"),
        ("site/content/x\\y.md", b""),
        ("outside/secret.md", b"secret"),
    ]);
    let root = dir.path().join("site");
    fs::write(root.join("content").join(std::ffi::OsStr::from_bytes(b"caf\xE9.md")), "").expect("writable");
    let links = [
        ("a.md", "content/same.md"),
        ("shared", "content/again"),
        ("../../outside", "content/out"),
        ("../../outside/secret.md", "content/secret.md"),
        ("../.git", "content/git"),
        ("../public", "content/public"),
        ("nowhere", "content/broken.md"),
        ("nowhere", "content/.#a.md"),
        ("..", "content/shared/loop"),
    ];
    for (to, at) in links {
        std::os::unix::fs::symlink(to, root.join(at)).expect("writable");
    }
    let out = root.join("public");
    let snapshot = load(&root, &LoadOptions { out: Some(&out), ..options() }).expect("it is a dossier");
    let read = ["content/a.md", "content/again/b.md", "content/same.md", "content/shared/b.md"];
    assert_eq!(names(&snapshot.files), read);
    assert_eq!(names(&snapshot.blobs), [""; 0]);
    let found = [
        "link-loop content/again/loop",
        "broken-link content/broken.md",
        "bad-file-name content/caf\u{FFFD}.md",
        "link-to-hidden content/git",
        "link-out-of-root content/out",
        "link-into-output content/public",
        "link-out-of-root content/secret.md",
        "link-loop content/shared/loop",
        "bad-file-name content/x\\y.md",
    ];
    assert_eq!(problems(&snapshot), found);
    let all = format!("{snapshot:?}");
    assert!(!all.contains("\"secret\""), "nothing outside was read");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let dir = dossier(&[("dossier.toml", b"")]);
    fs::create_dir(dir.path().join("content")).expect("writable");
    let made = std::process::Command::new("mkfifo").arg(dir.path().join("content/pipe.md")).status();
    if made.is_ok_and(|status| status.success()) {
        let snapshot = load(dir.path(), &options()).expect("it is a dossier");
        assert_eq!(problems(&snapshot), ["not-a-file content/pipe.md"]);
    }
}

#[test]
fn the_order_of_creation_does_not_matter() {
    let rows: Vec<(String, Vec<u8>)> =
        (0..40).map(|i| (format!("content/articles/{:02}.md", i * 7 % 40), vec![b'a'; i * 7 % 40])).collect();
    let mut rows: Vec<(&str, &[u8])> = rows.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let one = load(dossier(&rows).path(), &options()).expect("it is a dossier");
    rows.reverse();
    let other = load(dossier(&rows).path(), &options()).expect("it is a dossier");
    assert_eq!(one, other);
}

#[test]
fn originals_are_found_by_their_digest() {
    let dir = dossier(&[("dossier.toml", b""), ("private/deep/a.txt", b"abc"), ("private/scan.pdf", b"\xFF")]);
    let folder = dir.path().join("private");
    let snapshot = load(dir.path(), &LoadOptions { originals: Some(&folder), ..options() }).expect("it is a dossier");
    // The digest of `abc` in FIPS 180-2, appendix B.1.
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(snapshot.originals, Some(BTreeMap::from([(digest.to_owned(), "abc".into())])));
    let none = dir.path().join("none");
    let error = load(dir.path(), &LoadOptions { originals: Some(&none), ..options() });
    assert!(matches!(error, Err(LoadError::Originals(..))));
}

#[test]
fn a_folder_without_a_dossier_is_an_error() {
    let dir = dossier(&[("notes.txt", b"")]);
    assert!(matches!(load(dir.path(), &options()), Err(LoadError::NoDossier(_))));
    assert!(matches!(load(&dir.path().join("none"), &options()), Err(LoadError::Root(..))));
    assert!(matches!(load(&dir.path().join("notes.txt"), &options()), Err(LoadError::Root(..))));
}

#[expect(clippy::disallowed_methods, reason = "a test has a clock")]
fn clock() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

/// What is done to the folders of a dossier, one after the other.
const STEPS: &[fn(&Path)] = &[
    |_| {},
    |root| fs::write(root.join("content/articles/new.md"), "new").expect("writable"),
    |root| fs::rename(root.join("content/articles/new.md"), root.join("content/articles/NEW.md")).expect("writable"),
    |root| fs::rename(root.join("content/articles/NEW.md"), root.join("content/pages/new.md")).expect("writable"),
    |root| fs::remove_file(root.join("content/articles/a.md")).expect("writable"),
    |root| fs::create_dir_all(root.join("content/articles/a.md/deep")).expect("writable"),
    |root| fs::write(root.join("content/articles/a.md/deep/b.md"), "b").expect("writable"),
    |root| fs::write(root.join("content/articles/a.md/deep/c.jpg"), "c").expect("writable"),
    |root| fs::rename(root.join("content/articles"), root.join("content/elsewhere")).expect("writable"),
    |root| fs::write(root.join("content/articles"), "a file now").expect("writable"),
    |root| fs::write(root.join("content/pages/bad\\name.md"), "").expect("writable"),
    |root| fs::write(root.join("templates"), "a file").expect("writable"),
    |root| fs::remove_file(root.join("dossier.toml")).expect("writable"),
    |root| fs::remove_dir_all(root.join("content/elsewhere")).expect("writable"),
];

#[test]
fn what_was_in_a_folder_is_looked_up_again_where_it_may_differ() {
    for settled in [false, true] {
        let dir = dossier(&[
            ("dossier.toml", b""),
            ("content/index.md", b"i"),
            ("content/articles/a.md", b"a"),
            ("content/articles/b.md", b"b"),
            ("content/pages/p.md", b"p"),
        ]);
        let (root, mut memory) = (dir.path().canonicalize().expect("it exists"), Memory::default());
        let mut load_warm = || {
            memory.begin(clock() + std::time::Duration::from_secs(if settled { 3600 } else { 0 }));
            load_again(&root, &options(), &mut memory).expect("it is a dossier")
        };
        load_warm();
        for (n, step) in STEPS.iter().enumerate() {
            // Within one tick of the file system's clock a folder looks the same; one that rests is asked again.
            std::thread::sleep(std::time::Duration::from_millis(12));
            step(&root);
            assert_eq!(load_warm(), load(&root, &options()).expect("it is a dossier"), "step {n}, settled: {settled}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_rests_is_not_listed_again_unless_there_are_links() {
    let dir = dossier(&[("content/a.md", b"a"), ("content/articles/b.md", b"b"), ("content/pages/p.md", b"p")]);
    let (root, mut memory) = (dir.path().canonicalize().expect("it exists"), Memory::default());
    let mut known = |hours: u64| {
        memory.begin(clock() + std::time::Duration::from_secs(3600 * hours));
        load_again(&root, &options(), &mut memory).expect("it is a dossier");
        ["content", "content/articles", "content/pages"].map(|at| memory.branch(&root.join(at)))
    };
    let same = |old: &Option<Arc<found::Branch>>, new: &Option<Arc<found::Branch>>| {
        old.as_ref().zip(new.as_ref()).is_some_and(|(old, new)| Arc::ptr_eq(old, new))
    };
    let first = known(1);
    if first[0].is_none() {
        return; // A file system that is not trusted.
    }
    let second = known(1);
    assert!(first.iter().zip(&second).all(|(old, new)| same(old, new)));
    fs::write(root.join("content/articles/c.md"), "c").expect("writable");
    let third = known(1);
    assert_eq!(second.iter().zip(&third).map(|(old, new)| same(old, new)).collect::<Vec<_>>(), [true, false, true]);
    assert!(known(0)[1].is_none(), "it was changed just now");

    fs::create_dir(root.join("elsewhere")).expect("writable");
    std::os::unix::fs::symlink("../elsewhere", root.join("content/linked")).expect("writable");
    assert!(known(1).iter().all(Option::is_none));
    fs::write(root.join("elsewhere/d.md"), "d").expect("writable");
    memory.begin(clock() + std::time::Duration::from_secs(3600));
    let warm = load_again(&root, &options(), &mut memory).expect("it is a dossier");
    assert!(warm.files.contains_key("content/linked/d.md"), "though no folder of the dossier has changed");
}
