//! What a query as a user of a client takes, where nobody but the caller asks for the user's session.

use tipctl_model::{Attrs, Desired, Need};

use crate::{
    inventory::of_spec,
    kinds::identity_center::needs::{applications, instances},
};

/// For the clients of `desired` that have no application role. One that has is asked for through it: its user's token lets
/// whoever holds it be that role, and the caller's own policies are not looked at.
///
/// AWS: facts/tip-chain.md §4, steps 7 and 8.
pub(super) fn needs(desired: &Desired) -> Vec<Need> {
    let place = &desired.place;
    let inventory = of_spec(desired);
    let asked_by_caller: Vec<_> =
        inventory.clients.values().filter(|client| client.application_role.is_none()).collect();
    if asked_by_caller.is_empty() {
        return Vec::new();
    }
    // AWS gives out the ids of applications.
    let applications = applications(&instances([&Attrs::new()], "arn", place), place);
    let any = || place.global_arn("iam", "role/*");
    let roles = asked_by_caller.iter().filter_map(|client| client.access_role.clone());
    let roles = roles.map(|role| if role.starts_with("arn:") { role } else { any() });
    vec![
        Need::on(&["sso-oauth:CreateTokenWithIAM"], applications),
        Need::on(&["sts:AssumeRole", "sts:SetContext"], roles),
    ]
}
