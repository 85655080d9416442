//! What a role means for the chain.

use std::collections::BTreeMap;

use tipctl_model::{
    Inventory, Told, Value,
    inventory::{Extent, Role, Sight},
};

use crate::attrs::Read;

/// The managed policies have told theirs; one that has not is unseen.
pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let Some(arn) = attrs.text("arn") else { return };
    let document = |arn: &str| inventory.policies.see(arn).map(|policy| policy.document.clone());
    let inline = attrs.get("inline").and_then(Value::as_map);
    let mut permissions: BTreeMap<String, Sight<Value>> = inline
        .into_iter()
        .flatten()
        .map(|(name, document)| (name.clone(), Sight::There(document.clone())))
        .collect();
    permissions.extend(attrs.texts("attached").into_iter().map(|arn| (arn.clone(), document(&arn))));
    let is_written = ["inline", "attached"].into_iter().all(|attr| attrs.contains_key(attr));
    let role = Role {
        from: thing.from.cloned(),
        trust: attrs.get("trust").map_or(Sight::Unseen, |trust| Sight::There(trust.clone())),
        permissions,
        // What a spec leaves out is not compared, so that it may be there all the same.
        permissions_are_whole: is_written || inventory.extent != Extent::Spec,
        boundary: attrs.filled("boundary").map(|arn| document(&arn)),
    };
    inventory.roles.insert(arn, role);
}
