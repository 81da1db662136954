//! The shapes of single values: URLs, ids, languages, paths.
//!
//! It deliberately looks nothing up: whether an id exists is settled where all files are known.

use super::front_matter::Refusal;
use crate::path::Slug;

/// Checks an absolute `http` or `https` URL with a host.
pub(super) fn url(words: &str) -> Result<String, Refusal> {
    let refuse = |why: &str| Err(Refusal::new(format!("`{words}` is not a web address: {why}"), URL_HINT));
    let Some((scheme, rest)) = words.split_once("://") else { return refuse("it has no `https://`") };
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return refuse("it begins with neither `https://` nor `http://`");
    }
    if words.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\\' | '`')) {
        return refuse("it holds a blank or a character that a URL cannot have");
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return refuse("it holds a user name");
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    if host.is_empty() || host.starts_with('.') || host.contains("..") {
        return refuse("it has no host");
    }
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return refuse("its port is no number");
    }
    Ok(words.to_owned())
}

const URL_HINT: &str = "write it whole, as in `https://example.org/page`";

/// Checks the address of a site and gives it a trailing slash.
pub(super) fn base_url(words: &str) -> Result<String, Refusal> {
    let mut base = url(words)?;
    if base.contains(['?', '#']) {
        return Err(Refusal::new("the address of a site has no `?` and no `#`", "take away all from there on"));
    }
    if !base.ends_with('/') {
        base.push('/');
    }
    Ok(base)
}

/// Checks the shape of an id and folds it as file names are.
pub(super) fn id(words: &str) -> Result<Slug, Refusal> {
    if words.contains(|c: char| c.is_whitespace() || "/\\[]{}()#|?:,;\"'<>".contains(c)) || words.is_empty() {
        let hint = "write the id: the name of its file without `.md`";
        return Err(Refusal::new(format!("`{words}` is not an id"), hint));
    }
    Ok(Slug::from_name(words))
}

/// Checks a reference to a note (`article#note`).
pub(super) fn note(words: &str) -> Result<String, Refusal> {
    let refusal = || Refusal::new(format!("`{words}` does not name a note"), "write it as `article#note`");
    let (article, note) = words.split_once('#').ok_or_else(refusal)?;
    match (id(article), id(note)) {
        (Ok(article), Ok(note)) => Ok(format!("{article}#{note}")),
        _ => Err(refusal()),
    }
}

/// Checks the shape of a language tag (BCP 47).
pub(super) fn language(words: &str) -> Result<String, Refusal> {
    let mut subtags = words.split('-');
    let first = subtags.next().unwrap_or_default();
    let good = (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && subtags.all(|tag| (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric()))
        && words.rsplit('-').next().is_none_or(|last| last.len() != 1);
    if good {
        return Ok(words.to_owned());
    }
    let hint = match words.contains('_') {
        true => format!("write `{}`", words.replace('_', "-")),
        false => "write a tag such as `en`, `es` or `pt-BR`".to_owned(),
    };
    Err(Refusal::new(format!("`{words}` is not a language tag"), hint))
}

/// Checks a SHA-256 digest.
pub(super) fn sha256(words: &str) -> Result<String, Refusal> {
    if words.len() == 64 && words.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(words.to_ascii_lowercase());
    }
    let message = match words.bytes().all(|b| b.is_ascii_hexdigit()) {
        true => format!("a SHA-256 has 64 hexadecimal digits, this has {}", words.len()),
        false => "a SHA-256 has hexadecimal digits only".to_owned(),
    };
    Err(Refusal::new(message, "write what `sha256sum` prints for the original file"))
}

