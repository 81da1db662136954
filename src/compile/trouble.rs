//! What is said of a note that is not where it was: with every candidate, and what the editor can write or run.

use std::ops::Range;

use crate::content::Source;
use crate::content::annotation::AnnotationSource;
use crate::content::article::Article;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::{Slug, SourcePath};
use crate::resolve::anchor::place::Placement;
use crate::resolve::anchor::{Anchoring, Haystack, State, shortest_context};
use crate::text::canonical::Canonical;

/// How many candidates are shown in a message.
const SHOWN: usize = 5;
/// How many code points are shown on each side of a candidate.
const AROUND: usize = 40;

/// An article, as candidates in it are shown.
pub(crate) struct Ground<'a> {
    pub(crate) article: &'a Slug,
    pub(crate) canonical: &'a Canonical,
    /// The file of the article.
    pub(crate) path: &'a SourcePath,
    /// The text of that file.
    pub(crate) text: &'a str,
    pub(crate) source: &'a Source<Article>,
}

/// Says what is wrong with where a note stands, if anything is.
pub(crate) fn trouble(
    path: &SourcePath,
    source: &AnnotationSource,
    index: usize,
    ground: &Ground<'_>,
    placement: &Placement,
) -> Option<Diagnostic> {
    let (article, canonical) = (ground.article, ground.canonical);
    let id = &source.file.notes[index].id;
    let counted = source.file.notes[index].nth.is_some();
    let place = Location::at(path, source.notes[index].passage.clone().unwrap_or(source.notes[index].heading.clone()));
    match placement.anchoring.as_ref()? {
        Anchoring::Found { state: State::Changed, span } => {
            placement.proposal.as_ref()?;
            let was = placement.entry.as_ref().map(|entry| one_line(&entry.exact)).unwrap_or_default();
            let message = format!("the passage of `{id}` has changed in `{article}`");
            let now = one_line(&canonical.text[span.clone()]);
            Some(Diagnostic::warning(Code::ChangedNote, place, message).hint(format!(
                "it was:  {was}\nand is:  {now}\ncheck that the note still holds; then copy the new words into its \
                 passage, or run `dossier accept {article}#{id}`"
            )))
        }
        Anchoring::Found { .. } => None,
        Anchoring::Ambiguous { candidates } => {
            let times = match candidates.len() {
                1 => format!("the passage of `{id}` stands once in `{article}`"),
                several => format!("the passage of `{id}` stands {several} times in `{article}`"),
            };
            let message = match source.file.notes[index].nth {
                None => times,
                Some(nth) => format!("{times}, and `nth:` asks for number {nth}"),
            };
            let patch = patch(canonical, candidates.first()?);
            let settle = match patch {
                Some(patch) if counted => {
                    format!("write `nth: 1` for the first of them, or take `nth:` out and write this:\n{patch}")
                }
                Some(patch) => format!("write this for the first of them, or `nth: 1`:\n{patch}"),
                None => "write `nth: 1` for the first of them".to_owned(),
            };
            let settle = format!("{settle}\nor run `dossier accept --fix {article}#{id}:1`");
            let hint = format!("it stands in:\n{}\n{settle}", list(ground, candidates));
            Some(Diagnostic::error(Code::AmbiguousNote, place, message).hint(hint))
        }
        Anchoring::Orphaned { nearest } => {
            let message = format!("the passage of `{id}` does not occur in `{article}`");
            let hint = match nearest.first() {
                None => "copy the passage from the article, word for word".to_owned(),
                Some(first) => {
                    let settle = patch(canonical, first)
                        .map_or_else(String::new, |patch| {
                        let without = if counted { " without `nth:`" } else { "" };
                        format!("\nif the first is meant, write this{without}, or run `dossier accept --fix {article}#{id}:1`:\n{patch}")
                    });
                    let list = list(ground, nearest);
                    format!("copy the passage from the article, word for word; the nearest places are:\n{list}{settle}")
                }
            };
            Some(Diagnostic::error(Code::OrphanedNote, place, message).hint(hint))
        }
    }
}

fn list(ground: &Ground<'_>, spans: &[Range<usize>]) -> String {
    let numbered = |(n, span)| format!("{}. {}", n + 1, candidate(ground, span));
    let mut lines: Vec<String> = spans.iter().take(SHOWN).enumerate().map(numbered).collect();
    if spans.len() > SHOWN {
        lines.push(format!("… and {} more", spans.len() - SHOWN));
    }
    lines.join("\n")
}

/// Returns the block quote that settles on a candidate, ready to be pasted.
fn patch(canonical: &Canonical, candidate: &Range<usize>) -> Option<String> {
    let blocks = canonical.blocks_of(candidate);
    let passage = shortest_context(&Haystack::new(canonical), candidate.clone(), blocks)?;
    Some(format!("> {}", passage.replace('\n', "\n>\n> ")))
}

/// Shows a place: the line that its block begins on, and 40 code points around it.
fn candidate(ground: &Ground<'_>, span: &Range<usize>) -> String {
    let block = ground.canonical.block_at(span.start);
    let at = match block.checked_sub(1) {
        None => ground.source.keys.get("title").start,
        Some(leaf) => ground.source.spans.leaves.get(leaf).map_or(0, |leaf| leaf.start),
    };
    let line = ground.text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
    let text = &ground.canonical.text;
    let before = text[..span.start].char_indices().rev().take(AROUND).last().map_or(span.start, |(at, _)| at);
    let after = text[span.end..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| span.end + at);
    let dots = |cut: bool| if cut { "…" } else { "" };
    let (left, right, words) = (dots(before > 0), dots(after < text.len()), &text[span.clone()]);
    let (before, after) = (&text[before..span.start], &text[span.end..after]);
    one_line(&format!("{}:{line} (p{block}): {left}{before}**{words}**{after}{right}", ground.path))
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ¶ ")
}
