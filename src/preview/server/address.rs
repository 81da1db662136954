//! Which host a request may name, and which page a URL means.
//!
//! ```text
//! path = "/" *( segment "/" ) [ segment ]      percent-encoded once, UTF-8
//! ```
//!
//! A path that ends in `/` means the `index.html` there. A segment `.` or `..`, a backslash, a control
//! character and bytes that are not UTF-8 are refused whatever way they are written; what is encoded twice
//! is a name with a `%` in it, and no page.
//!
//! **Invariant:** what comes out is a key of the output, or nothing.

use axum::http::{HeaderMap, Uri, header};

use crate::output::{File, Output};
use crate::path::{OutputPath, percent_encode};

/// What a URL means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A file of the output.
    File(OutputPath),
    /// A folder, written without the slash at its end; the path to send the reader to.
    Folder(String),
    /// No page has it.
    Nothing,
    /// Nobody who means well writes it.
    Refused,
}

/// Tells whether a request names this machine and port, and comes from one of our own pages.
///
/// `strict` wants an `Origin`: browsers send one with every WebSocket.
pub(super) fn is_ours(uri: &Uri, headers: &HeaderMap, port: u16, strict: bool) -> bool {
    let ours = |host: &str| {
        let named = host.rsplit_once(':').filter(|(_, digits)| *digits == port.to_string()).map(|(name, _)| name);
        named.is_some_and(|name| ["127.0.0.1", "[::1]"].contains(&name) || name.eq_ignore_ascii_case("localhost"))
    };
    let one = |name| {
        let mut all = headers.get_all(name).iter();
        let first = all.next()?;
        all.next().is_none().then(|| first.to_str().unwrap_or_default())
    };
    let host = one(header::HOST).is_some_and(ours) && uri.authority().is_none_or(|authority| ours(authority.as_str()));
    let origin = match headers.contains_key(header::ORIGIN) {
        true => one(header::ORIGIN).and_then(|origin| origin.strip_prefix("http://")).is_some_and(ours),
        false => !strict,
    };
    host && origin
}

/// Looks up what the path of a URL means.
pub(super) fn look_up(path: &str, output: &Output) -> Meaning {
    let Some(decoded) = decode(path) else { return Meaning::Refused };
    let found = find(&decoded, output);
    if found != Meaning::Nothing {
        return found;
    }
    // The links of the page for dead addresses start with the path of `base_url`.
    let base = match output.files.get("404.html") {
        Some(File::Page(page)) => page.shared().absolute_root.trim_matches('/'),
        _ => "",
    };
    let inside = decoded.strip_prefix(base).and_then(|rest| rest.strip_prefix('/'));
    match inside.filter(|_| !base.is_empty()).map(|rest| find(rest, output)) {
        Some(Meaning::File(path)) => Meaning::File(path),
        _ => Meaning::Nothing,
    }
}

fn find(decoded: &str, output: &Output) -> Meaning {
    let path =
        if decoded.is_empty() || decoded.ends_with('/') { format!("{decoded}index.html") } else { decoded.to_owned() };
    if let Some((path, _)) = output.files.get_key_value(path.as_str()) {
        return Meaning::File(path.clone());
    }
    let index = format!("{path}/index.html");
    if !output.files.contains_key(index.as_str()) {
        return Meaning::Nothing;
    }
    let mut folder = String::new();
    for segment in path.split('/') {
        folder.push('/');
        percent_encode(segment, &mut folder);
    }
    Meaning::Folder(folder + "/")
}

/// Decodes a path once, without its first slash.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.strip_prefix('/')?.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| byte.and_then(|byte| (byte as char).to_digit(16));
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    let text = String::from_utf8(bytes).ok()?;
    let sound = !text.contains(|c: char| c == '\\' || c.is_control())
        && text.split('/').all(|segment| segment != "." && segment != "..");
    sound.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn urls_are_looked_up_and_never_joined() {
        let mut output = Output::default();
        for path in ["index.html", "articles/index.html", "articles/josé a.html", "100%.html", "a%2Fb.html"] {
            output.files.insert(path.into(), File::Bytes(Arc::from(&b""[..])));
        }
        let file = |path: &str| Meaning::File(path.into());
        let rows = [
            ("/", file("index.html")),
            ("/index.html", file("index.html")),
            ("/articles/", file("articles/index.html")),
            ("/articles", Meaning::Folder("/articles/".into())),
            ("/articles/jos%C3%A9%20a.html", file("articles/josé a.html")),
            ("/100%25.html", file("100%.html")),
            ("/a%252Fb.html", file("a%2Fb.html")),
            ("/a/b.html", Meaning::Nothing),
            ("//index.html", Meaning::Nothing),
            ("//evil.example/", Meaning::Nothing),
            ("/../index.html", Meaning::Refused),
            ("/articles/../index.html", Meaning::Refused),
            ("/%2e%2e%2findex.html", Meaning::Refused),
            ("/%2E%2E/index.html", Meaning::Refused),
            ("/%252e%252e%252findex.html", Meaning::Nothing),
            ("/..%5cindex.html", Meaning::Refused),
            ("/articles\\index.html", Meaning::Refused),
            ("/index.html%00", Meaning::Refused),
            ("/index.html%0a", Meaning::Refused),
            ("/%ff", Meaning::Refused),
            ("/%", Meaning::Refused),
            ("/%zz", Meaning::Refused),
            ("/./index.html", Meaning::Refused),
            ("/etc/passwd", Meaning::Nothing),
            ("*", Meaning::Refused),
            ("", Meaning::Refused),
        ];
        for (path, meaning) in rows {
            assert_eq!(look_up(path, &output), meaning, "{path}");
        }
    }

    #[test]
    fn only_this_machine_and_port_are_ours() {
        let rows = [
            (&["localhost:4000"][..], None, true, false),
            (&["127.0.0.1:4000"], Some("http://127.0.0.1:4000"), true, true),
            (&["[::1]:4000"], Some("http://localhost:4000"), true, true),
            (&["LOCALHOST:4000"], None, true, false),
            (&["localhost"], None, false, false),
            (&["localhost:4001"], None, false, false),
            (&["evil.example"], None, false, false),
            (&["evil.example:4000"], None, false, false),
            (&["127.0.0.1.evil.example:4000"], None, false, false),
            (&["localhost:4000", "evil.example"], None, false, false),
            (&[], None, false, false),
            (&["localhost:4000"], Some("http://evil.example"), false, false),
            (&["localhost:4000"], Some("http://localhost:3000"), false, false),
            (&["localhost:4000"], Some("https://localhost:4000"), false, false),
            (&["localhost:4000"], Some("null"), false, false),
        ];
        for (hosts, origin, plain, socket) in rows {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(header::HOST, host.parse().expect("a header"));
            }
            headers.extend(origin.map(|origin| (header::ORIGIN, origin.parse().expect("a header"))));
            let uri = Uri::from_static("/");
            assert_eq!(is_ours(&uri, &headers, 4000, false), plain, "{hosts:?} {origin:?}");
            assert_eq!(is_ours(&uri, &headers, 4000, true), socket, "{hosts:?} {origin:?}");
        }
        let mut headers = HeaderMap::new();
        headers.append(header::HOST, "localhost:4000".parse().expect("a header"));
        assert!(!is_ours(&Uri::from_static("http://evil.example/"), &headers, 4000, false));
    }
}
