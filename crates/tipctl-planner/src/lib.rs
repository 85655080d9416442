//! Compares what a spec asks with what AWS shows and decides what has to change. Pure and synchronous: no clock, no
//! randomness, no files.
//!
//! Five rooms in a row, which [`plan()`] walks through:
//!
//! ```text
//! resolve      what a reference stands for: before anything is done, and after
//! pair         which object of AWS is which resource of the spec
//! diff         in which attributes the two differ
//! decide       what therefore happens, and why
//! order        in which steps, and what waits for what
//! ```
//!
//! [`audit()`] reads a finished plan with other eyes and shares no code with the rooms. [`save`] and [`load`] keep a
//! plan in a file; [`moved()`] tells what has changed in AWS since it was made, and [`found()`] what the ledger is to remember
//! of what a plan only looks up.
//!
//! Not here: what a kind is (its schema is handed in), reading AWS, drawing a plan, carrying it out.

mod audit;
mod decide;
mod diff;
mod error;
mod graph;
mod kinds;
mod lives;
mod memory;
mod moved;
mod order;
mod pair;
mod plan;
mod planfile;
mod resolve;
#[cfg(test)]
mod tests;

pub use audit::audit;
pub use error::{Missing, PlanError};
pub use kinds::kind_order;
pub use memory::{Recognised, found};
pub use moved::{Moved, Movement, moved};
pub use plan::{Options, plan};
pub use planfile::{PlanfileError, load, save};
