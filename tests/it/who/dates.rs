//! Dates wherever they are accepted, as pages show them in the site's language, and in the order of their bounds.

use super::{site, snapshot, words};

/// Dates of every form, in every place that takes one; the values are not quoted, as people write them.
const DATED: &str = "\
//- dossier.toml
title = \"Old stones\"
language = \"LANGUAGE\"
[edition]
date = 2031-05-01
covers = \"-0753/0476\"
//- content/articles/a.md
---
title: The stones
rights: full
published: 2031-01-30?
updated: 2031-01-31 09:46:59.25-04
retrieved: 2031-02~
archived: [{ url: \"https://archive.example/1\", date: 2031-02-01T10:00Z }]
corrections:
  - { date: 203X, text: The height was wrong }
---

Ana Mora measured the stones.
//- content/articles/b.md
---
title: An undated pit
rights: full
language: LATER
published: 20XX
---

A pit.
//- content/articles/c.md
---
title: Much later
rights: full
published: Y12031
---

A hole.
//- content/articles/d.md
---
title: Much earlier
rights: full
published: -0044-03-15
---

A wall.
//- content/annotations/a.md
---
date: 2031-03-XX
updated: 2031-XX-XX
---
## Measured {#measured}
said: 2031-22
happened: ../-0100
about: mora

> measured the **stones**

By hand.

## Named {#named}
said: 2031-01-30/
happened: Y-170000002
about: mora

> **Ana Mora** measured

Old.
//- content/entities/mora.md
---
name: Ana Mora
kind: person
start: 1970~
end: 2029-12/..
relations:
  - { to: quarry, as: owner, start: 2004-XX, end: 2005-06-11%, note: \"a#measured\" }
---
//- content/entities/quarry.md
+++
name = \"The Quarry\"
kind = \"place\"
start = \"-0044\"
end = 2031-01-31
+++
//- content/pages/gone.md
---
title: Gone
withdrawn: { date: 2031-24, reason: It was wrong }
---
";

#[test]
fn dates_are_in_words_of_the_sites_language_wherever_they_are_accepted() {
    let rows = [
        ("index.html", "1 May 2031", "1 de mayo de 2031"),
        ("index.html", "754_BCE – 476", "754_a._C. – 476"),
        ("articles/a.html", "probably 30 January 2031", "probablemente 30 de enero de 2031"),
        ("articles/a.html", "31 January 2031, 09:46 UTC−04:00", "31 de enero de 2031, 09:46 UTC−04:00"),
        ("articles/a.html", "about February 2031", "hacia febrero de 2031"),
        ("articles/a.html", "1 February 2031, 10:00 UTC", "1 de febrero de 2031, 10:00 UTC"),
        ("articles/a.html", "2030s", "década de 2030"),
        ("articles/a.html", "a day in March 2031", "un día de marzo de 2031"),
        ("articles/a.html", "a day in 2031", "un día de 2031"),
        ("articles/a.html", "summer 2031", "verano de 2031"),
        ("articles/a.html", "until 101_BCE", "hasta 101_a._C."),
        ("articles/a.html", "from 30 January 2031, end unknown", "desde el 30 de enero de 2031, final desconocido"),
        ("articles/a.html", "170,000,003_BCE", "170^000^003_a._C."),
        ("articles/b.html", "2000–2099", "2000–2099"),
        ("articles/index.html", "15 March 45_BCE", "15 de marzo de 45_a._C."),
        ("articles/index.html", "12,031", "12^031"),
        ("corrections.html", "2030s", "década de 2030"),
        ("entities/mora.html", "about 1970", "hacia 1970"),
        ("entities/mora.html", "since December 2029", "desde diciembre de 2029"),
        ("entities/mora.html", "a month in 2004", "un mes de 2004"),
        ("entities/mora.html", "probably about 11 June 2005", "probablemente hacia 11 de junio de 2005"),
        ("entities/quarry.html", "45_BCE", "45_a._C."),
        ("entities/quarry.html", "31 January 2031", "31 de enero de 2031"),
        ("gone.html", "winter 2031", "invierno de 2031"),
    ];
    for (language, other) in [("en", "es"), ("es", "en")] {
        let pages = site(&snapshot(&DATED.replace("LANGUAGE", language).replace("LATER", other)));
        for (path, english, spanish) in rows {
            let shown = words(&pages[path]).replace('\u{a0}', "_").replace('\u{202f}', "^");
            let date = if language == "en" { english } else { spanish };
            assert!(shown.contains(date), "{language}, {path}: {date}\n{shown}");
        }
    }
}

#[test]
fn dates_are_sorted_by_their_bounds() {
    let pages = site(&snapshot(&DATED.replace("LANGUAGE", "en").replace("LATER", "es")));
    let order = |page: &str, of: &[&str]| {
        let mut found: Vec<(usize, String)> =
            of.iter().map(|text| (page.find(text).unwrap_or_else(|| panic!("{text}")), (*text).to_owned())).collect();
        found.sort();
        found.into_iter().map(|f| f.1).collect::<Vec<_>>().join(" < ")
    };
    let index = &pages["articles/index.html"];
    let links =
        ["\"../articles/a.html\"", "\"../articles/b.html\"", "\"../articles/c.html\"", "\"../articles/d.html\""];
    let list = &index[index.find("<main").expect("a main part")..];
    assert_eq!(order(list, &links), format!("{} < {} < {} < {}", links[3], links[1], links[0], links[2]));
    let mora = &pages["entities/mora.html"];
    let events = &mora[mora.find("id=\"events-heading").expect("the events")..];
    // A beginning that is open or not known is before all others.
    let times = ["until 101\u{a0}BCE", "170,000,003\u{a0}BCE"];
    assert_eq!(order(events, &times), format!("{} < {}", times[0], times[1]));
}
