//! Who is signed in.

use leptos::prelude::*;

use crate::json::Json;
use crate::{AppError, Me};

/// The caller, memberships and scopes.
#[server(prefix = "/rpc", endpoint = "session/me", input = Json, output = Json)]
pub async fn who_am_i() -> Result<Me, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.session.me(&caller).await)
}
