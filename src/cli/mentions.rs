//! `dossier mentions`: a concordance, each mention in the middle of its line.

use std::ops::Range;

use super::ids::find_entity;
use super::options::Options;
use super::report::Format;
use super::setting::Setting;
use super::{Exit, Failure, terminal};
use crate::path::Slug;
use crate::resolve::mention::Mention;
use crate::tools::mentions::StudiedText;

/// How many characters stand on each side.
const SIDE: usize = 36;

/// Prints every mention of an entity, or of all of them.
pub fn mentions(options: &Options, entity: Option<&str>) -> Result<Exit, Failure> {
    let mut setting = Setting::new(options)?;
    let snapshot = setting.load()?;
    let study = setting.study(&snapshot, options);
    let ids: Vec<Slug> = match entity {
        Some(name) => vec![find_entity(&study, name)?],
        None => study.matcher.names().iter().map(|n| n.id.clone()).collect(),
    };
    let texts = setting.texts(&snapshot);
    let mut out = String::new();
    for id in &ids {
        let mut lines: Vec<(String, [String; 3])> = Vec::new();
        let mut articles = std::collections::BTreeSet::new();
        for text in &study.texts {
            for (mention, place) in text.found.mentions.iter().zip(&text.places).filter(|m| m.0.entity == *id) {
                let (at, context) = (texts.place(place), context(text, mention));
                if is_article(text) {
                    articles.insert(&text.owner);
                }
                match options.format {
                    Format::Json => out.push_str(&record(id, &at, mention, &context)),
                    _ => lines.push((at, context)),
                }
            }
        }
        match options.format {
            Format::Json => {}
            Format::Human => {
                let name = study.matcher.names().iter().find(|n| n.id == *id).map_or("", |n| &n.name);
                let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
                let (all, articles) = (count(lines.len(), "mention"), count(articles.len(), "article"));
                out.push_str(&format!("{name} ({id}): {all}, in {articles} and elsewhere\n"));
                let width = lines.iter().map(|l| l.0.chars().count()).max().unwrap_or_default();
                for (at, [before, name, after]) in lines {
                    out.push_str(&format!("  {at:<width$}  {before:>SIDE$}[{name}]{after}\n"));
                }
            }
            Format::Short | Format::Github => {
                for (at, [before, name, after]) in lines {
                    out.push_str(&format!("{at}: {id}: {before}[{name}]{after}\n"));
                }
            }
        }
    }
    terminal::say(&out);
    setting.report_timings(options);
    Ok(Exit::Fine)
}

/// Whether a text is an article's own.
pub(super) fn is_article(text: &StudiedText) -> bool {
    text.kind == Some(crate::resolve::ids::Kind::Article) && text.note.is_none()
}

/// Cuts what stands before a mention, the mention and what stands after it, in its block.
pub(super) fn context(text: &StudiedText, mention: &Mention) -> [String; 3] {
    let canonical = &text.body.canonical;
    let block = canonical.blocks[canonical.block_at(mention.span.start)].clone();
    let part = |range: Range<usize>| canonical.text.get(range).unwrap_or_default();
    let plain = |text: String| text.replace(|c: char| c.is_control() || c == '\u{ad}', " ");
    let before: Vec<char> = part(block.start..mention.span.start).chars().rev().take(SIDE).collect();
    let after: String = part(mention.span.end..block.end).chars().take(SIDE).collect();
    [plain(before.into_iter().rev().collect()), plain(part(mention.span.clone()).to_owned()), plain(after)]
}

fn record(id: &Slug, at: &str, mention: &Mention, [before, name, after]: &[String; 3]) -> String {
    let record = serde_json::json!({
        "entity": id.as_str(),
        "place": at,
        "before": before,
        "printed": name,
        "after": after,
        "probable": mention.probable,
        "meant": mention.meant,
        "rule": mention.rule.reason(),
    });
    format!("{record}\n")
}
