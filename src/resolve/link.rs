//! Where a link in a body leads.
//!
//! `[[id]]`, `[[article#note]]`, relative paths to `.md` files (from the file's own folder) and URLs of the
//! site's pages (from the page, from the site's root, or absolute under `base_url`) all become pages of the
//! site; other URLs stay as they are. What leads nowhere is an error.

use crate::diagnostic::{Code, did_you_mean};
use crate::memo::map::Map;
use crate::path::{OutputPath, Slug, SourcePath};
use crate::resolve::href::Href;
use crate::resolve::ids::{Entry, Ids, Kind, NoteIds, Unresolved, href, id_of};
use crate::text::Target;

/// A link as it was resolved.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Resolved {
    /// Where it leads.
    pub href: Href,
    /// The id or `article#note` it points at, for backlinks.
    pub to: Option<String>,
    /// The title of what it points at, for `[[id]]` without words.
    pub title: Option<String>,
}

/// Where links are resolved from.
#[derive(Clone, Copy)]
pub struct From<'a> {
    /// The file the link stands in.
    pub path: &'a SourcePath,
    /// The page it is shown on.
    pub page: &'a OutputPath,
    /// The article, for a body whose bare notes belong to one.
    pub article: Option<&'a Slug>,
    /// The notes that links may lead to: those of all articles, or none for a body without a `#` in its links.
    pub notes: &'a Map<Slug, NoteIds>,
    /// What everything that is linked to by its id alone is called.
    pub title: &'a dyn Fn(&Slug) -> Option<String>,
    /// `base_url`, with its trailing slash.
    pub base_url: Option<&'a str>,
    /// Other files of the site that may be linked to.
    pub others: &'a dyn Fn(&str) -> bool,
    /// The anchors a page has besides its notes: of an id, whether it has this one.
    pub anchors: &'a dyn Fn(&Slug, &str) -> bool,
}

/// Resolves a link.
///
/// # Errors
/// A target that the site does not have.
pub fn resolve(target: &Target, ids: &Ids, from: From<'_>) -> Result<Resolved, Unresolved> {
    match target {
        Target::Wiki(text) => wiki(text, ids, from),
        Target::Url(url) => url_to(url, ids, from),
    }
}

fn wiki(text: &str, ids: &Ids, from: From<'_>) -> Result<Resolved, Unresolved> {
    let text = text.trim();
    let Some((id, fragment)) = text.split_once('#') else {
        let entry = ids.find(text, &[])?;
        let slug = Slug::from_name(text);
        return Ok(Resolved {
            href: entry.href.as_deref().map_or(Href::Nowhere, |page| Href::Site(page.to_owned())),
            title: (from.title)(&slug),
            to: Some(slug.to_string()),
        });
    };
    to_fragment(id, fragment, ids, from)
}

/// Resolves `id#fragment`: a note, a block or a heading.
fn to_fragment(id: &str, fragment: &str, ids: &Ids, from: From<'_>) -> Result<Resolved, Unresolved> {
    let slug = match (id.trim(), from.article) {
        ("", Some(article)) => article.clone(),
        (id, _) => Slug::from_name(id),
    };
    let entry = ids.find(slug.as_str(), &[])?;
    let page = entry.href.as_deref();
    let anchor = fragment.trim();
    let at = |anchor: &str| page.map_or(Href::Nowhere, |page| Href::Site(format!("{page}#{anchor}")));
    if (from.anchors)(&slug, anchor) {
        return Ok(Resolved { href: at(anchor), title: (from.title)(&slug), to: Some(slug.to_string()) });
    }
    if entry.kind != Kind::Article {
        return Err(Unresolved {
            code: Code::DeadReference,
            message: format!("`{slug}` has no part `{anchor}`"),
            hint: Some(format!("link to `{slug}` itself, or to one of its headings with `{{#id}}`")),
        });
    }
    if anchor.strip_prefix('p').is_some_and(|n| n.parse::<usize>().is_ok()) {
        return Err(Unresolved {
            code: Code::DeadReference,
            message: format!("the article `{slug}` has no block `{anchor}`"),
            hint: Some(format!("count its blocks with `dossier text {slug}`: its first line is `p0`")),
        });
    }
    let note = anchor.strip_prefix("note-").or_else(|| anchor.strip_prefix("at-")).unwrap_or(anchor);
    let (note, reference) =
        ids.find_note(|id| from.notes.get(id).map(|notes| &**notes), &format!("{slug}#{note}"), None)?;
    Ok(Resolved {
        href: reference.href.clone().map_or(Href::Nowhere, Href::Site),
        to: Some(note.to_string()),
        title: Some(reference.title),
    })
}

