//! Sentences: the context in which a name or a passage is shown.
//!
//! Boundaries are those of UAX #29 (Unicode text segmentation), taken away again after titles,
//! initials, abbreviations and month names of the language, and before a lower-case word. Where an
//! abbreviation may or may not end a sentence (`U.S. The`) it is held not to: a long context is
//! better than a cut one. It deliberately has no dictionary and looks at no grammar.
//!
//! Segmenting whole texts is slow, so only the characters that can end a sentence are looked at,
//! each with the few characters around it on which UAX #29 decides.
//!
//! **Invariant:** without the abbreviations, the boundaries are those of UAX #29 over the whole text.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// How many bytes a sentence is looked for to each side; a longer one is cut at a space.
const REACH: usize = 4_000;
/// How many characters after a full stop decide whether it ends a sentence.
const LOOKAHEAD: usize = 200;

/// Abbreviations that a capital letter may follow within a sentence.
const ENGLISH: &[&str] = &[
    "Adm.", "Amb.", "Apr.", "Assn.", "Aug.", "Ave.", "Bros.", "Brig.", "Capt.", "Cmdr.", "Co.", "Col.", "Corp.",
    "Cpl.", "Dec.", "Dept.", "Dr.", "Drs.", "Feb.", "Fri.", "Ft.", "Gen.", "Gov.", "Govt.", "Hon.", "Inc.", "Jan.",
    "Jr.", "Jul.", "Jun.", "Lt.", "Ltd.", "Maj.", "Mar.", "Messrs.", "Mme.", "Mon.", "Mr.", "Mrs.", "Ms.", "Mt.",
    "Nov.", "Oct.", "Pres.", "Prof.", "Pvt.", "Rep.", "Reps.", "Rev.", "Sen.", "Sens.", "Sep.", "Sept.", "Sgt.", "Sr.",
    "St.", "Ste.", "Supt.", "Thu.", "Thurs.", "Tue.", "Tues.", "Univ.", "Wed.", "approx.", "ca.", "cf.", "est.",
    "etc.", "vs.",
];

/// The same in Spanish.
const SPANISH: &[&str] = &[
    "Alm.", "Arq.", "Art.", "Av.", "Avda.", "Bco.", "Brig.", "Cap.", "Cia.", "Cmdte.", "Cnel.", "Col.", "Cía.", "D.",
    "Da.", "Depto.", "Dn.", "Dr.", "Dra.", "Dres.", "Dña.", "Dª.", "EE.", "Excmo.", "FF.", "Gob.", "Gral.", "Hno.",
    "Hnos.", "Ing.", "Lic.", "Licda.", "Ltda.", "Mons.", "Pbro.", "Pdte.", "Prof.", "Profa.", "Rvdo.", "Sgto.", "Sr.",
    "Sra.", "Sras.", "Sres.", "Srta.", "Sta.", "Sto.", "Tte.", "UU.", "Ud.", "Uds.", "Vd.", "Vds.", "abr.", "admón.",
    "ago.", "aprox.", "av.", "cf.", "dic.", "dpto.", "ene.", "etc.", "feb.", "gral.", "jul.", "jun.", "mar.", "may.",
    "nov.", "oct.", "sep.", "sept.", "set.", "sr.", "sra.", "vs.",
];

/// Abbreviations of either language that only a number or a name of a number follows.
const BEFORE_NUMBERS: &[&str] = &[
    "No.", "Nos.", "Nro.", "Núm.", "Art.", "Fig.", "Figs.", "Sec.", "Vol.", "art.", "arts.", "cap.", "fig.", "figs.",
    "fol.", "no.", "nos.", "nro.", "núm.", "núms.", "p.", "pp.", "pág.", "págs.", "sec.", "vol.", "vols.",
];

/// Returns the sentences of a text in order, each without the white space around it.
pub fn sentences(text: &str, language: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut from = 0;
    while let Some(at) = next_candidate(text, from) {
        from = after(text, at);
        if let Some(end) = boundary(text, at)
            && end > start
            && !joined(text, end, language)
        {
            push_trimmed(text, start..end, &mut sentences);
            start = end;
        }
    }
    push_trimmed(text, start..text.len(), &mut sentences);
    sentences
}

