use proptest::prelude::*;

use super::*;
use crate::content::annotation::Piece;
use crate::text::Document;
use crate::text::canonical::Canonical;

fn haystack(text: &str) -> Haystack {
    let mut canonical = Canonical::new("", &Document::default());
    canonical.text = text.to_owned();
    Haystack::new(&canonical)
}

/// Makes a passage of a text in which `<` and `>` enclose the target.
fn passage(text: &str) -> Passage {
    let piece = |text: &str, target| Piece { text: text.to_owned(), target };
    let pieces = match text.split_once('<') {
        Some((before, rest)) => {
            let (target, after) = rest.split_once('>').expect("a target ends");
            vec![piece(before, false), piece(target, true), piece(after, false)]
        }
        None => vec![piece(text, true)],
    };
    Passage { pieces: pieces.into_iter().filter(|piece| !piece.text.is_empty()).collect() }
}

/// Shows what becomes of a passage: `= words @start`, `~ words @start`, `2: words, words` or `- words`.
fn shown(text: &str, quoted: &str, nth: Option<usize>) -> String {
    let words = |ranges: Vec<Range<usize>>| ranges.into_iter().map(|r| &text[r]).collect::<Vec<_>>().join(" | ");
    match anchor(&haystack(text), &passage(quoted), nth) {
        Anchoring::Found { span, state } => {
            let sign = if state == State::Exact { '=' } else { '~' };
            format!("{sign} {} @{}", &text[span.clone()], span.start)
        }
        Anchoring::Ambiguous { candidates } => format!("{}: {}", candidates.len(), words(candidates)),
        Anchoring::Orphaned { nearest } => format!("- {}", words(nearest)),
    }
}

fn check(rows: &[(&str, &str, &str)]) {
    for (text, quoted, expected) in rows {
        assert_eq!(shown(text, quoted, None).trim_end(), *expected, "`{quoted}` in `{text}`");
    }
}

#[test]
fn the_strictest_tier_with_a_match_decides() {
    check(&[
        ("The crew held secret meetings.", "held secret meetings", "= held secret meetings @9"),
        ("The crew held secret meetings.", "crew <held> secret", "= held @9"),
        ("She said “no” – twice.", "said \"no\" - <twice>", "~ twice @22"),
        ("a\u{a0}b  c", "a b c", "~ a\u{a0}b  c @0"),
        ("Guaid\u{f3} spoke", "guaido <SPOKE>", "~ spoke @8"),
        ("soft\u{ad}en it", "<soften> it", "~ soft\u{ad}en @0"),
        ("Yes and yes", "Yes", "= Yes @0"),
        ("Yes and yes", "YES", "2: Yes | yes"),
        ("a 'b' and a ‘b’", "a 'b'", "= a 'b' @0"),
        ("one", "two", "-"),
        ("", "a", "-"),
        ("a", "", "-"),
        ("a", " < > ", "-"),
    ]);
}

#[test]
fn a_passage_may_cross_blocks() {
    check(&[
        ("Title\nFirst end.\nSecond start.", "end.\nSecond", "= end.\nSecond @12"),
        ("Title\nFirst end.\nSecond start.", "end. <Second> start", "= Second @17"),
        ("First end. Second", "end.\nSecond", "= end. Second @6"),
        ("a\nb  c", "<a\nb c>", "~ a\nb  c @0"),
    ]);
}

#[test]
fn no_word_is_cut() {
    check(&[
        ("the other", "he", "-"),
        ("the other he", "he", "= he @10"),
        ("4,300 men", "300 men", "- 300 men"),
        ("4,300 men", "4", "- 4"),
        ("in 4, 300", "300", "= 300 @6"),
        ("«he»", "he", "= he @2"),
        ("x\u{301}y x", "x", "= x @5"),
        ("他说没有会议", "没有", "= 没有 @6"),
    ]);
}

