//! Painting texts, the views that templates see, and the theme.
//!
//! It deliberately knows no kind of page.

pub mod bar;
pub mod highlight;
pub mod model;
pub mod paint;
pub mod prose;
pub mod theme;
pub mod view;
