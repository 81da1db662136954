//! The shapes of the export: what stands in its files, key by key.
//!
//! Source: Web Annotation Data Model, W3C Recommendation 23 February 2017, of which the names without a prefix are. Those
//! with one are of vocabularies that its context declares. `docs/schema/annotation-page.schema.json` says the same of
//! the files.

use serde::Serialize;

/// A file of one article.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    #[serde(rename = "@context")]
    pub(super) context: &'static str,
    pub(super) id: String,
    pub(super) r#type: &'static str,
    #[serde(rename = "partOf")]
    pub(super) part_of: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prev: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
    pub(super) items: Vec<Annotation<'a>>,
}

/// A note.
#[derive(Serialize)]
pub(super) struct Annotation<'a> {
    pub(super) id: String,
    pub(super) r#type: &'static str,
    #[serde(rename = "dcterms:identifier")]
    pub(super) identifier: &'a str,
    #[serde(rename = "dcterms:title", skip_serializing_if = "str::is_empty")]
    pub(super) title: &'a str,
    pub(super) motivation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) creator: Vec<Agent<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) body: Vec<Body<'a>>,
    pub(super) target: Vec<Target<'a>>,
    /// `see:`
    #[serde(rename = "rdfs:seeAlso", skip_serializing_if = "Vec::is_empty")]
    pub(super) see: Vec<Node>,
}

#[derive(Serialize)]
pub(super) struct Agent<'a> {
    pub(super) name: &'a str,
}

#[derive(Serialize)]
pub(super) struct Software<'a> {
    pub(super) r#type: &'static str,
    pub(super) name: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Body<'a> {
    Text {
        r#type: &'static str,
        value: String,
        format: &'static str,
        language: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        purpose: Option<&'static str>,
    },
    Resource {
        r#type: &'static str,
        source: String,
        purpose: &'static str,
        /// Whether it is an identification held likely.
        #[serde(rename = "skos:note", skip_serializing_if = "Option::is_none")]
        likely: Option<&'static str>,
        /// The value that a claim has here.
        #[serde(rename = "schema:value", skip_serializing_if = "Option::is_none")]
        value: Option<&'a str>,
        /// What the value holds for.
        #[serde(rename = "skos:scopeNote", skip_serializing_if = "Option::is_none")]
        scope: Option<&'a str>,
    },
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Target<'a> {
    Iri(String),
    Specific(Box<Specific<'a>>),
}

#[derive(Serialize)]
pub(super) struct Specific<'a> {
    pub(super) r#type: &'static str,
    pub(super) source: String,
    /// What a digest tells of: the page is not the source.
    #[serde(rename = "schema:isBasedOn", skip_serializing_if = "Option::is_none")]
    pub(super) is_based_on: Option<String>,
    #[serde(rename = "dcterms:description", skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'static str>,
    /// `by:` in words; an entity is a linking body.
    #[serde(rename = "schema:author", skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<Agent<'a>>,
    /// `via:`
    #[serde(rename = "dcterms:source", skip_serializing_if = "Option::is_none")]
    pub(super) via: Option<Origin<'a>>,
    /// `said:`
    #[serde(rename = "dcterms:date", skip_serializing_if = "Option::is_none")]
    pub(super) said: Option<&'a str>,
    /// `happened:`
    #[serde(rename = "dcterms:temporal", skip_serializing_if = "Option::is_none")]
    pub(super) happened: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) selector: Vec<Selector>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) state: Vec<State>,
}

/// On whose word something is said.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Origin<'a> {
    Described(Agent<'a>),
    Entity {
        r#type: &'static str,
        source: String,
        #[serde(rename = "skos:note", skip_serializing_if = "Option::is_none")]
        likely: Option<&'static str>,
    },
}

#[derive(Serialize)]
pub(super) struct Node {
    pub(super) id: String,
}

#[derive(Serialize)]
#[serde(tag = "type")]
pub(super) enum Selector {
    TextQuoteSelector {
        exact: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        prefix: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        suffix: Option<String>,
    },
    TextPositionSelector {
        start: usize,
        end: usize,
    },
}

#[derive(Serialize)]
pub(super) struct State {
    pub(super) r#type: &'static str,
    pub(super) cached: String,
    #[serde(rename = "sourceDate", skip_serializing_if = "Option::is_none")]
    pub(super) source_date: Option<String>,
}

#[derive(Serialize)]
pub(super) struct CollectionJson<'a> {
    #[serde(rename = "@context")]
    pub(super) context: &'static str,
    pub(super) id: String,
    pub(super) r#type: &'static str,
    pub(super) label: &'a str,
    pub(super) generator: Software<'a>,
    pub(super) total: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last: Option<String>,
    #[serde(rename = "dcterms:hasPart", skip_serializing_if = "Vec::is_empty")]
    pub(super) pages: Vec<PageEntry>,
}

#[derive(Serialize)]
pub(super) struct PageEntry {
    pub(super) id: String,
    pub(super) r#type: &'static str,
    /// The page's file, from the collection's.
    #[serde(rename = "schema:contentUrl")]
    pub(super) file: String,
}
