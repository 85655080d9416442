//! The registered location that a table's data is in (facts/tip-chain.md L15).

use tipctl_model::inventory::{Inventory, Location, Sight};

use super::{
    database::{Place, place},
    path::folder,
    unsaid,
};
use crate::Verdict;

/// Where a table's data is, and the location that covers it.
#[derive(Clone, Copy, Debug)]
pub struct Covered<'a> {
    /// Where the data is, `s3://bucket/prefix/`.
    pub data: &'a str,
    /// The location's path.
    pub path: &'a str,
    /// The location.
    pub location: &'a Location,
}

/// The location that the data of a table is in.
///
/// # Errors
/// The verdict on the link: TIP215 where nothing is registered there.
pub fn of_table<'a>(
    inventory: &'a Inventory,
    database: &'a str,
    table: &'a str,
) -> Result<Covered<'a>, Verdict> {
    let Place::Here { database, table, .. } = place(inventory, database, table) else {
        return Err(Verdict::unknown("not evaluated: the data is another account's"));
    };
    let name = format!("{database}.{table}");
    let data = match inventory.catalog.tables.see(&name) {
        Sight::There(known) => known.data.as_deref(),
        Sight::Absent => return Err(Verdict::missing(format!("there is no table `{name}`"))),
        Sight::Unseen => {
            return Err(unsaid(inventory, &format!("where the data of `{name}` is")));
        }
    };
    let data = data.ok_or_else(|| {
        Verdict::unknown(format!("not evaluated: `{name}` is a view, and has no data of its own"))
    })?;
    match covering(inventory, data) {
        Some((path, location)) => Ok(Covered { data, path, location }),
        None if inventory.lake.locations.is_whole => Err(Verdict::broken(
            215,
            format!("no location is registered for `{data}`, where the data of `{name}` is"),
        )),
        None => Err(Verdict::unknown(format!("the spec registers no location for `{data}`"))),
    }
}

/// The location that `path` is in; of several, the closest.
pub fn covering<'a>(inventory: &'a Inventory, path: &str) -> Option<(&'a str, &'a Location)> {
    let path = folder(path);
    let covers = |(registered, _): &(&str, &Location)| path.starts_with(&folder(registered));
    inventory.lake.locations.iter().filter(covers).max_by_key(|(registered, _)| registered.len())
}
