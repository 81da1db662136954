//! A small drawing of how often something occurs in each of a row of articles.
//!
//! One column stands for one article in order of publication or, where there are more than [`COLUMNS`], for several
//! that follow each other, so that an index of all entities does not grow with entities × articles. The drawing is
//! inline SVG without styles of its own: classes `bar`, `bar-all` and `bar-on` are the theme's to colour.
//!
//! It deliberately says nothing that the words beside it do not say; it is hidden from screen readers.

use crate::render::paint::escape;

/// The most columns a bar has.
pub const COLUMNS: usize = 40;
/// The most columns that say which article they are.
pub const TITLES: usize = 12;
/// The width of a column with its gap, in pixels.
const WIDTH: usize = 6;
/// The height of the whole, in pixels.
const HEIGHT: usize = 14;

/// Draws a bar: the counts of some of the articles by their index, and how many articles there are in all.
pub fn bar(counts: &[(usize, usize)], total: usize, title: &dyn Fn(usize) -> String) -> String {
    let columns = total.min(COLUMNS);
    if columns == 0 {
        return String::new();
    }
    let mut heights = vec![0usize; columns];
    for &(at, count) in counts.iter().filter(|c| c.0 < total) {
        heights[at * columns / total] += count;
    }
    let width = columns * WIDTH - 1;
    let mut svg = format!(
        "<svg class=\"bar\" viewBox=\"0 0 {width} {HEIGHT}\" width=\"{width}\" height=\"{HEIGHT}\" aria-hidden=\"true\" \
         focusable=\"false\"><path class=\"bar-all\" d=\"M0 {HEIGHT}h{width}v-1h-{width}z\"></path>"
    );
    let mut titles: Vec<String> = Vec::new();
    for (at, &count) in heights.iter().enumerate().filter(|h| *h.1 > 0) {
        let height = match count {
            1 => 5,
            2..=3 => 8,
            4..=7 => 11,
            _ => HEIGHT,
        };
        let (x, width) = (at * WIDTH, WIDTH - 1);
        svg.push_str(&format!("<path class=\"bar-on\" d=\"M{x} {HEIGHT}v-{height}h{width}v{height}z\"></path>"));
        if total <= TITLES {
            titles.push(format!("{}: {count}", title(at)));
        }
    }
    svg.push_str("</svg>");
    if titles.is_empty() {
        return svg;
    }
    let mut html = String::from("<span class=\"bar-titles\" title=\"");
    escape(&titles.join("\n"), &mut html);
    format!("{html}\">{svg}</span>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_article_is_a_column() {
        let drawn = bar(&[(0, 1), (2, 9)], 3, &|at| format!("<{at}>"));
        insta::assert_snapshot!(drawn, @r#"
        <span class="bar-titles" title="&lt;0&gt;: 1
        &lt;2&gt;: 9"><svg class="bar" viewBox="0 0 17 14" width="17" height="14" aria-hidden="true" focusable="false"><path class="bar-all" d="M0 14h17v-1h-17z"></path><path class="bar-on" d="M0 14v-5h5v5z"></path><path class="bar-on" d="M12 14v-14h5v14z"></path></svg></span>
        "#);
        assert_eq!(bar(&[], 0, &|_| String::new()), "");
    }

    #[test]
    fn many_articles_share_columns() {
        let counts: Vec<(usize, usize)> = (0..10_000).map(|at| (at, 1)).collect();
        let drawn = bar(&counts, 10_000, &|_| unreachable!("no titles"));
        assert_eq!(drawn.matches("bar-on").count(), COLUMNS);
        assert!(drawn.len() < 3_000);
    }
}