/// Checks an old path of the site and makes it the path of a file.
pub(super) fn old_url(words: &str) -> Result<String, Refusal> {
    let refuse = |why: &str| Err(Refusal::new(format!("`{words}` is not a path of this site: {why}"), OLD_URL_HINT));
    if words.contains("://") || words.starts_with("//") {
        return refuse("it names a host");
    }
    let Some(path) = decode(words.strip_prefix('/').unwrap_or(words)) else {
        return refuse("its `%` escapes are broken");
    };
    if path.contains(|c: char| c.is_control() || "\\:*?\"<>|#".contains(c)) {
        return refuse("it holds a character that no file name may have");
    }
    if path.split('/').any(|segment| segment == ".." || segment == ".") {
        return refuse("it holds `.` or `..`");
    }
    if path.contains("//") || path.starts_with('/') {
        return refuse("a part of it is empty");
    }
    if path.is_empty() || path == "index.html" {
        return refuse("the home page stands there");
    }
    if path.ends_with('/') {
        return Ok(format!("{path}index.html"));
    }
    if !path.ends_with(".html") || path.ends_with("/.html") || path == ".html" {
        return refuse("it ends in neither `.html` nor `/`");
    }
    Ok(path)
}

const OLD_URL_HINT: &str = "write it as `old/name.html` or `old/name/`";

/// Checks the path of a file of the dossier that another names.
pub(super) fn file(words: &str) -> Result<String, Refusal> {
    if words.contains(':') || words.contains('\\') || words.starts_with('/') {
        let hint = "write its path from the folder of this file, with `/`";
        return Err(Refusal::new(format!("`{words}` is not a file of the dossier"), hint));
    }
    Ok(words.to_owned())
}

/// Checks the name of a theme.
pub(super) fn theme(words: &str) -> Result<String, Refusal> {
    if words.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        return Ok(words.to_owned());
    }
    Err(Refusal::new(format!("`{words}` is not the name of a theme"), "write the name of its folder under `themes/`"))
}

/// Checks that a time zone is known.
pub(super) fn time_zone(words: &str) -> Result<String, Refusal> {
    let zones = jiff::tz::TimeZoneDatabase::bundled();
    if zones.get(words).is_ok() {
        return Ok(words.to_owned());
    }
    let names: Vec<String> = zones.available().map(|name| name.as_str().to_owned()).collect();
    let city = |name: &&String| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(words));
    let near = names
        .iter()
        .find(city)
        .map(String::as_str)
        .or_else(|| crate::diagnostic::did_you_mean(words, names.iter().map(String::as_str)));
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write a name such as `America/Caracas`".to_owned(),
    };
    Err(Refusal::new(format!("there is no time zone `{words}`"), hint))
}

