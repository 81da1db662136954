//! The one place that writes to stdout and stderr.
//!
//! Colours go to stderr only, and are taken out where it is not a terminal or the user does not want
//! them (`NO_COLOR`). What goes to stdout stays as it is. A reader that goes away (`| head`) is no error.

use std::io::{IsTerminal, Write};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Writes a result to stdout, as it is.
pub fn say(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Writes a message to stderr, as it is.
pub fn tell(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// A bar that appears on a terminal when work takes long.
#[derive(Debug)]
pub struct Progress {
    shown: bool,
    verb: &'static str,
    started: Instant,
    bar: OnceLock<ProgressBar>,
}

/// How long work may take without a sign.
const PATIENCE: Duration = Duration::from_millis(500);

impl Progress {
    /// Prepares a bar; nothing is drawn where the user is to be left alone or not at a terminal.
    pub fn new(verb: &'static str, wanted: bool) -> Self {
        let shown = wanted && std::io::stderr().is_terminal();
        Self { shown, verb, started: Instant::now(), bar: OnceLock::new() }
    }

    /// Tells how far the work is.
    pub fn step(&self, done: usize, total: usize) {
        if !self.shown || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len}")
                .expect("the template is sound");
            bar.with_style(style).with_message(self.verb)
        });
        bar.set_position(done as u64);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
