//! What a reader sees of a link's target before following it: a title and a line, in small scripts by target.
//!
//! No page carries any of it, so that a page depends on no other. At the first link that is hovered or focused the
//! theme's script loads how many shards there are, and then the one that the link's target is in; a classic script
//! does that from a disk too, where nothing can be fetched.
//!
//! ```text
//! previews/index.js := "dossierPreviews(" count ");"
//! previews/<n>.js   := "dossierPreviews(" n "," "{" [ entry { "," entry } ] "}" ");"
//! entry             := href ":" "[" title "," text "]"
//! n                 := FNV-1a (32 bits) of the href up to its "#", modulo count
//! ```
//!
//! An href leads from the output folder, as links write it; all of an article's notes are in one shard, and so one
//! note that changes makes one shard anew. The count is a power of two that follows the number of previews.
//!
//! * **Invariant:** what is not shown, retracted or lost is in no shard; whatever else has a line to show is in one.
//!
//! It deliberately previews entities, claims and notes alone, as an article's link says its headline.

use std::sync::Arc;

use crate::content::annotation::Status;
use crate::memo::map::Map;
use crate::path::{OutputPath, Slug};
use crate::render::model::NoteModel;
use crate::resolve::body::Body;
use crate::resolve::reference::Reference;

/// The most characters of a line.
const LONGEST: usize = 160;

/// How many previews a shard holds at most, on average.
const FULL: usize = 64;

/// A title and a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    href: String,
    title: String,
    text: String,
}

/// The previews of one page: its own, or those of its notes.
pub type OfPage = Vec<Preview>;

/// The previews that stand in one file.
pub type Shard = Vec<Arc<OfPage>>;

/// What the preview of an entity or a claim is made from.
#[derive(Debug, PartialEq, Eq)]
pub struct Subject {
    /// How it is pointed at.
    pub reference: Arc<Reference>,
    /// The role of an entity, the finding of a claim.
    pub line: Option<String>,
    /// The biography of an entity, for one without a role.
    pub text: Option<Arc<Body>>,
}

/// What is put into shards.
#[derive(Debug, PartialEq, Eq)]
pub struct Sharding {
    /// The previews of entities and claims.
    pub subjects: Vec<Arc<OfPage>>,
    /// Those of notes, by article.
    pub notes: Map<Slug, OfPage>,
}

/// Previews an entity by its role, else its biography, and a claim by its finding.
pub fn subject(input: &Subject) -> OfPage {
    let biography = || input.text.as_ref().map_or("", |body| &body.canonical.text);
    let text = input.line.as_deref().unwrap_or_else(biography);
    let href = input.reference.href.clone();
    href.and_then(|href| preview(href, &input.reference.title, text)).into_iter().collect()
}

/// Previews the notes of an article by what they say.
pub fn notes(notes: &[Arc<NoteModel>]) -> OfPage {
    let shown = notes.iter().filter(|note| note.note.status != Status::Retracted && !note.lost);
    let preview = shown.filter_map(|note| {
        let page = note.article.reference.href.as_deref()?;
        preview(format!("{page}#{}", note.anchor), &note.note.title, &note.prose.body.canonical.text)
    });
    preview.collect()
}

/// Makes a preview, if there is a line to show.
fn preview(href: String, title: &str, text: &str) -> Option<Preview> {
    let text = first_line(text);
    (!text.is_empty()).then(|| Preview { href, title: title.to_owned(), text })
}

/// Puts the previews of each page into the shard that its address says.
pub fn shards(input: &Sharding) -> Vec<Shard> {
    let all = || input.subjects.iter().chain(input.notes.values()).filter(|of| !of.is_empty());
    let count = match all().map(|of| of.len()).sum::<usize>() {
        0 => 0,
        total => total.div_ceil(FULL).next_power_of_two(),
    };
    let mut shards = vec![Shard::new(); count];
    for of in all() {
        shards[number(&of[0].href, count)].push(Arc::clone(of));
    }
    shards
}

/// Returns the number of the shard for an address, among `count`.
fn number(href: &str, count: usize) -> usize {
    let page = href.split('#').next().unwrap_or_default();
    let hash = page.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash as usize % count
}

/// Writes what says how many shards there are.
pub fn index(count: usize) -> Vec<u8> {
    format!("dossierPreviews({count});\n").into_bytes()
}

/// Returns where a shard is written.
pub fn path(n: usize) -> OutputPath {
    OutputPath::new(format!("previews/{n}.js"))
}

/// Writes a shard.
pub fn script((n, shard): &(usize, Shard)) -> Vec<u8> {
    let json = |text: &str| serde_json::Value::from(text).to_string();
    let entry = |p: &Preview| format!("{}:[{},{}]", json(&p.href), json(&p.title), json(&p.text));
    let entries: Vec<String> = shard.iter().flat_map(|of| of.iter()).map(entry).collect();
    format!("dossierPreviews({n},{{{}}});\n", entries.join(",\n")).into_bytes()
}

/// Cuts the beginning of a text to one line, at a space.
fn first_line(text: &str) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let more = word.chars().count() + usize::from(length > 0);
        if length + more > LONGEST {
            if length == 0 {
                line.extend(word.chars().take(LONGEST));
            }
            line.push('…');
            break;
        }
        if length > 0 {
            line.push(' ');
        }
        line.push_str(word);
        length += more;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_a_space() {
        assert_eq!(first_line("  one\ntwo  "), "one two");
        assert_eq!(first_line(""), "");
        let long = first_line(&"word ".repeat(100));
        assert!(long.ends_with("word…") && long.chars().count() <= LONGEST + 1, "{long}");
        assert_eq!(first_line(&"é".repeat(500)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn a_shard_is_found_by_the_page_alone() {
        // The value that the reference implementation gives for `foobar`.
        assert_eq!(number("foobar", 1 << 32), 0xbf9c_f968);
        assert_eq!(number("articles/a.html#note-x", 64), number("articles/a.html#note-y", 64));
        let page = |n: usize, notes: usize| {
            let preview = |x| preview(format!("articles/{n}.html#note-{x}"), "A \"title\"", "A line.");
            Arc::new((0..notes).filter_map(preview).collect::<OfPage>())
        };
        let counts = [(0, 0), (1, 1), (32, 1), (33, 2), (100, 4), (1000, 32)];
        for (pages, count) in counts {
            let subjects: Vec<_> = (0..pages).map(|n| page(n, 2)).chain([page(0, 0)]).collect();
            let shards = shards(&Sharding { subjects, notes: Map::new() });
            assert_eq!(shards.len(), count, "{pages}");
            assert_eq!(shards.iter().map(Vec::len).sum::<usize>(), pages);
            assert!(shards.iter().enumerate().all(|(n, shard)| shard.iter().all(|of| number(&of[0].href, count) == n)));
        }
        insta::assert_snapshot!(String::from_utf8_lossy(&script(&(3, vec![page(7, 2)]))), @r#"
        dossierPreviews(3,{"articles/7.html#note-0":["A \"title\"","A line."],
        "articles/7.html#note-1":["A \"title\"","A line."]});
        "#);
    }
}
