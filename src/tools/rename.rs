//! Another id for a file: every reference to it in the dossier, as edits of bytes.
//!
//! References are found where the parsers found them: values of front matter, field lines of notes, links and images
//! in bodies, `lead` in `dossier.toml`, `url(to="…")` in templates. A reference is the id alone; what stands around it
//! (quotes, `?`, `#note`, `|words`, spaces) stays.
//!
//! The lock names articles by their ids, so it changes along: what was known of the notes on an article stays known, and
//! the texts it counts in stay where they are.
//!
//! * **Invariant:** an edit replaces an id or a file's name, or adds to `old_urls`; nothing else changes.
//!
//! It deliberately does not look for the id in words: a name in a text is no reference.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::compile::parse::{self, Parsed};
use crate::content::pointer::{of_config, place};
use crate::lock::{Entry, Lock};
use crate::path::{Slug, SourcePath};
use crate::resolve::ids::Kind;
use crate::resolve::link::{join, percent_decode};
use crate::source::{Blob, Contents, Snapshot, SourceFile};
use crate::text::{Document, Spans, Target};

/// A replacement of bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// Where, in bytes of the file as it is.
    pub at: (usize, usize),
    /// What shall stand there.
    pub text: String,
}

/// What a new id changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renaming {
    /// The edits of each file, in order, by the path it has now.
    pub edits: BTreeMap<SourcePath, Vec<Edit>>,
    /// The files that move: from, to.
    pub moves: BTreeMap<SourcePath, SourcePath>,
    /// The lock, where it changes.
    pub lock: Option<Arc<Lock>>,
}

/// Finds what changes when a file gets another id; `None` if no file has the old one.
pub fn rename(snapshot: &Snapshot, old: &Slug, new: &Slug) -> Option<Renaming> {
    let parsed = parse::parse(snapshot, &mut parse::Memory::new(false), &mut Vec::new());
    let (kind, own) = owner(&parsed, old)?;
    let mut finder = Finder { snapshot, old, new, kind, own: own.clone(), found: BTreeMap::new() };
    finder.bodies(&parsed);
    finder.pointers(&parsed);
    finder.templates();
    finder.redirect(&parsed);
    let moves = finder.moves(&parsed);
    let edits = finder.found.into_iter().map(|(path, edits)| (path, edits.into_iter().collect())).collect();
    let lock = if kind == Kind::Article { relocked(&snapshot.lock, old, new) } else { None };
    Some(Renaming { edits, moves, lock })
}

/// Makes the lock in which the notes on an article are those of another id.
fn relocked(lock: &Lock, old: &Slug, new: &Slug) -> Option<Arc<Lock>> {
    let moved = lock.articles.get(old)?;
    let mut lock = lock.clone();
    lock.articles.remove(old);
    moved.values().for_each(|entry| lock.insert(Entry { article: new.clone(), ..Entry::clone(entry) }));
    Some(Arc::new(lock))
}

/// Makes the dossier as it is after a renaming.
pub fn apply(snapshot: &Snapshot, renaming: &Renaming) -> Snapshot {
    let moved = |path: &SourcePath| renaming.moves.get(path).unwrap_or(path).clone();
    let file = |(path, file): (&SourcePath, &Arc<SourceFile>)| {
        let path_now = moved(path);
        let edits = renaming.edits.get(path);
        if edits.is_none() && path_now == *path {
            return (path_now, Arc::clone(file));
        }
        let contents = match edits {
            Some(edits) => Contents::Text(edited(file.text(), edits).into()),
            None => file.contents.clone(),
        };
        (path_now.clone(), Arc::new(SourceFile { path: path_now, contents }))
    };
    let blob = |(path, blob): (&SourcePath, &Arc<Blob>)| (moved(path), Arc::clone(blob));
    Snapshot {
        files: snapshot.files.iter().map(file).collect(),
        blobs: snapshot.blobs.iter().map(blob).collect(),
        lock: renaming.lock.as_ref().unwrap_or(&snapshot.lock).clone(),
        ..snapshot.clone()
    }
}

