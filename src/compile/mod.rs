//! The passes in order: `compile(&Snapshot, Audience, &mut Memos) -> Compiled`.
//!
//! One function for every caller: a build passes memos that keep nothing, a watch keeps them. There is
//! no other path. Rendering is not done here: [`Output`] says what renders each file, and its bytes go
//! to a sink one page at a time.

pub mod anchors;
mod assemble;
mod check;
mod links;
mod lists;
mod notes;
mod parse;
mod pictures;
mod prose;
mod quotations;
pub mod rename;
mod settle;
mod shown;
pub mod study;
mod trouble;
mod units;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::content::Source;
use crate::content::annotation::AnnotationSource;
use crate::content::article::Article;
use crate::content::claim::Claim;
use crate::content::entity::Entity;
use crate::content::page::Page;
use crate::diagnostic::{self, Diagnostic};
use crate::lock::Lock;
use crate::memo::map::Map;
use crate::memo::{Groups, Memo, Pick, Stage};
use crate::path::{Slug, SourcePath};
use crate::render::theme::{Theme, ThemeInput, theme};
use crate::snapshots::Kept;
use crate::source::Snapshot;
use anchors::ArticleNotes;

pub use crate::output::{File, Output};
pub use crate::resolve::publish_set::Audience;

/// What a compile came to.
#[derive(Debug)]
pub struct Compiled {
    /// The site.
    pub output: Output,
    /// What is wrong, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// Where every note was found: what the next compile starts from.
    pub lock: Arc<Lock>,
    /// The texts that the lock counts in.
    pub snapshots: Kept,
    /// What every note came to, by article; also of notes that are hidden.
    pub placements: Map<Slug, ArticleNotes>,
    /// What the editor should know though nothing is wrong, such as what is still embargoed.
    pub notices: Vec<String>,
    /// Whether anything is kept from the public: where nothing is, editors see what the public sees.
    pub withheld: bool,
    /// When the next embargo ends, after the moment of the snapshot.
    pub wakes: Option<jiff::Timestamp>,
    /// How long each pass took.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Which body of a file: 0 is the file's own, n is its n-th note's.
type BodyKey = (SourcePath, usize);

/// What is remembered between compiles; one set an audience.
#[derive(Debug)]
pub struct Memos {
    articles: parse::Reading<Source<Article>>,
    entities: parse::Reading<Source<Entity>>,
    claims: parse::Reading<Source<Claim>>,
    pages: parse::Reading<Source<Page>>,
    home: parse::Reading<Source<Page>>,
    annotations: parse::Reading<AnnotationSource>,
    annotations_of: Groups<Slug, SourcePath, AnnotationSource>,
    articles_of: Groups<Slug, SourcePath, Source<Article>>,
    marked_articles: parse::Marking<Source<Article>>,
    marked_annotations: parse::Marking<AnnotationSource>,
    settled: settle::Memory,
    outlets: check::Outlets,
    theme: Memo<(), ThemeInput, (Theme, Vec<Diagnostic>)>,
    shown: shown::Memory,
    page_anchors: links::AnchorsMemory,
    pointed: links::Pointed,
    links: links::Memory,
    texts: units::Memory,
    anchors: anchors::Memory,
    notes: notes::Memory,
    quotations: quotations::Memory,
    prose: prose::Memory,
    pages_made: assemble::Memory,
}

impl Memos {
    /// Makes memos that keep what a compile did.
    pub fn keeping() -> Self {
        Self::new(true)
    }

    /// Makes memos for a single compile.
    pub fn forgetful() -> Self {
        Self::new(false)
    }

    fn new(keep: bool) -> Self {
        Self {
            articles: Stage::noting(keep, |source| !source.diagnostics.is_empty()),
            entities: Stage::noting(keep, |source| !source.diagnostics.is_empty()),
            claims: Stage::noting(keep, |source| !source.diagnostics.is_empty()),
            pages: Stage::noting(keep, |source| !source.diagnostics.is_empty()),
            home: Stage::noting(keep, |source| !source.diagnostics.is_empty()),
            annotations: Stage::noting(keep, |source| !source.diagnostics.is_empty()),
            annotations_of: Groups::default(),
            articles_of: Groups::default(),
            marked_articles: Pick::new(keep),
            marked_annotations: Pick::new(keep),
            settled: settle::Memory::new(keep),
            outlets: Stage::noting(keep, Option::is_some),
            theme: Memo::new(keep),
            shown: Pick::new(keep),
            page_anchors: Stage::new(keep),
            pointed: Pick::new(keep),
            links: Stage::noting(keep, links::Links::is_notable),
            texts: units::Memory::new(keep),
            anchors: anchors::Memory::new(keep),
            notes: notes::Memory::new(keep),
            quotations: quotations::Memory::new(keep),
            prose: prose::Memory::new(keep),
            pages_made: assemble::Memory::new(keep),
        }
    }

