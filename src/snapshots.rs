//! The texts that notes were last found in: one append-only pack, private, never published.
//!
//! ```text
//! pack   = "dossier snapshots 1" NL record*
//! record = "text " digest " " length NL bytes NL    ; 64 hexadecimal digits; decimal, in bytes
//! ```
//!
//! Everything works, only less surely, without it: it says how a text was before, so that passages can be carried
//! across a change. What is damaged is said and left out, and the next build writes the pack anew. It deliberately
//! keeps no order and no history: a text is in it as long as an entry of the lock counts in it.
//!
//! **Invariant:** a text that is returned has the digest that was asked for.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::lock::Digest;
use crate::memo::map::OrdMap;
use crate::path::SourcePath;
use crate::text::canonical::Canonical;

/// The pack, relative to the root of a dossier.
pub const NAME: &str = ".dossier/snapshots.pack";

/// How the file begins.
pub const HEAD: &str = "dossier snapshots 1\n";

/// A pack as it was read.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// The file, and what was appended to it since.
    parts: Vec<Arc<[u8]>>,
    /// By text: in which part, and where in it.
    index: OrdMap<Digest, (usize, Range<usize>)>,
    /// Whether the file is there and sound, so that it can be appended to.
    pub sound: bool,
}

/// A text that is written; `None` is one that the old pack has.
pub type Record = (Digest, Option<Arc<Canonical>>);

/// The texts that are to be kept; `None` is a text that only the pack has.
pub type Kept = OrdMap<Digest, Option<Arc<Canonical>>>;

impl PartialEq for Pack {
    fn eq(&self, other: &Self) -> bool {
        // What lies between texts is never asked for.
        self.sound == other.sound && self.index.keys().eq(other.index.keys())
    }
}

impl Eq for Pack {}

impl Pack {
    /// Returns a text.
    pub fn get(&self, digest: Digest) -> Option<&str> {
        let (part, range) = self.index.get(&digest)?;
        std::str::from_utf8(&self.parts[*part][range.clone()]).ok()
    }

    /// Reports whether it holds a text.
    pub fn has(&self, digest: Digest) -> bool {
        self.index.contains_key(&digest)
    }

    /// Returns the digests of all texts with their lengths in bytes, in order.
    pub fn lengths(&self) -> impl Iterator<Item = (Digest, usize)> {
        self.index.iter().map(|(digest, (_, range))| (*digest, range.len()))
    }

    /// Returns how many bytes the file has.
    pub fn size(&self) -> usize {
        self.parts.iter().map(|part| part.len()).sum()
    }

    /// Writes records down; what has no text of its own is taken from here.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, records: &[Record], out: &mut impl Write) -> io::Result<()> {
        for (digest, text) in records {
            let text = text.as_ref().map_or_else(|| self.get(*digest), |canonical| Some(canonical.text.as_str()));
            if let Some(text) = text {
                writeln!(out, "text {digest} {}\n{text}", text.len())?;
            }
        }
        Ok(())
    }

    fn bytes(&self, records: &[Record], head: &str) -> Vec<u8> {
        let mut bytes = head.as_bytes().to_vec();
        self.write(records, &mut bytes).expect("a list of bytes takes all");
        bytes
    }

    /// Returns what the pack is after a change, without reading it again.
    #[must_use]
    pub fn after(&self, change: &Change) -> Self {
        match change {
            Change::None => self.clone(),
            Change::Replace(all) => read(Some(self.bytes(all, HEAD))).0,
            Change::Append(more) => {
                let bytes = self.bytes(more, "");
                let mut pack = self.clone();
                let part = pack.parts.len();
                pack.index.extend(records(&bytes).0.into_iter().map(|(digest, range)| (digest, (part, range))));
                pack.parts.push(bytes.into());
                pack
            }
        }
    }
}

/// Reads a pack; `None` is a file that is not there.
pub fn read(bytes: Option<Vec<u8>>) -> (Pack, Vec<Diagnostic>) {
    let Some(bytes) = bytes else { return Default::default() };
    let bytes: Arc<[u8]> = bytes.into();
    let (records, whole) = records(&bytes);
    // Whether it is text is asked when it is returned.
    let good: Vec<bool> =
        records.par_iter().map(|(digest, range)| Digest::of(&bytes[range.clone()]) == *digest).collect();
    let sound = whole && good.iter().all(|good| *good);
    let good = records.into_iter().zip(good).filter(|(_, good)| *good);
    let index = good.map(|((digest, range), _)| (digest, (0, range))).collect();
    let mut diagnostics = Vec::new();
    if !sound {
        let message = "the snapshots of earlier texts are damaged; what is still sound in them is used";
        diagnostics.push(
            Diagnostic::warning(Code::DamagedSnapshots, Location::file(&SourcePath::new(NAME)), message)
                .hint("run `dossier build`, which writes them anew"),
        );
    }
    (Pack { parts: vec![bytes], index, sound }, diagnostics)
}

/// Finds the records, and tells whether there is nothing else.
fn records(bytes: &[u8]) -> (Vec<(Digest, Range<usize>)>, bool) {
    let mut found = Vec::new();
    let mut whole = bytes.starts_with(HEAD.as_bytes());
    let mut at = if whole { HEAD.len() } else { 0 };
    while at < bytes.len() {
        if let Some((digest, range)) = record(bytes, at) {
            at = range.end + 1;
            found.push((digest, range));
            continue;
        }
        whole = false;
        match memmem::find(&bytes[at..], b"\ntext ") {
            Some(next) => at += next + 1,
            None => break,
        }
    }
    (found, whole)
}

