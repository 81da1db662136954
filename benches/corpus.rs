#![allow(clippy::print_stderr, clippy::disallowed_methods, reason = "a program of its own")]
//! Writes a seeded corpus: the same text in our layout, in Hugo's, or as plain files.
//!
//! ```text
//! cargo run --release --example corpus -- OUT [--layout ours|hugo|hugo-summaries] [--articles N]
//!     [--words N] [--entities N] [--mentions N] [--notes N] [--seed N] [--shape NAME]
//! ```
//!
//! Shapes are hard cases in our layout: `everywhere` (one entity in every sentence), `notes` (an article with 2,000 notes),
//! `entities` (5,000 entities), `overlap` (200 overlapping notes on a paragraph), `deep` (deep nesting), `long` (a 5 MB article).
//! The same arguments give the same bytes.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What to write.
#[derive(Clone, Debug)]
struct Options {
    out: PathBuf,
    layout: Layout,
    articles: usize,
    words: usize,
    entities: usize,
    mentions: usize,
    notes: usize,
    seed: u64,
    shape: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Layout {
    Ours,
    Hugo { summaries: bool },
}

/// A small generator (SplitMix64), so that the corpus depends on no crate's version.
struct Random(u64);

impl Random {
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

fn main() -> ExitCode {
    let Some(options) = options() else {
        eprintln!(
            "usage: corpus OUT [--layout ours|hugo|hugo-summaries] [--articles N] [--words N] [--entities N] [--mentions N] [--notes N] [--seed N] [--shape NAME]"
        );
        return ExitCode::from(2);
    };
    let mut random = Random(options.seed);
    let vocabulary: Vec<String> = (0..3000).map(|_| word(&mut random)).collect();
    let names = names(options.entities, &mut random);
    match options.layout {
        Layout::Ours => frame(&options, &names, &vocabulary, &mut random),
        Layout::Hugo { summaries } => hugo_frame(&options, summaries),
    }
    if let Some(shape) = &options.shape {
        shaped(shape, &options, &names, &vocabulary, &mut random);
        return ExitCode::SUCCESS;
    }
    // The harmonic sums that Zipf's law draws from.
    let mut sums = Vec::with_capacity(names.len());
    let mut total = 0.0;
    for rank in 1..=names.len() {
        total += 1.0 / rank as f64;
        sums.push(total);
    }
    for n in 0..options.articles {
        let article = article(n, &options, &sums, &vocabulary, &mut random);
        match options.layout {
            Layout::Ours => {
                write(&options.out, &format!("content/articles/{}.md", article.slug), &ours(&article, &names));
                let notes = notes(&article, options.notes, &names, &vocabulary, &mut random);
                write(&options.out, &format!("content/annotations/{}.md", article.slug), &notes);
            }
            Layout::Hugo { .. } => {
                write(&options.out, &format!("content/articles/{}.md", article.slug), &hugo(&article, &names));
            }
        }
    }
    ExitCode::SUCCESS
}

fn options() -> Option<Options> {
    let mut args = std::env::args().skip(1);
    let mut options = Options {
        out: PathBuf::from(args.next()?),
        layout: Layout::Ours,
        articles: 1000,
        words: 600,
        entities: 300,
        mentions: 20,
        notes: 3,
        seed: 1,
        shape: None,
    };
    while let Some(flag) = args.next() {
        let value = args.next()?;
        match flag.as_str() {
            "--layout" => {
                options.layout = match value.as_str() {
                    "ours" => Layout::Ours,
                    "hugo" => Layout::Hugo { summaries: false },
                    "hugo-summaries" => Layout::Hugo { summaries: true },
                    _ => return None,
                }
            }
            "--articles" => options.articles = value.parse().ok()?,
            "--words" => options.words = value.parse().ok()?,
            "--entities" => options.entities = value.parse().ok()?,
            "--mentions" => options.mentions = value.parse().ok()?,
            "--notes" => options.notes = value.parse().ok()?,
            "--seed" => options.seed = value.parse().ok()?,
            "--shape" => options.shape = Some(value),
            _ => return None,
        }
    }
    if options.shape.as_deref() == Some("entities") {
        options.entities = 5000;
    }
    Some(options)
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
    for n in 0..count {
        let paragraph = random.pick(&article.paragraphs);
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

fn hugo(article: &Article, names: &[String]) -> String {
    let mut entities: Vec<usize> = article
        .paragraphs
        .iter()
        .flatten()
        .flatten()
        .filter_map(|w| match w {
            Word::Name(e) => Some(*e),
            Word::Plain(_) => None,
        })
        .collect();
    entities.sort_unstable();
    entities.dedup();
    let list: Vec<String> = entities.iter().map(|e| format!("\"{}\"", slug(*e))).collect();
    let mut out =
        format!("---\ntitle: {}\ndate: {}\nentities: [{}]\n---\n", article.title, article.date, list.join(", "));
    for paragraph in &article.paragraphs {
        let _ = write!(out, "\n{}\n", text(paragraph, &|e| format!("[{}](/entities/{}/)", names[e], slug(e))));
    }
    out
}

fn hugo_frame(options: &Options, summaries: bool) {
    let base =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{{ .Title }}</title></head><body><main>";
    let end = "</main></body></html>\n";
    let summary = if summaries { "<p>{{ .Plain | truncate 160 }}</p>" } else { "" };
    let list = format!(
        "<ul>{{{{ range .Pages }}}}<li><a href=\"{{{{ .RelPermalink }}}}\">{{{{ .Title }}}}</a> <time>{{{{ .Date.Format \"2006-01-02\" }}}}</time>{summary}</li>{{{{ end }}}}</ul>"
    );
    let config = "baseURL = \"https://example.org/\"\ntitle = \"Corpus\"\ndisableKinds = [\"RSS\", \"sitemap\", \"robotsTXT\", \"404\"]\n[taxonomies]\nentity = \"entities\"\n";
    write(&options.out, "hugo.toml", config);
    let single = format!(
        "{base}<h1>{{{{ .Title }}}}</h1><time>{{{{ .Date.Format \"2006-01-02\" }}}}</time>{{{{ .Content }}}}<ul>{{{{ range .GetTerms \"entities\" }}}}<li><a href=\"{{{{ .RelPermalink }}}}\">{{{{ .Title }}}}</a></li>{{{{ end }}}}</ul>{end}"
    );
    write(&options.out, "layouts/_default/single.html", &single);
    write(&options.out, "layouts/_default/list.html", &format!("{base}<h1>{{{{ .Title }}}}</h1>{list}{end}"));
    write(
        &options.out,
        "layouts/index.html",
        &format!("{base}<h1>{{{{ .Title }}}}</h1><p>{{{{ len .Site.RegularPages }}}} articles</p>{end}"),
    );
}

fn shaped(shape: &str, options: &Options, names: &[String], vocabulary: &[String], random: &mut Random) {
    let plain = |n: usize, random: &mut Random| -> String {
        let words: Vec<String> = (0..n).map(|_| random.pick(vocabulary).clone()).collect();
        capital(&words.join(" "))
    };
    let head = |title: &str| format!("---\ntitle: {title}\nrights: full\npublished: 2020-01-01\n---\n");
    match shape {
        "everywhere" => {
            for n in 0..options.articles {
                let mut out = head(&format!("Everywhere {n}"));
                for _ in 0..10 {
                    let _ = write!(out, "\n{} {} {}.\n", plain(10, random), names[0], random.pick(vocabulary));
                }
                write(&options.out, &format!("content/articles/article-{n:06}.md"), &out);
            }
        }
        "notes" => {
            let mut out = head("Two thousand notes");
            let mut notes = String::new();
            for n in 0..2000 {
                let sentence = format!("{} number {n} {}", plain(6, random), random.pick(vocabulary));
                let _ = write!(out, "\n{sentence}.\n");
                let _ = write!(notes, "## Note {n} {{#n-{n} .note}}\n\n> {sentence}\n\n{}.\n\n", plain(12, random));
            }
            write(&options.out, "content/articles/noted.md", &out);
            write(&options.out, "content/annotations/noted.md", &notes);
        }
        "entities" => {
            for n in 0..options.articles {
                let mut out = head(&format!("Of many {n}"));
                for _ in 0..20 {
                    let _ =
                        write!(out, "\n{} {} {}.\n", plain(12, random), random.pick(names), random.pick(vocabulary));
                }
                write(&options.out, &format!("content/articles/article-{n:06}.md"), &out);
            }
        }
        "overlap" => {
            let words: Vec<String> = (0..400).map(|n| format!("{}{n}", random.pick(vocabulary))).collect();
            let mut notes = String::new();
            for n in 0..200 {
                let passage = words[n..n + 200].join(" ");
                let _ = write!(notes, "## Note {n} {{#n-{n} .note}}\n\n> {passage}\n\n{}.\n\n", plain(12, random));
            }
            write(
                &options.out,
                "content/articles/overlapped.md",
                &format!("{}\n{}.\n", head("Overlapped"), words.join(" ")),
            );
            write(&options.out, "content/annotations/overlapped.md", &notes);
        }
        "deep" => {
            let mut out = head("Deep");
            for depth in 0..90 {
                let _ = write!(out, "\n{}- {}\n", "  ".repeat(depth), plain(4, random));
            }
            let _ = write!(out, "\n{} {}\n", ">".repeat(90), plain(8, random));
            write(&options.out, "content/articles/deep.md", &out);
        }
        "long" => {
            let mut out = head("Five megabytes");
            while out.len() < 5_000_000 {
                let _ = write!(out, "\n{} {} {}.\n", plain(40, random), random.pick(names), plain(20, random));
            }
            write(&options.out, "content/articles/long.md", &out);
        }
        other => eprintln!("there is no shape `{other}`"),
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}
