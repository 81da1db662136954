//! Finds the article in a page of HTML.
//!
//! What Readability (dom_smoothie) takes for the article is cut into blocks; each becomes Markdown
//! (htmd), and if that does not read back as the words of the block, it becomes plain paragraphs
//! instead. Headline, dates, outlet and authors are what the page's metadata state. Pictures are left
//! out, and links that are not absolute lose their address, since they lead nowhere in a dossier.
//! It deliberately knows nothing of furniture: what Readability drops is reported as it is.
//!
//! **Invariant:** the canonical text is the headline and the lines of the extracted blocks.
//! **Invariant:** no page makes it panic, however deep.

use std::collections::HashMap;

use dom_query::{Document, NodeRef};
use dom_smoothie::Readability;
use htmd::HtmlToMarkdown;

use super::date::{self, Stated};
use super::front::Meta;
use super::line::{self, Line};
use super::refusal::Refusal;
use super::report::{Note, Removed, Report};
use super::statement;
use super::taken::Taken;
use crate::diagnostic::Code;
use crate::path::SourcePath;
use crate::text::canonical::Canonical;
use crate::text::{Dialect, markdown};

/// How deep a page may nest.
const MAX_DEPTH: usize = 256;

/// How many more elements may begin than end, as the tags stand in the source: pages are not always closed.
const MAX_NESTING: usize = 1000;

/// Says whether a file is HTML, by its name or its beginning.
pub(super) fn is_page(file: &str, text: &str) -> bool {
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let named = extension.as_deref().is_some_and(|e| matches!(e, "html" | "htm" | "xhtml"));
    let head = text.trim_start().get(..14).unwrap_or_default().to_ascii_lowercase();
    named || head.starts_with("<!doctype html") || head.starts_with("<html")
}

/// Takes a page apart; `None` if it holds no text.
pub(super) fn take(source: &str) -> Result<Option<Taken>, Refusal> {
    // Parsing takes time that grows with the square of the depth.
    let page = (nesting(source) <= MAX_NESTING).then(|| Document::from(source)).filter(|page| depth(page) <= MAX_DEPTH);
    let Some(page) = page else {
        let message = format!("the page nests more than {MAX_DEPTH} elements");
        return Err(Refusal::new(
            Code::TooDeep,
            message,
            "save the text of the article as a .txt file and import that",
        ));
    };
    let mut report = Report::default();
    let mut meta = Meta::default();
    let read = Readability::new(source, None, None).and_then(|mut readability| readability.parse());
    let (title, content) = match read {
        Ok(article) => {
            state(&article, &page, &mut meta, &mut report);
            (article.title, Document::fragment(article.content))
        }
        Err(_) => {
            let message = "no article stands out in the page, so that all of its text was taken";
            report.notes.push(Note { line: None, message: message.to_owned() });
            let title = page.select_single("title").text().to_string();
            (title, Document::from(source))
        }
    };
    let body = page.body().map(|body| lines(&body)).unwrap_or_default();
    let title = line::tidy(&title).0;
    let printed = headline(&page, &title);
    let (extracted, markdown) = convert(&content, printed.as_deref().unwrap_or(&title), &mut report);
    let Some(headline) = printed.or(Some(title).filter(|t| !t.is_empty())).or_else(|| extracted.first().cloned())
    else {
        return Ok(None);
    };
    // A page without any title: its first line is the headline, and not text once more.
    let markdown = if extracted.first() == Some(&headline) {
        let rest: Vec<String> = extracted[1..].iter().map(|line| line::escape(line)).collect();
        join(&rest)
    } else {
        markdown
    };
    let number = dropped(source, &body, &headline, &extracted, &mut report);
    report.stated = meta.found();
    report.missing = meta.missing();
    let headline = Line { number, text: headline, dropped: 0 };
    Ok(Some(Taken { headline, body: markdown, meta, report }))
}

/// Makes Markdown of a piece of HTML; `None` where it nests too deep.
pub(super) fn fragment(source: &str) -> Option<String> {
    let page =
        (nesting(source) <= MAX_NESTING).then(|| Document::from(source)).filter(|page| depth(page) <= MAX_DEPTH)?;
    Some(convert(&page, "", &mut Report::default()).1.trim().to_owned())
}

