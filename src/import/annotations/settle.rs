//! Makes notes of annotations: their ids, their words and fields, which of them must be drafts.
//!
//! What no IRI of the dossier is stays in the note as a link.

use std::collections::{BTreeMap, BTreeSet};

use super::body;
use super::dossier::Dossier;
use super::foreign::Foreign;
use super::passage::{Ground, Passage, lost};
use super::reference::{Iris, References};
use crate::content::annotation::NoteKind;
use crate::content::edtf::Edtf;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::exports::annotations::{note_iri, page_iri};
use crate::import::line::{escape, tidy};
use crate::import::slug::{is_id, slug};
use crate::path::{Slug, SourcePath};
use crate::resolve::ids::Kind;

/// How many code points of a note become its heading.
const HEADING: usize = 60;

/// A note as it is to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) title: String,
    pub(super) id: String,
    pub(super) kind: NoteKind,
    /// These as they are written: ids with their `?`, or words in quotation marks.
    pub(super) by: Option<String>,
    pub(super) via: Option<String>,
    pub(super) said: Option<String>,
    pub(super) happened: Option<String>,
    /// `claim = value (scope)`
    pub(super) claims: Vec<String>,
    pub(super) about: Vec<String>,
    /// Ids, or `article#note`.
    pub(super) see: Vec<String>,
    /// `note`, or `article#note`.
    pub(super) re: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) authors: Vec<String>,
    pub(super) date: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) language: Option<String>,
    pub(super) passage: Option<Passage>,
    pub(super) body: String,
    pub(super) draft: bool,
    /// Where the annotation stands in the file.
    pub(super) place: Option<Location>,
}

/// What is said of one annotation.
struct Teller<'a> {
    file: &'a SourcePath,
    told: Vec<Diagnostic>,
}

impl Teller<'_> {
    fn tell(&mut self, code: Code, foreign: &Foreign, message: String, hint: &str) {
        let place = Location::at(self.file, foreign.span.clone());
        let mut diagnostic = Diagnostic::warning(code, place, message);
        diagnostic.hint = Some(hint.to_owned()).filter(|hint| !hint.is_empty());
        self.told.push(diagnostic);
    }
}

/// Makes notes of annotations.
///
/// # Errors
/// Where the dossier has some of them.
pub(super) fn settle(
    all: Vec<Foreign>,
    dossier: &Dossier<'_>,
) -> Result<(Vec<Note>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut teller = Teller { file: dossier.file, told: Vec::new() };
    let mut iris = Iris::new(dossier);
    let all = ours(all, dossier, &iris, &mut teller);
    if all.is_empty() {
        let message = format!("none of the annotations is about `{}`", dossier.article);
        let place = Location::file(dossier.file);
        teller.told.push(
            Diagnostic::error(Code::NoAnnotations, place, message).hint("name their article with `--article ID`"),
        );
        return Err(teller.told);
    }
    let ids = ids(&all, dossier)?;
    for (foreign, id) in all.iter().zip(&ids) {
        let target = (dossier.article.to_string(), id.clone());
        if !foreign.iri.is_empty() {
            iris.notes.insert(foreign.iri.clone(), target.clone());
        }
        iris.notes.insert(note_iri(dossier.base_url, dossier.article.as_str(), id), target);
    }
    let ground = Ground::new(dossier.article, dossier.canonical);
    let mut notes: Vec<Note> =
        all.iter().zip(ids).map(|(foreign, id)| note(foreign, id, dossier, &iris, &ground, &mut teller)).collect();
    // What answers a draft cannot be read without it.
    loop {
        let drafts: BTreeSet<String> = notes.iter().filter(|note| note.draft).map(|note| note.id.clone()).collect();
        let next = notes.iter().position(|note| !note.draft && note.re.iter().any(|re| drafts.contains(re)));
        let Some(next) = next else { break };
        notes[next].draft = true;
        let message = format!("`{}` answers a draft, so that it is one, too", notes[next].id);
        teller.tell(Code::DraftNote, &all[next], message, "");
    }
    let drafts: BTreeSet<String> =
        notes.iter().filter(|note| note.draft).map(|note| format!("{}#{}", dossier.article, note.id)).collect();
    for (note, foreign) in notes.iter_mut().zip(&all).filter(|(note, _)| !note.draft) {
        let (lost, kept) = std::mem::take(&mut note.see).into_iter().partition(|see| drafts.contains(see));
        note.see = kept;
        let lost: Vec<String> = lost;
        for see in lost {
            let message = format!("`{}` refers to `{see}`, which is a draft; the reference is left out", note.id);
            teller.tell(Code::ChangedAnnotation, foreign, message, "");
        }
    }
    Ok((notes, teller.told))
}

