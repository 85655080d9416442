//! The engine: SQLite, over a database in memory that is made for one statement and holds what that statement may see.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params_from_iter};
use serde::{Deserialize, Serialize};

use super::complaint::Complaint;
use super::named::Named;
use super::rows;

/// How many rows an answer may have.
const ROWS: usize = 10_000;
/// How many bytes an answer may have.
// AWS: an answer lies in S3 and may have any size.
const BYTES: usize = 4 << 20;
/// How many bytes a value may have.
// AWS: a row, or a column of one, may have 32 MB (Athena user guide, considerations and limitations).
const VALUE_BYTES: i32 = 1 << 20;
/// How many bytes SQLite may hold, for all that goes on in the process.
const MEMORY: i64 = 256 << 20;
/// How many thousand instructions of SQLite's machine a statement may take.
const WORK: u32 = 2_000;
/// How deep an expression may nest, and how many conditions a statement may join.
const DEPTH: u16 = 100;

/// A table as a statement sees it.
#[derive(Debug, Clone)]
pub(crate) struct Visible<'a> {
    pub(crate) database: &'a str,
    pub(crate) table: &'a str,
    /// All columns of the table, and whether the statement sees them.
    pub(crate) columns: Vec<(&'a crate::services::glue::state::Column, bool)>,
}

/// A table that a statement reads from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Referenced {
    pub(crate) database: String,
    pub(crate) table: String,
}

/// What a statement answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Option<String>>>,
}

/// A column of an answer, with its type as Athena names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) precision: i32,
    pub(crate) scale: i32,
}

impl Column {
    /// A column of text.
    pub(crate) fn text(name: &str) -> Self {
        Self::of(name.to_owned(), "varchar")
    }

    fn of(name: String, kind: &str) -> Self {
        let (bare, size) =
            kind.split_once('(').map_or((kind, ""), |(bare, size)| (bare, size.trim_end_matches(')')));
        let (precision, scale) = match bare {
            "decimal" => {
                let (precision, scale) = size.split_once(',').unwrap_or((size, "0"));
                (precision.trim().parse().unwrap_or(38), scale.trim().parse().unwrap_or(0))
            }
            "bigint" => (19, 0),
            "double" => (17, 0),
            "timestamp" => (3, 0),
            "varchar" => (i32::MAX, 0),
            _ => (0, 0),
        };
        Self { name, kind: bare.to_owned(), precision, scale }
    }
}

/// The tables that a `SELECT` reads from, of all that `catalog` has. `first` is the database of names without one.
pub(crate) fn references(
    catalog: &[Visible<'_>],
    first: Option<&str>,
    sql: &str,
) -> Result<BTreeSet<Referenced>, Complaint> {
    let complain = |error: rusqlite::Error| Complaint::of(&error, sql);
    let mut connection = open(catalog, first, false).map_err(complain)?;
    guard(&mut connection).map_err(complain)?;
    let prepared = connection.prepare(sql).map(drop);
    // The engine says less of a table that is not there than its name does.
    if let Err(error) = &prepared
        && !says_no_table(error)
    {
        return Err(Complaint::of(error, sql));
    }
    check_depth(sql)?;
    let referenced = Named::read(sql)?
        .tables
        .into_iter()
        .map(|(database, table)| {
            let database = database.or_else(|| first.map(str::to_owned));
            let database = database.ok_or_else(|| Complaint::no_schema(sql, &table))?;
            let is_it = |visible: &Visible<'_>| {
                visible.database.eq_ignore_ascii_case(&database) && visible.table.eq_ignore_ascii_case(&table)
            };
            match catalog.iter().find(|visible| is_it(visible)) {
                Some(Visible { database, table, .. }) => {
                    Ok(Referenced { database: (*database).to_owned(), table: (*table).to_owned() })
                }
                None => Err(Complaint::no_table(sql, &database, &table)),
            }
        })
        .collect::<Result<_, Complaint>>()?;
    prepared.map_err(complain)?;
    Ok(referenced)
}

fn says_no_table(error: &rusqlite::Error) -> bool {
    error.to_string().contains("no such table: ")
}

/// Refuses a statement that would be read too deep. The engine does the same, but for conditions that it drops unseen.
fn check_depth(sql: &str) -> Result<(), Complaint> {
    let words = sql.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let conditions = words.filter(|word| word.eq_ignore_ascii_case("and")).count();
    if conditions > usize::from(DEPTH) { Err(Complaint::too_much("too many conditions")) } else { Ok(()) }
}

