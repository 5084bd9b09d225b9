//! People, organisations, memberships and API keys, as administration changes them. Sign-in reads through
//! [`crate::PgAuthStore`].

mod api_keys;
mod memberships;
mod tenants;
mod users;

pub use api_keys::{ApiKeySummary, NewApiKey, api_keys, create_api_key, revoke_api_key, touch_api_key};
pub use memberships::{MemberRecord, members, put_membership, remove_membership};
pub use tenants::{NewTenant, TenantRecord, create_tenant, tenant_by_slug};
pub use users::{NewUser, put_user};

pub(crate) use api_keys::key_record;
pub(crate) use users::user_record;
