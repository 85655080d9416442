//! Carries out a plan, step by step, through a provider.
//!
//! `dispatcher` owns all truth: which steps are ready (`ready`), which service has room (`lanes`), what waits for
//! AWS to catch up (`retry`), and how each step ended. A step's call is composed from the plan and from what
//! finished steps brought to light (`compose`), and goes out in a `batch`. Everything that touches the world comes
//! in as a trait: the provider, the `clock`, the `recorder`, the `stop` signal.
//!
//! Not here: any decision about what to do (the planner's), and any knowledge of kinds (the provider's).

mod batch;
mod clock;
mod compose;
mod dispatcher;
mod lanes;
mod ready;
mod recorder;
mod retry;
mod stop;
mod trouble;

pub use clock::Clock;
pub use dispatcher::{Surroundings, apply};
pub use recorder::Recorder;
pub use stop::{Reached, StopLevel, StopSignal};
