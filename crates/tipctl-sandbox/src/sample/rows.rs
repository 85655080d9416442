//! The rows. Each value is written as Athena would print it; none is the empty cell.

/// The rows of a table of the fresh account, with the columns in the order of the Data Catalog. Other tables have none.
pub(super) fn of(database: &str, table: &str) -> &'static [&'static [Option<&'static str>]] {
    match (database, table) {
        ("sales", "orders") => ORDERS,
        ("sales", "products") => PRODUCTS,
        ("sales", "customers") => CUSTOMERS,
        ("marketing", "campaigns") => CAMPAIGNS,
        _ => &[],
    }
}

const ORDERS: &[&[Option<&str>]] = &[
    &[Some("1001"), Some("1"), Some("120.50"), Some("2026-01-05 09:12:00.000"), Some("JP")],
    &[Some("1002"), Some("2"), Some("75.00"), Some("2026-01-06 11:40:00.000"), Some("JP")],
    &[Some("1003"), Some("3"), Some("310.25"), Some("2026-01-08 16:05:00.000"), Some("DE")],
    &[Some("1004"), Some("1"), Some("42.90"), Some("2026-02-02 08:30:00.000"), Some("JP")],
    &[Some("1005"), Some("4"), Some("999.99"), Some("2026-02-14 20:00:00.000"), Some("US")],
    &[Some("1006"), Some("5"), Some("18.00"), Some("2026-03-01 13:15:00.000"), None],
    &[Some("1007"), Some("3"), Some("64.40"), Some("2026-03-09 10:10:00.000"), Some("DE")],
    &[Some("1008"), Some("2"), Some("230.00"), Some("2026-03-21 19:45:00.000"), Some("JP")],
];

const PRODUCTS: &[&[Option<&str>]] = &[
    &[Some("1"), Some("notebook"), Some("12.50")],
    &[Some("2"), Some("pen"), Some("2.00")],
    &[Some("3"), Some("desk lamp"), Some("49.90")],
    &[Some("4"), Some("chair"), Some("189.00")],
];

const CUSTOMERS: &[&[Option<&str>]] = &[
    &[Some("1"), Some("Akiko Mori"), Some("akiko.mori@example.net"), Some("+81-3-5550-0101"), Some("JP")],
    &[Some("2"), Some("Kenji Abe"), Some("kenji.abe@example.net"), Some("+81-6-5550-0102"), Some("JP")],
    &[Some("3"), Some("Lena Vogel"), Some("lena.vogel@example.net"), Some("+49-30-5550-103"), Some("DE")],
    &[Some("4"), Some("Sam Porter"), Some("sam.porter@example.net"), None, Some("US")],
    &[Some("5"), Some("Noor Haddad"), Some("noor.haddad@example.net"), Some("+33-1-5550-0105"), None],
];

const CAMPAIGNS: &[&[Option<&str>]] = &[
    &[Some("1"), Some("new year"), Some("2026-01-01 00:00:00.000"), Some("5000.00")],
    &[Some("2"), Some("spring"), Some("2026-03-01 00:00:00.000"), Some("12000.00")],
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::glue::state::State;

    #[test]
    fn every_row_has_the_columns_of_its_table() {
        let glue = State::fresh();
        let mut tables = 0;
        for (database, members) in glue.databases("ap-northeast-1") {
            for (name, table) in &members.tables {
                let rows = of(database, name);
                assert!(!rows.is_empty(), "{database}.{name} has no rows");
                assert!(rows.iter().all(|row| row.len() == table.columns.len()), "{database}.{name}");
                tables += 1;
            }
        }
        assert_eq!(tables, 4);
    }
}
