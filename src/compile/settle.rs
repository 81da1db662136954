//! The publish set and the ids: settled before anything else uses the content.

use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;

use crate::compile::parse::{Annotations, Articles, Parsed};
use crate::compile::{Audience, Memos};
use crate::content::annotation::{AnnotationSource, Note, Status};
use crate::content::article::{Article, Rights};
use crate::content::claim::Claim;
use crate::content::entity::Entity;
use crate::content::page::Page;
use crate::content::{Common, Source, Visibility};
use crate::diagnostic::{Diagnostic, Location, did_you_mean};
use crate::memo::map::Map;
use crate::memo::table::Table;
use crate::memo::{Memo, Pick, Same, Stage, sources};
use crate::path::{Slug, SourcePath};
use crate::resolve::address::note_anchor;
use crate::resolve::ids::{Ids, Kind, NoteEntry, NoteIds, id_of};
use crate::resolve::publish_set::{Standing, standing};

/// The front matter of files of one kind.
type Fronts<T> = Map<SourcePath, T>;

/// What takes the front matter of files of one kind.
type Fronting<T> = Pick<SourcePath, Map<SourcePath, Source<T>>, Arc<T>>;

/// What decides what is published: no body, so that writing in one settles nothing anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settling {
    audience: Audience,
    time_zone: String,
    /// The moment, where an embargo is measured against it.
    now: Option<Timestamp>,
    articles: Fronts<Article>,
    entities: Fronts<Entity>,
    claims: Fronts<Claim>,
    pages: Fronts<Page>,
    home: Fronts<Page>,
    annotations: Fronts<NotesFront>,
}

/// What decides where the notes of an annotation file belong, and whether they are published.
#[derive(Debug, PartialEq, Eq)]
struct NotesFront {
    article: Slug,
    /// Where that is written.
    key: Option<Range<usize>>,
    visibility: Visibility,
    /// Whether it has notes that only editors see.
    drafts: bool,
}

/// Where the notes of articles are taken from.
#[derive(Debug)]
pub(crate) struct Numberings {
    settled: Same<Settled>,
    annotations: Map<Slug, Annotations>,
    articles: Map<Slug, Articles>,
}

sources!(Numberings by Slug: [settled] [annotations, articles]);

/// The notes of an article with what decides how they are pointed at.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Numbering {
    article: Slug,
    /// The annotation files, and whether each is shown.
    files: Vec<(SourcePath, Arc<AnnotationSource>, bool)>,
    /// Whether the text of the article is published.
    published: bool,
    audience: Audience,
}

/// What is remembered of settling.
#[derive(Debug)]
pub(crate) struct Memory {
    articles: Fronting<Article>,
    entities: Fronting<Entity>,
    claims: Fronting<Claim>,
    pages: Fronting<Page>,
    home: Fronting<Page>,
    annotations: Pick<SourcePath, Map<SourcePath, AnnotationSource>, Arc<NotesFront>>,
    /// Whether anything is under an embargo.
    embargo: Memo<(), Settling, bool>,
    pub(crate) settled: Memo<(), Settling, Settled>,
    notes: Stage<Slug, Numberings, Numbering, NoteIds>,
}

/// What is published, and under which ids.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Settled {
    /// How each content file stands.
    pub(crate) standings: Table<SourcePath, Standing>,
    pub(crate) ids: Ids,
    /// The article of each annotation file that is shown.
    pub(crate) annotated: Table<SourcePath, Slug>,
    pub(crate) notices: Vec<String>,
    /// Whether a file or note is kept from the public, whoever the audience is.
    pub(crate) withheld: bool,
    /// When the next embargo ends.
    pub(crate) wakes: Option<Timestamp>,
    pub(crate) audience: Audience,
    /// What is wrong.
    diagnostics: Vec<Diagnostic>,
}

/// Settles what is published.
pub(crate) fn settle(
    parsed: &Parsed,
    audience: Audience,
    now: Timestamp,
    memos: &mut Memos,
    diagnostics: &mut Vec<Diagnostic>,
) -> Arc<Settled> {
    let settled = memos.settled.run(parsed, audience, now);
    diagnostics.extend(settled.diagnostics.iter().cloned());
    settled
}

