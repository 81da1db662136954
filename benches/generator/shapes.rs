//! Hard cases in our layout.
//!
//! Each is small in number and extreme in one measure, so that whatever grows with the square of it shows.

use std::fmt::Write as _;

use super::{Options, Random, capital, write as file};

/// A hard case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One entity in every sentence of every article; `size` is the number of articles.
    Everywhere,
    /// An article with `size` notes, each on a paragraph of its own.
    Notes,
    /// `size` entities.
    Entities,
    /// `size` notes on one paragraph, each over half of its words.
    Overlap,
    /// Lists and quotations nested `size` deep; a list and its item are two levels.
    Deep,
    /// An article of `size` bytes.
    Long,
}

impl Shape {
    /// All of them, as they are called.
    pub const ALL: [(&str, Self); 6] = [
        ("everywhere", Self::Everywhere),
        ("notes", Self::Notes),
        ("entities", Self::Entities),
        ("overlap", Self::Overlap),
        ("deep", Self::Deep),
        ("long", Self::Long),
    ];

    /// The size that the benchmark measures.
    pub fn full(self, options: &Options) -> usize {
        match self {
            Self::Everywhere => options.articles,
            Self::Notes => 2000,
            Self::Entities => 5000,
            Self::Overlap => 200,
            Self::Deep => 90,
            Self::Long => 5_000_000,
        }
    }

    /// How many entities there are.
    pub(super) fn entities(self, options: &Options) -> usize {
        if self == Self::Entities { self.size(options) } else { options.entities }
    }

    fn size(self, options: &Options) -> usize {
        options.size.unwrap_or_else(|| self.full(options))
    }
}

/// Writes the articles and notes of a hard case.
pub(super) fn write(shape: Shape, options: &Options, names: &[String], vocabulary: &[String], random: &mut Random) {
    let plain = |n: usize, random: &mut Random| -> String {
        let words: Vec<String> = (0..n).map(|_| random.pick(vocabulary).clone()).collect();
        capital(&words.join(" "))
    };
    let head = |title: &str| format!("---\ntitle: {title}\nrights: full\npublished: 2020-01-01\n---\n");
    let size = shape.size(options);
    match shape {
        Shape::Everywhere => {
            for n in 0..size {
                let mut out = head(&format!("Everywhere {n}"));
                for _ in 0..10 {
                    let _ = write!(out, "\n{} {} {}.\n", plain(10, random), names[0], random.pick(vocabulary));
                }
                file(&options.out, &format!("content/articles/article-{n:06}.md"), &out);
            }
        }
        Shape::Notes => {
            let mut out = head("Of many notes");
            let mut notes = String::new();
            for n in 0..size {
                let sentence = format!("{} number {n} {}", plain(6, random), random.pick(vocabulary));
                let _ = write!(out, "\n{sentence}.\n");
                let _ = write!(notes, "## Note {n} {{#n-{n} .note}}\n\n> {sentence}\n\n{}.\n\n", plain(12, random));
            }
            file(&options.out, "content/articles/noted.md", &out);
            file(&options.out, "content/annotations/noted.md", &notes);
        }
        Shape::Entities => {
            for n in 0..options.articles {
                let mut out = head(&format!("Of many {n}"));
                for _ in 0..20 {
                    let _ =
                        write!(out, "\n{} {} {}.\n", plain(12, random), random.pick(names), random.pick(vocabulary));
                }
                file(&options.out, &format!("content/articles/article-{n:06}.md"), &out);
            }
        }
        Shape::Overlap => {
            let words: Vec<String> = (0..2 * size).map(|n| format!("{}{n}", random.pick(vocabulary))).collect();
            let mut notes = String::new();
            for n in 0..size {
                let passage = words[n..n + size].join(" ");
                let _ = write!(notes, "## Note {n} {{#n-{n} .note}}\n\n> {passage}\n\n{}.\n\n", plain(12, random));
            }
            let text = format!("{}\n{}.\n", head("Overlapped"), words.join(" "));
            file(&options.out, "content/articles/overlapped.md", &text);
            file(&options.out, "content/annotations/overlapped.md", &notes);
        }
        Shape::Deep => {
            let mut out = head("Deep");
            for depth in 0..size / 2 {
                let _ = write!(out, "\n{}- {}\n", "  ".repeat(depth), plain(4, random));
            }
            let _ = write!(out, "\n{} {}\n", ">".repeat(size), plain(8, random));
            file(&options.out, "content/articles/deep.md", &out);
        }
        Shape::Long => {
            let mut out = head("Very long");
            while out.len() < size {
                let _ = write!(out, "\n{} {} {}.\n", plain(40, random), random.pick(names), plain(20, random));
            }
            file(&options.out, "content/articles/long.md", &out);
        }
    }
}