fn url_to(url: &str, ids: &Ids, from: From<'_>) -> Result<Resolved, Unresolved> {
    let inside = match from.base_url {
        Some(base) => url.strip_prefix(base).or_else(|| (url == base.trim_end_matches('/')).then_some("")),
        None => None,
    };
    if inside.is_none() && has_scheme(url) {
        return Ok(Resolved { href: Href::External(url.to_owned()), to: None, title: None });
    }
    if let Some(fragment) = url.strip_prefix('#') {
        return to_own_fragment(fragment, ids, from);
    }
    let (path, fragment) = match inside.unwrap_or(url).split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (inside.unwrap_or(url), None),
    };
    let path = path.split('?').next().unwrap_or_default();
    let path = percent_decode(path);
    let dead = |near: Option<String>, otherwise: &str| Unresolved {
        code: Code::DeadLink,
        message: format!("`{url}` leads nowhere"),
        hint: Some(near.map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"))),
    };
    if inside.is_none() && has_md_extension(&path) {
        let folder = folder_of(from.path.as_str());
        let target = join(folder, &path).map(SourcePath::new);
        let found = target.as_ref().and_then(|target| {
            let id = id_of(target);
            let annotated = target.as_str().starts_with("content/annotations/");
            ids.entries.get(&id).filter(|e| e.path == *target || annotated && e.kind == Kind::Article).map(|_| id)
        });
        let Some(id) = found else {
            let near = target.as_ref().and_then(|target| near(&id_of(target), ids));
            let near = near.map(|entry| relative(from.path.as_str(), entry.path.as_str()));
            return Err(dead(near, "write the path from this file's folder, or `[[id]]`"));
        };
        return match fragment {
            Some(fragment) => to_fragment(id.as_str(), fragment, ids, from),
            None => wiki(id.as_str(), ids, from),
        };
    }
    let page = if inside.is_some() || path.starts_with('/') {
        join("", path.trim_start_matches('/'))
    } else {
        join(folder_of(from.page.as_str()), &path)
    };
    let Some(page) = page else { return Err(dead(None, "write the path from this page's folder, or `[[id]]`")) };
    let page = if page.is_empty() || page.ends_with('/') { format!("{page}index.html") } else { page };
    if let Some(id) = ids.pages.get(&page) {
        return match fragment {
            Some(fragment) => to_fragment(id.as_str(), fragment, ids, from),
            None => wiki(id.as_str(), ids, from),
        };
    }
    if (from.others)(&page) {
        let mut url = href(&OutputPath::new(page));
        if let Some(fragment) = fragment {
            url.push('#');
            url.push_str(fragment);
        }
        return Ok(Resolved { href: Href::Site(url), to: None, title: None });
    }
    let near = near(&Slug::from_name(SourcePath::new(page).stem()), ids).and_then(|entry| entry.output.as_ref());
    let near = near.map(|near| match inside {
        Some(_) => format!("{}{}", from.base_url.unwrap_or_default(), href(near)),
        None if path.starts_with('/') => format!("/{}", href(near)),
        None => from.page.url_to(near),
    });
    Err(dead(near, "name a page of the site, or write `[[id]]`"))
}

fn to_own_fragment(fragment: &str, ids: &Ids, from: From<'_>) -> Result<Resolved, Unresolved> {
    let fragment = percent_decode(fragment);
    let own = from.article.cloned().unwrap_or_else(|| id_of(from.path));
    if fragment.is_empty() || (from.anchors)(&own, &fragment) {
        return Ok(Resolved { href: Href::Fragment(fragment), to: None, title: None });
    }
    let note = fragment.strip_prefix("note-").or_else(|| fragment.strip_prefix("at-")).unwrap_or(&fragment);
    if let Ok((note, reference)) =
        ids.find_note(|id| from.notes.get(id).map(|notes| &**notes), &format!("{own}#{note}"), None)
    {
        return Ok(Resolved {
            href: reference.href.map_or(Href::Nowhere, Href::Site),
            to: Some(note.to_string()),
            title: None,
        });
    }
    Err(Unresolved {
        code: Code::DeadLink,
        message: format!("nothing on this page has the id `{fragment}`"),
        hint: Some("blocks are `p1`, `p2` …, notes `note-<id>`, headings what `{#id}` says".to_owned()),
    })
}

/// Finds the file whose id is nearest to a name in a dead link.
fn near<'a>(id: &Slug, ids: &'a Ids) -> Option<&'a Entry> {
    let near = did_you_mean(id.as_str(), ids.entries.keys().map(Slug::as_str))?;
    ids.entries.get(near)
}

/// Returns the relative URL from a file to another.
fn relative(from: &str, to: &str) -> String {
    OutputPath::new(from).url_to(&OutputPath::new(to))
}

fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

fn has_md_extension(path: &str) -> bool {
    path.len() > 3 && path.is_char_boundary(path.len() - 3) && path[path.len() - 3..].eq_ignore_ascii_case(".md")
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Joins a relative path to a folder; `None` when it climbs out.
pub fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    let slash = path.ends_with('/') || path.is_empty() || path.ends_with("/.") || path.ends_with("..") || path == ".";
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let mut joined = parts.join("/");
    if slash && !joined.is_empty() {
        joined.push('/');
    }
    Some(joined)
}

/// Decodes `%XX`; what does not decode to UTF-8 stays as it is.
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let hex = |i: usize| bytes.get(i).and_then(|b| (*b as char).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        match (bytes[i], hex(i + 1), hex(i + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'%'));
                i += 3;
            }
            (byte, ..) => {
                out.push(byte);
                i += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}
