//! The kinds of resources: what each is, as data, and its calls through the official AWS SDKs.
//!
//! One kind is one folder under [`kinds`] and one line in its list. A folder holds `schema.rs` (the kind as data, which
//! is also its documentation), `mod.rs` (the pure half: expansion, checks, canonical form), `tell.rs` (what an object means
//! for the chain) and `calls.rs` (the only file that names SDK types). Without the feature `aws` this crate is the pure half alone and links no SDK, so that tests of
//! the spec and the planner need not wait for one.
//!
//! [`inventory`] puts what the kinds tell together: of a spec, of a live account, of what a plan would leave.
//! [`audit`] reads what CloudTrail recorded, and `query` runs a query as a user of the workforce. [`policy`] compares and makes IAM policy documents, [`s3`] reads places in S3, [`tags`] what a spec says of tags.
//! `aws` holds the clients, `fault` is the single place that reads what AWS refuses, `pages` walks lists, and
//! [`AwsProvider`] is the port that the executor sees.

#![cfg_attr(
    not(any(feature = "aws", test)),
    expect(dead_code, reason = "what only the calls use has no caller then")
)]

pub mod attrs;
pub mod audit;
pub mod inventory;
pub mod kinds;
pub mod permissions;
pub mod policy;
pub mod s3;
pub mod tags;

#[cfg(feature = "aws")]
mod aws;
#[cfg(feature = "aws")]
mod calls;
#[cfg(feature = "aws")]
mod connection;
#[cfg(feature = "aws")]
mod fault;
mod levels;
#[cfg(feature = "aws")]
mod loopback;
#[cfg(feature = "aws")]
mod pages;
#[cfg(feature = "aws")]
mod prior;
#[cfg(feature = "aws")]
mod provider;
#[cfg(feature = "aws")]
pub mod query;
#[cfg(feature = "aws")]
mod survey;
#[cfg(feature = "aws")]
mod unique;

#[cfg(feature = "aws")]
pub use connection::{Answer, Caller, Connection, Wait};
#[cfg(feature = "aws")]
pub use provider::AwsProvider;

/// What stands in for the calls where no SDK is linked: nothing.
#[cfg(not(feature = "aws"))]
mod calls {
    use tipctl_model::Kind;

    /// A kind without its calls.
    pub(crate) trait Calls: Kind {}

    impl<K: Kind> Calls for K {}
}
