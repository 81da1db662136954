//! The notes of an article as pages show them, and what they say of claims and entities.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::inputs::prose;
use crate::compile::notes::{Notes, OfArticle};
use crate::compile::prose::Named;
use crate::compile::units::{Bodies, PageFiles, own_file, unit};
use crate::content::annotation::{About, Speaker, Status};
use crate::content::article::{Article, Rights};
use crate::memo::index::Outgoing;
use crate::memo::map::Map;
use crate::memo::{Same, sources};
use crate::pages::edition::{Edition, direction};
use crate::path::{Slug, Target};
use crate::render::model::{Head, NoteModel, Prose, StatementModel};
use crate::render::prose::day;
use crate::resolve::address::note_anchor;

/// What a note can say something of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Said {
    /// It gives a value for this claim.
    Claim(Slug),
    /// This entity says it.
    By(Slug),
    /// It is said on this entity's word.
    Via(Slug),
    /// It is about this entity.
    About(Slug),
    /// It tells what happened, and names this entity.
    Event(Slug),
    /// It names this entity and bears on a claim: one statement a claim.
    Bears(Slug),
}

impl Said {
    /// Returns the claim that a value is given for.
    pub(crate) fn claim(&self) -> Option<&Slug> {
        match self {
            Self::Claim(claim) => Some(claim),
            _ => None,
        }
    }
}

/// What the notes of an article are made from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Annotating {
    pub(crate) article: Slug,
    /// The language of the dossier.
    pub(crate) language: String,
    /// Who wrote the notes of files that do not say it.
    pub(crate) authors: Vec<String>,
    pub(crate) head: Arc<Head>,
    pub(crate) meta: Arc<Article>,
    pub(crate) notes: Arc<OfArticle>,
    pub(crate) texts: Arc<Bodies>,
    pub(crate) named: Arc<Named>,
}

/// What the notes of all articles are made from.
#[derive(Debug)]
pub(crate) struct Annotatings {
    pub(crate) edition: Same<Edition>,
    pub(crate) heads: Map<Slug, Head>,
    pub(crate) notes: Notes,
    pub(crate) written: Map<Slug, PageFiles>,
    pub(crate) bodies: Map<Slug, Bodies>,
    pub(crate) named: Map<Slug, Named>,
}

sources!(Annotatings by Slug: [edition] [heads, notes, written, bodies, named]);

/// The notes of an article.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Annotated {
    /// In order of their places.
    pub(crate) notes: Arc<Vec<Arc<NoteModel>>>,
    /// By note, what points at it is found under this.
    pub(crate) targets: Vec<Target>,
    /// The claims that they bear on.
    pub(crate) claims: Vec<Slug>,
    /// What they say, but for those that are retracted or lost.
    pub(crate) says: Arc<Outgoing<Said, StatementModel>>,
    /// How many have a number.
    pub(crate) numbered: usize,
}

/// Takes what the notes of an article are made from.
pub(crate) fn annotating(annotatings: &Annotatings, article: &Slug) -> Option<Annotating> {
    let config = &annotatings.edition.config;
    let notes = annotatings.notes.get(article)?;
    let source = own_file(annotatings.written.get(article)?)?.article()?;
    Some(Annotating {
        article: article.clone(),
        language: config.language.clone(),
        authors: config.authors.clone(),
        head: annotatings.heads.get(article).cloned()?,
        meta: Arc::clone(&source.meta),
        notes: Arc::clone(notes),
        texts: Arc::clone(annotatings.bodies.get(article)?),
        named: Arc::clone(annotatings.named.get(article)?),
    })
}

