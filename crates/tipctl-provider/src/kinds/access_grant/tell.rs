//! What an access grant means for the chain.

use tipctl_model::{
    Inventory, Told,
    inventory::{AccessGrant, Permission, Principal, Workforce},
};

use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let (Some(id), Some(location), Some(grantee)) =
        (attrs.filled("id"), attrs.filled("location"), attrs.filled("grantee"))
    else {
        return;
    };
    // AWS: the scope is the location's with the sub prefix put to its end as it stands (facts/tip-chain.md L12).
    let around = inventory.access_grants.locations.get(&location).map(|location| location.scope.as_str());
    let sub_prefix = attrs.text("sub_prefix").unwrap_or_default();
    let scope = attrs.filled("scope").or_else(|| around.map(|around| format!("{around}{sub_prefix}")));
    let permission = match attrs.text("permission") {
        Some("read") => Permission::Read,
        Some("write") => Permission::Write,
        _ => Permission::ReadWrite,
    };
    let grant = AccessGrant {
        from: thing.from.cloned(),
        id,
        location,
        scope: scope.unwrap_or_default(),
        grantee: match attrs.text("grantee_type") {
            Some("group") => Principal::Workforce(Workforce::Group(grantee)),
            Some("user") => Principal::Workforce(Workforce::User(grantee)),
            _ => Principal::of(&grantee),
        },
        permission,
        is_object: attrs.truth("object") == Some(true),
        application: attrs.filled("application"),
    };
    inventory.access_grants.grants.push(grant);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    inventory.access_grants.grants_are_whole |= around.is_none();
}
