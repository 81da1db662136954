//! What a content file is, and where its page is.

use crate::path::{OutputPath, Slug};

/// What a content file with an id is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A source.
    Article,
    /// A person, organisation, place, event or work.
    Entity,
    /// A question.
    Claim,
    /// A free page.
    Page,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Article, Self::Entity, Self::Claim, Self::Page];

    /// Returns the word that templates see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Entity => "entity",
            Self::Claim => "claim",
            Self::Page => "page",
        }
    }

    /// Returns the word in a sentence (`an article`).
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Article => "an article",
            Self::Entity => "an entity",
            Self::Claim => "a claim",
            Self::Page => "a page",
        }
    }

    /// Returns the page of an id of this kind.
    pub fn output(self, id: &Slug) -> OutputPath {
        OutputPath::new(match self {
            Self::Article => format!("articles/{id}.html"),
            Self::Entity => format!("entities/{id}.html"),
            Self::Claim => format!("claims/{id}.html"),
            Self::Page => format!("{id}.html"),
        })
    }
}
