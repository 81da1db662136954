//! Whom each body names, and who points at whom.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::compile::locate::locate;
use crate::compile::notes::{Notes, OfArticle};
use crate::compile::parse::Parsed;
use crate::compile::settle::Settled;
use crate::compile::shown::Shown;
use crate::compile::units::{Bodies, BodyKey, PageFiles, Texts, Unit, own, own_file, unit};
use crate::content::annotation::Note;
use crate::content::article::{Article, Rights, TextKind};
use crate::content::entity::{Entity, Relation};
use crate::content::file::ContentFile;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::memo::index::Inversion;
use crate::memo::map::{Map, OrdMap, differing};
use crate::memo::{Join, Joined, Keys, Lent, Memo, Pick, Same, Sources, Stage, sources};
use crate::path::{Slug, SourcePath, Target};
use crate::resolve::address::{PAGE, RELATIONS, note_anchor, relation_anchor};
use crate::resolve::backlink::{Place, Places, Pointing, places};
use crate::resolve::ids::{Kind, NoteIds, article_of, id_of};
use crate::resolve::mention::grams::{Grams, changed};
use crate::resolve::mention::{Context, Found, Identity, Matcher, Names, find as find_mentions};
use crate::resolve::profile::{Pointed, Profile, profile};
use crate::resolve::reference::Reference;

/// Whom each body names, and who points at whom.
#[derive(Debug)]
pub(crate) struct Prose {
    pub(crate) matcher: Arc<Matcher>,
    /// By owner of the texts: an article with its notes, or any other page.
    pub(crate) named: Map<Slug, Named>,
    /// What the places that name each entity come to.
    pub(crate) profiles: Map<Slug, Profile>,
    /// The articles that are shown, by date.
    pub(crate) articles: Arc<Vec<Slug>>,
    /// All entities, also those that are not shown.
    pub(crate) entities: Map<SourcePath, Entity>,
}

impl Prose {
    /// Returns whom a body names.
    pub(crate) fn found(&self, unit: &Unit) -> &Arc<Found> {
        self.named.get(&unit.owner).and_then(|named| named.found(&unit.key)).expect("every unit was searched")
    }
}

/// Whom the texts of one page name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named(Vec<(BodyKey, Arc<Found>)>);

impl Named {
    /// Returns whom a body names.
    pub(crate) fn found(&self, key: &BodyKey) -> Option<&Arc<Found>> {
        self.0.binary_search_by(|body| body.0.cmp(key)).ok().map(|at| &self.0[at].1)
    }

    /// Lists the entities that the bodies name.
    pub(crate) fn entities(&self) -> BTreeSet<Slug> {
        self.0.iter().flat_map(|(_, found)| &found.mentions).map(|mention| mention.entity.clone()).collect()
    }
}

/// The texts of one page, and what names are searched in them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Searching {
    matcher: Lent<Matcher>,
    /// The page's own is the only one that is no annotation file.
    files: Arc<Bodies>,
    /// The notes of an article, in order.
    notes: Option<Arc<OfArticle>>,
}

/// All texts, and what names are searched in them.
#[derive(Debug)]
pub(crate) struct Searchings {
    matcher: Arc<Matcher>,
    bodies: Map<Slug, Bodies>,
    notes: Notes,
    /// What tells which texts a new name can stand in; empty where nothing is kept.
    grams: Map<Slug, Grams>,
}

impl Sources<Slug> for Searchings {
    /// Other names are searched only where they, or those that are gone, can stand.
    fn differing(&self, last: Option<&Self>) -> Keys<Slug> {
        let all = Keys { all: true, keys: self.bodies.keys().cloned().collect() };
        let Some(last) = last else { return all };
        let bodies = differing(Some(&last.bodies), &self.bodies);
        let mut keys: Vec<Slug> = bodies.chain(differing(Some(&last.notes), &self.notes)).cloned().collect();
        if !Arc::ptr_eq(&last.matcher, &self.matcher) {
            let Some(names) = changed(last.matcher.names(), self.matcher.names()) else { return all };
            let hit = |grams: &Grams| names.iter().any(|name| grams.may_hold(name));
            keys.extend(self.grams.iter().filter(|(_, grams)| hit(grams)).map(|(owner, _)| owner.clone()));
        }
        Keys { all: false, keys }
    }
}

