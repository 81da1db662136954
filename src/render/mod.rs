//! Page models and painting.

pub mod theme;
pub mod view;
