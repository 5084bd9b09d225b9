use std::process::ExitCode;

use clap::Subcommand;
use dispatch::is_pool_name;
use services::accounts::{
    AccountError, KeyRequest, OrgRequest, create_key, create_org, login_link, set_pool, set_retention,
};

use super::serve::{stop_signal, unless_stopped};
use super::{Failure, Outcome};
use crate::config::Config;
use crate::installation::Installation;

#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// Print a one-time sign-in link
    LoginLink {
        /// Whom it signs in
        #[arg(long)]
        email: String,
    },
    /// Make an organisation with its owner
    CreateOrg {
        /// Name in addresses and on the command line: a-z, 0-9 and -
        #[arg(long)]
        slug: String,
        /// Name for people
        #[arg(long)]
        name: String,
        /// E-mail of the owner, who is made when there is no such user
        #[arg(long)]
        owner: String,
    },
    /// Make an API key and print it, once
    CreateKey {
        /// Slug of the organisation that it acts for
        #[arg(long)]
        org: String,
        /// What it is called in lists
        #[arg(long)]
        name: String,
        /// What it may do; * is all
        #[arg(long = "scope", required = true, value_name = "SCOPE")]
        scopes: Vec<String>,
    },
    /// Let the workers of one pool run what an organisation starts from now on
    SetPool {
        /// Slug of the organisation
        #[arg(long)]
        org: String,
        /// The pool; without it, any worker of the pool `default` runs it again
        #[arg(long, value_name = "POOL")]
        pool: Option<String>,
    },
    /// Keep the runs of an organisation for so many days
    SetRetention {
        /// Slug of the organisation
        #[arg(long)]
        org: String,
        /// Days, 1 to 3650; without it, as long as APEX_RETENTION_DAYS says
        #[arg(long, value_name = "N")]
        days: Option<u32>,
    },
}

/// Works beside a running server. A signal ends it as soon as the private Postgres, if it started one, is stopped.
pub(super) async fn admin(config: Config, command: AdminCommand) -> Outcome {
    let stop = stop_signal()?;
    let installation = Installation::open(config)
        .await
        .map_err(|error| Failure::with_causes(&error))?;
    let answered = unless_stopped(&stop, answer(&installation, command)).await;
    installation.close().await;
    let result = answered?;
    let text = result.map_err(|error| match &error {
        AccountError::Invalid(_) => Failure::bad_input(&error),
        AccountError::NotFound(_) | AccountError::Exists(_) | AccountError::Database(_) => Failure::with_causes(&error),
    })?;
    print(&text);
    Ok(ExitCode::SUCCESS)
}

fn print(text: &str) {
    say!("{text}");
}

async fn answer(installation: &Installation, command: AdminCommand) -> Result<String, AccountError> {
    let context = installation.context();
    match command {
        AdminCommand::LoginLink { email } => {
            let base = installation.config.web.base_url(installation.config.web.addr);
            login_link(&context, &email, &base).await
        }
        AdminCommand::CreateOrg { slug, name, owner } => {
            let region = installation.config.region.clone();
            let (tenant, _) = create_org(
                &context,
                &OrgRequest {
                    slug,
                    name,
                    owner,
                    region,
                },
            )
            .await?;
            Ok(tenant.to_string())
        }
        AdminCommand::CreateKey { org, name, scopes } => create_key(&context, &KeyRequest { org, name, scopes }).await,
        AdminCommand::SetPool { org, pool } => {
            if let Some(pool) = pool.as_deref().filter(|pool| !is_pool_name(pool)) {
                let message = format!("`{pool}` is no name of a pool: 1 to 64 of a-z, 0-9 and -");
                return Err(AccountError::Invalid(message));
            }
            set_pool(&context, &org, pool.as_deref()).await?;
            let pool = pool.as_deref().unwrap_or("default");
            Ok(format!("runs of {org} are for the pool {pool} from now on"))
        }
        AdminCommand::SetRetention { org, days } => {
            set_retention(&context, &org, days).await?;
            Ok(match days {
                Some(days) => format!("runs of {org} are kept for {days} days"),
                None => format!("runs of {org} are kept as long as those of everybody"),
            })
        }
    }
}
