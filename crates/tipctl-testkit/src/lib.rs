//! What the tests of several crates share: a small invented world and what stands in for AWS in it.
//!
//! [`invented`] has kinds that exist nowhere, so that no test learns a rule of AWS by accident; [`desired`] writes specs
//! of them briefly; [`fake`] is a provider that keeps their objects in memory. [`scripted`] is a provider that answers as
//! a script says, and [`clock`] a clock on which nobody waits.
//!
//! Not here: anything that a shipped crate uses; this crate is a dependency of tests alone.

pub mod clock;
pub mod desired;
pub mod fake;
pub mod invented;
pub mod scripted;

pub use clock::VirtualClock;
pub use fake::FakeProvider;
pub use scripted::ScriptedProvider;
