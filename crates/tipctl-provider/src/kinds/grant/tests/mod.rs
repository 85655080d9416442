//! Rows: what makes them up, and how one becomes another.

mod algebra;
mod expand;
