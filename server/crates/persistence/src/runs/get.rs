//! Reading one run.

use domain::id::RunId;
use sea_orm::FromQueryResult;
use serde_json::Value;

use super::record::{HeaderRow, header_columns};
use super::{RunHeader, RunRecord};
use crate::statement::fetch_one;
use crate::{DbError, TenantTx};

macro_rules! of_one_run {
    () => {
        "FROM runs r JOIN workflows w ON w.tenant_id = r.tenant_id AND w.id = r.workflow_id
         WHERE r.tenant_id = $1 AND r.id = $2"
    };
}

const HEADER: &str = concat!("SELECT ", header_columns!(), of_one_run!());
const RECORD: &str = concat!("SELECT r.inputs, r.output, ", header_columns!(), of_one_run!());

#[derive(FromQueryResult)]
struct RecordRow {
    inputs: Value,
    output: Option<Value>,
    #[sea_orm(nested)]
    header: HeaderRow,
}

/// The run without its journal.
pub async fn get(tx: &TenantTx, id: RunId) -> Result<Option<RunRecord>, DbError> {
    let row = fetch_one::<_, RecordRow>(tx.conn(), RECORD, [tx.key(), id.uuid().into()]).await?;
    let record = row.map(|row| {
        let header = row.header.try_into()?;
        Ok(RunRecord {
            header,
            inputs: row.inputs,
            output: row.output.unwrap_or_default(),
        })
    });
    record.transpose()
}

/// The run without inputs, output and journal: cheap enough to ask again and again.
pub async fn header(tx: &TenantTx, id: RunId) -> Result<Option<RunHeader>, DbError> {
    let row = fetch_one::<_, HeaderRow>(tx.conn(), HEADER, [tx.key(), id.uuid().into()]).await?;
    row.map(RunHeader::try_from).transpose()
}
