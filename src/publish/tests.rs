use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::manifest::{Manifest, Print};
use super::memory::Made;
use super::*;
use crate::diagnostic::{Code, Location};
use crate::output::File;

/// A site as text; `Err` is a page that does not render.
type Pages = BTreeMap<OutputPath, Result<String, Vec<Diagnostic>>>;

fn pages(rows: &[(&str, &str)]) -> Pages {
    rows.iter().map(|&(path, text)| (path.into(), Ok(text.to_owned()))).collect()
}

fn options(root: &Path) -> Options<'_> {
    Options { root, homes: &[], private: &[], progress: &|_, _| {} }
}

fn put(dir: &TempDir, pages: &Pages) -> Result<Published, PublishError> {
    let paths: Vec<&OutputPath> = pages.keys().collect();
    let render = |path: &OutputPath| pages[path].clone().map(String::into_bytes).map(Made::from);
    let options = options(dir.path());
    let (mut site, _) = Site::open(&dir.path().join("public"), options, &mut Memory::default())?;
    Ok(write(&mut site, &Scope::all(paths), &render, &|_| None, options.progress)?.0)
}

/// Every file and folder of the output, with its bytes.
fn listing(dir: &TempDir) -> BTreeMap<String, String> {
    let base = dir.path().join("public");
    walkdir::WalkDir::new(&base)
        .min_depth(1)
        .into_iter()
        .map(|entry| entry.expect("it is readable"))
        .map(|entry| {
            let name = entry.path().strip_prefix(&base).expect("it is inside").display().to_string();
            let text = fs::read_to_string(entry.path()).unwrap_or_else(|_| "(folder)".into());
            (name, text)
        })
        .collect()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn a_failed_render_leaves_the_folder_as_it_was() {
    let dir = folder();
    let mut site = pages(&[("a.html", "1"), ("b/c.html", "2"), ("d.html", "3")]);
    put(&dir, &site).expect("it renders");
    let before = listing(&dir);

    let fault = |code| vec![Diagnostic::error(code, Location::file(&"templates/page.html".into()), "it is broken")];
    site.insert("a.html".into(), Ok("changed".into()));
    site.insert("b/c.html".into(), Err(fault(Code::MissingVariable)));
    site.insert("e.html".into(), Err(fault(Code::TemplateError)));
    site.remove("d.html");
    let Err(PublishError::Render(diagnostics)) = put(&dir, &site) else { panic!("two pages do not render") };
    assert_eq!(diagnostics.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["missing-variable", "template-error"]);
    assert_eq!(listing(&dir), before);

    let fresh = folder();
    put(&fresh, &site).expect_err("two pages do not render");
    assert!(!fresh.path().join("public").exists(), "nor is a folder left");
}

/// Does something, and returns what a process that is killed leaves of the folder after each of its steps.
fn killed<R>(dir: &TempDir, act: impl FnOnce() -> R) -> Vec<TempDir> {
    let base = dir.path().to_path_buf();
    let copy = move || {
        let copy = folder();
        for entry in walkdir::WalkDir::new(&base).min_depth(1) {
            let entry = entry.expect("it is readable");
            let at = copy.path().join(entry.path().strip_prefix(&base).expect("it is inside"));
            match entry.file_type().is_dir() {
                true => fs::create_dir(at).expect("writable"),
                false => drop(fs::copy(entry.path(), at).expect("writable")),
            }
        }
        copy
    };
    let (_, mut left) = steps::watch(copy.clone(), act);
    left.push(copy());
    left
}

/// Checks that each file is that of one of the sites and is listed, and each line of the manifest true of one of them.
fn is_whole(dir: &TempDir, sites: &[&Pages]) {
    let folder = dir.path().join("public");
    let prints = |path: &str| -> Vec<Print> {
        let texts = sites.iter().filter_map(|site| site.get(path)?.as_deref().ok());
        texts.map(|text| Print::of(text.as_bytes())).collect()
    };
    let mut listed = match manifest::read(&folder).expect("it is readable") {
        Manifest::Good(listed, _) => listed,
        Manifest::Missing if sites[0].is_empty() => manifest::Files::new(),
        other => panic!("{other:?}"),
    };
    for (path, own) in &listed {
        assert!(own.prints().iter().all(|print| prints(path.as_str()).contains(print)), "{path}");
    }
    let files = listing(dir);
    for (_, text) in files.iter().filter(|(name, _)| name.ends_with("/announced")) {
        listed = listed.union_with(manifest::parse(text.as_bytes()).expect("it is whole"), |mut known, more| {
            more.prints().iter().for_each(|print| known.add(*print));
            known
        });
    }
    for (name, text) in files.iter().filter(|(name, text)| !name.starts_with(".dossier-") && *text != "(folder)") {
        let print = Print::of(text.as_bytes());
        assert!(prints(name).contains(&print), "{name}");
        assert!(listed[name.as_str()].prints().contains(&print), "{name}");
    }
}

#[test]
fn a_build_killed_anywhere_is_picked_up_by_the_next() {
    let (plain, deep) = (pages(&[("a.html", "old"), ("b/c.html", "old")]), pages(&[("a.html/d", "1"), ("e", "12")]));
    let rows = [
        ("into an empty folder", pages(&[]), plain.clone()),
        ("lines keep their length", plain.clone(), pages(&[("a.html", "new"), ("b/c.html", "not")])),
        ("a line is longer", plain.clone(), pages(&[("a.html", "a page of eleven"), ("b/c.html", "new")])),
        ("files come and go", plain.clone(), pages(&[("b/c.html", "new"), ("f/g.html", "new")])),
        ("a file becomes a folder", plain.clone(), deep.clone()),
        ("and a folder a file", deep, plain),
    ];
    let last = pages(&[("a.html", "last"), ("e", "last")]);
    let fresh = folder();
    put(&fresh, &last).expect("it renders");
    for (what, old, new) in rows {
        let (dir, mut memory) = (folder(), Memory::keeping());
        let mut watched = |site: &Pages| {
            let bytes = |text: &Result<String, _>| File::Bytes(text.as_deref().expect("it renders").as_bytes().into());
            let output = Output { files: site.iter().map(|(path, text)| (path.clone(), bytes(text))).collect() };
            publish_again(&output, &dir.path().join("public"), options(dir.path()), &mut memory).expect(what)
        };
        watched(&old);
        let left = killed(&dir, || watched(&new));
        assert!(left.len() > 3, "{what}");
        for dir in left {
            is_whole(&dir, &[&old, &new]);
            // So is the next one.
            for dir in killed(&dir, || put(&dir, &last)) {
                is_whole(&dir, &[&old, &new, &last]);
                let published = put(&dir, &last).expect("nothing is foreign");
                assert_eq!(published.warnings, [], "{what}: and nothing was changed by hand");
                assert_eq!(listing(&dir), listing(&fresh), "{what}");
            }
        }
    }
}

#[test]
fn what_cannot_be_put_in_place_is_listed_as_it_was_and_would_be() {
    let dir = folder();
    put(&dir, &pages(&[("a.html", "old"), ("b.html", "old")])).expect("it renders");
    let next = pages(&[("a.html", "new"), ("b.html", "new")]);
    let (mut site, _) =
        Site::open(&dir.path().join("public"), options(dir.path()), &mut Memory::default()).expect("it is plain");
    let render = |path: &OutputPath| next[path].clone().map(String::into_bytes).map(Made::from);
    let scope = Scope::all(next.keys().collect());
    let plan = stage::stage(&site, &scope, &render, &|_| None, &|_, _| {}).expect("it renders");
    let in_the_way = site.folder.join("b.html");
    fs::remove_file(&in_the_way).expect("it is there");
    fs::create_dir(&in_the_way).expect("writable");
    fs::write(in_the_way.join("mine"), "foreign").expect("writable");
    let Err(PublishError::World(found)) = commit::commit(&mut site, plan) else { panic!("it is in the way") };
    assert_eq!(found[0].code.as_str(), "cannot-write");
    fs::remove_dir_all(&in_the_way).expect("it is there");
    is_whole(&dir, &[&pages(&[("a.html", "old"), ("b.html", "old")]), &next]);
    assert_eq!(listing(&dir).len(), 2, "a page and the manifest, and nothing that waits");
    assert_eq!(put(&dir, &next).expect("nothing is foreign").warnings, []);
    let fresh = folder();
    put(&fresh, &next).expect("it renders");
    assert_eq!(listing(&dir), listing(&fresh));
}

#[test]
fn a_file_may_become_a_folder_and_back() {
    let dir = folder();
    let (file, deep) = (pages(&[("x", "1"), ("y/z/a", "2")]), pages(&[("x/a", "1"), ("y", "2")]));
    for site in [&file, &deep, &file] {
        put(&dir, site).expect("all of it is ours");
        let fresh = folder();
        put(&fresh, site).expect("it renders");
        assert_eq!(listing(&dir), listing(&fresh));
    }
    fs::write(dir.path().join("public/y/mine"), "foreign").expect("writable");
    let before = listing(&dir);
    let Err(PublishError::World(found)) = put(&dir, &deep) else { panic!("a foreign file is in the way") };
    assert_eq!(found[0].code.as_str(), "foreign-file");
    assert_eq!(listing(&dir), before);
}

#[test]
fn a_path_out_of_the_folder_is_refused() {
    let dir = folder();
    for path in ["../x", "/x", "a/../../x", MANIFEST] {
        let Err(PublishError::World(found)) = put(&dir, &pages(&[(path, "1")])) else { panic!("{path}") };
        assert_eq!(found[0].code.as_str(), "bad-output-path");
    }
    let Err(PublishError::World(found)) = put(&dir, &pages(&[("a", "1"), ("a/b", "1")])) else { panic!("both") };
    assert_eq!(found[0].code.as_str(), "bad-output-path");
    assert!(!dir.path().join("public").exists());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, failure_persistence: None, ..ProptestConfig::default() })]

    /// Law: publishing over an old folder gives what publishing into an empty one gives.
    #[test]
    fn over_an_old_folder_equals_into_an_empty_one(
        sites in proptest::collection::vec(
            proptest::collection::btree_map(
                proptest::sample::select(vec!["a", "b.html", "c/d", "c/e.html", "c/f/g", "h/i/j/k", "l"]),
                "[xyz]{0,2}",
                0..7,
            ),
            1..5,
        )
    ) {
        let dir = folder();
        for site in &sites {
            let site: Pages = site.iter().map(|(&path, text)| (path.into(), Ok(text.clone()))).collect();
            let published = put(&dir, &site).expect("all of it is ours");
            prop_assert_eq!(published.written.len() + published.unchanged, site.len());
            prop_assert_eq!(&published.warnings, &[]);
            let fresh = folder();
            put(&fresh, &site).expect("it renders");
            prop_assert_eq!(listing(&dir), listing(&fresh));
            let again = put(&dir, &site).expect("all of it is ours");
            prop_assert!(again.written.is_empty() && again.removed.is_empty());
        }
    }

    /// Law: publishing with what is remembered does and says what publishing without does, whatever was done by hand.
    #[test]
    fn remembering_changes_nothing(
        rounds in proptest::collection::vec(
            (
                proptest::collection::btree_map(
                    proptest::sample::select(vec!["a", "b.html", "c/d", "c/e.html", "c/f/g", "h/i/j/k", "l", "c/D"]),
                    "[xyz]{0,2}",
                    0..8,
                ),
                proptest::collection::vec((proptest::sample::select(vec!["a", "c", "c/d", "c/f", "l", MANIFEST]), 0..4u8), 0..2),
                any::<bool>(),
            ),
            1..7,
        )
    ) {
        let (warm, cold) = (folder(), folder());
        let mut memory = Memory::keeping();
        for (site, hands, look) in &rounds {
            for (path, hand) in hands {
                for dir in [&warm, &cold] {
                    meddle(&dir.path().join("public").join(path), *hand);
                }
            }
            if *look {
                memory.look();
            }
            let files = site.iter().map(|(&path, text)| (OutputPath::new(path), File::Bytes(text.as_bytes().into())));
            let output = Output { files: files.collect() };
            let done = publish_again(&output, &warm.path().join("public"), options(warm.path()), &mut memory);
            let expected = publish(&output, &cold.path().join("public"), options(cold.path()));
            prop_assert_eq!(done, expected);
            prop_assert_eq!(listing(&warm), listing(&cold));
        }
    }
}

/// Does to a file or folder what people do.
fn meddle(at: &Path, hand: u8) {
    let _ = match hand {
        0 => fs::remove_file(at).or_else(|_| fs::remove_dir_all(at)),
        1 => fs::write(at, "by hand"),
        2 => fs::create_dir_all(at),
        _ => fs::rename(at, at.with_file_name("elsewhere")),
    };
}
