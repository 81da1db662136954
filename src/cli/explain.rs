//! `dossier explain`: what a code means; why something is there, and where each part came from.

use super::codes;
use super::ids::find_entity;
use super::mentions::context;
use super::options::Options;
use super::report::Texts;
use super::setting::Setting;
use super::{Exit, Failure, terminal};
use crate::diagnostic::{Code, Location, did_you_mean};
use crate::path::{OutputPath, Slug};
use crate::tools::mentions::{PageSources, StudiedText, Study};

/// Explains a code, an entity, a page or a note; without any of them it lists the codes.
pub fn explain(options: &Options, what: Option<&str>) -> Result<Exit, Failure> {
    let Some(what) = what.map(str::trim) else {
        terminal::say(&codes::list());
        return Ok(Exit::Fine);
    };
    // It needs no dossier, and reads none.
    let Some(code) = Code::named(what) else { return explain_part(options, what) };
    terminal::say(&codes::told(code));
    Ok(Exit::Fine)
}

/// Explains an entity, a page or a note of the dossier.
fn explain_part(options: &Options, what: &str) -> Result<Exit, Failure> {
    let mut setting = Setting::new(options)?;
    // Where there is no dossier, nothing but a code can be meant.
    let snapshot = setting.load().map_err(|failure| codes::meant(what).map_or(failure, |code| slip(what, code)))?;
    let study = setting.study(&snapshot, options);
    let texts = setting.texts(&snapshot);
    let typed = what.trim_start_matches("./").trim_start_matches("public/");
    let out = if let Some((article, note)) = typed.split_once('#') {
        note_parts(&study, texts, article, note)?
    } else if let Some(id) = page_id(&study, typed) {
        match find_entity(&study, id.as_str()) {
            Ok(entity) => format!("{}{}", page(&study, texts, &id), names(&study, texts, &entity)),
            Err(_) => page(&study, texts, &id),
        }
    } else if typed == "index.html" || typed == "index" {
        sources(&study.pages[&OutputPath::new("index.html")], &OutputPath::new("index.html"), texts)
    } else {
        // An entity may have names and no page.
        names(&study, texts, &find_entity(&study, typed).map_err(|_| unknown(&study, typed))?)
    };
    terminal::say(&out);
    setting.report_timings(options);
    Ok(Exit::Fine)
}

/// Says which files a page came from, and whom its texts name.
fn page(study: &Study, texts: Texts<'_>, id: &Slug) -> String {
    let Some((output, page)) = study.pages.iter().find(|p| p.1.id.as_ref() == Some(id)) else { return String::new() };
    let mut out = sources(page, output, texts);
    for text in study.texts.iter().filter(|t| t.owner == *id) {
        let Some(label) = label(text) else { continue };
        let named = text.found.mentions.len();
        out.push_str(&format!("  {label}: {named} mentions\n"));
        out.push_str(&open_questions(text, texts));
    }
    out
}

fn sources(page: &PageSources, output: &OutputPath, texts: Texts<'_>) -> String {
    let mut out = format!("{output} is made from\n");
    for path in page.own.iter().chain(&page.annotations) {
        out.push_str(&format!("  {}\n", texts.place(&Location::file(path))));
    }
    out.push_str("  the theme's templates, dossier.toml, and what other files say of it (its backlinks)\n");
    out
}

/// Says why each place names an entity: by which name, and by which rule.
fn names(study: &Study, texts: Texts<'_>, id: &Slug) -> String {
    let names = study.matcher.names().iter().find(|n| n.id == *id);
    let mut out = names.map_or(String::new(), |n| format!("{} ({id}) is found as\n", n.name));
    if let Some(names) = names {
        let mut line = |what: &str, list: &[String]| {
            if !list.is_empty() {
                let list: Vec<String> = list.iter().map(|n| format!("`{n}`")).collect();
                out.push_str(&format!("  {what}: {}\n", list.join(", ")));
            }
        };
        line("name", std::slice::from_ref(&names.name));
        line("aliases", &names.aliases);
        line("weak_aliases", &names.weak_aliases);
        line("misspellings", &names.misspellings);
        line("not", &names.not);
    }
    out.push_str("in\n");
    for text in &study.texts {
        for (n, mention) in text.found.mentions.iter().enumerate().filter(|m| m.1.entity == *id) {
            let [before, printed, after] = context(text, mention);
            let name = study.matcher.name_of(id, &printed).map(|name| format!("`{name}`, "));
            let by = text.settled_by[n].as_ref().map(|note| format!(" `{note}`")).unwrap_or_default();
            let likely = if mention.probable { "probably; " } else { "" };
            out.push_str(&format!(
                "  {}: {before}[{printed}]{after}\n      {likely}{}{}{by}\n",
                texts.place(&text.places[n]),
                name.unwrap_or_default(),
                mention.rule.reason(),
            ));
        }
        for ((span, owners), place) in text.found.undecided.iter().zip(&text.undecided) {
            if owners.contains(id) {
                let words = &text.body.canonical.text[span.clone()];
                let others: Vec<String> = owners.iter().map(|o| format!("`{o}`")).collect();
                let at = texts.place(place);
                out.push_str(&format!("  {at}: [{words}]\n      not linked: it can be {}\n", others.join(" or ")));
            }
        }
        for (miss, place) in text.near.iter().filter(|n| n.0.entity == *id) {
            let words = &text.body.canonical.text[miss.span.clone()];
            let at = texts.place(place);
            out.push_str(&format!("  {at}: [{words}]\n      not linked: it is only nearly `{}`\n", miss.name));
        }
    }
    out
}

