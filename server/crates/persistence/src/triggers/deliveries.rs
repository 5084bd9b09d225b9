//! What came to webhooks.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::id::{DeliveryId, RunId, TriggerId};
use domain::run::RunStatus;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::record::word;
use crate::statement::{execute, fetch_all, fetch_one};
use crate::{DbError, Page, PageRequest, TenantTx};

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryKind {
    /// It started a run.
    Run,
    /// It was kept to build against.
    Test,
    /// It was refused.
    Refused,
}

impl DeliveryKind {
    /// The word used in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Test => "test",
            Self::Refused => "refused",
        }
    }
}

impl fmt::Display for DeliveryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no kind of delivery.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of run, test, refused")]
pub struct UnknownDeliveryKind(String);

impl FromStr for DeliveryKind {
    type Err = UnknownDeliveryKind;

    fn from_str(text: &str) -> Result<Self, UnknownDeliveryKind> {
        [Self::Run, Self::Test, Self::Refused]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownDeliveryKind(text.chars().take(40).collect()))
    }
}

/// Something that came.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    /// Its id, freshly minted.
    pub id: DeliveryId,
    /// The webhook.
    pub trigger: TriggerId,
    /// SHA-256 of what it is known by; none where nothing tells two apart.
    pub dedupe_key: Option<[u8; 32]>,
    /// What the caller calls it, at most 255 characters.
    pub delivery_id: Option<String>,
    /// The code of the answer, where it is refused.
    pub refused: Option<String>,
    /// What came, for a test.
    pub event: Option<serde_json::Value>,
    /// When.
    pub at: DateTime<Utc>,
    /// When it is forgotten.
    pub expires_at: DateTime<Utc>,
}

/// Whether a delivery came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// It is new: start the run.
    Fresh,
    /// The same came before and started this run.
    Repeated(RunId),
}

/// A delivery as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryRecord {
    /// Its id.
    pub id: DeliveryId,
    /// The webhook.
    pub trigger: TriggerId,
    /// What became of it.
    pub kind: DeliveryKind,
    /// What the caller calls it.
    pub delivery_id: Option<String>,
    /// The run that it started, and where that stands; no status when the run is gone.
    pub run: Option<(RunId, Option<RunStatus>)>,
    /// The code of the answer, where it was refused.
    pub refused: Option<String>,
    /// How often the same came again.
    pub repeats: u32,
    /// What came, for a test; lists leave it out.
    pub event: Option<serde_json::Value>,
    /// When it came.
    pub at: DateTime<Utc>,
}

// One that is known by the same key is waited for while it is being accepted. Past its time it is as good as new.
const DELIVER: &str = "
INSERT INTO hook_deliveries AS d (tenant_id, id, trigger_id, dedupe_key, delivery_id, kind, run_id, received_at,
                                  expires_at)
VALUES ($1, $2, $3, $4, $5, 'run', $6, $7, $8)
ON CONFLICT (tenant_id, trigger_id, dedupe_key) DO UPDATE
SET id = EXCLUDED.id, delivery_id = EXCLUDED.delivery_id, run_id = EXCLUDED.run_id, repeats = 0,
    received_at = EXCLUDED.received_at, expires_at = EXCLUDED.expires_at
WHERE d.expires_at <= $7
RETURNING d.run_id";

const REPEAT: &str = "
UPDATE hook_deliveries SET repeats = repeats + 1 WHERE tenant_id = $1 AND trigger_id = $2 AND dedupe_key = $3
RETURNING run_id";

const KEEP: &str = "
INSERT INTO hook_deliveries (tenant_id, id, trigger_id, delivery_id, kind, refused, event, received_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::json, $8, $9)";

// the newest of each kind stay
const PRUNE: &str = "
DELETE FROM hook_deliveries WHERE tenant_id = $1 AND trigger_id = $2 AND kind = $3 AND id <= (
    SELECT id FROM hook_deliveries WHERE tenant_id = $1 AND trigger_id = $2 AND kind = $3
    ORDER BY id DESC OFFSET $4 LIMIT 1)";

macro_rules! delivery_columns {
    ($event:literal) => {
        concat!(
            "SELECT d.id, d.trigger_id, d.kind, d.delivery_id, d.run_id, r.status, d.refused, d.repeats, d.received_at, ",
            $event,
            " AS event FROM hook_deliveries d
             LEFT JOIN runs r ON r.tenant_id = d.tenant_id AND r.id = d.run_id
             WHERE d.tenant_id = $1 AND "
        )
    };
}

