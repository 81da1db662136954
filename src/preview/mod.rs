//! The live preview: the same build in a loop, shown in the browser.
//!
//! * [`rebuild`] is `load → compile → publish` with everything kept that the next round can use.
//! * [`watcher`] rings a bell when something changed; it never says what.
//! * [`server`] shows the newest pages on this machine, and tells open tabs when theirs changed.
//! * [`overlay`] draws what is wrong over the page.
//!
//! It deliberately holds no second way of building, acts on no event by its kind, and prints nothing.
//!
//! **Invariant:** after any sequence of edits the output is that of a clean build of the folder as it stands.
//! **Invariant:** what makes pages live is added when they are served, and is in no file of the site.

pub mod overlay;
pub mod rebuild;
pub mod server;
pub mod watcher;
