//! The words of `tipctl`, shared by crates that share no code.
//!
//! Everything here is a plain value or a trait: nothing reads a file, a clock or the network, and nothing is drawn for
//! a terminal. The words are defined once for prose in `docs/words.md`.
//!
//! Reading order: [`value`] and [`address`], then [`schema`] and [`kind`] (what a kind of resource is), [`block`] and
//! [`desired`] (what a spec asks), [`live`] (what AWS says), [`plan`], then [`provider`] and [`event`], and last
//! [`inventory`], what all of that means for the chain, and [`need`], what it takes to be allowed to do it. [`waiver`]
//! and [`assertion`] are what a spec says about itself, [`audit`] what CloudTrail recorded.
//!
//! Not here: how any of these is computed.

pub mod address;
pub mod assertion;
pub mod audit;
pub mod block;
pub mod date;
pub mod desired;
pub mod event;
pub mod fault;
pub mod inventory;
pub mod key;
pub mod kind;
pub mod ledger;
pub mod live;
pub mod need;
pub mod non_empty;
pub mod origin;
pub mod place;
pub mod plan;
pub mod provider;
pub mod schema;
pub mod value;
pub mod waiver;

pub use address::{Address, KindName};
pub use assertion::{Assertion, Claim};
pub use block::{Block, Blocks, Index, Scope};
pub use date::Date;
pub use desired::{Desired, Mode, Resource};
pub use event::{ApplyEvent, Outcome};
pub use fault::{Fault, FaultClass};
pub use inventory::Inventory;
pub use key::Key;
pub use kind::{Flaw, Kind, Told};
pub use ledger::Ledger;
pub use live::{Live, Note, Observation};
pub use need::{Allowed, Conditions, Need, Work};
pub use non_empty::NonEmpty;
pub use origin::{FileId, Lines, Origin, Span, Spot};
pub use place::Place;
pub use plan::{Action, AttrChange, Change, Delta, Plan, PlanHeader, PlanReport, Reason, Step, StepId, Verb};
pub use provider::{Asked, BoxFuture, Call, Provider, Reach};
pub use schema::{
    AttrSchema, AttrType, Default, KindSchema, Lane, Layer, OnChange, Presence, ReplaceOrder, Section,
};
pub use value::{AttrRef, Attrs, Value};
pub use waiver::Waiver;
