//! Who is signed in.

use domain::access::Role;
use domain::id::{ApiKeyId, TenantId, UserId};
use serde::{Deserialize, Serialize};

/// `GET /api/v1/me`: the caller.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The person or the key.
    pub principal: MePrincipal,
    /// The active organisation.
    pub organisation: MeOrganisation,
    /// All organisations that the person belongs to; for a key only its own.
    pub memberships: Vec<MeOrganisation>,
    /// What the caller may do, as scopes of API keys.
    pub scopes: Vec<String>,
}

/// The person or program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MePrincipal {
    /// A person with a session.
    User {
        /// Who.
        id: UserId,
        /// Verified address.
        email: String,
        /// What to call them.
        name: String,
    },
    /// A program with an API key.
    Key {
        /// Which key.
        id: ApiKeyId,
        /// What it is called.
        name: String,
    },
}

/// An organisation as its member sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MeOrganisation {
    /// Its id.
    pub id: TenantId,
    /// Its name in addresses and on the command line.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The caller's role; none for a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}
