//! The way itself: a statement that was taken goes through the roles, the lake and the results, or breaks at a link.

use super::catalog::Subject;
use super::journey::Journey;
use super::link::{Broken, Link};
use super::results::{self, Output};
use super::role::Assumed;
use super::trail::Trail;
use super::{catalog, lake, workgroup};
use crate::sample::{self, Answer, Column, Complaint, Statement, Visible};
use crate::services::lakeformation::reader::{Reader, TableName};

/// What is asked of a workgroup that takes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) sql: &'a str,
    /// The database of names without one.
    pub(crate) database: Option<&'a str>,
    pub(crate) output: &'a Output,
    pub(crate) at_ms: u64,
}

/// A statement that came through.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) answer: Answer,
    /// The role that writes the results.
    pub(crate) writer_arn: String,
}

/// Takes a statement all the way.
///
/// # Errors
/// The first link that is broken.
pub(crate) fn travel(journey: &Journey<'_>, ask: &Ask<'_>, trail: &mut Trail) -> Result<Arrived, Broken> {
    let execution = workgroup::execution_role(journey)?;
    let lent = results::check(journey, &execution, ask.output);
    if lent.as_ref().err().is_none_or(|broken| broken.link != Link::ResultBucket) {
        let refusal = lent.as_ref().err().map(|broken| broken.text.as_str());
        trail.grants_access(journey, ask.at_ms, (&execution, &ask.output.target()), refusal);
    }
    let writer_arn = lent?.role.arn;
    let statement = Statement::read(ask.sql).map_err(|complaint| faulty(&complaint))?;
    let way = Way { journey, reader: journey.reader(), execution: &execution };
    lake::check_connection(journey, &way.reader)?;
    catalog::check_encryption(journey)?;
    let answer = match statement {
        Statement::Select(sql) => way.select(&sql, ask, trail)?,
        Statement::ShowDatabases => way.show_databases()?,
        Statement::ShowTables { database } => way.show_tables(database.as_deref().or(ask.database), ask)?,
        Statement::ShowColumns { database, table } => {
            let columns = way.describe(database.as_deref().or(ask.database), &table, ask)?;
            list("field", columns.into_iter().map(|(name, _)| name))
        }
        Statement::Describe { database, table } => {
            let columns = way.describe(database.as_deref().or(ask.database), &table, ask)?;
            list("_col0", columns.into_iter().map(|(name, kind)| format!("{name}\t{kind}")))
        }
    };
    Ok(Arrived { answer, writer_arn })
}

/// What a statement takes along beyond the workgroup.
struct Way<'w, 'a> {
    journey: &'w Journey<'a>,
    reader: Reader<'a>,
    execution: &'w Assumed,
}

impl Way<'_, '_> {
    fn select(&self, sql: &str, ask: &Ask<'_>, trail: &mut Trail) -> Result<Answer, Broken> {
        let glue = &self.journey.services().glue;
        let lower = sql.to_lowercase();
        let named =
            |database: &str| Some(database) == ask.database || lower.contains(&database.to_lowercase());
        let mut catalog = Vec::new();
        for (database, members) in glue.databases(self.journey.region).filter(|(name, _)| named(name)) {
            catalog.extend(members.tables.iter().map(|(table, members)| {
                let columns = members.columns.iter().map(|column| (column, true)).collect();
                Visible { database, table, columns }
            }));
        }
        let referenced =
            sample::references(&catalog, ask.database, sql).map_err(|complaint| faulty(&complaint))?;
        if !referenced.is_empty() {
            // AWS: the engine's refusal (facts/tip-chain.md L7; that it is the execution role's is inferred).
            self.execution.may("lakeformation:GetDataAccess", "*").map_err(|_| {
                let text = "User is not authorized to perform lakeformation:GetDataAccess";
                Broken::new(Link::ExecutionRoleRights, text)
            })?;
        }
        let mut visible = Vec::new();
        for table in &referenced {
            let name = TableName { database: &table.database, table: &table.table };
            visible.push(self.visible(name, ask, trail)?);
        }
        sample::run(&visible, ask.database, sql).map_err(|complaint| {
            // The same statement was good when every column was there.
            let link = if complaint.column.is_some() { Link::ColumnGrant } else { Link::Statement };
            Broken::new(link, complaint.to_string())
        })
    }

