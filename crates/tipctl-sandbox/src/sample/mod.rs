//! The rows of the tables that a fresh account has, and the engine that runs statements over them. A statement sees the tables
//! and columns that its user may read, and no others exist for it.

mod complaint;
mod engine;
mod named;
mod rows;
mod statement;

pub(crate) use complaint::Complaint;
pub(crate) use engine::{Answer, Column, Visible, references, run};
pub(crate) use statement::Statement;
