//! Tests of the Markdown reader: rows of source, and a compact picture of what was read.

mod picture;

use std::fmt::Write as _;

use insta::assert_snapshot;
use proptest::prelude::*;

use self::picture::{check_invariants, dump};
use super::*;

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

#[test]
fn text_is_merged_and_white_space_squeezed() {
    assert_snapshot!(plain("One &amp; two\\*three &copy; *a  b* c\n   next\u{a0}\u{a0}line \t end  \nhard\\\nbreak\n"), @r#"p1 paragraph |One & two*three © <em>a b</em> c next  line end⏎hard⏎break|"#);
    assert_snapshot!(plain("e\u{301} *\u{1}ctrl\u{0}\u{7f}* a\u{85}b &nbsp; &#0; &#10;"), @r#"p1 paragraph |é <em>ctrl�</em> a b   �|"#);
    assert_snapshot!(plain("a *b *c* * d ** e ` x  y ` `` ` ``"), @r#"p1 paragraph |a *b <em>c</em> * d ** e <code>x  y</code> <code>`</code>|"#);
    assert_snapshot!(plain("a ![](x.png) b [c ](d)![](e) [f]( g )h ![](i)j"), @r#"p1 paragraph |a{image x.png "" ""} b <a d>c</a>{image e "" ""} <a g>f</a>h {image i "" ""}j|"#);
    assert_snapshot!(plain("~~gone~~ ~also~ **_both_** H~2~O"), @r#"p1 paragraph |<s>gone</s> <s>also</s> <strong><em>both</em></strong> H~2~O|"#);
}

#[test]
fn line_ends_of_windows_and_old_macs_count() {
    assert_snapshot!(plain("One\r\ntwo  \r\nthree\r\n\r\n```txt\r\na\r\n b\r\n```\r\n\r\n- x\r\n- y\r\n"), @r#"
    p1 paragraph |One two⏎three|
    p2 code(txt) |a
     b|
    list
      item
        p3 tight |x|
      item
        p4 tight |y|
    "#);
    assert_snapshot!(plain("One\rtwo\r\rthree"), @r#"
    p1 paragraph |One two|
    p2 paragraph |three|
    "#);
}

#[test]
fn blocks() {
    assert_snapshot!(plain("# H1\n\nSetext\n---\n\n> q1\n>\n> > q2\n\n***\n\n    code  1\n\n    code 2\n\n```rust ignore\nfn\n\n```\n\n```\n```\n"), @r#"
    p1 h1 |H1|
    p2 h2 |Setext|
    quote
      p3 paragraph |q1|
      quote
        p4 paragraph |q2|
    rule
    p5 code |code  1

    code 2|
    p6 code(rust) |fn
    |
    "#);
    assert_snapshot!(plain("- a\n- b\n  - c\n\n    d\n  - e\n- \n\n3. x\n4. y\n"), @r#"
    list
      item
        p1 tight |a|
      item
        p2 tight |b|
        list
          item
            p3 paragraph |c|
            p4 paragraph |d|
          item
            p5 paragraph |e|
      item
    list(some(3))
      item
        p6 tight |x|
      item
        p7 tight |y|
    "#);
    assert_snapshot!(plain("- a\n  > q\n  b\n- # h\n  text\n  ```\n  code\n  ```\n  more\n"), @r#"
    list
      item
        p1 tight |a|
        quote
          p2 paragraph |q b|
      item
        p3 h1 |h|
        p4 tight |text|
        p5 code |code|
        p6 tight |more|
    "#);
    assert_snapshot!(plain("- [ ] open\n- [x] done\n- [x]no\n\n1. [X] loose\n\n2. [ ] *two*\n"), @r#"
    list
      item(some(false))
        p1 tight |open|
      item(some(true))
        p2 tight |done|
      item
        p3 tight |[x]no|
    list(some(1))
      item(some(true))
        p4 paragraph |loose|
      item(some(false))
        p5 paragraph |<em>two</em>|
    "#);
    assert_snapshot!(plain("Term *one*\n: Its meaning\n\n  and more\n: Another\n\nTwo\n\n: Loose\n"), @r#"
    definitions
      p1 term |Term <em>one</em>|
      definition
        p2 paragraph |Its meaning|
        p3 paragraph |and more|
      definition
        p4 paragraph |Another|
      p5 term |Two|
      definition
        p6 paragraph |Loose|
    "#);
    assert_snapshot!(plain("> [!NOTE]\n> Take care.\n\n> [!warning]\n> Hot.\n\n> [!OTHER]\n> Words.\n\n> <!-- nothing -->\n"), @r#"
    quote(some(note))
      p1 paragraph |Take care.|
    quote(some(warning))
      p2 paragraph |Hot.|
    quote
      p3 paragraph |[!OTHER] Words.|
    Warning raw-html at "<!-- nothing -->": an HTML comment was dropped
    "#);
}

#[test]
fn tables() {
    assert_snapshot!(full("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 |  | [[x\\|two words]] | `a\\|b` |\n| [[y]] | *z* |\n\nAfter"), @r#"
    table
      head
        p1 th/left |a|
        p2 th/center |b|
        p3 th/right |c|
        p4 th/none |d|
      row
        p5 td/left |1|
        p6 td/center ||
        p7 td/right |<a [[x]]>two words</a>|
        p8 td/none |<code>a|b</code>|
      row
        p9 td/left |<a [[y]]>{title of Wiki("y")}</a>|
        p10 td/center |<em>z</em>|
        p11 td/right ||
        p12 td/none ||
    p13 paragraph |After|
    "#);
    assert_snapshot!(plain("- | a |\n  |---|\n  | b |\n"), @r#"
    list
      item
        table
          head
            p1 th/none |a|
          row
            p2 td/none |b|
    "#);
}

#[test]
fn headings() {
    assert_snapshot!(full("# A {#one}\n## B {.c #two k=v}\n### C {#p7}\n#### D {#m-x}\n##### p7 {#p7a}\n###### {#e}\n"), @r#"
    p1 h1#one |A|
    p2 h2#two |B|
    p3 h3 |C|
    p4 h4 |D|
    p5 h5#p7a |p7|
    Warning heading-attribute at "{.c #two k=v}": a heading can carry an `{#id}` and nothing else
    Error reserved-id at "{#p7}": the id `p7` has a form that the tool itself uses
    Error reserved-id at "{#m-x}": the id `m-x` has a form that the tool itself uses
    "#);
    assert_snapshot!(plain("## A {#p7 onclick=alert(1)}\n\n#\n"), @r#"p1 h2 |A {#p7 onclick=alert(1)}|"#);
    for id in ["p1", "at-x", "note-", "fn-1", "fnref-1-2", "main", "corrections", "cited-heading"] {
        assert!(full(&format!("# A {{#{id}}}")).contains("reserved-id"), "{id}");
    }
    for id in ["p", "domain", "heading", "p1a", "mx", "notes", "P1"] {
        assert!(full(&format!("# A {{#{id}}}")).starts_with(&format!("p1 h1#{id} |A|")), "{id}");
    }
}

#[test]
fn links_keep_their_words() {
    assert_snapshot!(plain("[a](b.md \"t  i\") <https://x.example/?a=1&b=2> <me@x.example> [r] [m](mailto:a@b.example) [p](#p7)\n\n[r]: /root\n"), @r#"p1 paragraph |<a b.md "t i">a</a> <a https://x.example/?a=1&b=2>https://x.example/?a=1&b=2</a> <a mailto:me@x.example>me@x.example</a> <a /root>r</a> <a mailto:a@b.example>m</a> <a #p7>p</a>|"#);
    assert_snapshot!(plain("[a *b*](javascript:alert(1)) [c](JaVa&#x53;cript:x) [d](&#106;avascript:x) [e](<java\tscript:x>) <foo:bar> [f](//host) [g](/\\\\host) [h](\\\\\\\\host)"), @r#"
    p1 paragraph |a <em>b</em> c d e foo:bar f g h|
    Warning unsafe-link at "[a *b*](javascript:alert(1))": the address `javascript:alert(1)` is not linked, only its words stay
    Warning unsafe-link at "[c](JaVa&#x53;cript:x)": the address `JaVaScript:x` is not linked, only its words stay
    Warning unsafe-link at "[d](&#106;avascript:x)": the address `javascript:x` is not linked, only its words stay
    Warning unsafe-link at "[e](<java\tscript:x>)": the address `java script:x` is not linked, only its words stay
    Warning unsafe-link at "<foo:bar>": the address `foo:bar` is not linked, only its words stay
    Warning unsafe-link at "[f](//host)": the address `//host` is not linked, only its words stay
    Warning unsafe-link at "[g](/\\\\host)": the address `/\host` is not linked, only its words stay
    Warning unsafe-link at "[h](\\\\\\\\host)": the address `\\host` is not linked, only its words stay
    "#);
    assert_snapshot!(plain("[x](data:text/html,y) [y](&#1;javascript:x) [z](java&#10;script:x) [w](java&NewLine;script&colon;x) [v](vbscript:x)"), @r#"
    p1 paragraph |x y z w v|
    Warning unsafe-link at "[x](data:text/html,y)": the address `data:text/html,y` is not linked, only its words stay
    Warning unsafe-link at "[y](&#1;javascript:x)": the address `javascript:x` is not linked, only its words stay
    Warning unsafe-link at "[z](java&#10;script:x)": the address `java script:x` is not linked, only its words stay
    Warning unsafe-link at "[w](java&NewLine;script&colon;x)": the address `java script:x` is not linked, only its words stay
    Warning unsafe-link at "[v](vbscript:x)": the address `vbscript:x` is not linked, only its words stay
    "#);
    assert_snapshot!(plain("[](empty.md) [![](i.png)](x) [[not]] [`c`](y)"), @r#"
    p1 paragraph |<a x>{image i.png "" ""}</a>[[not]] <a y><code>c</code></a>|
    Warning empty-link at "[](empty.md)": the link to `empty.md` has no words
    "#);
    assert_snapshot!(plain("![alt *text* `c`\n![in](n) [l](m)](i.png \"title\") ![b](javascript:x) ![m](mailto:x@y.example) end"), @r#"
    p1 paragraph |{image i.png "alt text c in l" "title"}end|
    Warning unsafe-link at "![b](javascript:x)": the image `javascript:x` is left out
    Warning unsafe-link at "![m](mailto:x@y.example)": the image `mailto:x@y.example` is left out
    "#);
}

#[test]
fn wikilinks() {
    assert_snapshot!(full("[[a]] and [[ b-c#d ]] and [[a|some *words*]], [[a|]] [[a| ]] [[a\\|w]] ![[e]] ![[e|its words]]."), @r#"
    p1 paragraph |<a [[a]]>{title of Wiki("a")}</a> and <a [[b-c#d]]>{title of Wiki("b-c#d")}</a> and <a [[a]]>some <em>words</em></a>, <a [[a]]>{title of Wiki("a")}</a> <a [[a]]>{title of Wiki("a")}</a> <a [[a]]>w</a> e its words.|
    Warning unsupported-embed at "![[e]]": `![[e]]` embeds nothing, only its words stay
    Warning unsupported-embed at "![[e|its words]]": `![[e]]` embeds nothing, only its words stay
    "#);
    assert_snapshot!(full("[[a [[b]] ]] [[]] [x [[c]]](d) **[[e]]** ## [[f]]\n\n## [[g]] {#h}\n"), @r#"
    p1 paragraph |[[a <a [[b]]>{title of Wiki("b")}</a> ]] [[]] [x <a [[c]]>{title of Wiki("c")}</a>](d) <strong><a [[e]]>{title of Wiki("e")}</a></strong> ## <a [[f]]>{title of Wiki("f")}</a>|
    p2 h2#h |<a [[g]]>{title of Wiki("g")}</a>|
    "#);
}

#[test]
fn raw_html_loses_its_tags() {
    assert_snapshot!(plain("a <b onclick=\"x\">bold</b> c<br>d <!-- secret --> e <script>f()</script> &lt;g&gt;"), @r#"
    p1 paragraph |a bold c d e f() <g>|
    Warning raw-html at "<b onclick=\"x\">": raw HTML was dropped, its text stays
    Warning raw-html at "<br>": raw HTML was dropped, its text stays
    Warning raw-html at "<!-- secret -->": an HTML comment was dropped
    Warning raw-html at "<script>": raw HTML was dropped, its text stays
    "#);
    assert_snapshot!(plain("<div class=\"x\">\n<p>One &amp; <em>two</em></p>\n<p>three</div>\n\n*after*\n"), @r#"
    p1 paragraph |One & two three|
    p2 paragraph |<em>after</em>|
    Warning raw-html at "<div class=\"x\">\n<p>One &amp; <em>two</em></p>\n<p>three</div>": raw HTML was dropped, its text stays
    "#);
    assert_snapshot!(plain("<script>\nlet x = '<b>';\n\nf()\n</script>\n\n<!-- only\n\na comment -->\n\n<style>p {}</style>\n"), @r#"
    p1 paragraph |let x = ''; f()|
    p2 paragraph |p {}|
    Warning raw-html at "<script>\nlet x = '<b>';\n\nf()\n</script>": raw HTML was dropped, its text stays
    Warning raw-html at "<!-- only\n\na comment -->": an HTML comment was dropped
    Warning raw-html at "<style>p {}</style>": raw HTML was dropped, its text stays
    "#);
    assert_snapshot!(plain("- a\n- <td>cell</td>\n\n> <div>q\n> r</div>\n\n<hr>\n\n<!-- never closed\n\nlost?"), @r#"
    list
      item
        p1 tight |a|
      item
        p2 paragraph |cell|
    quote
      p3 paragraph |q r|
    p4 paragraph |never closed lost?|
    Warning raw-html at "<td>cell</td>": raw HTML was dropped, its text stays
    Warning raw-html at "<div>q\n> r</div>": raw HTML was dropped, its text stays
    Warning raw-html at "<hr>": raw HTML was dropped, its text stays
    Warning raw-html at "<!-- never closed\n\nlost?": an HTML comment is never closed, so its text stays and shows
    "#);
}

#[test]
fn footnotes_come_last_in_the_order_of_their_first_reference() {
    assert_snapshot!(
        plain("[^c]: Sea [^d].\n\nA [^a] b[^C], c[^a]; [^none]\n\n[^u]: Unused [^d].\n\n[^a]: Ay [^c].\n\n    More.\n\n[^d]: Dee.\n\n[^a]: Again.\n"),
        @r#"
        p1 paragraph |A{note 1.1} b{note 2.1}, c{note 1.2}; [^none]|
        footnotes
          footnote 1, 2 references
            p2 paragraph |Ay {note 2.2}.|
            p3 paragraph |More.|
          footnote 2, 2 references
            p4 paragraph |Sea {note 3.1}.|
          footnote 3, 2 references
            p5 paragraph |Dee.|
          footnote 4, 0 references
            p6 paragraph |Unused {note 3.2}.|
          footnote 5, 0 references
            p7 paragraph |Again.|
        Warning duplicate-footnote at "[^a]: Again.": the footnote `a` is defined twice
        Warning unused-footnote at "[^u]: Unused [^d].": nothing refers to the footnote `u`
        Warning unused-footnote at "[^a]: Again.": nothing refers to the footnote `a`
        "#
    );
    assert_snapshot!(plain("> Quote[^1]\n>\n> [^1]: In [l](x) the quote.\n\n[l](y) ![^1] [m[^1]](z)\n"), @r#"
    quote
      p1 paragraph |Quote{note 1.1}|
    p2 paragraph |<a y>l</a> !{note 1.2} [m{note 1.3}](z)|
    footnotes
      footnote 1, 3 references
        p3 paragraph |In <a x>l</a> the quote.|
    "#);
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
        "> ".repeat(20_000) + "a" + &"\nb".repeat(20_000),
        "* - ".repeat(20_000) + "a" + &"\n\n".repeat(20_000),
        "*a **b ".repeat(5_000) + &"c** d*".repeat(5_000),
    ];
    for source in rows {
        let (document, _, diagnostics) = read(&source, FULL);
        assert!(document.leaves.iter().any(|l| l.text().contains('a')));
        let deep = diagnostics.iter().filter(|d| d.code.as_str() == "too-deep").count();
        assert!(deep <= 1);
    }
    let deep = "> ".repeat(101) + "| a |\n" + &"> ".repeat(101) + "|---|\n" + &"> ".repeat(101) + "| b |";
    let shown = plain(&deep);
    assert!(shown.contains("p1 paragraph |a|") && shown.contains("p2 paragraph |b|"), "{shown}");
    assert!(shown.contains("too-deep"));
}

#[test]
fn marks_that_nest_too_deep_are_words() {
    let marks = "> - ".repeat(200);
    let (document, _, diagnostics) = read(&format!("{marks}a"), FULL);
    assert!(document.leaves[0].text().ends_with("> - > - a"));
    assert_eq!(diagnostics.len(), 1);
    let (document, ..) = read(&format!("```\n{marks}\n```\n"), FULL);
    assert_eq!(document.leaves[0].text(), marks);
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
    assert_eq!(diagnostics[0].code.as_str(), "too-many-footnotes");
    assert_eq!(document.leaves.len(), 1);
}

#[test]
fn escaped_footnote_marks_are_words() {
    let of = |mark: &str| read(&format!("a {mark}b]\n\n[^b]: c\n").repeat(MAX_FOOTNOTE_MARKS / 2 + 1), PLAIN).2;
    let guarded = |mark: &str| of(mark).iter().any(|d| d.code.as_str() == "too-many-footnotes");
    assert!(!guarded("\\[^"));
    assert!(guarded("\\\\[^"), "the backslash itself is escaped");
    assert!(guarded("[^"));
    let (document, _, diagnostics) = read(&"a \\[^b\n".repeat(MAX_FOOTNOTE_MARKS * 4), PLAIN);
    assert_eq!((document.leaves.len(), diagnostics.len()), (1, 0));
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
        "a",
        "b c",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "    ",
        "> ",
        "- ",
        "1. ",
        "# ",
        "## x {#y}",
        "*",
        "**",
        "_",
        "~",
        "~~",
        "`",
        "```",
        "```\n",
        "[",
        "]",
        "(",
        ")",
        "[[",
        "]]",
        "[[x|y]]",
        "![[z]]",
        "|",
        "\\|",
        "|---|",
        "\n|-|\n",
        "| a | b |\n|---|---|\n",
        ": ",
        "\n: ",
        "[^1]",
        "[^1]: ",
        "\n[^1]: ",
        "[^2]",
        "![",
        "](u)",
        "](javascript:x)",
        "<",
        ">",
        "<b>",
        "</b>",
        "<div>\n",
        "</div>\n",
        "<!--",
        "-->",
        "<http://x.y>",
        "&amp;",
        "&#0;",
        "\\",
        "é",
        "e\u{301}",
        "\u{a0}",
        "\u{0}",
        "---\n",
        "===\n",
        "***\n",
        "- [ ] ",
        "- [x] ",
        "> [!NOTE]\n",
        "{#p1}",
        "[r]: u\n",
        "[r]",
        "\"",
        "'",
        "!",
        "\u{85}",
    ]);
    proptest::collection::vec(tokens, 0..40).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 8))]

    #[test]
    fn anything_is_read(text in prop_oneof![4 => markdownish(), 1 => any::<String>()], full: bool, before in "[é\n]{0,3}") {
        let source = format!("{before}{text}{before}");
        let body = before.len()..before.len() + text.len();
        let dialect = if full { FULL } else { PLAIN };
        let (document, spans, diagnostics) = parse(&SourcePath::new("a.md"), &source, body.clone(), dialect);
        check_invariants(&source, body, &document, &spans, &diagnostics);
    }
}
