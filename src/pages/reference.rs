//! The part of `docs/templates.md` that is made from the views.

use std::path::Path;

use super::VIEWS;

/// Where the reference begins.
const BEGIN: &str = "## The structs\n";

/// Says in words what a type is to a template.
fn words(of: &str) -> String {
    let inner = |name: &str| of.strip_prefix(name)?.strip_prefix('<')?.strip_suffix('>').map(words);
    match of {
        "String" => "words".to_owned(),
        "usize" | "u32" => "number".to_owned(),
        "bool" => "boolean".to_owned(),
        "Free" => "words, sequence, or sequence of [KeyValue](#keyvalue)".to_owned(),
        _ => match (inner("Option"), inner("Vec"), inner("Arc")) {
            (Some(value), ..) => format!("{value} or none"),
            (_, Some(value), _) => format!("sequence of {value}"),
            (.., Some(value)) => value,
            _ => format!("[{of}](#{})", of.to_lowercase()),
        },
    }
}

fn reference() -> String {
    let mut text = BEGIN.to_owned();
    for view in VIEWS.iter().flat_map(|views| views.iter()) {
        text.push_str(&format!("\n### {}\n\n{}\n\n", view.name, view.about.trim()));
        text.push_str("| field | is | meaning |\n|---|---|---|\n");
        for field in view.fields {
            let about = field.about.trim().replace('|', "\\|");
            text.push_str(&format!("| `{}` | {} | {about} |\n", field.word(), words(field.r#type)));
        }
    }
    text
}

/// `DOCS=update cargo test reference` writes it anew.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test asks whether it is to write its reference")]
fn the_reference_of_templates_is_what_the_views_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/templates.md");
    let text = std::fs::read_to_string(&path).expect("docs/templates.md is there");
    let (head, _) = text.split_once(BEGIN).expect("it has a part on the structs");
    let wanted = format!("{head}{}", reference());
    if std::env::var_os("DOCS").is_some_and(|what| what == "update") {
        std::fs::write(&path, &wanted).expect("it can be written");
    } else {
        assert!(text == wanted, "run `DOCS=update cargo test reference`");
    }
}

#[test]
fn every_struct_that_a_field_leads_to_is_there() {
    let known: Vec<String> = VIEWS.iter().flat_map(|views| views.iter()).map(|view| view.name.to_lowercase()).collect();
    let text = reference();
    for link in text.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(known.iter().any(|name| name == link), "{link}");
    }
    let mut once = known.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), known.len(), "{known:?}");
}
