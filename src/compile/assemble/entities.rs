//! What the pages of entities are made from, and what their index lists.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::annotated::Said;
use super::heads::Heads;
use super::inputs::{Inputs, prose, withheld};
use crate::memo::index::Inversion;
use crate::memo::map::Map;
use crate::memo::{Join, Memo, Same};
use crate::pages::edition::Edition;
use crate::pages::entities::Listed;
use crate::pages::entity::{Input, Statements, pages};
use crate::pages::{Pages, backlinks};
use crate::path::Slug;
use crate::render::bar::{TITLES, bar};
use crate::render::model::{Head, StatementModel};
use crate::resolve::profile::Profile;
use crate::resolve::reference::Reference;

/// Where each article stands in the order of publication.
#[derive(Debug, PartialEq, Eq)]
struct Columns {
    at: FxHashMap<Slug, usize>,
    /// What each is called, where there are few enough.
    titles: Vec<String>,
}

/// The articles in order of publication, and what each is called where there are few enough.
type Titled = (Same<Vec<Slug>>, Vec<String>);

/// What a bar of the index is drawn from.
type Drawing = (Same<Columns>, Arc<Profile>);

/// What is remembered of the pages of entities.
#[derive(Debug)]
pub(crate) struct Memory {
    columns: Memo<(), Titled, Columns>,
    bars: Memo<Slug, Drawing, String>,
    /// The claims that notes by, through or about each bear on.
    bearing: Memo<Slug, Statements, Vec<(Slug, usize)>>,
    sources: Join<Slug, Profile, Slug, Head>,
    others: Join<Slug, Profile, Slug, Reference>,
    pub(crate) pages: Memo<Slug, Input, Pages>,
}

impl Memory {
    /// Makes an empty memory; one that does not `keep` is for a single compile.
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            columns: Memo::new(keep),
            bars: Memo::new(keep),
            bearing: Memo::new(keep),
            sources: Join::new(keep),
            others: Join::new(keep),
            pages: Memo::new(keep),
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        let joined = self.sources.entries() + self.others.entries();
        self.columns.entries() + self.bars.entries() + self.bearing.entries() + joined + self.pages.entries()
    }

    /// Makes the pages of entities, and says what the index lists.
    pub(crate) fn pages(
        &mut self,
        inputs: &Inputs<'_>,
        edition: &Arc<Edition>,
        heads: &Heads,
        said: &Inversion<Said, StatementModel>,
    ) -> (Vec<Arc<Pages>>, Vec<Listed>) {
        let profiles = &inputs.prose.profiles;
        let sources = self.sources.run(profiles, &heads.heads, |_, profile| {
            let ends = profile.ends.iter().flat_map(|(first, last)| [first, last]);
            let mut sources = backlinks::sources(profile.incoming.iter().chain(ends));
            sources.extend(profile.spellings.iter().flat_map(|s| &s.articles).map(|article| article.0.clone()));
            sources
        });
        let others = self.others.run(profiles, &inputs.texts.names, |_, profile| {
            profile.together.iter().map(|other| other.0.clone()).collect()
        });
        let columns = self.columns(inputs, &heads.heads);
        let ids = inputs.texts.other_files().filter(|(_, written)| written.entity().is_some());
        let ids = ids.map(|(file, _)| (file.owner.clone(), said.get(&Said::Bears(file.owner.clone())).map(Arc::clone)));
        let bearing: BTreeMap<_, _> = self.bearing.keyed(bearing, ids.collect()).collect();
        let (mut asked, mut bars, mut listed) = (Vec::new(), Vec::new(), Vec::new());
        for (file, written) in inputs.texts.other_files() {
            let Some(source) = written.entity() else { continue };
            let id = &file.owner;
            let entry = inputs.settled.ids.entries.get(id).and_then(|entry| entry.output.clone());
            let (Some(output), Some(profile), Some(named)) = (entry, profiles.get(id), heads.named.get(id)) else {
                continue;
            };
            let Some(mentioned) = inputs.prose.named.get(id) else { continue };
            let Some(unit) = file.units.first() else { continue };
            let Some(found) = mentioned.found(&unit.key) else { continue };
            let statements = |of: fn(Slug) -> Said| said.get(&of(id.clone())).map(Arc::clone);
            let bearing = bearing.get(id).into_iter().flat_map(|claims| claims.iter());
            let input = Input {
                edition: Same::new(edition),
                id: id.clone(),
                output,
                withheld: withheld(inputs.settled, &file.path),
                meta: Arc::clone(&source.meta),
                reference: Arc::clone(&named.called.reference),
                prose: prose(unit, found),
                image: inputs.texts.pictures.get(&file.path).cloned(),
                profile: Arc::clone(profile),
                heads: sources.get(id).cloned(),
                others: others.get(id).cloned(),
                relations: heads.relations.get(id).cloned().unwrap_or_default(),
                claims: bearing.filter_map(|(claim, n)| Some((heads.asked.get(claim).cloned()?, *n))).collect(),
                said: statements(Said::By),
                relayed: statements(Said::Via),
                about: statements(Said::About),
                events: statements(Said::Event),
            };
            bars.push((id.clone(), (Same::new(&columns), Arc::clone(profile))));
            listed.push((source.meta.kind, named, profile));
            asked.push((id.clone(), input));
        }
        let bars = self.bars.run(drawn, bars);
        let listed = listed.into_iter().zip(bars).map(|((kind, named, profile), bar)| Listed {
            kind,
            named: Arc::clone(named),
            mentions: profile.mentions,
            articles: profile.articles.len(),
            bar,
        });
        (self.pages.run(pages, asked), listed.collect())
    }

    /// Says where each article stands in the order of publication.
    fn columns(&mut self, inputs: &Inputs<'_>, heads: &Map<Slug, Head>) -> Arc<Columns> {
        let order = &inputs.prose.articles;
        let few = if order.len() <= TITLES { &order[..] } else { &[] };
        let titles = few.iter().map(|id| heads.get(id).map(|head| title(head)).unwrap_or_default());
        self.columns.one(columns, (Same::new(order), titles.collect()))
    }
}

fn columns((order, titles): &Titled) -> Columns {
    let at = order.iter().enumerate().map(|(at, id)| (id.clone(), at));
    Columns { at: at.collect(), titles: titles.clone() }
}

/// Names the article of a column.
fn title(head: &Head) -> String {
    let outlet = head.outlet.as_ref().map_or(&head.reference.title, |o| &o.title);
    match &head.date {
        Some(day) => format!("{outlet}, {}", day.text),
        None => outlet.clone(),
    }
}

/// Draws in which articles an entity is named.
fn drawn((columns, profile): &Drawing) -> String {
    let counts = profile.articles.iter().filter_map(|(id, n)| Some((*columns.at.get(id)?, *n)));
    let title = |at: usize| columns.titles.get(at).cloned().unwrap_or_default();
    bar(&counts.collect::<Vec<_>>(), columns.at.len(), &title)
}

/// Lists the claims that notes bear on, each with how many do, in order of their ids.
fn bearing(bears: &Statements) -> Vec<(Slug, usize)> {
    let statements = bears.iter().flat_map(|list| list.iter()).flat_map(|said| said.places.iter());
    let claims = statements.filter_map(|statement| statement.note.note.claims.get(statement.claim?));
    let mut claims: Vec<&Slug> = claims.map(|claim| &claim.claim).collect();
    claims.sort_unstable();
    claims.chunk_by(|a, b| a == b).map(|same| (same[0].clone(), same.len())).collect()
}
