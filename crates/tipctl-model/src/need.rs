//! What IAM has to allow so that a call to AWS is not refused.

use std::collections::{BTreeMap, BTreeSet};

/// What a kind does with its objects, as far as permissions tell it apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Work {
    /// To read what is there.
    Sweep,
    /// To make an object.
    Create,
    /// To change one in place.
    Update,
    /// To remove one.
    Delete,
}

/// Something without which a work is refused.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Need {
    /// A policy of the caller has to allow this.
    Allowed(Allowed),
    /// No policy can give this; a sentence that says what it is and where it comes from.
    Beyond(&'static str),
}

/// Actions on resources, under conditions.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Allowed {
    /// Actions as IAM writes them, `iam:GetRole`.
    pub actions: BTreeSet<&'static str>,
    /// ARNs, with `*` where they are not known; `*` alone for actions that know no resources. None: nothing is needed.
    pub resources: BTreeSet<String>,
    /// What has to hold besides.
    pub conditions: Conditions,
    /// Whether it is needed by whoever calls Identity Center and its directory, which a spec may let somebody else do.
    pub is_for_identity_center: bool,
}

/// The values that the keys of a request may have, by operator and key.
pub type Conditions = BTreeMap<&'static str, BTreeMap<String, BTreeSet<String>>>;

impl Need {
    /// `actions` on `resources`.
    pub fn on(actions: &[&'static str], resources: impl IntoIterator<Item = String>) -> Self {
        Self::Allowed(Allowed {
            actions: actions.iter().copied().collect(),
            resources: resources.into_iter().collect(),
            conditions: Conditions::new(),
            is_for_identity_center: false,
        })
    }

    /// `actions` that AWS cannot limit to resources.
    pub fn anywhere(actions: &[&'static str]) -> Self {
        Self::on(actions, ["*".to_owned()])
    }

    /// The same, of whoever calls Identity Center and its directory. What services do there in their caller's name is no
    /// such call.
    #[must_use]
    pub fn for_identity_center(mut self) -> Self {
        if let Self::Allowed(allowed) = &mut self {
            allowed.is_for_identity_center = true;
        }
        self
    }

    /// The same, where `key` of the request equals `value`.
    #[must_use]
    pub fn when(self, key: &str, value: impl Into<String>) -> Self {
        self.under("StringEquals", key, [value.into()])
    }

    /// The same, where `key` of the request matches one of `patterns`, which have `*` for any text.
    #[must_use]
    pub fn when_like(self, key: &str, patterns: impl IntoIterator<Item = String>) -> Self {
        self.under("StringLike", key, patterns)
    }

    fn under(mut self, operator: &'static str, key: &str, values: impl IntoIterator<Item = String>) -> Self {
        if let Self::Allowed(allowed) = &mut self {
            let keys = allowed.conditions.entry(operator).or_default();
            keys.entry(key.to_owned()).or_default().extend(values);
        }
        self
    }
}