/// Returns the sentence, or sentences, that hold a hit, without the white space around them.
///
/// The hit is a byte range of `text` and is cut to it; a sentence that goes on for thousands of bytes
/// is cut at a space.
pub fn around(text: &str, hit: Range<usize>, language: &str) -> Range<usize> {
    let first = floor(text, hit.start.min(text.len()));
    let last = floor(text, hit.end.min(text.len())).max(first);
    let start = start_before(text, first, language);
    let end = end_after(text, start, first..last, language);
    let inside = &text[start..end];
    let end = start + inside.trim_end().len();
    let start = end - text[start..end].trim_start().len();
    start..end
}

fn start_before(text: &str, hit: usize, language: &str) -> usize {
    let limit = floor(text, hit.saturating_sub(REACH));
    let mut at = hit;
    while let Some(candidate) = text[limit..at].char_indices().rev().find(|&(_, c)| is_candidate(c)) {
        at = limit + candidate.0;
        if let Some(start) = boundary(text, at)
            && start <= hit
            && !joined(text, start, language)
        {
            return start;
        }
    }
    // Too long: begin with a whole word, if there is one.
    if limit == 0 { 0 } else { text[limit..hit].find(' ').map_or(limit, |space| limit + space) }
}

fn end_after(text: &str, start: usize, hit: Range<usize>, language: &str) -> usize {
    let limit = floor(text, (hit.end + REACH).min(text.len()));
    // A full stop right before the hit can end its sentence behind it: in closing quotation marks.
    let mut from = start.max(floor(text, hit.start.saturating_sub(16)));
    while let Some(at) = next_candidate(&text[..limit], from) {
        from = after(text, at);
        if let Some(end) = boundary(text, at)
            && end > start
            && end >= hit.end
            && !joined(text, end, language)
        {
            return end;
        }
    }
    if limit == text.len() { limit } else { text[hit.end..limit].rfind(' ').map_or(limit, |space| hit.end + space) }
}

/// Returns the boundary of UAX #29 that the character at `at` brings about.
fn boundary(text: &str, at: usize) -> Option<usize> {
    if let Ok(boundary) = ascii_boundary(text.as_bytes(), at) {
        return boundary;
    }
    // The letter before a full stop counts; marks and invisible characters come not between them.
    let known = |&(_, c): &(usize, char)| c.is_alphanumeric() && (c.is_ascii() || !is_combining_mark(c));
    let start = text[..at].char_indices().rev().take(16).find(known).map_or(at, |(i, _)| i);
    let next = after(text, at);
    // The first letter after it decides; a few more, as not all tables know the newest letters.
    let mut letters = 0;
    let mut end = text.len();
    for (i, c) in text[next..].char_indices().take(LOOKAHEAD) {
        end = next + i + c.len_utf8();
        letters +=
            if c.is_ascii_alphabetic() || (c.is_ascii() && is_candidate(c)) { 4 } else { u8::from(c.is_alphabetic()) };
        if letters >= 4 {
            break;
        }
    }
    let slice = &text[start..end];
    let found = slice.split_sentence_bound_indices().map(|(i, _)| start + i).find(|&i| i > at);
    found.filter(|&i| i < end)
}

/// What is to be looked at is not ASCII.
struct NotAscii;

/// Does the same where `.`, `!` or `?` stands among ASCII, quickly. The rules are named as in UAX #29.
fn ascii_boundary(text: &[u8], at: usize) -> Result<Option<usize>, NotAscii> {
    let get = |i: usize| match text.get(i) {
        Some(b) if !b.is_ascii() => Err(NotAscii),
        b => Ok(b.copied()),
    };
    if !matches!(text[at], b'.' | b'!' | b'?') {
        return Err(NotAscii);
    }
    let stop = text[at] == b'.';
    let mut end = at + 1;
    if stop {
        let before = if at > 0 { get(at - 1)? } else { None };
        match get(end)? {
            Some(b'0'..=b'9') => return Ok(None), // SB6
            Some(b'A'..=b'Z') if before.is_some_and(|b| b.is_ascii_alphabetic()) => return Ok(None), // SB7
            _ => {}
        }
    }
    while matches!(get(end)?, Some(b'"' | b'\'' | b'(' | b')' | b'[' | b']' | b'{' | b'}')) {
        end += 1; // SB9
    }
    while matches!(get(end)?, Some(b' ' | b'\t' | 0x0b | 0x0c)) {
        end += 1; // SB10
    }
    match get(end)? {
        None => return Ok(None),
        Some(b'.' | b'!' | b'?' | b',' | b'-' | b':' | b';') => return Ok(None), // SB8a
        Some(b'\n' | b'\r') => return Ok(None),                                  // SB9, SB10
        Some(_) => {}
    }
    if stop {
        for next in end..=end + LOOKAHEAD {
            match get(next)? {
                Some(b'a'..=b'z') => return Ok(None), // SB8
                None | Some(b'A'..=b'Z' | b'.' | b'!' | b'?' | b'\n' | b'\r') => break,
                Some(_) => {}
            }
        }
    }
    Ok(Some(end)) // SB11
}

