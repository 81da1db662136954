//! Where a link or a picture of a body leads, once it is resolved.

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Href {
    /// A file of the site with its fragment, from the output folder.
    Site(String),
    /// A picture of the site, from the output folder, with its width and height in pixels.
    Picture {
        /// Where it is.
        path: String,
        /// Its width and height, where its header tells.
        size: Option<(usize, usize)>,
    },
    /// A fragment of the same page.
    Fragment(String),
    /// Elsewhere.
    External(String),
    /// Nowhere: only the words stay.
    Nowhere,
}
