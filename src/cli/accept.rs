//! `dossier accept`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::options::Options;
use super::setting::Setting;
use super::{Exit, Failure, terminal};
use crate::compile::Compiled;
use crate::lock::{Entry, Lock};
use crate::path::SourcePath;
use crate::publish::remember::remember;
use crate::publish::replace::replace;
use crate::resolve::anchor::{Anchoring, Haystack, State, shortest_context};
use crate::source::Snapshot;

/// A note that can be settled.
struct Change<'a> {
    name: String,
    /// Which candidate it is, from 1, where the note has several.
    candidate: Option<usize>,
    path: &'a SourcePath,
    /// Where the passage stands in the annotation file.
    passage: Option<Range<usize>>,
    /// Where the number of its `nth:` stands; a passage that stands in one place has none.
    nth: Option<Range<usize>>,
    /// The words it spoke about.
    was: String,
    now: String,
    /// What accepting writes into the lock; `None` can only be written into the annotation file.
    new: Option<&'a Arc<Entry>>,
    /// The passage that finds the new words, as Markdown.
    context: Option<String>,
}

impl Change<'_> {
    /// Reports whether a user who typed `name` means it.
    fn is_meant(&self, name: &str) -> bool {
        let (name, candidate) = match name.rsplit_once(':').and_then(|(name, n)| Some((name, n.parse().ok()?))) {
            Some((name, n)) => (name, Some(n)),
            None => (name, None),
        };
        let named = self.name == name || self.name.split_once('#').is_some_and(|(article, _)| article == name);
        named && self.candidate == candidate
    }
}

/// Settles changed notes into the lock, or writes their new words into the annotation files.
pub fn accept(options: &Options, wanted: &[String], fix: bool) -> Result<Exit, Failure> {
    if options.locked && !fix {
        return Err(Failure::usage("`--locked` forbids to change the lock").hint("run it without `--locked`"));
    }
    let mut setting = Setting::new(options)?;
    let snapshot = setting.load()?;
    let compiled = setting.compile(&snapshot, options);
    let all = changes(&compiled, fix);
    for name in wanted {
        if !all.iter().any(|change| change.is_meant(name)) {
            let failure = Failure::usage(format!("there is nothing to accept for `{name}`"));
            // The id of a note is its article's own.
            let whole = all.iter().map(|change| &change.name).find(|whole| whole.ends_with(&format!("#{name}")));
            return Err(failure.hint(match whole {
                Some(whole) => format!("did you mean `{whole}`?"),
                None => "`dossier notes` lists every note with its state; with `--fix` a candidate of a lost note is \
                         named by its number, as in `article#note:1`"
                    .to_owned(),
            }));
        }
    }
    let is_chosen = |change: &&Change<'_>| match wanted {
        [] => change.candidate.is_none() && change.new.is_some(),
        names => names.iter().any(|name| change.is_meant(name)),
    };
    let chosen: Vec<&Change<'_>> = all.iter().filter(is_chosen).collect();
    if chosen.is_empty() {
        setting.close("nothing to accept: no passage has changed");
        return Ok(Exit::Fine);
    }
    for change in &chosen {
        terminal::say(&beside(&change.name, &change.was, &change.now));
    }
    let failed = if fix {
        mend(&setting, &snapshot, &chosen)?
    } else {
        let day = setting.now.to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
        settle(&setting, &snapshot, &compiled, &chosen, &day)?;
        0
    };
    let done = chosen.len() - failed;
    let what = if fix { "written into the annotation files" } else { "accepted into dossier.lock" };
    setting.close(&format!("{done} {} {what}", if done == 1 { "passage" } else { "passages" }));
    Ok(if failed > 0 { Exit::Content } else { Exit::Fine })
}

/// Finds what can be settled; only an annotation file can take what is not `changed`.
fn changes(compiled: &Compiled, fix: bool) -> Vec<Change<'_>> {
    let mut changes = Vec::new();
    for article in compiled.placements.values() {
        for (path, source, index, note, placement) in article.notes() {
            let (spans, several): (&[Range<usize>], bool) = match &placement.anchoring {
                Some(Anchoring::Found { span, state })
                    if placement.proposal.is_some() || (fix && *state == State::Moved) =>
                {
                    (std::slice::from_ref(span), false)
                }
                Some(Anchoring::Ambiguous { candidates: spans } | Anchoring::Orphaned { nearest: spans }) if fix => {
                    (spans, true)
                }
                _ => continue,
            };
            let quoted = || note.passage.as_ref().map(|passage| passage.target()).unwrap_or_default();
            for (n, span) in spans.iter().enumerate() {
                changes.push(Change {
                    name: format!("{}#{}", article.article, note.id),
                    candidate: several.then_some(n + 1),
                    path,
                    passage: source.notes[index].passage.clone(),
                    nth: source.notes[index].fields.0.get("nth").cloned(),
                    was: placement.entry.as_ref().map_or_else(quoted, |entry| entry.exact.clone()),
                    now: article.canonical.text[span.clone()].to_owned(),
                    new: placement.proposal.as_ref(),
                    context: shortest_context(
                        &Haystack::new(&article.canonical),
                        span.clone(),
                        article.canonical.blocks_of(span),
                    ),
                });
            }
        }
    }
    changes
}

