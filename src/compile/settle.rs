//! The publish set and the ids: settled before anything else uses the content.

use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;

use crate::compile::parse::{Annotations, Files, Parsed};
use crate::content::Visibility;
use crate::content::annotation::{AnnotationSource, Note, Status};
use crate::content::article::Rights;
use crate::content::file::ContentFile;
use crate::diagnostic::{Code, Diagnostic, Location, did_you_mean};
use crate::memo::map::Map;
use crate::memo::table::Table;
use crate::memo::{Memo, Pick, Same, Stage, sources};
use crate::path::{Slug, SourcePath};
use crate::resolve::address::note_anchor;
use crate::resolve::ids::{Ids, Kind, NoteEntry, NoteIds, id_of};
use crate::resolve::publish_set::{Audience, Standing, standing};
use crate::resolve::reference::Reference;

/// What decides what is published: no body and no title, so that writing in one settles nothing anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settling {
    audience: Audience,
    time_zone: String,
    /// The moment, where an embargo is measured against it.
    now: Option<Timestamp>,
    fronts: Map<SourcePath, Front>,
}

/// What decides whether a file is published, and under which id.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Front {
    /// What it is; `None` for notes and the introduction of the home page.
    kind: Option<Kind>,
    has_page: bool,
    visibility: Visibility,
    notes: Option<NotesFront>,
}

/// What decides where the notes of an annotation file belong, and whether they are published.
#[derive(Debug, PartialEq, Eq)]
struct NotesFront {
    article: Slug,
    /// Where that is written.
    key: Option<Range<usize>>,
    /// Whether it has notes that only editors see.
    drafts: bool,
}

/// Where the notes of articles are taken from.
#[derive(Debug)]
pub(crate) struct Numberings {
    settled: Same<Settled>,
    annotations: Map<Slug, Annotations>,
    files: Map<Slug, Files>,
}

sources!(Numberings by Slug: [settled] [annotations, files]);

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

/// What everything is called, and by which id it is known.
#[derive(Debug)]
pub(crate) struct Naming {
    settled: Same<Settled>,
    files: Map<Slug, Files>,
}

sources!(Naming by Slug: [settled] [files]);

/// What is remembered of settling.
#[derive(Debug)]
pub(crate) struct Memory {
    fronts: Pick<SourcePath, Map<SourcePath, ContentFile>, Arc<Front>>,
    /// Whether anything is under an embargo.
    embargo: Memo<(), Settling, bool>,
    pub(crate) settled: Memo<(), Settling, Settled>,
    names: Pick<Slug, Naming, Arc<Reference>>,
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

impl Settled {
    /// Whether a file is shown.
    pub(crate) fn shows(&self, path: &SourcePath) -> bool {
        self.standings.get(path).is_some_and(Standing::is_shown)
    }
}

/// Settles what is published.
pub(crate) fn settle(
    parsed: &Parsed,
    audience: Audience,
    now: Timestamp,
    memory: &mut Memory,
    diagnostics: &mut Vec<Diagnostic>,
) -> Arc<Settled> {
    let time_zone = parsed.config.time_zone.clone();
    let fronts = memory.fronts.run(parsed.files.clone(), front);
    let mut settling = Settling { audience, time_zone, now: None, fronts };
    let embargoed = |settling: &Settling| settling.fronts.values().any(|front| front.visibility.embargo.is_some());
    // Without an embargo any moment is as good as another.
    settling.now = memory.embargo.one(embargoed, settling.clone()).then_some(now);
    let settled = memory.settled.one(settled, settling);
    diagnostics.extend(settled.diagnostics.iter().cloned());
    settled
}

/// Tells how every id is pointed at.
pub(crate) fn names(parsed: &Parsed, settled: &Arc<Settled>, memory: &mut Memory) -> Map<Slug, Reference> {
    memory.names.run(Naming { settled: Same::new(settled), files: parsed.files_of.clone() }, |naming, id| {
        let entry = naming.settled.ids.entries.get(id)?;
        let (path, file) = naming.files.get(id)?.iter().find(|file| file.0 == entry.path)?;
        Some(Arc::new(entry.reference(id, file.title(path))))
    })
}

impl Memory {
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            fronts: Pick::new(keep),
            embargo: Memo::new(keep),
            settled: Memo::new(keep),
            names: Pick::new(keep),
            notes: Stage::noting(keep, |notes: &NoteIds| !notes.diagnostics.is_empty()),
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        let settled = self.fronts.entries() + self.embargo.entries() + self.settled.entries();
        settled + self.names.entries() + self.notes.entries()
    }
}

