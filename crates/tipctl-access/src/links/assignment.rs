//! The assignment of users to applications of Identity Center (facts/tip-chain.md L9).

use tipctl_model::inventory::{Application, Extent, Inventory, Sight, Workgroup};

use super::{Identity, admission::through_a_group, unsaid};
use crate::{Truth, Verdict};

/// Whether `identity` is assigned to the workgroup called `name`: TIP207.
pub fn to_workgroup(
    inventory: &Inventory,
    name: &str,
    workgroup: &Workgroup,
    identity: &Identity<'_>,
) -> Verdict {
    let what = format!("the workgroup `{name}`");
    let Some(arn) = workgroup.application.as_deref() else {
        return Verdict::unknown(format!("the application of {what} is not known"));
    };
    match inventory.applications.see(arn) {
        Sight::There(application) => to(inventory, application, identity, &what),
        Sight::Absent => Verdict::missing(format!("the application `{arn}` of {what} is not there")),
        Sight::Unseen => unsaid(inventory, &format!("who is assigned to {what}")),
    }
}

/// Whether `identity` is let into the application of `what`.
pub(super) fn to(
    inventory: &Inventory,
    application: &Application,
    identity: &Identity<'_>,
    what: &str,
) -> Verdict {
    if application.is_enabled == Some(false) {
        return Verdict::missing(format!("the application of {what} is disabled"));
    }
    if application.assignment_required == Some(false) {
        return Verdict::Holds;
    }
    let assigned = match application.assigned.as_ref() {
        Sight::There(assigned) => Truth::any(assigned.iter().map(|other| identity.is(other))),
        Sight::Absent => Truth::No,
        Sight::Unseen => return unsaid(inventory, &format!("who is assigned to {what}")),
    };
    match assigned {
        Truth::Yes => Verdict::Holds,
        Truth::Unsure => {
            Verdict::unknown(format!("whether they are in a group that is assigned to {what} is not known"))
        }
        Truth::No if inventory.extent == Extent::Spec && !inventory.applications.is_whole => {
            Verdict::unknown(format!("the spec does not assign them to {what}"))
        }
        Truth::No => {
            let admitted = application.assigned.as_ref().there().into_iter().flatten();
            Verdict::broken(207, format!("neither they nor a group of theirs is assigned to {what}"))
                .mended_by(|| through_a_group(inventory, identity, admitted))
        }
    }
}