/// Reads what the page's metadata state.
fn state(article: &dom_smoothie::Article, page: &Document, meta: &mut Meta, report: &mut Report) {
    let attribute = |selector: &str, name: &str| page.select_single(selector).attr(name).map(|value| value.to_string());
    let updated = attribute("meta[property='article:modified_time']", "content");
    let address = attribute("link[rel='canonical']", "href");
    for (key, words) in
        [("published", &article.published_time), ("updated", &article.modified_time.clone().or(updated))]
    {
        let Some(words) = words else { continue };
        let words = line::tidy(words).0;
        match date::read(&words) {
            Some(Stated::Moment(moment)) => meta.set(key, moment.edtf, None),
            _ => {
                let message = format!("the page gives `{words}` as `{key}`, which is no date; it is left out");
                report.notes.push(Note { line: None, message });
                None
            }
        };
    }
    let tidied =
        |words: &Option<String>| words.as_deref().map(|words| line::tidy(words).0).filter(|words| !words.is_empty());
    if let Some(name) = tidied(&article.site_name) {
        meta.set("outlet", name, None);
    }
    if let Some(byline) = tidied(&article.byline) {
        let names = byline.strip_prefix("By ").or_else(|| byline.strip_prefix("by ")).unwrap_or(&byline);
        meta.set_authors(statement::names(names).unwrap_or_else(|| vec![names.to_owned()]), None);
    }
    let is_web = |url: &String| {
        (url.starts_with("https://") || url.starts_with("http://")) && url.bytes().all(|b| b.is_ascii_graphic())
    };
    if let Some(url) = address.or_else(|| article.url.clone()).filter(is_web) {
        meta.set("source", url, None);
    }
    let is_tag = |tag: &String| {
        let mut parts = tag.split('-');
        parts.next().is_some_and(|first| matches!(first.len(), 2 | 3) && first.bytes().all(|b| b.is_ascii_alphabetic()))
            && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    if let Some(language) = article.lang.clone().filter(is_tag) {
        meta.set("language", language, None);
    }
}

/// Finds the headline as the page prints it: its one `<h1>`, if the title says the same.
fn headline(page: &Document, title: &str) -> Option<String> {
    let headings = page.select("h1");
    let texts: Vec<String> =
        headings.nodes().iter().map(|node| line::tidy(&node.text()).0).filter(|t| !t.is_empty()).collect();
    let [text] = texts.as_slice() else { return None };
    let (a, b) = (text.to_lowercase(), title.to_lowercase());
    (b.is_empty() || a.contains(&b) || b.contains(&a)).then(|| text.clone())
}

/// Makes Markdown of the blocks of an article; also returns their lines.
fn convert(content: &Document, headline: &str, report: &mut Report) -> (Vec<String>, String) {
    let pictures = content.select("img").length();
    if pictures > 0 {
        let message = match pictures {
            1 => "one picture was not taken along".to_owned(),
            n => format!("{n} pictures were not taken along"),
        };
        report.notes.push(Note { line: None, message });
    }
    for link in content.select("a[href]").nodes() {
        let url = link.attr_or("href", "").to_ascii_lowercase();
        if !["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme)) {
            link.remove_attr("href");
        }
    }
    let converter = HtmlToMarkdown::builder().skip_tags(vec!["img", "script", "style"]).build();
    let mut blocks: Vec<(Vec<String>, String)> = Vec::new();
    for unit in units(content) {
        let lines = lines(&unit);
        let again = blocks.is_empty() && lines.len() == 1 && lines[0] == headline;
        if lines.is_empty() || again {
            continue;
        }
        let markdown = converter.convert(&unit.html()).unwrap_or_default();
        let markdown = if reads_as(&markdown, &lines) { markdown } else { plain(&lines) };
        blocks.push((lines, markdown));
    }
    let all: Vec<String> = blocks.iter().flat_map(|(lines, _)| lines.clone()).collect();
    let markdown = join(&blocks.into_iter().map(|(_, markdown)| markdown).collect::<Vec<_>>());
    // Blocks that are sound alone may read otherwise side by side.
    let markdown = if reads_as(&markdown, &all) { markdown } else { plain(&all) + "\n" };
    (all, if all_empty(&markdown) { String::new() } else { markdown })
}

fn all_empty(markdown: &str) -> bool {
    markdown.trim().is_empty()
}

fn plain(lines: &[String]) -> String {
    lines.iter().map(|line| line::escape(line)).collect::<Vec<_>>().join("\n\n")
}

fn join(blocks: &[String]) -> String {
    blocks.iter().map(|block| format!("{block}\n")).collect::<Vec<_>>().join("\n")
}

/// Says whether Markdown reads back as lines, with nothing to complain about.
fn reads_as(markdown: &str, lines: &[String]) -> bool {
    let dialect = Dialect { wikilinks: false, heading_ids: false };
    let (document, _, diagnostics) =
        markdown::parse(&SourcePath::new("import.md"), markdown, 0..markdown.len(), dialect);
    let text = Canonical::new("", &document).text;
    let read = text.split('\n').map(|line| line::tidy(line).0).filter(|line| !line.is_empty());
    diagnostics.is_empty() && read.eq(lines.iter().cloned())
}

/// Lists what the page says and the article does not; returns the line of the headline, or 0.
fn dropped(source: &str, body: &[String], headline: &str, extracted: &[String], report: &mut Report) -> usize {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for line in extracted {
        *left.entry(line).or_default() += 1;
    }
    let mut place = Place::new(source);
    let mut number = 0;
    for line in body {
        let at = place.find(line);
        if line == headline && number == 0 {
            number = at.unwrap_or(0);
            continue;
        }
        match left.get_mut(line.as_str()) {
            Some(count) if *count > 0 => *count -= 1,
            _ => report.removed.push(Removed { line: at, text: line.clone(), what: "not in the article", whole: true }),
        }
    }
    number
}

/// Finds words again in the source of a page, from one to the next.
struct Place<'a> {
    source: &'a str,
    at: usize,
    line: usize,
}

