//! What users were called when they were last seen: the one place where a name outlives its user.
//!
//! AWS: events name users by id alone, and a user who was deleted cannot be looked up any more (facts/tip-chain.md §5). So
//! every command that reads the workforce of an account adds to the file: plan, apply, doctor, access, verify and audit.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::PathBuf,
};

use serde::{Deserialize, Serialize};
use tipctl_model::inventory::{Known, User};

use crate::disk;

/// What one user was called.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Called {
    /// The user name.
    name: String,
    /// The address in the spec that last meant the user, `user.alice`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

/// The names of a stack's users by id, and the file that keeps them.
#[derive(Debug)]
pub(crate) struct NamesFile {
    path: PathBuf,
    names: BTreeMap<String, Called>,
    /// Whether they are more than the file has.
    is_newer: bool,
}

impl NamesFile {
    /// The names in the file at `path`; none where there is no such file.
    ///
    /// # Errors
    /// The file cannot be read, or is not one of names.
    pub(crate) fn open(path: PathBuf) -> io::Result<Self> {
        let names = match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error),
        };
        Ok(Self { path, names, is_newer: false })
    }

    /// Adds what `users` are called.
    pub(crate) fn see(&mut self, users: &Known<User>) {
        for (id, user) in users.iter().filter(|(_, user)| !user.name.is_empty()) {
            let before = self.names.get(id).and_then(|known| known.address.clone());
            let address = user.from.as_ref().map(ToString::to_string).or(before);
            self.put(id, Called { name: user.name.clone(), address });
        }
    }

    /// Adds what the user `id` is called.
    pub(crate) fn name(&mut self, id: &str, name: &str) {
        let address = self.names.get(id).and_then(|known| known.address.clone());
        self.put(id, Called { name: name.to_owned(), address });
    }

    fn put(&mut self, id: &str, called: Called) {
        if self.names.get(id) != Some(&called) {
            self.names.insert(id.to_owned(), called);
            self.is_newer = true;
        }
    }

    /// Writes the file, where there is anything new.
    ///
    /// # Errors
    /// The file cannot be written; it stays as it was.
    pub(crate) fn keep(&mut self) -> io::Result<()> {
        if !self.is_newer {
            return Ok(());
        }
        if let Some(dir) = self.path.parent() {
            fs::create_dir_all(dir)?;
        }
        disk::replace(&self.path, &serde_json::to_vec_pretty(&self.names)?)?;
        self.is_newer = false;
        Ok(())
    }

    /// What the user `id` was called last.
    pub(crate) fn of(&self, id: &str) -> Option<&str> {
        self.names.get(id).map(|called| called.name.as_str())
    }

    /// The ids of everyone who is or was called `text`, be it by id, by name or by address.
    pub(crate) fn called(&self, text: &str) -> BTreeSet<String> {
        let is_called = |(id, called): &(&String, &Called)| {
            *id == text || called.name == text || called.address.as_deref() == Some(text)
        };
        self.names.iter().filter(is_called).map(|(id, _)| id.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use tipctl_model::{Address, KindName};

    use super::*;

    #[test]
    fn a_name_outlives_its_user_and_whoever_has_it_next_is_another() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/names.json");
        let user = |name: &str, from: bool| User {
            from: from.then(|| Address::new(KindName("user"), "alice")),
            name: name.to_owned(),
            is_enabled: None,
        };
        let mut names = NamesFile::open(path.clone()).unwrap();
        let mut users = Known::whole();
        users.insert("1", user("alice@x", true));
        names.see(&users);
        users.insert("1", user("a.smith@x", false));
        users.insert("2", user("alice@x", false));
        names.see(&users);
        names.keep().unwrap();

        let mut again = NamesFile::open(path.clone()).unwrap();
        assert_eq!(again.of("1"), Some("a.smith@x"));
        assert_eq!(again.called("user.alice"), ["1".to_owned()].into(), "the address is kept");
        assert_eq!(again.called("alice@x"), ["2".to_owned()].into());
        again.name("1", "alice@x");
        assert_eq!(again.called("alice@x").len(), 2);

        let before = fs::metadata(&path).unwrap().modified().unwrap();
        names.see(&users);
        names.keep().unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().modified().unwrap(),
            before,
            "nothing new is nothing to write"
        );
        fs::write(&path, "[]").unwrap();
        assert!(NamesFile::open(path).is_err());
    }
}
