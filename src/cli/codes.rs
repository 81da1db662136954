//! What `dossier explain` says of the codes of problems.
//!
//! It deliberately holds no words about single codes: they stand where the codes are declared.

use crate::diagnostic::{Code, Severity, did_you_mean};

/// How many characters a line of an explanation has at most, words in backticks apart.
const WIDTH: usize = 80;

/// Lists every code with its sentence, one a line.
pub fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or_default();
    Code::ALL.iter().map(|code| format!("{:width$}  {}\n", code.as_str(), code.sentence())).collect()
}

/// Says what a code means, why it matters and what to do.
pub fn told(code: Code) -> String {
    let weights = code.severities().iter().map(|severity| weight(*severity));
    let weights = weights.collect::<Vec<_>>().join("; or ");
    let [sentence, explanation] = [code.sentence(), code.explanation()].map(wrapped);
    format!("{}\n  {weights}\n\n{sentence}\n{explanation}", code.as_str())
}

/// Returns the code that a word is nearly.
pub fn meant(word: &str) -> Option<Code> {
    did_you_mean(word, Code::ALL.iter().map(|code| code.as_str())).and_then(Code::named)
}

fn weight(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "an error: the site is not built",
        Severity::Warning => "a warning: the site is built, with `--strict` it is not",
        Severity::Hint => "a hint, which only `dossier check` shows",
    }
}

/// Breaks a text into lines; what stands in backticks is never broken.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let (mut column, mut quoted) = (0, false);
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 {
            let breaks = !quoted && column + 1 + length > WIDTH;
            out.push(if breaks { '\n' } else { ' ' });
            column = if breaks { 0 } else { column + 1 };
        }
        out.push_str(word);
        column += length;
        quoted ^= word.matches('`').count() % 2 == 1;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_told() {
        let text = told(Code::OrphanedNote);
        let weights = "an error: the site is not built; or a warning: the site is built, with `--strict` it is not";
        let wanted = format!("orphaned-note\n  {weights}\n\nThe passage that a note quotes is not in its article");
        assert!(text.starts_with(&wanted), "{text}");
        for code in Code::ALL {
            let text = told(*code);
            assert!(text.lines().all(|line| line.chars().count() <= WIDTH || line.contains('`')), "{text}");
            assert_eq!(text.matches('`').count() % 2, 0, "{text}");
        }
    }

    #[test]
    fn a_slip_is_seen() {
        assert_eq!(meant("orphand-note"), Some(Code::OrphanedNote));
        assert_eq!(meant("harbour"), None);
    }
}
