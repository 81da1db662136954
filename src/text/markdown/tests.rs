//! Tests of the Markdown reader: rows of source, and a compact picture of what was read.
//!
//! In a picture `p1` and so on are leaves, `<em>` to `</em>` elements, `⏎` a hard break.

use std::fmt::Write as _;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::text::{Container, Element, InlineKind, Leaf, LeafKind, Link, Node, Target};

const PLAIN: Dialect = Dialect { wikilinks: false, heading_ids: false };
const FULL: Dialect = Dialect { wikilinks: true, heading_ids: true };

fn read(source: &str, dialect: Dialect) -> (Document, Spans, Vec<Diagnostic>) {
    let (document, spans, diagnostics) = parse(&SourcePath::new("a.md"), source, 0..source.len(), dialect);
    check_invariants(source, 0..source.len(), &document, &spans, &diagnostics);
    (document, spans, diagnostics)
}

/// Pictures a document and its diagnostics.
fn picture(source: &str, dialect: Dialect) -> String {
    let (document, _, diagnostics) = read(source, dialect);
    let mut out = dump(&document);
    for d in diagnostics {
        let span = d.primary.span.expect("the reader knows places");
        let _ = writeln!(out, "{:?} {:?} at {:?}: {}", d.severity, d.code, &source[span], d.message);
    }
    out
}

fn full(source: &str) -> String {
    picture(source, FULL)
}

fn plain(source: &str) -> String {
    picture(source, PLAIN)
}

fn dump(document: &Document) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for node in &document.nodes {
        if *node == Node::Close {
            depth -= 1;
            continue;
        }
        let _ = write!(out, "{:1$}", "", depth * 2);
        match node {
            Node::Open(container) => {
                depth += 1;
                let _ = match container {
                    Container::Quote(None) => writeln!(out, "quote"),
                    Container::List(None) => writeln!(out, "list"),
                    Container::Item(None) => writeln!(out, "item"),
                    Container::Footnote { number, references } => writeln!(out, "footnote {number}, {references} references"),
                    other => writeln!(out, "{}", format!("{other:?}").to_lowercase()),
                };
            }
            Node::Leaf(leaf) => {
                let _ = writeln!(out, "p{} {}", leaf + 1, dump_leaf(document, &document.leaves[*leaf]));
            }
            Node::Rule => out.push_str("rule\n"),
            Node::Close => {}
        }
    }
    out
}

fn dump_leaf(document: &Document, leaf: &Leaf) -> String {
    let mut out = match &leaf.kind {
        LeafKind::Paragraph { tight: false } => "paragraph".to_owned(),
        LeafKind::Paragraph { tight: true } => "tight".to_owned(),
        LeafKind::Heading { level, id: None } => format!("h{level}"),
        LeafKind::Heading { level, id: Some(id) } => format!("h{level}#{id}"),
        LeafKind::Term => "term".to_owned(),
        LeafKind::Cell { header, align } => format!("{}/{align:?}", if *header { "th" } else { "td" }).to_lowercase(),
        LeafKind::Code { language: None } => "code".to_owned(),
        LeafKind::Code { language: Some(language) } => format!("code({language})"),
    };
    out.push_str(" |");
    let mut open: Vec<u16> = Vec::new();
    for inline in &leaf.inlines {
        let common = open.iter().zip(&inline.within).take_while(|(a, b)| a == b).count();
        for element in open.drain(common..).rev() {
            let _ = write!(out, "</{}>", name(leaf, element).0);
        }
        for &element in &inline.within[common..] {
            let (name, link) = name(leaf, element);
            let target = link.map(|l| &document.links[l]).map_or(String::new(), |Link { target, title }| {
                let title = if title.is_empty() { String::new() } else { format!(" {title:?}") };
                match target {
                    Target::Wiki(target) => format!(" [[{target}]]{title}"),
                    Target::Url(url) => format!(" {url}{title}"),
                }
            });
            let _ = write!(out, "<{name}{target}>");
        }
        open.clone_from(&inline.within);
        match &inline.kind {
            InlineKind::Text(text) => out.push_str(text),
            InlineKind::HardBreak => out.push('⏎'),
            InlineKind::Title(link) => {
                let _ = write!(out, "{{title of {:?}}}", document.links[*link].target);
            }
            InlineKind::Image(image) => {
                let image = &document.images[*image];
                let _ = write!(out, "{{image {} {:?} {:?}}}", image.url, image.alt, image.title);
            }
            InlineKind::FootnoteReference { number, k } => {
                let _ = write!(out, "{{note {number}.{k}}}");
            }
        }
    }
    for element in open.into_iter().rev() {
        let _ = write!(out, "</{}>", name(leaf, element).0);
    }
    out.push('|');
    out
}

