//! Texts, passages in them, and edits of which it is known where each passage has gone: what `tests/it/anchoring.rs`
//! sets floors on and `benches/anchoring.rs` prints.
//!
//! Real prose comes from `content/` and, where it is at hand, from the sources (`DOSSIER_ARTICLES`, else
//! `../shared/articles`); the rest is generated from a fixed seed. Beside each passage its text has a lookalike: the
//! same sentence with two other words, in another paragraph.

#![allow(dead_code, reason = "two programs share it")]

mod edit;
mod prose;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use dossier::content::annotation::{self, Note};
use dossier::load::{Contents, SourceFile};
use dossier::lock::{Digest, Entry};
use dossier::path::{Slug, SourcePath};
use dossier::resolve::anchor::place::{PlaceInput, place};
use dossier::resolve::anchor::{Anchoring, Haystack, State, shortest_context};
use dossier::text::canonical::Canonical;
pub use edit::EDITS;
pub use prose::{Text, texts};

/// A small generator of numbers (splitmix64): the same on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % (n.max(1) as u64)).expect("it is below a usize")
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// How a passage is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    Snapshot,
    LockOnly,
    FirstExact,
    StrictContext,
}

impl Method {
    pub const ALL: [Self; 4] = [Self::Snapshot, Self::LockOnly, Self::FirstExact, Self::StrictContext];

    pub fn name(self) -> &'static str {
        match self {
            Self::Snapshot => "lock and snapshot",
            Self::LockOnly => "lock without snapshot",
            Self::FirstExact => "first exact match",
            Self::StrictContext => "prefix+exact+suffix",
        }
    }
}

/// What came of one kind of edit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cell {
    pub cases: usize,
    /// The painted span and the true one share at least half of what either holds.
    pub found: usize,
    /// The painted span shares nothing with the true one, or something is painted that is gone.
    pub wrong: usize,
    /// Found, but not with the very borders.
    pub borders: usize,
}

/// Counts by method, length (short or long) and edit.
pub type Table = BTreeMap<(Method, bool, &'static str), Cell>;

/// A half of the texts: no text is in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// What thresholds are tuned on.
    Tuning,
    /// What is reported, and what the floors hold for.
    Report,
}

/// Returns the texts of a half: every other one, so that both have real and invented ones.
fn half_of(half: Half) -> impl Iterator<Item = (usize, Text)> {
    texts().into_iter().enumerate().filter(move |(n, _)| (n % 2 == 0) == (half == Half::Tuning))
}

/// Runs all edits on `cases` short and as many long passages of the texts of one half, or a few more.
pub fn run(half: Half, cases: usize, mut tell: impl FnMut(&str)) -> Table {
    let mut table = Table::new();
    let count = cases.div_ceil(half_of(half).count().max(1));
    for (n, text) in half_of(half) {
        for long in [false, true] {
            let mut dice = Dice::new(n as u64 * 2 + u64::from(long));
            for _ in 0..count {
                let Some(case) = Case::new(&text, long, &mut dice) else { continue };
                for edit in EDITS {
                    let Some((new, truth)) = edit.apply(&case.text, &case.span, long, &mut dice) else { continue };
                    for method in Method::ALL {
                        let painted = case.find(&new, method);
                        let cell = table.entry((method, long, edit.name)).or_default();
                        let wrong = cell.wrong;
                        cell.count(painted.as_ref(), &truth, edit.removes);
                        if (cell.wrong > wrong || (painted.is_none() && !edit.removes)) && method <= Method::LockOnly {
                            tell(&format!(
                                "{}: {} {} {}: `{}` became {:?} instead of {:?}\n",
                                if cell.wrong > wrong { "wrong" } else { "missed" },
                                text.name,
                                method.name(),
                                edit.name,
                                &case.text[case.span.clone()],
                                painted.map(|(span, _)| new[span].to_owned()),
                                (!edit.removes).then(|| &new[truth.clone()]),
                            ));
                        }
                    }
                }
            }
        }
    }
    table
}

impl Cell {
    fn count(&mut self, painted: Option<&(Range<usize>, State)>, truth: &Range<usize>, removed: bool) {
        self.cases += 1;
        let Some((span, state)) = painted else { return };
        let shared = span.end.min(truth.end).saturating_sub(span.start.max(truth.start));
        if removed {
            // What stands in place of a passage may be said to be what it was changed into.
            self.wrong += usize::from(shared == 0 || *state != State::Changed);
            return;
        }
        let all = span.end.max(truth.end) - span.start.min(truth.start);
        self.wrong += usize::from(shared == 0);
        self.found += usize::from(shared * 2 >= all);
        self.borders += usize::from(shared * 2 >= all && span != truth);
    }
}

/// A passage in a text, and the note that quotes it.
pub struct Case {
    pub text: String,
    pub span: Range<usize>,
    note: Arc<Note>,
    /// What the lock keeps of the note in the unedited text.
    entry: Option<Arc<Entry>>,
}

