//! Rows for each rule: names, a text, whom it names.

use super::*;
use crate::text::{Inline, InlineKind, Leaf};

fn names(spec: &str) -> Arc<Vec<Names>> {
    let list = |s: Option<&str>| -> Vec<String> {
        s.unwrap_or_default().split(',').map(|x| x.trim().to_owned()).filter(|x| !x.is_empty()).collect()
    };
    Arc::new(
        spec.lines()
            .filter(|l| !l.trim().is_empty())
            .map(|line| {
                let mut parts = line.split('|').map(str::trim);
                let id = parts.next().expect("a row has an id");
                let name = parts.next().expect("a row has a name");
                Names {
                    id: Slug::new(id),
                    name: name.to_owned(),
                    aliases: list(parts.next()),
                    weak_aliases: list(parts.next()),
                    misspellings: list(parts.next()),
                    not: list(parts.next()),
                    any_case: parts.next().is_some(),
                }
            })
            .collect(),
    )
}

fn check(spec: &str, text: &str, expected: &str) {
    let matcher = Matcher::new(&names(spec));
    let document = Document {
        leaves: text
            .split('\n')
            .map(|line| Leaf {
                kind: LeafKind::Paragraph { tight: false },
                inlines: vec![Inline { kind: InlineKind::Text(line.to_owned()), within: Vec::new() }],
                elements: Vec::new(),
            })
            .collect(),
        ..Document::default()
    };
    let canonical = Canonical::new("", &document);
    let found = find(&matcher, &canonical, &document, &Context::default());
    let mut shown: Vec<String> =
        found.mentions.iter().map(|m| format!("{}={}", m.entity, &canonical.text[m.span.clone()])).collect();
    shown.extend(found.undecided.iter().map(|(s, _)| format!("?={}", &canonical.text[s.clone()])));
    assert_eq!(shown.join("; "), expected, "in {text:?}");
}

#[test]
fn names_are_whole_words() {
    let spec = "ann | Ann\nsmith | Ann Smith\nson | Smithson";
    check(spec, "met Ann Smithson", "ann=Ann; son=Smithson");
    check(spec, "met Ann Smith, son", "smith=Ann Smith");
    check(spec, "Anna and Annex", "");
    check(spec, "Ann-led, (Ann) “Ann” Ann’s ANN'S O’Ann", "ann=Ann; ann=Ann; ann=Ann; ann=Ann; ann=ANN");
    check("m | Maduro", "Maduro’s, Maduro's; Maduros; Maduro´s", "m=Maduro; m=Maduro; m=Maduro");
}

#[test]
fn diacritics_spaces_and_capitals_fold() {
    let spec = "jg | Juan Guaidó | Guaidó";
    check(spec, "Guaido, GUAIDÓ’S, juan\u{a0}guaidó", "jg=Guaido; jg=GUAIDÓ");
    check(spec, "Juan\u{a0}Guai\u{ad}do\u{301} spoke", "jg=Juan\u{a0}Guai\u{ad}do\u{301}");
    check(
        "b | Manuela Bolívar | | Bolívar",
        "Manuela Bolivar; Bolívar; bolívar; Bolivarian",
        "b=Manuela Bolivar; b=Bolívar",
    );
    check("b | Manuela Bolívar | | Bolívar", "Bolívar alone", "");
    check("us | United States | US", "US, us, Us", "us=US");
    check("l | Łódź\ns | Straße", "Lodz, STRASSE", "l=Lodz; s=STRASSE");
    check("t | Dialog\ng | Οδυσσεύς\nc | 北京", "DİALOG; ΟΔΥΣΣΕΎΣ; 在北京举行", "t=DİALOG; g=ΟΔΥΣΣΕΎΣ; c=北京");
}

#[test]
fn names_do_not_cross_blocks() {
    check("jg | Juan Guaidó", "Juan\nGuaidó", "");
}

#[test]
fn the_text_decides_a_shared_name() {
    let spec = "a | Ana Silva | Silva\nb | José Silva | Silva";
    check(
        spec,
        "Ana Silva came. Silva left. José Silva came. Silva left.",
        "a=Ana Silva; a=Silva; b=José Silva; b=Silva",
    );
    check(spec, "Silva left. José Silva came.", "b=Silva; b=José Silva");
    check(spec, "Silva left.", "?=Silva");
    check(spec, "Silva left. Ana Silva. José Silva.", "a=Ana Silva; b=José Silva; ?=Silva");
}

