//! Figures by step and name, as a file that people read, and which of them moved.

use std::fmt;
use std::str::FromStr;

/// Figures in the order they were put.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Figures(Vec<(String, String, u64)>);

impl Figures {
    /// Adds a figure.
    pub fn put(&mut self, step: &str, name: &str, figure: impl TryInto<u64>) {
        let figure = figure.try_into().ok().expect("a count fits");
        self.0.push((step.to_owned(), name.to_owned(), figure));
    }

    /// Returns a figure; what was not counted did not happen.
    pub fn get(&self, step: &str, name: &str) -> u64 {
        self.find(step, name).unwrap_or(0)
    }

    fn find(&self, step: &str, name: &str) -> Option<u64> {
        self.0.iter().find(|one| one.0 == step && one.1 == name).map(|one| one.2)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last = "";
        for (step, name, figure) in &self.0 {
            if step != last {
                writeln!(f, "\n{step}")?;
                last = step;
            }
            writeln!(f, "  {name:<34}{figure:>12}")?;
        }
        Ok(())
    }
}

impl FromStr for Figures {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (mut figures, mut step) = (Self::default(), "");
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix("  ") {
                None => step = line,
                Some(row) => {
                    let (name, figure) = row.rsplit_once(' ').ok_or_else(|| format!("no figure: {row}"))?;
                    let figure: u64 = figure.parse().map_err(|_| format!("no figure: {row}"))?;
                    figures.put(step, name.trim_end(), figure);
                }
            }
        }
        Ok(figures)
    }
}

/// Tells which figures moved by more than 5 %, came or went.
pub fn moved(committed: &Figures, measured: &Figures) -> Vec<String> {
    let mut moved = Vec::new();
    for (step, name, old) in &committed.0 {
        match measured.find(step, name) {
            None => moved.push(format!("{step}: {name}: {old} before, now nothing")),
            Some(new) if old.abs_diff(new) * 20 > *old => {
                let percent = (new as f64 - *old as f64) / (*old).max(1) as f64 * 100.0;
                moved.push(format!("{step}: {name}: {old} before, now {new} ({percent:+.1} %)"));
            }
            Some(_) => {}
        }
    }
    for (step, name, new) in &measured.0 {
        if committed.find(step, name).is_none() {
            moved.push(format!("{step}: {name}: nothing before, now {new}"));
        }
    }
    moved
}

#[test]
fn a_figure_that_moves_is_told() {
    let file = |rows: &[(&str, u64)]| {
        let mut figures = Figures::default();
        rows.iter().for_each(|(name, figure)| figures.put("edit", name, *figure));
        figures
    };
    let rows: [(u64, u64, &[&str]); 9] = [
        (100, 100, &[]),
        (100, 105, &[]),
        (100, 95, &[]),
        (100, 106, &["edit: pages: 100 before, now 106 (+6.0 %)"]),
        (100, 94, &["edit: pages: 100 before, now 94 (-6.0 %)"]),
        (3, 4, &["edit: pages: 3 before, now 4 (+33.3 %)"]),
        (0, 0, &[]),
        (0, 1, &["edit: pages: 0 before, now 1 (+100.0 %)"]),
        (1_000_000, 1_050_001, &["edit: pages: 1000000 before, now 1050001 (+5.0 %)"]),
    ];
    for (old, new, told) in rows {
        assert_eq!(moved(&file(&[("pages", old)]), &file(&[("pages", new)])), told);
    }
    assert_eq!(moved(&file(&[("pages", 1)]), &file(&[])), ["edit: pages: 1 before, now nothing"]);
    assert_eq!(moved(&file(&[]), &file(&[("pages", 1)])), ["edit: pages: nothing before, now 1"]);
}

#[test]
fn figures_are_read_as_they_are_written() {
    let mut figures = Figures::default();
    figures.put("cold build", "files", 12_u64);
    figures.put("cold build", "bytes of the largest page", 3_400_000_u64);
    figures.put("new note", "files", 0_u64);
    assert_eq!(format!("# why\n{figures}").parse(), Ok(figures));
    assert!("cold build\n  files many\n".parse::<Figures>().is_err());
}
