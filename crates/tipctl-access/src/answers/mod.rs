//! Questions about access, and their answers.

mod change;
mod question;

pub use change::{AccessChange, Direction, changes};
pub use question::{Answer, Holding, On, what_can, who_can, why};