#[test]
fn exceptions_and_misspellings() {
    check("c | Colombia | | | | University of Colombia", "Colombia; the University of Colombia", "c=Colombia");
    check("jg | Juan Guaidó | | | Guiado", "Guiado spoke", "jg=Guiado");
}

#[test]
fn every_rule_of_the_specification() {
    // Names (id | name | aliases | weak | misspellings | not | any case), the text, what is found.
    let rows = [
        // Longest match by overlapping search.
        ("ann | Ann\nsmith | Ann Smith\nson | Smithson", "met Ann Smithson", "ann=Ann; son=Smithson"),
        ("ann | Ann\nsmith | Ann Smith\nson | Smithson", "met Ann Smith and Smithson", "smith=Ann Smith; son=Smithson"),
        ("b | Manuela Bolívar | | Bolívar\nb2 | Bolívar Square", "in Bolívar Square", "b2=Bolívar Square"),
        // The deputy, the currency, the adjective.
        (
            "b | Manuela Bolívar | | Bolívar",
            "Manuela Bolívar paid a bolívar; Bolívar is Bolivarian, BOLÍVAR too",
            "b=Manuela Bolívar; b=Bolívar; b=BOLÍVAR",
        ),
        ("b | Manuela Bolívar | | Bolívar", "Bolívar, the bolívar and Bolivarian", ""),
        // Capitals.
        ("jg | Juan Guaidó | Guaidó", "GUAIDÓ’S men, JUAN GUAIDO", "jg=GUAIDÓ; jg=JUAN GUAIDO"),
        ("l | Amnesty law | | | | | any", "an amnesty law, AMNESTY LAW, Amnesty Laws", "l=amnesty law; l=AMNESTY LAW"),
        (
            "f | armed forces",
            "Armed forces; ARMED FORCES; armed forces",
            "f=Armed forces; f=ARMED FORCES; f=armed forces",
        ),
        // Apostrophes of every kind, before and within.
        (
            "m | Mora",
            "Mora's Mora’s Mora‘s MoraʼS Mora′s Mora`s Mora´s Mora＇s",
            "m=Mora; m=Mora; m=Mora; m=Mora; m=Mora; m=Mora; m=Mora; m=Mora",
        ),
        ("m | Mora", "Moras; Mora’sen; Mor’a; ‘Mora’ ‘Mora’s’", "m=Mora; m=Mora"),
        ("o | Sinéad O’Hara | O’Hara", "O'Hara, O´HARA's, O‘Hara’s", "o=O'Hara; o=O´HARA; o=O‘Hara"),
        // Hyphens, spaces, soft hyphens.
        (
            "c | Ana Cruz-Díaz",
            "Ana Cruz‑Diaz, Ana\u{a0}Cruz–Díaz, Ana\u{202f}Cruz-Dí\u{ad}az",
            "c=Ana Cruz‑Diaz; c=Ana\u{a0}Cruz–Díaz; c=Ana\u{202f}Cruz-Dí\u{ad}az",
        ),
        ("m | Mora", "Mora-led, pro-Mora, anti–Mora—Mora/Mora_x", "m=Mora; m=Mora; m=Mora; m=Mora"),
        ("m | Mora", "Mo\u{ad}ra; Mo\u{200b}ra’s", "m=Mo\u{ad}ra; m=Mo\u{200b}ra"),
        // Scripts and letters of their own.
        ("i | Işık | \ni2 | İzmir", "IŞIK, ışık, Isik; izmir, IZMIR, İZMİR", "i=IŞIK; i=Isik; i2=IZMIR; i2=İZMİR"),
        ("s | Σίσυφος", "ΣΊΣΥΦΟΣ, Σίσυφος, Σίσυφοσ", "s=ΣΊΣΥΦΟΣ; s=Σίσυφος; s=Σίσυφοσ"),
        (
            "l | Paweł Głaz | Głaz\ns | Groß",
            "Glaz, GŁAZ; Gross, GROSS, GROẞ, Große",
            "l=Glaz; l=GŁAZ; s=Gross; s=GROSS; s=GROẞ",
        ),
        ("a | خوان غوايدو | غوايدو", "قال خوان غوايدو؛ غُوايدو، وغوايدو", "a=خوان غوايدو; a=غُوايدو"),
        ("z | 瓜伊多\nb | 北京", "瓜伊多在北京，瓜伊多说", "z=瓜伊多; b=北京; z=瓜伊多"),
        // One surname, two people.
        (
            "a | Ana Silva | Silva\nb | José Silva | Silva",
            "José Silva and Silva met Ana Silva. Silva said no; SILVA’S word.",
            "b=José Silva; b=Silva; a=Ana Silva; a=Silva; a=SILVA",
        ),
        // An alias of two words introduces as the name does.
        (
            "a | Ana Lucía Silva | Ana Silva, Silva\nb | José Silva | Silva",
            "Ana Silva came. Silva left.",
            "a=Ana Silva; a=Silva",
        ),
        // Not this entity.
        (
            "c | Colombia | | | | District of Colombia",
            "Colombia, District of Colombia, DISTRICT OF COLOMBIA",
            "c=Colombia",
        ),
        // Acronyms keep their capitals.
        ("us | United States | US, U.S.", "US us Us U.S. the U.S.’s", "us=US; us=U.S.; us=U.S."),
    ];
    for (names, text, expected) in rows {
        check(names, text, expected);
    }
}

