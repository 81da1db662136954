//! Laws of painting, over articles of every shape: nothing is lost, doubled, or out of place.
//!
//! Every word of a generated article is there once, so that a quotation of any of its words has one
//! place; only the names in it come again and again.

use std::ops::Range;

use dossier::compile::Audience;
use dossier::content::article;
use dossier::path::SourcePath;
use dossier::text::canonical::Canonical;
use proptest::prelude::*;

use super::fixture::{Memory, Site, serious};
use super::{contract, crawl};

/// A block of a generated article.
#[derive(Clone, Debug)]
enum Block {
    Paragraph(Vec<Inline>),
    Heading(u8, Vec<Inline>),
    List { ordered: bool, tight: bool, items: Vec<Vec<Block>> },
    Quote { alert: bool, blocks: Vec<Block> },
    Table(Vec<Vec<Vec<Inline>>>),
    Definitions(Vec<(Vec<Inline>, Vec<Block>)>),
    Code(usize),
    Rule,
}

/// A piece of a line.
#[derive(Clone, Debug)]
enum Inline {
    Word,
    Odd(usize),
    Name(usize),
    /// `Zorin *Malk*` and the like: a name cut by an element.
    CutName(usize),
    Wrapped(&'static str, Vec<Inline>),
    Link(Vec<Inline>),
    Code,
    Image,
    Footnote,
    Break,
}

const NAMES: [&str; 4] = ["Zorin", "Zorin Malk", "Malk of Tor", "Ápeiron"];
const CUT: [&str; 5] =
    ["Zorin *Malk*", "*Zorin* Malk", "**Zor**in", "[Zorin](https://z.example/) Malk", "Malk `of` Tor"];
const ODD: [&str; 10] = ["“", "”", "\\<b\\>", "R&amp;D", "a\\*b", "it's", "«où»", "e\u{301}tat", "𝔘nit", "\\`x\\`"];

fn inlines() -> impl Strategy<Value = Vec<Inline>> {
    let leaf = prop_oneof![
        8 => Just(Inline::Word),
        1 => (0..ODD.len()).prop_map(Inline::Odd),
        2 => (0..NAMES.len()).prop_map(Inline::Name),
        1 => (0..CUT.len()).prop_map(Inline::CutName),
        1 => Just(Inline::Code),
        1 => Just(Inline::Image),
        1 => Just(Inline::Footnote),
        1 => Just(Inline::Break),
    ];
    let inline = leaf.prop_recursive(2, 12, 4, |inner| {
        let list = prop::collection::vec(inner, 1..4);
        prop_oneof![
            (prop::sample::select(vec!["*", "**", "~~"]), list.clone())
                .prop_map(|(mark, list)| Inline::Wrapped(mark, list)),
            list.prop_map(Inline::Link),
        ]
    });
    prop::collection::vec(inline, 1..8)
}

fn block() -> impl Strategy<Value = Block> {
    let cells = prop::collection::vec(prop::collection::vec(inlines(), 2..=2), 1..4);
    let leaf = prop_oneof![
        4 => inlines().prop_map(Block::Paragraph),
        1 => (2u8..5, inlines()).prop_map(|(level, list)| Block::Heading(level, list)),
        1 => cells.prop_map(Block::Table),
        1 => (1usize..4).prop_map(Block::Code),
        1 => Just(Block::Rule),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let blocks = prop::collection::vec(inner, 1..3);
        let items = prop::collection::vec(blocks.clone(), 1..4);
        let terms = prop::collection::vec((inlines(), blocks.clone()), 1..3);
        prop_oneof![
            (any::<bool>(), any::<bool>(), items).prop_map(|(ordered, tight, items)| Block::List {
                ordered,
                tight,
                items
            }),
            (any::<bool>(), blocks).prop_map(|(alert, blocks)| Block::Quote { alert, blocks }),
            terms.prop_map(Block::Definitions),
        ]
    })
}

/// Writes an article down.
#[derive(Default)]
struct Writer {
    words: usize,
    footnotes: Vec<String>,
}

