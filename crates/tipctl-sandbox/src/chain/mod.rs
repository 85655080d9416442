//! The chain of trusted identity propagation, from a workgroup to the rows: each link is looked at as AWS looks at it, and the
//! first that is broken decides.

mod catalog;
mod lake;
mod link;
mod role;
mod scope;
mod store;

pub(crate) mod journey;
pub(crate) mod results;
pub(crate) mod trail;
pub(crate) mod travel;
pub(crate) mod workgroup;

pub(crate) use link::Broken;
pub use link::{Failure, Link};
pub(crate) use role::{Assumption, Untrusted};
