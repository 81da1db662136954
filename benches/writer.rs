//! Writes the files of a folder into another one and prints the seconds that took: what a site costs that needs no making.
//!
//! ```text
//! cargo run --release --example writer -- FROM TO
//! ```
//!
//! Two threads write each file beside its place and rename it there, as `publish` does. All bytes are read before the
//! clock starts; folders are made while it runs.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a program of its own")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() -> io::Result<()> {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(from), Some(to)) = (args.next(), args.next()) else {
        return Err(io::Error::other("usage: writer FROM TO"));
    };
    let mut files = Vec::new();
    read(&from, &to, &mut files)?;
    files.sort();
    let began = Instant::now();
    let (first, second) = files.split_at(files.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| write(second));
        write(first)?;
        other.join().expect("a writer does not panic")
    })?;
    println!("{:.4}", began.elapsed().as_secs_f64());
    Ok(())
}

fn read(from: &Path, to: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            read(&entry.path(), &target, files)?;
        } else {
            files.push((target, fs::read(entry.path())?));
        }
    }
    Ok(())
}

fn write(files: &[(PathBuf, Vec<u8>)]) -> io::Result<()> {
    let mut made = None;
    for (path, bytes) in files {
        let folder = path.parent();
        if folder != made {
            folder.map_or(Ok(()), fs::create_dir_all)?;
            made = folder;
        }
        let mut temporary = path.clone().into_os_string();
        temporary.push(".tmp");
        fs::write(&temporary, bytes)?;
        fs::rename(&temporary, path)?;
    }
    Ok(())
}
