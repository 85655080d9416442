//! What is wrong with a statement, in Athena's words where they are known.

use std::fmt;

/// What a user is told about a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    text: String,
    /// The column that cannot be resolved, if that is what is wrong.
    pub(crate) column: Option<String>,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Complaint {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), column: None }
    }

    /// More than one statement.
    pub(super) fn several(text: &str) -> Self {
        Self::new(format!("Only one sql statement is allowed. Got: {text}"))
    }

    /// A word that no statement has there.
    pub(super) fn unexpected(text: &str, word: Option<&&str>) -> Self {
        let word = word.filter(|word| !word.is_empty()).map_or("<EOF>", |word| word);
        Self::new(format!("{}: mismatched input '{word}'. Expecting: a query", place(text, word)))
    }

    /// A statement that Athena has and the sandbox does not.
    pub(super) fn not_here(text: &str) -> Self {
        let words: Vec<&str> = text.split_whitespace().take(2).collect();
        Self::new(format!(
            "NOT_SUPPORTED: {} is not in the sandbox, which runs SELECT, SHOW and DESCRIBE",
            words.join(" ").to_uppercase()
        ))
    }

    pub(crate) fn no_table(text: &str, database: &str, table: &str) -> Self {
        let at = place(text, table);
        Self::new(format!("TABLE_NOT_FOUND: {at}: Table 'awsdatacatalog.{database}.{table}' does not exist"))
    }

    pub(crate) fn no_database(text: &str, database: &str) -> Self {
        Self::new(format!("SCHEMA_NOT_FOUND: {}: Schema '{database}' does not exist", place(text, database)))
    }

    /// A name without a database, where none is set.
    pub(crate) fn no_schema(text: &str, table: &str) -> Self {
        let at = place(text, table);
        Self::new(format!(
            "MISSING_SCHEMA_NAME: {at}: Schema must be specified when session schema is not set"
        ))
    }

    /// A statement that the engine reads, and Athena does not.
    // The text is unverified.
    pub(super) fn unread(why: &str) -> Self {
        Self::new(format!("NOT_SUPPORTED: the sandbox cannot tell which tables this reads: {why}"))
    }

    /// A statement that works too long, or holds or answers too much.
    pub(super) fn too_much(what: &str) -> Self {
        Self::new(format!("Query exhausted resources in the sandbox: {what}"))
    }

    /// What SQLite says, as Athena would.
    // AWS: the words about columns and tables are Athena's; those about functions and the rest are unverified.
    pub(super) fn of(error: &rusqlite::Error, text: &str) -> Self {
        let said = match error {
            rusqlite::Error::SqliteFailure(code, _)
                if code.code == rusqlite::ErrorCode::OperationInterrupted =>
            {
                return Self::too_much("too much work");
            }
            rusqlite::Error::SqliteFailure(code, _) if code.code == rusqlite::ErrorCode::TooBig => {
                return Self::too_much("too long a value");
            }
            rusqlite::Error::SqliteFailure(code, _) if code.code == rusqlite::ErrorCode::OutOfMemory => {
                return Self::too_much("too much memory");
            }
            rusqlite::Error::SqliteFailure(_, Some(said)) => said.as_str(),
            rusqlite::Error::SqlInputError { msg, .. } => msg.as_str(),
            other => return Self::new(format!("GENERIC_INTERNAL_ERROR: {other}")),
        };
        if let Some(column) = said.strip_prefix("no such column: ") {
            let column = column.split(" - ").next().unwrap_or(column);
            let bare = column.rsplit('.').next().unwrap_or(column).trim_matches('"').to_lowercase();
            let text = format!(
                "COLUMN_NOT_FOUND: {}: Column '{bare}' cannot be resolved or requester is not authorized to access \
                 requested resources",
                place(text, &bare)
            );
            return Self { text, column: Some(bare) };
        }
        if let Some(table) = said.strip_prefix("no such table: ") {
            return match table.split_once('.') {
                Some((database, table)) => Self::no_table(text, database, table),
                None => Self::no_schema(text, table),
            };
        }
        if let Some(function) = said.strip_prefix("no such function: ") {
            let function = function.to_lowercase();
            let at = place(text, &function);
            return Self::new(format!("FUNCTION_NOT_FOUND: {at}: Function '{function}' not registered"));
        }
        if let Some(near) = said.strip_prefix("near \"").and_then(|near| near.split_once('"')) {
            return Self::new(format!(
                "{}: mismatched input '{}'. Expecting: a query",
                place(text, near.0),
                near.0
            ));
        }
        Self::new(format!("NOT_SUPPORTED: {said}"))
    }
}

/// `line 1:8`: where a word first stands in a text.
fn place(text: &str, word: &str) -> String {
    let at = text.to_lowercase().find(&word.to_lowercase()).unwrap_or_default();
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {line}:{column}")
}
