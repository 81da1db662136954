//! `dossier.lock`: where every note was last found.
//!
//! ```text
//! lock = line*                ; sorted by article, then note
//! line = JSON object NL       ; the fields of [`Entry`]
//! ```
//!
//! Reading never fails: a line that is damaged, and a note that two lines speak about differently (a merge went
//! wrong), is a warning and is treated as missing. It deliberately knows nothing of how notes are anchored, and
//! holds no words around passages whose text is not published: the lock is committed, so it may be public.
//!
//! **Invariant:** reading what was written gives the same lock, and the same lock gives the same bytes.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::ops::Deref;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::lines::Form;
use crate::memo::derived::Derived;
use crate::memo::map::Map;
use crate::path::{Slug, SourcePath};

/// The name of the lock in the root of a dossier.
pub const NAME: &str = "dossier.lock";

/// The version of the canonical form that positions count in. It rises when extraction changes.
pub const FORM: u32 = 1;

/// How many code points of prefix and suffix an entry holds at most.
pub const CONTEXT: usize = 96;

/// Where every note was last found.
///
/// It is held by article, so that what an edit does not touch stays the same value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// By article; none is empty.
    pub articles: Map<Slug, Notes>,
    /// Whether the file says something else than this value would: it is written anew.
    pub stale: bool,
}

/// Where the notes on one article were last found, by note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    entries: BTreeMap<Slug, Arc<Entry>>,
    /// The text that all of them count in.
    text: Derived<Option<Digest>>,
}

impl Notes {
    /// Returns the digest of the text that all entries count in, if that is one.
    pub fn text(&self) -> Option<Digest> {
        *self.text.get_or_make(|| {
            let mut texts = self.entries.values().map(|entry| entry.text);
            let first = texts.next()?;
            texts.all(|text| text == first).then_some(first)
        })
    }

    /// Forgets what was said of the entries as they were.
    fn changed(&mut self) -> &mut BTreeMap<Slug, Arc<Entry>> {
        self.text = Derived::default();
        &mut self.entries
    }

    /// Writes them down, a line each.
    fn write(&self, lines: &mut Vec<u8>) {
        for entry in self.entries.values() {
            let end = lines.len();
            if serde_json::to_writer(&mut *lines, &**entry).is_err() {
                lines.truncate(end);
            }
            lines.push(b'\n');
        }
    }
}

impl Deref for Notes {
    type Target = BTreeMap<Slug, Arc<Entry>>;

    fn deref(&self) -> &Self::Target {
        &self.entries
    }
}

impl FromIterator<(Slug, Arc<Entry>)> for Notes {
    fn from_iter<T: IntoIterator<Item = (Slug, Arc<Entry>)>>(entries: T) -> Self {
        Self { entries: entries.into_iter().collect(), ..Self::default() }
    }
}

impl Lock {
    /// Returns all entries, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.articles.values().flat_map(|notes| notes.values())
    }

    /// Puts an entry in its place.
    pub fn insert(&mut self, entry: Entry) {
        let notes = Arc::make_mut(self.articles.entry(entry.article.clone()).or_default());
        notes.changed().insert(entry.note.clone(), Arc::new(entry));
    }
}

/// Where one note was last found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The article.
    #[serde(with = "slug")]
    pub article: Slug,
    /// The note.
    #[serde(with = "slug")]
    pub note: Slug,
    /// The version of the canonical form.
    pub form: u32,
    /// The digest of the canonical text.
    pub text: Digest,
    /// The digest of the quotation as it is written in the annotation file, with its `nth:`.
    pub quote: Digest,
    /// Where the passage begins, in code points of the canonical text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The words that stand there.
    pub exact: String,
    /// Up to [`CONTEXT`] code points before it; empty where the text is not published.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Up to [`CONTEXT`] code points after it; empty where the text is not published.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suffix: String,
    /// How closely text and quotation agree. [`State::Changed`] is here only with `accepted`.
    pub state: State,
    /// The day on which an editor accepted words that are not the quotation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

