//! Further pages of long lists.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::page::content;
use crate::path::Slug;
use crate::render::model::{Head, Link, StatementModel};
use crate::render::prose::{Canvas, Shown, groups_with, statements};
use crate::render::view::{BacklinkGroup, ClaimLine, Counted, Reference, Relation, Statement, View, view};

view! {
    /// `continued`: a further page of a long list.
    pub struct Continued {
        /// What the list belongs to.
        pub of: Reference,
        /// What it lists: `mentions`, `backlinks`, `statements`, `relations`, `claims`, `together` or `spelling`.
        pub what: String,
        /// Of a spelling: the name as it is printed.
        pub printed: Option<String>,
        /// Places that point at it.
        pub groups: Vec<BacklinkGroup>,
        /// Statements.
        pub statements: Vec<Statement>,
        /// Relations.
        pub relations: Vec<Relation>,
        /// Claims.
        pub claims: Vec<ClaimLine>,
        /// Entities that it appears with, or who prints a name.
        pub counted: Vec<Counted>,
    }
}

/// What its template sees.
pub const VIEWS: &[View] = &[Continued::VIEW];

/// A further page of a list; one of its sequences is filled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// What the list belongs to.
    pub of: Reference,
    /// `mentions`, `backlinks`, `statements`, `relations`, `claims`, `together` or `spelling`.
    pub what: &'static str,
    /// The name as it is printed, of a spelling.
    pub printed: Option<String>,
    /// The places.
    pub links: Vec<Link>,
    /// By id of a source, how it is pointed at: for sentences that several share.
    pub also: BTreeMap<Slug, Arc<Head>>,
    /// The statements.
    pub statements: Vec<StatementModel>,
    /// How it stands to others, and others to it.
    pub relations: Vec<Relation>,
    /// The claims it bears on.
    pub claims: Vec<ClaimLine>,
    /// What is counted: entities it appears with, or who prints a name.
    pub counted: Vec<Counted>,
}

content!(Model, "continued");

impl Model {
    fn view(&self, canvas: &Canvas<'_>) -> Continued {
        Continued {
            of: self.of.clone(),
            what: self.what.to_owned(),
            printed: self.printed.clone(),
            groups: groups_with(&self.links, &self.also),
            statements: statements(&self.statements, &mut Shown::new(), canvas),
            relations: self.relations.clone(),
            claims: self.claims.clone(),
            counted: self.counted.clone(),
        }
    }
}
