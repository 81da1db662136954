//! What a template names: other templates, functions' arguments, fields, blocks.
//!
//! It reads just enough of Tera's syntax to point at names:
//!
//! ```text
//! template = { text | "{#" text "#}" | "{% raw %}" text "{% endraw %}" | "{{" token* "}}" | "{%" token* "%}" }
//! token    = word | string | mark
//! word     = [A-Za-z_][A-Za-z0-9_]*
//! string   = '"' … '"' | "'" … "'" | "`" … "`"      (a backslash takes the next character along)
//! ```
//!
//! It deliberately understands no expression and refuses nothing; Tera itself does.

use std::ops::Range;

/// The names in a template, with their byte ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    /// `{% extends "name" %}`
    pub extends: Option<(String, Range<usize>)>,
    /// `{% include "name" %}`
    pub includes: Vec<(String, Range<usize>)>,
    /// `{% block name %}`
    pub blocks: Vec<String>,
    /// `function(argument="…")`, with the value if it is a literal.
    pub calls: Vec<Call>,
    /// `.field`
    pub fields: Vec<(String, Range<usize>)>,
    /// Whether it defines a component.
    pub defines: bool,
    /// Whether it names another template by anything but one literal string.
    pub dynamic: bool,
    /// All literal strings.
    pub strings: Vec<String>,
}

/// A call of a function with one argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// The function.
    pub function: String,
    /// The value, if it is a literal.
    pub value: Option<String>,
    /// Where the call stands: with its brackets if the value is a literal.
    pub span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    String(&'a str),
    Mark(u8),
}

/// Reads a template.
pub(super) fn scan(source: &str) -> Scan {
    let mut scan = Scan::default();
    let mut at = 0;
    while let Some(found) = source[at..].find('{') {
        let start = at + found;
        let rest = &source[start..];
        let (is_tag, end) = if rest.starts_with("{#") {
            at = rest.find("#}").map_or(source.len(), |end| start + end + 2);
            continue;
        } else if rest.starts_with("{{") {
            (false, "}}")
        } else if rest.starts_with("{%") {
            (true, "%}")
        } else {
            at = start + 1;
            continue;
        };
        let (tokens, next) = tokens(source, start + 2, end);
        at = next;
        if is_tag && tokens.first().is_some_and(|(token, _)| *token == Token::Word("raw")) {
            at = end_of_raw(source, at);
            continue;
        }
        read(&tokens, is_tag, &mut scan);
    }
    scan
}