fn parsed(markdown: &str) -> (Document, Canonical) {
    let dialect = crate::text::Dialect { wikilinks: true, heading_ids: false };
    let path = crate::path::SourcePath::new("content/x.md");
    let (document, ..) = crate::text::markdown::parse(&path, markdown, 0..markdown.len(), dialect);
    let canonical = Canonical::new("", &document);
    (document, canonical)
}

fn shown(found: &Found, canonical: &Canonical) -> String {
    let rows =
        found.mentions.iter().map(|m| format!("{}={} ({:?})", m.entity, &canonical.text[m.span.clone()], m.rule));
    rows.collect::<Vec<_>>().join("; ")
}

#[test]
fn names_stand_in_lines_links_and_not_in_code() {
    let matcher = Matcher::new(&names("m | Ana Mora | Mora\np | Petra Vogt | Vogt"));
    let rows = [
        ("met Ana\nMora, **Ana** Mora and Ana  \nMora", "m=Ana Mora (Name); m=Ana Mora (Name); m=Ana Mora (Name)"),
        ("`Mora` and\n\n    Mora\n\n[Mora](https://example.org)", "m=Mora (Alias)"),
        ("| Mora | Vogt |\n| - | - |\n| Vogt | `Vogt` |", "m=Mora (Alias); p=Vogt (Alias); p=Vogt (Alias)"),
    ];
    for (markdown, expected) in rows {
        let (document, canonical) = parsed(markdown);
        let found = find(&matcher, &canonical, &document, &Context::default());
        assert_eq!(shown(&found, &canonical), expected, "{markdown:?}");
    }
}

#[test]
fn a_link_to_an_entity_names_it() {
    let matcher = Matcher::new(&names("m | Ana Mora | Mora\np | Petra Vogt | Vogt"));
    let rows = [
        ("[[m|the mayor]] spoke", "m=the mayor (Link)"),
        ("[[m|Mora’s office]]", "m=Mora (Alias)"),
        ("[[m|Vogt’s deputy]] and [[x|Vogt]]", "m=Vogt’s deputy (Link); p=Vogt (Alias)"),
        ("[the *old* mayor](../entities/m.md)", "m=the old mayor (Link)"),
    ];
    for (markdown, expected) in rows {
        let (document, canonical) = parsed(markdown);
        let target = |link: &crate::text::Link| match &link.target {
            crate::text::Target::Wiki(id) => Some(id.clone()),
            crate::text::Target::Url(url) => {
                url.strip_prefix("../entities/").map(|u| u.trim_end_matches(".md").to_owned())
            }
        };
        let context = Context { links: document.links.iter().map(target).collect(), ..Context::default() };
        assert_eq!(shown(&find(&matcher, &canonical, &document, &context), &canonical), expected, "{markdown:?}");
    }
}

