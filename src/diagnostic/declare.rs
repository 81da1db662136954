//! How codes are declared: once, with the name that users see and the help that `dossier explain` gives.
//!
//! It deliberately holds no code itself: they stand in [`super::code`].

/// Makes an enum of codes; the lines of documentation on a code are its help.
macro_rules! codes {
    ($($(#[doc = $help:literal])+ $code:ident = $name:literal,)+) => {
        /// The stable name of a kind of problem (`orphaned-note`).
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $help])+ $code,)+
        }

        impl Code {
            /// All codes, in the order of their names.
            pub const ALL: &[Self] = &[$(Self::$code,)+];

            /// Returns the name that users see.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)+
                }
            }

            /// Says in a paragraph what it means, why it matters and what to do.
            pub fn help(self) -> &'static str {
                // A line of documentation begins with the blank that parts it from `///`.
                match self {
                    $(Self::$code => concat!($($help),+),)+
                }
                .trim_start()
            }
        }
    };
}

pub(super) use codes;
