//! Questions about access, and their answers.
//!
//! Access is what Lake Formation and S3 Access Grants give: to a user themselves, to a group of theirs, or to everyone. LF-Tags,
//! data cells filters and conditions are not evaluated, and the answer says so.

mod asker;
mod change;
mod entitlement;
mod holding;
mod lake;
mod on;
mod question;
mod results;

pub use change::{AccessChange, Direction, changes};
pub use holding::{Holding, what_can};
pub use on::On;
pub use question::{Answer, who_can, why};

#[cfg(test)]
mod tests;