/// Says whether the sentence goes on over a boundary.
fn joined(text: &str, at: usize, language: &str) -> bool {
    let before = text[..at].trim_end();
    let after = text[at..].trim_start();
    if text[before.len()..at].contains(['\n', '\r', '\u{2028}', '\u{2029}']) || after.is_empty() {
        return false;
    }
    // UAX #29 sees to full stops; this is for `“Why?” he asked`.
    if after.starts_with(char::is_lowercase) {
        return true;
    }
    if !before.ends_with('.') {
        return false;
    }
    let word = before.rfind(|c: char| !c.is_alphabetic() && c != '.' && c != 'ª').map_or(before, |i| {
        let skip = before[i..].chars().next().map_or(0, char::len_utf8);
        &before[i + skip..]
    });
    let spanish = language.split(['-', '_']).next().is_some_and(|l| l.eq_ignore_ascii_case("es"));
    if is_initials(word) {
        // The pronoun ends sentences; as an initial it has company.
        return spanish || word != "I." || is_initials(after.split(' ').next().unwrap_or_default());
    }
    if BEFORE_NUMBERS.contains(&word) && after.starts_with(|c: char| c.is_numeric() || c == '#') {
        return true;
    }
    if spanish { SPANISH.contains(&word) } else { ENGLISH.contains(&word) }
}

/// `J.`, `U.S.`, `e.g.`: single letters, each with a full stop; one alone is a capital.
fn is_initials(word: &str) -> bool {
    if word.chars().count() == 2 && !word.starts_with(char::is_uppercase) {
        return false;
    }
    let mut letter = false;
    for c in word.chars() {
        if letter != (c == '.') || (c != '.' && !c.is_alphabetic()) {
            return false;
        }
        letter = !letter;
    }
    !word.is_empty() && !letter
}

/// Says whether a character may end a sentence: all that UAX #29 has, and a few that cannot.
fn is_candidate(c: char) -> bool {
    match c {
        '.' | '!' | '?' | '\n' | '\r' | '\u{85}' | '\u{2024}' | '\u{2028}' | '\u{2029}' | '‼' | '‽' | '⁇'..='⁉' => {
            true
        }
        '\0'..='\u{588}' | '\u{2000}'..='\u{206f}' => false,
        c => !c.is_alphanumeric() && !is_combining_mark(c),
    }
}

fn next_candidate(text: &str, from: usize) -> Option<usize> {
    text[from..].char_indices().find(|&(_, c)| is_candidate(c)).map(|(i, _)| from + i)
}

