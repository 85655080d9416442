//! SIGINT and SIGTERM: the first asks an apply to drain, the second to stop waiting.

use tipctl_executor::StopSignal;
use tokio::signal::unix::{SignalKind, signal};

/// A stop signal that the process's own signals raise.
pub(crate) fn heard() -> std::io::Result<StopSignal> {
    let stop = StopSignal::new();
    for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
        let mut signals = signal(kind)?;
        let stop = stop.clone();
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                stop.raise();
            }
        });
    }
    Ok(stop)
}
