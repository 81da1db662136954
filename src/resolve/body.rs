//! A body with its links settled: what is shown, and its canonical text.

use std::sync::Arc;

use crate::text::canonical::Canonical;
use crate::text::{Document, InlineKind};

/// A body as it is shown, once the titles that it shows are known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Body {
    /// The blocks.
    pub document: Arc<Document>,
    /// The headline and the blocks as text.
    pub canonical: Arc<Canonical>,
}

/// What a body is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The headline; empty where the body has none.
    pub headline: String,
    /// The blocks as they were parsed.
    pub document: Arc<Document>,
    /// By link, the title of what it points at; empty where no link needs one.
    pub titles: Vec<Option<String>>,
}

/// Fills in titles and extracts the canonical text.
pub fn body(draft: &Draft) -> Body {
    let needs =
        |d: &Document| d.leaves.iter().any(|l| l.inlines.iter().any(|i| matches!(i.kind, InlineKind::Title(_))));
    let document = if needs(&draft.document) {
        let mut filled = Document::clone(&draft.document);
        for inline in filled.leaves.iter_mut().flat_map(|l| &mut l.inlines) {
            if let InlineKind::Title(link) = inline.kind {
                let title = draft.titles.get(link).cloned().flatten().unwrap_or_else(|| "…".to_owned());
                inline.kind = InlineKind::Text(title);
            }
        }
        Arc::new(filled)
    } else {
        Arc::clone(&draft.document)
    };
    let canonical = Arc::new(Canonical::new(&draft.headline, &document));
    Body { document, canonical }
}
