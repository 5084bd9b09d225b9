//! Who is signed in.

use async_trait::async_trait;
use domain::access::{Caller, Permission, Principal, Role};
use ports::{AuthStore, MembershipRecord, StoreError};
use rpc::service::SessionService;
use rpc::{AppError, Me, MeOrganisation, MePrincipal};

use crate::Context;

/// Answers `GET /me`.
pub(crate) struct Sessions {
    context: Context,
}

impl Sessions {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

#[async_trait]
impl SessionService for Sessions {
    async fn me(&self, caller: &Caller) -> Result<Me, AppError> {
        let here = |role| MeOrganisation {
            id: caller.tenant,
            slug: caller.tenant_slug.clone(),
            name: caller.tenant_name.clone(),
            role,
        };
        let (principal, organisation, memberships) = match &caller.principal {
            Principal::User { id, email, name, role } => {
                let places = self
                    .context
                    .db
                    .auth_store()
                    .memberships(*id)
                    .await
                    .map_err(|error| unavailable(&error))?;
                let principal = MePrincipal::User {
                    id: *id,
                    email: email.clone(),
                    name: name.clone(),
                };
                (
                    principal,
                    here(Some(*role)),
                    places.into_iter().map(organisation).collect(),
                )
            }
            Principal::Key { id, name, .. } => (
                MePrincipal::Key {
                    id: *id,
                    name: name.clone(),
                },
                here(None),
                vec![here(None)],
            ),
            // Apex asks nobody who it is
            Principal::System { .. } => return Err(AppError::unauthenticated()),
        };
        Ok(Me {
            principal,
            organisation,
            memberships,
            scopes: scopes(caller),
        })
    }
}

fn organisation(place: MembershipRecord) -> MeOrganisation {
    let role = place.role.parse::<Role>().ok();
    MeOrganisation {
        id: place.tenant,
        slug: place.slug,
        name: place.name,
        role,
    }
}

fn scopes(caller: &Caller) -> Vec<String> {
    Permission::ALL
        .iter()
        .filter(|permission| caller.may(**permission))
        .map(|p| p.scope().to_owned())
        .collect()
}

fn unavailable(error: &StoreError) -> AppError {
    tracing::warn!(%error, "sign-in store failed");
    AppError::unavailable()
}
