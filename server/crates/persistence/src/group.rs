//! Group commit: what many callers want done at the same time is done in few transactions.
//!
//! While a batch is on its way the next one gathers, so that a lone job goes at once and a crowd shares. Jobs of one key
//! keep their order: never are two of them on their way. A batch that the database refuses (not one that it could not
//! take) is tried again job by job, so that a bad one fails alone.

use std::collections::{HashSet, VecDeque};
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::DbErr;
use sea_orm::error::ConnAcquireErr;
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;

use crate::{Database, DbError};

/// Batches on their way at once.
const COMMITTERS: u32 = 2;
/// Most jobs of one batch.
const MOST_JOBS: usize = 256;
/// Most bytes of one batch, but for a single job that is larger.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Something that can be done together with others of its kind.
pub(crate) trait Job: std::fmt::Debug + Send + Sync + Sized + 'static {
    /// What its caller hears.
    type Answer: std::fmt::Debug + Send + 'static;
    /// Jobs of one key are done one after the other.
    type Key: std::fmt::Debug + Clone + Eq + Hash + Send + 'static;

    fn key(&self) -> Self::Key;

    /// How much it adds to a batch.
    fn bytes(&self) -> usize;

    /// Does them all in one transaction; the answers in the order of the jobs.
    fn do_all(database: &Database, jobs: &[&Self]) -> impl Future<Output = Result<Vec<Self::Answer>, DbError>> + Send;
}

/// Why a job was not done.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum GroupError {
    /// Its batch, or it alone, failed.
    #[error(transparent)]
    Failed(Arc<DbError>),
    /// The runtime is going down.
    #[error("the process is going down")]
    GoingDown,
}

/// The same for each caller of a batch.
impl From<GroupError> for DbError {
    fn from(error: GroupError) -> Self {
        let error = match error {
            GroupError::Failed(error) => error,
            GroupError::GoingDown => {
                return Self::Unavailable(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed));
            }
        };
        match &*error {
            Self::Unavailable(cause) => Self::Unavailable(cause.clone()),
            Self::Rejected(cause) => Self::Rejected(cause.clone()),
            Self::Internal(cause) => Self::Internal(cause.clone()),
            Self::Duplicate { constraint } => Self::Duplicate {
                constraint: constraint.clone(),
            },
            Self::Missing { constraint } => Self::Missing {
                constraint: constraint.clone(),
            },
            Self::Corrupt { what, .. } => Self::corrupt(what, error),
            Self::BadUrl(_) => Self::BadUrl(Box::new(error)),
            // no batch touches objects
            Self::ObjectsUnavailable(cause) => Self::Unavailable(DbErr::Custom(cause.to_string())),
        }
    }
}

/// Where jobs of one kind meet. Clones share it.
#[derive(Debug)]
pub(crate) struct Group<J: Job> {
    desk: Arc<Mutex<Desk<J>>>,
    tasks: TaskTracker,
}

#[derive(Debug)]
struct Desk<J: Job> {
    waiting: VecDeque<Entry<J>>,
    under_way: HashSet<J::Key>,
    committers: u32,
}

#[derive(Debug)]
struct Entry<J: Job> {
    job: J,
    answer: oneshot::Sender<Result<J::Answer, GroupError>>,
}

impl<J: Job> Default for Group<J> {
    fn default() -> Self {
        let desk = Desk {
            waiting: VecDeque::new(),
            under_way: HashSet::new(),
            committers: 0,
        };
        Self {
            desk: Arc::new(Mutex::new(desk)),
            tasks: TaskTracker::new(),
        }
    }
}

impl<J: Job> Group<J> {
    /// Returns once the job is done, or is known not to be.
    pub(crate) async fn join(&self, database: &Database, job: J) -> Result<J::Answer, GroupError> {
        let (answer, heard) = oneshot::channel();
        let is_needed = {
            let mut desk = lock(&self.desk);
            desk.waiting.push_back(Entry { job, answer });
            let is_needed = desk.committers < COMMITTERS;
            desk.committers += u32::from(is_needed);
            is_needed
        };
        if is_needed {
            let duty = Duty {
                desk: Arc::clone(&self.desk),
                keys: Vec::new(),
                is_on: true,
            };
            self.tasks.spawn(duty.serve(database.clone()));
        }
        heard.await.unwrap_or(Err(GroupError::GoingDown))
    }
}

fn lock<J: Job>(desk: &Mutex<Desk<J>>) -> MutexGuard<'_, Desk<J>> {
    // no code that can panic runs under the lock
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<J: Job> Desk<J> {
    /// The jobs that go next: in the order in which they came, but for keys that are under way.
    fn gather(&mut self) -> Vec<Entry<J>> {
        let (mut batch, mut left, mut bytes) = (Vec::new(), VecDeque::new(), 0);
        while let Some(entry) = self.waiting.pop_front() {
            let key = entry.job.key();
            let fits = batch.is_empty() || bytes + entry.job.bytes() <= MOST_BYTES;
            if !fits || self.under_way.contains(&key) {
                // keeps later ones of its key waiting, too: they find it in `under_way` or not fitting
                left.push_back(entry);
                if fits {
                    continue;
                }
                break;
            }
            bytes += entry.job.bytes();
            self.under_way.insert(key);
            batch.push(entry);
            if batch.len() == MOST_JOBS {
                break;
            }
        }
        left.append(&mut self.waiting);
        self.waiting = left;
        batch
    }
}

