//! Checks every page of a site as a reader's browser would find it, wherever the site is put.
//!
//! Pages are read by a real HTML parser, whose complaints are faults, and links are resolved by a real
//! URL parser: at the root of a host, under `/sub/path/`, and on a stick under `file://`, where a folder
//! has no index and names are exact. It deliberately knows no template, only the contract of SPEC §3.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use scraper::{ElementRef, Html, Selector};
use url::Url;

/// What was looked at; a crawl that met nothing proves nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crawled {
    pub pages: usize,
    pub links: usize,
    pub anchors: usize,
    pub backlinks: usize,
    pub marked: usize,
}

const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

const KINDS: [&str; 7] = ["mention", "note", "page", "claim", "entity", "article", "passage"];

/// Where a copy of the site may stand.
const PLACES: [&str; 3] =
    ["https://host.example/", "https://host.example/sub/path/", "file:///media/stick/A%20dossier/public/"];

struct Page<'a> {
    html: &'a Html,
    /// The first element of each id.
    ids: BTreeMap<&'a str, ElementRef<'a>>,
}

/// Crawls a site and fails with all its faults; `root` is the path of `base_url` (`/` without one).
pub fn check(files: &BTreeMap<String, Vec<u8>>, root: &str) -> Crawled {
    let (crawled, faults) = crawl(files, root);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(crawled.pages > 0 && crawled.links > 0, "nothing was crawled: {crawled:?}");
    crawled
}

/// Crawls a site and returns its faults.
pub fn crawl(files: &BTreeMap<String, Vec<u8>>, root: &str) -> (Crawled, Vec<String>) {
    let mut crawled = Crawled::default();
    let mut faults = Vec::new();
    let mut texts: BTreeMap<&str, Html> = BTreeMap::new();
    let mut lower: BTreeMap<String, &str> = BTreeMap::new();
    for (path, bytes) in files {
        if let Some(other) = lower.insert(path.to_lowercase(), path) {
            faults.push(format!("{path}: differs from {other} only by case"));
        }
        if !path.ends_with(".html") {
            continue;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => drop(texts.insert(path, read(path, text, &mut faults))),
            Err(_) => faults.push(format!("{path}: is not UTF-8")),
        }
    }
    let pages: BTreeMap<&str, Page<'_>> =
        texts.iter().map(|(path, html)| (*path, page(path, html, &mut faults))).collect();
    crawled.pages = pages.len();
    let mut reached: BTreeSet<String> = BTreeSet::new();
    for (path, page) in &pages {
        references(path, page, &mut faults);
        for (element, url) in urls(page.html) {
            let to = follow(path, url, root, is(element, "link", "canonical"), files, &pages, &mut faults);
            crawled.links += 1;
            if let Some((to, fragment)) = to {
                crawled.anchors += usize::from(fragment.is_some());
                if to != *path {
                    reached.insert(to);
                }
            }
        }
        for element in select(page.html, "li.backlink") {
            crawled.backlinks += 1;
            crawled.marked += usize::from(backlink(path, element, &pages, &mut faults));
        }
    }
    for (path, page) in &pages {
        let alone = ["index.html", "404.html"].contains(path)
            || select(page.html, "meta[http-equiv=refresh], body.page-withdrawn").next().is_some();
        if !alone && !reached.contains(*path) {
            faults.push(format!("{path}: no page links to it"));
        }
    }
    for (path, bytes) in files.iter().filter(|f| f.0.ends_with(".css")) {
        stylesheet(path, &String::from_utf8_lossy(bytes), files, &mut faults);
    }
    (crawled, faults)
}

fn select<'a>(html: &'a Html, selector: &str) -> impl Iterator<Item = ElementRef<'a>> {
    let selector = Selector::parse(selector).expect("a test writes a selector");
    html.select(&selector).collect::<Vec<_>>().into_iter()
}

fn is(element: ElementRef<'_>, name: &str, rel: &str) -> bool {
    element.value().name() == name && element.attr("rel") == Some(rel)
}

