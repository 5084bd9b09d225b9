//! Who is calling, and what they may do.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::{ApiKeyId, TenantId, UserId};

/// Role of a person in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees everything, changes nothing.
    Viewer,
    /// Builds and runs.
    Developer,
    /// Also manages people and keys.
    Admin,
    /// Also ends the organisation.
    Owner,
}

impl Role {
    /// The word used in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Developer => "developer",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// Whether the role carries the permission.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::WorkflowsRead | Permission::RunsRead => true,
            Permission::WorkflowsWrite | Permission::RunsWrite => !matches!(self, Self::Viewer),
            Permission::WorkersRead => matches!(self, Self::Admin | Self::Owner),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no role: use owner, admin, developer or viewer")]
pub struct UnknownRole(String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        [Self::Viewer, Self::Developer, Self::Admin, Self::Owner]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| UnknownRole(text.chars().take(40).collect()))
    }
}

/// One thing that can be allowed; also a scope of API keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// List and read workflows and versions.
    WorkflowsRead,
    /// Create, change, publish and delete workflows.
    WorkflowsWrite,
    /// List, read and watch runs.
    RunsRead,
    /// Start and cancel runs.
    RunsWrite,
    /// See the workers of the installation and their pools.
    WorkersRead,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 5] = [
        Self::WorkflowsRead,
        Self::WorkflowsWrite,
        Self::RunsRead,
        Self::RunsWrite,
        Self::WorkersRead,
    ];

    /// The scope of an API key that carries it.
    #[must_use]
    pub const fn scope(self) -> &'static str {
        match self {
            Self::WorkflowsRead => "workflows:read",
            Self::WorkflowsWrite => "workflows:write",
            Self::RunsRead => "runs:read",
            Self::RunsWrite => "runs:write",
            Self::WorkersRead => "workers:read",
        }
    }
}

/// The scope that carries every permission.
pub const SCOPE_ALL: &str = "*";

/// Whether a text is a known scope.
#[must_use]
pub fn is_scope(text: &str) -> bool {
    text == SCOPE_ALL || Permission::ALL.iter().any(|permission| permission.scope() == text)
}

/// Who is calling, in which organisation. Made by sign-in alone, after it has checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The organisation that the call acts in.
    pub tenant: TenantId,
    /// Its slug.
    pub tenant_slug: String,
    /// Its name.
    pub tenant_name: String,
    /// The person or program.
    pub principal: Principal,
}

/// The person or program behind a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// A person with a session.
    User {
        /// Who.
        id: UserId,
        /// Verified address.
        email: String,
        /// What to call them.
        name: String,
        /// Their role in the organisation.
        role: Role,
    },
    /// A program with an API key.
    Key {
        /// Which key.
        id: ApiKeyId,
        /// What it is called.
        name: String,
        /// What it may do.
        scopes: Vec<String>,
    },
    /// Apex itself, on behalf of the organisation: a webhook, a schedule, the end of another run.
    System {
        /// What acts.
        name: String,
    },
}

impl Caller {
    /// Whether the caller may do it.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        match &self.principal {
            Principal::User { role, .. } => role.may(permission),
            Principal::Key { scopes, .. } => scopes
                .iter()
                .any(|scope| scope == SCOPE_ALL || scope == permission.scope()),
            // it starts runs and looks at them, and changes nothing that people made
            Principal::System { .. } => match permission {
                Permission::WorkflowsRead | Permission::RunsRead | Permission::RunsWrite => true,
                Permission::WorkflowsWrite | Permission::WorkersRead => false,
            },
        }
    }

    /// The person, if it is one.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        match &self.principal {
            Principal::User { id, .. } => Some(*id),
            Principal::Key { .. } | Principal::System { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_reads_and_nothing_else() {
        let allowed: Vec<&str> = Permission::ALL
            .iter()
            .filter(|p| Role::Viewer.may(**p))
            .map(|p| p.scope())
            .collect();
        assert_eq!(allowed, ["workflows:read", "runs:read"]);
        let refused: Vec<&str> = Permission::ALL
            .iter()
            .filter(|p| !Role::Developer.may(**p))
            .map(|p| p.scope())
            .collect();
        assert_eq!(refused, ["workers:read"]);
        assert!(Permission::ALL.iter().all(|permission| Role::Admin.may(*permission)));
    }

    #[test]
    fn a_key_may_what_its_scopes_say() {
        let caller = |scopes: &[&str]| Caller {
            tenant: TenantId::from_uuid(uuid::Uuid::nil()),
            tenant_slug: "demo".into(),
            tenant_name: "Demo".into(),
            principal: Principal::Key {
                id: ApiKeyId::from_uuid(uuid::Uuid::nil()),
                name: "ci".into(),
                scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            },
        };
        assert!(caller(&["*"]).may(Permission::WorkflowsWrite));
        assert!(caller(&["runs:write"]).may(Permission::RunsWrite));
        assert!(!caller(&["runs:write"]).may(Permission::RunsRead));
        assert!(!caller(&[]).may(Permission::RunsRead));
    }
}
