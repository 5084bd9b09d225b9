//! Demo content: the organisation, its owner and the starter workflows.

use domain::graph::{Workflow, parse_text};
use domain::problem::Problem;
use persistence::workflows::Origin;
use persistence::{DbError, accounts};
use serde_json::Value;

use crate::Context;
use crate::accounts::{AccountError, Founding, OrgRequest, found_org};
use crate::workflows::{Creation, create_within};

/// The demo organisation.
pub const DEMO_SLUG: &str = "demo";
/// Its owner.
pub const DEMO_OWNER: &str = "owner@demo.apex";
/// The address that the starters ask, until the server knows its own.
const PLACEHOLDER_BASE: &str = "http://127.0.0.1:3000";

/// Why the demo content could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The organisation or its owner.
    #[error("the demo organisation could not be made")]
    Account(#[from] AccountError),
    /// A starter file has faults.
    #[error("the starter `{name}` has faults: {}", describe(.problems))]
    Starter {
        /// File name.
        name: String,
        /// What is wrong.
        problems: Vec<Problem>,
    },
    /// A starter could not be stored.
    #[error("a starter could not be stored")]
    Store(#[source] rpc::AppError),
}

fn describe(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|p| format!("{}: {}", p.path, p.message))
        .collect::<Vec<_>>()
        .join("; ")
}

/// Makes the demo organisation unless it is there. `starters` are (file name, text); `base_url` is where they find
/// this server. Gives whether it was made now. All of it is one transaction: whoever is killed on the way leaves nothing
/// behind that the next start would take for the whole.
pub async fn seed_demo(
    context: &Context,
    starters: &[(String, String)],
    base_url: &str,
    region: &str,
) -> Result<bool, SeedError> {
    let standing = accounts::tenant_by_slug(&context.db, DEMO_SLUG).await.map_err(failed)?;
    if standing.is_some() {
        return Ok(false);
    }
    let documents = starters
        .iter()
        .map(|(name, text)| read(name, text, base_url))
        .collect::<Result<Vec<_>, _>>()?;
    let request = OrgRequest {
        slug: DEMO_SLUG.to_owned(),
        name: "Demo".to_owned(),
        owner: DEMO_OWNER.to_owned(),
        region: region.to_owned(),
    };
    let founding = match found_org(context, &request).await {
        Ok(founding) => founding,
        // another process at its first start was quicker
        Err(AccountError::Exists(_)) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    fill(context, &founding, &documents).await?;
    founding.tx.commit().await.map_err(failed)?;
    Ok(true)
}

/// Puts the starters into the organisation. The newest change stands first in lists: so the first one is made last.
async fn fill(context: &Context, founding: &Founding, documents: &[Workflow]) -> Result<(), SeedError> {
    let creation = Creation {
        tenant: founding.tenant,
        by: Some(founding.owner),
        origin: Origin::Demo,
        publish: true,
    };
    for document in documents.iter().rev() {
        create_within(&founding.tx, &creation, document, context.clock.now())
            .await
            .map_err(SeedError::Store)?;
    }
    Ok(())
}

fn failed(error: DbError) -> SeedError {
    AccountError::Database(Box::new(error)).into()
}

fn read(name: &str, text: &str, base_url: &str) -> Result<Workflow, SeedError> {
    let mut workflow = parse_text(text).map_err(|problems| SeedError::Starter {
        name: name.to_owned(),
        problems,
    })?;
    for node in &mut workflow.nodes {
        if let Some(Value::Array(inputs)) = node.config.get_mut("inputs") {
            inputs.iter_mut().for_each(|input| point_at(input, base_url));
        }
    }
    Ok(workflow)
}

fn point_at(input: &mut Value, base_url: &str) {
    if let Some(default) = input.get_mut("default").filter(|default| *default == PLACEHOLDER_BASE) {
        *default = Value::String(base_url.trim_end_matches('/').to_owned());
    }
}