/// The texts of one page with whom they name, and what else its file points at.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Gathering {
    files: Arc<Bodies>,
    notes: Option<Arc<OfArticle>>,
    named: Arc<Named>,
    /// Whether all that stands outside quotation marks is ours.
    digest: bool,
    /// Whether the body is published.
    published: bool,
    /// The outlet of an article, and whether it is held only likely.
    outlet: Option<(Slug, bool)>,
    /// The notes that show an entity's relations.
    relations: Vec<(Target, Place)>,
}

/// All texts with whom they name.
#[derive(Debug)]
pub(crate) struct Gatherings {
    settled: Same<Settled>,
    bodies: Map<Slug, Bodies>,
    notes: Notes,
    named: Map<Slug, Named>,
    written: Map<Slug, PageFiles>,
    /// By entity, the notes of the articles that its relations refer to.
    pointed: Map<Slug, Joined<Slug, NoteIds>>,
    /// By entity, how those are pointed at that its relations name.
    called: Map<Slug, Joined<Slug, Reference>>,
}

sources!(Gatherings by Slug: [settled] [bodies, notes, named, written, pointed, called]);

/// The front matter of the articles that are shown.
pub(crate) type Dated = OrdMap<SourcePath, (Slug, Arc<Article>)>;

/// The articles in their order, and the files of all other pages.
type Ordering = (Same<Vec<Slug>>, Map<SourcePath, Shown>);

/// What names are taken from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Naming {
    settled: Same<Settled>,
    entities: Map<SourcePath, Entity>,
}

/// What gathers the grams of the texts of each page.
type Gramming = Stage<Slug, Map<Slug, Bodies>, Arc<Bodies>, Grams>;

/// What is remembered of names and of who points at whom.
#[derive(Debug)]
pub(crate) struct Memory {
    entities: Pick<SourcePath, Map<SourcePath, ContentFile>, Arc<Entity>>,
    names: Memo<(), Naming, Vec<Names>>,
    pub(crate) matcher: Memo<(), Arc<Vec<Names>>, Matcher>,
    /// Nothing where nothing is kept.
    grams: Option<Gramming>,
    pub(crate) found: Stage<Slug, Searchings, Searching, Named>,
    articles: Pick<SourcePath, Map<SourcePath, Shown>, (Slug, Arc<Article>)>,
    by_date: Memo<(), Dated, Vec<Slug>>,
    order: Memo<(), Ordering, Vec<Slug>>,
    pointed: Join<Slug, PageFiles, Slug, NoteIds>,
    called: Join<Slug, PageFiles, Slug, Reference>,
    pub(crate) gathered: Stage<Slug, Gatherings, Gathering, Places>,
    /// Who points at what.
    pub(crate) incoming: Inversion<Target, Place>,
    pub(crate) profiles: Memo<Slug, Pointed, Profile>,
}

impl Memory {
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            entities: Pick::new(keep),
            names: Memo::new(keep),
            matcher: Memo::new(keep),
            grams: keep.then(|| Stage::new(keep)),
            found: Stage::noting(keep, |named: &Named| named.0.iter().any(|(_, found)| !found.undecided.is_empty())),
            articles: Pick::new(keep),
            by_date: Memo::new(keep),
            order: Memo::new(keep),
            pointed: Join::new(keep),
            called: Join::new(keep),
            gathered: Stage::new(keep),
            incoming: Inversion::default(),
            profiles: Memo::new(keep),
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        let grams = self.grams.as_ref().map_or(0, Stage::entries);
        let joined = self.pointed.entries() + self.called.entries() + grams;
        let picked = self.articles.entries() + self.entities.entries() + joined;
        let stages = self.matcher.entries() + self.found.entries() + self.gathered.entries() + self.profiles.entries();
        picked + stages + self.names.entries() + self.by_date.entries() + self.order.entries()
    }
}

