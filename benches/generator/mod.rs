//! A seeded corpus of invented words: the same text in our layout, in Hugo's, or in a hard shape.
//!
//! The `corpus` example writes it for `scripts/bench`; the tests that count and the benches of the stages use it as a
//! module. It deliberately depends on no crate, ours neither, so that a corpus outlives every change of the program.
//!
//! **Invariant:** the same options give the same bytes.
//! **Invariant:** articles have the same words in every layout.
//! **Invariant:** what it writes of our layout is built without a warning.

#![allow(dead_code, reason = "each program that uses it uses a part")]

mod hugo;
mod shapes;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

pub use shapes::Shape;

/// What to write.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder; it need not be there.
    pub out: PathBuf,
    /// For which program.
    pub layout: Layout,
    /// How many articles.
    pub articles: usize,
    /// How many words an article has.
    pub words: usize,
    /// How many entities there are; they are named by Zipf's law.
    pub entities: usize,
    /// How often an article names an entity.
    pub mentions: usize,
    /// How many notes an article has.
    pub notes: usize,
    /// Where the dice begin.
    pub seed: u64,
    /// A hard case instead of articles of one kind.
    pub shape: Option<Shape>,
    /// How large the hard case is, by its own measure; see [`Shape`].
    pub size: Option<usize>,
}

/// For which program a corpus is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Layout {
    /// A dossier.
    Ours,
    /// A Hugo site with entities as a taxonomy; its lists show title and date, or a summary too.
    Hugo {
        /// Whether lists show 160 characters of each article.
        summaries: bool,
    },
}

impl Options {
    /// The corpus of SPEC §7, 1,000 articles of it.
    pub fn new(out: impl Into<PathBuf>) -> Self {
        Self {
            out: out.into(),
            layout: Layout::Ours,
            articles: 1000,
            words: 600,
            entities: 300,
            mentions: 20,
            notes: 3,
            seed: 1,
            shape: None,
            size: None,
        }
    }
}

/// Writes a corpus.
pub fn generate(options: &Options) {
    let mut random = Random(options.seed);
    let vocabulary: Vec<String> = (0..3000).map(|_| word(&mut random)).collect();
    let entities = options.shape.map_or(options.entities, |shape| shape.entities(options));
    let names = names(entities, &mut random);
    match options.layout {
        Layout::Ours => frame(options, &names, &vocabulary, &mut Random::of(options.seed, "biographies", 0)),
        Layout::Hugo { summaries } => hugo::frame(options, summaries),
    }
    if let Some(shape) = options.shape {
        shapes::write(shape, options, &names, &vocabulary, &mut random);
        return;
    }
    // The harmonic sums that Zipf's law draws from.
    let mut sums = Vec::with_capacity(names.len());
    let mut total = 0.0;
    for rank in 1..=names.len() {
        total += 1.0 / rank as f64;
        sums.push(total);
    }
    for n in 0..options.articles {
        let article = article(n, options, &sums, &vocabulary, &mut Random::of(options.seed, "article", n));
        match options.layout {
            Layout::Ours => {
                write(&options.out, &format!("content/articles/{}.md", article.slug), &ours(&article, &names));
                let mut random = Random::of(options.seed, "notes", n);
                let notes = notes(&article, options.notes, &names, &vocabulary, &mut random);
                // A file without a note would be warned about.
                if !notes.is_empty() {
                    write(&options.out, &format!("content/annotations/{}.md", article.slug), &notes);
                }
            }
            Layout::Hugo { .. } => {
                write(&options.out, &format!("content/articles/{}.md", article.slug), &hugo::article(&article, &names));
            }
        }
    }
}

/// A small generator (SplitMix64), so that the corpus depends on no crate's version.
struct Random(u64);

