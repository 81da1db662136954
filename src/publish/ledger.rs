//! A file of sorted lines that the tool keeps, the manifest or the lock: what differs is written where it stands.
//!
//! Where lines come, go or change their length the file is replaced as a whole. Where they keep it, as they mostly do
//! when one page or one article is edited, each is patched in place, with a write of its own that has no more than what
//! differs. That is done only to a file of which all bytes are known: its stamp is the one that this process left it
//! with, and it goes by no second name, under which somebody may have put the old one away. Everything else, a patch
//! that fails included, is a reason to replace it. It deliberately does not say how.
//!
//! A process that is killed leaves a replaced file old or new, a patched one with some lines old and the others new.
//! Where the system cuts a single write short one line is new in part: of the manifest that changes digits for digits,
//! so that it can be read, and the page is known by its announcement; of the lock such a line is damaged or does not
//! say what stands in the text, and the passage is sought.
//!
//! * **Invariant:** patched is the same bytes as replaced.
//! * **Invariant:** at every moment each line is the old or the new one.

use std::fs::{File, Metadata};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use super::steps;
use crate::lines::{Change, Form, Lines, Patch};
use crate::load::Stamp;
use crate::memo::map::OrdMap;

/// A file with the lines of a map.
#[derive(Debug)]
pub struct Ledger<K: Ord + 'static, V: 'static> {
    lines: Lines<K, V>,
    /// What the file looks like, while it is known to hold the lines.
    stamp: Option<Stamp>,
}

/// What is to be done so that the file holds the lines; without it the ledger knows nothing of the file.
#[derive(Debug)]
pub(super) struct Update {
    change: Change,
    stamp: Option<Stamp>,
}

impl Update {
    /// Whether the file is there, and no line comes, goes or changes its length.
    pub fn is_small(&self) -> bool {
        self.stamp.is_some() && self.change != Change::All
    }
}

impl<K: Ord + Clone + Send + Sync, V: PartialEq + Clone + Sync> Ledger<K, V> {
    /// Makes a ledger that knows no file.
    pub fn new(form: &'static Form<K, V>) -> Self {
        Self { lines: Lines::new(form), stamp: None }
    }

    /// Returns the stamp of the file, if it is known to hold the lines.
    pub(super) fn stamp(&self) -> Option<Stamp> {
        self.stamp
    }

    /// Takes note of a file that was read, with the stamp it had before that and the map that it was read as.
    pub(super) fn found(&mut self, map: &OrdMap<K, V>, bytes: &[u8], stamp: Option<Stamp>) {
        self.lines.update(map);
        self.stamp = stamp.filter(|_| self.lines.is(bytes));
    }

    /// Takes the lines of another map; what that makes of the file is still to be carried out.
    pub(super) fn update(&mut self, map: &OrdMap<K, V>) -> Update {
        Update { change: self.lines.update(map), stamp: self.stamp.take() }
    }

    /// Makes the file hold the lines, and returns its stamp; `replace` puts another one in its place.
    ///
    /// # Errors
    /// Those of `replace`.
    pub(super) fn carry_out(
        &mut self,
        update: Update,
        path: &Path,
        replace: impl FnOnce(&Lines<K, V>) -> io::Result<Stamp>,
    ) -> io::Result<Stamp> {
        let done = match (update.stamp, &update.change) {
            (Some(stamp), Change::None) => Some(stamp),
            (Some(stamp), Change::Patches(patches)) => patch(path, stamp, patches),
            _ => None,
        };
        let stamp = done.map_or_else(|| replace(&self.lines), Ok)?;
        self.stamp = Some(stamp);
        Ok(stamp)
    }

    /// Writes the lines.
    ///
    /// # Errors
    /// Those of the writer.
    pub(super) fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        self.lines.write_to(out)
    }
}

/// Patches the file that has a stamp, and returns the one it has then; `None` where it is to be replaced.
fn patch(path: &Path, stamp: Stamp, patches: &[Patch]) -> Option<Stamp> {
    let mut file = File::options().write(true).open(path).ok()?;
    let before = file.metadata().ok()?;
    if Stamp::from(&before) != stamp || has_other_names(&before) {
        return None;
    }
    for Patch { at, bytes } in patches {
        file.seek(SeekFrom::Start(u64::try_from(*at).ok()?)).ok()?;
        file.write_all(bytes).ok()?;
        steps::done();
    }
    file.metadata().ok().map(|meta| Stamp::from(&meta))
}

