//! Sockets: how many, how long, how much of a header.
//!
//! Where too many are open, the oldest that never asked for anything goes first, so that a thousand silent
//! ones keep nobody out.
//!
//! **Invariant:** nobody is answered before the first round: who asks earlier waits. A tab that comes back after a
//! restart would else be told that its page is gone, and load it anew, its place lost.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

use super::live::live;
use super::respond::respond;
use super::view::Preview;

/// How many sockets are open at once.
const SOCKETS: usize = 256;
/// How many bytes of a header are read.
const HEADER: usize = 32 * 1024;
/// How long a header may take, and a socket be idle.
const PATIENCE: Duration = Duration::from_secs(15);

struct Socket {
    task: AbortHandle,
    used: Arc<AtomicBool>,
}

/// Serves whoever connects.
pub(super) async fn accept(listener: TcpListener, preview: Arc<Preview>) {
    let mut rounds = preview.round.subscribe();
    // An error says that the preview is gone, and nobody will ask.
    let _ = rounds.wait_for(|round| *round > 0).await;
    let port = listener.local_addr().map(|address| address.port()).unwrap_or_default();
    let router = router(&preview, port);
    let mut sockets: VecDeque<Socket> = VecDeque::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // The process has no more files to open: wait until some are closed.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        sockets.retain(|socket| !socket.task.is_finished());
        if sockets.len() >= SOCKETS {
            let silent = sockets.iter().position(|socket| !socket.used.load(Ordering::Relaxed)).unwrap_or(0);
            if let Some(socket) = sockets.remove(silent) {
                socket.task.abort();
            }
        }
        let used = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(converse(stream, router.clone(), Arc::clone(&used)));
        sockets.push_back(Socket { task: task.abort_handle(), used });
    }
}

fn router(preview: &Arc<Preview>, port: u16) -> Router {
    let (pages, tabs) = (Arc::clone(preview), Arc::clone(preview));
    Router::new()
        .route(
            "/.dossier/live",
            axum::routing::get(move |request: Request<Body>| live(Arc::clone(&tabs), port, request)),
        )
        .fallback(move |request: Request<Body>| respond(Arc::clone(&pages), port, request))
}

async fn converse(stream: TcpStream, router: Router, used: Arc<AtomicBool>) {
    let inner = TowerToHyperService::new(router);
    let service = hyper::service::service_fn(move |request| {
        used.store(true, Ordering::Relaxed);
        inner.call(request)
    });
    let _ = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(HEADER)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
}