    /// What a statement sees of a table that it reads.
    fn visible<'t>(
        &'t self,
        name: TableName<'t>,
        ask: &Ask<'_>,
        trail: &mut Trail,
    ) -> Result<Visible<'t>, Broken> {
        let journey = self.journey;
        catalog::check_table(journey, self.execution, name)?;
        let table = journey.services().glue.table(journey.region, name.database, name.table);
        let table = table.map_err(|_| faulty(&Complaint::no_table(ask.sql, name.database, name.table)))?;
        if !self.reader.sees_database(name.database) {
            return Err(lake::insufficient(Link::DatabaseGrant, "Describe", name.database));
        }
        let read = lake::columns(journey, &self.reader, name, table)?;
        let path = table.location.strip_prefix("s3://").unwrap_or(&table.location);
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        let key = format!("{}/data.csv", prefix.trim_end_matches('/'));
        trail.lake_access(journey, ask.at_ms, (&format!("{}/{}", name.database, name.table), &read.session));
        let passes_context = self.reader.passes_context();
        trail.object(
            journey,
            ask.at_ms,
            (&read.role_arn, passes_context),
            ("GetObject", bucket, key.trim_start_matches('/')),
        );
        let columns =
            table.columns.iter().map(|column| (column, read.columns.contains(&column.name.as_str())));
        Ok(Visible { database: name.database, table: name.table, columns: columns.collect() })
    }

    // AWS: lists hold what the user may know of; whom nothing is granted sees nothing.
    fn show_databases(&self) -> Result<Answer, Broken> {
        catalog::check_rights(self.journey, self.execution, "glue:GetDatabases", Subject::Catalog)?;
        let databases = self.journey.services().glue.databases(self.journey.region);
        let seen = databases.map(|(name, _)| name.clone()).filter(|name| self.reader.sees_database(name));
        Ok(list("database_name", seen))
    }

    fn show_tables(&self, database: Option<&str>, ask: &Ask<'_>) -> Result<Answer, Broken> {
        let database = database.ok_or_else(|| faulty(&Complaint::no_schema(ask.sql, "tables")))?;
        catalog::check_rights(self.journey, self.execution, "glue:GetTables", Subject::Database(database))?;
        let found = self.journey.services().glue.database(self.journey.region, database);
        let found = found.map_err(|_| faulty(&Complaint::no_database(ask.sql, database)))?;
        if !self.reader.sees_database(database) {
            return Err(lake::insufficient(Link::DatabaseGrant, "Describe", database));
        }
        let seen = found.tables.keys().filter(|table| self.reader.sees_table(TableName { database, table }));
        Ok(list("tab_name", seen.cloned()))
    }

    /// Names and types of the columns that the user may know of.
    fn describe(
        &self,
        database: Option<&str>,
        table: &str,
        ask: &Ask<'_>,
    ) -> Result<Vec<(String, String)>, Broken> {
        let database = database.ok_or_else(|| faulty(&Complaint::no_schema(ask.sql, table)))?;
        let name = TableName { database, table };
        catalog::check_table(self.journey, self.execution, name)?;
        let found = self.journey.services().glue.table(self.journey.region, database, table);
        let found = found.map_err(|_| faulty(&Complaint::no_table(ask.sql, database, table)))?;
        if !self.reader.sees_table(name) {
            return Err(lake::insufficient(Link::TableGrant, "Describe", table));
        }
        let all: Vec<&str> = found.columns.iter().map(|column| column.name.as_str()).collect();
        let shown = if self.reader.describes_table(name) { all } else { self.reader.selectable(name, &all) };
        let shown = found.columns.iter().filter(|column| shown.contains(&column.name.as_str()));
        Ok(shown.map(|column| (column.name.clone(), column.kind.clone())).collect())
    }
}

fn faulty(complaint: &Complaint) -> Broken {
    Broken::new(Link::Statement, complaint.to_string())
}

fn list(column: &str, values: impl IntoIterator<Item = String>) -> Answer {
    Answer {
        columns: vec![Column::text(column)],
        rows: values.into_iter().map(|value| vec![Some(value)]).collect(),
    }
}
