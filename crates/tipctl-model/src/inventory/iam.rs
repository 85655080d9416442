//! Roles and managed policies.

use std::collections::{BTreeMap, BTreeSet};

use super::Sight;
use crate::{Address, Value};

/// An IAM role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// The section of the spec that means it.
    pub from: Option<Address>,
    /// Who may be it: its trust policy, a [`Value::Map`] in the provider's canonical form, or a text that is no JSON.
    pub trust: Sight<Value>,
    /// What it may do, by name: inline policies by their names, managed policies by their ARNs. A managed policy whose
    /// document is not known is [`Sight::Unseen`].
    pub permissions: BTreeMap<String, Sight<Value>>,
    /// Whether those are all of its policies.
    pub permissions_are_whole: bool,
    /// The document that bounds what it may ever do, where it has a boundary.
    pub boundary: Option<Sight<Value>>,
}

/// A managed policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManagedPolicy {
    /// The section of the spec that means it.
    pub from: Option<Address>,
    /// Its default version.
    pub document: Value,
}

/// A provider of OpenID Connect that roles can trust.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenIdProvider {
    /// The resource of the spec that means it.
    pub from: Option<Address>,
    /// The issuer, `https://acme.okta.com`.
    pub url: String,
    /// The audiences whose tokens count: what their claim `aud` may be.
    pub client_ids: BTreeSet<String>,
}
