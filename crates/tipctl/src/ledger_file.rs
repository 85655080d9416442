//! The ledger as a file: keys of what a stack owns and of what it has found, and nothing else.
//!
//! It is the only file that knows where ownership is kept.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use tipctl_model::{Address, Key, KindName, KindSchema, Ledger, Place};

use crate::disk;

/// The version of the file's form.
const FORMAT: u32 = 1;

/// The ledger of one stack, written anew after each change.
pub(crate) struct LedgerFile {
    path: PathBuf,
    place: Place,
    /// What the stack owns.
    pub(crate) ledger: Ledger,
}

/// Why a ledger cannot be used. It is never overwritten then.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub(crate) enum LedgerError {
    #[error("the ledger `{path}` cannot be read: {why}")]
    #[diagnostic(
        code(ledger::unreadable),
        help("see to it that it can be read; without it, what the stack owns would be adopted anew")
    )]
    Unreadable { path: String, why: io::Error },
    #[error("the ledger `{path}` cannot be written: {why}")]
    #[diagnostic(
        code(ledger::unwritable),
        help("what was done in AWS is done; apply again once it can be written")
    )]
    Unwritable { path: String, why: io::Error },
    #[error("the ledger `{path}` is not one that this version understands: {why}")]
    #[diagnostic(
        code(ledger::malformed),
        help(
            "move it away to go on without it: nothing is deleted without a ledger, and what the spec says is adopted"
        )
    )]
    Malformed { path: String, why: String },
    #[error("the ledger `{path}` is of stack `{stack}` in {account} {region}")]
    #[diagnostic(
        code(ledger::of_another_stack),
        help(
            "give this stack another `name`, or `--state-dir` another directory; what the other one owns goes with `destroy`"
        )
    )]
    OfAnother { path: String, stack: String, account: String, region: String },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    format: u32,
    stack: String,
    account: String,
    region: String,
    owned: Vec<StoredEntry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    found: Vec<StoredFound>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredEntry {
    kind: String,
    label: String,
    key: Vec<(String, String)>,
}

/// One thing that is looked up.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredFound {
    kind: String,
    label: String,
    keys: BTreeSet<Vec<(String, String)>>,
}

impl LedgerFile {
    /// Reads the ledger at `path`; one that is not there owns nothing.
    pub(crate) fn open(path: PathBuf, place: &Place, schemas: &[&KindSchema]) -> Result<Self, LedgerError> {
        let shown = path.display().to_string();
        let ledger = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ledger::default(),
            Err(why) => return Err(LedgerError::Unreadable { path: shown, why }),
            Ok(bytes) => parse(&bytes, &shown, place, schemas)?,
        };
        Ok(Self { path, place: place.clone(), ledger })
    }

    /// Records an object as the stack's own.
    pub(crate) fn record(&mut self, key: Key, address: Address) -> Result<(), LedgerError> {
        if self.ledger.address_of(&key) == Some(&address) {
            return Ok(());
        }
        self.ledger.record(key, address);
        self.write()
    }

    /// Forgets an object.
    pub(crate) fn forget(&mut self, key: &Key) -> Result<(), LedgerError> {
        if !self.ledger.owns(key) {
            return Ok(());
        }
        self.ledger.forget(key);
        self.write()
    }

    /// Remembers what was found, by its keys, and forgets what is not looked up any more.
    pub(crate) fn remember(&mut self, found: BTreeMap<Address, BTreeSet<Key>>) -> Result<(), LedgerError> {
        if self.ledger.found().eq(found.iter()) {
            return Ok(());
        }
        self.ledger.forget_found(|address| found.contains_key(address));
        found.into_iter().for_each(|(address, keys)| self.ledger.remember(address, keys));
        self.write()
    }

    fn write(&self) -> Result<(), LedgerError> {
        let Place { stack, account, region, partition: _ } = &self.place;
        let owned = self.ledger.iter().map(|(key, address)| StoredEntry {
            kind: key.kind.to_string(),
            label: address.label.clone(),
            key: key.parts.clone(),
        });
        let found = self.ledger.found().map(|(address, keys)| StoredFound {
            kind: address.kind.to_string(),
            label: address.label.clone(),
            keys: keys.iter().map(|key| key.parts.clone()).collect(),
        });
        let stored = Stored {
            format: FORMAT,
            stack: stack.clone(),
            account: account.clone(),
            region: region.clone(),
            owned: owned.collect(),
            found: found.collect(),
        };
        write_whole(&self.path, &stored)
            .map_err(|why| LedgerError::Unwritable { path: self.path.display().to_string(), why })
    }
}

