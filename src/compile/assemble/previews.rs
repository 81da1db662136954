//! What previews are made from.

use std::sync::Arc;

use super::annotated::Annotated;
use super::inputs::Inputs;
use crate::content::file::ContentFile;
use crate::exports::previews::{OfPage, Shard, Sharding, Subject, index, notes, path, script, shards, subject};
use crate::memo::map::Map;
use crate::memo::{Memo, Stage};
use crate::output::File;
use crate::path::{OutputPath, Slug};

/// What is remembered of previews.
#[derive(Debug)]
pub(crate) struct Memory {
    subjects: Memo<Slug, Subject, OfPage>,
    notes: Stage<Slug, Map<Slug, Annotated>, Arc<Annotated>, OfPage>,
    shards: Memo<(), Sharding, Vec<Shard>>,
    scripts: Memo<usize, (usize, Shard), Vec<u8>>,
}

impl Memory {
    /// Makes an empty memory; one that does not `keep` is for a single compile.
    pub(crate) fn new(keep: bool) -> Self {
        Self { subjects: Memo::new(keep), notes: Stage::new(keep), shards: Memo::new(keep), scripts: Memo::new(keep) }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        self.subjects.entries() + self.notes.entries() + self.shards.entries() + self.scripts.entries()
    }

    /// Makes the files with the previews of all that is shown.
    pub(crate) fn files(&mut self, inputs: &Inputs<'_>, annotated: &Map<Slug, Annotated>) -> Vec<(OutputPath, File)> {
        let subjects = inputs.texts.other_files().filter_map(|(file, content)| {
            let line = match content {
                ContentFile::Entity(source) => source.meta.role.clone(),
                ContentFile::Claim(source) => Some(source.meta.finding.clone().unwrap_or_default()),
                _ => return None,
            };
            let text = file.unit(0).filter(|_| line.is_none()).map(|unit| Arc::clone(&unit.body));
            let reference = Arc::clone(inputs.texts.names.get(&file.owner)?);
            Some((file.owner.clone(), Subject { reference, line, text }))
        });
        let sharding = Sharding {
            subjects: self.subjects.run(subject, subjects.collect()),
            notes: self.notes.run(
                annotated.clone(),
                |all, article| all.get(article).cloned(),
                |annotated| notes(&annotated.notes),
            ),
        };
        let shards = self.shards.one(shards, sharding);
        let asked = shards.iter().enumerate().map(|(n, shard)| (n, (n, shard.clone())));
        let scripts = self.scripts.run(script, asked.collect()).into_iter().enumerate();
        let file = |path: OutputPath, bytes: &[u8]| (path, File::Bytes(bytes.into()));
        let count = file(OutputPath::new("previews/index.js"), &index(shards.len()));
        [count].into_iter().chain(scripts.map(|(n, script)| file(path(n), &script))).collect()
    }
}
