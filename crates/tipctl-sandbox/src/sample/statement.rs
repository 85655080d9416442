//! Statements: what kind one is, read off its words. What a `SELECT` means is left to the engine.

use super::complaint::Complaint;

/// A statement that the sandbox runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Statement {
    /// `SELECT`, `WITH` and `VALUES`.
    Select(String),
    ShowDatabases,
    ShowTables {
        database: Option<String>,
    },
    ShowColumns {
        database: Option<String>,
        table: String,
    },
    Describe {
        database: Option<String>,
        table: String,
    },
}

/// One word of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// A keyword or a name, in lower case unless it was quoted.
    Name { text: String, at: usize, quoted: bool },
    /// Anything else: a character, a number, a text in single quotes.
    Other { text: char, at: usize },
}

/// The catalog that everything here is in.
const CATALOG: &str = "awsdatacatalog";

impl Statement {
    /// Reads a statement, or says why Athena would not.
    pub(crate) fn read(text: &str) -> Result<Self, Complaint> {
        let trimmed = text.trim().trim_end_matches(';').trim_end();
        let words = words(trimmed);
        if words.iter().any(|word| matches!(word, Word::Other { text: ';', .. })) {
            return Err(Complaint::several(text));
        }
        let names: Vec<&str> = words.iter().map(Word::text).collect();
        let object = |rest: &[&str]| object(rest).ok_or_else(|| Complaint::unexpected(text, rest.first()));
        match names.as_slice() {
            [] => Err(Complaint::unexpected(text, None)),
            ["select" | "with" | "values" | "(", ..] => Ok(Self::Select(without_catalog(trimmed, &words))),
            ["show", "databases" | "schemas"] => Ok(Self::ShowDatabases),
            ["show", "tables"] => Ok(Self::ShowTables { database: None }),
            ["show", "tables", "in" | "from", rest @ ..] => {
                let (database, name) = object(rest)?;
                if database.is_some_and(|catalog| catalog != CATALOG) {
                    return Err(Complaint::unexpected(text, rest.first()));
                }
                Ok(Self::ShowTables { database: Some(name) })
            }
            ["show", "columns", "in" | "from", rest @ ..] => {
                let (table, database) = match rest.iter().position(|word| ["in", "from"].contains(word)) {
                    Some(at) => {
                        let (table, database) = rest.split_at(at);
                        (object(table)?, Some(object(database.get(1..).unwrap_or_default())?.1))
                    }
                    None => (object(rest)?, None),
                };
                Ok(Self::ShowColumns { database: database.or(table.0), table: table.1 })
            }
            ["describe" | "desc", rest @ ..] => {
                let (database, table) = object(rest)?;
                Ok(Self::Describe { database, table })
            }
            [
                "insert" | "update" | "delete" | "merge" | "create" | "drop" | "alter" | "unload" | "msck"
                | "vacuum" | "optimize" | "prepare" | "execute" | "deallocate" | "explain" | "show",
                ..,
            ] => Err(Complaint::not_here(trimmed)),
            [first, ..] => Err(Complaint::unexpected(text, Some(first))),
        }
    }

    /// `StatementType` of the API.
    pub(crate) fn kind(&self) -> &'static str {
        if matches!(self, Self::Select(_)) { "DML" } else { "UTILITY" }
    }

    /// `SubstatementType` of the API.
    pub(crate) fn sub_kind(&self) -> &'static str {
        match self {
            Self::Select(_) => "SELECT",
            Self::ShowDatabases => "SHOW_DATABASES",
            Self::ShowTables { .. } => "SHOW_TABLES",
            Self::ShowColumns { .. } => "SHOW_COLUMNS",
            Self::Describe { .. } => "DESCRIBE_TABLE",
        }
    }
}

impl Word {
    fn text(&self) -> &str {
        match self {
            Self::Name { text, .. } => text,
            Self::Other { text: '(', .. } => "(",
            Self::Other { text: '.', .. } => ".",
            Self::Other { .. } => "",
        }
    }
}

