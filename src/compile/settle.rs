//! The publish set and the ids: settled before anything else uses the content.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;

use crate::compile::parse::Parsed;
use crate::compile::{Audience, Memos};
use crate::content::annotation::{AnnotationSource, Note, Status};
use crate::content::article::{Article, Rights};
use crate::content::claim::Claim;
use crate::content::entity::Entity;
use crate::content::page::Page;
use crate::content::{Common, Source, Visibility};
use crate::diagnostic::{Diagnostic, Location, did_you_mean};
use crate::map::Map;
use crate::memo::{Memo, Pick};
use crate::path::{Slug, SourcePath};
use crate::resolve::ids::{Ids, Kind, NoteEntry, id_of};
use crate::resolve::publish_set::{Standing, standing};
use crate::table::Table;

/// The front matter of files of one kind.
type Fronts<T> = Map<SourcePath, T>;

/// What takes the front matter of files of one kind.
type Fronting<T> = Pick<SourcePath, Map<SourcePath, Source<T>>, Arc<T>>;

/// What decides what is published: no body, so that writing in one settles nothing anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settling {
    audience: Audience,
    time_zone: String,
    /// The moment, where an embargo is measured against it.
    now: Option<Timestamp>,
    articles: Fronts<Article>,
    entities: Fronts<Entity>,
    claims: Fronts<Claim>,
    pages: Fronts<Page>,
    home: Fronts<Page>,
    annotations: Map<SourcePath, AnnotationSource>,
}

/// What is remembered of settling.
#[derive(Debug)]
pub(super) struct Memory {
    articles: Fronting<Article>,
    entities: Fronting<Entity>,
    claims: Fronting<Claim>,
    pages: Fronting<Page>,
    home: Fronting<Page>,
    /// Whether anything is under an embargo.
    embargo: Memo<(), Settling, bool>,
    pub(super) settled: Memo<(), Settling, Settled>,
}

/// What is published, and under which ids.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Settled {
    /// How each content file stands.
    pub(super) standings: Table<SourcePath, Standing>,
    pub(super) ids: Ids,
    /// The article of each annotation file that is shown.
    pub(super) annotated: Table<SourcePath, Slug>,
    pub(super) notices: Vec<String>,
    /// Whether a file or note is kept from the public, whoever the audience is.
    pub(super) withheld: bool,
    /// When the next embargo ends.
    pub(super) wakes: Option<Timestamp>,
    pub(super) audience: Audience,
    /// What is wrong.
    diagnostics: Vec<Diagnostic>,
}

/// Settles what is published.
pub(super) fn settle(
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
    pub(super) fn new(keep: bool) -> Self {
        Self {
            articles: Pick::new(keep),
            entities: Pick::new(keep),
            claims: Pick::new(keep),
            pages: Pick::new(keep),
            home: Pick::new(keep),
            embargo: Memo::new(keep),
            settled: Memo::new(keep),
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
            annotations: parsed.annotations.clone(),
        };
        let embargo = self
            .embargo
            .one(|settling| settling.commons().any(|common| common.visibility.embargo.is_some()), settling.clone());
        // Without an embargo any moment is as good as another.
        settling.now = embargo.then_some(now);
        self.settled.one(settled, settling)
    }

    /// Returns how many results are remembered.
    pub(super) fn entries(&self) -> usize {
        let fronts = self.articles.entries() + self.entities.entries() + self.claims.entries();
        fronts + self.pages.entries() + self.home.entries() + self.embargo.entries() + self.settled.entries()
    }
}

