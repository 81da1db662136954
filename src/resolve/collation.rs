//! Names in the order that a language's readers expect.
//!
//! Source: Unicode Collation Algorithm with the tailorings of CLDR.

use std::cmp::Ordering;
use std::fmt;

use icu_collator::options::{AlternateHandling, CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use unicode_normalization::UnicodeNormalization;

/// Orders names as a language's readers expect, with the code points deciding what that leaves open.
///
/// Two orders are equal if they are of one language.
pub struct Order {
    language: String,
    names: Option<CollatorBorrowed<'static>>,
    letters: Option<CollatorBorrowed<'static>>,
}

/// Where a name stands among others: what sorts like the name itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(Vec<u8>, String);

impl Order {
    /// Makes the order of a language (BCP 47); an unknown one takes the root order.
    pub fn new(language: &str) -> Self {
        let locale = language.parse::<Locale>().unwrap_or(Locale::UNKNOWN);
        let collator = |strength| {
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            options.alternate_handling = Some(AlternateHandling::NonIgnorable);
            Collator::try_new((&locale).into(), options).ok()
        };
        let (names, letters) = (collator(Strength::Tertiary), collator(Strength::Primary));
        Self { language: language.to_owned(), names, letters }
    }

    /// Returns the letter under which a name stands: without its marks, where the language sorts it so; `#` for digits.
    pub fn letter(&self, name: &str) -> String {
        let Some(first) = name.chars().find(|c| c.is_alphanumeric()) else { return "#".to_owned() };
        if first.is_numeric() {
            return "#".to_owned();
        }
        let upper: String = first.to_uppercase().take(1).collect();
        let base: String = upper.nfd().take(1).collect();
        let same = self.letters.as_ref().is_none_or(|c| c.compare(&base, &upper) == Ordering::Equal);
        if same { base } else { upper }
    }

    /// Returns where a name stands among others.
    pub fn key(&self, name: &str) -> Key {
        let mut key = Vec::new();
        if let Some(names) = &self.names {
            let Ok(()) = names.write_sort_key_to(name, &mut key);
        }
        Key(key, name.to_owned())
    }
}

impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language
    }
}

impl Eq for Order {}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Order of {}", self.language)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_sort_as_readers_expect() {
        let sorted = |language: &str, names: &[&str]| {
            let order = Order::new(language);
            let mut names = names.to_vec();
            names.sort_by_cached_key(|name| order.key(name));
            names.join(" ")
        };
        let names = ["Núñez", "Nuñez", "Nunez", "Ñandú", "Oca", "Zorro", "Ávila", "Avila", "álvarez", "Chacón", "Cruz"];
        insta::assert_snapshot!(sorted("es", &names), @"álvarez Avila Ávila Chacón Cruz Nunez Nuñez Núñez Ñandú Oca Zorro");
        insta::assert_snapshot!(sorted("en", &names), @"álvarez Avila Ávila Chacón Cruz Ñandú Nunez Nuñez Núñez Oca Zorro");
    }

    proptest! {
        #[test]
        fn keys_sort_as_names_do(language in "en|es|sv|de|zh|xx", a in "\\PC{0,6}", b in "\\PC{0,6}") {
            let order = Order::new(&language);
            let names = order.names.as_ref().expect("a known language");
            let compared = names.compare(&a, &b).then_with(|| a.cmp(&b));
            prop_assert_eq!(order.key(&a).cmp(&order.key(&b)), compared);
        }
    }

    #[test]
    fn letters_are_those_of_the_language() {
        let rows = [
            ("es", "Ñandú", "Ñ"),
            ("en", "Ñandú", "N"),
            ("es", "Ávila", "A"),
            ("en", "“Émile”", "E"),
            ("sv", "Åsa", "Å"),
            ("en", "5 de Julio", "#"),
            ("en", "委内瑞拉", "委"),
            ("en", "", "#"),
            ("pl", "Łódź", "Ł"),
        ];
        for (language, name, letter) in rows {
            assert_eq!(Order::new(language).letter(name), letter, "{language} {name}");
        }
    }
}