/// Parses a page: complaints of the parser, tags that do not nest as written.
fn read(path: &str, text: &str, faults: &mut Vec<String>) -> Html {
    let html = Html::parse_document(text);
    faults.extend(html.errors.iter().map(|e| format!("{path}: parse error: {e}")));
    faults.extend(nesting(text).into_iter().map(|e| format!("{path}: {e}")));
    html
}

/// Looks at a page by itself: ids given twice, elements that every page has once.
fn page<'a>(path: &str, html: &'a Html, faults: &mut Vec<String>) -> Page<'a> {
    let mut ids = BTreeMap::new();
    for element in select(html, "[id]") {
        let id = element.attr("id").unwrap_or_default();
        if id.is_empty() || id.contains(char::is_whitespace) {
            faults.push(format!("{path}: the id {id:?} is none"));
        }
        if ids.contains_key(id) {
            faults.push(format!("{path}: the id {id:?} is given twice"));
        } else {
            ids.insert(id, element);
        }
    }
    for (name, count) in [("title", 1), ("h1", 1), ("main", 1)] {
        let redirect = name != "title" && select(html, "meta[http-equiv=refresh]").next().is_some();
        let found = select(html, name).count();
        if !redirect && found != count {
            faults.push(format!("{path}: has {found} <{name}>"));
        }
    }
    Page { html, ids }
}

/// Attributes that name ids must name ids of this page.
fn references(path: &str, page: &Page<'_>, faults: &mut Vec<String>) {
    for name in ["aria-details", "aria-labelledby", "aria-describedby", "aria-controls", "for", "headers"] {
        for element in select(page.html, &format!("[{name}]")) {
            let value = element.attr(name).unwrap_or_default();
            let dead: Vec<&str> = value.split_whitespace().filter(|id| !page.ids.contains_key(*id)).collect();
            if !dead.is_empty() || value.trim().is_empty() {
                faults.push(format!("{path}: {name}={value:?} names {dead:?}, which this page has not"));
            }
        }
    }
}

/// All URLs of a page with the element each stands in.
fn urls(html: &Html) -> Vec<(ElementRef<'_>, &str)> {
    let mut urls = Vec::new();
    for element in select(html, "*") {
        for name in ["href", "src", "action", "formaction", "poster", "data", "cite", "background", "xlink:href"] {
            urls.extend(element.attr(name).map(|url| (element, url)));
        }
        if element.attr("http-equiv") == Some("refresh") {
            let content = element.attr("content").unwrap_or_default();
            urls.push((element, content.split_once("url=").map_or("", |c| c.1)));
        }
        if let Some(set) = element.attr("srcset") {
            urls.extend(set.split(',').filter_map(|s| s.split_whitespace().next()).map(|url| (element, url)));
        }
    }
    urls
}

