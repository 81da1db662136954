//! Shows the newest pages on this machine, and tells open tabs when theirs changed.
//!
//! It listens on the loopback address only. `Host` must name this machine and this port, `Origin`, where
//! there is one, too; no CORS header is ever sent. A page is found by looking its URL up among the output's
//! paths (`address`); no path is ever joined from a request, so that there is nothing to break out of.
//! Sockets, headers and messages are bounded.
//!
//! It deliberately writes nothing, and builds nothing: the loop hands it a [`View`].
//!
//! **Invariant:** every byte served is the output's or the preview's own, never a file's of the machine.

mod address;
mod cache;
mod connection;
mod live;
mod made;
mod respond;
mod view;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

use crate::preview::watcher::Bell;

pub use view::{Preview, View};

/// The port that is tried first.
pub const PORT: u16 = 4000;
/// How many ports are tried.
const TRIES: u16 = 100;

/// Begins to listen on this machine: on the port named, else on the first free one from [`PORT`].
///
/// # Errors
/// Where no port is free.
pub fn listen(port: Option<u16>) -> std::io::Result<TcpListener> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    match port {
        Some(port) => bind(port),
        None => (PORT..PORT + TRIES).map(bind).find(Result::is_ok).unwrap_or_else(|| bind(0)),
    }
}

/// Serves until the process ends, and rings the bell's end when the user asks for it.
///
/// Without a listener it only waits for the user.
///
/// # Errors
/// Where the system gives no threads or signals.
pub fn serve(listener: Option<TcpListener>, preview: &Arc<Preview>, bell: Arc<Bell>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let preview = Arc::clone(preview);
    if let Some(listener) = &listener {
        listener.set_nonblocking(true)?;
    }
    let (ready, started) = std::sync::mpsc::channel();
    std::thread::Builder::new().name("preview".into()).spawn(move || {
        runtime.block_on(async {
            let end = match Ends::new() {
                Ok(end) => end,
                Err(e) => return drop(ready.send(Err(e))),
            };
            if let Some(listener) = listener {
                match tokio::net::TcpListener::from_std(listener) {
                    Ok(listener) => drop(tokio::spawn(connection::accept(listener, preview))),
                    Err(e) => return drop(ready.send(Err(e))),
                }
            }
            let _ = ready.send(Ok(()));
            end.wait().await;
            bell.stop();
        });
    })?;
    started.recv().unwrap_or_else(|_| Err(std::io::Error::other("the preview did not start")))
}

/// The ways in which a user ends a process.
struct Ends {
    #[cfg(unix)]
    terminated: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupted: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Ends {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminated: signal(SignalKind::terminate())?, interrupted: signal(SignalKind::interrupt())? })
    }

    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminated.recv() => {}
            _ = self.interrupted.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Ends {
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    async fn wait(self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}

#[cfg(test)]
mod tests;