/// Decodes `%41`; `None` where that is broken or no UTF-8.
fn decode(words: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(words.len());
    let mut rest = words.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [a, b, tail @ ..] = rest else { return None };
        let digit = |b: u8| (b as char).to_digit(16).and_then(|d| u8::try_from(d).ok());
        bytes.push(digit(*a)? * 16 + digit(*b)?);
        rest = tail;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(check: fn(&str) -> Result<String, Refusal>, rows: &[(&str, Result<&str, &str>)]) {
        for (words, expected) in rows {
            let found = check(words).map_err(|refusal| refusal.message);
            assert_eq!(found.as_deref().map_err(String::as_str), *expected, "{words}");
        }
    }

    #[test]
    fn urls_have_a_scheme_and_a_host() {
        rows(
            base_url,
            &[
                ("https://example.org", Ok("https://example.org/")),
                ("HTTP://example.org:8080/a/", Ok("HTTP://example.org:8080/a/")),
                ("https://[::1]/", Ok("https://[::1]/")),
                ("https://josé.example/é", Ok("https://josé.example/é/")),
                ("example.org", Err("`example.org` is not a web address: it has no `https://`")),
                ("ftp://a", Err("`ftp://a` is not a web address: it begins with neither `https://` nor `http://`")),
                ("https:///a", Err("`https:///a` is not a web address: it has no host")),
                ("https://a:b/", Err("`https://a:b/` is not a web address: its port is no number")),
                ("https://u:p@a/", Err("`https://u:p@a/` is not a web address: it holds a user name")),
                (
                    "https://a b",
                    Err("`https://a b` is not a web address: it holds a blank or a character that a URL cannot have"),
                ),
                ("https://a/?b", Err("the address of a site has no `?` and no `#`")),
            ],
        );
    }

    #[test]
    fn old_urls_stay_inside_the_site() {
        rows(
            old_url,
            &[
                ("old/name.html", Ok("old/name.html")),
                ("/old/", Ok("old/index.html")),
                ("caf%C3%A9.html", Ok("café.html")),
                ("", Err("`` is not a path of this site: the home page stands there")),
                ("/", Err("`/` is not a path of this site: the home page stands there")),
                ("../a.html", Err("`../a.html` is not a path of this site: it holds `.` or `..`")),
                ("%2e%2e/a.html", Err("`%2e%2e/a.html` is not a path of this site: it holds `.` or `..`")),
                ("https://a/b.html", Err("`https://a/b.html` is not a path of this site: it names a host")),
                ("//a/b.html", Err("`//a/b.html` is not a path of this site: it names a host")),
                ("a//b.html", Err("`a//b.html` is not a path of this site: a part of it is empty")),
                ("a%ZZ.html", Err("`a%ZZ.html` is not a path of this site: its `%` escapes are broken")),
                (
                    "c:/a.html",
                    Err("`c:/a.html` is not a path of this site: it holds a character that no file name may have"),
                ),
                ("a.php", Err("`a.php` is not a path of this site: it ends in neither `.html` nor `/`")),
                ("a/.html", Err("`a/.html` is not a path of this site: it ends in neither `.html` nor `/`")),
            ],
        );
    }

    #[test]
    fn languages_have_the_shape_of_a_tag() {
        rows(
            language,
            &[
                ("en", Ok("en")),
                ("pt-BR", Ok("pt-BR")),
                ("zh-Hant-TW", Ok("zh-Hant-TW")),
                ("en_US", Err("`en_US` is not a language tag")),
                ("english", Err("`english` is not a language tag")),
                ("e", Err("`e` is not a language tag")),
                ("en-", Err("`en-` is not a language tag")),
                ("en-x", Err("`en-x` is not a language tag")),
            ],
        );
        assert_eq!(language("en_US").expect_err("refused").hint.as_deref(), Some("write `en-US`"));
    }

    #[test]
    fn time_zones_exist() {
        assert_eq!(time_zone("America/Caracas").as_deref(), Ok("America/Caracas"));
        assert_eq!(time_zone("UTC").as_deref(), Ok("UTC"));
        let hint = |words| time_zone(words).expect_err("refused").hint.unwrap_or_default();
        assert_eq!(hint("America/Carcas"), "did you mean `America/Caracas`?");
        assert_eq!(hint("caracas"), "did you mean `America/Caracas`?");
        assert_eq!(hint("nowhere at all"), "write a name such as `America/Caracas`");
    }

    #[test]
    fn ids_fold_and_have_no_blanks() {
        assert_eq!(id("Juan-Guaido"), Ok(Slug::new("juan-guaido")));
        assert_eq!(id("Juan Guaido").expect_err("refused").message, "`Juan Guaido` is not an id");
        assert_eq!(note("A#b").as_deref(), Ok("a#b"));
        for words in ["a", "#b", "a#", "a#b#c", "a b#c"] {
            assert_eq!(note(words).expect_err("refused").message, format!("`{words}` does not name a note"));
        }
        assert_eq!(sha256(&"aB".repeat(32)), Ok("ab".repeat(32)));
        assert_eq!(sha256("ab").expect_err("refused").message, "a SHA-256 has 64 hexadecimal digits, this has 2");
        assert_eq!(sha256("xy").expect_err("refused").message, "a SHA-256 has hexadecimal digits only");
        assert!(file("images/a.jpg").is_ok() && file("https://a/b.jpg").is_err() && file("/etc/a").is_err());
        assert!(theme("broadsheet").is_ok() && theme("../x").is_err());
    }
}
