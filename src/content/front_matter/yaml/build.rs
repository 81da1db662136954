//! Events to values.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_saphyr::granit_parser::{self, Event, Parser, ScalarStyle, Span, StructureStyle, Tag};

use super::super::border::{clamp, line_at};
use super::super::value::{Key, Kind, Sort, Table, Value};
use super::explain;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::SourcePath;

/// How many values the aliases of one file may unfold to.
const MAX_UNFOLDED: usize = 10_000;

/// What came of reading a piece of YAML.
pub(super) struct Built {
    /// Its value; `None` where nothing stands there.
    pub(super) root: Option<Value>,
    /// Whether it could be read to its end.
    pub(super) complete: bool,
    /// What is wrong.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads a piece of a file: all of the front matter, or one key of it.
pub(super) fn build(path: &SourcePath, text: &str, piece: Range<usize>, whole: bool) -> Built {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        emit_comments: false,
        disallow_directives: true,
        flow_nesting_limit: 64,
        block_nesting_limit: 64,
    };
    let mut builder = Builder {
        path,
        text,
        base: piece.start,
        whole,
        frames: Vec::new(),
        root: None,
        anchors: BTreeMap::new(),
        unfolded: 0,
        diagnostics: Vec::new(),
    };
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(&text[piece.clone()], options) {
        match event {
            Ok((Event::DocumentStart(..), span)) => {
                documents += 1;
                if documents > 1 {
                    let span = builder.span(&span);
                    builder.diagnostics.push(explain::second_document(path, text, span));
                    return builder.finish(false);
                }
            }
            Ok((event, span)) => builder.event(event, &span),
            Err(error) => {
                let offset = error.marker().byte_offset().unwrap_or(0) + piece.start;
                if !builder.blamed(offset) {
                    builder.diagnostics.push(explain::syntax(path, text, &piece, offset, error.kind()));
                }
                return builder.finish(false);
            }
        }
    }
    builder.finish(true)
}

/// Reports a key that stands twice.
pub(super) fn duplicate(path: &SourcePath, key: &Key, first: &Key) -> Diagnostic {
    Diagnostic::error(
        Code::DuplicateKey,
        Location::at(path, key.span.clone()),
        format!("the key `{}` stands here a second time", key.name),
    )
    .label(Location::at(path, first.span.clone()), "first here")
    .hint("keep one of the two")
}

struct Builder<'a> {
    path: &'a SourcePath,
    text: &'a str,
    base: usize,
    whole: bool,
    frames: Vec<Frame>,
    root: Option<Value>,
    anchors: BTreeMap<usize, Anchor>,
    unfolded: usize,
    diagnostics: Vec<Diagnostic>,
}

/// A container that is still open.
struct Frame {
    start: usize,
    flow: bool,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Value>),
    Table { entries: Table, names: BTreeMap<String, usize>, key: Option<Option<Key>> },
}

/// A value that aliases may refer to.
#[derive(Default)]
struct Anchor {
    value: Option<(Value, usize)>,
    name: Option<Range<usize>>,
    words: bool,
    used: bool,
}