fn tokens<'a>(source: &'a str, start: usize, end: &str) -> (Vec<(Token<'a>, Range<usize>)>, usize) {
    let bytes = source.as_bytes();
    let mut tokens = Vec::new();
    let mut at = start;
    while at < bytes.len() {
        if bytes[at..].starts_with(end.as_bytes()) {
            return (tokens, at + 2);
        }
        let from = at;
        match bytes[at] {
            b'"' | b'\'' | b'`' => {
                at += 1;
                while at < bytes.len() && bytes[at] != bytes[from] {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at = (at + 1).min(bytes.len());
                let text = source.get(from + 1..at.saturating_sub(1)).unwrap_or_default();
                tokens.push((Token::String(text), from..at));
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => {
                while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_') {
                    at += 1;
                }
                tokens.push((Token::Word(&source[from..at]), from..at));
            }
            b'0'..=b'9' => {
                while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || bytes[at] == b'.') {
                    at += 1;
                }
            }
            byte if byte.is_ascii_whitespace() => at += 1,
            // The marks of whitespace control stand at the borders only and say nothing here.
            b'-' if tokens.is_empty() => at += 1,
            byte => {
                at += 1;
                tokens.push((Token::Mark(byte), from..at));
            }
        }
    }
    (tokens, bytes.len())
}

fn end_of_raw(source: &str, mut at: usize) -> usize {
    while let Some(found) = source[at..].find("{%") {
        let (tokens, next) = tokens(source, at + found + 2, "%}");
        at = next;
        if tokens.first().is_some_and(|(token, _)| *token == Token::Word("endraw")) {
            return at;
        }
    }
    source.len()
}

fn read(tokens: &[(Token<'_>, Range<usize>)], is_tag: bool, scan: &mut Scan) {
    if is_tag {
        match tokens {
            [(Token::Word("extends"), _), (Token::String(name), span), ..] => {
                scan.extends = Some(((*name).to_owned(), span.clone()));
            }
            [(Token::Word("include"), _), (Token::String(name), span), ..] => {
                scan.includes.push(((*name).to_owned(), span.clone()));
            }
            [(Token::Word("extends" | "include" | "import"), _), ..] => scan.dynamic = true,
            [(Token::Word("block"), _), (Token::Word(name), _), ..] => scan.blocks.push((*name).to_owned()),
            [(Token::Word("component"), _), ..] => scan.defines = true,
            _ => {}
        }
    }
    // A component's name may have dots in it: `<cards.note …>`.
    let mut name = 0;
    if let [(Token::Mark(b'<') | Token::Word("component" | "endcomponent"), _), ..] = tokens {
        name = if matches!(tokens.get(1), Some((Token::Mark(b'/'), _))) { 2 } else { 1 };
        while matches!(tokens.get(name + 1), Some((Token::Mark(b'.'), _))) {
            name += 2;
        }
    }
    for (i, (token, span)) in tokens.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| &tokens[i].0);
        match token {
            Token::String(text) => scan.strings.push((*text).to_owned()),
            Token::Word(field) if before == Some(&Token::Mark(b'.')) => {
                // Tera itself knows the fields of `loop`.
                let of_loop = i >= 2 && tokens[i - 2].0 == Token::Word("loop");
                if i > name && !of_loop {
                    scan.fields.push(((*field).to_owned(), span.clone()));
                }
            }
            Token::Word(function) => {
                if let [(Token::Mark(b'('), _), (Token::Word(_), _), (Token::Mark(b'='), _), (value, _), ..] =
                    &tokens[i + 1..]
                {
                    let (value, end) = match (value, tokens.get(i + 5)) {
                        (Token::String(text), Some((Token::Mark(b')' | b','), end))) => {
                            (Some((*text).to_owned()), end.end)
                        }
                        _ => (None, span.end),
                    };
                    let span = span.start..end;
                    scan.calls.push(Call { function: (*function).to_owned(), value, span });
                }
            }
            Token::Mark(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_found_where_tera_would_read_them() {
        let source = r#"{% extends "a.html" %}{# {% include "no.html" %} #}{% raw %}{{ no.no }}{% endraw %}
{%- block main -%}{% include 'b.html' %}{{ x.title | default(value="it's }}") }}{{ url(to="ana") }}{{ url(to=x.id) }}{{<cards.day value={x.date} />}}{% endblock %}"#;
        let found = scan(source);
        let text = |span: &Range<usize>| &source[span.clone()];
        let fields: Vec<&str> = found.fields.iter().map(|(_, span)| text(span)).collect();
        let calls: Vec<_> =
            found.calls.iter().map(|c| (c.function.as_str(), c.value.as_deref(), text(&c.span))).collect();
        assert_eq!(found.extends.as_ref().map(|(_, span)| text(span)), Some("\"a.html\""));
        assert_eq!(found.includes.iter().map(|(_, span)| text(span)).collect::<Vec<_>>(), ["'b.html'"]);
        assert_eq!(found.blocks, ["main"]);
        assert!(!found.dynamic && scan("{% include [\"a.html\", b] %}").dynamic);
        assert_eq!(fields, ["title", "id", "date"]);
        assert_eq!(
            calls,
            [
                ("default", Some("it's }}"), "default(value=\"it's }}\")"),
                ("url", Some("ana"), "url(to=\"ana\")"),
                ("url", None, "url")
            ]
        );
    }

    proptest! {
        #[test]
        fn never_panics_and_spans_lie_on_borders(source in "(\\{[{%#]| |[a-zé.\"'`\\\\(=)-]|[}%#]\\}|raw|endraw){0,40}") {
            let found = scan(&source);
            for (name, span) in found.fields.iter().chain(&found.includes) {
                prop_assert!(source.get(span.clone()).is_some_and(|text| text.contains(name.as_str())));
            }
        }
    }
}
