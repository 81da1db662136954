//! Which names a text may hold, told without searching it: so that a new name is looked for only where it can stand.
//!
//! A text's [`Grams`] are the runs of three bytes of its folded form, each as one of some thousand bits. A name that
//! stands in the text has all of its own among them; a few texts that do not hold it pass too and are searched in vain.
//!
//! * **Invariant:** a text that holds a name passes.

use std::collections::BTreeSet;

use super::Names;
use crate::text::fold::{Folded, Level};

/// How many bits there are, in words of 64.
const WORDS: usize = 128;

/// The runs of three bytes of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grams(Box<[u64; WORDS]>);

impl Grams {
    /// Gathers those of some texts.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut bits = Box::new([0; WORDS]);
        for text in texts {
            for bit in grams(&Folded::new(text, Level::Letters).text) {
                bits[bit / 64] |= 1 << (bit % 64);
            }
        }
        Self(bits)
    }

    /// Whether a folded name may stand in the texts.
    pub fn may_hold(&self, name: &str) -> bool {
        grams(name).all(|bit| self.0[bit / 64] & (1 << (bit % 64)) != 0)
    }
}

fn grams(folded: &str) -> impl Iterator<Item = usize> {
    folded.as_bytes().windows(3).map(|gram| {
        let gram = u32::from_le_bytes([gram[0], gram[1], gram[2], 0]);
        // Fibonacci hashing: the upper bits of a product are well mixed.
        (gram.wrapping_mul(0x9E37_79B1) >> 19) as usize % (WORDS * 64)
    })
}

/// Lists the folded names by which texts may be read otherwise than before; `None` where any text may be.
pub fn changed(old: &[Names], new: &[Names]) -> Option<BTreeSet<String>> {
    if old.len() != new.len() || old.iter().zip(new).any(|(old, new)| old.id != new.id) {
        return None;
    }
    let mut changed = BTreeSet::new();
    for (old, new) in old.iter().zip(new).filter(|(old, new)| old != new) {
        let (before, after) = (forms(old), forms(new));
        // A misspelling is shown with the name, and case matters or not for all of them.
        let all = old.name != new.name || old.any_case != new.any_case;
        let differs = |form: &&(usize, &str)| all || before.contains(form) != after.contains(form);
        let names = before.iter().chain(&after).filter(differs).map(|form| form.1);
        changed.extend(names.map(|name| Folded::new(name.trim(), Level::Letters).text));
    }
    Some(changed)
}

/// Lists what an entity is called, each with the list it stands in.
fn forms(names: &Names) -> BTreeSet<(usize, &str)> {
    let lists = [&names.aliases, &names.weak_aliases, &names.misspellings, &names.not];
    let lists = lists.into_iter().enumerate().flat_map(|(n, list)| list.iter().map(move |name| (n + 1, name.as_str())));
    lists.chain([(0, names.name.as_str())]).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::resolve::mention::{Context, Matcher, find};
    use crate::text::Document;
    use crate::text::canonical::Canonical;

    fn names() -> impl Strategy<Value = Vec<Names>> {
        let word = || prop::sample::select(vec!["Ana", "Ruiz", "ana ruiz", "Óscar", "Ní", "東京", "of Ruiz", "x"]);
        let list = move || prop::collection::vec(word().prop_map(str::to_owned), 0..3);
        let one = (word().prop_map(str::to_owned), list(), list(), list(), list(), any::<bool>());
        prop::collection::vec(one, 2..=2).prop_map(|all| {
            type Row = (String, Vec<String>, Vec<String>, Vec<String>, Vec<String>, bool);
            let names = |(n, row): (usize, Row)| {
                let (name, aliases, weak_aliases, misspellings, not, any_case) = row;
                let id = ["a", "b"][n].into();
                Names { id, name, aliases, weak_aliases, misspellings, not, any_case }
            };
            all.into_iter().enumerate().map(names).collect()
        })
    }

    proptest! {
        #[test]
        fn where_no_changed_name_can_stand_nothing_is_found_otherwise(
            old in names(), new in names(), words in prop::collection::vec(prop::sample::select(
                vec!["Ana", "Ruiz", "ANA", "of", "Oscar", "NÍ", "東京", "xx", "x", "’s"]), 0..8)
        ) {
            let canonical = Canonical::new(&words.join(" "), &Document::default());
            let found = |names: &[Names]| {
                let matcher = Matcher::new(&Arc::new(names.to_vec()));
                find(&matcher, &canonical, &Document::default(), &Context::default())
            };
            let changed = changed(&old, &new).expect("the same entities");
            let grams = Grams::of(std::iter::once(canonical.text.as_str()));
            if !changed.iter().any(|name| grams.may_hold(name)) {
                prop_assert_eq!(found(&old), found(&new));
            }
        }
    }

    #[test]
    fn most_texts_do_not_pass() {
        let grams = Grams::of(["The harbour bridge was closed on Monday", "Óscar was there"].into_iter());
        assert!(grams.may_hold("oscar") && grams.may_hold("bridge was") && grams.may_hold("ab"));
        assert!(!grams.may_hold("guaido") && !grams.may_hold("harbours"));
        let none: Vec<Names> = Vec::new();
        assert_eq!(changed(&none, &none), Some(BTreeSet::new()));
    }
}
