//! Invented pages with every field filled, and the same pages with none.

mod article;
mod subject;

use tera::{Context, Value};

use crate::pages::article::{Archived, Article, Heading, NamedEntity, Part};
use crate::pages::articles::Articles;
use crate::pages::claim::Claim;
use crate::pages::claims::Claims;
use crate::pages::continued::Continued;
use crate::pages::corrections::Corrections;
use crate::pages::document::Document;
use crate::pages::entities::{Entities, EntityEntry, EntityGroup, EntitySection, Letter};
use crate::pages::entity::{Entity, Spelling};
use crate::pages::home::{Home, Lead};
use crate::pages::redirect::Redirect;
use crate::pages::sources::{Source, Sources};
use crate::pages::withdrawn::Withdrawn;
use crate::path::OutputPath;
use crate::render::view::*;

use article::{article, article_lines, digest, reference_only, sources};
use subject::{claim, claim_lines, counted, entities, entity, entity_lines, relation, statements};

/// A page: its path, its template, its context.
pub(super) struct Sample {
    pub path: &'static str,
    pub template: &'static str,
    pub context: Context,
    pub json: Vec<serde_json::Value>,
}

/// Every page with every field filled.
pub(super) fn full() -> Vec<Sample> {
    let redirect = Redirect { href: "articles/harbour.html".into() };
    let document =
        Document { id: "method".into(), headline_html: "How we work".into(), html: prose(), backlinks: backlinks() };
    let continued = Continued {
        of: to("entity", "ana-ruiz", "Ana Ruiz", "entities/ana-ruiz.html"),
        what: "spelling".into(),
        printed: Some("Ana Ruiz".into()),
        groups: backlinks(),
        statements: statements(),
        relations: vec![relation(true)],
        claims: claim_lines(),
        counted: counted(),
    };
    let withdrawn = Withdrawn { id: "old".into(), date: day("3 May 2031"), reason: "The outlet asked us to.".into() };
    vec![
        page("index.html", "home", "The harbour papers", home()),
        page("articles/harbour.html", "article", "Harbour master “knew of the silt”, port says", article()),
        page("articles/digest.html", "article", "What the ferrymen told the inquiry", digest()),
        page("articles/reference.html", "article", "A silted harbour", reference_only()),
        page("entities/ana-duarte.html", "entity", "Ana Duarte", entity()),
        page("entities/index.html", "entities", "People and places", entities()),
        page("claims/ships.html", "claim", "How many ships were turned away?", claim()),
        page("claims/index.html", "claims", "Claims", Claims { entries: claim_lines() }),
        page("articles/index.html", "articles", "Articles", Articles { entries: article_lines() }),
        page("sources.html", "sources", "Sources", Sources { entries: sources() }),
        page("method.html", "document", "How we work", document),
        page("corrections.html", "corrections", "Corrections", Corrections { entries: corrections() }),
        page("articles/old.html", "withdrawn", "An article that was withdrawn", withdrawn),
        page("entities/ana-ruiz/2.html", "continued", "Ana Ruiz", continued),
        page("old/name.html", "redirect", "Harbour master “knew of the silt”, port says", redirect),
        page("404.html", "404", "Not found", Redirect::default()),
    ]
}

/// Every template with a view that says nothing.
pub(super) fn empty() -> Vec<Sample> {
    let bare = |template: &'static str, view: Value| {
        let mut context = Context::new();
        context.insert_value("site", value(&Site::default()));
        context.insert_value("page", value(&Page { kind: template.into(), ..Page::default() }));
        context.insert_value("root", Value::from(""));
        context.insert_value(template, view);
        Sample { path: "x.html", template, context, json: Vec::new() }
    };
    vec![
        bare("home", value(&Home::default())),
        bare("article", value(&Article::default())),
        bare("entity", value(&Entity::default())),
        bare("entities", value(&Entities::default())),
        bare("claim", value(&Claim::default())),
        bare("claims", value(&Claims::default())),
        bare("articles", value(&Articles::default())),
        bare("sources", value(&Sources::default())),
        bare("document", value(&Document::default())),
        bare("corrections", value(&Corrections::default())),
        bare("withdrawn", value(&Withdrawn::default())),
        bare("continued", value(&Continued::default())),
        bare("redirect", value(&Redirect::default())),
        bare("404", Value::none()),
    ]
}

fn value<T: serde::Serialize>(view: &T) -> Value {
    Value::try_from_serializable(view).expect("views serialise")
}

fn page<T: serde::Serialize>(path: &'static str, template: &'static str, title: &str, view: T) -> Sample {
    let paginated = matches!(template, "entity" | "articles");
    let page = Page {
        path: path.into(),
        kind: template.into(),
        title: title.into(),
        description: Some(format!("{title}: what is known.")),
        language: "en".into(),
        dir: "ltr".into(),
        canonical: Some(format!("https://example.org/{path}")),
        withheld: if path == "articles/digest.html" {
            vec!["draft".into(), "embargoed until 1 June 2031".into()]
        } else {
            vec![]
        },
        authors: vec!["Mara Lind".into(), "Joao Reis".into()],
        date: Some(day("2 May 2031")),
        updated: Some(day("9 May 2031")),
        corrections: if template == "article" { corrections() } else { vec![] },
        extra: extra(),
        pagination: paginated.then(pagination),
    };
    let site = site();
    let mut context = Context::new();
    context.insert_value("site", value(&site));
    context.insert_value("page", value(&page));
    context.insert_value("root", Value::from(OutputPath::new(path).to_root()));
    context.insert_value(template, value(&view));
    let json = |view: serde_json::Result<_>| view.expect("views serialise");
    let json =
        vec![json(serde_json::to_value(&site)), json(serde_json::to_value(&page)), json(serde_json::to_value(&view))];
    Sample { path, template, context, json }
}

