//! Who may decide a question.

use chrono::{DateTime, Utc};
use domain::access::{Caller, Permission, Principal};
use domain::run::ApprovalRequest;

/// Whether the caller is among those who are asked. A question to nobody in particular is anybody's who may start runs;
/// one to named people is theirs alone: a key is nobody's person.
pub(super) fn is_asked(caller: &Caller, request: &ApprovalRequest, escalated: bool) -> bool {
    if !caller.may(Permission::RunsWrite) {
        return false;
    }
    if request.assignees.is_empty() {
        return true;
    }
    let others: &[String] = if escalated { &request.escalate_to } else { &[] };
    let mut asked = request.assignees.iter().chain(others).map(|name| name.trim());
    match &caller.principal {
        Principal::User { email, role, .. } => {
            asked.any(|name| name.eq_ignore_ascii_case(email) || name.eq_ignore_ascii_case(role.as_str()))
        }
        Principal::Key { .. } | Principal::System { .. } => false,
    }
}

/// Whether others are asked too by now, also while the run has not woken to say so.
pub(super) fn is_escalated(request: &ApprovalRequest, told: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    told.is_some() || request.escalate_at.is_some_and(|at| at <= now)
}

#[cfg(test)]
mod tests {
    use domain::access::Role;
    use domain::id::{ApiKeyId, TenantId, UserId};
    use serde_json::Value;
    use uuid::Uuid;

    use super::*;

    fn caller(principal: Principal) -> Caller {
        Caller {
            tenant: TenantId::from_uuid(Uuid::nil()),
            tenant_slug: "acme".into(),
            tenant_name: "Acme".into(),
            principal,
        }
    }

    fn person(email: &str, role: Role) -> Caller {
        caller(Principal::User {
            id: UserId::from_uuid(Uuid::nil()),
            email: email.into(),
            name: "Somebody".into(),
            role,
        })
    }

    fn asks(assignees: &[&str]) -> ApprovalRequest {
        ApprovalRequest {
            title: "Go on?".into(),
            message: String::new(),
            assignees: assignees.iter().map(|name| (*name).into()).collect(),
            fields: Value::Null,
            until: None,
            escalate_at: None,
            escalate_to: vec!["owner".into()],
        }
    }

    #[test]
    fn who_is_named_decides_by_address_or_role_and_others_once_it_is_escalated() {
        let ada = person("Ada@acme.test", Role::Developer);
        let owner = person("boss@acme.test", Role::Owner);
        assert!(is_asked(&ada, &asks(&[" ada@ACME.test"]), false));
        assert!(is_asked(&ada, &asks(&["developer"]), false));
        assert!(!is_asked(&ada, &asks(&["ada@acme.test.evil"]), false));
        assert!(!is_asked(&owner, &asks(&["ada@acme.test"]), false));
        assert!(is_asked(&owner, &asks(&["ada@acme.test"]), true));
    }

    #[test]
    fn a_key_decides_what_asks_nobody_in_particular() {
        let key = |scope: &str| {
            caller(Principal::Key {
                id: ApiKeyId::from_uuid(Uuid::nil()),
                name: "owner".into(),
                scopes: vec![scope.into()],
            })
        };
        assert!(is_asked(&key("runs:write"), &asks(&[]), false));
        assert!(!is_asked(&key("runs:read"), &asks(&[]), false));
        assert!(!is_asked(&key("*"), &asks(&["owner"]), true));
    }

    #[test]
    fn a_viewer_decides_nothing() {
        let viewer = person("ada@acme.test", Role::Viewer);
        assert!(!is_asked(&viewer, &asks(&["ada@acme.test"]), false));
        assert!(!is_asked(&viewer, &asks(&[]), false));
    }
}
