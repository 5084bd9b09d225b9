//! What is looked at while it lasts, and what must not grow.

use std::time::Duration;

use testkit::history::Sums;
use testkit::{Operator, Seat};

use super::load::Outcome;

/// Memory may vary by this much, in MB: caches fill, pools breathe.
const BREATH_MB: f64 = 24.0;
/// Dead rows that wait for the next vacuum, in seconds of work: it comes once a minute and takes its time.
const VACUUM_SECONDS: f64 = 180.0;

/// One part of the time.
pub(super) struct Sample {
    rate: f64,
    /// Of the server, in MB.
    memory: f64,
    dead_queue: i64,
    dead_leases: i64,
    took: [Duration; 2],
}

impl Sample {
    pub(super) async fn of(process: u32, operator: &Operator, outcome: Outcome, span: Duration) -> Self {
        let Outcome { accepted, took } = outcome;
        let dead = |table: &str| format!("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = '{table}'");
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
        Self {
            rate: accepted as f64 / span.as_secs_f64(),
            memory: resident(process),
            dead_queue: operator.number(Seat::Engine, &dead("run_queue")).await,
            dead_leases: operator.number(Seat::Engine, &dead("run_leases")).await,
            took: [at(0.5), at(0.99)],
        }
    }
}

/// All parts.
pub(super) struct Figures {
    samples: Vec<Sample>,
}

impl Figures {
    pub(super) fn begin(peak: f64, span: Duration) -> Self {
        println(&format!(
            "peak {peak:.0} runs/s; half of it for {:.1} min",
            span.as_secs_f64() / 60.0
        ));
        println("part | runs/s | memory MB | dead rows: queue | leases | accept p50 | p99");
        Self { samples: Vec::new() }
    }

    pub(super) fn add(&mut self, sample: Sample) {
        println(&format!(
            "{} | {:.0} | {:.1} | {} | {} | {:.1} ms | {:.1} ms",
            self.samples.len() + 1,
            sample.rate,
            sample.memory,
            sample.dead_queue,
            sample.dead_leases,
            sample.took[0].as_secs_f64() * 1e3,
            sample.took[1].as_secs_f64() * 1e3,
        ));
        self.samples.push(sample);
    }

    /// The last part took no more memory than the first third, and the dead rows are those of a few minutes.
    pub(super) fn assert_flat(&self) {
        let (first, last) = self.samples.split_at(self.samples.len().div_ceil(3));
        let most = |samples: &[Sample]| samples.iter().map(|sample| sample.memory).fold(0.0, f64::max);
        assert!(
            most(last) <= most(first) * 1.15 + BREATH_MB,
            "memory grew from {:.1} to {:.1} MB",
            most(first),
            most(last)
        );
        for sample in &self.samples {
            let dead = sample.dead_queue.max(sample.dead_leases) as f64;
            assert!(dead <= sample.rate * VACUUM_SECONDS, "{dead} dead rows");
        }
    }

    pub(super) fn end(&self, sums: &Sums) {
        println(&format!(
            "{} accepted, ended: {:?}, {} results of steps, each run's history checked",
            sums.accepted, sums.ended, sums.results
        ));
    }
}

/// Resident memory in MB.
fn resident(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    kilobytes * 1024.0 / 1e6
}

#[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
fn println(line: &str) {
    println!("{line}");
}
