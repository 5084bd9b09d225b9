//! Reads a body piece by piece under three limits: its length, the whole time, and the gap between two pieces.
//!
//! The pieces are counted after decompression, so a small file that unpacks to gigabytes is cut off like a large one,
//! and never more than the limit is held in memory.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt, TryStreamExt};
use tokio::time::{Instant, timeout_at};

use crate::error::{EgressError, Phase};
use crate::failure::explain_exchange;

/// The limits of one body.
#[derive(Debug, Clone)]
pub(crate) struct BodyLimits {
    pub(crate) host: String,
    pub(crate) max_bytes: u64,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Instant,
    pub(crate) idle_timeout: Option<Duration>,
}

/// The body as a stream that ends after its first error.
pub(crate) fn limited(
    response: reqwest::Response,
    limits: BodyLimits,
) -> Result<BoxStream<'static, Result<Bytes, EgressError>>, EgressError> {
    let declared = response.content_length();
    if declared.is_some_and(|length| length > limits.max_bytes) {
        return Err(EgressError::ResponseTooLarge {
            limit: limits.max_bytes,
        });
    }
    let pieces = response.bytes_stream();
    Ok(limit_pieces(pieces.boxed(), limits).boxed())
}

/// Collects a limited body.
pub(crate) async fn collect(mut pieces: BoxStream<'static, Result<Bytes, EgressError>>) -> Result<Bytes, EgressError> {
    let mut whole = BytesMut::new();
    while let Some(piece) = pieces.try_next().await? {
        whole.extend_from_slice(&piece);
    }
    Ok(whole.freeze())
}

type Pieces = BoxStream<'static, Result<Bytes, reqwest::Error>>;

fn limit_pieces(pieces: Pieces, limits: BodyLimits) -> impl Stream<Item = Result<Bytes, EgressError>> {
    let start = Some((pieces, 0_u64, limits));
    stream::unfold(start, |state| async move {
        let (mut pieces, seen, limits) = state?;
        match next_piece(&mut pieces, seen, &limits).await {
            Ok(Some(piece)) => {
                let seen = seen + piece.len() as u64;
                Some((Ok(piece), Some((pieces, seen, limits))))
            }
            Ok(None) => None,
            Err(error) => Some((Err(error), None)),
        }
    })
}

async fn next_piece(pieces: &mut Pieces, seen: u64, limits: &BodyLimits) -> Result<Option<Bytes>, EgressError> {
    let (until, waited) = limits.next_deadline();
    let next = timeout_at(until, pieces.next())
        .await
        .map_err(|_| EgressError::Timeout {
            host: limits.host.clone(),
            phase: Phase::Sending,
            after: waited,
        })?;
    let piece = next
        .transpose()
        .map_err(|error| explain_exchange(&limits.host, error))?;
    match piece {
        Some(piece) if seen + piece.len() as u64 > limits.max_bytes => Err(EgressError::ResponseTooLarge {
            limit: limits.max_bytes,
        }),
        Some(piece) => Ok(Some(piece)),
        None => Ok(None),
    }
}

impl BodyLimits {
    /// The moment at which the wait for the next piece ends, and the length of the limit that it comes from.
    fn next_deadline(&self) -> (Instant, Duration) {
        match self.idle_timeout {
            Some(gap) if Instant::now() + gap < self.deadline => (Instant::now() + gap, gap),
            Some(_) | None => (self.deadline, self.timeout),
        }
    }
}