/// Writes new entries into the lock, which otherwise stays as it is.
fn settle(
    setting: &Setting,
    snapshot: &Snapshot,
    compiled: &Compiled,
    chosen: &[&Change<'_>],
    day: &str,
) -> Result<(), Failure> {
    let mut lock = Lock { stale: false, ..Lock::clone(&snapshot.lock) };
    for new in chosen.iter().filter_map(|change| change.new) {
        let entry = Entry { accepted: Some(day.to_owned()), ..Entry::clone(new) };
        lock.insert(entry);
    }
    let texts: BTreeMap<_, _> = compiled.placements.values().map(|a| (a.digest, &a.canonical)).collect();
    let kept = lock.entries().map(|entry| (entry.text, texts.get(&entry.text).copied().map(Arc::clone)));
    let kept = kept.collect();
    remember(&setting.root, snapshot, &Arc::new(lock), &kept)
        .map(|_| ())
        .map_err(|problem| Failure::world(problem.message))
}

/// Writes the new passages into their files, and returns how many could not be written.
fn mend(setting: &Setting, snapshot: &Snapshot, chosen: &[&Change<'_>]) -> Result<usize, Failure> {
    let mut failed = 0;
    let mut files: BTreeMap<&SourcePath, Vec<Edit<'_>>> = BTreeMap::new();
    for change in chosen {
        match (&change.passage, &change.context) {
            (Some(passage), Some(context)) => {
                let edits = files.entry(change.path).or_default();
                edits.push(Edit::Passage(passage.clone(), context.as_str()));
                edits.extend(change.nth.clone().map(Edit::Field));
            }
            _ => {
                failed += 1;
                terminal::tell(&format!(
                    "`{}` is left as it is: its words stand in several places, and no context tells them apart\n",
                    change.name
                ));
            }
        }
    }
    for (path, edits) in files {
        let at = setting.root.join(path.as_str());
        let cannot = |e: std::io::Error| Failure::world(format!("`{path}` cannot be written: {e}"));
        let bytes = std::fs::read(&at).map_err(cannot)?;
        // Spans do not count a byte order mark.
        let mark = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        if snapshot.files.get(path).is_none_or(|file| file.text().as_bytes() != &bytes[mark..]) {
            return Err(Failure::world(format!("`{path}` has changed in the meantime")).hint("run the command again"));
        }
        replace(&at, &rewritten(&bytes, mark, edits)).map_err(cannot)?;
    }
    Ok(failed)
}

/// What changes in an annotation file.
enum Edit<'a> {
    /// Another passage, as Markdown.
    Passage(Range<usize>, &'a str),
    /// The line of a field goes, of which this is the value.
    Field(Range<usize>),
}

/// Edits a file; every other byte stays.
fn rewritten(bytes: &[u8], mark: usize, edits: Vec<Edit<'_>>) -> Vec<u8> {
    let ending = if bytes.windows(2).any(|pair| pair == b"\r\n") { "\r\n" } else { "\n" };
    let replaced = |edit| match edit {
        Edit::Passage(range, passage) => {
            let quoted = passage.replace('\n', &format!("{ending}>{ending}> "));
            (range.start + mark..range.end + mark, format!("> {quoted}"))
        }
        Edit::Field(value) => (line(bytes, value.start + mark), String::new()),
    };
    let mut edits: Vec<(Range<usize>, String)> = edits.into_iter().map(replaced).collect();
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for (range, words) in edits {
        out.extend_from_slice(&bytes[at..range.start]);
        out.extend_from_slice(words.as_bytes());
        at = range.end;
    }
    out.extend_from_slice(&bytes[at..]);
    out
}

/// Returns the line around a byte, with its ending.
fn line(bytes: &[u8], at: usize) -> Range<usize> {
    let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let start = bytes[..at].iter().rposition(is_end).map_or(0, |end| end + 1);
    let end = bytes[at..].iter().position(is_end).map_or(bytes.len(), |end| at + end);
    let ending = if bytes[end..].starts_with(b"\r\n") { 2 } else { usize::from(end < bytes.len()) };
    start..end + ending
}

/// Shows old and new words side by side.
fn beside(name: &str, old: &str, new: &str) -> String {
    const WIDTH: usize = 48;
    let (left, right) = (wrapped(old, WIDTH), wrapped(new, WIDTH));
    let mut out = format!("{name}\n  {:<WIDTH$} | now\n", "was");
    for i in 0..left.len().max(right.len()) {
        let line = |lines: &[String]| lines.get(i).cloned().unwrap_or_default();
        out += format!("  {:<WIDTH$} | {}", line(&left), line(&right)).trim_end();
        out.push('\n');
    }
    out
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_side_by_side() {
        insta::assert_snapshot!(beside("a#x", "The harbour was closed on Friday, and nobody had been told of it.", "The harbour was closed on Monday."), @r"
        a#x
          was                                              | now
          The harbour was closed on Friday, and nobody had | The harbour was closed on Monday.
          been told of it.                                 |
        ");
    }

    #[test]
    fn every_other_byte_stays() {
        let bytes = "\u{feff}## A\r\n\r\n>  old *words*\r\n> more\r\n\r\nNote.\r\n".as_bytes();
        let text = std::str::from_utf8(&bytes[3..]).expect("it is text");
        let start = text.find('>').expect("a passage");
        let end = text.find("more").expect("a line") + 4;
        let got = rewritten(bytes, 3, vec![Edit::Passage(start..end, "new **words**")]);
        assert_eq!(String::from_utf8(got).expect("it is text"), "\u{feff}## A\r\n\r\n> new **words**\r\n\r\nNote.\r\n");
        for ending in ["\n", "\r\n", "\r"] {
            let text = format!("## A{ending}by: x{ending}nth:  2 {ending}tags: 2{ending}");
            let nth = text.find("2 ").expect("a number");
            let got = rewritten(text.as_bytes(), 0, vec![Edit::Field(nth..nth + 1)]);
            assert_eq!(
                String::from_utf8(got).expect("it is text"),
                format!("## A{ending}by: x{ending}tags: 2{ending}")
            );
        }
    }
}
