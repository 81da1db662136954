//! `dossier new`.
//!
//! Makes a file that passes `check` and says what to do next. It deliberately never overwrites, and
//! takes no id that the dossier already has.

use std::io::Write;
use std::path::Path;

use super::options::{EntityKind, New, Options, Rights};
use super::setting::Setting;
use super::{Exit, Failure, ids, terminal};
use crate::import::slug::{is_id, slug};
use crate::path::SourcePath;
use crate::source::Snapshot;

/// A file that is to be made.
#[derive(Debug, PartialEq, Eq)]
struct Draft {
    folder: &'static str,
    id: String,
    text: String,
    next: String,
}

/// Begins an article, entity, annotation file, claim or page.
pub fn new(options: &Options, what: &New) -> Result<Exit, Failure> {
    let mut setting = Setting::new(options)?;
    let snapshot = setting.load()?;
    let draft = draft(&snapshot, &setting.prefix, what)?;
    let path = format!("content/{}/{}.md", draft.folder, draft.id);
    let at = setting.root.join(&path);
    write_new(&at, &draft.text).map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::usage(format!("`{}{path}` is there already", setting.prefix))
            .hint(if draft.folder == "annotations" {
                "open it and add a note: a `##` heading, and the passage after `>`"
            } else {
                "open it, or choose another id with `--id`"
            }),
        _ => Failure::world(format!("`{}{path}` could not be written: {e}", setting.prefix)),
    })?;
    terminal::say(&format!("{}{path}\n", setting.prefix));
    if !options.quiet {
        terminal::tell(&format!("next: {}\n", draft.next));
    }
    Ok(Exit::Fine)
}

/// Writes a file that must not be there yet, with the folders above it.
pub(super) fn write_new(at: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = at.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::File::create_new(at)?;
    file.write_all(text.as_bytes())
}

fn draft(snapshot: &Snapshot, prefix: &str, what: &New) -> Result<Draft, Failure> {
    let titled = |folder, title: &str, id: Option<&str>| {
        let title = one_line(title)?;
        Ok((quoted(&title), free_id(snapshot, folder, &title, id)?))
    };
    Ok(match what {
        New::Article { title, rights, id } => {
            let (title, id) = titled("articles", title, id.as_deref())?;
            let rights = match rights {
                Rights::Full => "full",
                Rights::Excerpt => "excerpt",
                Rights::Reference => "reference",
            };
            let text = format!("---\ntitle: {title}\nrights: {rights}\ndraft: true\n---\n\nThe text of the article.\n");
            let next = format!(
                "put the text below the second `---`, add `outlet`, `published` and `source`, remove `draft`; \
                 then `dossier new annotation {id}`"
            );
            Draft { folder: "articles", id, text, next }
        }
        New::Entity { name, kind, id } => {
            let (printed, aliases) = (one_line(name)?, *kind);
            let aliases = aliases.map_or(Vec::new(), |kind| proposed_aliases(&printed, kind));
            let (name, id) = titled("entities", name, id.as_deref())?;
            let kind = match kind {
                Some(EntityKind::Person) => "kind: person\n",
                Some(EntityKind::Organization) => "kind: organization\n",
                Some(EntityKind::Place) => "kind: place\n",
                Some(EntityKind::Event) => "kind: event\n",
                Some(EntityKind::Work) => "kind: work\n",
                None => "",
            };
            let list: Vec<String> = aliases.iter().map(|a| quoted(a)).collect();
            let text = format!("---\nname: {name}\n{kind}aliases: [{}]\n---\n", list.join(", "));
            let next = if aliases.is_empty() {
                format!("add the other names that the articles use to `aliases`; link to it with `[[{id}]]`")
            } else {
                format!(
                    "look over the proposed `aliases` (`dossier mentions {id}` shows what they find); move one that also \
                     means something else to `weak_aliases`; link to it with `[[{id}]]`"
                )
            };
            Draft { folder: "entities", id, text, next }
        }
        New::Annotation { article } => {
            let (id, _) = ids::find_article(snapshot, prefix, article)?;
            let text = format!(
                "---\narticle: {id}\n---\n\n## About this article {{#about}}\nstatus: draft\n\n\
                 What a reader should know about it.\n"
            );
            let next = format!(
                "write a note below a `##` heading; to speak about one passage, copy it from `dossier text {id}` \
                 and put `>` before it; remove `status: draft`"
            );
            Draft { folder: "annotations", id: id.as_str().to_owned(), text, next }
        }
        New::Claim { question, id } => {
            let (question, id) = titled("claims", question, id.as_deref())?;
            let next = format!("give notes that bear on it a line `claim: {id} = VALUE` below their heading");
            Draft { folder: "claims", id, text: format!("---\nquestion: {question}\n---\n"), next }
        }
        New::Page { title, id } => {
            let (title, id) = titled("pages", title, id.as_deref())?;
            let text = format!("---\ntitle: {title}\ndraft: true\n---\n\nThe text of the page.\n");
            let next = format!("write the text, remove `draft`; link to it with `[[{id}]]`");
            Draft { folder: "pages", id, text, next }
        }
    })
}

