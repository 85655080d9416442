//! AWS's side of the wire for the operations that tipctl calls: real protocols, strict about what they take, with a state
//! of their own. Nothing here is shared with the rest of the workspace but AWS's wire format.
//!
//! Two doors lead to one [`Sandbox`]: [`Sandbox::answer`] takes an HTTP request within the process, [`serve`] takes them
//! over TCP. Signatures are not checked; the credential scope is.
//!
//! # Adding a service
//! 1. `services/NAME/wire.rs`: for the input of each operation a `Deserialize` struct with `rename_all = "PascalCase",
//!    deny_unknown_fields`, for its output a `Serialize` struct, of which `None` is not written. In the query protocol and
//!    in XML a list of the input is a member that occurs repeatedly (`Vec` with `default`), and a list of the output is a
//!    struct with the repeated element as its one field.
//! 2. `services/NAME/state.rs`: `State` (`Clone`, `Serialize`, `Deserialize`) with `State::fresh`, what the service holds
//!    in a fresh account. Its methods return the service's own errors and know no HTTP.
//! 3. `services/NAME/fault.rs`: `From` the service's errors for `Fault`, one table of codes, statuses and texts.
//! 4. `services/NAME/mod.rs`: `service()` lists the operations, each a function from a `Call` and its input to its output.
//!    `call.state()` is what is, `call.seen()` what has got around after the lag, `call.page` cuts pages. An operation
//!    that fails changes nothing.
//! 5. `services/NAME/coverage.json`: where each behaviour was learnt, and `services/NAME/authorization.json`: what each
//!    operation needs to be allowed. And one line in the list of `services/mod.rs`.
//!
//! `services/sts` is the smallest example, `services/iam` the fullest.
//!
//! # Queries
//! A user comes in through `portal`, which AWS has no API for; `chain` looks at every link between a workgroup and the rows,
//! each through what a service says of itself (`services/*/{entry,gate,reader,access}.rs`); `sample` holds the rows and
//! runs statements over them. [`Sandbox::failures`] tells tests which link was broken, and nobody else.

mod account;
mod authorization;
mod call;
mod chain;
mod clock;
mod constraint;
mod coverage;
mod directory_owner;
mod disturbance;
mod fault;
mod history;
mod ids;
mod knobs;
mod page;
mod portal;
mod route;
mod sample;
mod sandbox;
mod scope;
mod serve;
mod service;
mod services;
mod store;
mod surroundings;
mod token;
mod wire;

pub use account::Account;
pub use call::{Access, CallOutcome, CallRecord, Quirks};
pub use chain::{Failure, Link};
pub use clock::{Clock, ManualClock, SystemClock};
pub use coverage::{Behaviour, coverage};
pub use knobs::{FaultRule, Knobs, KnobsError, Moment, When};
pub use portal::{QueryAsk, Rows, TokenAsk};
pub use sandbox::{Sandbox, Save};
pub use serve::serve;
pub use services::sts::session::Credentials;
pub use store::StateError;
