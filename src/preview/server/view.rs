//! What is shown, and who waits for something else.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, RwLock};

use tokio::sync::watch;

use super::cache::Cache;
use super::made::{self, Made};
use crate::output::Output;
use crate::path::OutputPath;

/// What is shown.
#[derive(Debug, Default)]
pub struct View {
    /// The pages.
    pub output: Output,
    /// What stands over them, as HTML.
    pub overlay: Option<Arc<str>>,
    /// Why there is nothing newer, as HTML; it stands there instead.
    pub failure: Option<Arc<str>>,
    /// By page, the anchor to scroll to.
    pub notes: BTreeMap<OutputPath, String>,
}

/// What the loop and the server share.
#[derive(Debug)]
pub struct Preview {
    view: RwLock<Arc<View>>,
    /// Counts what was shown; tabs wait for the next.
    pub(super) round: watch::Sender<u64>,
    cache: Mutex<Cache>,
}

impl Default for Preview {
    fn default() -> Self {
        Self { view: RwLock::default(), round: watch::Sender::new(0), cache: Mutex::default() }
    }
}

impl View {
    /// Returns the same once more, without a place to scroll to.
    fn again(&self) -> Self {
        Self {
            output: self.output.clone(),
            overlay: self.overlay.clone(),
            failure: self.failure.clone(),
            notes: BTreeMap::new(),
        }
    }
}

impl Preview {
    /// Shows something else, and tells the tabs.
    pub fn show(&self, view: View) {
        *self.view.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(view);
        self.round.send_modify(|round| *round += 1);
    }

    /// Covers the pages with word that there is no dossier to be read; tells whether that is new.
    pub fn cover_failure(&self, overlay: Arc<str>) -> bool {
        let view = self.view();
        if view.failure.as_ref() == Some(&overlay) {
            return false;
        }
        self.show(View { failure: Some(overlay), ..view.again() });
        true
    }

    /// Takes such word away again.
    pub fn uncover_failure(&self) {
        let view = self.view();
        if view.failure.is_some() {
            self.show(View { failure: None, ..view.again() });
        }
    }

    /// Returns a file as it is served.
    pub(super) fn make(&self, view: &View, path: &OutputPath) -> Option<Arc<Made>> {
        let file = view.output.files.get(path)?;
        if let Some(made) = self.cache().get(path, file) {
            return Some(made);
        }
        let made = Arc::new(made::make(path, file));
        self.cache().put(path, file, &made);
        Some(made)
    }

    /// Returns what is shown.
    pub(super) fn view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn cache(&self) -> std::sync::MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