/// Runs a `SELECT` over what is visible to it.
pub(crate) fn run(visible: &[Visible<'_>], first: Option<&str>, sql: &str) -> Result<Answer, Complaint> {
    let complain = |error: rusqlite::Error| Complaint::of(&error, sql);
    let mut connection = open(visible, first, true).map_err(complain)?;
    guard(&mut connection).map_err(complain)?;
    check_columns(&connection, sql)?;
    let mut steps = 0_u32;
    let out_of_work = move || {
        steps += 1;
        steps > WORK
    };
    connection.progress_handler(1000, Some(out_of_work)).map_err(complain)?;
    let mut statement = connection.prepare(sql).map_err(complain)?;
    let declared: Vec<(String, Option<String>)> = statement
        .columns()
        .map(|column| (column.name().to_owned(), column.decl_type().map(str::to_lowercase)))
        .collect();
    let mut kinds: Vec<Option<String>> = declared.iter().map(|(_, kind)| kind.clone()).collect();
    let (mut rows, mut bytes) = (Vec::new(), 0);
    let mut cursor = statement.query([]).map_err(complain)?;
    while let Some(row) = cursor.next().map_err(complain)? {
        if rows.len() == ROWS {
            return Err(Complaint::too_much("too many rows"));
        }
        let mut cells = Vec::with_capacity(kinds.len());
        for (at, kind) in kinds.iter_mut().enumerate() {
            let value = row.get_ref(at).map_err(complain)?;
            kind.get_or_insert_with(|| kind_of(value).to_owned());
            let cell = printed(value, kind.as_deref().unwrap_or_default());
            bytes += cell.as_ref().map_or(0, String::len);
            cells.push(cell);
        }
        if bytes > BYTES {
            return Err(Complaint::too_much("too many bytes"));
        }
        rows.push(cells);
    }
    let columns =
        declared.into_iter().zip(kinds).enumerate().map(|(at, ((name, _), kind))| {
            Column::of(label(at, &name), kind.as_deref().unwrap_or("varchar"))
        });
    Ok(Answer { columns: columns.collect(), rows })
}

/// Refuses a statement that names a column which is not there, be it where the engine does not look.
fn check_columns(connection: &Connection, sql: &str) -> Result<(), Complaint> {
    let unfolded = Named::read(sql)?.unfolded;
    let complaint = connection.prepare(&unfolded).err().map(|error| Complaint::of(&error, sql));
    complaint.filter(|complaint| complaint.column.is_some()).map_or(Ok(()), Err)
}

/// A database in memory with these tables, with their rows or without. Each database of the catalog is attached under its
/// name.
fn open(tables: &[Visible<'_>], first: Option<&str>, filled: bool) -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    // A name in double quotes that is no column must not pass for a text.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES)?;
    connection.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, i32::from(DEPTH))?;
    connection.set_limit(Limit::SQLITE_LIMIT_COMPOUND_SELECT, i32::from(DEPTH))?;
    connection.pragma_update(None, "hard_heap_limit", MEMORY)?;
    // What is sorted counts as memory too.
    connection.pragma_update(None, "temp_store", "memory")?;
    let mut databases: Vec<&str> = tables.iter().map(|visible| visible.database).collect();
    databases.dedup();
    databases.sort_by_key(|database| (Some(*database) != first, *database));
    databases.dedup();
    for database in databases {
        connection.execute(&format!("ATTACH ':memory:' AS {}", quoted(database)), [])?;
    }
    for visible in tables {
        let name = format!("{}.{}", quoted(visible.database), quoted(visible.table));
        let shown = visible
            .columns
            .iter()
            .filter(|(_, seen)| *seen)
            .map(|(column, _)| format!("{} {}", quoted(&column.name), declared(&column.kind)));
        let shown = shown.collect::<Vec<_>>().join(", ");
        connection.execute(&format!("CREATE TABLE {name} ({shown})"), [])?;
        if filled {
            fill(&connection, &name, visible)?;
        }
    }
    Ok(connection)
}

fn fill(connection: &Connection, name: &str, visible: &Visible<'_>) -> rusqlite::Result<()> {
    let rows = rows::of(visible.database, visible.table);
    let mut marks = String::new();
    for (at, _) in visible.columns.iter().filter(|(_, seen)| *seen).enumerate() {
        let _ = write!(marks, "{}?", if at == 0 { "" } else { ", " });
    }
    let mut insert = connection.prepare(&format!("INSERT INTO {name} VALUES ({marks})"))?;
    for row in rows {
        let cells = row.iter().zip(&visible.columns).filter(|(_, (_, seen))| *seen).map(|(cell, _)| *cell);
        insert.execute(params_from_iter(cells))?;
    }
    Ok(())
}

/// Lets a statement read the attached databases and nothing else.
fn guard(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.authorizer(Some(move |asked: AuthContext<'_>| match asked.action {
        AuthAction::Select | AuthAction::Function { .. } | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Read { table_name, .. }
            if ["main", "temp"].contains(&asked.database_name.unwrap_or_default())
                || ["sqlite_", "pragma_"].iter().any(|own| table_name.starts_with(own)) =>
        {
            Authorization::Deny
        }
        AuthAction::Read { .. } => Authorization::Allow,
        _ => Authorization::Deny,
    }))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A type of Hive's, as SQLite is to keep it.
fn declared(kind: &str) -> &str {
    match kind {
        "string" => "varchar",
        "int" | "integer" | "smallint" | "tinyint" => "integer",
        other => other,
    }
}

fn kind_of(value: ValueRef<'_>) -> &'static str {
    match value {
        ValueRef::Integer(_) => "bigint",
        ValueRef::Real(_) => "double",
        ValueRef::Null | ValueRef::Text(_) | ValueRef::Blob(_) => "varchar",
    }
}

/// A value as Athena prints it.
fn printed(value: ValueRef<'_>, kind: &str) -> Option<String> {
    let Column { kind, scale, .. } = Column::of(String::new(), kind);
    let scale = usize::try_from(scale).unwrap_or_default();
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) if kind == "decimal" && scale > 0 => {
            Some(format!("{number}.{}", "0".repeat(scale)))
        }
        ValueRef::Integer(number) if kind == "boolean" => Some((number != 0).to_string()),
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) if kind == "decimal" => Some(format!("{number:.scale$}")),
        ValueRef::Real(number) if number.fract() == 0.0 => Some(format!("{number:.1}")),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) | ValueRef::Blob(text) => Some(String::from_utf8_lossy(text).into_owned()),
    }
}

