//! How codes are declared: once, with the name that users see, how much they matter, and what `dossier explain` says.
//!
//! The lines of documentation on a code are its explanation, in plain words and from its first sentence on: what was seen,
//! why it matters, how to mend it. It deliberately holds no code itself: they stand in [`super::code`].

/// Makes an enum of codes from `/// What it means.` `Variant = "name" (Severity, …),`.
macro_rules! codes {
    ($($(#[doc = $help:literal])+ $code:ident = $name:literal ($($severity:ident),+),)+) => {
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

            /// Returns how much it can matter, the gravest first; `--strict` turns warnings into errors later.
            pub const fn severities(self) -> &'static [Severity] {
                match self {
                    $(Self::$code => &[$(Severity::$severity),+],)+
                }
            }

            /// Says in one paragraph what it means, why it matters and what to do.
            const fn help(self) -> &'static str {
                match self {
                    $(Self::$code => concat!($($help),+),)+
                }
            }
        }
    };
}

pub(super) use codes;
