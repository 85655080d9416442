//! The signal by which an apply is asked to stop: once to drain, twice to stop waiting.
//!
//! Not here: who raises it. The binary joins it to SIGINT and SIGTERM.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// How urgently an apply is asked to stop.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum StopLevel {
    /// Not at all.
    #[default]
    Run,
    /// Nothing new is sent; what is under way ends.
    Drain,
    /// What is under way is no longer waited for.
    Abandon,
}

/// A signal that can be raised from anywhere and is never lowered. Its clones are the same signal.
#[derive(Clone, Default)]
pub struct StopSignal {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    level: StopLevel,
    wakers: Vec<Waker>,
}

impl StopSignal {
    /// A signal that asks for nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks more urgently than before.
    pub fn raise(&self) {
        let wakers = {
            let mut shared = self.lock();
            shared.level = match shared.level {
                StopLevel::Run => StopLevel::Drain,
                StopLevel::Drain | StopLevel::Abandon => StopLevel::Abandon,
            };
            std::mem::take(&mut shared.wakers)
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    /// What is asked for at this moment.
    pub fn level(&self) -> StopLevel {
        self.lock().level
    }

    /// Ends when something more urgent than `level` is asked for; never, after [`StopLevel::Abandon`].
    pub fn beyond(&self, level: StopLevel) -> Reached {
        Reached { signal: self.clone(), level }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The future of [`StopSignal::beyond`].
pub struct Reached {
    signal: StopSignal,
    level: StopLevel,
}

impl Future for Reached {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut shared = self.signal.lock();
        if shared.level > self.level {
            return Poll::Ready(());
        }
        if !shared.wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
            shared.wakers.push(cx.waker().clone());
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[test]
    fn climbs_two_steps_and_stays_there() {
        let signal = StopSignal::new();
        let levels: Vec<_> = (0..4)
            .map(|_| {
                let level = signal.level();
                signal.clone().raise();
                level
            })
            .collect();
        assert_eq!(levels, [StopLevel::Run, StopLevel::Drain, StopLevel::Abandon, StopLevel::Abandon]);
    }

    #[test]
    fn is_heard_by_every_waiter_that_it_concerns() {
        let signal = StopSignal::new();
        let (mut first, mut second) = (signal.beyond(StopLevel::Run), signal.beyond(StopLevel::Drain));
        assert_eq!((&mut first).now_or_never(), None);
        signal.raise();
        assert_eq!((&mut first).now_or_never(), Some(()));
        assert_eq!((&mut second).now_or_never(), None);
        signal.raise();
        assert_eq!((&mut second).now_or_never(), Some(()));
    }
}
