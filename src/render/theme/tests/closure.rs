//! Which pages an edit of a template touches.

use std::collections::BTreeSet;

use super::*;
use crate::render::theme::embedded::TEMPLATES;

/// The page templates whose theme two fixtures tell apart.
fn touched(before: &str, after: &str) -> String {
    let [before, after] = [before, after].map(|fixture| theme(&input("broadsheet", fixture)).0);
    let names: BTreeSet<String> = sample::full().iter().map(file).collect();
    let differ: Vec<&str> = names.iter().map(String::as_str).filter(|name| before.of(name) != after.of(name)).collect();
    // A redirect is a page of its own.
    match names.len() - differ.len() {
        0 => "all".into(),
        1 if !differ.contains(&"redirect.html") => "all but redirects".into(),
        _ => differ.join(" "),
    }
}

fn file(sample: &sample::Sample) -> String {
    format!("{}.html", sample.template)
}

#[test]
fn an_edit_touches_the_pages_whose_template_leads_to_it() {
    let own = |name: &str| format!("//- templates/{name}\n{{% extends \"broadsheet/{name}\" %}}");
    let including = |part: &str| {
        let footer = "{% block footer %}{% include \"part.html\" %}{% endblock footer %}";
        format!("{}{footer}\n//- templates/part.html\n{part}", own("claim.html"))
    };
    let day = "//- templates/days.html\n{% component day(value) %}x{% endcomponent day %}";
    let most = "article.html claim.html continued.html document.html entity.html";
    let rows = [
        (String::new(), own("claim.html"), "claim.html"),
        (own("claim.html"), format!("{}{{# more #}}", own("claim.html")), "claim.html"),
        (String::new(), "//- templates/note.html\nx".into(), "article.html"),
        (String::new(), "//- templates/picture.html\nx".into(), "entity.html"),
        (String::new(), "//- templates/backlinks.html\nx".into(), most),
        (including("x"), including("y"), "claim.html"),
        // Nobody leads to it.
        (String::new(), "//- templates/nobodys.html\nx".into(), ""),
        // What all extend, what belongs to all, what lets none be made.
        (String::new(), own("base.html"), "all but redirects"),
        (String::new(), day.into(), "all"),
        (String::new(), "//- templates/claim.html\n{% broken".into(), "all"),
        (String::new(), "//- themes/broadsheet/i18n/en.toml\nmore = \"Yet more\"".into(), "all"),
        (String::new(), "//- themes/broadsheet/static/new.css\nb{}".into(), "all"),
    ];
    for (before, after, expected) in rows {
        assert_eq!(touched(&before, &after), expected, "{before}\n→\n{after}");
    }
}

#[test]
fn an_address_touches_the_pages_whose_template_names_it() {
    let fixture = "//- templates/claim.html\n{% extends \"broadsheet/claim.html\" %}\
                   {% block footer %}{{ url(to=\"ana\") }}{% endblock footer %}";
    let urls = |href: &str| Arc::new(BTreeMap::from([("ana".to_owned(), href.to_owned())]));
    let bare = theme(&input("broadsheet", fixture)).0;
    let [here, there] = ["a.html", "b.html"].map(|href| bare.with_urls(&urls(href)).0);
    assert!(here != there && here.of("claim.html") != there.of("claim.html"));
    assert_eq!(here.of("article.html"), there.of("article.html"));
    let dead = bare.with_urls(&Arc::default()).0;
    assert!(dead.of("claim.html") != here.of("claim.html") && dead.of("article.html") == here.of("article.html"));
}

/// The invariant: whatever template is edited, a page whose theme is equal has the same bytes.
#[test]
fn equal_themes_of_a_page_render_it_alike() {
    let plain = theme(&input("broadsheet", "")).0;
    let mut alike = 0;
    for (name, text) in TEMPLATES.iter() {
        let edited = text.replace("<p", "<p data-own").replace("<li", "<li data-own").replace("<nav", "<nav data-own");
        let theme = theme(&input("broadsheet", &format!("//- templates/{name}\n{edited}"))).0;
        for sample in sample::full() {
            let page = file(&sample);
            let (old, new) = (plain.of(&page), theme.of(&page));
            if old == new {
                let html = |theme: &Theme| rendered(theme, &page, sample.context.clone()).ok();
                assert!(html(&old).is_some() && html(&old) == html(&new), "{name} changed {page}");
                alike += 1;
            }
        }
    }
    assert!(alike > 100, "{alike}");
}
