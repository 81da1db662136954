//! The interface's words in scripts: `t(key="copied")` is `"Copied"` when the site is built.
//!
//! ```text
//! call = "t(key=" '"' key '"' ")"      and before it nothing that a name could end in, nor a dot
//! key  = { a-z | 0-9 | "_" | "." }
//! ```
//!
//! So what a script makes says its words in the language of the dossier, and no page has to carry them. It deliberately
//! knows nothing else of the language: a call in a string or a comment is one, too.

use std::ops::Range;

/// Finds the calls: each with its key.
pub(super) fn calls(script: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    const OPEN: &str = "t(key=\"";
    script.match_indices(OPEN).filter_map(|(at, _)| {
        let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
        let key = script[at + OPEN.len()..].split('"').next().filter(|key| !key.is_empty())?;
        let end = at + OPEN.len() + key.len();
        let sound = key.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.'))
            && script[end..].starts_with("\")")
            && !script[..at].ends_with(part);
        sound.then_some((at..end + "\")".len(), key))
    })
}

/// Writes the words into a script; `say` has none for a key that is unknown.
pub(super) fn worded(script: &str, mut say: impl FnMut(Range<usize>, &str) -> Option<String>) -> String {
    let mut out = String::with_capacity(script.len());
    let mut copied = 0;
    for (span, key) in calls(script) {
        let Some(word) = say(span.clone(), key) else { continue };
        out.push_str(&script[copied..span.start]);
        out.push_str(&serde_json::Value::from(word).to_string());
        copied = span.end;
    }
    out.push_str(&script[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_calls_are_words() {
        let script = r#"a = t(key="copied") + t(key="no"); x.t(key="copied"); at(key="copied"); t(key="Ü"); t(key="")
            t(key="copied", 1); "t(key=\"copied\")""#;
        let mut asked = Vec::new();
        let done = worded(script, |_, key| {
            asked.push(key.to_owned());
            (key == "copied").then(|| "«\"It» \u{e9}".to_owned())
        });
        insta::assert_snapshot!(done, @r#"
        a = "«\"It» é" + t(key="no"); x.t(key="copied"); at(key="copied"); t(key="Ü"); t(key="")
                    t(key="copied", 1); "t(key=\"copied\")"
        "#);
        assert_eq!(asked, ["copied", "no"]);
    }
}
