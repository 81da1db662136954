//! Edits of a text, of which it is known where a passage has gone.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Dice;
use super::prose::{sentence, sentences, word, words};

/// A kind of edit.
pub struct Edit {
    pub name: &'static str,
    /// Whether the passage is gone after it.
    pub removes: bool,
    make: fn(&str, &Range<usize>, bool, &mut Dice) -> Option<Changes>,
}

/// Replacements of ranges that do not overlap, or a whole new text with the place of the passage.
enum Changes {
    Some(Vec<(Range<usize>, String)>),
    Whole(String, Range<usize>),
}

pub const EDITS: [Edit; 10] = [
    Edit { name: "none", removes: false, make: |_, _, _, _| Some(Changes::Some(Vec::new())) },
    Edit { name: "insertion above", removes: false, make: insertion },
    Edit { name: "typography", removes: false, make: typography },
    Edit { name: "diacritics stripped", removes: false, make: diacritics },
    Edit { name: "6 % of the words around", removes: false, make: around },
    Edit { name: "neighbours rewritten", removes: false, make: neighbours },
    Edit { name: "edit inside", removes: false, make: inside },
    Edit { name: "paragraphs shuffled", removes: false, make: shuffled },
    Edit { name: "sentence deleted", removes: true, make: deleted },
    Edit { name: "passage replaced", removes: true, make: replaced },
];