fn name(leaf: &Leaf, element: u16) -> (&'static str, Option<usize>) {
    match leaf.elements[usize::from(element)] {
        Element::Emphasis => ("em", None),
        Element::Strong => ("strong", None),
        Element::Strikethrough => ("s", None),
        Element::Code => ("code", None),
        Element::Link(link) => ("a", Some(link)),
    }
}

/// Checks what must hold of every document.
fn check_invariants(
    source: &str,
    body: Range<usize>,
    document: &Document,
    spans: &Spans,
    diagnostics: &[Diagnostic],
) {
    let mut depth = 0_usize;
    let mut leaves = 0;
    for node in &document.nodes {
        match node {
            Node::Open(_) => depth += 1,
            Node::Close => depth = depth.checked_sub(1).expect("what closes was open"),
            Node::Leaf(leaf) => {
                assert_eq!(*leaf, leaves, "leaves ascend by one");
                leaves += 1;
            }
            Node::Rule => {}
        }
        assert!(depth <= 2 * reader::MAX_DEPTH, "nesting is bounded");
    }
    assert_eq!(depth, 0, "nodes are balanced");
    assert_eq!(leaves, document.leaves.len(), "every leaf stands somewhere");
    assert_eq!(spans.leaves.len(), document.leaves.len());
    assert_eq!(spans.links.len(), document.links.len());
    assert_eq!(spans.images.len(), document.images.len());
    let places = diagnostics.iter().filter_map(|d| d.primary.span.as_ref());
    for span in spans.leaves.iter().chain(&spans.links).chain(&spans.images).chain(places) {
        assert!(body.start <= span.start && span.end <= body.end, "{span:?} is in the body");
        assert!(source.get(span.clone()).is_some(), "{span:?} is on character borders");
    }
    let mut links = 0;
    for leaf in &document.leaves {
        check_leaf(leaf);
        for element in &leaf.elements {
            if let Element::Link(link) = element {
                assert_eq!(*link, links, "links ascend by one");
                links += 1;
            }
        }
    }
    assert_eq!(links, document.links.len());
}

