//! How surely notes are found again after edits: the floors. `cargo bench --bench anchoring` prints the table.

#[path = "../perturbation/mod.rs"]
mod perturbation;

use perturbation::{Half, Method, run, show, total};

#[test]
fn no_note_lands_in_the_wrong_place() {
    floors_hold(120);
}

#[test]
#[ignore = "minutes; `scripts/nightly` runs it"]
fn no_note_of_many_lands_in_the_wrong_place() {
    floors_hold(1_200);
}

/// Runs all edits on that many short and as many long passages.
fn floors_hold(cases: usize) {
    let mut misses = String::new();
    let table = run(Half::Report, cases, |miss| misses += miss);
    let shown = format!("{misses}{}", show(&table));
    for ((method, _, edit), cell) in &table {
        if *method == Method::Snapshot {
            assert_eq!(cell.wrong, 0, "{edit}\n{shown}");
        }
    }
    // In thousandths: recall at least, borders at most, wrong where the passage is gone at most.
    let floors = [
        (Method::Snapshot, false, 980, Some(15), 0),
        (Method::Snapshot, true, 995, Some(15), 0),
        (Method::LockOnly, false, 930, None, 50),
        (Method::LockOnly, true, 0, None, 0),
    ];
    for (method, long, recall, borders, gone) in floors {
        let kept = total(&table, method, long, false);
        let lost = total(&table, method, long, true);
        assert!(kept.cases > 500 && lost.cases > 100, "{shown}");
        assert!(kept.found * 1000 >= kept.cases * recall, "recall {method:?} {long}\n{shown}");
        assert!(lost.wrong * 1000 <= lost.cases * gone, "wrong when gone {method:?} {long}\n{shown}");
        if let Some(most) = borders {
            assert!(kept.borders * 1000 <= kept.cases * most, "borders {method:?} {long}\n{shown}");
        }
    }
}
