//! What is withheld is in no byte, and what may be seen is seen.
//!
//! Every field of every withheld file holds a word of its own, `canary` with letters behind it; each
//! must be missing from every name and every byte of what readers get, the manifest too.

use std::collections::BTreeSet;

use dossier::compile::Audience;

use super::crawl;
use super::fixture::{Built, Dossier, Site, files};

/// Puts a new canary wherever a fixture writes `@`.
fn with_canaries(fixture: &str) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut canaries = Vec::new();
    let mut rest = fixture;
    while let Some(at) = rest.find('@') {
        let n = canaries.len();
        let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).expect("a letter"));
        let canary = format!("canary{}{}{}q", letter(n / 676), letter(n / 26), letter(n));
        out.push_str(&rest[..at]);
        out.push_str(&canary);
        canaries.push(canary);
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    (out, canaries)
}

/// What is withheld, with `WHY` for the reason.
const HIDDEN: &str = include_str!("canaries/hidden.md");

const SHOWN: &str = include_str!("canaries/shown.md");

/// Writes a dossier whose files of one kind are withheld.
fn withheld(why: &str) -> (Dossier, Vec<String>) {
    let (text, mut canaries) = with_canaries(&format!("{}{}", SHOWN, HIDDEN.replace("WHY", why)));
    // A name is written again where it is referred to.
    let paths: Vec<String> = files(&text).into_iter().map(|f| f.0).collect();
    let stem = |folder: &str, end: &str| {
        let path = paths.iter().find(|p| p.starts_with(folder) && p.ends_with(end)).expect("it is there");
        path.rsplit('/').next().and_then(|name| name.strip_suffix(".md")).expect("it is a file").to_owned()
    };
    let entity = stem("content/entities/canary", "e.md");
    let article = stem("content/articles/canary", "a.md");
    let text = text.replace("article: HIDDEN", &format!("article: {article}"));
    let mut fixed = String::new();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("outlet: canary") {
            Some(_) => fixed.push_str(&format!("outlet: {entity}\n")),
            None => fixed.push_str(line),
        }
    }
    // Likewise the label of a footnote.
    let label = fixed.split("\n[^").nth(1).and_then(|r| r.split(']').next()).expect("there is a footnote").to_owned();
    let used = fixed.split("\")[^").nth(1).and_then(|r| r.split(']').next()).expect("it is referred to").to_owned();
    let fixed = fixed.replace(&format!("[^{used}]"), &format!("[^{label}]"));
    canaries.retain(|c| fixed.contains(c.as_str()));
    let dossier = Dossier::new(&fixed);
    for name in canaries.iter().flat_map(|c| [format!("articles/{c}i.png"), format!("entities/{c}p.png")]) {
        if fixed.contains(name.rsplit('/').next().expect("it has a name")) {
            dossier.write(&format!("content/{name}"), format!("bytes {}", canaries[0]));
        }
    }
    (dossier, canaries)
}

fn seen(site: &Site, canaries: &[String]) -> BTreeSet<String> {
    canaries.iter().filter(|c| !site.holding(c).is_empty()).cloned().collect()
}

fn assert_unseen(built: &Built, canaries: &[String]) {
    assert!(built.published.is_some(), "{:#?}", built.problems);
    crawl::check(&built.site.files, "/");
    for canary in canaries {
        assert_eq!(built.site.holding(canary), [""; 0], "{canary}");
    }
    assert!(!built.site.holding("Anna Bell").is_empty(), "what is public is there");
}

#[test]
fn what_is_withheld_is_in_no_byte() {
    for why in [
        "draft: true",
        "private: true",
        "embargo: 2031-01-01",
        "embargo: 2026-01-01T00:00:01Z",
        "draft: true\nwithdrawn: { date: 2019-01-01, reason: No }",
    ] {
        let (dossier, canaries) = withheld(why);
        assert!(canaries.len() > 50, "{canaries:?}");
        let built = dossier.build();
        assert_unseen(&built, &canaries);
        // One mention in the article, none from what is hidden.
        built.site.expect("entities/anna-bell.html", "li.backlink[data-kind=mention] mark", &["Anna Bell"]);
        assert_eq!(built.site.texts("entities/anna-bell.html", "li.backlink").len(), 1, "{why}");
        // The alias of a hidden entity marks nothing.
        assert_eq!(built.site.texts("articles/shown.html", "p .mention"), ["Anna Bell"], "{why}");
        assert_eq!(built.site.texts("articles/shown.html", "aside.note").len(), 1, "{why}");
        assert!(built.site.files.keys().all(|path| !path.ends_with(".png")), "{why}");
    }
}

#[test]
fn an_editor_sees_what_is_withheld_and_that_it_is() {
    for (why, words) in [
        ("draft: true", "draft"),
        ("private: true", "private"),
        ("embargo: 2031-01-01", "embargoed until 2031-01-01T04:00:00Z"),
    ] {
        let (dossier, canaries) = withheld(why);
        let out = dossier.root().join("../preview");
        let built = dossier.build_for(Audience::Editor, &out);
        assert!(built.published.is_some(), "{:#?}", built.problems);
        crawl::check(&built.site.files, "/");
        let seen = seen(&built.site, &canaries);
        assert!(seen.len() * 3 > canaries.len() * 2, "{} of {} are seen", seen.len(), canaries.len());
        for path in built.site.files.keys().filter(|path| path.ends_with(".html")) {
            let redirect = !built.site.attributes(path, "meta[http-equiv=refresh]", "content").is_empty();
            let banner = built.site.texts(path, ".banner").join(" ");
            assert!(redirect || banner.contains("not the published site"), "{path}: {banner}");
            let own = (path.contains("canary") || path == "index.html") && !redirect;
            assert_eq!(banner.contains(words), own, "{path}: {banner}");
        }
        assert!(built.site.texts("articles/shown.html", "aside.note.draft").len() == 1);
        // A public build beside it is as it was.
        assert_unseen(&dossier.build(), &canaries);
    }
}

