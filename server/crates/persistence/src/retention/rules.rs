//! Who keeps runs for how long.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::id::TenantId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::statement::{execute, fetch_all};
use crate::{Database, DbError, TenantTx};

// the engine reads the settings of all organisations
const RULES: &str = "
SELECT tenant_id, NULL::uuid AS workflow_id, retention_days FROM tenant_settings WHERE retention_days IS NOT NULL
UNION ALL
SELECT tenant_id, workflow_id, retention_days FROM workflow_settings WHERE retention_days IS NOT NULL";

const SET: &str = "
INSERT INTO tenant_settings (tenant_id, retention_days) VALUES ($1, $2)
ON CONFLICT (tenant_id) DO UPDATE SET retention_days = EXCLUDED.retention_days";

#[derive(FromQueryResult)]
struct RuleRow {
    tenant_id: Uuid,
    workflow_id: Option<Uuid>,
    retention_days: i32,
}

/// Days that one organisation, or one of its workflows, keeps runs for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Whose.
    pub tenant: TenantId,
    /// Of this workflow only; none for all that have no rule of their own.
    pub workflow: Option<Uuid>,
    /// How many days.
    pub days: u32,
}

/// The installation's days and all exceptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Where nothing else is said.
    pub days: u32,
    /// Exceptions.
    pub rules: Vec<Rule>,
}

impl Rules {
    /// Before this day nobody keeps anything.
    #[must_use]
    pub fn horizon(&self, now: DateTime<Utc>) -> NaiveDate {
        let longest = self.rules.iter().map(|rule| rule.days).max();
        day_before(now, self.days.max(longest.unwrap_or_default()))
    }

    /// The exceptions by which runs go before the horizon.
    pub(super) fn shorter(&self, now: DateTime<Utc>) -> Vec<(Rule, NaiveDate)> {
        // where one workflow has a rule, its organisation's other runs need theirs said, too
        let kept = |rule: &Rule| (*rule, day_before(now, rule.days));
        let horizon = self.horizon(now);
        let mut shorter: Vec<_> = self.rules.iter().map(kept).collect();
        if day_before(now, self.days) > horizon {
            let all = |tenant: TenantId| {
                self.rules
                    .iter()
                    .any(|rule| rule.tenant == tenant && rule.workflow.is_none())
            };
            let mut tenants: Vec<TenantId> = self.rules.iter().map(|rule| rule.tenant).collect();
            tenants.sort_unstable();
            tenants.dedup();
            for tenant in tenants.into_iter().filter(|tenant| !all(*tenant)) {
                let rest = Rule {
                    tenant,
                    workflow: None,
                    days: self.days,
                };
                shorter.push(kept(&rest));
            }
        }
        shorter
    }
}

fn day_before(now: DateTime<Utc>, days: u32) -> NaiveDate {
    let today = now.date_naive();
    today
        .checked_sub_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MIN)
}

impl Database {
    /// The rules in force, with the installation's `days`.
    pub async fn retention_rules(&self, days: u32) -> Result<Rules, DbError> {
        let rows = fetch_all::<_, RuleRow>(self.engine(), RULES, []).await?;
        let rules = rows.into_iter().map(|row| Rule {
            tenant: TenantId::from_uuid(row.tenant_id),
            workflow: row.workflow_id,
            days: row.retention_days.unsigned_abs(),
        });
        Ok(Rules {
            days,
            rules: rules.collect(),
        })
    }
}

/// Keeps the organisation's runs for so many days; none for as long as the installation does.
pub async fn set_days(tx: &TenantTx, days: Option<u32>) -> Result<(), DbError> {
    let days = days.map(|days| i32::try_from(days).unwrap_or(i32::MAX));
    execute(tx.conn(), SET, [tx.key(), days.into()]).await.map(drop)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn tenant(number: u128) -> TenantId {
        TenantId::from_uuid(Uuid::from_u128(number))
    }

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 20, 15, 0, 0).unwrap()
    }

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn rule(tenant: TenantId, workflow: Option<u128>, days: u32) -> Rule {
        Rule {
            tenant,
            workflow: workflow.map(Uuid::from_u128),
            days,
        }
    }

    #[test]
    fn a_day_is_dropped_once_nobody_keeps_it() {
        let alone = Rules {
            days: 30,
            rules: vec![],
        };
        assert_eq!(alone.horizon(now()), day(10, 21));
        assert!(alone.shorter(now()).is_empty());
        let patient = Rules {
            days: 30,
            rules: vec![rule(tenant(1), None, 60), rule(tenant(2), None, 7)],
        };
        assert_eq!(patient.horizon(now()), day(9, 21));
    }

    #[test]
    fn an_organisation_with_a_rule_for_one_workflow_has_one_for_the_rest() {
        let rules = Rules {
            days: 30,
            rules: vec![rule(tenant(1), Some(9), 60)],
        };
        let shorter = rules.shorter(now());
        assert_eq!(shorter.len(), 2);
        assert_eq!(shorter[1], (rule(tenant(1), None, 30), day(10, 21)));
    }
}
