//! Quotations in digests and notes, checked against the private originals where these are at hand.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::compile::locate::locate;
use crate::compile::notes::{Notes, OfArticle};
use crate::compile::parse::Parsed;
use crate::compile::settle::Settled;
use crate::compile::units::{Bodies, BodyKey, PageFiles, Texts, Unit, own, own_file, unit};
use crate::content::article::TextKind;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::memo::map::Map;
use crate::memo::{Memo, Stage, sources};
use crate::path::{Slug, Target};
use crate::resolve::quotation::{Quoting, Unfounded, quotations, unfounded};
use crate::source::Snapshot;

/// A digest with its notes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Counting {
    bodies: Arc<Bodies>,
    notes: Option<Arc<OfArticle>>,
}

/// Where digests are taken from.
#[derive(Debug)]
pub(crate) struct Countings {
    bodies: Map<Slug, Bodies>,
    written: Map<Slug, PageFiles>,
    notes: Notes,
}

sources!(Countings by Slug: [] [bodies, written, notes]);

/// What is remembered of quotations.
#[derive(Debug)]
pub(crate) struct Memory {
    /// By digest, how many quotations it has with its notes.
    counts: Stage<Slug, Countings, Counting, usize>,
    pub(crate) checked: Memo<BodyKey, Quoting, Vec<Unfounded>>,
}

impl Memory {
    pub(crate) fn new(keep: bool) -> Self {
        Self { counts: Stage::new(keep), checked: Memo::new(keep) }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        self.counts.entries() + self.checked.entries()
    }
}

fn counting(countings: &Countings, id: &Slug) -> Option<Counting> {
    let bodies = countings.bodies.get(id)?;
    let article = own_file(countings.written.get(id)?)?.article()?;
    (article.meta.text == TextKind::Digest)
        .then(|| Counting { bodies: Arc::clone(bodies), notes: countings.notes.get(id).cloned() })
}

fn count(input: &Counting) -> usize {
    let own = own(&input.bodies).and_then(|own| own.unit(0));
    let notes = input.notes.iter().flat_map(|notes| &notes.placed);
    let notes = notes.filter_map(|note| unit(&input.bodies, &note.path, note.index + 1));
    let quoted = |unit: &Unit| {
        let canonical = &unit.body.canonical;
        let blocks = canonical.blocks.iter().skip(1);
        blocks.map(|block| quotations(&canonical.text[block.clone()]).len()).sum::<usize>()
    };
    own.into_iter().chain(notes).map(quoted).sum()
}

/// Checks the quotations; without originals it counts them, and returns a sentence that says so.
pub(crate) fn check(
    snapshot: &Snapshot,
    parsed: &Parsed,
    settled: &Settled,
    texts: &Texts,
    notes: &Notes,
    memory: &mut Memory,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    let countings = Countings { bodies: texts.of.clone(), written: texts.written.clone(), notes: notes.clone() };
    let counts = memory.counts.run(countings, counting, count);
    let Some(originals) = &snapshot.originals else {
        let count: usize = counts.values().map(|count| **count).sum();
        return (count > 0).then(|| {
            format!("{count} quotations were not checked against the originals (name their folder with --originals)")
        });
    };
    let own = |id| texts.article(id).and_then(|article| article.0.unit(0));
    let digests: Vec<&Unit> = counts.keys().filter_map(own).collect();
    let original = |article: &Slug| -> Option<Arc<str>> {
        let entry = settled.ids.entries.get(article)?;
        let sha256 = parsed.files.get(&entry.path)?.article()?.meta.sha256.clone()?;
        originals.get(&sha256).map(Arc::clone)
    };
    let mut inputs = Vec::new();
    let mut units = Vec::new();
    for digest in digests {
        let Some(own) = original(&digest.owner) else {
            let path = &digest.key.0;
            let keys = parsed.files.get(path).map(|file| file.keys());
            let (span, message) = match keys.and_then(|k| k.0.get("sha256")) {
                Some(span) => (Some(span.clone()), "no file among the originals has this SHA-256"),
                None => (None, "this digest does not say which original it is of"),
            };
            diagnostics
                .push(Diagnostic::warning(Code::OriginalNotFound, Location { path: path.clone(), span }, message).hint(
                "give the SHA-256 of the original file (`sha256sum FILE`); until then its quotations are not checked",
            ));
            continue;
        };
        for unit in bodies(digest, texts, notes) {
            // A note may quote what it compares with: the articles that it links to.
            let others: BTreeSet<Slug> = if unit.note { pointed_at(unit, notes) } else { BTreeSet::new() };
            let mut originals = vec![Arc::clone(&own)];
            originals.extend(others.iter().filter(|o| **o != digest.owner).filter_map(original));
            inputs.push((unit.key.clone(), Quoting { originals, bodies: vec![Arc::clone(&unit.body)] }));
            units.push(unit);
        }
    }
    let wrong = memory.checked.run(unfounded, inputs);
    for (unit, wrong) in units.into_iter().zip(wrong) {
        for (_, span) in wrong.iter() {
            let words = &unit.body.canonical.text[span.clone()];
            diagnostics.push(
                Diagnostic::error(
                    Code::QuotationNotInOriginal,
                    locate(unit, parsed, span),
                    format!("`{words}` does not occur in the original of `{}`", unit.owner),
                )
                .hint("copy the words from the original, or take the quotation marks away"),
            );
        }
    }
    None
}

/// The body of a digest and of its notes.
fn bodies<'a>(digest: &'a Unit, texts: &'a Texts, notes: &'a Notes) -> impl Iterator<Item = &'a Unit> {
    let own = notes.get(&digest.owner).into_iter().flat_map(|notes| &notes.placed);
    let notes = own.filter_map(|n| texts.unit(&n.path, n.index + 1));
    std::iter::once(digest).chain(notes)
}

/// The articles that a note points at.
fn pointed_at(unit: &Unit, notes: &Notes) -> BTreeSet<Slug> {
    let placed = notes
        .get(&unit.owner)
        .into_iter()
        .flat_map(|notes| &notes.placed)
        .find(|n| n.path == unit.key.0 && n.index + 1 == unit.key.1);
    let fields = placed
        .into_iter()
        .flat_map(|n| n.see.iter().map(|see| see.0.file()).chain(n.re.iter().map(|re| re.0.article.clone())));
    let links = unit.targets.iter().flatten().map(|target| Target::new(target.as_str()).file());
    links.chain(fields).collect()
}
