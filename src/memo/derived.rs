//! What follows from the rest of the value that it stands in, and is made when somebody first asks for it.
//!
//! It says nothing that the rest does not say: it plays no part in comparing values, and a copy makes it anew, as the
//! copy may be changed. It deliberately notices no change of the rest: whoever changes it puts a new one in its place.

use std::fmt;
use std::sync::OnceLock;

/// What follows from the rest of the value that it stands in.
pub struct Derived<T>(OnceLock<T>);

impl<T> Derived<T> {
    /// Returns it, if somebody has asked for it.
    pub fn get(&self) -> Option<&T> {
        self.0.get()
    }

    /// Returns it, which `make` makes if nobody has asked yet.
    pub fn get_or_make(&self, make: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(make)
    }

    /// Returns it, which `make` makes if nobody has asked yet.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn get_or_try<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        match self.0.get() {
            Some(value) => Ok(value),
            None => make().map(|value| self.0.get_or_init(|| value)),
        }
    }
}

impl<T> Default for Derived<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T> PartialEq for Derived<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Derived<T> {}

impl<T> fmt::Debug for Derived<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Derived")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_not_for_a_copy() {
        let length: Derived<usize> = Derived::default();
        assert_eq!(length.get(), None);
        assert_eq!(length.get_or_try(|| Err::<usize, &str>("not yet")), Err("not yet"));
        assert_eq!(length.get_or_make(|| 3), &3);
        assert_eq!(length.get_or_try(|| Err::<usize, &str>("nobody asks")), Ok(&3));
        let copy = length.clone();
        assert_eq!((copy.get(), copy == length), (None, true));
    }
}
