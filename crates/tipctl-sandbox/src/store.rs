//! The state file: the whole account as one JSON document, replaced as a whole.

use std::fs::{File, Metadata};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::account::Account;

const VERSION: u64 = 2;

/// What the name of a file that is being written ends with.
const UNFINISHED: &str = ".unfinished";
/// How old an unfinished file is that nobody writes any more.
const ABANDONED: Duration = Duration::from_secs(3600);

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
    let prefix = format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy());
    let unfinished = tempfile::Builder::new().prefix(&prefix).suffix(UNFINISHED).tempfile_in(folder);
    let mut file = unfinished.map_err(failed)?;
    sweep(folder, &prefix, file.as_file());
    let document = Document { version: VERSION, account };
    serde_json::to_writer_pretty(&mut file, &document).map_err(|error| failed(error.into()))?;
    file.write_all(b"\n").map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Removes what writers that were killed have left behind: unfinished files that are much older than `newest`. What cannot
/// be looked at stays for the next time.
fn sweep(folder: &Path, prefix: &str, newest: &File) {
    let written = |found: std::io::Result<Metadata>| found.and_then(|found| found.modified());
    let (Ok(newest), Ok(entries)) = (written(newest.metadata()), std::fs::read_dir(folder)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_unfinished =
            name.to_str().is_some_and(|name| name.starts_with(prefix) && name.ends_with(UNFINISHED));
        let age = written(entry.metadata()).ok().and_then(|written| newest.duration_since(written).ok());
        if is_unfinished && age.is_some_and(|age| age > ABANDONED) {
            drop(std::fs::remove_file(entry.path()));
        }
    }
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
    fn what_a_killed_writer_left_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let left = |name: &str, age: Duration| {
            let file = File::create(folder.path().join(name)).unwrap();
            let written = file.metadata().unwrap().modified().unwrap() - age;
            file.set_modified(written).unwrap();
        };
        left(".state.json.old.unfinished", 2 * ABANDONED);
        left(".state.json.new.unfinished", Duration::ZERO);
        left(".other.json.old.unfinished", 2 * ABANDONED);
        write(&path, &Account::fresh()).unwrap();
        let entries = std::fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, [".other.json.old.unfinished", ".state.json.new.unfinished", "state.json"]);
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
