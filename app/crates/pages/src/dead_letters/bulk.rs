//! Many letters decided one after the other, in parts, so that its progress can be told.

use domain::id::RunId;
use rpc::api::dead_letter::{discard_dead_letters, redrive_dead_letters};
use rpc::{AppError, BulkAnswer, BulkItem, BulkOutcome, ChosenLetters, OpenLetters};
use ui::grouped;

/// Letters of one call, where they are named.
const PART: usize = 20;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// A new run each, from the failed step.
    Replay,
    /// Let go.
    Discard,
}

/// To which letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whom {
    /// To these.
    These(Vec<RunId>),
    /// To all open ones that fit the filters: so many.
    All(u64),
}

/// What was asked for, before it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Work {
    /// What.
    pub(super) deed: Deed,
    /// To which.
    pub(super) whom: Whom,
}

/// How far it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tally {
    /// Letters that were answered.
    pub(super) answered: u64,
    /// Letters that are decided now.
    pub(super) done: Vec<RunId>,
    /// Letters that could not be.
    pub(super) refused: Vec<BulkItem>,
    /// The only replay, where one letter was replayed.
    pub(super) replay: Option<RunId>,
    /// Why it ended before its end.
    pub(super) error: Option<AppError>,
}

impl Work {
    /// How many letters there are to be decided.
    pub(super) fn total(&self) -> u64 {
        match &self.whom {
            Whom::These(runs) => runs.len() as u64,
            Whom::All(total) => *total,
        }
    }

    /// The question.
    pub(super) fn title(&self) -> String {
        let verb = match self.deed {
            Deed::Replay => "Replay",
            Deed::Discard => "Discard",
        };
        match self.total() {
            1 => format!("{verb} this dead letter?"),
            total => format!("{verb} {} dead letters?", grouped(total)),
        }
    }

    /// What it means.
    pub(super) const fn text(&self) -> &'static str {
        match self.deed {
            Deed::Replay => {
                "Each gets a new run of the same version that goes on at the failed step. \
                 Steps with a recorded result are not executed again."
            }
            Deed::Discard => "The runs stay and can still be read. You can take it back.",
        }
    }

    /// The verb of its button.
    pub(super) const fn action(&self) -> &'static str {
        match self.deed {
            Deed::Replay => "Replay",
            Deed::Discard => "Discard",
        }
    }

    /// What was done, in words.
    pub(super) fn past(&self, done: usize) -> String {
        let verb = match self.deed {
            Deed::Replay => "Replayed",
            Deed::Discard => "Discarded",
        };
        match done {
            1 => format!("{verb} 1 dead letter"),
            done => format!("{verb} {} dead letters", grouped(done as u64)),
        }
    }

    /// Does it; `told` hears of every part.
    pub(super) async fn carry_out(self, filter: OpenLetters, told: impl Fn(&Tally)) -> Tally {
        let mut tally = Tally::default();
        match self.whom {
            Whom::These(runs) => {
                for part in runs.chunks(PART) {
                    let chosen = ChosenLetters {
                        run_ids: Some(part.to_vec()),
                        filter: None,
                    };
                    if tally.take(self.deed.ask(chosen).await).is_none() {
                        return tally;
                    }
                    told(&tally);
                }
            }
            Whom::All(_) => {
                // letters that are refused stay open: a round that decides none would come again for ever
                loop {
                    let before = tally.done.len();
                    let chosen = ChosenLetters {
                        run_ids: None,
                        filter: Some(filter.clone()),
                    };
                    let more = tally.take(self.deed.ask(chosen).await);
                    told(&tally);
                    if more != Some(true) || tally.done.len() == before {
                        return tally;
                    }
                }
            }
        }
        tally
    }
}

impl Deed {
    async fn ask(self, chosen: ChosenLetters) -> Result<BulkAnswer, AppError> {
        match self {
            Self::Replay => redrive_dead_letters(chosen).await,
            Self::Discard => discard_dead_letters(chosen).await,
        }
    }
}

impl Tally {
    /// Counts an answer; whether there are more letters, none after an error.
    fn take(&mut self, answer: Result<BulkAnswer, AppError>) -> Option<bool> {
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                self.error = Some(error);
                return None;
            }
        };
        for item in answer.items {
            self.answered += 1;
            match item.outcome {
                BulkOutcome::Done | BulkOutcome::Accepted | BulkOutcome::Unchanged => {
                    self.replay = item.new_run_id.filter(|_| self.done.is_empty());
                    self.done.push(item.run_id);
                }
                BulkOutcome::Refused => {
                    // the same letter may come again in the next round
                    if self.refused.iter().all(|known| known.run_id != item.run_id) {
                        self.refused.push(item);
                    }
                }
            }
        }
        Some(answer.more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(number: u8) -> RunId {
        format!("run_0000000000000000000000000{number}").parse().unwrap()
    }

    #[test]
    fn refused_letters_are_told_once_and_done_ones_counted() {
        let mut tally = Tally::default();
        let answer = BulkAnswer {
            items: vec![
                BulkItem::new(run(1), BulkOutcome::Done).replayed_by(run(9)),
                BulkItem::refused(run(2), "workflow_deleted", "gone"),
            ],
            more: true,
        };
        assert_eq!(tally.take(Ok(answer)), Some(true));
        assert_eq!(tally.replay, Some(run(9)));
        tally.take(Ok(BulkAnswer {
            items: vec![BulkItem::refused(run(2), "workflow_deleted", "gone")],
            more: false,
        }));
        assert_eq!((tally.done.len(), tally.refused.len()), (1, 1));
        assert_eq!(tally.take(Err(AppError::unavailable())), None);
        assert!(tally.error.is_some());
    }

    #[test]
    fn figures_stand_in_the_question() {
        let work = |total| Work {
            deed: Deed::Replay,
            whom: Whom::All(total),
        };
        assert_eq!(work(1).title(), "Replay this dead letter?");
        assert_eq!(work(1_200).title(), "Replay 1,200 dead letters?");
    }
}
