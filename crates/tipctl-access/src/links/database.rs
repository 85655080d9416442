//! Databases and tables as such, and seeing them (facts/tip-chain.md L16, TIP216).

use tipctl_model::inventory::{Inventory, Link as ResourceLink, Sight};

use super::{
    Identity,
    grant::{Granted, Target, holder},
};
use crate::Verdict;

/// Where a table is once resource links are followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place<'a> {
    /// In this account's catalog, perhaps through a link.
    Here {
        /// Its database.
        database: &'a str,
        /// Its name.
        table: &'a str,
        /// Whether a link leads there.
        is_linked: bool,
    },
    /// In the catalog of another account.
    Elsewhere {
        /// The account.
        account: &'a str,
        /// The database in it.
        database: &'a str,
        /// The table's name there.
        table: &'a str,
    },
}

/// Where the table that is called `table` in `database` is.
pub fn place<'a>(inventory: &'a Inventory, database: &'a str, table: &'a str) -> Place<'a> {
    let linked = inventory.catalog.databases.get(database).and_then(|found| found.link.as_ref());
    let linked = linked.or_else(|| {
        let found = inventory.catalog.tables.get(&format!("{database}.{table}"));
        found.and_then(|found| found.link.as_ref())
    });
    match linked {
        None => Place::Here { database, table, is_linked: false },
        Some(link) if is_ours(inventory, link) => Place::Here {
            database: &link.database,
            table: link.table.as_deref().unwrap_or(table),
            is_linked: true,
        },
        Some(link) => Place::Elsewhere {
            account: &link.catalog,
            database: &link.database,
            table: link.table.as_deref().unwrap_or(table),
        },
    }
}

fn is_ours(inventory: &Inventory, link: &ResourceLink) -> bool {
    link.catalog.is_empty() || link.catalog == inventory.place.account
}

/// Whether the database is there and `identity` sees it: TIP216.
pub fn seen_by(inventory: &Inventory, identity: &Identity<'_>, database: &str) -> Verdict {
    if inventory.catalog.databases.see(database) == Sight::Absent {
        return Verdict::missing(format!("there is no database `{database}`"));
    }
    let granted =
        Granted::of(inventory, "describe", Target::Database(database), |holding| holder(identity, holding));
    granted.verdict(inventory, || {
        Verdict::broken(
            216,
            format!("neither they nor a group of theirs may `describe` the database `{database}`"),
        )
    })
}