/// How closely a passage agrees with the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The quotation stands there, character by character.
    Exact,
    /// It stands there after folding.
    Normalized,
    /// The passage stands there, but what the quotation has around it does not.
    Moved,
    /// Other words stand there.
    Changed,
}

impl State {
    /// Returns the word it is written as.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Normalized => "normalized",
            Self::Moved => "moved",
            Self::Changed => "changed",
        }
    }
}

/// A BLAKE3 digest, written in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Digests bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        blake3::Hash::from_hex(text).ok().map(|hash| Self(*hash.as_bytes()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a digest"))
    }
}

/// Reads a lock; `None` is a file that is not there.
pub fn read(bytes: Option<&[u8]>) -> (Lock, Vec<Diagnostic>) {
    let path = SourcePath::new(NAME);
    let Some(bytes) = bytes else { return (Lock::default(), Vec::new()) };
    let lines: Vec<&[u8]> = bytes.split_inclusive(|&b| b == b'\n').collect();
    let parsed: Vec<Option<Entry>> = lines.par_iter().map(|line| parse(line)).collect();
    let mut lock = Lock::default();
    let mut diagnostics = Vec::new();
    let mut twice = Vec::new();
    let mut last: Option<(Slug, Slug)> = None;
    let mut at = 0;
    for (n, (line, entry)) in lines.iter().zip(parsed).enumerate() {
        let place = at..at + line.trim_ascii_end().len();
        at += line.len();
        let Some(entry) = entry else {
            lock.stale = true;
            if !line.trim_ascii().is_empty() {
                let message = format!("line {} of the lock is damaged and is treated as missing", n + 1);
                diagnostics
                    .push(Diagnostic::warning(Code::DamagedLock, Location::at(&path, place), message).hint(HINT));
            }
            continue;
        };
        let key = (entry.article.clone(), entry.note.clone());
        lock.stale |= last.as_ref().is_some_and(|last| *last >= key) || !line.ends_with(b"}\n");
        match lock.articles.get(&key.0).and_then(|notes| notes.get(&key.1)) {
            None => lock.insert(entry),
            Some(other) if **other == entry => {}
            Some(_) => {
                let message = format!("line {} of the lock places `{}#{}` a second time", n + 1, key.0, key.1);
                diagnostics
                    .push(Diagnostic::warning(Code::DamagedLock, Location::at(&path, place), message).hint(HINT));
                twice.push(key.clone());
            }
        }
        last = last.max(Some(key));
    }
    for (article, note) in twice {
        if let Some(notes) = lock.articles.get_mut(&article) {
            Arc::make_mut(notes).changed().remove(&note);
        }
    }
    lock.articles = lock.articles.into_iter().filter(|(_, notes)| !notes.is_empty()).collect();
    (lock, diagnostics)
}

const HINT: &str = "restore the file from version control, or let the next build write it anew";

fn parse(line: &[u8]) -> Option<Entry> {
    let entry: Entry = serde_json::from_slice(line).ok()?;
    let settled = (entry.state == State::Changed) == entry.accepted.is_some();
    (settled && entry.start < entry.end && !entry.exact.is_empty()).then_some(entry)
}

/// How the notes on articles are written.
pub static LINES: Form<Slug, Arc<Notes>> =
    Form { head: "", entry: |_, notes, lines| notes.write(lines), parting: 0, tail: "" };

