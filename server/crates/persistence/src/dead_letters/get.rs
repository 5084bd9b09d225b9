//! Reading one letter.

use domain::id::RunId;

use super::LetterRecord;
use super::record::{LetterRow, letter_columns};
use crate::statement::fetch_one;
use crate::{DbError, TenantTx};

const GET: &str = concat!(
    "SELECT ",
    letter_columns!(),
    "FROM dead_letters d JOIN workflows w ON w.tenant_id = d.tenant_id AND w.id = d.workflow_id
     WHERE d.tenant_id = $1 AND d.run_id = $2"
);

/// The letter of that run.
pub async fn get(tx: &TenantTx, run: RunId) -> Result<Option<LetterRecord>, DbError> {
    let row = fetch_one::<_, LetterRow>(tx.conn(), GET, [tx.key(), run.uuid().into()]).await?;
    row.map(LetterRecord::try_from).transpose()
}
