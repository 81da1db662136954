//! Pages as they are served: rendered on request and made live.
//!
//! A served page is the written page with one `<script>` more, and with a content security policy that lets
//! that script and its socket through.

use crate::output::File;
use crate::path::OutputPath;

/// A file as it is served.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub bytes: Vec<u8>,
    pub etag: String,
    pub mime: &'static str,
    /// The digest of what the page shows, whatever its assets are called.
    pub page: String,
    /// The digest of what its assets are called.
    pub assets: String,
    /// Whether it could be rendered.
    pub sound: bool,
}

/// Makes a file as it is served.
pub(super) fn make(path: &OutputPath, file: &File) -> Made {
    let mime = mime(path);
    let (bytes, sound) = match file.render() {
        Ok(bytes) => (bytes, true),
        Err(_) => (UNMADE.as_bytes().to_vec(), false),
    };
    let mime = if sound { mime } else { HTML };
    finish(bytes, mime, sound)
}

/// Makes what is served where the output has not even a page for dead addresses.
pub(super) fn nothing() -> Made {
    finish(NOTHING.as_bytes().to_vec(), HTML, true)
}

fn finish(bytes: Vec<u8>, mime: &'static str, sound: bool) -> Made {
    let (page, assets) = digests(&bytes);
    let bytes = match String::from_utf8(bytes) {
        Ok(html) if mime == HTML => enliven(&html, &page, &assets).into_bytes(),
        Ok(text) => text.into_bytes(),
        Err(e) => e.into_bytes(),
    };
    let etag = format!("\"{}\"", short(&blake3::hash(&bytes)));
    Made { bytes, etag, mime, page, assets, sound }
}

const HTML: &str = "text/html; charset=utf-8";
const UNMADE: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Not made</title></head>\
<body><p>This page cannot be made yet.</p></body></html>";
const NOTHING: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Not found</title></head>\
<body><p>There is no such page.</p></body></html>";

/// Adds the script, and opens the policy for it.
fn enliven(html: &str, page: &str, assets: &str) -> String {
    let html = open(html);
    let script =
        format!("<script defer src=\"/.dossier/live.js\" data-page=\"{page}\" data-assets=\"{assets}\"></script>");
    let at = html.rfind("</body>").unwrap_or(html.len());
    let (before, after) = html.split_at(at);
    format!("{before}{script}{after}")
}

/// Lets the page's policy admit scripts, styles and sockets of this server; another policy stays as it is.
fn open(html: &str) -> String {
    const POLICY: &str = "http-equiv=\"Content-Security-Policy\" content=\"";
    let Some(start) = html.find(POLICY).map(|at| at + POLICY.len()) else { return html.to_owned() };
    let Some(end) = html[start..].find('"').map(|length| start + length) else { return html.to_owned() };
    let mut directives: Vec<(String, Vec<String>)> = html[start..end]
        .split(';')
        .filter_map(|directive| {
            let mut words = directive.split_whitespace().map(str::to_owned);
            Some((words.next()?.to_ascii_lowercase(), words.collect()))
        })
        .collect();
    for wanted in ["script-src", "style-src", "connect-src"] {
        let at = directives.iter().position(|(name, _)| name == wanted).unwrap_or_else(|| {
            directives.push((wanted.to_owned(), Vec::new()));
            directives.len() - 1
        });
        let sources = &mut directives[at].1;
        sources.retain(|source| source != "'none'");
        if !sources.iter().any(|source| source == "'self'") {
            sources.push("'self'".to_owned());
        }
    }
    let policy: Vec<String> = directives
        .into_iter()
        .map(|(name, sources)| format!("{name} {}", sources.join(" ")).trim_end().to_owned())
        .collect();
    format!("{}{}{}", &html[..start], policy.join("; "), &html[end..])
}

/// Digests a page without the hashes in the names of its assets, and those names.
fn digests(bytes: &[u8]) -> (String, String) {
    const FOLDER: &[u8] = b"assets/";
    let (mut page, mut assets) = (blake3::Hasher::new(), blake3::Hasher::new());
    let mut done = 0;
    for at in memchr::memmem::find_iter(bytes, FOLDER) {
        let start = at + FOLDER.len();
        if start < done {
            continue;
        }
        let rest = &bytes[start..];
        let length = rest.iter().position(|b| b"\"' )<>?#&;,\n".contains(b)).unwrap_or(rest.len());
        let Some(hash) = hash_in(&rest[..length]) else { continue };
        page.update(&bytes[done..start + hash.start]);
        assets.update(&rest[..length]);
        assets.update(b"\n");
        done = start + hash.end;
    }
    page.update(&bytes[done..]);
    (short(&page.finalize()), short(&assets.finalize()))
}

/// Finds the eight hexadecimal digits between dots, before the extension or at the end.
fn hash_in(name: &[u8]) -> Option<std::ops::Range<usize>> {
    let dots: Vec<usize> = memchr::memchr_iter(b'.', name).chain([name.len()]).collect();
    let pair = dots
        .windows(2)
        .rev()
        .find(|pair| pair[1] - pair[0] == 9 && name[pair[0] + 1..pair[1]].iter().all(u8::is_ascii_hexdigit))?;
    Some(pair[0] + 1..pair[1])
}

fn short(hash: &blake3::Hash) -> String {
    hash.to_hex()[..32].to_owned()
}

fn mime(path: &OutputPath) -> &'static str {
    let extension = path.as_str().rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, e)| e);
    match extension {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "jsonld" => "application/ld+json",
        "jsonl" | "txt" | "bib" | "ris" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_the_same_whatever_its_assets_are_called() {
        let page =
            |css: &str, words: &str| format!("<link href=\"../assets/{css}\"><img src=\"../assets/a.b/c.png\">{words}");
        let one = digests(page("style.0123abcd.css", "words").as_bytes());
        let two = digests(page("style.fedcba98.css", "words").as_bytes());
        let three = digests(page("style.0123abcd.css", "other").as_bytes());
        assert_eq!(one.0, two.0);
        assert_ne!(one.1, two.1);
        assert_ne!(one.0, three.0);
        assert_eq!(one.1, three.1);
    }

    #[test]
    fn the_script_and_its_socket_pass_the_policy() {
        let html = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'none'; \
                    style-src 'self' file:\"><body>words</body>";
        insta::assert_snapshot!(enliven(html, "p", "a"), @r#"<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self' file:; connect-src 'self'"><body>words<script defer src="/.dossier/live.js" data-page="p" data-assets="a"></script></body>"#);
        assert!(enliven("no body", "p", "a").starts_with("no body<script "));
    }
}
