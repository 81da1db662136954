//! One page: what it says about itself and what it shows, and the template that is filled with both.
//!
//! It deliberately knows no kind of page: each implements [`Content`].

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Value};

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::path::{OutputPath, SourcePath};
use crate::render::model::Shared;
use crate::render::prose::Canvas;
use crate::render::theme::Theme;
use crate::render::view;

/// What a kind of page shows.
pub trait Content: Any + Debug + Send + Sync {
    /// Returns the name of what its template is given.
    fn name(&self) -> &'static str;

    /// Returns the plain name of its template.
    fn template(&self) -> &'static str;

    /// Makes what its template sees.
    ///
    /// # Errors
    /// What cannot be handed to a template.
    fn see(&self, canvas: &Canvas<'_>) -> Result<Value, Vec<Diagnostic>>;

    /// Whether another shows the same.
    fn same(&self, other: &dyn Content) -> bool;
}

/// Says which kind of page a model is that makes its view by `view`; the template has the same name, if none is given.
macro_rules! content {
    ($model:ty, $name:literal) => {
        $crate::pages::page::content!($model, $name, concat!($name, ".html"));
    };
    ($model:ty, $name:literal, $template:expr) => {
        impl $crate::pages::page::Content for $model {
            fn name(&self) -> &'static str {
                $name
            }

            fn template(&self) -> &'static str {
                $template
            }

            fn see(
                &self,
                canvas: &$crate::render::prose::Canvas<'_>,
            ) -> Result<tera::Value, Vec<$crate::diagnostic::Diagnostic>> {
                $crate::pages::page::value(&self.view(canvas))
            }

            fn same(&self, other: &dyn $crate::pages::page::Content) -> bool {
                (other as &dyn std::any::Any).downcast_ref::<Self>() == Some(self)
            }
        }
    };
}
pub(crate) use content;

/// One page before it is painted.
#[derive(Clone, Debug)]
pub struct PageModel {
    /// What it says about itself.
    pub page: view::Page,
    /// What it shows.
    pub content: Arc<dyn Content>,
}

impl PartialEq for PageModel {
    fn eq(&self, other: &Self) -> bool {
        let one = Arc::ptr_eq(&self.content, &other.content);
        (one || self.content.same(&*other.content)) && self.page == other.page
    }
}

impl Eq for PageModel {}

impl PageModel {
    /// Returns what it shows, if that is of this kind.
    pub fn content<T: Content>(&self) -> Option<&T> {
        (&*self.content as &dyn Any).downcast_ref()
    }
}

/// Pages with their paths, as they come together.
pub type Pages = Vec<(OutputPath, Arc<PageModel>)>;

/// Puts a page with the others.
pub fn insert(pages: &mut Pages, path: OutputPath, page: view::Page, content: impl Content) {
    pages.push((path, Arc::new(PageModel { page, content: Arc::new(content) })));
}

/// A page with all it is rendered from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFile {
    /// The theme, as the page's template depends on it.
    theme: Theme,
    /// What all pages share.
    shared: Arc<Shared>,
    /// The page.
    model: Arc<PageModel>,
}

impl PageFile {
    /// Gives a page the theme and what all pages share.
    pub fn new(theme: &Theme, shared: &Arc<Shared>, model: Arc<PageModel>) -> Self {
        Self { theme: theme.of(model.content.template()), shared: Arc::clone(shared), model }
    }

    /// Returns the page before it is painted.
    pub fn model(&self) -> &PageModel {
        &self.model
    }

    /// Returns what all pages share.
    pub fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Renders the page to bytes.
    ///
    /// # Errors
    /// What is wrong with the templates.
    pub fn render(&self) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let PageModel { page, content } = &*self.model;
        // Whatever address does not exist, in whatever folder: that page alone does not know where it stands.
        let root = match page.kind == "not_found" {
            true => self.shared.absolute_root.clone(),
            false => "../".repeat(page.path.matches('/').count()),
        };
        let mut context = Context::new();
        context.insert_value("site", self.shared.handed.get_or_try(|| value(&self.shared.site))?.clone());
        context.insert_value("page", value(page)?);
        context.insert_value("root", value(&root)?);
        context.insert_value(content.name(), content.see(&Canvas { shared: &self.shared, root: &root })?);
        let mut bytes = Vec::with_capacity(16 * 1024);
        self.theme.render(content.template(), context, &mut bytes)?;
        Ok(bytes)
    }
}

/// Makes a template's value of what it sees.
///
/// # Errors
/// What cannot be handed to a template.
pub fn value<T: Serialize>(view: &T) -> Result<Value, Vec<Diagnostic>> {
    Value::try_from_serializable(view).map_err(|error| {
        let place = Location::file(&SourcePath::new("dossier.toml"));
        vec![Diagnostic::error(
            Code::TemplateContext,
            place,
            format!("a page cannot be handed to its template: {error}"),
        )]
    })
}
