//! A leaf while it is being read: white space, nesting and the merging of text.
//!
//! White space is held back until a word follows, so that a leaf neither begins nor ends with it
//! and it is never doubled, not even around what has no text (images, footnote references).

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

use super::limit::MAX_DEPTH;
use crate::text::{Element, Inline, InlineKind, Leaf, LeafKind};

/// A leaf that is being read.
pub(super) struct Draft {
    pub(super) kind: LeafKind,
    /// Where it stands; grows with what is added to a leaf without a range of its own.
    pub(super) span: Range<usize>,
    inlines: Vec<Inline>,
    elements: Vec<Element>,
    /// The open elements, outermost first.
    within: Vec<u16>,
    open: Vec<Open>,
    /// White space that waits for a word: whether it is a hard break, and how many of the open
    /// elements will hold it.
    pending: Option<(bool, usize)>,
    /// What has no text and came after that white space: it stays behind it, unless more follows.
    behind: Option<usize>,
    /// No word yet since the start or a hard break.
    fresh: bool,
    /// Text goes nowhere: how many of the open things say so.
    muted: usize,
    /// The alternative text of the open image.
    alt: Option<String>,
}

/// Something inline that is open.
enum Open {
    /// An element.
    Element {
        id: u16,
        /// How many inlines there were before it.
        before: usize,
        /// The wikilink whose title stands here if nothing else does.
        title: Option<usize>,
        /// Whether its text goes nowhere.
        muted: bool,
    },
    /// An image; `None` is one that is left out.
    Image(Option<usize>),
    /// What leaves no trace but its text.
    Dropped,
}

impl Draft {
    pub(super) fn new(kind: LeafKind, span: Range<usize>) -> Self {
        Self {
            kind,
            span,
            inlines: Vec::new(),
            elements: Vec::new(),
            within: Vec::new(),
            open: Vec::new(),
            pending: None,
            behind: None,
            fresh: true,
            muted: 0,
            alt: None,
        }
    }

