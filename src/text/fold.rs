//! Folding for matching, and the way back to the original.
//!
//! [`Level::Typography`] makes all quotation marks, dashes, spaces and ellipses alike and drops what
//! is invisible; [`Level::Letters`] also drops case and diacritics. A [`Folded`] text keeps a map of
//! pieces, so that what is found in it can be painted in the words that the source printed.
//! It deliberately does not transliterate scripts, and knows no language: `ü` is `u`, never `ue`.
//!
//! Diacritics are the combining marks with a combining class; vowel signs of Indic scripts have none
//! and stay. A mark belongs to the letter it stands on, at both levels.
//!
//! **Invariant:** ranges of the folded text come back in order, on character borders, and miss
//! nothing of the original but invisible characters.
//! **Invariant:** folding what is folded changes nothing.

use std::ops::Range;

use unicode_normalization::char::{canonical_combining_class, decompose_canonical, is_combining_mark};

/// How much is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Quotation marks, dashes, spaces, ellipses and invisible characters.
    Typography,
    /// That, and case and diacritics.
    Letters,
}

/// A folded text that knows where its characters came from. All offsets are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// The length of the original.
    original: usize,
    /// What came from where, in order; none if all stands where it stood.
    pieces: Vec<Piece>,
}

/// A piece of the folded text; it ends where the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    folded: u32,
    original: u32,
    kind: Kind,
}

/// How the bytes of a piece belong to those of the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Byte by byte.
    Even,
    /// As a whole: one character, with its marks, or a run of spaces.
    Whole,
    /// It has left nothing.
    Gone,
}

impl Folded {
    /// Folds a text. Positions beyond 4 GiB are not kept apart.
    pub fn new(text: &str, level: Level) -> Self {
        let mut folder = Folder {
            level,
            text: String::with_capacity(text.len()),
            pieces: Vec::new(),
            kind: Kind::Even,
            letters: String::new(),
        };
        folder.run(text);
        Self { text: folder.text, original: text.len(), pieces: folder.pieces }
    }

    /// Returns the range of the original that a range of the folded text came from.
    ///
    /// A border inside what one character of the original became moves out to its border. Invisible
    /// characters at the ends are left out. Out of bounds, the range is cut.
    pub fn original(&self, folded: Range<usize>) -> Range<usize> {
        let start = self.start(folded.start);
        if folded.end <= folded.start {
            return start..start;
        }
        let mut last = folded.end.min(self.text.len()).saturating_sub(1);
        while !self.text.is_char_boundary(last) {
            last -= 1;
        }
        let width = self.text[last..].chars().next().map_or(0, char::len_utf8);
        let end = match self.piece(|p| p.folded as usize <= last) {
            None => last + width,
            Some(i) => match self.pieces[i] {
                Piece { folded, original, kind: Kind::Even } => last - folded as usize + original as usize + width,
                _ => self.pieces.get(i + 1).map_or(self.original, |next| next.original as usize),
            },
        };
        start..end.max(start)
    }

    /// Returns where in the folded text a byte of the original has come to.
    ///
    /// Inside a character, or a run of spaces, that is where it begins.
    pub fn folded_offset(&self, original: usize) -> usize {
        if original >= self.original {
            return self.text.len();
        }
        let at = match self.piece(|p| p.original as usize <= original) {
            None => original,
            Some(i) => match self.pieces[i] {
                Piece { folded, original: from, kind: Kind::Even } => original - from as usize + folded as usize,
                piece => piece.folded as usize,
            },
        };
        self.floor(at)
    }

    fn start(&self, folded: usize) -> usize {
        if folded >= self.text.len() {
            return self.original;
        }
        let folded = self.floor(folded);
        match self.piece(|p| p.folded as usize <= folded) {
            None => folded,
            Some(i) => match self.pieces[i] {
                Piece { folded: from, original, kind: Kind::Even } => folded - from as usize + original as usize,
                piece => piece.original as usize,
            },
        }
    }

