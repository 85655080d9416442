//! Inventories: of a spec, of a live account, of what a plan would leave of it.
//!
//! All three are told by the kinds, in the order in which kinds depend on each other; they differ in what the kinds are
//! told of. [`Survey`] is what was read of a live account, the things that no kind is about included.

#[cfg(feature = "aws")]
mod former;
mod pairs;
mod spec;
mod survey;
mod values;

#[cfg(feature = "aws")]
pub(crate) use former::formerly;
pub use spec::of_spec;
pub use survey::{Survey, of_live, of_object, of_plan, users};
