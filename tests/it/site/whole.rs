//! Sites that must be whole, and what the crawler would say of those that are not.

use super::crawl;
use super::fixture::Dossier;

#[test]
fn the_dossier_of_this_repository_is_whole() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let dossier = Dossier::new("");
    for part in ["dossier.toml", "content", "templates"] {
        for entry in walkdir::WalkDir::new(here.join(part)).into_iter().filter_map(Result::ok) {
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(here).expect("it is in there").to_str().expect("it is text");
                dossier.write(path, std::fs::read(entry.path()).expect("it is readable"));
            }
        }
    }
    let built = dossier.build_fine();
    let crawled = crawl::check(&built.site.files, "/");
    assert!(crawled.pages > 80 && crawled.marked > 100, "{crawled:?}");
    for path in built.site.files.keys().filter(|path| path.starts_with("articles/") && path.ends_with(".html")) {
        if path.as_str() != "articles/index.html" {
            let faults = super::contract::read(&built.site.page(path)).faults;
            assert_eq!(faults, [""; 0], "{path}");
        }
    }
}

#[test]
fn a_new_dossier_is_whole() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for args in [&["init", "site"][..], &["build", "--root", "site"]] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dossier"));
        let output = command.current_dir(&dir).args(args).output().expect("the binary starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let site = super::fixture::Site::of_folder(&dir.path().join("site/public"));
    let crawled = crawl::check(&site.files, "/");
    assert!(crawled.pages > 5 && crawled.backlinks > 2, "{crawled:?}");
}

