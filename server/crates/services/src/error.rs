//! From database errors to what callers see. The cause is logged here, once.

use persistence::DbError;
use rpc::AppError;

/// Converts, and logs what the caller must not see.
pub(crate) fn from_db(error: DbError) -> AppError {
    match error {
        DbError::Unavailable(source) => {
            tracing::warn!(error = %source, "database not available");
            AppError::unavailable()
        }
        DbError::ObjectsUnavailable(source) => {
            tracing::warn!(error = &source as &dyn std::error::Error, "object store not available");
            AppError::unavailable()
        }
        DbError::Duplicate { constraint } => {
            tracing::info!(constraint, "refused a duplicate");
            AppError::conflict("already_exists", "Something with this name or id exists already.")
        }
        DbError::Missing { constraint } => {
            tracing::info!(constraint, "refused a dangling reference");
            AppError::new(
                404,
                "not_found",
                "What this refers to does not exist in this organisation.",
            )
        }
        DbError::Rejected(source) => {
            tracing::info!(error = %source, "the database refused a value");
            AppError::new(
                422,
                "value_refused",
                "A value can't be stored: it is too long or holds characters that text can't hold.",
            )
        }
        DbError::Corrupt { what, source } => {
            tracing::error!(what, error = %source, "a stored row can't be read");
            AppError::internal()
        }
        DbError::BadUrl(reason) => {
            tracing::error!(%reason, "the database's address can't be used");
            AppError::internal()
        }
        DbError::Internal(source) => {
            tracing::error!(error = %source, "database statement failed");
            AppError::internal()
        }
    }
}
