//! Compiling with a memory gives what compiling without one gives, and does less.

use dossier::compile::{Audience, Compiled, Memos, compile};
use proptest::prelude::*;
use proptest::sample::Index;

use super::chain::HARBOUR;
use super::fixture::{Memory, files};

fn harbour() -> Memory {
    let mut memory = Memory::new(HARBOUR);
    memory.blobs.insert("content/pages/dot.png".into(), b"dot".to_vec());
    memory
}

/// Something that an editor does between two saves.
#[derive(Clone, Debug)]
enum Edit {
    /// Changes a word anywhere, front matter too.
    Word(Index, Index, &'static str),
    Remove(Index),
    /// Gives a file its first text again.
    Restore(Index),
    Rename(Index, &'static str),
    /// Puts words at the end of a file.
    Append(Index, &'static str),
    /// Writes a whole file.
    Write(&'static str, &'static str),
    /// Changes bytes that pages show.
    Picture(u8),
}

const WORDS: [&str; 9] =
    ["Lind", "Tolland", "cracks", "the", "[[tolland]]", "[[nobody]]", "draft: true", "---", "Mara Lind"];

const TAILS: [&str; 7] = [
    "\nMara Lind and Monday came back.\n",
    "\n## Late {#late}\n\n> Mara\n\nA late note on [[method]].\n",
    "\n## Late {#late}\nclaim: how-many-people = 7\n\n> The **bridge closes**\n",
    "\n> [!NOTE]\n> Of Tolland.[^late]\n\n[^late]: Later.\n",
    "\n## A part {#names}\n\n[to it](#names)\n",
    "\n```\nopen",
    "\n![x](dot.png \"A credit\") ![y](missing.png)\n",
];

const WRITES: [(&str, &str); 20] = [
    ("templates/note.html", "<aside class=\"note\" id=\"{{ note.anchor }}\">{{ note.title }}</aside>"),
    (
        "templates/base.html",
        "{% extends \"broadsheet/base.html\" %}{% block footer %}{{ url(to=\"method\") }}{% endblock footer %}",
    ),
    (
        "templates/claim.html",
        "{% extends \"broadsheet/claim.html\" %}{% block footer %}{% include \"part.html\" %}{% endblock footer %}",
    ),
    ("templates/part.html", "<p>A part</p>"),
    ("templates/days.html", "{% component day(value) %}<i>{{ value.text }}</i>{% endcomponent day %}"),
    ("templates/article.html", "{% extends \"broadsheet/article.html\" %}{% block kicker %}<p>Ours</p>{% endblock %}"),
    (
        "templates/article.html",
        "{% extends \"broadsheet/article.html\" %}{% block kicker %}{{ nothing.here }}{% endblock %}",
    ),
    ("templates/note.html", "{% if %}"),
    ("templates/static.html", "x"),
    ("dossier.toml", "title = \"Another title\"\n"),
    (
        "dossier.toml",
        "title = \"Paths\"\nbase_url = \"https://host.example/sub/\"\nlanguage = \"es\"\n[mentions]\nlink = \"all\"\n",
    ),
    ("dossier.toml", "title = \n"),
    ("dossier.toml", "tilte = \"Slip\"\nlead = [\"nobody\", \"method\"]\n"),
    (
        "content/entities/mara-lind.md",
        "---\nname: Mara Lind\naliases: [Lind, She, bridge]\nnot: [\"of Lind\"]\n---\n\nAnew.\n",
    ),
    ("content/entities/new-one.md", "---\nname: Monday\naliases: [ferry]\n---\n\nSee [[ferry-begins]].\n"),
    (
        "content/articles/new-one.md",
        "---\ntitle: Mara Lind again\nrights: full\npublished: 2018\n---\n\nTolland of Monday.\n",
    ),
    (
        "content/articles/ferry-begins.md",
        "---\ntitle: Ferry ends\nrights: reference\nembargo: 2031-01-01\n---\n\nNo people.\n",
    ),
    (
        "content/articles/ferry-begins.md",
        "---\ntitle: Ferry withdrawn\nrights: full\nwithdrawn: { date: 2019, reason: Wrong }\n---\n\nNo people.\n",
    ),
    (
        "content/claims/how-many-people.md",
        "---\nquestion: How many people, Tolland?\nfinding: Four thousand, see Lind.\n---\n\nMore.\n",
    ),
    (
        "content/pages/method.md",
        "---\ntitle: Method of Lind\nold_urls: [articles/bridge-closes.html, old.html]\n---\n\nWords.\n",
    ),
];

fn edit() -> impl Strategy<Value = Edit> {
    let any = any::<Index>;
    prop_oneof![
        4 => (any(), any(), prop::sample::select(&WORDS[..])).prop_map(|(file, word, new)| Edit::Word(file, word, new)),
        2 => any().prop_map(Edit::Remove),
        4 => any().prop_map(Edit::Restore),
        1 => (any(), prop::sample::select(vec!["zz-new", "index", "Method", "bridge-closes"])).prop_map(|(file, name)| Edit::Rename(file, name)),
        3 => (any(), prop::sample::select(&TAILS[..])).prop_map(|(file, tail)| Edit::Append(file, tail)),
        4 => prop::sample::select(&WRITES[..]).prop_map(|(path, text)| Edit::Write(path, text)),
        1 => (0u8..3).prop_map(Edit::Picture),
    ]
}

fn apply(memory: &mut Memory, edit: &Edit) {
    let paths: Vec<String> = memory.files.keys().cloned().collect();
    let pick = |file: &Index| paths.get(file.index(paths.len().max(1))).cloned().unwrap_or_default();
    match edit {
        Edit::Word(file, word, new) => {
            let Some(text) = memory.files.get_mut(&pick(file)) else { return };
            let words: Vec<(usize, &str)> = text.match_indices(|c: char| c.is_whitespace()).collect();
            if words.len() > 1 {
                let n = word.index(words.len() - 1);
                let (from, to) = (words[n].0 + words[n].1.len(), words[n + 1].0);
                text.replace_range(from..to, new);
            }
        }
        Edit::Remove(file) => drop(memory.files.remove(&pick(file))),
        Edit::Restore(file) => {
            let first = files(HARBOUR);
            let (path, text) = &first[file.index(first.len())];
            memory.files.insert(path.clone(), text.clone());
        }
        Edit::Rename(file, name) => {
            let path = pick(file);
            if let Some((folder, _)) = path.rsplit_once('/')
                && let Some(text) = memory.files.remove(&path)
            {
                memory.files.insert(format!("{folder}/{name}.md"), text);
            }
        }
        Edit::Append(file, tail) => {
            if let Some(text) = memory.files.get_mut(&pick(file)) {
                text.push_str(tail);
            }
        }
        Edit::Write(path, text) => drop(memory.files.insert((*path).into(), (*text).into())),
        Edit::Picture(n) => drop(memory.blobs.insert("content/pages/dot.png".into(), vec![*n])),
    }
}

fn same(warm: &Compiled, cold: &Compiled, bytes: bool) -> Result<(), TestCaseError> {
    prop_assert_eq!(&warm.diagnostics, &cold.diagnostics);
    prop_assert_eq!(&warm.notices, &cold.notices);
    prop_assert_eq!(&warm.lock, &cold.lock);
    prop_assert!(warm.snapshots.keys().eq(cold.snapshots.keys()));
    let paths = |c: &Compiled| c.output.files.keys().cloned().collect::<Vec<_>>();
    prop_assert_eq!(paths(warm), paths(cold));
    for (path, file) in warm.output.files.iter() {
        let other = &cold.output.files[path];
        prop_assert!(file == other, "{} differs", path);
        if bytes {
            prop_assert!(file.render() == other.render(), "{} is rendered otherwise", path);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 8,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn warm_is_cold(edits in prop::collection::vec(edit(), 1..8)) {
        let mut memory = harbour();
        let audiences = [Audience::Public, Audience::Editor];
        let mut memos = audiences.map(|_| Memos::keeping());
        for step in 0..=edits.len() {
            let snapshot = memory.snapshot();
            for (audience, memos) in audiences.into_iter().zip(&mut memos) {
                let warm = compile(&snapshot, audience, memos);
                let cold = compile(&snapshot, audience, &mut Memos::forgetful());
                same(&warm, &cold, step == edits.len())?;
            }
            if let Some(edit) = edits.get(step) {
                apply(&mut memory, edit);
            }
        }
    }
}

/// Compiles, edits, compiles again; shows which stages ran and which pages are others now.
fn thrift(edit: impl FnOnce(&mut Memory)) -> String {
    let mut memory = harbour();
    let mut memos = Memos::keeping();
    let before = compile(&memory.snapshot(), Audience::Public, &mut memos);
    edit(&mut memory);
    let after = compile(&memory.snapshot(), Audience::Public, &mut memos);
    let ran: Vec<String> =
        memos.runs().into_iter().filter(|(_, runs)| *runs > 0).map(|(stage, runs)| format!("{stage} {runs}")).collect();
    let changed: Vec<String> = after
        .output
        .files
        .iter()
        .filter(|(path, file)| before.output.files.get(*path) != Some(file))
        .map(|(path, _)| path.to_string())
        .collect();
    let list = |list: Vec<String>| if list.is_empty() { "nothing".to_owned() } else { list.join(", ") };
    format!("ran: {}\nchanged: {}", list(ran), list(changed))
}

fn replace(memory: &mut Memory, path: &str, from: &str, to: &str) {
    let text = memory.files.get_mut(path).expect("it is there");
    assert!(text.contains(from), "{path} has no {from}");
    *text = text.replace(from, to);
}

#[test]
fn nothing_edited_runs_nothing() {
    insta::assert_snapshot!(thrift(|_| {}), @r"
    ran: nothing
    changed: nothing
    ");
}

#[test]
fn a_word_of_a_paragraph_runs_its_file() {
    insta::assert_snapshot!(thrift(|m| replace(m, "content/articles/ferry-begins.md", "She waved.", "She smiled.")), @r"
    ran: articles 1, bodies 1, prints 1, anchors 1, notes 1, mentions 1, gathered 1, assembled 1, pages changed 2
    changed: articles/ferry-begins.html, articles/ferry-begins.jsonld
    ");
}

#[test]
fn lines_above_the_body_run_its_parser() {
    insta::assert_snapshot!(thrift(|m| replace(m, "content/articles/ferry-begins.md", "rights: full\n", "rights: full\n\n")), @r"
    ran: articles 1, bodies 1, notes 1
    changed: nothing
    ");
}

#[test]
fn a_word_of_a_note_runs_its_note() {
    insta::assert_snapshot!(thrift(|m| replace(m, "content/annotations/bridge-closes.md", "In a cell.", "In one cell.")), @r"
    ran: annotations 1, links 1, bodies 1, anchors 1, notes 1, mentions 1, gathered 1, assembled 2, pages changed 4
    changed: articles/bridge-closes.html, articles/bridge-closes.jsonld, claims/how-many-people.html, previews/0.js
    ");
}

#[test]
fn an_alias_runs_the_search_for_mentions() {
    let edit = |m: &mut Memory| {
        replace(m, "content/entities/tolland.md", "kind: person", "kind: person\naliases: [nobody else]")
    };
    insta::assert_snapshot!(thrift(edit), @r"
    ran: entities 1, links 1, bodies 1, matcher 1, assembled 1, pages changed 1
    changed: entities/tolland.html
    ");
}

#[test]
fn a_template_runs_the_theme_and_the_pages_that_it_shows() {
    let write = |path: &'static str, text: &'static str| {
        thrift(|m: &mut Memory| drop(m.files.insert(path.into(), text.into())))
    };
    insta::assert_snapshot!(write("templates/claim.html", "{% extends \"broadsheet/claim.html\" %}"), @r"
    ran: theme 1, pages changed 2
    changed: claims/how-many-cracks.html, claims/how-many-people.html
    ");
    insta::assert_snapshot!(write("templates/note.html", "<aside id=\"{{ note.anchor }}\"></aside>"), @r"
    ran: theme 1, pages changed 3
    changed: articles/bridge-closes.html, articles/ferry-begins.html, articles/withheld-report.html
    ");
    let all = write("templates/base.html", "{% extends \"broadsheet/base.html\" %}");
    assert!(all.contains("changed: 404.html, about.html, ") && all.contains(", method.html"), "{all}");
}
