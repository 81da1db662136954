//! `dossier text`.

use super::options::Options;
use super::setting::{Setting, has_errors};
use super::{Exit, Failure, ids, terminal};
use crate::content::article;
use crate::text::canonical::Canonical;

/// Prints the canonical text of an article.
pub fn text(options: &Options, name: &str) -> Result<Exit, Failure> {
    let mut setting = Setting::new(options)?;
    let snapshot = setting.load()?;
    let (_, file) = ids::find_article(&snapshot, &setting.prefix, name)?;
    let article = article::parse(file);
    terminal::say(&Canonical::new(&article.meta.title, &article.body).text);
    terminal::say("\n");
    let broken = has_errors(&article.diagnostics);
    if broken {
        // To stderr whatever the format: stdout is the text.
        let texts = setting.texts(&snapshot);
        terminal::tell(&super::report::draw(&article.diagnostics, texts, setting.format));
    }
    Ok(if broken { Exit::Content } else { Exit::Fine })
}