    /// Adds text in which white space counts once.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(alt) = &mut self.alt {
            return alt.push_str(text);
        }
        if is_plain(text) {
            let words = text.trim_matches(' ');
            if text.starts_with(' ') {
                self.space();
            }
            if !words.is_empty() {
                self.words(words);
                if text.ends_with(' ') {
                    self.space();
                }
            }
            return;
        }
        for (i, part) in text.split(is_space).enumerate() {
            if i > 0 {
                self.space();
            }
            let part: String = part.chars().filter_map(printable).collect();
            if !part.is_empty() {
                self.words(&part);
            }
        }
    }

    /// Adds the text of code, whose white space stays.
    pub(super) fn verbatim(&mut self, text: &str) {
        if let Some(alt) = &mut self.alt {
            return alt.push_str(text);
        }
        let plain = text.bytes().all(|b| matches!(b, b'\n' | b' '..=b'~'));
        if plain && !text.is_empty() {
            return self.words(text);
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text: String =
            text.chars().filter_map(|c| if matches!(c, '\n' | '\t') { Some(c) } else { printable(c) }).collect();
        if !text.is_empty() {
            self.words(&text);
        }
    }

    /// Adds white space.
    pub(super) fn space(&mut self) {
        if let Some(alt) = &mut self.alt {
            alt.push(' ');
        } else if self.muted == 0 && !self.fresh {
            if self.behind.take().is_some() {
                self.pending = None;
            }
            self.pending.get_or_insert((false, self.within.len()));
        }
    }

    /// Adds a hard line break.
    pub(super) fn hard_break(&mut self) {
        if let Some(alt) = &mut self.alt {
            alt.push(' ');
        } else if self.muted == 0 && !self.inlines.is_empty() {
            self.pending = Some((true, self.within.len()));
        }
    }

    /// Adds a footnote reference, unless it stands where nothing can refer.
    pub(super) fn reference(&mut self, id: usize) -> bool {
        let stands = self.alt.is_none() && self.muted == 0;
        if stands {
            self.push_silent(InlineKind::FootnoteReference { number: id, k: 0 });
        }
        stands
    }

    /// Opens an element; says no, and drops it, where the nesting is too deep.
    pub(super) fn open(&mut self, element: Element) -> bool {
        if self.alt.is_some() || self.muted > 0 {
            self.open.push(Open::Dropped);
            return true;
        }
        self.add(element, None, false)
    }

    /// Opens a wikilink; without words of its own it shows a title.
    pub(super) fn open_wiki(&mut self, link: usize, words: bool) -> bool {
        self.add(Element::Link(link), Some(link), !words)
    }

    fn add(&mut self, element: Element, title: Option<usize>, muted: bool) -> bool {
        let id = u16::try_from(self.elements.len()).ok().filter(|_| self.within.len() < MAX_DEPTH);
        let Some(id) = id else {
            self.open.push(Open::Dropped);
            return false;
        };
        self.elements.push(element);
        self.within.push(id);
        self.open.push(Open::Element { id, before: self.inlines.len(), title, muted });
        self.muted += usize::from(muted);
        true
    }

    /// Opens what leaves no trace but its text.
    pub(super) fn open_dropped(&mut self) {
        self.open.push(Open::Dropped);
    }

    /// Opens an image, whose content is its alternative text; `None` is left out.
    pub(super) fn open_image(&mut self, image: Option<usize>) {
        self.open.push(Open::Image(image));
        self.alt = Some(String::new());
    }

    /// Says whether an image is open.
    pub(super) fn in_image(&self) -> bool {
        self.alt.is_some()
    }

    /// Closes the innermost open thing; returns an element in which nothing stands, now gone.
    pub(super) fn close(&mut self) -> Option<Element> {
        let Open::Element { id, before, title, muted } = self.open.pop()? else { return None };
        self.muted -= usize::from(muted);
        let mut gone = None;
        if self.inlines.len() == before {
            if let Some(link) = title {
                self.flush();
                self.push(InlineKind::Title(link));
            } else {
                // What was opened inside holds nothing either.
                gone = self.elements.drain(usize::from(id)..).next();
            }
        }
        self.within.pop();
        if let Some((_, depth)) = &mut self.pending
            && *depth > self.within.len()
        {
            // It moves out, and can no longer stand between what is in.
            *depth = self.within.len();
            self.behind = None;
        }
        gone
    }

    /// Closes an image; returns it with its alternative text if it is not left out.
    pub(super) fn close_image(&mut self) -> Option<(usize, String)> {
        let Open::Image(image) = self.open.pop()? else { return None };
        let alt = tidy(&self.alt.take().unwrap_or_default());
        let image = image?;
        self.push_silent(InlineKind::Image(image));
        Some((image, alt))
    }

    /// Ends the leaf; one in which nothing stands is none, unless it is a cell or a term.
    pub(super) fn finish(mut self) -> Option<Leaf> {
        if matches!(self.kind, LeafKind::Code { .. })
            && let Some(Inline { kind: InlineKind::Text(text), .. }) = self.inlines.last_mut()
        {
            if text.ends_with('\n') {
                text.pop();
            }
            if text.is_empty() {
                self.inlines.pop();
            }
        }
        for inline in &mut self.inlines {
            if let InlineKind::Text(text) = &mut inline.kind
                && !text.is_ascii()
            {
                normalize(text);
            }
        }
        let needed = matches!(self.kind, LeafKind::Cell { .. } | LeafKind::Term);
        (needed || !self.inlines.is_empty()).then_some(Leaf {
            kind: self.kind,
            inlines: self.inlines,
            elements: self.elements,
        })
    }

    fn words(&mut self, words: &str) {
        if self.muted > 0 {
            return;
        }
        self.flush();
        match self.inlines.last_mut() {
            Some(Inline { kind: InlineKind::Text(text), within }) if *within == self.within => text.push_str(words),
            _ => self.push(InlineKind::Text(words.to_owned())),
        }
    }

    /// Sets down the white space that waits; it stands in what is open both where it was and now.
    fn flush(&mut self) {
        self.flush_break();
        self.fresh = false;
        let behind = self.behind.take().unwrap_or(self.inlines.len());
        let Some((_, depth)) = self.pending.take() else { return };
        let within = &self.within[..depth];
        match self.inlines[..behind].last_mut() {
            Some(Inline { kind: InlineKind::Text(text), within: w }) if w == within => text.push(' '),
            _ => {
                let space = Inline { kind: InlineKind::Text(" ".to_owned()), within: within.to_vec() };
                self.inlines.insert(behind, space);
            }
        }
    }

    /// Sets down the hard break that waits.
    fn flush_break(&mut self) {
        if let Some((true, depth)) = self.pending {
            self.inlines.push(Inline { kind: InlineKind::HardBreak, within: self.within[..depth].to_vec() });
            self.pending = None;
            self.fresh = true;
        }
    }

    /// Adds what has no text.
    fn push_silent(&mut self, kind: InlineKind) {
        self.flush_break();
        self.behind = self.pending.and(self.behind.or(Some(self.inlines.len())));
        self.push(kind);
    }

    fn push(&mut self, kind: InlineKind) {
        self.inlines.push(Inline { kind, within: self.within.clone() });
    }
}

/// Squeezes white space, drops control characters and brings a text into NFC.
pub(super) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split(is_space) {
        if !tidy.is_empty() && !tidy.ends_with(' ') {
            tidy.push(' ');
        }
        tidy.extend(word.chars().filter_map(printable));
    }
    tidy.truncate(tidy.trim_end_matches(' ').len());
    normalize(&mut tidy);
    tidy
}

fn normalize(text: &mut String) {
    if is_nfc_quick(text.chars()) != unicode_normalization::IsNormalized::Yes {
        *text = text.nfc().collect();
    }
}

/// The white space that a browser collapses, and control characters that part lines.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r' | '\u{85}')
}

/// Drops control characters; what HTML forbids becomes U+FFFD.
fn printable(c: char) -> Option<char> {
    match c {
        '\0' | '\u{fdd0}'..='\u{fdef}' => Some('\u{fffd}'),
        c if u32::from(c) & 0xfffe == 0xfffe => Some('\u{fffd}'),
        c => (!c.is_control()).then_some(c),
    }
}

/// Says, quickly, that a text has nothing to squeeze or drop but single spaces.
fn is_plain(text: &str) -> bool {
    let mut space = false;
    text.bytes().all(|b| {
        let doubled = space && b == b' ';
        space = b == b' ';
        // The bytes 0xc2, 0xef and above begin control characters and what HTML forbids.
        !doubled && matches!(b, b' '..=b'~' | 0x80..=0xc1 | 0xc3..=0xee)
    })
}
