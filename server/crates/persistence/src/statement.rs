//! The one place where SQL meets its values. SQL is `&'static str`: a text put together at run time doesn't fit.

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, QueryResult, Statement, Value};

use crate::DbError;

fn statement(sql: &'static str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

/// The number of rows that the statement touched.
pub(crate) async fn execute<C: ConnectionTrait>(
    on: &C,
    sql: &'static str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, DbError> {
    Ok(on.execute_raw(statement(sql, values)).await?.rows_affected())
}

/// The first row, if any.
pub(crate) async fn fetch_one<C: ConnectionTrait, R: FromQueryResult>(
    on: &C,
    sql: &'static str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<R>, DbError> {
    let row = on.query_one_raw(statement(sql, values)).await?;
    row.map(|row| read(&row)).transpose()
}

/// Every row.
pub(crate) async fn fetch_all<C: ConnectionTrait, R: FromQueryResult>(
    on: &C,
    sql: &'static str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<R>, DbError> {
    let rows = on.query_all_raw(statement(sql, values)).await?;
    rows.iter().map(read).collect()
}

fn read<R: FromQueryResult>(row: &QueryResult) -> Result<R, DbError> {
    Ok(R::from_query_result(row, "")?)
}
