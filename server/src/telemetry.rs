//! The log: to stderr, so that stdout carries only results.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use crate::config::{LogConfig, LogFormat};

/// Sets the log up. With `quiet` only warnings are written, unless the user asked for a filter.
pub(crate) fn init(config: &LogConfig, quiet: bool) {
    let text = config
        .filter
        .as_deref()
        .unwrap_or(if quiet { "warn" } else { LogConfig::DEFAULT_FILTER });
    let filter = EnvFilter::try_new(text).unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    let layer = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // a second call (tests) changes nothing
    let _ = match config.format {
        LogFormat::Text => registry.with(layer.with_target(false)).try_init(),
        LogFormat::Json => registry.with(layer.json().flatten_event(true)).try_init(),
    };
}
