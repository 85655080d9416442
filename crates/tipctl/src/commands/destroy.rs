//! `tipctl destroy`: deletes everything that the stack made or adopted, and nothing else.

use super::apply::{Purpose, apply_spec};
use crate::{cli, exit::Exit, failure::Failure, run::Run};

/// Deletes what the stack owns.
pub(crate) async fn run(run: &Run, args: &cli::Destroy) -> Result<Exit, Failure> {
    apply_spec(run, &args.spec, args.consent, Purpose::Destroy).await
}
