//! What this node says to others, gathered for some milliseconds.

use std::sync::atomic::Ordering;
use std::time::Duration;

use ports::RunRef;

use super::Inner;
use crate::nats::Link;
use crate::notice::{Hello, Notice, pair};
use crate::outbox::Gathered;
use crate::peers::Audience;

/// How often a node says that it is here.
const HELLO_EVERY: Duration = Duration::from_secs(10);

impl Inner {
    /// Sends what is gathered, for ever: the first at once, then one post for many.
    pub(super) async fn send_forever(&self) {
        let clock = &self.ports.clock;
        loop {
            self.outbox.wait().await;
            self.send(self.outbox.take()).await;
            clock.sleep(self.options.coalesce).await;
        }
    }

    /// Says hello from time to time, and whenever NATS comes or goes.
    pub(super) async fn hello_forever(&self) {
        loop {
            self.outbox.hello();
            let pause = HELLO_EVERY.mul_f64(rand::random_range(0.8..1.0));
            self.ports.clock.sleep(pause).await;
        }
    }

    /// Follows NATS: whoever comes or goes says so, and looks for what it missed.
    pub(super) async fn follow_link(&self, link: &Link) {
        let mut up = link.watch_up();
        while up.changed().await.is_ok() {
            self.outbox.hello();
            self.look();
        }
    }

    /// The node leaves: the others need tell it nothing any more.
    pub(super) async fn say_goodbye(&self) {
        let hello = Hello {
            bye: true,
            ..Hello::default()
        };
        self.post(Notice {
            hello: Some(hello),
            ..self.notice()
        })
        .await;
    }

    async fn send(&self, gathered: Gathered) {
        let audience = self.audience();
        let by_board = self.needs_board(audience);
        let Gathered {
            ready,
            look,
            cancels,
            signals,
            news,
            hello,
        } = gathered;
        let told = Notice {
            cancels: cancels.iter().map(pair).collect(),
            signals: signals.iter().map(pair).collect(),
            ..self.notice()
        };
        let mut ready_by_board = by_board && !ready.is_empty();
        if let Some(link) = &self.nats
            && audience != Audience::Nobody
        {
            if link.is_up() {
                link.tell(told.clone()).await;
            }
            ready_by_board |= !self.hint(link, ready.into_iter().collect()).await;
        }
        let mut notice = Notice {
            hello: hello.then(|| self.hello()),
            ..self.notice()
        };
        if by_board {
            notice = Notice {
                news: news.into_iter().collect(),
                look,
                hello: notice.hello,
                ..told
            };
        }
        notice.ready = ready_by_board;
        self.post(notice).await;
    }

    /// Hints for those that are still ready; false when they have to go another way.
    async fn hint(&self, link: &Link, runs: Vec<RunRef>) -> bool {
        if runs.is_empty() {
            return true;
        }
        if !link.takes_hints() {
            return false;
        }
        let ready = self.ports.ready_runs.still_ready(&runs, self.ports.clock.now()).await;
        match ready {
            Ok(ready) => link.hint(&ready, None).await,
            // no database, no run to take
            Err(error) => {
                tracing::debug!(%error, "could not look which runs are still ready");
                true
            }
        }
    }

    async fn post(&self, notice: Notice) {
        let texts = notice.texts();
        if texts.is_empty() {
            return;
        }
        if let Err(error) = self.ports.board.post(texts).await {
            tracing::debug!(%error, "the board took nothing; the others will look for themselves");
        }
    }

    fn hello(&self) -> Hello {
        Hello {
            nats: self.nats_is_up(),
            ask: self.asks.swap(false, Ordering::Relaxed),
            bye: false,
        }
    }

    fn notice(&self) -> Notice {
        Notice {
            from: self.options.node.clone(),
            ..Notice::default()
        }
    }
}
