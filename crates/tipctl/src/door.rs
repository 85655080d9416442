//! The sandbox as this process's AWS: its in-process door, and the clock that both sides go by.

use std::{path::Path, pin::Pin, sync::Arc, time::Duration};

use tipctl_provider::Connection;
use tipctl_sandbox::{Knobs, Sandbox, Save, SystemClock};

use crate::{environment::Environment, failure::Refusal};

/// The access key of the sandbox's administrator.
const OPERATOR: &str = "AKIASANDBOXOPERATOR";

/// Opens the sandbox whose state is in `file`, or a fresh one.
pub(crate) fn open(file: &Path, knobs: &str) -> Result<Sandbox, Refusal> {
    let knobs: Knobs = knobs
        .parse()
        .map_err(|error: tipctl_sandbox::KnobsError| Refusal::SandboxKnobs { what: error.to_string() })?;
    Sandbox::open(file, Save::AfterEachWrite, knobs, Arc::new(SystemClock))
        .map_err(|error| Refusal::SandboxState { what: error.to_string() })
}

/// A connection whose every request the sandbox answers, in this process.
pub(crate) fn connect(file: &Path, region: &str, environment: &Environment) -> Result<Connection, Refusal> {
    let sandbox = open(file, &environment.sandbox_knobs)?;
    let answer = Arc::new(move |request: http::Request<bytes::Bytes>| sandbox.answer(&request));
    let wait = Arc::new(|ms| Box::pin(wait(ms)) as Pin<Box<dyn Future<Output = ()> + Send + Sync>>);
    let access_key = environment.sandbox_access_key.as_deref().unwrap_or(OPERATOR);
    Ok(Connection::in_process(region, access_key, answer, wait))
}

/// Waits so many milliseconds of real time.
#[expect(clippy::disallowed_methods, reason = "the binary is where the clock that others are handed ticks")]
pub(crate) fn wait(ms: u64) -> tokio::time::Sleep {
    tokio::time::sleep(Duration::from_millis(ms))
}
