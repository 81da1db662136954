//! `dossier new`.
//!
//! Makes a file that passes `check` and says what to do next. It deliberately never overwrites, and
//! takes no id that the dossier already has.

use std::io::Write;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::options::{EntityKind, New, Options, Rights};
use super::setting::Setting;
use super::{Exit, Failure, ids, terminal};
use crate::load::Snapshot;
use crate::path::SourcePath;

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
            let (name, id) = titled("entities", name, id.as_deref())?;
            let kind = match kind {
                Some(EntityKind::Person) => "kind: person\n",
                Some(EntityKind::Organization) => "kind: organization\n",
                Some(EntityKind::Place) => "kind: place\n",
                Some(EntityKind::Event) => "kind: event\n",
                Some(EntityKind::Work) => "kind: work\n",
                None => "",
            };
            let text = format!("---\nname: {name}\n{kind}aliases: []\n---\n");
            let next = format!("add the other names that the articles use to `aliases`; link to it with `[[{id}]]`");
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

fn one_line(title: &str) -> Result<String, Failure> {
    let title = title.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty());
    let title = title.collect::<Vec<_>>().join(" ");
    if title.is_empty() { Err(Failure::usage("the title is empty")) } else { Ok(title) }
}

/// Writes a string as YAML in double quotes, of which JSON is a part.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The longest id that is made from a title, in bytes.
const LONGEST: usize = 60;

/// Makes an id from a title: ASCII, lower case, words joined by hyphens; empty if nothing is left.
pub(super) fn slug(title: &str) -> String {
    let mut folded = String::new();
    for c in title.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
        match c {
            // Letters that do not decompose.
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            '\'' | '’' | '.' => {}
            c if c.is_ascii_alphanumeric() => folded.push(c),
            _ => folded.push(' '),
        }
    }
    let mut id = String::new();
    for word in folded.split_whitespace() {
        if !id.is_empty() && id.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(&word[..word.len().min(LONGEST)]);
    }
    id
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::load::{Contents, SourceFile};

    fn snapshot(paths: &[&str]) -> Snapshot {
        let file = |path: &SourcePath| SourceFile { path: path.clone(), contents: Contents::Text("".into()) };
        let files = paths.iter().map(|&path| SourcePath::new(path)).map(|path| (path.clone(), Arc::new(file(&path))));
        Snapshot {
            files: files.collect(),
            blobs: BTreeMap::new(),
            originals: None,
            lock: Default::default(),
            snapshots: Default::default(),
            now: jiff::Timestamp::UNIX_EPOCH,
            problems: Vec::new(),
        }
    }

    #[test]
    fn ids_are_made_from_titles() {
        let rows = [
            ("Juan Guaidó", "juan-guaido"),
            ("  Who's at—the “door”?  ", "whos-at-the-door"),
            ("U.S. troops: 5,000", "us-troops-5-000"),
            ("Łódź & Straße, Ærø", "lodz-strasse-aero"),
            ("ﬁne №5", "fine-no5"),
            ("委内瑞拉", ""),
            ("", ""),
        ];
        for (title, id) in rows {
            assert_eq!(slug(title), id, "{title}");
        }
        let long = slug(&"word ".repeat(40));
        assert!(long.len() <= LONGEST && long.ends_with("-word"), "{long}");
        assert_eq!(slug(&"x".repeat(100)).len(), LONGEST);
    }

    #[test]
    fn every_id_that_is_made_is_an_id() {
        proptest::proptest!(|(title in "\\PC{0,40}")| {
            let id = slug(&title);
            proptest::prop_assert!(id.is_empty() || is_id(&id), "{}", id);
        });
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
