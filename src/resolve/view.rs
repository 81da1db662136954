//! How a struct that templates see is declared once, with its fields and what is said of them.

/// A struct that templates see.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// Its name, as `docs/templates.md` heads it.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its fields in order.
    pub fields: &'static [Field],
}

/// A field of a struct that templates see.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its type as it is declared.
    pub r#type: &'static str,
    /// What it is.
    pub about: &'static str,
}

/// Declares a struct that templates see.
macro_rules! view {
    (
        $(#[doc = $about:literal])+
        pub struct $name:ident {
            $($(#[doc = $doc:literal])+ pub $field:ident: $type:ty,)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $field: $type,)+
        }

        impl $name {
            /// Its fields, with what is said of them.
            pub const VIEW: $crate::resolve::view::View = $crate::resolve::view::View {
                name: stringify!($name),
                about: concat!($($about),+),
                fields: &[$($crate::resolve::view::Field {
                    name: stringify!($field),
                    r#type: stringify!($type),
                    about: concat!($($doc),+),
                }),+],
            };
        }
    };
}
pub(crate) use view;

impl Field {
    /// Returns its name as templates write it.
    pub fn word(&self) -> &'static str {
        self.name.strip_prefix("r#").unwrap_or(self.name)
    }
}
