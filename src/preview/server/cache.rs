//! The pages that were served last, so many bytes of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::made::Made;
use crate::output::File;
use crate::path::OutputPath;

/// How many bytes of rendered pages are kept.
const MOST: usize = 32 * 1024 * 1024;

/// The files that were served last.
#[derive(Debug, Default)]
pub(super) struct Cache {
    made: BTreeMap<OutputPath, (File, Arc<Made>, u64)>,
    bytes: usize,
    clock: u64,
}

impl Cache {
    /// Returns what is kept of a file, if that is still what the output has.
    pub(super) fn get(&mut self, path: &OutputPath, file: &File) -> Option<Arc<Made>> {
        self.clock += 1;
        let (old, made, used) = self.made.get_mut(path)?;
        if old != file {
            return None;
        }
        *used = self.clock;
        Some(Arc::clone(made))
    }

    /// Keeps a file, in the place of those that were asked for longest ago.
    pub(super) fn put(&mut self, path: &OutputPath, file: &File, made: &Arc<Made>) {
        self.clock += 1;
        self.drop(path);
        if made.bytes.len() > MOST / 4 {
            return;
        }
        self.bytes += made.bytes.len();
        self.made.insert(path.clone(), (file.clone(), Arc::clone(made), self.clock));
        while self.bytes > MOST {
            let Some(oldest) = self.made.iter().min_by_key(|entry| entry.1.2).map(|entry| entry.0.clone()) else {
                break;
            };
            self.drop(&oldest);
        }
    }

    fn drop(&mut self, path: &OutputPath) {
        if let Some((_, made, _)) = self.made.remove(path) {
            self.bytes -= made.bytes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::made::nothing;
    use super::*;

    #[test]
    fn the_cache_is_bounded_and_never_stale() {
        let mut cache = Cache::default();
        let file = |n: u8| File::Bytes(Arc::from(&[n][..]));
        for n in 0..20u8 {
            let made = Arc::new(Made { bytes: vec![n; MOST / 8], ..nothing() });
            cache.put(&OutputPath::new(format!("{n}")), &file(n), &made);
            assert!(cache.bytes <= MOST);
        }
        assert_eq!(cache.made.len(), 8);
        assert!(cache.get(&"19".into(), &file(19)).is_some());
        assert!(cache.get(&"19".into(), &file(18)).is_none(), "it is of another page now");
        assert!(cache.get(&"0".into(), &file(0)).is_none(), "it was dropped");
    }
}