fn record(bytes: &[u8], at: usize) -> Option<(Digest, Range<usize>)> {
    // A line of a record is short; what has no line feed soon is none.
    let line = &bytes[at..bytes.len().min(at + 100)];
    let line = std::str::from_utf8(&line[..memchr::memchr(b'\n', line)?]).ok()?;
    let (digest, length) = line.strip_prefix("text ")?.split_once(' ')?;
    let start = at + line.len() + 1;
    let end = start.checked_add(length.parse().ok()?)?;
    (bytes.get(end) == Some(&b'\n')).then_some((Digest::parse(digest)?, start..end))
}

/// What has to be done so that the file holds what is to be kept.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// These are put at its end.
    Append(Vec<Record>),
    /// It is replaced by [`HEAD`] and these.
    Replace(Vec<Record>),
}

/// Settles what to do: missing texts are appended; a pack that is damaged, or of which more than half is no longer
/// needed, is replaced.
pub fn change(old: &Pack, kept: &Kept) -> Change {
    // Both are sorted, and go in step.
    let mut texts = old.lengths().peekable();
    let (mut used, mut missing) = (0, Vec::new());
    for (digest, text) in kept {
        while texts.next_if(|(old, _)| old < digest).is_some() {}
        match texts.next_if(|(old, _)| old == digest) {
            Some((_, length)) => used += length + 80,
            None => missing.extend(text.is_some().then_some((digest, text))),
        }
    }
    let record = |(digest, text): (&Digest, &Option<Arc<Canonical>>)| (*digest, text.clone());
    if old.sound && used * 2 + HEAD.len() >= old.size() {
        if missing.is_empty() {
            return Change::None;
        }
        return Change::Append(missing.into_iter().map(record).collect());
    }
    if kept.is_empty() && old.size() == 0 {
        return Change::None;
    }
    Change::Replace(kept.iter().map(record).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kept(texts: &[&str]) -> Kept {
        let canonical = |text: &&str| Canonical { text: (*text).to_owned(), blocks: Vec::new() };
        texts.iter().map(|text| (Digest::of(text.as_bytes()), Some(Arc::new(canonical(text))))).collect()
    }

    fn apply(old: &[u8], pack: &Pack, kept: &Kept) -> Vec<u8> {
        match change(pack, kept) {
            Change::None => old.to_vec(),
            Change::Append(records) => [old, &pack.bytes(&records, "")].concat(),
            Change::Replace(records) => pack.bytes(&records, HEAD),
        }
    }

    fn texts(pack: &Pack) -> Vec<&str> {
        let mut texts: Vec<&str> = pack.lengths().filter_map(|(digest, _)| pack.get(digest)).collect();
        texts.sort_unstable();
        texts
    }

    #[test]
    fn texts_are_appended_and_compacted() {
        let (none, problems) = read(None);
        assert_eq!((problems.len(), change(&none, &kept(&[]))), (0, Change::None));
        let first = apply(b"", &none, &kept(&["one", "two\nlines"]));
        let (pack, _) = read(Some(first.clone()));
        assert!(pack.sound);
        assert_eq!(texts(&pack), ["one", "two\nlines"]);
        assert_eq!(change(&pack, &kept(&["one", "two\nlines"])), Change::None);
        let append = change(&pack, &kept(&["one", "new"]));
        assert!(matches!(append, Change::Append(_)));
        let appended = pack.after(&append);
        let second = apply(&first, &pack, &kept(&["one", "new"]));
        let (pack, _) = read(Some(second.clone()));
        assert_eq!((&appended, appended.size()), (&pack, pack.size()), "it need not be read again");
        assert_eq!(texts(&appended), texts(&pack));
        assert_eq!(texts(&pack), ["new", "one", "two\nlines"]);
        assert!(matches!(change(&pack, &kept(&["new"])), Change::Replace(_)), "more than half is unused");
        let third = apply(&second, &pack, &kept(&["new"]));
        assert_eq!(texts(&read(Some(third)).0), ["new"]);
    }

    #[test]
    fn damage_is_said_and_mended() {
        let all = kept(&["one", "two", "three"]);
        let good = apply(b"", &Pack::default(), &all);
        let mut rows: Vec<Vec<u8>> = (0..good.len()).map(|cut| good[..cut].to_vec()).collect();
        rows.extend((0..good.len()).map(|at| {
            let mut bytes = good.clone();
            bytes[at] ^= 1;
            bytes
        }));
        for bytes in rows {
            let (pack, problems) = read(Some(bytes.clone()));
            assert_eq!(problems.is_empty(), pack.sound);
            assert!(texts(&pack).iter().all(|text| ["one", "two", "three"].contains(text)));
            let mended = apply(&bytes, &pack, &all);
            assert_eq!(texts(&read(Some(mended)).0), ["one", "three", "two"]);
        }
        // A flipped bit in one text leaves the others.
        let at = good.len() - 3;
        let mut bytes = good;
        bytes[at] ^= 1;
        assert_eq!(read(Some(bytes)).0.lengths().count(), 2);
    }

    proptest! {
        #[test]
        fn reading_never_fails(bytes in any::<Vec<u8>>(), head: bool) {
            let bytes = if head { [HEAD.as_bytes(), b"text ", &bytes].concat() } else { bytes };
            let (pack, _) = read(Some(bytes));
            for (digest, _) in pack.lengths() {
                prop_assert_eq!(pack.get(digest).map(|text| Digest::of(text.as_bytes())), Some(digest));
            }
        }
    }
}
