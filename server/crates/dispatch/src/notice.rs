//! What nodes tell each other: one short JSON text. Short names, because a text on the board has under 8000 bytes.
//!
//! Unknown members are ignored and all are optional, so that nodes of two versions understand each other.

use domain::id::{RunId, TenantId};
use ports::{MAX_NOTICE_BYTES, RunRef};
use serde::{Deserialize, Serialize};

/// Runs with their tenants that one text carries: about 70 bytes each.
const PAIRS: usize = 100;
/// Entries of news that one text carries: about 50 bytes each.
const NEWS: usize = 140;
/// More texts than this at once say less than "look".
const MOST: usize = 8;

/// One text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Notice {
    /// The node that says it.
    #[serde(rename = "f")]
    pub(crate) from: String,
    /// The node is here (or leaves).
    #[serde(rename = "h", skip_serializing_if = "Option::is_none")]
    pub(crate) hello: Option<Hello>,
    /// Runs are ready.
    #[serde(rename = "r", skip_serializing_if = "is_false")]
    pub(crate) ready: bool,
    /// Somebody asked for the end of these.
    #[serde(rename = "c", skip_serializing_if = "Vec::is_empty")]
    pub(crate) cancels: Vec<(TenantId, RunId)>,
    /// Signals for these are stored.
    #[serde(rename = "s", skip_serializing_if = "Vec::is_empty")]
    pub(crate) signals: Vec<(TenantId, RunId)>,
    /// The journals of these have grown, to this event.
    #[serde(rename = "e", skip_serializing_if = "Vec::is_empty")]
    pub(crate) news: Vec<(RunId, i64)>,
    /// Too much happened for a text: look at everything.
    #[serde(rename = "l", skip_serializing_if = "is_false")]
    pub(crate) look: bool,
}

/// A node introduces itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Hello {
    /// Whether it is reached by NATS.
    #[serde(rename = "n")]
    pub(crate) nats: bool,
    /// It asks the others to introduce themselves.
    #[serde(rename = "a", skip_serializing_if = "is_false")]
    pub(crate) ask: bool,
    /// It goes.
    #[serde(rename = "b", skip_serializing_if = "is_false")]
    pub(crate) bye: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

pub(crate) fn pair(run: &RunRef) -> (TenantId, RunId) {
    (run.tenant, run.run)
}

pub(crate) fn run_ref(pair: &(TenantId, RunId)) -> RunRef {
    RunRef {
        tenant: pair.0,
        run: pair.1,
    }
}

impl Notice {
    /// Nothing but the sender.
    fn of(&self) -> Self {
        Self {
            from: self.from.clone(),
            ..Self::default()
        }
    }

    /// The texts that say all of this; a single "look" if they would be too many.
    pub(crate) fn texts(self) -> Vec<String> {
        let mut parts = vec![Self {
            hello: self.hello,
            ready: self.ready,
            look: self.look,
            ..self.of()
        }];
        parts.extend(self.cancels.chunks(PAIRS).map(|cancels| Self {
            cancels: cancels.to_vec(),
            ..self.of()
        }));
        parts.extend(self.signals.chunks(PAIRS).map(|signals| Self {
            signals: signals.to_vec(),
            ..self.of()
        }));
        parts.extend(self.news.chunks(NEWS).map(|news| Self {
            news: news.to_vec(),
            ..self.of()
        }));
        if parts.len() > MOST {
            parts.truncate(1);
            parts[0].ready = true;
            parts[0].look = true;
        }
        merge_small(parts).iter().filter_map(Self::text).collect()
    }

    fn text(&self) -> Option<String> {
        serde_json::to_string(self)
            .ok()
            .filter(|text| text.len() <= MAX_NOTICE_BYTES)
    }

    /// A text of another node; none when it is not one of ours.
    pub(crate) fn read(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    fn weight(&self) -> usize {
        (self.cancels.len() + self.signals.len()) * (NEWS / 2 * 3) / PAIRS + self.news.len()
    }
}

/// Joins the first part, which is always tiny, with the others as long as they fit into one text.
fn merge_small(parts: Vec<Notice>) -> Vec<Notice> {
    let mut merged: Vec<Notice> = Vec::new();
    for part in parts {
        match merged.last_mut() {
            Some(last) if last.weight() + part.weight() <= NEWS / 2 => {
                last.cancels.extend(part.cancels);
                last.signals.extend(part.signals);
                last.news.extend(part.news);
            }
            Some(_) | None => merged.push(part),
        }
    }
    // a first part that says nothing
    merged.retain(|notice| *notice != notice.of());
    merged
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn run(number: usize) -> RunId {
        RunId::from_uuid(Uuid::from_u128(number as u128))
    }

    fn tenant() -> TenantId {
        TenantId::from_uuid(Uuid::max())
    }

    fn full() -> Notice {
        Notice {
            from: "0123456789abcdef".into(),
            ready: true,
            cancels: (0..150).map(|number| (tenant(), run(number))).collect(),
            signals: (0..20).map(|number| (tenant(), run(number))).collect(),
            news: (0..300).map(|number| (run(number), i64::MAX)).collect(),
            ..Notice::default()
        }
    }

    #[test]
    fn everything_said_arrives_in_texts_that_a_board_takes() {
        let texts = full().texts();
        let read: Vec<Notice> = texts
            .iter()
            .map(|text| Notice::read(text.as_bytes()).unwrap())
            .collect();
        assert!(texts.iter().all(|text| text.len() <= MAX_NOTICE_BYTES));
        assert!(read.iter().any(|notice| notice.ready));
        assert_eq!(read.iter().map(|notice| notice.cancels.len()).sum::<usize>(), 150);
        assert_eq!(read.iter().map(|notice| notice.signals.len()).sum::<usize>(), 20);
        assert_eq!(read.iter().map(|notice| notice.news.len()).sum::<usize>(), 300);
    }

    #[test]
    fn a_little_is_one_text() {
        let notice = Notice {
            from: "a".into(),
            ready: true,
            cancels: vec![(tenant(), run(1))],
            news: vec![(run(1), 3)],
            ..Notice::default()
        };
        let texts = notice.clone().texts();
        assert_eq!(texts.len(), 1);
        assert_eq!(Notice::read(texts[0].as_bytes()), Some(notice));
    }

    #[test]
    fn nothing_said_is_no_text() {
        let notice = Notice {
            from: "a".into(),
            ..Notice::default()
        };
        assert!(notice.texts().is_empty());
    }

    #[test]
    fn too_much_becomes_look() {
        let notice = Notice {
            from: "a".into(),
            news: (0..5_000).map(|number| (run(number), 1)).collect(),
            ..Notice::default()
        };
        let texts = notice.texts();
        assert_eq!(texts.len(), 1);
        let read = Notice::read(texts[0].as_bytes()).unwrap();
        assert!(read.look && read.ready && read.news.is_empty());
    }

    #[test]
    fn a_text_of_somebody_else_is_nobody_s_hint() {
        assert_eq!(Notice::read(b"hello"), None);
        let newer = Notice::read(br#"{"f": "a", "later": [1]}"#).unwrap();
        assert_eq!(newer.from, "a");
    }
}