/// Resolves a URL wherever the site may stand; returns the file and the fragment it leads to.
fn follow(
    path: &str,
    url: &str,
    root: &str,
    canonical: bool,
    files: &BTreeMap<String, Vec<u8>>,
    pages: &BTreeMap<&str, Page<'_>>,
    faults: &mut Vec<String>,
) -> Option<(String, Option<String>)> {
    let mut fault = |what: &str| faults.push(format!("{path}: the link {url:?} {what}"));
    if canonical {
        if Url::parse(url).is_err() {
            fault("is canonical and not absolute");
        }
        return None;
    }
    if let Ok(absolute) = Url::parse(url) {
        if !["http", "https", "mailto", "tel"].contains(&absolute.scheme()) {
            fault("has a scheme that is not allowed");
        }
        return None;
    }
    let not_found = path == "404.html";
    if url.starts_with('/') && !not_found {
        fault("begins at the root of the host");
        return None;
    }
    if not_found && !url.starts_with(root) && !url.starts_with('#') {
        fault(&format!("does not begin with {root}"));
        return None;
    }
    let places: Vec<(Url, Url)> = if not_found {
        let base = Url::parse("https://host.example/").and_then(|b| b.join(root)).expect("a root is a path");
        let at = ["404.html", "no", "no/such/page", "no/such/deep/page.html"];
        at.iter().map(|at| (base.clone(), base.join(at).expect("it is a path"))).collect()
    } else {
        let at = |place| {
            let base = Url::parse(place).expect("it is a URL");
            let mut own = base.clone();
            own.path_segments_mut().expect("it has a path").pop_if_empty().extend(path.split('/'));
            (base, own)
        };
        PLACES.into_iter().map(at).collect()
    };
    let mut found: Option<(String, Option<String>)> = None;
    for (base, own) in places {
        let Ok(resolved) = own.join(url) else {
            fault("is no URL");
            return None;
        };
        let fragment = resolved.fragment().map(decode);
        let mut plain = resolved.clone();
        plain.set_fragment(None);
        plain.set_query(None);
        let Some(rest) = plain.as_str().strip_prefix(base.as_str()) else {
            fault(&format!("leaves the site at {base}"));
            return None;
        };
        let to = if not_found && url.starts_with('#') { path.to_owned() } else { decode(rest) };
        if found.as_ref().is_some_and(|f| f.0 != to) {
            fault(&format!("leads elsewhere at {base}: {to:?}"));
        }
        found = Some((to, fragment));
    }
    let (to, fragment) = found?;
    if !files.contains_key(&to) {
        let folder = to.is_empty() || to.ends_with('/') || files.keys().any(|f| f.starts_with(&format!("{to}/")));
        fault(if folder { "leads to a folder" } else { "is dead" });
        return None;
    }
    if let Some(fragment) = fragment.as_ref().filter(|f| !f.is_empty())
        && !pages.get(to.as_str()).is_some_and(|page| page.ids.contains_key(fragment.as_str()))
    {
        fault("has a dead anchor");
    }
    Some((to, fragment))
}

/// Checks a backlink: where it leads, and that the words it shows stand there. Returns whether it marks words.
fn backlink(path: &str, li: ElementRef<'_>, pages: &BTreeMap<&str, Page<'_>>, faults: &mut Vec<String>) -> bool {
    let shown = collapse(&li.text().collect::<String>());
    let mut fault = |what: String| faults.push(format!("{path}: the backlink {shown:?} {what}"));
    let kind = li.attr("data-kind").unwrap_or_default();
    if !KINDS.contains(&kind) {
        fault(format!("has the kind {kind:?}"));
    }
    let selected = |selector| Selector::parse(selector).expect("it is a selector");
    // After the way to the spot may stand those to others with the same sentence.
    let go =
        li.select(&selected("li.backlink > a[aria-label]")).next().or_else(|| li.select(&selected("a[href]")).last());
    let Some(url) = go.and_then(|a| a.attr("href")) else {
        fault("has no link".into());
        return false;
    };
    let mut own = Url::parse(PLACES[0]).expect("it is a URL");
    own.path_segments_mut().expect("it has a path").pop_if_empty().extend(path.split('/'));
    let Ok(to) = own.join(url) else {
        fault(format!("leads to {url:?}"));
        return false;
    };
    let file = decode(to.path().trim_start_matches('/'));
    let from = li.attr("data-from").unwrap_or_default();
    // It may stand on a further page of one of its lists.
    let stem = file.strip_suffix(".html").unwrap_or_default();
    if from.is_empty() || !stem.split('/').any(|part| part == from) {
        fault(format!("is from {from:?} and leads to {file:?}"));
    }
    let Some(page) = pages.get(file.as_str()) else { return false };
    let Some(fragment) = to.fragment().map(decode) else {
        fault("names no exact spot".into());
        return false;
    };
    let Some(at) = page.ids.get(fragment.as_str()).copied() else {
        fault(format!("leads to {fragment:?}, which {file} has not"));
        return false;
    };
    let marks = Selector::parse("mark").expect("it is a selector");
    let quotes = Selector::parse("blockquote.words, p.words").expect("it is a selector");
    let marked: Vec<String> = li.select(&marks).map(|m| collapse(&m.text().collect::<String>())).collect();
    let there = collapse(&visible(at));
    for words in &marked {
        let holds = if fragment.starts_with("m-") { there == *words } else { there.contains(words.as_str()) };
        if words.is_empty() || !holds {
            fault(format!("marks {words:?}, and #{fragment} holds {there:?}"));
        }
    }
    for quote in li.select(&quotes) {
        let words = collapse(quote.text().collect::<String>().trim_start_matches("Our digest"));
        let note = ["note-", "at-"].iter().find_map(|form| fragment.strip_prefix(form)).unwrap_or(&fragment);
        let passage = collapse(&passage(page.html, note));
        if passage != words && !there.contains(&words) {
            fault(format!("quotes {words:?}, and the passage of {note} is {passage:?}"));
        }
    }
    !marked.is_empty()
}

