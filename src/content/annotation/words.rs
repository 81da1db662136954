//! The words of one line of inline Markdown.
//!
//! Only inline constructs count: markers of lists, headings, quotes, rules and fences are words.
//! Emphasis, links and code give their text, images, tags and footnote references none. It
//! deliberately knows nothing of reference links: their definitions stand in another file.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What goes before the line so that no block construct begins in it; the space keeps what may
/// stand before emphasis as it is at the beginning of a line.
const GUARD: &str = "a ";

/// The words of a line, in order.
pub(super) struct Words {
    /// Stretches of text.
    pub(super) runs: Vec<Run>,
    /// Where the line holds `**` that did not become bold, in bytes of the line.
    pub(super) stars: Vec<usize>,
    /// Where the line is inline code, in bytes of the line.
    pub(super) code: Vec<Range<usize>>,
}

/// A stretch of text.
pub(super) struct Run {
    /// Its words, entities decoded.
    pub(super) text: String,
    /// Whether it is bold.
    pub(super) bold: bool,
    /// Where it stands, in bytes of the line.
    pub(super) span: Range<usize>,
}

/// Reads a line, which must hold no line break.
pub(super) fn read(line: &str) -> Words {
    let guarded = format!("{GUARD}{line}");
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_OLD_FOOTNOTES;
    let mut words = Words { runs: Vec::new(), stars: Vec::new(), code: Vec::new() };
    let mut literal: Vec<Range<usize>> = Vec::new();
    let (mut bold, mut image) = (0_usize, 0_usize);
    for (event, span) in Parser::new_ext(&guarded, options).into_offset_iter() {
        let guard = span.start == 0;
        let span = span.start.saturating_sub(GUARD.len())..span.end.saturating_sub(GUARD.len());
        match event {
            Event::Start(Tag::Strong) => bold += 1,
            Event::End(TagEnd::Strong) => bold -= 1,
            Event::Start(Tag::Image { .. }) => image += 1,
            Event::End(TagEnd::Image) => image -= 1,
            Event::Text(text) if image == 0 => {
                // The guard's space is gone where nothing follows it.
                let text = if guard { text.strip_prefix(GUARD).unwrap_or_default() } else { &text };
                if line.get(span.clone()) == Some(text) {
                    match literal.last_mut() {
                        Some(last) if last.end == span.start => last.end = span.end,
                        _ => literal.push(span.clone()),
                    }
                }
                words.push(text, bold > 0, span);
            }
            Event::Code(text) if image == 0 => {
                words.code.push(span.clone());
                words.push(&text, bold > 0, span);
            }
            Event::SoftBreak | Event::HardBreak if image == 0 => words.push(" ", bold > 0, span),
            _ => {}
        }
    }
    words.stars = literal.into_iter().flat_map(|range| stars(line, range)).collect();
    words
}

impl Words {
    /// Returns all words.
    pub(super) fn text(&self) -> String {
        self.runs.iter().map(|run| &*run.text).collect()
    }

    fn push(&mut self, text: &str, bold: bool, span: Range<usize>) {
        if !text.is_empty() {
            self.runs.push(Run { text: text.to_owned(), bold, span });
        }
    }
}

/// Reports whether an odd number of backslashes stands before a byte.
pub(super) fn escaped(line: &str, at: usize) -> bool {
    line.as_bytes()[..at].iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

fn stars(line: &str, range: Range<usize>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(i) = line[at..range.end].find("**") {
        let star = at + i;
        at = star + 1;
        if !escaped(line, star) {
            found.push(star);
            at += line[at..range.end].bytes().take_while(|&byte| byte == b'*').count();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inline_markup_counts() {
        let rows = [
            ("- a", "- a", 0),
            ("1. a", "1. a", 0),
            ("# a #", "# a #", 0),
            ("---", "---", 0),
            ("***", "***", 1),
            ("```", "```", 0),
            ("> a", "> a", 0),
            ("<div>", "", 0),
            ("a <b>c</b> <!-- d -->e", "a c e", 0),
            ("    a", "    a", 0),
            ("[^1]: a", ": a", 0),
            ("a[^1] b", "a b", 0),
            ("[a](https://b) *c* _d_ `e` ~~f~~ ![g](h)", "a c d e f ", 0),
            ("&amp; &eacute; \\*\\*", "& é **", 0),
            ("\\**a*", "*a", 0),
            ("** a**", "** a**", 2),
            ("`**`", "**", 0),
            ("a", "a", 0),
            ("", "", 0),
            ("| a | b |", "| a | b |", 0),
            (": a", ": a", 0),
            ("[x]: y", "[x]: y", 0),
        ];
        for (line, text, stars) in rows {
            let words = read(line);
            assert_eq!((&*words.text(), words.stars.len()), (text, stars), "{line}");
        }
    }

    #[test]
    fn bold_is_told_from_the_rest() {
        let words = read("a **b *c* d** __e__ f__g__");
        let bold: String = words.runs.iter().filter(|run| run.bold).map(|run| &*run.text).collect();
        assert_eq!(bold, "b c de");
    }
}
