//! Every note where it belongs: anchored, ordered, numbered, its fields resolved.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::compile::anchors::{self, ArticleNotes};
use crate::compile::parse::{Annotations, Parsed};
use crate::compile::settle::{Settled, is_shown};
use crate::compile::trouble::{Ground, trouble};
use crate::compile::units::{Bodies, PageFiles, Texts, own, own_file};
use crate::content::Source;
use crate::content::annotation::{About, AnnotationFile, AnnotationSource, Note, NoteKind, Speaker, Status};
use crate::content::article::{Article, Rights};
use crate::content::pointer::{Pointer, of_notes};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::memo::map::Map;
use crate::memo::{Groups, Join, Joined, Same, Stage, sources};
use crate::path::{NoteId, Slug, SourcePath, Target};
use crate::render::view;
use crate::resolve::address::has_words;
use crate::resolve::anchor::Anchoring;
use crate::resolve::body::Body;
use crate::resolve::ids::{Kind, NoteIds, Unresolved, article_of, id_of};
use crate::resolve::mention::Identity;
use crate::resolve::reference::Reference;
use crate::source::{Snapshot, SourceFile};

/// A note with where it stands and what its fields point at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) path: SourcePath,
    /// Which note of its file it is, from 0.
    pub(crate) index: usize,
    pub(crate) note: Arc<Note>,
    /// Bytes of the whole canonical text.
    pub(crate) span: Option<Range<usize>>,
    pub(crate) words: Option<String>,
    pub(crate) number: Option<usize>,
    pub(crate) lost: bool,
    pub(crate) by: Option<view::Voice>,
    pub(crate) via: Option<view::Voice>,
    /// By `claim:` field; `None` did not resolve.
    pub(crate) claims: Vec<Option<view::NoteClaim>>,
    pub(crate) about: Vec<Reference>,
    pub(crate) see: Vec<(Target, Reference)>,
    pub(crate) re: Vec<(NoteId, Reference)>,
}

/// The notes of all shown articles, by article.
pub(crate) type Notes = Map<Slug, OfArticle>;

/// The notes of one article.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OfArticle {
    /// In order of their places.
    pub(crate) placed: Vec<Placed>,
    /// What `.identity` notes settle in the published text.
    pub(crate) identities: Vec<Identity>,
    /// The annotation files that are shown.
    pub(crate) files: Vec<(SourcePath, Arc<AnnotationFile>)>,
    diagnostics: Vec<Diagnostic>,
}

/// What the notes of an article are made from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Noting {
    article: Slug,
    path: SourcePath,
    source: Arc<Source<Article>>,
    /// The article's file, for messages.
    file: Option<Arc<SourceFile>>,
    whole: Arc<Body>,
    /// The annotation files, and whether each is shown.
    files: Vec<(SourcePath, Arc<AnnotationSource>, bool)>,
    placed: Arc<anchors::Placed>,
    /// The notes of the articles that they refer to.
    pointed: Option<Arc<Joined<Slug, NoteIds>>>,
    /// How the files are pointed at that they refer to.
    names: Option<Arc<Joined<Slug, Reference>>>,
    settled: Same<Settled>,
}

/// Where the notes of articles are taken from.
#[derive(Debug)]
pub(crate) struct Notings {
    settled: Same<Settled>,
    placements: Map<Slug, ArticleNotes>,
    bodies: Map<Slug, Bodies>,
    written: Map<Slug, PageFiles>,
    /// By article, the notes of those that its notes refer to.
    pointed: Map<Slug, Joined<Slug, NoteIds>>,
    names: Map<Slug, Joined<Slug, Reference>>,
    /// The files of articles, by id.
    files: Map<Slug, Vec<(SourcePath, Arc<SourceFile>)>>,
}

sources!(Notings by Slug: [settled] [placements, bodies, written, pointed, names, files]);

/// What is remembered of notes.
#[derive(Debug)]
pub(crate) struct Memory {
    files: Groups<Slug, SourcePath, SourceFile>,
    pointed: Join<Slug, Annotations, Slug, NoteIds>,
    names: Join<Slug, Annotations, Slug, Reference>,
    pub(crate) notes: Stage<Slug, Notings, Noting, OfArticle>,
}

impl Memory {
    pub(crate) fn new(keep: bool) -> Self {
        let notes = Stage::noting(keep, |notes: &OfArticle| !notes.diagnostics.is_empty());
        Self { files: Groups::default(), pointed: Join::new(keep), names: Join::new(keep), notes }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        self.files.entries() + self.pointed.entries() + self.names.entries() + self.notes.entries()
    }
}