const LIST: &str = concat!(
    delivery_columns!("NULL::json"),
    "d.trigger_id = $2 ORDER BY d.id DESC LIMIT $3 OFFSET $4"
);
const ONE: &str = concat!(delivery_columns!("d.event"), "d.id = $2");
const COUNT: &str = "
SELECT count(*) AS total FROM
    (SELECT 1 FROM hook_deliveries WHERE tenant_id = $1 AND trigger_id = $2 LIMIT 10000) AS counted";

#[derive(FromQueryResult)]
struct Started {
    run_id: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct DeliveryRow {
    id: Uuid,
    trigger_id: Uuid,
    kind: String,
    delivery_id: Option<String>,
    run_id: Option<Uuid>,
    status: Option<String>,
    refused: Option<String>,
    repeats: i32,
    event: Option<serde_json::Value>,
    received_at: DateTime<Utc>,
}

/// Notes a delivery that starts `run`, unless the same came before. Of any number of equal ones exactly one is fresh;
/// the run is to be accepted in the same transaction.
pub async fn deliver(tx: &TenantTx, delivery: NewDelivery, run: RunId) -> Result<Delivered, DbError> {
    let key: Value = delivery.dedupe_key.map(|key| key.to_vec()).into();
    let values = [
        tx.key(),
        delivery.id.uuid().into(),
        delivery.trigger.uuid().into(),
        key.clone(),
        delivery.delivery_id.into(),
        run.uuid().into(),
        delivery.at.into(),
        delivery.expires_at.into(),
    ];
    if fetch_one::<_, Started>(tx.conn(), DELIVER, values).await?.is_some() {
        return Ok(Delivered::Fresh);
    }
    let first = fetch_one::<_, Started>(tx.conn(), REPEAT, [tx.key(), delivery.trigger.uuid().into(), key]).await?;
    match first.and_then(|first| first.run_id) {
        Some(run) => Ok(Delivered::Repeated(RunId::from_uuid(run))),
        // swept away between the two statements: the caller may simply try again
        None => Err(DbError::Unavailable(sea_orm::DbErr::RecordNotFound(
            "hook delivery".into(),
        ))),
    }
}

/// Keeps a test or a refused delivery, and of those of its kind the newest `most`.
pub async fn keep_delivery(tx: &TenantTx, delivery: NewDelivery, most: u32) -> Result<(), DbError> {
    let kind = if delivery.refused.is_some() {
        DeliveryKind::Refused
    } else {
        DeliveryKind::Test
    };
    let trigger: Value = delivery.trigger.uuid().into();
    let values = [
        tx.key(),
        delivery.id.uuid().into(),
        trigger.clone(),
        delivery.delivery_id.into(),
        kind.as_str().into(),
        delivery.refused.into(),
        delivery.event.map(|event| event.to_string()).into(),
        delivery.at.into(),
        delivery.expires_at.into(),
    ];
    execute(tx.conn(), KEEP, values).await?;
    let values = [tx.key(), trigger, kind.as_str().into(), i64::from(most).into()];
    execute(tx.conn(), PRUNE, values).await.map(drop)
}

/// What came to the webhook, newest first, without the events.
pub async fn deliveries(tx: &TenantTx, trigger: TriggerId, page: PageRequest) -> Result<Page<DeliveryRecord>, DbError> {
    let values: Vec<Value> = vec![tx.key(), trigger.uuid().into()];
    let with_page = values
        .iter()
        .cloned()
        .chain([page.limit().into(), page.offset().into()]);
    let rows = fetch_all::<_, DeliveryRow>(tx.conn(), LIST, with_page).await?;
    let items = rows
        .into_iter()
        .map(DeliveryRecord::try_from)
        .collect::<Result<_, _>>()?;
    page.of(items, tx, COUNT, values).await
}

/// One delivery with its event.
pub async fn delivery(tx: &TenantTx, id: DeliveryId) -> Result<Option<DeliveryRecord>, DbError> {
    let row = fetch_one::<_, DeliveryRow>(tx.conn(), ONE, [tx.key(), id.uuid().into()]).await?;
    row.map(DeliveryRecord::try_from).transpose()
}

impl TryFrom<DeliveryRow> for DeliveryRecord {
    type Error = DbError;

    fn try_from(row: DeliveryRow) -> Result<Self, DbError> {
        let status = row.status.as_deref().map(|status| word("run", status)).transpose()?;
        Ok(Self {
            id: DeliveryId::from_uuid(row.id),
            trigger: TriggerId::from_uuid(row.trigger_id),
            kind: word("delivery", &row.kind)?,
            delivery_id: row.delivery_id,
            run: row.run_id.map(|run| (RunId::from_uuid(run), status)),
            refused: row.refused,
            repeats: row.repeats.unsigned_abs(),
            event: row.event,
            at: row.received_at,
        })
    }
}