/// What a column is called: in lower case, and `_colN` if it is an expression without a name.
fn label(at: usize, name: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || letter == '_';
    let begins = name.chars().next().is_some_and(|letter| letter.is_alphabetic() || letter == '_');
    if begins && name.chars().all(plain) { name.to_lowercase() } else { format!("_col{at}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::glue::state::State;

    const REGION: &str = "ap-northeast-1";

    fn catalog<'a>(glue: &'a State, hidden: &[&str]) -> Vec<Visible<'a>> {
        let mut tables = Vec::new();
        for (database, members) in glue.databases(REGION) {
            for (table, members) in &members.tables {
                let columns =
                    members.columns.iter().map(|column| (column, !hidden.contains(&column.name.as_str())));
                tables.push(Visible { database, table, columns: columns.collect() });
            }
        }
        tables
    }

    fn answer(hidden: &[&str], sql: &str) -> Result<Answer, String> {
        let glue = State::fresh();
        run(&catalog(&glue, hidden), Some("sales"), sql).map_err(|complaint| complaint.to_string())
    }

    fn names(answer: &Answer) -> Vec<&str> {
        answer.columns.iter().map(|column| column.name.as_str()).collect()
    }

    #[test]
    fn a_hidden_column_is_absent() {
        let hidden = ["email", "phone"];
        let all = answer(&hidden, "SELECT * FROM sales.customers").unwrap();
        assert_eq!(names(&all), ["customer_id", "name", "country"]);
        assert_eq!(all.rows.len(), 5);
        assert_eq!(all.rows[3], [Some("4".into()), Some("Sam Porter".into()), Some("US".into())]);
        for sql in [
            "SELECT email FROM sales.customers",
            "SELECT \"email\" FROM sales.customers",
            "SELECT name FROM sales.customers WHERE email LIKE '%'",
            "SELECT c.email FROM sales.customers AS c",
        ] {
            let complaint = answer(&hidden, sql).unwrap_err();
            assert!(complaint.starts_with("COLUMN_NOT_FOUND: line 1:"), "{sql}: {complaint}");
            assert!(complaint.contains("Column 'email' cannot be resolved"), "{sql}: {complaint}");
        }
    }

    #[test]
    fn values_are_printed_with_their_types() {
        let sql =
            "SELECT amount, ordered_at, count(*), sum(amount) AS total FROM orders WHERE order_id = 1001";
        let answer = answer(&[], sql).unwrap();
        assert_eq!(names(&answer), ["amount", "ordered_at", "_col2", "total"]);
        let kinds: Vec<_> = answer.columns.iter().map(|column| column.kind.as_str()).collect();
        assert_eq!(kinds, ["decimal", "timestamp", "bigint", "double"]);
        assert_eq!((answer.columns[0].precision, answer.columns[0].scale), (10, 2));
        let row: Vec<_> = answer.rows[0].iter().flatten().map(String::as_str).collect();
        assert_eq!(row, ["120.50", "2026-01-05 09:12:00.000", "1", "120.5"]);
    }

    #[test]
    fn a_statement_reads_the_tables_that_it_names() {
        let glue = State::fresh();
        let read = |sql| {
            let found =
                references(&catalog(&glue, &[]), Some("sales"), sql).map_err(|error| error.to_string());
            found.map(|found| {
                found.iter().map(|table| format!("{}.{}", table.database, table.table)).collect()
            })
        };
        let tables = |names: &[&str]| Ok(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(read("SELECT count(*) FROM sales.orders"), tables(&["sales.orders"]));
        assert_eq!(read("SELECT count(*) FROM Orders"), tables(&["sales.orders"]));
        assert_eq!(read("SELECT 1"), tables(&[]));
        assert_eq!(
            read("WITH a AS (SELECT * FROM orders) SELECT * FROM a, marketing.campaigns c"),
            tables(&["marketing.campaigns", "sales.orders"])
        );
        for (sql, expected) in [
            (
                "SELECT * FROM sales.missing",
                "TABLE_NOT_FOUND: line 1:21: Table 'awsdatacatalog.sales.missing' does not exist",
            ),
            ("SELECT missing FROM orders", "COLUMN_NOT_FOUND"),
            ("SELECT f(1)", "FUNCTION_NOT_FOUND: line 1:8: Function 'f' not registered"),
            ("SELECT FROM", "mismatched input"),
            ("SELECT * FROM sqlite_master", "NOT_SUPPORTED"),
            ("SELECT * FROM pragma_database_list", "NOT_SUPPORTED"),
            ("SELECT count(*) FROM sqlite_master", "NOT_SUPPORTED"),
            (
                "SELECT * FROM \"sales.orders\"",
                "TABLE_NOT_FOUND: line 1:16: Table 'awsdatacatalog.sales.sales.orders' does not exist",
            ),
        ] {
            let complaint = read(sql).unwrap_err();
            assert!(complaint.contains(expected), "{sql}: {complaint}");
        }
    }

    #[test]
    fn what_the_engine_drops_is_read_all_the_same() {
        let glue = State::fresh();
        let idle = "SELECT order_id FROM orders WHERE 0 AND (SELECT email FROM sales.customers) = 'x'";
        let read = references(&catalog(&glue, &[]), Some("sales"), idle).unwrap();
        assert_eq!(
            read.iter().map(|table| table.table.as_str()).collect::<Vec<_>>(),
            ["customers", "orders"]
        );
        assert_eq!(answer(&[], idle).unwrap().rows.len(), 0);
        assert!(answer(&["email"], idle).unwrap_err().contains("Column 'email' cannot be resolved"));
    }

    #[test]
    fn a_statement_that_is_too_deep_or_holds_too_much_is_refused() {
        let glue = State::fresh();
        let refused = |sql: &str| {
            let visible = catalog(&glue, &[]);
            let found =
                references(&visible, Some("sales"), sql).and_then(|_| run(&visible, Some("sales"), sql));
            found.unwrap_err().to_string()
        };
        for (sql, expected) in [
            (format!("SELECT 0{}", " AND 1".repeat(40_000)), "too many conditions"),
            (format!("SELECT 0{}", " + 1".repeat(40_000)), "too large"),
            (format!("SELECT {}1{}", "(".repeat(90), ")".repeat(90)), "recursion limit"),
            ("SELECT hex(zeroblob(400000000))".to_owned(), "too long a value"),
            (
                "SELECT hex(zeroblob(500000)) FROM orders".to_owned(),
                "too many bytes",
            ),
            (
                "SELECT count(*) FROM (SELECT hex(zeroblob(500000)) x FROM orders a, orders b, orders c ORDER BY x)"
                    .to_owned(),
                "too much memory",
            ),
        ] {
            let complaint = refused(&sql);
            assert!(complaint.contains(expected), "{}: {complaint}", sql.len());
        }
        let deep = format!("SELECT 1{}{}", " AND 1".repeat(95), " AND (1)".repeat(4));
        assert!(references(&catalog(&glue, &[]), None, &deep).is_ok());
    }

    #[test]
    fn work_and_rows_have_an_end() {
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT ";
        for (sql, what) in [("count(*) FROM n", "too much work"), ("i FROM n", "too many rows")] {
            let complaint = answer(&[], &format!("{endless}{sql}")).unwrap_err();
            assert!(complaint.contains(what), "{complaint}");
        }
    }
}
