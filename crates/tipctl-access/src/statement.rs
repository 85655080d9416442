//! What a statement of SQL reads, as far as the names in it tell.

use std::collections::BTreeSet;

use tipctl_model::{Inventory, inventory::Columns};

use crate::On;

/// A table that a statement names, and those of its columns that it names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mentioned {
    /// The database.
    pub database: String,
    /// The table.
    pub table: String,
    /// Columns of it; none where the statement names none.
    pub columns: BTreeSet<String>,
}

/// What a grant of `columns` on `on` lets somebody read: the table with the columns that it names, or those tables of a whole
/// database that `inventory` knows.
pub fn tables(inventory: &Inventory, on: &On, columns: &Columns) -> Vec<Mentioned> {
    match on {
        On::Table { database, table, .. } => {
            let columns = match columns {
                Columns::Only(names) => names.clone(),
                Columns::All | Columns::Except(_) => BTreeSet::new(),
            };
            vec![Mentioned { database: database.clone(), table: table.clone(), columns }]
        }
        On::Tables(database) => {
            let known = inventory.catalog.tables.iter().filter_map(|(name, _)| name.split_once('.'));
            let of_it = known.filter(|(of, _)| *of == database.as_str());
            let whole = |table: &str| Mentioned {
                database: database.clone(),
                table: table.to_owned(),
                columns: BTreeSet::new(),
            };
            of_it.map(|(_, table)| whole(table)).collect()
        }
        _ => Vec::new(),
    }
}

/// The tables of the catalog that `sql` names as `database.table`, in the order of their names. A column counts for each
/// table that has one of that name.
///
/// This is no parser: a name within a text or a comment counts as well. It serves to say which links a query hung on, never
/// to decide what somebody may read.
pub fn mentioned(inventory: &Inventory, sql: &str) -> Vec<Mentioned> {
    let names = names(sql);
    let is_named = |name: &str| names.iter().any(|chain| chain.iter().any(|word| word == name));
    let tables = inventory.catalog.tables.iter().filter_map(|(name, known)| {
        let (database, table) = name.split_once('.')?;
        let mut pairs = names.iter().flat_map(|chain| chain.windows(2));
        pairs.any(|pair| pair == [database, table]).then(|| Mentioned {
            database: database.to_owned(),
            table: table.to_owned(),
            columns: known.columns.iter().filter(|column| is_named(column)).cloned().collect(),
        })
    });
    tables.collect()
}

/// The databases that `sql` can be about: every name that another one follows after a point.
pub fn databases(sql: &str) -> BTreeSet<String> {
    let names = names(sql);
    names
        .iter()
        .filter(|chain| chain.len() > 1)
        .filter_map(|chain| chain.iter().rev().nth(1).cloned())
        .collect()
}

/// Names joined by points, in the order of the statement. AWS: names in Athena have no capitals.
fn names(sql: &str) -> Vec<Vec<String>> {
    let mut chains: Vec<Vec<String>> = Vec::new();
    let mut joins = false;
    for word in words(sql) {
        match (word.as_str(), chains.last_mut()) {
            (".", _) => joins = true,
            (_, Some(chain)) if joins => {
                chain.push(word);
                joins = false;
            }
            _ => chains.push(vec![word]),
        }
    }
    chains
}

fn words(sql: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut goes_on = false;
    for letter in sql.chars() {
        let is_part = letter.is_alphanumeric() || letter == '_' || letter == '-';
        match (is_part, words.last_mut()) {
            (true, Some(word)) if goes_on => word.extend(letter.to_lowercase()),
            (true, _) => words.push(letter.to_lowercase().collect()),
            (false, _) if letter == '.' => words.push(".".to_owned()),
            (false, _) => {}
        }
        goes_on = is_part;
    }
    words
}

#[cfg(test)]
mod tests {
    use tipctl_model::{
        Place,
        inventory::{Extent, Table},
    };

    use super::*;

    #[test]
    fn tables_and_columns_are_found_by_their_names() {
        let mut inventory = Inventory::empty(Place::new("s", "111122223333", "eu-west-1"), Extent::Live);
        for (name, columns) in [("sales.orders", ["id", "amount"]), ("sales.customers", ["id", "email"])] {
            let columns = columns.map(str::to_owned).to_vec();
            inventory.catalog.tables.insert(name, Table { columns, ..Table::default() });
        }
        let told = |sql: &str| -> Vec<String> {
            let all = mentioned(&inventory, sql).into_iter();
            all.map(|one| format!("{}.{} {:?}", one.database, one.table, one.columns)).collect()
        };
        assert_eq!(told("select email from sales.customers"), [r#"sales.customers {"email"}"#]);
        assert_eq!(told(r#"SELECT o."Amount" FROM "sales"."orders" o"#), [r#"sales.orders {"amount"}"#]);
        assert_eq!(
            told("select * from sales.orders join awsdatacatalog.sales.customers using (id)"),
            [r#"sales.customers {"id"}"#, r#"sales.orders {"id"}"#]
        );
        assert_eq!(told("select 1"), [""; 0]);
        assert_eq!(databases("select a.b from c.d.e"), ["a".to_owned(), "d".to_owned()].into());
    }
}
