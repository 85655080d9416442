//! What a workgroup means for the chain.

use tipctl_model::{
    Inventory, Told, Value,
    inventory::{Encryption, Workgroup},
};

use super::is_managed;
use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let Some(name) = attrs.text("name") else { return };
    let is_enabled_for = attrs.truth("identity_center") == Some(true);
    let instance = attrs.filled("instance");
    let application = attrs.filled("application_arn").filter(|_| is_enabled_for);
    if let Some(arn) = &application {
        let application = inventory.application(arn);
        application.from = thing.from.cloned();
        application.instance = instance.clone();
    }
    let encryption = attrs.get("encryption").and_then(|encryption| {
        let text = |member| encryption.entry(member).and_then(Value::as_text).map(str::to_owned);
        Some(Encryption { mode: text("mode")?, key: text("kms_key") })
    });
    let workgroup = Workgroup {
        from: thing.from.cloned(),
        is_enabled: attrs.text("state") != Some("disabled"),
        identity_center_enabled: is_enabled_for,
        instance,
        application,
        execution_role: attrs.filled("role"),
        results: attrs.filled("results"),
        results_through_access_grants: attrs.truth("access_grants") == Some(true),
        private_results: attrs.truth("private_results") == Some(true),
        is_enforced: attrs.truth("enforce") == Some(true),
        managed_results: is_managed(attrs),
        encryption,
    };
    inventory.workgroups.insert(name, workgroup);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    inventory.workgroups.is_whole |= around.is_none();
}
