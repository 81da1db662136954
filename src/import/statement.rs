//! Lines that state when, where and by whom an article was published.
//!
//! ```text
//! line      := part { bar part }                       all parts must be of this kind
//! bar       := " | " | " • " | " · "
//! part      := label moment | moment | byline | outlet ; an outlet only beside a moment
//! label     := ("Published" | "Posted" | "Updated" | …) [":"]
//! byline    := "By" names
//! names     := name { ("," | "and" | "&") name }
//! name      := one to five words in capitals, with particles (de, van, al …) between them
//! copyright := ("©" | "(c)" | "Copyright") [year] outlet [year] ["," words] ["." words]
//! ```
//!
//! Only a line that is nothing else counts, so that neither a caption nor a sentence is read as one.
//! It deliberately does not know where in the text a line stands.

use super::date::{self, Moment, Stated};

/// What one line states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Statement {
    /// When it was published; whether a label says so.
    Published(Moment, bool),
    /// When it was changed.
    Updated(Moment),
    /// A time without a day: the key it belongs to.
    Time(&'static str),
    /// Who published it.
    Outlet(String),
    /// A name beside a date that may be the outlet's or the author's.
    Name(String),
    /// Who wrote it.
    Authors(Vec<String>),
}

const PUBLISHED: [&str; 12] = [
    "published",
    "published at",
    "published on",
    "first published",
    "posted",
    "posted at",
    "posted on",
    "date",
    "date published",
    "publication date",
    "issued",
    "issued on",
];
const UPDATED: [&str; 9] = [
    "updated",
    "updated at",
    "updated on",
    "last updated",
    "last updated at",
    "last updated on",
    "last modified",
    "modified",
    "last update",
];

/// Words in the names of outlets that no person bears.
const OUTLET_WORDS: [&str; 36] = [
    "news",
    "times",
    "post",
    "press",
    "agency",
    "daily",
    "tribune",
    "herald",
    "gazette",
    "journal",
    "chronicle",
    "guardian",
    "telegraph",
    "observer",
    "independent",
    "standard",
    "mail",
    "express",
    "mirror",
    "today",
    "tv",
    "radio",
    "broadcasting",
    "network",
    "media",
    "magazine",
    "review",
    "report",
    "reporter",
    "online",
    "world",
    "international",
    "wire",
    "service",
    "bulletin",
    "weekly",
];

/// Reads a line; `known` tells the names of outlets. `None` where any part of it is something else.
pub(super) fn read(line: &str, known: &dyn Fn(&str) -> bool) -> Option<Vec<Statement>> {
    let parts = split(line);
    let dated = parts.len() > 1 && parts.iter().any(|part| moment(part).is_some());
    let is_outlet =
        |name: &str| known(name) || name.split_whitespace().any(|w| OUTLET_WORDS.contains(&&*w.to_lowercase()));
    let mut statements = Vec::new();
    for part in &parts {
        if let Some(moment) = moment(part) {
            statements.push(moment);
        } else if let Some(names) = byline(part) {
            // "By Mara Lindqvist, Harbour News"; an outlet alone is the author, as printed.
            let (outlets, persons): (Vec<String>, Vec<String>) = names.into_iter().partition(|name| is_outlet(name));
            let (authors, outlets) = if persons.is_empty() { (outlets, persons) } else { (persons, outlets) };
            statements.push(Statement::Authors(authors));
            statements.extend(outlets.into_iter().map(Statement::Outlet));
        } else {
            let name = dated.then(|| outlet(part)).flatten()?;
            statements.push(if is_outlet(&name) { Statement::Outlet(name) } else { Statement::Name(name) });
        }
    }
    Some(statements)
}

