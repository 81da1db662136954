//! The tree that both syntaxes become: keys and values, each with its bytes in the file.
//!
//! Scalars keep the words of the source; it deliberately turns none into a number or a date.

use std::ops::Range;

/// The keys and values of a mapping, in file order, no key twice.
pub type Table = Vec<(Key, Value)>;

/// A key of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Its place in the file, in bytes.
    pub span: Range<usize>,
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its place in the file, in bytes; a block of YAML has its first line, an absent value its key.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// A word, a number, a date or words: the words as written, and what the syntax takes them for.
    Scalar(String, Sort),
    /// A sequence.
    List(Vec<Value>),
    /// A mapping.
    Table(Table),
    /// Something that could not be read; it has been reported.
    Broken,
}

/// What a syntax takes a scalar for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Words.
    Text,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, or one too large (TOML only).
    Float,
    /// A date or time (TOML only).
    Date,
}
