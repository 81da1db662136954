//! Prints how surely notes are found again after edits: `cargo bench --bench anchoring`.
//!
//! With `-- --tell` it also lists every miss; `-- --tune` takes the half of the texts that thresholds are tuned on, and
//! nothing but that may be looked at when one is changed; `-- --cases N` takes N passages of each length (600).

#![expect(clippy::print_stdout, reason = "it prints a table")]
#![expect(clippy::disallowed_methods, reason = "it reads its arguments")]

#[path = "../tests/perturbation/mod.rs"]
mod perturbation;

use perturbation::Half;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    let half = if has("--tune") { Half::Tuning } else { Half::Report };
    let cases = arguments.iter().skip_while(|a| *a != "--cases").nth(1).and_then(|n| n.parse().ok()).unwrap_or(600);
    let table = perturbation::run(half, cases, |miss| {
        if has("--tell") {
            print!("{miss}");
        }
    });
    print!("{}", perturbation::show(&table));
}