    /// Returns how many results are remembered, of all stages together.
    pub fn entries(&self) -> usize {
        self.articles.entries()
            + self.entities.entries()
            + self.claims.entries()
            + self.pages.entries()
            + self.home.entries()
            + self.annotations.entries()
            + self.annotations_of.entries()
            + self.articles_of.entries()
            + self.marked_articles.entries()
            + self.marked_annotations.entries()
            + self.settled.entries()
            + self.outlets.entries()
            + self.theme.entries()
            + self.shown.entries()
            + self.page_anchors.entries()
            + self.pointed.entries()
            + self.links.entries()
            + self.texts.entries()
            + self.anchors.entries()
            + self.notes.entries()
            + self.quotations.entries()
            + self.prose.entries()
            + self.pages_made.entries()
    }

    /// Returns how often each stage ran in the last compile, by name.
    pub fn runs(&self) -> Vec<(&'static str, usize)> {
        vec![
            ("articles", self.articles.runs().len()),
            ("entities", self.entities.runs().len()),
            ("claims", self.claims.runs().len()),
            ("pages", self.pages.runs().len() + self.home.runs().len()),
            ("annotations", self.annotations.runs().len()),
            ("settled", self.settled.settled.runs().len()),
            ("theme", self.theme.runs().len()),
            ("links", self.links.runs().len()),
            ("bodies", self.texts.bodies.runs().len()),
            ("prints", self.anchors.prints.runs().len()),
            ("anchors", self.anchors.placed.runs().len()),
            ("matcher", self.prose.matcher.runs().len()),
            ("notes", self.notes.notes.runs().len()),
            ("mentions", self.prose.found.runs().len()),
            ("quotations", self.quotations.checked.runs().len()),
            ("gathered", self.prose.gathered.runs().len()),
            ("assembled", self.pages_made.runs()),
            ("pages changed", self.pages_made.changed()),
            ("profiles", self.prose.profiles.runs().len()),
        ]
    }
}

impl Default for Memos {
    fn default() -> Self {
        Self::forgetful()
    }
}

/// Compiles a dossier for an audience.
pub fn compile(snapshot: &Snapshot, audience: Audience, memos: &mut Memos) -> Compiled {
    let mut clock = Clock { last: Instant::now(), timings: Vec::new() };
    let mut diagnostics = snapshot.problems.clone();
    let parsed = parse::parse(snapshot, memos, &mut diagnostics);
    clock.lap("parse");
    let settled = settle::settle(&parsed, audience, snapshot.now, memos, &mut diagnostics);
    let note_ids = settle::note_ids(&parsed, &settled, memos, &mut diagnostics);
    check::check(snapshot, &parsed, &settled, &note_ids, memos, &mut diagnostics);
    clock.lap("settle");
    let input = ThemeInput::new(snapshot, &parsed.config, &parsed.config_keys);
    let theme = memos.theme.one(theme, input);
    diagnostics.extend(theme.1.iter().cloned());
    clock.lap("theme");
    let texts = units::texts(snapshot, &parsed, &settled, note_ids, memos, &mut diagnostics);
    clock.lap("links and bodies");
    let placements = anchors::place(snapshot, &parsed, &settled, &texts, memos);
    let (lock, snapshots) = anchors::remember(snapshot, &placements, memos);
    let notes = notes::notes(snapshot, &parsed, &settled, &texts, &placements, memos, &mut diagnostics);
    clock.lap("anchors");
    let unchecked = quotations::check(snapshot, &parsed, &settled, &texts, &notes, memos, &mut diagnostics);
    clock.lap("quotations");
    let prose = prose::prose(&parsed, &settled, &texts, &notes, memos, &mut diagnostics);
    clock.lap("mentions and backlinks");
    let output = assemble::assemble(
        &assemble::Inputs {
            parsed: &parsed,
            settled: &settled,
            texts: &texts,
            notes: &notes,
            prose: &prose,
            incoming: &memos.prose.incoming,
            audience,
        },
        theme.0.clone(),
        &mut memos.pages_made,
        &mut diagnostics,
    );
    clock.lap("pages");
    diagnostic::sort(&mut diagnostics);
    let notices = settled.notices.iter().cloned().chain(unchecked).collect();
    let (withheld, wakes) = (settled.withheld, settled.wakes);
    // Nobody has to wait for what is given back.
    rayon::spawn(move || drop((parsed, settled, texts, notes, prose)));
    Compiled { output, diagnostics, lock, snapshots, placements, notices, withheld, wakes, timings: clock.timings }
}

struct Clock {
    last: Instant,
    timings: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.timings.push((name, now - self.last));
        self.last = now;
    }
}