impl Case {
    fn new(text: &Text, long: bool, dice: &mut Dice) -> Option<Self> {
        for _ in 0..40 {
            let Some((text, span)) = prose::passage(&text.text, long, dice) else { continue };
            let canonical = canonical(&text);
            let passage = shortest_context(&Haystack::new(&canonical), span.clone(), canonical.blocks_of(&span));
            let source = match passage {
                Some(passage) => format!("## A {{#a}}\n\n> {}\n\nNote.\n", passage.replace('\n', "\n>\n> ")),
                None => continue,
            };
            let path = SourcePath::new("content/annotations/a.md");
            let file = annotation::parse(&SourceFile { path, contents: Contents::Text(source.as_str().into()) });
            let note = Arc::clone(file.file.notes.first()?);
            let mut case = Self { text, span, note, entry: None };
            case.entry = place(&case.input(&case.text))[0].entry.clone();
            if case.find(&case.text, Method::Snapshot).is_some_and(|(span, _)| span == case.span) {
                return Some(case);
            }
        }
        None
    }

    fn input(&self, text: &str) -> PlaceInput {
        PlaceInput {
            article: Slug::new("a"),
            canonical: Arc::new(canonical(text)),
            digest: Digest::of(text.as_bytes()),
            notes: vec![Arc::clone(&self.note)],
            entries: vec![None],
            texts: BTreeMap::new(),
            context: true,
        }
    }

    /// Looks for the passage in a new text.
    fn find(&self, new: &str, method: Method) -> Option<(Range<usize>, State)> {
        let words = &self.text[self.span.clone()];
        match method {
            Method::FirstExact => new.find(words).map(|at| (at..at + words.len(), State::Exact)),
            Method::StrictContext => {
                let edge = |at: usize, step: isize| {
                    let mut at = at.saturating_add_signed(step).min(self.text.len());
                    while !self.text.is_char_boundary(at) {
                        at -= 1;
                    }
                    at
                };
                let (from, to) = (edge(self.span.start, -32), edge(self.span.end, 32));
                let whole = &self.text[from..to];
                let mut places = new.match_indices(whole);
                let (at, _) = places.next().filter(|_| places.next().is_none())?;
                let start = at + self.span.start - from;
                Some((start..start + words.len(), State::Exact))
            }
            Method::Snapshot | Method::LockOnly => {
                let mut input = self.input(new);
                input.entries = vec![self.entry.clone()];
                if method == Method::Snapshot {
                    input.texts = [(Digest::of(self.text.as_bytes()), Arc::from(self.text.as_str()))].into();
                }
                let after = place(&input);
                match after[0].anchoring.clone()? {
                    Anchoring::Found { span, state } => Some((span, state)),
                    _ => None,
                }
            }
        }
    }
}

/// Makes a canonical text of lines.
pub fn canonical(text: &str) -> Canonical {
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        blocks.push(at..at + line.len());
        at += line.len() + 1;
    }
    Canonical { text: text.to_owned(), blocks }
}

/// Adds up the cells of edits that keep the passage, or of those that remove it.
pub fn total(table: &Table, method: Method, long: bool, removes: bool) -> Cell {
    let names: Vec<&str> = EDITS.iter().filter(|e| e.removes == removes).map(|e| e.name).collect();
    let mut sum = Cell::default();
    for ((_, _, name), cell) in table.iter().filter(|((m, l, _), _)| *m == method && *l == long) {
        if names.contains(name) {
            sum.cases += cell.cases;
            sum.found += cell.found;
            sum.wrong += cell.wrong;
            sum.borders += cell.borders;
        }
    }
    sum
}

/// Prints a table: recall, wrong, wrong borders, in percent of the cases.
pub fn show(table: &Table) -> String {
    let mut out = String::new();
    for method in Method::ALL {
        for long in [false, true] {
            let length = if long { "long" } else { "short" };
            let _ = writeln!(
                out,
                "\n{}, {length} passages\n{:<24} {:>6} {:>8} {:>8} {:>8}",
                method.name(),
                "edit",
                "cases",
                "recall",
                "wrong",
                "borders"
            );
            let mut row = |name: &str, cell: Cell, removes: bool| {
                // A single case among thousands must be seen.
                let percent = |n: usize| match n as f64 * 100.0 / cell.cases.max(1) as f64 {
                    share if n > 0 && share < 0.05 => format!("{share:.2} %"),
                    share => format!("{share:.1} %"),
                };
                let recall = if removes { "-".to_owned() } else { percent(cell.found) };
                let borders = if removes { "-".to_owned() } else { percent(cell.borders) };
                let wrong = percent(cell.wrong);
                let _ = writeln!(out, "{name:<24} {:>6} {recall:>8} {wrong:>8} {borders:>8}", cell.cases);
            };
            for edit in EDITS {
                row(edit.name, table.get(&(method, long, edit.name)).copied().unwrap_or_default(), edit.removes);
            }
            row("all that keep it", total(table, method, long, false), false);
            row("all that remove it", total(table, method, long, true), true);
        }
    }
    out
}
