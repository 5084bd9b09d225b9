//! The one place where a caller is refused.

use domain::access::{Caller, Permission};
use rpc::AppError;

/// 403 unless the caller may.
pub(crate) fn require(caller: &Caller, permission: Permission) -> Result<(), AppError> {
    if caller.may(permission) {
        return Ok(());
    }
    let scope = permission.scope();
    Err(AppError::forbidden(format!(
        "This needs the permission `{scope}`, which your role or key does not carry."
    )))
}
