//! A program that queries for a user (facts/tip-chain.md §3, §4).

use tipctl_model::inventory::{Client, Inventory, Sight};

use super::{Identity, assignment, unsaid};
use crate::{Truth, Verdict};

/// Whether `identity` may use the client: TIP107 for one that cannot query through Identity Center at all.
pub fn lets_in(inventory: &Inventory, label: &str, client: &Client, identity: &Identity<'_>) -> Verdict {
    if client.kind == "console" {
        let cause = format!("`{label}` is the console, which cannot query a workgroup with Identity Center");
        return Verdict::broken(107, cause);
    }
    let written = || match Truth::any(client.users.iter().map(|user| identity.is(user))) {
        Truth::Yes => Verdict::Holds,
        Truth::No | Truth::Unsure => unsaid(inventory, &format!("who may use the client `{label}`")),
    };
    match client.application.as_deref().map(|arn| (arn, inventory.applications.see(arn))) {
        Some((_, Sight::There(application))) => {
            match assignment::to(inventory, application, identity, &format!("the client `{label}`")) {
                Verdict::Unknown(_) => written(),
                verdict => verdict,
            }
        }
        Some((arn, Sight::Absent)) => {
            Verdict::missing(format!("the application `{arn}` of the client `{label}` is not there"))
        }
        Some((_, Sight::Unseen)) | None => written(),
    }
}

/// Whether the client's tokens reach the workgroup, Lake Formation and S3 Access Grants.
///
/// AWS: each needs a scope of its own, which may name the applications that it is for (facts/tip-chain.md §3, §4). That a
/// scope which names none is for all of them is [unverified].
pub fn reaches(inventory: &Inventory, label: &str, client: &Client, workgroup: &str) -> Verdict {
    let workgroup =
        inventory.workgroups.get(workgroup).and_then(|workgroup| workgroup.application.as_deref());
    let lake = inventory.lake.connection.as_ref().there();
    let lake = lake.and_then(|connection| connection.application.as_deref());
    let access_grants = inventory.access_grants.instance.as_ref().there();
    let access_grants = access_grants.and_then(|instance| instance.application.as_deref());
    has_scope(inventory, label, client, ("athena:workgroup:read_write", workgroup))
        .and(|| has_scope(inventory, label, client, ("lakeformation:query", lake)))
        .and(|| has_scope(inventory, label, client, ("s3:access_grants:read_write", access_grants)))
}

fn has_scope(
    inventory: &Inventory,
    label: &str,
    client: &Client,
    (scope, target): (&str, Option<&str>),
) -> Verdict {
    let targets = match client.scopes.see(scope) {
        Sight::There(targets) => targets,
        Sight::Absent => return Verdict::missing(format!("the client `{label}` has no scope `{scope}`")),
        Sight::Unseen => {
            return unsaid(inventory, &format!("whether the client `{label}` has the scope `{scope}`"));
        }
    };
    match target {
        _ if targets.is_empty() => Verdict::Holds,
        Some(target) if targets.contains(target) => Verdict::Holds,
        Some(target) => Verdict::missing(format!(
            "the scope `{scope}` of the client `{label}` is not for the application `{target}`"
        )),
        None => Verdict::unknown(format!("which application the scope `{scope}` is needed for is not known")),
    }
}
