//! One request, one answer: methods, conditions, ranges (RFC 9110).

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};

use super::address::{Meaning, is_ours, look_up};
use super::made::{Made, nothing};
use super::view::{Preview, View};
use crate::path::OutputPath;

const SCRIPT: &str = include_str!("live.js");
const STYLE: &str = include_str!("live.css");

/// Answers a request for a file.
pub(super) async fn respond(preview: Arc<Preview>, port: u16, request: Request<Body>) -> Response<Body> {
    let (parts, _) = request.into_parts();
    if !is_ours(&parts.uri, &parts.headers, port, false) {
        return plain(StatusCode::FORBIDDEN, "this preview is for this machine only\n");
    }
    if parts.method != Method::GET && parts.method != Method::HEAD {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    match parts.uri.path() {
        "/.dossier/live.js" => return own(SCRIPT, "text/javascript; charset=utf-8"),
        "/.dossier/live.css" => return own(STYLE, "text/css; charset=utf-8"),
        _ => {}
    }
    // Rendering takes milliseconds, in which sockets are not to wait.
    let answer = tokio::task::spawn_blocking(move || {
        let view = preview.view();
        match look_up(parts.uri.path(), &view.output) {
            Meaning::Refused => plain(StatusCode::BAD_REQUEST, "no such address can be\n"),
            Meaning::Folder(path) => moved(&path),
            Meaning::File(path) => match preview.make(&view, &path) {
                Some(made) if made.sound => file(&made, &parts.method, &parts.headers),
                Some(made) => whole(&made, StatusCode::INTERNAL_SERVER_ERROR, &parts.method),
                None => plain(StatusCode::NOT_FOUND, "no such page\n"),
            },
            Meaning::Nothing => whole(&dead(&preview, &view), StatusCode::NOT_FOUND, &parts.method),
        }
    });
    answer.await.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "the page could not be made\n"))
}

/// Returns the page for dead addresses.
pub(super) fn dead(preview: &Preview, view: &View) -> Arc<Made> {
    preview.make(view, &OutputPath::new("404.html")).unwrap_or_else(|| Arc::new(nothing()))
}

/// Answers in a few words.
pub(super) fn plain(status: StatusCode, words: &'static str) -> Response<Body> {
    answer(status, "text/plain; charset=utf-8", Body::from(words))
}

fn own(text: &'static str, mime: &'static str) -> Response<Body> {
    answer(StatusCode::OK, mime, Body::from(text))
}

fn moved(path: &str) -> Response<Body> {
    let mut response = plain(StatusCode::FOUND, "");
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(header::LOCATION, path);
    }
    response
}

/// Sends a whole page under a status of its own.
fn whole(made: &Made, status: StatusCode, method: &Method) -> Response<Body> {
    let mut response = answer(status, made.mime, body(&made.bytes, method));
    response.headers_mut().insert(header::CONTENT_LENGTH, made.bytes.len().into());
    response
}

/// Sends a file, or the part of it that is asked for, or word that the reader has it.
fn file(made: &Made, method: &Method, headers: &HeaderMap) -> Response<Body> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let known = text(header::IF_NONE_MATCH).is_some_and(|tags| {
        tags.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == made.etag)
    });
    let length = made.bytes.len();
    let range = text(header::RANGE)
        .filter(|_| text(header::IF_RANGE).is_none_or(|tag| tag == made.etag) && method == Method::GET)
        .and_then(|range| span(range, length));
    let mut response = match range {
        _ if known => answer(StatusCode::NOT_MODIFIED, made.mime, Body::empty()),
        Some(Some((first, last))) => {
            let mut response = answer(StatusCode::PARTIAL_CONTENT, made.mime, body(&made.bytes[first..=last], method));
            set(&mut response, header::CONTENT_RANGE, &format!("bytes {first}-{last}/{length}"));
            response
        }
        Some(None) => {
            let mut response = plain(StatusCode::RANGE_NOT_SATISFIABLE, "");
            set(&mut response, header::CONTENT_RANGE, &format!("bytes */{length}"));
            response
        }
        None => whole(made, StatusCode::OK, method),
    };
    set(&mut response, header::ETAG, &made.etag);
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    response
}

/// Reads a single range of bytes: `None` is to be ignored, `Some(None)` lies outside.
fn span(range: &str, length: usize) -> Option<Option<(usize, usize)>> {
    let (first, last) = range.trim().strip_prefix("bytes=")?.split_once('-')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // A number too large to be one lies outside, or at the end.
    let number = |text: &str| text.parse::<usize>().unwrap_or(usize::MAX);
    Some(match (first, last) {
        ("", last) if digits(last) => {
            let count = number(last).min(length);
            (count > 0).then(|| (length - count, length - 1))
        }
        (first, "") if digits(first) => (number(first) < length).then(|| (number(first), length - 1)),
        (first, last) if digits(first) && digits(last) => {
            if number(first) > number(last) {
                return None;
            }
            (number(first) < length).then(|| (number(first), number(last).min(length - 1)))
        }
        _ => return None,
    })
}

fn body(bytes: &[u8], method: &Method) -> Body {
    if method == Method::HEAD { Body::empty() } else { Body::from(bytes.to_vec()) }
}

fn answer(status: StatusCode, mime: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, mime),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn set(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_wants() {
        let rows = [
            ("bytes=0-0", Some(Some((0, 0)))),
            ("bytes=2-", Some(Some((2, 9)))),
            ("bytes=-3", Some(Some((7, 9)))),
            ("bytes=-99", Some(Some((0, 9)))),
            ("bytes=5-99", Some(Some((5, 9)))),
            ("bytes=10-", Some(None)),
            ("bytes=-0", Some(None)),
            ("bytes=99999999999999999999999-", Some(None)),
            ("bytes=5-2", None),
            ("bytes=0-1,3-4", None),
            ("bytes=a-b", None),
            ("items=0-1", None),
            ("bytes=--1", None),
        ];
        for (range, expected) in rows {
            assert_eq!(span(range, 10), expected, "{range}");
        }
        assert_eq!(span("bytes=0-", 0), Some(None));
    }
}