/// Orders and resolves the notes.
pub(crate) fn notes(
    snapshot: &Snapshot,
    parsed: &Parsed,
    settled: &Arc<Settled>,
    texts: &Texts,
    placements: &Map<Slug, ArticleNotes>,
    memory: &mut Memory,
    diagnostics: &mut Vec<Diagnostic>,
) -> Notes {
    let notings = Notings {
        settled: Same::new(settled),
        placements: placements.clone(),
        bodies: texts.of.clone(),
        written: texts.written.clone(),
        pointed: memory.pointed.run(&parsed.annotations_of, &texts.note_ids, pointed),
        names: memory.names.run(&parsed.annotations_of, &texts.names, named),
        files: memory
            .files
            .run(&snapshot.files, |path, _| path.as_str().starts_with("content/articles/").then(|| id_of(path))),
    };
    let notes = memory.notes.run(notings, noting, of_article);
    memory.notes.noted().for_each(|(_, notes)| diagnostics.extend(notes.diagnostics.iter().cloned()));
    notes
}

/// Lists the articles to whose notes those of an article refer.
fn pointed(article: &Slug, files: &Annotations) -> BTreeSet<Slug> {
    let pointers = pointers(files).filter(|pointer| pointer.leads_to_note());
    pointers.filter_map(|pointer| article_of(pointer.target, Some(article))).collect()
}

/// Lists the files to which the notes of an article refer.
fn named(_: &Slug, files: &Annotations) -> BTreeSet<Slug> {
    let pointers = pointers(files).filter(|pointer| !pointer.leads_to_note());
    pointers.map(|pointer| Slug::from_name(pointer.target.trim())).collect()
}

fn pointers(files: &Annotations) -> impl Iterator<Item = Pointer<'_>> {
    files.iter().filter_map(|(_, file)| file.notes()).flat_map(|source| of_notes(source))
}

fn noting(notings: &Notings, article: &Slug) -> Option<Noting> {
    let placements = notings.placements.get(article)?;
    let text = own(notings.bodies.get(article)?)?;
    let path = &text.path;
    let source = own_file(notings.written.get(article)?)?.article()?;
    let settled = &notings.settled;
    let files = placements.files.iter();
    let files: Vec<_> =
        files.map(|(path, s)| (path.clone(), Arc::clone(s), settled.annotated.contains_key(path))).collect();
    if !files.iter().any(|file| file.2) {
        return None;
    }
    let of_id = notings.files.get(article).into_iter().flat_map(|files| files.iter());
    Some(Noting {
        article: article.clone(),
        path: path.clone(),
        source: Arc::clone(source),
        file: of_id.filter(|file| file.0 == *path).map(|file| Arc::clone(&file.1)).next(),
        whole: Arc::clone(text.whole.as_ref()?),
        placed: Arc::clone(&placements.placed),
        pointed: notings.pointed.get(article).cloned(),
        names: notings.names.get(article).cloned(),
        settled: settled.clone(),
        files,
    })
}

/// Orders and resolves the notes of an article.
fn of_article(input: &Noting) -> OfArticle {
    let Noting { article, path, source, whole, .. } = input;
    let settled = &*input.settled;
    let mut diagnostics = Vec::new();
    let published = source.meta.rights == Rights::Full;
    let text = input.file.as_ref().map_or("", |file| file.text());
    let ground = Ground { article, canonical: &whole.canonical, path, text, source };
    let mut placed = Vec::with_capacity(input.placed.notes.len());
    let notes = input.files.iter().flat_map(|(path, source, shown)| {
        source.file.notes.iter().enumerate().map(move |(index, note)| (path, source, *shown, index, note))
    });
    for ((path, source, shown, index, note), placement) in notes.zip(&input.placed.notes) {
        if !shown || !is_shown(note, settled.audience) {
            continue;
        }
        let anchoring = placement.anchoring.as_ref();
        let span = match anchoring {
            Some(Anchoring::Found { span, .. }) => Some(span.clone()),
            _ => None,
        };
        if note.status != Status::Retracted && input.source.is_whole() && !source.is_misread(index) {
            diagnostics.extend(trouble(path, source, index, &ground, placement));
        }
        let lost = span.is_none() && anchoring.is_some() && note.status != Status::Retracted;
        let words = match (&span, &note.passage) {
            (Some(span), _) => Some(whole.canonical.text[span.clone()].replace('\n', " ")),
            // The editor sees what a lost note quoted.
            (None, Some(passage)) if lost => Some(passage.target().replace('\n', " ")),
            (None, _) => None,
        };
        let mut note = Placed {
            path: path.clone(),
            index,
            note: Arc::clone(note),
            words,
            lost,
            span,
            number: None,
            by: None,
            via: None,
            claims: Vec::new(),
            about: Vec::new(),
            see: Vec::new(),
            re: Vec::new(),
        };
        fields(&mut note, source, input, &mut diagnostics);
        placed.push(note);
    }
    placed.sort_by_key(|n| (n.lost, n.span.as_ref().map_or((0, 0), |s| (s.start, usize::MAX - s.end))));
    answers_follow(article, &mut placed);
    let mut number = 0;
    for note in &mut placed {
        let card = has_words(&note.note) || note.note.status == Status::Retracted;
        if card && !note.lost {
            number += 1;
            note.number = Some(number);
        }
    }
    let end = if published { whole.canonical.text.len() } else { whole.canonical.blocks[0].end };
    let identities = placed.iter().filter(|n| n.note.kind == NoteKind::Identity && n.note.status == Status::Published);
    let identities = identities.filter_map(|n| {
        let span = n
            .span
            .clone()
            .filter(|s| s.end <= end && whole.canonical.block_at(s.start) == whole.canonical.block_at(s.end - 1))?;
        let entity = match n.note.about.first()? {
            About::Entity(e) => Some((e.id.clone(), e.probable)),
            About::Nobody => None,
        };
        Some(Identity { span, entity })
    });
    let identities = identities.collect();
    let files = input.files.iter().filter(|file| file.2).map(|file| (file.0.clone(), Arc::clone(&file.1.file)));
    OfArticle { placed, identities, files: files.collect(), diagnostics }
}

