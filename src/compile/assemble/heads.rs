//! How pages, entities and claims are called wherever another page names them.
//!
//! Each is made by itself, so that an edit of a title, a date or a role touches those pages alone that show it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::inputs::Inputs;
use crate::compile::settle::Settled;
use crate::compile::units::{PageFiles, own_file};
use crate::content::article::TextKind;
use crate::content::claim::Claim;
use crate::content::edtf::Edtf;
use crate::content::entity::Entity;
use crate::content::file::ContentFile;
use crate::memo::map::Map;
use crate::memo::{Join, Joined, Memo, Pick, Same, Stage, sources};
use crate::pages::claims::Asked;
use crate::pages::edition::Edition;
use crate::pages::entities::{Called, Named};
use crate::path::{Slug, SourcePath};
use crate::render::model::Head;
use crate::render::prose::day;
use crate::render::view::Relation;
use crate::resolve::address::{HOME, relation_anchor};
use crate::resolve::ids::{Kind, NoteIds, article_of, id_of};
use crate::resolve::publish_set::Standing;
use crate::resolve::reference::Reference;

/// How everything is called.
#[derive(Debug)]
pub(crate) struct Heads {
    /// By page that is shown.
    pub(crate) heads: Map<Slug, Head>,
    /// By entity that has a page.
    pub(crate) named: Map<Slug, Named>,
    /// The same, as articles name it.
    pub(crate) called: Map<Slug, Called>,
    /// By claim that is not hidden.
    pub(crate) asked: BTreeMap<Slug, Arc<Asked>>,
    /// By entity, how it stands to others and others to it.
    pub(crate) relations: Arc<Relations>,
}

type Relations = BTreeMap<Slug, Arc<Vec<Relation>>>;

/// What the head of a page is made from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    edition: Same<Edition>,
    reference: Arc<Reference>,
    date: Option<Edtf>,
    outlet: Option<(Arc<Reference>, bool)>,
    digest: bool,
}

/// What the heads of all pages are made from.
#[derive(Debug)]
pub(crate) struct Headings {
    edition: Same<Edition>,
    settled: Same<Settled>,
    names: Map<Slug, Reference>,
    written: Map<Slug, PageFiles>,
    /// By article, how its outlet is pointed at.
    outlets: Map<Slug, Joined<Slug, Reference>>,
}

sources!(Headings by Slug: [edition, settled] [names, written, outlets]);

/// What a line of an entity is made from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Naming {
    edition: Same<Edition>,
    reference: Arc<Reference>,
    meta: Arc<Entity>,
}

/// What the lines of all entities are made from.
#[derive(Debug)]
pub(crate) struct Namings {
    edition: Same<Edition>,
    names: Map<Slug, Reference>,
    written: Map<Slug, PageFiles>,
}

sources!(Namings by Slug: [edition] [names, written]);

/// What a line of a claim is made from; one that was withdrawn has no front matter.
type Asking = (Same<Edition>, Slug, Arc<Reference>, Option<Arc<Claim>>);

/// What relations are made from.
#[derive(Debug, PartialEq, Eq)]
struct Relating {
    language: String,
    settled: Same<Settled>,
    names: Map<Slug, Reference>,
    /// All entities, also those that are not shown.
    entities: Map<SourcePath, Entity>,
    /// The notes of the articles that relations refer to.
    notes: Map<Slug, NoteIds>,
}

/// What is remembered of how everything is called.
#[derive(Debug)]
pub(crate) struct Memory {
    outlets: Join<Slug, PageFiles, Slug, Reference>,
    heads: Stage<Slug, Headings, Heading, Head>,
    named: Stage<Slug, Namings, Naming, Named>,
    called: Pick<Slug, Map<Slug, Named>, Arc<Called>>,
    asked: Memo<Slug, Asking, Asked>,
    relations: Memo<(), Relating, Relations>,
}

impl Memory {
    /// Makes an empty memory; one that does not `keep` is for a single compile.
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            outlets: Join::new(keep),
            heads: Stage::new(keep),
            named: Stage::new(keep),
            called: Pick::new(keep),
            asked: Memo::new(keep),
            relations: Memo::new(keep),
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        let joined = self.outlets.entries() + self.relations.entries();
        joined + self.heads.entries() + self.named.entries() + self.called.entries() + self.asked.entries()
    }

    /// Gathers how everything is called.
    pub(crate) fn heads(&mut self, inputs: &Inputs<'_>, edition: &Arc<Edition>) -> Heads {
        let (settled, texts) = (inputs.settled, inputs.texts);
        let edition = Same::new(edition);
        let headings = Headings {
            edition: edition.clone(),
            settled: Same::new(settled),
            names: texts.names.clone(),
            written: texts.written.clone(),
            outlets: self.outlets.run(&texts.written, &texts.names, |_, files| {
                let article = own_file(files).and_then(|file| file.article());
                article
                    .and_then(|source| source.meta.outlet.as_ref())
                    .map(|outlet| outlet.id.clone())
                    .into_iter()
                    .collect()
            }),
        };
        let namings = Namings { edition: edition.clone(), names: texts.names.clone(), written: texts.written.clone() };
        let relating = Relating {
            language: edition.config.language.clone(),
            settled: Same::new(settled),
            names: texts.names.clone(),
            notes: pointed_notes(inputs),
            entities: inputs.prose.entities.clone(),
        };
        let claims = settled
            .ids
            .entries
            .iter()
            .filter(|(_, entry)| entry.kind == Kind::Claim && !matches!(entry.standing, Standing::Hidden(_)));
        let asked = claims.filter_map(|(id, entry)| {
            let claim = inputs.parsed.files.get(&entry.path).and_then(|file| file.claim());
            let meta = claim.filter(|_| entry.standing.is_shown()).map(|source| Arc::clone(&source.meta));
            Some((id.clone(), (edition.clone(), id.clone(), Arc::clone(texts.names.get(id)?), meta)))
        });
        let asked = asked.collect();
        let named = self.named.run(namings, naming, named);
        Heads {
            heads: self.heads.run(headings, heading, head),
            called: self.called.run(named.clone(), |named, id| Some(Arc::clone(&named.get(id)?.called))),
            named,
            asked: self.asked.keyed(ask, asked).collect(),
            relations: self.relations.one(relations, relating),
        }
    }
}