/// Settles the id of a new file: the one asked for, or one made from its title.
fn free_id(snapshot: &Snapshot, folder: &str, title: &str, asked: Option<&str>) -> Result<String, Failure> {
    let id = match asked {
        Some(id) if is_id(id) => id.to_owned(),
        Some(id) => {
            let failure = Failure::usage(format!("`{id}` is no id"));
            return Err(
                failure.hint("an id is lower-case letters a to z, digits and hyphens, such as `harbour-bridge`")
            );
        }
        None => slug(title),
    };
    if id.is_empty() {
        let failure = Failure::usage(format!("no id can be made from `{title}`"));
        return Err(failure.hint("choose one with `--id`: lower-case letters a to z, digits and hyphens"));
    }
    let taken = |path: &&SourcePath| {
        ids::id(path).is_some_and(|(_, other)| other.as_str() == id)
            && !path.as_str().starts_with(&format!("content/{folder}/{id}.md"))
    };
    if let Some(path) = snapshot.files.keys().find(taken) {
        let failure = Failure::usage(format!("the id `{id}` is taken by `{path}`"));
        return Err(failure.hint("choose another with `--id`"));
    }
    Ok(id)
}

/// Proposes the other names that texts use: a person's family name, an organisation's initials.
///
/// A particle (`von`, `de la`) goes with the family name, what stands after it (`Jr.`, `III`) does not.
fn proposed_aliases(name: &str, kind: EntityKind) -> Vec<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |w: &str| w.starts_with(char::is_uppercase);
    let proposed = match kind {
        EntityKind::Person => {
            let after = |w: &str| w.ends_with('.') || (w.len() > 1 && w.chars().all(|c| "IVX".contains(c)));
            let end = words.iter().rposition(|w| !after(w.trim_end_matches(','))).map_or(0, |i| i + 1);
            let last = end.saturating_sub(1);
            let start = words[..last].iter().rposition(|w| capital(w)).map_or(last, |i| i + 1);
            let family = words[start..end].join(" ");
            (start > 0).then(|| family.trim_end_matches(',').to_owned())
        }
        EntityKind::Organization => {
            let initials: String = words.iter().filter(|w| capital(w)).filter_map(|w| w.chars().next()).collect();
            let the = words.first().is_some_and(|w| w.eq_ignore_ascii_case("the"));
            let initials = if the { initials[1..].to_owned() } else { initials };
            let bare = (the && words.len() > 1).then(|| words[1..].join(" "));
            (initials.chars().count() > 2).then_some(initials).or(bare)
        }
        EntityKind::Place | EntityKind::Event | EntityKind::Work => None,
    };
    proposed.into_iter().filter(|p| !p.is_empty() && p != name).collect()
}

