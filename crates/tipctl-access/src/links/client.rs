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