/// Says whether a line begins with the label of a date.
pub(super) fn is_labelled(line: &str) -> bool {
    label(line).is_some_and(|(_, rest, colon)| colon || rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Says whether a line is the beginning of a byline of which the name is missing.
pub(super) fn is_bare_by(line: &str) -> bool {
    matches!(line.trim_end_matches([' ', ':']), "By" | "BY" | "by")
}

/// Reads names that stand for themselves.
pub(super) fn names(words: &str) -> Option<Vec<String>> {
    let words = words.replace(" & ", ", ").replace(" and ", ", ");
    let names: Vec<String> = words.split(", ").map(|name| name.trim().to_owned()).collect();
    (names.len() <= 6 && names.iter().all(|name| is_name(name))).then_some(names)
}

/// Reads a line of copyright: who holds it.
pub(super) fn copyright(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let marks = words.iter().take_while(|w| matches!(w.to_lowercase().as_str(), "©" | "(c)" | "copyright")).count();
    let is_year = |word: &str| {
        let word = word.trim_matches([',', '.', '-', '–', '©']);
        let years: Vec<&str> = word.split(['-', '–']).collect();
        years.len() <= 2 && years.iter().all(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()))
    };
    let glued = marks == 0 && words.first().is_some_and(|w| w.starts_with('©') && is_year(w));
    if marks == 0 && !glued {
        return None;
    }
    let mut rest = &words[marks..];
    let mut dated = false;
    while let Some((first, more)) = rest.split_first()
        && (is_year(first) || matches!(*first, "-" | "–" | "by"))
    {
        dated |= is_year(first);
        rest = more;
    }
    let end = rest.iter().position(|w| w.ends_with([',', '.', ';']) || is_year(w)).unwrap_or(rest.len());
    dated |= rest.get(end).is_some_and(|w| is_year(w));
    let stop = rest.get(end).filter(|w| !is_year(w));
    let last = stop.map(|w| w.trim_end_matches([',', '.', ';']));
    let name = rest[..end].iter().copied().chain(last).collect::<Vec<_>>().join(" ");
    let sound = (1..=6).contains(&name.split_whitespace().count()) && name.starts_with(char::is_uppercase);
    (dated && sound && !name.contains('/')).then_some(name)
}

fn split(line: &str) -> Vec<&str> {
    let bar = [" | ", " • ", " · "].into_iter().find(|bar| line.contains(bar));
    bar.map_or_else(|| vec![line], |bar| line.split(bar).map(str::trim).filter(|part| !part.is_empty()).collect())
}

fn moment(part: &str) -> Option<Statement> {
    if let Some(Stated::Moment(moment)) = date::read(part) {
        return Some(Statement::Published(moment, false));
    }
    let (key, rest, _) = label(part)?;
    Some(match (date::read(rest)?, key) {
        (Stated::Moment(moment), "updated") => Statement::Updated(moment),
        (Stated::Moment(moment), _) => Statement::Published(moment, true),
        (Stated::Time, key) => Statement::Time(key),
    })
}

/// Splits a label off: its key, what follows, and whether a colon stands between them.
fn label(part: &str) -> Option<(&'static str, &str, bool)> {
    let labels = PUBLISHED.iter().map(|l| (*l, "published")).chain(UPDATED.iter().map(|l| (*l, "updated")));
    let found = labels.filter_map(|(label, key)| {
        let head = part.get(..label.len())?;
        let rest = part.get(label.len()..)?;
        let ends = rest.is_empty() || rest.starts_with([':', ' ', '\u{a0}']);
        (head.eq_ignore_ascii_case(label) && ends).then_some((label.len(), key, rest))
    });
    let (_, key, rest) = found.max_by_key(|(length, ..)| *length)?;
    let bare = rest.trim_start();
    let after = bare.strip_prefix(':');
    Some((key, after.unwrap_or(bare).trim_start(), after.is_some()))
}

fn byline(part: &str) -> Option<Vec<String>> {
    let rest = ["By: ", "By ", "BY ", "by "].into_iter().find_map(|by| part.strip_prefix(by))?;
    names(rest.trim())
}

fn outlet(part: &str) -> Option<String> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let name = (1..=5).contains(&words.len()) && words.iter().all(|w| w.starts_with(char::is_uppercase) || particle(w));
    (name && !part.ends_with(['.', '!', '?', ':'])).then(|| part.to_owned())
}

fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    (1..=5).contains(&words.len())
        && words.iter().all(|word| capital(word) || particle(word))
        && words.iter().any(|word| capital(word))
        // Jan and April are people too, but not alone; Tuesday never is.
        && !words.iter().all(|word| date::is_calendar_word(word))
        && !words.iter().any(|word| word.len() > 5 && word.ends_with("day") && date::is_calendar_word(word))
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '\u{a0}' | '-' | '.' | '\'' | '’'))
        // An initial may end in a full stop, a sentence may not.
        && (!name.ends_with('.') || words.last().is_some_and(|word| word.chars().count() <= 3))
}

