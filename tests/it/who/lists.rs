//! Long lists: a hundred on a page, the rest on pages that exist, nothing cut.

use std::collections::{BTreeMap, BTreeSet};

use super::{Snapshot, join, site, snapshot, text_at, words};

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

/// A dossier in which one entity has 120 relations of its own and 130 of others to it, appears with 230 others in
/// the same paragraph, bears on 230 claims, and is printed by 230 articles that name no outlet.
pub(crate) fn wide() -> BTreeMap<String, String> {
    site(&wide_dossier())
}

pub(crate) fn wide_dossier() -> Snapshot {
    let mut text = String::from("//- dossier.toml\ntitle = \"Wide\"\n");
    let own = |n: usize| format!("  - {{ to: e{n}, as: \"paid {n} by\", note: \"a0#depth\" }}\n");
    let own: String = (0..120).map(own).collect();
    text.push_str(&format!("//- content/entities/mora.md\n---\nname: Ana Mora\nkind: person\nrelations:\n{own}---\n"));
    for n in 0..230 {
        let relation = match n {
            0..130 => format!("relations:\n  - {{ to: mora, as: \"lends {n} to\" }}\n"),
            _ => String::new(),
        };
        text.push_str(&format!(
            "//- content/entities/e{n}.md\n---\nname: Pump N{n}x\nkind: work\nrole: pump number {n}\n{relation}---\n\
             //- content/claims/c{n}.md\n---\nquestion: How deep is pit {n}?\n---\n\
             //- content/articles/a{n}.md\n---\ntitle: \"Report {n}\"\nrights: full\n---\n\n\
             On day {n} Ana Mora sold Pump N{n}x; it was {n} feet down.\n\
             //- content/annotations/a{n}.md\n---\n---\n## Depth {n} {{#depth}}\nby: mora\nclaim: c{n} = {n}\n\n\
             > **{n} feet** down\n\nWords.\n",
        ));
    }
    snapshot(&text)
}

/// The part of a page under a heading, to the end of its section.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let at = page.find(&format!("<h2 id=\"{heading}\"")).unwrap_or_else(|| panic!("{heading} is there"));
    page[at..].split("</section>").next().unwrap_or_default()
}

#[test]
fn the_lists_of_an_entity_go_on_on_pages_of_their_own() {
    let pages = wide();
    let rows = [
        ("relations", "<span class=\"as\">", 250, 250),
        ("claims", "<li><a href=", 230, 230),
        ("together", "<li><a href=", 230, 230),
    ];
    for (list, item, count, total) in rows {
        let heading = format!("{list}-heading");
        let first = section(&pages["entities/mora.html"], &heading);
        let more = format!("<a href=\"../entities/mora/{list}/2.html\">The rest of all {total}</a>");
        assert!(first.contains(&more), "{list}: {first}");
        let mut shown = vec![first];
        for n in 2..=3 {
            let page = &pages[&format!("entities/mora/{list}/{n}.html")];
            assert!(page.contains("<a href=\"../../../entities/mora.html\">Ana Mora</a>"), "it says what it is of");
            shown.push(section(page, "list-heading"));
        }
        let back = format!("href=\"../../../entities/mora.html#{heading}\"");
        assert!(pages[&format!("entities/mora/{list}/2.html")].contains(&back), "{list} leads back");
        assert!(!pages.contains_key(&format!("entities/mora/{list}/4.html")), "{list}");
        let entries = |part: &&str| -> Vec<String> {
            let part = part.split("<nav").next().unwrap_or_default();
            let items = part.split("<li").skip(1).filter_map(|rest| rest.split("</li>").next());
            items.map(|item| words(&format!("<li{item}"))).collect()
        };
        let sizes: Vec<usize> = shown.iter().map(|part| entries(part).len()).collect();
        assert_eq!(sizes, [100, 100, count - 200], "{list}");
        let all: BTreeSet<String> = shown.iter().flat_map(entries).collect();
        assert_eq!(all.len(), count, "{list}: no entry is lost or shown twice");
        assert!(shown.iter().all(|part| part.contains(item)), "{list}");
    }
    let further = &pages["entities/mora/relations/3.html"];
    assert!(words(further).contains("Pump N99x: lends 99 to Ana Mora"), "the other way round: {further}");
}

