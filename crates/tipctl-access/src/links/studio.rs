//! A studio, and who is let into it (facts/tip-chain.md L5, L6).

use tipctl_model::inventory::{Application, Extent, Inventory, Mapping, Studio};

use super::{Identity, admission::through_a_group, assignment, identity_center};
use crate::{Truth, Verdict};

/// Whether the studio signs people in through Identity Center and passes on who they are: TIP201, TIP110.
pub fn settings(inventory: &Inventory, studio: &Studio) -> Verdict {
    let name = &studio.name;
    if !studio.signs_in_through_identity_center {
        let cause = format!("people sign in to the studio `{name}` through IAM, not through Identity Center");
        return Verdict::broken(201, cause);
    }
    if !studio.propagates_identity {
        return Verdict::broken(201, format!("the studio `{name}` does not pass on who its users are"));
    }
    identity_center::agrees(inventory, studio.instance.as_deref(), &format!("the studio `{name}`"), 110)
}

/// Whether `identity` may enter the studio with this id: TIP207.
pub fn lets_in(inventory: &Inventory, id: &str, studio: &Studio, identity: &Identity<'_>) -> Verdict {
    if !studio.mapping_required {
        return Verdict::Holds;
    }
    let name = &studio.name;
    let theirs = |mapping: &Mapping| identity.is(&mapping.identity);
    // AWS: a mapping that is made comes with the assignment (facts/tip-chain.md L6).
    if mappings(inventory, id).any(|mapping| mapping.is_to_be_made && theirs(mapping) == Truth::Yes) {
        return Verdict::Holds;
    }
    match Truth::any(mappings(inventory, id).map(theirs)) {
        Truth::Yes => application(inventory, studio).map_or(Verdict::Holds, |application| {
            assignment::to(inventory, application, identity, &format!("the studio `{name}`"))
        }),
        Truth::Unsure => Verdict::unknown(format!(
            "whether they are in a group that may enter the studio `{name}` is not known"
        )),
        Truth::No if !inventory.mappings_are_whole => Verdict::unknown(match inventory.extent {
            Extent::Spec => format!("the spec does not let them into the studio `{name}`"),
            Extent::Live | Extent::After => format!("who may enter the studio `{name}` could not be read"),
        }),
        Truth::No => Verdict::broken(
            207,
            format!(
                "the studio `{name}` lets in only who is mapped, and neither they nor a group of theirs is"
            ),
        )
        .mended_by(|| {
            let mapped = mappings(inventory, id).map(|mapping| &mapping.identity);
            through_a_group(inventory, identity, mapped)
        }),
    }
}

/// The application of `studio`, where just one can be meant.
///
/// AWS: a mapping comes with an assignment to it, which can be taken away by itself; nothing but its name says whose it is,
/// and that this is the studio's is unverified (facts/tip-chain.md L5, L6).
fn application<'a>(inventory: &'a Inventory, studio: &Studio) -> Option<&'a Application> {
    let is_of_workgroup = |arn: &str| {
        inventory.workgroups.iter().any(|(_, workgroup)| workgroup.application.as_deref() == Some(arn))
    };
    let mut named = inventory.applications.iter().filter(|(arn, application)| {
        application.name == studio.name && application.instance == studio.instance && !is_of_workgroup(arn)
    });
    let (_, application) = named.next()?;
    named.next().is_none().then_some(application)
}

/// The mappings of the studio with this id.
pub fn mappings<'a>(inventory: &'a Inventory, id: &str) -> impl Iterator<Item = &'a Mapping> {
    inventory.mappings.iter().filter(move |mapping| mapping.studio == id)
}
