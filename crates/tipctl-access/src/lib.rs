//! Who can do what, through which links, and which link is missing.
//!
//! Everything here is a pure function of an [`Inventory`](tipctl_model::inventory::Inventory), be it of a spec, of a live
//! account or of what a plan would leave. [`links`] judges one link of the chain at a time, [`follow`] all of them for one
//! user, [`who_can`], [`what_can`] and [`why`] answer questions about access, and [`changes`] holds two inventories against
//! each other.
//!
//! What an inventory has not seen makes a verdict [`Verdict::Unknown`], never [`Verdict::Broken`].

pub mod answers;
mod chain;
pub mod links;
pub mod policy;
mod truth;
mod verdict;

pub use answers::{AccessChange, Answer, Direction, Holding, On, changes, what_can, who_can, why};
pub use chain::{Chain, Entry, Query, Session, follow};
pub use links::{Identity, Link, LinkName};
pub use truth::Truth;
pub use verdict::{Breach, RuleId, Verdict};
