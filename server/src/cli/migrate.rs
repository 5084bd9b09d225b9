use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use localdb::LocalDb;

use super::{Failure, Outcome};
use crate::config::Config;
use crate::installation::{database_url, local_options};

#[derive(Debug, Args)]
pub(crate) struct MigrateArgs {
    /// Take back this many steps instead
    #[arg(long, value_name = "STEPS")]
    down: Option<u32>,
    /// Only print which steps are applied
    #[arg(long, conflicts_with = "down")]
    status: bool,
}

/// Migrates up, or down, or tells.
pub(super) async fn migrate(config: Config, args: &MigrateArgs) -> Outcome {
    let private = match config.database.url {
        Some(_) => None,
        None => {
            let private = LocalDb::start_or_join(local_options(&config)).await;
            Some(Arc::new(private.map_err(|error| Failure::with_causes(&error))?))
        }
    };
    let url = database_url(&config, private.as_deref());
    let outcome = go(&url, args).await;
    if let Some(private) = private.and_then(Arc::into_inner) {
        private.stop().await.map_err(|error| Failure::with_causes(&error))?;
    }
    outcome
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
