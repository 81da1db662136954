//! What is wrong, as HTML over the page: the words of the terminal, each place a link into the editor.
//!
//! **Invariant:** no text of a dossier is HTML here: everything is escaped.

use std::path::PathBuf;

use crate::path::percent_encode;

/// One problem as the terminal shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The terminal's text, without colours.
    pub text: String,
    /// The places that stand in the text.
    pub places: Vec<Place>,
}

/// A place that an editor can open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// As it stands in the text (`content/articles/a.md:3:5`).
    pub shown: String,
    /// The file.
    pub path: PathBuf,
    /// From 1.
    pub line: usize,
    /// From 1, in code points.
    pub column: usize,
}

/// How a place is opened unless the user says otherwise.
pub const EDITOR: &str = "vscode://file/{path}:{line}:{column}";

/// Draws problems; `title` counts them, `editor` is a URL with `{path}`, `{line}` and `{column}`.
pub fn overlay(title: &str, problems: &[Problem], editor: &str) -> String {
    let mut html = format!("<h2>{}</h2>\n", html_escape::encode_safe(title));
    for problem in problems {
        html.push_str("<pre>");
        html.push_str(&linked(problem.text.trim_end(), &problem.places, editor));
        html.push_str("</pre>\n");
    }
    html
}

fn linked(text: &str, places: &[Place], editor: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((at, place)) = places
        .iter()
        .filter_map(|place| Some((find(rest, &place.shown)?, place)))
        .min_by_key(|(at, place)| (*at, usize::MAX - place.shown.len()))
    {
        let (before, after) = rest.split_at(at);
        html.push_str(&html_escape::encode_safe(before));
        let href = href(place, editor);
        html.push_str(&format!(
            "<a href=\"{}\">{}</a>",
            html_escape::encode_safe(&href),
            html_escape::encode_safe(&place.shown)
        ));
        rest = &after[place.shown.len()..];
    }
    html.push_str(&html_escape::encode_safe(rest));
    html
}

/// Finds a place that does not go on as a longer one (`:3:1` in `:3:12`).
fn find(text: &str, shown: &str) -> Option<usize> {
    if shown.is_empty() {
        return None;
    }
    text.match_indices(shown)
        .map(|(at, _)| at)
        .find(|at| !text[at + shown.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

fn href(place: &Place, editor: &str) -> String {
    let path = place.path.display().to_string().replace('\\', "/");
    let mut encoded = String::new();
    for (n, part) in path.trim_start_matches('/').split('/').enumerate() {
        if n > 0 {
            encoded.push('/');
        }
        percent_encode(part, &mut encoded);
    }
    // A template that writes its own slash before the path gets none twice.
    if path.starts_with('/') && (editor.contains("://{path}") || !editor.contains("/{path}")) {
        encoded.insert(0, '/');
    }
    editor
        .replace("{path}", &encoded)
        .replace("{line}", &place.line.to_string())
        .replace("{column}", &place.column.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_links_and_words_are_escaped() {
        let problem = Problem {
            text: "error: `<script>alert(1)</script>` & \"more\"\n --> content/a b.md:3:1\n ::: content/a b.md:3:12\n"
                .into(),
            places: vec![
                Place { shown: "content/a b.md:3:1".into(), path: "/d/content/a b.md".into(), line: 3, column: 1 },
                Place { shown: "content/a b.md:3:12".into(), path: "/d/content/a b.md".into(), line: 3, column: 12 },
            ],
        };
        insta::assert_snapshot!(overlay("1 error <b>", &[problem], EDITOR), @r#"
        <h2>1 error &lt;b&gt;</h2>
        <pre>error: `&lt;script&gt;alert(1)&lt;&#x2F;script&gt;` &amp; &quot;more&quot;
         --&gt; <a href="vscode:&#x2F;&#x2F;file&#x2F;d&#x2F;content&#x2F;a%20b.md:3:1">content&#x2F;a b.md:3:1</a>
         ::: <a href="vscode:&#x2F;&#x2F;file&#x2F;d&#x2F;content&#x2F;a%20b.md:3:12">content&#x2F;a b.md:3:12</a></pre>
        "#);
    }

    #[test]
    fn the_editor_may_be_another() {
        let place = Place { shown: "a:1:2".into(), path: "/d/é.md".into(), line: 1, column: 2 };
        let rows = [
            (EDITOR, "vscode://file/d/%C3%A9.md:1:2"),
            ("subl://open?url=file://{path}&line={line}", "subl://open?url=file:///d/%C3%A9.md&line=1"),
        ];
        for (editor, expected) in rows {
            assert_eq!(href(&place, editor), expected);
        }
    }
}
