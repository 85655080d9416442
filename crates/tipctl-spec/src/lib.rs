//! Reads a TOML spec into desired resources, with the place of every mistake.
//!
//! The crate knows no kind by name: it is handed kinds, and everything it says about them comes from their schemas.
//! [`load()`] is the whole story: files, sections, blocks, resources, references, settled values, natural keys.
//! [`reference`] and [`json_schema()`] tell people and editors what the same schemas allow.
//!
//! Not here: what any kind means, and what AWS says exists.

mod arn;
mod circle;
mod depth;
mod expand;
mod files;
mod identity;
mod json_schema;
mod kinds;
mod load;
mod lower;
mod node;
mod policy;
mod problem;
pub mod reference;
mod refs;
mod sample;
mod sections;
mod settle;
mod sources;
mod stack;
mod suggest;
mod typed;

pub use files::LARGEST;
pub use json_schema::json_schema;
pub use load::{Loaded, load};
pub use problem::{Label, Problem, SpecProblems};
pub use sources::{Source, Sources};
pub use suggest::nearest;
