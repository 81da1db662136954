//! Dossiers that are built, changed and built again.

use super::crawl;
use super::fixture::Dossier;

pub const HARBOUR: &str = include_str!("harbour.md");

/// A dossier with one of everything.
pub fn harbour() -> Dossier {
    let dossier = Dossier::new(HARBOUR);
    dossier.write("content/pages/dot.png", b"\x89PNG\r\n\x1a\n dot");
    dossier
}

#[test]
fn one_of_everything_is_whole() {
    let dossier = harbour();
    let built = dossier.build_fine();
    let crawled = crawl::check(&built.site.files, "/");
    assert!(crawled.pages >= 14 && crawled.backlinks > 40 && crawled.marked > 20, "{crawled:?}");
}

#[test]
fn every_article_keeps_the_contract() {
    let built = harbour().build_fine();
    let page = super::contract::read(&built.site.page("articles/bridge-closes.html"));
    assert_eq!(page.faults, [""; 0]);
    let marked: Vec<String> = page.starts.keys().map(|note| format!("{note}: {}", page.marked(note))).collect();
    insta::assert_snapshot!(marked.join("\n"), @r"
    answer: bearings are
    cell: 4,300 people
    cracked: cracked beyond repair
    definition: Lind and others
    evidence: At night, if Tolland
    foot: given later
    headline: closes
    item: ferry of Lind's
    link: line to
    old: old bridge would
    overlap: bridge would close. Mrs. Lind did not
    term: Gate
    twice: At noon
    ");
}

#[test]
fn a_second_build_writes_nothing() {
    let dossier = harbour();
    let first = dossier.build_fine();
    let second = dossier.build_fine();
    let published = second.published.expect("it was published");
    assert_eq!((published.written.len(), published.removed.len()), (0, 0), "{published:?}");
    assert_eq!(published.unchanged, first.published.expect("it was published").written.len());
    assert!(first.site == second.site);
}

#[test]
fn a_change_is_seen_wherever_it_shows() {
    let dossier = harbour();
    let first = dossier.build_fine();
    first.site.expect(
        "claims/how-many-people.html",
        ".statement .words",
        &["cracked beyond repair", "4,300 people", "4,000 people"],
    );
    dossier.replace("content/articles/ferry-begins.md", "4,000 people crossed", "5,000 people crossed");
    let broken = dossier.build();
    assert!(broken.published.is_none());
    assert!(broken.problems.iter().any(|p| p.contains("orphaned-note")), "{:?}", broken.problems);
    assert!(broken.site == first.site, "a build with errors leaves the last good site");
    dossier.replace("content/annotations/ferry-begins.md", "4,000 people", "5,000 people");
    let mended = dossier.build_fine();
    crawl::check(&mended.site.files, "/");
    mended.site.expect(
        "claims/how-many-people.html",
        ".statement .words",
        &["cracked beyond repair", "4,300 people", "5,000 people"],
    );
    let written: Vec<String> = mended.published.expect("it was").written.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(written.join("\n"), @r"
    articles/ferry-begins.html
    articles/ferry-begins.jsonld
    claims/how-many-people.html
    ");
    dossier.replace("content/articles/ferry-begins.md", "5,000", "4,000");
    dossier.replace("content/annotations/ferry-begins.md", "5,000", "4,000");
    assert!(dossier.build_fine().site == first.site, "the way back leads to the same bytes");
}

#[test]
fn a_template_of_the_site_overrides_one_block() {
    let dossier = harbour();
    let first = dossier.build_fine();
    dossier.write(
        "templates/article.html",
        "{% extends \"broadsheet/article.html\" %}\n{% block kicker %}<p class=\"ours\">{{ article.id }}</p>{% endblock kicker %}\n",
    );
    let second = dossier.build_fine();
    crawl::check(&second.site.files, "/");
    second.site.expect("articles/ferry-begins.html", ".ours", &["ferry-begins"]).expect(
        "articles/ferry-begins.html",
        ".kicker",
        &[],
    );
    assert!(second.site.texts("articles/ferry-begins.html", "aside.note").len() == 1, "the rest is as it was");
    dossier.write(
        "templates/article.html",
        "{% extends \"broadsheet/article.html\" %}{% block kicker %}{{ article.idd }}{% endblock %}",
    );
    let broken = dossier.build();
    assert!(broken.published.is_none() && broken.site == second.site);
    assert!(
        broken.problems.iter().any(|p| p.contains("templates/article.html") && p.contains("idd")),
        "{:?}",
        broken.problems
    );
    dossier.remove("templates/article.html");
    assert!(dossier.build_fine().site == first.site);
}

#[test]
fn what_others_put_there_stays() {
    let dossier = harbour();
    dossier.write("public/.gitignore", "*\n");
    dossier.write("public/articles/mine.txt", "mine");
    let first = dossier.build_fine();
    assert!(first.site.files.contains_key("articles/ferry-begins.html"));
    dossier.remove("content/articles/ferry-begins.md");
    dossier.remove("content/annotations/ferry-begins.md");
    dossier.replace("content/annotations/bridge-closes.md", ", like [[ferry-begins#crossed]]", "");
    dossier.replace("content/annotations/bridge-closes.md", ", ferry-begins#crossed", "");
    let second = dossier.build_fine();
    crawl::check(&second.site.files, "/");
    assert!(!second.site.files.contains_key("articles/ferry-begins.html"));
    assert_eq!(second.site.holding("Ferry begins"), [""; 0]);
    assert_eq!((second.site.text(".gitignore"), second.site.text("articles/mine.txt")), ("*\n", "mine"));
}

#[test]
fn old_urls_lead_on() {
    let site = harbour().build_fine().site;
    for (old, to) in
        [("old/bridge.html", "../articles/bridge-closes.html"), ("people/lind.html", "../entities/mara-lind.html")]
    {
        assert_eq!(site.attributes(old, "meta[http-equiv=refresh]", "content"), [format!("0; url={to}")]);
        assert_eq!(site.attributes(old, "a", "href"), [to]);
    }
}

#[test]
fn corrections_are_shown_there_and_together() {
    let dossier = harbour();
    let first = dossier.build_fine();
    first.site.expect(
        "corrections.html",
        ".all-corrections li",
        &[
            "3 February 2019 · The bridge closes, says Mara Lind A digit was wrong.",
            "1 February 2019 · The harbour The introduction misspelt a name.",
        ],
    );
    first.site.expect("articles/bridge-closes.html", ".corrections li", &["3 February 2019 A digit was wrong."]);
    dossier.replace(
        "content/articles/bridge-closes.md",
        "corrections:\n  - { date: 2019-02-03, text: \"A digit was wrong.\" }\n",
        "",
    );
    dossier.replace(
        "content/index.md",
        "---\ncorrections:\n  - { date: 2019-02-01, text: \"The introduction misspelt a name.\" }\n---\n",
        "",
    );
    let second = dossier.build_fine();
    crawl::check(&second.site.files, "/");
    assert!(!second.site.files.contains_key("corrections.html"));
}

#[test]
fn a_base_url_makes_the_404_page_work_at_any_depth() {
    let dossier = harbour();
    let plain = dossier.build_fine();
    assert!(plain.site.attributes("index.html", "link[rel=canonical]", "href").is_empty());
    for (base, root) in [("https://host.example/sub/path/", "/sub/path/"), ("https://host.example", "/")] {
        dossier.replace("dossier.toml", "language = \"en\"\n", "");
        dossier.replace(
            "dossier.toml",
            "title = \"The harbour\"\n",
            &format!("title = \"The harbour\"\nbase_url = \"{base}\"\n"),
        );
        let built = dossier.build_fine();
        crawl::check(&built.site.files, root);
        let home = built.site.attributes("404.html", "main a", "href");
        assert_eq!(home[0], format!("{root}index.html"));
        let canonical = built.site.attributes("articles/bridge-closes.html", "link[rel=canonical]", "href");
        assert_eq!(canonical, [format!("https://host.example{root}articles/bridge-closes.html")]);
        assert!(built.site.attributes("404.html", "link[rel=canonical]", "href").is_empty());
        dossier.replace("dossier.toml", &format!("base_url = \"{base}\"\n"), "language = \"en\"\n");
    }
}

#[test]
fn long_lists_are_cut_at_a_hundred() {
    let mut fixture = String::from(
        "//- content/entities/ada.md\n---\nname: Ada\n---\n//- content/claims/many.md\n---\nquestion: How many?\n---\n",
    );
    for (article, mentions) in [("one", 130), ("two", 90), ("three", 30)] {
        fixture.push_str(&format!("//- content/articles/{article}.md\n---\ntitle: T {article}\nrights: full\n---\n"));
        for n in 0..mentions {
            fixture.push_str(&format!("\nHere Ada is {article}{n}x.\n"));
        }
    }
    fixture.push_str("//- content/annotations/one.md\n");
    for n in 0..120 {
        fixture.push_str(&format!("## Note {n} {{#n{n}}}\nclaim: many = {n}\n\n> is **one{n}x**\n\nSee [[many]].\n\n"));
    }
    fixture.push_str("//- content/pages/citing.md\n---\ntitle: Citing\n---\n");
    for n in 0..150 {
        fixture.push_str(&format!("\nSee [[three|three {n}]] and [[one#n0|note {n}]].\n"));
    }
    let dossier = Dossier::new(&fixture);
    let built = dossier.build_fine();
    let crawled = crawl::check(&built.site.files, "/");
    assert!(crawled.marked >= 250, "{crawled:?}");
    let pages = ["entities/ada.html", "entities/ada/2.html", "entities/ada/3.html"];
    let counts = pages.map(|page| built.site.texts(page, "li.backlink[data-kind=mention] mark").len());
    assert_eq!(counts, [100, 100, 50]);
    assert!(!built.site.files.contains_key("entities/ada/4.html"));
    assert!(built.site.text("entities/ada.html").contains("250 mentions in 3 articles"));
    let statements: Vec<usize> = built
        .site
        .files
        .keys()
        .filter(|path| path.starts_with("claims/many") && path.ends_with(".html"))
        .map(|path| built.site.texts(path, "li.statement").len())
        .collect();
    assert_eq!(statements.iter().sum::<usize>(), 120, "{statements:?}");
    assert!(statements.iter().all(|n| *n <= 100), "{statements:?}");
    let cited: usize = built
        .site
        .files
        .keys()
        .filter(|path| path.starts_with("claims/many") && path.ends_with(".html"))
        .map(|path| built.site.texts(path, ".backlinks li.backlink").len())
        .sum();
    assert_eq!(cited, 120);
    let citing = ["articles/three.html", "articles/three/2.html"];
    assert_eq!(citing.map(|page| built.site.texts(page, ".backlinks li.backlink").len()), [100, 50]);
    // A shorter list takes its further pages away.
    dossier.remove("content/articles/two.md");
    let shorter = dossier.build_fine();
    crawl::check(&shorter.site.files, "/");
    assert!(!shorter.site.files.contains_key("entities/ada/3.html"));
}

#[test]
fn a_reply_to_another_article_stands_in_text_order() {
    let note = |words: &str| format!("> {words}\n\nOurs.\n");
    let fixture = format!(
        "//- dossier.toml\ntitle = \"T\"\n//- content/articles/a.md\n---\ntitle: A\nrights: full\n---\n\nOne, two, three.\n\
         //- content/articles/b.md\n---\ntitle: B\nrights: full\n---\n\nFour.\n\
         //- content/annotations/b.md\n## B {{#x}}\n\n{}\
         //- content/annotations/a.md\n## A {{#x}}\n\n{}\n## Y {{#y}}\n\n{}\n## R {{#r .reply}}\nre: b#x\n\n{}",
        note("Four"),
        note("One"),
        note("two"),
        note("three")
    );
    let built = Dossier::new(&fixture).build_fine();
    built.site.expect("articles/a.html", "a.annotation-ref", &["1", "2", "3"]);
}
