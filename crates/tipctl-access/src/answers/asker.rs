//! Whose access is asked about.

use tipctl_model::{
    Address,
    inventory::{Inventory, Principal, Workforce},
};

use crate::{Identity, Truth, links::workforce};

/// A principal, and what it counts as.
pub(super) enum Asker<'a> {
    /// Of the workforce.
    Workforce(Identity<'a>),
    /// Any other.
    Other(&'a Principal),
}

impl<'a> Asker<'a> {
    pub(super) fn of(inventory: &'a Inventory, who: &'a Principal) -> Self {
        match who {
            Principal::Workforce(who) => Self::Workforce(Identity::of(inventory, who)),
            other => Self::Other(other),
        }
    }

    /// Whether what `principal` holds is theirs.
    ///
    /// AWS: what everyone holds whom IAM allows it is a user's of Identity Center, because IAM is asked about the
    /// workgroup's role; whether IAM allows it to another principal is not evaluated (facts/tip-chain.md L16).
    pub(super) fn holds(&self, principal: &Principal) -> Truth {
        match (self, principal) {
            (Self::Workforce(_), Principal::IamAllowed) => Truth::Yes,
            (Self::Workforce(identity), principal) => identity.is_principal(principal),
            (Self::Other(other), principal) if *other == principal => Truth::Yes,
            (Self::Other(Principal::Iam(_)), Principal::IamAllowed) => Truth::Unsure,
            (Self::Other(_), _) => Truth::No,
        }
    }

    pub(super) fn identity(&self) -> Option<&Identity<'a>> {
        match self {
            Self::Workforce(identity) => Some(identity),
            Self::Other(_) => None,
        }
    }
}

/// The section of the spec that means a principal, and what a person calls it.
pub(super) fn known_as(inventory: &Inventory, who: &Principal) -> (Option<Address>, String) {
    match who {
        Principal::Workforce(who) => {
            let (from, name) = workforce::name(inventory, who);
            (from.cloned(), name.to_owned())
        }
        Principal::Iam(arn) => {
            let from = inventory.roles.get(arn).and_then(|role| role.from.clone());
            (from, arn.clone())
        }
        Principal::IamAllowed | Principal::Other(_) => (None, who.to_string()),
    }
}

/// The group that `principal` is, where it is not `who` themselves.
pub(super) fn group_between<'p>(who: &Principal, principal: &'p Principal) -> Option<&'p Workforce> {
    match principal {
        Principal::Workforce(group @ Workforce::Group(_)) if principal != who => Some(group),
        _ => None,
    }
}