impl Edit {
    /// Edits a text; the range is where the passage stands then, or what stands in its place. `None` where the edit
    /// cannot be made.
    pub fn apply(
        &self,
        text: &str,
        span: &Range<usize>,
        long: bool,
        dice: &mut Dice,
    ) -> Option<(String, Range<usize>)> {
        let mut changes = match (self.make)(text, span, long, dice)? {
            Changes::Whole(text, span) => return Some((text, span)),
            Changes::Some(changes) => changes,
        };
        changes.sort_by_key(|(range, _)| (range.start, range.end));
        let (mut new, mut at) = (String::new(), 0);
        let (mut start, mut end) = (span.start, span.end);
        for (range, words) in &changes {
            assert!(range.start >= at, "edits do not overlap");
            new.push_str(&text[at..range.start]);
            new.push_str(words);
            at = range.end;
            let shift = |place: &mut usize| *place = (*place + words.len()).wrapping_sub(range.len());
            if range.end <= span.start && !(range.is_empty() && range.start == span.start && self.removes) {
                shift(&mut start);
            }
            if range.end <= span.end && !(range.is_empty() && range.start == span.end) {
                shift(&mut end);
            }
        }
        new.push_str(&text[at..]);
        Some((new, start..end.max(start)))
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    text.match_indices('\n').map(|(at, _)| at + 1).collect()
}

fn insertion(text: &str, span: &Range<usize>, _: bool, dice: &mut Dice) -> Option<Changes> {
    let places: Vec<usize> = line_starts(text).into_iter().filter(|at| *at <= span.start).collect();
    let at = places[dice.below(places.len())];
    let paragraph: Vec<String> = (0..1 + dice.below(3)).map(|_| sentence(dice)).collect();
    Some(Changes::Some(vec![(at..at, paragraph.join(" ") + "\n")]))
}

/// Changes every character by itself; the place of the passage follows.
fn by_char(text: &str, span: &Range<usize>, mut change: impl FnMut(char) -> String) -> Changes {
    let mut new = String::new();
    let (mut start, mut end) = (0, 0);
    for (at, c) in text.char_indices() {
        if at == span.start {
            start = new.len();
        }
        new += &change(c);
        if at + c.len_utf8() == span.end {
            end = new.len();
        }
    }
    Changes::Whole(new, start..end)
}

fn typography(text: &str, span: &Range<usize>, _: bool, dice: &mut Dice) -> Option<Changes> {
    let curly = dice.chance(50);
    let mut last = ' ';
    Some(by_char(text, span, |c| {
        let before = std::mem::replace(&mut last, c);
        match c {
            ' ' if dice.chance(15) => "\u{a0}".into(),
            '\'' if curly => "’".into(),
            '"' if curly => if before.is_whitespace() { "“" } else { "”" }.into(),
            '’' | '‘' if !curly => "'".into(),
            '“' | '”' if !curly => "\"".into(),
            '–' | '—' => "-".into(),
            '-' => "\u{2011}".into(),
            c if c.is_lowercase() && before.is_lowercase() && dice.chance(2) => format!("\u{ad}{c}"),
            c => c.into(),
        }
    }))
}

fn diacritics(text: &str, span: &Range<usize>, _: bool, _: &mut Dice) -> Option<Changes> {
    Some(by_char(text, span, |c| c.nfd().filter(|c| !is_combining_mark(*c)).collect()))
}

fn around(text: &str, span: &Range<usize>, _: bool, dice: &mut Dice) -> Option<Changes> {
    let mut changes = Vec::new();
    for found in words(text, &(0..text.len())) {
        if found.start < span.end && span.start < found.end || !dice.chance(6) {
            continue;
        }
        let new = match dice.below(3) {
            0 => word(dice),
            1 => String::new(),
            _ => format!("{} {}", &text[found.clone()], word(dice)),
        };
        changes.push((found, new));
    }
    Some(Changes::Some(changes))
}

/// Rewrites the sentences on both sides of a long passage, and six words on both sides of a short one.
fn neighbours(text: &str, span: &Range<usize>, long: bool, dice: &mut Dice) -> Option<Changes> {
    let mut changes = Vec::new();
    if long {
        let all = sentences(text);
        let at = all.iter().position(|s| s.start <= span.start && span.end <= s.end)?;
        let before = at.checked_sub(1).filter(|at| *at > 0);
        for other in before.into_iter().chain([at + 1]).filter_map(|at| all.get(at)) {
            changes.push((other.clone(), sentence(dice)));
        }
    } else {
        let title = text.find('\n')?;
        let before = words(text, &(title + 1..span.start.max(title + 1)));
        let after = words(text, &(span.end..text.len()));
        for found in before.into_iter().rev().take(6).chain(after.into_iter().take(6)) {
            changes.push((found, word(dice)));
        }
    }
    Some(Changes::Some(changes))
}

fn inside(text: &str, span: &Range<usize>, long: bool, dice: &mut Dice) -> Option<Changes> {
    let all = words(text, span);
    let found = all[dice.below(all.len())].clone();
    if long {
        let new = match dice.below(3) {
            0 => word(dice),
            1 => format!("{} {}", &text[found.clone()], word(dice)),
            _ if found.end == span.end => word(dice),
            _ => {
                return Some(Changes::Some(vec![(
                    found.start..found.end + usize::from(text[found.end..].starts_with(' ')),
                    String::new(),
                )]));
            }
        };
        return Some(Changes::Some(vec![(found, new)]));
    }
    // One letter more.
    let found = all.into_iter().max_by_key(|w| w.len())?;
    let letters: Vec<usize> = text[found.clone()].char_indices().map(|(at, _)| found.start + at).collect();
    let at = *letters.get(1 + dice.below(letters.len().saturating_sub(1)))?;
    Some(Changes::Some(vec![(at..at, "e".into())]))
}

fn shuffled(text: &str, span: &Range<usize>, _: bool, dice: &mut Dice) -> Option<Changes> {
    let (title, body) = text.split_once('\n')?;
    let base = title.len() + 1;
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = base;
    for line in body.split('\n') {
        lines.push((at, line));
        at += line.len() + 1;
    }
    for i in (1..lines.len()).rev() {
        lines.swap(i, dice.below(i + 1));
    }
    let mut new = title.to_owned();
    let mut place = span.clone();
    for (from, line) in lines {
        new.push('\n');
        if from <= span.start && span.end <= from + line.len() {
            let start = new.len() + span.start - from;
            place = start..start + span.len();
        }
        new.push_str(line);
    }
    Some(Changes::Whole(new, place))
}

fn deleted(text: &str, span: &Range<usize>, _: bool, _: &mut Dice) -> Option<Changes> {
    let sentence = sentences(text).into_iter().find(|s| s.start <= span.start && span.end <= s.end)?;
    let end = sentence.end + usize::from(text[sentence.end..].starts_with(' '));
    Some(Changes::Some(vec![(sentence.start..end, String::new())]))
}

fn replaced(text: &str, span: &Range<usize>, _: bool, dice: &mut Dice) -> Option<Changes> {
    let count = words(text, span).len();
    let new: Vec<String> = (0..count).map(|_| word(dice)).collect();
    let end = if text[..span.end].ends_with('.') { "." } else { "" };
    Some(Changes::Some(vec![(span.clone(), new.join(" ") + end)]))
}
