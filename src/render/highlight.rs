//! Which parts of a code block are keywords, strings, comments …, for classes in the HTML.
//!
//! The grammars are loaded at the first block with a known language, so that a dossier without code
//! pays nothing. It deliberately writes no HTML and knows no colours: painting cuts its runs at these
//! borders, style sheets colour the classes.
//!
//! **Invariant:** the ranges are sorted, do not overlap, and lie on character boundaries.

use std::ops::Range;
use std::sync::OnceLock;

use syntect::parsing::{ParseState, ScopeStack, SyntaxSet};

/// Longer code is left plain, in bytes.
const MAX_BYTES: usize = 100_000;

/// Classes by the beginning of a scope, the first that fits counts.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "hl-comment"),
    ("string", "hl-string"),
    ("constant.character.escape", "hl-string"),
    ("constant.numeric", "hl-number"),
    ("constant", "hl-constant"),
    ("keyword", "hl-keyword"),
    ("storage", "hl-keyword"),
    ("entity.name.function", "hl-function"),
    ("support.function", "hl-function"),
    ("entity.name.tag", "hl-type"),
    ("entity.name", "hl-type"),
    ("support.type", "hl-type"),
    ("entity.other.attribute-name", "hl-constant"),
    ("invalid", "hl-invalid"),
];

/// Returns the classified parts of a text, in bytes; none for an unknown language.
pub fn tokens(language: &str, text: &str) -> Vec<(Range<usize>, &'static str)> {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    if text.len() > MAX_BYTES {
        return Vec::new();
    }
    let syntaxes = SYNTAXES.get_or_init(two_face::syntax::extra_newlines);
    let Some(syntax) = syntaxes.find_syntax_by_token(language) else { return Vec::new() };
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut tokens: Vec<(Range<usize>, &'static str)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let Ok(parsed) = state.parse_line(line, syntaxes) else { return Vec::new() };
        let mut start = 0;
        for (offset, operation) in parsed.into_iter().chain([(line.len(), syntect::parsing::ScopeStackOp::Noop)]) {
            if let (true, Some(class)) = (offset > start, class(&stack)) {
                let range = at + start..at + offset;
                match tokens.last_mut() {
                    Some((last, same)) if *same == class && last.end == range.start => last.end = range.end,
                    _ => tokens.push((range, class)),
                }
            }
            start = start.max(offset);
            if stack.apply(&operation).is_err() {
                return Vec::new();
            }
        }
        at += line.len();
    }
    tokens
}

fn class(stack: &ScopeStack) -> Option<&'static str> {
    stack.as_slice().iter().rev().find_map(|scope| {
        let name = scope.build_string();
        let fits =
            |prefix: &str| name.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        CLASSES.iter().find(|(prefix, _)| fits(prefix)).map(|(_, class)| *class)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keywords_strings_and_comments_are_told_apart() {
        let text = "let x = \"ñ\"; // why\n";
        let found: Vec<(&str, &str)> =
            tokens("rust", text).iter().map(|(r, class)| (&text[r.clone()], *class)).collect();
        assert!(found.contains(&("let", "hl-keyword")), "{found:?}");
        assert!(found.contains(&("\"ñ\"", "hl-string")), "{found:?}");
        assert!(found.iter().any(|(part, class)| part.starts_with("// why") && *class == "hl-comment"), "{found:?}");
        assert_eq!(tokens("no-such-language", text), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 8))]
        #[test]
        fn ranges_are_sorted_and_on_boundaries(text in "[a-zé\"'/*#<>{}= \n0-9\\\\]{0,80}", language in "rust|html|json|python|toml") {
            let mut end = 0;
            for (range, _) in tokens(&language, &text) {
                prop_assert!(range.start >= end && range.start < range.end);
                prop_assert!(text.get(range.clone()).is_some());
                end = range.end;
            }
        }
    }
}