impl Memory {
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            articles: Pick::new(keep),
            entities: Pick::new(keep),
            claims: Pick::new(keep),
            pages: Pick::new(keep),
            home: Pick::new(keep),
            annotations: Pick::new(keep),
            embargo: Memo::new(keep),
            settled: Memo::new(keep),
            notes: Stage::noting(keep, |notes: &NoteIds| !notes.diagnostics.is_empty()),
        }
    }

    fn run(&mut self, parsed: &Parsed, audience: Audience, now: Timestamp) -> Arc<Settled> {
        fn front<T>(files: &Map<SourcePath, Source<T>>, path: &SourcePath) -> Option<Arc<T>> {
            files.get(path).map(|source| Arc::clone(&source.meta))
        }
        let mut settling = Settling {
            audience,
            time_zone: parsed.config.time_zone.clone(),
            now: None,
            articles: self.articles.run(parsed.articles.clone(), front),
            entities: self.entities.run(parsed.entities.clone(), front),
            claims: self.claims.run(parsed.claims.clone(), front),
            pages: self.pages.run(parsed.pages.clone(), front),
            home: self.home.run(parsed.home.clone(), front),
            annotations: self.annotations.run(parsed.annotations.clone(), notes_front),
        };
        let embargo = self
            .embargo
            .one(|settling| settling.visibilities().any(|visibility| visibility.embargo.is_some()), settling.clone());
        // Without an embargo any moment is as good as another.
        settling.now = embargo.then_some(now);
        self.settled.one(settled, settling)
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        let fronts = self.articles.entries() + self.entities.entries() + self.claims.entries();
        let notes = self.annotations.entries() + self.notes.entries();
        fronts + self.pages.entries() + self.home.entries() + notes + self.embargo.entries() + self.settled.entries()
    }
}

impl Settling {
    fn visibilities(&self) -> impl Iterator<Item = &Visibility> {
        let articles = self.articles.values().map(|meta| &meta.common);
        let entities = self.entities.values().map(|meta| &meta.common);
        let claims = self.claims.values().map(|meta| &meta.common);
        let pages = self.pages.values().chain(self.home.values()).map(|meta| &meta.common);
        let commons = articles.chain(entities).chain(claims).chain(pages).map(|common| &common.visibility);
        commons.chain(self.annotations.values().map(|front| &front.visibility))
    }
}

fn notes_front(annotations: &Map<SourcePath, AnnotationSource>, path: &SourcePath) -> Option<Arc<NotesFront>> {
    let source = annotations.get(path)?;
    Some(Arc::new(NotesFront {
        article: source.file.article.clone(),
        key: source.keys.0.get("article").cloned(),
        visibility: source.file.common.visibility.clone(),
        drafts: source.file.notes.iter().any(|note| note.status == Status::Draft),
    }))
}

/// Tells how the notes of all articles are pointed at.
pub(crate) fn note_ids(
    parsed: &Parsed,
    settled: &Arc<Settled>,
    memos: &mut Memos,
    diagnostics: &mut Vec<Diagnostic>,
) -> Map<Slug, NoteIds> {
    let numberings = Numberings {
        settled: Same::new(settled),
        annotations: parsed.annotations_of.clone(),
        articles: parsed.articles_of.clone(),
    };
    let notes = memos.settled.notes.run(numberings, numbering, numbered);
    memos.settled.notes.noted().for_each(|(_, notes)| diagnostics.extend(notes.diagnostics.iter().cloned()));
    notes
}

fn numbering(numberings: &Numberings, article: &Slug) -> Option<Numbering> {
    let files = numberings.annotations.get(article)?;
    let settled = &numberings.settled;
    let entry = settled.ids.entries.get(article).filter(|entry| entry.kind == Kind::Article)?;
    let sources = numberings.articles.get(article).into_iter().flat_map(|sources| sources.iter());
    let own = sources.filter(|source| source.0 == entry.path).map(|source| &source.1).next();
    let shown = |path: &SourcePath| settled.annotated.contains_key(path);
    Some(Numbering {
        article: article.clone(),
        files: files.iter().map(|(path, source)| (path.clone(), Arc::clone(source), shown(path))).collect(),
        published: own.is_some_and(|source| source.meta.rights == Rights::Full),
        audience: settled.audience,
    })
}

/// Enters the notes of an article; one whose id another file has already is an error.
fn numbered(input: &Numbering) -> NoteIds {
    let Numbering { article, .. } = input;
    let mut first: FxHashMap<&Slug, Location> = FxHashMap::default();
    let mut ids = NoteIds::default();
    for (path, source, shown) in &input.files {
        for (n, note) in source.file.notes.iter().enumerate() {
            let place = Location::at(path, source.notes[n].id.clone());
            if let Some(other) = first.get(&note.id).filter(|other| other.path != *path) {
                let message = format!("the article `{article}` has two notes `{}`", note.id);
                ids.diagnostics.push(
                    Diagnostic::error("duplicate-note-id", place, message)
                        .label(other.clone(), "the first stands here")
                        .hint("give one of them another id"),
                );
                continue;
            }
            first.insert(&note.id, place);
            if !shown || !is_shown(note, input.audience) {
                ids.hidden.insert(note.id.clone());
            } else {
                let entry = NoteEntry { title: note.title.clone(), anchor: note_anchor(note, input.published) };
                ids.shown.insert(note.id.clone(), entry);
            }
        }
    }
    ids
}