/// A name with its database before it, if it has one: `table`, `database.table`, `awsdatacatalog.database.table`.
fn object(words: &[&str]) -> Option<(Option<String>, String)> {
    match words {
        [name] if !name.is_empty() => Some((None, (*name).to_owned())),
        [database, ".", name] => Some((Some((*database).to_owned()), (*name).to_owned())),
        [CATALOG, ".", database, ".", name] => Some((Some((*database).to_owned()), (*name).to_owned())),
        _ => None,
    }
}

/// Cuts a statement into words; comments and texts in single quotes hide what is in them.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\'' => {
                letters.by_ref().find(|(_, letter)| *letter == '\'');
                words.push(Word::Other { text: '\'', at });
            }
            '"' | '`' => {
                let inside = letters.by_ref().take_while(|(_, end)| *end != letter).map(|(_, letter)| letter);
                words.push(Word::Name { text: inside.collect::<String>().to_lowercase(), at, quoted: true });
            }
            '-' if letters.peek().is_some_and(|(_, next)| *next == '-') => {
                letters.by_ref().find(|(_, letter)| *letter == '\n');
            }
            '/' if letters.next_if(|(_, next)| *next == '*').is_some() => {
                let mut before = ' ';
                letters
                    .by_ref()
                    .find(|(_, letter)| std::mem::replace(&mut before, *letter) == '*' && *letter == '/');
            }
            letter if letter.is_alphabetic() || letter == '_' => {
                let mut name = letter.to_lowercase().to_string();
                while let Some((_, next)) =
                    letters.next_if(|(_, next)| next.is_alphanumeric() || *next == '_')
                {
                    name.extend(next.to_lowercase());
                }
                words.push(Word::Name { text: name, at, quoted: false });
            }
            letter if letter.is_whitespace() => {}
            letter => words.push(Word::Other { text: letter, at }),
        }
    }
    words
}

/// The statement without the name of the catalog, which the engine does not know.
fn without_catalog(text: &str, words: &[Word]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for pair in words.windows(2) {
        if let [Word::Name { text: name, at, quoted }, Word::Other { text: '.', at: dot }] = pair
            && name == CATALOG
            && *at >= from
        {
            let _ = quoted;
            kept.push_str(text.get(from..*at).unwrap_or_default());
            from = dot + 1;
        }
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_apart() {
        let some = |text: &str| Some(text.to_owned());
        for (text, expected) in [
            ("SELECT 1;", Statement::Select("SELECT 1".to_owned())),
            (
                "select * from AwsDataCatalog.sales.orders o join \"awsdatacatalog\".\"sales\".\"x\" on 'awsdatacatalog.'",
                Statement::Select(
                    "select * from sales.orders o join \"sales\".\"x\" on 'awsdatacatalog.'".to_owned(),
                ),
            ),
            ("show /* ; all * of them */ databases", Statement::ShowDatabases),
            ("SHOW TABLES", Statement::ShowTables { database: None }),
            ("SHOW TABLES IN `sales`", Statement::ShowTables { database: some("sales") }),
            (
                "SHOW COLUMNS FROM orders IN sales",
                Statement::ShowColumns { database: some("sales"), table: "orders".to_owned() },
            ),
            (
                "-- what is it?\nDESCRIBE sales.Orders",
                Statement::Describe { database: some("sales"), table: "orders".to_owned() },
            ),
        ] {
            assert_eq!(Statement::read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_statement_or_more_than_one_is_refused() {
        for (text, expected) in [
            ("SELEC 1", "mismatched input 'selec'"),
            ("SELECT 1; SELECT 2", "Only one sql statement is allowed"),
            ("", "mismatched input '<EOF>'"),
            ("DROP TABLE sales.orders", "not in the sandbox"),
            ("DESCRIBE", "mismatched input"),
        ] {
            let complaint = Statement::read(text).unwrap_err().to_string();
            assert!(complaint.contains(expected), "{text}: {complaint}");
        }
        assert!(Statement::read("SELECT ';'").is_ok());
    }
}
