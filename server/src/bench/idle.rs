//! A worker with nothing to do: a process of its own on the same data folder.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::gates::{Figure, Measure};
use super::stage::Stage;
use crate::cli::Failure;

/// Until it has started and settled.
const SETTLING: Duration = Duration::from_secs(5);
const SPAN: Duration = Duration::from_secs(15);

pub(super) async fn worker(stage: &Stage) -> Result<[Figure; 2], Failure> {
    let program = std::env::current_exe().map_err(Failure::failed)?;
    let mut child = Command::new(program)
        .arg("worker")
        .env("APEX_DATA_DIR", stage.folder())
        .env("APEX_MASTER_KEY", stage.master_key())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(Failure::failed)?;
    let id = child.id().ok_or_else(|| Failure::failed("the worker did not start"))?;
    tokio::time::sleep(SETTLING).await;
    let before = ticks(id)?;
    tokio::time::sleep(SPAN).await;
    let busy = (ticks(id)? - before) as f64 / TICKS_A_SECOND;
    let memory = resident(id)?;
    child.kill().await.map_err(Failure::failed)?;
    Ok([
        Figure {
            what: "idle worker, processor",
            reached: Measure::Processor(busy / SPAN.as_secs_f64() * 100.0),
            gate: Measure::Processor(1.0),
            stretch: None,
        },
        Figure {
            what: "idle worker, memory",
            reached: Measure::Memory(memory),
            gate: Measure::Memory(60.0),
            stretch: None,
        },
    ])
}

/// Linux counts processor time in hundredths of a second, whatever the kernel's own clock.
const TICKS_A_SECOND: f64 = 100.0;

/// User and system time of a process, in ticks.
fn ticks(id: u32) -> Result<u64, Failure> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).map_err(Failure::failed)?;
    // the name in brackets may hold anything
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    let times = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
    Ok(times.sum())
}

/// Resident memory in megabytes.
fn resident(id: u32) -> Result<f64, Failure> {
    let text = std::fs::read_to_string(format!("/proc/{id}/status")).map_err(Failure::failed)?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line
        .and_then(|line| line.split_whitespace().next())
        .and_then(|kb| kb.parse::<f64>().ok());
    kilobytes
        .map(|kb| kb / 1_000.0)
        .ok_or_else(|| Failure::failed("the worker's memory can't be read"))
}