/// Puts each reply directly under the note of this article that it answers, behind earlier answers to it.
fn answers_follow(article: &Slug, notes: &mut Vec<Placed>) {
    let answers = |reply: &Placed, note: &Placed| {
        let answered = reply.re.first().filter(|_| reply.note.kind == NoteKind::Reply);
        answered.is_some_and(|(id, _)| id.article == *article && id.note == note.note.id)
    };
    let is_reply = |n: &Placed| n.note.kind == NoteKind::Reply && !n.re.is_empty();
    let (replies, others) = std::mem::take(notes).into_iter().partition(is_reply);
    *notes = others;
    let replies: Vec<Placed> = replies;
    for reply in replies {
        let answered = notes.iter().position(|note| answers(&reply, note));
        let at = answered.map_or(notes.len(), |at| {
            at + 1 + notes[at + 1..].iter().take_while(|earlier| answers(earlier, &notes[at])).count()
        });
        notes.insert(at, reply);
    }
}

fn fields(placed: &mut Placed, source: &AnnotationSource, input: &Noting, diagnostics: &mut Vec<Diagnostic>) {
    let Noting { article, settled, .. } = input;
    let pointed = |id: &Slug| input.pointed.as_ref()?.get(id).map(|notes| &**notes);
    let called = |id: &Slug| input.names.as_ref()?.get(id).map(|name| Reference::clone(name));
    let ids = &settled.ids;
    let note = Arc::clone(&placed.note);
    let spans = &source.notes[placed.index];
    let path = placed.path.clone();
    let mut report = |field: &str, problem: Unresolved| {
        let span = spans.fields.0.get(field).cloned().unwrap_or_else(|| spans.heading.clone());
        let mut diagnostic = Diagnostic::error(problem.code, Location::at(&path, span), problem.message);
        diagnostic.hint = problem.hint;
        diagnostics.push(diagnostic);
    };
    let mut entity = |field: &str, id: &Slug, probable: bool| match ids.find(id.as_str(), &[Kind::Entity]) {
        Ok(_) => called(id).map(|name| Reference { probable, ..name }),
        Err(problem) => {
            report(field, problem);
            None
        }
    };
    let mut voice = |field: &str, speaker: &Option<Speaker>| match speaker {
        None => None,
        Some(Speaker::Described(words)) => Some(view::Voice { entity: None, description: Some(words.clone()) }),
        Some(Speaker::Entity(e)) => {
            entity(field, &e.id, e.probable).map(|e| view::Voice { entity: Some(e), description: None })
        }
    };
    placed.by = voice("by", &note.by);
    placed.via = voice("via", &note.via);
    for (n, about) in note.about.iter().enumerate() {
        if let About::Entity(e) = about {
            placed.about.extend(entity(&format!("about[{n}]"), &e.id, e.probable));
        }
    }
    for (n, statement) in note.claims.iter().enumerate() {
        let claim = match ids.find(statement.claim.as_str(), &[Kind::Claim]) {
            Ok(_) => called(&statement.claim).map(|reference| view::NoteClaim {
                reference,
                value: statement.value.clone(),
                scope: statement.scope.clone(),
                others: Vec::new(),
            }),
            Err(problem) => {
                report(&format!("claim[{n}]"), problem);
                None
            }
        };
        placed.claims.push(claim);
    }
    for (n, text) in note.see.iter().enumerate() {
        let found = if text.contains('#') {
            ids.find_note(pointed, text, Some(article)).map(|(id, reference)| Some((Target::from(&id), reference)))
        } else {
            let id = Slug::from_name(text.trim());
            ids.find(text, &[]).map(|_| Some((Target::from(&id), called(&id)?)))
        };
        match found {
            Ok(found) => placed.see.extend(found),
            Err(problem) => report(&format!("see[{n}]"), problem),
        }
    }
    for (i, text) in note.re.iter().enumerate() {
        match ids.find_note(pointed, text, Some(article)) {
            Ok((id, _)) if id.article == *article && id.note == note.id => {
                let hint = Some("name the note that it answers".to_owned());
                report(
                    &format!("re[{i}]"),
                    Unresolved { code: Code::BadValue, message: "the note answers itself".to_owned(), hint },
                );
            }
            Ok(found) => placed.re.push(found),
            Err(problem) => report(&format!("re[{i}]"), problem),
        }
    }
}
