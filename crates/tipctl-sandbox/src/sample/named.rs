//! What a statement names, taken from the statement itself: the engine does not look at what it knows to be idle.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Ident, ObjectName, Query, TableFactor, Visit, VisitMut, Visitor, VisitorMut,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

use super::complaint::Complaint;

/// What a statement names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The tables that it reads from, each with its database if that is written, in lower case; no tables of its own, which
    /// `WITH` makes.
    pub(super) tables: BTreeSet<(Option<String>, String)>,
    /// A statement of the same names in which none is idle. It answers nothing of use.
    pub(super) unfolded: String,
}

impl Named {
    /// Reads a statement that the engine can read, and that is not deep.
    pub(super) fn read(sql: &str) -> Result<Self, Complaint> {
        let parsed = Parser::parse_sql(&GenericDialect {}, sql);
        let mut statements = parsed.map_err(|error| Complaint::unread(&error.to_string()))?;
        let mut tables = Tables::default();
        let _ = Visit::visit(&statements, &mut tables);
        let _ = VisitMut::visit(&mut statements, &mut Unfolding);
        let unfolded = statements.iter().map(ToString::to_string).collect();
        Ok(Self { tables: tables.found, unfolded })
    }
}

/// Gathers the tables.
#[derive(Default)]
struct Tables {
    found: BTreeSet<(Option<String>, String)>,
    /// The names that `WITH` makes in each query around.
    made: Vec<BTreeSet<String>>,
}

impl Visitor for Tables {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let with = query.with.iter().flat_map(|with| &with.cte_tables);
        self.made.push(with.map(|made| lower(&made.alias.name)).collect());
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.made.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { name: ObjectName(parts), args: None, .. } = factor {
            let parts: Vec<String> = parts.iter().filter_map(|part| part.as_ident()).map(lower).collect();
            match parts.as_slice() {
                [table] if self.made.iter().any(|made| made.contains(table)) => {}
                [table] => drop(self.found.insert((None, table.clone()))),
                [.., database, table] => drop(self.found.insert((Some(database.clone()), table.clone()))),
                [] => {}
            }
        }
        ControlFlow::Continue(())
    }
}

/// SQLite drops what stands beside a false part of an `AND` before it looks at the names in it; of an `OR` it drops nothing.
struct Unfolding;

impl VisitorMut for Unfolding {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::BinaryOp { op: op @ BinaryOperator::And, .. } = expr {
            *op = BinaryOperator::Or;
        }
        ControlFlow::Continue(())
    }
}

fn lower(name: &Ident) -> String {
    name.value.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(sql: &str) -> Vec<String> {
        let named = Named::read(sql).unwrap();
        let written = |(database, table): &(Option<String>, String)| match database {
            Some(database) => format!("{database}/{table}"),
            None => table.clone(),
        };
        named.tables.iter().map(written).collect()
    }

    #[test]
    fn tables_are_found_wherever_they_stand() {
        for (sql, expected) in [
            ("SELECT 1", &[][..]),
            ("SELECT * FROM Sales.\"Orders\" o, b JOIN c ON o.x = c.x", &["b", "c", "sales/orders"]),
            ("SELECT 1 FROM a WHERE 0 AND (SELECT 1 FROM sales.customers)", &["a", "sales/customers"]),
            ("SELECT CASE WHEN 1 THEN 2 ELSE (SELECT max(x) FROM d) END", &["d"]),
            ("SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM b ORDER BY (SELECT 1 FROM c))", &["a", "b", "c"]),
            ("(SELECT 1 FROM a) UNION SELECT 1 FROM b LIMIT (SELECT count(*) FROM c)", &["a", "b", "c"]),
            ("WITH idle AS (SELECT * FROM b) SELECT 1", &["b"]),
            ("WITH a AS (SELECT * FROM b) SELECT * FROM a, (SELECT * FROM a) c", &["b"]),
            ("SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) JOIN a ON 1", &["a"]),
            ("SELECT * FROM \"sales.orders\"", &["sales.orders"]),
            ("SELECT * FROM json_each('[1]')", &[]),
            ("VALUES ((SELECT 1 FROM a))", &["a"]),
        ] {
            assert_eq!(tables(sql), expected, "{sql}");
        }
    }

    #[test]
    fn nothing_is_idle_in_the_unfolded_statement() {
        let named = Named::read("SELECT a FROM t WHERE 0 AND x BETWEEN 1 AND 2").unwrap();
        assert_eq!(named.unfolded, "SELECT a FROM t WHERE 0 OR x BETWEEN 1 AND 2");
    }
}
