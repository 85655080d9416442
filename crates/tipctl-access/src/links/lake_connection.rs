//! Lake Formation's connection to Identity Center (facts/tip-chain.md L13).

use tipctl_model::inventory::{Application, Inventory, Sight};

use super::{Identity, assignment, identity_center, unseen};
use crate::Verdict;

/// Whether Lake Formation is connected to the instance: TIP211.
pub fn connected(inventory: &Inventory) -> Verdict {
    let connection = match inventory.lake.connection.as_ref() {
        Sight::There(connection) => connection,
        Sight::Absent => return Verdict::broken(211, "Lake Formation is not connected to Identity Center"),
        Sight::Unseen => return unseen(inventory, "Lake Formation's connection to Identity Center"),
    };
    if is_disabled(inventory) {
        return Verdict::broken(211, "Lake Formation's application in Identity Center is disabled");
    }
    identity_center::agrees(inventory, connection.instance.as_deref(), "Lake Formation", 211)
}

/// Whether Lake Formation's application lets `identity` in: TIP212.
///
/// AWS: it lets in everyone unless somebody makes assignments required, which Lake Formation then does not make
/// (facts/tip-chain.md L13).
pub fn lets_in(inventory: &Inventory, identity: &Identity<'_>) -> Verdict {
    match application(inventory) {
        Some(application) if application.assignment_required == Some(true) => {
            match assignment::to(inventory, application, identity, "Lake Formation's application") {
                Verdict::Broken(breach) => Verdict::broken(212, breach.cause),
                verdict => verdict,
            }
        }
        _ => Verdict::Holds,
    }
}

/// Whether somebody disabled Lake Formation's application.
pub fn is_disabled(inventory: &Inventory) -> bool {
    application(inventory).is_some_and(|application| application.is_enabled == Some(false))
}

fn application(inventory: &Inventory) -> Option<&Application> {
    let connection = inventory.lake.connection.as_ref().there()?;
    inventory.applications.get(connection.application.as_deref()?)
}