/// One committer on duty; lays its duty down however it ends.
struct Duty<J: Job> {
    desk: Arc<Mutex<Desk<J>>>,
    /// Of the batch that is under way.
    keys: Vec<J::Key>,
    is_on: bool,
}

impl<J: Job> Duty<J> {
    async fn serve(mut self, database: Database) {
        while let Some(batch) = self.next() {
            settle(&database, batch).await;
        }
    }

    /// The next batch. None lays the duty down under the same lock, so that whoever comes later finds it so.
    fn next(&mut self) -> Option<Vec<Entry<J>>> {
        let mut desk = lock(&self.desk);
        for key in self.keys.drain(..) {
            desk.under_way.remove(&key);
        }
        let batch = desk.gather();
        if batch.is_empty() {
            desk.committers = desk.committers.saturating_sub(1);
            self.is_on = false;
            return None;
        }
        self.keys.extend(batch.iter().map(|entry| entry.job.key()));
        Some(batch)
    }
}

impl<J: Job> Drop for Duty<J> {
    fn drop(&mut self) {
        let mut desk = lock(&self.desk);
        for key in self.keys.drain(..) {
            desk.under_way.remove(&key);
        }
        if self.is_on {
            desk.committers = desk.committers.saturating_sub(1);
        }
    }
}

async fn settle<J: Job>(database: &Database, batch: Vec<Entry<J>>) {
    let jobs: Vec<&J> = batch.iter().map(|entry| &entry.job).collect();
    match J::do_all(database, &jobs).await {
        Ok(answers) => {
            for (entry, answer) in batch.into_iter().zip(answers) {
                tell(entry, Ok(answer));
            }
        }
        Err(error) if error.is_unavailable() || batch.len() == 1 => {
            let error = Arc::new(error);
            for entry in batch {
                tell(entry, Err(GroupError::Failed(Arc::clone(&error))));
            }
        }
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                jobs = batch.len(),
                "a batch was refused; its jobs are tried one by one"
            );
            for entry in batch {
                let answer = J::do_all(database, &[&entry.job]).await;
                let answer = answer.map_err(|error| GroupError::Failed(Arc::new(error)));
                let first = answer.and_then(|answers| answers.into_iter().next().ok_or(GroupError::GoingDown));
                tell(entry, first);
            }
        }
    }
}

fn tell<J: Job>(entry: Entry<J>, answer: Result<J::Answer, GroupError>) {
    // whoever asked may be gone
    drop(entry.answer.send(answer));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Note(u32, usize);

    impl Job for Note {
        type Answer = ();
        type Key = u32;

        fn key(&self) -> u32 {
            self.0
        }

        fn bytes(&self) -> usize {
            self.1
        }

        async fn do_all(_: &Database, jobs: &[&Self]) -> Result<Vec<()>, DbError> {
            Ok(vec![(); jobs.len()])
        }
    }

    fn desk(notes: impl IntoIterator<Item = (u32, usize)>) -> Desk<Note> {
        let waiting = notes.into_iter().map(|(key, bytes)| Entry {
            job: Note(key, bytes),
            answer: oneshot::channel().0,
        });
        Desk {
            waiting: waiting.collect(),
            under_way: HashSet::new(),
            committers: 1,
        }
    }

    fn keys(entries: &[Entry<Note>]) -> Vec<u32> {
        entries.iter().map(|entry| entry.job.0).collect()
    }

    #[test]
    fn two_jobs_of_a_key_are_never_in_one_batch_nor_on_their_way_together() {
        let mut desk = desk([(1, 1), (2, 1), (1, 1), (3, 1)]);
        assert_eq!(keys(&desk.gather()), [1, 2, 3]);
        assert!(desk.gather().is_empty(), "the first of the key is on its way");
        desk.under_way.remove(&1);
        assert_eq!(keys(&desk.gather()), [1]);
    }

    #[test]
    fn a_batch_is_bounded_by_number_and_bytes() {
        let mut many = desk((0..300).map(|key| (key, 1)));
        assert_eq!(many.gather().len(), MOST_JOBS);
        assert_eq!(many.gather().len(), 300 - MOST_JOBS);
        let mut large = desk([(1, MOST_BYTES * 2), (2, MOST_BYTES), (3, 1)]);
        assert_eq!(keys(&large.gather()), [1], "a job that is too large for any goes alone");
        assert_eq!(keys(&large.gather()), [2]);
        assert_eq!(keys(&large.gather()), [3]);
    }
}
