//! Who can do what, through which links, and which link is missing.
//!
//! Everything here is a pure function of an [`Inventory`](tipctl_model::inventory::Inventory), be it of a spec, of a live
//! account or of what a plan would leave. [`links`] judges one link of the chain at a time, [`follow`] all of them for one
//! user, [`who_can`], [`what_can`] and [`why`] answer questions about access, and [`changes`] holds two inventories against
//! each other.
//!
//! [`rules`] are what can be wrong with a whole account, [`findings`] what is wrong with one, and [`waive`] sets aside what a
//! spec accepts for a while.
//!
//! [`audit`] puts together what CloudTrail recorded.
//!
//! What an inventory has not seen makes a verdict [`Verdict::Unknown`], never [`Verdict::Broken`].

pub mod answers;
pub mod audit;
mod caller;
mod chain;
mod claims;
mod counterparts;
mod diagnosis;
mod door;
mod findings;
pub mod links;
mod membership;
mod names;
pub mod policy;
mod route;
pub mod rules;
mod stage;
mod statement;
mod truth;
mod verdict;
mod waivers;
#[cfg(test)]
mod world;

pub use answers::{
    AccessChange, Answer, Direction, Holding, On, Way, changes, way_in, what_can, who_can, who_else, why,
};
pub use caller::as_shown;
pub use chain::{Chain, Entry, Query, Session, follow};
pub use claims::{Judgement, at_its_word, judge};
pub use diagnosis::{Break, Route, breaks, routes};
pub use findings::{Finding, findings, unseen_members};
pub use links::{Identity, Link, LinkName};
pub use names::{NoName, called, named};
pub use route::route;
pub use rules::{Fixable, RULES, Rule, SeenIn, Severity, rule};
pub use stage::Stage;
pub use statement::{Mentioned, databases, mentioned, tables};
pub use truth::Truth;
pub use verdict::{Breach, RuleId, Verdict};
pub use waivers::{Stale, Waived, waive, waives};
