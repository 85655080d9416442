//! Reading a table (facts/tip-chain.md L16).

use tipctl_model::inventory::{Columns, Inventory, Resource, Sight};

use super::{
    Identity,
    database::{Place, place},
    grant::{Granted, Target, has, holder},
};
use crate::{Query, Verdict};

/// Whether `identity` may read what `query` asks for: TIP217 through a resource link.
pub fn readable(inventory: &Inventory, identity: &Identity<'_>, query: &Query<'_>) -> Verdict {
    match place(inventory, query.database, query.table) {
        Place::Here { database, table, is_linked } => {
            let asked = Query { database, table, columns: query.columns };
            let verdict = there(inventory, &asked).and(|| granted(inventory, identity, &asked));
            match verdict {
                Verdict::Broken(breach) if is_linked => {
                    let (database, table) = (query.database, query.table);
                    Verdict::broken(
                        217,
                        format!("`{database}.{table}` is a resource link, and {}", breach.cause),
                    )
                }
                verdict => verdict,
            }
        }
        Place::Elsewhere { account, database, table } => {
            let database = format!("{account}:{database}");
            elsewhere(inventory, identity, query, (&database, table))
        }
    }
}

/// Whether `identity` may read through a resource link to `table` in `database`, which has the other account's number before
/// it. As far as that can be told from here: not without a grant on the target.
///
/// AWS: an account passes on what was shared with it, by grants on the target (facts/tip-chain.md L16). That the list of
/// grants shows those is [unverified]; where it has any on the database, it does.
fn elsewhere(
    inventory: &Inventory,
    identity: &Identity<'_>,
    query: &Query<'_>,
    (database, table): (&str, &str),
) -> Verdict {
    let account = database.split(':').next().unwrap_or_default();
    let link = format!("`{}.{}` is a resource link into account `{account}`", query.database, query.table);
    let is_shown = inventory.lake.grants.iter().any(|grant| match &grant.resource {
        Resource::Beyond { database: Some(of), .. } => of == database,
        _ => false,
    });
    let target = Target::Table(database, table);
    let theirs = Granted::of(inventory, "select", target, |holding| holder(identity, holding));
    if is_shown && inventory.lake.grants_are_whole && theirs.beyond.is_empty() {
        let cause =
            format!("{link}, and neither they nor a group of theirs may `select` from what it leads to");
        return Verdict::broken(217, cause);
    }
    Verdict::unknown(format!("not evaluated: {link}"))
}

/// Whether the table is there, with the columns.
fn there(inventory: &Inventory, query: &Query<'_>) -> Verdict {
    let name = format!("{}.{}", query.database, query.table);
    let known = match inventory.catalog.tables.see(&name) {
        Sight::There(known) => known,
        Sight::Absent => return Verdict::missing(format!("there is no table `{name}`")),
        // Whether it is there does not matter to who may read it.
        Sight::Unseen => return Verdict::Holds,
    };
    let is_there = |column: &&&str| !known.columns.iter().any(|known| known == **column);
    match query.columns.iter().find(is_there) {
        Some(column) if !known.columns.is_empty() => {
            Verdict::missing(format!("the table `{name}` has no column `{column}`"))
        }
        _ => Verdict::Holds,
    }
}

fn granted(inventory: &Inventory, identity: &Identity<'_>, query: &Query<'_>) -> Verdict {
    let target = Target::Table(query.database, query.table);
    let granted = Granted::of(inventory, "select", target, |holding| holder(identity, holding));
    let (sure, perhaps) = granted.columns();
    let is_enough = |columns: &Option<Columns>| match columns {
        None => false,
        Some(columns) if query.columns.is_empty() => any(inventory, query, columns),
        Some(columns) => query.columns.iter().all(|column| has(columns, column)),
    };
    if is_enough(&sure) {
        return Verdict::Holds;
    }
    let only_perhaps = is_enough(&perhaps) || !granted.beyond.is_empty() || !inventory.lake.grants_are_whole;
    match granted.doubt(inventory).filter(|_| only_perhaps) {
        Some(why) => Verdict::Unknown(why),
        None => Verdict::missing(lack(query, sure.as_ref())),
    }
}

/// Whether any column at all is among `columns`.
fn any(inventory: &Inventory, query: &Query<'_>, columns: &Columns) -> bool {
    match inventory.catalog.tables.get(&format!("{}.{}", query.database, query.table)) {
        Some(known) if !known.columns.is_empty() => known.columns.iter().any(|column| has(columns, column)),
        _ => !matches!(columns, Columns::Only(only) if only.is_empty()),
    }
}

fn lack(query: &Query<'_>, granted: Option<&Columns>) -> String {
    let name = format!("{}.{}", query.database, query.table);
    let missing = granted.and_then(|granted| query.columns.iter().find(|column| !has(granted, column)));
    match missing {
        Some(column) => {
            format!("neither they nor a group of theirs may `select` the column `{column}` of `{name}`")
        }
        None => format!("neither they nor a group of theirs may `select` from `{name}`"),
    }
}
