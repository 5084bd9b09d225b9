//! The sandbox's child by itself.

use std::process::ExitCode;

fn main() -> ExitCode {
    sandbox::child_main()
}
