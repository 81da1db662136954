//! The site as a value, before it is files: what renders each of them.
//!
//! Compiling makes it and publishing takes it. Rendering is a pure function whose bytes go to a sink one file at a time.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::exports::annotations::{self, AnnotationPage, Collection};
use crate::memo::map::OrdMap;
use crate::pages::PageFile;
use crate::path::OutputPath;
use crate::render::model::Shared;

/// The site as a value: what renders each file.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The files by path.
    pub files: OrdMap<OutputPath, File>,
}

/// One file of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    /// Bytes as they are.
    Bytes(Arc<[u8]>),
    /// A page.
    Page(Arc<PageFile>),
    /// The annotations of an article as JSON-LD.
    Annotations(Arc<AnnotationPage>, Arc<Shared>),
    /// The collection of all annotations as JSON-LD.
    Collection(Arc<Collection>),
}

impl File {
    /// Makes the bytes: a pure function of what the file holds.
    ///
    /// # Errors
    /// A template that fails, as diagnostics.
    pub fn render(&self) -> Result<Vec<u8>, Vec<Diagnostic>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.to_vec()),
            Self::Page(page) => page.render(),
            Self::Annotations(page, shared) => Ok(annotations::page(page, shared)),
            Self::Collection(collection) => Ok(annotations::collection(collection)),
        }
    }
}
