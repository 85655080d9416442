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
        Truth::Unsure if is_of_database(inventory, database, holds) => Verdict::unknown(format!(
            "they opted in to the database `{database}` alone, and that this reaches its tables is not documented"
        )),
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

/// Whether someone of whom `holds` tells opted in to the database itself.
fn is_of_database(inventory: &Inventory, database: &str, holds: impl Fn(&Principal) -> Truth) -> bool {
    let mut opt_ins = inventory.lake.opt_ins.iter();
    opt_ins.any(|opt_in| {
        matches!(&opt_in.resource, Resource::Database { database: of } if of == database)
            && holds(&opt_in.principal) == Truth::Yes
    })
}

/// Whether someone of whom `holds` tells opted in to the table, or to all tables of its database. To the database alone:
/// whether that reaches its tables is open (facts/aws-data.md §7).
pub fn opted_in(
    inventory: &Inventory,
    database: &str,
    table: &str,
    holds: impl Fn(&Principal) -> Truth,
) -> Truth {
    let reaches = |opt_in: &OptIn| match &opt_in.resource {
        Resource::Table { database: of, table: name } => (of == database && name == table).into(),
        Resource::Tables { database: of } => (of == database).into(),
        Resource::Database { database: of } if of == database => Truth::Unsure,
        _ => Truth::No,
    };
    Truth::any(inventory.lake.opt_ins.iter().map(|opt_in| reaches(opt_in).and(holds(&opt_in.principal))))
}
