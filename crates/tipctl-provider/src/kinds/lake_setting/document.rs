//! The settings as lists and tables of texts, which is all that their entries are.
//!
//! Not here: the SDK's shape of the settings, which is `calls.rs`.

use std::collections::BTreeMap;

use tipctl_model::Attrs;

use super::IAM_ALLOWED_PRINCIPALS;
use crate::attrs::{Read, Shown};

/// The settings, by field.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Document {
    pub(super) lists: BTreeMap<&'static str, Vec<String>>,
    pub(super) tables: BTreeMap<&'static str, BTreeMap<String, String>>,
}

impl Document {
    /// One row for each entry.
    pub(super) fn rows(&self) -> Vec<Attrs> {
        let row = |field: &'static str, entry: &str| Shown::new().with("field", field).with("entry", entry);
        let listed = self
            .lists
            .iter()
            .flat_map(|(field, entries)| entries.iter().map(move |entry| row(field, entry).attrs()));
        let valued = self.tables.iter().flat_map(|(field, entries)| {
            entries.iter().map(move |(entry, value)| row(field, entry).with("value", value.as_str()).attrs())
        });
        listed.chain(valued).collect()
    }

    /// Puts the entry of `row` in, or gives it its value.
    pub(super) fn put(&mut self, row: &Attrs) {
        let (field, entry) = (row.text("field").unwrap_or_default(), row.text("entry").unwrap_or_default());
        if let Some(entries) = self.lists.get_mut(field) {
            if !entries.iter().any(|listed| listed == entry) {
                entries.push(entry.to_owned());
            }
        } else if let (Some(entries), Some(value)) = (self.tables.get_mut(field), row.text("value")) {
            entries.insert(entry.to_owned(), value.to_owned());
        }
    }

    /// Takes the entry of `row` out, or gives it the value that it has in a new account.
    pub(super) fn remove(&mut self, row: &Attrs) {
        let (field, entry) = (row.text("field").unwrap_or_default(), row.text("entry").unwrap_or_default());
        if let Some(entries) = self.lists.get_mut(field) {
            entries.retain(|listed| listed != entry);
        } else if let Some(entries) = self.tables.get_mut(field) {
            match fresh(field, entry) {
                Some(value) => entries.insert(entry.to_owned(), value.to_owned()),
                None => entries.remove(entry),
            };
        }
    }

    /// The principals that `later` lists and this does not.
    pub(super) fn principals_new_in<'a>(&self, later: &'a Self) -> Vec<&'a str> {
        let fields = ["admins", "read_only_admins", "external_data_filtering_allow_list"];
        let entries = |document: &'a Self, field| document.lists.get(field).into_iter().flatten();
        let is_new = |field, entry| {
            !self.lists.get(field).is_some_and(|entries: &Vec<String>| entries.contains(entry))
        };
        fields
            .into_iter()
            .flat_map(|field| {
                entries(later, field).filter(move |entry| is_new(field, entry)).map(String::as_str)
            })
            .collect()
    }
}

/// What a new account has. AWS: facts/aws-data.md §2.
fn fresh(field: &str, entry: &str) -> Option<&'static str> {
    match (field, entry) {
        ("defaults", _) => Some(IAM_ALLOWED_PRINCIPALS),
        ("flags", _) => Some("false"),
        ("parameters", "CROSS_ACCOUNT_VERSION") => Some("1"),
        ("parameters", "SET_CONTEXT") => Some("TRUE"),
        _ => None,
    }
}

/// Whether one of `administrators` is who AWS knows as `caller`: a session goes by its role.
pub(in crate::kinds) fn is_among(administrators: &[String], caller: &str) -> bool {
    // AWS: a session's ARN has the role's name but not its path.
    let session = caller.split_once(":assumed-role/").and_then(|(head, tail)| {
        let account = head.rsplit(':').next()?;
        let name = tail.split('/').next()?;
        Some((format!("::{account}:role/"), format!("/{name}")))
    });
    administrators.iter().any(|administrator| match &session {
        Some((role, name)) => administrator.contains(role.as_str()) && administrator.ends_with(name.as_str()),
        None => administrator == caller,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(field: &'static str, entry: &str, value: Option<&str>) -> Attrs {
        Shown::new().with("field", field).with("entry", entry).maybe("value", value).attrs()
    }

    fn document() -> Document {
        Document {
            lists: BTreeMap::from([("admins", vec!["a".to_owned()]), ("read_only_admins", Vec::new())]),
            tables: BTreeMap::from([
                ("defaults", BTreeMap::from([("table".to_owned(), IAM_ALLOWED_PRINCIPALS.to_owned())])),
                ("parameters", BTreeMap::from([("CROSS_ACCOUNT_VERSION".to_owned(), "1".to_owned())])),
            ]),
        }
    }

    #[test]
    fn what_is_put_in_is_listed_and_taken_out_again() {
        let entries = [
            row("admins", "b", None),
            row("read_only_admins", "a", None),
            row("defaults", "table", Some("none")),
            row("parameters", "CROSS_ACCOUNT_VERSION", Some("4")),
            row("parameters", "SET_SOURCE_IDENTITY", Some("TRUE")),
        ];
        let mut changed = document();
        entries.iter().for_each(|entry| changed.put(entry));
        entries.iter().for_each(|entry| assert!(changed.rows().contains(entry), "{entry:?}"));
        assert!(changed.rows().contains(&row("admins", "a", None)), "an entry of others stays");
        assert_eq!(document().principals_new_in(&changed), ["b", "a"]);
        entries.iter().for_each(|entry| changed.remove(entry));
        assert_eq!(changed, document());
    }

    #[test]
    fn a_session_goes_by_its_role() {
        let administrators = ["arn:aws:iam::111122223333:role/path/Admin".to_owned()];
        for (caller, is_admin) in [
            ("arn:aws:sts::111122223333:assumed-role/Admin/me", true),
            ("arn:aws:sts::111122223333:assumed-role/min/me", false),
            ("arn:aws:sts::444455556666:assumed-role/Admin/me", false),
            ("arn:aws:iam::111122223333:user/Admin", false),
            ("arn:aws:iam::111122223333:role/path/Admin", true),
        ] {
            assert_eq!(is_among(&administrators, caller), is_admin, "{caller}");
        }
    }
}