#[test]
fn ambiguity_is_refused_and_nth_settles_it() {
    let text = "a b a b a b";
    let rows = [
        (None, "3: a b | a b | a b"),
        (Some(1), "= a b @0"),
        (Some(3), "= a b @8"),
        (Some(4), "3: a b | a b | a b"),
        (Some(0), "3: a b | a b | a b"),
    ];
    for (nth, expected) in rows {
        assert_eq!(shown(text, "a b", nth), expected, "{nth:?}");
    }
    // Occurrences of the whole quotation are counted, also where they overlap.
    assert_eq!(shown(text, "a <b> a", Some(2)), "= b @6");
    assert_eq!(shown(text, "b <a>", Some(3)), "2: a | a");
    assert_eq!(shown("ha ha ha", "ha ha", None), "2: ha ha | ha ha");
    assert_eq!(shown("once", "once", Some(2)), "1: once");
}

#[test]
fn ellipses_stand_for_words_left_out() {
    let far = format!("start {} end", "x ".repeat(201));
    let near = format!("start {} end", "x ".repeat(200));
    check(&[
        ("He said… well, no.", "said… well", "= said… well @3"),
        ("He said... well, no.", "said… <well>", "~ well @11"),
        ("He left the house at dawn", "left … at dawn", "= left the house at dawn @3"),
        ("He left the house at dawn", "left […] <at> dawn", "= at @18"),
        ("He left the house at dawn", "He <left ... at> dawn", "= left the house at @3"),
        ("He left the house at dawn", "left <[...]> at dawn", "= the house @8"),
        ("He left the house at dawn", "…<the house>…", "= the house @8"),
        ("He left the house at dawn", "<…the house …> dawn", "= the house at @8"),
        ("He left the house", "the … left", "- left the"),
        ("a x b y b", "a … b", "= a x b @0"),
        ("a x a y b", "a … <b>", "= b @8"),
        ("a x a y b", "a … b", "2: a x a y b | a y b"),
        ("a b c d e f", "a … c … f", "= a b c d e f @0"),
        ("“A” x ‘B’", "\"a\" ... 'b'", "~ “A” x ‘B’ @0"),
        ("a c b c x d", "a … <b … d>", "= b c x d @4"),
        ("x", "…", "-"),
        (&far, "start … end", "- end | start"),
        (&near, "<start> … end", "= start @0"),
    ]);
}

#[test]
fn the_nearest_places_share_most_words() {
    check(&[
        ("They held a secret meeting. He met them.", "held secret meetings", "- held a secret"),
        ("one two three. four one. two three one", "<one two four> x", "- four one. two | one two"),
        ("Nothing alike here", "quite different words", "-"),
        (
            "The crew met at night in the old harbour",
            "crew <gathered> at night in the harbour",
            "- crew met at night in the old harbour",
        ),
    ]);
}

#[test]
fn the_shortest_context_is_unique() {
    let rows = [
        ("a b c a b d", 2..3, Some("**b** c")),
        ("x b c y b c", 2..3, Some("x **b**")),
        ("“b”, he said. b", 3..4, Some("“**b**”,")),
        ("a * b b b", 4..5, Some("\\* **b**")),
        ("b\nc b d", 0..1, Some("**b** c")),
        ("b b", 2..3, Some("b **b**")),
    ];
    for (text, candidate, expected) in rows {
        assert_eq!(shortest_context(&haystack(text), candidate, 0..text.len()).as_deref(), expected, "{text}");
    }
    // The words of the own block come first, even where fewer of another would do.
    assert_eq!(shortest_context(&haystack("x\nb c d\nb c e"), 2..3, 2..7).as_deref(), Some("**b** c d"));
    let text = "b c ".repeat(500);
    assert_eq!(shortest_context(&haystack(&text), 400..401, 0..text.len()), None);
    assert_eq!(shortest_context(&haystack("a"), 0..9, 0..1), None);
}

