//! Rings a bell when something in a dossier may have changed.
//!
//! Events are a doorbell: they say that something changed, and `load` looks what. The bell is heard when it
//! has been quiet for [`QUIET`], at the latest [`MOST`] after it began to ring, so that one batch of events is
//! one round however many there are. Where the system's watcher fails or is blind (network folders,
//! containers), the bell is rung at intervals instead: a load without changes is cheap.
//!
//! Polling is that ring and not notify's `PollWatcher`, which would be blind where `load` is not: it compares times in
//! whole seconds and takes only a later one for a change, so that the second save within a second, a file put
//! back with its old time and an older file renamed into place would be missed, unless it read and hashed every file
//! at every look. `load` goes by length, time to the nanosecond, change time and inode, and reads what differs.
//!
//! It deliberately keeps no list of paths, and does not ring for the output, the lock, `.dossier` or `.git`.
//!
//! **Invariant:** a flood of events costs no memory and at most one round.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::load::Stamp;

/// How long the bell must have been quiet.
pub const QUIET: Duration = Duration::from_millis(50);
/// How long a ringing bell is left alone at most.
pub const MOST: Duration = Duration::from_millis(300);
/// How often one looks where events do not come.
pub const INTERVAL: Duration = Duration::from_millis(500);

/// What is read of a dossier; nothing else rings.
const TOPS: [&str; 4] = ["dossier.toml", "content", "templates", "themes"];
const PROBE: &str = ".dossier-probe-";
const PATIENCE: Duration = Duration::from_secs(1);

/// What is rung by the watcher and heard by the loop.
#[derive(Debug, Default)]
pub struct Bell {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    first: Option<Instant>,
    last: Option<Instant>,
    stopped: bool,
}

/// Why waiting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The bell has rung.
    Ring,
    /// The time is over.
    Time,
    /// All is to end.
    Stop,
}

/// How changes are noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backend {
    /// By the system, under this name.
    Native(String),
    /// By looking at intervals, for this reason.
    Polling(String),
}

/// A dossier that is watched; dropping it ends that.
#[derive(Debug)]
pub struct Watching {
    root: PathBuf,
    watcher: Option<RecommendedWatcher>,
    // What is watched besides the root, with the folder it was then.
    tops: BTreeMap<&'static str, u64>,
    backend: Backend,
    bell: Arc<Bell>,
    rescan: Arc<AtomicBool>,
    ended: Arc<AtomicBool>,
}

impl Bell {
    /// Says that something may have changed.
    pub fn ring(&self) {
        let mut state = self.state();
        let now = Instant::now();
        state.first.get_or_insert(now);
        state.last = Some(now);
        self.changed.notify_all();
    }