#[test]
fn a_sentence_that_all_articles_share_loses_none_of_them() {
    let mut text = String::from("//- content/entities/mora.md\n---\nname: Ana Mora\nkind: person\n---\n");
    for n in 0..230 {
        text.push_str(&format!(
            "//- content/articles/a{n}.md\n---\ntitle: \"Report {n}\"\nrights: full\n---\n\n\
             Ana Mora slept. On day {n} Ana Mora woke.\n"
        ));
    }
    let pages = site(&snapshot(&text));
    let all = following(&pages, "entities/mora.html", "rel=\"next\"");
    let lists: Vec<&str> = all
        .iter()
        .map(|page| {
            page.split("<div class=\"backlinks\">").nth(1).and_then(|rest| rest.split("<nav").next()).expect("a list")
        })
        .collect();
    for list in &lists {
        assert!((1..=100).contains(&list.matches("#m-mora-").count()), "{list}");
    }
    let spots: BTreeSet<&str> = lists
        .iter()
        .flat_map(|list| list.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()))
        .filter_map(|href| href.split_once("articles/").map(|cut| cut.1))
        .filter(|spot| spot.contains("#m-mora-"))
        .collect();
    assert_eq!(spots.len(), 460, "every mention is led to");
    assert_eq!(lists.iter().map(|list| list.matches("slept.").count()).sum::<usize>(), 3, "once for every hundred");
}

#[test]
fn the_home_page_leads_to_what_it_does_not_list() {
    let pages = wide();
    for (heading, index) in [("articles-heading", "articles/index.html"), ("claims-heading", "claims/index.html")] {
        let part = section(&pages["index.html"], heading);
        assert_eq!(part.matches("<h3>").count(), 100, "{heading}");
        assert!(part.contains(&format!("<p class=\"more\"><a href=\"{index}\">")), "{heading}: {part}");
    }
    let small = site(&snapshot("//- content/claims/depth.md\n---\nquestion: How deep was it?\n---\n"));
    assert!(!section(&small["index.html"], "claims-heading").contains("class=\"more\""), "nothing is left out");
}

#[test]
fn who_prints_a_name_goes_on_too() {
    let pages = wide();
    let first = section(&pages["entities/mora.html"], "spellings-heading");
    assert!(first.contains("<a href=\"../entities/mora/spelling-1/2.html\">and 130 others</a>"), "{first}");
    let further = ["entities/mora/spelling-1/2.html", "entities/mora/spelling-1/3.html"];
    let parts = std::iter::once(first).chain(further.iter().map(|path| section(&pages[*path], "list-heading")));
    let parts: Vec<&str> = parts.collect();
    assert!(parts[1].contains("How the name is printed: <q>Ana Mora</q>"), "{}", parts[1]);
    assert_eq!(seen(&parts, "articles/a", 100).len(), 230, "every article is on one of them");
}

#[test]
fn a_relation_is_led_to_where_it_stands() {
    let pages = wide();
    let card = &pages["articles/a0.html"];
    let mut seen = BTreeSet::new();
    let cited = |page: &str| -> Vec<String> {
        let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        links.filter(|href| href.contains("#relation-")).map(str::to_owned).collect()
    };
    let further = ("articles/a0/note-depth/2.html", &pages["articles/a0/note-depth/2.html"]);
    for (from, page) in [("articles/a0.html", card), further] {
        for href in cited(page) {
            let (path, anchor) = join(from, &href);
            let n: usize = anchor.trim_start_matches("relation-").parse().expect("it has a number");
            let text = text_at(&pages[&path], &anchor).unwrap_or_else(|| panic!("{href} is not there"));
            assert!(text.starts_with(&format!("paid {} by", n - 1)), "{href}: {text}");
            seen.insert(n);
        }
    }
    assert_eq!(seen.len(), 120, "every relation is followed");
}

#[test]
fn no_page_holds_more_than_its_share() {
    for (path, page) in long().iter().chain(&wide()) {
        let lists = page.split("<section").map(|part| part.matches("class=\"backlink\"").count());
        let longest = lists.max().unwrap_or_default();
        assert!(longest <= 100, "{path} has a list of {longest}");
        assert!(page.len() < 400_000, "{path} has {} bytes", page.len());
    }
}
