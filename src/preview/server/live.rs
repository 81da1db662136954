//! Tells one tab what became of the page it shows.
//!
//! ```text
//! tab    → { "path": "/articles/a.html", "page": DIGEST, "assets": DIGEST }   when it opens and after each change
//! server → { "changed": "page" | "assets", "at": ANCHOR or null }             where its digests are no longer right
//!        | { "overlay": HTML or null }                                       where something else stands over it
//! ```
//!
//! What a tab shows lies in the tab, so that one that was away, also while the server was, catches up by
//! saying so. A tab whose page has not changed is told nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{Request, Response, StatusCode};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::address::{Meaning, is_ours, look_up};
use super::respond::{dead, plain};
use super::view::Preview;

/// How many tabs are told at once.
const TABS: usize = 200;
static OPEN: AtomicUsize = AtomicUsize::new(0);

/// What a tab shows.
#[derive(Clone, Debug, Deserialize)]
struct Shown {
    path: String,
    page: String,
    assets: String,
}

/// Answers a request for the socket.
pub(super) async fn live(preview: Arc<Preview>, port: u16, request: Request<Body>) -> Response<Body> {
    let (mut parts, _) = request.into_parts();
    if !is_ours(&parts.uri, &parts.headers, port, true) {
        return plain(StatusCode::FORBIDDEN, "this preview is for this machine only\n");
    }
    match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => {
            upgrade.max_message_size(16 * 1024).max_frame_size(16 * 1024).on_upgrade(|socket| tell(socket, preview))
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// Counts a tab for as long as it is open.
struct Tab;

impl Tab {
    fn open() -> Option<Self> {
        let open = OPEN.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| (n < TABS).then_some(n + 1));
        open.ok().map(|_| Self)
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn tell(mut socket: WebSocket, preview: Arc<Preview>) {
    let Some(_tab) = Tab::open() else { return };
    let mut rounds = preview.round.subscribe();
    let (mut shown, mut overlay): (Option<Shown>, Option<Option<Arc<str>>>) = (None, None);
    loop {
        tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
                    Ok(said) => shown = Some(said),
                    Err(_) => return,
                },
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                _ => return,
            },
            round = rounds.changed() => if round.is_err() { return },
        }
        rounds.mark_unchanged();
        let Some(shown) = &shown else { continue };
        let (preview, tab) = (Arc::clone(&preview), shown.clone());
        let Ok((change, newest)) = tokio::task::spawn_blocking(move || compare(&preview, &tab)).await else { return };
        let mut messages = Vec::new();
        if overlay.as_ref() != Some(&newest) {
            messages.push(serde_json::json!({ "overlay": newest.as_deref() }));
            overlay = Some(newest);
        }
        messages.extend(change);
        for message in messages {
            if socket.send(Message::Text(message.to_string().into())).await.is_err() {
                return;
            }
        }
    }
}

/// Compares what a tab shows with what it would show now.
fn compare(preview: &Preview, shown: &Shown) -> (Option<serde_json::Value>, Option<Arc<str>>) {
    let view = preview.view();
    let (made, at) = match look_up(&shown.path, &view.output) {
        Meaning::File(path) => (preview.make(&view, &path), view.notes.get(&path)),
        _ => (None, None),
    };
    let made = made.unwrap_or_else(|| dead(preview, &view));
    let changed = match made {
        _ if made.page != shown.page => Some("page"),
        _ if made.assets != shown.assets => Some("assets"),
        _ => None,
    };
    let change = changed.map(|changed| serde_json::json!({ "changed": changed, "at": at }));
    (change, view.failure.clone().or_else(|| view.overlay.clone()))
}
