//! Ids: what they look like, and how one is made of words.

use unicode_normalization::UnicodeNormalization;

use crate::path::Slug;

/// About how long a derived id may be, in bytes.
const LONG: usize = 40;

/// Reports whether a text matches `[a-z0-9][a-z0-9-]*`.
pub(super) fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.bytes().next().is_some_and(plain) && text.bytes().all(|byte| plain(byte) || byte == b'-')
}

/// Makes an id of the first words that give one, with a number where it is taken.
pub(super) fn derive(words: &[&str], taken: impl Fn(&Slug) -> bool) -> Slug {
    let stem = words.iter().map(|words| slug(words)).find(|slug| !slug.is_empty()).unwrap_or_else(|| "note".into());
    let mut id = Slug::new(&*stem);
    let mut number = 2;
    while taken(&id) {
        id = Slug::new(format!("{stem}-{number}"));
        number += 1;
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
        assert_eq!(derive(&["a"], taken).as_str(), "a-3");
        assert_eq!(derive(&["…", "b"], taken).as_str(), "b");
        assert_eq!(derive(&[], taken).as_str(), "note");
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
