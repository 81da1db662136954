//! How much of a body is read as what it looks like.

/// How deep containers may nest, and inline elements; what is deeper is flattened.
pub(super) const MAX_DEPTH: usize = 100;
/// How many warnings one body gives; errors are never withheld.
pub(super) const MAX_WARNINGS: usize = 1_000;
/// How many container marks (`>`, `-`, `1.`) a line may begin with: pulldown-cmark looks at each of
/// them again on every line that follows. It is more than what is nested too deep anyway.
pub(super) const MAX_MARKS: usize = MAX_DEPTH + 50;
/// How many `[^` a body may have, those with a backslash before them aside: pulldown-cmark can need more than linear time for them.
pub(super) const MAX_FOOTNOTE_MARKS: usize = 5_000;