/// Leaves out what is about another article of the dossier.
fn ours(all: Vec<Foreign>, dossier: &Dossier<'_>, iris: &Iris, teller: &mut Teller<'_>) -> Vec<Foreign> {
    let other = |foreign: &Foreign| {
        let source = foreign.source.as_deref()?;
        let own = |(id, url): &&(Slug, Option<String>)| url.as_deref() == Some(source) && id == dossier.article;
        if dossier.articles.iter().any(|one| own(&one)) {
            return None;
        }
        let by_url = dossier.articles.iter().find(|(_, url)| url.as_deref() == Some(source)).map(|(id, _)| id.clone());
        by_url.or_else(|| iris.page(source, Kind::Article)).filter(|id| id != dossier.article)
    };
    let mut kept = Vec::with_capacity(all.len());
    for foreign in all {
        match other(&foreign) {
            None => kept.push(foreign),
            Some(id) => {
                let message = format!("the annotation is about `{id}`; it is left out");
                teller.tell(Code::OtherArticle, &foreign, message, &format!("import it with `--article {id}`"));
            }
        }
    }
    kept
}

/// Gives an id to each note: the one it had, else one made of its words.
fn ids(all: &[Foreign], dossier: &Dossier<'_>) -> Result<Vec<String>, Vec<Diagnostic>> {
    let there: BTreeMap<&str, &SourcePath> =
        dossier.notes.iter().filter(|note| note.0 == *dossier.article).map(|note| (note.1.as_str(), &note.2)).collect();
    let mut taken: BTreeSet<String> = there.keys().map(|id| (*id).to_owned()).collect();
    let mut problems = Vec::new();
    let mut own: Vec<Option<String>> = Vec::with_capacity(all.len());
    for foreign in all {
        let id = own_id(foreign);
        let place = || Location::at(dossier.file, foreign.span.clone());
        if let Some(id) = &id {
            if let Some(path) = there.get(&**id) {
                let message = format!("the note `{id}` is in `{path}` already");
                let hint = "take it out there, or out of the file that is imported";
                problems.push(Diagnostic::error(Code::IdTaken, place(), message).hint(hint));
            } else if !taken.insert(id.clone()) {
                let message = format!("two annotations have the id `{id}`");
                problems
                    .push(Diagnostic::error(Code::IdTaken, place(), message).hint("take one of them out of the file"));
            }
        }
        own.push(id);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let made = own.into_iter().zip(all).map(|(own, foreign)| {
        own.unwrap_or_else(|| {
            let words = foreign.quotes.first().map(|quote| quote.exact.as_str()).into_iter();
            let words = words.chain(foreign.title.as_deref()).chain(foreign.bodies.iter().map(|body| &*body.value));
            let short = |words: &str| slug(&words.chars().take(HEADING).collect::<String>());
            let stem = words.map(short).find(|id| id.bytes().any(|b| b.is_ascii_lowercase()));
            let stem = stem.unwrap_or_else(|| "annotation".to_owned());
            let numbered = (2..).map(|n: u32| format!("{stem}-{n}"));
            let id = std::iter::once(stem.clone()).chain(numbered).find(|id| !taken.contains(id)).unwrap_or(stem);
            taken.insert(id.clone());
            id
        })
    });
    Ok(made.collect())
}

/// Returns the id of the note that an annotation was exported from.
fn own_id(foreign: &Foreign) -> Option<String> {
    let anchor = || foreign.iri.rsplit_once("#note-").map(|(_, id)| id).filter(|id| is_id(id)).map(str::to_owned);
    foreign.own.as_ref().map(Slug::to_string).or_else(anchor)
}

fn note(
    foreign: &Foreign,
    id: String,
    dossier: &Dossier<'_>,
    iris: &Iris,
    ground: &Ground<'_>,
    teller: &mut Teller<'_>,
) -> Note {
    let own = foreign.own.is_some();
    let mut remarks = foreign.remarks.clone();
    let mut links: Vec<String> = foreign.links.clone();
    let mut references = References { iris, dossier, own, links: &mut links, remarks: &mut remarks };
    let about = references.entities(&foreign.identifying);
    let mut by = references.entities(&foreign.linking);
    let claims = references.claims(&foreign.classifying);
    if by.len() > 1 {
        let further =
            by.drain(1..).map(|id| page_iri(dossier.base_url, Kind::Entity, &Slug::new(id.trim_end_matches('?'))));
        references.links.extend(further.collect::<Vec<_>>());
    }
    let by = by.pop().or_else(|| references.described("by", foreign.by.as_deref()?));
    let via = foreign.via.as_ref().and_then(|via| references.origin(via));
    let see = references.see(&foreign.see);
    let mut re = Vec::new();
    for iri in &foreign.answers {
        let (article, answered) = match iris.notes.get(iri) {
            Some(found) => found.clone(),
            None if foreign.source.as_ref() == Some(iri) => continue,
            None => {
                links.push(iri.clone());
                continue;
            }
        };
        let is_itself = article == dossier.article.as_str() && answered == id;
        if is_itself {
            continue;
        }
        re.push(if article == dossier.article.as_str() { answered } else { format!("{article}#{answered}") });
    }
    let mut draft = false;
    let passage = match foreign.quotes.first() {
        None => None,
        Some(quote) => match ground.passage(quote) {
            Ok(passage) => Some(passage),
            Err(reason) => {
                draft = true;
                let hint =
                    "the note is kept as a draft with its words: mend its passage, then take `status: draft` out";
                teller.tell(Code::OrphanedNote, foreign, format!("`{id}` is not anchored: {reason}"), hint);
                lost(quote).map(|words| Passage { target: quote.exact.clone(), words, nth: None })
            }
        },
    };
    if foreign.quotes.is_empty() && !foreign.places.is_empty() {
        draft = true;
        let hint = "the note is kept as a draft: quote its passage, then take `status: draft` out";
        let message = format!("`{id}` is not anchored: it quotes no words of its place");
        teller.tell(Code::OrphanedNote, foreign, message, hint);
    }
    if foreign.private && !draft {
        draft = true;
        let hint = "take `status: draft` out if it may be published";
        teller.tell(
            Code::DraftNote,
            foreign,
            format!("`{id}` was not meant for everybody, so that it is a draft"),
            hint,
        );
    }
    let mut kind = foreign.kind;
    let is_nobody = kind == NoteKind::Identity && about.is_empty() && foreign.identifying.is_empty() && own;
    if (kind == NoteKind::Reply && re.is_empty())
        || (kind == NoteKind::Identity && (passage.is_none() || about.is_empty() && !is_nobody))
    {
        remarks.push(match kind {
            NoteKind::Reply => "what it answers is not in the dossier; it became `.note`".to_owned(),
            _ => "whom it identifies is no entity of the dossier; it became `.note`".to_owned(),
        });
        kind = NoteKind::Note;
    }
    let mut text = body::markdown(&foreign.bodies, own, passage.is_some(), &mut remarks);
    let mut add = |more: String| {
        let gap = if text.is_empty() { "" } else { "\n\n" };
        text.push_str(&format!("{gap}{more}"));
    };
    links.into_iter().for_each(|iri| add(shown(&iri)));
    for quote in foreign.quotes.iter().skip(1) {
        remarks
            .push("it speaks about several passages; the first is its passage, the others stand in its words".into());
        let lines = quote.exact.lines().map(|words| tidy(words).0).filter(|words| !words.is_empty());
        add(lines.map(|words| format!("> {}", escape(&words))).collect::<Vec<_>>().join("\n>\n"));
    }
    foreign.places.iter().for_each(|place| add(body::fenced(place)));
    let mut date = |what: &str, words: &Option<String>| day(words.as_deref()?, what, &mut remarks);
    let (created, updated) = (date("created", &foreign.created), date("updated", &foreign.updated));
    let mut edtf = |what: &str, words: &Option<String>| written_date(words.as_deref()?, what, &mut remarks);
    let (said, happened) = (edtf("said", &foreign.said), edtf("happened", &foreign.happened));
    let language = language(foreign, dossier, &mut remarks);
    let tags = list(&foreign.tags, "tag", &mut remarks);
    let authors: Vec<String> =
        foreign.creators.iter().map(|name| tidy(name).0).filter(|name| !name.is_empty()).collect();
    remarks.dedup();
    for remark in remarks {
        teller.tell(Code::ChangedAnnotation, foreign, format!("`{id}`: {remark}"), "");
    }
    Note {
        title: title(foreign, &text, passage.as_ref()),
        id,
        kind,
        by,
        via,
        said,
        happened,
        claims,
        about,
        see,
        re,
        tags,
        authors,
        date: created,
        // A date that says nothing new is none.
        updated: updated.filter(|_| own || foreign.updated != foreign.created),
        language,
        passage,
        body: text,
        draft,
        place: Some(Location::at(dossier.file, foreign.span.clone())),
    }
}

/// Writes what an annotation points at, so that it is a link if it can be one.
fn shown(iri: &str) -> String {
    let is_web = ["http://", "https://", "mailto:"].iter().any(|scheme| iri.starts_with(scheme));
    let sound = iri.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>\\".contains(c));
    if is_web && sound { format!("<{iri}>") } else { escape(&tidy(iri).0) }
}

fn title(foreign: &Foreign, body: &str, passage: Option<&Passage>) -> String {
    if let Some(title) = &foreign.title {
        // What was a heading stays what it was, to the letter.
        return if foreign.own.is_some() { title.clone() } else { tidy(title).0 };
    }
    let plain = |line: &str| line.replace(['\\', '`', '*'], "").trim_matches(['#', '>', '-', ' ']).to_owned();
    let first = body.lines().map(plain).find(|line| !line.is_empty());
    let quoted = passage.map(|passage| passage.target.clone());
    let words = tidy(&first.or(quoted).unwrap_or_default()).0;
    if words.chars().count() <= HEADING {
        return words.trim_end_matches('.').to_owned();
    }
    let cut: String = words.chars().take(HEADING).collect();
    let cut = cut.rsplit_once(' ').map_or(&*cut, |(whole, _)| whole);
    format!("{}…", cut.trim_end_matches([',', ';', ':', '.', ' ']))
}

/// Makes a date of a moment: a day where it is midnight in UTC.
fn day(words: &str, what: &str, remarks: &mut Vec<String>) -> Option<String> {
    if let Some(day) = words.strip_suffix("T00:00:00Z").filter(|day| Edtf::parse(day).is_ok()) {
        return Some(day.to_owned());
    }
    let moment = words.parse::<jiff::Timestamp>().ok().map(|m| m.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    let date = [moment.as_deref().unwrap_or(words), words.get(..10).unwrap_or_default()];
    let found = date.into_iter().find(|date| Edtf::parse(date).is_ok()).map(str::to_owned);
    if found.is_none() {
        remarks.push(format!("`{}` is no date; `{what}` is left out", tidy(words).0));
    }
    found
}

/// Takes a date as our export writes it.
fn written_date(words: &str, what: &str, remarks: &mut Vec<String>) -> Option<String> {
    let date = Edtf::parse(words).ok();
    if date.is_none() {
        remarks.push(format!("`{}` is no date; `{what}` is left out", tidy(words).0));
    }
    date.map(|date| date.as_str().to_owned())
}

fn language(foreign: &Foreign, dossier: &Dossier<'_>, remarks: &mut Vec<String>) -> Option<String> {
    let spoken = foreign.bodies.iter().find_map(|body| body.language.as_deref());
    let stated = spoken.or(foreign.language.as_deref()).or(dossier.unstated)?;
    if stated == dossier.language {
        return None;
    }
    if crate::content::is_language(stated) {
        return Some(stated.to_owned());
    }
    remarks.push(format!("`{}` is no language; it is left out", tidy(stated).0));
    None
}

/// Tidies the words of a comma list, in which no comma can stand.
fn list(all: &[String], what: &str, remarks: &mut Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    for words in all {
        let words = tidy(words).0;
        if words.contains(',') {
            remarks.push(format!("the {what} `{words}` has a comma and became several"));
        }
        kept.extend(words.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()));
    }
    kept
}
