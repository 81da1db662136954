//! Texts, and passages in them.

use std::ops::Range;
use std::path::{Path, PathBuf};

use dossier::content::article;
use dossier::load::{Contents, SourceFile};
use dossier::path::SourcePath;
use dossier::text::canonical::Canonical;

use super::Dice;

/// A text with a name for messages.
pub struct Text {
    pub name: String,
    pub text: String,
}

/// How many texts are generated.
const GENERATED: usize = 20;

/// Returns all texts, always in the same order.
pub fn texts() -> Vec<Text> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for path in files(&root.join("content/articles"), "md") {
        let text = std::fs::read_to_string(&path).expect("it is readable");
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let file = SourceFile { path: SourcePath::new(name.as_str()), contents: Contents::Text(text.into()) };
        let source = article::parse(&file);
        let text = Canonical::new(&source.meta.title, &source.body).text;
        texts.push(Text { name, text });
    }
    // Generated texts stand between the real ones, so that both halves have of both.
    texts.extend((0..GENERATED).map(|n| Text { name: format!("generated {n}"), text: generated(n as u64) }));
    for path in files(&sources(root), "txt") {
        let text = std::fs::read_to_string(&path).expect("it is readable");
        let lines: Vec<String> = text
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|line| !line.is_empty())
            .collect();
        texts.push(Text {
            name: path.file_name().expect("a name").to_string_lossy().into_owned(),
            text: lines.join("\n"),
        });
    }
    texts.retain(|text| text.text.len() > 400);
    texts
}

#[allow(clippy::disallowed_methods, reason = "a test may be told where the sources are")]
fn sources(root: &Path) -> PathBuf {
    std::env::var_os("DOSSIER_ARTICLES").map_or_else(|| root.join("../shared/articles"), PathBuf::from)
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    files.sort();
    files
}

const NAMES: [&str; 14] = [
    "Ana Lind",
    "José Peña",
    "Marta Ruíz",
    "Colonel Ortega",
    "Team Alpha",
    "Team Beta",
    "the harbour board",
    "Zoë Müller",
    "the council",
    "Ivo Grān",
    "the union",
    "Núñez",
    "Lind",
    "the ministry",
];
const VERBS: [&str; 14] = [
    "shipped",
    "refused",
    "postponed",
    "announced",
    "denied",
    "signed",
    "questioned",
    "described",
    "praised",
    "delayed",
    "rejected",
    "supported",
    "inspected",
    "closed",
];
const THINGS: [&str; 14] = [
    "the release",
    "the new agreement",
    "a second survey",
    "the old bridge",
    "the report on safety",
    "all talks",
    "the vote",
    "the plan for the northern quay",
    "the budget",
    "a list of witnesses",
    "the second phase",
    "the harbour",
    "every earlier promise",
    "the meeting",
];
const TIMES: [&str; 12] = [
    "on Friday",
    "on Monday",
    "in January",
    "after a long night",
    "without giving a reason",
    "for the third time",
    "before the deadline",
    "in front of 4,300 people",
    "as expected",
    "against all advice",
    "late in the evening",
    "within hours",
];
const TAILS: [&str; 10] = [
    "",
    "",
    "",
    ", according to two people who were there",
    ", and nobody objected",
    " – a surprise to many",
    ", which the other side called “a mistake”",
    ", although the figures had not been checked",
    "; more is to come",
    ", said Ana Lind",
];

/// Invents a sentence.
pub fn sentence(dice: &mut Dice) -> String {
    let mut pick = |words: &[&str]| words[dice.below(words.len())].to_owned();
    let text = format!("{} {} {} {}{}.", pick(&NAMES), pick(&VERBS), pick(&THINGS), pick(&TIMES), pick(&TAILS));
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}

/// Invents a word that the vocabulary does not have.
pub fn word(dice: &mut Dice) -> String {
    const PARTS: [&str; 12] = ["vel", "tor", "min", "sa", "quo", "rhe", "bel", "lum", "dra", "ost", "fen", "gy"];
    (0..2 + dice.below(2)).map(|_| PARTS[dice.below(PARTS.len())]).collect()
}

fn generated(seed: u64) -> String {
    let mut dice = Dice::new(seed ^ 0x0d05_51e5);
    let mut lines = vec![format!("Report {} on the harbour", seed + 1)];
    for _ in 0..8 + dice.below(6) {
        let count = 2 + dice.below(5);
        lines.push((0..count).map(|_| sentence(&mut dice)).collect::<Vec<_>>().join(" "));
    }
    lines.join("\n")
}

/// Returns the sentences of a text.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let next = &text[at + c.len_utf8()..];
        let ends = c == '\n' || (matches!(c, '.' | '?' | '!') && next.starts_with([' ', '\n']));
        if ends || next.is_empty() {
            let end = if c == '\n' { at } else { at + c.len_utf8() };
            let from = start + (text[start..end].len() - text[start..end].trim_start().len());
            if from < end {
                sentences.push(from..end);
            }
            start = at + c.len_utf8();
        }
    }
    sentences
}

/// Returns the words of a range.
pub fn words(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, c) in text[range.clone()].char_indices() {
        let at = range.start + at;
        let inside = c.is_alphanumeric() || matches!(c, '\'' | '’');
        match words.last_mut() {
            Some(word) if inside && word.end == at => word.end = at + c.len_utf8(),
            _ if inside => words.push(at..at + c.len_utf8()),
            _ => {}
        }
    }
    words
}

/// Picks a passage, and puts a lookalike of its sentence into another paragraph.
pub fn passage(text: &str, long: bool, dice: &mut Dice) -> Option<(String, Range<usize>)> {
    let title = text.find('\n')?;
    let all: Vec<Range<usize>> = sentences(text).into_iter().filter(|s| s.start > title).collect();
    let sentence = all[dice.below(all.len())].clone();
    let inside = words(text, &sentence);
    let span = if long {
        if sentence.len() < 40 || inside.len() < 6 {
            return None;
        }
        sentence.clone()
    } else {
        let first = dice.below(inside.len());
        let last = (first + dice.below(2)).min(inside.len().checked_sub(1)?);
        let span = inside[first].start..inside[last].end;
        if !(4..=20).contains(&text[span.clone()].chars().count()) {
            return None;
        }
        span
    };
    // The lookalike: two words of the sentence are others; for a short passage they are not its own.
    let free: Vec<&Range<usize>> =
        inside.iter().filter(|w| long || w.end <= span.start || w.start >= span.end).collect();
    if free.len() < 3 {
        return None;
    }
    let mut other = text[sentence.clone()].to_owned();
    let first = dice.below(free.len());
    let second = (first + 1 + dice.below(free.len() - 1)) % free.len();
    for at in [first.max(second), first.min(second)] {
        other.replace_range(free[at].start - sentence.start..free[at].end - sentence.start, &word(dice));
    }
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        lines.push(at..at + line.len());
        at += line.len() + 1;
    }
    let own = lines.iter().position(|l| l.start <= span.start && span.end <= l.end)?;
    let mut host = 1 + dice.below(lines.len() - 1);
    if host == own {
        host = if host + 1 < lines.len() { host + 1 } else { host.checked_sub(1).filter(|h| *h > 0)? };
    }
    let at = lines[host].end;
    let mut text = text.to_owned();
    let added = format!(" {other}");
    text.insert_str(at, &added);
    let moved = if at < span.start { added.len() } else { 0 };
    Some((text, span.start + moved..span.end + moved))
}