/// Writes a lock down.
pub fn write(lock: &Lock) -> String {
    let mut bytes = Vec::new();
    write_to(lock, &mut bytes).expect("a list of bytes takes all");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

/// Writes a lock once.
///
/// # Errors
/// Those of the writer.
pub fn write_to(lock: &Lock, out: &mut impl io::Write) -> io::Result<()> {
    let articles: Vec<&Arc<Notes>> = lock.articles.values().collect();
    // A part at a time, so that the file never lies in memory as a whole.
    for part in articles.chunks(512) {
        let lines: Vec<Vec<u8>> = part
            .par_iter()
            .map(|notes| {
                let mut lines = Vec::with_capacity(notes.len() * 512);
                notes.write(&mut lines);
                lines
            })
            .collect();
        lines.iter().try_for_each(|lines| out.write_all(lines))?;
    }
    Ok(())
}

mod slug {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::path::Slug;

    pub(super) fn serialize<S: Serializer>(slug: &Slug, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(slug.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Slug, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(deserializer).map(|text| Slug::new(&*text))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(article: &str, note: &str) -> Entry {
        Entry {
            article: Slug::new(article),
            note: Slug::new(note),
            form: FORM,
            text: Digest::of(b"text"),
            quote: Digest::of(b"quote"),
            start: 4,
            end: 9,
            exact: "words".into(),
            prefix: "pre ".into(),
            suffix: String::new(),
            state: State::Exact,
            accepted: None,
        }
    }

    fn lock(entries: Vec<Entry>) -> Lock {
        let mut lock = Lock::default();
        entries.into_iter().for_each(|entry| lock.insert(entry));
        lock
    }

    #[test]
    fn one_line_a_note() {
        insta::assert_snapshot!(write(&lock(vec![entry("a", "x")])), @r#"{"article":"a","note":"x","form":1,"text":"831c6831fdc9a309a4c66cc3cb2fa3740a100da8b86d6fe86e9ba40deb50aa19","quote":"c6b24f41e28d310cf5c33babd96d64ecf75b45aae32bc2a2975c72b53268b7d0","start":4,"end":9,"exact":"words","prefix":"pre ","state":"exact"}"#);
    }

    #[test]
    fn a_damaged_line_is_said_and_missing() {
        let good = write(&lock(vec![entry("a", "x"), entry("b", "y")]));
        let (a, b) = good.split_once("\n").expect("two lines");
        let other = b.replace("\"start\":4", "\"start\":5");
        let rows = [
            (good.clone(), 2, 0, false),
            (format!("{b}{a}\n"), 2, 0, true),
            (format!("{a}\n{}", b.trim_end()), 2, 0, true),
            (format!("{a}\nnonsense\n{b}"), 2, 1, true),
            (format!("<<<<<<< ours\n{a}\n{b}=======\n{a}\n{other}>>>>>>> theirs\n"), 1, 4, true),
            (format!("{a}\n{}", b.replace("exact\"}", "changed\"}")), 1, 1, true),
            (format!("\n{good}"), 2, 0, true),
            (String::new(), 0, 0, false),
        ];
        for (text, entries, problems, stale) in rows {
            let (lock, diagnostics) = read(Some(text.as_bytes()));
            assert_eq!((lock.entries().count(), diagnostics.len(), lock.stale), (entries, problems, stale), "{text}");
            assert!(diagnostics.iter().all(|d| d.code.as_str() == "damaged-lock" && d.message.starts_with("line ")));
        }
        assert_eq!(read(None), (Lock::default(), Vec::new()));
    }

    proptest! {
        #[test]
        fn reading_never_fails(bytes in any::<Vec<u8>>()) {
            let (lock, _) = read(Some(&bytes));
            prop_assert!(lock.entries().count() <= bytes.len());
        }

        #[test]
        fn what_is_written_is_read(notes in prop::collection::btree_map(("[a-c]", "[a-z]{1,3}"), (any::<String>(), any::<bool>()), 0..8)) {
            let entries = notes.into_iter().map(|((article, note), (words, settled))| Entry {
                exact: format!("{words}."),
                state: if settled { State::Changed } else { State::Moved },
                accepted: settled.then(|| "2026-01-31".into()),
                ..entry(&article, &note)
            });
            let lock = lock(entries.collect());
            let text = write(&lock);
            prop_assert_eq!(text.lines().count(), lock.entries().count());
            let (again, problems) = read(Some(text.as_bytes()));
            prop_assert_eq!(problems, vec![]);
            prop_assert_eq!(again, lock);
        }
    }
}
