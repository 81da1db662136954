//! The passes in order: `compile(&Snapshot, Audience, &mut Memos) -> Compiled`.
//!
//! One function for every caller: a build passes memos that keep nothing, a watch keeps them. There is
//! no other path. Rendering is not done here: [`Output`] says what renders each file, and its bytes go
//! to a sink one page at a time.

pub mod anchors;
mod assemble;
mod check;
mod links;
pub(crate) mod locate;
pub(crate) mod notes;
pub(crate) mod parse;
mod pictures;
pub(crate) mod prose;
mod quotations;
pub(crate) mod settle;
mod shown;
mod trouble;
pub(crate) mod units;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::diagnostic::{self, Diagnostic};
use crate::lock::Lock;
use crate::memo::Memo;
use crate::memo::map::Map;
use crate::path::Slug;
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

/// Registers the memory of each pass once: its name, its type, what makes it.
macro_rules! memories {
    ($($(#[$doc:meta])* $pass:ident: $memory:ty = $new:expr,)*) => {
        /// What is remembered between compiles, pass by pass; one set an audience.
        #[derive(Debug)]
        pub struct Memos {
            $($(#[$doc])* pub(crate) $pass: $memory,)*
        }

        impl Memos {
            fn new(keep: bool) -> Self {
                Self { $($pass: ($new)(keep),)* }
            }

            /// Returns how many results are remembered, of all passes together.
            pub fn entries(&self) -> usize {
                0 $(+ self.$pass.entries())*
            }
        }
    };
}

memories! {
    parse: parse::Memory = parse::Memory::new,
    settle: settle::Memory = settle::Memory::new,
    check: check::Memory = check::memory,
    theme: Memo<(), ThemeInput, (Theme, Vec<Diagnostic>)> = Memo::new,
    texts: units::Memory = units::Memory::new,
    anchors: anchors::Memory = anchors::Memory::new,
    notes: notes::Memory = notes::Memory::new,
    quotations: quotations::Memory = quotations::Memory::new,
    prose: prose::Memory = prose::Memory::new,
    pages: assemble::Memory = assemble::Memory::new,
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

    /// Returns how often each stage ran in the last compile, by name.
    pub fn runs(&self) -> Vec<(&'static str, usize)> {
        let read = |folder| self.parse.runs(folder);
        vec![
            ("articles", read("articles")),
            ("entities", read("entities")),
            ("claims", read("claims")),
            ("pages", read("pages") + read("index")),
            ("annotations", read("annotations")),
            ("settled", self.settle.settled.runs().len()),
            ("theme", self.theme.runs().len()),
            ("links", self.texts.links.links.runs().len()),
            ("bodies", self.texts.bodies.runs().len()),
            ("prints", self.anchors.prints.runs().len()),
            ("anchors", self.anchors.placed.runs().len()),
            ("matcher", self.prose.matcher.runs().len()),
            ("notes", self.notes.notes.runs().len()),
            ("mentions", self.prose.found.runs().len()),
            ("quotations", self.quotations.checked.runs().len()),
            ("gathered", self.prose.gathered.runs().len()),
            ("assembled", self.pages.runs()),
            ("pages changed", self.pages.changed()),
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
    let parsed = parse::parse(snapshot, &mut memos.parse, &mut diagnostics);
    clock.lap("parse");
    let settled = settle::settle(&parsed, audience, snapshot.now, &mut memos.settle, &mut diagnostics);
    let names = settle::names(&parsed, &settled, &mut memos.settle);
    let note_ids = settle::note_ids(&parsed, &settled, &mut memos.settle, &mut diagnostics);
    check::check(snapshot, &parsed, &settled, &note_ids, &mut memos.check, &mut diagnostics);
    clock.lap("settle");
    let input = ThemeInput::new(snapshot, &parsed.config, &parsed.config_keys, crate::pages::fields());
    let theme = memos.theme.one(theme, input);
    diagnostics.extend(theme.1.iter().cloned());
    clock.lap("theme");
    let texts = units::texts(snapshot, &parsed, &settled, note_ids, names, &mut memos.texts, &mut diagnostics);
    clock.lap("links and bodies");
    let placements = anchors::place(snapshot, &parsed, &settled, &texts, &mut memos.anchors);
    let (lock, snapshots) = anchors::remember(snapshot, &placements, &mut memos.anchors);
    let notes = notes::notes(snapshot, &parsed, &settled, &texts, &placements, &mut memos.notes, &mut diagnostics);
    clock.lap("anchors");
    let unchecked =
        quotations::check(snapshot, &parsed, &settled, &texts, &notes, &mut memos.quotations, &mut diagnostics);
    clock.lap("quotations");
    let prose = prose::prose(&parsed, &settled, &texts, &notes, &mut memos.prose, &mut diagnostics);
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
        &mut memos.pages,
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