impl Builder<'_> {
    fn finish(mut self, complete: bool) -> Built {
        if complete && self.whole {
            for anchor in self.anchors.values().filter(|anchor| anchor.words && !anchor.used) {
                if let Some(span) = anchor.name.clone() {
                    self.diagnostics.push(explain::unused_anchor(self.path, self.text, span));
                }
            }
        }
        Built { root: self.root, complete, diagnostics: self.diagnostics }
    }

    /// Returns whether something on the line of an offset has been reported; what follows comes of that.
    fn blamed(&self, offset: usize) -> bool {
        let line = line_at(self.text, offset);
        let spans = self.diagnostics.iter().filter_map(|diagnostic| diagnostic.primary.span.as_ref());
        spans.into_iter().any(|span| line.start <= span.start && span.start <= line.end)
    }

    fn span(&self, span: &Span) -> Range<usize> {
        let bytes = span.byte_range().unwrap_or(0..0);
        clamp(self.text, bytes.start + self.base..bytes.end + self.base)
    }

    fn event(&mut self, event: Event<'_>, span: &Span) {
        let at = self.span(span);
        match event {
            Event::Scalar(words, style, anchor, tag) => {
                let value = self.scalar(&words, style, at);
                let value = self.tagged(value, tag.as_deref(), span);
                self.place(value, anchor);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.open(at.start, style, anchor, tag.as_deref(), span, Content::List(Vec::new()));
            }
            Event::MappingStart(style, anchor, tag) => {
                let content = Content::Table { entries: Table::new(), names: BTreeMap::new(), key: None };
                self.open(at.start, style, anchor, tag.as_deref(), span, content);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(frame) = self.frames.pop() {
                    let anchor = frame.anchor;
                    let value = self.close(frame, at.end);
                    self.place(value, anchor);
                }
            }
            Event::Anchor(id, _) => self.anchors.entry(id).or_default().name = Some(at),
            Event::Alias(id) => {
                let value = self.alias(id, at);
                self.place(value, 0);
            }
            Event::UnresolvedAlias(name) => {
                // A piece does not see the labels of the others.
                if self.whole || !self.text.contains(&format!("&{name}")) {
                    self.diagnostics.push(explain::unknown_alias(self.path, self.text, at.clone()));
                }
                self.place(Value { span: at, kind: Kind::Broken }, 0);
            }
            _ => {}
        }
    }

    fn scalar(&self, words: &str, style: ScalarStyle, span: Range<usize>) -> Value {
        let written = &self.text[span.clone()];
        let span = span.start..span.start + written.trim_end().len();
        let plain = style == ScalarStyle::Plain;
        let kind = match words {
            _ if !plain => Kind::Scalar(words.to_owned(), Sort::Text),
            _ if span.is_empty() => Kind::Null,
            "" | "~" | "null" => Kind::Null,
            "true" | "True" | "TRUE" => Kind::Scalar(words.to_owned(), Sort::Boolean(true)),
            "false" | "False" | "FALSE" => Kind::Scalar(words.to_owned(), Sort::Boolean(false)),
            _ => Kind::Scalar(words.to_owned(), words.parse().map_or(Sort::Text, Sort::Integer)),
        };
        Value { span, kind }
    }

    /// Tags are not used in front matter; a word that looks like one would be lost.
    fn tagged(&mut self, value: Value, tag: Option<&Tag>, span: &Span) -> Value {
        if tag.is_none_or(Tag::is_yaml_core_schema) {
            return value;
        }
        let at = span.tag_span().map_or(value.span.clone(), |tag| self.span(&tag));
        self.diagnostics.push(explain::tag(self.path, self.text, at));
        Value { kind: Kind::Broken, ..value }
    }

    fn open(
        &mut self,
        start: usize,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: &Span,
        content: Content,
    ) {
        self.tagged(Value { span: start..start, kind: Kind::Null }, tag, span);
        self.frames.push(Frame { start, flow: style == StructureStyle::Flow, anchor, content });
    }

    fn close(&self, frame: Frame, end: usize) -> Value {
        let end = if frame.flow { end } else { line_at(self.text, frame.start).end };
        let kind = match frame.content {
            Content::List(items) => Kind::List(items),
            Content::Table { entries, .. } => Kind::Table(entries),
        };
        Value { span: frame.start..end.max(frame.start), kind }
    }

    fn alias(&mut self, id: usize, span: Range<usize>) -> Value {
        let anchor = self.anchors.entry(id).or_default();
        anchor.used = true;
        let broken = Value { span: span.clone(), kind: Kind::Broken };
        let Some((value, size)) = &anchor.value else {
            self.diagnostics.push(explain::endless_alias(self.path, self.text, span));
            return broken;
        };
        let before = self.unfolded;
        self.unfolded = before.saturating_add(*size);
        if self.unfolded > MAX_UNFOLDED {
            if before <= MAX_UNFOLDED {
                self.diagnostics.push(explain::too_many_aliases(self.path, span));
            }
            return broken;
        }
        value.clone()
    }

    fn place(&mut self, value: Value, anchor: usize) {
        if anchor != 0 {
            let size = size(&value);
            let entry = self.anchors.entry(anchor).or_default();
            entry.words = matches!(value.kind, Kind::Scalar(..));
            entry.value = Some((value.clone(), size));
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(value);
            return;
        };
        match &mut frame.content {
            Content::List(items) => items.push(value),
            Content::Table { entries, names, key } => match key.take() {
                None => match value.kind {
                    Kind::Scalar(name, _) => *key = Some(Some(Key { name, span: value.span })),
                    Kind::Broken => *key = Some(None),
                    Kind::Null | Kind::List(_) | Kind::Table(_) => {
                        self.diagnostics.push(explain::odd_key(self.path, self.text, value.span));
                        *key = Some(None);
                    }
                },
                Some(None) => {}
                Some(Some(key)) => {
                    if let Some(&first) = names.get(&key.name) {
                        self.diagnostics.push(duplicate(self.path, &key, &entries[first].0));
                        return;
                    }
                    let span = if value.span.is_empty() { key.span.clone() } else { value.span };
                    names.insert(key.name.clone(), entries.len());
                    entries.push((key, Value { span, kind: value.kind }));
                }
            },
        }
    }
}

fn size(value: &Value) -> usize {
    1 + match &value.kind {
        Kind::List(items) => items.iter().map(size).sum(),
        Kind::Table(table) => table.iter().map(|(_, value)| size(value)).sum::<usize>(),
        Kind::Null | Kind::Scalar(..) | Kind::Broken => 0,
    }
}
