//! A database with the demo organisation, and its owner.

use std::sync::Arc;

use auth::{Sealer, TokenHasher};
use dispatch::LocalFanout;
use domain::access::{Caller, Principal, Role};
use persistence::accounts;
use services::Context;
use services::seed::{DEMO_SLUG, seed_demo};
use testkit::{FakeClock, TestDb};

/// A starter of its own, so that these tests don't depend on the content.
pub(crate) fn starter(name: &str) -> (String, String) {
    let text = format!(
        r#"{{"schema": "apex.workflow/v1", "name": "{name}",
            "nodes": [{{"id": "start", "type": "start", "config": {{}}}}], "edges": []}}"#
    );
    (format!("{name}.json"), text)
}

pub(crate) fn context(db: &TestDb) -> Context {
    Context {
        db: db.database(),
        clock: Arc::new(FakeClock::new()),
        fanout: Arc::new(LocalFanout::default()),
        dispatch: Arc::new(Nobody),
        hasher: TokenHasher::from_master_key(&[7; 32]),
        sealer: Sealer::from_master_key(&[7; 32]),
        alarm: services::triggers::Alarm::default(),
    }
}

pub(crate) async fn owner_of_demo(context: &Context) -> Caller {
    let base = "http://127.0.0.1:3000";
    assert!(seed_demo(context, &[starter("First")], base, "local").await.unwrap());
    let tenant = accounts::tenant_by_slug(&context.db, DEMO_SLUG).await.unwrap().unwrap();
    let tx = context.db.tenant(tenant.id).begin().await.unwrap();
    let owner = accounts::members(&tx).await.unwrap().remove(0).user;
    Caller {
        tenant: tenant.id,
        tenant_slug: tenant.slug,
        tenant_name: tenant.name,
        principal: Principal::User {
            id: owner.id,
            email: owner.email,
            name: owner.name,
            role: Role::Owner,
        },
    }
}

struct Nobody;

impl ports::Dispatch for Nobody {
    fn ready(&self, _: ports::RunRef) {}

    fn cancel(&self, _: ports::RunRef) {}

    fn signal(&self, _: ports::RunRef) {}
}
