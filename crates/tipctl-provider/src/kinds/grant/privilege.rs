//! One thing that a principal may do, in the words of SQL: `describe`, `select(order_id)`, `select(* except email)`.
//!
//! A privilege is a text wherever it is compared or shown, so that a plan names each one that comes or goes.

use std::{collections::BTreeSet, fmt, str::FromStr};

/// What a principal may do with a resource, or with a part of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Privilege {
    /// A permission on the whole resource, in lowercase.
    Whole(String),
    /// `select` on these columns; at least one, and only one where privileges are compared.
    Columns(BTreeSet<String>),
    /// `select` on every column but these; at least one.
    AllBut(BTreeSet<String>),
}

impl Privilege {
    /// The permission `word` on the whole resource.
    pub(super) fn whole(word: &str) -> Self {
        Self::Whole(word.to_owned())
    }

    /// `select` on one column.
    pub(super) fn column(name: &str) -> Self {
        Self::Columns(BTreeSet::from([name.to_owned()]))
    }
}

impl fmt::Display for Privilege {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list =
            |names: &BTreeSet<String>| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
        match self {
            Self::Whole(word) => f.write_str(word),
            Self::Columns(names) => write!(f, "select({})", list(names)),
            Self::AllBut(names) => write!(f, "select(* except {})", list(names)),
        }
    }
}

impl FromStr for Privilege {
    type Err = std::convert::Infallible;

    /// Any text is a privilege: one that does not speak of columns is a permission on the whole resource.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let columns = text.strip_prefix("select(").and_then(|rest| rest.strip_suffix(')'));
        Ok(match columns {
            None => Self::whole(text),
            Some(columns) => match columns.strip_prefix("* except ") {
                Some(names) => Self::AllBut(unquoted(names)),
                None => Self::Columns(unquoted(columns)),
            },
        })
    }
}

/// A column's name as SQL would write it: in quotes where it could be mistaken for something else.
fn quoted(name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-.$@#:/".contains(letter);
    if !name.is_empty() && name.chars().all(is_plain) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// The names in a list that [`quoted`] wrote.
fn unquoted(list: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut name = String::new();
    let mut is_quoted = false;
    let mut letters = list.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.next_if_eq(&'"').is_some() => name.push('"'),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => {
                letters.next_if_eq(&' ');
                names.insert(std::mem::take(&mut name));
            }
            other => name.push(other),
        }
    }
    names.insert(name);
    names
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all_but(names: &[&str]) -> Privilege {
        Privilege::AllBut(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn texts() {
        let cases = [
            (Privilege::whole("create_table"), "create_table"),
            (Privilege::column("order_id"), "select(order_id)"),
            (Privilege::column("*"), "select(\"*\")"),
            (all_but(&["phone", "email"]), "select(* except email, phone)"),
            (all_but(&["a, b", "say \"x\""]), "select(* except \"a, b\", \"say \"\"x\"\"\")"),
        ];
        for (privilege, text) in cases {
            assert_eq!(privilege.to_string(), text);
            assert_eq!(text.parse(), Ok(privilege));
        }
    }

    proptest! {
        #[test]
        fn any_name_comes_back(names in prop::collection::btree_set("\\PC{1,12}", 1..4)) {
            let columns = Privilege::Columns(names.clone());
            let all_but = Privilege::AllBut(names);
            prop_assert_eq!(columns.to_string().parse(), Ok(columns));
            prop_assert_eq!(all_but.to_string().parse(), Ok(all_but));
        }
    }
}
