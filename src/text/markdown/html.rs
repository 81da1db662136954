//! Takes the tags off raw HTML and leaves its text.
//!
//! ```text
//! html    := (comment | markup | reference | text)*
//! comment := "<!--" ... "-->"            dropped with its content
//! markup  := "<" ("/"? letter | "!" | "?") ... ">"   quotation marks protect ">"
//! ```
//!
//! It deliberately is no HTML parser: what is not closed is text, also in `<script>` and `<style>`.
//! Its result is text and goes through the same escaping as all other text.

/// What is left of an HTML block.
pub(super) struct Stripped {
    /// Its text, character references decoded.
    pub(super) text: String,
    /// What was taken off.
    pub(super) dropped: Dropped,
}

/// What was taken off raw HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dropped {
    /// Tags, and perhaps comments.
    Tags,
    /// Comments and otherwise nothing.
    Comments,
    /// The mark of a comment that is never closed; what stands in it has become text.
    OpenComment,
}

/// Strips a block of HTML.
pub(super) fn strip(html: &str) -> Stripped {
    let mut text = String::new();
    let (mut comments, mut tags) = (false, false);
    // Once the end of the text was reached in search of a closer, it is not searched for again,
    // or many openers would make this quadratic.
    let (mut quotes_close, mut comments_close) = (true, true);
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        html_escape::decode_html_entities_to_string(&rest[..at], &mut text);
        rest = &rest[at..];
        if is_comment(rest) {
            if let Some(end) = if comments_close { comment_end(rest) } else { None } {
                comments = true;
                rest = &rest[end..];
                continue;
            }
            comments_close = false;
            rest = &rest[4..];
            continue;
        }
        let after = rest[1..].trim_start_matches('/');
        let opens = after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?'));
        let quoted = if opens && quotes_close { tag_end(rest) } else { None };
        quotes_close &= !opens || quoted.is_some();
        match quoted.or_else(|| opens.then(|| memchr::memchr(b'>', rest.as_bytes())).flatten()) {
            Some(end) => {
                tags = true;
                if separates(&rest[..=end]) {
                    text.push(' ');
                }
                rest = &rest[end + 1..];
            }
            None => {
                text.push('<');
                rest = &rest[1..];
                if opens {
                    break;
                }
            }
        }
    }
    html_escape::decode_html_entities_to_string(rest, &mut text);
    let dropped = if !comments_close {
        Dropped::OpenComment
    } else if comments && !tags && text.trim().is_empty() {
        Dropped::Comments
    } else {
        Dropped::Tags
    };
    Stripped { text, dropped }
}

/// Says whether a piece of HTML begins with a comment.
pub(super) fn is_comment(html: &str) -> bool {
    html.starts_with("<!--")
}

/// Says whether a tag parts the words beside it, as blocks and line breaks do.
pub(super) fn separates(tag: &str) -> bool {
    const INLINE: [&str; 33] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "time", "u", "wbr",
    ];
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let name = name[..end].to_ascii_lowercase();
    !name.is_empty() && !INLINE.contains(&name.as_str())
}

fn comment_end(html: &str) -> Option<usize> {
    // `<!-->` and `<!--->` are whole comments.
    let from = if html.starts_with("<!-->") || html.starts_with("<!--->") { 2 } else { 4 };
    memchr::memmem::find(&html.as_bytes()[from..], b"-->").map(|i| from + i + 3)
}

/// Finds the `>` of a tag, outside quotation marks.
fn tag_end(html: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let mut at = 1;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        if bytes[at] == b'>' {
            return Some(at);
        }
        at += 2 + memchr::memchr(bytes[at], bytes.get(at + 1..)?)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_text_stays() {
        let rows = [
            ("<p>one <b>two</b>three</p>", " one twothree "),
            ("a<br>b<br/>c", "a b c"),
            ("&lt;b&gt; &amp; &eacute; &#233; &bogus;", "<b> & é é &bogus;"),
            ("<a href=\"x>y\" title='>'>z</a>", "z"),
            ("<a title=\"never closed>z</a>", "z"),
            ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
            ("<!-- a --> b <!-->c", " b c"),
            ("<!-- never closed <b>b</b>", " never closed b"),
            ("<script>alert('<b>')</script>", " alert('') "),
            ("<!DOCTYPE html><?php echo ?>x", "x"),
            ("<", "<"),
            ("<a", "<a"),
        ];
        for (html, text) in rows {
            assert_eq!(strip(html).text, text, "{html}");
        }
    }

    #[test]
    fn a_block_of_comments_is_told_from_others() {
        let rows = [
            ("<!-- a -->\n<!-- b -->\n", Dropped::Comments),
            ("<!-- a --><b></b>", Dropped::Tags),
            ("<!-- a -->b", Dropped::Tags),
            ("<b></b><!-- a", Dropped::OpenComment),
        ];
        for (html, dropped) in rows {
            assert_eq!(strip(html).dropped, dropped, "{html}");
        }
    }
}
