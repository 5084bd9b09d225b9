use std::process::ExitCode;

use crate::config::Config;

/// Prints the settings in force, secrets masked.
pub(super) fn config(config: &Config) -> ExitCode {
    for (name, value) in config.lines() {
        say!("{name}={value}");
    }
    ExitCode::SUCCESS
}