/// Finds mentions and inverts what points where, which is in [`Memory::incoming`].
pub(crate) fn prose(
    parsed: &Parsed,
    settled: &Arc<Settled>,
    texts: &Texts,
    notes: &Notes,
    memory: &mut Memory,
    diagnostics: &mut Vec<Diagnostic>,
) -> Prose {
    let entities = memory.entities.run(parsed.files.clone(), |files, path| {
        files.get(path).and_then(|file| file.entity()).map(|source| Arc::clone(&source.meta))
    });
    let known = memory.names.one(shown_names, Naming { settled: Same::new(settled), entities: entities.clone() });
    let matcher = memory.matcher.one(Matcher::new, known);
    let grams = memory.grams(&texts.of);
    let searchings =
        Searchings { matcher: Arc::clone(&matcher), bodies: texts.of.clone(), notes: notes.clone(), grams };
    let named = memory.found.run(searchings, searching, search);
    for (owner, named) in memory.found.noted() {
        let units = texts.of.get(owner).into_iter().flat_map(|bodies| bodies.iter()).flat_map(|file| &file.1.units);
        units.zip(&named.0).for_each(|(unit, (_, found))| undecided(unit, found, parsed, diagnostics));
    }
    let articles = memory.by_date(texts);
    let order = memory.order(texts, &articles);
    let gatherings = Gatherings {
        settled: Same::new(settled),
        bodies: texts.of.clone(),
        notes: notes.clone(),
        named: named.clone(),
        written: texts.written.clone(),
        pointed: memory.pointed.run(&texts.written, &texts.note_ids, |_, files| {
            relations_of(files).filter_map(|relation| article_of(relation.note.as_ref()?, None)).collect()
        }),
        called: memory.called.run(&texts.written, &texts.names, |_, files| {
            relations_of(files).map(|relation| relation.to.clone()).collect()
        }),
    };
    let gathered = memory.gathered.run(gatherings, gathering, gathered);
    memory.incoming.update(order, gathered);
    let nothing = Arc::default();
    let inputs = matcher.names().iter().map(|names| {
        let incoming = Arc::clone(memory.incoming.get(names.id.as_str()).unwrap_or(&nothing));
        (names.id.clone(), Pointed { entity: names.id.clone(), incoming })
    });
    let inputs = inputs.collect();
    let profiles = memory.profiles.keyed(profile, inputs).collect();
    Prose { matcher, named, profiles, articles, entities }
}

fn shown_names(naming: &Naming) -> Vec<Names> {
    let entities = naming.entities.iter().filter(|entity| naming.settled.shows(entity.0));
    entities.map(|(path, entity)| names(&id_of(path), entity)).collect()
}

impl Memory {
    /// Gathers what tells which texts a new name can stand in.
    fn grams(&mut self, bodies: &Map<Slug, Bodies>) -> Map<Slug, Grams> {
        let Some(stage) = &mut self.grams else { return Map::new() };
        stage.run(
            bodies.clone(),
            |bodies, owner| bodies.get(owner).cloned(),
            |files| {
                let units = files.iter().flat_map(|file| &file.1.units);
                Grams::of(units.map(|unit| unit.body.canonical.text.as_str()))
            },
        )
    }

    /// The shown articles in order of publication, those without a date last.
    fn by_date(&mut self, texts: &Texts) -> Arc<Vec<Slug>> {
        let articles = self.articles.run(texts.shown.clone(), |shown, path| {
            let shown = shown.get(path)?;
            Some((shown.owner.clone(), Arc::clone(&shown.article()?.meta)))
        });
        self.by_date.one(dated, articles)
    }

    /// All pages in the order in which they are told of: articles by date, then the others by kind and id.
    fn order(&mut self, texts: &Texts, articles: &Arc<Vec<Slug>>) -> Arc<Vec<Slug>> {
        self.order.one(ordered, (Same::new(articles), texts.others.clone()))
    }
}

fn ordered((articles, others): &Ordering) -> Vec<Slug> {
    let kinds = [Some(Kind::Entity), Some(Kind::Claim), Some(Kind::Page), None];
    let rank = |shown: &Shown| kinds.iter().position(|kind| *kind == shown.kind());
    let mut others: Vec<_> = others.values().map(|shown| (rank(shown), &shown.owner)).collect();
    others.sort();
    articles.iter().chain(others.into_iter().map(|other| other.1)).cloned().collect()
}

fn searching(searchings: &Searchings, owner: &Slug) -> Option<Searching> {
    let files = searchings.bodies.get(owner)?;
    let article = own(files)?.kind == Some(Kind::Article);
    let notes = searchings.notes.get(owner).filter(|_| article).cloned();
    Some(Searching { matcher: Lent::new(&searchings.matcher), files: Arc::clone(files), notes })
}

