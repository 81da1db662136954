//! Writes an [`Output`] to a folder by difference, in two phases.
//!
//! 1. Every file is rendered and compared with the one on disk; what differs goes to a temporary
//!    file beside the output. If anything fails here, the temporary files go and nothing has changed.
//! 2. What will be new is announced beside them. The changed files are renamed into place, then what the old manifest
//!    lists and the output no longer has is removed, then the manifest is brought to list what is there; where lines of
//!    it keep their length they are patched.
//!
//! No more than one file a thread lies in memory. It deliberately does not read the clock, does not
//! `fsync` (a kill is survived; after a power cut the next build repairs by comparing bytes), and
//! never trusts times or lengths: files are compared byte by byte.
//!
//! A process that publishes again and again looks only at what may differ: what the output has otherwise than last
//! time, and what somebody touched since. The latter is looked up while the output is compiled ([`Memory::look`]), so
//! that what is touched in the last moments before publishing is put right by the next round.
//!
//! **Invariant:** a file that the tool did not write is neither changed nor removed.
//! **Invariant:** a file whose bytes stay the same is not touched.
//! **Invariant:** publishing over an old output gives what publishing into an empty folder gives.
//! **Invariant:** at every moment each file of ours in the folder is listed with its digest, in the manifest or in what
//! the build that moves it has announced.

pub mod folder;
pub mod last;
pub mod manifest;
pub mod remember;
pub mod replace;

mod announce;
mod commit;
mod ledger;
mod look;
mod memory;
mod published;
mod scope;
mod scratch;
mod site;
mod stage;
pub(crate) mod steps;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, sort};
use crate::output::Output;
use crate::path::OutputPath;
pub use folder::{MANIFEST, TEMPORARY};
pub use ledger::Ledger;
pub use memory::Memory;
use memory::{Disk, Renderer};
pub use published::{PublishError, Published};
use scope::Scope;
pub use site::Options;
use site::Site;
use stage::{Known, Render};

/// Brings a folder to hold the output, and tells what was done.
///
/// # Errors
/// Where the folder is refused, a file does not render, or the disk objects; see [`PublishError`].
pub fn publish(output: &Output, folder: &Path, options: Options<'_>) -> Result<Published, PublishError> {
    publish_again(output, folder, options, &mut Memory::default())
}

/// Publishes as [`publish`] does, but renders, reads and compares only what may differ from what is remembered.
///
/// Trusted is what this process wrote, as long as length, times and inode of the file have not changed.
///
/// # Errors
/// As [`publish`].
pub fn publish_again(
    output: &Output,
    folder: &Path,
    options: Options<'_>,
    memory: &mut Memory,
) -> Result<Published, PublishError> {
    let (mut site, last) = Site::open(folder, options, memory)?;
    let scope = match &last {
        Some((before, touched)) => Scope::differing(before, &output.files, touched),
        None => Scope::all(output.files.keys().collect()),
    };
    let renderer = Renderer::new(output, memory);
    let known = |path: &OutputPath| renderer.known(path).and_then(|rendered| rendered.as_ref().ok().copied());
    let done = write(&mut site, &scope, &|path| renderer.render(path), &known, options.progress);
    let (fresh, renders) = renderer.finish();
    memory.remember(output, fresh, renders);
    let (done, disk) = match done {
        Ok((published, disk)) => (Ok(published), disk.map(|disk| Disk { output: output.files.clone(), ..disk })),
        // Nothing was written, so that the folder is as it was left.
        Err(error @ PublishError::Render(_)) => (Err(error), last.and_then(|(before, _)| site.into_disk(before))),
        Err(error) => (Err(error), None),
    };
    if memory.keeps() {
        memory.disk = disk;
    }
    done
}

/// Renders everything to nowhere, and returns what went wrong.
pub fn dry_run(output: &Output, progress: &(dyn Fn(usize, usize) + Sync)) -> Vec<Diagnostic> {
    dry_run_again(output, progress, &mut Memory::default())
}

/// Renders to nowhere what differs from what is remembered, and returns what is wrong with any file.
pub fn dry_run_again(
    output: &Output,
    progress: &(dyn Fn(usize, usize) + Sync),
    memory: &mut Memory,
) -> Vec<Diagnostic> {
    let done = AtomicUsize::new(0);
    let renderer = Renderer::new(output, memory);
    let mut diagnostics: Vec<Diagnostic> = output
        .files
        .keys()
        .par_bridge()
        .flat_map_iter(|path| {
            let diagnostics = match renderer.known(path) {
                Some(Ok(_)) => Vec::new(),
                _ => renderer.render(path).err().unwrap_or_default(),
            };
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, output.files.len());
            diagnostics
        })
        .collect();
    let (fresh, renders) = renderer.finish();
    memory.remember(output, fresh, renders);
    sort(&mut diagnostics);
    diagnostics
}

/// Publishes what is in the scope, each file with the bytes that `render` makes.
fn write(
    site: &mut Site,
    scope: &Scope<'_>,
    render: &Render<'_>,
    known: &Known<'_>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<(Published, Option<Disk>), PublishError> {
    let plan = stage::stage(site, scope, render, known, progress)?;
    commit::commit(site, plan)
}
