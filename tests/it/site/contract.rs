//! Reads an article's page by the HTML contract of SPEC §3, and says where the page breaks it.
//!
//! The text is put together from the blocks `p<n>` alone, so that it can be compared with the canonical
//! text; positions are bytes of it. It deliberately knows nothing of Markdown.

use std::collections::BTreeMap;
use std::ops::Range;

use scraper::{ElementRef, Html};

use super::fixture::all;

/// An article's page as the contract sees it.
#[derive(Debug, Default)]
pub struct Article {
    /// The blocks joined by line feeds, without the numbers of notes and footnotes.
    pub text: String,
    /// By number of the block, `p0` first.
    pub blocks: Vec<Range<usize>>,
    pub segments: Vec<Segment>,
    /// Where `at-x` stands.
    pub starts: BTreeMap<String, usize>,
    /// Where the number of `x` stands, and the words of the link.
    pub refs: BTreeMap<String, (usize, String)>,
    pub mentions: Vec<Mention>,
    /// The words of links, mentions among them.
    pub links: Vec<Range<usize>>,
    /// What breaks the contract.
    pub faults: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Segment {
    pub notes: Vec<String>,
    pub span: Range<usize>,
    pub details: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Mention {
    pub entity: String,
    pub k: usize,
    pub span: Range<usize>,
    pub link: bool,
}

/// Reads a page; what breaks the contract is among its faults.
pub fn read(page: &Html) -> Article {
    let mut article = Article::default();
    let Some(root) = all(page, "article[data-article]").next() else {
        article.faults.push("there is no article".into());
        return article;
    };
    article.walk(root, false);
    for aside in all(page, "article[data-article] aside.note") {
        article.place(page, aside);
    }
    article.order();
    article
}

impl Article {
    /// The marked words of a note, segment by segment, with the breaks between blocks.
    pub fn marked(&self, note: &str) -> String {
        let mut text = String::new();
        let mut end = None;
        for segment in self.segments.iter().filter(|s| s.notes.iter().any(|n| n == note)) {
            if end.is_some_and(|end| end < segment.span.start) {
                text.push_str(&self.text[end.unwrap_or_default()..segment.span.start]);
            }
            text.push_str(&self.text[segment.span.clone()]);
            end = Some(segment.span.end);
        }
        text
    }

    fn fault(&mut self, what: impl Into<String>) {
        self.faults.push(what.into());
    }

    fn walk(&mut self, element: ElementRef<'_>, in_block: bool) {
        for child in element.children() {
            if let Some(text) = child.value().as_text() {
                if in_block {
                    self.text.push_str(text);
                } else if element.attr("id") == Some("p0") {
                    self.fault("the headline is no block");
                }
            } else if let Some(inner) = ElementRef::wrap(child) {
                self.element(inner, in_block);
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>, in_block: bool) {
        let name = element.value().name();
        let has = |class: &str| element.value().classes().any(|c| c == class);
        let id = element.attr("id").unwrap_or_default();
        let at = self.text.len();
        if has("note") || has("credit") || has("footnote-ref") || has("footnote-back") || name == "input" {
            if name == "aside" && in_block {
                self.fault(format!("the note {id} stands in a block"));
            }
            return;
        }
        if has("annotation-ref") {
            let note = element.attr("href").and_then(|h| h.strip_prefix("#note-")).unwrap_or_default();
            let words = element.text().collect();
            if inside(element, "a").is_some() || self.refs.insert(note.into(), (at, words)).is_some() {
                self.fault(format!("the number of {note} stands in a link, or twice"));
            }
            return;
        }
        if has("annotation-start") {
            let note = id.strip_prefix("at-").unwrap_or_default();
            if element.children().next().is_some() || self.starts.insert(note.into(), at).is_some() {
                self.fault(format!("the start of {note} is not empty, or stands twice"));
            }
            return;
        }
        let block = id.strip_prefix('p').and_then(|n| n.parse::<usize>().ok());
        if let Some(n) = block {
            if in_block || n != self.blocks.len() {
                self.fault(format!("the block {id} is out of order or in another"));
            }
            if n > 0 {
                self.text.push('\n');
            }
            let start = self.text.len();
            self.walk(element, true);
            self.blocks.push(start..self.text.len());
            return;
        }
        self.walk(element, in_block);
        let span = at..self.text.len();
        match name {
            "a" if in_block => {
                if inside(element, "a").is_some() {
                    self.fault("a link in a link");
                }
                self.links.push(span.clone());
            }
            "mark" => self.mark(element, span.clone()),
            _ => {}
        }
        if has("mention") {
            let entity = element.attr("data-entity").unwrap_or_default().to_owned();
            let k = id.strip_prefix(&format!("m-{entity}-")).and_then(|k| k.parse().ok()).unwrap_or_default();
            if span.is_empty() || inside(element, "mark").is_some() {
                self.fault(format!("the mention {id} is empty, or stands in a mark"));
            }
            self.mentions.push(Mention { entity, k, span, link: name == "a" });
        }
    }

    fn mark(&mut self, mark: ElementRef<'_>, span: Range<usize>) {
        if mark.attr("class") != Some("annotation") || span.is_empty() {
            self.fault(format!("a mark is empty or of no note: {}", mark.html()));
        }
        if inside(mark, "mark").is_some() || mark.child_elements().any(|c| c.value().name() != "br") {
            self.fault(format!("a mark is nested or holds elements: {}", mark.html()));
        }
        let list =
            |name: &str| -> Vec<String> { mark.attr(name).unwrap_or_default().split(' ').map(str::to_owned).collect() };
        let notes = list("data-annotations");
        if notes.len() != list("data-kinds").len() || notes.iter().any(String::is_empty) {
            self.fault(format!("a mark does not pair notes and kinds: {}", mark.html()));
        }
        let details = mark.attr("aria-details").map(|d| d.trim_start_matches("note-").to_owned());
        self.segments.push(Segment { notes, span, details });
    }

    /// Says where a card may not stand.
    fn place(&mut self, page: &Html, aside: ElementRef<'_>) {
        let note = aside.attr("data-annotation").unwrap_or_default().to_owned();
        if aside.attr("id") != Some(format!("note-{note}").as_str()) || aside.attr("role") != Some("note") {
            self.fault(format!("the card of {note} has the wrong id or role"));
        }
        let mark = all(page, "article[data-article] mark.annotation")
            .filter(|m| m.attr("data-annotations").unwrap_or_default().split(' ').any(|n| n == note))
            .last();
        let end = match mark {
            Some(mark) => mark.ancestors().filter_map(ElementRef::wrap).find(|e| is_block(*e)),
            // About the whole article, or about what is not marked.
            None if aside.value().classes().any(|c| c == "retracted") => return,
            None => all(page, "#p0").next(),
        };
        let Some(block) = end else { return self.fault(format!("the mark of {note} stands in no block")) };
        let parent = block.parent().and_then(ElementRef::wrap).expect("a block stands in an element");
        let fits = match (block.value().name(), parent.value().name()) {
            ("td" | "th", _) => inside(block, "table").is_some_and(|table| follows(table, aside)),
            ("dt", _) => inside(block, "dl").is_some_and(|list| follows(list, aside)),
            (_, "li" | "dd") => aside.parent() == block.parent() && rest(aside).all(is_card),
            _ => follows(block, aside),
        };
        if !fits {
            let place = aside.parent().and_then(ElementRef::wrap).map_or("nothing", |p| p.value().name());
            self.fault(format!(
                "the card of {note} stands in <{place}>, its passage ends in <{}>",
                block.value().name()
            ));
        }
    }

    /// Checks starts, numbers and details against the segments, and the counts of mentions.
    fn order(&mut self) {
        let mut spans: BTreeMap<String, Range<usize>> = BTreeMap::new();
        for segment in &self.segments {
            for note in &segment.notes {
                let span = spans.entry(note.clone()).or_insert(segment.span.clone());
                span.end = segment.span.end;
            }
        }
        let mut faults = Vec::new();
        for (note, span) in &spans {
            if self.starts.get(note) != Some(&span.start) {
                faults.push(format!(
                    "{note} begins at {} and its start stands at {:?}",
                    span.start,
                    self.starts.get(note)
                ));
            }
            if let Some((at, number)) = self.refs.get(note) {
                let link = self.links.iter().filter(|l| l.start < span.end && span.end <= l.end).map(|l| l.end).max();
                if *at != link.unwrap_or(span.end) || number.parse::<usize>().is_err() {
                    faults.push(format!(
                        "{note} ends at {}, its link at {link:?}, its number {number:?} stands at {at}",
                        span.end
                    ));
                }
            }
        }
        for segment in &self.segments {
            // Of those with a card, the one that starts last.
            let cards = segment.notes.iter().filter(|n| self.refs.contains_key(*n));
            let last = cards.max_by_key(|n| (spans[*n].start, segment.notes.iter().position(|m| m == *n)));
            if last != segment.details.as_ref() {
                faults.push(format!("{:?} has the details {:?}, not {last:?}", segment.notes, segment.details));
            }
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for mention in &self.mentions {
            let k = counts.entry(&mention.entity).or_default();
            *k += 1;
            if mention.k != *k {
                faults.push(format!("the {k}. mention of {} is number {}", mention.entity, mention.k));
            }
        }
        self.faults.extend(faults);
    }
}

/// The nearest ancestor of a name.
fn inside<'a>(element: ElementRef<'a>, name: &str) -> Option<ElementRef<'a>> {
    element.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == name)
}

fn is_block(element: ElementRef<'_>) -> bool {
    let digits = element.attr("id").and_then(|id| id.strip_prefix('p')).unwrap_or("-");
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_card(element: ElementRef<'_>) -> bool {
    element.value().classes().any(|c| c == "note") && element.value().name() == "aside"
}

/// The elements after this one in its parent.
fn rest(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.next_siblings().filter_map(ElementRef::wrap)
}

/// Whether a card stands right after an element, with nothing but other cards between.
fn follows(element: ElementRef<'_>, card: ElementRef<'_>) -> bool {
    rest(element).take_while(|e| is_card(*e)).any(|e| e == card)
}
