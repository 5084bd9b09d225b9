use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use localdb::LocalDb;

use super::serve::{stop_signal, unless_stopped};
use super::{Failure, Outcome};
use crate::config::Config;
use crate::installation::{database_url, local_options};

#[derive(Debug, Args)]
pub(crate) struct MigrateArgs {
    /// Take back this many steps instead
    #[arg(long, value_name = "STEPS")]
    down: Option<u32>,
    /// Take steps back without asking
    #[arg(long, requires = "down")]
    yes: bool,
    /// Only print which steps are applied
    #[arg(long, conflicts_with = "down")]
    status: bool,
}

/// Migrates up, or down, or tells. A signal ends it between two statements: a step is done or undone as a whole.
pub(super) async fn migrate(config: Config, args: &MigrateArgs) -> Outcome {
    if let Some(steps) = args.down
        && !args.yes
    {
        confirm(steps)?;
    }
    // heard from here on, so that a private Postgres is always stopped; while it asks, Ctrl-C simply ends it
    let stop = stop_signal()?;
    let private = match config.database.url {
        Some(_) => None,
        None => {
            let private = LocalDb::start_or_join(local_options(&config)).await;
            Some(Arc::new(private.map_err(|error| Failure::with_causes(&error))?))
        }
    };
    let url = database_url(&config, private.as_deref());
    let outcome = unless_stopped(&stop, go(&url, args)).await;
    if let Some(private) = private.and_then(Arc::into_inner) {
        private.stop().await.map_err(|error| Failure::with_causes(&error))?;
    }
    outcome?
}

/// Asks whoever is at the terminal; where nobody is, `--yes` has to say so beforehand.
fn confirm(steps: u32) -> Result<(), Failure> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(Failure::bad_input(format!(
            "taking {steps} steps back deletes what they hold; --yes says that you mean it"
        )));
    }
    eprint!("Taking {steps} steps back deletes what they hold, for good. Type yes to go on: ");
    let mut answer = String::new();
    stdin.read_line(&mut answer).map_err(Failure::failed)?;
    if answer.trim().eq_ignore_ascii_case("yes") {
        Ok(())
    } else {
        Err(Failure::failed("nothing was changed"))
    }
}

async fn go(url: &str, args: &MigrateArgs) -> Outcome {
    let fail = |error: migration::MigrateError| Failure::with_causes(&error);
    if args.status {
        for step in migration::status(url).await.map_err(fail)? {
            say!("{} {}", if step.applied { "applied" } else { "pending" }, step.name);
        }
    } else if let Some(steps) = args.down {
        for name in migration::migrate_down(url, steps).await.map_err(fail)?.reverted {
            say!("reverted {name}");
        }
    } else {
        for name in migration::migrate_up(url).await.map_err(fail)?.applied {
            say!("applied {name}");
        }
    }
    Ok(ExitCode::SUCCESS)
}
