//! Ids made from names.
//!
//! It deliberately does not know which ids are taken.
//!
//! **Invariant:** what it makes is an id or nothing.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest id that is made from a title, in bytes.
const LONGEST: usize = 60;

/// Makes an id from a title: ASCII, lower case, words joined by hyphens; empty if nothing is left.
pub fn slug(title: &str) -> String {
    let mut folded = String::new();
    for c in title.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
        match c {
            // Letters that do not decompose.
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            '\'' | '’' | '.' => {}
            c if c.is_ascii_alphanumeric() => folded.push(c),
            _ => folded.push(' '),
        }
    }
    let mut id = String::new();
    for word in folded.split_whitespace() {
        if !id.is_empty() && id.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(&word[..word.len().min(LONGEST)]);
    }
    id
}

/// Says whether a text is an id: `[a-z0-9][a-z0-9-]*`.
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Proposes an id for an article: from its headline, else from the file's name, else `article-DATE`,
/// else `article`, the last three numbered where they are taken.
///
/// A headline whose id is taken gives it all the same, so that the user is told.
pub(super) fn propose(headline: &str, file: &str, day: Option<&str>, taken: &dyn Fn(&str) -> bool) -> String {
    let lettered = |text: &str| Some(slug(text)).filter(|id| id.bytes().any(|b| b.is_ascii_lowercase()));
    if let Some(id) = lettered(headline) {
        return id;
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let dated = || day.map_or_else(|| "article".to_owned(), |day| format!("article-{day}"));
    let first = lettered(stem).unwrap_or_else(dated);
    let numbered = (2..).map(|n: u32| format!("{first}-{n}"));
    std::iter::once(first.clone()).chain(numbered).find(|id| !taken(id)).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_from_titles() {
        let rows = [
            ("Juan Guaidó", "juan-guaido"),
            ("  Who's at—the “door”?  ", "whos-at-the-door"),
            ("U.S. troops: 5,000", "us-troops-5-000"),
            ("Łódź & Straße, Ærø", "lodz-strasse-aero"),
            ("ﬁne №5", "fine-no5"),
            ("委内瑞拉", ""),
            ("", ""),
        ];
        for (title, id) in rows {
            assert_eq!(slug(title), id, "{title}");
        }
        let long = slug(&"word ".repeat(40));
        assert!(long.len() <= LONGEST && long.ends_with("-word"), "{long}");
        assert_eq!(slug(&"x".repeat(100)).len(), LONGEST);
    }

    #[test]
    fn every_id_that_is_made_is_an_id() {
        proptest::proptest!(|(title in "\\PC{0,40}")| {
            let id = slug(&title);
            proptest::prop_assert!(id.is_empty() || is_id(&id), "{}", id);
        });
    }

    #[test]
    fn without_letters_the_file_or_the_date_names_the_article() {
        let propose =
            |headline, file, day, taken: &[&str]| super::propose(headline, file, day, &|id| taken.contains(&id));
        assert_eq!(propose("Mast und Schot", "x.txt", None, &["mast-und-schot"]), "mast-und-schot");
        assert_eq!(propose("委内瑞拉", "Press cutting 7.txt", None, &[]), "press-cutting-7");
        assert_eq!(propose("委内瑞拉", "剪报.txt", Some("2019-01-31"), &[]), "article-2019-01-31");
        assert_eq!(propose("2019", "7.txt", None, &[]), "article");
        assert_eq!(propose("委", "剪.txt", None, &["article", "article-2"]), "article-3");
    }
}
