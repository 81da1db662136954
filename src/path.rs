//! Names of things: files of the dossier, files of the output, and ids.
//!
//! None of these touches a disk; `/` is the separator on every platform.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Eq, Serialize)]
        pub struct $name(Arc<str>);

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }

        // What is compared is mostly the same value.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.cmp(&other.0) }
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl $name {
            /// Wraps the text as it stands.
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }
    };
}

name! {
    /// A file of the dossier, relative to its root (`content/articles/a.md`).
    SourcePath
}

name! {
    /// A file of the output, relative to the output folder (`articles/a.html`).
    OutputPath
}

name! {
    /// The id of an article, entity, claim, page or note.
    Slug
}

name! {
    /// What can be pointed at: an id, or a note as `article#note`.
    Target
}

/// A note of an article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId {
    /// The article.
    pub article: Slug,
    /// The note, whose id is unique in its article.
    pub note: Slug,
}

impl fmt::Display for NoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.article, self.note)
    }
}

impl From<&NoteId> for Target {
    fn from(id: &NoteId) -> Self {
        Self::new(id.to_string())
    }
}

impl Target {
    /// Returns the id of the file that is pointed at, or whose note is.
    pub fn file(&self) -> Slug {
        Slug::from_name(self.as_str().split('#').next().unwrap_or_default())
    }
}

impl From<&Slug> for Target {
    fn from(id: &Slug) -> Self {
        Self(Arc::clone(&id.0))
    }
}

impl SourcePath {
    /// Returns the last component.
    pub fn file_name(&self) -> &str {
        self.as_str().rsplit('/').next().unwrap_or_default()
    }

    /// Returns the last component without its extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

impl OutputPath {
    /// Returns how many folders lie above the file.
    pub fn depth(&self) -> usize {
        self.as_str().matches('/').count()
    }

    /// Returns the prefix that leads from this file to the output folder (`../`, or nothing).
    pub fn to_root(&self) -> String {
        "../".repeat(self.depth())
    }

    /// Returns the relative URL from this file to another, without a fragment.
    ///
    /// Segments are percent-encoded as RFC 3986 wants; it always names a file.
    pub fn url_to(&self, target: &Self) -> String {
        let here: Vec<&str> = self.as_str().split('/').collect();
        let there: Vec<&str> = target.as_str().split('/').collect();
        let folders = here.len() - 1;
        let common = (0..folders.min(there.len() - 1)).take_while(|&i| here[i] == there[i]).count();
        let mut url = "../".repeat(folders - common);
        for (i, segment) in there[common..].iter().enumerate() {
            if i > 0 {
                url.push('/');
            }
            percent_encode(segment, &mut url);
        }
        url
    }
}

impl Slug {
    /// Makes the id that a file name or a reference stands for: NFC, lower case.
    pub fn from_name(name: &str) -> Self {
        if name.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
            return Self::new(name);
        }
        let folded: String = name.nfc().flat_map(char::to_lowercase).nfc().collect();
        Self::new(folded)
    }
}

/// Appends a URL path segment, percent-encoding all but unreserved characters.
pub fn percent_encode(segment: &str, out: &mut String) {
    for byte in segment.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(HEX[usize::from(byte >> 4)] as char);
                out.push(HEX[usize::from(byte & 15)] as char);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_urls_name_the_file() {
        let rows = [
            ("index.html", "articles/a.html", "articles/a.html"),
            ("articles/a.html", "index.html", "../index.html"),
            ("articles/a.html", "articles/b.html", "b.html"),
            ("articles/a.html", "articles/a.html", "a.html"),
            ("entities/x/2.html", "entities/x.html", "../x.html"),
            ("articles/a.html", "entities/josé.html", "../entities/jos%C3%A9.html"),
        ];
        for (from, to, url) in rows {
            assert_eq!(OutputPath::new(from).url_to(&OutputPath::new(to)), url);
        }
    }

    #[test]
    fn ids_are_nfc_and_lower_case() {
        assert_eq!(Slug::from_name("Jose\u{301}"), Slug::new("josé"));
        assert_eq!(Slug::from_name("ABC"), Slug::new("abc"));
    }
}
