//! What the tool wrote into an output folder: `.dossier-manifest.json`.
//!
//! ```text
//! {"version":1,"tool":"dossier 0.1.0","files":[
//! {"path":"index.html","digest":"<64 hexadecimal digits of BLAKE3>","length":1234},
//! …
//! ]}
//! ```
//!
//! Files are sorted by path, one a line. While a build is being moved into place a path may be
//! listed twice, with the digest of the old file and of the new, so that a build that is killed
//! there leaves no file that the next one does not know. This module deliberately never looks at
//! the files themselves.
//!
//! **Invariant:** a manifest with anything wrong in it lists nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;

use super::folder;
use crate::derived::Derived;
use crate::path::OutputPath;

/// What a file was when it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Print {
    /// Its BLAKE3 digest.
    pub digest: [u8; 32],
    /// Its length in bytes.
    pub length: u64,
}

/// The files that the tool wrote, each with what it may be.
pub type Files = BTreeMap<OutputPath, Listed>;

/// What a file may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    prints: Vec<Print>,
    /// Its lines in the manifest.
    lines: Derived<String>,
}

impl Listed {
    /// Returns what it may be, sorted.
    pub fn prints(&self) -> &[Print] {
        &self.prints
    }

    /// Adds to what it may be.
    pub fn add(&mut self, print: Print) {
        if let Err(at) = self.prints.binary_search(&print) {
            self.prints.insert(at, print);
            self.lines = Derived::default();
        }
    }
}

impl From<Print> for Listed {
    fn from(print: Print) -> Self {
        Self { prints: vec![print], lines: Derived::default() }
    }
}

/// The manifest that an output folder had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manifest {
    /// There is none.
    Missing,
    /// It is not to be trusted, for this reason.
    Damaged(String),
    /// What it lists, and its bytes.
    Good(Files, Vec<u8>),
}

#[derive(Deserialize)]
struct Document {
    version: u64,
    files: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    digest: String,
    length: u64,
}

impl Print {
    /// Takes the print of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { digest: *blake3::hash(bytes).as_bytes(), length: bytes.len() as u64 }
    }
}

/// Reads the manifest of an output folder.
///
/// # Errors
/// Where it is there and cannot be read.
pub fn read(folder: &Path) -> io::Result<Manifest> {
    let path = folder.join(super::MANIFEST);
    match path.symlink_metadata() {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Manifest::Missing),
        Err(e) => return Err(e),
        Ok(meta) if !meta.is_file() => return Err(io::Error::other("it is not a plain file")),
        Ok(_) => {}
    }
    let bytes = std::fs::read(path)?;
    Ok(match parse(&bytes) {
        Ok(files) => Manifest::Good(files, bytes),
        Err(reason) => Manifest::Damaged(reason),
    })
}

/// Writes the files down as the bytes of a manifest.
pub fn write(files: &Files) -> Vec<u8> {
    let mut text = format!("{{\"version\":1,\"tool\":\"dossier {}\",\"files\":[", env!("CARGO_PKG_VERSION"));
    let fresh: Vec<_> = files.iter().filter(|(_, listed)| listed.lines.get().is_none()).collect();
    fresh.into_par_iter().with_min_len(512).for_each(|(path, listed)| {
        listed.lines.get_or_make(|| lines(path, &listed.prints));
    });
    let all = || files.values().filter_map(|listed| listed.lines.get());
    text.reserve(all().map(|lines| lines.len() + 2).sum::<usize>() + 8);
    let mut comma = "\n";
    for lines in all() {
        text.push_str(comma);
        text.push_str(lines);
        comma = ",\n";
    }
    text.push_str("\n]}\n");
    text.into_bytes()
}

/// Writes down what a file may be, a line each.
fn lines(path: &OutputPath, prints: &[Print]) -> String {
    let path = path.as_str();
    let plain = path.bytes().all(|byte| byte >= b' ' && !matches!(byte, b'"' | b'\\'));
    let escaped = if plain { String::new() } else { serde_json::Value::from(path).to_string() };
    let mut text = String::with_capacity(prints.len() * (path.len() + 112));
    let mut comma = "";
    for print in prints {
        text.push_str(comma);
        text.push_str("{\"path\":");
        if plain {
            text.extend(["\"", path, "\""]);
        } else {
            text.push_str(&escaped);
        }
        text.extend([",\"digest\":\"", &blake3::Hash::from_bytes(print.digest).to_hex(), "\",\"length\":"]);
        let _ = write!(text, "{}}}", print.length);
        comma = ",\n";
    }
    text
}

fn parse(bytes: &[u8]) -> Result<Files, String> {
    let document: Document = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
    if document.version != 1 {
        return Err(format!("it has version {}, and this tool knows version 1", document.version));
    }
    let mut files = Files::new();
    for entry in document.files {
        let path = OutputPath::new(entry.path);
        if let Some(objection) = folder::objection(&path) {
            return Err(format!("the path `{path}` {objection}"));
        }
        let digest = blake3::Hash::from_hex(&entry.digest).map_err(|_| format!("the digest of `{path}` is none"))?;
        let print = Print { digest: *digest.as_bytes(), length: entry.length };
        files.entry(path).or_default().add(print);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut files = Files::new();
        let mut two = Listed::from(Print::of(b"two"));
        two.add(Print::of(b"one"));
        files.insert("b\"é.html".into(), two);
        files.insert("a.html".into(), Print::of(b"").into());
        let bytes = write(&files);
        assert_eq!(parse(&bytes), Ok(files));
        let text = String::from_utf8(bytes).expect("it is text");
        insta::assert_snapshot!(text.replace(env!("CARGO_PKG_VERSION"), "0.0.0").lines().take(2).collect::<String>(), @r#"{"version":1,"tool":"dossier 0.0.0","files":[{"path":"a.html","digest":"af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262","length":0},"#);
    }

    #[test]
    fn damage_lists_nothing() {
        let digest = "0".repeat(64);
        let entry =
            |path: &str| format!(r#"{{"version":1,"files":[{{"path":"{path}","digest":"{digest}","length":0}}]}}"#);
        let rows = [
            String::new(),
            "{".into(),
            "[]".into(),
            r#"{"version":2,"files":[]}"#.into(),
            r#"{"version":1,"files":[{"path":"a","digest":"xyz","length":0}]}"#.into(),
            entry("../../etc/passwd"),
            entry("/etc/passwd"),
            entry(".dossier-manifest.json"),
        ];
        for row in rows {
            assert!(parse(row.as_bytes()).is_err(), "{row}");
        }
        assert!(parse(entry("a.html").as_bytes()).is_ok());
    }
}