impl Random {
    /// Dice for one thing alone, so that what else a layout holds changes no word of it.
    fn of(seed: u64, what: &str, n: usize) -> Self {
        let mut random = Self(seed ^ (n as u64).rotate_left(32));
        what.bytes().for_each(|byte| random.0 = random.next() ^ u64::from(byte));
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).expect("a remainder fits")
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

struct Article {
    slug: String,
    title: String,
    date: String,
    /// Paragraphs of sentences of words; names are single entries.
    paragraphs: Vec<Vec<Vec<Word>>>,
}

#[derive(Clone)]
enum Word {
    Plain(String),
    Name(usize),
}

fn word(random: &mut Random) -> String {
    const ONSETS: &[&str] = &["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl"];
    const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ea", "ou", "ó"];
    let mut word = String::new();
    for _ in 0..1 + random.below(3) {
        let onset: &str = random.pick::<&str>(ONSETS);
        let vowel: &str = random.pick::<&str>(VOWELS);
        word.push_str(onset);
        word.push_str(vowel);
    }
    if random.below(2) == 0 {
        let coda: &str = random.pick::<&str>(&["n", "r", "s", "t", "l"]);
        word.push_str(coda);
    }
    word
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

fn names(count: usize, random: &mut Random) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    while seen.len() < count {
        // A number in words keeps full names apart from ordinary words and from each other.
        let name = format!("{}a {}{}", capital(&word(random)), capital(&word(random)), word(random));
        seen.insert(name);
    }
    let mut names: Vec<String> = seen.into_iter().collect();
    for i in (1..names.len()).rev() {
        names.swap(i, random.below(i + 1));
    }
    names
}

fn article(n: usize, options: &Options, sums: &[f64], vocabulary: &[String], random: &mut Random) -> Article {
    let mut sentences: Vec<Vec<Word>> = Vec::new();
    let mut count = 0;
    while count < options.words {
        let length = (8 + random.below(14)).min(options.words - count).max(1);
        sentences.push((0..length).map(|_| Word::Plain(random.pick(vocabulary).clone())).collect());
        count += length;
    }
    for _ in 0..options.mentions {
        let draw = random.next() as f64 / u64::MAX as f64 * sums.last().copied().unwrap_or(0.0);
        let entity = sums.partition_point(|s| *s < draw).min(sums.len().saturating_sub(1));
        let sentence = random.below(sentences.len());
        let at = random.below(sentences[sentence].len());
        sentences[sentence][at] = Word::Name(entity);
    }
    let mut paragraphs = Vec::new();
    let mut sentences = sentences.into_iter().peekable();
    while sentences.peek().is_some() {
        let length = 3 + random.below(4);
        paragraphs.push(sentences.by_ref().take(length).collect());
    }
    Article {
        slug: format!("article-{n:06}"),
        title: capital(&(0..6).map(|_| random.pick(vocabulary).clone()).collect::<Vec<_>>().join(" ")),
        date: format!("20{:02}-{:02}-{:02}", 10 + random.below(15), 1 + random.below(12), 1 + random.below(28)),
        paragraphs,
    }
}

/// Writes sentences as text; `link` says how a name is written.
fn text(sentences: &[Vec<Word>], link: &dyn Fn(usize) -> String) -> String {
    let mut text = String::new();
    for sentence in sentences {
        for (i, word) in sentence.iter().enumerate() {
            if !text.is_empty() {
                text.push(' ');
            }
            match word {
                Word::Plain(word) if i == 0 => text.push_str(&capital(word)),
                Word::Plain(word) => text.push_str(word),
                Word::Name(entity) => text.push_str(&link(*entity)),
            }
        }
        text.push('.');
    }
    text
}

fn ours(article: &Article, names: &[String]) -> String {
    let mut out = format!("---\ntitle: {}\nrights: full\npublished: {}\n---\n", article.title, article.date);
    for paragraph in &article.paragraphs {
        let _ = write!(out, "\n{}\n", text(paragraph, &|e| names[e].clone()));
    }
    out
}

fn notes(article: &Article, count: usize, names: &[String], vocabulary: &[String], random: &mut Random) -> String {
    let mut out = String::new();
    // A passage of a word or two would stand in the article twice.
    let long = |paragraph: &&Vec<Vec<Word>>| paragraph.iter().map(Vec::len).sum::<usize>() >= 8;
    let paragraphs: Vec<&Vec<Vec<Word>>> = article.paragraphs.iter().filter(long).collect();
    for n in 0..if paragraphs.is_empty() { 0 } else { count } {
        let paragraph = *random.pick(&paragraphs);
        let words = text(paragraph, &|e| names[e].clone());
        let words: Vec<&str> = words.split(' ').collect();
        let length = (8 + random.below(8)).min(words.len());
        let from = random.below(words.len() - length + 1);
        let passage = words[from..from + length].join(" ");
        let body = (0..20).map(|_| random.pick(vocabulary).as_str()).collect::<Vec<_>>().join(" ");
        let kind: &str = random.pick::<&str>(&["note", "context", "check", "question"]);
        let _ = write!(
            out,
            "## {} {{#note-of-{n} .{kind}}}\n\n> {passage}\n\n{}.\n\n",
            capital(random.pick::<String>(vocabulary)),
            capital(&body)
        );
    }
    out
}

fn slug(entity: usize) -> String {
    format!("entity-{entity:05}")
}

fn frame(options: &Options, names: &[String], vocabulary: &[String], random: &mut Random) {
    write(&options.out, "dossier.toml", "title = \"Corpus\"\ndescription = \"A generated corpus.\"\n");
    for (entity, name) in names.iter().enumerate() {
        let body = (0..30).map(|_| random.pick(vocabulary).as_str()).collect::<Vec<_>>().join(" ");
        let text =
            format!("---\nname: {name}\nkind: person\nrole: {}\n---\n\n{}.\n", random.pick(vocabulary), capital(&body));
        write(&options.out, &format!("content/entities/{}.md", slug(entity)), &text);
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}