#[cfg(unix)]
fn has_other_names(meta: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    meta.nlink() > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    // Nor does a stamp tell one file from another there.
    true
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use proptest::prelude::*;

    use super::*;

    static FORM: Form<u8, u8> = Form {
        head: "[",
        entry: |key, value, out| out.extend(format!(",\n{key} {value}").into_bytes()),
        parting: 1,
        tail: "\n]\n",
    };

    /// Brings a file to hold a map, and tells whether it was replaced.
    fn put(ledger: &mut Ledger<u8, u8>, path: &Path, map: &OrdMap<u8, u8>) -> bool {
        let (update, mut replaced) = (ledger.update(map), false);
        let small = update.is_small();
        let replace = |lines: &Lines<u8, u8>| {
            replaced = true;
            let mut bytes = Vec::new();
            lines.write_to(&mut bytes)?;
            fs::write(path.with_extension("new"), bytes)?;
            fs::rename(path.with_extension("new"), path)?;
            Stamp::of(path).ok_or_else(|| io::Error::other("it is gone"))
        };
        ledger.carry_out(update, path, replace).expect("writable");
        assert!(small || replaced);
        replaced
    }

    fn whole(map: &OrdMap<u8, u8>) -> String {
        let mut lines = Lines::new(&FORM);
        lines.update(map);
        let mut bytes = Vec::new();
        lines.write_to(&mut bytes).expect("a list of bytes takes all");
        String::from_utf8(bytes).expect("it is text")
    }

    fn read(path: &Path) -> String {
        fs::read_to_string(path).expect("it is there")
    }

    /// A map whose values have mostly two digits.
    fn map() -> impl Strategy<Value = BTreeMap<u8, u8>> {
        prop::collection::btree_map(10..14u8, prop_oneof![9 => 10..99u8, 1 => any::<u8>()], 3..5)
    }

    proptest! {
        /// Law: whatever became of the map and was done to the file, patched is the same bytes as replaced, and each
        /// line is the old or the new one after every step.
        #[test]
        fn patched_is_replaced(rounds in prop::collection::vec((map(), 0..9u8), 1..6)) {
            let dir = tempfile::tempdir().expect("a temporary folder");
            let [path, kept, other] = ["file", "kept", "other"].map(|name| dir.path().join(name));
            let mut ledger = Ledger::new(&FORM);
            let mut old = String::new();
            for (map, hand) in rounds {
                let map = map.into_iter().collect();
                let untouched = match hand {
                    0 => fs::write(&path, "by hand").is_err(),
                    1 => fs::remove_file(&path).is_err(),
                    2 => fs::hard_link(&path, &kept).is_err(),
                    3 => fs::write(&other, &old).and_then(|()| fs::rename(&other, &path)).is_err(),
                    4 => !ledger.update(&OrdMap::new()).is_small(),
                    _ => true,
                };
                let new = whole(&map);
                let at = path.clone();
                let (_, seen) = steps::watch(move || read(&at), || put(&mut ledger, &path, &map));
                prop_assert_eq!(&read(&path), &new);
                for text in seen.iter().filter(|_| untouched) {
                    prop_assert_eq!(text.lines().count(), new.lines().count());
                    let (old, new) = (old.lines(), new.lines());
                    prop_assert!(text.lines().zip(old.zip(new)).all(|(line, (old, new))| line == old || line == new));
                }
                if fs::remove_file(&kept).is_ok() {
                    prop_assert!(seen.is_empty(), "what goes by two names is not patched");
                }
                old = new;
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_a_file_of_which_all_is_known_is_patched() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("file");
        let map =
            |value: u8| -> OrdMap<u8, u8> { (10..99).map(|key| (key, if key == 50 { value } else { 10 })).collect() };
        let mut ledger = Ledger::new(&FORM);
        assert!(put(&mut ledger, &path, &map(10)), "there is no file");
        assert!(!put(&mut ledger, &path, &map(11)), "a line keeps its length");
        assert!(!put(&mut ledger, &path, &map(11)), "nothing differs");
        assert!(put(&mut ledger, &path, &map(1)), "a line is shorter");
        fs::hard_link(&path, dir.path().join("kept")).expect("writable");
        let kept = read(&path);
        assert!(put(&mut ledger, &path, &map(2)), "it has a second name");
        assert_eq!(read(&dir.path().join("kept")), kept);
        ledger.update(&map(3));
        assert!(put(&mut ledger, &path, &map(4)), "what was to be done was not");
        fs::write(&path, "by hand").expect("writable");
        assert!(put(&mut ledger, &path, &map(5)), "somebody wrote to it");

        let mut other = Ledger::new(&FORM);
        other.found(&map(5), whole(&map(5)).as_bytes(), Stamp::of(&path));
        assert!(!put(&mut other, &path, &map(6)), "it was read, and says what it would be written as");
        other.found(&map(6), whole(&map(6)).to_uppercase().replace('\n', "\n ").as_bytes(), Stamp::of(&path));
        assert!(put(&mut other, &path, &map(7)), "it says the same in other words");
        assert_eq!(read(&path), whole(&map(7)));
    }
}