impl Writer {
    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 10] = ["ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu"];
        self.words += 1;
        let digits = format!("{:04}", self.words);
        digits.bytes().map(|d| SYLLABLES[usize::from(d - b'0')]).collect()
    }

    fn line(&mut self, list: &[Inline], flat: bool) -> String {
        // A line that begins and ends with a word is taken for nothing else.
        let mut parts = vec![self.word()];
        for inline in list {
            parts.push(match inline {
                Inline::Word => self.word(),
                Inline::Odd(n) => format!("{} {}", ODD[*n], self.word()),
                Inline::Name(n) => NAMES[*n].to_owned(),
                Inline::CutName(n) if flat => NAMES[n % NAMES.len()].to_owned(),
                Inline::CutName(n) => CUT[*n].to_owned(),
                Inline::Wrapped(mark, list) => {
                    let inner = self.line(list, true);
                    format!("{mark}{inner} {}{mark}", self.word())
                }
                Inline::Link(_) if flat => self.word(),
                Inline::Link(list) => format!("[{}](https://x.example/{} \"t\")", self.line(list, true), self.words),
                Inline::Code => format!("`{}`", self.word()),
                Inline::Image => "![alt words](dot.png \"a credit\")".to_owned(),
                Inline::Footnote => {
                    let n = self.footnotes.len() + 1;
                    let note = format!("[^f{n}]: {} {}", self.word(), NAMES[n % NAMES.len()]);
                    self.footnotes.push(note);
                    format!("{}[^f{n}]", self.word())
                }
                Inline::Break if flat => self.word(),
                Inline::Break => format!("{}\\\n{}", self.word(), self.word()),
            });
        }
        parts.push(self.word());
        parts.join(" ")
    }

    fn cell(&mut self, list: &[Inline]) -> String {
        self.line(list, false).replace("\\\n", " ").replace('|', "\\|")
    }

    fn blocks(&mut self, blocks: &[Block]) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for block in blocks {
            if !out.is_empty() {
                // Two lists in a row would be one.
                out.extend([String::new(), "<!-- -->".into(), String::new()]);
            }
            out.extend(self.block(block));
        }
        out
    }

    fn block(&mut self, block: &Block) -> Vec<String> {
        match block {
            Block::Paragraph(list) => self.line(list, false).lines().map(str::to_owned).collect(),
            Block::Heading(level, list) => vec![format!("{} {}", "#".repeat(usize::from(*level)), self.cell(list))],
            Block::Rule => vec!["***".into()],
            Block::Code(lines) => {
                let inner = (0..*lines).map(|_| format!("{} = <{}>", self.word(), self.word())).collect::<Vec<_>>();
                [vec!["```rust".to_owned()], inner, vec!["```".to_owned()]].concat()
            }
            Block::Table(rows) => {
                let mut out = Vec::new();
                for (n, row) in rows.iter().enumerate() {
                    let cells: Vec<String> = row.iter().map(|cell| self.cell(cell)).collect();
                    out.push(format!("| {} |", cells.join(" | ")));
                    if n == 0 {
                        out.push("| --- | :-: |".into());
                    }
                }
                out
            }
            Block::Quote { alert, blocks } => {
                let mark = alert.then(|| "[!NOTE]".to_owned());
                mark.into_iter().chain(self.blocks(blocks)).map(|l| format!("> {l}").trim_end().to_owned()).collect()
            }
            Block::List { ordered, tight, items } => {
                let mut out: Vec<String> = Vec::new();
                for item in items {
                    if !tight && !out.is_empty() {
                        out.push(String::new());
                    }
                    let lead = if *ordered { "1. " } else { "- " };
                    out.extend(hang(lead, &self.blocks(item)));
                }
                out
            }
            Block::Definitions(terms) => {
                let mut out: Vec<String> = Vec::new();
                for (term, definition) in terms {
                    if !out.is_empty() {
                        out.push(String::new());
                    }
                    out.push(self.cell(term));
                    out.extend(hang(": ", &self.blocks(definition)));
                }
                out
            }
        }
    }
}

fn hang(lead: &str, lines: &[String]) -> Vec<String> {
    let pad = " ".repeat(lead.len());
    let line =
        |(n, line): (usize, &String)| format!("{}{line}", if n == 0 { lead } else { &pad }).trim_end().to_owned();
    lines.iter().enumerate().map(line).collect()
}