/// Finds the mentions in the texts of a page; those in notes follow the names that their article introduces.
fn search(input: &Searching) -> Named {
    let matcher = input.matcher.get();
    let find = |unit: &Unit, identities: Vec<Identity>, introduced: Arc<Vec<Slug>>| {
        let context = Context { identities, links: unit.targets.to_vec(), introduced };
        Arc::new(find_mentions(&matcher, &unit.body.canonical, &unit.body.document, &context))
    };
    let mut found: Vec<(BodyKey, Arc<Found>)> = Vec::new();
    for unit in own(&input.files).into_iter().flat_map(|file| &file.units) {
        let identities = input.notes.as_ref().map(|notes| notes.identities.clone()).unwrap_or_default();
        // A biography stands under the full name.
        let introduced = if unit.kind == Some(Kind::Entity) { vec![unit.owner.clone()] } else { Vec::new() };
        found.push((unit.key.clone(), find(unit, identities, Arc::new(introduced))));
    }
    let introduced = found.first().map(|own| Arc::clone(&own.1.introduced)).unwrap_or_default();
    let in_notes = input.files.iter().map(|file| &file.1).filter(|file| file.notes).flat_map(|file| &file.units);
    let mut named: Vec<_> =
        in_notes.map(|unit| (unit.key.clone(), find(unit, Vec::new(), Arc::clone(&introduced)))).collect();
    named.extend(found);
    named.sort_by(|a, b| a.0.cmp(&b.0));
    Named(named)
}

fn names(id: &Slug, entity: &Entity) -> Names {
    Names {
        id: id.clone(),
        name: entity.name.clone(),
        aliases: entity.aliases.clone(),
        weak_aliases: entity.weak_aliases.clone(),
        misspellings: entity.misspellings.clone(),
        not: entity.not.clone(),
        any_case: entity.any_case,
    }
}

fn dated(articles: &Dated) -> Vec<Slug> {
    let mut articles: Vec<_> =
        articles.values().map(|(id, meta)| (meta.published.is_none(), &meta.published, id)).collect();
    articles.sort();
    articles.into_iter().map(|article| article.2.clone()).collect()
}

fn gathering(gatherings: &Gatherings, owner: &Slug) -> Option<Gathering> {
    let files = gatherings.bodies.get(owner)?;
    let content = &own_file(gatherings.written.get(owner)?)?.content;
    let mut input = Gathering {
        named: gatherings.named.get(owner).cloned()?,
        files: Arc::clone(files),
        notes: None,
        digest: false,
        published: true,
        outlet: None,
        relations: Vec::new(),
    };
    let settled = &gatherings.settled;
    match &**content {
        ContentFile::Article(source) => {
            input.notes = gatherings.notes.get(owner).cloned();
            input.digest = source.meta.text == TextKind::Digest;
            input.published = source.meta.rights == Rights::Full;
            let outlet = source.meta.outlet.as_ref();
            let outlet = outlet.filter(|o| settled.ids.find(o.id.as_str(), &[Kind::Entity]).is_ok());
            input.outlet = outlet.map(|outlet| (outlet.id.clone(), outlet.probable));
        }
        ContentFile::Entity(source) => {
            let notes = gatherings.pointed.get(owner).cloned().unwrap_or_default();
            let names = gatherings.called.get(owner).cloned().unwrap_or_default();
            input.relations = relations(&source.meta, settled, &notes, &names);
        }
        _ => {}
    }
    Some(input)
}

/// Collects the places of a page: its own body's first, then what its front matter names, then its notes' in their order.
fn gathered(input: &Gathering) -> Places {
    let mut parts = Vec::new();
    let collect = |unit: &Unit, note: Option<&Arc<Note>>| {
        let kind = match unit.kind {
            _ if unit.note => "note",
            Some(kind) => kind.as_str(),
            None => Kind::Page.as_str(),
        };
        let article = unit.kind == Some(Kind::Article) && !unit.note;
        places(&Pointing {
            kind,
            mention_kind: if article { "mention" } else { kind },
            body: Arc::clone(&unit.body),
            found: input.named.found(&unit.key).map(Arc::clone).unwrap_or_default(),
            links: unit.targets.to_vec(),
            note: note.map(Arc::clone),
            language: Arc::clone(&unit.language),
            digest: article && input.digest,
            own: unit.owner.clone(),
        })
    };
    for unit in own(&input.files).into_iter().flat_map(|file| &file.units) {
        parts.push(collect(unit, None));
        if let Some((outlet, probable)) = &input.outlet {
            let text = unit.body.canonical.text[unit.body.canonical.blocks[0].clone()].to_owned();
            let place =
                Place { kind: "article", anchor: "p0".to_owned(), text, probable: *probable, ..Place::default() };
            parts.push(Places::from([(Target::from(outlet), Arc::new(vec![place]))]));
        }
        let mut named: BTreeMap<Target, Vec<Place>> = BTreeMap::new();
        for (target, place) in &input.relations {
            named.entry(target.clone()).or_default().push(place.clone());
        }
        parts.push(shared(named));
    }
    for note in input.notes.iter().flat_map(|notes| &notes.placed) {
        let unit = unit(&input.files, &note.path, note.index + 1);
        parts.extend(unit.map(|unit| collect(unit, Some(&note.note))));
        let mut fields: BTreeMap<Target, Vec<Place>> = BTreeMap::new();
        let anchor = note_anchor(&note.note, input.published);
        let see = note.see.iter().map(|see| see.0.clone());
        for target in see.chain(note.re.iter().map(|re| Target::from(&re.0))) {
            fields.entry(target).or_default().push(Place {
                kind: "note",
                anchor: anchor.clone(),
                text: note.note.title.clone(),
                label: Some(note.note.title.clone()),
                ..Place::default()
            });
        }
        parts.push(shared(fields));
    }
    merge(parts)
}

