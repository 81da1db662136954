//! How something on the site is pointed at: its title and where it is.

use super::view::view;

view! {
    /// Something on the site that is pointed at.
    pub struct Reference {
        /// Its id.
        pub id: String,
        /// `article`, `entity`, `claim`, `page` or `note`.
        pub kind: String,
        /// Its title or name.
        pub title: String,
        /// Where it is; `none` for an entity without a page.
        pub href: Option<String>,
        /// Whether the reference is held only probable.
        pub probable: bool,
    }
}