fn check_leaf(leaf: &Leaf) {
    assert!(!leaf.inlines.is_empty() || matches!(leaf.kind, LeafKind::Cell { .. } | LeafKind::Term));
    let mut seen: Vec<u16> = Vec::new();
    let mut before: &[u16] = &[];
    for (i, inline) in leaf.inlines.iter().enumerate() {
        for element in &inline.within {
            assert!(usize::from(*element) < leaf.elements.len());
            assert!(before.contains(element) || !seen.contains(element), "an element is in one piece");
            seen.push(*element);
        }
        before = &inline.within;
        let InlineKind::Text(text) = &inline.kind else { continue };
        assert!(!text.is_empty());
        assert!(unicode_normalization::is_nfc(text));
        assert!(!text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
        if let Some(Inline { kind: InlineKind::Text(_), within }) = leaf.inlines.get(i + 1) {
            assert_ne!(*within, inline.within, "texts are merged");
        }
    }
    for element in 0..leaf.elements.len() {
        assert!(seen.contains(&(element as u16)), "an element holds something");
    }
    let code = matches!(leaf.kind, LeafKind::Code { .. }) || leaf.elements.contains(&Element::Code);
    let text = leaf.text();
    let breaks = leaf.inlines.iter().any(|i| i.kind == InlineKind::HardBreak);
    if !code && !breaks {
        assert!(!text.contains("  ") && !text.starts_with(' ') && !text.ends_with(' '), "{text:?}");
    }
}

use crate::text::Inline;

#[test]
fn text_is_merged_and_white_space_squeezed() {
    assert_snapshot!(plain("One &amp; two\\*three &copy; *a  b* c\n   next\u{a0}\u{a0}line \t end  \nhard\\\nbreak\n"), @"");
    assert_snapshot!(plain("e\u{301} *\u{1}ctrl\u{0}\u{7f}* a\u{85}b &nbsp; &#0; &#10;"), @"");
    assert_snapshot!(plain("a *b *c* * d ** e ` x  y ` `` ` ``"), @"");
    assert_snapshot!(plain("a ![](x.png) b [c ](d)![](e) [f]( g )h"), @"");
    assert_snapshot!(plain("~~gone~~ ~also~ **_both_** H~2~O"), @"");
}

#[test]
fn line_ends_of_windows_and_old_macs_count() {
    assert_snapshot!(plain("One\r\ntwo  \r\nthree\r\n\r\n```txt\r\na\r\n b\r\n```\r\n\r\n- x\r\n- y\r\n"), @"");
    assert_snapshot!(plain("One\rtwo\r\rthree"), @"");
}

#[test]
fn blocks() {
    assert_snapshot!(plain("# H1\n\nSetext\n---\n\n> q1\n>\n> > q2\n\n***\n\n    code  1\n\n    code 2\n\n```rust ignore\nfn\n\n```\n\n```\n```\n"), @"");
    assert_snapshot!(plain("- a\n- b\n  - c\n\n    d\n  - e\n- \n\n3. x\n4. y\n"), @"");
    assert_snapshot!(plain("- a\n  > q\n  b\n- # h\n  text\n  ```\n  code\n  ```\n  more\n"), @"");
    assert_snapshot!(plain("- [ ] open\n- [x] done\n- [x]no\n\n1. [X] loose\n\n2. [ ] *two*\n"), @"");
    assert_snapshot!(plain("Term *one*\n: Its meaning\n\n  and more\n: Another\n\nTwo\n\n: Loose\n"), @"");
    assert_snapshot!(plain("> [!NOTE]\n> Take care.\n\n> [!warning]\n> Hot.\n\n> [!OTHER]\n> Words.\n\n> <!-- nothing -->\n"), @"");
}

#[test]
fn tables() {
    assert_snapshot!(full("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 |  | [[x\\|two words]] | `a\\|b` |\n| [[y]] | *z* |\n\nAfter"), @"");
    assert_snapshot!(plain("- | a |\n  |---|\n  | b |\n"), @"");
}

#[test]
fn headings() {
    assert_snapshot!(full("# A {#one}\n## B {.c #two k=v}\n### C {#p7}\n#### D {#m-x}\n##### p7 {#p7a}\n###### {#e}\n"), @"");
    assert_snapshot!(plain("## A {#p7 onclick=alert(1)}\n\n#\n"), @"");
    for id in ["p1", "at-x", "note-", "fn-1", "fnref-1-2"] {
        assert!(full(&format!("# A {{#{id}}}")).contains("reserved-id"), "{id}");
    }
    for id in ["p", "p1a", "mx", "notes", "P1"] {
        assert!(full(&format!("# A {{#{id}}}")).starts_with(&format!("p1 h1#{id} |A|")), "{id}");
    }
}

#[test]
fn links_keep_their_words() {
    assert_snapshot!(plain("[a](b.md \"t  i\") <https://x.example/?a=1&b=2> <me@x.example> [r] [m](mailto:a@b.example) [p](#p7)\n\n[r]: /root\n"), @"");
    assert_snapshot!(plain("[a *b*](javascript:alert(1)) [c](JaVa&#x53;cript:x) [d](&#106;avascript:x) [e](<java\tscript:x>) <foo:bar> [f](//host) [g](/\\\\host) [h](\\\\\\\\host)"), @"");
    assert_snapshot!(plain("[x](data:text/html,y) [y](&#1;javascript:x) [z](java&#10;script:x) [w](java&NewLine;script&colon;x) [v](vbscript:x)"), @"");
    assert_snapshot!(plain("[](empty.md) [![](i.png)](x) [[not]] [`c`](y)"), @"");
    assert_snapshot!(plain("![alt *text* `c`\n![in](n) [l](m)](i.png \"title\") ![b](javascript:x) ![m](mailto:x@y.example) end"), @"");
}

#[test]
fn wikilinks() {
    assert_snapshot!(full("[[a]] and [[ b-c#d ]] and [[a|some *words*]], [[a|]] [[a| ]] [[a\\|w]] ![[e]] ![[e|its words]]."), @"");
    assert_snapshot!(full("[[a [[b]] ]] [[]] [x [[c]]](d) **[[e]]** ## [[f]]\n\n## [[g]] {#h}\n"), @"");
}

#[test]
fn raw_html_loses_its_tags() {
    assert_snapshot!(plain("a <b onclick=\"x\">bold</b> c<br>d <!-- secret --> e <script>f()</script> &lt;g&gt;"), @"");
    assert_snapshot!(plain("<div class=\"x\">\n<p>One &amp; <em>two</em></p>\n<p>three</div>\n\n*after*\n"), @"");
    assert_snapshot!(plain("<script>\nlet x = '<b>';\n\nf()\n</script>\n\n<!-- only\n\na comment -->\n\n<style>p {}</style>\n"), @"");
    assert_snapshot!(plain("- a\n- <td>cell</td>\n\n> <div>q\n> r</div>\n\n<hr>\n\n<!-- never closed\n\nlost?"), @"");
}

#[test]
fn footnotes_come_last_in_the_order_of_their_first_reference() {
    assert_snapshot!(
        plain("[^c]: Sea [^d].\n\nA [^a] b[^C], c[^a]; [^none]\n\n[^u]: Unused [^d].\n\n[^a]: Ay [^c].\n\n    More.\n\n[^d]: Dee.\n\n[^a]: Again.\n"),
        @""
    );
    assert_snapshot!(plain("> Quote[^1]\n>\n> [^1]: In [l](x) the quote.\n\n[l](y) ![^1] [m[^1]](z)\n"), @"");
}

#[test]
fn spans_point_into_the_file() {
    let source = "---\nx: é\n---\n\n# Título\n\n- uno [dos](tres)\n  quatro\n\n![i](j)\n";
    let (document, spans, _) = parse(&SourcePath::new("a.md"), source, 14..source.len(), PLAIN);
    check_invariants(source, 14..source.len(), &document, &spans, &[]);
    let words = |ranges: &[Range<usize>]| ranges.iter().map(|r| &source[r.clone()]).collect::<Vec<_>>();
    assert_eq!(words(&spans.leaves), ["# Título", "uno [dos](tres)\n  quatro", "![i](j)"]);
    assert_eq!(words(&spans.links), ["[dos](tres)"]);
    assert_eq!(words(&spans.images), ["![i](j)"]);
}

#[test]
fn a_body_out_of_bounds_is_empty() {
    let path = SourcePath::new("a.md");
    for range in [5..9, 1..2, Range { start: 2, end: 1 }] {
        assert_eq!(parse(&path, "é", range, PLAIN), (Document::default(), Spans::default(), Vec::new()));
    }
}

#[test]
fn depth_is_bounded() {
    let rows = [
        ">".repeat(10_000) + "a",
        "- ".repeat(10_000) + "a",
        "1. ".repeat(5_000) + "a",
        ">- ".repeat(3_000) + "a\n\n| a |\n|---|\n| b |",
        "[^1]: ".repeat(3_000) + "a",
        "*a **b ".repeat(5_000) + &"c** d*".repeat(5_000),
    ];
    for source in rows {
        let (document, _, diagnostics) = read(&source, FULL);
        assert!(document.leaves.iter().any(|l| l.text().contains('a')));
        let deep = diagnostics.iter().filter(|d| d.code.0 == "too-deep").count();
        assert!(deep <= 1);
    }
    let deep = "> ".repeat(101) + "| a |\n" + &"> ".repeat(101) + "|---|\n" + &"> ".repeat(101) + "| b |";
    let shown = plain(&deep);
    assert!(shown.contains("p1 paragraph |a|") && shown.contains("p2 paragraph |b|"), "{shown}");
    assert!(shown.contains("too-deep"));
}

#[test]
fn openers_without_end_take_no_time() {
    let rows = ["[", "![", "[[", "<", "<!--", "<a \"", "*", "`", "~", "|", "<b>", "[^a]", "&", "\\"];
    for row in rows {
        let (document, _, diagnostics) = read(&row.repeat(10_000), FULL);
        assert!(document.leaves.len() <= 1 && diagnostics.len() <= 1_002, "{row}");
    }
}

#[test]
fn many_footnote_marks_are_an_error() {
    let source = "a [^b\n".repeat(MAX_FOOTNOTE_MARKS + 1);
    let (document, _, diagnostics) = read(&source, PLAIN);
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].code.0, "too-many-footnotes");
    assert_eq!(document.leaves.len(), 1);
}