    /// Returns the last piece of which `begins` is true; a first piece always begins at 0.
    fn piece(&self, begins: impl FnMut(&Piece) -> bool) -> Option<usize> {
        self.pieces.partition_point(begins).checked_sub(1)
    }

    fn floor(&self, mut at: usize) -> usize {
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// A text while it is being folded.
struct Folder {
    level: Level,
    text: String,
    pieces: Vec<Piece>,
    /// The kind of the piece that is being written.
    kind: Kind,
    /// What one character has become; kept to be used again.
    letters: String,
}

impl Folder {
    fn run(&mut self, text: &str) {
        let mut at = 0;
        while at < text.len() {
            let plain = plain(&text.as_bytes()[at..], self.text.ends_with(' '));
            if plain > 0 {
                self.begin(at, Kind::Even);
                let from = self.text.len();
                self.text.push_str(&text[at..at + plain]);
                if self.level == Level::Letters {
                    self.text[from..].make_ascii_lowercase();
                }
                at += plain;
            }
            let Some(c) = text[at..].chars().next() else { break };
            self.char(at, c);
            at += c.len_utf8();
        }
    }

    fn char(&mut self, at: usize, c: char) {
        if is_space(c) {
            if !self.text.ends_with(' ') {
                self.write(at, c, " ");
            } else if self.kind == Kind::Even {
                self.widen(at);
            }
            return;
        }
        if is_invisible(c) {
            if self.kind != Kind::Gone {
                self.begin(at, Kind::Gone);
            }
            return;
        }
        let mark = c >= '\u{300}' && is_combining_mark(c);
        if mark && self.kind == Kind::Even && !self.text.is_empty() {
            self.widen(at);
        }
        if self.level == Level::Typography {
            match typography(c) {
                Some(folded) => self.write(at, c, folded),
                None if mark && self.kind == Kind::Whole => self.text.push(c),
                None => self.write(at, c, c.encode_utf8(&mut [0; 4])),
            }
            return;
        }
        let mut folded = std::mem::take(&mut self.letters);
        folded.clear();
        letters(c, &mut folded);
        if mark && self.kind == Kind::Whole {
            self.text.push_str(&folded);
        } else if !folded.is_empty() {
            self.write(at, c, &folded);
        } else if self.kind != Kind::Gone {
            self.begin(at, Kind::Gone);
        }
        self.letters = folded;
    }

    /// Writes what a character has become.
    fn write(&mut self, at: usize, c: char, folded: &str) {
        let mut chars = folded.chars();
        let one = chars.next().is_some_and(|f| f.len_utf8() == c.len_utf8()) && chars.next().is_none();
        self.begin(at, if one { Kind::Even } else { Kind::Whole });
        self.text.push_str(folded);
    }

    /// Begins a piece at a place of the original, unless the last one goes on.
    fn begin(&mut self, at: usize, kind: Kind) {
        if kind == Kind::Even && self.kind == Kind::Even {
            return;
        }
        if self.pieces.is_empty() && at > 0 {
            self.pieces.push(Piece { folded: 0, original: 0, kind: Kind::Even });
        }
        self.pieces.push(Piece { folded: position(self.text.len()), original: position(at), kind });
        self.kind = kind;
    }

    /// Makes the last character, which stood right before a place of the original, a piece as a
    /// whole, so that what follows can join it.
    fn widen(&mut self, at: usize) {
        let Some(last) = self.text.chars().next_back() else { return };
        let piece = Piece {
            folded: position(self.text.len() - last.len_utf8()),
            original: position(at - last.len_utf8()),
            kind: Kind::Whole,
        };
        match self.pieces.last_mut() {
            Some(open) if open.folded == piece.folded => *open = piece,
            None if piece.original == 0 => self.pieces.push(piece),
            _ => {
                self.kind = Kind::Gone;
                self.begin(piece.original as usize, Kind::Whole);
                if let Some(open) = self.pieces.last_mut() {
                    *open = piece;
                }
            }
        }
        self.kind = Kind::Whole;
    }
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Returns how many bytes from the start fold to themselves, but for case.
fn plain(bytes: &[u8], mut space: bool) -> usize {
    for (i, &b) in bytes.iter().enumerate() {
        let doubled = space && b == b' ';
        space = b == b' ';
        if doubled || !PLAIN[usize::from(b)] {
            return i;
        }
    }
    bytes.len()
}

/// ASCII but white space other than the space, and the accent that stands for a quotation mark.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut b = 0;
    while b < 128 {
        plain[b] = !matches!(b as u8, b'\t'..=b'\r' | 0x1c..=0x1f | b'`');
        b += 1;
    }
    plain
};

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// Soft hyphen, zero-width space and joiners of words, direction marks, byte order mark. The joiners
/// of letters (U+200C, U+200D) stay: they tell words apart in some scripts.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
    )
}

