//! What a membership means for the chain.

use tipctl_model::{
    Inventory, Told,
    inventory::{Extent, Group},
};

use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let (Some(group), Some(user)) = (thing.attrs.text("group"), thing.attrs.text("user")) else { return };
    inventory.groups.entry(group, Group::default).members.insert(user.to_owned());
}

/// Memberships are read group by group; a group that is gone has none to tell of.
pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    if let Some(group) = around.and_then(|group| inventory.groups.get_mut(group)) {
        group.members_are_whole = inventory.extent != Extent::Spec;
    }
}
