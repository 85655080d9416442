//! A clock on which nobody waits: time passes only when nothing else can happen, and then to the next moment that
//! somebody sleeps for.
//!
//! Not here: time zones and calendars; the clock counts milliseconds from nought.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use tipctl_executor::Clock;
use tipctl_model::BoxFuture;

/// A clock whose time is moved by [`drive`](Self::drive) and [`run`](Self::run). Its clones show the same time.
#[derive(Clone, Default)]
pub struct VirtualClock {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    now_ms: u64,
    sleeps: u64,
    /// By deadline, and then in the order in which they were begun.
    sleepers: BTreeMap<(u64, u64), Waker>,
}

impl VirtualClock {
    /// A clock that shows nought.
    pub fn new() -> Self {
        Self::default()
    }

    /// Milliseconds since the clock was made.
    pub fn now_ms(&self) -> u64 {
        self.lock().now_ms
    }

    /// Ends when the clock shows `ms` more than it does at this moment.
    pub fn sleep(&self, ms: u64) -> Sleep {
        let mut shared = self.lock();
        shared.sleeps += 1;
        Sleep { clock: self.clone(), key: (shared.now_ms.saturating_add(ms), shared.sleeps) }
    }

    /// Moves the clock for `future`, under any runtime: whenever `future` cannot go on and was not woken, time jumps to
    /// the next moment that somebody sleeps for. Waits that have nothing to do with this clock take their real time.
    pub fn drive<F: Future>(&self, future: F) -> Driven<F> {
        Driven { clock: self.clone(), future: Box::pin(future), flag: Arc::default() }
    }

    /// Runs `future` to its end on this thread, moving the clock.
    ///
    /// # Panics
    /// When `future` waits for something that no sleep on this clock can bring about: it would hang for ever.
    #[expect(clippy::panic, reason = "a test that would hang has to fail instead")]
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        let flag = Arc::new(Flag::default());
        let waker = Waker::from(Arc::clone(&flag));
        let mut driven = self.drive(future);
        loop {
            match Pin::new(&mut driven).poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(output) => return output,
                Poll::Pending if flag.take() => {}
                Poll::Pending => panic!("at {} ms nobody sleeps and nothing can go on", self.now_ms()),
            }
        }
    }

    /// Jumps to the next moment that somebody sleeps for, and wakes whoever it is.
    fn advance(&self) {
        let next = {
            let mut shared = self.lock();
            let next = shared.sleepers.pop_first();
            if let Some(((deadline, _), _)) = &next {
                shared.now_ms = shared.now_ms.max(*deadline);
            }
            next
        };
        if let Some((_, waker)) = next {
            waker.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for VirtualClock {
    fn now_ms(&self) -> u64 {
        Self::now_ms(self)
    }

    fn sleep(&self, ms: u64) -> BoxFuture<'_, ()> {
        Box::pin(Self::sleep(self, ms))
    }
}

/// The future of [`VirtualClock::sleep`]. Dropped, it no longer moves the clock.
pub struct Sleep {
    clock: VirtualClock,
    key: (u64, u64),
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut shared = self.clock.lock();
        if shared.now_ms >= self.key.0 {
            return Poll::Ready(());
        }
        shared.sleepers.insert(self.key, cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.lock().sleepers.remove(&self.key);
    }
}

/// The future of [`VirtualClock::drive`].
pub struct Driven<F> {
    clock: VirtualClock,
    future: Pin<Box<F>>,
    flag: Arc<Flag>,
}

impl<F: Future> Future for Driven<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.flag.pass_on_to(cx.waker());
        let waker = Waker::from(Arc::clone(&self.flag));
        let polled = self.future.as_mut().poll(&mut Context::from_waker(&waker));
        if polled.is_pending() && !self.flag.take() {
            self.clock.advance();
        }
        polled
    }
}

/// Remembers whether it was woken, and wakes whoever waits behind it.
#[derive(Default)]
struct Flag {
    woken: AtomicBool,
    behind: Mutex<Option<Waker>>,
}

impl Flag {
    fn pass_on_to(&self, waker: &Waker) {
        *self.behind.lock().unwrap_or_else(PoisonError::into_inner) = Some(waker.clone());
        self.take();
    }

    /// Whether it was woken since it was last asked.
    fn take(&self) -> bool {
        self.woken.swap(false, Ordering::SeqCst)
    }
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        let behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(waker) = behind {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::{
        FutureExt as _,
        future::{join, join_all, pending},
    };

    use super::*;

    #[test]
    fn sleepers_wake_in_the_order_of_their_deadlines() {
        let clock = VirtualClock::new();
        let woken = Mutex::new(Vec::new());
        let sleepers = [300_u64, 100, 200, 100, 0].map(|ms| {
            let (clock, woken) = (&clock, &woken);
            async move {
                clock.sleep(ms).await;
                woken.lock().unwrap().push((ms, clock.now_ms()));
            }
        });
        clock.run(join_all(sleepers));
        assert_eq!(*woken.lock().unwrap(), [(0, 0), (100, 100), (100, 100), (200, 200), (300, 300)]);
    }

    #[test]
    fn a_sleep_that_is_dropped_does_not_move_the_clock() {
        let clock = VirtualClock::new();
        clock.run(async {
            let mut long = clock.sleep(5_000);
            assert_eq!((&mut long).now_or_never(), None);
            drop(long);
            clock.sleep(10).await;
        });
        assert_eq!(clock.now_ms(), 10);
    }

    #[test]
    fn waits_that_follow_each_other_add_up() {
        let clock = VirtualClock::new();
        let twice = async {
            clock.sleep(20).await;
            clock.sleep(30).await;
        };
        clock.run(join(twice, clock.sleep(40)));
        assert_eq!(clock.now_ms(), 50);
    }

    #[test]
    #[should_panic(expected = "at 7 ms nobody sleeps")]
    fn what_can_never_end_fails_instead_of_hanging() {
        let clock = VirtualClock::new();
        clock.run(async {
            clock.sleep(7).await;
            pending::<()>().await;
        });
    }
}