fn settled(fronts: &Settling) -> Settled {
    let zone = TimeZone::get(&fronts.time_zone).unwrap_or(TimeZone::UTC);
    let now = fronts.now.unwrap_or(Timestamp::UNIX_EPOCH);
    let audience = fronts.audience;
    let mut diagnostics = Vec::new();
    let mut settled = Settled {
        standings: Table::default(),
        ids: Ids::default(),
        annotated: Table::default(),
        notices: Vec::new(),
        withheld: fronts.annotations.values().any(|front| front.drafts),
        wakes: None,
        audience,
        diagnostics: Vec::new(),
    };
    let mut stand = |path: &SourcePath, visibility: &Visibility| {
        let result = standing(visibility, audience, now, &zone);
        if let Some(embargo) = &visibility.embargo {
            let until = crate::resolve::publish_set::until(embargo, &zone);
            if until > now {
                settled.notices.push(format!("{path} is embargoed until {until}"));
                settled.wakes = Some(settled.wakes.map_or(until, |earlier| earlier.min(until)));
            }
        }
        settled.withheld |= matches!(standing(visibility, Audience::Public, now, &zone), Standing::Hidden(_));
        settled.standings.insert(path.clone(), result.clone());
        result
    };
    fn enter<T>(
        ids: &mut Ids,
        files: &Fronts<T>,
        kind: Kind,
        mut stand: impl FnMut(&SourcePath, &Visibility) -> Standing,
        about: impl Fn(&SourcePath, &T) -> (String, bool),
        common: impl Fn(&T) -> &Common,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for (path, meta) in files {
            let standing = stand(path, &common(meta).visibility);
            let (title, page) = about(path, meta);
            diagnostics.extend(ids.enter(path, kind, &title, page, standing));
        }
    }
    let mut ids = Ids::default();
    enter(
        &mut ids,
        &fronts.articles,
        Kind::Article,
        &mut stand,
        |_, a| (a.title.clone(), true),
        |a| &a.common,
        &mut diagnostics,
    );
    enter(
        &mut ids,
        &fronts.entities,
        Kind::Entity,
        &mut stand,
        |_, e| (e.name.clone(), e.page),
        |e| &e.common,
        &mut diagnostics,
    );
    enter(
        &mut ids,
        &fronts.claims,
        Kind::Claim,
        &mut stand,
        |_, c| (c.question.clone(), true),
        |c| &c.common,
        &mut diagnostics,
    );
    let title = |path: &SourcePath, p: &crate::content::page::Page| {
        (p.title.clone().unwrap_or_else(|| path.stem().to_owned()), true)
    };
    enter(&mut ids, &fronts.pages, Kind::Page, &mut stand, title, |p| &p.common, &mut diagnostics);
    for (path, meta) in &fronts.home {
        stand(path, &meta.common.visibility);
    }
    for (path, front) in &fronts.annotations {
        stand(path, &front.visibility);
    }
    ids.entries.sort_unstable_keys();
    settled.ids = ids;
    annotations(fronts, &mut settled, &mut diagnostics);
    settled.diagnostics = diagnostics;
    settled
}

/// Finds the article of each annotation file.
fn annotations(fronts: &Settling, settled: &mut Settled, diagnostics: &mut Vec<Diagnostic>) {
    for (path, front) in &fronts.annotations {
        let article = &front.article;
        if let Some(entry) = settled.ids.entries.get(article).filter(|e| e.kind == Kind::Article) {
            if settled.standings.get(path).is_some_and(Standing::is_shown) && entry.standing.is_shown() {
                settled.annotated.insert(path.clone(), article.clone());
            }
            continue;
        }
        let names = fronts.articles.keys().map(id_of).collect::<Vec<_>>();
        let place = match &front.key {
            Some(span) => Location::at(path, span.clone()),
            None => Location::file(path),
        };
        let hint = match did_you_mean(article.as_str(), names.iter().map(Slug::as_str)) {
            Some(name) => format!("did you mean `{name}`?"),
            None if front.key.is_some() => "write the id of an article: the name of its file without `.md`".to_owned(),
            None => "name the file after its article, or write `article:` in its front matter".to_owned(),
        };
        let message = format!("there is no article `{article}`");
        diagnostics.push(Diagnostic::error("missing-article", place, message).hint(hint));
    }
}

/// Whether a note is shown to an audience.
pub(crate) fn is_shown(note: &Note, audience: Audience) -> bool {
    note.status != Status::Draft || audience == Audience::Editor
}
