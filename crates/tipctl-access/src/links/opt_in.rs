//! Hybrid access mode (facts/tip-chain.md L16, TIP109).

use tipctl_model::inventory::{Inventory, OptIn, Principal, Resource};

use super::Identity;
use crate::{Truth, Verdict};

/// Whether `identity` chose Lake Formation for the table, as those must whose data is in a hybrid location: TIP109.
///
/// AWS: without an opt-in IAM's permissions count, of which a user of Identity Center has none; how that goes for users and
/// groups of Identity Center is [unverified].
pub fn made(inventory: &Inventory, identity: &Identity<'_>, database: &str, table: &str) -> Verdict {
    let holds = |principal: &Principal| identity.is_principal(principal);
    match opted_in(inventory, database, table, holds) {
        Truth::Yes => Verdict::Holds,
        Truth::Unsure => Verdict::unknown(format!(
            "whether they are in a group that opted in to `{database}.{table}` is not known"
        )),
        Truth::No if !inventory.lake.opt_ins_are_whole => {
            Verdict::unknown(format!("no opt-in to `{database}.{table}` is known"))
        }
        Truth::No => Verdict::broken(
            109,
            format!(
                "the data of `{database}.{table}` is in a hybrid location, and neither they nor a group of theirs opted in"
            ),
        ),
    }
}

/// Whether someone of whom `holds` tells opted in to the table, to all tables of its database or to the database.
pub fn opted_in(
    inventory: &Inventory,
    database: &str,
    table: &str,
    holds: impl Fn(&Principal) -> Truth,
) -> Truth {
    let concerns = |opt_in: &&OptIn| match &opt_in.resource {
        Resource::Table { database: of, table: name } => of == database && name == table,
        Resource::Tables { database: of } | Resource::Database { database: of } => of == database,
        Resource::Catalog | Resource::Location { .. } | Resource::Beyond { .. } => false,
    };
    let opt_ins = inventory.lake.opt_ins.iter().filter(concerns);
    Truth::any(opt_ins.map(|opt_in| holds(&opt_in.principal)))
}
