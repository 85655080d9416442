//! What grants name, held against what the Glue data catalog has.
//!
//! AWS: a grant on something that is not there fails only when it is sent (`EntityNotFoundException`,
//! facts/aws-data.md §4.6); said in the plan, a slip of the pen costs nothing. The catalog is read and never written to.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{Attrs, Note, Value};

use super::privilege::Privilege;
use crate::attrs::Read;

/// The columns of each table of each database.
pub(super) type Catalog = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// The databases of the account's own catalog that the rows name.
pub(super) fn databases<'a>(rows: impl Iterator<Item = &'a Attrs>) -> BTreeSet<String> {
    rows.filter_map(|row| Named::of(row).map(|named| named.database.to_owned())).collect()
}

/// Everything that a row names and that the catalog does not have, each once.
pub(super) fn missing<'a>(rows: impl Iterator<Item = &'a Attrs>, catalog: &Catalog) -> Vec<Note> {
    let notes: BTreeSet<Note> = rows.flat_map(|row| missing_of(row, catalog)).collect();
    notes.into_iter().collect()
}

/// What one row names.
struct Named<'a> {
    database: &'a str,
    table: Option<&'a str>,
    columns: BTreeSet<String>,
}

impl<'a> Named<'a> {
    /// Nothing for catalogs, for data locations and for catalogs other than the account's own.
    fn of(row: &'a Attrs) -> Option<Self> {
        let on = row.get("on")?;
        if on.entry("catalog").is_some() {
            return None;
        }
        let database = on.entry("database").and_then(Value::as_text)?;
        let table = on.entry("table").and_then(Value::as_text).filter(|table| *table != "*");
        let mut columns = BTreeSet::new();
        for text in row.texts("permissions") {
            match text.parse() {
                Ok(Privilege::Columns(names) | Privilege::AllBut(names)) => columns.extend(names),
                Ok(Privilege::Whole(_)) => {}
                Err(never) => match never {},
            }
        }
        Some(Self { database, table, columns })
    }
}

fn missing_of(row: &Attrs, catalog: &Catalog) -> Vec<Note> {
    let Some(Named { database, table, columns }) = Named::of(row) else { return Vec::new() };
    let Some(tables) = catalog.get(database) else {
        return vec![note(format!("there is no database `{database}`"), database, catalog.keys())];
    };
    let Some(table) = table else { return Vec::new() };
    let Some(known) = tables.get(table) else {
        return vec![note(format!("database `{database}` has no table `{table}`"), table, tables.keys())];
    };
    // A nested column is named with its way, `address.zip`; the catalog lists what it stands in.
    let outer = |column: &str| column.split('.').next().unwrap_or_default().trim_matches('"').to_owned();
    let unknown = columns.iter().filter(|column| !known.contains(*column) && !known.contains(&outer(column)));
    unknown
        .map(|column| {
            note(format!("table `{database}.{table}` has no column `{column}`"), column, known.iter())
        })
        .collect()
}

/// A note with the name that was probably meant.
fn note<'a>(message: String, name: &str, known: impl Iterator<Item = &'a String>) -> Note {
    let alike = |other: &&String| strsim::jaro_winkler(name, other) > 0.8;
    let mut near: Vec<&String> = known.filter(alike).collect();
    near.sort_by(|one, other| {
        let likeness = |other: &str| strsim::jaro_winkler(name, other);
        likeness(other).total_cmp(&likeness(one)).then_with(|| one.cmp(other))
    });
    let help = match near.first() {
        Some(near) => format!("did you mean `{near}`? AWS refuses a grant on what is not there"),
        None => "make it before this is applied: AWS refuses a grant on what is not there".to_owned(),
    };
    Note { code: "grant::not_in_catalog", message, help: Some(help) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attrs::Shown;

    fn row(on: &[(&str, &str)], permissions: &[&str]) -> Attrs {
        let on = Value::map(on.iter().map(|(name, text)| (*name, Value::text(*text))));
        Shown::new().with("on", on).with("permissions", Value::texts(permissions.iter().copied())).attrs()
    }

    fn catalog() -> Catalog {
        let columns = ["order_id", "amount", "address"].map(str::to_owned).into();
        [("sales".to_owned(), [("orders".to_owned(), columns)].into())].into()
    }

    fn messages(row: &Attrs) -> Vec<String> {
        missing([row].into_iter(), &catalog()).into_iter().map(|note| note.message).collect()
    }

    #[test]
    fn each_slip_is_named_and_what_is_there_is_not() {
        let orders: &[(&str, &str)] = &[("database", "sales"), ("table", "orders")];
        let cases: [(Attrs, &[&str]); 8] = [
            (row(&[("database", "sales")], &["describe"]), &[]),
            (row(&[("database", "sale")], &["describe"]), &["there is no database `sale`"]),
            (row(&[("database", "sales"), ("table", "*")], &["select"]), &[]),
            (
                row(&[("database", "sales"), ("table", "order")], &[]),
                &["database `sales` has no table `order`"],
            ),
            (row(orders, &["select(order_id)", "select(address.zip)"]), &[]),
            (row(orders, &["select(mount)"]), &["table `sales.orders` has no column `mount`"]),
            (row(orders, &["select(* except mail)"]), &["table `sales.orders` has no column `mail`"]),
            (row(&[("catalog", "444455556666"), ("database", "theirs")], &["describe"]), &[]),
        ];
        for (row, expected) in cases {
            assert_eq!(messages(&row), expected, "{row:?}");
        }
    }

    #[test]
    fn the_name_that_was_meant_is_offered() {
        let notes = missing([&row(&[("database", "sale")], &[])].into_iter(), &catalog());
        let help = notes[0].help.as_deref().unwrap();
        assert!(help.starts_with("did you mean `sales`?"), "{help}");
    }
}