fn one_line(title: &str) -> Result<String, Failure> {
    let title = title.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty());
    let title = title.collect::<Vec<_>>().join(" ");
    if title.is_empty() { Err(Failure::usage("the title is empty")) } else { Ok(title) }
}

/// Writes a string as YAML in double quotes, of which JSON is a part.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::{Contents, SourceFile};

    fn snapshot(paths: &[&str]) -> Snapshot {
        let file = |path: &SourcePath| SourceFile { path: path.clone(), contents: Contents::Text("".into()) };
        let files = paths.iter().map(|&path| SourcePath::new(path)).map(|path| (path.clone(), Arc::new(file(&path))));
        Snapshot {
            files: files.collect(),
            blobs: Default::default(),
            originals: None,
            lock: Default::default(),
            snapshots: Default::default(),
            now: jiff::Timestamp::UNIX_EPOCH,
            problems: Vec::new(),
        }
    }

    #[test]
    fn aliases_are_proposed_from_the_name() {
        use EntityKind::{Organization, Person, Place};
        let rows: [(&str, EntityKind, &[&str]); 10] = [
            ("Mara Lindqvist", Person, &["Lindqvist"]),
            ("Ana de la Cruz", Person, &["de la Cruz"]),
            ("Martin King, Jr.", Person, &["King"]),
            ("Henry Ford III", Person, &["Ford"]),
            ("Madonna", Person, &[]),
            ("习近平", Person, &[]),
            ("Organization of Harbour Towns", Organization, &["OHT"]),
            ("The Quay Post", Organization, &["Quay Post"]),
            ("Quay Post", Organization, &[]),
            ("Puerto Mora", Place, &[]),
        ];
        for (name, kind, aliases) in rows {
            assert_eq!(proposed_aliases(name, kind), aliases, "{name}");
        }
    }

    #[test]
    fn taken_and_bad_ids_are_refused() {
        let snapshot = snapshot(&["content/entities/a.md", "content/articles/b/index.md"]);
        let id = |folder, title, asked| free_id(&snapshot, folder, title, asked).map_err(|f| f.message);
        assert_eq!(id("claims", "A", None), Err("the id `a` is taken by `content/entities/a.md`".into()));
        assert_eq!(id("articles", "B", None), Err("the id `b` is taken by `content/articles/b/index.md`".into()));
        assert_eq!(id("claims", "A", Some("a-2")), Ok("a-2".into()));
        assert_eq!(id("claims", "A", Some("A 2")), Err("`A 2` is no id".into()));
        assert_eq!(id("claims", "委", None), Err("no id can be made from `委`".into()));
        assert_eq!(id("entities", "A", None), Ok("a".into()), "the file itself is refused when it is written");
    }

    #[test]
    fn titles_are_quoted_for_yaml() {
        let what = New::Page { title: "A \"b\":\n c\\d # é".into(), id: None };
        let draft = draft(&snapshot(&[]), "", &what).expect("it is sound");
        insta::assert_snapshot!(draft.text, @r#"
        ---
        title: "A \"b\": c\\d # é"
        draft: true
        ---

        The text of the page.
        "#);
        let empty = New::Page { title: " \n".into(), id: None };
        assert_eq!(super::draft(&snapshot(&[]), "", &empty).map_err(|f| f.message), Err("the title is empty".into()));
    }

    #[test]
    fn an_annotation_file_has_the_name_of_its_article() {
        let snapshot = snapshot(&["content/articles/harbour-bridge.md"]);
        for name in ["harbour-bridge", "Harbour-Bridge", "site/content/articles/harbour-bridge.md"] {
            let what = New::Annotation { article: name.into() };
            let draft = draft(&snapshot, "site/", &what).expect("there is such an article");
            assert_eq!((draft.folder, draft.id.as_str()), ("annotations", "harbour-bridge"));
        }
        let what = New::Annotation { article: "harbor-bridge".into() };
        let failure = draft(&snapshot, "", &what).expect_err("there is none");
        assert_eq!(failure.hint.as_deref(), Some("did you mean `harbour-bridge`?"));
    }
}
