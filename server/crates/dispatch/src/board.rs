//! Listens to the database's board, for ever.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use ports::Heard;

use crate::notice::Notice;
use crate::post::Inner;

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

pub(crate) async fn listen(inner: Arc<Inner>) {
    let mut pause = FIRST_PAUSE;
    loop {
        match inner.ports.board.listen().await {
            Ok(mut heard) => {
                while let Some(heard) = heard.next().await {
                    pause = FIRST_PAUSE;
                    hear(&inner, heard);
                }
                tracing::warn!("the connection for notifications was lost; looking instead until it is back");
            }
            Err(error) => tracing::debug!(%error, "no notifications from the database yet"),
        }
        // spread, so that the nodes don't come back all at once
        inner
            .ports
            .clock
            .sleep(pause.mul_f64(rand::random_range(0.5..1.0)))
            .await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn hear(inner: &Inner, heard: Heard) {
    match heard {
        // what was said meanwhile is missed
        Heard::Listening => {
            inner.ask_for_hellos();
            inner.look();
        }
        Heard::Text(text) => {
            if let Some(notice) = Notice::read(text.as_bytes()) {
                inner.hear(&notice);
            }
        }
    }
}
