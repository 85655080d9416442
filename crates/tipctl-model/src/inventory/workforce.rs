//! Identity Center: its instance, the workforce, and the applications through which the workforce is let in.

use std::collections::BTreeSet;

use super::{Sight, Workforce};
use crate::Address;

/// An instance of Identity Center.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdentityCenter {
    /// The section of the spec that means it, where one does.
    pub from: Option<Address>,
    /// `arn:aws:sso:::instance/ssoins-…`.
    pub arn: String,
    /// The directory behind it, `d-…`; empty where it is not known.
    pub store: String,
    /// The account that owns it; empty where it is not known.
    pub owner: String,
    /// `ACTIVE` once it can be used; none where it was not read.
    pub status: Option<String>,
    /// The regions in which it can be used; none where they were not read.
    pub regions: Option<BTreeSet<String>>,
    /// Whether its encryption with a key of the customer is `ENABLED`; none where it was not read.
    pub encryption: Option<String>,
    /// Whether access from outside of a VPC endpoint is refused, and the applications (ARNs) that are excepted from that;
    /// none where it was not read.
    pub vpce_required: Option<(bool, BTreeSet<String>)>,
    /// Whether an identity provider pushes the workforce.
    pub is_external: bool,
}

/// A user of the workforce.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct User {
    /// The section of the spec that means it.
    pub from: Option<Address>,
    /// The user name.
    pub name: String,
    /// Whether they may sign in; none where it was not read.
    pub is_enabled: Option<bool>,
}

/// A group of the workforce.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Group {
    /// The section of the spec that means it.
    pub from: Option<Address>,
    /// The display name.
    pub name: String,
    /// The ids of its users.
    pub members: BTreeSet<String>,
    /// Whether those are all of its users.
    pub members_are_whole: bool,
    /// Whether Identity Center finds it only in the list of all groups, and not when it is asked for the name
    /// (facts/tip-chain.md TIP231); false where nobody asked.
    pub is_found_by_list_only: bool,
}

/// A user or group that an earlier run knew.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Former {
    /// The section of the spec that meant it.
    pub from: Option<Address>,
    /// What it was called; empty where that was not written down.
    pub name: String,
}

/// An issuer of tokens that Identity Center trusts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenIssuer {
    /// The section of the spec that means it.
    pub from: Option<Address>,
    /// What the claim `iss` of its tokens says.
    pub url: String,
    /// The claim of a token that says who the user is.
    pub claim: String,
    /// The attribute of just one user that must be the same.
    pub attribute: String,
}

/// An application of Identity Center.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Application {
    /// The resource of the spec that it belongs to: a workgroup, say.
    pub from: Option<Address>,
    /// Its name; empty where it is not known.
    pub name: String,
    /// The instance that it belongs to; none where it is not known.
    pub instance: Option<String>,
    /// Whether it is enabled; none where it was not read.
    pub is_enabled: Option<bool>,
    /// Whether users must be assigned to it; none where it was not read.
    pub assignment_required: Option<bool>,
    /// Who is assigned to it; whole or not at all for a live account, what is written for a spec.
    pub assigned: Sight<BTreeSet<Workforce>>,
}