/// Returns a text with edits made.
pub fn edited(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for edit in edits {
        out.push_str(text.get(from..edit.at.0).unwrap_or_default());
        out.push_str(&edit.text);
        from = edit.at.1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

fn owner(parsed: &Parsed, id: &Slug) -> Option<(Kind, SourcePath)> {
    let known = parsed.files_of.get(id)?.iter().filter_map(|(path, file)| Some((file.kind()?, path.clone())));
    known.min()
}

struct Finder<'a> {
    snapshot: &'a Snapshot,
    old: &'a Slug,
    new: &'a Slug,
    kind: Kind,
    own: SourcePath,
    found: BTreeMap<SourcePath, BTreeSet<Edit>>,
}

impl Finder<'_> {
    fn text(&self, path: &SourcePath) -> &str {
        self.snapshot.files.get(path.as_str()).map_or("", |f| f.text())
    }

    fn replace(&mut self, path: &SourcePath, at: Range<usize>, text: String) {
        self.found.entry(path.clone()).or_default().insert(Edit { at: (at.start, at.end), text });
    }

    /// Replaces the id that a value begins with, after quotes, brackets and spaces.
    fn value(&mut self, path: &SourcePath, span: &Range<usize>) {
        let text = self.text(path);
        let Some(value) = text.get(span.clone()) else { return };
        let rest = value.trim_start_matches(|c: char| c.is_whitespace() || "\"'[(<".contains(c));
        let start = span.start + value.len() - rest.len();
        let end = rest.find(|c: char| c.is_whitespace() || "#?\"'=|],}\\>".contains(c)).unwrap_or(rest.len());
        if Slug::from_name(rest[..end].trim()) == *self.old && end > 0 {
            let new = self.new.to_string();
            self.replace(path, start..start + end, new);
        }
    }

    fn bodies(&mut self, parsed: &Parsed) {
        for (path, file) in &parsed.files {
            for (_, body, spans) in file.bodies() {
                self.body(path, body, spans);
            }
        }
    }

    fn body(&mut self, path: &SourcePath, document: &Document, spans: &Spans) {
        for (link, span) in document.links.iter().zip(&spans.links) {
            match &link.target {
                Target::Wiki(_) => {
                    let start =
                        self.text(path).get(span.clone()).and_then(|s| s.find("[[")).map(|i| span.start + i + 2);
                    if let Some(start) = start {
                        self.value(path, &(start..span.end));
                    }
                }
                Target::Url(url) => self.url(path, url, span),
            }
        }
        for (image, span) in document.images.iter().zip(&spans.images) {
            self.url(path, &image.url, span);
        }
    }

    /// Replaces the name of the file, its folder or its page in a relative URL.
    fn url(&mut self, path: &SourcePath, url: &str, span: &Range<usize>) {
        if url.contains(':') || url.starts_with('#') {
            return;
        }
        let bare = url.split(['#', '?']).next().unwrap_or_default();
        let folder = path.as_str().rsplit_once('/').map_or("", |f| f.0);
        let page = |path: &str| path.replace("content/", "").replace("/index.md", ".html").replace(".md", ".html");
        let decoded = percent_decode(bare);
        let file = join(folder, &decoded).unwrap_or_default();
        let own = self.own.as_str();
        let own_folder = own.strip_suffix("index.md").unwrap_or("\0");
        let own_page = page(own).trim_start_matches("pages/").to_owned();
        let annotations = format!("content/annotations/{}.md", self.old);
        let to_file = file == own || file.starts_with(own_folder);
        let to_notes =
            self.kind == Kind::Article && file == annotations && self.snapshot.files.contains_key(file.as_str());
        let to_page = decoded.ends_with(&own_page)
            && matches!(decoded.strip_suffix(&own_page), Some(p) if p.is_empty() || p.ends_with('/'));
        if !(to_file || to_notes || to_page) {
            return;
        }
        // Inside the link, or, for `[words][label]`, in a definition elsewhere in the file.
        let text = self.text(path);
        let mut places: Vec<usize> = Vec::new();
        match text.get(span.clone()).and_then(|s| s.rfind(bare)) {
            Some(at) => places.push(span.start + at),
            None => places.extend(text.match_indices(bare).map(|m| m.0).filter(|&at| {
                let before = text[..at].trim_end_matches(['<', ' ', '\t']);
                before.ends_with("]:")
            })),
        }
        let names = |segment: &str| {
            let name = percent_decode(segment);
            let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".html")).unwrap_or(&name);
            Slug::from_name(stem) == *self.old
        };
        let mut edits = Vec::new();
        for at in places {
            let mut from = at;
            let segments: Vec<&str> = bare.split('/').collect();
            // The last segment that is the id: the file, or its folder.
            let mut last = None;
            for segment in segments {
                if names(segment) {
                    let stem = segment.strip_suffix(".md").or_else(|| segment.strip_suffix(".html")).unwrap_or(segment);
                    last = Some(from..from + stem.len());
                }
                from += segment.len() + 1;
            }
            edits.extend(last);
        }
        for at in edits {
            self.replace(path, at, self.new.to_string());
        }
    }

    /// Replaces the id where front matter, fields of notes and `dossier.toml` refer to it.
    fn pointers(&mut self, parsed: &Parsed) {
        for (path, file) in &parsed.files {
            let places = file.pointers().into_iter().filter_map(|pointer| file.place(&pointer));
            places.for_each(|place| self.value(path, &place));
        }
        let lead = of_config(&parsed.config, &parsed.config_keys);
        for place in lead.iter().filter_map(|pointer| place(&parsed.config_keys, pointer)) {
            self.value(&SourcePath::new("dossier.toml"), &place);
        }
    }

    fn templates(&mut self) {
        let paths: Vec<SourcePath> =
            self.snapshot.files.keys().filter(|p| p.as_str().ends_with(".html")).cloned().collect();
        for path in paths {
            let text = self.text(&path);
            let starts: Vec<usize> = text
                .match_indices("url(")
                .filter_map(|(at, call)| {
                    let rest = &text[at + call.len()..];
                    let argument = rest.trim_start().strip_prefix("to")?.trim_start().strip_prefix('=')?;
                    Some(text.len() - argument.len())
                })
                .collect();
            let length = text.len();
            for start in starts {
                self.value(&path, &(start..length));
            }
        }
    }

    /// Makes the old page lead to the new one.
    fn redirect(&mut self, parsed: &Parsed) {
        let own = self.own.clone();
        let Some(file) = parsed.files.get(&own).filter(|file| file.has_page()) else { return };
        let keys = file.keys();
        let (old, new) = (self.kind.output(self.old).to_string(), self.kind.output(self.new).to_string());
        let text = self.text(&own).to_owned();
        // An address that becomes the page's own again gives its place to the one that is left.
        let entries: Vec<&Range<usize>> = keys.0.iter().filter(|k| k.0.starts_with("old_urls[")).map(|k| k.1).collect();
        for span in &entries {
            if let Some(at) = text[(*span).clone()].find(&new) {
                return self.replace(&own, span.start + at..span.start + at + new.len(), old);
            }
        }
        if let Some(last) = entries.iter().max_by_key(|s| s.end) {
            let line = text[..last.start].rfind('\n').map_or(0, |i| i + 1);
            let lead = &text[line..last.start];
            let block = lead.trim_start().starts_with('-') && !lead.contains('[');
            let added = if block { format!("\n{lead}{old}") } else { format!(", {}", quoted(&text, &old)) };
            // The span of a quoted value may or may not hold its closing quote.
            let end =
                last.end + text[last.end..].chars().next().filter(|c| "\"'".contains(*c)).map_or(0, char::len_utf8);
            let added = if block { added.replace(['"', '\''], "") } else { added };
            return self.replace(&own, end..end, added);
        }
        if let Some(list) = keys.0.get("old_urls").filter(|s| text[(*s).clone()].trim_end().ends_with(']')) {
            let at = list.start + text[list.clone()].rfind(']').unwrap_or_default();
            return self.replace(&own, at..at, quoted(&text, &old));
        }
        let feed = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let (line, at) = match text.lines().next().map(str::trim_end) {
            Some("+++") => (format!("old_urls = [\"{old}\"]{feed}"), text.find('\n').map(|i| i + 1)),
            Some("---") => (format!("old_urls: [{old}]{feed}"), text[3..].find("\n---").map(|i| i + 4)),
            _ => (format!("---{feed}old_urls: [{old}]{feed}---{feed}{feed}"), Some(0)),
        };
        if let Some(at) = at {
            self.replace(&own, at..at, line);
        }
    }

    fn moves(&self, parsed: &Parsed) -> BTreeMap<SourcePath, SourcePath> {
        let mut moves = BTreeMap::new();
        let own = self.own.as_str();
        match own.strip_suffix("/index.md").filter(|_| self.kind == Kind::Article) {
            Some(folder) => {
                let parent = folder.rsplit_once('/').map_or("", |f| f.0);
                let inside =
                    |path: &&SourcePath| path.as_str().strip_prefix(folder).is_some_and(|p| p.starts_with('/'));
                for path in self.snapshot.files.keys().chain(self.snapshot.blobs.keys()).filter(inside) {
                    let rest = &path.as_str()[folder.len()..];
                    moves.insert(path.clone(), SourcePath::new(format!("{parent}/{}{rest}", self.new)));
                }
            }
            None => {
                let parent = own.rsplit_once('/').map_or("", |f| f.0);
                moves.insert(self.own.clone(), SourcePath::new(format!("{parent}/{}.md", self.new)));
            }
        }
        if self.kind == Kind::Article {
            // An annotation file of the article's name goes with it.
            for (path, source) in parsed.annotations() {
                if source.file.article == *self.old && Slug::from_name(path.stem()) == *self.old {
                    let parent = path.as_str().rsplit_once('/').map_or("", |f| f.0);
                    moves.insert(path.clone(), SourcePath::new(format!("{parent}/{}.md", self.new)));
                }
            }
        }
        moves
    }
}