#[test]
fn a_note_follows_the_names_of_its_article() {
    let matcher = Matcher::new(&names("a | Ana Silva | Silva\nb | José Silva | Silva\nc | Inés Roa | | Roa"));
    let rows: [(&str, &[&str], &str); 5] = [
        ("Silva and Roa", &[], ""),
        ("Silva and Roa", &["b", "c"], "b=Silva (Introduction); c=Roa (WeakAlias)"),
        ("Silva", &["a", "b"], ""),
        ("Ana Silva, Silva", &["b"], "a=Ana Silva (Name); a=Silva (Introduction)"),
        ("Roa and Inés Roa", &[], "c=Roa (WeakAlias); c=Inés Roa (Name)"),
    ];
    for (text, introduced, expected) in rows {
        let (document, canonical) = parsed(text);
        let context = Context {
            introduced: std::sync::Arc::new(introduced.iter().map(|&i| Slug::new(i)).collect()),
            ..Context::default()
        };
        let found = find(&matcher, &canonical, &document, &context);
        assert_eq!(shown(&found, &canonical), expected, "{text} {introduced:?}");
    }
}

#[test]
fn identities_overrule() {
    let matcher = Matcher::new(&names("a | Ana Silva | Silva\nb | José Silva | Silva"));
    let (document, canonical) = parsed("Ana Silva and Silva saw his wife and Silva");
    let at = |words: &str, n: usize| {
        let (start, words) = canonical.text.match_indices(words).nth(n).expect("it is there");
        start..start + words.len()
    };
    let identities = vec![
        Identity { span: at("Silva", 1), entity: Some((Slug::new("b"), false)) },
        Identity { span: at("his wife", 0), entity: Some((Slug::new("a"), true)) },
        Identity { span: at("Silva", 2), entity: None },
    ];
    let found = find(&matcher, &canonical, &document, &Context { identities, ..Context::default() });
    assert_eq!(shown(&found, &canonical), "a=Ana Silva (Name); b=Silva (Identity); a=his wife (Identity)");
    assert_eq!(
        found.mentions.iter().map(|m| (m.k, m.probable)).collect::<Vec<_>>(),
        [(1, false), (1, false), (2, true)]
    );
}

#[test]
fn misspellings_say_what_is_meant() {
    let matcher = Matcher::new(&names("jg | Juan Guaidó | Guaidó | | Guiado, Jaun Guaido"));
    let (document, canonical) = parsed("Guiado, Jaun Guaido’s and Guaido");
    let found = find(&matcher, &canonical, &document, &Context::default());
    let meant: Vec<_> = found.mentions.iter().map(|m| m.meant.as_deref()).collect();
    assert_eq!(meant, [Some("Guaidó"), Some("Juan Guaidó"), None]);
    assert_eq!(matcher.name_of(&Slug::new("jg"), "GUAIDO"), Some("Guaidó"));
}

#[test]
fn near_misses_are_one_slip_away() {
    let spec =
        "jg | Juan Guaidó | Guaidó\nv | Venezuela\nm | Nicolás Maduro | Maduro | | Madura | Madaro\np | Popular Will";
    let rows = [
        ("Guiado, Gaido, Guaidoo, Guaydo spoke", "Guiado~Guaidó; Gaido~Guaidó; Guaidoo~Guaidó; Guaydo~Guaidó"),
        ("Guiado’s, Juan GUIADO", "Guiado~Guaidó; GUIADO~Guaidó"),
        ("guiado; Guid; Maduran", ""),
        ("Guido", "Guido~Guaidó"),
        ("Venezuelan, Venezuelans, Venezuelas, Venzuela", "Venzuela~Venezuela"),
        ("Maduros, Madura, Madaro, Maduri", "Maduri~Maduro"),
        ("Popular Mill, popular Will, Popular Wills, Populer Will", "Populer Will~Popular Will"),
        ("`Guiado` and Guaidó", ""),
    ];
    let matcher = Matcher::new(&names(spec));
    let near = near::Near::new(&matcher);
    for (text, expected) in rows {
        let (document, canonical) = parsed(text);
        let found = find(&matcher, &canonical, &document, &Context::default());
        let misses = near.find(&canonical, &document, &found);
        let rows: Vec<_> = misses.iter().map(|m| format!("{}~{}", &canonical.text[m.span.clone()], m.name)).collect();
        assert_eq!(rows.join("; "), expected, "{text:?}");
    }
}
