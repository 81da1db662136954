//! `dossier check`.

use std::time::Instant;

use super::build::{count, locked};
use super::options::Options;
use super::report::tally;
use super::setting::{Setting, apply_strict, has_errors};
use super::terminal::Progress;
use super::{Exit, Failure};
use crate::diagnostic::{extend, sort};
use crate::publish::dry_run;
use crate::tools::mentions::hints;

/// Does everything that `build` does but writes nothing, and shows hints.
pub fn check(options: &Options) -> Result<Exit, Failure> {
    let mut setting = Setting::new(options)?;
    let snapshot = setting.load()?;
    let compiled = setting.compile(&snapshot, options);
    let mut diagnostics = compiled.diagnostics.clone();
    diagnostics.extend(hints(&setting.study(&snapshot, options)));
    diagnostics.extend(locked(&snapshot, &compiled, options));

    let began = Instant::now();
    let progress = Progress::new("checking", !options.quiet);
    extend(&mut diagnostics, dry_run(&compiled.output, &|done, total| progress.step(done, total)));
    drop(progress);
    setting.timings.push(("render", began.elapsed()));

    apply_strict(&mut diagnostics, options);
    sort(&mut diagnostics);
    setting.report(&snapshot, &diagnostics);
    setting.report_notices(&compiled.notices, options);
    setting.report_timings(options);
    if !options.quiet {
        let found = if diagnostics.is_empty() { "no problems".into() } else { tally(&diagnostics) };
        setting.close(&format!("checked {}: {found}", count(compiled.output.files.len())));
    }
    Ok(if has_errors(&diagnostics) { Exit::Content } else { Exit::Fine })
}
