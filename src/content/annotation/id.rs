//! Ids: what they look like, and how a note without one gets one from its words.
//!
//! Whether ids clash across the files of an article is not asked here.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::note::{Note, NoteKind, NoteSpans, Passage};
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::path::Slug;

/// About how long a derived id may be, in bytes.
const LONG: usize = 40;

/// Reports whether a text matches `[a-z0-9][a-z0-9-]*`.
pub(super) fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.bytes().next().is_some_and(plain) && text.bytes().all(|byte| plain(byte) || byte == b'-')
}

/// Finds written ids that clash, and gives an id to each note without one.
pub(super) fn settle(reader: &mut Reader<'_>, notes: &mut [Note], spans: &[NoteSpans]) {
    let mut taken: BTreeMap<Slug, usize> = BTreeMap::new();
    for (i, note) in notes.iter().enumerate() {
        if note.id.as_str().is_empty() {
            continue;
        }
        if let Some(&first) = taken.get(&note.id) {
            let message = format!("two notes have the id `{}`", note.id);
            let diagnostic = Diagnostic::error(Code::DuplicateNoteId, reader.at(spans[i].id.clone()), message)
                .label(reader.at(spans[first].id.clone()), "the other one")
                .hint("give one of them another id; links to it change with it");
            reader.diagnostics.push(diagnostic);
        } else {
            taken.insert(note.id.clone(), i);
        }
    }
    let mut next = BTreeMap::new();
    for (i, note) in notes.iter_mut().enumerate() {
        if !note.id.as_str().is_empty() {
            continue;
        }
        let words = note.passage.as_ref().map_or_else(|| note.title.clone(), Passage::target);
        note.id = derive(&[&words, &note.title], |id| taken.contains_key(id), &mut next);
        taken.insert(note.id.clone(), i);
        // Where an id is written but bad, that has been said.
        if spans[i].id != spans[i].heading {
            continue;
        }
        let kind = if note.kind == NoteKind::Note { String::new() } else { format!(" .{}", note.kind.as_str()) };
        let title = if note.title.is_empty() { "" } else { &reader.source[spans[i].heading.clone()] };
        let space = if title.is_empty() { "" } else { " " };
        let message = format!("the note has no id of its own; from its words it is `{}`", note.id);
        let diagnostic = Diagnostic::advice(Code::NoteWithoutId, reader.at(spans[i].heading.clone()), message)
            .hint(format!("write `## {title}{space}{{#{}{kind}}}` so that its permalink stays", note.id));
        reader.diagnostics.push(diagnostic);
    }
}

/// Makes an id of the first words that give one, with a number where it is taken; `next` remembers
/// which number of each comes next.
fn derive(words: &[&str], taken: impl Fn(&Slug) -> bool, next: &mut BTreeMap<String, usize>) -> Slug {
    let stem = words.iter().map(|words| slug(words)).find(|slug| !slug.is_empty()).unwrap_or_else(|| "note".into());
    let mut id = Slug::new(&*stem);
    let number = next.entry(stem.clone()).or_insert(2);
    while taken(&id) {
        id = Slug::new(format!("{stem}-{number}"));
        *number += 1;
    }
    id
}

/// Makes an id of the first words of a text; empty where none of its letters is Latin.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    // Words beyond the limit are not looked at; a passage may be long.
    for c in text.chars().take(10 * LONG).flat_map(char::to_lowercase).nfd().chain(Some(' ')) {
        match c {
            'a'..='z' | '0'..='9' => word.push(c),
            '\'' | '’' | '\u{ad}' | '\u{300}'..='\u{36f}' => {}
            'ß' => word.push_str("ss"),
            'æ' => word.push_str("ae"),
            'œ' => word.push_str("oe"),
            'ø' => word.push('o'),
            'ł' => word.push('l'),
            'đ' | 'ð' => word.push('d'),
            'þ' => word.push_str("th"),
            'ı' => word.push('i'),
            _ if word.is_empty() => {}
            _ => {
                if !out.is_empty() && out.len() + 1 + word.len() > LONG {
                    return out;
                }
                if !out.is_empty() {
                    out.push('-');
                }
                out.push_str(&word[..word.len().min(LONG)]);
                word.clear();
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_lower_case_ascii() {
        let rows = [
            ("Held Secret meetings", "held-secret-meetings"),
            ("Guaidó’s “offer” — 4,000 men", "guaidos-offer-4-000-men"),
            ("straße łódź", "strasse-lodz"),
            ("Привет", ""),
            ("one two three four five six seven eight nine ten", "one-two-three-four-five-six-seven-eight"),
            ("", ""),
        ];
        for (words, id) in rows {
            assert_eq!(slug(words), id);
            assert!(id.is_empty() || is_id(id), "{id}");
        }
        assert_eq!(slug(&"x".repeat(99)).len(), LONG);
    }

    #[test]
    fn taken_ids_get_a_number() {
        let taken = |id: &Slug| ["a", "a-2"].contains(&id.as_str());
        let mut next = BTreeMap::new();
        assert_eq!(derive(&["a"], taken, &mut next).as_str(), "a-3");
        assert_eq!(derive(&["…", "b"], taken, &mut next).as_str(), "b");
        assert_eq!(derive(&[], taken, &mut next).as_str(), "note");
    }

    #[test]
    fn the_shape_of_an_id() {
        for good in ["a", "0", "a-b-", "4-000"] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "-a", "A", "a_b", "é", "a b"] {
            assert!(!is_id(bad), "{bad}");
        }
    }
}
