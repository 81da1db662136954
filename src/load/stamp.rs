//! What a file looks like without being read.
//!
//! Within the granularity of the file system's clock two writes of one length look the same, so that a stamp says
//! nothing until the file has been left alone for [`SETTLED`]. It deliberately reads no clock.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How long a file must have been left alone before its stamp is trusted.
const SETTLED: Duration = Duration::from_secs(2);

/// What a file looked like without being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    // On Unix device, inode and change time in nanoseconds; the latter shows `chmod` and set-back times, too.
    identity: (u64, u64, i128),
}

impl Stamp {
    /// Takes the stamp of what stands at a path; a link is followed.
    pub fn of(at: &Path) -> Option<Self> {
        std::fs::metadata(at).ok().map(|meta| Self::from(&meta))
    }

    /// Returns all of it as bytes, to be compared in another run of the program.
    pub fn to_bytes(&self) -> Vec<u8> {
        let modified = self.modified.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        let mut bytes = Vec::with_capacity(56);
        bytes.extend(self.length.to_le_bytes());
        bytes.extend(modified.map_or(u128::MAX, |since| since.as_nanos()).to_le_bytes());
        bytes.extend(self.identity.0.to_le_bytes());
        bytes.extend(self.identity.1.to_le_bytes());
        bytes.extend(self.identity.2.to_le_bytes());
        bytes
    }

    /// Returns what tells a folder from one that takes its place under the same name.
    pub fn inode(&self) -> u64 {
        self.identity.1
    }

    /// Returns what tells one file system from another.
    pub(super) fn device(&self) -> u64 {
        self.identity.0
    }

    /// Whether the file was left alone for a while before a moment.
    pub(super) fn is_settled(&self, now: SystemTime) -> bool {
        let changed = u64::try_from(self.identity.2 / 1_000_000_000).unwrap_or_default();
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(changed);
        let latest = self.modified.map_or(changed, |modified| modified.max(changed));
        self.modified.is_some() && now.duration_since(latest).is_ok_and(|age| age > SETTLED)
    }
}

impl From<&Metadata> for Stamp {
    fn from(meta: &Metadata) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            (meta.dev(), meta.ino(), i128::from(meta.ctime()) * 1_000_000_000 + i128::from(meta.ctime_nsec()))
        };
        #[cfg(not(unix))]
        let identity = (0, 0, 0);
        Self { length: meta.len(), modified: meta.modified().ok(), identity }
    }
}