fn after(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn push_trimmed(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let end = range.start + text[range.clone()].trim_end().len();
    let start = end - text[range.start..end].trim_start().len();
    if start < end {
        out.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(language: &str, text: &str) {
        // Sentences are written with a bar between them.
        let plain = text.replace('|', "");
        let found: Vec<&str> = sentences(&plain, language).into_iter().map(|r| &plain[r]).collect();
        let expected: Vec<&str> = text.split('|').map(str::trim).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn english() {
        let rows = [
            "One. |Two! |Three? |Four",
            "Mr. Smith met Mrs. Jones. |They spoke.",
            "Gen. A. B. Carter and Col. D. Evans stayed. |Others left.",
            "The U.S. Senate voted. |It was late.",
            "He lives in the U.S. Nobody knows.",
            "It was the U.N. |",
            "On Jan. 23 he spoke. |On Feb. Twelve he did not.",
            "No. 5 Downing was shut. |He said no. |Then he left.",
            "It was he and I. |They left.",
            "Meet I. M. Lee. |She built it.",
            "“Why?” he asked. |“No,” she said.",
            "He said “no.” |She left.",
            "(It rained.) |Then it stopped.",
            "The price rose by 3.5 percent. |It fell later.",
            "Smith vs. Jones began. |It ended.",
            "Use fruit, e.g. Apples. |Eat.",
            "Wait… What?",
            "Really?! |Yes.",
            "“One.” |“Two.”",
        ];
        for row in rows {
            check("en", row.trim_end_matches('|'));
        }
    }

    #[test]
    fn spanish() {
        let rows = [
            "El Sr. Gómez y la Sra. Díaz salieron. |Llovía.",
            "El Gral. Pérez viajó a EE. UU. Después volvió.",
            "Véase la pág. 5 del informe. |Es largo.",
            "El 3 de ene. Llegó. |Se fue.",
            "¿Por qué? |¡No sé! |Bueno.",
            "—¿Qué? —dijo él. |Nadie respondió.",
            "Dijo que Ud. Tenía razón. |Punto.",
        ];
        for row in rows {
            check("es-VE", row);
        }
        check("en", "Vio a la Sra. |Gómez.");
    }

    #[test]
    fn other_scripts() {
        check("zh", "他走了。|她没有。");
        check("hi", "वह गया। |वह आई।");
        check("en", "code line.\n|Mr.\n|next");
    }

    #[test]
    fn a_hit_is_shown_in_its_sentence() {
        let text = "It rained.  Then Gen. Carter spoke to the U.S. Senate. “Why now?” he asked. Nobody knew. ";
        let rows = [
            ("Carter", "Then Gen. Carter spoke to the U.S. Senate."),
            ("Gen.", "Then Gen. Carter spoke to the U.S. Senate."),
            ("It", "It rained."),
            ("rained.", "It rained."),
            ("Why", "“Why now?” he asked."),
            ("he asked", "“Why now?” he asked."),
            ("knew", "Nobody knew."),
            ("Senate. “Why", "Then Gen. Carter spoke to the U.S. Senate. “Why now?” he asked."),
        ];
        for (hit, sentence) in rows {
            let at = text.find(hit).expect("the hit is in the text");
            assert_eq!(&text[around(text, at..at + hit.len(), "en")], sentence, "{hit}");
        }
    }

    #[test]
    fn an_endless_sentence_is_cut_at_a_space() {
        let text = "word ".repeat(5_000);
        let range = around(&text, 12_500..12_504, "en");
        assert!(range.len() < 2 * REACH + 10 && range.contains(&12_500));
        assert!(text[range.clone()].starts_with("word ") && text[range].ends_with(" word"));
    }

    #[test]
    fn odd_ranges_do_no_harm() {
        assert_eq!(around("", 5..9, "en"), 0..0);
        assert_eq!(around("é. É.", 1..1, ""), 0..3);
        assert_eq!(around("   ", 1..2, "en"), 0..0);
        assert!(sentences(" \n ", "en").is_empty());
    }

    fn texts() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-bA-B1.!? \n\t\"'(,:_-]{0,12}",
            "[a-cA-C1.!? \n\r\t“”’\"')(,;:_-é\u{301}\u{ad}\u{a0}…—。、한क।\u{94d}]{0,30}",
            any::<String>()
        ]
    }

    proptest! {
        #[test]
        fn boundaries_are_those_of_the_standard(text in texts()) {
            let mut ours = Vec::new();
            let mut from = 0;
            while let Some(at) = next_candidate(&text, from) {
                from = after(&text, at);
                ours.extend(boundary(&text, at));
            }
            ours.sort_unstable();
            ours.dedup();
            let theirs: Vec<usize> = text.split_sentence_bound_indices().map(|(i, _)| i).skip(1).collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn a_sentence_holds_its_hit(text in texts(), a: usize, b: usize) {
            let n = text.len() + 1;
            let (a, b) = (floor(&text, a % n), floor(&text, b % n));
            let (a, b) = (a.min(b), a.max(b));
            let range = around(&text, a..b, "en");
            let words = text[a..b].trim();
            prop_assert!(text[range].contains(words));
        }
    }
}
