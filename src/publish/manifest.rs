//! What the tool wrote into an output folder: `.dossier-manifest.json`.
//!
//! ```text
//! {"version":1,"tool":"dossier 0.1.0","files":[
//! {"path":"index.html","digest":"<64 hexadecimal digits of BLAKE3>","length":1234},
//! …
//! ]}
//! ```
//!
//! Files are sorted by path, one a line. After a build that was killed a path may be listed twice, with the digest of
//! the old file and of the new. This module deliberately never looks at the files themselves.
//!
//! **Invariant:** a manifest with anything wrong in it lists nothing.

use std::io;
use std::path::Path;

use serde::Deserialize;

use super::folder::{self, MANIFEST};
use crate::lines::{Form, Lines};
use crate::memo::map::OrdMap;
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
pub type Files = OrdMap<OutputPath, Listed>;

/// What a file may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    prints: Vec<Print>,
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
        }
    }
}

impl From<Print> for Listed {
    fn from(print: Print) -> Self {
        Self { prints: vec![print] }
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
    let path = folder.join(MANIFEST);
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

/// How the files are written.
pub static LINES: Form<OutputPath, Listed> = Form {
    head: concat!("{\"version\":1,\"tool\":\"dossier ", env!("CARGO_PKG_VERSION"), "\",\"files\":["),
    entry: lines,
    parting: 1,
    tail: "\n]}\n",
};

/// Writes the files down as the bytes of a manifest.
pub fn write(files: &Files) -> Vec<u8> {
    let (mut lines, mut bytes) = (Lines::new(&LINES), Vec::new());
    lines.update(files);
    lines.write_to(&mut bytes).expect("a list of bytes takes all");
    bytes
}

/// Writes down what a file may be, a line each, each with what parts it from the one before.
fn lines(path: &OutputPath, listed: &Listed, out: &mut Vec<u8>) {
    let path = path.as_str();
    let plain = path.bytes().all(|byte| byte >= b' ' && !matches!(byte, b'"' | b'\\'));
    let escaped = if plain { String::new() } else { serde_json::Value::from(path).to_string() };
    for print in &listed.prints {
        out.extend(b",\n{\"path\":");
        if plain {
            out.push(b'"');
            out.extend(path.as_bytes());
            out.push(b'"');
        } else {
            out.extend(escaped.as_bytes());
        }
        out.extend(b",\"digest\":\"");
        out.extend(blake3::Hash::from_bytes(print.digest).to_hex().as_bytes());
        out.extend(b"\",\"length\":");
        out.extend(print.length.to_string().as_bytes());
        out.push(b'}');
    }
}

/// Reads the bytes of a manifest.
///
/// # Errors
/// What is wrong with them.
pub fn parse(bytes: &[u8]) -> Result<Files, String> {
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
    use crate::lines::{Change, Patch};

    #[test]
    fn what_is_written_is_read() {
        let mut files = Files::new();
        let mut two = Listed::from(Print::of(b"two"));
        two.add(Print::of(b"one"));
        files.insert("b\"é.html".into(), two);
        files.insert("a.html".into(), Print::of(b"").into());
        let bytes = write(&files);
        assert_eq!(parse(&bytes), Ok(files));
        assert_eq!(parse(&write(&Files::new())), Ok(Files::new()));
        let text = String::from_utf8(bytes).expect("it is text");
        insta::assert_snapshot!(text.replace(env!("CARGO_PKG_VERSION"), "0.0.0").lines().take(2).collect::<String>(), @r#"{"version":1,"tool":"dossier 0.0.0","files":[{"path":"a.html","digest":"af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262","length":0},"#);
    }

    #[test]
    fn a_patch_that_is_cut_short_leaves_a_manifest() {
        let (first, second) = ("x".repeat(1000), "x".repeat(5999));
        let files = |a: &str, b: &str| -> Files {
            let listed = |text: &str| Listed::from(Print::of(text.as_bytes()));
            [(OutputPath::from("a"), listed(a)), ("b".into(), listed(b))].into_iter().collect()
        };
        let mut lines = Lines::new(&LINES);
        lines.update(&files("old", &first));
        let before = write(&files("old", &first));
        let Change::Patches(patches) = lines.update(&files("new", &second)) else { panic!("lines keep their length") };
        assert_eq!(patches.len(), 2);
        for Patch { at, bytes } in patches {
            for cut in 0..=bytes.len() {
                let mut torn = before.clone();
                torn[at..at + cut].copy_from_slice(&bytes[..cut]);
                assert!(parse(&torn).is_ok(), "{cut}");
            }
        }
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