/// The words of a text that are made of letters alone, by place.
fn plain_words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_ascii_lowercase(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let before = text[..from].chars().next_back().is_none_or(char::is_whitespace);
                if before && c.is_whitespace() && at - from == 8 {
                    words.push(from..at);
                }
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn escape(text: &str) -> String {
    text.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}

/// Writes a passage as an editor copies it: each block a paragraph, what it speaks about in bold.
fn passage(canonical: &Canonical, span: &Range<usize>) -> String {
    let from = canonical.block_at(span.start);
    let to = canonical.block_at(span.end - 1);
    let part = |block: usize| {
        let range = &canonical.blocks[block];
        let range = range.start.max(span.start)..range.end.min(span.end);
        let lines: Vec<String> = canonical.text[range].split_whitespace().map(escape).collect();
        (!lines.is_empty()).then(|| format!("> **{}**", lines.join(" ")))
    };
    (from..=to).filter_map(part).collect::<Vec<_>>().join("\n>\n")
}

fn law(
    blocks: &[Block],
    picks: &[(prop::sample::Index, usize)],
    names: &[prop::sample::Index],
    all: bool,
) -> Result<(), TestCaseError> {
    let mut writer = Writer::default();
    let mut body = writer.blocks(blocks).join("\n");
    for note in &writer.footnotes {
        body.push_str("\n\n");
        body.push_str(note);
    }
    let mut memory = Memory::default();
    let path = "content/articles/a.md";
    let title = "Zorin at <the> \"Tor\" & back zuzuzuzu";
    // In a digest what stands in quotation marks is set apart as well.
    let kind = if picks.len().is_multiple_of(2) { "source" } else { "digest" };
    memory.files.insert(path.into(), format!("---\ntitle: '{title}'\nrights: full\ntext: {kind}\n---\n\n{body}\n"));
    memory.blobs.insert("content/articles/dot.png".into(), b"dot".to_vec());
    let parsed = article::parse(&memory.snapshot().files[&SourcePath::new(path)]);
    let canonical = Canonical::new(&parsed.meta.title, &parsed.body);
    let words = plain_words(&canonical.text);
    prop_assert!(!words.is_empty());

    let mut notes = String::new();
    let mut spans: Vec<Range<usize>> = Vec::new();
    for (n, (pick, length)) in picks.iter().enumerate() {
        let first = pick.index(words.len());
        let span = words[first].start..words[(first + length).min(words.len() - 1)].end;
        notes.push_str(&format!("## Note {n} {{#n{n}}}\n\n{}\n\n", passage(&canonical, &span)));
        notes.push_str(if n % 4 == 3 { "" } else { "Said here.\n\n" });
        spans.push(span);
    }
    memory.files.insert("content/annotations/a.md".into(), notes);
    for (n, name) in NAMES.iter().enumerate() {
        memory.files.insert(format!("content/entities/name-{n}.md"), format!("---\nname: {name}\n---\n"));
    }
    for (n, pick) in names.iter().enumerate() {
        let name = &canonical.text[words[pick.index(words.len())].clone()];
        memory.files.insert(format!("content/entities/own-{n}.md"), format!("---\nname: {name}\n---\n"));
    }
    if all {
        memory.files.insert("dossier.toml".into(), "[mentions]\nlink = \"all\"\n".into());
    }

    let compiled = memory.compile(Audience::Public);
    let problems: Vec<String> = serious(&compiled.diagnostics)
        .into_iter()
        // Two names may be the same word.
        .filter(|p| !p.contains("ambiguous-name") && !p.contains("raw-html"))
        .collect();
    prop_assert!(problems.is_empty(), "{:#?}\n{}\n{}", problems, body, memory.files["content/annotations/a.md"]);
    let site = Site::of_output(&compiled.output);
    let (_, faults) = crawl::crawl(&site.files, "/");
    prop_assert!(faults.is_empty(), "{:#?}\n{}", faults, body);
    let page = contract::read(&site.page("articles/a.html"));
    prop_assert!(page.faults.is_empty(), "{:#?}\n{}\n{}", page.faults, body, site.text("articles/a.html"));
    prop_assert_eq!(&page.text, &canonical.text, "{}", body);
    prop_assert_eq!(&page.blocks, &canonical.blocks);
    for (n, span) in spans.iter().enumerate() {
        let id = format!("n{n}");
        let marked: Vec<_> = page.segments.iter().filter(|s| s.notes.contains(&id)).collect();
        prop_assert_eq!(marked.first().map(|s| s.span.start), Some(span.start));
        prop_assert_eq!(marked.last().map(|s| s.span.end), Some(span.end));
        prop_assert_eq!(page.marked(&id), &canonical.text[span.clone()], "{}", body);
        prop_assert_eq!(page.refs.contains_key(&id), n % 4 != 3);
    }
    for mention in &page.mentions {
        let words = &canonical.text[mention.span.clone()];
        prop_assert!(NAMES.contains(&words) || plain_words(words).len() == 1, "{words}");
    }
    for mention in page.mentions.iter().filter(|m| all && !m.link && canonical.block_at(m.span.start) > 0) {
        let in_link = page.links.iter().any(|l| l.start < mention.span.end && mention.span.start < l.end);
        prop_assert!(in_link, "{mention:?} could be a link\n{body}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 4,
        max_shrink_iters: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn painting_loses_and_doubles_nothing(
        blocks in prop::collection::vec(block(), 1..6),
        picks in prop::collection::vec((any::<prop::sample::Index>(), 0usize..12), 1..9),
        names in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
        all in any::<bool>(),
    ) {
        law(&blocks, &picks, &names, all)?;
    }
}

/// Every kind of body takes every shape.
fn whole(bodies: &[Vec<Block>]) -> Result<(), TestCaseError> {
    let mut writer = Writer::default();
    let mut texts = bodies.iter().map(|blocks| {
        let mut text = writer.blocks(blocks).join("\n");
        for note in writer.footnotes.drain(..) {
            text.push_str("\n\n");
            text.push_str(&note);
        }
        text
    });
    let mut next = || texts.next().unwrap_or_default();
    let mut memory = Memory::default();
    let mut write = |path: &str, text: String| drop(memory.files.insert(path.to_owned(), text));
    write("content/index.md", next());
    write("content/articles/a.md", "---\ntitle: A\nrights: full\n---\n\nQuoted words of Zorin.\n".into());
    write("content/articles/r.md", format!("---\ntitle: R\nrights: reference\n---\n\nQuoted words.\n\n{}\n", next()));
    let fields = "by: zorin\nabout: zorin\nclaim: many = 1\nclaim: many = 2";
    write(
        "content/annotations/a.md",
        format!(
            "## N {{#n}}\n{fields}\n\n> Quoted\n\nFirst.\n\n{}\n\n## M {{#m}}\n{fields}\n\nSecond.\n\n{}\n",
            next(),
            next()
        ),
    );
    write("content/annotations/r.md", format!("## N {{#n}}\n{fields}\n\n> Quoted\n\nFirst.\n\n{}\n", next()));
    write("content/entities/zorin.md", format!("---\nname: Zorin\naliases: [Malk]\n---\n\n{}\n", next()));
    write("content/claims/many.md", format!("---\nquestion: How many, Zorin?\nfinding: Many.\n---\n\n{}\n", next()));
    write("content/pages/page.md", format!("---\ntitle: Of Zorin\n---\n\n{}\n", next()));
    for folder in ["", "articles/", "annotations/", "entities/", "claims/", "pages/"] {
        memory.blobs.insert(format!("content/{folder}dot.png"), b"dot".to_vec());
    }
    let compiled = memory.compile(Audience::Public);
    let site = Site::of_output(&compiled.output);
    let (crawled, faults) = crawl::crawl(&site.files, "/");
    prop_assert!(faults.is_empty(), "{:#?}\n{:#?}", faults, memory.files);
    prop_assert!(crawled.backlinks > 5);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 8,
        max_shrink_iters: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_body_takes_every_shape(bodies in prop::collection::vec(prop::collection::vec(block(), 1..3), 8)) {
        whole(&bodies)?;
    }
}
