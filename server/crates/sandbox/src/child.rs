//! The child's side: read a job, render it, answer, until stdin ends.

use std::io::{self, Write};
use std::process::ExitCode;
use std::thread;

use domain::expr::full::{self, Purse};
use domain::expr::{Bound, ExprError, LocatedError, Scope};
use ports::SandboxMode;
use serde_json::Value;

use crate::confine::Walls;
use crate::message::{Received, Reply, STARTED};
use crate::{frame, limits};

/// Runs a sandbox child on stdin and stdout until stdin ends. The whole of the hidden subcommand.
///
/// Call it first of all in the process: no other thread, no open file, no configuration read.
#[must_use]
pub fn child_main() -> ExitCode {
    let Ok(walls) = Walls::build() else {
        return ExitCode::FAILURE;
    };
    let serving = thread::Builder::new()
        .stack_size(limits::STACK_BYTES)
        .spawn(move || serve(&walls));
    match serving.map(thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        Ok(Ok(Err(_)) | Err(_)) | Err(_) => ExitCode::FAILURE,
    }
}

fn serve(walls: &Walls) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut out = io::stdout().lock();
    while let Some(message) = frame::read(&mut input, limits::JOB_BYTES)? {
        let received = serde_json::from_slice(&message);
        drop(message);
        out.write_all(&[STARTED])?;
        out.flush()?;
        walls.close_in(limits::EVALUATION_BYTES)?;
        let answer = answer(received);
        walls.open()?;
        frame::write(&mut out, &encode(answer, walls.has_grown())?)?;
    }
    Ok(())
}

/// The outcome and how long it may be.
struct Answer {
    outcome: Result<Value, LocatedError>,
    output_bytes: usize,
}

fn answer(received: serde_json::Result<Received>) -> Answer {
    match received {
        Ok(received) => Answer {
            output_bytes: received.output_bytes,
            outcome: render(received),
        },
        // the parent wrote it, so only its depth can be wrong
        Err(_) => Answer {
            output_bytes: 0,
            outcome: Err(whole(ExprError::Limit {
                what: Bound::ValueDepth,
                limit: domain::expr::limits::MAX_VALUE_DEPTH as u64,
            })),
        },
    }
}

fn render(received: Received) -> Result<Value, LocatedError> {
    let purse = Purse {
        steps: received.steps,
        bytes: received.bytes,
    };
    let scope = Scope::from_value(received.job.scope);
    match (received.job.mode, &received.job.value) {
        (SandboxMode::Template, value) => full::render_unbounded(value, &scope, purse),
        (SandboxMode::Expression, Value::String(source)) => full::eval_unbounded(source, &scope, purse).map_err(whole),
        (SandboxMode::Expression, other) => Ok(other.clone()),
    }
}

fn encode(answer: Answer, retire: bool) -> io::Result<Vec<u8>> {
    let reply = Reply {
        outcome: answer.outcome,
        retire,
    };
    let encoded = serde_json::to_vec(&reply)?;
    if reply.outcome.is_err() || encoded.len() <= answer.output_bytes {
        return Ok(encoded);
    }
    let error = whole(ExprError::Limit {
        what: Bound::Output,
        limit: answer.output_bytes as u64,
    });
    Ok(serde_json::to_vec(&Reply {
        outcome: Err(error),
        retire,
    })?)
}

/// An error of the value as a whole.
fn whole(error: ExprError) -> LocatedError {
    LocatedError {
        path: String::new(),
        error,
    }
}
