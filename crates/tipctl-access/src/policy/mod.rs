//! IAM policies: what documents allow, deny or leave open.
//!
//! [`Document`] reads a document as AWS or a person wrote it, [`trust`] judges who may be a role, [`Rights`] what a role's
//! session may do: the union of its policies, within its boundary, its session policies and the list of what AWS leaves
//! to sessions with an identity. A document that nobody has seen, or a value in it that is yet to be made, leaves a
//! decision open.
//!
//! Not here: service and resource control policies of an organization, which no inventory holds.

mod allow_list;
mod condition;
mod decision;
mod document;
mod pattern;
mod principal;
mod request;
mod rights;
mod spelling;

pub use allow_list::{ALLOW_LIST, AllowList};
pub use decision::{Decision, Denial};
pub use document::Document;
pub(crate) use document::each;
pub(crate) use pattern::matches_action;
pub use principal::Caller;
pub(crate) use request::named;
pub use request::{Context, Request};
pub use rights::{Rights, forbids, lets, lets_role, trust, trusts_role};
pub use spelling::{Misspelling, is_provider, misspellings, values_under};

#[cfg(test)]
mod tests;