#[test]
fn an_embargo_passes_at_its_moment_in_its_zone() {
    // Caracas is four hours behind UTC.
    let rows = [
        ("embargo: 2026-03-01", "2026-03-01T03:59:59Z", false),
        ("embargo: 2026-03-01", "2026-03-01T04:00:00Z", true),
        ("embargo: 2026-03-01T06:30", "2026-03-01T10:29:59.999Z", false),
        ("embargo: 2026-03-01T06:30", "2026-03-01T10:30:00Z", true),
        ("embargo: 2026-03-01T06:30:00Z", "2026-03-01T06:29:59Z", false),
        ("embargo: 2026-03-01T06:30:00Z", "2026-03-01T06:30:00Z", true),
        ("embargo: 2026-03-01T06:30:00+02:00", "2026-03-01T04:29:59Z", false),
        ("embargo: 2026-03-01T06:30:00+02:00", "2026-03-01T04:30:00Z", true),
    ];
    for (why, now, public) in rows {
        let (mut dossier, canaries) = withheld(why);
        dossier.now = now.into();
        let built = dossier.build();
        assert_eq!(built.notices.is_empty(), public, "{why} at {now}: {:?}", built.notices);
        if public {
            assert!(seen(&built.site, &canaries).len() * 2 > canaries.len(), "{why} at {now}");
            crawl::check(&built.site.files, "/");
        } else {
            assert_eq!(built.notices.len(), 6, "{:?}", built.notices);
            assert_unseen(&built, &canaries);
        }
    }
}

const RIGHTS: &str = include_str!("canaries/rights.md");

#[test]
fn of_a_reference_only_the_quoted_words_are_seen() {
    for rights in ["reference", "excerpt"] {
        let (text, canaries) = with_canaries(&RIGHTS.replace("RIGHTS", rights));
        let passages = text.replace(", said …", "").replace("> said …", "> Body");
        let body = passages.replace("> Body", &format!("> {}", "**after with** Anna"));
        let dossier = Dossier::new(&body);
        let built = dossier.build();
        assert!(built.published.is_some(), "{:#?}", built.problems);
        crawl::check(&built.site.files, "/");
        for canary in &canaries {
            assert_eq!(built.site.holding(canary), [""; 0], "{rights}: {canary}");
        }
        for words in ["The number", "Seenmark", "then.", "Item", "words here", "with Anna"] {
            // The theme's own scripts speak of items too.
            let holding = built.site.holding(words).into_iter().filter(|path| !path.ends_with(".js"));
            assert_eq!(holding.collect::<Vec<_>>(), [""; 0], "{rights}: {words}");
        }
        let page = "articles/text.html";
        built.site.expect(page, "h1", &["A title that may be seen"]);
        built.site.expect(page, "article .body", &[]);
        built.site.expect(page, "aside.note .note-target", &["was ninety seven", "other words", "after with"]);
        assert!(built.site.text(page).contains("What we say of it."));
        assert!(built.site.text(page).contains("A summary that may be seen"));
        assert!(built.site.text(page).contains("The Paper"));
        built.site.expect("claims/how-many.html", ".statement .words", &["was ninety seven", "other words"]);
        // Mentions in the body count nowhere.
        built.site.expect("entities/anna-bell.html", "li.backlink", &[]);
    }
}

const WITHDRAWN: &str = include_str!("canaries/withdrawn.md");

#[test]
fn what_is_withdrawn_says_so_and_nothing_else() {
    let (text, canaries) = with_canaries(WITHDRAWN);
    let (articles, notes) = text.split_once("> Body").expect("there is a passage");
    let first = articles.split("Body ").nth(1).and_then(|r| r.split_whitespace().next()).expect("there is a body");
    let dossier = Dossier::new(&format!("{articles}> Body {first}{notes}"));
    let built = dossier.build();
    assert!(built.published.is_some(), "{:#?}", built.problems);
    crawl::check(&built.site.files, "/");
    for canary in &canaries {
        assert_eq!(built.site.holding(canary), [""; 0], "{canary}");
    }
    built.site.expect("articles/text.html", "h1", &["A title that stays"]);
    assert!(built.site.text("articles/text.html").contains("The author took it back."));
    assert!(built.site.text("articles/text.html").contains("2019-05-01"));
    assert!(built.site.text("entities/bert-cole.html").contains("Not a public person."));
    assert_eq!(built.site.attributes("old.html", "a", "href"), ["articles/text.html"]);
    // Neither is listed, and neither names anybody any more.
    built.site.expect("articles/index.html", "ol.article-lines h2", &["Another"]);
    built.site.expect("entities/index.html", "main li", &["Anna Bell 1 mention in 1 article"]);
    built.site.expect("articles/other.html", "p .mention", &["Anna Bell"]);
}