fn write_whole(path: &Path, stored: &Stored) -> io::Result<()> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    disk::replace(path, &serde_json::to_vec_pretty(stored)?)
}

fn parse(bytes: &[u8], shown: &str, place: &Place, schemas: &[&KindSchema]) -> Result<Ledger, LedgerError> {
    let malformed = |why: String| LedgerError::Malformed { path: shown.to_owned(), why };
    let stored: Stored = serde_json::from_slice(bytes).map_err(|error| malformed(error.to_string()))?;
    if stored.format != FORMAT {
        return Err(malformed(format!("its form is {}, not {FORMAT}", stored.format)));
    }
    let Place { stack, account, region, partition: _ } = place;
    if (&stored.stack, &stored.account, &stored.region) != (stack, account, region) {
        let Stored { stack, account, region, .. } = stored;
        return Err(LedgerError::OfAnother { path: shown.to_owned(), stack, account, region });
    }
    let mut ledger = Ledger::default();
    let named =
        |kind: &str| known(kind, schemas).ok_or_else(|| malformed(format!("it names the kind `{kind}`")));
    for StoredEntry { kind, label, key } in stored.owned {
        let kind = named(&kind)?;
        ledger.record(Key { kind, parts: key }, Address::new(kind, label));
    }
    for StoredFound { kind, label, keys } in stored.found {
        let kind = named(&kind)?;
        let keys = keys.into_iter().map(|parts| Key { kind, parts });
        ledger.remember(Address::new(kind, label), keys.collect());
    }
    Ok(ledger)
}

fn known(kind: &str, schemas: &[&KindSchema]) -> Option<KindName> {
    schemas.iter().map(|schema| schema.name).find(|name| name.0 == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str) -> (Key, Address) {
        let kind = KindName("group");
        (Key { kind, parts: vec![("id".to_owned(), name.to_owned())] }, Address::new(kind, "analysts"))
    }

    #[test]
    fn what_is_recorded_is_read_back_and_another_stack_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/ledger.json");
        let place = Place::new("one", "111122223333", "ap-northeast-1");
        let schemas = tipctl_provider::kinds::schemas();
        let mut file = LedgerFile::open(path.clone(), &place, &schemas).unwrap();
        let (key, address) = group("g-1");
        file.record(key.clone(), address.clone()).unwrap();
        let (other, _) = group("g-2");
        file.record(other.clone(), address).unwrap();
        file.forget(&other).unwrap();
        let found = |(key, address): (Key, Address)| BTreeMap::from([(address, BTreeSet::from([key]))]);
        file.remember(found(group("g-3"))).unwrap();

        let again = LedgerFile::open(path.clone(), &place, &schemas).unwrap();
        assert_eq!(again.ledger, file.ledger);
        assert!(again.ledger.owns(&key) && !again.ledger.owns(&other));
        assert!(!again.ledger.owns(&group("g-3").0), "what is found is not owned");

        let elsewhere = Place::new("two", "111122223333", "ap-northeast-1");
        assert!(matches!(
            LedgerFile::open(path.clone(), &elsewhere, &schemas),
            Err(LedgerError::OfAnother { .. })
        ));
        fs::write(&path, "{").unwrap();
        assert!(matches!(LedgerFile::open(path, &place, &schemas), Err(LedgerError::Malformed { .. })));
    }
}
