//! Makes articles of the dossier from files as they come from the web.
//!
//! ```text
//! bytes ──decode──► text ──plain | html──► headline, lines, statements ──front, line──► article
//! ```
//!
//! * `decode` turns bytes into text, or refuses what is none.
//! * `plain` finds headline, statements (`statement`, `date`) and furniture (`rule`) in lines.
//! * `html` finds the article in a page.
//! * `line` writes a line as Markdown that reads back as the same words.
//!
//! It touches no disk and prints nothing, and it deliberately infers nothing: what the text does not
//! state in a line of its own is left out and reported.
//!
//! **Invariant:** the canonical text of what is imported is the original's lines that are not empty,
//! white space squeezed, headline first, less what [`Report::removed`] lists.

pub mod annotations;
mod date;
mod decode;
mod front;
mod html;
mod line;
mod options;
mod plain;
mod refusal;
pub mod report;
mod rule;
pub mod slug;
mod statement;
mod taken;

use sha2::{Digest, Sha256};

use self::front::Meta;
use self::line::Line;
use self::report::{Found, Note, Report};
use self::statement::Statement;
use self::taken::Taken;
use crate::diagnostic::Code;
use crate::source::MAX_BYTES;

pub use self::options::{Options, Outlet};
pub use self::refusal::Refusal;

/// An article that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Its id. It may be taken, where it was asked for or made from the headline.
    pub slug: String,
    /// The front matter with its fences.
    pub front: String,
    /// The body, in Markdown.
    pub body: String,
    /// The SHA-256 of the original, in hexadecimal digits.
    pub sha256: String,
    /// What was found, left out and removed.
    pub report: Report,
}

/// Makes an article of the bytes of a file: plain text or HTML.
///
/// # Errors
/// Where they are no text, hold none, or would make an article that is too large to be read.
pub fn import(bytes: &[u8], options: &Options<'_>) -> Result<Imported, Refusal> {
    let decoded = decode::decode(bytes)?;
    let known = |name: &str| outlet(name, options.outlets).is_some();
    let is_page = html::is_page(options.file, &decoded.text);
    let taken = if is_page { html::take(&decoded.text)? } else { take(&decoded.text, &known) };
    let Some(mut taken) = taken else {
        return Err(Refusal::new(
            Code::EmptyFile,
            "the file holds no text",
            "give a file that holds the text of an article",
        ));
    };
    if decoded.lossy {
        let message = format!("some bytes are not {} and became U+FFFD", decoded.encoding);
        taken.report.notes.insert(0, Note { line: None, message });
    }
    if decoded.encoding != "UTF-8" {
        let message = format!("read as {}", decoded.encoding);
        taken.report.notes.insert(0, Note { line: None, message });
    }
    let entity = settle_outlet(&mut taken, options.outlets);
    taken.report.stated.insert(
        0,
        Found {
            key: "headline",
            value: taken.headline.text.clone(),
            line: Some(taken.headline.number).filter(|&n| n > 0),
        },
    );
    let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let front = front::write(&taken.headline.text, &taken.meta, entity, options, &sha256);
    let day = taken.meta.published.as_deref().and_then(|published| published.get(..10));
    let slug = options
        .slug
        .map_or_else(|| slug::propose(&taken.headline.text, options.file, day, options.taken), str::to_owned);
    if (front.len() + taken.body.len()) as u64 > MAX_BYTES {
        let message = format!("the article would have more than {MAX_BYTES} bytes, the most that is read");
        return Err(Refusal::new(Code::FileTooLarge, message, "cut the file into several"));
    }
    Ok(Imported { slug, front, body: taken.body, sha256, report: taken.report })
}

impl Imported {
    /// Returns the whole file.
    pub fn text(&self) -> String {
        if self.body.is_empty() { self.front.clone() } else { format!("{}\n{}", self.front, self.body) }
    }
}

