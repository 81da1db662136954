//! The static files of a theme under content-hashed names.
//!
//! `static/fonts/a.woff2` becomes `assets/fonts/a.<first 8 hex digits of its BLAKE3>.woff2`; of files
//! with one name the upper layer's counts. Scripts say the interface's words ([`script`]). In style sheets `url(…)` and
//! `@import "…"` are rewritten:
//!
//! ```text
//! css       = { other | comment | string | reference }
//! reference = "url(" ws ( string | bare ) ws ")" | "@import" ws string
//! ```
//!
//! What has a scheme, starts with `/` or `#`, is left as it is. Style sheets are minified by lightningcss without `targets`,
//! so that no declaration is rewritten for old browsers. It deliberately minifies no script.
//!
//! **Invariant:** a file's name depends on its bytes after rewriting, so that a new font gives a new
//! name to every style sheet that uses it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{ParserOptions, StyleSheet};

use super::layer::{Layer, Static};
use super::missing::{missing_asset, missing_word};
use super::script;
use super::words::{self, Words};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::{OutputPath, SourcePath, percent_encode};

type Bytes = Arc<[u8]>;

/// Names the static files of all layers; the map leads from name to href.
pub(super) fn assets(
    layers: &[Layer],
    words: &Words,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<(OutputPath, Bytes)>, BTreeMap<String, String>) {
    let mut statics: BTreeMap<&str, &Static> = BTreeMap::new();
    for (name, file) in layers.iter().rev().flat_map(|layer| &layer.statics) {
        statics.insert(name, file);
    }
    let mut done = BTreeMap::new();
    for name in statics.keys() {
        settle(name, &statics, words, &mut Vec::new(), &mut done, diagnostics);
    }
    let href = |path: &OutputPath| {
        let mut href = String::new();
        for (i, part) in path.as_str().split('/').enumerate() {
            href.push_str(if i == 0 { "" } else { "/" });
            percent_encode(part, &mut href);
        }
        href
    };
    let hrefs = done.iter().map(|(name, (path, _))| (name.clone(), href(path))).collect();
    (done.into_values().collect(), hrefs)
}

/// Names one file, after those that it refers to.
fn settle(
    name: &str,
    statics: &BTreeMap<&str, &Static>,
    words: &Words,
    open: &mut Vec<String>,
    done: &mut BTreeMap<String, (OutputPath, Bytes)>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(file) = statics.get(name).filter(|_| !done.contains_key(name)) else { return };
    let text = |end: &str| std::str::from_utf8(&file.bytes).ok().filter(|_| name.ends_with(end));
    if let Some(source) = text(".js") {
        let out = script::worded(source, |span, key| {
            let word = words.get(key).map(|message| words::say(message, None, None, None));
            if word.is_none() {
                diagnostics.push(missing_word(key, words).at(Location::at(&file.path, span)));
            }
            word
        });
        done.insert(name.to_owned(), (hashed(name, out.as_bytes()), Arc::from(out.into_bytes())));
        return;
    }
    let Some(css) = text(".css") else {
        done.insert(name.to_owned(), (hashed(name, &file.bytes), Arc::clone(&file.bytes)));
        return;
    };
    open.push(name.to_owned());
    let mut out = String::with_capacity(css.len());
    let mut copied = 0;
    for span in references(css) {
        let written = &css[span.clone()];
        let Some((target, rest)) = target(name, written) else { continue };
        if open.contains(&target) {
            let message = format!("`{target}` imports itself");
            let at = Location::at(&file.path, span);
            diagnostics.push(Diagnostic::error(Code::AssetCycle, at, message).hint("remove the import"));
            continue;
        }
        settle(&target, statics, words, open, done, diagnostics);
        let Some((path, _)) = done.get(&target) else {
            let names = statics.keys().map(|name| ((*name).to_owned(), String::new())).collect();
            let at = Location::at(&file.path, span);
            diagnostics.push(missing_asset(&target, &names).at(at));
            continue;
        };
        out.push_str(&css[copied..span.start]);
        out.push_str(&OutputPath::new(format!("assets/{name}")).url_to(path));
        out.push_str(rest);
        copied = span.end;
    }
    out.push_str(&css[copied..]);
    open.pop();
    let out = minify(out, &file.path, diagnostics);
    done.insert(name.to_owned(), (hashed(name, out.as_bytes()), Arc::from(out.into_bytes())));
}

