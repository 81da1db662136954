//! Invented pages with every field filled, and the same pages with none.

use tera::{Context, Value};

use crate::path::OutputPath;
use crate::render::view::*;

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
        previews: vec![std::sync::Arc::new(Preview {
            href: "entities/ana-duarte.html".into(),
            title: "Ana Duarte".into(),
            text: "harbour master of Saria".into(),
        })],
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

fn note(number: Option<usize>, kind: &str, title: &str, html: &str) -> Note {
    let id = title.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    Note {
        anchor: format!("note-{id}"),
        original: Some("https://example.org/#:~:text=words".into()),
        at: number.map(|_| format!("#at-{id}")),
        id,
        number,
        kind: kind.into(),
        title: title.into(),
        html: html.into(),
        target: Some("the harbour was closed for eleven days".into()),
        ..Note::default()
    }
}

fn rich_note() -> Note {
    Note {
        by: Some(Voice { entity: Some(ana()), description: None }),
        via: Some(Voice { entity: None, description: Some("a pilot, unnamed at his request".into()) }),
        said: Some(day("30 March 2031")),
        happened: Some(day("27 March 2031")),
        claims: vec![NoteClaim {
            reference: to("claim", "ships", "How many ships were turned away?", "claims/ships.html"),
            value: Some(">40".into()),
            scope: Some("first week".into()),
            others: vec![OtherValue {
                value: "38".into(),
                scope: Some("first week".into()),
                reference: to("note", "count", "The Harbour Gazette", "articles/ferry.html#note-count"),
            }],
        }],
        about: vec![ana()],
        see: vec![harbour()],
        re: vec![to("note", "harbour#other", "Another note", "articles/harbour.html#note-other")],
        tags: vec!["depth".into(), "silt".into()],
        authors: vec!["Mara Lind".into()],
        date: Some(day("2 May 2031")),
        updated: Some(day("3 May 2031")),
        language: Some("ar".into()),
        dir: Some("rtl".into()),
        backlinks: backlinks(),
        backlinks_total: 120,
        backlinks_next: Some("articles/ferry/note-who/2.html".into()),
        ..note(
            Some(3),
            "check",
            "Who knew of the silt",
            "<p>Three outlets carry this sentence; only one of them names the survey it rests on. The survey itself \
             gives a <em>range</em>, not a figure.</p>",
        )
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
                source: harbour(),
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
            source: harbour(),
            date: Some(day("30 March 2031")),
            outlet: Some(outlet()),
            items: items.clone(),
        },
        BacklinkGroup { source: to("page", "method", "How we work", "method.html"), date: None, outlet: None, items },
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

fn article_lines() -> Vec<ArticleLine> {
    let line = |reference: Reference, text: &str, rights: &str| ArticleLine {
        reference,
        outlet: Some(outlet()),
        published: Some(day("30 March 2031")),
        summary: Some(
            "The port says that its master had seen the survey before the first ship was turned away.".into(),
        ),
        text: text.into(),
        rights: rights.into(),
        notes: 4,
    };
    vec![
        line(harbour(), "source", "full"),
        line(to("article", "digest", "What the ferrymen told the inquiry", "articles/digest.html"), "digest", "full"),
        line(to("article", "reference", "A silted harbour", "articles/reference.html"), "source", "reference"),
    ]
}

fn entity_lines() -> Vec<EntityLine> {
    let line = |title: &str, role: &str| EntityLine {
        reference: to("entity", "x", title, "entities/ana-duarte.html"),
        kind: "person".into(),
        role: Some(role.into()),
        mentions: 12,
        articles: 1,
    };
    vec![
        line("Ana Duarte", "harbour master"),
        line("Piet Maas", "pilot, who had warned of the silt in a letter two years before"),
        line("Ruth Okafor", "chair of the inquiry"),
    ]
}

fn claim_lines() -> Vec<ClaimLine> {
    let line = |title: &str, reports: Option<&str>| ClaimLine {
        reference: to("claim", "ships", title, "claims/ships.html"),
        finding: Some("Between forty and sixty; the port's own count was never published.".into()),
        reports: reports.map(Into::into),
        statements: 5,
    };
    vec![
        line("How many ships were turned away?", Some("differ")),
        line("When was the survey made?", Some("agree")),
        line("Who ordered the closing?", Some("one-origin")),
        line("What did it cost?", Some("not-comparable")),
        line("Who knew?", None),
    ]
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

const LINES: &str = "The port authority said on Tuesday that its harbour master had seen the survey three weeks before \
the first ship was turned away, and that nobody on the quay had been told. The survey found that the channel had lost \
more than a metre of depth since the autumn.";

fn article() -> Article {
    let paragraph = |n: usize, html: &str| format!("<p id=\"p{n}\">{html}</p>\n");
    let mark = |id: &str, words: &str, n: usize| {
        format!(
            "<span class=\"annotation-start\" id=\"at-{id}\"></span><mark class=\"annotation\" data-annotations=\"{id}\" \
             data-kinds=\"check\" aria-details=\"note-{id}\">{words}</mark><a class=\"annotation-ref\" href=\"#note-{id}\">{n}</a>"
        )
    };
    let overlap = "<mark class=\"annotation\" data-annotations=\"who-knew-of-the-silt two-words\" data-kinds=\"check note\" \
                   aria-details=\"note-two-words\">before the first ship</mark>";
    let first = format!(
        "<a class=\"mention\" data-entity=\"ana-duarte\" id=\"m-ana-duarte-1\" href=\"../entities/ana-duarte.html\">Ana \
         Duarte</a> {} {overlap} was turned away. {LINES}",
        mark("who-knew-of-the-silt", "had seen the survey", 3)
    );
    let item = "<ul>\n<li id=\"p6\">The <a class=\"mention\" data-entity=\"ana-duarte\" id=\"m-ana-duarte-2\" href=\"../entities/ana-duarte.html\"><mark class=\"annotation\" data-annotations=\"in-a-list\" data-kinds=\"context\" aria-details=\"note-in-a-list\">ferry</mark></a> kept to its hours.";
    let part = |html: String, notes: Vec<Note>| Part { html, notes };
    Article {
        id: "harbour".into(),
        headline_html: format!("Harbour master “{}”, port says", mark("headline", "knew of the silt", 1)),
        headline_notes: vec![
            note(Some(1), "context", "Headline", "<p>The headline quotes the port, not the survey.</p>"),
            note(Some(2), "note", "The whole article", "<p>It was changed twice on the day it appeared.</p>"),
        ],
        body: vec![
            part(
                format!("<div class=\"band\">\n{}", paragraph(1, &first)),
                vec![
                    rich_note(),
                    note(
                        Some(4),
                        "note",
                        "Two words",
                        "<p>A second note on the same paragraph, overlapping the first.</p>",
                    ),
                ],
            ),
            part(
                format!(
                    "{}{}</div>\n<div class=\"band\">\n{}",
                    paragraph(2, LINES),
                    paragraph(3, LINES),
                    paragraph(4, LINES)
                ),
                vec![
                    note(Some(5), "error", "A wrong date", "<p>The meeting was on Monday.</p>"),
                    note(Some(6), "reply", "The port answers", "<p>The port says the log has the right day.</p>"),
                ],
            ),
            part(
                format!(
                    "{}<h2 id=\"p5\">What the pilots say</h2>\n</div>\n<div class=\"band\">{item}",
                    paragraph(7, LINES)
                ),
                vec![note(Some(7), "context", "In a list", "<p>The ferry draws less than two metres.</p>")],
            ),
            part(
                format!(
                    "</li>\n<li id=\"p8\">Coal did not.</li>\n</ul>\n</div>\n<blockquote>\n{}",
                    paragraph(9, "“We had been told to wait,” the pilot said.")
                ),
                vec![note(Some(8), "identity", "In a quotation", "<p>The pilot is Piet Maas.</p>")],
            ),
            part(
                format!(
                    "</blockquote>\n<div class=\"band\">\n{}</div>\n<table><thead><tr><th id=\"p11\">Day</th><th id=\"p12\">Ships</th></tr></thead>\
                     <tbody><tr><td id=\"p13\">Monday</td><td id=\"p14\">12</td></tr></tbody></table>\n",
                    paragraph(10, LINES)
                ),
                vec![],
            ),
        ],
        unplaced: vec![],
        orphans: vec![note(None, "highlight", "Lost", "<p>Its passage was rewritten.</p>")],
        outlet: Some(outlet()),
        published: Some(day("30 March 2031")),
        updated: Some(day("31 March 2031")),
        retrieved: Some(day("2 April 2031")),
        dateline: Some("Port Saria".into()),
        source: Some("https://example.org/harbour".into()),
        archived: vec![Archived { url: "https://example.org/archive/harbour".into(), date: Some(day("2 April 2031")) }],
        kind: Some("report".into()),
        summary: Some("The port's first account, and what it leaves out.".into()),
        provenance: Some("The outlet is inferred from the typeface of the clipping.".into()),
        text: "source".into(),
        rights: "full".into(),
        kinds: vec!["check".into(), "context".into()],
        outline: vec![Heading { title: "The silt".into(), anchor: "p2".into(), level: 2 }],
        minutes: Some(4),
        externals: vec!["https://example.org/charts?a=1&b=2".into()],
        entities: entity_lines(),
        previous: Some(harbour()),
        next: Some(harbour()),
        backlinks: backlinks(),
    }
}

fn digest() -> Article {
    Article {
        id: "digest".into(),
        headline_html: "What the ferrymen told the inquiry".into(),
        body: vec![Part { html: format!("<p id=\"p1\">{LINES}</p><p id=\"p2\">{LINES}</p>"), notes: vec![] }],
        text: "digest".into(),
        headline_notes: vec![],
        entities: vec![],
        backlinks: vec![],
        orphans: vec![],
        ..article()
    }
}

fn reference_only() -> Article {
    let unplaced = vec![
        Note { at: None, ..rich_note() },
        Note {
            retracted: Some("the log was misread".into()),
            ..note(None, "question", "Which log", "<p>There are two.</p>")
        },
        Note { draft: true, ..note(None, "link", "Draft", "<p>See the log.</p>") },
    ];
    Article {
        id: "reference".into(),
        headline_html: "A silted harbour".into(),
        body: vec![],
        rights: "reference".into(),
        unplaced,
        headline_notes: vec![],
        orphans: vec![],
        ..article()
    }
}

fn statements() -> Vec<Statement> {
    let one = Statement {
        note: to("note", "harbour#who", "Who knew of the silt", "articles/harbour.html#note-who"),
        from: "harbour".into(),
        article: harbour(),
        published: Some(day("30 March 2031")),
        outlet: Some(outlet()),
        by: Some(Voice { entity: Some(ana()), description: None }),
        via: Some(Voice { entity: None, description: Some("a pilot, unnamed at his request".into()) }),
        words: Some("more than forty ships had been turned away in the first week".into()),
        digest: false,
        value: Some(">40".into()),
        scope: Some("first week".into()),
        said: Some(day("30 March 2031")),
        happened: Some(day("27 March 2031")),
        kind: "check".into(),
        html: "<p>The port's log has forty-four.</p>".into(),
        probable: true,
    };
    let digest = Statement {
        by: None,
        via: None,
        happened: None,
        digest: true,
        probable: false,
        value: Some("about sixty".into()),
        kind: "note".into(),
        html: String::new(),
        ..one.clone()
    };
    vec![one, digest]
}

fn relation(inverse: bool) -> Relation {
    Relation {
        to: to("entity", "port", "Port of Saria", "entities/port.html"),
        r#as: "member of".into(),
        anchor: (!inverse).then(|| "relation-1".into()),
        inverse,
        start: Some(day("2028")),
        end: Some(day("2031")),
        note: Some(to("note", "harbour#who", "Who knew of the silt", "articles/harbour.html#note-who")),
    }
}

fn rest(folder: &str) -> Rest {
    Rest { total: 120, next: Some(format!("entities/ana-duarte/{folder}/2.html")) }
}

fn entity() -> Entity {
    Entity {
        id: "ana-duarte".into(),
        name: "Ana Duarte".into(),
        kind: "person".into(),
        role: Some("harbour master of Saria".into()),
        aliases: vec!["A. Duarte".into(), "the harbour master".into()],
        image: Some(Image {
            href: "assets/ana.1a2b3c4d.jpg".into(),
            alt: "Ana Duarte on the quay".into(),
            credit: "Photograph: Mara Lind".into(),
            licence: Some("CC BY 4.0".into()),
            source: Some("https://example.org/ana".into()),
            width: Some(640),
            height: Some(480),
        }),
        start: Some(day("1981")),
        end: Some(day("2032")),
        same_as: vec!["https://www.wikidata.org/wiki/Q0".into()],
        html: "<p>She had been harbour master for three years.</p>".into(),
        relations: vec![relation(false), relation(true)],
        relations_rest: rest("relations"),
        said: rows(9),
        relayed: rows(1),
        about: rows(1),
        events: rows(2),
        claims: claim_lines(),
        claims_rest: rest("claims"),
        mention_count: 12,
        article_count: 3,
        probable_count: 2,
        first: backlinks().into_iter().next(),
        last: backlinks().into_iter().next(),
        spellings: vec![Spelling {
            text: "Ana Duarte".into(),
            count: 12,
            by: counted(),
            by_more: 2,
            by_next: rest("spelling-1").next,
        }],
        together: counted(),
        together_rest: rest("together"),
        mentions: backlinks(),
    }
}

fn rows(count: usize) -> Rows {
    let statements = statements().into_iter().take(count).map(|s| Statement { value: None, scope: None, ..s });
    Rows { statements: statements.collect(), total: 120, next: Some("entities/ana-duarte/said/2.html".into()) }
}

fn counted() -> Vec<Counted> {
    vec![Counted { reference: outlet(), count: 12 }]
}

fn entities() -> Entities {
    let entries = |_| EntityEntry {
        reference: to("entity", "x", "Ana Duarte", "entities/ana-duarte.html"),
        role: Some("harbour master".into()),
        mentions: 12,
        articles: 1,
        bar_html: crate::render::bar::bar(&[(1, 3)], 4, &|_| "Quay Post".into()),
    };
    let group = |kind: &str| {
        let anchor = format!("{kind}-d");
        let letters = vec![Letter { text: "D".into(), href: format!("entities/index.html#{anchor}") }];
        let entries = (0..8).map(entries).collect();
        let sections = vec![EntitySection { letter: "D".into(), anchor: Some(anchor), entries }];
        EntityGroup { kind: kind.into(), total: 8, letters, sections }
    };
    Entities { groups: vec![group("person"), group("organization"), group("place")], total: 24 }
}

fn claim() -> Claim {
    Claim {
        id: "ships".into(),
        question: "How many ships were turned away?".into(),
        unit: Some("ships".into()),
        question_html: "How many <span>ships</span> were turned away?".into(),
        finding_html: "<p id=\"p1\">Between forty and sixty.</p>\n".into(),
        reports: Some("differ".into()),
        html: "<p>Two counts are in use, and they count different weeks.</p>".into(),
        statements: statements(),
        origins: 2,
        backlinks: backlinks(),
    }
}