/// Writes a string as the syntax of the front matter wants it: TOML always in quotes.
fn quoted(text: &str, value: &str) -> String {
    if text.starts_with("+++") { format!("\"{value}\"") } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memo::map::Map;

    /// Reads files in one string, each under a `//- path` line.
    fn snapshot(fixture: &str) -> Snapshot {
        let mut files = Map::new();
        for part in fixture.split("//- ").skip(1) {
            let (path, text) = part.split_once('\n').expect("a header line");
            let path = SourcePath::new(path.trim());
            files.insert(path.clone(), Arc::new(SourceFile { path, contents: Contents::Text(text.into()) }));
        }
        let (blobs, now) = (Map::new(), jiff::Timestamp::UNIX_EPOCH);
        Snapshot {
            files,
            blobs,
            originals: None,
            now,
            problems: Vec::new(),
            lock: Arc::default(),
            snapshots: Arc::default(),
        }
    }

    fn drawn(snapshot: &Snapshot) -> String {
        snapshot.files.values().map(|f| format!("//- {}\n{}", f.path, f.text())).collect()
    }

    const FIXTURE: &str = "\
//- content/annotations/bridge.md
## One {#one .check}
by: mora?
via: Mora
claim: length = mora (mora)
about: other, mora
see: mora, bridge#two
re: two

> Mora

[[mora]], [[ Mora |mora]] and [mora](../entities/mora.md#p1), [x][m], [page](../entities/mora.html)

[m]: ../entities/mora.md

## Two {#two}

It is [[bridge#one]]; mora [[morality]].
//- content/articles/bridge.md
---
title: mora
rights: full
outlet: mora?
---

Mora
//- content/claims/length.md
---
question: How long?
---
//- content/entities/mora.md
---
name: Mora
old_urls: [entities/moro.html]
relations:
  - { to: other, as: mora, note: \"bridge#one\" }
---
//- content/entities/morality.md
---
name: Morality
---
//- content/entities/other.md
---
name: Other
relations:
  - to: \"mora\"
    as: friend of
    note: bridge#two
---
//- dossier.toml
title = \"T\"
lead = [\"mora\", 'bridge']
//- templates/x.html
<a href=\"{{ url(to=\"mora\") }}\">mora</a> {{ url( to = 'bridge#one' ) }}
";

    fn check(fixture: &str, old: &str, new: &str, expected: &[&str]) {
        let before = snapshot(fixture);
        let renaming = rename(&before, &Slug::new(old), &Slug::new(new)).expect("there is such a file");
        let after = apply(&before, &renaming);
        let (before, after) = (drawn(&before), drawn(&after));
        let mut lines: Vec<&str> = after.lines().collect();
        for line in before.lines() {
            if let Some(at) = lines.iter().position(|l| *l == line) {
                lines.remove(at);
            }
        }
        assert_eq!(lines, expected, "{old} to {new}");
    }

    #[test]
    fn every_reference_to_an_entity_changes_and_no_word() {
        let expected = [
            "by: mora-2?",
            "via: mora-2",
            "about: other, mora-2",
            "see: mora-2, bridge#two",
            "[[mora-2]], [[ mora-2 |mora]] and [mora](../entities/mora-2.md#p1), [x][m], [page](../entities/mora-2.html)",
            "[m]: ../entities/mora-2.md",
            "outlet: mora-2?",
            "//- content/entities/mora-2.md",
            "old_urls: [entities/moro.html, entities/mora.html]",
            "  - to: \"mora-2\"",
            "lead = [\"mora-2\", 'bridge']",
            "<a href=\"{{ url(to=\"mora-2\") }}\">mora</a> {{ url( to = 'bridge#one' ) }}",
        ];
        check(FIXTURE, "mora", "mora-2", &expected);
    }

    #[test]
    fn an_article_takes_its_notes_along() {
        let expected = [
            "//- content/annotations/span.md",
            "see: mora, span#two",
            "It is [[span#one]]; mora [[morality]].",
            "//- content/articles/span.md",
            "old_urls: [articles/bridge.html]",
            "  - { to: other, as: mora, note: \"span#one\" }",
            "    note: span#two",
            "lead = [\"mora\", 'span']",
            "<a href=\"{{ url(to=\"mora\") }}\">mora</a> {{ url( to = 'span#one' ) }}",
        ];
        check(FIXTURE, "bridge", "span", &expected);
    }

    #[test]
    fn there_and_back_leaves_one_redirect() {
        let first = snapshot(FIXTURE);
        let (a, b) = (Slug::new("length"), Slug::new("how-long"));
        let there = apply(&first, &rename(&first, &a, &b).expect("it is there"));
        let back = apply(&there, &rename(&there, &b, &a).expect("it is there"));
        let text = back.files["content/claims/length.md"].text();
        assert_eq!(text, "---\nquestion: How long?\nold_urls: [claims/how-long.html]\n---\n");
        assert_eq!(rename(&first, &Slug::new("nobody"), &a), None);
    }

    #[test]
    fn redirects_join_the_lists_that_are_there() {
        let rows = [
            (
                "---\nname: A\nold_urls:\n  - x.html\n---\n",
                "---\nname: A\nold_urls:\n  - x.html\n  - entities/a.html\n---\n",
            ),
            ("---\nname: A\nold_urls: []\n---\n", "---\nname: A\nold_urls: [entities/a.html]\n---\n"),
            ("---\r\nname: A\r\n---\r\n", "---\r\nname: A\r\nold_urls: [entities/a.html]\r\n---\r\n"),
            ("+++\nname = \"A\"\n+++\n", "+++\nold_urls = [\"entities/a.html\"]\nname = \"A\"\n+++\n"),
            (
                "+++\nname = \"A\"\nold_urls = [\"x.html\"]\n+++\n",
                "+++\nname = \"A\"\nold_urls = [\"x.html\", \"entities/a.html\"]\n+++\n",
            ),
            ("---\nname: A\npage: false\n---\n", "---\nname: A\npage: false\n---\n"),
        ];
        for (before, after) in rows {
            let snapshot = snapshot(&format!("//- content/entities/a.md\n{before}"));
            let renaming = rename(&snapshot, &Slug::new("a"), &Slug::new("b")).expect("it is there");
            let after_all = apply(&snapshot, &renaming);
            assert_eq!(after_all.files["content/entities/b.md"].text(), after, "{before:?}");
        }
    }
}