/// Minifies a style sheet; one that cannot be read stays as it is, with a warning.
fn minify(css: String, path: &SourcePath, diagnostics: &mut Vec<Diagnostic>) -> String {
    let small =
        StyleSheet::parse(&css, ParserOptions::default()).map_err(|error| error.kind.to_string()).and_then(|sheet| {
            let options = PrinterOptions { minify: true, ..PrinterOptions::default() };
            sheet.to_css(options).map_err(|error| error.kind.to_string())
        });
    match small {
        Ok(small) => small.code,
        Err(reason) => {
            let message = format!("this style sheet was not minified: {}", reason.to_lowercase());
            diagnostics.push(
                Diagnostic::warning(Code::UnreadableStyle, Location::file(path), message).hint("mend the style sheet"),
            );
            css
        }
    }
}

fn hashed(name: &str, bytes: &[u8]) -> OutputPath {
    let hash = blake3::hash(bytes).to_hex();
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    OutputPath::new(match file.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{folder}{slash}{stem}.{}.{extension}", &hash[..8]),
        None => format!("assets/{folder}{slash}{file}.{}", &hash[..8]),
    })
}

/// Resolves a reference against the style sheet's folder: the name of a static file, and the query
/// and fragment behind it. What leads elsewhere is `None`.
fn target<'a>(sheet: &str, written: &'a str) -> Option<(String, &'a str)> {
    let end = written.find(['?', '#']).unwrap_or(written.len());
    let (path, rest) = written.split_at(end);
    let has_scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || path.starts_with('/') || has_scheme {
        return None;
    }
    let mut parts: Vec<&str> = sheet.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some((decode(&parts.join("/")), rest))
}

fn decode(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                bytes.push(hex(*high).unwrap_or(0) * 16 + hex(*low).unwrap_or(0));
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// Finds what a style sheet refers to, without quotation marks.
fn references(css: &str) -> Vec<Range<usize>> {
    let bytes = css.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    let mut imports = false;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let starts = |word: &str| rest.len() >= word.len() && rest[..word.len()].eq_ignore_ascii_case(word.as_bytes());
        if rest.starts_with(b"/*") {
            at = css[at + 2..].find("*/").map_or(bytes.len(), |end| at + 2 + end + 2);
        } else if starts("@import") {
            imports = true;
            at += "@import".len();
        } else if starts("url(") {
            let mut from = at + "url(".len();
            while bytes.get(from).is_some_and(u8::is_ascii_whitespace) {
                from += 1;
            }
            if bytes.get(from).is_some_and(|byte| matches!(byte, b'"' | b'\'')) {
                let end = end_of_string(bytes, from);
                found.push(from + 1..end);
                at = end + 1;
            } else {
                let end = css[from..].find(')').map_or(bytes.len(), |end| from + end);
                found.push(from..from + css[from..end].trim_end().len());
                at = end + 1;
            }
            imports = false;
        } else if matches!(rest[0], b'"' | b'\'') {
            let end = end_of_string(bytes, at);
            if imports {
                found.push(at + 1..end);
            }
            imports = false;
            at = end + 1;
        } else {
            imports = imports && rest[0].is_ascii_whitespace();
            at += 1;
        }
    }
    found.retain(|span| span.start < span.end);
    found
}

/// Returns where the closing quotation mark stands; the end of the text if there is none.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != bytes[start] {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn references_are_found_outside_comments_and_strings() {
        let css = r#"/* url(no.png) */ @import "a.css"; @import url( b.css ) print;
a::before { content: "url(no.png)"; background: URL('c d.svg#x') url(data:image/png;base64,AA==) }"#;
        let found: Vec<&str> = references(css).into_iter().map(|span| &css[span]).collect();
        assert_eq!(found, ["a.css", "b.css", "c d.svg#x", "data:image/png;base64,AA=="]);
    }

    #[test]
    fn targets_stand_beside_their_sheet() {
        let rows = [
            ("style.css", "fonts/a.woff2?v=1#x", Some(("fonts/a.woff2", "?v=1#x"))),
            ("css/deep/a.css", "../../b%20c.png", Some(("b c.png", ""))),
            ("style.css", "data:image/png;base64,AA==", None),
            ("style.css", "https://example.org/a.png", None),
            ("style.css", "//example.org/a.png", None),
            ("style.css", "#filter", None),
        ];
        for (sheet, written, wanted) in rows {
            let wanted = wanted.map(|(name, rest)| (name.to_owned(), rest));
            assert_eq!(target(sheet, written), wanted, "{written} in {sheet}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(css in "(url\\(|@import|/\\*|\\*/|[\"'\\\\ )é;a-c%]){0,40}") {
            for span in references(&css) {
                prop_assert!(css.get(span).is_some());
            }
        }
    }
}