fn site() -> Site {
    Site {
        context: 1,
        title: "The harbour papers".into(),
        description: Some("Twelve reports on the closing of a harbour in spring 2031, read against each other.".into()),
        language: "en".into(),
        dir: "ltr".into(),
        authors: vec!["The harbour project".into()],
        version: Some("1.2".into()),
        date: Some(day("9 May 2031")),
        covers: Some("27 March to 7 April 2031".into()),
        contact: Some("desk@example.org".into()),
        generator: "dossier 0.1.0".into(),
        editor: false,
        pages: vec![to("page", "method", "How we work", "method.html"), to("page", "about", "About", "about.html")],
        has_articles: true,
        has_entities: true,
        has_claims: true,
        has_corrections: true,
        options: vec![Setting { key: "notes".into(), value: "margin".into() }],
        extra: extra(),
    }
}

fn extra() -> Vec<KeyValue> {
    vec![KeyValue { key: "printer".into(), value: Free::Text("Hafen".into()) }]
}

fn day(text: &str) -> Day {
    Day { text: text.into(), iso: Some("2031-05-02".into()) }
}

fn to(kind: &str, id: &str, title: &str, href: &str) -> Reference {
    Reference { id: id.into(), kind: kind.into(), title: title.into(), href: Some(href.into()), probable: false }
}

fn ana() -> Reference {
    to("entity", "ana-duarte", "Ana Duarte", "entities/ana-duarte.html")
}

fn outlet() -> Reference {
    Reference { probable: true, ..to("entity", "quay-post", "Quay Post", "entities/quay-post.html") }
}

fn harbour() -> Reference {
    to("article", "harbour", "Harbour master “knew of the silt”, port says", "articles/harbour.html")
}

fn correction(text: &str) -> Correction {
    Correction { date: day("4 May 2031"), text: text.into(), source: harbour() }
}

fn corrections() -> Vec<Correction> {
    vec![
        correction("An earlier version gave the depth as six metres; it was four."),
        correction("The harbour master's first name is Ana, not Anna."),
    ]
}

fn pagination() -> Pagination {
    let pages = (1..=3).map(|number| PageLink { number, href: format!("entities/ana-duarte/{number}.html") }).collect();
    Pagination {
        number: 1,
        total: 3,
        pages,
        previous: Some("entities/ana-duarte/1.html".into()),
        next: Some("entities/ana-duarte/2.html".into()),
    }
}

fn backlinks() -> Vec<BacklinkGroup> {
    let items = vec![
        Backlink {
            from: "harbour".into(),
            kind: "mention".into(),
            href: "articles/harbour.html#m-ana-duarte-1".into(),
            html: "“The survey was on my desk,” <mark>Ana Duarte</mark> told the inquiry on Tuesday.".into(),
            label: None,
            probable: true,
            also: vec![Spot {
                source: harbour().into(),
                date: Some(day("31 March 2031")),
                outlet: Some(outlet()),
                href: "articles/harbour.html#m-ana-duarte-2".into(),
            }],
        },
        Backlink {
            from: "harbour".into(),
            kind: "note".into(),
            href: "articles/harbour.html#note-who".into(),
            html: "It was <mark>Duarte</mark> who signed the order.".into(),
            label: Some("Who signed".into()),
            probable: false,
            also: vec![],
        },
    ];
    vec![
        BacklinkGroup {
            source: harbour().into(),
            date: Some(day("30 March 2031")),
            outlet: Some(outlet()),
            items: items.clone(),
        },
        BacklinkGroup {
            source: to("page", "method", "How we work", "method.html").into(),
            date: None,
            outlet: None,
            items,
        },
    ]
}

fn prose() -> String {
    "<p>This dossier reads twelve reports on one event against each other. It says <strong>who says what</strong>, on \
     whose word, and where the <a href=\"https://example.org/\">reports</a> part ways.</p><h2>What we did</h2>\
     <p>We copied nothing that we could not show. A note quotes the words it is about, and the build fails if they \
     are no longer there.</p><ul><li>Names are linked quietly.</li><li>Numbers keep their scope.</li></ul>\
     <table><thead><tr><th>Outlet</th><th>Reports</th></tr></thead><tbody><tr><td>Quay Post</td><td>4</td></tr></tbody></table>"
        .into()
}

fn home() -> Home {
    Home {
        html:
            "<p>On 27 March 2031 a harbour closed. These are the reports of the twelve days that followed, with notes \
               in their margins.</p>"
                .into(),
        lead: vec![
            Lead {
                reference: to("claim", "ships", "How many ships were turned away?", "claims/ships.html"),
                text: Some("Between forty and sixty.".into()),
            },
            Lead { reference: harbour(), text: Some("The port's first account, and what it leaves out.".into()) },
        ],
        articles: article_lines(),
        more_articles: true,
        people: entity_lines(),
        claims: claim_lines(),
        article_count: 12,
        note_count: 48,
        entity_count: 31,
        claim_count: 1,
    }
}
