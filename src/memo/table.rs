//! A map that is looked up by hash and read in the order of its insertion.
//!
//! Whoever fills one puts the keys in a definite order, so that reading it never depends on a hash.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

/// A map that is looked up by hash and read in the order of its insertion.
pub type Table<K, V> = IndexMap<K, V, FxBuildHasher>;
