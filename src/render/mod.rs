//! Page models, painting and the theme.

pub mod annotations;
pub mod bar;
pub mod headers;
pub mod highlight;
pub mod model;
pub mod page;
pub mod paint;
pub mod prose;
pub mod theme;
pub mod view;
