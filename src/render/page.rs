//! One page: its model painted, and the theme's template filled.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Value};

use crate::content::article::TextKind;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::SourcePath;
use crate::render::model::{
    ArticleModel, ClaimModel, Content, CountedModel, EntityModel, NoteModel, PageModel, Shared, SpellingModel,
};
use crate::render::paint::Frame;
use crate::render::prose::{
    Shown, biography, day, groups, groups_with, html, note, painted, passage, rows, statements,
};
use crate::render::theme::Theme;
use crate::render::view;
use crate::resolve::fragment::with_text;
use crate::text::canonical::Canonical;
use crate::text::{Document, Leaf, LeafKind};

/// A page with all it is rendered from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFile {
    /// The theme, as the page's template depends on it.
    pub theme: Theme,
    /// What all pages share.
    pub shared: Arc<Shared>,
    /// The page.
    pub model: Arc<PageModel>,
}

/// Renders a page to bytes.
///
/// # Errors
/// What is wrong with the templates.
pub fn render(file: &PageFile) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let model = &file.model;
    let root = match model.content {
        Content::NotFound => file.shared.absolute_root.clone(),
        _ => "../".repeat(model.page.path.matches('/').count()),
    };
    let (name, content) = view(file, &root)?;
    let mut context = Context::new();
    context.insert_value("site", file.shared.handed.get_or_try(|| value(&file.shared.site))?.clone());
    context.insert_value("page", value(&model.page)?);
    context.insert_value("root", value(&root)?);
    context.insert_value(name, content);
    let mut bytes = Vec::with_capacity(16 * 1024);
    file.theme.render(template(&model.content), context, &mut bytes)?;
    Ok(bytes)
}

/// Returns the template that shows a content, by its plain name.
pub fn template(content: &Content) -> &'static str {
    match content {
        Content::Home(_) => "home.html",
        Content::Article(_) => "article.html",
        Content::Entity(_) => "entity.html",
        Content::Claim(_) => "claim.html",
        Content::Document(_) => "document.html",
        Content::Entities(_) => "entities.html",
        Content::Claims(_) => "claims.html",
        Content::Articles(_) => "articles.html",
        Content::Corrections(_) => "corrections.html",
        Content::Withdrawn(_) => "withdrawn.html",
        Content::Redirect(_) => "redirect.html",
        Content::NotFound => "404.html",
        Content::Continued(_) => "continued.html",
    }
}

fn value<T: Serialize>(view: &T) -> Result<Value, Vec<Diagnostic>> {
    Value::try_from_serializable(view).map_err(|error| {
        let place = Location::file(&SourcePath::new("dossier.toml"));
        vec![Diagnostic::error(
            Code::TemplateContext,
            place,
            format!("a page cannot be handed to its template: {error}"),
        )]
    })
}

/// Makes what the page's template sees: the name of its value, the value.
fn view(file: &PageFile, root: &str) -> Result<(&'static str, Value), Vec<Diagnostic>> {
    let shared = &*file.shared;
    // Dates are words of the interface, whatever the page's own language.
    let language = &shared.site.language;
    Ok(match &file.model.content {
        Content::Home(home) => {
            let mut view = home.view.clone();
            view.html = home.intro.as_ref().map(|i| html(i, shared, root, Frame::Page)).unwrap_or_default();
            ("home", value(&view)?)
        }
        Content::Article(model) => ("article", value(&article(model, shared, root, language))?),
        Content::Entity(model) => ("entity", value(&entity(model, shared, root, language))?),
        Content::Claim(model) => ("claim", value(&claim(model, shared, root, language))?),
        Content::Document(model) => {
            let painted = painted(&model.prose, &[], shared, root, Frame::Page);
            let view = view::Document {
                id: model.id.to_string(),
                headline_html: painted.headline,
                html: painted.parts.into_iter().map(|p| p.0).collect(),
                backlinks: groups(&model.backlinks),
            };
            ("document", value(&view)?)
        }
        Content::Entities(view) => ("entities", value(view)?),
        Content::Claims(view) => ("claims", value(view)?),
        Content::Articles(view) => ("articles", value(view)?),
        Content::Corrections(view) => ("corrections", value(view)?),
        Content::Withdrawn(view) => ("withdrawn", value(view)?),
        Content::Redirect(view) => ("redirect", value(view)?),
        Content::NotFound => ("not_found", value(&true)?),
        Content::Continued(model) => {
            let view = view::Continued {
                of: model.of.clone(),
                what: model.what.to_owned(),
                printed: model.printed.clone(),
                groups: groups_with(&model.links, &model.also),
                statements: statements(&model.statements, &mut Shown::new(), shared, root, language),
                relations: model.relations.clone(),
                claims: model.claims.clone(),
                counted: counted(&model.counted),
            };
            ("continued", value(&view)?)
        }
    })
}

