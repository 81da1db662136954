//! The command line: one file a command.
//!
//! Only this module prints ([`terminal`]), reads the environment and the clock ([`setting`]), or
//! knows exit codes. It deliberately decides nothing about content.
//!
//! **Invariant:** every run ends with one of the four codes of [`Exit`].

pub mod options;
pub mod report;
pub mod setting;
pub mod terminal;

mod accept;
mod build;
mod check;
mod codes;
mod completions;
mod exit;
mod explain;
mod ids;
mod import;
mod import_annotations;
mod init;
mod mentions;
mod new;
mod notes;
mod rename;
mod text;
mod theme;
mod watch;

use std::process::ExitCode;

use clap::Parser;
use options::{Cli, Command};

pub use exit::{Exit, Failure};

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way too, with code 0.
            let _ = error.print();
            return ExitCode::from(if error.exit_code() == 0 { Exit::Fine as u8 } else { Exit::Usage as u8 });
        }
    };
    let done = match &cli.command {
        Command::Build => build::build(&cli.options),
        Command::Watch(how) => watch::watch(&cli.options, how),
        Command::Check => check::check(&cli.options),
        Command::Notes { article } => notes::notes(&cli.options, article.as_deref()),
        Command::Accept { notes, fix } => accept::accept(&cli.options, notes, *fix),
        Command::Text { article } => text::text(&cli.options, article),
        Command::Init { dir, title } => init::init(&cli.options, dir.as_deref(), title.as_deref()),
        Command::Import(what) => match (&what.annotations, &what.article) {
            (Some(file), Some(article)) => import_annotations::import(&cli.options, what, file, article),
            _ => import::import(&cli.options, what),
        },
        Command::New { what } => new::new(&cli.options, what),
        Command::Theme { what } => theme::theme(&cli.options, what),
        Command::Mentions { entity } => mentions::mentions(&cli.options, entity.as_deref()),
        Command::Explain { what } => explain::explain(&cli.options, what.as_deref()),
        Command::Rename { old, new, dry_run } => rename::rename(&cli.options, old, new, *dry_run),
        Command::Completions { shell } => completions::completions(*shell),
    };
    let exit = done.unwrap_or_else(|failure| {
        terminal::tell(&report::failure(&failure.message, failure.hint.as_deref()));
        failure.exit
    });
    ExitCode::from(exit as u8)
}
