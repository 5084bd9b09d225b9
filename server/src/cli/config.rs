use std::process::ExitCode;

use crate::config::Config;

/// Prints the settings in force, secrets masked.
#[expect(clippy::print_stdout, reason = "the result of a command goes to stdout")]
pub(super) fn config(config: &Config) -> ExitCode {
    for (name, value) in config.lines() {
        println!("{name}={value}");
    }
    ExitCode::SUCCESS
}