/// Words read in a minute.
const PACE: usize = 220;

fn article(model: &ArticleModel, shared: &Shared, root: &str, language: &str) -> view::Article {
    let mut view = article_view(model, shared, root, language);
    let mut externals = Vec::new();
    let notes = |notes: &[view::Note], into: &mut Vec<String>| notes.iter().for_each(|n| external(&n.html, into));
    notes(&view.headline_notes, &mut externals);
    notes(&view.unplaced, &mut externals);
    for part in &view.body {
        external(&part.html, &mut externals);
        notes(&part.notes, &mut externals);
    }
    view.externals = externals;
    view
}

/// Appends the URLs of links that leave the site, unescaped, in order.
fn external(html: &str, into: &mut Vec<String>) {
    for (at, _) in html.match_indices("\" class=\"external\"") {
        let start = html[..at].rfind("<a href=\"").map_or(at, |start| start + "<a href=\"".len());
        into.push(html_escape::decode_html_entities(&html[start..at]).into_owned());
    }
}

/// Returns the headings of a body, if there are three or more.
fn outline(model: &ArticleModel) -> Vec<view::Heading> {
    let body = &model.prose.body;
    let heading = |(i, leaf): (usize, &Leaf)| match leaf.kind {
        LeafKind::Heading { level, .. } => Some(view::Heading {
            title: body.canonical.text[body.canonical.blocks[i + 1].clone()].to_owned(),
            anchor: format!("p{}", i + 1),
            level: usize::from(level).max(2),
        }),
        _ => None,
    };
    let headings: Vec<_> = body.document.leaves.iter().enumerate().filter_map(heading).collect();
    if model.published && headings.len() >= 3 { headings } else { Vec::new() }
}

/// Returns how many minutes a body takes to read, from three on.
fn minutes(model: &ArticleModel) -> Option<usize> {
    let text = &model.prose.body.canonical.text;
    let minutes = text.split_whitespace().count().div_ceil(PACE);
    (model.published && minutes >= 3).then_some(minutes)
}

fn article_view(model: &ArticleModel, shared: &Shared, root: &str, language: &str) -> view::Article {
    let headline = model.prose.body.canonical.blocks[0].end;
    let placed = |i: &usize| {
        let n = &model.notes[*i];
        // Of a text that is not published, an evidence mark is listed as a card even where it is on the headline.
        let on_headline = |s: &Range<usize>| s.end <= headline && n.number.is_some();
        !n.lost && (model.published || n.span.as_ref().is_none_or(on_headline))
    };
    let (here, elsewhere): (Vec<usize>, Vec<usize>) = (0..model.notes.len()).partition(placed);
    let passages: Vec<_> = here.iter().map(|&i| passage(&model.notes[i])).collect();
    let frame = Frame::Article { quotes: model.meta.text == TextKind::Digest };
    let painted = painted(&model.prose, &passages, shared, root, frame);
    let card = |i: usize, anchored: bool| view::Note {
        original: original(model, &model.notes[i]),
        ..note(&model.notes[i], &model.note_backlinks[i], shared, root, anchored, language)
    };
    let cards = |indices: Vec<usize>| indices.into_iter().map(|i| card(here[i], true)).collect::<Vec<_>>();
    let meta = &model.meta;
    let date = |d: &Option<_>| d.as_ref().map(|d| day(d, language));
    let mut kinds: Vec<String> = Vec::new();
    for note in model.notes.iter().filter(|n| n.number.is_some() && !n.lost) {
        if !kinds.iter().any(|kind| kind == note.note.kind.as_str()) {
            kinds.push(note.note.kind.as_str().to_owned());
        }
    }
    view::Article {
        id: model.id.to_string(),
        headline_html: painted.headline,
        headline_notes: cards(painted.headline_notes),
        body: painted.parts.into_iter().map(|(html, notes)| view::Part { html, notes: cards(notes) }).collect(),
        unplaced: elsewhere.iter().filter(|&&i| !model.notes[i].lost).map(|&i| card(i, false)).collect(),
        orphans: elsewhere
            .iter()
            .filter(|&&i| model.notes[i].lost)
            .map(|&i| orphan(&model.notes[i], card(i, false)))
            .collect(),
        outlet: model.head.outlet.clone(),
        published: date(&meta.published),
        updated: date(&meta.updated),
        retrieved: date(&meta.retrieved),
        dateline: meta.dateline.clone(),
        source: meta.source.clone(),
        archived: meta.archived.iter().map(|a| view::Archived { url: a.url.clone(), date: date(&a.date) }).collect(),
        kind: meta.kind.map(|k| k.as_str().to_owned()),
        summary: meta.summary.clone(),
        provenance: meta.provenance.clone(),
        text: meta.text.as_str().to_owned(),
        rights: if model.published { "full" } else { "reference" }.to_owned(),
        kinds,
        outline: outline(model),
        minutes: minutes(model),
        externals: Vec::new(),
        entities: model
            .entities
            .iter()
            .map(|(line, n)| view::EntityLine { mentions: *n, ..view::EntityLine::clone(line) })
            .collect(),
        previous: model.previous.as_deref().cloned(),
        next: model.next.as_deref().cloned(),
        backlinks: groups(&model.backlinks),
    }
}

