//! The inline half of the reader: elements, links, images, raw HTML and heading ids.

use std::ops::Range;

use pulldown_cmark::{CowStr, LinkType};

use super::html::Dropped;
use super::reader::Reader;
use super::{html, leaf, url};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::text::{Element, Image, Link, Target};

impl Reader<'_> {
    pub(super) fn heading_id(
        &mut self,
        id: Option<CowStr<'_>>,
        attributes: bool,
        range: &Range<usize>,
    ) -> Option<String> {
        if attributes {
            let message = "a heading can carry an `{#id}` and nothing else";
            self.warn(
                Code::HeadingAttribute,
                self.braces(range),
                message,
                "delete the classes and keys from the braces",
            );
        }
        let id = leaf::tidy(&id?);
        if id.is_empty() {
            return None;
        }
        if is_reserved(&id) {
            let span = self.braces(range);
            self.report(
                Diagnostic::error(
                    Code::ReservedId,
                    Location::at(self.path, span),
                    format!("the id `{id}` has a form that the tool itself uses"),
                )
                .hint("choose another; the tool's own are `p` and digits, `main`, `corrections`, what begins with `m-`, `at-`, `note-`, `fn-` or `fnref-`, and what ends in `-heading`"),
            );
            return None;
        }
        let span = self.trim(range.clone());
        if let Some(first) = self.headings.get(&id) {
            let first = Location::at(self.path, first.clone());
            self.report(
                Diagnostic::error(
                    Code::DuplicateHeadingId,
                    Location::at(self.path, span),
                    format!("two headings have the id `{id}`"),
                )
                .label(first, "the other one")
                .hint("give one of them another id; links to it change with it"),
            );
            return None;
        }
        self.headings.insert(id.clone(), span);
        Some(id)
    }

    /// The braces at the end of a heading.
    fn braces(&self, range: &Range<usize>) -> Range<usize> {
        let heading = self.trim(range.clone());
        let text = &self.source[heading.clone()];
        match (text.rfind('{'), text.rfind('}')) {
            (Some(open), Some(close)) if open < close => heading.start + open..heading.start + close + 1,
            _ => heading,
        }
    }

    pub(super) fn element(&mut self, element: Element, range: Range<usize>) {
        let fits = self.draft(&range).open(element);
        self.check_depth(fits, range);
    }

    pub(super) fn link(&mut self, kind: LinkType, url: &str, title: &str, range: Range<usize>) {
        let target = match kind {
            LinkType::WikiLink { .. } => Some(Target::Wiki(wiki_target(url))),
            LinkType::Email => url::safe(&format!("mailto:{url}"), false).map(Target::Url),
            _ => url::safe(url, false).map(Target::Url),
        };
        let in_image = self.draft(&range).in_image();
        let Some(target) = target else {
            self.draft(&range).open_dropped();
            let url = leaf::tidy(url);
            let message = format!("the address `{url}` is not linked, only its words stay");
            let hint = "use a full http, https, mailto or tel address, or a relative one";
            self.warn(Code::UnsafeLink, range, message, hint);
            return;
        };
        if in_image {
            return self.draft(&range).open_dropped();
        }
        let id = self.links.len();
        let draft = self.draft(&range);
        let fits = match kind {
            LinkType::WikiLink { has_pothole } => draft.open_wiki(id, has_pothole),
            _ => draft.open(Element::Link(id)),
        };
        if fits {
            self.links.push((Link { target, title: leaf::tidy(title) }, range.clone()));
        }
        self.check_depth(fits, range);
    }

    pub(super) fn image(&mut self, kind: LinkType, url: &str, title: &str, range: Range<usize>) {
        let in_image = self.draft(&range).in_image();
        if matches!(kind, LinkType::WikiLink { .. }) {
            self.draft(&range).open_dropped();
            let target = wiki_target(url);
            let message = format!("`![[{target}]]` embeds nothing, only its words stay");
            let hint = "write `![description](file)` for an image, or `[[id]]` for a link";
            self.warn(Code::UnsupportedEmbed, range, message, hint);
        } else if in_image {
            self.draft(&range).open_dropped();
        } else if let Some(url) = url::safe(url, true) {
            let id = self.images.len();
            self.draft(&range).open_image(Some(id));
            self.images.push((Image { url, alt: String::new(), title: leaf::tidy(title) }, range));
        } else {
            self.draft(&range).open_image(None);
            let url = leaf::tidy(url);
            let message = format!("the image `{url}` is left out");
            self.warn(Code::UnsafeLink, range, message, "use an http or https address, or a file beside this one");
        }
    }

    pub(super) fn inline_html(&mut self, tag: &str, range: Range<usize>) {
        let draft = self.draft(&range);
        if html::separates(tag) {
            draft.space();
        }
        // The end of an element is told with its start.
        let begun = self.leaf.as_ref().map_or(range.start, |leaf| leaf.span.start);
        let told = |last: &Diagnostic| {
            last.code == Code::RawHtml && last.primary.span.as_ref().is_some_and(|span| span.start >= begun)
        };
        if !(tag.starts_with("</") && self.diagnostics.last().is_some_and(told)) {
            let comment = html::is_comment(tag);
            self.warn_html(if comment { Dropped::Comments } else { Dropped::Tags }, range);
        }
    }

    pub(super) fn html_block(&mut self) {
        let source = self.html.take().unwrap_or_default();
        let stripped = html::strip(&source);
        let Some(draft) = &mut self.leaf else { return };
        draft.text(&stripped.text);
        let range = draft.span.clone();
        self.warn_html(stripped.dropped, range);
        self.close_leaf();
    }

    fn warn_html(&mut self, dropped: Dropped, range: Range<usize>) {
        let (message, hint) = match dropped {
            Dropped::Tags => ("raw HTML was dropped, its text stays", "use Markdown instead, or escape `<` as `\\<`"),
            Dropped::Comments => ("an HTML comment was dropped", "delete it, or keep the remark outside the dossier"),
            Dropped::OpenComment => {
                ("an HTML comment is never closed, so its text stays and shows", "close it with `-->`, or delete it")
            }
        };
        self.warn(Code::RawHtml, range, message, hint);
    }

    pub(super) fn check_depth(&mut self, fits: bool, range: Range<usize>) {
        if !fits {
            self.warn_too_deep(range);
        }
    }
}

/// Whether an id has a form that painting or the templates give to elements of their own.
fn is_reserved(id: &str) -> bool {
    let number = id.strip_prefix('p').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let painted = number || ["m-", "at-", "note-", "fn-", "fnref-"].iter().any(|prefix| id.starts_with(prefix));
    painted || matches!(id, "main" | "corrections") || id.ends_with("-heading")
}

/// The target of a wikilink, without the backslash that a table asks for before the bar.
fn wiki_target(written: &str) -> String {
    leaf::tidy(written.trim_end().strip_suffix('\\').unwrap_or(written))
}