/// Takes a plain text apart.
fn take(text: &str, known: &dyn Fn(&str) -> bool) -> Option<Taken> {
    let lines = line::lines(text);
    let dropped: Vec<Note> = lines.iter().filter(|line| line.dropped > 0).map(dropped).collect();
    let settled = plain::settle(lines, known)?;
    let mut report = settled.report;
    report.notes.extend(dropped);
    let meta = state(settled.statements, &mut report);
    if meta.outlet.is_none() {
        let site = report.removed.iter().find(|r| r.what == rule::SITE_NAME);
        if let Some((line, name)) = site.and_then(|r| Some((r.line, rule::site_name(&r.text)?.to_owned()))) {
            let message = format!("the site is named `{name}`; if that is the outlet, add `outlet:`");
            report.notes.push(Note { line, message });
        }
    }
    let body = settled.body.iter().map(|line| line::escape(&line.text) + "\n").collect::<Vec<_>>().join("\n");
    Some(Taken { headline: settled.headline, body, meta, report })
}

fn dropped(line: &Line) -> Note {
    let message = match line.dropped {
        1 => "one character that no page can show was left out".to_owned(),
        n => format!("{n} characters that no page can show were left out"),
    };
    Note { line: Some(line.number), message }
}

/// Gathers statements into front matter; the first of each kind counts.
fn state(statements: Vec<(usize, Statement)>, report: &mut Report) -> Meta {
    let mut meta = Meta::default();
    for (number, statement) in statements {
        let line = Some(number);
        let mut note = |message: String| report.notes.push(Note { line, message });
        let (key, value, first) = match statement {
            Statement::Published(moment, _) => {
                if let Some(zone) = &moment.zone {
                    note(left_out(zone));
                }
                ("published", moment.edtf.clone(), meta.set("published", moment.edtf, line))
            }
            Statement::Updated(moment) => {
                if let Some(zone) = &moment.zone {
                    note(left_out(zone));
                }
                ("updated", moment.edtf.clone(), meta.set("updated", moment.edtf, line))
            }
            Statement::Outlet(name) => ("outlet", name.clone(), meta.set("outlet", name, line)),
            Statement::Authors(names) => ("authors", names.join(", "), meta.set_authors(names, line)),
            Statement::Time(key) => {
                note(format!("the time of `{key}` has no day; it is left out"));
                continue;
            }
            Statement::Name(name) => {
                note(format!("`{name}` may be the outlet or the author; it is left out"));
                continue;
            }
        };
        if first.is_some_and(|first| first != value) {
            note(format!("a second `{key}`, `{value}`, is left out"));
        }
    }
    report.stated = meta.found();
    report.missing = meta.missing();
    meta
}

fn left_out(zone: &str) -> String {
    format!("the time zone `{zone}` means different things in different places; it is left out")
}

/// Finds the entity of the outlet; says how to make one where there is none.
fn settle_outlet<'a>(taken: &mut Taken, outlets: &'a [Outlet]) -> Option<&'a str> {
    let name = taken.meta.outlet.clone()?;
    let line = taken.report.stated.iter().find(|found| found.key == "outlet").and_then(|found| found.line);
    let entity = outlet(&name, outlets);
    if entity.is_none() {
        let id = slug::slug(&name);
        let message = if id.is_empty() {
            format!("no entity is named `{name}`: make one and add its id as `outlet:`")
        } else {
            format!(
                "no entity is named `{name}`: `dossier new entity \"{name}\" --kind organization`, then add `outlet: {id}`"
            )
        };
        taken.report.notes.push(Note { line, message });
    }
    entity
}

/// Finds the one entity of a name.
fn outlet<'a>(name: &str, outlets: &'a [Outlet]) -> Option<&'a str> {
    let form = |name: &str| {
        let id = slug::slug(name);
        if id.is_empty() { name.to_lowercase() } else { id }
    };
    let wanted = form(name);
    let mut found = outlets.iter().filter(|outlet| outlet.names.iter().any(|name| form(name) == wanted));
    let first = found.next()?;
    found.next().is_none().then_some(&first.id)
}
