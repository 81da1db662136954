//! `dossier theme new` and `dossier theme doctor`.
//!
//! A template that was copied remembers its original in its first line:
//!
//! ```text
//! mark = "{#- copied from " layer "/" name " " digest " -#}"     (digest: 8 hex digits of BLAKE3)
//! ```
//!
//! `doctor` compares the digest with the original as it is now. It deliberately judges no template
//! without a mark: one that extends the layer below needs none.
//!
//! **Invariant:** no file that is there already is overwritten.

use std::sync::Arc;

use super::new::write_new;
use super::options::{Options, Theme};
use super::setting::Setting;
use super::{Exit, Failure, terminal};
use crate::path::SourcePath;
use crate::render::theme::embedded;
use crate::source::{Contents, Snapshot};

const DEFAULT: &str = "broadsheet";

/// What became of the original of a copied template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Original {
    Same,
    Changed,
    Gone,
}

/// Begins a theme, or looks at the copied templates.
pub fn theme(options: &Options, what: &Theme) -> Result<Exit, Failure> {
    let mut setting = Setting::new(options)?;
    let snapshot = setting.load()?;
    match what {
        Theme::New { name, copy } => begin(&setting, &snapshot, options, name, copy),
        Theme::Doctor => {
            let found = examine(&snapshot);
            let mut sick = 0;
            for (path, original, state) in &found {
                let path = format!("{}{}", setting.prefix, path.as_str());
                match state {
                    Original::Same => continue,
                    Original::Changed => {
                        terminal::say(&format!("{path}: `{original}` has changed since it was copied\n"))
                    }
                    Original::Gone => terminal::say(&format!("{path}: there is no `{original}` any more\n")),
                }
                sick += 1;
            }
            if !options.quiet {
                let marked = found.len();
                terminal::tell(&match sick {
                    0 => format!("all is well with {marked} copied templates\n"),
                    _ => "compare each with its original, then write the new digest into its first line:\n  dossier theme new NAME --copy TEMPLATE shows it\n".to_owned(),
                });
            }
            Ok(if sick == 0 { Exit::Fine } else { Exit::Content })
        }
    }
}

fn begin(
    setting: &Setting,
    snapshot: &Snapshot,
    options: &Options,
    name: &str,
    copy: &[String],
) -> Result<Exit, Failure> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || !name.chars().all(is_plain) || [DEFAULT, "site"].contains(&name) {
        return Err(Failure::usage(format!("`{name}` cannot be the name of a theme"))
            .hint("use lower-case letters, digits and `-`; `broadsheet` and `site` are taken"));
    }
    let folder = format!("themes/{name}");
    let mut files = vec![(format!("{folder}/theme.toml"), manifest(name))];
    if copy.is_empty() {
        files.push((format!("{folder}/templates/base.html"), base(name)));
        files.push((format!("{folder}/static/{name}.css"), sheet(name)));
    }
    for template in copy {
        let text = original(snapshot, DEFAULT, template).ok_or_else(|| {
            Failure::usage(format!("there is no template `{template}` in `{DEFAULT}`"))
                .hint("name it as in `docs/templates.md`, such as `note.html`")
        })?;
        files.push((format!("{folder}/templates/{template}"), format!("{}\n{text}", mark(template, &text))));
    }
    for (path, text) in files {
        match write_new(&setting.root.join(&path), &text) {
            Ok(()) => terminal::say(&format!("{}{path}\n", setting.prefix)),
            // A further template goes into a theme that is there.
            Err(e)
                if e.kind() == std::io::ErrorKind::AlreadyExists
                    && path.ends_with("theme.toml")
                    && !copy.is_empty() => {}
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(
                    Failure::usage(format!("`{}{path}` is there already", setting.prefix)).hint("choose another name")
                );
            }
            Err(e) => return Err(Failure::world(format!("`{}{path}` could not be written: {e}", setting.prefix))),
        }
    }
    if !options.quiet {
        terminal::tell(&format!("next: write `theme = \"{name}\"` in dossier.toml\n"));
    }
    Ok(Exit::Fine)
}

fn manifest(name: &str) -> String {
    format!("name = \"{name}\"\nversion = \"0.1.0\"\nextends = \"{DEFAULT}\"\n")
}

fn base(name: &str) -> String {
    format!(
        "{{% extends \"{DEFAULT}/base.html\" %}}\n{{% block classes %}} theme-{name}{{% endblock classes %}}\n{{% block head -%}}\n{{{{ super() }}}}\n<link rel=\"stylesheet\" href=\"{{{{ asset(name=\"{name}.css\") }}}}\">\n{{%- endblock head %}}\n"
    )
}

fn sheet(name: &str) -> String {
    format!(
        "/* Over Broadsheet's sheet; its custom properties are the shortest way to a look of its own. */\n\n.theme-{name} {{\n  --link: light-dark(#1a4b8c, #9cc3ee);\n}}\n"
    )
}

fn mark(template: &str, text: &str) -> String {
    format!("{{#- copied from {DEFAULT}/{template} {} -#}}", digest(text))
}

fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..8].to_owned()
}

/// Finds a template of a theme: the dossier's own copy of it, else the embedded one.
fn original(snapshot: &Snapshot, layer: &str, name: &str) -> Option<Arc<str>> {
    let path = SourcePath::new(format!("themes/{layer}/templates/{name}"));
    let own = snapshot.files.get(&path).and_then(|file| match &file.contents {
        Contents::Text(text) => Some(Arc::clone(text)),
        _ => None,
    });
    own.or_else(|| embedded(&path).map(Arc::from))
}

/// Looks at every template with a mark.
fn examine(snapshot: &Snapshot) -> Vec<(SourcePath, String, Original)> {
    let mut found = Vec::new();
    for (path, file) in &snapshot.files {
        let is_template = path.as_str().starts_with("templates/")
            || path
                .as_str()
                .strip_prefix("themes/")
                .and_then(|p| p.split_once('/'))
                .is_some_and(|p| p.1.starts_with("templates/"));
        let Contents::Text(text) = &file.contents else { continue };
        let Some((layer, name, then)) = is_template.then(|| read_mark(text)).flatten() else { continue };
        let state = match original(snapshot, layer, name) {
            None => Original::Gone,
            Some(now) if digest(&now) == then => Original::Same,
            Some(_) => Original::Changed,
        };
        found.push((path.clone(), format!("{layer}/{name}"), state));
    }
    found
}

fn read_mark(text: &str) -> Option<(&str, &str, &str)> {
    let words = text.lines().next()?.strip_prefix("{#- copied from ")?.strip_suffix(" -#}")?;
    let (original, digest) = words.rsplit_once(' ')?;
    let (layer, name) = original.split_once('/')?;
    Some((layer, name, digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_back() {
        let line = mark("note.html", "x");
        assert_eq!(read_mark(&format!("{line}\n<p>")), Some(("broadsheet", "note.html", digest("x").as_str())));
        let rows = ["", "<p>", "{#- copied from broadsheet -#}", "{#- copied from broadsheet/note.html -#}"];
        for text in rows {
            assert_eq!(read_mark(text), None, "{text}");
        }
    }
}
