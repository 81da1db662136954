//! Page models and painting.