#[test]
fn the_crawler_finds_what_is_wrong() {
    let page = |body: &str| {
        format!(
            "<!doctype html><html lang=\"en\"><head><title>T</title></head><body><main><h1 id=\"p0\">H</h1>{body}</main></body></html>"
        )
    };
    let rows = [
        ("<a href=\"gone.html\">x</a>", "is dead"),
        ("<a href=\"Other.html\">x</a>", "is dead"),
        ("<a href=\"sub/\">x</a>", "leads to a folder"),
        ("<a href=\"sub\">x</a>", "leads to a folder"),
        ("<a href=\".\">x</a>", "leads to a folder"),
        ("<a href=\"\">x</a><a href=\"#no\">x</a>", "has a dead anchor"),
        ("<a href=\"other.html#no\">x</a>", "has a dead anchor"),
        ("<a href=\"/other.html\">x</a>", "begins at the root"),
        ("<a href=\"../other.html\">x</a>", "leaves the site"),
        ("<a href=\"//host.example/other.html\">x</a>", "begins at the root"),
        ("<a href=\"java\tscript:alert(1)\">x</a>", "scheme"),
        ("<a href=\"data:text/html,x\">x</a>", "scheme"),
        ("<img src=\"gone.png\" alt=\"\">", "is dead"),
        ("<p id=\"a\">x</p><p id=\"a\">y</p>", "given twice"),
        ("<p><em>x</p></em>", "closes"),
        ("<p>x<aside>y</aside></p>", "parse error"),
        ("<a href=\"other.html\">x <a href=\"other.html\">y</a></a>", "parse error"),
        ("<table><p>x</p></table>", "parse error"),
        ("<p>x", "is not closed"),
        ("<p class=\"a\" class=\"b\">x</p>", "twice"),
        ("<p aria-labelledby=\"no\">x</p>", "which this page has not"),
        (
            "<ul><li class=\"backlink\" data-from=\"other\" data-kind=\"mention\"><mark>y</mark> <a href=\"other.html#p1\">x</a></li></ul>",
            "marks \"y\"",
        ),
        (
            "<ul><li class=\"backlink\" data-from=\"another\" data-kind=\"mention\"><mark>word</mark> <a href=\"other.html#p1\">x</a></li></ul>",
            "is from",
        ),
        (
            "<ul><li class=\"backlink\" data-from=\"other\" data-kind=\"odd\"><mark>word</mark> <a href=\"other.html#p1\">x</a></li></ul>",
            "has the kind",
        ),
        (
            "<ul><li class=\"backlink\" data-from=\"other\" data-kind=\"mention\"><mark>word</mark> <a href=\"other.html\">x</a></li></ul>",
            "names no exact spot",
        ),
    ];
    let good = "<a href=\"other.html#p1\">x</a><ul><li class=\"backlink\" data-from=\"other\" data-kind=\"mention\"><mark>word</mark> <a href=\"other.html#p1\">x</a></li></ul>";
    let site = |body: &str| {
        let files = [
            ("index.html", page(&format!("<a href=\"other.html\">o</a><a href=\"sub/x.html\">s</a>{body}"))),
            ("other.html", page("<p id=\"p1\">a word</p>")),
            ("sub/x.html", page("<a href=\"../index.html\">i</a>")),
        ];
        files.map(|(path, text)| (path.to_owned(), text.into_bytes())).into_iter().collect()
    };
    crawl::check(&site(good), "/");
    for (body, expected) in rows {
        let (_, faults) = crawl::crawl(&site(body), "/");
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{body:?} should be {expected:?}: {faults:#?}");
    }
}

#[test]
fn ids_of_authors_meet_none_of_the_pages_own() {
    // What themes and painting use is refused; what is left is free.
    let refused = [
        "main",
        "corrections",
        "cited-heading",
        "mentions-heading",
        "fn-1",
        "fnref-1",
        "p1",
        "m-ann-1",
        "at-x",
        "note-x",
    ];
    let page = |id: &str| format!("//- content/pages/page.md\n---\ntitle: P\n---\n\n## Part {{#{id}}}\n");
    for id in refused {
        let built = Dossier::new(&page(id)).build();
        assert!(built.problems.iter().any(|p| p.contains("reserved-id")), "{id}: {:?}", built.problems);
    }
    let names = ["own", "m", "at", "note", "p", "x-cited", "domain", "headline", "fn", "article", "Main"];
    let mut fixture = String::new();
    let headings: String = names.iter().map(|name| format!("## Part {name} {{#{name}}}\n\nWords.\n\n")).collect();
    for (path, keys) in [
        ("index.md", "corrections: [{ date: 2019, text: Wrong }]"),
        ("articles/a.md", "title: A\nrights: full\ntext: digest\ncorrections: [{ date: 2019, text: Wrong }]"),
        ("entities/ann.md", "name: Ann\ncorrections: [{ date: 2019, text: Wrong }]"),
        ("claims/many.md", "question: How many, Ann?\ncorrections: [{ date: 2019, text: Wrong }]"),
        ("pages/page.md", "title: Page\ncorrections: [{ date: 2019, text: Wrong }]"),
    ] {
        fixture.push_str(&format!("//- content/{path}\n---\n{keys}\n---\n\nAnn[^f] and [[a]], [[ann]], [[many]], [[page]], [[a#x]].\n\n{headings}\n[^f]: A footnote.\n"));
    }
    fixture.push_str("//- content/annotations/a.md\n");
    for id in
        ["x", "x-cited", "x-fn-1", "x-fnref-1", "fn-1", "p1", "own", "main", "m-ann-1", "at-x", "note-x", "2", "x-2"]
    {
        fixture.push_str(&format!("## Note {id} {{#{id}}}\nclaim: many = 1\nclaim: many = 2\nby: ann\nabout: ann\nsee: a#x\nnth: 2\n\n> Ann\n\nWords.[^f]\n\n[^f]: A footnote.\n\n"));
    }
    let built = Dossier::new(&fixture).build_fine();
    crawl::check(&built.site.files, "/");
}

#[test]
fn one_id_is_not_given_to_two_headings() {
    let twice = "//- content/pages/page.md\n---\ntitle: P\n---\n\n## One {#same}\n\n## Two {#same}\n\n[there](#same)\n";
    let built = Dossier::new(twice).build();
    if built.published.is_some() {
        crawl::check(&built.site.files, "/");
    }
    let named: Vec<&String> = built.problems.iter().filter(|p| p.contains("same")).collect();
    assert_eq!(named.len(), 1, "{:?}", built.problems);
}

#[test]
fn entities_without_a_page_are_linked_nowhere() {
    let fixture = "//- content/articles/a.md\n---\ntitle: Ann\nrights: full\noutlet: ann\n---\n\nAnn met Bert.\n//- content/entities/ann.md\n---\nname: Ann\npage: false\n---\n//- content/entities/bert.md\n---\nname: Bert\nrelations: [{ to: ann, as: friend of }]\n---\n\nOf [[ann]].\n";
    let built = Dossier::new(fixture).build_fine();
    crawl::check(&built.site.files, "/");
    assert!(!built.site.files.contains_key("entities/ann.html"));
    assert_eq!(built.site.texts("articles/a.html", "span.mention[data-entity=ann]"), ["Ann", "Ann"]);
    built.site.expect("entities/index.html", "main li", &["Bert 1 mention in 1 article"]);
}

#[test]
fn an_empty_dossier_is_whole() {
    let built = Dossier::new("//- dossier.toml\ntitle = \"Nothing yet\"\n").build_fine();
    let crawled = crawl::check(&built.site.files, "/");
    assert_eq!(crawled.pages, 2);
}

#[test]
fn the_preview_of_editors_is_whole() {
    let dossier = super::chain::harbour();
    dossier.write(
        "content/articles/draft.md",
        "---\ntitle: Draft\nrights: full\ndraft: true\n---\n\nMara Lind drafts. See Tolland.\n",
    );
    dossier.write(
        "content/annotations/draft.md",
        "## D {#d}\nsee: bridge-closes#cracked\nclaim: how-many-cracks = 5\n\n> drafts\n\nOf [[mara-lind]].\n",
    );
    let notes = "---\narticle: ferry-begins\n---\n\n## Lost {#lost .question}\nby: mara-lind\nabout: tolland\nsee: crossed, how-many-people\nclaim: how-many-people = 9\n\n> words that are nowhere\n\nOf Tolland and [[crossed]] and [[bridge-closes#cracked]].\n\n## Lost mark {#lost-mark}\nsee: bridge-closes#cracked\n\n> nor are these\n\n## Draft {#draft-note}\nstatus: draft\nre: ferry-begins#lost\n\n> She waved\n\nOf Mara Lind and [[ferry-begins#lost]], [[ferry-begins#lost-mark]].\n";
    dossier.write("content/annotations/more.md", notes);
    let compiled =
        dossier::compile::compile(&dossier.snapshot(), dossier::compile::Audience::Editor, &mut Default::default());
    let lost: Vec<_> = compiled.diagnostics.iter().filter(|d| d.code.as_str() == "orphaned-note").collect();
    assert_eq!(lost.len(), 2, "{:?}", compiled.diagnostics);
    let site = super::fixture::Site::of_output(&compiled.output);
    crawl::check(&site.files, "/");
    site.expect("articles/ferry-begins.html", ".orphans .note-target", &["words that are nowhere", "nor are these"]);
}