    /// Says that all is to end.
    pub fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }

    /// Waits until the bell has rung and is quiet again, or for a while.
    pub fn wait(&self, most: Duration) -> Heard {
        let began = Instant::now();
        let mut state = self.state();
        loop {
            if state.stopped {
                return Heard::Stop;
            }
            let now = Instant::now();
            let due = match (state.first, state.last) {
                (Some(first), Some(last)) => Some((last + QUIET).min(first + MOST)),
                _ => None,
            };
            if due.is_some_and(|due| due <= now) {
                (state.first, state.last) = (None, None);
                return Heard::Ring;
            }
            if due.is_none() && now - began >= most {
                return Heard::Time;
            }
            let rest = due.map_or_else(|| most.saturating_sub(now - began), |due| due - now);
            state = self.changed.wait_timeout(state, rest).unwrap_or_else(std::sync::PoisonError::into_inner).0;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// What is told of each event.
type Hear = Box<dyn FnMut(notify::Result<Event>) + Send>;

/// Begins to watch a dossier; `root` and `out` are absolute and without links.
pub fn watch(root: &Path, out: &Path, poll: bool, bell: &Arc<Bell>) -> Watching {
    watch_by(root, out, poll, bell, notify::recommended_watcher)
}

/// Watches by a watcher that `make` makes.
fn watch_by(
    root: &Path,
    out: &Path,
    poll: bool,
    bell: &Arc<Bell>,
    make: impl FnOnce(Hear) -> notify::Result<RecommendedWatcher>,
) -> Watching {
    let mut watching = Watching {
        root: root.to_path_buf(),
        watcher: None,
        tops: BTreeMap::new(),
        backend: Backend::Native(format!("{:?}", RecommendedWatcher::kind()).to_lowercase()),
        bell: Arc::clone(bell),
        rescan: Arc::default(),
        ended: Arc::default(),
    };
    if poll {
        watching.poll("as asked");
    } else if let Err(reason) = watching.listen(out, make) {
        watching.poll(&reason);
    }
    watching
}

impl Watching {
    /// Returns how changes are noticed.
    pub fn backend(&self) -> &Backend {
        &self.backend
    }

    /// Watches folders that are new since the last time; to be called before each load.
    pub fn refresh(&mut self) {
        if self.rescan.swap(false, Ordering::Relaxed) {
            self.tops.clear();
        }
        if let Err(reason) = self.watch_tops() {
            self.poll(&reason);
        }
    }

    fn listen(
        &mut self,
        out: &Path,
        make: impl FnOnce(Hear) -> notify::Result<RecommendedWatcher>,
    ) -> Result<(), String> {
        let (bell, rescan, seen) = (Arc::clone(&self.bell), Arc::clone(&self.rescan), Arc::new(AtomicBool::new(false)));
        let (root, out, probed) = (self.root.clone(), out.to_path_buf(), Arc::clone(&seen));
        let hear = move |event: notify::Result<Event>| {
            if event.as_ref().map_or(true, Event::need_rescan) {
                rescan.store(true, Ordering::Relaxed);
                bell.ring();
            } else if let Ok(event) = event {
                if event.paths.iter().any(|path| is_probe(path)) {
                    probed.store(true, Ordering::Relaxed);
                }
                if rings(&event, &root, &out) {
                    bell.ring();
                }
            }
        };
        let mut watcher = make(Box::new(hear)).map_err(|e| e.to_string())?;
        watcher.watch(&self.root, RecursiveMode::NonRecursive).map_err(|e| e.to_string())?;
        self.watcher = Some(watcher);
        self.watch_tops()?;
        // A root that cannot be written to cannot be probed, and is taken at its word.
        let Ok(probe) = tempfile::Builder::new().prefix(PROBE).tempfile_in(&self.root) else { return Ok(()) };
        let began = Instant::now();
        while !seen.load(Ordering::Relaxed) {
            if began.elapsed() > PATIENCE {
                return Err("the system reports no changes in this folder".into());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        drop(probe);
        Ok(())
    }

    fn watch_tops(&mut self) -> Result<(), String> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        for top in &TOPS[1..] {
            let path = self.root.join(top);
            let folder = path.is_dir().then(|| Stamp::of(&path)).flatten().map(|stamp| stamp.inode());
            if self.tops.get(top).copied() == folder {
                continue;
            }
            if self.tops.remove(top).is_some() {
                // The old folder may be gone, and its watch with it.
                let _ = watcher.unwatch(&path);
            }
            if let Some(folder) = folder {
                match watcher.watch(&path, RecursiveMode::Recursive) {
                    Ok(()) => drop(self.tops.insert(top, folder)),
                    // It went while it was looked at; the event for that rings again.
                    Err(e) if matches!(e.kind, notify::ErrorKind::PathNotFound) => {}
                    Err(_) if !path.is_dir() => {}
                    Err(e) => return Err(e.to_string()),
                }
            }
        }
        Ok(())
    }

    /// Looks at intervals from now on.
    fn poll(&mut self, reason: &str) {
        self.watcher = None;
        self.backend = Backend::Polling(reason.to_owned());
        let (bell, ended) = (Arc::clone(&self.bell), Arc::clone(&self.ended));
        std::thread::spawn(move || {
            while !ended.load(Ordering::Relaxed) {
                std::thread::sleep(INTERVAL);
                bell.ring();
            }
        });
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

fn is_probe(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(PROBE.as_bytes()))
}

/// Tells whether an event may be about something that is read.
fn rings(event: &Event, root: &Path, out: &Path) -> bool {
    // Reading a file is an event too: who rang at that would never rest.
    let touched = match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    let read = |path: &PathBuf| {
        let inside = path.strip_prefix(root).ok().and_then(|path| path.iter().next());
        !path.starts_with(out) && inside.is_some_and(|first| TOPS.iter().any(|top| first == *top))
    };
    touched && (event.paths.is_empty() || event.paths.iter().any(read))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, DataChange, ModifyKind};

    #[test]
    fn only_what_is_read_rings() {
        let (root, out) = (Path::new("/d"), Path::new("/d/public"));
        let modified = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let rows = [
            ("/d/content/articles/a.md", modified, true),
            ("/d/content", EventKind::Create(CreateKind::Folder), true),
            ("/d/templates/page.html", modified, true),
            ("/d/themes/x/theme.toml", modified, true),
            ("/d/dossier.toml", modified, true),
            ("/d/dossier.toml", EventKind::Access(AccessKind::Open(AccessMode::Read)), false),
            ("/d/dossier.toml", EventKind::Access(AccessKind::Close(AccessMode::Write)), true),
            ("/d/dossier.lock", modified, false),
            ("/d/.dossier/texts", modified, false),
            ("/d/.git/index", modified, false),
            ("/d/public/index.html", modified, false),
            ("/d/README.md", modified, false),
            ("/d", modified, false),
            ("/elsewhere/content/a.md", modified, false),
        ];
        for (path, kind, expected) in rows {
            let event = Event { kind, paths: vec![path.into()], attrs: Default::default() };
            assert_eq!(rings(&event, root, out), expected, "{path} {kind:?}");
        }
    }

    #[test]
    fn a_flood_is_one_ring() {
        let bell = Bell::default();
        for _ in 0..10_000 {
            bell.ring();
        }
        assert_eq!(bell.wait(Duration::from_secs(60)), Heard::Ring);
        assert_eq!(bell.wait(Duration::ZERO), Heard::Time);
        bell.ring();
        bell.stop();
        assert_eq!(bell.wait(Duration::from_secs(60)), Heard::Stop);
    }

    #[test]
    fn the_bell_is_heard_while_it_keeps_ringing() {
        let bell = Arc::new(Bell::default());
        let (ringing, ended) = (Arc::clone(&bell), Arc::new(AtomicBool::new(false)));
        let end = Arc::clone(&ended);
        let thread = std::thread::spawn(move || {
            while !end.load(Ordering::Relaxed) {
                ringing.ring();
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        let heard = bell.wait(Duration::from_secs(60));
        ended.store(true, Ordering::Relaxed);
        thread.join().expect("it only rings");
        assert_eq!(heard, Heard::Ring);
    }

    #[test]
    fn a_watcher_that_fails_or_is_blind_is_replaced_by_looking() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = dir.path().canonicalize().expect("it exists");
        let out = root.join("public");
        let full = |_: Hear| Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch));
        // As in containers and network folders: it starts, and nothing ever comes.
        let blind = |_: Hear| notify::recommended_watcher(|_| {});
        let bell = Arc::new(Bell::default());
        let watching = watch_by(&root, &out, false, &bell, full);
        assert_eq!(watching.backend(), &Backend::Polling("OS file watch limit reached.".into()));
        assert_eq!(bell.wait(Duration::from_secs(60)), Heard::Ring);
        drop(watching);
        let bell = Arc::new(Bell::default());
        let watching = watch_by(&root, &out, false, &bell, blind);
        assert_eq!(watching.backend(), &Backend::Polling("the system reports no changes in this folder".into()));
        assert_eq!(bell.wait(Duration::from_secs(60)), Heard::Ring);
        assert_eq!(std::fs::read_dir(&root).expect("it is there").count(), 0, "the probe is gone");
    }

    #[test]
    fn new_folders_are_watched_and_polling_rings_too() {
        for poll in [false, true] {
            let dir = tempfile::tempdir().expect("a temporary folder");
            let root = dir.path().canonicalize().expect("it exists");
            let bell = Arc::new(Bell::default());
            let mut watching = watch(&root, &root.join("public"), poll, &bell);
            assert_eq!(matches!(watching.backend(), Backend::Polling(_)), poll, "{:?}", watching.backend());
            let heard = || bell.wait(Duration::from_secs(60));
            std::fs::create_dir_all(root.join("content/articles")).expect("writable");
            assert_eq!(heard(), Heard::Ring);
            watching.refresh();
            std::fs::write(root.join("content/articles/a.md"), "a").expect("writable");
            assert_eq!(heard(), Heard::Ring);
            std::fs::rename(root.join("content"), root.join("old")).expect("writable");
            assert_eq!(heard(), Heard::Ring);
            watching.refresh();
            std::fs::rename(root.join("old"), root.join("content")).expect("writable");
            assert_eq!(heard(), Heard::Ring);
            watching.refresh();
            std::fs::write(root.join("content/articles/a.md"), "b").expect("writable");
            assert_eq!(heard(), Heard::Ring);
        }
    }
}
