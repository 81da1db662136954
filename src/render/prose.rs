//! Views made from models: bodies, notes, backlinks, statements.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::annotation::Status;
use crate::content::edtf::Edtf;
use crate::path::Slug;
use crate::render::model::{Head, Link, ListModel, NoteLinks, NoteModel, Prose, Shared, StatementModel};
use crate::render::paint::{Frame, Painted, Painting, Passage, escape, paint};
use crate::render::view;
use crate::resolve::backlink::Place;

/// What a page is painted on: what all pages share, and the way from the page to the output folder.
#[derive(Clone, Copy, Debug)]
pub struct Canvas<'a> {
    /// What all pages share.
    pub shared: &'a Shared,
    /// The prefix of every path (`../`).
    pub root: &'a str,
}

impl<'a> Canvas<'a> {
    /// Returns the language of dates, whatever the page's own: they are words of the interface.
    pub fn language(&self) -> &'a str {
        &self.shared.site.language
    }
}

/// Makes the date that templates see.
pub fn day(date: &Edtf, language: &str) -> view::Day {
    view::Day { text: date.human(language), iso: date.datetime_attribute() }
}

/// Paints a body.
pub fn painted(prose: &Prose, passages: &[Passage], canvas: &Canvas<'_>, frame: Frame<'_>) -> Painted {
    painted_of(None, prose, passages, canvas, frame)
}

/// Paints the biography of an entity: its own name is no link to the page it stands on.
pub fn biography(own: &Slug, prose: &Prose, canvas: &Canvas<'_>) -> String {
    painted_of(Some(own), prose, &[], canvas, Frame::Page).parts.into_iter().map(|p| p.0).collect()
}

fn painted_of(
    own: Option<&Slug>,
    prose: &Prose,
    passages: &[Passage],
    canvas: &Canvas<'_>,
    frame: Frame<'_>,
) -> Painted {
    let Canvas { shared, root } = *canvas;
    paint(&Painting {
        document: &prose.body.document,
        canonical: &prose.body.canonical,
        passages,
        mentions: &prose.found.mentions,
        mention_links: shared.mention_links,
        entity_href: &|id| shared.entity_hrefs.get(id).filter(|_| own != Some(id)).cloned(),
        links: &prose.links,
        images: &prose.images,
        root,
        words: &shared.words,
        frame,
    })
}

/// Paints a body without notes as one piece of HTML.
pub fn html(prose: &Prose, canvas: &Canvas<'_>, frame: Frame<'_>) -> String {
    painted(prose, &[], canvas, frame).parts.into_iter().map(|p| p.0).collect()
}

/// Makes the card of a note; `anchored` says whether its passage is marked on the same page.
pub fn note(model: &NoteModel, backlinks: &NoteLinks, canvas: &Canvas<'_>, anchored: bool) -> view::Note {
    let note = &model.note;
    let anchor = format!("note-{}", note.id);
    view::Note {
        id: note.id.to_string(),
        number: model.number,
        kind: note.kind.as_str().to_owned(),
        title: note.title.clone(),
        html: html(&model.prose, canvas, Frame::Note(&format!("{anchor}."))),
        target: model.words.clone(),
        at: (anchored && model.span.is_some() && note.status != Status::Retracted).then(|| format!("#at-{}", note.id)),
        original: None,
        by: model.by.clone(),
        via: model.via.clone(),
        said: note.said.as_ref().map(|d| day(d, canvas.language())),
        happened: note.happened.as_ref().map(|d| day(d, canvas.language())),
        claims: model.claims.iter().flatten().cloned().collect(),
        about: model.about.clone(),
        see: model.see.clone(),
        re: model.re.clone(),
        tags: note.tags.clone(),
        authors: model.authors.clone(),
        date: model.date.clone(),
        updated: model.updated.clone(),
        language: model.language.clone(),
        dir: model.dir.map(str::to_owned),
        retracted: (note.status == Status::Retracted).then(|| note.reason.clone().unwrap_or_default()),
        draft: note.status == Status::Draft,
        backlinks: groups(&backlinks.links),
        backlinks_total: backlinks.total,
        backlinks_next: backlinks.next.clone(),
        anchor,
    }
}

/// Makes the groups of a backlink list.
pub fn groups(links: &[Link]) -> Vec<view::BacklinkGroup> {
    groups_with(links, &BTreeMap::new())
}