fn particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "da"
            | "do"
            | "dos"
            | "del"
            | "della"
            | "di"
            | "la"
            | "le"
            | "van"
            | "von"
            | "der"
            | "den"
            | "ter"
            | "bin"
            | "al"
            | "el"
            | "y"
            | "the"
            | "of"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let Some(statements) = read(line, &|name| name == "Quayside") else { return "none".to_owned() };
        let shown = statements.into_iter().map(|statement| match statement {
            Statement::Published(moment, labelled) => {
                format!("{} {}", if labelled { "published" } else { "date" }, moment.edtf)
            }
            Statement::Updated(moment) => format!("updated {}", moment.edtf),
            Statement::Time(key) => format!("time of {key}"),
            Statement::Outlet(name) => format!("outlet {name}"),
            Statement::Name(name) => format!("name {name}"),
            Statement::Authors(names) => format!("by {}", names.join("; ")),
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn statements_are_whole_lines() {
        let rows = [
            ("March 3, 2021 12:29 am", "date 2021-03-03T00:29"),
            ("Published at Wed, 03 Mar 2021 09:46:59 +0000", "published 2021-03-03T09:46:59Z"),
            ("Posted on: 3 March 2021", "published 2021-03-03"),
            ("Updated: March 3, 2021 3:13 pm", "updated 2021-03-03T15:13"),
            ("LAST UPDATED 3 March 2021", "updated 2021-03-03"),
            ("Updated : 18:21", "time of updated"),
            ("Harbour News | 03 Mar, 2021", "outlet Harbour News, date 2021-03-03"),
            ("Quayside | 03 Mar, 2021", "outlet Quayside, date 2021-03-03"),
            ("Mara Lindqvist | 03 Mar, 2021", "name Mara Lindqvist, date 2021-03-03"),
            ("Published 3 March 2021 | Updated 4 March 2021", "published 2021-03-03, updated 2021-03-04"),
            ("By Mara Lindqvist | 3 March 2021", "by Mara Lindqvist, date 2021-03-03"),
            ("By Mara Lindqvist and Søren de la Cruz", "by Mara Lindqvist; Søren de la Cruz"),
            ("By J. R. Ågård, Mara O’Neil & Li Po", "by J. R. Ågård; Mara O’Neil; Li Po"),
            ("By Jan O’Neil and April", "none"),
            ("By Jan O’Neil and April Ågård", "by Jan O’Neil; April Ågård"),
            ("By Mara Lindqvist, Harbour News", "by Mara Lindqvist, outlet Harbour News"),
            ("By Harbour News", "by Harbour News"),
            ("By Tuesday", "none"),
            ("By Tuesday Night", "none"),
            ("By the harbour", "none"),
            ("By then the bridge was closed.", "none"),
            ("The mast is seen at North Quay, March 3, 2021.", "none"),
            ("North Quay, March 3, 2021", "none"),
            ("Updated rules come into force on 3 March 2021", "none"),
            ("Published soon", "none"),
            ("Harbour News | North Quay", "none"),
            ("Bridge | The harbour bridge is closed, 3 March 2021", "none"),
        ];
        for (line, expected) in rows {
            assert_eq!(shown(line), expected, "{line}");
        }
    }

    #[test]
    fn copyright_names_its_holder() {
        let rows = [
            ("© 2021 Harbour News, a part of Quay Holdings Ltd.", Some("Harbour News")),
            ("©\u{a0}2021\u{a0}Harbour News", Some("Harbour News")),
            ("©2021 Harbour News. All rights reserved.", Some("Harbour News")),
            ("Copyright © 2019-2021 Harbour News", Some("Harbour News")),
            ("(c) Harbour News 2021", Some("Harbour News")),
            ("© QUAY AGENCY / Mara LindqvistThe mast", None),
            ("© 2021 Quay Agency/Mara Lindqvist", None),
            ("© Harbour News", None),
            ("Harbour News 2021", None),
            ("© 2021", None),
            ("©", None),
            ("Copyright in 2021 was the matter of a dispute that lasted", None),
        ];
        for (line, holder) in rows {
            assert_eq!(copyright(line).as_deref(), holder, "{line}");
        }
    }
}