/// Takes the notes of the articles that relations refer to.
fn pointed_notes(inputs: &Inputs<'_>) -> Map<Slug, NoteIds> {
    let articles = inputs.prose.entities.values().flat_map(|entity| &entity.relations);
    let articles: BTreeSet<Slug> = articles.filter_map(|relation| article_of(relation.note.as_ref()?, None)).collect();
    let notes = |article: Slug| Some((article.clone(), inputs.texts.note_ids.get(&article).cloned()?));
    articles.into_iter().filter_map(notes).collect()
}

fn heading(headings: &Headings, id: &Slug) -> Option<Heading> {
    let file = own_file(headings.written.get(id)?)?;
    let mut heading = Heading {
        edition: headings.edition.clone(),
        reference: match id.as_str() {
            HOME => Arc::new(headings.edition.home()),
            _ => headings.names.get(id).cloned()?,
        },
        date: None,
        outlet: None,
        digest: false,
    };
    heading.date = match &*file.content {
        ContentFile::Home(_) | ContentFile::Notes(_) => None,
        ContentFile::Article(source) => {
            let outlet = source.meta.outlet.as_ref();
            let outlet = outlet.filter(|o| headings.settled.ids.find(o.id.as_str(), &[Kind::Entity]).is_ok());
            let name = outlet.and_then(|outlet| headings.outlets.get(id)?.get(&outlet.id));
            heading.outlet = outlet.zip(name).map(|(outlet, name)| (Arc::clone(name), outlet.probable));
            heading.digest = source.meta.text == TextKind::Digest;
            source.meta.published.clone()
        }
        content => content.common().date.clone(),
    };
    Some(heading)
}

fn head(input: &Heading) -> Head {
    let outlet = input.outlet.as_ref();
    Head {
        reference: Arc::clone(&input.reference),
        date: input.edition.day(&input.date),
        outlet: outlet.map(|(name, probable)| Reference { probable: *probable, ..Reference::clone(name) }),
        digest: input.digest,
    }
}

fn naming(namings: &Namings, id: &Slug) -> Option<Naming> {
    let source = own_file(namings.written.get(id)?)?.entity()?;
    let reference = namings.names.get(id).cloned()?;
    Some(Naming { edition: namings.edition.clone(), reference, meta: Arc::clone(&source.meta) })
}

/// Says how lists name an entity.
fn named(input: &Naming) -> Named {
    let Naming { edition, reference, meta } = input;
    let sort = meta.sort_name.as_deref().unwrap_or(&meta.name);
    Named {
        called: Arc::new(Called {
            reference: Arc::clone(reference),
            kind: meta.kind.map_or("other", |k| k.as_str()),
            name: edition.order.key(&reference.title),
        }),
        role: meta.role.clone(),
        sort: edition.order.key(sort),
        letter: edition.order.letter(sort),
    }
}

/// Says how lists name a claim.
fn ask((edition, id, reference, meta): &Asking) -> Asked {
    Asked {
        id: id.clone(),
        reference: Arc::clone(reference),
        finding: meta.as_ref().and_then(|meta| meta.finding.clone()),
        reports: meta.as_ref().and_then(|meta| meta.reports).map(|reports| reports.as_str()),
        key: meta.as_ref().map(|meta| edition.order.key(&meta.question)),
    }
}

/// Collects relations both ways; one that its own note does not show is left to the diagnostics.
fn relations(input: &Relating) -> Relations {
    let ids = &input.settled.ids;
    let mut relations: BTreeMap<Slug, Vec<Relation>> = BTreeMap::new();
    for (path, meta) in input.entities.iter().filter(|(path, _)| input.settled.shows(path)) {
        let id = id_of(path);
        let own = ids.entries.get(&id).filter(|entry| !matches!(entry.standing, Standing::Hidden(_)));
        let Some(own) = own.and_then(|_| input.names.get(&id)) else { continue };
        for (n, relation) in meta.relations.iter().enumerate() {
            let known = ids.find(relation.to.as_str(), &[Kind::Entity]).is_ok();
            let Some(other) = input.names.get(&relation.to).filter(|_| known) else { continue };
            let notes = |id: &Slug| input.notes.get(id).map(|notes| &**notes);
            let note = relation.note.as_ref().and_then(|n| ids.find_note(notes, n, None).ok()).map(|n| n.1);
            let date = |date: &Option<Edtf>| date.as_ref().map(|date| day(date, &input.language));
            let row = |to: &Arc<Reference>, inverse: bool| Relation {
                to: Arc::clone(to),
                r#as: relation.r#as.clone(),
                anchor: (!inverse).then(|| relation_anchor(n)),
                inverse,
                start: date(&relation.start),
                end: date(&relation.end),
                note: note.clone(),
            };
            relations.entry(id.clone()).or_default().push(row(other, false));
            relations.entry(relation.to.clone()).or_default().push(row(own, true));
        }
    }
    relations.values_mut().for_each(|rows| rows.sort_by_key(|r| r.inverse));
    relations.into_iter().map(|(id, rows)| (id, Arc::new(rows))).collect()
}