/// Makes the notes of an article.
pub(crate) fn annotate(input: &Annotating) -> Annotated {
    let Annotating { article, head, meta, .. } = input;
    let published = meta.rights == Rights::Full;
    let language_of = |language: &Option<String>| language.clone().unwrap_or_else(|| input.language.clone());
    let page_language = language_of(&meta.common.language);
    let mut notes = Vec::with_capacity(input.notes.placed.len());
    for p in &input.notes.placed {
        let Some(file) = input.notes.files.iter().find(|file| file.0 == p.path).map(|file| &file.1.common) else {
            continue;
        };
        let authors = [&p.note.authors, &file.authors, &input.authors].into_iter().find(|a| !a.is_empty());
        let language = language_of(&p.note.language.clone().or_else(|| file.language.clone()));
        let unit = unit(&input.texts, &p.path, p.index + 1);
        let body = unit.and_then(|unit| Some(prose(unit, input.named.found(&unit.key)?)));
        let date = |own: &Option<_>, of_file: &Option<_>| {
            own.as_ref().or(of_file.as_ref()).map(|date| day(date, &input.language))
        };
        notes.push(Arc::new(NoteModel {
            note: Arc::clone(&p.note),
            article: Arc::clone(head),
            article_id: article.clone(),
            anchor: note_anchor(&p.note, published),
            number: p.number,
            span: p.span.clone(),
            words: p.words.clone(),
            lost: p.lost,
            prose: body.unwrap_or_else(nothing),
            by: p.by.clone(),
            via: p.via.clone(),
            claims: p.claims.clone(),
            about: p.about.clone(),
            see: p.see.iter().map(|s| s.1.clone()).collect(),
            re: p.re.iter().map(|s| s.1.clone()).collect(),
            authors: authors.cloned().unwrap_or_default(),
            date: date(&p.note.date, &file.date),
            updated: date(&p.note.updated, &file.updated),
            dir: Some(direction(&language)).filter(|dir| *dir != direction(&page_language)),
            language: (language != page_language).then_some(language),
        }));
    }
    let claims: BTreeSet<&str> =
        notes.iter().flat_map(|note| note.claims.iter().flatten()).map(|claim| claim.reference.id.as_str()).collect();
    Annotated {
        claims: claims.into_iter().map(Slug::new).collect(),
        targets: notes.iter().map(|note| Target::new(format!("{article}#{}", note.note.id))).collect(),
        says: Arc::new(says(&notes)),
        numbered: notes.iter().filter(|note| note.number.is_some()).count(),
        notes: Arc::new(notes),
    }
}

/// Says what notes say of claims and entities.
fn says(notes: &[Arc<NoteModel>]) -> Outgoing<Said, StatementModel> {
    let mut says: BTreeMap<Said, Vec<StatementModel>> = BTreeMap::new();
    for note in notes.iter().filter(|note| note.note.status != Status::Retracted && !note.lost) {
        let mut say = |of: Said, claim: Option<usize>, probable: bool| {
            says.entry(of).or_default().push(StatementModel { note: Arc::clone(note), claim, probable });
        };
        let resolved = |n: &usize| note.claims.get(*n).is_some_and(Option::is_some);
        for (n, statement) in note.note.claims.iter().enumerate().filter(|(n, _)| resolved(n)) {
            say(Said::Claim(statement.claim.clone()), Some(n), false);
        }
        let mut named: BTreeMap<&Slug, bool> = BTreeMap::new();
        if let Some(Speaker::Entity(e)) = &note.note.by {
            say(Said::By(e.id.clone()), None, e.probable);
            named.insert(&e.id, e.probable);
        }
        if let Some(Speaker::Entity(e)) = &note.note.via {
            say(Said::Via(e.id.clone()), None, e.probable);
            named.entry(&e.id).or_insert(e.probable);
        }
        for about in &note.note.about {
            if let About::Entity(e) = about {
                say(Said::About(e.id.clone()), None, e.probable);
                named.entry(&e.id).or_insert(e.probable);
            }
        }
        for (id, probable) in named {
            if note.note.happened.is_some() {
                say(Said::Event(id.clone()), None, probable);
            }
            let mut claims = BTreeSet::new();
            for (n, statement) in note.note.claims.iter().enumerate().filter(|(n, _)| resolved(n)) {
                if claims.insert(&statement.claim) {
                    say(Said::Bears(id.clone()), Some(n), probable);
                }
            }
        }
    }
    says.into_iter().map(|(said, statements)| (said, Arc::new(statements))).collect()
}

/// The prose of an evidence mark.
fn nothing() -> Prose {
    use crate::resolve::body::{Draft, body};
    let empty = body(&Draft { headline: String::new(), document: Arc::default(), titles: Vec::new() });
    Prose { body: Arc::new(empty), found: Arc::default(), links: Arc::default(), images: Arc::default() }
}
