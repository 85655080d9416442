//! What rules ask of roles besides whether a link holds: whether they may do more than they need.

use tipctl_model::{
    Inventory, Value,
    inventory::{Role, Sight},
};

use super::ours;
use crate::{
    findings::Subject,
    links::role::Played,
    policy::{Context, Request, Rights},
};

/// A role as what a finding is about.
pub(super) fn subject<'a>(played: &Played<'a>) -> Subject<'a> {
    Subject { from: played.role.from.as_ref(), kind: "role", name: ours::last_of(played.arn) }
}

/// The role that is to be changed, at its attribute `attr`; where the spec has none, `referrer`, which names it.
pub(super) fn to_blame<'a>(
    played: Option<&Played<'a>>,
    attr: &'static str,
    referrer: Subject<'a>,
) -> (Subject<'a>, &'static str) {
    match played.filter(|played| played.role.from.is_some()) {
        Some(played) => (subject(played), attr),
        None => (referrer, "role"),
    }
}

/// Whether those of the role's policies that are known allow it `action` on `resource`. One that is not known could at
/// most deny it.
pub(super) fn is_given(
    inventory: &Inventory,
    role: &Role,
    action: &str,
    resource: &str,
    context: &Context,
) -> bool {
    let is_known = |(name, document): &(&String, &Sight<Value>)| {
        **document != Sight::Unseen || inventory.policies.get(name).is_some()
    };
    let known = role.permissions.iter().filter(is_known);
    let role = Role {
        permissions: known.map(|(name, document)| (name.clone(), document.clone())).collect(),
        permissions_are_whole: true,
        ..role.clone()
    };
    Rights::of(&role, inventory).decide(&Request { action, resource, context }).is_allowed()
}

/// The same of objects in buckets that have nothing to do with the chain.
pub(super) fn is_given_every_bucket(
    inventory: &Inventory,
    role: &Role,
    action: &str,
    context: &Context,
) -> bool {
    // AWS: a bucket's name has at least three letters, so this one is nobody's.
    let nobodys = format!("arn:{}:s3:::-/-", inventory.place.partition);
    is_given(inventory, role, action, &nobodys, context)
}