fn note_parts(study: &Study, texts: Texts<'_>, article: &str, note: &str) -> Result<String, Failure> {
    let article = page_id(study, article).unwrap_or_else(|| Slug::from_name(article));
    let note = note.strip_prefix("note-").unwrap_or(note);
    let of = || study.notes.iter().filter(|n| n.article == article);
    let Some(found) = of().find(|n| n.id.as_str() == note) else {
        let failure = Failure::usage(format!("there is no note `{article}#{note}`"));
        return Err(match did_you_mean(note, of().map(|n| n.id.as_str())) {
            Some(near) => failure.hint(format!("did you mean `{article}#{near}`?")),
            None => failure.hint("write `article#note`"),
        });
    };
    let mut out = format!("the note `{}` stands in {}\n", found.title, texts.place(&found.place));
    match (&found.words, &found.block) {
        (Some(words), Some(block)) => out.push_str(&format!("  it speaks about p{block} of `{article}`: “{words}”\n")),
        _ if found.lost => out.push_str(&format!("  its passage was not found in `{article}`\n")),
        _ => out.push_str(&format!("  it speaks about the whole of `{article}`\n")),
    }
    match found.number {
        Some(number) => out.push_str(&format!("  it is note {number} there\n")),
        None => out.push_str("  it has no words of its own: an evidence mark without a card\n"),
    }
    for text in study.texts.iter().filter(|t| t.owner == article && t.note.as_ref() == Some(&found.id)) {
        for mention in &text.found.mentions {
            let [_, printed, _] = context(text, mention);
            out.push_str(&format!("  [{printed}] is `{}`: {}\n", mention.entity, mention.rule.reason()));
        }
        out.push_str(&open_questions(text, texts));
    }
    Ok(out)
}

/// The names of a text that are not linked, and why.
fn open_questions(text: &StudiedText, texts: Texts<'_>) -> String {
    let words = |span: &std::ops::Range<usize>| &text.body.canonical.text[span.clone()];
    let undecided = text.found.undecided.iter().zip(&text.undecided);
    let near = text.near.iter();
    undecided
        .map(|(u, at)| {
            format!("    {}: `{}` can be several entities and is not linked\n", texts.place(at), words(&u.0))
        })
        .chain(near.map(|(n, at)| format!("    {}: `{}` is nearly `{}`\n", texts.place(at), words(&n.span), n.name)))
        .collect()
}

fn label(text: &StudiedText) -> Option<String> {
    let kind = text.kind.map_or("introduction", |k| k.as_str());
    Some(match &text.note {
        Some(note) => format!("note `{note}`"),
        None => format!("the {kind}’s text"),
    })
}

/// Finds a page by its id, its path in the output, or the path of its file.
fn page_id(study: &Study, typed: &str) -> Option<Slug> {
    let asked = Slug::from_name(typed);
    let found = study.pages.iter().find(|(path, page)| {
        page.id.as_ref() == Some(&asked)
            || path.as_str() == typed
            || page.own.iter().chain(&page.annotations).any(|own| own.as_str() == typed)
    });
    found.and_then(|f| f.1.id.clone())
}

fn unknown(study: &Study, typed: &str) -> Failure {
    let ids = study.pages.values().filter_map(|p| p.id.as_ref()).map(Slug::as_str);
    match (did_you_mean(typed, ids), codes::meant(typed)) {
        (Some(near), _) => nothing(typed).hint(format!("did you mean `{near}`?")),
        (None, Some(code)) => slip(typed, code),
        (None, None) => nothing(typed).hint(
            "name an id, `article#note`, a page such as `articles/some-id.html`, or a code: \
             `dossier explain` alone lists them",
        ),
    }
}

/// Says that a code was nearly named.
fn slip(typed: &str, code: Code) -> Failure {
    nothing(typed).hint(format!("did you mean `{}`? `dossier explain` alone lists all codes", code.as_str()))
}

fn nothing(typed: &str) -> Failure {
    Failure::usage(format!("nothing here is called `{typed}`"))
}
