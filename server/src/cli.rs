//! The command line. Logs go to stderr; stdout carries only the result.

/// Writes a line of a command's result to stdout. A reader that has gone (`| head`) is no error.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout().lock(), $($text)*);
    }};
}
pub(crate) use say;

mod admin;
mod config;
mod migrate;
mod run;
mod schema;
mod serve;
mod starters;
mod validate;
mod worker;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;
use crate::{telemetry, tls};

pub(crate) use run::RunArgs;

/// What went wrong, and which exit code says so.
#[derive(Debug)]
pub(crate) struct Failure {
    /// For the person at the terminal.
    pub(crate) message: String,
    /// 1 when it failed, 2 when the input was bad, 130 when a signal ended it.
    pub(crate) code: u8,
}

impl Failure {
    /// It failed.
    pub(crate) fn failed(error: impl std::fmt::Display) -> Self {
        Self {
            message: error.to_string(),
            code: 1,
        }
    }

    /// The input was bad.
    pub(crate) fn bad_input(error: impl std::fmt::Display) -> Self {
        Self {
            message: error.to_string(),
            code: 2,
        }
    }

    /// A signal ended it.
    pub(crate) fn stopped() -> Self {
        Self {
            message: "stopped".to_owned(),
            // what shells give for a program that Ctrl-C ended
            code: 130,
        }
    }

    /// It failed; the causes belong to the message.
    pub(crate) fn with_causes(error: &dyn std::error::Error) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            let text = inner.to_string();
            if !message.contains(&text) {
                message.push_str(": ");
                message.push_str(&text);
            }
            cause = inner.source();
        }
        Self { message, code: 1 }
    }
}

/// What a command ends with.
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// Draw AI workflows, run them durably, publish them, see what they cost.
#[derive(Debug, Parser)]
#[command(name = "apex", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages and API, and execute runs
    Serve(serve::ServeArgs),
    /// Execute runs only
    Worker,
    /// Bring the database to this version
    Migrate(migrate::MigrateArgs),
    /// Run a workflow file to its end
    Run(RunArgs),
    /// Check a workflow file: exit code 0 when valid, 2 when not
    Validate(validate::ValidateArgs),
    /// Print the JSON Schema of a format
    Schema(schema::SchemaArgs),
    /// Print the settings in force, secrets masked
    Config,
    /// Organisations, keys and sign-in links
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Measure this machine
    Bench(crate::bench::BenchArgs),
    /// Evaluate expressions for a server (started by it, not by people)
    #[command(hide = true)]
    SandboxChild,
}

/// Reads the arguments and does what they say.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // clap's own code for bad usage is 2, for --help 0
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    // before any thread or setting: the child must stay small and see nothing
    if matches!(cli.command, Command::SandboxChild) {
        return sandbox::child_main();
    }
    match execute(cli.command) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("apex: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}

fn execute(command: Command) -> Outcome {
    match command {
        Command::Validate(args) => return validate::validate(&args),
        Command::Schema(args) => return schema::schema(&args),
        Command::SandboxChild => return Ok(sandbox::child_main()),
        Command::Serve(_)
        | Command::Worker
        | Command::Migrate(_)
        | Command::Run(_)
        | Command::Config
        | Command::Admin(_)
        | Command::Bench(_) => {}
    }
    let config = Config::load().map_err(Failure::bad_input)?;
    // commands for people are quiet unless asked; servers tell what they do
    let quiet = !matches!(command, Command::Serve(_) | Command::Worker);
    telemetry::init(&config.log, quiet);
    tls::choose_cryptography();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::failed)?;
    runtime.block_on(async {
        match command {
            Command::Serve(args) => serve::serve(config, &args).await,
            Command::Worker => worker::worker(config).await,
            Command::Migrate(args) => migrate::migrate(config, &args).await,
            Command::Run(args) => run::run(config, args).await,
            Command::Config => Ok(config::config(&config)),
            Command::Admin(command) => admin::admin(config, command).await,
            Command::Bench(args) => Box::pin(crate::bench::bench(config, args)).await,
            Command::Validate(args) => validate::validate(&args),
            Command::Schema(args) => schema::schema(&args),
            Command::SandboxChild => Ok(sandbox::child_main()),
        }
    })
}
