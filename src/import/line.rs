//! The lines of a text, tidied, and as Markdown that reads back as the same words.
//!
//! ```text
//! line := characters up to LF, CR LF, CR or the end
//! tidy := control characters dropped, noncharacters as U+FFFD, NFC, white space squeezed
//! ```
//!
//! A run of white space becomes one space; but a run of one and the same other space (no-break, thin,
//! ideographic) becomes one of that, so that what the source printed stays. Line and paragraph
//! separators (U+2028, U+2029, U+0085) are white space. It deliberately knows nothing of what lines say.
//!
//! **Invariant:** a tidied line begins and ends with no white space and has no two in a row.
//! **Invariant:** an escaped line is one paragraph whose text is the line.

use unicode_normalization::UnicodeNormalization;

/// A line that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the file, from 1.
    pub(super) number: usize,
    /// Its words, tidied.
    pub(super) text: String,
    /// How many control characters were dropped and noncharacters replaced.
    pub(super) dropped: usize,
}

/// Splits a text into the lines that are not empty.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let text = text.replace("\r\n", "\n");
    let lines = text.split(['\n', '\r']).enumerate().map(|(i, line)| {
        let (text, dropped) = tidy(line);
        Line { number: i + 1, text, dropped }
    });
    lines.filter(|line| !line.text.is_empty()).collect()
}

/// Tidies words; also says how many characters were dropped or replaced.
pub(super) fn tidy(words: &str) -> (String, usize) {
    let mut dropped = 0;
    let printable = words.chars().filter_map(|c| match c {
        c if c.is_whitespace() => Some(c),
        c if c.is_control() => {
            dropped += 1;
            None
        }
        '\u{fdd0}'..='\u{fdef}' => {
            dropped += 1;
            Some('\u{fffd}')
        }
        c if u32::from(c) & 0xfffe == 0xfffe => {
            dropped += 1;
            Some('\u{fffd}')
        }
        c => Some(c),
    });
    let printable: String = printable.nfc().collect();
    let mut tidy = String::with_capacity(printable.len());
    let mut rest = printable.trim();
    while let Some(at) = rest.find(char::is_whitespace) {
        tidy.push_str(&rest[..at]);
        let after = rest[at..].trim_start();
        tidy.push(space(&rest[at..rest.len() - after.len()]));
        rest = after;
    }
    tidy.push_str(rest);
    (tidy, dropped)
}

/// What a run of white space becomes.
fn space(run: &str) -> char {
    let mut chars = run.chars();
    let first = chars.next().unwrap_or(' ');
    let other = !first.is_ascii() && !matches!(first, '\u{85}' | '\u{2028}' | '\u{2029}');
    if other && chars.all(|c| c == first) { first } else { ' ' }
}

/// Writes a tidied line as a paragraph of Markdown.
pub(super) fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len() + 8);
    let leading = leading_mark(line);
    for (at, c) in line.char_indices() {
        let rest = &line[at + c.len_utf8()..];
        let active = match c {
            // Escapes, code, emphasis, links, footnotes and tags begin with one of these.
            '\\' | '`' | '*' | '_' | '[' | '<' | '~' => true,
            '&' => is_reference(rest),
            // So that no file has more `[^` than a body may have.
            '^' => line[..at].ends_with('['),
            _ => false,
        };
        if active || leading == Some(at) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Finds the character that would make a line a heading, list, quotation, definition, rule or table.
fn leading_mark(line: &str) -> Option<usize> {
    if line.starts_with(['#', '>', '+', '-', '=', ':', '|']) {
        return Some(0);
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = &line[digits..];
    let item = digits > 0 && after.starts_with(['.', ')']) && (after.len() == 1 || after[1..].starts_with(' '));
    item.then_some(digits)
}

/// Says whether what follows an ampersand makes it a character reference.
fn is_reference(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    end > 0 && name[end..].starts_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_and_tidied() {
        let text = "\u{feff}".to_owned()
            + "one\r\n\r\n  two\t words \rthree\u{a0}four\u{a0} five\n\u{a0}\na\u{2028}b\u{1}\u{fffe}";
        let got: Vec<_> =
            lines(text.trim_start_matches('\u{feff}')).into_iter().map(|l| (l.number, l.text, l.dropped)).collect();
        let rows = [(1, "one", 0), (3, "two words", 0), (4, "three\u{a0}four five", 0), (6, "a b\u{fffd}", 2)];
        assert_eq!(got, rows.map(|(number, text, dropped)| (number, text.to_owned(), dropped)));
        assert_eq!(tidy("a\u{1}\u{301} \u{2003}\u{2003} x\u{3000}\u{3000}y").0, "á x\u{3000}y");
    }

    #[test]
    fn what_is_markdown_is_escaped() {
        let rows = [
            ("It's re-election day (again) at 5 > 4!", "It's re-election day (again) at 5 > 4!"),
            ("# a #", "\\# a #"),
            ("1. a", "1\\. a"),
            ("2019) b", "2019\\) b"),
            ("3.5 per cent", "3.5 per cent"),
            ("- - -", "\\- - -"),
            (": a", "\\: a"),
            ("AT&T & Co &amp; &#33;", "AT&T & Co \\&amp; \\&#33;"),
            ("[^1] [[x]] [a](b)", "\\[\\^1] \\[\\[x]] \\[a](b)"),
            ("a*b_c`d~e<f\\", "a\\*b\\_c\\`d\\~e\\<f\\\\"),
            ("| a | b |", "\\| a | b |"),
        ];
        for (line, markdown) in rows {
            assert_eq!(escape(line), markdown);
        }
    }
}