#[test]
fn a_leaf_of_very_many_elements_keeps_its_words() {
    let source = "*a* ".repeat(70_000);
    let (document, _, diagnostics) = read(&source, PLAIN);
    assert_eq!(document.leaves[0].text().len(), 2 * 70_000 - 1);
    assert_eq!(diagnostics.len(), 1);
}

fn markdownish() -> impl Strategy<Value = String> {
    let tokens = proptest::sample::select(vec![
        "a", "b c", " ", "  ", "\n", "\n\n", "\r\n", "\t", "    ", "> ", "- ", "1. ", "# ", "## x {#y}", "*", "**", "_",
        "~", "~~", "`", "```", "```\n", "[", "]", "(", ")", "[[", "]]", "[[x|y]]", "![[z]]", "|", "\\|", "|---|", "\n|-|\n",
        "| a | b |\n|---|---|\n", ": ", "\n: ", "[^1]", "[^1]: ", "\n[^1]: ", "[^2]", "![", "](u)", "](javascript:x)",
        "<", ">", "<b>", "</b>", "<div>\n", "</div>\n", "<!--", "-->", "<http://x.y>", "&amp;", "&#0;", "\\", "é", "e\u{301}",
        "\u{a0}", "\u{0}", "---\n", "===\n", "***\n", "- [ ] ", "- [x] ", "> [!NOTE]\n", "{#p1}", "[r]: u\n", "[r]",
        "\"", "'", "!", "\u{85}",
    ]);
    proptest::collection::vec(tokens, 0..40).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn anything_is_read(text in prop_oneof![4 => markdownish(), 1 => any::<String>()], full: bool, before in "[é\n]{0,3}") {
        let source = format!("{before}{text}{before}");
        let body = before.len()..before.len() + text.len();
        let dialect = if full { FULL } else { PLAIN };
        let (document, spans, diagnostics) = parse(&SourcePath::new("a.md"), &source, body.clone(), dialect);
        check_invariants(&source, body, &document, &spans, &diagnostics);
    }
}
