//! The modules know each other one way: from the command down to the words for what can be wrong.
//!
//! Reads what every file under `src/` takes from others, and fails on an arrow against the order of the layers and on a
//! circle of files. A folder's `mod.rs` may name its children; what a child takes of it closes a circle, unless `mod.rs`
//! only hands that on.

mod invented;
mod order;
mod scan;
mod tree;

use std::fs;
use std::path::Path;

use order::{Layout, faults};
use tree::Files;

const LAYOUT: Layout = Layout {
    crate_name: "dossier",
    layers: &[
        &["main"],
        &["cli"],
        &["preview", "send"],
        &["publish"],
        &["load"],
        &["tools", "import"],
        &["compile"],
        &["output"],
        &["pages", "exports"],
        &["render"],
        &["resolve"],
        &["content"],
        &["source"],
        &["snapshots"],
        &["text"],
        &["lock"],
        &["lines"],
        &["memo"],
        &["diagnostic"],
        &["path"],
    ],
    exceptions: EXCEPTIONS,
};

/// The arrows that still close a circle or run against the order: from, to. One that no longer does fails the test.
const EXCEPTIONS: &[(&str, &str)] = &[];

#[test]
fn the_modules_know_each_other_one_way() {
    let src = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut files = Files::new();
    read(src, "", &mut files);
    let faults = faults(&LAYOUT, &files);
    assert!(faults.is_empty(), "{} faults\n\n{}\n", faults.len(), faults.join("\n\n"));
}

fn read(folder: &Path, under: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{under}{}", entry.file_name().to_str().expect("a name in UTF-8"));
        if entry.file_type().expect("a kind").is_dir() {
            read(&entry.path(), &format!("{name}/"), files);
        } else if name.ends_with(".rs") {
            files.insert(name, fs::read_to_string(entry.path()).expect("a source"));
        }
    }
}
