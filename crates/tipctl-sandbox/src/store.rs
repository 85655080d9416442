//! The state file: the whole account as one JSON document, replaced as a whole.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::account::Account;

const VERSION: u64 = 2;

/// Why a state file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file exists and cannot be read.
    #[error("cannot read the sandbox's state file `{path}`: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not a state file.
    #[error(
        "`{path}` is not a state file of the sandbox ({source}); reset the sandbox to start with a fresh account"
    )]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// The file is a state file of another version.
    #[error(
        "`{path}` is a state file of version {found}, this sandbox reads version {VERSION}; \
         reset the sandbox to start with a fresh account"
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// The version in the file.
        found: u64,
    },
    /// The file cannot be written.
    #[error("cannot write the sandbox's state file `{path}`: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document<A> {
    version: u64,
    account: A,
}

/// Reads the account, if there is a file.
pub(crate) fn read(path: &Path) -> Result<Option<Account>, StateError> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(StateError::Read { path: path.to_owned(), source }),
    };
    let malformed = |source| StateError::Malformed { path: path.to_owned(), source };
    let Versioned { version } = serde_json::from_slice(&text).map_err(malformed)?;
    if version != VERSION {
        return Err(StateError::Version { path: path.to_owned(), found: version });
    }
    let document: Document<Account> = serde_json::from_slice(&text).map_err(malformed)?;
    Ok(Some(document.account))
}

/// Writes the account beside the file and puts it in the file's place.
pub(crate) fn write(path: &Path, account: &Account) -> Result<(), StateError> {
    let failed = |source| StateError::Write { path: path.to_owned(), source };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let document = Document { version: VERSION, account };
    serde_json::to_writer_pretty(&mut file, &document).map_err(|error| failed(error.into()))?;
    file.write_all(b"\n").map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_survives_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("state.json");
        assert!(read(&path).unwrap().is_none());
        let account = Account::fresh();
        write(&path, &account).unwrap();
        let reread = read(&path).unwrap().unwrap();
        assert_eq!(serde_json::to_value(&reread).unwrap(), serde_json::to_value(&account).unwrap());
    }

    #[test]
    fn what_is_not_a_state_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        std::fs::write(&path, "{\"version\": 99}").unwrap();
        let message = read(&path).unwrap_err().to_string();
        assert!(message.contains("version 99, this sandbox reads version 2"), "{message}");
        std::fs::write(&path, "{\"version\": 2, \"account\": {\"id\": 4}}").unwrap();
        let message = read(&path).unwrap_err().to_string();
        assert!(message.contains("is not a state file of the sandbox"), "{message}");
    }
}