fn typography(c: char) -> Option<&'static str> {
    match c {
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' | '‹' | '›' | '\u{1fef}' | '\u{1ffd}' => Some("'"),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => Some("\""),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => Some("-"),
        '…' => Some("..."),
        _ => None,
    }
}

/// Appends what a character becomes without case and diacritics.
fn letters(c: char, out: &mut String) {
    if let Some(folded) = typography(c) {
        return out.push_str(folded);
    }
    for lower in c.to_lowercase() {
        decompose_canonical(lower, |part| match part {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ς' => out.push('σ'),
            'ſ' => out.push('s'),
            'ı' => out.push('i'),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ħ' => out.push('h'),
            'ŧ' => out.push('t'),
            part if part.is_ascii() || canonical_combining_class(part) == 0 => out.push(part),
            _ => {}
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typography_is_folded() {
        let rows = [
            ("plain text", "plain text"),
            ("‘a’ ‚b‛ c′ `d´ ‹e›", "'a' 'b' c' 'd' 'e'"),
            ("“a” „b‟ c″ «d»", "\"a\" \"b\" c\" \"d\""),
            ("a‐b‑c‒d–e—f―g−h", "a-b-c-d-e-f-g-h"),
            ("a\u{a0}b\u{2009}\u{202f}c\u{3000}d\t \ne  f", "a b c d e f"),
            ("a\u{ad}b\u{200b}c\u{2060}d\u{feff}e\u{200e}f", "abcdef"),
            ("a \u{ad} b", "a b"),
            ("wait… what", "wait... what"),
            ("Él e\u{301}", "Él e\u{301}"),
        ];
        for (text, folded) in rows {
            assert_eq!(Folded::new(text, Level::Typography).text, folded, "{text:?}");
        }
    }

    #[test]
    fn letters_are_folded() {
        let rows = [
            ("PLAIN Text", "plain text"),
            ("Peña Núñez ÁÉ", "pena nunez ae"),
            ("e\u{301}a\u{308}\u{304}x", "eax"),
            ("Straße STRASSE ẞ", "strasse strasse ss"),
            ("ΣΊΣΥΦΟΣ σίσυφος", "σισυφοσ σισυφοσ"),
            ("İstanbul ılık", "istanbul ilik"),
            ("Øł Ðđ Æœ Þħŧ ſ Ǿ", "ol dd aeoe thht s o"),
            ("“Ñ”", "\"n\""),
            ("한 がй", "\u{1112}\u{1161}\u{11ab} かи"),
            ("हिन्दी", "हिनदी"),
        ];
        for (text, folded) in rows {
            assert_eq!(Folded::new(text, Level::Letters).text, folded, "{text:?}");
        }
    }

    #[test]
    fn ranges_come_back() {
        // The words of the folded text, and the words of the original that they came from.
        let rows = [
            ("he said “no” twice", "\"no\"", "“no”"),
            ("a  \n b", " ", "  \n "),
            ("so\u{ad}ft hy\u{ad}phen", "soft", "so\u{ad}ft"),
            ("x\u{200b} y", "x", "x"),
            ("\u{200b}x y", "x", "x"),
            ("wait…", ".", "…"),
            ("Jose\u{301} Peña", "jose", "Jose\u{301}"),
            ("Jose\u{301} Peña", "pena", "Peña"),
            ("Straße", "s", "S"),
            ("große", "s", "ß"),
            ("ñe\u{301}e\u{301}", "nee", "ñe\u{301}e\u{301}"),
        ];
        for (text, words, original) in rows {
            let folded = Folded::new(text, Level::Letters);
            let at = folded.text.find(words).expect("the words are in the row");
            let back = folded.original(at..at + words.len());
            assert_eq!(&text[back], original, "{text:?}");
        }
    }

    #[test]
    fn a_mark_belongs_to_its_letter_at_both_levels() {
        let folded = Folded::new("xe\u{301}y", Level::Typography);
        assert_eq!(folded.original(1..2), 1..4);
        assert_eq!(folded.folded_offset(2), 1);
        assert_eq!(folded.folded_offset(4), 4);
    }

    #[test]
    fn plain_text_needs_no_map() {
        assert_eq!(Folded::new("It said: \"no\".", Level::Letters).pieces, []);
        assert_eq!(Folded::new("ñandú, “no”", Level::Typography).pieces.len(), 4);
    }

    #[test]
    fn ranges_out_of_bounds_are_cut() {
        let folded = Folded::new("añ", Level::Letters);
        assert_eq!(folded.original(0..99), 0..3);
        assert_eq!(folded.original(99..120), 3..3);
        assert_eq!(folded.folded_offset(99), 2);
        let empty = Folded::new("", Level::Letters);
        assert_eq!(empty.original(0..1), 0..0);
        assert_eq!(empty.folded_offset(0), 0);
    }

    fn texts() -> impl Strategy<Value = String> {
        let alphabet = "[a-cA-C  \n\t'`“”’…–ñéÑßøİıΣς\u{301}\u{308}\u{ad}\u{200b}\u{a0}가か\u{3099}\u{fe0f}]{0,24}";
        prop_oneof![alphabet, any::<String>()]
    }

    proptest! {
        #[test]
        fn folding_maps_back(text in texts(), letters: bool) {
            let level = if letters { Level::Letters } else { Level::Typography };
            let folded = Folded::new(&text, level);
            prop_assert_eq!(&Folded::new(&folded.text, level).text, &folded.text);
            let mut end = 0;
            for (i, c) in folded.text.char_indices() {
                let back = folded.original(i..i + c.len_utf8());
                prop_assert!(text.is_char_boundary(back.start) && text.is_char_boundary(back.end));
                prop_assert!(back.start < back.end, "{:?} came from nothing", c);
                if back.start >= end {
                    let missed = Folded::new(&text[end..back.start], level).text;
                    prop_assert!(missed.trim().is_empty(), "{:?} is missed", missed);
                }
                prop_assert!(back.end >= end);
                end = back.end;
                let again = Folded::new(&text[back.clone()], level).text;
                prop_assert!(again.contains(c), "{:?} has no {:?}", again, c);
                prop_assert!(folded.folded_offset(back.start) <= i);
            }
            prop_assert!(Folded::new(&text[end..], level).text.trim().is_empty());
        }

        #[test]
        fn a_slice_folds_to_its_slice(text in texts(), a: usize, b: usize, letters: bool) {
            let level = if letters { Level::Letters } else { Level::Typography };
            let folded = Folded::new(&text, level);
            let n = folded.text.len() + 1;
            let (a, b) = (folded.floor(a % n), folded.floor(b % n));
            let (a, b) = (a.min(b), a.max(b));
            let back = folded.original(a..b);
            prop_assert!(Folded::new(&text[back], level).text.contains(&folded.text[a..b]));
        }

        #[test]
        fn offsets_rise(text in texts(), letters: bool) {
            let level = if letters { Level::Letters } else { Level::Typography };
            let folded = Folded::new(&text, level);
            let mut last = 0;
            for at in 0..=text.len() {
                let here = folded.folded_offset(at);
                prop_assert!(here >= last && folded.text.is_char_boundary(here));
                last = here;
            }
            prop_assert_eq!(last, folded.text.len());
        }
    }
}
