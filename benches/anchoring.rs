//! Prints how surely notes are found again after edits: `cargo bench --bench anchoring`.
//!
//! With `-- --tell` it also lists every miss; `-- --tune` takes the half of the texts that thresholds were tuned on.

#![expect(clippy::print_stdout, reason = "it prints a table")]
#![expect(clippy::disallowed_methods, reason = "it reads its arguments")]

#[path = "../tests/perturbation/mod.rs"]
mod perturbation;

fn main() {
    let has = |word: &str| std::env::args().any(|argument| argument == word);
    let (tell, half) = (has("--tell"), usize::from(!has("--tune")));
    let table = perturbation::run(half, 40, |miss| {
        if tell {
            print!("{miss}");
        }
    });
    print!("{}", perturbation::show(&table));
}
