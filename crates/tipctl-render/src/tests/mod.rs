//! Invented plans, and what becomes of them.

mod human;
mod invented;
mod json;
mod outcome;
mod progress;
mod remark;