#[test]
fn a_repeating_text_is_searched_in_time() {
    let text = "a ".repeat(1 << 20);
    let quoted = "a ".repeat(1 << 19);
    let found = anchor(&haystack(&text), &passage(&quoted), None);
    assert!(matches!(found, Anchoring::Ambiguous { ref candidates } if candidates.len() > 1));
}

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("a"),
        Just("b"),
        Just("Ana"),
        Just("ana"),
        Just("é"),
        Just("e"),
        Just("“no”"),
        Just("\"no\""),
        Just("…"),
        Just("4,300"),
        Just("x\u{ad}y"),
        Just("*"),
        Just("[c]"),
        Just("–"),
        Just("_d_"),
    ];
    let space = prop_oneof![5 => Just(" "), 1 => Just("\n"), 1 => Just("\u{a0}"), 1 => Just("  ")];
    prop::collection::vec((word, space), 1..30).prop_map(|words| {
        let text: String = words.into_iter().flat_map(|(word, space)| [word, space]).collect();
        text.trim().to_owned()
    })
}

/// Returns two borders of words inside a range of a text.
fn slice(text: &str, range: Range<usize>, picks: (usize, usize)) -> Option<Range<usize>> {
    let starts: Vec<usize> = range
        .clone()
        .filter(|&i| {
            text.is_char_boundary(i)
                && text[i..].starts_with(|c: char| !c.is_whitespace())
                && !text[range.start..i].ends_with(|c: char| !c.is_whitespace())
        })
        .collect();
    let start = *starts.get(picks.0 % starts.len().max(1))?;
    let rest = &text[start..range.end];
    let ends: Vec<usize> = rest
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(i, _)| start + i)
        .filter(|&i| text[..i].ends_with(|c: char| !c.is_whitespace()))
        .chain([start + rest.trim_end().len()])
        .collect();
    let end = ends[picks.1 % ends.len()];
    (start < end).then_some(start..end)
}

proptest! {
    #[test]
    fn what_is_found_is_what_was_quoted(text in text(), whole in any::<(usize, usize)>(), bold in any::<(usize, usize)>()) {
        let Some(whole) = slice(&text, 0..text.len(), whole) else { return Ok(()) };
        let Some(bold) = slice(&text, whole.clone(), bold) else { return Ok(()) };
        let piece = |range: Range<usize>, target| Piece { text: text[range].to_owned(), target };
        let pieces = vec![piece(whole.start..bold.start, false), piece(bold.clone(), true), piece(bold.end..whole.end, false)];
        let hay = haystack(&text);
        match anchor(&hay, &Passage { pieces }, None) {
            Anchoring::Found { span, state } => prop_assert_eq!((span, state), (bold, State::Exact)),
            Anchoring::Ambiguous { candidates } => {
                prop_assert!(candidates.len() > 1 && candidates.contains(&bold), "{candidates:?} {bold:?}");
                if let Some(context) = shortest_context(&hay, bold.clone(), 0..text.len()) {
                    let note = format!("## A {{#a}}\n\n> {context}\n");
                    let path = crate::path::SourcePath::new("content/annotations/a.md");
                    let contents = crate::source::Contents::Text(note.as_str().into());
                    let file = crate::content::annotation::parse(&crate::source::SourceFile { path, contents }).file;
                    let passage = file.notes[0].passage.as_ref().expect("a passage was written");
                    prop_assert_eq!(anchor(&hay, passage, None), Anchoring::Found { span: bold, state: State::Exact }, "{}", context);
                }
            }
            Anchoring::Orphaned { .. } => prop_assert!(false, "not found"),
        }
    }

    #[test]
    fn anything_may_be_searched(text in any::<String>(), quoted in any::<String>(), nth in any::<Option<usize>>()) {
        let pieces = vec![Piece { text: quoted.clone(), target: true }];
        let spans = match anchor(&haystack(&text), &Passage { pieces }, nth) {
            Anchoring::Found { span, .. } => vec![span],
            Anchoring::Ambiguous { candidates } => candidates,
            Anchoring::Orphaned { nearest } => nearest,
        };
        for span in spans {
            let found = text.get(span);
            prop_assert!(found.is_some_and(|found| !found.is_empty() && found.trim() == found));
        }
    }
}