/// The marked words of a note on a page, blocks divided by a space.
fn passage(html: &Html, note: &str) -> String {
    let mut text = String::new();
    let mut block = None;
    for mark in select(html, "mark[data-annotations]") {
        if !mark.attr("data-annotations").unwrap_or_default().split(' ').any(|id| id == note) {
            continue;
        }
        let here = mark.ancestors().filter_map(ElementRef::wrap).find_map(|e| e.attr("id").filter(|id| is_block(id)));
        if block.is_some() && block != here {
            text.push(' ');
        }
        block = here;
        text.extend(mark.text());
    }
    text
}

fn is_block(id: &str) -> bool {
    id.strip_prefix('p').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// The text of an element without the numbers of notes and footnotes, the credits of images, and notes inside it.
pub fn visible(element: ElementRef<'_>) -> String {
    fn walk(element: ElementRef<'_>, out: &mut String) {
        for child in element.children() {
            if let Some(text) = child.value().as_text() {
                out.push_str(text);
            } else if let Some(inner) = ElementRef::wrap(child) {
                let own = |class: &str| inner.value().classes().any(|c| c == class);
                if !["annotation-ref", "footnote-ref", "footnote-back", "note", "credit"].into_iter().any(own) {
                    walk(inner, out);
                }
            }
        }
    }
    let mut out = String::new();
    walk(element, &mut out);
    out
}

fn stylesheet(path: &str, text: &str, files: &BTreeMap<String, Vec<u8>>, faults: &mut Vec<String>) {
    for part in text.split("url(").skip(1) {
        let url = part.split(')').next().unwrap_or_default().trim_matches(['"', '\'', ' ']);
        let folder = path.rsplit_once('/').map_or(String::new(), |f| format!("{}/", f.0));
        if !url.starts_with("data:") && !files.contains_key(&format!("{folder}{url}")) {
            faults.push(format!("{path}: url({url}) is dead"));
        }
    }
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Checks that every tag is closed where it is written, and in its order.
pub fn nesting(text: &str) -> Vec<String> {
    let sink = Tags::default();
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts { exact_errors: true, ..TokenizerOpts::default() });
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut faults = tokenizer.sink.faults.take();
    faults.extend(
        tokenizer.sink.open.take().into_iter().map(|(tag, line)| format!("line {line}: <{tag}> is not closed")),
    );
    faults
}

#[derive(Default)]
struct Tags {
    open: RefCell<Vec<(String, u64)>>,
    faults: RefCell<Vec<String>>,
}

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let fault = |what: String| self.faults.borrow_mut().push(format!("line {line}: {what}"));
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let name = tag.name.to_string();
                if tag.had_duplicate_attributes {
                    fault(format!("<{name}> has an attribute twice"));
                }
                if tag.self_closing {
                    fault(format!("<{name}/> closes itself"));
                }
                if !VOID.contains(&name.as_str()) {
                    self.open.borrow_mut().push((name.clone(), line));
                }
                match name.as_str() {
                    "title" | "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
                    "style" => return TokenSinkResult::RawData(RawKind::Rawtext),
                    "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
                    _ => {}
                }
            }
            Token::TagToken(tag) => {
                let open = self.open.borrow_mut().pop();
                if open.as_ref().map(|o| o.0.as_str()) != Some(&*tag.name) {
                    fault(format!("</{}> closes {open:?}", tag.name));
                }
            }
            Token::ParseError(error) => fault(format!("tokenizer: {error}")),
            Token::NullCharacterToken => fault("a NUL".into()),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
