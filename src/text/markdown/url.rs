//! Decides which URLs may stand in a page.
//!
//! It reads as browsers do (WHATWG URL): control characters, tabs and line ends do not count,
//! and a backslash is a slash. What is doubtful is unsafe. It deliberately does not check whether
//! anything is to be found at a URL.

/// Returns the URL as it may be written into a page: one of an allowed scheme or a relative one,
/// without control characters. An image needs http, https or a relative URL.
pub(super) fn safe(written: &str, image: bool) -> Option<String> {
    let mut url: String = written.chars().filter(|c| !c.is_control()).collect();
    url = url.trim().to_owned();
    let bare = |c: &char| !c.is_whitespace() && !is_invisible(*c);
    let compared: String = url.chars().filter(bare).map(|c| c.to_ascii_lowercase()).collect();
    let scheme = compared.find([':', '/', '\\', '?', '#']).filter(|&i| compared.as_bytes()[i] == b':');
    match scheme.map(|end| &compared[..end]) {
        // Without slashes it is relative to a page of the same scheme, whatever it looks like.
        Some(name @ ("http" | "https")) => {
            let rest = compared[name.len() + 1..].strip_prefix("//")?;
            if rest.is_empty() || rest.starts_with(['/', '\\', '?', '#', ':']) {
                return None;
            }
        }
        // No path: a backslash is a word character here.
        Some("mailto" | "tel") => return (!image).then_some(url),
        Some(_) => return None,
        None if compared.starts_with(['/', '\\']) && compared[1..].starts_with(['/', '\\']) => return None,
        None => {}
    }
    let path = url.find(['?', '#']).unwrap_or(url.len());
    if url[..path].contains('\\') {
        url = url[..path].replace('\\', "/") + &url[path..];
    }
    Some(url)
}

/// Characters that hide in a URL: soft hyphen, zero-width and direction marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_urls_are_refused_in_every_disguise() {
        let rows = [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "java\tscript:alert(1)",
            "java script:alert(1)",
            "\u{1}javascript:alert(1)",
            "\u{a0}javascript:alert(1)",
            " \r\njavascript :alert(1)",
            "java\u{200b}script:alert(1)",
            "java\u{ad}script:alert(1)",
            "javascript\0:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "blob:x",
            "x:y",
            ":x",
            "//host/x",
            "/\\host/x",
            "\\\\host/x",
            "\\/host/x",
            "/\t/host",
            " / /host",
            "https:javascript:alert(1)",
            "https:x",
            "http:/x",
            "https://",
            "https:///x",
        ];
        for url in rows {
            assert_eq!(safe(url, false), None, "{url:?}");
            assert_eq!(safe(url, true), None, "{url:?}");
        }
    }

    #[test]
    fn safe_urls_come_through() {
        let rows = [
            ("", ""),
            ("#p7", "#p7"),
            ("?a=b:c", "?a=b:c"),
            ("a/b:c", "a/b:c"),
            ("../a.md", "../a.md"),
            ("/a", "/a"),
            ("a\\b?c\\d", "a/b?c\\d"),
            ("HTTPS://x.example/a", "HTTPS://x.example/a"),
            ("http://x.example/\u{7}a", "http://x.example/a"),
            (" a b ", "a b"),
        ];
        for (written, url) in rows {
            assert_eq!(safe(written, false).as_deref(), Some(url), "{written:?}");
            assert_eq!(safe(written, true).as_deref(), Some(url), "{written:?}");
        }
        for url in ["mailto:a@b.example", "tel:+58-1", "MAILTO:a@b.example"] {
            assert_eq!(safe(url, false).as_deref(), Some(url));
            assert_eq!(safe(url, true), None);
        }
    }
}
