//! IAM policy documents as values.
//!
//! [`canonical`] is the one form in which documents are compared: what AWS reorders, wraps, unwraps or spells otherwise
//! on the way back is equal in it. [`read`] takes what AWS answers, [`json`] makes what is sent, [`document`] and
//! [`Statement`] build documents, [`uses`] and [`clients`] hold those that follow from what a role is for, and [`flaws`] judges what a
//! user wrote.

mod canonical;
pub mod clients;
mod flaws;
mod members;
mod statement;
pub mod uses;

pub use canonical::{canonical, json, read};
pub use flaws::{Purpose, flaws};
pub use statement::{Statement, document};
