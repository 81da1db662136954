//! An invented entity and an invented claim, what notes say of them, and their indexes.

use super::*;

pub(super) fn entity_lines() -> Vec<EntityLine> {
    let line = |title: &str, role: &str| EntityLine {
        reference: to("entity", "x", title, "entities/ana-duarte.html").into(),
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

pub(super) fn named_entities() -> Vec<NamedEntity> {
    let named = |line: EntityLine| NamedEntity { reference: line.reference, kind: line.kind, mentions: line.mentions };
    entity_lines().into_iter().map(named).collect()
}

pub(super) fn claim_lines() -> Vec<ClaimLine> {
    let line = |title: &str, reports: Option<&str>| ClaimLine {
        reference: to("claim", "ships", title, "claims/ships.html").into(),
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

pub(super) fn statements() -> Vec<Statement> {
    let one = Statement {
        note: to("note", "harbour#who", "Who knew of the silt", "articles/harbour.html#note-who"),
        from: "harbour".into(),
        article: harbour().into(),
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

pub(super) fn relation(inverse: bool) -> Relation {
    Relation {
        to: to("entity", "port", "Port of Saria", "entities/port.html").into(),
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

pub(super) fn entity() -> Entity {
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

pub(super) fn counted() -> Vec<Counted> {
    vec![Counted { reference: outlet().into(), count: 12 }]
}

pub(super) fn entities() -> Entities {
    let entries = |_| EntityEntry {
        reference: to("entity", "x", "Ana Duarte", "entities/ana-duarte.html").into(),
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

pub(super) fn claim() -> Claim {
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
