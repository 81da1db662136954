//! `dossier completions`.

use clap::CommandFactory;
use clap_complete::Shell;

use super::options::Cli;
use super::{Exit, Failure, terminal};

/// Prints a script that completes commands and options in a shell.
pub fn completions(shell: Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "dossier", &mut script);
    terminal::say(&String::from_utf8_lossy(&script));
    Ok(Exit::Fine)
}