/// How far ahead words are searched for, in bytes.
const AHEAD: usize = 64 * 1024;

impl<'a> Place<'a> {
    fn new(source: &'a str) -> Self {
        let at = source.find("<body").unwrap_or(0);
        Self { source, at, line: source[..at].matches('\n').count() + 1 }
    }

    fn find(&mut self, words: &str) -> Option<usize> {
        let ahead = &self.source.as_bytes()[self.at..];
        let ahead = &ahead[..ahead.len().min(AHEAD)];
        let few = words.splitn(4, ' ').take(3).collect::<Vec<_>>().join(" ");
        let first = words.split(' ').next().unwrap_or(words);
        let found = [words, &few, first].into_iter().find_map(|w| memchr::memmem::find(ahead, w.as_bytes()))?;
        self.line += memchr::memchr_iter(b'\n', &ahead[..found]).count();
        self.at += found;
        Some(self.line)
    }
}

/// Cuts an article into blocks: what holds only blocks is opened.
fn units(content: &Document) -> Vec<NodeRef<'_>> {
    let mut units = Vec::new();
    let mut open = vec![content.root()];
    while let Some(node) = open.pop() {
        let name = node.node_name().unwrap_or_default();
        let container = !node.is_element()
            || matches!(
                &*name,
                "html"
                    | "body"
                    | "div"
                    | "article"
                    | "section"
                    | "main"
                    | "header"
                    | "footer"
                    | "aside"
                    | "figure"
                    | "center"
            );
        let children = node.children();
        let blank = |child: &NodeRef<'_>| !child.is_element() && (!child.is_text() || child.text().trim().is_empty());
        let blocks = !children.is_empty() && children.iter().all(|child| blank(child) || is_block(child));
        if container && blocks {
            open.extend(children.into_iter().rev().filter(|child| child.is_element()));
        } else if node.is_element() {
            units.push(node);
        } else {
            // Bare text at the very top.
            open.extend(children.into_iter().rev().filter(|child| child.is_element()));
        }
    }
    units
}

/// Elements whose text no reader sees.
const UNSEEN: [&str; 10] =
    ["script", "style", "noscript", "template", "head", "title", "svg", "iframe", "object", "textarea"];

/// Elements that stand within a line.
const INLINE: [&str; 40] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr", "picture", "source", "input",
];

fn is_block(node: &NodeRef<'_>) -> bool {
    node.node_name().is_some_and(|name| &*name != "br" && !INLINE.contains(&&*name))
}

/// Takes the lines of a part of a page: the text of each block, tidied.
fn lines(node: &NodeRef<'_>) -> Vec<String> {
    enum Step<'a> {
        Enter(NodeRef<'a>, bool),
        Break,
    }
    let mut lines = Vec::new();
    let mut text = String::new();
    let mut steps = vec![Step::Enter(*node, false)];
    let mut flush = |text: &mut String| {
        let line = line::tidy(text).0;
        text.clear();
        if !line.is_empty() {
            lines.push(line);
        }
    };
    while let Some(step) = steps.pop() {
        let Step::Enter(node, pre) = step else {
            flush(&mut text);
            continue;
        };
        if node.is_text() {
            let words = node.text();
            if pre {
                for (i, line) in words.split('\n').enumerate() {
                    if i > 0 {
                        flush(&mut text);
                    }
                    text.push_str(line);
                }
            } else {
                text.push_str(&words);
            }
            continue;
        }
        let name = node.node_name().unwrap_or_default();
        if UNSEEN.contains(&&*name) {
            continue;
        }
        if &*name == "br" {
            text.push(' ');
            continue;
        }
        if node.is_element() && is_block(&node) {
            flush(&mut text);
            steps.push(Step::Break);
        }
        let pre = pre || &*name == "pre";
        steps.extend(node.children().into_iter().rev().map(|child| Step::Enter(child, pre)));
    }
    flush(&mut text);
    lines
}

fn depth(page: &Document) -> usize {
    let mut deepest = 0;
    let mut open = vec![(page.root(), 0)];
    while let Some((node, depth)) = open.pop() {
        deepest = deepest.max(depth);
        if deepest > MAX_DEPTH {
            break;
        }
        open.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    deepest
}

/// Counts how deep tags nest as they stand in the source; those that may stay open do not count.
fn nesting(source: &str) -> usize {
    const OPEN: [&str; 26] = [
        "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html", "img", "input",
        "li", "link", "meta", "option", "p", "param", "source", "tbody", "td", "th", "tr", "wbr",
    ];
    let (mut depth, mut deepest) = (0_usize, 0);
    for at in memchr::memchr_iter(b'<', source.as_bytes()) {
        let rest = &source[at + 1..];
        let (ends, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() || OPEN.iter().any(|open| name.eq_ignore_ascii_case(open)) {
            continue;
        }
        depth = if ends { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    deepest
}