/// Puts into the card of a lost evidence mark the anchor that links to it lead to: it is marked nowhere.
fn orphan(model: &NoteModel, mut card: view::Note) -> view::Note {
    if model.anchor.starts_with("at-") {
        card.html = format!("<span class=\"annotation-start\" id=\"{}\"></span>{}", model.anchor, card.html);
    }
    card
}

/// Returns the link to a passage in the original: with context where the text is published, else by its words alone.
fn original(model: &ArticleModel, note: &NoteModel) -> Option<String> {
    let url = model.meta.source.as_ref().filter(|_| model.meta.text == TextKind::Source)?;
    let (span, words) = (note.span.as_ref()?, note.words.as_ref()?);
    if model.published {
        return with_text(url, &model.prose.body.canonical, span);
    }
    let alone = Canonical::new(words, &Document::default());
    with_text(url, &alone, &(0..words.len()))
}

fn entity(model: &EntityModel, shared: &Shared, root: &str, language: &str) -> view::Entity {
    let meta = &model.meta;
    let mut shown = Shown::new();
    let mut rows = |list| rows(list, &mut shown, shared, root, language);
    let place = |link| groups(std::slice::from_ref(link)).into_iter().next();
    view::Entity {
        id: model.id.to_string(),
        name: meta.name.clone(),
        image: model.image.clone(),
        kind: meta.kind.map_or("other", |k| k.as_str()).to_owned(),
        role: meta.role.clone(),
        aliases: meta.aliases.clone(),
        start: meta.start.as_ref().map(|d| day(d, language)),
        end: meta.end.as_ref().map(|d| day(d, language)),
        same_as: meta.same_as.clone(),
        html: biography(&model.id, &model.prose, shared, root),
        relations: model.relations.entries.clone(),
        relations_rest: model.relations.rest.clone(),
        said: rows(&model.said),
        relayed: rows(&model.relayed),
        about: rows(&model.about),
        events: rows(&model.events),
        claims: model.claims.entries.clone(),
        claims_rest: model.claims.rest.clone(),
        mention_count: model.profile.mentions,
        article_count: model.profile.articles.len(),
        probable_count: model.profile.probable,
        first: model.ends.as_ref().and_then(|ends| place(&ends.0)),
        last: model.ends.as_ref().filter(|_| model.profile.mentions > 1).and_then(|ends| place(&ends.1)),
        spellings: model.spellings.iter().map(spelling).collect(),
        together: counted(&model.together.entries),
        together_rest: model.together.rest.clone(),
        mentions: groups_with(&model.mentions, &model.also),
    }
}

fn counted(models: &[CountedModel]) -> Vec<view::Counted> {
    let counted = |model: &CountedModel| view::Counted {
        reference: view::Reference::clone(&model.reference),
        count: model.count,
    };
    models.iter().map(counted).collect()
}

fn spelling(model: &SpellingModel) -> view::Spelling {
    let (by, rest) = (&model.by.entries, &model.by.rest);
    view::Spelling {
        text: model.text.clone(),
        count: model.count,
        by: counted(by),
        by_more: rest.total - by.len(),
        by_next: rest.next.clone(),
    }
}

fn claim(model: &ClaimModel, shared: &Shared, root: &str, language: &str) -> view::Claim {
    let painted = painted(&model.prose, &[], shared, root, Frame::Page);
    let text: String = painted.parts.into_iter().map(|p| p.0).collect();
    // The finding is the first block, a plain paragraph: it ends with the first end tag of one.
    let cut = match &model.meta.finding {
        Some(_) => text.find("</p>\n").map_or(0, |i| i + "</p>\n".len()),
        None => 0,
    };
    view::Claim {
        id: model.id.to_string(),
        question: model.meta.question.clone(),
        question_html: painted.headline,
        unit: model.meta.unit.clone(),
        finding_html: text[..cut].to_owned(),
        reports: model.meta.reports.map(|r| r.as_str().to_owned()),
        html: text[cut..].to_owned(),
        statements: statements(&model.statements, &mut Shown::new(), shared, root, language),
        origins: model.origins,
        backlinks: groups(&model.backlinks),
    }
}