impl Settling {
    fn commons(&self) -> impl Iterator<Item = &Common> {
        let articles = self.articles.values().map(|meta| &meta.common);
        let entities = self.entities.values().map(|meta| &meta.common);
        let claims = self.claims.values().map(|meta| &meta.common);
        let pages = self.pages.values().chain(self.home.values()).map(|meta| &meta.common);
        let annotations = self.annotations.values().map(|source| &source.file.common);
        articles.chain(entities).chain(claims).chain(pages).chain(annotations)
    }
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
        withheld: fronts.annotations.values().any(|source| source.file.notes.iter().any(|n| n.status == Status::Draft)),
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
    for (path, source) in &fronts.annotations {
        stand(path, &source.file.common.visibility);
    }
    ids.entries.sort_unstable_keys();
    settled.ids = ids;
    annotations(fronts, &mut settled, &mut diagnostics);
    settled.diagnostics = diagnostics;
    settled
}

/// Finds the article of each annotation file, and enters its notes.
fn annotations(fronts: &Settling, settled: &mut Settled, diagnostics: &mut Vec<Diagnostic>) {
    let mut first: FxHashMap<(Slug, Slug), Location> = FxHashMap::default();
    for (path, source) in &fronts.annotations {
        let article = &source.file.article;
        let entry = settled.ids.entries.get(article).filter(|e| e.kind == Kind::Article);
        let Some(entry) = entry else {
            let names = fronts.articles.keys().map(id_of).collect::<Vec<_>>();
            let place = match source.keys.0.get("article") {
                Some(span) => Location::at(path, span.clone()),
                None => Location::file(path),
            };
            let written = source.keys.0.contains_key("article");
            let hint = match did_you_mean(article.as_str(), names.iter().map(Slug::as_str)) {
                Some(name) => format!("did you mean `{name}`?"),
                None if written => "write the id of an article: the name of its file without `.md`".to_owned(),
                None => "name the file after its article, or write `article:` in its front matter".to_owned(),
            };
            diagnostics.push(
                Diagnostic::error("missing-article", place, format!("there is no article `{article}`")).hint(hint),
            );
            continue;
        };
        let shown = settled.standings.get(path).is_some_and(Standing::is_shown) && entry.standing.is_shown();
        let own = fronts.articles.get(&entry.path);
        let published = own.is_some_and(|meta| meta.rights == Rights::Full);
        if shown {
            settled.annotated.insert(path.clone(), article.clone());
        }
        for (n, note) in source.file.notes.iter().enumerate() {
            let key = (article.clone(), note.id.clone());
            let place = Location::at(path, source.notes[n].id.clone());
            if let Some(other) = first.get(&key).filter(|other| other.path != *path) {
                diagnostics.push(
                    Diagnostic::error(
                        "duplicate-note-id",
                        place,
                        format!("the article `{article}` has two notes `{}`", note.id),
                    )
                    .label(other.clone(), "the first stands here")
                    .hint("give one of them another id"),
                );
                continue;
            }
            first.insert(key.clone(), place);
            if !shown || !is_shown(note, settled.audience) {
                settled.ids.hidden_notes.insert(key);
            } else {
                let entry = NoteEntry { title: note.title.clone(), anchor: anchor(note, published) };
                settled.ids.notes.entry(article.clone()).or_default().insert(note.id.clone(), entry);
            }
        }
    }
}

/// Whether a note is shown to an audience.
pub(super) fn is_shown(note: &Note, audience: Audience) -> bool {
    note.status != Status::Draft || audience == Audience::Editor
}

/// Whether a note says something of its own; one that does not is an evidence mark.
pub(super) fn has_words(note: &Note) -> bool {
    !note.body.leaves.is_empty()
}

/// Returns the anchor under which a note is found on its article's page.
///
/// A card is `note-x`; an evidence mark has no card and is found where its passage begins, or, without a passage,
/// at the headline. Where the article's text is not published every note is listed as a card.
pub(super) fn anchor(note: &Note, published: bool) -> String {
    if has_words(note) || note.status == Status::Retracted || (!published && note.passage.is_some()) {
        format!("note-{}", note.id)
    } else if note.passage.is_some() {
        format!("at-{}", note.id)
    } else {
        "p0".to_owned()
    }
}
