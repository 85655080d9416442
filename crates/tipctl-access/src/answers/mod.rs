//! Questions about access, and their answers.
//!
//! Access is what Lake Formation and S3 Access Grants give: to a user themselves, to a group of theirs, or to everyone. LF-Tags,
//! data cells filters and conditions are not evaluated, and the answer says so. Who is given something needs a way in besides
//! to ask for it: an entry and a workgroup.

mod asked;
mod asker;
mod change;
mod entitlement;
mod holding;
mod lake;
mod on;
mod question;
mod results;
mod ways;

pub use change::{AccessChange, Direction, changes};
pub(crate) use holding::granted;
pub use holding::{Holding, what_can};
pub use on::On;
pub use question::{Answer, who_can, who_else, why};
pub use ways::{Way, way_in};

#[cfg(test)]
mod tests;
