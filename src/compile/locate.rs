//! Where in its file a place of a body stands.

use std::ops::Range;

use crate::compile::parse::Parsed;
use crate::compile::units::Unit;
use crate::content::file::ContentFile;
use crate::diagnostic::Location;
use crate::text::Spans;

/// Finds the block of a body in its file.
pub(crate) fn locate(unit: &Unit, parsed: &Parsed, span: &Range<usize>) -> Location {
    let path = &unit.key.0;
    let block = unit.body.canonical.block_at(span.start);
    let at = |spans: &Spans, skipped: usize| block.checked_sub(1 + skipped).and_then(|b| spans.leaves.get(b).cloned());
    let found = parsed.files.get(path).and_then(|file| match &**file {
        ContentFile::Notes(source) => at(&source.notes[unit.key.1 - 1].body, 0),
        ContentFile::Article(source) => Some(at(&source.spans, 0).unwrap_or_else(|| source.keys.get("title"))),
        ContentFile::Claim(source) => {
            let finding = usize::from(unit.body.document.leaves.len() > source.body.leaves.len());
            let key = if block == 0 { "question" } else { "finding" };
            Some(at(&source.spans, finding).unwrap_or_else(|| source.keys.get(key)))
        }
        ContentFile::Entity(source) => at(&source.spans, 0),
        ContentFile::Page(source) | ContentFile::Home(source) => at(&source.spans, 0),
    });
    Location { path: path.clone(), span: found }
}
