//! The inside of a leaf: cut into runs, and written by closing and opening what differs between one run and the next.
//!
//! It deliberately knows nothing of blocks and of where notes stand.

use std::ops::Range;

use crate::content::config::MentionLinks;
use crate::render::highlight;
use crate::resolve::quotation::quotations;
use crate::text::{Element, Inline, InlineKind, Leaf, LeafKind};

use super::{Frame, Href, Painter, Passage, escape};

/// An element a run stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    Element(u16),
    Mention {
        index: usize,
        link: bool,
    },
    /// A part of code, by its class.
    Token(&'static str),
    /// The source's words in a digest. Innermost, so that it cuts no link and no mention in two.
    Quoted,
}

/// A stretch of a leaf with one set of elements and one set of passages.
struct Run {
    html: String,
    layers: Vec<Layer>,
    notes: Vec<usize>,
    start: usize,
    end: usize,
}

impl Painter<'_> {
    pub(super) fn leaf_content(&mut self, block: usize, leaf: &Leaf) {
        let range = self.p.canonical.blocks[block].clone();
        let first =
            self.next_mention + self.p.mentions[self.next_mention..].partition_point(|m| m.span.start < range.start);
        let count = self.p.mentions[first..].partition_point(|m| m.span.start < range.end);
        self.next_mention = first + count;
        let mut mentions: Vec<(usize, usize, bool)> = Vec::with_capacity(count);
        for index in first..first + count {
            let (depth, linkable) = self.depth(index, leaf, range.start);
            mentions.push((index, depth, linkable && block > 0 && self.is_link(index, block)));
        }
        let runs = self.runs(leaf, &range, &mentions);
        self.write(leaf, &runs);
    }

    /// Says how far out a mention may stand, and whether it may be a link.
    fn depth(&self, index: usize, leaf: &Leaf, start: usize) -> (usize, bool) {
        let span = &self.p.mentions[index].span;
        let mut common: Option<&[u16]> = None;
        let mut linkable = true;
        let mut at = start;
        for inline in &leaf.inlines {
            let len = inline.text_len();
            let inside =
                if len == 0 { at > span.start && at < span.end } else { at < span.end && at + len > span.start };
            if inside {
                let within = inline.within.as_slice();
                let prefix = common.map_or(within.len(), |c| c.iter().zip(within).take_while(|(a, b)| a == b).count());
                common = Some(&within[..prefix]);
                let in_link = within.iter().any(|&e| matches!(leaf.elements[usize::from(e)], Element::Link(_)));
                if in_link || matches!(inline.kind, InlineKind::FootnoteReference { .. }) {
                    linkable = false;
                }
            }
            at += len;
        }
        (common.map_or(0, <[u16]>::len), linkable)
    }

    fn is_link(&mut self, index: usize, block: usize) -> bool {
        let entity = &self.p.mentions[index].entity;
        if (self.p.entity_href)(entity).is_none() {
            return false;
        }
        match self.p.mention_links {
            MentionLinks::All => true,
            MentionLinks::Article => self.linked.insert((0, entity.clone())),
            MentionLinks::Paragraph => self.linked.insert((block, entity.clone())),
        }
    }

    fn runs(&self, leaf: &Leaf, range: &Range<usize>, mentions: &[(usize, usize, bool)]) -> Vec<Run> {
        let marked: Vec<usize> = (0..self.p.passages.len())
            .filter(|&i| {
                let passage = &self.p.passages[i];
                passage.marked && passage.span.as_ref().is_some_and(|s| s.start < range.end && s.end > range.start)
            })
            .collect();
        let span = |i: usize| self.p.passages[i].span.clone().expect("marked passages have a span");
        let mut cuts: Vec<usize> = Vec::new();
        for &(index, ..) in mentions {
            let span = &self.p.mentions[index].span;
            cuts.extend([span.start, span.end]);
        }
        for &i in &marked {
            cuts.extend([span(i).start, span(i).end]);
        }
        let tokens = match &leaf.kind {
            LeafKind::Code { language: Some(language) } => {
                highlight::tokens(language, &self.p.canonical.text[range.clone()])
            }
            _ => Vec::new(),
        };
        for (token, _) in &tokens {
            cuts.extend([range.start + token.start, range.start + token.end]);
        }
        let quoted = match self.p.frame {
            Frame::Article { quotes: true } if range.start > 0 => quoted(&self.p.canonical.text[range.clone()]),
            _ => Vec::new(),
        };
        for words in &quoted {
            cuts.extend([range.start + words.start, range.start + words.end]);
        }
        cuts.sort_unstable();
        cuts.dedup();
        let mut runs: Vec<Run> = Vec::new();
        let mut at = range.start;
        for inline in &leaf.inlines {
            let len = inline.text_len();
            let from = cuts.partition_point(|&c| c <= at);
            let to = cuts.partition_point(|&c| c < at + len);
            let mut start = at;
            for end in cuts[from..to.max(from)].iter().copied().chain([at + len]) {
                if len > 0 && start == end {
                    continue;
                }
                let mention = mentions.iter().find(|(index, ..)| {
                    let m = &self.p.mentions[*index].span;
                    if len == 0 { start > m.start && start < m.end } else { start >= m.start && end <= m.end }
                });
                let mut layers: Vec<Layer> = inline.within.iter().map(|&e| Layer::Element(e)).collect();
                if let Some(&(index, depth, link)) = mention {
                    layers.insert(depth, Layer::Mention { index, link });
                }
                let token = tokens.partition_point(|(token, _)| range.start + token.end <= start);
                if let Some((_, class)) = tokens.get(token).filter(|(token, _)| range.start + token.start <= start) {
                    layers.push(Layer::Token(class));
                }
                if quoted.iter().any(|words| range.start + words.start <= start && range.start + words.end > start) {
                    layers.push(Layer::Quoted);
                }
                let notes: Vec<usize> = if len == 0 {
                    Vec::new()
                } else {
                    marked.iter().copied().filter(|&i| span(i).start <= start && span(i).end >= end).collect()
                };
                let html = self.inline_html(inline, start - at..end - at);
                match runs.last_mut() {
                    Some(last)
                        if len > 0
                            && last.end > last.start
                            && last.end == start
                            && last.layers == layers
                            && last.notes == notes =>
                    {
                        last.html.push_str(&html);
                        last.end = end;
                    }
                    _ => runs.push(Run { html, layers, notes, start, end }),
                }
                start = end;
            }
            at += len;
        }
        runs
    }

    fn inline_html(&self, inline: &Inline, part: Range<usize>) -> String {
        let mut html = String::new();
        match &inline.kind {
            InlineKind::Text(text) => escape(&text[part], &mut html),
            InlineKind::HardBreak => html.push_str("<br> "),
            InlineKind::Title(_) => {}
            InlineKind::Image(index) => {
                let image = &self.p.document.images[*index];
                let mut measure = None;
                let src = match self.p.images.get(*index) {
                    Some(Href::Picture { path, size }) => {
                        measure = *size;
                        format!("{}{path}", self.p.root)
                    }
                    Some(Href::Site(path)) => format!("{}{path}", self.p.root),
                    Some(Href::External(url)) => url.clone(),
                    _ => {
                        escape(&image.alt, &mut html);
                        return format!("<span class=\"image-missing\" role=\"img\" aria-label=\"{html}\"></span>");
                    }
                };
                html.push_str("<img src=\"");
                escape(&src, &mut html);
                html.push_str("\" alt=\"");
                escape(&image.alt, &mut html);
                html.push('"');
                if let Some((width, height)) = measure {
                    html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
                }
                html.push_str(" loading=\"lazy\">");
                if !image.title.is_empty() {
                    html.push_str("<small class=\"credit\">");
                    escape(&image.title, &mut html);
                    html.push_str("</small>");
                }
            }
            InlineKind::FootnoteReference { number, k } => {
                let prefix = self.p.frame.footnote_prefix();
                let suffix = if *k == 1 { String::new() } else { format!("-{k}") };
                html.push_str(&format!(
                    "<sup class=\"footnote-ref\" id=\"{prefix}fnref-{number}{suffix}\"><a href=\"#{prefix}fn-{number}\" role=\"doc-noteref\">{number}</a></sup>"
                ));
            }
        }
        html
    }

    fn write(&mut self, leaf: &Leaf, runs: &[Run]) {
        let mut open: Vec<Layer> = Vec::new();
        let mut waiting: Vec<usize> = Vec::new();
        for run in runs {
            let common = open.iter().zip(&run.layers).take_while(|(a, b)| a == b).count();
            self.close_layers(leaf, &mut open, common, &mut waiting);
            for &layer in &run.layers[common..] {
                self.open_layer(leaf, layer);
                open.push(layer);
            }
            for &note in &run.notes {
                let passage = &self.p.passages[note];
                if passage.span.as_ref().is_some_and(|s| s.start == run.start) || self.begins_here(note, run.start) {
                    self.out.push_str(&format!("<span class=\"annotation-start\" id=\"at-{}\"></span>", passage.id));
                }
            }
            if run.notes.is_empty() {
                self.out.push_str(&run.html);
            } else {
                self.mark(run);
            }
            waiting.extend(run.notes.iter().filter(|&&n| self.ends_here(n, run.end)).copied());
            if !open.iter().any(|&l| is_anchor(leaf, l)) {
                self.references(&mut waiting);
            }
        }
        self.close_layers(leaf, &mut open, 0, &mut waiting);
        self.references(&mut waiting);
    }

    /// Whether the passage's first painted code point is here, its start lying on a block border before.
    fn begins_here(&self, note: usize, start: usize) -> bool {
        let span = self.p.passages[note].span.clone().expect("marked passages have a span");
        span.start < start && self.p.canonical.text[span.start..start].chars().all(|c| c == '\n')
    }

    fn ends_here(&self, note: usize, end: usize) -> bool {
        let span = self.p.passages[note].span.clone().expect("marked passages have a span");
        end <= span.end && self.p.canonical.text[end..span.end].chars().all(|c| c == '\n')
    }

    fn mark(&mut self, run: &Run) {
        let list = |f: &dyn Fn(&Passage) -> String| {
            run.notes.iter().map(|&n| f(&self.p.passages[n])).collect::<Vec<_>>().join(" ")
        };
        let ids = list(&|p| p.id.to_string());
        let kinds = list(&|p| p.kind.to_owned());
        let details = run
            .notes
            .iter()
            .filter(|&&n| self.p.passages[n].number.is_some())
            .max_by_key(|&&n| (self.p.passages[n].span.as_ref().map(|s| s.start), n));
        self.out.push_str(&format!("<mark class=\"annotation\" data-annotations=\"{ids}\" data-kinds=\"{kinds}\""));
        if let Some(&note) = details {
            self.out.push_str(&format!(" aria-details=\"note-{}\"", self.p.passages[note].id));
        }
        self.out.push('>');
        self.out.push_str(&run.html);
        self.out.push_str("</mark>");
    }

    fn references(&mut self, waiting: &mut Vec<usize>) {
        for note in waiting.drain(..) {
            let passage = &self.p.passages[note];
            if let Some(number) = passage.number {
                self.out.push_str(&format!("<a class=\"annotation-ref\" href=\"#note-{}\" aria-label=\"", passage.id));
                let (before, after) = &self.p.words.note;
                escape(before, &mut self.out);
                self.out.push_str(&number.to_string());
                escape(after, &mut self.out);
                self.out.push_str(&format!("\">{number}</a>"));
            }
        }
    }

    fn open_layer(&mut self, leaf: &Leaf, layer: Layer) {
        match layer {
            Layer::Element(e) => match &leaf.elements[usize::from(e)] {
                Element::Emphasis => self.out.push_str("<em>"),
                Element::Strong => self.out.push_str("<strong>"),
                Element::Strikethrough => self.out.push_str("<del>"),
                Element::Code => self.out.push_str("<code>"),
                Element::Link(index) => {
                    let (href, class) = match self.p.links.get(*index) {
                        Some(Href::Site(path) | Href::Picture { path, .. }) => (format!("{}{path}", self.p.root), ""),
                        Some(Href::Fragment(id)) => (format!("#{id}"), ""),
                        Some(Href::External(url)) => (url.clone(), " class=\"external\" rel=\"noopener noreferrer\""),
                        Some(Href::Nowhere) | None => {
                            self.out.push_str("<span class=\"link-nowhere\">");
                            return;
                        }
                    };
                    self.out.push_str("<a href=\"");
                    escape(&href, &mut self.out);
                    self.out.push('"');
                    self.out.push_str(class);
                    let title = &self.p.document.links[*index].title;
                    if !title.is_empty() {
                        self.out.push_str(" title=\"");
                        escape(title, &mut self.out);
                        self.out.push('"');
                    }
                    self.out.push('>');
                }
            },
            Layer::Token(class) => self.out.push_str(&format!("<span class=\"{class}\">")),
            Layer::Quoted => self.out.push_str("<span class=\"quoted\">"),
            Layer::Mention { index, link } => {
                let mention = &self.p.mentions[index];
                let tag = if link { "a" } else { "span" };
                self.out.push_str(&format!("<{tag} class=\"mention\" data-entity=\"{}\"", mention.entity));
                if !matches!(self.p.frame, Frame::Note(_)) {
                    self.out.push_str(&format!(" id=\"m-{}-{}\"", mention.entity, mention.k));
                }
                if mention.probable {
                    self.out.push_str(" data-probable=\"true\"");
                }
                if let Some(meant) = &mention.meant {
                    // Not text: what the source printed stays what is read, searched and copied.
                    let mut quoted = String::new();
                    escape(meant, &mut quoted);
                    self.out.push_str(&format!(" data-sic=\"{quoted}\" title=\"sic: {quoted}\""));
                }
                if let (true, Some(href)) = (link, (self.p.entity_href)(&mention.entity)) {
                    self.out.push_str(" href=\"");
                    escape(self.p.root, &mut self.out);
                    escape(&href, &mut self.out);
                    self.out.push('"');
                }
                self.out.push('>');
            }
        }
    }

    fn close_layers(&mut self, leaf: &Leaf, open: &mut Vec<Layer>, keep: usize, waiting: &mut Vec<usize>) {
        while open.len() > keep {
            let Some(layer) = open.pop() else { return };
            self.out.push_str(match layer {
                Layer::Element(e) => match &leaf.elements[usize::from(e)] {
                    Element::Emphasis => "</em>",
                    Element::Strong => "</strong>",
                    Element::Strikethrough => "</del>",
                    Element::Code => "</code>",
                    Element::Link(index) => match self.p.links.get(*index) {
                        Some(Href::Nowhere) | None => "</span>",
                        Some(_) => "</a>",
                    },
                },
                Layer::Token(_) | Layer::Quoted => "</span>",
                Layer::Mention { link: true, .. } => "</a>",
                Layer::Mention { link: false, .. } => "</span>",
            });
            if is_anchor(leaf, layer) && !open.iter().any(|&l| is_anchor(leaf, l)) {
                self.references(waiting);
            }
        }
    }
}

/// Finds the source's words in a digest, with their quotation marks.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let marks = |words: Range<usize>| {
        let before = text[..words.start].chars().next_back().map_or(0, char::len_utf8);
        let after = text[words.end..].chars().next().map_or(0, char::len_utf8);
        words.start - before..words.end + after
    };
    quotations(text).into_iter().map(marks).collect()
}

fn is_anchor(leaf: &Leaf, layer: Layer) -> bool {
    match layer {
        Layer::Element(e) => matches!(leaf.elements[usize::from(e)], Element::Link(_)),
        Layer::Mention { link, .. } => link,
        Layer::Token(_) | Layer::Quoted => false,
    }
}