/// Lists the relations of an entity among files of a page.
fn relations_of(files: &PageFiles) -> impl Iterator<Item = &Relation> {
    own_file(files).and_then(|own| own.entity()).into_iter().flat_map(|entity| &entity.meta.relations)
}

/// The notes that show an entity's relations.
fn relations(
    entity: &Entity,
    settled: &Settled,
    notes: &Joined<Slug, NoteIds>,
    names: &Joined<Slug, Reference>,
) -> Vec<(Target, Place)> {
    let of_article = |id: &Slug| notes.get(id).map(|notes| &**notes);
    let mut places = Vec::new();
    // Those that lead nowhere are not listed.
    let known = entity.relations.iter().enumerate();
    let known = known.filter_map(|(n, r)| {
        settled.ids.find(r.to.as_str(), &[Kind::Entity]).ok().and(names.get(&r.to)).map(|to| (n, r, to))
    });
    for (at, (n, relation, other)) in known.enumerate() {
        let note = relation.note.as_ref().and_then(|note| settled.ids.find_note(of_article, note, None).ok());
        let Some((note, _)) = note else { continue };
        let anchor = match at / PAGE {
            0 => relation_anchor(n),
            further => format!("{RELATIONS}/{}.html#{}", further + 1, relation_anchor(n)),
        };
        let place =
            Place { kind: "entity", anchor, text: format!("{} {}", relation.r#as, other.title), ..Place::default() };
        places.push((Target::from(&note), place));
    }
    places
}

fn shared(places: BTreeMap<Target, Vec<Place>>) -> Places {
    places.into_iter().map(|(target, places)| (target, Arc::new(places))).collect()
}

fn merge(parts: Vec<Places>) -> Places {
    let mut parts = parts.into_iter();
    let mut merged = parts.next().unwrap_or_default();
    for (target, places) in parts.flatten() {
        match merged.get_mut(&target) {
            Some(known) => Arc::make_mut(known).extend(places.iter().cloned()),
            None => drop(merged.insert(target, places)),
        }
    }
    merged
}

/// Warns of names that belong to several entities and that nothing decides: one warning a file and pair.
fn undecided(unit: &Unit, found: &Found, parsed: &Parsed, diagnostics: &mut Vec<Diagnostic>) {
    if found.undecided.is_empty() {
        return;
    }
    let mut by_owners: BTreeMap<&Vec<Slug>, Vec<(Location, &str)>> = BTreeMap::new();
    for (span, owners) in &found.undecided {
        let place = locate(unit, parsed, span);
        by_owners.entry(owners).or_default().push((place, &unit.body.canonical.text[span.clone()]));
    }
    for (owners, mut places) in by_owners {
        // A place is a whole block; it is shown once, however many names stand in it.
        places.dedup_by(|a, b| a.0 == b.0);
        let list: Vec<String> = owners.iter().map(|o| format!("`{o}`")).collect();
        let (place, words) = places[0].clone();
        let mut diagnostic = Diagnostic::warning(
            Code::AmbiguousName,
            place,
            format!("`{words}` can be {}; it is not linked", list.join(" or ")),
        )
        .hint("give one of them the full name in this text, or say who it is in a note of kind `.identity`");
        for (place, words) in places.into_iter().skip(1) {
            diagnostic = diagnostic.label(place, format!("`{words}` here too"));
        }
        diagnostics.push(diagnostic);
    }
}
