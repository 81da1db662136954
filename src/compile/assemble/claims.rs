//! What the pages of claims are made from.

use std::sync::Arc;

use super::annotated::Said;
use super::heads::Heads;
use super::inputs::{Inputs, joined, prose, withheld};
use crate::memo::index::Inversion;
use crate::memo::{Memo, Same};
use crate::pages::claim::{Input, Made, pages};
use crate::pages::claims::Asked;
use crate::pages::edition::Edition;
use crate::path::Slug;
use crate::render::model::StatementModel;
use crate::render::view::ClaimLine;

/// What remembers the pages of claims.
pub(crate) type Memory = Memo<Slug, Input, Made>;

/// Makes the pages of claims, and a line for each in order of their questions.
pub(crate) fn claims(
    inputs: &Inputs<'_>,
    edition: &Arc<Edition>,
    heads: &Heads,
    said: &Inversion<Said, StatementModel>,
    memory: &mut Memory,
) -> (Vec<Arc<Made>>, Vec<ClaimLine>) {
    let mut lines: Vec<&Arc<Asked>> = Vec::new();
    let asked = inputs.texts.other_files().filter_map(|(file, written)| {
        let source = written.claim()?;
        let id = &file.owner;
        let line = heads.asked.get(id)?;
        let unit = file.units.first()?;
        let incoming = inputs.incoming.get(id.as_str()).map(Arc::clone);
        let input = Input {
            edition: Same::new(edition),
            id: id.clone(),
            output: inputs.settled.ids.entries.get(id)?.output.clone()?,
            withheld: withheld(inputs.settled, &file.path),
            meta: Arc::clone(&source.meta),
            reference: Arc::clone(&line.reference),
            prose: prose(unit, inputs.prose.named.get(id)?.found(&unit.key)?),
            statements: said.get(&Said::Claim(id.clone())).map(Arc::clone),
            heads: joined(incoming.iter().flat_map(|list| list.iter()), &heads.heads),
            incoming,
        };
        lines.push(line);
        Some((id.clone(), input))
    });
    let asked = asked.collect();
    let made = memory.run(pages, asked);
    let mut lines: Vec<_> = lines.into_iter().zip(&made).collect();
    lines.sort_by(|a, b| a.0.order().cmp(&b.0.order()));
    let lines = lines.into_iter().map(|(asked, made)| asked.line(made.statements)).collect();
    (made, lines)
}
