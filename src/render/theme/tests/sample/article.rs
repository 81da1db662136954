//! Invented articles with their notes, and the lines that list them.

use super::subject::named_entities;
use super::*;

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

pub(super) fn article_lines() -> Vec<ArticleLine> {
    let line = |reference: Reference, text: &str, rights: &str| ArticleLine {
        reference: reference.into(),
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

const LINES: &str = "The port authority said on Tuesday that its harbour master had seen the survey three weeks before \
the first ship was turned away, and that nobody on the quay had been told. The survey found that the channel had lost \
more than a metre of depth since the autumn.";

pub(super) fn article() -> Article {
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
        entities: named_entities(),
        previous: Some(harbour()),
        next: Some(harbour()),
        backlinks: backlinks(),
    }
}

pub(super) fn digest() -> Article {
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

pub(super) fn reference_only() -> Article {
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

/// One of which everything is known, and one of which nothing is.
pub(super) fn sources() -> Vec<Source> {
    let known = Source {
        reference: harbour().into(),
        outlet: Some(outlet()),
        authors: vec!["Mara Lind".into()],
        published: Some(day("30 March 2031")),
        updated: Some(day("31 March 2031")),
        retrieved: Some(day("2 April 2031")),
        kind: Some("report".into()),
        source: Some("https://example.org/harbour".into()),
        archived: vec![Archived { url: "https://example.org/archive/harbour".into(), date: Some(day("2 April 2031")) }],
        text: "source".into(),
        rights: "full".into(),
        provenance: Some("The outlet is inferred from the typeface of the clipping.".into()),
        notes: 4,
    };
    let bare = Source {
        reference: to("article", "reference", "A silted harbour", "articles/reference.html").into(),
        rights: "reference".into(),
        ..Source::default()
    };
    vec![known, bare]
}