fn front(files: &Map<SourcePath, ContentFile>, path: &SourcePath) -> Option<Arc<Front>> {
    let file = files.get(path)?;
    let notes = file.notes().map(|source| NotesFront {
        article: source.file.article.clone(),
        key: source.keys.0.get("article").cloned(),
        drafts: source.file.notes.iter().any(|note| note.status == Status::Draft),
    });
    let visibility = file.common().visibility.clone();
    Some(Arc::new(Front { kind: file.kind(), has_page: file.has_page(), visibility, notes }))
}

/// Tells how the notes of all articles are pointed at.
pub(crate) fn note_ids(
    parsed: &Parsed,
    settled: &Arc<Settled>,
    memory: &mut Memory,
    diagnostics: &mut Vec<Diagnostic>,
) -> Map<Slug, NoteIds> {
    let numberings = Numberings {
        settled: Same::new(settled),
        annotations: parsed.annotations_of.clone(),
        files: parsed.files_of.clone(),
    };
    let notes = memory.notes.run(numberings, numbering, numbered);
    memory.notes.noted().for_each(|(_, notes)| diagnostics.extend(notes.diagnostics.iter().cloned()));
    notes
}

fn numbering(numberings: &Numberings, article: &Slug) -> Option<Numbering> {
    let files = numberings.annotations.get(article)?;
    let settled = &numberings.settled;
    let entry = settled.ids.entries.get(article).filter(|entry| entry.kind == Kind::Article)?;
    let known = numberings.files.get(article).into_iter().flat_map(|files| files.iter());
    let own = known.filter(|file| file.0 == entry.path).find_map(|file| file.1.article());
    let shown = |path: &SourcePath| settled.annotated.contains_key(path);
    Some(Numbering {
        article: article.clone(),
        files: files
            .iter()
            .filter_map(|(path, file)| Some((path.clone(), Arc::clone(file.notes()?), shown(path))))
            .collect(),
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
                    Diagnostic::error(Code::DuplicateNoteId, place, message)
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
        withheld: fronts.fronts.values().any(|front| front.notes.as_ref().is_some_and(|notes| notes.drafts)),
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
    let mut ids = Ids::default();
    for kind in Kind::ALL {
        for (path, front) in fronts.fronts.iter().filter(|(_, front)| front.kind == Some(kind)) {
            let standing = stand(path, &front.visibility);
            diagnostics.extend(ids.enter(path, kind, front.has_page, standing));
        }
    }
    for (path, front) in fronts.fronts.iter().filter(|(_, front)| front.kind.is_none()) {
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
    let notes = fronts.fronts.iter().filter_map(|(path, front)| Some((path, front.notes.as_ref()?)));
    for (path, front) in notes {
        let article = &front.article;
        if let Some(entry) = settled.ids.entries.get(article).filter(|e| e.kind == Kind::Article) {
            if settled.shows(path) && entry.standing.is_shown() {
                settled.annotated.insert(path.clone(), article.clone());
            }
            continue;
        }
        let articles = fronts.fronts.iter().filter(|(_, front)| front.kind == Some(Kind::Article));
        let names = articles.map(|(path, _)| id_of(path)).collect::<Vec<_>>();
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
        diagnostics.push(Diagnostic::error(Code::MissingArticle, place, message).hint(hint));
    }
}

/// Whether a note is shown to an audience.
pub(crate) fn is_shown(note: &Note, audience: Audience) -> bool {
    note.status != Status::Draft || audience == Audience::Editor
}
