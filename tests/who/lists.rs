//! Long lists: a hundred on a page, the rest on pages that exist, nothing cut.

use std::collections::{BTreeMap, BTreeSet};

use crate::{join, site, snapshot};

/// A dossier in which every list is longer than two pages: 230 articles with a correction each, 230 pages that
/// cite one note, one article, one claim and one entity, and 230 notes that one claim and one entity are named in.
fn long() -> BTreeMap<String, String> {
    let mut text = String::from(
        "//- dossier.toml\ntitle = \"Long\"\n\
         //- content/entities/mora.md\n---\nname: Ana Mora\nkind: person\n---\n\
         //- content/claims/depth.md\n---\nquestion: How deep was it?\n---\n",
    );
    for n in 0..230 {
        text.push_str(&format!(
            "//- content/articles/a{n}.md\n---\ntitle: \"Report {n}\"\nrights: full\ncorrections:\n  \
             - {{ date: 2031-01-01, text: \"Slip {n} was mended\" }}\n---\n\nThe pit is {n} feet deep, Ana Mora said.\n\
             //- content/annotations/a{n}.md\n---\n---\n## Depth {n} {{#depth}}\nby: mora\nabout: mora\n\
             happened: 2031-01-01\nclaim: depth = {n}\n\n> **{n} feet** deep\n\nWords.\n\
             //- content/pages/p{n}.md\n---\ntitle: \"Page {n}\"\n---\n\n[[a0#depth]] [[a0]] [[depth]] [[mora]]\n",
        ));
    }
    site(&snapshot(&text))
}

/// Follows `next` from page to page, and returns the bodies of all.
fn following<'a>(pages: &'a BTreeMap<String, String>, first: &str, link: &str) -> Vec<&'a str> {
    let next = |at: &str, mark: &str| {
        let page = &pages[at];
        let tag = page[..page.find(mark)?].rfind("<a ")?;
        let href = page[tag..].split("href=\"").nth(1)?.split('"').next()?;
        Some(join(at, href).0)
    };
    let mut at = next(first, link).unwrap_or_else(|| panic!("{first} has no `{link}`"));
    let mut all = vec![pages[first].as_str()];
    loop {
        all.push(pages.get(&at).unwrap_or_else(|| panic!("{at} is a page")));
        match next(&at, "rel=\"next\"") {
            Some(further) => at = further,
            None => return all,
        }
    }
}

fn seen(pages: &[&str], before: &str, most: usize) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for page in pages {
        let items: Vec<&str> = page.split(before).skip(1).filter_map(|rest| rest.split(['"', ' ']).next()).collect();
        assert!(items.len() <= most, "{} on a page", items.len());
        seen.extend(items.into_iter().map(str::to_owned));
    }
    seen
}

#[test]
fn every_long_list_goes_on_and_loses_nothing() {
    let pages = long();
    let next = "rel=\"next\"";
    let corrections = following(&pages, "corrections.html", next);
    assert_eq!(corrections.len(), 3);
    assert_eq!(seen(&corrections, "<p>Slip ", 100).len(), 230);

    // The card of the note, and then the pages of its own list.
    let card = |page: &str| {
        let from = page.find("id=\"note-depth\"").expect("the note is there");
        page[from..].split("</aside>").next().expect("it ends").to_owned()
    };
    let note = following(&pages, "articles/a0.html", "The rest of all 230 places");
    let first = card(note[0]);
    let whole: Vec<&str> = std::iter::once(first.as_str()).chain(note[1..].iter().copied()).collect();
    assert_eq!(whole.len(), 3);
    assert_eq!(seen(&whole, "<li class=\"backlink\" data-from=\"", 100).len(), 230);
    assert!(pages.contains_key("articles/a0/note-depth/3.html"));
    assert!(note[1].contains("href=\"../../../articles/a0.html#note-depth\""), "it says what it is of");

    for path in ["articles/a0.html", "claims/depth.html", "entities/mora.html"] {
        let from = seen(&following(&pages, path, next), "<li class=\"backlink\" data-from=\"p", 200);
        assert_eq!(from.len(), 230, "{path}");
    }
    assert_eq!(seen(&following(&pages, "articles/index.html", next), "<a href=\"../articles/a", 200).len(), 230);
}

#[test]
fn no_page_holds_more_than_its_share() {
    let pages = long();
    for (path, page) in &pages {
        let lists = page.split("<section").map(|part| part.matches("class=\"backlink\"").count());
        let longest = lists.max().unwrap_or_default();
        assert!(longest <= 100, "{path} has a list of {longest}");
        assert!(page.len() < 400_000, "{path} has {} bytes", page.len());
    }
}
