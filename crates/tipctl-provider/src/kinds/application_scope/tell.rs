//! What a scope means for the chain: through which workgroup a program queries.

use tipctl_model::{Inventory, Told};

use crate::{
    attrs::Read,
    kinds::application::{client_of, workgroup_of},
};

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let Some(arn) = thing.attrs.text("application") else { return };
    let targets = thing.attrs.texts("targets");
    let workgroup = targets.iter().find_map(|target| workgroup_of(inventory, target));
    if let Some(client) = client_of(inventory, arn).filter(|_| workgroup.is_some()) {
        client.workgroup = workgroup;
    }
}
