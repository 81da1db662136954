//! The publish set and the ids: settled before anything else uses the content.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;

use crate::compile::parse::{Parse, Parsed};
use crate::compile::{Audience, Memos};
use crate::content::annotation::{AnnotationSource, Note, Status};
use crate::content::article::{Article, Rights};
use crate::content::claim::Claim;
use crate::content::entity::Entity;
use crate::content::page::Page;
use crate::content::{Common, Visibility};
use crate::diagnostic::{Diagnostic, Location, did_you_mean};
use crate::path::{Slug, SourcePath};
use crate::resolve::ids::{Ids, Kind, NoteEntry, id_of};
use crate::resolve::publish_set::{Standing, standing};
use crate::table::Table;

/// The front matter of a file.
type Front<T> = (SourcePath, Arc<T>);

/// What decides what is published: no body, so that writing in one settles nothing anew.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fronts {
    audience: Audience,
    time_zone: String,
    /// The moment, where an embargo is measured against it.
    now: Option<Timestamp>,
    articles: Vec<Front<Article>>,
    entities: Vec<Front<Entity>>,
    claims: Vec<Front<Claim>>,
    pages: Vec<Front<Page>>,
    home: Option<Front<Page>>,
    annotations: Vec<(SourcePath, Arc<AnnotationSource>)>,
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
    let settled = memos.settled.one(settled, Fronts::new(parsed, audience, now));
    diagnostics.extend(settled.diagnostics.iter().cloned());
    settled
}

impl Fronts {
    fn new(parsed: &Parsed, audience: Audience, now: Timestamp) -> Self {
        fn fronts<T>(files: &[Parse<T>]) -> Vec<Front<T>> {
            files.iter().map(|(path, source)| (path.clone(), Arc::clone(&source.meta))).collect()
        }
        let home = parsed.home.as_ref().map(|(path, source)| (path.clone(), Arc::clone(&source.meta)));
        let annotations = parsed.annotations.iter().map(|(path, source)| (path.clone(), Arc::clone(source)));
        let mut fronts = Self {
            audience,
            time_zone: parsed.config.time_zone.clone(),
            now: Some(now),
            articles: fronts(&parsed.articles),
            entities: fronts(&parsed.entities),
            claims: fronts(&parsed.claims),
            pages: fronts(&parsed.pages),
            home,
            annotations: annotations.collect(),
        };
        fronts.now = fronts.now.filter(|_| fronts.commons().any(|common| common.visibility.embargo.is_some()));
        fronts
    }

    fn commons(&self) -> impl Iterator<Item = &Common> {
        let articles = self.articles.iter().map(|f| &f.1.common);
        let entities = self.entities.iter().map(|f| &f.1.common);
        let claims = self.claims.iter().map(|f| &f.1.common);
        let pages = self.pages.iter().chain(&self.home).map(|f| &f.1.common);
        let annotations = self.annotations.iter().map(|f| &f.1.file.common);
        articles.chain(entities).chain(claims).chain(pages).chain(annotations)
    }
}

fn settled(fronts: &Fronts) -> Settled {
    let zone = TimeZone::get(&fronts.time_zone).unwrap_or(TimeZone::UTC);
    // Without an embargo any moment is as good as another.
    let now = fronts.now.unwrap_or(Timestamp::UNIX_EPOCH);
    let audience = fronts.audience;
    let mut diagnostics = Vec::new();
    let mut settled = Settled {
        standings: Table::default(),
        ids: Ids::default(),
        annotated: Table::default(),
        notices: Vec::new(),
        withheld: fronts.annotations.iter().any(|a| a.1.file.notes.iter().any(|n| n.status == Status::Draft)),
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
        files: &[Front<T>],
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
    if let Some((path, meta)) = &fronts.home {
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
fn annotations(fronts: &Fronts, settled: &mut Settled, diagnostics: &mut Vec<Diagnostic>) {
    let mut first: FxHashMap<(Slug, Slug), Location> = FxHashMap::default();
    for (path, source) in &fronts.annotations {
        let article = &source.file.article;
        let entry = settled.ids.entries.get(article).filter(|e| e.kind == Kind::Article);
        let Some(entry) = entry else {
            let names = fronts.articles.iter().map(|a| id_of(&a.0)).collect::<Vec<_>>();
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
        let own = fronts.articles.binary_search_by(|a| a.0.cmp(&entry.path)).ok().map(|at| &fronts.articles[at].1);
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