/// Makes the groups of a list in which sentences that several sources share stand once.
pub fn groups_with(links: &[Link], heads: &BTreeMap<Slug, Arc<Head>>) -> Vec<view::BacklinkGroup> {
    let page = |head: &Head| head.reference.href.clone().unwrap_or_default();
    links
        .iter()
        .map(|link| view::BacklinkGroup {
            source: Arc::clone(&link.source.reference),
            date: link.source.date.clone(),
            outlet: link.source.outlet.clone(),
            items: link.incoming.places[link.range.clone()]
                .iter()
                .map(|place| view::Backlink {
                    from: link.incoming.source.to_string(),
                    kind: place.kind.to_owned(),
                    href: place.href(&page(&link.source)),
                    html: context(place),
                    label: place.label.clone(),
                    probable: place.probable,
                    also: place
                        .also
                        .iter()
                        .filter_map(|(id, anchor)| heads.get(id).map(|head| (head, anchor)))
                        .map(|(head, anchor)| view::Spot {
                            source: Arc::clone(&head.reference),
                            date: head.date.clone(),
                            outlet: head.outlet.clone(),
                            href: format!("{}#{anchor}", page(head)),
                        })
                        .collect(),
                })
                .collect(),
        })
        .collect()
}

/// Makes the beginning of a list of statements.
pub fn rows(model: &ListModel<StatementModel>, shown: &mut Shown, canvas: &Canvas<'_>) -> view::Rows {
    let statements = statements(&model.entries, shown, canvas);
    view::Rows { statements, total: model.rest.total, next: model.rest.next.clone() }
}

/// How often a note has been shown on a page; each time its footnotes need other ids.
pub type Shown = BTreeMap<(Slug, Slug), usize>;

/// Makes the rows of a claim or the items of an entity.
pub fn statements(models: &[StatementModel], shown: &mut Shown, canvas: &Canvas<'_>) -> Vec<view::Statement> {
    let row = |model: &StatementModel| {
        let count = shown.entry((model.note.article_id.clone(), model.note.note.id.clone())).or_default();
        *count += 1;
        statement(model, *count, canvas)
    };
    models.iter().map(row).collect()
}

fn statement(model: &StatementModel, count: usize, canvas: &Canvas<'_>) -> view::Statement {
    let m = &model.note;
    let claim = model.claim.and_then(|i| m.claims.get(i)?.as_ref());
    let page = m.article.reference.href.clone().unwrap_or_default();
    // No id of a note has a dot, so that no other id can be the same.
    let again = if count > 1 { format!(".{count}") } else { String::new() };
    let frame = format!("{}--{}{again}.", m.article_id, m.note.id);
    view::Statement {
        note: view::Reference {
            id: m.note.id.to_string(),
            kind: "note".to_owned(),
            title: m.note.title.clone(),
            href: Some(format!("{page}#{}", m.anchor)),
            probable: false,
        },
        from: m.article_id.to_string(),
        article: Arc::clone(&m.article.reference),
        published: m.article.date.clone(),
        outlet: m.article.outlet.clone(),
        by: m.by.clone(),
        via: m.via.clone(),
        words: m.words.clone(),
        digest: m.article.digest,
        value: claim.and_then(|c| c.value.clone()),
        scope: claim.and_then(|c| c.scope.clone()),
        said: m.note.said.as_ref().map(|d| day(d, canvas.language())),
        happened: m.note.happened.as_ref().map(|d| day(d, canvas.language())),
        kind: m.note.kind.as_str().to_owned(),
        html: html(&m.prose, canvas, Frame::Note(&frame)),
        probable: model.probable,
    }
}

/// Returns a note as painting sees it.
pub fn passage(model: &NoteModel) -> Passage {
    Passage {
        id: model.note.id.clone(),
        kind: model.note.kind.as_str(),
        number: model.number,
        span: model.span.clone(),
        marked: model.note.status != Status::Retracted,
    }
}

/// Writes a sentence with what points marked.
fn context(place: &Place) -> String {
    let text = &place.text;
    let mut html = String::with_capacity(text.len() + 16);
    let hit = place.hit.clone().unwrap_or(0..0);
    escape(&text[..hit.start], &mut html);
    if !hit.is_empty() {
        html.push_str("<mark");
        if let Some(meant) = &place.meant {
            let mut quoted = String::new();
            escape(meant, &mut quoted);
            html.push_str(&format!(" data-sic=\"{quoted}\" title=\"sic: {quoted}\""));
        }
        html.push('>');
        escape(&text[hit.clone()], &mut html);
        html.push_str("</mark>");
    }
    escape(&text[hit.end..], &mut html);
    html
}
